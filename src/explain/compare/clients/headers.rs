//! Headers that an HTTP library or a server could not read.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;

/// A header that an HTTP library did not accept.
pub(in crate::explain::compare) fn line_end_in_header(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_signature = text.contains("authorization") || text.contains("aws4-hmac-sha256");
    let is_token = text.contains("security-token");
    (is_signature || is_token).then(|| {
        let what = if is_token && !text.contains("aws4-hmac-sha256") { "the session token" } else { "the access key id" };
        format!(
            "{what} has a line end or other white space in it, which no header may have: it was read from a file, a Kubernetes \
             secret (echo without -n) or an environment variable with a trailing newline; the secret access key may have one \
             as well"
        )
    })
}

/// A credential in which the header breaks, quoted by the server.
pub(in crate::explain::compare) fn space_in_credential(case: &Case<'_>) -> Option<String> {
    let text = case.evidence.answer.as_deref()?;
    let header = text.split("Authorization header: '").nth(1)?;
    let credential = header.split("Credential=").nth(1)?.split("SignedHeaders").next()?;
    let credential = credential.trim_end_matches([' ', ',']);
    let has_space =
        credential.contains(char::is_whitespace) || credential.contains("\\n") || credential.contains("\\r");
    has_space.then(|| {
        "the access key id, or another part of the credential, has a space or a line end in it, at which the header breaks: \
         remove the white space around the key id, and look for one around the secret access key"
            .to_owned()
    })
}
