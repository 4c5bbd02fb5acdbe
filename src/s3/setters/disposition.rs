//! File names in `content-disposition`.

use alloc::format;
use alloc::string::String;

use crate::text::percent::{self, UNRESERVED};

/// Returns the value of a header `content-disposition` that makes browsers save under this name, whatever characters it
/// has.
///
/// A name in plain ASCII is quoted. Any other name is written twice: percent-encoded in `filename*`, which browsers
/// prefer, and in `filename` with `_` for each character that some of them misread there: quotes, backslashes, percent
/// signs, control characters, and everything beyond ASCII.
///
/// ```
/// use presign::s3::attachment;
///
/// assert_eq!(attachment("x y.txt"), r#"attachment; filename="x y.txt""#);
/// assert_eq!(attachment("été.txt"), r#"attachment; filename="_t_.txt"; filename*=UTF-8''%C3%A9t%C3%A9.txt"#);
/// ```
///
/// An empty name is written as one, `attachment; filename=""`: browsers then save the object under a name of their own.
///
/// Source: RFC 6266, section 4.3 and appendix D; RFC 8187, section 3.2.
#[must_use]
pub fn attachment(file_name: &str) -> String {
    let is_plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%');
    let fallback: String = file_name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    if fallback == file_name {
        return format!("attachment; filename=\"{fallback}\"");
    }
    let mut encoded = String::new();
    percent::encode(&mut encoded, file_name, &UNRESERVED);
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{encoded}")
}
