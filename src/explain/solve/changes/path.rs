//! Changes of the path.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::model::Model;
use crate::explain::solve::sent::{Case, normalize};
use crate::explain::solve::signers::encoders::{
    ENCODERS, decoded, encoded, latin_1, lower_escapes, unreserved, utf_16,
};
use crate::text::letters;

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
const UNUSUAL: [(Kind, Rewrite); 13] = [
    (Kind::Path, |path| path.trim_start_matches('/').to_owned()),
    (Kind::Path, |path| path.replace('/', "%2F")),
    (Kind::Path, |path| path.trim_matches('/').replace('/', "%2F")),
    (Kind::Path, |_| "/".to_owned()),
    (Kind::Path, |_| String::new()),
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

/// The slashes of a path that may have been two, at most.
const SLASHES_AT_MOST: usize = 16;

/// Writes one of the slashes twice.
fn twice(path: &mut String, slash: usize) {
    if let Some((at, _)) = path.match_indices('/').nth(slash) {
        path.insert(at, '/');
    }
}

/// The whole URL, or more of it than the path, for the path.
fn urls(case: &Case<'_>, out: &mut Edits) {
    let written = case.wire.query_without(None);
    let written = written.split('&').filter(|it| !it.is_empty() && !it.starts_with("X-Amz-Signature="));
    let written = written.collect::<Vec<_>>().join("&");
    let queries: [(Query, _); 2] =
        [(|_, written| written.to_owned(), written.clone()), (|model, _| model.query(), written)];
    for scheme in ["https://", "http://", "//", ""] {
        let url = move |model: &Model| format!("{scheme}{}{}", model.header("host").unwrap_or_default(), model.path);
        out.push(Edit::new(Kind::Path, Told::Path, move |model| model.path = url(model)).unusual());
        for (query, written) in queries.clone() {
            let whole = move |model: &mut Model| model.path = format!("{}?{}", url(model), query(model, &written));
            out.push(Edit::new(Kind::Path, Told::Path, whole).unusual());
        }
    }
    for (query, written) in queries {
        let with_query = move |model: &mut Model| model.path = format!("{}?{}", model.path, query(model, &written));
        out.push(Edit::new(Kind::Path, Told::Path, with_query.clone()).unusual());
        let instead = move |model: &mut Model| {
            with_query(model);
            model.parameters.clear();
        };
        out.push(Edit::new(Kind::Path, Told::Words("path", "with the query in it", "without it"), instead).unusual());
    }
}

/// The query as it is signed or as it is written.
type Query = fn(&Model, &str) -> String;

pub(in crate::explain::solve) fn edits(case: &Case<'_>, out: &mut Edits) {
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
    let slashes = case.model.path.match_indices('/').count().min(SLASHES_AT_MOST);
    for at in 0..slashes {
        out.push(Edit::new(Kind::PathNormalized, Told::Path, move |model| twice(&mut model.path, at)).unusual());
    }
    for encoder in &ENCODERS {
        out.push(
            Edit::new(Kind::NotEncoded, Told::Path, move |model| {
                model.path = encoder.encode_path(&decoded(&model.path));
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
    for spell in [letters::composed, letters::decomposed] {
        let respell = move |model: &mut Model| model.path = encoded(&spell(&decoded(&model.path)));
        out.push(Edit::new(Kind::Path, Told::Path, respell));
    }
}

/// As in requests for a virtual-hosted bucket that were signed with the bucket in the path too.
fn bucket_in_path(model: &mut Model) {
    if let Some((bucket, _)) = model.header("host").and_then(|host| host.split_once('.')) {
        model.path = format!("/{bucket}{}", model.path);
    }
}

fn without_first(path: &str) -> String {
    let rest = path.get(1..).and_then(|path| path.split_once('/')).map_or("", |(_, rest)| rest);
    format!("/{rest}")
}
