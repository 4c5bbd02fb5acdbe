//! A server's error document.
//!
//! Source: Amazon S3 API Reference, "Error responses", "REST error responses"; AWS, "Troubleshoot Signature Version 4
//! signing for AWS API requests" (the canonical request and the string to sign in other services' messages).

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::answer::document::{self, Fields, Source};
use crate::explain::compare::answer::meanings;
use crate::explain::compare::refusals::codes::MISMATCHES;
use crate::explain::shown;
use crate::timestamp::{Timestamp, http_date};

/// The fields of an error document, each with its text.
pub(in crate::explain::compare) struct Answer {
    fields: Fields,
    source: Source,
}

impl Answer {
    /// Reads an error document, with what is around it. Where there is only a line of a log, the first word that
    /// `is_code` is the code; without one, the whole text is the message.
    pub(in crate::explain::compare) fn parse(text: &str, is_code: fn(&str) -> bool) -> Self {
        let (fields, source) = document::fields(text, is_code);
        Self { fields, source }
    }

    /// Whether it is a line of a log, and no document.
    pub(in crate::explain::compare) fn is_line(&self) -> bool {
        self.source == Source::Line
    }

    /// Whether it is any text, without a document and without a code.
    pub(in crate::explain::compare) fn is_text(&self) -> bool {
        self.source == Source::Text
    }

    /// The text of the first field with this name that is not empty.
    pub(in crate::explain::compare) fn field(&self, name: &str) -> Option<&str> {
        let fields = self.fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        fields.map(|(_, text)| text.trim()).find(|text| !text.is_empty())
    }

    /// Empty where a service sends a message alone.
    pub(in crate::explain::compare) fn code(&self) -> &str {
        self.field("Code").unwrap_or_default()
    }

    /// The code, or the one that the words come with where a service or a program leaves it out.
    pub(in crate::explain::compare) fn meaning(&self) -> &str {
        match self.code() {
            "" if !self.is_text() => {
                let words = ["Message", "Details"].into_iter().filter_map(|name| self.field(name));
                words.into_iter().find_map(meanings::of).map(|(_, code)| code).unwrap_or_default()
            }
            code => code,
        }
    }

    /// The first line of the message that is not empty, in a form that may be shown. Services other than S3 put the
    /// canonical request into the rest.
    pub(in crate::explain::compare) fn message(&self) -> String {
        let line = self.field("Message").unwrap_or_default().lines().next().unwrap_or_default();
        shown::text(line).into_owned()
    }

    /// Whether the server made a signature other than the one that arrived.
    pub(in crate::explain::compare) fn is_mismatch(&self) -> bool {
        let says = |text: &str| {
            let text = text.to_lowercase();
            WORDINGS.iter().any(|words| text.contains(words))
        };
        MISMATCHES.contains(&self.code())
            || ["Message", "Details"].iter().any(|name| self.field(name).is_some_and(says))
    }

    /// A time in any of the formats that servers use: both of AWS's, that of HTTP, and seconds or milliseconds since
    /// 1970.
    pub(in crate::explain::compare) fn time(&self, name: &str) -> Option<Timestamp> {
        let text = self.field(name)?;
        let since_1970 = || match text.parse().ok()? {
            milliseconds @ 100_000_000_000.. => Timestamp::from_unix_seconds(milliseconds / 1000).ok(),
            seconds => Timestamp::from_unix_seconds(seconds).ok(),
        };
        Timestamp::parse_rfc3339(text)
            .ok()
            .or_else(|| Timestamp::parse(text).ok())
            .or_else(|| http_date::parse(text))
            .or_else(since_1970)
    }

    /// The time at which the server answered.
    pub(in crate::explain::compare) fn server_time(&self) -> Option<Timestamp> {
        self.time("ServerTime").or_else(|| self.time("Date"))
    }

    /// The canonical request that the server made.
    pub(in crate::explain::compare) fn canonical_request(&self) -> Option<String> {
        let quoted = || Some(self.quoted()?.0.to_owned());
        let text = || self.field("CanonicalRequest").map(str::to_owned);
        let text = self.bytes("CanonicalRequestBytes").or_else(text).or_else(quoted)?;
        if text.contains('\n') { Some(text) } else { unfold(&text) }
    }

    /// The string to sign that the server made.
    pub(in crate::explain::compare) fn string_to_sign(&self) -> Option<String> {
        let quoted = || Some(self.quoted()?.1.to_owned());
        // Line breaks at its end are a part of it in Signature Version 2.
        let text = || self.field("StringToSign").map(str::to_owned);
        let text = self.bytes("StringToSignBytes").or_else(text).or_else(quoted)?;
        // Copied out of a browser, which shows line breaks as spaces. In Signature Version 4 there are no others.
        let is_folded = text.starts_with("AWS4-") && !text.contains('\n');
        Some(if is_folded { text.replace(' ', "\n") } else { text })
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

/// How servers say that the signature does not match, with any code, in lower case.
///
/// Source: AWS, MinIO, Ceph, SeaweedFS, Garage, Versity, Backblaze B2 and LocalStack for their words.
const WORDINGS: [&str; 15] = [
    "the request signature we calculated does not match",
    "signature does not match",
    "signature validation failed",
    "signature verification failed",
    "signature mismatch",
    "signature not match",
    "signature doesn't match",
    "signatures do not match",
    "invalid signature",
    "bad signature",
    "signature you provided does not match",
    "signature is invalid",
    "signature was invalid",
    "signature did not match",
    "signatures did not match",
];

fn unquoted(text: &str) -> Option<&str> {
    text.trim().strip_prefix('\'')?.strip_suffix('\'')
}

/// A canonical request whose line breaks became spaces, or nothing where more than one space did. `None` where they
/// cannot be found again.
fn unfold(text: &str) -> Option<String> {
    let (method, rest) = text.trim().split_once(' ')?;
    let (path, rest) = rest.split_once(' ')?;
    let (rest, payload_hash) = rest.rsplit_once(' ')?;
    let (rest, signed_headers) = rest.trim_end().rsplit_once(' ')?;
    let mut unfolded = format!("{method}\n{path}\n");
    // Each name begins a line. What stands before the first is the query.
    let lines = format!(" {}", rest.trim());
    let mut rest = lines.as_str();
    for name in signed_headers.split(';') {
        let at = rest.find(&format!(" {name}:"))?;
        unfolded.push_str(rest[..at].trim());
        unfolded.push('\n');
        rest = &rest[at + 1..];
    }
    Some(format!("{unfolded}{rest}\n\n{signed_headers}\n{payload_hash}"))
}
