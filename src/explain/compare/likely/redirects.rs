//! Redirects that the client followed, with a signature for the first address.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::inspect::Url;
use crate::explain::{Finding, Kind, shown};

/// The address that a server or a proxy leads to, in the headers of an answer.
fn location(text: &str) -> Option<&str> {
    let line = |line: &&str| {
        let line = line.trim_start_matches(['<', ' ', '|', '-']);
        line.get(..9).is_some_and(|name| name.eq_ignore_ascii_case("location:"))
    };
    text.lines().find(line)?.split_once(':').map(|(_, address)| address.trim()).filter(|it| it.contains("://"))
}

/// Whether a redirect stays on the host.
pub(super) fn stays(sight: &Sight<'_>) -> bool {
    let to = sight.case.evidence.texts().find_map(location).map(Url::parse);
    to.zip(sight.url()).is_some_and(|(to, from)| from.authority.eq_ignore_ascii_case(to.authority))
}

/// The header of a redirect shows where it leads, and for what the request is not signed.
pub(super) fn followed(sight: &Sight<'_>) -> Vec<Finding> {
    let texts = sight.case.evidence.texts();
    let (Some(from), Some(to)) = (sight.url(), sight.case.evidence.texts().find_map(location)) else {
        return texts.flat_map(slashed).take(1).collect();
    };
    let to = Url::parse(to);
    let (host, scheme) = (shown::text(to.authority), shown::text(to.scheme));
    let (kind, sentence) = if !from.authority.eq_ignore_ascii_case(to.authority) {
        (
            Kind::Endpoint,
            format!(
                "the server redirects to the host {host}, for which the request is not signed: sign it for that host at first, with the \
                 region that it is in"
            ),
        )
    } else if from.path != to.path {
        (
            Kind::Path,
            format!(
                "the request is redirected from the path {} to {}, for which it is not signed: {}",
                shown::text(from.path),
                shown::text(to.path),
                if from.path.trim_end_matches('/') == to.path.trim_end_matches('/') { SLASH } else { "sign that path" }
            ),
        )
    } else if from.scheme != to.scheme {
        (
            Kind::Endpoint,
            format!(
                "the server redirects {} to {scheme}: clients that follow send PUT and POST as GET, for which the request is not signed, and \
                 leave out the header Authorization; begin the URL with {scheme}://",
                shown::text(from.scheme)
            ),
        )
    } else {
        return Vec::new();
    };
    [Finding::new(kind, sentence)].into()
}

const SLASH: &str = "only the slash at its end differs, which a proxy such as nginx adds or removes (a location that ends with a slash); the \
                     path must arrive as it is signed";

/// The paths of the request lines of a log, with whether the answer was a redirect.
fn requests(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.lines().filter_map(|line| {
        let (before, rest) = line.split_once(" HTTP/")?;
        let path = before.rsplit(' ').next().filter(|path| path.starts_with('/'))?;
        let is_redirect = rest.split([' ', '"']).any(|word| ["301", "302", "307", "308"].contains(&word));
        Some((path.split('?').next().unwrap_or_default(), is_redirect))
    })
}

/// The log of a proxy shows two requests that differ in the slash at the end of the path.
fn slashed(text: &str) -> Vec<Finding> {
    let mut redirected: Option<String> = None;
    for (path, is_redirect) in requests(text).take(1_000) {
        let is_same = |other: &String| other != path && other.trim_end_matches('/') == path.trim_end_matches('/');
        if let Some(from) = redirected.as_ref().filter(|other| is_same(other)) {
            let (from, to) = (shown::text(from), shown::text(path));
            let sentence =
                format!("the path {from} is redirected to {to}, for which the request is not signed: {SLASH}");
            return [Finding::new(Kind::Path, sentence)].into();
        }
        if is_redirect {
            redirected = Some(path.into());
        }
    }
    Vec::new()
}
