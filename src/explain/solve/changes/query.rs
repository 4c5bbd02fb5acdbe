//! Changes of the query.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::model::{Model, pair};
use crate::explain::solve::sent::Case;
use crate::explain::solve::signers::encoders::{ENCODERS, decoded, latin_1, lower_escapes, unreserved, utf_16};
use crate::text::percent::{self, UNRESERVED};
use crate::verify::Place;

/// The parameters that are changed, at most.
const CHANGED_AT_MOST: usize = 64;

/// What SDKs and services add, encoded.
const ADDED: [(&str, &str); 20] = [
    // The SDK for JavaScript names the operation.
    ("x-id", "GetObject"),
    ("x-id", "PutObject"),
    ("x-id", "DeleteObject"),
    ("x-id", "HeadObject"),
    ("x-id", "UploadPart"),
    ("x-id", "CopyObject"),
    ("x-id", "ListObjects"),
    ("x-amz-checksum-mode", "ENABLED"),
    // The checksum of an empty body, which the SDK for JavaScript adds.
    ("x-amz-checksum-crc32", "AAAAAA%3D%3D"),
    ("x-amz-sdk-checksum-algorithm", "CRC32"),
    ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
    ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ("x-amz-acl", "public-read"),
    ("x-amz-acl", "private"),
    ("response-content-disposition", "attachment"),
    ("response-content-disposition", "inline"),
    ("list-type", "2"),
    ("uploads", ""),
    ("acl", ""),
    ("x-amz-user-agent", "aws-sdk-js"),
];

const EXPIRIES: [&str; 13] =
    ["60", "120", "180", "300", "600", "900", "1800", "3600", "7200", "21600", "43200", "86400", "604800"];

/// A way to write a parameter.
type Rewrite = fn(&str) -> String;

const REWRITES: [(Kind, &str, Rewrite); 13] = [
    (Kind::NotEncoded, "with ~ as %7E", |written| written.replace('~', "%7E")),
    (Kind::NotEncoded, "with ~ as %7e", |written| written.replace('~', "%7e")),
    (Kind::Plus, "with + for a space", |written| written.replace("%20", "+")),
    (Kind::Plus, "with %20 for a plus sign", |written| written.replace("%2B", "%20")),
    (Kind::Plus, "with a bare plus sign", |written| written.replace("%2B", "+")),
    (Kind::NotEncoded, "decoded", decoded),
    (Kind::EncodedTwice, "encoded twice", |written| written.replace('%', "%25")),
    (Kind::EncodedTwice, "with its values encoded twice", encoded),
    (Kind::NotEncoded, "with ! ' ( ) * not encoded", unreserved),
    (Kind::Parameter, "with lower-case escapes", lower_escapes),
    (Kind::Parameter, "without = after a name alone", |written| written.trim_end_matches('=').to_owned()),
    (Kind::NotEncoded, "with Latin-1 for UTF-8", latin_1),
    (Kind::NotEncoded, "with UTF-16 for UTF-8, as JavaScript's old escape writes it", utf_16),
];

pub(in crate::explain::solve) fn edits(case: &Case<'_>, session_token: Option<&str>, out: &mut Edits) {
    order(case, out);
    for (kind, words, rewrite) in REWRITES {
        out.push(Edit::new(kind, Told::Words("query", words, "as it is encoded"), move |model| {
            model.parameters.iter_mut().for_each(|written| *written = rewrite(written));
        }));
    }
    hand_made(out);
    for written in case.model.parameters.iter().take(CHANGED_AT_MOST) {
        let name = pair(written).0.to_owned();
        out.push(Edit::new(Kind::ParameterAdded, Told::Parameter(name.clone()), move |model| {
            model.parameters.retain(|other| pair(other).0 != name);
        }));
    }
    for (name, value) in ADDED {
        if case.model.parameter(name).is_none() {
            out.push(Edit::new(Kind::ParameterLost, told(name), |model| model.set_parameter(name, value)));
        } else {
            out.push(Edit::new(Kind::Parameter, told(name), |model| model.set_parameter(name, value)));
        }
    }
    if case.place == Place::Query {
        for value in EXPIRIES {
            let told = told("X-Amz-Expires");
            out.push(Edit::new(Kind::Parameter, told, |model| model.set_parameter("X-Amz-Expires", value)));
        }
        let name = case.rules.session_token_parameter;
        let sent = case.wire.first_parameter(name);
        for token in [sent, session_token].into_iter().flatten() {
            let mut value = String::new();
            percent::encode(&mut value, token, &UNRESERVED);
            out.push(Edit::new(Kind::Token, told(name), move |model| model.set_parameter(name, &value)));
        }
    }
}

/// The ways of signers that are written by hand, and of other languages' encoders.
fn hand_made(out: &mut Edits) {
    let words = |words| Told::Words("query", words, "as AWS describes it");
    for encoder in &ENCODERS {
        out.push(
            Edit::new(Kind::NotEncoded, words(encoder.words), move |model| {
                model.parameters.iter_mut().for_each(|written| *written = encoder.rewrite(written));
            })
            .unusual(),
        );
    }
    for (told, rewrite) in WHOLE {
        out.push(
            Edit::new(Kind::Parameter, words(told), move |model| {
                let mut sorted = core::mem::take(&mut model.parameters);
                sorted.sort_by(|a, b| pair(a).cmp(&pair(b)));
                model.parameters = [rewrite(&sorted)].into();
                model.is_sorted = false;
            })
            .unusual(),
        );
    }
    for (told, is_kept) in PARTS {
        let keep = move |model: &mut Model| model.parameters.retain(|written| is_kept(pair(written).0));
        out.push(Edit::new(Kind::Parameter, words(told), keep).unusual());
    }
    for (told, sort) in ORDERS {
        out.push(
            Edit::new(Kind::Parameter, words(told), move |model| {
                sort(&mut model.parameters);
                model.is_sorted = false;
            })
            .unusual(),
        );
    }
}

