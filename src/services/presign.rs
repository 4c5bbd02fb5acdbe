//! Presigning for a service, within its limits.

use alloc::borrow::ToOwned;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::partition::region_of_host;
use crate::request::Request;
use crate::signing::{PresignedUrl, Signer};
use crate::timestamp::Timestamp;

/// How long AWS STS, databases and caches accept a signature, in seconds, whatever it says about itself.
pub(super) const QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(900);

/// The signer for a service in a region, which is the host's if the host names one: the service would refuse another.
pub(super) fn signer(
    request: &Request<'_>,
    (region, service): (&str, &str),
    credentials: &Credentials,
) -> Result<Signer, Error> {
    match region_of_host(request.address.host()) {
        Some(named) if named != region => {
            Err(Error(Reason::HostOfOtherRegion { named: named.to_owned(), given: region.to_owned() }))
        }
        _ => Signer::new(credentials.clone(), region, service),
    }
}

/// Presigns a request for a service in a region.
pub(super) fn presign(
    request: &Request<'_>,
    scope: (&str, &str),
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    signer(request, scope, credentials)?.presign(request, expires_in, now)
}

/// Refuses more seconds than a service accepts. `what` completes the sentence "the … is 301 seconds".
pub(super) fn at_most(limit: u64, what: &'static str, given: Duration) -> Result<Duration, Error> {
    match given.as_secs() {
        seconds if seconds > limit => Err(Error(Reason::OverLimit { what, seconds, limit })),
        _ => Ok(given),
    }
}

/// When something ends that is valid for a time from now on, but not longer than the credentials.
pub(super) fn end(lifetime: Duration, credentials: &Credentials, now: Timestamp) -> Timestamp {
    let end = now.plus(lifetime.as_secs());
    credentials.expiry().map_or(end, |expiry| end.min(expiry))
}
