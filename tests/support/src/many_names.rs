//! Every way into `signing` and `verify` for what a stranger sends, with many names: how time and memory grow there.

use std::hint::black_box;
use std::time::Duration;

use base64ct::{Base64, Encoding};
use presign::s3::Bucket;
use presign::verify::{Policy, PostForm, SignedRequest};
use presign::{
    Body, CanonicalRequest, ChunkedBody, Credentials, Request, Rules, Scope, Signer, SigningKey, StringToSign,
    Timestamp,
};

/// What is measured.
pub type Work = Box<dyn Fn()>;

/// A way in, and the work on a number of names that come in there.
pub type Row = (&'static str, fn(usize) -> Work);

pub const ROWS: &[Row] = &[
    ("Request::query, names falling", request_query),
    ("Request::header, names falling", request_header),
    ("presigned, parameters: parse", |count| presigned(&parameters(count), Headers::new(), false)),
    ("presigned, parameters: verify", |count| presigned(&parameters(count), Headers::new(), true)),
    ("presigned, double parameters: parse", double_parameters),
    ("presigned, unsigned headers: verify", |count| presigned("", headers("x-", count), true)),
    ("presigned, signed headers: verify", |count| signed_headers("x-", count)),
    ("presigned, x-amz-meta- headers: verify", |count| signed_headers("x-amz-meta-", count)),
    ("presigned, one header often: verify", one_header),
    ("presigned, absent signed headers: verify", |count| absent_headers("x-", count)),
    ("presigned, absent x-amz- headers: verify", |count| absent_headers("x-amz-", count)),
    ("presigned, absent: canonical_request", absent_canonical_request),
    ("presigned, path /a/..: verify", path),
    ("presigned, credential with slashes: parse", credential),
    ("chunks, trailers announced: decode", |count| trailers(count, 0)),
    ("chunks, trailers sent: decode", |count| trailers(count, count)),
    ("presigned, checksums: verify", checksums),
    ("Authorization, parts: parse", authorization_parts),
    ("Authorization, SignedHeaders: verify", authorization_names),
    ("form, fields: parse", form_fields),
    ("form, double fields: parse", form_double_fields),
    ("form, fields and conditions: verify", form_conditions),
    ("form, list and conditions: verify", form_list),
    ("asked, parameters: subresources", |count| asked(&parameters(count), &Headers::new())),
    ("asked, x-amz- parameters: instructions", |count| asked(&amz_parameters(count), &Headers::new())),
    ("asked, x-amz- headers: instructions", |count| asked("", &headers("x-amz-meta-", count))),
    ("asked, segments of the copy source", |count| asked(&copy_source(count), &Headers::new())),
    ("resign, parameters", |count| resign(&parameters(count), &Headers::new())),
    ("resign, x-amz- parameters", |count| resign(&amz_parameters(count), &Headers::new())),
    ("resign, signed headers", |count| resign("", &headers("x-", count))),
    ("SigV4a, region set: verify", region_set),
    ("SigV4a, digits of the signature: parse", ecdsa_digits),
    ("from_http_parts, headers", http_parts),
    ("Request::query, one payload hash often", |count| payload_hashes(count, true)),
    ("Request::header, one payload hash often", |count| payload_hashes(count, false)),
    ("Request::from_http_parts, headers: sign_http", sign_http),
    ("Operation::metadata, names falling", |count| metadata(names("", count).collect())),
    ("Operation::metadata, one name often", |count| metadata(vec!["a".to_string(); count])),
    ("Operation::query, then a setter", setter_after_query),
    ("Operation::tagging, tags", tagging),
    ("Operation, KMS context", kms_context),
    ("get_object_attributes, attributes", attributes),
    ("PostObject::field, fields", |count| post_object(count, false)),
    ("PostObject::starts_with, conditions", |count| post_object(count, true)),
    ("Bucket::presign_all, keys", presign_all),
    ("sign_chunked, headers", sign_chunked),
    ("Signer::multi_region, region set", multi_region),
];

type Headers = Vec<(String, String)>;

fn signed_at() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn key() -> SigningKey {
    SigningKey::derive(&credentials(), &Scope::new(signed_at(), "us-east-1", "s3").expect("a scope"))
}

/// Names that begin so, in falling order.
fn names(beginning: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).rev().map(move |number| format!("{beginning}{number:05}"))
}

