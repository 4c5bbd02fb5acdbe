//! Files' names, as others may see them, and the keys that a program of one's own gives them.

use super::{ApiError, store};

/// The most characters of a name, or of a folder's, and how many at its end are kept.
const MAX_CHARACTERS: usize = 255;
const END: usize = 32;
/// The most bytes of what a program of one's own adds to a key. S3 has 1,024 for all of it.
const MAX_KEY: usize = 600;

/// A file's name as others may see it, with the folders that it was in: `holiday/day 1/cat.jpg`.
///
/// It is written into `content-disposition`, where browsers take the last part of a path, and shown to others, whom a text
/// that runs backwards would deceive: `"gpj.exe"` after U+202E reads `exe.jpg`. So marks that turn the direction go, `_`
/// stands for backslashes and control characters, what is too long loses its middle, and what shows nothing is no part of a
/// path: neither an empty part nor `.` or `..`, which lead elsewhere.
pub(super) fn clean_name(name: &str) -> Result<String, ApiError> {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_wrong = |c: char| c.is_control() || c == '\\';
    let name: String = name.chars().filter(|c| !turns(*c)).map(|c| if is_wrong(c) { '_' } else { c }).collect();
    let mut name = segments(&name);
    // The end has to stay: programs go by it.
    while store::encode_name(&name).len() > store::MAX_NAME {
        let mut characters: Vec<_> = name.chars().collect();
        characters.remove(characters.len().saturating_sub(END) / 2);
        name = segments(&String::from_iter(characters));
    }
    if name.is_empty() { Err(ApiError::Name) } else { Ok(name) }
}

/// The parts of a path that show something, none too long.
fn segments(path: &str) -> String {
    let is_invisible =
        |c| matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    let shows = |c: char| c != '.' && !c.is_whitespace() && !is_invisible(c);
    let shown = path.split('/').filter(|segment| segment.chars().any(shows));
    shown.map(shortened).filter(|segment| segment.chars().any(shows)).collect::<Vec<_>>().join("/")
}

fn shortened(segment: &str) -> String {
    let mut characters: Vec<_> = segment.chars().collect();
    let end = characters.len().saturating_sub(END);
    if characters.len() > MAX_CHARACTERS {
        characters.drain(MAX_CHARACTERS - END..end);
    }
    characters.into_iter().collect()
}

/// The last part of a name, which is the file's.
pub(super) fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether this may be part of a key: browsers send no empty segment of a path as it is, and none that is `.` or `..`.
pub(super) fn is_key(text: &str) -> bool {
    let is_segment = |segment: &str| !matches!(segment, "." | "..");
    let has_wrong = text.contains("//") || text.ends_with('/') || text.chars().any(char::is_control);
    text.len() <= MAX_KEY && !has_wrong && text.split('/').all(is_segment)
}
