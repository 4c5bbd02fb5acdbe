//! Where a bucket lives, in one line.

use presign::Error;
use presign::s3::Bucket;

use crate::fixtures::{HOUR, credentials, now};
use crate::url_parts::Url;

/// Where `test.txt` in a bucket is, and what it is signed for, or why it is not.
pub(crate) fn location(bucket: Result<Bucket, Error>) -> String {
    let url =
        bucket.and_then(|bucket| bucket.get_object("test.txt").presign(&bucket.signer(credentials())?, HOUR, now()));
    let url = match url {
        Ok(url) => String::from(url),
        Err(error) => return error.to_string(),
    };
    let url = Url::parse(&url);
    let credential = url.parameter("X-Amz-Credential").expect("a credential");
    let region_set = url.parameter("X-Amz-Region-Set");
    let parts: Vec<_> = credential.split('/').collect();
    let (region, service) = match (&parts[..], &region_set) {
        ([_, _, region, service, _], None) => (*region, service),
        ([_, _, service, _], Some(region_set)) => (region_set.as_str(), service),
        _ => panic!("a credential has five parts, or four and a region set: {credential}"),
    };
    format!("{}://{}{} {service} {region}", url.scheme, url.authority, url.path)
}