fn headers(beginning: &str, count: usize) -> Headers {
    names(beginning, count).map(|name| (name, "1".into())).collect()
}

fn parameters(count: usize) -> String {
    names("p", count).map(|name| name + "=1&").collect()
}

fn request_query(count: usize) -> Work {
    let names: Vec<_> = names("p", count).collect();
    Box::new(move || {
        let request = Request::get("https://h/").expect("a URL");
        let request = names.iter().fold(request, |request, name| request.query(name, "1"));
        black_box(CanonicalRequest::new(&request, &Rules::S3).expect("a request"));
    })
}

fn request_header(count: usize) -> Work {
    let names: Vec<_> = names("x-", count).collect();
    Box::new(move || {
        let request = Request::get("https://h/").expect("a URL");
        let request = names.iter().fold(request, |request, name| request.header(name, "1"));
        black_box(CanonicalRequest::new(&request, &Rules::S3).expect("a request"));
    })
}

/// The target of a URL with this query and these signed headers, all of it well signed.
fn target(query: &str, signed: &Headers) -> String {
    let url = format!("https://h/?{query}");
    let request = Request::get(&url).expect("a URL");
    let request = signed.iter().fold(request, |request, (name, value)| request.header(name, value));
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let url = request.presign(&signer, Duration::from_secs(60), signed_at()).expect("a request");
    url.as_str()["https://h".len()..].to_string()
}

fn parse(target: &str, headers: &Headers) -> SignedRequest {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("host", "h")]);
    SignedRequest::parse("GET", target, headers).expect("a presigned URL")
}

/// Verifies the request, which is good unless signed headers are absent.
fn verify(request: &SignedRequest, key: &SigningKey) {
    let _ = black_box(request.verify(key, signed_at(), &Policy::new("us-east-1", "s3")));
}

fn presigned(query: &str, headers: Headers, verifies: bool) -> Work {
    let (target, key) = (target(query, &Headers::new()), key());
    Box::new(move || {
        let request = black_box(parse(&target, &headers));
        if verifies {
            verify(&request, &key);
        }
    })
}

fn double_parameters(count: usize) -> Work {
    let target = format!("/?{}", "X-Amz-Algorithm=AWS4-HMAC-SHA256&".repeat(count));
    Box::new(move || {
        let _ = black_box(SignedRequest::parse("GET", &target, [("host", "h")]));
    })
}

fn signed_headers(beginning: &str, count: usize) -> Work {
    let headers = headers(beginning, count);
    let (target, key) = (target("", &headers), key());
    Box::new(move || verify(&parse(&target, &headers), &key))
}

fn one_header(count: usize) -> Work {
    let headers = vec![("x-a".to_string(), "1".to_string()); count];
    let (target, key) = (target("", &headers), key());
    Box::new(move || verify(&parse(&target, &headers), &key))
}

fn absent_headers(beginning: &str, count: usize) -> Work {
    let (target, key) = (target("", &headers(beginning, count)), key());
    Box::new(move || verify(&parse(&target, &Headers::new()), &key))
}

fn absent_canonical_request(count: usize) -> Work {
    let target = target("", &headers("x-", count));
    Box::new(move || {
        let request = parse(&target, &Headers::new());
        black_box(request.canonical_request(&Rules::S3).expect("a request"));
    })
}

fn path(count: usize) -> Work {
    let target = target("", &Headers::new()).replacen('/', &"/a/..".repeat(count), 1);
    let key = key();
    Box::new(move || {
        let request = parse(&target, &Headers::new());
        verify(&request, &key);
        let _ = black_box(request.canonical_request(&Rules::STANDARD));
    })
}

fn credential(count: usize) -> Work {
    let target = target("", &Headers::new()).replacen("AKIDEXAMPLE", &"a%2F".repeat(count), 1);
    Box::new(move || {
        black_box(parse(&target, &Headers::new()));
    })
}

