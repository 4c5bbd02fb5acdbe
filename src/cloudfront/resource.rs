//! Which URLs the resource of a policy covers.
//!
//! Source: Amazon CloudFront Developer Guide, "Create a signed URL using a custom policy" (values that you specify in
//! the policy statement, `Resource`).

use crate::cloudfront::url::Url;
use crate::error::{CloudFrontReason, Error};
use crate::text::percent::escape_beyond_ascii;

/// Refuses a resource that no URL has, or that would be more than one string of the policy.
pub(super) fn check(resource: &str) -> Result<(), Error> {
    let refused = |sentence| Err(Error::from(CloudFrontReason::InvalidResource(sentence)));
    if sections(resource).is_none() {
        return refused("the resource does not begin with https://, http:// or *");
    }
    if resource.contains('#') {
        return refused("the resource has a fragment, which clients do not send");
    }
    let never_in_urls = |c: char| c.is_ascii_control() || " \"<>\\^`{|}".contains(c);
    if resource.contains(never_in_urls) {
        return refused("the resource has a character that stands in no URL unless it is percent-encoded");
    }
    Ok(())
}

/// Whether a resource covers a URL; `None` where AWS's guide does not determine it.
///
/// A resource has four sections, `protocol://domain/path?query`. `*` stands for any characters of its section and `?`
/// for one; so the first `?` after the domain may be either the beginning of the query or any character. A path with
/// `.` or `..` may mean a different one to the server, and is covered for certain only by itself.
pub(super) fn covers(resource: &str, url: &Url<'_>) -> Option<bool> {
    let resource = escape_beyond_ascii(resource);
    let Some((protocol, rest)) = sections(&resource) else { return Some(false) };
    if resource == "*" || resource == url.text {
        return Some(true);
    }
    let (domain, target) = rest.split_once('/').map_or((rest, None), |(domain, target)| (domain, Some(target)));
    if !matches(protocol, url.scheme) || !matches(domain, url.host) {
        return Some(false);
    }
    // The star at the end of a domain stands for path and query too.
    let Some(target) = target else { return certainly(domain.ends_with('*'), url) };
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let has_query = match query {
        Some(query) => matches(query, url.query.unwrap_or_default()),
        // And at the end of a path for the query.
        None => path.ends_with('*') || url.query.is_none(),
    };
    if has_query && matches(path, &url.path[1..]) {
        return certainly(true, url);
    }
    let sent = &url.text[url.text.len() - url.query.map_or(0, |query| query.len() + 1) - url.path.len() + 1..];
    let may_mean = query.is_some() && matches(target, sent);
    if may_mean { None } else { Some(false) }
}

fn certainly(covers: bool, url: &Url<'_>) -> Option<bool> {
    if covers && url.has_dot_segment() { None } else { Some(covers) }
}

/// Protocol and the rest.
fn sections(resource: &str) -> Option<(&str, &str)> {
    match resource.split_once("://") {
        Some((protocol @ ("http" | "https" | "*"), rest)) => Some((protocol, rest)),
        Some((before, _)) if !before.contains(['/', '?']) => None,
        // Without a protocol, the star is the beginning of the domain and stands for any protocol.
        _ => resource.starts_with('*').then_some(("*", resource)),
    }
}

/// Whether a string is made of a pattern, whose `*` stands for any characters and `?` for one.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut seen) = (0, 0);
    // After the last star, and what it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                star = Some((at, seen));
            }
            Some(byte) if *byte == b'?' || *byte == text[seen] => (at, seen) = (at + 1, seen + 1),
            _ => {
                let Some((after, from)) = star else { return false };
                (at, seen) = (after, from + 1);
                star = Some((at, seen));
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}
