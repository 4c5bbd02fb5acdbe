//! Who may use the bucket from another page: what S3 does with the CORS rules of a bucket. s3s has none.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use hyper::{Response, StatusCode};
use s3s::{Body, HttpResponse};
use serde::Deserialize;

/// The rules that the README sets on a bucket, except the origins.
const RULES: &str = include_str!("../aws/cors.json");

const ANSWER_DEPENDS_ON: &str = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/// A bucket's CORS rules, as `aws s3api put-bucket-cors` reads them.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Cors {
    #[serde(rename = "CORSRules")]
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Rule {
    #[serde(rename = "ID")]
    _id: String,
    allowed_origins: Vec<String>,
    allowed_methods: Vec<String>,
    allowed_headers: Vec<String>,
    expose_headers: Vec<String>,
    max_age_seconds: u32,
}

impl Cors {
    /// The example's rules for the pages of these origins, such as `http://127.0.0.1:4000`. Without any, a bucket has none.
    pub(crate) fn for_pages(origins: &[String]) -> Self {
        if origins.is_empty() {
            return Self::default();
        }
        // The file is part of this program, and a test reads it.
        let mut cors: Self = serde_json::from_str(RULES).expect("aws/cors.json holds CORS rules");
        for rule in &mut cors.rules {
            rule.allowed_origins = origins.to_vec();
        }
        cors
    }

    /// The answer to a browser that asks, with `OPTIONS`, whether a page may send its request. It needs no signature.
    pub(crate) fn preflight(&self, asked: &HeaderMap) -> HttpResponse {
        let (Some(origin), Some(method)) = (text(asked, &ORIGIN), text(asked, &ACCESS_CONTROL_REQUEST_METHOD)) else {
            let message = "Insufficient information. Origin request header needed.";
            return refusal(StatusCode::BAD_REQUEST, "BadRequest", message);
        };
        let headers = text(asked, &ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
        let Some(rule) = self.find(origin, method).find(|rule| rule.allows_headers(headers)) else {
            let message = "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of \
                           Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are \
                           not whitelisted by the resource's CORS spec.";
            return refusal(StatusCode::FORBIDDEN, "AccessForbidden", message);
        };
        let mut response = Response::new(Body::empty());
        let answer = response.headers_mut();
        rule.allow(origin, answer);
        set(answer, ACCESS_CONTROL_ALLOW_HEADERS, headers);
        set(answer, ACCESS_CONTROL_MAX_AGE, &rule.max_age_seconds.to_string());
        response
    }

    /// Lets the page that sent a request read the answer: refusals too, or it could not say what went wrong.
    pub(crate) fn add_headers(&self, origin: Option<&str>, method: &str, answer: &mut HeaderMap) {
        if let Some((origin, rule)) = origin.and_then(|origin| Some((origin, self.find(origin, method).next()?))) {
            rule.allow(origin, answer);
        }
    }

    fn find(&self, origin: &str, method: &str) -> impl Iterator<Item = &Rule> {
        let is_page = move |rule: &Rule| rule.allowed_origins.iter().any(|pattern| stands_for(pattern, origin));
        let has_method = move |rule: &Rule| rule.allowed_methods.iter().any(|allowed| allowed == method);
        self.rules.iter().filter(move |rule| is_page(rule) && has_method(rule))
    }
}

impl Rule {
    fn allows_headers(&self, headers: &str) -> bool {
        let mut asked = headers.split(',').map(str::trim).filter(|name| !name.is_empty());
        asked.all(|name| self.allowed_headers.iter().any(|allowed| allowed.eq_ignore_ascii_case(name)))
    }

    fn allow(&self, origin: &str, answer: &mut HeaderMap) {
        set(answer, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        set(answer, ACCESS_CONTROL_ALLOW_METHODS, &self.allowed_methods.join(", "));
        set(answer, ACCESS_CONTROL_EXPOSE_HEADERS, &self.expose_headers.join(", "));
        set(answer, VARY, ANSWER_DEPENDS_ON);
    }
}

/// As S3 reads a rule: one `*` is any text.
fn stands_for(pattern: &str, origin: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => origin.strip_prefix(before).is_some_and(|rest| rest.ends_with(after)),
        None => pattern == origin,
    }
}

/// A header's value, if it is plain text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn refusal(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let declaration = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    let text = format!("{declaration}\n<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    set(response.headers_mut(), CONTENT_TYPE, "application/xml");
    response
}
