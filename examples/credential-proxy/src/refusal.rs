//! What this proxy refuses besides what its layers do.

use std::error::Error;

use hyper::StatusCode;
use presign_tower::Refusal;

pub(crate) fn slow_down() -> Refusal {
    let message = "too many requests of this key are being forwarded";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", message)
}

pub(crate) fn too_slow() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "RequestTimeout", "the body arrives too slowly")
}

pub(crate) fn no_answer() -> Refusal {
    Refusal::new(StatusCode::GATEWAY_TIMEOUT, "InternalError", "the upstream does not answer")
}

pub(crate) fn bad_gateway(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_GATEWAY, "InternalError", message)
}

/// The reason why sending has failed: that the client's body is not to be sent on, or that the upstream does not take it.
pub(crate) fn sending(error: &(dyn Error + 'static)) -> Refusal {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(refusal) = error.downcast_ref::<Refusal>() {
            return refusal.clone();
        }
        cause = error.source();
    }
    bad_gateway(format!("the upstream cannot be reached: {error}"))
}
