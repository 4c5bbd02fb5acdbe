//! A token of Amazon EKS, from the side of the cluster.

use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::partition::{Partition, is_region};
use crate::timestamp::Timestamp;
use crate::verify::read::presigned::read_any_expiry;
use crate::verify::read::wire::Wire;
use crate::verify::{Malformed, Place, Policy, Refusal};

/// The longest token in bytes.
const MAX_LENGTH: usize = 4096;
/// How long STS accepts the URL in seconds, and the most that it may state. It may state 0.
const LIFETIME: u64 = 900;
/// The parameters that the URL may have, in any case of letters.
const PARAMETERS: [&str; 9] = [
    "Action",
    "Version",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];
/// How the names of regions in the partition `aws` begin. Source: AWS's SDKs (`partitions.json`).
const OF_AWS: [&str; 9] = ["af-", "ap-", "ca-", "eu-", "il-", "me-", "mx-", "sa-", "us-"];

/// A token with which `kubectl` signs in to a cluster of EKS, checked as far as it can be without STS.
///
/// A token contains a presigned URL, and whoever sends that learns from STS who signed it. A server that sent any URL
/// it was given could be made to ask another host, or to make another request. This type has checked that the URL is
/// one of GetCallerIdentity at STS in the given partition, that it has no parameter besides, that the name of the
/// cluster is signed, and that STS still accepts it. [`eks::AuthToken`](crate::services::eks::AuthToken) is the other
/// side.
///
/// ```
/// use presign::verify::EksToken;
/// use presign::{Credentials, Timestamp, services::eks};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let token = eks::AuthToken { cluster: "my-cluster", region: "eu-west-1" }.sign(&credentials, now)?;
///
/// // On the server: the bearer token as it came.
/// let token = EksToken::check(token.as_str(), "aws", now)?;
/// // Send a GET request to this URL with the header `x-k8s-aws-id: my-cluster`, which is the server's own name, and
/// // `accept: application/json`. Follow no redirect. The answer with status 200 names the account and the ARN.
/// assert!(token.url().starts_with("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: the cluster's own authenticator, aws-iam-authenticator.
#[derive(Clone)]
pub struct EksToken {
    url: String,
    access_key_id: String,
    expires_at: Timestamp,
}

impl EksToken {
    /// Checks a token, for a cluster in a partition by its name in ARNs, such as `aws` or `aws-cn`.
    ///
    /// Whether the signature matches, and the cluster's name is the one that was signed, only STS can tell.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: not `k8s-aws-v1.` and base64, over 4,096 bytes, or of a URL with another scheme, host,
    ///   path, action or parameter, one that does not sign `x-k8s-aws-id`, or one whose access key id has other
    ///   characters than letters, digits and `_`, which are those of AWS (IAM API Reference, "AccessKey").
    /// - [`Refusal::Malformed`]: a signing parameter is missing, malformed or repeated: each may be there once, in any
    ///   case of letters, its name escaped or not. Signed for a service other than STS, or for more than 900 seconds.
    /// - [`Refusal::HostNotSigned`]: it would be good at any host.
    /// - [`Refusal::Expired`], [`Refusal::NotYetValid`]: dated more than 15 minutes before or after `now`.
    pub fn check(token: &str, partition: &str, now: Timestamp) -> Result<Self, Refusal> {
        let url = decode(token)?;
        let rest = url.strip_prefix("https://").ok_or(Malformed::EksToken("is not for a URL with https"))?;
        let (host, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if !is_sts(host, partition) {
            return Err(Malformed::EksToken("is not for a host of STS in this partition").into());
        }
        let query = target.strip_prefix("/?").ok_or(Malformed::EksToken("is for a URL with a path other than /"))?;
        let wire = Wire::parse("GET", target, [("host", host)])?;
        check_parameters(&wire, query)?;
        if wire.required_parameter("Action")? != "GetCallerIdentity" {
            return Err(Malformed::EksToken("is for an action other than GetCallerIdentity").into());
        }
        let received = read_any_expiry(wire)?;
        if !received.signed_headers.iter().any(|name| name == "x-k8s-aws-id") {
            return Err(Malformed::EksToken("does not sign the header x-k8s-aws-id").into());
        }
        if !received.claims.access_key_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(
                Malformed::EksToken("has an access key id with a character that those of AWS do not have").into()
            );
        }
        let (place, given) = (Place::Query, received.claims.scope.service());
        if given != "sts" {
            return Err(Malformed::Service { place, given: given.into(), expected: "sts".into() }.into());
        }
        let seconds = received.expires.ok_or(Malformed::Missing { place, name: "X-Amz-Expires" })?;
        if seconds > LIFETIME {
            return Err(Malformed::ExpiresTooLong { seconds, max: LIFETIME }.into());
        }
        received.claims.check_has_come(now, &Policy::new("", "sts"))?;
        // STS does not look at what the URL states.
        let expires_at = received.claims.date.plus(LIFETIME);
        if now > expires_at {
            return Err(Refusal::Expired(expires_at));
        }
        Ok(Self { access_key_id: received.claims.access_key_id, expires_at, url })
    }

    /// Returns the URL, percent-encoded. Send it unchanged.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the access key id that the token claims to be signed with.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns when STS stops accepting the URL: 15 minutes after its date.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

/// The URL in a token, of characters that every parser of URLs leaves as they are.
fn decode(token: &str) -> Result<String, Refusal> {
    if token.len() > MAX_LENGTH {
        return Err(Malformed::EksToken("has more than 4096 bytes").into());
    }
    let base64 = token.strip_prefix("k8s-aws-v1.").ok_or(Malformed::EksToken("does not begin with k8s-aws-v1."))?;
    let url = Base64UrlUnpadded::decode_vec(base64).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?&=%".contains(&b);
    url.filter(|url| url.bytes().all(is_plain)).ok_or(Malformed::EksToken("is not the base64 of a URL").into())
}

/// Refuses every parameter that is not one of GetCallerIdentity's, and each that is there twice, under names that are
/// decoded first and compared in any case: STS might read the other one.
fn check_parameters(wire: &Wire, query: &str) -> Result<(), Refusal> {
    let unknown = Malformed::EksToken("is for a URL with a parameter that GetCallerIdentity does not have");
    if query.split('&').any(str::is_empty) {
        return Err(unknown.into());
    }
    let mut seen = [false; PARAMETERS.len()];
    for (name, _) in wire.parameters() {
        let known = PARAMETERS.iter().position(|known| known.eq_ignore_ascii_case(name));
        let at = known.ok_or_else(|| unknown.clone())?;
        if seen[at] {
            return Err(Malformed::Duplicate { place: Place::Query, name: PARAMETERS[at] }.into());
        }
        seen[at] = true;
    }
    Ok(())
}

/// Whether this is a host of STS in a partition: not in any other, and nowhere else.
fn is_sts(host: &str, partition: &str) -> bool {
    if host == "sts.amazonaws.com" {
        return partition == "aws";
    }
    let rest = host.strip_prefix("sts.").or_else(|| host.strip_prefix("sts-fips."));
    let Some((region, suffix)) = rest.and_then(|rest| rest.split_once('.')) else { return false };
    let of = Partition::of(region);
    let is_known = of.name != "aws" || OF_AWS.iter().any(|prefix| region.starts_with(prefix));
    is_region(region) && is_known && of.name == partition && of.suffix == suffix
}

impl fmt::Debug for EksToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.split('?').next().unwrap_or_default();
        write!(f, "EksToken({host}?… of {} until {})", self.access_key_id, self.expires_at)
    }
}