/// From the sorted parameters to the whole query.
type Whole = fn(&[String]) -> String;

const WHOLE: [(&str, Whole); 17] = [
    ("with its ?", |sorted| format!("?{}", sorted.join("&"))),
    ("with & after it", |sorted| format!("{}&", sorted.join("&"))),
    ("with & before it", |sorted| format!("&{}", sorted.join("&"))),
    ("with &amp; for &", |sorted| sorted.join("&amp;")),
    ("with ; for &", |sorted| sorted.join(";")),
    ("with a line feed for each &", |sorted| sorted.join("\n")),
    ("with a comma for each &", |sorted| sorted.join(",")),
    ("without &", |sorted| sorted.concat()),
    ("with a line feed after it", |sorted| format!("{}\n", sorted.join("&"))),
    ("with an empty X-Amz-Signature", |sorted| format!("{}&X-Amz-Signature=", sorted.join("&"))),
    ("percent-encoded as a whole", |sorted| {
        let mut out = String::new();
        percent::encode(&mut out, &sorted.join("&"), &UNRESERVED);
        out
    }),
    ("decoded and then percent-encoded as a whole", |sorted| {
        let mut out = String::new();
        percent::encode(&mut out, &decoded(&sorted.join("&")), &UNRESERVED);
        out
    }),
    ("in lower case", |sorted| sorted.join("&").to_ascii_lowercase()),
    ("with names in lower case", |sorted| each(sorted, |name, value| format!("{}={value}", name.to_ascii_lowercase()))),
    ("with : for =", |sorted| each(sorted, |name, value| format!("{name}:{value}"))),
    ("with names not encoded", |sorted| each(sorted, |name, value| format!("{}={value}", decoded(name)))),
    ("with values not encoded", |sorted| each(sorted, |name, value| format!("{name}={}", decoded(value)))),
];

/// Which parameters are signed, by their encoded names.
type IsKept = fn(&str) -> bool;

const PARTS: [(&str, IsKept); 3] = [
    ("with the parameters of signing alone", |name| name.starts_with("X-Amz-")),
    ("without the parameters of signing", |name| !name.starts_with("X-Amz-")),
    ("without the parameters that begin with x-amz-", |name| !name.to_ascii_lowercase().starts_with("x-amz-")),
];

/// Puts the parameters into another order.
type Sort = fn(&mut [String]);

const ORDERS: [(&str, Sort); 4] = [
    ("sorted by names alone", |written| written.sort_by(|a, b| pair(a).0.cmp(pair(b).0))),
    ("sorted as strings, with = in the order", |written| written.sort()),
    ("sorted backwards", |written| written.sort_by(|a, b| pair(b).cmp(&pair(a)))),
    ("with the parameters of signing after the others, both sorted", |written| {
        written.sort_by_key(|it| (pair(it).0.starts_with("X-Amz-"), it.clone()));
    }),
];

fn each(sorted: &[String], write: impl Fn(&str, &str) -> String) -> String {
    let written: Vec<_> = sorted.iter().map(|it| write(pair(it).0, pair(it).1)).collect();
    written.join("&")
}

fn told(name: &str) -> Told {
    Told::Parameter(name.to_owned())
}

/// The changes of the whole query: they come before those of its parameters.
fn order(case: &Case<'_>, out: &mut Edits) {
    let raw = case.wire.query_without(None);
    let is_signed = |written: &&str| !written.is_empty() && !written.starts_with("X-Amz-Signature=");
    let raw: Vec<_> = raw.split('&').filter(is_signed).map(str::to_owned).collect();
    out.push(Edit::new(Kind::NotEncoded, Told::Words("query", "as it is written", "encoded"), move |model| {
        model.parameters.clone_from(&raw);
    }));
    let words = Told::Words("query", "in the order of the URL", "sorted");
    out.push(Edit::new(Kind::Parameter, words, |model| model.is_sorted = false));
    let words = Told::Words("query", "sorted before it was encoded", "sorted after");
    out.push(Edit::new(Kind::Parameter, words, |model| {
        model.parameters.sort_by_cached_key(|written| (decoded(pair(written).0), decoded(pair(written).1)));
        model.is_sorted = false;
    }));
    let words = Told::Words("query", "sorted without regard to case", "sorted by its bytes");
    out.push(Edit::new(Kind::Parameter, words, |model| {
        model.parameters.sort_by_cached_key(|written| written.to_ascii_lowercase());
        model.is_sorted = false;
    }));
    let words = Told::Words("query", "left out", "signed");
    out.push(Edit::new(Kind::Parameter, words, |model| model.parameters.clear()));
}

fn encoded(written: &str) -> String {
    let (name, value) = pair(written);
    let mut out = format!("{name}=");
    percent::encode(&mut out, value, &UNRESERVED);
    out
}
