//! What a token or a URL is signed with: credentials, or a signer that is kept.

use alloc::borrow::ToOwned;
use alloc::format;
#[cfg(feature = "std")]
use alloc::sync::Arc;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::partition::region_of_host;
use crate::request::Request;
use crate::signing::{HeaderSignedRequest, PresignedUrl, Signer};
use crate::timestamp::Timestamp;

/// How long AWS STS, databases and caches accept a signature, in seconds, whatever it says about itself.
pub(super) const QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(900);

/// Holds what a token or a URL of a service is signed with: a reference to [`Credentials`], or to a [`Signer`].
///
/// The `sign` methods accept either. Credentials are enough; each call derives the signing key anew. A signer keeps the
/// key of the day, which pays where many tokens are signed: it must be one for the region and the service that are
/// signed for, by the name in the table of [`services`](crate::services).
///
/// ```
/// use presign::{Credentials, Signer, Timestamp, services::elasticache};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let signer = Signer::new(credentials.clone(), "us-east-1", "elasticache")?;
/// for user in ["iam-user-01", "iam-user-02"] {
///     let token = elasticache::AuthToken { cache: "my-cluster", user, region: "us-east-1", serverless: false };
///     assert_eq!(token.sign(&signer, now)?.as_str(), token.sign(&credentials, now)?.as_str());
/// }
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a>(Holder<'a>);

#[derive(Clone, Copy, Debug)]
enum Holder<'a> {
    Credentials(&'a Credentials),
    Signer(&'a Signer),
}

impl<'a> From<&'a Credentials> for Keys<'a> {
    fn from(credentials: &'a Credentials) -> Self {
        Self(Holder::Credentials(credentials))
    }
}

impl<'a> From<&'a Signer> for Keys<'a> {
    fn from(signer: &'a Signer) -> Self {
        Self(Holder::Signer(signer))
    }
}

/// What [`SharedSigner::current`](crate::SharedSigner::current) returns.
#[cfg(feature = "std")]
impl<'a> From<&'a Arc<Signer>> for Keys<'a> {
    fn from(signer: &'a Arc<Signer>) -> Self {
        Self(Holder::Signer(signer))
    }
}

impl Keys<'_> {
    /// Calls `sign` with the signer for a service in a region. A signer for anything else is refused.
    pub(super) fn with_signer<T>(
        self,
        (region, service): (&str, &str),
        sign: impl FnOnce(&Signer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let signer = match self.0 {
            Holder::Credentials(credentials) => return sign(&Signer::new(credentials.clone(), region, service)?),
            Holder::Signer(signer) => signer,
        };
        let is_of_regions = signer.region_set().is_some();
        if !is_of_regions && (signer.region(), signer.service()) == (region, service) {
            return sign(signer);
        }
        Err(Error(Reason::SignerOfOtherService {
            signer: format!("{}{}/{}", if is_of_regions { "SigV4a, " } else { "" }, signer.region(), signer.service()),
            needed: format!("{region}/{service}"),
        }))
    }

    /// Presigns a request for a service in a region.
    pub(super) fn presign(
        self,
        request: &Request<'_>,
        scope: (&str, &str),
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<PresignedUrl, Error> {
        check_region(request, scope.0)?;
        self.with_signer(scope, |signer| request.presign(signer, expires_in, now))
    }

    /// Signs a request for a service in a region by its headers.
    pub(super) fn sign(
        self,
        request: &Request<'_>,
        scope: (&str, &str),
        now: Timestamp,
    ) -> Result<HeaderSignedRequest, Error> {
        check_region(request, scope.0)?;
        self.with_signer(scope, |signer| request.sign(signer, now))
    }

    /// When something ends that is valid for a time from now on, but not longer than the credentials.
    pub(super) fn end(self, lifetime: Duration, now: Timestamp) -> Timestamp {
        let end = now.plus(lifetime.as_secs());
        let expiry = match self.0 {
            Holder::Credentials(credentials) => credentials.expiry(),
            Holder::Signer(signer) => signer.expiry(),
        };
        expiry.map_or(end, |expiry| end.min(expiry))
    }
}

/// Refuses a region other than the one that the host names, if it names one: the service would refuse it.
fn check_region(request: &Request<'_>, region: &str) -> Result<(), Error> {
    match region_of_host(request.address.host()) {
        Some(named) if named != region => {
            Err(Error(Reason::HostOfOtherRegion { named: named.to_owned(), given: region.to_owned() }))
        }
        _ => Ok(()),
    }
}

/// Refuses more seconds than a service accepts. `what` completes the sentence "the … is 301 seconds".
pub(super) fn at_most(limit: u64, what: &'static str, given: Duration) -> Result<Duration, Error> {
    match given.as_secs() {
        seconds if seconds > limit => Err(Error(Reason::OverLimit { what, seconds, limit })),
        _ => Ok(given),
    }
}
