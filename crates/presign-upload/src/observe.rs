//! What an operator sees: a line for each request, numbers to collect, and whether the service works. Nothing of it has a
//! URL, an id, a name or a key in it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, NestedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use presign::Timestamp;
use serde_json::json;

use crate::service::{Service, Told};

/// Counts and tells what was answered.
#[derive(Debug)]
pub(crate) struct Observer {
    is_logging: bool,
    answers: Mutex<BTreeMap<Answered, (u64, f64)>>,
}

/// Method, route and status of answers, of which there is a number, and a sum of the seconds that they took.
type Answered = (String, String, u16);

impl Observer {
    pub(crate) fn new(is_logging: bool) -> Self {
        Self { is_logging, answers: Mutex::default() }
    }

    fn count(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, sum) = answers.entry((method.into(), route.into(), status)).or_default();
        *count += 1;
        *sum += seconds;
    }

    /// In the text format of Prometheus.
    fn text(&self, open: usize) -> String {
        let (mut counts, mut sums) = (String::new(), String::new());
        // A string can always be written to.
        for ((method, route, status), (count, sum)) in &*self.answers.lock().unwrap_or_else(PoisonError::into_inner) {
            let labels = format!("{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}");
            let _ = writeln!(counts, "presign_upload_request_seconds_count{labels} {count}");
            let _ = writeln!(sums, "presign_upload_request_seconds_sum{labels} {sum}");
        }
        format!(
            "# HELP presign_upload_request_seconds How long requests took to answer.\n\
             # TYPE presign_upload_request_seconds summary\n{counts}{sums}\
             # HELP presign_upload_open How many uploads that this process began are under way.\n\
             # TYPE presign_upload_open gauge\npresign_upload_open {open}\n"
        )
    }
}

/// Sees each request and its answer. The names of the page's files are not told: there are many, and they say nothing.
pub(crate) async fn observe(State(observer): State<Arc<Observer>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    // Below which path of a program all this is, is no part of it.
    let nested = request.extensions().get::<NestedPath>().map_or("", NestedPath::as_str).trim_end_matches('/');
    let route = match matched.map(|route| route.strip_prefix(nested).unwrap_or(route)) {
        Some(route) if route.starts_with("/api/") => route.to_owned(),
        Some(_) => "page".to_owned(),
        None => "unknown".to_owned(),
    };
    // A method is any word: only those that have a route are told.
    let method = if matched.is_some() { request.method().as_str().to_owned() } else { "any".to_owned() };
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), begun.elapsed().as_secs_f64());
    observer.count(&method, &route, status, seconds);
    if observer.is_logging && (route != "page" || status >= 400) {
        let time = Timestamp::now().to_rfc3339();
        let mut line = json!({ "time": time, "method": method, "route": route, "status": status, "seconds": seconds });
        if let Some(told) = response.extensions().get::<Told>() {
            line["code"] = json!(told.code);
            if let Some(why) = &told.why {
                line["why"] = json!(why);
            }
        }
        // Nobody may be reading.
        let _ = writeln!(std::io::stderr(), "{line}");
    }
    response
}

/// What is asked by those who watch over the service, at any address that leads to it.
pub(crate) fn routes(service: Service, observer: Arc<Observer>) -> Router {
    let metrics = {
        let service = service.clone();
        move || async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4")], observer.text(service.open())) }
    };
    let ready = move || async move {
        match service.check_bucket().await {
            Ok(()) => (StatusCode::OK, "The bucket answers.\n").into_response(),
            Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
        }
    };
    Router::new()
        .route("/healthz", get(|| async { "It runs.\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}
