//! Changes of the method, the host and the path.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use unicode_normalization::UnicodeNormalization as _;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Told};
use crate::explain::solve::model::Model;
use crate::explain::solve::sent::{Case, normalize};
use crate::text::percent::decode;
use crate::text::percent::{self, PATH};

const METHODS: [&str; 7] = ["GET", "PUT", "POST", "HEAD", "DELETE", "PATCH", "OPTIONS"];

pub(super) fn edits(case: &Case<'_>, out: &mut Vec<Edit>) {
    let lower = case.model.method.to_ascii_lowercase();
    let upper = case.model.method.to_ascii_uppercase();
    for method in METHODS.into_iter().map(str::to_owned).chain([lower, upper]) {
        out.push(Edit::new(Kind::Method, Told::Method, move |model| model.method.clone_from(&method)));
    }
    hosts(case, out);
    paths(case, out);
}

fn hosts(case: &Case<'_>, out: &mut Vec<Edit>) {
    let host = case.model.header("host").unwrap_or_default().to_owned();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map(|(name, _)| name);
    let name = name.unwrap_or(&host);
    let mut hosts: Vec<String> = alloc::vec![name.to_owned(), name.to_ascii_lowercase()];
    hosts.extend([443, 80, 8080, 9000].map(|port| format!("{name}:{port}")));
    hosts.extend(other_endpoint(name, case.model.scope.region()));
    for host in hosts {
        out.push(set_host(host));
    }
    for other in case.hosts {
        match other.split_once('/') {
            None => out.push(set_host((*other).to_owned())),
            Some((host, prefix)) => {
                let (host, prefix) = (host.to_owned(), encoded(&format!("/{}", prefix.trim_matches('/'))));
                out.push(Edit::new(Kind::Host, Told::Address, move |model| {
                    model.set_header("host", Some(&host));
                    model.path = [&prefix, model.path.as_str()].concat();
                }));
            }
        }
    }
    out.push(Edit::new(Kind::Host, Told::Address, |model| {
        if let Some((bucket, rest)) = model.header("host").and_then(|host| host.split_once('.')) {
            let (path, rest) = (format!("/{bucket}{}", model.path), rest.to_owned());
            model.set_header("host", Some(&rest));
            model.path = path;
        }
    }));
    out.push(Edit::new(Kind::Host, Told::Address, |model| {
        let path = model.path.trim_start_matches('/');
        let (bucket, rest) = path.split_once('/').unwrap_or((path, ""));
        if !bucket.is_empty() {
            let host = format!("{bucket}.{}", model.header("host").unwrap_or_default());
            let path = format!("/{rest}");
            model.set_header("host", Some(&host));
            model.path = path;
        }
    }));
}

/// The global endpoint of S3 for that of a region, and the other way round.
fn other_endpoint(host: &str, region: &str) -> Option<String> {
    let (bucket, of_region) = host.strip_suffix(".amazonaws.com")?.rsplit_once("s3")?;
    let region = if of_region.is_empty() { [".", region].concat() } else { String::new() };
    Some(format!("{bucket}s3{region}.amazonaws.com"))
}

fn set_host(host: String) -> Edit {
    Edit::new(Kind::Host, Told::Header("host".into()), move |model| model.set_header("host", Some(&host)))
}

/// A way to write a path.
type Rewrite = fn(&str) -> String;

const REWRITES: [(Kind, Rewrite); 17] = [
    (Kind::PathDecoded, decoded),
    (Kind::PathDecoded, |path| decoded(&decoded(path))),
    (Kind::EncodedTwice, encoded),
    (Kind::EncodedTwice, |path| encoded(&encoded(path))),
    (Kind::PathNormalized, normalize),
    (Kind::PathNormalized, |path| encoded(&normalize(&decoded(path)))),
    (Kind::PathNormalized, |path| format!("/{path}")),
    (Kind::Path, |path| format!("{path}/")),
    (Kind::Path, |path| path.trim_end_matches('/').to_owned()),
    (Kind::Path, without_first),
    (Kind::Path, |path| without_first(&without_first(path))),
    (Kind::Plus, |path| path.replace("%20", "+")),
    (Kind::Plus, |path| path.replace("%20", "%2B")),
    (Kind::Plus, |path| path.replace("%2B", "%20")),
    (Kind::Path, |path| format!("/{}", path.get(1..).unwrap_or_default().replace('/', "%2F"))),
    (Kind::NotEncoded, unreserved),
    (Kind::Path, lower_escapes),
];

fn paths(case: &Case<'_>, out: &mut Vec<Edit>) {
    let sent = case.wire.path().to_owned();
    out.push(Edit::new(Kind::NotEncoded, Told::Path, move |model| model.path.clone_from(&sent)));
    // What was sent with a + for each space, as in a form, and with %2B for plus signs.
    let spaced = encoded(&decoded(&case.wire.path().replace('+', "%20")));
    out.push(Edit::new(Kind::Plus, Told::Path, move |model| model.path.clone_from(&spaced)));
    for (kind, rewrite) in REWRITES {
        out.push(Edit::new(kind, Told::Path, move |model| model.path = rewrite(&model.path)));
    }
    out.push(Edit::new(Kind::Path, Told::Path, bucket_in_path));
    for rewrite in [composed, decomposed] {
        out.push(Edit::new(Kind::Path, Told::Path, move |model| model.path = rewrite(&model.path)));
    }
}

/// NFC, in which browsers and most programs write names.
fn composed(path: &str) -> String {
    encoded(&decoded(path).nfc().collect::<String>())
}

/// NFD, in which Apple's file systems give names.
fn decomposed(path: &str) -> String {
    encoded(&decoded(path).nfd().collect::<String>())
}

/// As in requests for a virtual-hosted bucket that were signed with the bucket in the path too.
fn bucket_in_path(model: &mut Model) {
    if let Some((bucket, _)) = model.header("host").and_then(|host| host.split_once('.')) {
        model.path = format!("/{bucket}{}", model.path);
    }
}

pub(super) fn decoded(text: &str) -> String {
    String::from_utf8(decode(text)).unwrap_or_else(|_| text.to_owned())
}

fn encoded(path: &str) -> String {
    let mut out = String::new();
    percent::encode(&mut out, path, &PATH);
    out
}

fn without_first(path: &str) -> String {
    let rest = path.get(1..).and_then(|path| path.split_once('/')).map_or("", |(_, rest)| rest);
    format!("/{rest}")
}

/// With the characters that `encodeURIComponent` and RFC 3986 leave as they are.
pub(super) fn unreserved(text: &str) -> String {
    let kept = [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")];
    kept.iter().fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
}

/// With lower-case digits in escapes.
pub(super) fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        out.extend(["%", &digits.to_ascii_lowercase(), rest]);
    }
    out
}
