//! S3's presigned URLs through [`Bucket`], where buckets live, and upload forms.
//!
//! What cannot be asked of a bucket yet stands in a list called `..._NOT_BUILT`. A row there that comes out right fails
//! the test, so that it leaves the list when it is built.

mod support;

use std::collections::BTreeSet;

use core::time::Duration;

use presign::s3::Bucket;
use presign::{Error, Timestamp};
use serde::Deserialize;
use support::{Case, Fixed, Url, VectorFile, decode, difference, read, sign};
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

/// Rows of `s3-botocore` whose buckets cannot be named yet.
const BOTOCORE_NOT_BUILT: [&str; 11] = [
    // Dual stack, FIPS and Transfer Acceleration. `ep-fips` lies in us-east-1, with us-west-2 in the scope: not to copy.
    "ep-dualstack",
    "ep-fips",
    "ep-fips-dualstack",
    "ep-accelerate-dualstack",
    // Access points, Outposts and Object Lambda.
    "ep-accesspoint",
    "ep-accesspoint-dualstack",
    "ep-accesspoint-fips",
    "ep-accesspoint-other-region",
    "ep-accesspoint-cn",
    "ep-outposts-alias",
    "ep-object-lambda",
];

/// Rows of `s3-js` whose buckets cannot be named yet.
const JS_NOT_BUILT: [&str; 15] = [
    // Dual stack, FIPS and Transfer Acceleration.
    "ep-dualstack",
    "ep-dualstack-cn",
    "ep-fips",
    "ep-fips-dualstack",
    "ep-accelerate-dualstack",
    // Access points and Object Lambda.
    "ep-accesspoint-colon",
    "ep-accesspoint-dualstack",
    "ep-accesspoint-otherregion-usearnregion",
    "ep-accesspoint-cn",
    "ep-object-lambda",
    // Directory buckets.
    "express-get",
    "express-get-path-style",
    "express-get-fips",
    "express-get-disable-session",
    "express-put-default-checksum",
];

/// Rows of `s3-endpoints` whose buckets cannot be named yet.
const ENDPOINTS_NOT_BUILT: [&str; 31] = [
    // Dual stack, FIPS (with botocore's mistake as above) and Transfer Acceleration.
    "botocore/ep-fips",
    "botocore/ep-accelerate",
    "botocore/ep-accelerate-dualstack",
    "js/ep-dualstack-cn",
    "js/ep-fips",
    "js/ep-fips-gov",
    "js/ep-accelerate",
    "js/ep-accelerate-dualstack",
    // Access points.
    "botocore/ep-accesspoint",
    "botocore/ep-accesspoint-other-region",
    "botocore/ep-accesspoint-cn",
    "js/ep-accesspoint",
    "js/ep-accesspoint-cn",
    "js/extra-ap-custom",
    "js/extra-ap-otherregion",
    // A multi-region access point, which S3 accepts with Signature Version 4A only.
    "botocore/ep-mrap",
    // Outposts and Object Lambda.
    "botocore/ep-outposts",
    "botocore/ep-outposts-alias",
    "botocore/ep-outposts-alias-ec2",
    "botocore/ep-object-lambda",
    "js/ep-object-lambda",
    "js/extra-ol-fips",
    // Directory buckets.
    "js/express-get",
    "js/express-get-disable-session",
    "js/express-get-disable-session-token",
    "js/express-put-default-checksum",
    "js/express-create-session",
    "js/extra-xa",
    "js/extra-x-use1",
    "js/extra-x-dual",
    "js/extra-x-custom",
];

/// Rows of `s3-endpoints` that the SDK refuses. None of them can be asked of a bucket yet.
const ENDPOINTS_REFUSED: [&str; 11] = [
    // The SDK lacks Signature Version 4A.
    "js/ep-outposts",
    "js/ep-outposts-alias",
    "js/ep-outposts-alias-e",
    "js/ep-mrap",
    // Combinations that do not exist.
    "js/extra-accel-fips",
    "js/extra-accel-cn",
    "js/extra-fips-cn",
    "js/extra-ap-path",
    "js/extra-ap-accel",
    "js/extra-custom-fips",
    "js/extra-custom-dual",
];

/// Rows of `s3-endpoints` whose settings were not recorded, and the endpoint that follows from the name.
const EXTRA_ENDPOINTS: [(&str, &str); 3] = [
    ("js/extra-custom-http-dotted", "http://s3.example.com"),
    ("js/extra-custom-https-dotted", "https://s3.example.com"),
    ("js/extra-localhost-path", "http://localhost:9000/base"),
];

/// Rows of `s3-botocore` whose URL has the host as it was typed, with its capitals or its default port, though what
/// clients send is signed. The crate puts the signed host in the URL too.
const HOST_AS_TYPED: [&str; 3] = ["ep-custom-https-443", "ep-custom-http-80", "ep-custom-uppercase-host"];

/// The endpoint without a region, which botocore's clients use wherever they can.
const GLOBAL: &str = "https://s3.amazonaws.com";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    name: String,
    implementation: String,
    bucket: String,
    #[serde(default)]
    client: Table,
    scheme: Option<String>,
    netloc: Option<String>,
    signed_host: Option<String>,
    path: Option<String>,
    signing_service: Option<String>,
    signing_region: Option<String>,
    error: Option<String>,
}

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

