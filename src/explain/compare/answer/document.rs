//! Finds the error document in what is pasted: XML or JSON, after headers, in a browser's frame, or in a line of a log.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Deserializer, Value};

use crate::explain::compare::answer::{meanings, xml};
use crate::explain::evidence::{pairs, quoted};

/// Names and values in order: the document's first, then those of the headers before it.
pub(super) type Fields = Vec<(String, String)>;

/// Where the fields were found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Document,
    Line,
    Text,
}

/// Reads the fields of an answer. In a text without a document, a word that `is_code` is the field `Code`, and without
/// such a word the whole text is the field `Message`.
pub(super) fn fields(answer: &str, is_code: fn(&str) -> bool) -> (Fields, Source) {
    let (head, body) = split(answer);
    let headers = head.lines().filter_map(|line| header(line));
    let read = |body: &str| {
        let documents =
            [xml_fields(body, is_code), json_fields(body), object_fields(body, is_code), listed_fields(body, is_code)];
        documents.into_iter().find(|fields| !fields.is_empty())
    };
    let document = read(body).or_else(|| read(&unescaped(body)?));
    // A log in JSON has fields of its own, and the answer in the text of one.
    let is_log = |fields: &Fields| {
        let is_known = |(name, value): &(String, String)| match name.as_str() {
            "Code" => is_code(value) || !value.contains(' '),
            "Message" => value.contains(MISMATCH) || meanings::of(value).is_some(),
            _ => false,
        };
        !fields.iter().any(is_known) && body.split(|c: char| !c.is_ascii_alphanumeric()).any(is_code)
    };
    let document = document.filter(|fields| !is_log(fields));
    let (mut fields, source) = match document {
        Some(fields) => (fields, Source::Document),
        None => fragment(body).map_or_else(|| log_fields(body, is_code), |fields| (fields, Source::Document)),
    };
    for (name, value) in headers {
        // The code of services whose JSON has none.
        let name = if name.eq_ignore_ascii_case("x-amzn-errortype") { "Code" } else { name };
        let value = if name == "Code" { json_code(value) } else { value };
        fields.push((name.to_owned(), value.to_owned()));
    }
    (fields, source)
}

/// The message alone, cut out of a document.
fn fragment(body: &str) -> Option<Fields> {
    let (_, rest) = body.split_once("<Message>")?;
    let (message, _) = rest.split_once("</Message>")?;
    let message = message.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Some([("Message".to_owned(), message)].into())
}

