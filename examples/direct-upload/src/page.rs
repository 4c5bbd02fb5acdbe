//! The page: files that are part of this program, and the headers that keep it from doing anything else.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::service::ApiError;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// Path, type and text.
const FILES: [(&str, &str, &str); 13] = [
    ("/", HTML, include_str!("../page/index.html")),
    ("/page.css", CSS, include_str!("../page/page.css")),
    ("/icon.svg", PICTURE, include_str!("../page/icon.svg")),
    ("/main.js", SCRIPT, include_str!("../page/main.js")),
    ("/api.js", SCRIPT, include_str!("../page/api.js")),
    ("/dom.js", SCRIPT, include_str!("../page/dom.js")),
    ("/text.js", SCRIPT, include_str!("../page/text.js")),
    ("/send.js", SCRIPT, include_str!("../page/send.js")),
    ("/upload.js", SCRIPT, include_str!("../page/upload.js")),
    ("/rows.js", SCRIPT, include_str!("../page/rows.js")),
    ("/gallery.js", SCRIPT, include_str!("../page/gallery.js")),
    ("/signed.js", SCRIPT, include_str!("../page/signed.js")),
    ("/misuse.js", SCRIPT, include_str!("../page/misuse.js")),
];

/// The longest request that is read, in bytes: it names 10,000 parts.
const MAX_BODY: usize = 2 << 20;
/// How long a request may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);

/// What every answer needs.
pub(crate) struct Guard {
    hosts: [String; 2],
    policy: HeaderValue,
}

impl Guard {
    /// For a page at these hosts that uploads to this origin.
    pub(crate) fn new(hosts: [String; 2], bucket_origin: &str) -> Self {
        // The browser may talk to this service and to the bucket, and runs nothing but the files above.
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {bucket_origin}; \
             media-src {bucket_origin}; connect-src 'self' {bucket_origin}; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
        // An origin that is part of a URL is plain text.
        Self { hosts, policy: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")) }
    }
}

/// The files of the page.
pub(crate) fn routes() -> Router {
    let add = |router: Router, (path, content_type, text)| {
        router.route(path, get(move || async move { ([(CONTENT_TYPE, content_type)], text) }))
    };
    FILES.into_iter().fold(Router::new(), add)
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

/// Refuses requests for other hosts, and adds the headers that every answer has.
pub(crate) async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    // Else any web site could let its own name point to this machine, and be served as if it were this page.
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_own = guard.hosts.iter().any(|own| own == host);
    let mut response = if is_own { next.run(request).await } else { ApiError::OtherHost.into_response() };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, guard.policy.clone());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // An answer may hold a URL that is as good as a key.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
