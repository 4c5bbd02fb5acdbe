//! What AWS's test suite, AWS's documentation and other implementations signed is verified.

use std::time::Duration;

use presign::Timestamp;
use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use serde::Deserialize;

use crate::server::{Verdict as _, target};
use crate::vector_files::{Fixed, SignedHeaders, VectorFile, read};

/// The files with presigned URLs.
const FILES: [&str; 31] = [
    "bedrock",
    "bedrock-agentcore",
    "chime",
    "cross-region-copy",
    "dsql",
    "ec2-instance-connect",
    "eks",
    "elasticache",
    "elasticache-published",
    "execute-api",
    "generic-crt",
    "generic-go",
    "iot",
    "kinesisvideo",
    "lambda-url",
    "location",
    "memorydb",
    "msk",
    "neptune",
    "opensearch",
    "polly",
    "query-protocol",
    "rds",
    "s3-botocore",
    "s3-crt",
    "s3-go",
    "s3-js",
    "s3-minio-py",
    "sts",
    "transcribe",
    "vpc-lattice",
];

const BARE_PLUS: &str = "the query contains a bare +: write %20 for a space or %2B for a plus sign";
const MISMATCH: &str = "the signature does not match the request";

/// Rows that are refused, and why.
const REFUSED: [(&str, &str); 7] = [
    // The Common Runtime sends a bare `+`, which half the servers read as a space.
    ("generic-crt/crt-query-dup", BARE_PLUS),
    ("generic-crt/crt-query-dup-token", BARE_PLUS),
    // They sign any expiry.
    (
        "s3-botocore/get-expires-604801-not-rejected",
        "X-Amz-Expires is 604801 seconds: at most 604800 seconds are allowed",
    ),
    ("s3-botocore/get-expires-0", "X-Amz-Expires is 0"),
    // The Common Runtime signs `%2b` as it was given, where S3 expects its own spelling, `%2B`.
    ("s3-crt/crt-s3-path-weird", MISMATCH),
    ("s3-crt/crt-s3-path-weird-token", MISMATCH),
    ("s3-go/go-get-8days", "X-Amz-Expires is 691200 seconds: at most 604800 seconds are allowed"),
];

/// A presigned URL that another implementation made. The head of each file says what the fields mean.
#[derive(Deserialize)]
struct Case {
    name: String,
    session_token: Option<String>,
    method: String,
    service: String,
    region: String,
    double_encode_path: bool,
    normalize_path: bool,
    signed_headers: SignedHeaders,
    #[serde(default)]
    unsigned_query_parameters: Vec<String>,
    decoded_url: Option<String>,
    url: Option<String>,
    signature_in_url: Option<String>,
}

/// Verifies a row's URL with its own secret, as a server that follows the row's rules.
fn verify(fixed: &Fixed, case: &Case, url: &str) -> Result<Payload, Refusal> {
    let (path, query) = target(url).split_once('?').expect("a query");
    let is_sent = |parameter: &&str| {
        let name = parameter.split_once('=').map_or(*parameter, |(name, _)| name);
        // The others were appended for clients that take the URL apart; they never reach the service.
        name == "X-Amz-Security-Token" || !case.unsigned_query_parameters.iter().any(|unsigned| unsigned == name)
    };
    let query: Vec<_> = query.split('&').filter(is_sent).collect();
    let target = format!("{path}?{}", query.join("&"));

    let mut policy = Policy::new(&case.region, &case.service);
    let is_unsigned = case.unsigned_query_parameters.iter().any(|name| name == "X-Amz-Security-Token");
    policy.rules = (policy.rules.encode_path_twice(case.double_encode_path))
        .normalize_path(case.normalize_path)
        .sign_session_token(!is_unsigned);
    policy.implied_expires = Some(Duration::from_secs(900));
    // A server hands in HTTP/2's `:authority` as the host.
    let headers =
        case.signed_headers.iter().map(|(name, value)| (if name == ":authority" { "host" } else { name }, value));
    let request = SignedRequest::parse(&case.method, &target, headers)?;
    assert_eq!(request.session_token(), case.session_token.as_deref(), "{}", case.name);
    let credentials = fixed.credentials(case.session_token.as_deref());
    request.verify(&credentials, fixed.now(), &policy).payload()
}

