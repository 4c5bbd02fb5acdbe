//! Changes of the headers.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::sent::{Case, header};
use crate::explain::solve::signers::encoders::decoded;
use crate::explain::solve::signers::usual::VALUES;
use crate::text::percent::{self, UNRESERVED};

/// The headers that are changed, at most.
const CHANGED_AT_MOST: usize = 64;

/// The content types that clients send most.
const CONTENT_TYPES: [&str; 29] = [
    "application/gzip",
    "application/javascript",
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "application/octet-stream",
    "application/pdf",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/xml",
    "application/zip",
    "audio/mpeg",
    "binary/octet-stream",
    "image/*",
    "image/gif",
    "image/jpeg",
    "image/jpg",
    "image/png",
    "image/svg+xml",
    "image/webp",
    "multipart/form-data",
    "text/css",
    "text/csv",
    "text/html",
    "text/plain",
    "text/plain;charset=UTF-8",
    "video/mp4",
];

/// The parameters of a content type that clients add.
const CHARSETS: [&str; 4] = ["; charset=utf-8", ";charset=utf-8", "; charset=UTF-8", ";charset=UTF-8"];

pub(in crate::explain::solve) fn edits(case: &Case<'_>, out: &mut Edits) {
    let signed = case.model.headers.iter().take(CHANGED_AT_MOST);
    for (name, value) in signed {
        let value = value.as_deref().unwrap_or_default();
        if out.is_full() {
            return;
        }
        out.push(leave_out(name));
        out.push(without_line(name));
        if name != "host" {
            // Not folded, as Go's SDK signs it; several lines of one name as one of them.
            let mut values: Vec<_> = case.wire.header_values(name).map(str::to_owned).collect();
            values.push(case.wire.header_values(name).collect::<Vec<_>>().join(","));
            values.push(case.wire.header_values(name).collect::<Vec<_>>().join(", "));
            values.push(value.to_ascii_lowercase());
            values.push(String::new());
            values.extend(values_of(case, name, value));
            out.extend(values.into_iter().map(|value| set(case, name, value)));
            out.extend(rewritten(value).map(|value| set(case, name, value).unusual()));
        }
    }
    let is_new = |name: &str| case.model.header(name).is_none();
    let mut added: Vec<_> = case.wire.headers().map(|(name, _)| name).collect();
    added.dedup();
    added.retain(|name| is_new(name));
    for name in added.iter().take(CHANGED_AT_MOST) {
        out.push(set(case, name, header(&case.wire, name)));
    }
    let mut likely = alloc::vec!["content-type", "content-length"];
    likely.extend(VALUES.iter().filter(|(_, _, is_added)| *is_added).map(|(name, ..)| *name));
    likely.dedup();
    for name in likely.into_iter().filter(|name| is_new(name)) {
        let value = header(&case.wire, name);
        out.extend(values_of(case, name, &value).map(|value| set(case, name, value)));
    }
}

/// Usual values of a header.
fn values_of<'c>(case: &'c Case<'_>, name: &'c str, sent: &str) -> impl Iterator<Item = String> + 'c {
    let mut values = Vec::new();
    if name == "content-type" {
        values.extend(CONTENT_TYPES.map(str::to_owned));
        let plain = sent.split(';').next().unwrap_or_default();
        values.push(plain.to_owned());
        values.extend(CHARSETS.iter().map(|charset| [plain, charset].concat()));
    }
    if let Some(body) = case.body.filter(|_| name == "content-length") {
        values.push(body.len().to_string());
    }
    let usual = VALUES.iter().filter(move |(other, ..)| *other == name).map(|(_, value, _)| (*value).to_owned());
    values.into_iter().chain(usual)
}

/// A value as programs between the signer and the server write it anew.
fn rewritten(value: &str) -> [String; 8] {
    let mut encoded = String::new();
    percent::encode(&mut encoded, value, &UNRESERVED);
    // A client that writes UTF-8 where the server reads Latin-1, and the other way round.
    let latin_1: String = value.bytes().map(char::from).collect();
    let bytes: Option<Vec<u8>> = value.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect();
    let utf_8 = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    [
        decoded(value),
        encoded,
        latin_1,
        utf_8,
        format!("\"{value}\""),
        value.trim_matches('"').to_owned(),
        value.replace(", ", ","),
        value.replace(',', ", "),
    ]
}

fn kind(name: &str) -> Kind {
    match name {
        "content-type" => Kind::ContentType,
        "host" => Kind::Host,
        _ => Kind::Header,
    }
}

fn set(case: &Case<'_>, name: &str, value: String) -> Edit {
    let is_unsigned = case.model.header(name).is_none() && case.wire.header_values(name).next().is_some();
    let kind = if is_unsigned && name.starts_with("x-amz-") { Kind::UnsignedHeader } else { kind(name) };
    let (name, told) = (name.to_owned(), Told::Header(name.to_owned()));
    Edit::new(kind, told, move |model| model.set_header(&name, Some(&value)))
}

fn leave_out(name: &str) -> Edit {
    let (name, told) = (name.to_owned(), Told::Header(name.to_owned()));
    let kind = kind(&name);
    Edit::new(kind, told, move |model| model.headers.retain(|(other, _)| *other != name))
}

/// Named in the list of the signed headers, without a line of its own.
fn without_line(name: &str) -> Edit {
    let (name, told) = (name.to_owned(), Told::Line(name.to_owned()));
    let kind = kind(&name);
    Edit::new(kind, told, move |model| {
        if model.header(&name).is_some() {
            model.set_header(&name, None);
        }
    })
}
