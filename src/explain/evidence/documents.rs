//! Documents in a paste: what is in them was written by the server, and is no part of the request.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// How an answer begins, and where it ends: an error document in XML, and the two strings that services other than S3
/// quote in a message.
const DOCUMENTS: [(&str, &[&str]); 4] = [
    ("<?xml", &["</ErrorResponse>", "</Error>", "</Response>"]),
    ("<ErrorResponse", &["</ErrorResponse>"]),
    ("<Error>", &["</Error>"]),
    ("The Canonical String for this request should have been", &["aws4_request\n"]),
];

/// What stands in the place of a document. Pastes do not have this character.
const MARK: char = '\u{1}';

/// How many documents are looked for.
const MOST: usize = 20;

/// The text with a line in the place of each document, and the documents.
pub(super) fn set_aside(text: &str) -> (String, Vec<&str>) {
    let (mut rest, mut kept, mut documents) = (text, String::new(), Vec::new());
    while let Some((start, end)) = first(rest).filter(|_| documents.len() < MOST && !text.contains(MARK)) {
        kept.push_str(&rest[..start]);
        kept.push_str(&mark(documents.len()));
        documents.push(&rest[start..end]);
        rest = &rest[end..];
    }
    kept.push_str(rest);
    (kept, documents)
}

/// The documents back in their places.
pub(super) fn put_back(text: String, documents: &[&str]) -> String {
    documents.iter().enumerate().fold(text, |text, (at, document)| text.replace(&mark(at), document))
}

fn mark(at: usize) -> String {
    format!("{MARK}{at}{MARK}")
}

/// Where the first document begins and ends. One that is cut off goes to the end of the text.
fn first(text: &str) -> Option<(usize, usize)> {
    let starts = DOCUMENTS.iter().filter_map(|(start, ends)| Some((text.find(start)?, ends)));
    let (start, ends) = starts.min_by_key(|(at, _)| *at)?;
    let end = ends.iter().find_map(|end| Some(start + text[start..].find(end)? + end.len()));
    Some((start, end.unwrap_or(text.len())))
}
