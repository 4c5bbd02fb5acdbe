//! A server's error document.
//!
//! Source: Amazon S3 API Reference, "Error responses", "REST error responses"; AWS, "Troubleshoot Signature Version 4
//! signing for AWS API requests" (the canonical request and the string to sign in other services' messages).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::shown;
use crate::explain::xml;
use crate::timestamp::Timestamp;
use crate::verify::iso8601;

/// The elements of an error document in order: each name and its text.
pub(crate) struct Answer(Vec<(String, String)>);

impl Answer {
    /// Reads an error document; `None` if it is something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let answer = Self(xml::fields(text));
        answer.field("Code").is_some().then_some(answer)
    }

    /// The text of the first element with this name, unless it is empty.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(other, _)| other == name).map(|(_, text)| text.trim());
        field.filter(|text| !text.is_empty())
    }

    pub(crate) fn code(&self) -> &str {
        self.field("Code").unwrap_or_default()
    }

    /// The first line of the message, in a form that may be shown. Services other than S3 put the canonical request into
    /// the rest.
    pub(crate) fn message(&self) -> String {
        let line = self.field("Message").unwrap_or_default().lines().next().unwrap_or_default();
        shown::text(line).into_owned()
    }

    /// A time in either of the formats that AWS uses.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        let text = self.field(name)?;
        iso8601::parse(text).or_else(|| Timestamp::parse(text).ok())
    }

    /// The canonical request that the server made.
    pub(crate) fn canonical_request(&self) -> Option<String> {
        let quoted = || Some(self.quoted()?.0.to_owned());
        self.bytes("CanonicalRequestBytes").or_else(|| self.text("CanonicalRequest")).or_else(quoted)
    }

    /// The string to sign that the server made.
    pub(crate) fn string_to_sign(&self) -> Option<String> {
        let quoted = || Some(self.quoted()?.1.to_owned());
        self.bytes("StringToSignBytes").or_else(|| self.text("StringToSign")).or_else(quoted)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.field(name).map(str::to_owned)
    }

    /// The same string as hexadecimal digits, which survive copying better than line breaks do: `47 45 54 0a`.
    fn bytes(&self, name: &str) -> Option<String> {
        let bytes = self.field(name)?.split_ascii_whitespace().map(|byte| u8::from_str_radix(byte, 16));
        String::from_utf8(bytes.collect::<Result<_, _>>().ok()?).ok()
    }

    /// Both strings, as services other than S3 quote them in their message.
    fn quoted(&self) -> Option<(&str, &str)> {
        let (_, rest) = self.field("Message")?.split_once("The Canonical String for this request should have been")?;
        let (canonical_request, string_to_sign) = rest.split_once("The String-to-Sign should have been")?;
        Some((unquoted(canonical_request)?, unquoted(string_to_sign)?))
    }
}

fn unquoted(text: &str) -> Option<&str> {
    text.trim().strip_prefix('\'')?.strip_suffix('\'')
}
