//! The public API with all features, as rustdoc tells it, against `presign.txt`: no change of it goes unseen, and no type of
//! another crate gets into it unseen.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use public_api::{Builder, PublicApi};

/// What other crates have in the API. A release of theirs that breaks it is one of ours.
const EXTERNAL: [&str; 10] = [
    "chrono::datetime::DateTime",
    "chrono::offset::TimeZone",
    "chrono::offset::utc::Utc",
    "http::request::Parts",
    "http::request::Request",
    "jiff::timestamp::Timestamp",
    // `serde`, by the crate that it takes them from.
    "serde_core::de::Deserialize",
    "serde_core::ser::Serialize",
    "time::offset_date_time::OffsetDateTime",
    "url::Url",
];

#[test]
fn the_public_api_is_the_one_that_is_written_down() {
    let found = listing(&rustdoc());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("presign.txt");
    if env::var_os("ACCEPT_API").is_some() {
        fs::write(&path, found.join("\n") + "\n").unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    let written: BTreeSet<_> = written.lines().collect();
    let found: BTreeSet<_> = found.iter().map(String::as_str).collect();
    let lost = written.difference(&found).map(|line| format!("- {line}\n"));
    let gained = found.difference(&written).map(|line| format!("+ {line}\n"));
    let changes: String = lost.chain(gained).collect();
    assert!(
        changes.is_empty(),
        "the public API has changed:\n{changes}If that is meant, run `ACCEPT_API=1 cargo test -p api`, and add a line to \
         CHANGELOG.md."
    );
}

/// The most items and types of the rest.
const ITEMS: usize = 850;
const TYPES: usize = 100;

/// What came with features that add a subject of their own, by the parts of the lines that tell it.
const ADDED: &[(&str, &[&str])] = &[
    ("cloudfront, cloudfront-pem", &["presign::cloudfront"]),
    ("event-stream", &["EventDecoder", "EventMessage", "EventSigner", "EventValue", "verify_events"]),
    ("keys elsewhere (x509)", &["Certificate", "::certificate", "KeylessSigner", "Unsigned<", "ecdsa_der"]),
    ("scoped", &["presign::scoped", "s3::Action", "verify::Ask", "::asks(", "token_reveals_secret"]),
    (
        "servers and signers that are shared",
        &["Advance", "::advance(", "copy_source(&self", "Keyring", "Proof", "SharedSigner", "SourceObject", "Arc<"],
    ),
    ("xml", &["s3::xml"]),
];

/// How many items, and how many types and traits among them, one has to hold in one's head without those: a row for each
/// feature, and the rest last.
#[test]
fn the_rest_is_small_enough_to_hold_in_ones_head() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("presign.txt")).unwrap();
    let lines = text.lines().map(|line| line.strip_prefix("#[non_exhaustive] ").unwrap_or(line));
    let items: Vec<_> = lines.filter(|line| line.starts_with("pub ")).collect();
    let of = |line: &str| ADDED.iter().position(|(_, parts)| parts.iter().any(|part| line.contains(part)));
    let is_type = |line: &str| ["enum", "struct", "trait"].iter().any(|kind| line.starts_with(&format!("pub {kind} ")));
    for (at, (feature, _)) in ADDED.iter().enumerate() {
        let lines = items.iter().filter(|line| of(line) == Some(at));
        println!("{feature}: {} items, {} types", lines.clone().count(), lines.filter(|line| is_type(line)).count());
    }
    let rest: Vec<_> = items.iter().filter(|line| of(line).is_none()).collect();
    let types = rest.iter().filter(|line| is_type(line)).count();
    println!("the rest: {} items, {types} types", rest.len());
    assert!(rest.len() <= ITEMS && types <= TYPES, "{} items, {types} types", rest.len());
}

#[test]
fn no_other_type_of_another_crate_is_in_it() {
    let is_ours = |path: &str| ["presign::", "core::", "alloc::", "std::"].iter().any(|own| path.starts_with(own));
    let listing = listing(&rustdoc());
    let is_inside = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = listing.iter().flat_map(|line| line.split(|c| !is_inside(c)));
    let paths = words.map(|word| word.trim_matches(':')).filter(|word| word.contains("::"));
    let found: BTreeSet<_> = paths.filter(|path| !is_ours(path)).collect();
    assert_eq!(found, BTreeSet::from(EXTERNAL));
}

/// The API with its traits, but without the methods of those of other crates, which the traits tell; each line once. Of
/// `Send` and its like only which types have them not.
fn listing(json: &Path) -> Vec<String> {
    let builder = Builder::from_rustdoc_json(json).omit_blanket_impls(true);
    let lines = |builder: Builder| -> Vec<String> {
        let api: PublicApi =
            builder.build().unwrap_or_else(|error| panic!("rustdoc is not that of Rust 1.95: {error}"));
        let items = api.items().map(ToString::to_string);
        // The guides, which nobody can name: they are there for rustdoc only.
        items.filter(|item| !item.starts_with("pub mod presign::docs")).collect()
    };
    let plain: BTreeSet<_> =
        lines(builder.clone().omit_auto_trait_impls(true).omit_auto_derived_impls(true)).into_iter().collect();
    let is_head = |line: &String| line.starts_with("impl") && (!is_auto(line) || line.contains("impl !"));
    let (mut of_trait, mut seen) = (false, BTreeSet::new());
    let is_told = |line: &String| {
        of_trait = if line.starts_with("impl") { line.contains(" for ") } else { of_trait && is_method(line) };
        (plain.contains(line) && !of_trait) || is_head(line)
    };
    lines(builder).into_iter().filter(is_told).filter(|line| seen.insert(line.clone())).collect()
}

/// Whether it is a function of a type, whose name begins with a capital, and not of a module.
fn is_method(line: &str) -> bool {
    let path = line.strip_prefix("pub fn ").and_then(|line| line.split('(').next()).unwrap_or_default();
    path.split("::").any(|segment| segment.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn is_auto(line: &str) -> bool {
    ["Send for", "Sync for", "Unpin for", "Freeze for", "UnwindSafe for"].iter().any(|name| line.contains(name))
}

/// What rustdoc writes in JSON. It writes that on a nightly, and on stable with this variable.
fn rustdoc() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = root.join("target/docs.rs");
    let status = Command::new(env!("CARGO"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTDOCFLAGS")
        .current_dir(&root)
        .args(["rustdoc", "--quiet", "--locked", "-p", "presign", "--lib", "--all-features", "--target-dir"])
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .status()
        .unwrap();
    assert!(status.success(), "rustdoc failed");
    target.join("doc/presign.json")
}
