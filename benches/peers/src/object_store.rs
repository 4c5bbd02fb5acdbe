//! object_store: the store is made once, the path for each URL. It reads the clock.

use http::{HeaderName, HeaderValue, Method};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::signer::{SignedUrlOptions, Signer};

use crate::case::{ACCESS_KEY_ID, BUCKET, Case, EXPIRES_IN, REGION, SECRET_ACCESS_KEY};
use crate::row::{Result, Sign, answer};

pub(crate) fn signer(case: &'static Case) -> Result<Sign> {
    let mut store = AmazonS3Builder::new()
        .with_bucket_name(BUCKET)
        .with_region(REGION)
        .with_virtual_hosted_style_request(true)
        .with_access_key_id(ACCESS_KEY_ID)
        .with_secret_access_key(SECRET_ACCESS_KEY);
    if let Some(token) = case.token() {
        store = store.with_token(token);
    }
    let store = store.build()?;
    Ok(Box::new(move || {
        // `Path::from` would make another key of one that has letters beyond ASCII.
        let path = Path::parse(case.key)?;
        let mut options = SignedUrlOptions::new().with_query(case.query.iter().copied());
        for &(name, value) in case.headers {
            options = options.with_signed_header(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        Ok(answer(store.signed_url_opts(Method::PUT, &path, EXPIRES_IN, &options))??.into())
    }))
}
