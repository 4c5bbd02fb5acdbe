//! The AWS Signature Version 4 test suite and its twin for SigV4a, signed in the query and in headers.

use std::time::Duration;

use presign::{Explanation, Request, Rules, Signature, Signer, VerifyingKey};
use serde::Deserialize;

use crate::difference::{difference, signing_difference};
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
        Rules::STANDARD
            .encode_path_twice(false)
            .normalize_path(self.context.normalize)
            .sign_session_token(!self.context.omit_session_token)
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

    fn is_multi_region(&self) -> bool {
        self.query.string_to_sign.starts_with("AWS4-ECDSA-P256-SHA256\n")
    }

    fn signer(&self, fixed: &Fixed) -> Signer {
        let (Context { region, service, .. }, token) = (&self.context, self.session_token.as_deref());
        let signer = if self.is_multi_region() {
            Signer::multi_region(fixed.credentials(token), region, service).expect(&self.name)
        } else {
            fixed.signer(region, service, token)
        };
        signer.with_rules(self.rules())
    }

    /// How a signature differs from the suite's.
    fn difference(&self, fixed: &Fixed, explanation: &Explanation, form: &Form) -> Option<String> {
        let Form { canonical_request, string_to_sign, signature, signed_request } = form;
        if !self.is_multi_region() {
            return signing_difference(explanation, canonical_request, string_to_sign, signature);
        }
        // The suite's signatures are random: what holds is that the same key verifies them.
        let key = VerifyingKey::derive(&fixed.credentials(None));
        let (_, sent) = signed_request.rsplit_once("Signature=").expect(&self.name);
        let sent = sent.split([' ', '\n']).next().unwrap_or_default();
        let ours = explanation.signature.to_string();
        for signature in [signature, sent, &ours] {
            let signature = Signature::parse(signature).expect(&self.name);
            assert!(key.verify(&explanation.string_to_sign, &signature), "{}", self.name);
        }
        difference(&[
            ("canonical request", explanation.canonical_request.as_str(), canonical_request),
            ("string to sign", explanation.string_to_sign.as_str(), string_to_sign),
        ])
    }

    fn explain(&self, fixed: &Fixed) -> Explanation {
        let expires_in = Duration::from_secs(self.context.expiration_in_seconds);
        self.signer(fixed).explain(&self.request(&self.url()), expires_in, fixed.now()).expect(&self.name)
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

fn suites() -> [VectorFile<Case>; 2] {
    [read("suite-v4"), read("suite-v4a")]
}

/// All cases, each with what the cases of its file have in common.
fn cases() -> Vec<(Fixed, Case)> {
    let of_file = |file: VectorFile<Case>| {
        let fixed = file.fixed;
        file.cases.into_iter().map(move |case| (fixed.clone(), case))
    };
    suites().into_iter().flat_map(of_file).collect()
}

#[test]
fn each_suite_has_38_cases() {
    for (suite, is_multi_region) in suites().into_iter().zip([false, true]) {
        let cases = suite.cases.iter().filter(|case| case.is_multi_region() == is_multi_region);
        assert_eq!(cases.count(), 38);
    }
}

#[test]
fn every_query_is_signed_as_in_the_suite() {
    for (fixed, case) in &cases() {
        let difference = case.difference(fixed, &case.explain(fixed), &case.query);
        assert_eq!(difference, None, "{}", case.name);
    }
}

#[test]
fn every_url_has_the_suites_parameters() {
    for (fixed, case) in &cases() {
        let is_same = |parameter: &String| !(case.is_multi_region() && parameter.starts_with("X-Amz-Signature="));
        let parameters = |url: &str| Url::parse(url).parameters().into_iter().filter(is_same).collect::<Vec<_>>();
        let url = case.explain(fixed).url().unwrap().clone();
        assert_eq!(parameters(url.as_str()), parameters(&case.signed_url()), "{}", case.name);
    }
}

#[test]
fn the_parameters_stand_in_our_order() {
    for (fixed, case) in &cases() {
        let mut expected: Vec<_> = Url::parse(&case.url()).query.iter().map(|(name, _)| decode(name)).collect();
        let region_set = if case.is_multi_region() { &["Region-Set"][..] } else { &[] };
        let signed = [&["Algorithm", "Credential", "Date", "Expires"], region_set, &["SignedHeaders"]].concat();
        let last = match (&case.session_token, case.context.omit_session_token) {
            (None, _) => &["Signature"][..],
            (Some(_), false) => &["Security-Token", "Signature"],
            (Some(_), true) => &["Signature", "Security-Token"],
        };
        expected.extend(signed.iter().chain(last).map(|name| format!("X-Amz-{name}")));
        let url = case.explain(fixed).url().unwrap().clone();
        let names: Vec<_> = Url::parse(url.as_str()).query.iter().map(|(name, _)| decode(name)).collect();
        assert_eq!(names, expected, "{}", case.name);
    }
}

#[test]
fn every_header_is_signed_as_in_the_suite() {
    for (fixed, case) in &cases() {
        let explanation = case.signer(fixed).explain_sign(&case.request(&case.url()), fixed.now()).expect(&case.name);
        assert_eq!(case.difference(fixed, &explanation, &case.header), None, "{}", case.name);
    }
}

#[test]
fn every_request_has_the_suites_headers() {
    for (fixed, case) in &cases() {
        let url = case.url();
        let signed = case.request(&url).sign(&case.signer(fixed), fixed.now()).expect(&case.name);
        let presigned = case.explain(fixed).url().unwrap().clone();
        assert_eq!(Url::parse(signed.url()).path, Url::parse(presigned.as_str()).path, "{}", case.name);
        // The suite's ECDSA signatures are random.
        let compared = |value: &str| match value.split_once("Signature=3") {
            Some((before, _)) if case.is_multi_region() => before.to_owned(),
            _ => folded(value),
        };
        let headers: Vec<_> = signed.headers().map(|(name, value)| (name.to_string(), compared(value))).collect();
        let sent = case.sent_headers().into_iter().map(|(name, value)| (name, compared(&value)));
        assert_eq!(headers, sent.collect::<Vec<_>>(), "{}", case.name);
    }
}
