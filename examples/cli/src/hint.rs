//! What to write instead of arguments that are not understood, where clap cannot know what was meant.

use std::env;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;
use crate::values;

/// Names that people try for a command, and its own.
const OTHER_NAMES: [(&str, &str); 6] =
    [("upload", "put"), ("download", "get"), ("remove", "delete"), ("mv", "copy"), ("sync", "get"), ("presign", "get")];

/// Options of `presign token` that AWS' tools have where this program takes an argument: the service, and how its
/// token is asked for.
const ARGUMENTS: [(&str, &[&str], &str); 6] = [
    ("codecommit", &["--repository", "--repository-name", "--name"], "presign token codecommit MyRepo"),
    ("dsql", &["--host", "--hostname", "--endpoint"], "presign token dsql HOST"),
    ("eks", &["--cluster", "--cluster-name", "--cluster-id", "--name"], "presign token eks my-cluster"),
    ("elasticache", &["--cluster", "--cluster-name", "--name"], "presign token elasticache my-cluster --user NAME"),
    ("memorydb", &["--cluster", "--cluster-name", "--name"], "presign token memorydb my-cluster --user NAME"),
    ("rds", &["--host", "--hostname", "--endpoint"], "presign token rds HOST --port 5432 --user NAME"),
];

/// Why the arguments are refused: a sentence that says what to write, or else what clap says.
pub(crate) fn failure(error: Error) -> Failure {
    let words: Vec<_> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let found = match (error.kind(), &words[..]) {
        (ErrorKind::MissingRequiredArgument, [command @ ("sign" | "url" | "verify"), rest @ ..]) => {
            rest.iter().any(|word| values::is_web_url(word)).then(|| Failure::NoMethod { command: (*command).into() })
        }
        (ErrorKind::UnknownArgument, ["explain", rest @ ..]) => {
            rest.contains(&"curl").then_some(Failure::CurlWithoutQuotes)
        }
        (ErrorKind::UnknownArgument, ["token", rest @ ..]) => no_option(&error, rest),
        _ => None,
    };
    found.unwrap_or_else(|| Failure::Usage(with_command(error)))
}

/// An option of AWS' tools where this program takes an argument.
fn no_option(error: &Error, words: &[&str]) -> Option<Failure> {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else { return None };
    let asked =
        |(service, options, _): &&(&str, &[&str], &str)| words.contains(service) && options.contains(&option.as_str());
    let (.., example) = ARGUMENTS.iter().find(asked)?;
    Some(Failure::NoOption { option: option.clone(), example })
}

/// The error, with the command that was probably meant.
fn with_command(mut error: Error) -> Error {
    let name = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(name)) => OTHER_NAMES.iter().find(|(other, _)| other == name),
        _ => None,
    };
    if let Some((_, command)) = name {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![(*command).into()]));
    }
    error
}

/// Refuses a URL in the place of the method.
pub(crate) fn check_method(method: &str, command: &str) -> Result<(), Failure> {
    if values::is_web_url(method) { Err(Failure::NoMethod { command: command.into() }) } else { Ok(()) }
}
