//! Edge cases of the canonical request, as the AWS Common Runtime signs them, and where this crate differs on purpose.

use std::time::Duration;

use presign::verify::{Policy, SignedRequest};
use presign::{CanonicalRequest, Error, Explanation, Request, Rules, StringToSign};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::difference::signing_difference;
use crate::url_parts::Url;
use crate::vector_files::{VectorFile, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// For readers of the file.
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
    method: String,
    host: String,
    target: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    service: String,
    region: String,
    expires: Option<u64>,
    payload_hash: String,
    double_encode_path: bool,
    normalize_path: bool,
    url: Option<String>,
    error: Option<String>,
    canonical_request: Option<String>,
    string_to_sign: Option<String>,
    canonical_line: Option<String>,
    signature: Option<String>,
}

/// The rows that have a test of their own, since this crate signs them differently or not at all.
const OURS: [&str; 9] = [
    "header-connection-is-signed-by-crt",
    "header-fold",
    "header-skip-list",
    "path-encoded-dots",
    "path-special-single-s3",
    "path-trailing-dot",
    "path-trailing-dotdot",
    "query-empty-key",
    "query-plus-literal",
];

impl Case {
    fn rules(&self) -> Rules {
        Rules::for_service(&self.service)
            .encode_path_twice(self.double_encode_path)
            .normalize_path(self.normalize_path)
            .send_expires(self.expires.is_some())
    }

    fn url(&self) -> String {
        format!("https://{}{}", self.host, self.target)
    }

    fn explain(&self) -> Result<Explanation, Error> {
        self.explain_request(Request::new(&self.method, &self.url())?, self.rules())
    }

    fn explain_request(&self, mut request: Request<'_>, rules: Rules) -> Result<Explanation, Error> {
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let fixed = edge().fixed;
        let signer = fixed.signer(&self.region, &self.service, None).with_rules(rules);
        let expires_in = Duration::from_secs(self.expires.unwrap_or(3600));
        signer.explain(&request.payload_hash(&self.payload_hash), expires_in, fixed.now())
    }

    /// The row with its headers as they come along in an `http::Request`.
    fn request_from_elsewhere(&self) -> Request<'static> {
        let request = http::Request::builder().method(self.method.as_str()).uri(self.url());
        let add = |request: http::request::Builder, (name, value): &(String, String)| request.header(name, value);
        let (parts, ()) = self.headers.iter().fold(request, add).body(()).expect("a request").into_parts();
        Request::from_http_parts(&parts).expect("a request to sign")
    }

    /// How a signature differs from what the row expects.
    fn difference(&self, explanation: &Explanation) -> Option<String> {
        let signature = self.signature.as_deref().expect("a signed row");
        let Explanation { canonical_request, string_to_sign, .. } = explanation;
        if let Some(line) = &self.canonical_line {
            let is_line = |text: &str| text == line || text.split('&').any(|parameter| parameter == line);
            assert!(canonical_request.as_str().lines().any(is_line), "{}: no {line} in {canonical_request}", self.name);
        }
        if let Some(url) = &self.url {
            let parameters = Url::parse(explanation.url().unwrap().as_str()).parameters();
            assert_eq!(parameters, Url::parse(url).parameters(), "{}", self.name);
        }
        let canonical_request = self.canonical_request.as_deref().unwrap_or(canonical_request.as_str());
        let string_to_sign = self.string_to_sign.as_deref().unwrap_or(string_to_sign.as_str());
        signing_difference(explanation, canonical_request, string_to_sign, signature)
    }
}

fn edge() -> VectorFile<Case> {
    read("edge")
}

fn case(name: &str) -> Case {
    edge().cases.into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no row {name}"))
}

#[test]
fn there_are_37_rows() {
    let cases = edge().cases;
    assert_eq!(cases.len(), 37);
    assert_eq!(cases.iter().filter(|case| case.error.is_some()).count(), 5);
}

#[test]
fn every_row_is_signed_as_the_common_runtime_signs_it() {
    let signed = |case: &Case| case.error.is_none() && !OURS.contains(&case.name.as_str());
    let cases: Vec<_> = edge().cases.into_iter().filter(signed).collect();
    assert_eq!(cases.len(), 23);
    for case in cases {
        let explanation = case.explain().unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(case.difference(&explanation), None, "{}", case.name);
    }
}

#[test]
fn every_row_that_the_common_runtime_refuses_is_refused() {
    let expected = [
        ("query-malformed-percent", "malformed-percent"),
        ("query-reserved-name", "reserved-parameter"),
        ("header-forbidden-date", "reserved-header"),
        ("header-forbidden-token", "reserved-header"),
        ("query-reserved-name-lower", "reserved-parameter"),
    ];
    let cases: Vec<_> = edge().cases.into_iter().filter(|case| case.error.is_some()).collect();
    let names: Vec<_> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, expected.each_ref().map(|(name, _)| *name));
    for (case, (_, code)) in cases.iter().zip(expected) {
        assert_eq!(case.explain().map_err(|error| error.code()).err(), Some(code), "{}", case.name);
    }
}

