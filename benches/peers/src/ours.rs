//! presign: the bucket and the signer are made once, the operation for each URL.

use presign::s3::{Bucket, Operation, op};
use presign::{Credentials, Error, Timestamp};

use crate::case::{ACCESS_KEY_ID, BUCKET, Case, EXPIRES_IN, REGION, SECRET_ACCESS_KEY};
use crate::row::{Result, Sign};

const DAY: u64 = 86_400;

/// The signer has the day's key, as for all URLs of a day but the first.
pub(crate) fn warm(case: &'static Case) -> Result<Sign> {
    let bucket = bucket()?;
    let signer = bucket.signer(credentials(case))?;
    let now = Timestamp::now();
    Ok(Box::new(move || Ok(object(&bucket, case).presign(&signer, EXPIRES_IN, now)?.into_string())))
}

/// The signer derives a key for every URL: it keeps its first day's key and that of one day more, so after the first
/// day two others in turn find none.
pub(crate) fn cold(case: &'static Case) -> Result<Sign> {
    let bucket = bucket()?;
    let signer = bucket.signer(credentials(case))?;
    let first = Timestamp::now();
    object(&bucket, case).presign(&signer, EXPIRES_IN, first)?;
    let mut next = Timestamp::from_unix_seconds(first.unix_seconds() + DAY)?;
    let mut after = Timestamp::from_unix_seconds(first.unix_seconds() + 2 * DAY)?;
    Ok(Box::new(move || {
        (next, after) = (after, next);
        Ok(object(&bucket, case).presign(&signer, EXPIRES_IN, next)?.into_string())
    }))
}

pub(crate) fn bucket() -> std::result::Result<Bucket, Error> {
    Bucket::new(BUCKET, REGION)
}

pub(crate) fn credentials(case: &Case) -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY).with_session_token(case.token().unwrap_or_default())
}

pub(crate) fn object<'a>(bucket: &'a Bucket, case: &'static Case) -> Operation<'a, op::PutObject> {
    let mut object = bucket.put_object(case.key);
    for (name, value) in case.query {
        object = object.query(name, value);
    }
    for (name, value) in case.headers {
        object = object.header(name, value);
    }
    object
}
