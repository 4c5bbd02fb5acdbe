//! What the page gets: a signed request, taken apart far enough that a browser can send it.

use presign::s3::PresignedForm;
use presign::{PresignedUrl, Timestamp};
use serde::Serialize;

/// A request that the page may send as it is.
#[derive(Serialize)]
pub(crate) struct Signed {
    method: String,
    url: String,
    /// The headers that are signed. The browser itself sends `content-length`.
    headers: Vec<(String, String)>,
    /// For a form: the fields to send before the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(String, String)>,
    /// In seconds from now, since the page's clock may be wrong.
    expires_in: u64,
}

impl Signed {
    pub(crate) fn url(url: &PresignedUrl, now: Timestamp) -> Self {
        Self {
            method: url.method().into(),
            url: url.as_str().into(),
            headers: url.headers().map(|(name, value)| (name.into(), value.into())).collect(),
            fields: Vec::new(),
            expires_in: seconds(now, url.expires_at()),
        }
    }

    pub(crate) fn form(form: &PresignedForm, now: Timestamp) -> Self {
        Self {
            method: "POST".into(),
            url: form.url().into(),
            headers: Vec::new(),
            fields: form.fields().to_vec(),
            expires_in: seconds(now, form.expires_at()),
        }
    }
}

fn seconds(now: Timestamp, end: Timestamp) -> u64 {
    end.unix_seconds().saturating_sub(now.unix_seconds())
}
