//! The path in the canonical request, and what HTTP clients make of the path that is sent.

use alloc::string::String;

use crate::error::{Error, Reason};
use crate::signing::Rules;
use crate::text::percent::PATH;
use crate::text::scratch::Scratch;

/// Appends the canonical form of the path that is sent.
///
/// Normalizing drops empty and `.` segments, lets `..` drop the segment before it, and keeps a trailing slash if
/// anything is left. This is the rule of botocore, the SDK for JavaScript and the Common Runtime; RFC 3986 has another.
#[inline]
pub(super) fn append_canonical<const N: usize>(text: &mut Scratch<N>, sent: &str, rules: &Rules) {
    if !rules.normalize_path && !rules.encode_path_twice {
        return text.push(sent);
    }
    let start = text.as_bytes().len();
    // A path begins with a slash.
    for segment in sent.split('/').skip(1) {
        match segment {
            "" | "." if rules.normalize_path => {}
            ".." if rules.normalize_path => {
                let parent = text.as_bytes()[start..].iter().rposition(|b| *b == b'/').unwrap_or_default();
                text.truncate(start + parent);
            }
            _ => {
                text.push("/");
                append_segment(text, segment, rules.encode_path_twice);
            }
        }
    }
    let is_empty = text.as_bytes().len() == start;
    if is_empty || (rules.normalize_path && sent.ends_with('/')) {
        text.push("/");
    }
}

fn append_segment<const N: usize>(text: &mut Scratch<N>, segment: &str, encode: bool) {
    if !encode || PATH.keeps(segment) {
        return text.push(segment);
    }
    for byte in segment.bytes() {
        text.push(PATH.of(byte).as_bytes());
    }
}

/// Refuses dot segments where the path is a key, and elsewhere if HTTP clients, which resolve them, would send a path
/// with another canonical form.
#[inline]
pub(super) fn check_dot_segments(sent: &str, rules: &Rules) -> Result<(), Error> {
    // Few segments begin with a dot or an escape. A path that is encoded once has no escaped dots.
    let escape = if rules.encode_path_twice { b'%' } else { b'.' };
    let may_be_dots = |pair: &[u8]| pair[0] == b'/' && (pair[1] == b'.' || pair[1] == escape);
    if sent.as_bytes().windows(2).any(may_be_dots) { check_each_segment(sent, rules) } else { Ok(()) }
}

#[cold]
fn check_each_segment(sent: &str, rules: &Rules) -> Result<(), Error> {
    if !sent.split('/').any(|segment| dots(segment).is_some()) {
        return Ok(());
    }
    if rules.refuse_dot_segments {
        return Err(Error(Reason::DotSegment));
    }
    let canonical = |path: &str| {
        let mut text = Scratch::<0>::new();
        append_canonical(&mut text, path, rules);
        text
    };
    let same = canonical(sent).as_bytes() == canonical(&resolve(sent)).as_bytes();
    if same || !rules.normalize_path { Ok(()) } else { Err(Error(Reason::ResolvedPath)) }
}

/// The path as browsers and other clients that follow the URL standard send it. Source: WHATWG, "URL Standard" (the
/// path state of the basic URL parser).
fn resolve(path: &str) -> String {
    let mut resolved = String::with_capacity(path.len());
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if let Some(dots) = dots(segment) {
            if dots == 2 {
                resolved.truncate(resolved.rfind('/').unwrap_or_default());
            }
            if is_last {
                resolved.push('/');
            }
        } else {
            resolved.push('/');
            resolved.push_str(segment);
        }
    }
    resolved
}

/// How many dots a segment is, each of them escaped or not, if it is one dot or two.
fn dots(segment: &str) -> Option<usize> {
    let dot = |text: &mut &str| {
        let escaped = text.get(..3).is_some_and(|escape| escape.eq_ignore_ascii_case("%2e"));
        let length = if escaped { 3 } else { usize::from(text.starts_with('.')) };
        *text = &text[length..];
        length > 0
    };
    let mut rest = segment;
    let dots = usize::from(dot(&mut rest)) + usize::from(dot(&mut rest));
    (dots > 0 && rest.is_empty()).then_some(dots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// Every path of up to four segments of each kind, with and without a slash at its end.
    #[test]
    #[cfg(feature = "url")]
    fn paths_are_resolved_as_the_url_crate_resolves_them() {
        let kinds = ["", "a", ".", "..", "%2e", "%2E.", ".%2e", "%2e%2E", "...", "%2e%2e.", ".a", "%2", "%2f"];
        let mut paths = alloc::vec![String::new()];
        for _ in 0..4 {
            let longer: alloc::vec::Vec<_> =
                paths.iter().flat_map(|path| kinds.iter().map(move |kind| format!("{path}/{kind}"))).collect();
            for path in &longer {
                let url = url::Url::parse(&format!("https://h{path}")).unwrap();
                assert_eq!(resolve(path), url.path(), "{path}");
            }
            paths = longer;
        }
    }
}
