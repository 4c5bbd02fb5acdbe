//! Rows of the SDKs' presigned URLs for S3, of which `signing` checks every field.

use serde::Deserialize;
use toml::Table;

use crate::vector_files::SignedHeaders;

/// A presigned URL, and what the SDK was asked for.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) session_token: Option<String>,
    #[serde(default)]
    pub(crate) input: Table,
    pub(crate) method: String,
    pub(crate) service: String,
    pub(crate) region: String,
    pub(crate) signed_headers: SignedHeaders,
    pub(crate) url: Option<String>,
    pub(crate) canonical_request: String,
    pub(crate) string_to_sign: String,
    pub(crate) signature: String,
}

impl Case {
    /// The value of a header that was signed.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.signed_headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// The host that was signed.
    pub(crate) fn host(&self) -> &str {
        self.header("host").expect("a signed host")
    }
}