fn parse_authorization(authorization: &str, key: &SigningKey) {
    let headers = [
        ("host", "h"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", "20150830T123600Z"),
        ("authorization", authorization),
    ];
    if let Ok(request) = SignedRequest::parse("GET", "/", headers) {
        let _ = black_box(request.verify(key, signed_at(), &Policy::new("us-east-1", "s3")));
    }
}

/// A body of no bytes that announces so many headers after it, and has the last of them.
fn trailers(announced: usize, sent: usize) -> Work {
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let request = Request::put("https://h/k").expect("a URL").payload_hash("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    let list = names("t-", announced).collect::<Vec<_>>().join(",");
    let request = request.header("x-amz-decoded-content-length", "0").header("x-amz-trailer", &list);
    let signed = request.sign(&signer, signed_at()).expect("a request");
    let lines = names("t-", announced).take(sent).map(|name| format!("{name}:1\r\n")).collect::<Vec<_>>().concat();
    let (key, body) = (key(), format!("0\r\n{lines}\r\n"));
    Box::new(move || {
        let headers = signed.headers().chain([("host", "h")]);
        let request = SignedRequest::parse("PUT", "/k", headers).expect("a request");
        let policy = Policy::new("us-east-1", "s3");
        let (_, mut chunks) = request.verify(&key, signed_at(), &policy).expect("a request in chunks");
        let is_good = chunks.decode(&mut body.as_bytes()).is_ok();
        assert_eq!(is_good, sent == announced);
        let _ = black_box(chunks.finish());
    })
}

/// So many checksums, of which one is allowed.
fn checksums(count: usize) -> Work {
    let headers = vec![("content-md5".to_string(), "1B2M2Y8AsgTpgAmY7PhCfg==".to_string()); count];
    let (target, key) = (target("", &Headers::new()), key());
    Box::new(move || verify(&parse(&target, &headers), &key))
}

fn authorization_parts(count: usize) -> Work {
    let authorization = format!("AWS4-HMAC-SHA256 {}", "Signature=0, ".repeat(count));
    let key = key();
    Box::new(move || parse_authorization(&authorization, &key))
}

/// A good signature over headers that are absent.
fn authorization_names(count: usize) -> Work {
    let request = Request::get("https://h/").expect("a URL");
    let request = request.header("x-amz-content-sha256", "UNSIGNED-PAYLOAD").header("x-amz-date", "20150830T123600Z");
    let request = names("a-", count).fold(request, |request, name| request.header(&name, ""));
    let canonical_request = CanonicalRequest::new(&request, &Rules::S3).expect("a request");
    let key = key();
    let signature = key.sign(&StringToSign::new(signed_at(), key.scope(), &canonical_request));
    let names = canonical_request.as_str().lines().rev().nth(1).expect("the names");
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{}, SignedHeaders={names}, Signature={signature}",
        key.scope()
    );
    Box::new(move || parse_authorization(&authorization, &key))
}

/// A form whose policy has these conditions besides the usual ones.
fn form(conditions: &str, mut fields: Headers) -> (Headers, SigningKey) {
    let policy = format!(
        r#"{{"expiration":"2015-08-30T13:36:00Z","conditions":[{{"bucket":"b"}},{{"key":"k"}},
        {{"x-amz-algorithm":"AWS4-HMAC-SHA256"}},{{"x-amz-date":"20150830T123600Z"}},
        {{"x-amz-credential":"AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"}}{conditions}]}}"#
    );
    let policy = Base64::encode_string(policy.as_bytes());
    let key = key();
    // The policy is the whole string to sign.
    let signature = sign(&key, &policy);
    let usual = [
        ("key", "k"),
        ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
        ("x-amz-credential", "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"),
        ("x-amz-date", "20150830T123600Z"),
        ("policy", &policy),
        ("x-amz-signature", &signature),
    ];
    fields.extend(usual.map(|(name, value)| (name.to_string(), value.to_string())));
    (fields, key)
}

fn sign(key: &SigningKey, text: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mac = Hmac::<sha2::Sha256>::new_from_slice(key.secret_bytes()).expect("HMAC accepts a key of any length");
    base16ct::lower::encode_string(&mac.chain_update(text).finalize().into_bytes())
}

