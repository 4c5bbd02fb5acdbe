//! How long credentials are valid.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::timestamp::Timestamp;

/// The longest lifetime in seconds: 7 days. Source: Cloudflare API, "Create Temporary Access Credentials"
/// (`ttlSeconds`).
const MAX: u64 = 604_800;

/// The end, in Unix seconds.
pub(super) fn expiry(expires_in: Duration, now: Timestamp) -> Result<u64, Error> {
    match expires_in.as_secs() {
        _ if expires_in.subsec_nanos() > 0 => Err(Error(Reason::ExpiryFraction)),
        0 => Err(Error(Reason::ExpiryZero)),
        seconds @ 1..=MAX => Ok(now.plus(seconds).unix_seconds()),
        seconds => Err(Error(Reason::ExpiryTooLong(seconds))),
    }
}