#[test]
fn the_urls_of_other_implementations_verify() {
    let (mut verified, mut refused) = (0, Vec::new());
    for file in FILES {
        let VectorFile { fixed, cases } = read::<VectorFile<Case>>(file);
        for case in &cases {
            let Some(url) = case.url.as_ref().or(case.decoded_url.as_ref()) else { continue };
            // The URL of such a row carries the signature of a mistake.
            if case.signature_in_url.is_some() {
                continue;
            }
            match verify(&fixed, case, url) {
                Ok(_) => verified += 1,
                Err(error) => refused.push((format!("{file}/{}", case.name), error.to_string())),
            }
        }
    }
    let refused: Vec<_> = refused.iter().map(|(id, sentence)| (id.as_str(), sentence.as_str())).collect();
    assert_eq!(refused, REFUSED);
    // Six rows have no URL that carries the row's signature.
    assert_eq!(verified + REFUSED.len(), 300);
}

#[derive(Deserialize)]
struct SuiteCase {
    name: String,
    session_token: Option<String>,
    context: Context,
    query: Form,
    header: Form,
}

#[derive(Deserialize)]
struct Context {
    region: String,
    service: String,
    normalize: bool,
    #[serde(default)]
    omit_session_token: bool,
}

#[derive(Deserialize)]
struct Form {
    canonical_request: String,
    string_to_sign: String,
    signed_request: String,
}

/// A request as the suite writes it.
struct Message<'a> {
    method: &'a str,
    target: String,
    headers: Vec<(&'a str, String)>,
    body: &'a str,
}

impl<'a> Message<'a> {
    fn parse(text: &'a str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let (line, lines) = head.split_once('\n').expect("headers");
        let (method, rest) = line.split_once(' ').expect("a method");
        // A target on the wire has no space.
        let target = rest.strip_suffix(" HTTP/1.1").expect("a version").replace(' ', "%20");
        let mut headers: Vec<(&str, String)> = Vec::new();
        for line in lines.lines() {
            match (line.strip_prefix(' '), headers.last_mut()) {
                // A value that continues in the next line: HTTP parsers join them by a space.
                (Some(more), Some((_, value))) => *value = format!("{value} {more}"),
                _ => headers.extend(line.split_once(':').map(|(name, value)| (name, value.to_string()))),
            }
        }
        Self { method, target, headers, body }
    }

    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl SuiteCase {
    /// The suite's paths are not percent-encoded yet when they are signed, so they look encoded once.
    fn policy(&self) -> Policy {
        let mut policy = Policy::new(&self.context.region, &self.context.service);
        policy.rules = (policy.rules.encode_path_twice(false))
            .normalize_path(self.context.normalize)
            .sign_session_token(!self.context.omit_session_token);
        policy
    }
}

#[test]
fn every_query_of_the_suite_verifies() {
    let VectorFile { fixed, cases } = read::<VectorFile<SuiteCase>>("suite-v4");
    assert_eq!(cases.len(), 38);
    for case in &cases {
        let message = Message::parse(&case.query.signed_request);
        let request = SignedRequest::parse(message.method, &message.target, message.headers()).expect(&case.name);
        let (request, policy) = (request.body(message.body), case.policy());
        let canonical_request = request.canonical_request(&policy.rules).expect(&case.name);
        assert_eq!(canonical_request.as_str(), case.query.canonical_request, "{}", case.name);
        let string_to_sign = request.string_to_sign(&canonical_request);
        assert_eq!(string_to_sign.as_str(), case.query.string_to_sign, "{}", case.name);
        let credentials = fixed.credentials(case.session_token.as_deref());
        let verified = request.verify(&credentials, fixed.now(), &policy).payload();
        assert!(matches!(verified, Ok(Payload::Sha256(_))), "{}: {verified:?}", case.name);
    }
}

#[test]
fn every_header_of_the_suite_verifies() {
    let VectorFile { fixed, cases } = read::<VectorFile<SuiteCase>>("suite-v4");
    for case in &cases {
        let message = Message::parse(&case.header.signed_request);
        let request = SignedRequest::parse(message.method, &message.target, message.headers()).expect(&case.name);
        let (request, policy) = (request.body(message.body), case.policy());
        let canonical_request = request.canonical_request(&policy.rules).expect(&case.name);
        assert_eq!(canonical_request.as_str(), case.header.canonical_request, "{}", case.name);
        let string_to_sign = request.string_to_sign(&canonical_request);
        assert_eq!(string_to_sign.as_str(), case.header.string_to_sign, "{}", case.name);
        let credentials = fixed.credentials(case.session_token.as_deref());
        let verified = request.verify(&credentials, fixed.now(), &policy).payload();
        assert!(matches!(verified, Ok(Payload::Sha256(_))), "{}: {verified:?}", case.name);
    }
}

/// The rows of the documentation that this test looks at.
#[derive(Deserialize)]
struct Documented {
    #[serde(flatten)]
    fixed: Fixed,
    query: Vec<DocumentedCase>,
    header: Vec<DocumentedCase>,
}

#[derive(Deserialize)]
struct DocumentedCase {
    name: String,
    service: String,
    method: String,
    target_url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    url: Option<String>,
    authorization: Option<String>,
}

impl DocumentedCase {
    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let authorization = self.authorization.iter().map(|value| ("authorization", value.as_str()));
        let host = [("host", self.target_url.split('/').nth(2).expect("a host"))];
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(authorization).chain(host)
    }
}

