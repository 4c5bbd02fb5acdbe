//! What may be pasted into a public issue.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::credentials::Credentials;
use crate::explain::Evidence;
use crate::explain::inspect::{Url, pasted_url};
use crate::explain::shown;
use crate::text::names;
use crate::text::percent::{self, UNRESERVED};
use crate::text::secrets;

/// Replaces by `…` what the credentials are made of, the access key ID too, in any form in which a report may hold
/// them, and what looks like a secret. What was pasted tells more of them: the access key ID, the signature and the
/// session token of the URL, and the values of headers with secret names. The names of hosts, buckets and objects stay:
/// without them a report says nothing.
///
/// ```
/// use presign::Credentials;
/// use presign::explain::{Evidence, redact};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let text = "the key AKIDEXAMPLE with wJalrXUtnFEMI%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY is not known";
/// assert_eq!(redact(text, &Evidence::default(), Some(&credentials)), "the key … with … is not known");
/// ```
#[must_use]
pub fn redact(text: &str, evidence: &Evidence, credentials: Option<&Credentials>) -> String {
    let is_secret = |name: &str| secrets::is_secret(&name.to_ascii_lowercase()) || names::is_secret(name);
    let mut secrets = Vec::new();
    if let Some(credentials) = credentials {
        secrets.extend([credentials.access_key_id(), credentials.secret()].map(str::to_owned));
        secrets.extend(credentials.session_token().map(str::to_owned));
    }
    if let Some(url) = &evidence.url {
        let (url, _) = pasted_url(url);
        let url = Url::parse(&url);
        // What comes before the scope, which has four parts.
        let credential = url.parameter("X-Amz-Credential").unwrap_or_default();
        secrets.extend(credential.rsplitn(5, '/').nth(4).map(str::to_owned));
        secrets.extend(url.parameters().filter(|(name, _)| is_secret(name)).map(|(_, value)| value.to_owned()));
    }
    secrets.extend(evidence.headers.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value.clone()));
    let mut forms: Vec<_> =
        secrets.iter().filter(|secret| !secret.is_empty()).flat_map(|secret| forms(secret)).collect();
    forms.sort_by_key(|form| Reverse(form.len()));
    let text = forms.iter().fold(text.to_owned(), |text, form| text.replace(form, shown::CUT));
    // Line by line: a secret name cuts what follows it.
    let lines = text.split_inclusive('\n').map(|line| match line.strip_suffix('\n') {
        Some(line) => shown::text(line).into_owned() + "\n",
        None => shown::text(line).into_owned(),
    });
    lines.collect()
}

/// How a string may be written.
fn forms(secret: &str) -> [String; 6] {
    let mut encoded = String::new();
    percent::encode(&mut encoded, secret, &UNRESERVED);
    [
        secret.to_owned(),
        encoded.replace('%', "%25"),
        encoded.replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d"),
        encoded,
        secret.to_lowercase(),
        secret.replace('/', "\\/"),
    ]
}
