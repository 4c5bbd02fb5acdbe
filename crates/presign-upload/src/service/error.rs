//! What the service answers when it cannot do what it is asked for: a sentence in JSON.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use super::store::StoreError;

/// Why there is no URL. No variant holds one, and none holds a credential.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("The request is not JSON: it has no content-type application/json.")]
    NotJson,
    #[error("The request cannot be read: {0}.")]
    Malformed(String),
    #[error("The request is too long.")]
    RequestTooLong,
    #[error("The request took too long to arrive.")]
    TooSlow,
    #[error("The request broke off.")]
    BrokenOff,
    #[error("Too many uploads are begun at once. Try again in {}.", in_words(*.wait))]
    TooOften { wait: Duration },
    #[error("A file's name has at least one character that can be seen and is no dot.")]
    Name,
    #[error("The file has {size} bytes, but no more than {max} are taken.")]
    TooLarge { size: u64, max: u64 },
    #[error("A SHA-256 has 64 hexadecimal digits.")]
    Sha256,
    #[error("Files of the type {content_type:?} are not taken, only {types}.")]
    Type { content_type: String, types: String },
    #[error("No more than {max} uploads are accepted at once. Try again when some have ended, in {} at the latest.", in_words(*.wait))]
    TooMany { max: usize, wait: Duration },
    #[error("No more than {max} bytes are accepted in 24 hours. Try again in {}.", in_words(*.wait))]
    Day { max: u64, wait: Duration },
    #[error("Your files may have {0} bytes together, and with this one they would have more. Delete some first.")]
    FullUser(u64),
    #[error("All files may have {0} bytes together, and with this one they would have more.")]
    FullBucket(u64),
    #[error("This service knows no such upload: its id was not made with this service's secret.")]
    NoUpload,
    #[error("The upload was begun too long ago to be continued.")]
    Expired,
    #[error("The bucket has no such upload: it was cancelled, or the bucket has given it up.")]
    Gone,
    #[error("There is no part {0} of this upload.")]
    NoPart(u32),
    #[error("No such request is signed.")]
    NoRequest,
    #[error("A part was asked for twice.")]
    PartTwice,
    #[error("URLs for at most {0} parts are given at once.")]
    TooManyParts(usize),
    #[error("Each part of the upload is to be named once, in order, with the entity tag that the bucket gave.")]
    Parts,
    #[error("Nothing has arrived in the bucket.")]
    NotArrived,
    #[error("Another object has arrived in the bucket: it has {found} bytes, not {expected}.")]
    OtherArrived { found: u64, expected: u64 },
    #[error("The file has arrived: nothing more is signed for it.")]
    Arrived,
    #[error("The file has arrived, and can no longer be cancelled: delete it instead.")]
    NotCancelled,
    #[error("The file is not in the bucket. If its upload is under way, cancel that instead.")]
    NotDeleted,
    #[error("This service does not know who asks. Sign in first.")]
    NoUser,
    #[error("{0}")]
    NotWanted(String),
    #[error("There is nothing at this address.")]
    NoRoute,
    #[error("This page is to be opened at the address that the program printed.")]
    OtherHost,
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("The URL could not be signed: {0}.")]
    Sign(#[from] presign::Error),
    #[error("The service has made a key that cannot be uploaded to: its hooks are to be mended.")]
    Key,
    #[error("The service failed. Its own output says why.")]
    Internal,
}

/// What the log tells of a refusal.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) code: &'static str,
    pub(crate) why: Option<String>,
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_)
            | Self::BrokenOff
            | Self::Name
            | Self::Sha256
            | Self::Parts
            | Self::NoRequest
            | Self::PartTwice
            | Self::TooManyParts(_) => StatusCode::BAD_REQUEST,
            Self::NoUser => StatusCode::UNAUTHORIZED,
            Self::NotWanted(_) => StatusCode::FORBIDDEN,
            Self::TooLarge { .. } | Self::RequestTooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson | Self::Type { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoUpload | Self::NoPart(_) | Self::NoRoute => StatusCode::NOT_FOUND,
            Self::Expired | Self::Gone => StatusCode::GONE,
            Self::NotArrived
            | Self::OtherArrived { .. }
            | Self::Arrived
            | Self::NotCancelled
            | Self::NotDeleted
            | Self::FullUser(_)
            | Self::FullBucket(_) => StatusCode::CONFLICT,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany { .. } | Self::TooOften { .. } | Self::Day { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Store(StoreError::Sign(error)) | Self::Sign(error) if is_expired(error) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Store(_) => StatusCode::BAD_GATEWAY,
            Self::Sign(_) | Self::Key | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl ApiError {
    /// After how long it is worth to try again, where that is known.
    fn wait(&self) -> Option<Duration> {
        match self {
            Self::TooOften { wait } | Self::TooMany { wait, .. } | Self::Day { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// What kind of refusal it is, for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::NotJson
            | Self::Malformed(_)
            | Self::RequestTooLong
            | Self::NoRequest
            | Self::NoRoute
            | Self::PartTwice
            | Self::TooManyParts(_)
            | Self::Parts
            | Self::NoPart(_)
            | Self::Sha256 => "bad-request",
            Self::TooSlow | Self::BrokenOff => "broken-off",
            Self::TooOften { .. } | Self::TooMany { .. } => "busy",
            Self::Day { .. } => "day",
            Self::FullUser(_) | Self::FullBucket(_) => "full",
            Self::Name => "name",
            Self::NoUser => "no-user",
            Self::NotWanted(_) => "not-wanted",
            Self::TooLarge { .. } => "too-large",
            Self::Type { .. } => "type",
            Self::NoUpload => "unknown-upload",
            Self::Expired => "expired",
            Self::Gone => "gone",
            Self::NotArrived => "not-arrived",
            Self::OtherArrived { .. } => "other-arrived",
            Self::Arrived | Self::NotCancelled => "arrived",
            Self::NotDeleted => "not-there",
            Self::OtherHost => "other-host",
            Self::Store(StoreError::NoAnswer(_)) => "bucket-unreachable",
            Self::Store(StoreError::Sign(error)) | Self::Sign(error) if is_expired(error) => "no-credentials",
            Self::Store(_) => "bucket-refused",
            Self::Sign(_) | Self::Key | Self::Internal => "internal",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, mut said) = (self.status(), json!({ "error": self.to_string(), "code": self.code() }));
        // What is wrong with a request is its sender's affair; what is wrong with the service is its operator's.
        let why = status.is_server_error().then(|| self.to_string());
        let told = Extension(Told { code: self.code(), why });
        let Some(seconds) = self.wait().map(seconds) else { return (status, told, Json(said)).into_response() };
        said["retry_after"] = json!(seconds);
        (status, told, [(RETRY_AFTER, seconds.to_string())], Json(said)).into_response()
    }
}

/// Whether the service's credentials have expired, and it has got no others yet.
fn is_expired(error: &presign::Error) -> bool {
    error.code() == "credentials-expired"
}

/// Whole seconds, rounded up: who comes back a moment too early is refused again.
fn seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}

/// A time in the largest unit of which there are at least two, rounded up.
fn in_words(time: Duration) -> String {
    match seconds(time) {
        1 => "1 second".into(),
        seconds @ ..=120 => format!("{seconds} seconds"),
        seconds @ ..=7200 => format!("{} minutes", seconds.div_ceil(60)),
        seconds => format!("{} hours", seconds.div_ceil(3600)),
    }
}
