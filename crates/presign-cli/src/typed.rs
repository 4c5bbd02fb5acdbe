//! The words of the command line, as they were typed and as they are meant.

use std::env;
use std::ffi::OsString;

use clap::CommandFactory as _;

use crate::arguments::Arguments;

/// The words. The names of commands and options may be in any case, and an object alone is one to download, as it is for
/// `aws s3 presign`.
pub(crate) fn words() -> Vec<OsString> {
    let mut words: Vec<_> = env::args_os().collect();
    let mut command = &mut Arguments::command();
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()).map(str::to_lowercase) {
        match command.find_subcommand_mut(&word) {
            Some(below) => command = below,
            None => break,
        }
        words[at] = word.into();
        at += 1;
    }
    if at == 1 && words.get(1).and_then(|word| word.to_str()).is_some_and(|word| word.starts_with("s3://")) {
        words.insert(1, "get".into());
    }
    for word in words.iter_mut().skip(1).take_while(|word| *word != "--") {
        if let Some(lower) = word.to_str().and_then(lower_option) {
            *word = lower.into();
        }
    }
    words
}

/// An option whose name has upper case, with its name in lower case and its value as it is.
fn lower_option(word: &str) -> Option<String> {
    let end = word.find('=').unwrap_or(word.len());
    let (name, value) = word.split_at(end);
    let is_name = name.starts_with("--") && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (is_name && name.bytes().any(|b| b.is_ascii_uppercase())).then(|| name.to_ascii_lowercase() + value)
}
