//! The elements of an XML document, whole or broken.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;

/// The names of all elements in order, without their prefix, each with the text up to the next tag.
///
/// Nothing is validated, so that an answer can be read as it comes out of a terminal or a browser: cut off, with
/// something else around it, or with a bare `&`. One pass, without a tree: attributes, namespaces and depth cost
/// nothing.
pub(super) fn fields(document: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    loop {
        let text = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return fields,
            Ok(Event::Start(tag)) => {
                fields.push((tag.local_name().into_inner().to_owned(), String::new()));
                is_open = true;
                continue;
            }
            Ok(Event::End(_)) => {
                is_open = false;
                continue;
            }
            Ok(Event::Text(text)) => text.xml10_content().into_owned(),
            Ok(Event::CData(text)) => text.xml10_content().into_owned(),
            Ok(Event::GeneralRef(reference)) => character(&reference),
            Ok(_) => continue,
        };
        if let Some((_, value)) = fields.last_mut().filter(|_| is_open) {
            value.push_str(&text);
        }
    }
}

/// What a reference such as `&amp;` or `&#10;` stands for. What is not one stays as it is: it was a bare `&`.
fn character(reference: &BytesRef<'_>) -> String {
    match (reference.resolve_char_ref(), &**reference) {
        (Ok(Some(character)), _) => character.into(),
        (_, "amp") => "&".to_owned(),
        (_, "lt") => "<".to_owned(),
        (_, "gt") => ">".to_owned(),
        (_, "quot") => "\"".to_owned(),
        (_, "apos") => "'".to_owned(),
        (_, name) => format!("&{name};"),
    }
}
