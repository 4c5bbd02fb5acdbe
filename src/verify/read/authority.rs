//! The pseudo-header `:authority` of HTTP/2, which the SDK for JavaScript signs in place of the header `host`: for
//! Amazon Transcribe, Amazon Kinesis and whatever else it speaks HTTP/2 with.
//!
//! Source: AWS SDK for JavaScript v3, `middleware-host-header`.

use alloc::string::String;
use alloc::vec::Vec;

/// Its name among the signed headers. No header that is sent can have it.
pub(in crate::verify) const AUTHORITY: &str = ":authority";

/// The canonical request with the host under this name. These are the signed headers, in order, `host` not among them.
pub(in crate::verify) fn renamed(canonical_request: &str, signed_headers: &[String]) -> Option<String> {
    let mut lines: Vec<_> = canonical_request.split('\n').collect();
    // Method, path and query, then a line for each header.
    let from = 3 + lines.get(3..)?.iter().position(|line| line.starts_with("host:"))?;
    let line = [AUTHORITY, lines.remove(from).get("host".len()..)?].concat();
    lines.insert(3 + signed_headers.iter().position(|name| name == AUTHORITY)?, &line);
    let (names, at) = (signed_headers.join(";"), lines.len().checked_sub(2)?);
    *lines.get_mut(at)? = &names;
    Some(lines.join("\n"))
}
