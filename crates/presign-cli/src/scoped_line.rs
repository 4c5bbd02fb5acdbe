//! What a command line of `presign credentials` lacks, all of it in one sentence, with a line that has it.

use clap::Error;
use clap::error::ContextKind;

use crate::failure::Failure;
use crate::hint::{listed, text};

/// What each form needs besides the bucket: an option, and how it is written.
const NEEDED: [(&str, &[(&str, &str)]); 2] = [
    ("credentials/r2", &[("--allow", "--allow read"), ("--account", "--account ID")]),
    ("credentials/s1", &[("--allow", "--allow read"), ("--server", "--server s3.example.com")]),
];

/// Whether a value was refused that stands where the bucket is to be, without a scheme of any kind.
pub(crate) fn is_of(error: &Error, path: &str) -> bool {
    let bucket = text(error, ContextKind::InvalidValue);
    let is_bucket = text(error, ContextKind::InvalidArg).starts_with("<BUCKET>");
    is_bucket && is_name(bucket.split('/').next().unwrap_or_default()) && NEEDED.iter().any(|(of, _)| *of == path)
}

/// Says all that is missing.
pub(crate) fn failure(words: &[&str], path: &str) -> Failure {
    let needed = NEEDED.iter().find(|(of, _)| *of == path).map_or(&[][..], |(_, needed)| needed);
    let has = |option: &str| words.iter().any(|word| word.split('=').next() == Some(option));
    // After the names of the command: what is neither an option nor the value of one.
    let pairs = words.windows(2).filter(|pair| !pair[0].starts_with("--") || pair[0].contains('=')).skip(1);
    let given = pairs
        .map(|pair| pair[1])
        .find(|word| word.starts_with("s3://") || is_name(word.split('/').next().unwrap_or_default()));
    let (bucket, is_url) = match given {
        Some(bucket) if bucket.starts_with("s3://") => (bucket.to_owned(), true),
        Some(bucket) => (format!("s3://{bucket}"), false),
        None => ("s3://BUCKET".into(), false),
    };
    let of_bucket = (!is_url).then(|| if given.is_some() { "s3:// before the bucket" } else { "the bucket" });
    let missing = of_bucket.into_iter().chain(needed.iter().map(|(name, _)| *name).filter(|name| !has(name)));
    let missing = listed(&missing.collect::<Vec<_>>());
    let options = needed.iter().map(|(_, example)| *example).collect::<Vec<_>>().join(" ");
    Failure::Incomplete { missing, line: format!("presign {} {bucket} {options}", path.replace('/', " ")) }
}

/// Whether it is what a bucket may be called.
fn is_name(word: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    (3..64).contains(&word.len()) && !word.starts_with('-') && word.bytes().all(is_allowed)
}
