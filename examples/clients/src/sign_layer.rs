//! A [`tower`] layer that signs every request that passes, and learns how far the clock is off from the server's answers.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::UNIX_EPOCH;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::{Request, Response, StatusCode, header::DATE};
use presign::{Body, Signer, Timestamp};
use tower::{BoxError, Layer, Service, ServiceExt};

/// Signs every request. Clones share what was learned about the clock.
#[derive(Clone, Debug)]
pub struct SignLayer {
    signer: Arc<Signer>,
    /// The seconds by which the server's clock is ahead of ours.
    skew: Arc<AtomicI64>,
}

impl SignLayer {
    /// A layer that signs with this signer.
    #[must_use]
    pub fn new(signer: Signer) -> Self {
        Self { signer: Arc::new(signer), skew: Arc::default() }
    }

    fn sign(&self, request: &Request<Bytes>, skew: i64) -> Result<Request<Full<Bytes>>, BoxError> {
        let mut signed = request.clone();
        let now = Timestamp::from_unix_seconds(Timestamp::now().unix_seconds().saturating_add_signed(skew))?;
        self.signer.sign_http(&mut signed, Body::from(request.body()), now)?;
        Ok(signed.map(Full::new))
    }
}

/// The server's clock, if a refusal says that it differs by more than AWS allows: five minutes, 15 in S3. The code of
/// the error is in the body, and each service has its own, so the header `date` and the status have to do. They also
/// leave the body to the caller.
fn learned<B>(response: &Response<B>, skew: i64) -> Option<i64> {
    if !matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN) {
        return None;
    }
    let date = httpdate::parse_http_date(response.headers().get(DATE)?.to_str().ok()?).ok()?;
    let theirs = i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    let difference = theirs - i64::try_from(Timestamp::now().unix_seconds()).ok()?;
    ((difference - skew).abs() > 240).then_some(difference)
}

impl<S> Layer<S> for SignLayer {
    type Service = Sign<S>;

    fn layer(&self, inner: S) -> Sign<S> {
        Sign { layer: self.clone(), inner }
    }
}

/// What [`SignLayer`] makes of a client.
#[derive(Clone, Debug)]
pub struct Sign<S> {
    layer: SignLayer,
    inner: S,
}

impl<S, B> Service<Request<Bytes>> for Sign<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error: Into<BoxError>, Future: Send>,
    S: Clone + Send + 'static,
    B: Send,
{
    type Response = Response<B>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<B>, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        // The clone that was polled ready is the one to call.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let layer = self.layer.clone();
        Box::pin(async move {
            let skew = layer.skew.load(Relaxed);
            let response = inner.call(layer.sign(&request, skew)?).await.map_err(Into::into)?;
            let Some(skew) = learned(&response, skew) else { return Ok(response) };
            layer.skew.store(skew, Relaxed);
            let inner = inner.ready().await.map_err(Into::into)?;
            // Once: what is refused again is refused for another reason.
            inner.call(layer.sign(&request, skew)?).await.map_err(Into::into)
        })
    }
}
