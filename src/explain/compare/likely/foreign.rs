//! Another kind of authorization where AWS looks for a signature.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::inspect::is_known_host;
use crate::explain::{Finding, Kind, shown};

/// How the header of a signature begins, in any version and at any provider.
const SIGNATURES: [&str; 8] = ["AWS", "GOOG", "OSS", "OBS ", "TOS", "q-sign-", "SharedKey", "Signature "];

/// A bearer token, a password or an API key is sent to a host that looks for a signature.
pub(super) fn authorization(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(value) = sight.case.evidence.header("authorization") else { return Vec::new() };
    let host = sight.host().unwrap_or_default();
    let is_foreign = !value.is_empty() && !SIGNATURES.iter().any(|start| value.starts_with(start));
    if !is_foreign || !is_known_host(&host) {
        return Vec::new();
    }
    let scheme = value.split(' ').next().filter(|_| value.contains(' '));
    let what = match scheme {
        Some(scheme)
            if ["bearer", "basic", "digest", "negotiate", "token", "apikey"]
                .iter()
                .any(|it| scheme.eq_ignore_ascii_case(it)) =>
        {
            format!("an Authorization header with {}", shown::text(scheme))
        }
        _ => "an Authorization header with a token".to_owned(),
    };
    let is_presigned = sight.case.url.is_some_and(|url| url.version.is_some() && !url.is_signed_by_headers);
    let sentence = if is_presigned {
        format!(
            "the request has {what} in addition to the signature in its URL: do not send it, as after a redirect from an API"
        )
    } else {
        format!(
            "the request has {what} instead of a signature (AWS4-HMAC-SHA256): {} reads another provider's key or token as none of its own; \
             sign the request, or send a key that this service made",
            shown::text(&host)
        )
    };
    [Finding::new(Kind::TwoSignatures, sentence)].into()
}
