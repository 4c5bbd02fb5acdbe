//! The presigned URLs of other implementations, signed again as plain requests.
//!
//! Each URL is taken apart, the parameters that signing added are left out, and what remains is signed by the rules of
//! the row's service. Every row with another result is in a list here, with the reason; a row that is in a list
//! for nothing fails the test too.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use presign::{Error, Explanation, PayloadHeader, Request, Rules};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::difference::{difference, signing_difference};
use crate::url_parts::{Url, decode};
use crate::vector_files::{Fixed, SignedHeaders, VectorFile, read};

/// The files with presigned URLs, and how many rows each has.
const FILES: [(&str, usize); 31] = [
    ("bedrock", 4),
    ("bedrock-agentcore", 4),
    ("chime", 1),
    ("cross-region-copy", 14),
    ("dsql", 8),
    ("ec2-instance-connect", 2),
    ("eks", 3),
    ("elasticache", 3),
    ("elasticache-published", 2),
    ("execute-api", 7),
    ("generic-crt", 4),
    ("generic-go", 10),
    ("iot", 11),
    ("kinesisvideo", 3),
    ("lambda-url", 2),
    ("location", 4),
    ("memorydb", 2),
    ("msk", 4),
    ("neptune", 1),
    ("opensearch", 2),
    ("polly", 8),
    ("query-protocol", 4),
    ("rds", 7),
    ("s3-botocore", 67),
    ("s3-crt", 3),
    ("s3-go", 20),
    ("s3-js", 90),
    ("s3-minio-py", 6),
    ("sts", 7),
    ("transcribe", 1),
    ("vpc-lattice", 2),
];

/// The other files, each of which has a test of its own.
const OTHER_FILES: [&str; 17] = [
    "answers",
    "cloudfront",
    "codecommit",
    "documented-iam",
    "documented-s3",
    "edge",
    "event-stream",
    "r2-temporary",
    "s3-aws-hosts",
    "s3-endpoint-rules",
    "s3-endpoints",
    "s3-model",
    "s3-post-policy",
    "suite-v4",
    "suite-v4a",
    "s3-multi-region",
    "x509",
];

/// Rows whose implementation does not follow the service's own rules, and in what.
const OTHER_RULES: [(&str, &[&str]); 26] = [
    // Go encodes the path twice but does not normalise it: a server that does would refuse `go-execute-api-dots`.
    ("generic-go/go-execute-api-dots", &["normalize_path"]),
    ("generic-go/go-query-dup", &["normalize_path"]),
    ("generic-go/go-no-expires", &["normalize_path", "send_expires"]),
    ("generic-go/go-port-443", &["normalize_path"]),
    ("generic-go/go-port-8443", &["normalize_path"]),
    ("generic-go/go-execute-api-path-special-token", &["normalize_path"]),
    ("generic-go/go-query-dup-token", &["normalize_path"]),
    ("generic-go/go-query-noequals-token", &["normalize_path"]),
    ("generic-go/go-headers-spaces-token", &["normalize_path"]),
    ("generic-go/go-port-443-token", &["normalize_path"]),
    // MQTT under the name of the HTTPS API, which a signer tells by the request.
    ("iot/python-AWSIoTPythonSDK-v1-token", &["sign_session_token"]),
    // The helper of Amazon Location sends no expiry.
    ("location/js-location-auth-helper", &["send_expires"]),
    ("location/js-location-auth-helper-glyphs", &["send_expires"]),
    ("location/js-location-auth-helper-token", &["send_expires"]),
    ("location/js-location-auth-helper-glyphs-token", &["send_expires"]),
    // The presigner of Amazon Polly takes S3's rule for paths, which is the same for `/v1/speech`.
    ("polly/js-synthesize-speech", &["encode_path_twice", "normalize_path"]),
    ("polly/js-synthesize-speech-lexicons", &["encode_path_twice", "normalize_path"]),
    ("polly/js-synthesize-speech-token", &["encode_path_twice", "normalize_path"]),
    ("polly/js-synthesize-speech-lexicons-token", &["encode_path_twice", "normalize_path"]),
    // The token of a session with a directory bucket, which only `Bucket::session_signer` signs under this name.
    ("s3-crt/crt-s3express-token", &["session_token_parameter"]),
    ("s3-js/express-get", &["session_token_parameter"]),
    ("s3-js/express-get-path-style", &["session_token_parameter"]),
    ("s3-js/express-get-fips", &["session_token_parameter"]),
    ("s3-js/express-put-default-checksum", &["session_token_parameter"]),
    // Go leaves the lifetime of GetCallerIdentity to the server.
    ("sts/go-v2-presign-get-caller-identity", &["send_expires"]),
    ("sts/go-v2-presign-get-caller-identity-token", &["send_expires"]),
];