fn parse_form(fields: &Headers) -> Result<PostForm, presign::verify::Refusal> {
    PostForm::parse("b", fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn form_fields(count: usize) -> Work {
    let (fields, _) = form("", headers("x-", count));
    Box::new(move || {
        black_box(parse_form(&fields).expect("a form"));
    })
}

fn form_double_fields(count: usize) -> Work {
    let (fields, _) = form("", vec![("x".to_string(), "1".to_string()); count]);
    Box::new(move || {
        black_box(parse_form(&fields).expect_err("a field that is repeated"));
    })
}

fn form_conditions(count: usize) -> Work {
    let conditions = names("x-", count).map(|name| format!(r#",{{"{name}":"1"}}"#)).collect::<Vec<_>>().concat();
    let (fields, key) = form(&conditions, headers("x-", count));
    Box::new(move || {
        let form = parse_form(&fields).expect("a form");
        let _ = black_box(
            form.verify(&key, signed_at(), &Policy::new("us-east-1", "s3"), 0).expect("what the policy allows"),
        );
    })
}

/// Every condition is on every member of the list.
fn form_list(count: usize) -> Work {
    let conditions = r#",["starts-with","$content-type","image/"]"#.repeat(count);
    let fields = vec![("content-type".to_string(), "image/png,".repeat(count) + "image/png")];
    let (fields, key) = form(&conditions, fields);
    Box::new(move || {
        let form = parse_form(&fields).expect("a form");
        let _ = black_box(
            form.verify(&key, signed_at(), &Policy::new("us-east-1", "s3"), 0).expect("what the policy allows"),
        );
    })
}

fn amz_parameters(count: usize) -> String {
    names("x-amz-meta-", count).map(|name| name + "=1&").collect()
}

fn copy_source(count: usize) -> String {
    format!("x-amz-copy-source={}", "%2561%252F".repeat(count))
}

/// The request that a gateway receives, all of it well signed.
fn signed_request(query: &str, headers: &Headers) -> SignedRequest {
    let target = target(query, headers);
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("host", "h")]);
    SignedRequest::parse("GET", &target, headers).expect("a presigned URL")
}

fn asked(query: &str, headers: &Headers) -> Work {
    let policy = Policy::new("us-east-1", "s3");
    let (request, _) = signed_request(query, headers).verify(&key(), signed_at(), &policy).expect("good");
    Box::new(move || {
        black_box(request.subresources().expect("each once"));
        black_box(request.instructions().expect("each once"));
        black_box((request.instruction("x-amz-acl").expect("none"), request.parameter("prefix").expect("none")));
        black_box((request.signed_header("range").expect("none"), request.signed_header_values().count()));
        black_box(request.copy_source().expect("one or none"));
    })
}

fn resign(query: &str, headers: &Headers) -> Work {
    let request = signed_request(query, headers);
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let policy = Policy::new("us-east-1", "s3");
    Box::new(move || {
        let (verified, _) = request.verify(&credentials(), signed_at(), &policy).expect("good");
        black_box(verified.resign(&signer, "https://up", signed_at()).expect("good"));
        black_box(verified.resign_by_headers(&signer, "https://up", signed_at()).expect("good"));
    })
}

/// The target of a URL that is signed with SigV4a for these regions.
fn ecdsa_target(region_set: &str) -> String {
    let signer = Signer::multi_region(credentials(), "*", "s3").expect("credentials");
    let url = Request::get("https://h/").expect("a URL").presign(&signer, Duration::from_secs(60), signed_at());
    let url = url.expect("a request");
    url.as_str()["https://h".len()..].replace("Region-Set=%2A", &format!("Region-Set={region_set}"))
}

/// None of them is the server's, so that all are looked at.
fn region_set(count: usize) -> Work {
    let target = ecdsa_target(&"us-gov-west-*%2C".repeat(count));
    Box::new(move || {
        let request = parse(&target, &Headers::new());
        black_box(request.verify(&credentials(), signed_at(), &Policy::new("us-east-1", "s3")))
            .expect_err("another region");
    })
}

fn ecdsa_digits(count: usize) -> Work {
    let target = format!("{}{}", ecdsa_target("%2A"), "0".repeat(count));
    Box::new(move || {
        black_box(SignedRequest::parse("GET", &target, [("host", "h")])).expect_err("too long");
    })
}

/// The crate `http` has room for 24,576 headers.
fn http_request(count: usize) -> http::Request<()> {
    let names: Vec<_> = names("x-", count.min(20_000)).collect();
    let request = http::Request::get("https://h/").header("host", "h");
    names.iter().fold(request, |request, name| request.header(name, "1")).body(()).expect("a request")
}

fn http_parts(count: usize) -> Work {
    let mut request = http_request(count);
    *request.uri_mut() = target("", &Headers::new()).parse().expect("a target");
    let (parts, ()) = request.into_parts();
    Box::new(move || {
        black_box(SignedRequest::from_http_parts(&parts).expect("a presigned URL"));
    })
}

fn sign_http(count: usize) -> Work {
    let request = http_request(count);
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    Box::new(move || {
        let mut request = request.clone();
        signer.sign_http(&mut request, Body::Unsigned, signed_at()).expect("a request");
        black_box(request);
    })
}

fn payload_hashes(count: usize, in_query: bool) -> Work {
    let name = "x-amz-content-sha256";
    Box::new(move || {
        let request = Request::get("https://h/").expect("a URL");
        let request = (0..count).fold(request, |request, _| {
            if in_query { request.query(name, "UNSIGNED-PAYLOAD") } else { request.header(name, "UNSIGNED-PAYLOAD") }
        });
        black_box(CanonicalRequest::new(&request, &Rules::S3)).expect_err("more than one");
    })
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").expect("a bucket")
}

fn metadata(names: Vec<String>) -> Work {
    let bucket = bucket();
    Box::new(move || {
        let operation = bucket.put_object("k");
        black_box(names.iter().fold(operation, |operation, name| operation.metadata(name, "1")).request());
    })
}

fn setter_after_query(count: usize) -> Work {
    let bucket = bucket();
    Box::new(move || {
        let operation = bucket.list_objects_v2();
        let operation = (0..count).fold(operation, |operation, _| operation.query("prefix", "a"));
        black_box(operation.prefix("b").request());
    })
}

/// Names and values, as pairs.
fn pairs(names: &[String]) -> impl Iterator<Item = (&str, &str)> {
    names.iter().map(|name| (name.as_str(), "1"))
}

fn tagging(count: usize) -> Work {
    let (bucket, names) = (bucket(), names("t", count).collect::<Vec<_>>());
    Box::new(move || {
        black_box(bucket.put_object("k").tagging(pairs(&names)).request());
    })
}

fn kms_context(count: usize) -> Work {
    let (bucket, names) = (bucket(), names("t", count).collect::<Vec<_>>());
    Box::new(move || {
        black_box(bucket.put_object("k").sse_kms_encryption_context(pairs(&names)).request());
    })
}

fn attributes(count: usize) -> Work {
    let bucket = bucket();
    let attributes = vec!["ETag"; count];
    Box::new(move || {
        black_box(bucket.get_object_attributes("k", &attributes).request());
    })
}

fn post_object(count: usize, is_beginning: bool) -> Work {
    let (bucket, names) = (bucket(), names("x-amz-meta-", count).collect::<Vec<_>>());
    let signer = bucket.signer(credentials()).expect("credentials");
    Box::new(move || {
        let form = names.iter().fold(bucket.post_object("k"), |form, name| {
            if is_beginning { form.starts_with(name, "1").field(name, "1") } else { form.field(name, "1") }
        });
        // A few are a form, and thousands are too large for one.
        let _ = black_box(form.presign(&signer, Duration::from_secs(60), signed_at()));
    })
}

fn presign_all(count: usize) -> Work {
    let (bucket, names) = (bucket(), names("k", count).collect::<Vec<_>>());
    let signer = bucket.signer(credentials()).expect("credentials");
    Box::new(move || {
        let urls = bucket.presign_all(&names, &signer, Duration::from_secs(60), signed_at());
        assert_eq!(urls.flatten().count(), names.len());
    })
}

fn sign_chunked(count: usize) -> Work {
    let request = Request::put("https://h/").expect("a URL");
    let request = names("x-", count).fold(request, |request, name| request.header(&name, "1"));
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    Box::new(move || {
        let _ = black_box(request.sign_chunked(&signer, &ChunkedBody::signed(5), signed_at()).expect("a request"));
    })
}

fn multi_region(count: usize) -> Work {
    let regions = vec!["us-east-1"; count].join(",");
    Box::new(move || {
        let _ = black_box(Signer::multi_region(credentials(), &regions, "s3"));
    })
}
