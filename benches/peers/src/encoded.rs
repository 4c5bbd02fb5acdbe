//! The URL as aws-sigv4 and reqsign want it: percent-encoded by their user.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::case::{Case, HOST};

/// What AWS wants escaped in a query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// And in a key, where the slash separates.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// The URL of a case before it is signed.
pub(crate) fn url(case: &Case) -> String {
    // Longer than any of the cases' URLs, so that the text does not grow.
    let mut url = String::with_capacity(512);
    url.extend(["https://", HOST, "/"]);
    url.extend(utf8_percent_encode(case.key, PATH));
    for (index, (name, value)) in case.query.iter().enumerate() {
        let separator = if index == 0 { '?' } else { '&' };
        // A text takes whatever is written to it.
        let _ = write!(url, "{separator}{name}={}", utf8_percent_encode(value, QUERY));
    }
    url
}
