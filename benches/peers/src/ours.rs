//! presign: the bucket and the signer are made once, the operation for each URL.

use presign::Timestamp;

use crate::case::{Case, EXPIRES_IN, bucket};
use crate::row::{Result, Sign};

const DAY: u64 = 86_400;

/// The signer has the day's key, as for all URLs of a day but the first.
pub(crate) fn warm(case: &'static Case) -> Result<Sign> {
    let bucket = bucket();
    let signer = bucket.signer(case.credentials())?;
    let now = Timestamp::now();
    Ok(Box::new(move || Ok(case.object(&bucket).presign(&signer, EXPIRES_IN, now)?.into_string())))
}

/// The signer derives a key for every URL: it keeps its first day's key and that of one day more, so after the first
/// day two others in turn find none.
pub(crate) fn cold(case: &'static Case) -> Result<Sign> {
    let bucket = bucket();
    let signer = bucket.signer(case.credentials())?;
    let first = Timestamp::now();
    case.object(&bucket).presign(&signer, EXPIRES_IN, first)?;
    let mut next = Timestamp::from_unix_seconds(first.unix_seconds() + DAY)?;
    let mut after = Timestamp::from_unix_seconds(first.unix_seconds() + 2 * DAY)?;
    Ok(Box::new(move || {
        (next, after) = (after, next);
        Ok(case.object(&bucket).presign(&signer, EXPIRES_IN, next)?.into_string())
    }))
}