/// A document that is quoted in another, with its escapes.
fn unescaped(body: &str) -> Option<String> {
    let lower = body.to_ascii_lowercase();
    if lower.contains("\\u003c") || lower.contains("\\\"") || lower.contains("\\n") {
        return Some(quoted(&body.replace("\\\\", "\\"), '\0').0);
    }
    lower.contains("&lt;code&gt;").then(|| body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// The headers that `curl -i` and `curl -v` print before an answer, and its body. Without a status line, all is body.
pub(in crate::explain::compare) fn split(answer: &str) -> (&str, &str) {
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
const JSON_NAMES: [(&str, &str); 13] = [
    ("__type", "Code"),
    ("code", "Code"),
    ("error", "Code"),
    ("errorcode", "Code"),
    ("errortype", "Code"),
    // The SDK for C++.
    ("exceptionname", "Code"),
    ("type", "Code"),
    ("details", "Details"),
    ("error_description", "Message"),
    ("errormessage", "Message"),
    ("message", "Message"),
    ("msg", "Message"),
    ("reason", "Message"),
];

/// What XML calls the field of this name and value.
fn known_name<'a>(name: &'a str, value: &str) -> &'a str {
    let lower = name.to_ascii_lowercase();
    let known = JSON_NAMES.iter().find(|(other, _)| *other == lower).map_or(name, |(_, name)| name);
    // Some programs call the sentence an error, and others the code.
    if known == "Code" && json_code(value).contains(' ') { "Message" } else { known }
}

/// Collects the leaves. The parser refuses documents of 128 or more levels, so that it needs no more stack.
fn collect(name: &str, value: &Value, fields: &mut Fields) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| collect(name, value, fields)),
        Value::Array(values) => values.iter().for_each(|value| collect(name, value, fields)),
        Value::String(text) => {
            let known = known_name(name, text);
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

/// The fields of an object as JavaScript, Python, Ruby, Go or PHP print it.
fn object_fields(body: &str, is_code: fn(&str) -> bool) -> Fields {
    let mut fields = Vec::new();
    for (name, value) in pairs(body) {
        let Some(value) = value else { continue };
        let known = known_name(&name, &value);
        let value = if known == "Code" { json_code(&value).to_owned() } else { value };
        // A document in the string of a program has its escapes twice.
        let is_escaped = known == "Message" && value.contains("\\n") && value.contains(MISMATCH);
        let value = if is_escaped { quoted(&value.replace("\\\\", "\\"), '\0').0 } else { value };
        fields.push((known.to_owned(), value));
    }
    let is_told = |(name, value): &(String, String)| match name.as_str() {
        "Code" | "name" => is_code(value),
        "Message" => value.contains(MISMATCH),
        _ => false,
    };
    let Some((_, code)) = fields.iter().find(|field| is_told(field)).cloned() else { return Vec::new() };
    if is_code(&code) {
        fields.insert(0, ("Code".to_owned(), code));
    }
    // The message stands before the object where a stack is printed.
    if !fields.iter().any(|(name, _)| name == "Message") {
        fields.extend(log_fields(body, is_code).0.into_iter().filter(|(name, _)| name == "Message"));
    }
    fields
}

/// The fields of a list, a line for each: `Code:    AccessDenied`.
fn listed_fields(body: &str, is_code: fn(&str) -> bool) -> Fields {
    let field = |line: &str| {
        let (name, value) = line.split_once([':', '='])?;
        let name: String = name.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_lowercase();
        let (_, known) = JSON_NAMES.iter().find(|(other, _)| *other == name)?;
        let value = value.trim().trim_matches(['"', '\'']);
        let value = if *known == "Code" { json_code(value) } else { value };
        Some(((*known).to_owned(), value.to_owned()))
    };
    let fields: Fields = body.lines().filter_map(field).collect();
    let is_told = fields.iter().any(|(name, value)| name == "Code" && is_code(value));
    if is_told && fields.iter().any(|(name, _)| name == "Message") { fields } else { Vec::new() }
}

/// A line as programs print it, such as `An error occurred (AccessDenied) when calling …`.
fn log_fields(body: &str, is_code: fn(&str) -> bool) -> (Fields, Source) {
    let code = body.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_code(word));
    let code = code.or_else(|| sdk_code(body));
    let lower = || body.to_ascii_lowercase();
    let words = || Some(meanings::of(body)?.0).and_then(|words| lower().find(words));
    let Some(at) = body.find(code.unwrap_or(MISMATCH)).or_else(words) else {
        return ([("Message".to_owned(), body.trim().to_owned())].into(), Source::Text);
    };
    let line = body[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut message = body[line..].to_owned();
    // Words that were wrapped after the code: what the server says is on the next line.
    if let Some(end) = message.find('\n').filter(|end| message[..*end].trim_end().ends_with(':')) {
        message.replace_range(end..=end, " ");
    }
    let message = ("Message".to_owned(), message);
    ([("Code".to_owned(), code.unwrap_or_default().to_owned()), message].into(), Source::Line)
}

/// What stands around the code in the sentences of SDKs: of Python and the AWS CLI, of Go, of Java, of Ruby.
const AROUND: [(&str, &str); 4] = [
    ("An error occurred (", ") when calling the "),
    ("api error ", ": "),
    ("Error Code: ", ";"),
    ("Aws::S3::Errors::", ":"),
];

/// The code in the sentence of an SDK, be it known or not.
fn sdk_code(body: &str) -> Option<&str> {
    AROUND.iter().find_map(|(before, after)| {
        let (_, rest) = body.split_once(before)?;
        let (code, _) = rest.split_once(after)?;
        let is_name = code.len() < 64 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_');
        (is_name && code.starts_with(|c: char| c.is_ascii_uppercase()) && code != "Unknown").then_some(code)
    })
}

/// How AWS words that a signature does not match, with any code or none.
pub(super) const MISMATCH: &str = "The request signature we calculated does not match";