/// The parameter of a session's token.
const SESSION: &str = "X-Amz-S3session-Token";

/// Rows with a bare `+` in the query, which is refused in a URL and is a plus sign in a value.
const BARE_PLUS: [&str; 2] = ["generic-crt/crt-query-dup", "generic-crt/crt-query-dup-token"];

/// Rows with a dot segment in an S3 key, which HTTP clients would change in transit.
const DOT_SEGMENT: [&str; 4] = [
    "s3-crt/crt-s3-path-weird",
    "s3-crt/crt-s3-path-weird-token",
    "s3-go/go-get-key-special-token",
    "s3-js/get-key-dotdot",
];

/// Rows that expire at once, or later than a server allows.
const EXPIRY: [(&str, &str); 3] = [
    ("s3-botocore/get-expires-604801-not-rejected", "expiry-too-long"),
    ("s3-botocore/get-expires-0", "expiry-zero"),
    ("s3-go/go-get-8days", "expiry-too-long"),
];

/// Rows that cannot be signed as their implementation signed them, and what is signed instead of what.
const DIFFERENT: [(&str, &[(&str, &str)]); 7] = [
    // Polly's presigner signs HTTP/2's `:authority` instead of `host`.
    ("polly/js-synthesize-speech", &AUTHORITY),
    ("polly/js-synthesize-speech-lexicons", &AUTHORITY),
    ("polly/js-synthesize-speech-token", &AUTHORITY),
    ("polly/js-synthesize-speech-lexicons-token", &AUTHORITY),
    // The signer for RDS signs the host with its capitals, which clients send in lower case.
    ("rds/js-rds-signer-special-user-token", &[("host:Prod-Instance", "host:prod-instance")]),
    // The Common Runtime signs `%2b` as it was given, where S3 expects its own spelling.
    ("s3-crt/crt-s3-path-weird", &[("%2b", "%2B")]),
    ("s3-crt/crt-s3-path-weird-token", &[("%2b", "%2B")]),
];

const AUTHORITY: [(&str, &str); 2] = [("%3Aauthority", "host"), (":authority", "host")];

/// A presigned URL that another implementation made. The head of each file says what the fields mean.
///
/// Here a field without a name in this type fails the test. Other tests read a few of the fields, and ignore the rest.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    session_token: Option<String>,
    method: String,
    service: String,
    region: String,
    payload_hash: String,
    double_encode_path: bool,
    normalize_path: bool,
    signed_headers: SignedHeaders,
    #[serde(default)]
    unsigned_query_parameters: Vec<String>,
    decoded_url: Option<String>,
    url: Option<String>,
    signature_in_url: Option<String>,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    // For readers of the file, and for other tests.
    #[serde(rename = "implementation")]
    _implementation: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
    #[serde(default, rename = "input")]
    _input: IgnoredAny,
    #[serde(rename = "token")]
    _token: Option<String>,
    #[serde(rename = "expiry_ms")]
    _expiry_ms: Option<u64>,
}

impl Case {
    /// The headers that were signed, each value on its own.
    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.signed_headers.iter()
    }

    /// The host that was signed.
    fn host(&self) -> &str {
        self.headers().find(|(name, _)| matches!(*name, "host" | ":authority")).expect("a signed host").1
    }
}

/// What came of one row.
struct Outcome {
    id: String,
    other_rules: Vec<&'static str>,
    bare_plus: bool,
    dot_segment: bool,
    signed: Result<Explanation, Error>,
    difference: Option<String>,
    /// The row's canonical request.
    expected: String,
}

/// The URL that a row signed. Where only its signature is known, the canonical request tells what it was.
fn url_text(case: &Case) -> String {
    let made = || {
        let mut lines = case.canonical_request.lines().skip(1);
        let (path, query) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        format!("https://{}{path}?{query}", case.host())
    };
    case.url.clone().or_else(|| case.decoded_url.clone()).unwrap_or_else(made)
}

