//! The AWS Signature Version 4 test suite, signed in the query and in headers.

use std::time::Duration;

use presign::{Explanation, Request, Rules};
use serde::Deserialize;

use crate::difference::signing_difference;
use crate::url_parts::{Url, decode};
use crate::vector_files::{Fixed, VectorFile, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    session_token: Option<String>,
    context: Context,
    request: RawRequest,
    query: Form,
    header: Form,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Context {
    region: String,
    service: String,
    expiration_in_seconds: u64,
    normalize: bool,
    sign_body: bool,
    #[serde(default)]
    omit_session_token: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequest {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    signed_request: String,
}

impl Case {
    /// The suite's paths are not percent-encoded yet when they are signed, so they look encoded once.
    fn rules(&self) -> Rules {
        let mut rules = Rules::STANDARD;
        rules.encode_path_twice = false;
        rules.normalize_path = self.context.normalize;
        rules.sign_session_token = !self.context.omit_session_token;
        rules
    }

    /// The suite's host and its target, with the spaces encoded that a URL cannot hold.
    fn url(&self) -> String {
        let host = self.request.headers.iter().find(|(name, _)| name == "Host").expect("a host");
        format!("https://{}{}", host.1, self.request.target.replace(' ', "%20"))
    }

    fn request<'a>(&self, url: &'a str) -> Request<'a> {
        let mut request = Request::new(&self.request.method, url).expect(&self.name);
        for (name, value) in &self.request.headers {
            // An HTTP parser has joined a value's lines by a space before anyone sees them (RFC 9112, section 5.2).
            request = request.header(name, &value.replace('\n', " "));
        }
        if self.context.sign_body { request.body(&self.request.body) } else { request }
    }

    fn explain(&self, fixed: &Fixed) -> Explanation {
        let Context { region, service, expiration_in_seconds, .. } = &self.context;
        let signer = fixed.signer(region, service, self.session_token.as_deref()).with_rules(self.rules());
        let expires_in = Duration::from_secs(*expiration_in_seconds);
        signer.explain(&self.request(&self.url()), expires_in, fixed.now()).expect(&self.name)
    }

    /// The target of the suite's request with a signed query.
    fn signed_url(&self) -> String {
        let line = self.query.signed_request.lines().next().unwrap_or_default();
        let target = line.split_once(' ').and_then(|(_, rest)| rest.strip_suffix(" HTTP/1.1")).expect(&self.name);
        format!("https://example.amazonaws.com{target}")
    }

    /// The headers of the suite's request that is signed by headers, except for `host`, in lower case and in order.
    fn sent_headers(&self) -> Vec<(String, String)> {
        let head = self.header.signed_request.split("\n\n").next().unwrap_or_default().replace("\n ", " ");
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), folded(value)));
        let mut headers: Vec<_> = headers.filter(|(name, _)| name != "host").collect();
        headers.sort_by(|(a, _), (b, _)| a.cmp(b));
        headers
    }
}

/// A header's value as it is signed: without white space at its ends, and with single spaces inside.
fn folded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn suite() -> VectorFile<Case> {
    read("suite-v4")
}

#[test]
fn the_suite_has_38_cases() {
    assert_eq!(suite().cases.len(), 38);
}

#[test]
fn every_query_is_signed_as_in_the_suite() {
    let VectorFile { fixed, cases } = suite();
    for case in &cases {
        let explanation = case.explain(&fixed);
        let Form { canonical_request, string_to_sign, signature, .. } = &case.query;
        let difference = signing_difference(&explanation, canonical_request, string_to_sign, signature);
        assert_eq!(difference, None, "{}", case.name);
    }
}

#[test]
fn every_url_has_the_suites_parameters() {
    let VectorFile { fixed, cases } = suite();
    for case in &cases {
        let url = case.explain(&fixed).url().unwrap().clone();
        assert_eq!(Url::parse(url.as_str()).parameters(), Url::parse(&case.signed_url()).parameters(), "{}", case.name);
    }
}

#[test]
fn the_parameters_stand_in_our_order() {
    let VectorFile { fixed, cases } = suite();
    for case in &cases {
        let mut expected: Vec<_> = Url::parse(&case.url()).query.iter().map(|(name, _)| decode(name)).collect();
        let signed = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders"];
        let last = match (&case.session_token, case.context.omit_session_token) {
            (None, _) => &["Signature"][..],
            (Some(_), false) => &["Security-Token", "Signature"],
            (Some(_), true) => &["Signature", "Security-Token"],
        };
        expected.extend(signed.iter().chain(last).map(|name| format!("X-Amz-{name}")));
        let url = case.explain(&fixed).url().unwrap().clone();
        let names: Vec<_> = Url::parse(url.as_str()).query.iter().map(|(name, _)| decode(name)).collect();
        assert_eq!(names, expected, "{}", case.name);
    }
}

#[test]
fn every_header_is_signed_as_in_the_suite() {
    let VectorFile { fixed, cases } = suite();
    for case in &cases {
        let Context { region, service, .. } = &case.context;
        let signer = fixed.signer(region, service, case.session_token.as_deref()).with_rules(case.rules());
        let url = case.url();
        let explanation = signer.explain_sign(&case.request(&url), fixed.now()).expect(&case.name);
        let Form { canonical_request, string_to_sign, signature, .. } = &case.header;
        let difference = signing_difference(&explanation, canonical_request, string_to_sign, signature);
        assert_eq!(difference, None, "{}", case.name);
    }
}

#[test]
fn every_request_has_the_suites_headers() {
    let VectorFile { fixed, cases } = suite();
    for case in &cases {
        let Context { region, service, .. } = &case.context;
        let signer = fixed.signer(region, service, case.session_token.as_deref()).with_rules(case.rules());
        let url = case.url();
        let signed = case.request(&url).sign(&signer, fixed.now()).expect(&case.name);
        let presigned = case.explain(&fixed).url().unwrap().clone();
        assert_eq!(Url::parse(signed.url()).path, Url::parse(presigned.as_str()).path, "{}", case.name);
        let headers: Vec<_> = signed.headers().map(|(name, value)| (name.to_string(), folded(value))).collect();
        assert_eq!(headers, case.sent_headers(), "{}", case.name);
    }
}
