//! The page: files that are part of this program, and the headers that keep it from doing anything else.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::assets;
use crate::origin::{self, Origins};
use crate::service::ApiError;

/// A file of the page: its name and its text.
macro_rules! files {
    ($($name:literal),*) => { [$(($name, include_str!(concat!("../page/", $name)))),*] };
}

const FILES: [(&str, &str); 50] = files![
    "index.html",
    "base.css",
    "page.css",
    "icon.svg",
    "main.js",
    "again.js",
    "api.js",
    "card.js",
    "check.js",
    "chosen.js",
    "dom.js",
    "edit.js",
    "example.js",
    "files.js",
    "gallery.js",
    "hash.js",
    "hashing.js",
    "kept.js",
    "languages/ar.js",
    "languages/de.js",
    "languages/en.js",
    "languages/es.js",
    "languages/fr.js",
    "languages/it.js",
    "languages/ja.js",
    "languages/ko.js",
    "languages/nl.js",
    "languages/pl.js",
    "languages/pt.js",
    "languages/zh.js",
    "list.js",
    "locks.js",
    "misuse.js",
    "parts.js",
    "patience.js",
    "record.js",
    "rows.js",
    "saved.js",
    "send.js",
    "share.js",
    "signed.js",
    "states.js",
    "tabs.js",
    "text.js",
    "thumbnails.js",
    "total.js",
    "turns.js",
    "upload.js",
    "uppy.html",
    "uppy.js"
];

/// What `.ci/npm` makes of the packages of Uppy.
const UPPY: [&str; 2] = ["uppy.mjs", "uppy.css"];

/// The longest request that is read, in bytes: it names 10,000 parts.
const MAX_BODY: usize = 2 << 20;
/// How long a request may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);

/// What every answer needs.
pub(crate) struct Guard {
    hosts: Option<Vec<String>>,
    origins: Origins,
    policy: HeaderValue,
    uppy_policy: HeaderValue,
}

impl Guard {
    /// For a page at these hosts, or at any, that uploads to this origin, and for pages of other origins.
    pub(crate) fn new(hosts: Option<Vec<String>>, origins: Vec<String>, bucket_origin: &str) -> Self {
        // The browser may talk to this service and to the bucket, and runs nothing but the files above. The styles of Uppy
        // have pictures in them.
        let policy = |pictures: &str| {
            let policy = format!(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {pictures} {bucket_origin}; \
                 connect-src 'self' {bucket_origin}; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                 require-trusted-types-for 'script'; trusted-types hash"
            );
            // An origin that is part of a URL is plain text.
            HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
        };
        Self { hosts, origins: Origins(origins), policy: policy("blob:"), uppy_policy: policy("blob: data:") }
    }
}

/// The files of the page, and those of Uppy from this folder.
pub(crate) fn routes(uppy: Option<&Path>) -> io::Result<Router> {
    let mut files: assets::Files = FILES.map(|(name, text)| (name.into(), text.into())).into();
    for (folder, name) in uppy.into_iter().flat_map(|folder| UPPY.map(|name| (folder, name))) {
        files.insert(format!("uppy/{name}"), fs::read_to_string(folder.join(name))?.into());
    }
    Ok(assets::routes(files))
}

/// Reads a request to its end before it is looked at, in a limited time and up to a limited length.
pub(crate) async fn read_body(request: Request, next: Next) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(BODY_TIME, Limited::new(body, MAX_BODY).collect());
    let bytes = match read.await {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(ApiError::RequestTooLong),
        Ok(Err(_)) => return Err(ApiError::BrokenOff),
        Err(_) => return Err(ApiError::TooSlow),
    };
    Ok(next.run(Request::from_parts(parts, bytes.into())).await)
}

/// A host as a name: some proxies leave the port out, and a name of somebody else's is another with any port.
fn name_of(host: &str) -> String {
    origin::split_port(host).0.to_ascii_lowercase()
}

/// Refuses requests for other hosts, and adds the headers that every answer has.
pub(crate) async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    // Else any web site could let its own name point to this machine, and be served as if it were this page.
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_same = |own: &String| origin::covers(&name_of(own), &name_of(host));
    let is_own = guard.hosts.as_ref().is_none_or(|hosts| hosts.iter().any(is_same));
    let asks_service = request.uri().path().starts_with("/api/");
    let page = guard.origins.of(request.headers()).filter(|_| is_own && asks_service).cloned();
    let is_preflight = page.is_some() && origin::is_preflight(request.method(), request.headers());
    let policy = if request.uri().path() == "/uppy.html" { &guard.uppy_policy } else { &guard.policy }.clone();
    let mut response = match is_own {
        true if is_preflight => origin::preflight(),
        true => next.run(request).await,
        false => ApiError::OtherHost.into_response(),
    };
    let headers = response.headers_mut();
    if asks_service {
        origin::allow(page, headers);
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "geolocation=(), camera=(self), display-capture=(self), microphone=(self), usb=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // An answer may hold a URL that is as good as a key.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
