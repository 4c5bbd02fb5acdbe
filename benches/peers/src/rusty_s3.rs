//! rusty-s3: the bucket and the credentials are made once, the action for each URL.

use jiff::Timestamp;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};

use crate::case::{ACCESS_KEY_ID, BUCKET, Case, EXPIRES_IN, REGION, SECRET_ACCESS_KEY};
use crate::row::{Result, Sign};

pub(crate) fn signer(case: &'static Case) -> Result<Sign> {
    let endpoint = format!("https://s3.{REGION}.amazonaws.com").parse()?;
    let bucket = Bucket::new(endpoint, UrlStyle::VirtualHost, BUCKET, REGION).map_err(|error| error.to_string())?;
    let credentials = match case.token() {
        Some(token) => Credentials::new_with_token(ACCESS_KEY_ID, SECRET_ACCESS_KEY, token),
        None => Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
    };
    let now = Timestamp::now();
    Ok(Box::new(move || {
        let mut action = bucket.put_object(Some(&credentials), case.key);
        for &(name, value) in case.query {
            action.query_mut().insert(name, value);
        }
        for &(name, value) in case.headers {
            action.headers_mut().insert(name, value);
        }
        Ok(action.sign_with_time(EXPIRES_IN, &now).into())
    }))
}
