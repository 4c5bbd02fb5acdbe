//! Whatever is in a token of EKS, only a URL of STS comes out. Any host and any user make a password of RDS that its
//! server verifies, or an error.

#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::SigningKey;
use presign::services::{eks, rds};
use presign::verify::{EksToken, Policy, SignedRequest};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    token: &'a str,
    /// Replaces this many bytes of a good URL, from here on.
    cut: (u8, u8),
    host: &'a str,
    port: u16,
    user: &'a str,
    region: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let now = common::time(1_440_938_160);
    let good = eks::AuthToken { cluster: "my-cluster", region: "us-east-1" };
    let good = good.sign(&common::credentials(), now).expect("a token");
    let good = EksToken::check(good.as_str(), "aws", now).expect("a good token");
    let url = good.url();
    let start = usize::from(input.cut.0).min(url.len());
    let end = (start + usize::from(input.cut.1)).min(url.len());
    let changed = [&url[..start], input.token, &url[end..]].concat();
    for text in [input.token.to_owned(), wrapped(input.token), wrapped(&changed)] {
        if let Ok(checked) = EksToken::check(&text, "aws", now) {
            let rest = checked.url().strip_prefix("https://sts").expect("STS");
            let (host, query) = rest.split_once("/?").expect("the path /");
            assert!(host.ends_with(".amazonaws.com") && !host.contains(['@', ':', '#', '\\', '?']), "{host}");
            let actions = query.split('&').filter(|parameter| parameter.starts_with("Action="));
            assert_eq!(actions.count(), 1, "{query}");
        }
    }
    let Input { host, port, user, region, .. } = input;
    if let Ok(token) = (rds::AuthToken { host, port, user, region }).sign(&common::credentials(), now) {
        is_verified(token.as_str(), region);
    }
});

fn wrapped(url: &str) -> String {
    format!("k8s-aws-v1.{}", Base64UrlUnpadded::encode_string(url.as_bytes()))
}

/// What a server does with a password.
fn is_verified(token: &str, region: &str) {
    let (host, _) = token.split_once('/').expect("a path");
    // The port that clients leave out is not signed.
    let signed = host.strip_suffix(":443").unwrap_or(host);
    let request =
        SignedRequest::parse("GET", &token[host.len()..], [("host", signed)]).expect("a presigned request");
    let key = SigningKey::derive(&common::credentials(), request.scope());
    let verified = request.verify(&key, request.date(), &Policy::new(region, "rds-db"));
    assert!(verified.is_ok(), "{verified:?}");
}