/// Half of the servers read a bare `+` as a space: in a URL it is refused, in a decoded value it is a plus sign.
#[test]
fn a_bare_plus_is_refused_in_a_url_and_signed_as_a_value() {
    let case = case("query-plus-literal");
    assert_eq!(case.explain().map_err(|error| error.code()).err(), Some("bare-plus"));
    let url = case.url();
    let (address, query) = url.split_once('?').expect("a query");
    let (name, value) = query.split_once('=').expect("a value");
    let request = Request::get(address).expect("a URL").query(name, value);
    let explanation = case.explain_request(request, case.rules()).expect("a signature");
    assert_eq!(case.difference(&explanation), None);
}

/// The Common Runtime keeps such a parameter, the SDK for Java drops it.
#[test]
fn an_empty_parameter_name_is_refused() {
    assert_eq!(case("query-empty-key").explain().map_err(|error| error.code()).err(), Some("empty-query-name"));
}

/// What the Common Runtime leaves out without a word is refused if a caller names it. If it came along in an
/// `http::Request`, it is left out of the signature and reported.
#[test]
fn headers_that_change_on_the_way_are_left_out_if_they_came_along() {
    for (name, _first) in [
        ("header-skip-list", "x-amzn-trace-id"),
        // The Common Runtime means to leave this one out too, but a mistake in its table makes it sign `connection`.
        ("header-connection-is-signed-by-crt", "connection"),
    ] {
        let case = case(name);
        assert_eq!(case.explain().map_err(|error| error.code()).err(), Some("unsignable-header"));
        let request = case.request_from_elsewhere();
        let names: Vec<_> = case.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        assert_eq!(request.left_out_headers(), names);
        let plain = Case { headers: Vec::new(), ..case };
        let explanation = plain.explain_request(request, plain.rules()).expect("a signature");
        assert_eq!(self::case("path-empty-normalised").difference(&explanation), None);
        assert_eq!(plain.signature == Some(explanation.signature.to_string()), name == "header-skip-list");
    }
}

/// Signers fold a tab in different ways, so none is signed; what another signer made of one can be verified.
#[test]
fn a_tab_is_refused_by_the_signer_and_folded_by_the_verifier() {
    let case = case("header-fold");
    assert_eq!(case.explain().map_err(|error| error.code()).err(), Some("header-white-space"));
    let url = case.url.as_deref().expect("a URL");
    let target = url.strip_prefix("https://example.amazonaws.com").expect("the host of all rows");
    let headers = case.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let request = SignedRequest::parse("GET", target, headers.chain([("host", "example.amazonaws.com")]));
    let request = request.expect("a presigned request");
    assert_eq!(
        request.canonical_request(&case.rules()).expect("a request").to_string(),
        case.canonical_request.unwrap()
    );
    let fixed = edge().fixed;
    let key = fixed.signing_key(fixed.now(), &case.region, &case.service);
    assert!(request.verify(&key, fixed.now(), &Policy::new(&case.region, &case.service)).is_ok());
}

/// HTTP clients would change the path in transit, so it takes a rule to sign it.
#[test]
fn dot_segments_of_a_key_are_refused_by_default() {
    let case = case("path-special-single-s3");
    assert_eq!(case.rules(), Rules::S3);
    assert_eq!(case.explain().map_err(|error| error.code()).err(), Some("dot-segment"));
    let rules = Rules::S3.refuse_dot_segments(false);
    let url = case.url();
    let explanation = case.explain_request(Request::get(&url).expect("a URL"), rules).expect("a signature");
    assert_eq!(case.difference(&explanation), None);
}

/// HTTP clients would send `/b`, `/a/` and `/a/`, which are signed otherwise. A client that sends such a path as it is can
/// be verified.
#[test]
fn dot_segments_that_clients_resolve_in_another_way_are_refused() {
    for (name, path) in
        [("path-encoded-dots", "/a/%252e%252e/b"), ("path-trailing-dot", "/a"), ("path-trailing-dotdot", "/a")]
    {
        let case = case(name);
        assert_eq!(case.explain().map_err(|error| error.code()).err(), Some("resolved-path"), "{name}");
        // The rows have no URL: all of their parameters are those of a row that only differs in its path.
        let plain = self::case("path-empty-normalised").explain().expect("a signature");
        let received = plain.url().expect("a URL").as_str().replace(".com/?", &format!(".com{}?", case.target));
        let received = Request::get(&received).expect("a URL").payload_hash(&case.payload_hash);
        let canonical_request = CanonicalRequest::new(&received, &case.rules()).expect("a canonical request");
        assert_eq!(canonical_request.as_str().lines().nth(1), Some(path), "{name}");
        let fixed = edge().fixed;
        let key = fixed.signing_key(fixed.now(), &case.region, &case.service);
        let signature = key.sign(&StringToSign::new(fixed.now(), key.scope(), &canonical_request));
        assert_eq!(Some(signature.to_string()), case.signature, "{name}");
    }
}
