//! What a server accepts.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use crate::signing::MAX_EXPIRES;
use crate::signing::Rules;
use crate::verify::Place;

/// What a server accepts: its regions, its service, where the signature may be, and how old or how far ahead a request
/// may be.
///
/// ```
/// use core::time::Duration;
/// use presign::verify::{Place, Policy};
///
/// let mut policy = Policy::new("eu-west-1", "s3");
/// policy.max_expires = Duration::from_secs(3600);
/// policy.places = vec![Place::Query];
/// ```
///
/// Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent answers to independent questions")]
#[non_exhaustive]
pub struct Policy {
    /// The regions that a credential may name, such as `us-east-1`; a server with two names lists both.
    pub regions: Vec<String>,
    /// The service that a credential must name, such as `s3`.
    pub service: String,
    /// Where a signature may be: in the query, in the header `Authorization`, or in the fields of a form. All three by
    /// default. A server of presigned URLs alone has `[Place::Query]` here.
    pub places: Vec<Place>,
    /// How the service signs. [`Policy::new`] takes them from its name.
    pub rules: Rules,
    /// The longest `X-Amz-Expires`: 7 days by default, as on AWS.
    pub max_expires: Duration,
    /// How far the signer's clock may be ahead: 15 minutes by default, as on AWS. Any request may be dated this far
    /// ahead.
    pub clock_skew: Duration,
    /// How long a request with the header `Authorization` is good after its date: 15 minutes by default, as on AWS. The
    /// signer's clock may be behind, and a large upload may be underway for some time. A shorter life leaves less time
    /// for replays. A presigned URL has a life of its own.
    pub max_age: Duration,
    /// The life of a URL that has no `X-Amz-Expires`. `None` by default: such a URL is refused.
    pub implied_expires: Option<Duration>,
    /// Whether an `x-amz-` header may come more than once. `false` by default: two headers with the values `a` and `b`
    /// have the signature of one with the value `a,b`, and a service that reads only one of them would not do what was
    /// signed.
    pub allow_repeated_headers: bool,
    /// The headers of the server's own that must be signed if they are sent, such as `x-tenant`, or `x-tenant-*` for
    /// those that begin so. None by default. Each is treated as an `x-amz-` header is: it is refused if it is not
    /// signed, if it is signed and absent, and if it is repeated. Any other header that is not signed may have been
    /// added in transit.
    pub also_signed: Vec<String>,
    /// Whether a `HEAD` is accepted with a URL that was presigned for `GET`. `false` by default, as on AWS. Players and
    /// download managers ask so, and are told nothing that the `GET` would not tell them.
    pub head_for_get: bool,
    /// Whether every body must be covered: by a signed SHA-256, by signed chunks, or by a checksum in a header, the
    /// query or `x-amz-trailer`. `false` by default: neither the body of an ordinary presigned upload is, nor one in
    /// unsigned chunks without a trailing checksum. A request has a body unless its `content-length` is 0, or it has
    /// none and the method is `GET`, `HEAD`, `DELETE` or `OPTIONS`. The file of an upload form needs a checksum among
    /// the fields. A `content-md5` counts even if it is not signed: over TLS only the sender can have changed it.
    pub checksum_required: bool,
    /// Whether a request that is signed with the key of a certificate is accepted, as for IAM Roles Anywhere. `false`
    /// by default: then its algorithm is refused. (Requires the feature `x509`.)
    #[cfg(feature = "x509")]
    pub certificates: bool,
    /// The longest chunk of a body in signed chunks, in bytes: 16 MiB by default. [`BodyDecoder`] keeps so much of it,
    /// and not more, until the chunk is verified. AWS's SDKs send 64 KiB to 1 MiB at a time. It is also the longest
    /// message of an event stream.
    ///
    /// [`BodyDecoder`]: crate::verify::BodyDecoder
    pub max_chunk: usize,
}

/// Source: Amazon S3, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
const CLOCK_SKEW: Duration = Duration::from_secs(15 * 60);

const MAX_CHUNK: usize = 16 * 1024 * 1024;

impl Policy {
    /// Whether a header, by its name in lower case, asks the service for something, so that it must be signed.
    pub(super) fn is_instruction(&self, name: &str) -> bool {
        let is_own = |own: &String| match own.strip_suffix('*') {
            Some(start) => name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)),
            None => name.eq_ignore_ascii_case(own),
        };
        // The signature itself cannot be signed.
        name.starts_with("x-amz-") || (name != "authorization" && self.also_signed.iter().any(is_own))
    }

    /// Returns the policy of AWS for one region and service, with the [`Rules`] that the service's name gives.
    #[must_use]
    pub fn new(region: &str, service: &str) -> Self {
        Self {
            regions: vec![region.into()],
            service: service.into(),
            places: vec![Place::Query, Place::Authorization, Place::Form],
            rules: Rules::for_service(service),
            max_expires: Duration::from_secs(MAX_EXPIRES),
            clock_skew: CLOCK_SKEW,
            max_age: CLOCK_SKEW,
            implied_expires: None,
            allow_repeated_headers: false,
            also_signed: Vec::new(),
            head_for_get: false,
            checksum_required: false,
            #[cfg(feature = "x509")]
            certificates: false,
            max_chunk: MAX_CHUNK,
        }
    }
}
