//! Changes of the method, the host and the path.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use unicode_normalization::UnicodeNormalization as _;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::encoders::{ENCODERS, decoded, latin_1, utf_16};
use crate::explain::solve::model::Model;
use crate::explain::solve::sent::{Case, normalize};
use crate::text::percent::{self, PATH};

const METHODS: [&str; 7] = ["GET", "PUT", "POST", "HEAD", "DELETE", "PATCH", "OPTIONS"];

pub(super) fn edits(case: &Case<'_>, out: &mut Edits) {
    let lower = case.model.method.to_ascii_lowercase();
    let upper = case.model.method.to_ascii_uppercase();
    for method in METHODS.into_iter().map(str::to_owned).chain([lower, upper]) {
        out.push(Edit::new(Kind::Method, Told::Method, move |model| model.method.clone_from(&method)));
    }
    hosts(case, out);
    paths(case, out);
}

fn hosts(case: &Case<'_>, out: &mut Edits) {
    let host = case.model.header("host").unwrap_or_default().to_owned();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map(|(name, _)| name);
    let name = name.unwrap_or(&host);
    let mut hosts: Vec<String> = alloc::vec![name.to_owned(), name.to_ascii_lowercase()];
    hosts.extend([443, 80, 8080, 8443, 9000, 3900, 4566, 7480, 8333].map(|port| format!("{name}:{port}")));
    hosts.extend(other_endpoint(name, case.model.scope.region()));
    for host in hosts {
        out.push(set_host(host));
    }
    for other in case.hosts {
        if out.is_full() {
            return;
        }
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
    mistaken_hosts(&host, out);
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

/// Hosts that a signer takes something else for, and hosts inside a network.
fn mistaken_hosts(host: &str, out: &mut Edits) {
    let with_more = ["https://", "http://"].map(|scheme| format!("{scheme}{host}"));
    let after = ["/", "."].map(|end| format!("{host}{end}"));
    for other in with_more.into_iter().chain(after).chain([host.to_ascii_uppercase(), String::new()]) {
        out.push(set_host(other).unusual());
    }
    let www = host.strip_prefix("www.").map_or_else(|| format!("www.{host}"), str::to_owned);
    out.push(set_host(www).unusual());
    for other in ["localhost", "127.0.0.1", "minio", "host.docker.internal"] {
        for port in ["", ":9000", ":8080", ":4566", ":3900", ":8333"] {
            out.push(set_host([other, port].concat()).unusual());
        }
    }
    // With the path, and the whole URL, for the host alone.
    out.push(
        Edit::new(Kind::Host, Told::Header("host".into()), |model| {
            let written = format!("{}{}", model.header("host").unwrap_or_default(), model.path);
            model.set_header("host", Some(&written));
        })
        .unusual(),
    );
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

const REWRITES: [(Kind, Rewrite); 20] = [
    (Kind::NotEncoded, |path| path.replace('~', "%7E")),
    (Kind::EncodedTwice, |path| path.replace('~', "%257E")),
    (Kind::NotEncoded, |path| path.replace('~', "%7e")),
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

/// Paths of signers that are written by hand.
const UNUSUAL: [(Kind, Rewrite); 12] = [
    (Kind::Path, |path| path.trim_start_matches('/').to_owned()),
    (Kind::Path, |path| path.replace('/', "%2F")),
    (Kind::Path, |path| path.trim_matches('/').replace('/', "%2F")),
    (Kind::Path, |_| "/".to_owned()),
    (Kind::Path, |path| format!("{path}?")),
    (Kind::Path, |path| path.replace("%2F", "/")),
    (Kind::Path, |path| path.replace('/', "//").replacen("//", "/", 1)),
    (Kind::Path, |path| path.to_ascii_lowercase()),
    (Kind::Path, |path| decoded(path).to_lowercase()),
    (Kind::NotEncoded, latin_1),
    (Kind::NotEncoded, utf_16),
    // A key that begins with a slash.
    (Kind::Path, |path| path.replacen('/', "/%2F", 1)),
];

/// The whole URL, or more of it than the path, for the path.
fn urls(case: &Case<'_>, out: &mut Edits) {
    let query = case.wire.query_without(None);
    let query: Vec<_> = query.split('&').filter(|it| !it.is_empty() && !it.starts_with("X-Amz-Signature=")).collect();
    let query = query.join("&");
    for scheme in ["https://", "http://", "//", ""] {
        let url = move |model: &Model| format!("{scheme}{}{}", model.header("host").unwrap_or_default(), model.path);
        out.push(Edit::new(Kind::Path, Told::Path, move |model| model.path = url(model)).unusual());
        if !query.is_empty() {
            let query = query.clone();
            let whole = move |model: &mut Model| model.path = format!("{}?{query}", url(model));
            out.push(Edit::new(Kind::Path, Told::Path, whole).unusual());
        }
    }
    if !query.is_empty() {
        let with_query = move |model: &mut Model| model.path = format!("{}?{query}", model.path);
        out.push(Edit::new(Kind::Path, Told::Path, with_query.clone()).unusual());
        let instead = move |model: &mut Model| {
            with_query(model);
            model.parameters.clear();
        };
        out.push(Edit::new(Kind::Path, Told::Words("path", "with the query in it", "without it"), instead).unusual());
    }
}

fn paths(case: &Case<'_>, out: &mut Edits) {
    let sent = case.wire.path().to_owned();
    out.push(Edit::new(Kind::NotEncoded, Told::Path, move |model| model.path.clone_from(&sent)));
    // What was sent with a + for each space, as in a form, and with %2B for plus signs.
    let spaced = encoded(&decoded(&case.wire.path().replace('+', "%20")));
    out.push(Edit::new(Kind::Plus, Told::Path, move |model| model.path.clone_from(&spaced)));
    for (kind, rewrite) in REWRITES {
        out.push(Edit::new(kind, Told::Path, move |model| model.path = rewrite(&model.path)));
    }
    for (kind, rewrite) in UNUSUAL {
        out.push(Edit::new(kind, Told::Path, move |model| model.path = rewrite(&model.path)).unusual());
    }
    for encoder in &ENCODERS {
        out.push(
            Edit::new(Kind::NotEncoded, Told::Path, move |model| {
                model.path = encoder.encode_path(&decoded(&model.path))
            })
            .unusual(),
        );
        if case.rules.encode_path_twice {
            let once = move |model: &mut Model| model.path = encoder.encode_path(&decoded(&decoded(&model.path)));
            out.push(Edit::new(Kind::NotEncoded, Told::Path, once).unusual());
        }
    }
    urls(case, out);
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
