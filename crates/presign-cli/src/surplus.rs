//! Words that are one too many: a file's name, a time, or what a shell made of a value with spaces.

use clap::error::ContextKind;
use clap::{Arg, ArgAction, Command, Error};

use crate::curl::local_file;
use crate::failure::Failure;
use crate::hint::{has, text};
use crate::values;

/// The longest word that a sentence repeats, in characters.
const LONGEST: usize = 80;

/// A word that belongs to no argument.
pub(crate) fn of_word(word: String, words: &[&str], command: &Command, path: &str) -> Failure {
    if is_lifetime(&word, words, command) {
        return Failure::TimeWithoutOption { time: word };
    }
    if let Some(failure) = of_dashes(&word) {
        return failure;
    }
    let shown = shortened(&word);
    match before(&word, words, command) {
        Before::Flag(option) => Failure::WordAfterFlag { word: shown, option },
        _ => Failure::WordTooMany { word: shown, command: path.replace('/', " ") },
    }
}

/// A value that is not understood. Where a command has any number of objects, this is how clap refuses each other word.
pub(crate) fn of_value(error: Error, words: &[&str], command: &Command, path: &str) -> Failure {
    let value = text(&error, ContextKind::InvalidValue);
    if !text(&error, ContextKind::InvalidArg).starts_with("[s3://") || value.contains("://") {
        return Failure::Usage(error);
    }
    if let Some(failure) = of_dashes(&value) {
        return failure;
    }
    let before = before(&value, words, command);
    let is_time = values::is_unit(&value) || values::duration(&value).is_ok();
    match path {
        _ if is_time && matches!(&before, Before::Value(option) if option == "--expires") => Failure::TimeInTwoWords,
        _ if words.contains(&"--bucket") => Failure::KeyWithoutOption,
        _ if is_lifetime(&value, words, command) => Failure::TimeWithoutOption { time: value },
        _ if matches!(before, Before::Value(_)) => {
            Failure::WordTooMany { word: shortened(&value), command: path.replace('/', " ") }
        }
        "get" if value == "download" => Failure::NoCommand { name: "share download".into(), meant: "get".into() },
        "get" if value == "upload" => Failure::NoCommand { name: "share upload".into(), meant: "put".into() },
        _ if !words.iter().any(|word| word.starts_with("s3://")) => Failure::Usage(error),
        _ => of_file(error, &value, words, &before, path),
    }
}

/// A word next to an object is usually a file. After the object it may also be the rest of a key with a space.
fn of_file(error: Error, word: &str, words: &[&str], before: &Before, path: &str) -> Failure {
    let is_curl = words.contains(&"--curl");
    let key = words.iter().find_map(|word| word.strip_prefix("s3://")?.split_once('/')).map_or("", |(_, key)| key);
    let rest = match before {
        Before::Object(object) => {
            format!("; a key with spaces is put between quotation marks, as in '{object} {word}'")
        }
        _ => String::new(),
    };
    let rest = if rest.chars().count() > 2 * LONGEST { String::new() } else { rest };
    match (path, is_curl) {
        ("put", true) => Failure::FileToPutByCurl { file: local_file(key), rest },
        ("put", false) => Failure::FileToPut { rest },
        ("get", true) => Failure::FileToGetByCurl { rest },
        ("get", false) => Failure::FileToGet { rest },
        ("copy", _) => Failure::FileToCopy,
        _ => match before {
            Before::Flag(option) => Failure::WordAfterFlag { word: shortened(word), option: option.clone() },
            _ => Failure::Usage(error),
        },
    }
}

/// What a word follows.
enum Before {
    /// An object, as it was written.
    Object(String),
    /// An option that has no value.
    Flag(String),
    /// The value of an option.
    Value(String),
    Other,
}

fn before(word: &str, words: &[&str], command: &Command) -> Before {
    let at = words.iter().position(|other| *other == word).unwrap_or_default();
    let (Some(last), last_but_one) = (at.checked_sub(1).map(|at| words[at]), at.checked_sub(2).map(|at| words[at]))
    else {
        return Before::Other;
    };
    let is_flag = |option: &str| {
        let name = option.trim_start_matches('-');
        let found = command.get_arguments().find(|it| it.get_long() == Some(name));
        found.is_some_and(|it: &Arg| matches!(it.get_action(), ArgAction::SetTrue))
    };
    let is_option = |word: &str| word.starts_with("--") && word.len() > 2 && !word.contains('=');
    match last_but_one {
        _ if is_option(last) && is_flag(last) => Before::Flag(last.into()),
        Some(option) if is_option(option) && !is_flag(option) => Before::Value(option.into()),
        _ if last.starts_with("s3://") => Before::Object(last.into()),
        _ => Before::Other,
    }
}

/// What begins with a dash and is no option: after `--`, or with the dash of a word processor.
fn of_dashes(value: &str) -> Option<Failure> {
    let name = value.trim_start_matches(['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}']);
    if value.starts_with('-') && value.len() > 1 {
        return Some(Failure::OptionAfterObjects { option: value.into() });
    }
    (name.len() < value.len() && !name.is_empty()).then(|| Failure::OtherDash { meant: format!("--{name}") })
}

/// Whether a word too many is what `--expires` accepts, and is missing. A number alone may be anything.
fn is_lifetime(word: &str, words: &[&str], command: &Command) -> bool {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    let is_given = words.iter().any(|word| word.starts_with("--expire"));
    has(command, "--expires") && !is_given && !is_number && values::lifetime(word).is_ok()
}

/// The beginning of the first line of a word, which may be a whole document.
pub(crate) fn shortened(word: &str) -> String {
    let line = word.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONGEST).collect();
    if short.len() < word.len() { format!("{short}…") } else { short }
}
