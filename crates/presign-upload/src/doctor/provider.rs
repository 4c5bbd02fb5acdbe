//! Whose server it is: each has its own words for the same rule.

use crate::client::Answer;

/// Who runs the bucket, as far as that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    Aws,
    R2,
    B2,
    MinIo,
    Garage,
    /// Nobody who is known here: the S3 API is what there is.
    Other,
}

impl Provider {
    /// Told by the address, by the key, which Garage makes in its own way, and else by what the server calls itself.
    pub(super) fn of(endpoint: &str, key_id: &str, answer: Option<&Answer>) -> Self {
        let host = endpoint.split("://").last().unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
        let is_below = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        for (domain, provider) in [
            ("amazonaws.com", Self::Aws),
            ("amazonaws.com.cn", Self::Aws),
            ("r2.cloudflarestorage.com", Self::R2),
            ("backblazeb2.com", Self::B2),
        ] {
            if is_below(domain) {
                return provider;
            }
        }
        // Garage calls itself nothing.
        let is_made_by_garage = |key: &str| key.len() == 24 && key.bytes().all(|b| b.is_ascii_hexdigit());
        if key_id.strip_prefix("GK").is_some_and(is_made_by_garage) {
            return Self::Garage;
        }
        let server = answer.and_then(|answer| answer.headers.get("server")).and_then(|value| value.to_str().ok());
        match server.unwrap_or_default().to_ascii_lowercase() {
            server if server.starts_with("minio") => Self::MinIo,
            server if server.starts_with("amazons3") => Self::Aws,
            _ => Self::Other,
        }
    }

    /// Whether what a key may do can be limited to a part of a bucket.
    pub(super) fn has_policies(self) -> bool {
        matches!(self, Self::Aws | Self::MinIo | Self::B2)
    }
}