/// The service's rules, except where the row differs, and the names of the rules in which it does.
fn rules(case: &Case, url: &Url<'_>) -> (Rules, Vec<&'static str>) {
    let ours = Rules::for_service(&case.service);
    // The one under which the service has its token.
    let token = if ours == ours.clone().session_token_parameter(SESSION) { SESSION } else { "X-Amz-Security-Token" };
    assert_eq!(ours, ours.clone().session_token_parameter(token));
    let is_token = |name: &String| name == token;
    let is_payload_header = |(name, _)| name == "x-amz-content-sha256";
    let signs_token = !case.unsigned_query_parameters.iter().any(is_token);
    let has_expires = url.expires().is_some();
    let is_always = ours == ours.clone().payload_header(PayloadHeader::Always);
    let same = |set: &dyn Fn(Rules) -> Rules| set(ours.clone()) == ours;
    let answers = [
        ("encode_path_twice", same(&|rules| rules.encode_path_twice(case.double_encode_path))),
        ("normalize_path", same(&|rules| rules.normalize_path(case.normalize_path))),
        ("sign_session_token", same(&|rules| rules.sign_session_token(signs_token))),
        ("send_expires", same(&|rules| rules.send_expires(has_expires))),
        ("payload_hash", same(&|rules| rules.payload_hash(case.payload_hash.clone().leak()))),
        ("session_token_parameter", url.parameter(token) == case.session_token),
        ("payload_header", is_always == case.headers().any(is_payload_header)),
    ];
    let mut theirs = (ours.clone().encode_path_twice(case.double_encode_path))
        .normalize_path(case.normalize_path)
        .sign_session_token(signs_token)
        .send_expires(has_expires);
    if url.parameter(SESSION).is_some() {
        theirs = theirs.session_token_parameter(SESSION);
    }
    (theirs, answers.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect())
}

/// The URL as it was before signing.
fn unsigned_text(case: &Case, url: &Url<'_>) -> String {
    let signed = |name: &str| !case.unsigned_query_parameters.iter().any(|unsigned| unsigned == name);
    let query = url.callers_query().filter(|(name, _)| signed(name));
    let query: Vec<_> = query.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}://{}{}?{}", url.scheme, url.authority, url.path, query.join("&"))
}

/// The row's request; whether its query could only be given decoded.
fn request<'a>(case: &Case, text: &'a str) -> (Request<'a>, bool) {
    let given = Request::new(&case.method, text);
    let bare_plus = given.as_ref().is_err_and(|error| error.code() == "bare-plus");
    let mut request = if bare_plus {
        let address = text.split_once('?').map_or(text, |(address, _)| address);
        let request = Request::new(&case.method, address).expect(&case.name);
        let pairs = Url::parse(text).query.into_iter().map(|(name, value)| (decode(name), decode(value)));
        pairs.fold(request, |request, (name, value)| request.query(&name, &value))
    } else {
        given.expect(&case.name)
    };
    // The rules add the payload hash themselves, and the URL's host stands for an HTTP/2 request's `:authority`.
    for (name, value) in case.headers().filter(|(name, _)| !matches!(*name, ":authority" | "x-amz-content-sha256")) {
        request = request.header(name, value);
    }
    (request, bare_plus)
}

/// How a signature differs from the row: first in the strings that are signed, then in its URL.
fn difference_from(case: &Case, url: &Url<'_>, explanation: &Explanation) -> Option<String> {
    let ours = Url::parse(explanation.url().unwrap().as_str());
    let signing = signing_difference(explanation, &case.canonical_request, &case.string_to_sign, &case.signature);
    // The URL of such a row carries the signature of a mistake.
    if signing.is_some() || case.signature_in_url.is_some() || (case.url.is_none() && case.decoded_url.is_none()) {
        return signing;
    }
    let appended =
        |name: &str| name != "X-Amz-Security-Token" && case.unsigned_query_parameters.iter().any(|u| u == name);
    let mut expected = Url { query: url.query.clone(), ..*url };
    expected.query.retain(|(name, _)| !appended(name));
    difference(&[
        ("scheme", ours.scheme, expected.scheme),
        ("host", ours.authority, &case.host().to_ascii_lowercase()),
        ("path", &decode(ours.path), &decode(expected.path)),
        ("query", &ours.parameters().join("\n"), &expected.parameters().join("\n")),
    ])
}

