//! Amazon EKS: tokens for Kubernetes clusters.

use core::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::error::{Error, Reason};
use crate::services::sts::caller_identity;
use crate::services::{Keys, Token};
use crate::timestamp::Timestamp;

/// What the URL in a token states, as AWS's tools do. STS ignores it.
const STATED: Duration = Duration::from_secs(60);
/// How long a client uses a token: a minute less than STS accepts it.
const LIFETIME: Duration = Duration::from_secs(14 * 60);

/// Describes the bearer token with which `kubectl` signs in to a cluster of EKS: `k8s-aws-v1.` and the base64 of a
/// presigned URL of STS. It is byte for byte the one of `aws eks get-token`.
///
/// The cluster accepts the token for 15 minutes; [`Token::expires_at`] is a minute before, as clients expect.
/// [`EksToken`](crate::verify::EksToken) is the other side.
///
/// ```
/// use presign::{Credentials, Timestamp, services::eks};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = eks::AuthToken { cluster: "my-cluster", region: "us-west-2" }.sign(&credentials, now)?;
/// assert!(token.as_str().starts_with("k8s-aws-v1.aHR0cHM6Ly9zdHMudXMtd2VzdC0yLmFtYXpvbmF3cy5jb20v"));
/// // What kubectl reads from a program named under `exec` in its kubeconfig; the time is written as RFC 3339 wants it.
/// let credential = format!(
///     r#"{{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{{"expirationTimestamp":"2015-08-30T12:50:00Z","token":"{}"}}}}"#,
///     token.as_str(),
/// );
/// assert_eq!(token.expires_at(), Timestamp::parse("20150830T125000Z")?);
/// # let _ = credential;
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: the tools that make and accept it, the AWS CLI and aws-iam-authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken<'a> {
    /// The name of the cluster.
    pub cluster: &'a str,
    /// The region whose STS the cluster asks, usually its own.
    pub region: &'a str,
}

impl AuthToken<'_> {
    /// Signs the token.
    ///
    /// # Errors
    /// - `empty-value`, `invalid-argument`: the cluster's name is empty, is an ARN, or has white space or a
    ///   character beyond ASCII.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        if self.cluster.is_empty() {
            return Err(Error(Reason::EmptyValue("name of the cluster")));
        }
        if self.cluster.starts_with("arn:") {
            return Err(Error(Reason::InvalidArgument(
                "the cluster is given by its ARN: its name is what follows cluster/ there",
            )));
        }
        // It is signed as a header, where white space would be trimmed and folded.
        if !self.cluster.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error(Reason::InvalidArgument(
                "the name of the cluster has white space or a character beyond ASCII",
            )));
        }
        let (request, region) = caller_identity(self.region)?;
        let (request, keys) = (request.header("x-k8s-aws-id", self.cluster), keys.into());
        let url = keys.presign(&request, (region, "sts"), STATED, now)?;
        let token = ["k8s-aws-v1.", &Base64UrlUnpadded::encode_string(url.as_str().as_bytes())].concat();
        Ok(Token::new(token, keys.end(LIFETIME, now)))
    }
}
