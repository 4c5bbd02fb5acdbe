//! S3's presigned URLs through [`Bucket`], and upload forms.
//!
//! What cannot be asked of a bucket yet stands in a list called `..._NOT_BUILT`. A row there that comes out right fails
//! the test, so that it leaves the list when it is built.

mod support;

use std::collections::BTreeSet;

use core::time::Duration;

use presign::s3::Bucket;
use presign::{Error, Timestamp};
use serde::Deserialize;
use support::{Case, Fixed, Url, VectorFile, client, decode, read, sign};
use toml::{Table, Value};

/// The operations that a bucket has, in the names of the SDKs for Python and JavaScript.
const OPERATIONS: [&str; 6] = ["DeleteObject", "GetObject", "PutObject", "get_object", "head_object", "put_object"];

/// The other operations in `s3-botocore` and `s3-js`.
const OPERATIONS_NOT_BUILT: [&str; 22] = [
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CreateMultipartUpload",
    "CreateSession",
    "DeleteObjects",
    "GetBucketLocation",
    "ListBuckets",
    "ListMultipartUploads",
    "ListObjects",
    "ListObjectsV2",
    "ListParts",
    "UploadPart",
    "UploadPartCopy",
    "create_multipart_upload",
    "get_bucket_location",
    "get_object_tagging",
    "list_multipart_uploads",
    "list_objects",
    "list_objects_v2",
    "list_parts",
    "upload_part",
    "upload_part_copy",
];

/// A row of `s3-botocore` that is not to be copied: it looks for the FIPS endpoint of us-west-2 in us-east-1.
const BOTOCORE_MISTAKES: [&str; 1] = ["ep-fips"];

/// Rows of `s3-botocore` whose URL has the host as it was typed, with its capitals or its default port, though what
/// clients send is signed. The crate puts the signed host in the URL too.
const HOST_AS_TYPED: [&str; 3] = ["ep-custom-https-443", "ep-custom-http-80", "ep-custom-uppercase-host"];

/// The endpoint without a region, which botocore's clients use wherever they can.
const GLOBAL: &str = "https://s3.amazonaws.com";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "there is no operation yet that makes a form of its input")]
struct Form {
    name: String,
    implementation: String,
    session_token: Option<String>,
    input: Table,
    url: Option<String>,
    policy: String,
    fields: Vec<(String, String)>,
}

/// The bucket of a row, which botocore reaches by the endpoint without a region wherever it can.
fn bucket(name: &str, region: &str, client: &Table, host: &str) -> Result<Bucket, Error> {
    let mut options = client::options(client);
    if host == "s3.amazonaws.com" || host.ends_with(".s3.amazonaws.com") {
        options.insert(0, GLOBAL);
        if !options.contains(&"path_style") {
            options.push("prefer_virtual_hosted_style");
        }
    }
    client::bucket(name, region, &options)
}

/// The row's URL, made by a bucket from what the SDK was asked for and from the parameters and headers that it sent.
fn presign(fixed: &Fixed, case: &Case) -> Result<String, Error> {
    let params = case.input["params"].as_table().expect("parameters");
    let (name, key) = (params["Bucket"].as_str().expect("a bucket"), params["Key"].as_str().expect("a key"));
    let client = case.input.get("client").and_then(Value::as_table).cloned().unwrap_or_default();
    let bucket = bucket(name, &case.region, &client, case.host())?;
    let mut request = bucket.request(&case.method, key);
    let url = Url::parse(case.url.as_deref().expect("a URL"));
    for (name, value) in url.callers_query() {
        request = request.query(&decode(name), &decode(value));
    }
    for (name, value) in case.headers() {
        request = request.header(name, value);
    }
    let credentials = fixed.credentials(case.session_token.as_deref());
    // The rows with tokens for directory buckets are those of sessions.
    let is_session = bucket.service() == "s3express" && case.session_token.is_some();
    let signer = if is_session { bucket.session_signer(credentials)? } else { bucket.signer(credentials)? };
    let expires_in = Duration::from_secs(url.expires().expect("an expiry"));
    request.presign(&signer, expires_in, fixed.now()).map(String::from)
}