fn replay(file: &str, fixed: &Fixed, case: &Case) -> Outcome {
    let text = url_text(case);
    let url = Url::parse(&text);
    let unsigned = unsigned_text(case, &url);
    let (request, bare_plus) = request(case, &unsigned);
    let (mut rules, other_rules) = rules(case, &url);
    let expires_in = Duration::from_secs(url.expires().unwrap_or(3600));
    let sign = |rules: &Rules| {
        let signer = fixed.signer(&case.region, &case.service, case.session_token.as_deref());
        signer.with_rules(rules.clone()).explain(&request, expires_in, fixed.now())
    };
    let mut signed = sign(&rules);
    let dot_segment = signed.as_ref().is_err_and(|error| error.code() == "dot-segment");
    if dot_segment {
        rules = rules.refuse_dot_segments(false);
        signed = sign(&rules);
    }
    let difference = signed.as_ref().ok().and_then(|explanation| difference_from(case, &url, explanation));
    let (id, expected) = (format!("{file}/{}", case.name), case.canonical_request.clone());
    Outcome { id, other_rules, bare_plus, dot_segment, signed, difference, expected }
}

fn outcomes() -> Vec<Outcome> {
    let replay_file = |(name, _)| {
        let VectorFile { fixed, cases } = read(name);
        cases.iter().map(|case| replay(name, &fixed, case)).collect::<Vec<_>>()
    };
    FILES.into_iter().flat_map(replay_file).collect()
}

fn ids_where(test: impl Fn(&Outcome) -> bool) -> Vec<String> {
    outcomes().into_iter().filter(test).map(|outcome| outcome.id).collect()
}

#[test]
fn no_file_and_no_row_is_left_out() {
    for (name, rows) in FILES {
        assert_eq!(read::<VectorFile<Case>>(name).cases.len(), rows, "{name}");
    }
    assert_eq!(FILES.iter().map(|(_, rows)| rows).sum::<usize>(), 306);
    let listed: BTreeSet<_> =
        FILES.iter().map(|(name, _)| *name).chain(OTHER_FILES).map(|name| format!("{name}.toml")).collect();
    let files = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors")).expect("the vectors");
    let found = files.map(|file| file.expect("a file").file_name().into_string().expect("a name")).collect();
    assert_eq!(listed, found);
}

#[test]
fn every_row_is_signed_as_its_implementation_signed_it() {
    for Outcome { id, signed, difference, expected, .. } in outcomes() {
        if EXPIRY.iter().any(|(row, _)| *row == id) {
            continue;
        }
        let explanation = signed.unwrap_or_else(|error| panic!("{id}: {error}"));
        let Some((_, instead)) = DIFFERENT.iter().find(|(row, _)| *row == id) else {
            assert_eq!(difference, None, "{id}");
            continue;
        };
        assert_ne!(difference, None, "{id} is listed as different and is not");
        let expected = instead.iter().fold(expected, |text, (theirs, ours)| text.replace(theirs, ours));
        assert_eq!(explanation.canonical_request.as_str(), expected, "{id}");
    }
}

#[test]
fn the_rules_of_a_service_are_those_of_its_implementations() {
    let outcomes = outcomes();
    let found: Vec<_> =
        outcomes.iter().map(|o| (o.id.as_str(), &o.other_rules[..])).filter(|(_, r)| !r.is_empty()).collect();
    assert_eq!(found, OTHER_RULES);
}

#[test]
fn a_bare_plus_in_the_query_of_a_url_is_refused() {
    assert_eq!(ids_where(|outcome| outcome.bare_plus), BARE_PLUS);
}

#[test]
fn a_dot_segment_in_a_key_is_refused_by_default() {
    assert_eq!(ids_where(|outcome| outcome.dot_segment), DOT_SEGMENT);
}

#[test]
fn expiries_that_no_server_takes_are_refused() {
    let refused = outcomes().into_iter().filter_map(|outcome| Some((outcome.id, outcome.signed.err()?.code())));
    let expected = EXPIRY.map(|(id, error)| (id.to_string(), error));
    assert_eq!(refused.collect::<Vec<_>>(), expected);
}
