//! Which pages are the operator's own: origins, and patterns for the hosts of a domain.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

/// Reads a scheme and a host with or without a port, as browsers write an origin. The first label may be `*`.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    let text = text.to_ascii_lowercase();
    let (scheme, host, default) = match text.split_once("://") {
        Some((scheme @ "https", host)) => (scheme, host, ":443"),
        Some((scheme @ "http", host)) => (scheme, host, ":80"),
        _ => ("", "", ""),
    };
    // Browsers leave it out.
    let host = host.strip_suffix(default).unwrap_or(host);
    if !is_host(host) {
        return Err(
            "an origin is a scheme and a host, as in https://upload.example.com, without a path; a first label `*` \
                    stands for those below a domain of at least two labels, as in https://*.example.com"
                .into(),
        );
    }
    Ok(format!("{scheme}://{host}"))
}

/// Whether this is a host, with or without a port, or `*.` and a domain: all of a top-level domain is nobody's.
pub(crate) fn is_host(text: &str) -> bool {
    let (name, port) = split_port(text);
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    is_port
        && match name.strip_prefix("*.") {
            // The last label of an address in numbers is one.
            Some(domain) => is_name(domain) && domain.rsplit_once('.').is_some_and(|(_, last)| !is_number(last)),
            None => is_name(name) || is_address_6(name),
        }
}

/// Whether an origin or a host is this one, or one that the pattern stands for.
pub(crate) fn covers(pattern: &str, text: &str) -> bool {
    let Some((scheme, domain)) = pattern.split_once("*.") else { return pattern == text };
    let labels = text.strip_prefix(scheme).and_then(|text| text.strip_suffix(domain)?.strip_suffix('.'));
    labels.is_some_and(is_name)
}

/// A host and its port, as text.
pub(crate) fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    }
}

fn is_name(text: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    text.split('.').all(is_label)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_address_6(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inside.is_some_and(|inside| inside.parse::<std::net::Ipv6Addr>().is_ok())
}

/// Lets the pages of these origins use the service from where they are.
pub(crate) struct Origins(pub(crate) Vec<String>);

impl Origins {
    /// The origin of the page that asks, if it is one of these. Browsers write it in lower case.
    pub(crate) fn of<'h>(&self, headers: &'h HeaderMap) -> Option<&'h HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        let text = origin.to_str().ok()?;
        self.0.iter().any(|own| covers(own, text)).then_some(origin)
    }
}

/// Whether a browser asks what a page may send.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to it: what a page may send. Browsers add no cookies then.
pub(crate) fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Lets the page of this origin read the answer.
pub(crate) fn allow(origin: Option<HeaderValue>, headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}
