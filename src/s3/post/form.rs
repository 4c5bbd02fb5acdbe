//! The signed form.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::timestamp::Timestamp;

/// A field's name and value, decoded.
pub(super) type Field = (String, String);

/// A signed form: where to send it, and what.
///
/// It is sent as `multipart/form-data`, with the fields in their order and `file` last. Whoever holds it can upload any
/// number of times until it expires. `Debug` omits the fields' values and the policy. With the feature `serde` it is
/// serialized as `url`, `method` (`POST`), `fields` (an object of strings, in the order in which they must be sent),
/// `expires_at` (RFC 3339) and `policy`.
#[derive(Clone)]
pub struct PresignedForm {
    pub(super) url: String,
    pub(super) fields: Vec<Field>,
    pub(super) policy: String,
    pub(super) expires_at: Timestamp,
}

impl PresignedForm {
    /// Returns the URL that the form is sent to: the bucket's.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the fields to send, names and values decoded, in this order and before the field `file`: S3 ignores all
    /// fields after it.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Returns the signed policy, in JSON. The field `policy` holds it in base64.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// Returns when the form expires: after its own expiry, or with the credentials if that is sooner.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Returns the form as HTML, with an input for the file and a button, for a page in UTF-8.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::from("<form action=\"");
        push_escaped(&mut html, &self.url);
        html.push_str("\" method=\"post\" enctype=\"multipart/form-data\">\n");
        for (name, value) in &self.fields {
            html.push_str("  <input type=\"hidden\" name=\"");
            push_escaped(&mut html, name);
            html.push_str("\" value=\"");
            push_escaped(&mut html, value);
            html.push_str("\">\n");
        }
        html.push_str("  <input type=\"file\" name=\"file\">\n  <button>Upload</button>\n</form>\n");
        html
    }
}

/// Appends a string, escaped for an attribute in quotes.
fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

/// Writes the fields as an object that keeps their order.
#[cfg(feature = "serde")]
struct Fields<'a>(&'a [Field]);

#[cfg(feature = "serde")]
impl serde::Serialize for Fields<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for PresignedForm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut fields = serializer.serialize_struct("PresignedForm", 5)?;
        fields.serialize_field("url", &self.url)?;
        fields.serialize_field("method", "POST")?;
        fields.serialize_field("fields", &Fields(&self.fields))?;
        fields.serialize_field("expires_at", &self.expires_at)?;
        fields.serialize_field("policy", &self.policy)?;
        fields.end()
    }
}

impl fmt::Debug for PresignedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("PresignedForm")
            .field("url", &self.url)
            .field("fields", &fields)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
