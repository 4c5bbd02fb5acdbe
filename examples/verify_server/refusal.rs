//! Why a request is not served.

use std::io::{self, ErrorKind};

use presign::verify::{self, ChunkError};

/// Why a request is not served, in S3's terms: SDKs show code and message.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: &str) -> Self {
        Self { status, code, message: message.to_string() }
    }

    pub(crate) fn bad(message: &str) -> Self {
        Self::new(400, "InvalidRequest", message)
    }

    /// The name may be the client's own, with anything in it.
    pub(crate) fn not_done(what: &str) -> Self {
        Self::new(501, "NotImplemented", &format!("the request asks for {what:?}, which this server does not do"))
    }
}

impl From<verify::Refusal> for Refusal {
    fn from(error: verify::Refusal) -> Self {
        Self { status: error.status(), code: error.code(), message: error.to_string() }
    }
}

impl From<ChunkError> for Refusal {
    fn from(error: ChunkError) -> Self {
        Self { status: error.status(), code: error.code(), message: error.to_string() }
    }
}

/// The fault of a connection or of a disk.
impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::TimedOut => Self::new(400, "RequestTimeout", "the body arrives too slowly"),
            _ => Self { status: 500, code: "InternalError", message: error.to_string() },
        }
    }
}