fn operation(case: &Case) -> &str {
    case.input["operation"].as_str().expect("an operation")
}

/// The rows of a file with an operation that a bucket has.
fn object_rows(file: &str) -> VectorFile<Case> {
    let mut file: VectorFile<Case> = read(file);
    file.cases.retain(|case| OPERATIONS.contains(&operation(case)));
    file
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn every_operation_is_tested_or_listed_as_not_built() {
    let rows: Vec<_> =
        ["s3-botocore", "s3-js"].into_iter().flat_map(|file| read::<VectorFile<Case>>(file).cases).collect();
    let found: BTreeSet<_> = rows.iter().map(operation).collect();
    assert_eq!(found, OPERATIONS.into_iter().chain(OPERATIONS_NOT_BUILT).collect());
    assert_eq!(["s3-botocore", "s3-js"].map(|file| object_rows(file).cases.len()), [57, 75]);
}

/// The row's URL with the host that was signed.
fn expected_url(case: &Case) -> String {
    let url = case.url.as_deref().expect("a URL");
    url.replacen(Url::parse(url).authority, case.host(), 1)
}

/// Signs the rows again and compares each URL with the row's, both as `spelled`. Those that differ must be `mistakes`.
fn compare(file: &str, mistakes: &[&str], refused: &[(&str, Error)], spelled: impl Fn(&str) -> String) {
    let VectorFile { fixed, cases } = object_rows(file);
    let mut different = BTreeSet::new();
    for case in &cases {
        let name = case.name.as_str();
        let url = presign(&fixed, case).map(|url| spelled(&url));
        let expected = match refused.iter().find(|(row, _)| *row == name) {
            Some((_, error)) => Err(error.clone()),
            None => Ok(spelled(&expected_url(case))),
        };
        if url != expected {
            assert!(mistakes.contains(&name), "{file}/{name}: {url:#?} instead of {expected:#?}");
            different.insert(name.to_string());
        }
    }
    assert_eq!(different, set(mistakes));
}

#[test]
fn urls_are_botocores_byte_for_byte() {
    let refused =
        [("get-expires-604801-not-rejected", Error::ExpiryTooLong(604_801)), ("get-expires-0", Error::ExpiryZero)];
    compare("s3-botocore", &BOTOCORE_MISTAKES, &refused, str::to_string);
}

/// The SDK for JavaScript sorts the parameters, which makes another URL of the same signature.
#[test]
fn urls_are_the_javascript_sdks_but_for_the_order_of_parameters() {
    compare("s3-js", &[], &[("get-key-dotdot", Error::DotSegment)], |url| {
        let url = Url::parse(url);
        format!("{}://{}{}\n{}", url.scheme, url.authority, url.path, url.parameters().join("\n"))
    });
}

#[test]
fn hosts_are_spelled_as_clients_send_them() {
    let rows = ["s3-botocore", "s3-js"].into_iter().flat_map(|file| object_rows(file).cases);
    let as_typed = rows.filter(|case| case.url.as_deref() != Some(&expected_url(case))).map(|case| case.name);
    assert_eq!(as_typed.collect::<Vec<_>>(), HOST_AS_TYPED);
}

/// The crate makes no forms yet; whoever does signs them with the key of the field `x-amz-credential`.
#[test]
fn upload_forms_are_signed_by_the_signing_key() {
    let VectorFile::<Form> { fixed, cases } = read("s3-post-policy");
    assert_eq!(cases.len(), 15);
    for Form { name, fields, .. } in cases {
        let field = |wanted: &str| {
            let field = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            field.unwrap_or_else(|| panic!("{name}: no {wanted}")).1.as_str()
        };
        let [_, _, region, service, _] = field("x-amz-credential").split('/').collect::<Vec<_>>()[..] else {
            panic!("{name}: a credential has five parts");
        };
        let time = Timestamp::parse(field("x-amz-date")).expect(&name);
        let key = fixed.signing_key(time, region, service);
        assert_eq!(sign(&key, field("policy")), field("x-amz-signature"), "{name}");
    }
}
