//! Changes of the query.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::solve::address::{decoded, lower_escapes, unreserved};
use crate::explain::solve::edit::{Edit, Told};
use crate::explain::solve::model::pair;
use crate::explain::solve::sent::Case;
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

const EXPIRIES: [&str; 7] = ["60", "300", "600", "900", "3600", "86400", "604800"];

/// A way to write a parameter.
type Rewrite = fn(&str) -> String;

const REWRITES: [(Kind, &str, Rewrite); 8] = [
    (Kind::Plus, "with + for a space", |written| written.replace("%20", "+")),
    (Kind::Plus, "with %20 for a plus sign", |written| written.replace("%2B", "%20")),
    (Kind::Plus, "with a bare plus sign", |written| written.replace("%2B", "+")),
    (Kind::NotEncoded, "decoded", decoded),
    (Kind::EncodedTwice, "encoded twice", encoded),
    (Kind::NotEncoded, "with ! ' ( ) * not encoded", unreserved),
    (Kind::Parameter, "with lower-case escapes", lower_escapes),
    (Kind::Parameter, "without = after a name alone", |written| written.trim_end_matches('=').to_owned()),
];

pub(super) fn edits(case: &Case<'_>, session_token: Option<&str>, out: &mut Vec<Edit>) {
    order(case, out);
    for (kind, words, rewrite) in REWRITES {
        out.push(Edit::new(kind, Told::Words("query", words, "as it is encoded"), move |model| {
            model.parameters.iter_mut().for_each(|written| *written = rewrite(written));
        }));
    }
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

fn told(name: &str) -> Told {
    Told::Parameter(name.to_owned())
}

/// The changes of the whole query: they come before those of its parameters.
fn order(case: &Case<'_>, out: &mut Vec<Edit>) {
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
