//! What clients may ask for.

use hyper::Method;
use hyper::http::{request::Parts, uri::Authority};
use percent_encoding::percent_decode_str;

use crate::refusal::Refusal;

/// What clients may ask for. What is not named here is refused.
///
/// The real key's own permissions are the outer limit: give it no more than the clients need.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The hosts that requests may be signed for, with the port, such as `127.0.0.1:4100`.
    pub hosts: Vec<String>,
    /// The names of the buckets.
    pub buckets: Vec<String>,
    /// The HTTP methods, such as `GET`. Buckets themselves are not created or deleted, whatever is named here.
    pub methods: Vec<Method>,
}

impl Policy {
    /// The path that stands between the upstream's host and the request's own path: none in path style, and `/BUCKET` if
    /// the bucket is in the host.
    pub(crate) fn check(&self, parts: &Parts) -> Result<String, Refusal> {
        if !self.methods.contains(&parts.method) {
            return Err(Refusal::denied(format!("the proxy does not allow {}", parts.method)));
        }
        let (in_host, path) = (self.bucket_in_host(parts)?, parts.uri.path().trim_start_matches('/'));
        let (bucket, key) = match &in_host {
            Some(bucket) => (bucket.as_str(), path),
            None => path.split_once('/').unwrap_or((path, "")),
        };
        self.check_bucket(bucket)?;
        if key.is_empty() && matches!(parts.method, Method::PUT | Method::DELETE) {
            return Err(Refusal::denied("the proxy does not change buckets themselves".into()));
        }
        // A copy reads from a bucket that only this header names.
        for source in parts.headers.get_all("x-amz-copy-source") {
            let source = percent_decode_str(source.to_str().unwrap_or_default()).decode_utf8_lossy();
            self.check_bucket(source.trim_start_matches('/').split('/').next().unwrap_or_default())?;
        }
        if parts.uri.query().is_some_and(|query| query.to_ascii_lowercase().contains("x-amz-copy-source")) {
            return Err(Refusal::denied("the source of a copy must be a header".into()));
        }
        Ok(in_host.map(|bucket| format!("/{bucket}")).unwrap_or_default())
    }

    /// The bucket in front of a host that is allowed, or none if the host is just that.
    fn bucket_in_host(&self, parts: &Parts) -> Result<Option<String>, Refusal> {
        let header = parts.headers.get("host").and_then(|host| host.to_str().ok());
        let host = header.or(parts.uri.authority().map(Authority::as_str)).unwrap_or_default();
        let host = host.to_ascii_lowercase();
        for allowed in &self.hosts {
            match host.strip_suffix(allowed.as_str()) {
                Some("") => return Ok(None),
                Some(front) if front.ends_with('.') => return Ok(Some(front.trim_end_matches('.').into())),
                _ => {}
            }
        }
        Err(Refusal::denied(format!("the proxy does not allow the host {host:?}")))
    }

    /// A bucket's name needs no encoding: one that is written otherwise is not on the list.
    fn check_bucket(&self, bucket: &str) -> Result<(), Refusal> {
        if self.buckets.iter().any(|allowed| allowed == bucket) {
            return Ok(());
        }
        Err(Refusal::denied(format!("the proxy does not allow the bucket {bucket:?}")))
    }
}
