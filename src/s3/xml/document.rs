//! An XML document, as flat as S3's answers are.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;

use crate::s3::xml::{AnswerError, ServerError};

/// The elements of a document: those in the root, and those in them. What is deeper is left aside.
pub(super) struct Document {
    root: String,
    children: Vec<Element>,
}

/// An element in the root: a text, or fields.
pub(super) struct Element {
    name: String,
    text: String,
    pub(super) fields: Fields,
}

/// What a document may be called, S3's name first, without its ending.
///
/// SDKs do not look at the name of the root, and so servers differ in it: moto has `ListPartsResponse` where S3 has
/// `ListPartsResult`, and rclone `InitiateMultipartUpload`. But a page of HTML must not pass for an empty list.
pub(super) type Names = &'static [&'static str];

/// The endings of documents' names, the empty one last since every name has it.
const ENDINGS: [&str; 4] = ["Result", "Response", "Output", ""];

/// Names and texts in order.
pub(super) type Fields = Vec<(String, String)>;

impl Document {
    /// Reads a document of one of these names, or the error in its place.
    pub(super) fn read(answer: &str, names: Names) -> Result<Self, AnswerError> {
        let document = Self::parse(answer)?;
        let stem = ENDINGS.iter().find_map(|ending| document.root.strip_suffix(ending));
        if stem.is_some_and(|stem| names.contains(&stem)) {
            return Ok(document);
        }
        let other = AnswerError::OtherDocument {
            found: document.root.chars().take(64).collect(),
            expected: names.first().copied().unwrap_or_default(),
        };
        Err(document.into_error().map_or(other, AnswerError::Server))
    }

    /// The server's error, if this is one: `Error`, or `ErrorResponse` with an `Error` in it, as AWS's other services
    /// write it.
    pub(super) fn into_error(self) -> Option<ServerError> {
        let fields: Fields = match &*self.root {
            "Error" => self.children.into_iter().map(|child| (child.name, child.text)).collect(),
            "ErrorResponse" => {
                let is_request_id = |child: &Element| ["RequestId", "RequestID"].contains(&&*child.name);
                let id = self.children.iter().find(|child| is_request_id(child)).map(|child| child.text.clone());
                let error = self.children.into_iter().find(|child| child.name == "Error")?;
                error.fields.into_iter().chain(id.map(|id| ("RequestId".to_owned(), id))).collect()
            }
            _ => return None,
        };
        let has_code = fields.iter().any(|(name, text)| name == "Code" && !text.is_empty());
        has_code.then_some(ServerError { fields })
    }

    /// One pass, without a tree. Only what [`Document`] keeps takes memory.
    pub(super) fn parse(answer: &str) -> Result<Self, AnswerError> {
        let answer = answer.trim_start_matches('\u{feff}').trim();
        if answer.is_empty() {
            return Err(AnswerError::Empty);
        }
        let mut reader = Reader::from_str(answer);
        reader.config_mut().expand_empty_elements = true;
        let (mut depth, mut document) = (0_usize, None::<Self>);
        loop {
            let text = match reader.read_event().map_err(|_| AnswerError::NotXml)? {
                Event::Start(tag) => {
                    open(&mut document, depth, tag.local_name().into_inner())?;
                    depth += 1;
                    continue;
                }
                // The reader refuses an end that has no beginning, or another name.
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    continue;
                }
                Event::Text(text) => text.xml10_content().into_owned(),
                Event::CData(text) => text.xml10_content().into_owned(),
                Event::GeneralRef(reference) => character(&reference).ok_or(AnswerError::NotXml)?.into(),
                Event::Eof if depth == 0 => return document.ok_or(AnswerError::NotXml),
                Event::Eof | Event::DocType(_) => return Err(AnswerError::NotXml),
                Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            };
            let child = document.as_mut().and_then(|document| document.children.last_mut());
            match (depth, child) {
                (0, _) if !text.trim().is_empty() => return Err(AnswerError::NotXml),
                (2, Some(child)) => child.text.push_str(&text),
                (3, Some(child)) => {
                    // There is one at this depth: the element that is open.
                    if let Some((_, value)) = child.fields.last_mut() {
                        value.push_str(&text);
                    }
                }
                _ => {}
            }
        }
    }

    /// The elements of this name that have fields.
    pub(super) fn all<'d>(&'d self, name: &'d str) -> impl Iterator<Item = &'d Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the element of this name, with the white space around it.
    pub(super) fn raw(&self, name: &'static str) -> Result<Option<&str>, AnswerError> {
        only(self.children.iter().map(|child| (&*child.name, &*child.text)), name)
    }

    /// The text of the element of this name.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, AnswerError> {
        Ok(self.raw(name)?.map(str::trim).filter(|text| !text.is_empty()))
    }

    /// Whether the server says that there is more. Some leave the element out where it is false.
    pub(super) fn is_truncated(&self) -> Result<bool, AnswerError> {
        match self.text("IsTruncated")? {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(AnswerError::Value { name: "IsTruncated", expected: "true or false" }),
        }
    }
}

impl Element {
    /// The text of the field of this name, with the white space around it.
    pub(super) fn raw(&self, name: &'static str) -> Result<Option<&str>, AnswerError> {
        only(self.fields.iter().map(|(name, text)| (&**name, &**text)), name)
    }

    /// The text of the field of this name.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, AnswerError> {
        Ok(self.raw(name)?.map(str::trim).filter(|text| !text.is_empty()))
    }

    /// The number in the field of this name.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, AnswerError> {
        self.text(name)?.map(|text| number(name, text)).transpose()
    }
}

/// The number in an element.
pub(super) fn number(name: &'static str, text: &str) -> Result<u64, AnswerError> {
    let number = if text.starts_with('+') { None } else { text.parse().ok() };
    number.ok_or(AnswerError::Value { name, expected: "a number" })
}

/// A text that must be there.
pub(super) fn required<'d>(name: &'static str, text: Option<&'d str>) -> Result<&'d str, AnswerError> {
    text.filter(|text| !text.is_empty()).ok_or(AnswerError::Missing(name))
}

/// The one text of this name that is not empty.
fn only<'d>(
    texts: impl Iterator<Item = (&'d str, &'d str)>,
    name: &'static str,
) -> Result<Option<&'d str>, AnswerError> {
    let mut named = texts.filter(|(other, _)| *other == name).map(|(_, text)| text);
    match (named.next(), named.next()) {
        (_, Some(_)) => Err(AnswerError::Repeated(name)),
        (first, None) => Ok(first.filter(|text| !text.is_empty())),
    }
}

/// Notes the beginning of an element.
fn open(document: &mut Option<Document>, depth: usize, name: &str) -> Result<(), AnswerError> {
    match (depth, document.as_mut()) {
        (0, None) => *document = Some(Document { root: name.to_owned(), children: Vec::new() }),
        // A second root.
        (0, Some(_)) => return Err(AnswerError::NotXml),
        (1, Some(document)) => {
            document.children.push(Element { name: name.to_owned(), text: String::new(), fields: Vec::new() });
        }
        (2, Some(document)) => {
            if let Some(child) = document.children.last_mut() {
                child.fields.push((name.to_owned(), String::new()));
            }
        }
        _ => {}
    }
    Ok(())
}

/// What a reference such as `&amp;` or `&#10;` stands for. XML has no others without a document type.
pub(super) fn character(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}