/// The settings of an SDK's client, said to a bucket. The SDKs fall back to path style in silence where a name cannot
/// be part of a host; the crate does so on AWS, and elsewhere one chooses.
fn bucket(name: &str, region: &str, client: &Table, host: &str) -> Result<Bucket, Error> {
    let text = |key: &str| client.get(key).and_then(Value::as_str);
    let style = client.get("s3").and_then(|s3| s3.get("addressing_style")).and_then(Value::as_str);
    let is_global = host == "s3.amazonaws.com" || host.ends_with(".s3.amazonaws.com");
    let path_style = style == Some("path") || client.contains_key("forcePathStyle");

    let bucket = Bucket::new(name, region)?;
    if let Some(url) = text("endpoint_url") {
        return bucket.endpoint(url);
    }
    match text("endpoint").or(is_global.then_some(GLOBAL)) {
        None if path_style => Ok(bucket.path_style()),
        None => Ok(bucket),
        Some(url) if path_style => Ok(bucket.endpoint(url)?.path_style()),
        Some(url) => {
            let bucket = bucket.endpoint(url)?;
            Ok(bucket.clone().virtual_hosted_style().unwrap_or(bucket))
        }
    }
}

/// The row's URL, made by a bucket from what the SDK was asked for and from the parameters and headers that it sent.
fn presign(fixed: &Fixed, case: &Case) -> Result<String, Error> {
    let params = case.input["params"].as_table().expect("parameters");
    let (name, key) = (params["Bucket"].as_str().expect("a bucket"), params["Key"].as_str().expect("a key"));
    let client = case.input.get("client").and_then(Value::as_table).cloned().unwrap_or_default();
    let bucket = bucket(name, &case.region, &client, case.host())?;
    let mut request = match case.method.as_str() {
        "GET" => bucket.get_object(key),
        "HEAD" => bucket.head_object(key),
        "PUT" => bucket.put_object(key),
        "DELETE" => bucket.delete_object(key),
        method => panic!("{}: {method}", case.name),
    };
    let url = Url::parse(case.url.as_deref().expect("a URL"));
    for (name, value) in url.callers_query() {
        request = request.query(&decode(name), &decode(value));
    }
    for (name, value) in case.headers() {
        request = request.header(name, value);
    }
    let signer = bucket.signer(fixed.credentials(case.session_token.as_deref()))?;
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

/// Signs the rows again and compares each URL with the row's, both as `spelled`. Those that differ must be `not_built`.
fn compare(file: &str, not_built: &[&str], refused: &[(&str, Error)], spelled: impl Fn(&str) -> String) {
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
            assert!(not_built.contains(&name), "{file}/{name}: {url:#?} instead of {expected:#?}");
            different.insert(name.to_string());
        }
    }
    assert_eq!(different, set(not_built), "rows that are built must leave the list");
}

#[test]
fn urls_are_botocores_byte_for_byte() {
    let refused =
        [("get-expires-604801-not-rejected", Error::ExpiryTooLong(604_801)), ("get-expires-0", Error::ExpiryZero)];
    compare("s3-botocore", &BOTOCORE_NOT_BUILT, &refused, str::to_string);
}

/// The SDK for JavaScript sorts the parameters, which makes another URL of the same signature.
#[test]
fn urls_are_the_javascript_sdks_but_for_the_order_of_parameters() {
    compare("s3-js", &JS_NOT_BUILT, &[("get-key-dotdot", Error::DotSegment)], |url| {
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

impl Endpoint {
    fn id(&self) -> String {
        let implementation = if self.implementation.starts_with("botocore") { "botocore" } else { "js" };
        format!("{implementation}/{}", self.name)
    }

    /// How the address of the bucket's `test.txt` differs.
    fn difference(&self, fixed: &Fixed) -> Option<String> {
        let text = |text: &Option<String>| text.clone().expect("an endpoint");
        let (host, region) =
            (self.signed_host.clone().unwrap_or_else(|| text(&self.netloc)), text(&self.signing_region));
        let mut client = self.client.clone();
        if let Some((_, url)) = EXTRA_ENDPOINTS.iter().find(|(row, _)| *row == self.id()) {
            client.insert("endpoint_url".to_string(), Value::from(*url));
        }
        let url = bucket(&self.bucket, &region, &client, &host).and_then(|bucket| {
            let signer = bucket.signer(fixed.credentials(None))?;
            bucket.get_object("test.txt").presign(&signer, Duration::from_secs(3600), fixed.now())
        });
        let url = match url {
            Ok(url) => String::from(url),
            Err(error) => return Some(error.to_string()),
        };
        let url = Url::parse(&url);
        let credential = url.parameter("X-Amz-Credential").expect("a credential");
        let scope = format!("AKIDEXAMPLE/20150830/{region}/{}/aws4_request", text(&self.signing_service));
        difference(&[
            ("scheme", url.scheme, self.scheme.as_deref().unwrap_or(url.scheme)),
            ("host", url.authority, &host),
            ("path", url.path, &text(&self.path)),
            ("scope", &credential, &scope),
        ])
    }
}

#[test]
fn buckets_live_where_the_sdks_look_for_them() {
    let VectorFile::<Endpoint> { fixed, cases } = read("s3-endpoints");
    assert_eq!(cases.len(), 89);
    let (refused, signed): (Vec<_>, Vec<_>) = cases.iter().partition(|row| row.error.is_some());
    assert_eq!(refused.iter().map(|row| row.id()).collect::<BTreeSet<_>>(), set(&ENDPOINTS_REFUSED));
    let mut not_built = BTreeSet::new();
    for row in signed {
        if let Some(difference) = row.difference(&fixed) {
            assert!(ENDPOINTS_NOT_BUILT.contains(&row.id().as_str()), "{}: {difference}", row.id());
            not_built.insert(row.id());
        }
    }
    assert_eq!(not_built, set(&ENDPOINTS_NOT_BUILT), "rows that are built must leave the list");
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