#[test]
fn the_documentations_requests_verify() {
    let (mut verified, mut streaming) = (0, Vec::new());
    for file in ["documented-s3", "documented-iam"] {
        let Documented { fixed, query, header } = read(file);
        let credentials = fixed.credentials(None);
        for case in query.iter().filter(|case| case.url.is_some()) {
            let url = case.url.as_deref().expect("filtered");
            let request = SignedRequest::parse(&case.method, target(url), case.headers()).expect(&case.name);
            let policy = Policy::new("us-east-1", &case.service);
            let payload = request.verify(&credentials, fixed.now(), &policy).payload().expect(&case.name);
            assert_eq!(payload, Payload::Unsigned);
            verified += 1;
        }
        for case in header.iter().filter(|case| case.authorization.is_some()) {
            let request = SignedRequest::parse(&case.method, target(&case.target_url), case.headers());
            let request = request.expect(&case.name);
            let policy = Policy::new("us-east-1", &case.service);
            match request.verify(&credentials, fixed.now(), &policy).payload().expect(&case.name) {
                Payload::Streaming(form) => streaming.push(form),
                payload => assert!(matches!(payload, Payload::Sha256(_)), "{}: {payload:?}", case.name),
            }
            verified += 1;
        }
    }
    assert_eq!(verified, 7);
    assert_eq!(streaming, ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"]);
}

#[test]
fn a_suite_of_the_wrong_day_is_expired() {
    let VectorFile { fixed, cases } = read::<VectorFile<SuiteCase>>("suite-v4");
    let tomorrow = Timestamp::from_unix_seconds(fixed.now().unix_seconds() + 86_400).expect("a time");
    for case in &cases {
        let message = Message::parse(&case.query.signed_request);
        let request = SignedRequest::parse(message.method, &message.target, message.headers()).expect(&case.name);
        let refused = request.verify(&fixed.credentials(case.session_token.as_deref()), tomorrow, &case.policy());
        assert_eq!(refused.err().map(|error| error.code()), Some("AccessDenied"), "{}", case.name);
    }
}
