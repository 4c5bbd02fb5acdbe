//! Any bucket name, ARN, region and endpoint makes a bucket or an error, and what a bucket signs stays at its host.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::explain::host_scope;
use presign::s3::Bucket;

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    name: &'a str,
    region: &'a str,
    endpoint: Option<&'a str>,
    options: [bool; 6],
    key: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let _ = host_scope(input.name);
    let Ok(mut bucket) = Bucket::new(input.name, input.region) else { return };
    let [path_style, virtual_hosted, dual_stack, fips, accelerate, custom] = input.options;
    if let Some(endpoint) = input.endpoint {
        let at = if custom { bucket.custom_domain(endpoint) } else { bucket.endpoint(endpoint) };
        let Ok(at) = at else { return };
        bucket = at;
    }
    let options: [(bool, fn(Bucket) -> Result<Bucket, presign::Error>); 5] = [
        (path_style, Bucket::path_style),
        (virtual_hosted, Bucket::virtual_hosted_style),
        (dual_stack, Bucket::dual_stack),
        (fips, Bucket::fips),
        (accelerate, Bucket::accelerate),
    ];
    for (_, option) in options.into_iter().filter(|(is_set, _)| *is_set) {
        let Ok(with) = option(bucket) else { return };
        bucket = with;
    }
    let Ok(signer) = bucket.signer(common::credentials()) else { return };
    let signed = bucket.get_object(input.key).presign(&signer, Duration::from_secs(60), common::time(1_440_938_160));
    let Ok(signed) = signed else { return };
    let (_, rest) = signed.as_str().split_once("://").expect("a scheme");
    assert_eq!(rest.split('/').next(), Some(bucket.host()));
    assert!(signed.as_str().is_ascii());
});
