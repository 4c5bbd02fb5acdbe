//! Amazon MSK: tokens for Kafka brokers.

use alloc::format;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::error::Error;
use crate::services::endpoint::{known, request};
use crate::services::keys::QUARTER_OF_AN_HOUR;
use crate::services::{Keys, Token};
use crate::timestamp::Timestamp;

/// Describes the token with which a Kafka client authenticates to a cluster of MSK or MSK Serverless by IAM, with the
/// SASL mechanism OAUTHBEARER. It is valid for 15 minutes.
///
/// Kafka clients want the expiry in milliseconds:
/// [`Timestamp::unix_milliseconds`](crate::Timestamp::unix_milliseconds).
///
/// ```
/// use presign::{Credentials, Timestamp, services::msk};
///
/// # struct OAuthToken { token: String, principal_name: String, lifetime_ms: i64 }
/// # struct Context { credentials: Credentials }
/// # impl Context {
/// // As in the callback of rdkafka::ClientContext, with ENABLE_REFRESH_OAUTH_TOKEN set and the client's properties
/// // security.protocol=SASL_SSL and sasl.mechanism=OAUTHBEARER:
/// fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
///     let token = msk::AuthToken { region: "us-west-2" }.sign(&self.credentials, Timestamp::now())?;
///     let lifetime_ms = token.expires_at().unix_milliseconds().try_into()?;
///     Ok(OAuthToken { token: token.into_string(), principal_name: "presign".into(), lifetime_ms })
/// }
/// # }
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let token = Context { credentials }.generate_oauth_token(None).unwrap();
/// # assert!(token.token.starts_with("aHR0cHM6Ly9rYWZrYS51cy13ZXN0LTIuYW1hem9uYXdzLmNvbS"));
/// # assert!(token.lifetime_ms > 0 && !token.principal_name.is_empty());
/// ```
///
/// Source: AWS's signers for clients of MSK (aws-msk-iam-sasl-signer). They have this host for every partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthToken<'a> {
    /// The region of the cluster.
    pub region: &'a str,
}

impl AuthToken<'_> {
    /// Signs the token.
    ///
    /// # Errors
    /// - `empty-name`, `unknown-region`: the region is not one of AWS.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        let region = known(self.region)?;
        let host = format!("kafka.{region}.amazonaws.com");
        let request = request("GET", "https", &host, "/")?.query("Action", "kafka-cluster:Connect");
        let url = keys.into().presign(&request, (region, "kafka-cluster"), QUARTER_OF_AN_HOUR, now)?;
        // Not signed, as AWS's own signers do it: brokers log it.
        let text = format!("{url}&User-Agent=presign%2F{}", env!("CARGO_PKG_VERSION"));
        Ok(Token::new(Base64UrlUnpadded::encode_string(text.as_bytes()), url.expires_at()))
    }
}
