//! Presigned URLs of other implementations ask for the operation that the implementation was asked for.

use std::time::Duration;

use presign::verify::{Policy, SignedRequest};
use serde::Deserialize;
use toml::{Table, Value};

use crate::server::target;
use crate::vector_files::{SignedHeaders, VectorFile, read};

#[derive(Deserialize)]
struct Case {
    name: String,
    session_token: Option<String>,
    input: Input,
    method: String,
    region: String,
    service: String,
    signed_headers: SignedHeaders,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    operation: String,
    #[serde(default)]
    params: Table,
}

/// Rows that ask for something else, and why.
const OTHERS: [(&str, &str); 2] = [
    // Its method was changed after the operation was named.
    ("put-object-via-httpmethod-override", "HeadObject examplebucket"),
    // The bucket is in a folder of the server, which no request tells.
    ("ep-custom-path-prefix", "GetObject s3"),
];

#[test]
fn the_urls_of_sdks_ask_for_what_they_were_made_for() {
    let (mut recognised, mut others) = (0, Vec::new());
    for file in ["s3-botocore", "s3-js"] {
        let VectorFile { fixed, cases } = read::<VectorFile<Case>>(file);
        for case in cases {
            let param = |name: &str| case.input.params.get(name).and_then(Value::as_str);
            // The host of an access point has not the name that its ARN has.
            let bucket = param("Bucket").filter(|bucket| !bucket.starts_with("arn:"));
            let (Some(url), Some(bucket)) = (&case.url, bucket) else { continue };
            let host = case.signed_headers.iter().find(|(name, _)| *name == "host").unwrap().1;
            let own = host.strip_prefix(bucket).and_then(|rest| rest.strip_prefix('.')).unwrap_or(host);
            let mut policy = Policy::new(&case.region, &case.service);
            policy.implied_expires = Some(Duration::from_secs(900));
            let credentials = fixed.credentials(case.session_token.as_deref());
            let request = SignedRequest::parse(&case.method, target(url), case.signed_headers.iter());
            // Some have an expiry that no server accepts.
            let verified = request.and_then(|request| request.verify(&credentials, fixed.now(), &policy));
            let Ok((verified, _)) = verified else { continue };
            let ask = verified.asks(&[own]).unwrap_or_else(|error| panic!("{file}/{}: {error}", case.name));
            let operation = case.input.operation.replace('_', "");
            let is_operation = ask.operation().eq_ignore_ascii_case(&operation);
            let keys: Vec<_> = param("Key").into_iter().collect();
            let is_keys = ask.operation() == "DeleteObjects" || ask.keys().unwrap() == keys;
            let is_place = (ask.bucket(), ask.prefix()) == (Some(bucket), param("Prefix"));
            if is_operation && is_keys && is_place {
                recognised += 1;
            } else {
                others.push((case.name, format!("{} {}", ask.operation(), ask.bucket().unwrap())));
            }
        }
    }
    let others: Vec<_> = others.iter().map(|(name, what)| (name.as_str(), what.as_str())).collect();
    assert_eq!(others, OTHERS);
    assert!(recognised > 100, "{recognised}");
}
