//! Finds the error document in what is pasted: XML or JSON, after headers, in a browser's frame, or in a line of a log.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Deserializer, Value};

use crate::explain::compare::xml;

/// Names and values in order: the document's first, then those of the headers before it.
pub(super) type Fields = Vec<(String, String)>;

/// Reads the fields of an answer. In a text without a document, a word that `is_code` is the field `Code`.
pub(super) fn fields(answer: &str, is_code: fn(&str) -> bool) -> Fields {
    let (head, body) = split(answer);
    let headers = head.lines().filter_map(|line| header(line));
    let document = [xml_fields(body, is_code), json_fields(body)].into_iter().find(|fields| !fields.is_empty());
    let mut fields = document.unwrap_or_else(|| log_fields(body, is_code));
    for (name, value) in headers {
        // The code of services whose JSON has none.
        let name = if name.eq_ignore_ascii_case("x-amzn-errortype") { "Code" } else { name };
        let value = if name == "Code" { json_code(value) } else { value };
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

/// The headers that `curl -i` and `curl -v` print before an answer, and its body. Without a status line, all is body.
pub(super) fn split(answer: &str) -> (&str, &str) {
    let answer = answer.trim_start_matches('\u{feff}').trim();
    let is_head = |line: &str| {
        let line = line.trim_end();
        // `curl -v` marks the empty line at the end too.
        matches!(line, "" | "<")
            || line.starts_with(['*', '>'])
            || line.starts_with("{ [")
            || is_status(line)
            || header(line).is_some()
    };
    if !answer.lines().any(is_status) {
        return ("", answer);
    }
    let lines = answer.split_inclusive('\n').take_while(|line| is_head(line));
    answer.split_at(lines.map(str::len).sum())
}

/// Whether it is the first line of an answer, with the mark that `curl -v` puts before it or without.
fn is_status(line: &str) -> bool {
    line.strip_prefix("< ").unwrap_or(line).starts_with("HTTP/")
}

fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("< ").unwrap_or(line).split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_name.then_some((name, value.trim()))
}

/// The elements of an XML document that says what went wrong.
fn xml_fields(body: &str, is_code: fn(&str) -> bool) -> Fields {
    let is_markup = |(at, _): &(usize, &str)| body[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '?');
    let Some((start, _)) = body.match_indices('<').find(is_markup) else { return Vec::new() };
    let mut fields = xml::fields(&body[start..]);
    let has = |fields: &Fields, name: &str| fields.iter().any(|(other, text)| other == name && !text.trim().is_empty());
    // Some services name the whole document after the error.
    let root = fields.first().map(|(name, _)| name.clone()).filter(|root| is_code(root) || root.ends_with("Exception"));
    if let Some(root) = root.filter(|_| !has(&fields, "Code")) {
        fields.push(("Code".to_owned(), root));
    }
    if has(&fields, "Code") { fields } else { Vec::new() }
}

/// The strings and numbers of a JSON document that says what went wrong, wherever in it they are.
fn json_fields(body: &str) -> Fields {
    let is_object = |(at, _): &(usize, &str)| body[at + 1..].trim_start().starts_with('"');
    let Some((start, _)) = body.match_indices('{').find(is_object) else { return Vec::new() };
    let Some(Ok(value)) = Deserializer::from_str(&body[start..]).into_iter::<Value>().next() else { return Vec::new() };
    let mut fields = Vec::new();
    collect("", &value, &mut fields);
    if fields.iter().any(|(name, _)| name == "Code" || name == "Message") { fields } else { Vec::new() }
}

/// What services call the code and the message in JSON, and what XML calls them.
const JSON_NAMES: [(&str, &str); 12] = [
    ("__type", "Code"),
    ("code", "Code"),
    ("error", "Code"),
    ("errorcode", "Code"),
    ("errortype", "Code"),
    ("type", "Code"),
    ("details", "Details"),
    ("error_description", "Message"),
    ("errormessage", "Message"),
    ("message", "Message"),
    ("msg", "Message"),
    ("reason", "Message"),
];

/// Collects the leaves. The parser refuses documents of 128 or more levels, so that it needs no more stack.
fn collect(name: &str, value: &Value, fields: &mut Fields) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| collect(name, value, fields)),
        Value::Array(values) => values.iter().for_each(|value| collect(name, value, fields)),
        Value::String(text) => {
            let lower = name.to_ascii_lowercase();
            let known = JSON_NAMES.iter().find(|(other, _)| *other == lower).map_or(name, |(_, name)| name);
            let text = if known == "Code" { json_code(text) } else { text };
            fields.push((known.to_owned(), text.to_owned()));
        }
        Value::Number(number) => fields.push((name.to_owned(), number.to_string())),
        Value::Bool(_) | Value::Null => {}
    }
}

/// The code without what surrounds it: `com.amazon.coral.service#InvalidSignatureException:http://…`.
fn json_code(code: &str) -> &str {
    let code = code.rsplit('#').next().unwrap_or_default();
    code.split(':').next().unwrap_or_default()
}

/// A line as programs print it, such as `An error occurred (AccessDenied) when calling …`.
fn log_fields(body: &str, is_code: fn(&str) -> bool) -> Fields {
    let code = body.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_code(word));
    let Some(at) = body.find(code.unwrap_or(MISMATCH)) else { return Vec::new() };
    let line = body[..at].rfind('\n').map_or(0, |end| end + 1);
    let message = ("Message".to_owned(), body[line..].to_owned());
    [("Code".to_owned(), code.unwrap_or_default().to_owned()), message].into()
}

/// How AWS words that a signature does not match, with any code or none.
pub(super) const MISMATCH: &str = "The request signature we calculated does not match";
