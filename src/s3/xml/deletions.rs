//! The body of DeleteObjects, from the side of the server.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::s3::xml::document::character;

/// An object to be deleted.
#[derive(Default)]
pub(crate) struct Deletion {
    pub(crate) key: String,
    pub(crate) version_id: Option<String>,
}

/// The elements of an object, besides its key and its version.
const CONDITIONS: [&str; 3] = ["ETag", "LastModifiedTime", "Size"];

/// Reads the document, and refuses what two readers may read in two ways: one may decide, and the other delete. The
/// error completes a sentence that begins with "the body of DeleteObjects".
///
/// Source: Amazon S3 API Reference, "DeleteObjects".
pub(crate) fn read_deletions(body: &[u8]) -> Result<Vec<Deletion>, &'static str> {
    let text = str::from_utf8(body).map_err(|_| "is not UTF-8")?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim());
    reader.config_mut().expand_empty_elements = true;
    let mut open = Open::default();
    loop {
        match reader.read_event().map_err(|_| NOT_XML)? {
            Event::Start(tag) => open.start(tag.name().into_inner())?,
            // The reader refuses an end that has no beginning, or another name.
            Event::End(_) => open.end()?,
            Event::Text(text) => open.text(&text.xml10_content())?,
            Event::CData(text) => open.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                open.text(character(&reference).ok_or(NOT_XML)?.encode_utf8(&mut [0; 4]))?;
            }
            Event::Eof => return open.finish(),
            Event::Decl(_) if open.path.is_empty() && !open.is_done => {}
            Event::Decl(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {
                return Err("has a comment, an instruction or a document type");
            }
        }
    }
}

const NOT_XML: &str = "is not XML";
const OTHER_ELEMENT: &str = "has an element that it does not have at S3, or one twice";

/// What has been read so far.
#[derive(Default)]
struct Open {
    /// The names of the elements that are open: three at most.
    path: Vec<String>,
    is_done: bool,
    /// The elements of the object that is open, with their texts.
    fields: Vec<(String, String)>,
    is_quiet: bool,
    deletions: Vec<Deletion>,
}

impl Open {
    fn start(&mut self, name: &str) -> Result<(), &'static str> {
        let path: Vec<_> = self.path.iter().map(String::as_str).chain([name]).collect();
        let is_known = match path[..] {
            ["Delete"] => !self.is_done,
            ["Delete", "Quiet"] => !core::mem::replace(&mut self.is_quiet, true),
            ["Delete", "Object"] => true,
            ["Delete", "Object", name] => {
                let is_field = CONDITIONS.contains(&name) || ["Key", "VersionId"].contains(&name);
                is_field && !self.fields.iter().any(|(other, _)| other == name)
            }
            _ => false,
        };
        if !is_known {
            return Err(OTHER_ELEMENT);
        }
        if path.len() == 3 {
            self.fields.push((name.to_owned(), String::new()));
        }
        self.path.push(name.to_owned());
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), &'static str> {
        match (self.path.len(), self.fields.last_mut()) {
            (3, Some((_, value))) => value.push_str(text),
            (2, _) if self.path[1] == "Quiet" => {}
            _ if text.trim().is_empty() => {}
            _ => return Err("has text between its elements"),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), &'static str> {
        match (self.path.len(), self.path.pop().as_deref()) {
            (1, _) => self.is_done = true,
            (2, Some("Object")) => {
                let mut deletion = Deletion::default();
                for (name, value) in self.fields.drain(..) {
                    match name.as_str() {
                        "Key" => deletion.key = value,
                        "VersionId" => deletion.version_id = Some(value),
                        _ => {}
                    }
                }
                if deletion.key.is_empty() {
                    return Err("has an object without a key");
                }
                self.deletions.push(deletion);
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<Deletion>, &'static str> {
        match (self.is_done, self.deletions.is_empty()) {
            (false, _) => Err(NOT_XML),
            (true, true) => Err("names no key"),
            (true, false) => Ok(self.deletions),
        }
    }
}
