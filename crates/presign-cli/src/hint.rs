//! What to write instead of arguments that are not understood, where clap cannot know what was meant.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory as _, Error};
use strsim::damerau_levenshtein;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::{foreign, provider, scoped_line, surplus, values};

/// Names that people try for a command, below the command that they try them with, and what does it here.
const OTHER_NAMES: [(&str, &[&str], &str); 34] = [
    ("", &["cat", "download", "get-object", "presign", "read", "sign-url", "signurl", "sync", "view"], "get"),
    ("", &["create", "put-object", "upload", "write"], "put"),
    ("", &["exists", "head-object", "info", "stat"], "head"),
    ("", &["del", "delete-object", "delete-objects", "destroy", "remove", "unlink"], "delete"),
    ("", &["copy-object", "move", "mv", "rename"], "copy"),
    ("", &["dir", "find", "list-objects", "list-objects-v2", "tree"], "list"),
    ("", &["create-multipart-upload", "initiate-multipart-upload"], "multipart create"),
    ("", &["upload-part"], "multipart part"),
    ("", &["complete-multipart-upload"], "multipart complete"),
    ("", &["abort-multipart-upload"], "multipart abort"),
    ("", &["list-parts"], "multipart list-parts"),
    ("", &["form", "post-object", "post-policy"], "post"),
    ("", &["curl", "fetch", "http", "query", "request"], "url"),
    ("", &["authorize", "header", "headers"], "sign"),
    (
        "",
        &["analyse", "analyze", "check", "debug", "decode", "diagnose", "inspect", "parse", "solve", "why"],
        "explain",
    ),
    ("", &["generate-db-auth-token", "postgres", "postgresql", "mysql", "mariadb", "rds"], "token rds"),
    ("", &["get-token", "eks", "kubectl"], "token eks"),
    ("", &["bedrock", "codecommit", "dsql", "elasticache", "memorydb", "msk", "password", "auth-token"], "token"),
    ("", &["agentcore", "iot", "kinesisvideo", "mqtt", "polly", "ssh-tunnel", "transcribe", "websocket"], "service"),
    (
        "token",
        &["aurora", "db", "generate-db-auth-token", "mariadb", "mysql", "postgres", "postgresql", "proxy"],
        "token rds",
    ),
    ("token", &["generate-db-connect-auth-token", "generate-db-connect-admin-auth-token"], "token dsql"),
    ("token", &["cache", "redis", "valkey"], "token elasticache"),
    ("token", &["cluster", "get-token", "k8s", "kubectl", "kubernetes"], "token eks"),
    ("token", &["kafka"], "token msk"),
    ("token", &["git"], "token codecommit"),
    ("service", &["mqtt"], "service iot"),
    ("service", &["eice", "instance-connect", "ssh", "tunnel"], "service ssh-tunnel"),
    ("multipart", &["begin", "init", "initiate", "start"], "multipart create"),
    ("multipart", &["put", "upload", "upload-part"], "multipart part"),
    ("multipart", &["close", "done", "end", "finish"], "multipart complete"),
    ("multipart", &["cancel", "delete", "rm", "stop"], "multipart abort"),
    ("multipart", &["list", "ls", "parts", "status"], "multipart list-parts"),
    ("multipart", &["all", "sign", "split"], "multipart plan"),
    ("", &["version"], "--version"),
];

/// Programs whose own commands people write after `presign`.
const OTHER_PROGRAMS: [&str; 8] = ["aws", "gsutil", "mc", "rclone", "s3", "s3api", "s3cmd", "s5cmd"];

/// Options of `presign token` that AWS's tools have where this program takes an argument: the service, and how its
/// token is asked for.
const ARGUMENTS: [(&str, &[&str], &str); 6] = [
    ("token/codecommit", &["--repository", "--repository-name", "--name"], "presign token codecommit MyRepo"),
    ("token/dsql", &["--host", "--hostname", "--endpoint"], "presign token dsql HOST"),
    ("token/eks", &["--cluster", "--cluster-name", "--cluster-id", "--name"], "presign token eks my-cluster"),
    (
        "token/elasticache",
        &["--cluster", "--cluster-name", "--name"],
        "presign token elasticache my-cluster --user NAME",
    ),
    ("token/memorydb", &["--cluster", "--cluster-name", "--name"], "presign token memorydb my-cluster --user NAME"),
    ("token/rds", &["--host", "--hostname", "--endpoint"], "presign token rds HOST --port 5432 --user NAME"),
];

/// Why the arguments are refused: a sentence that says what to write, or else what clap says.
pub(crate) fn failure(error: Error, words: &[OsString]) -> Failure {
    let words: Vec<_> = words.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    match explain(error, &words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Failure::Usage(error) => Failure::Usage(without_long_words(error)),
        failure => failure,
    }
}

/// What clap repeats of the command line, cut short where it is a whole document.
fn without_long_words(mut error: Error) -> Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue, ContextKind::InvalidSubcommand] {
        let word = text(&error, kind);
        let short = surplus::shortened(&word);
        if short != word {
            error.insert(kind, ContextValue::String(short));
        }
    }
    error
}

fn explain(error: Error, words: &[&str]) -> Failure {
    let mut program = Arguments::command();
    program.build();
    // What follows a word that is no command belongs to none.
    let unknown = text(&error, ContextKind::InvalidSubcommand);
    let known = words.iter().take_while(|word| unknown.is_empty() || **word != unknown);
    let (command, path) = command(&program, &known.copied().collect::<Vec<_>>());
    match error.kind() {
        ErrorKind::UnknownArgument => of_argument(error, words, &program, command, &path),
        ErrorKind::InvalidSubcommand => of_command(error, words, command, &path),
        ErrorKind::InvalidValue => of_choice(error),
        ErrorKind::ValueValidation if scoped_line::is_of(&error, &path) => scoped_line::failure(words, &path),
        ErrorKind::ValueValidation => surplus::of_value(error, words, command, &path),
        ErrorKind::MissingRequiredArgument => of_missing(error, words, &path),
        _ => Failure::Usage(error),
    }
}

/// The command that the words name, and its path, such as `multipart/part`. Words that name none, such as the value of an
/// option, are passed over.
fn command<'a>(program: &'a Command, words: &[&str]) -> (&'a Command, String) {
    let (mut command, mut path) = (program, String::new());
    for word in words {
        if let Some(found) = command.find_subcommand(word) {
            command = found;
            path.extend([if path.is_empty() { "" } else { "/" }, found.get_name()]);
        }
    }
    (command, path)
}

/// The text that clap gives of an error.
pub(crate) fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    }
}

fn of_argument(mut error: Error, words: &[&str], program: &Command, command: &Command, path: &str) -> Failure {
    let option = text(&error, ContextKind::InvalidArg);
    if path == "explain" && words.contains(&"curl") {
        return Failure::CurlWithoutQuotes;
    }
    if !option.starts_with('-') {
        return surplus::of_word(option, words, command, path);
    }
    // `-expires` is read as `-e`, `-x` and so on.
    let long =
        words.iter().filter_map(|word| word.strip_prefix('-')).map(|word| word.split('=').next().unwrap_or_default());
    if let Some(long) = long.map(|word| format!("--{word}")).find(|word| option.len() == 2 && has(command, word)) {
        return Failure::OneHyphen { meant: long };
    }
    let asked = |(of, options, _): &&(&str, &[&str], &str)| *of == path && options.contains(&option.as_str());
    if let Some((.., example)) = ARGUMENTS.iter().find(asked) {
        return Failure::NoOption { option, advice: format!("write `{example}`") };
    }
    if has(command, &option) {
        return Failure::OptionBeforeCommand { option, command: path.replace('/', " ") };
    }
    if let Some(line) = provider::line(&option) {
        return Failure::NoOption { advice: of_provider(&line, program, command, path), option };
    }
    if let Some(advice) = foreign::advice(&option, path, |name| has(command, name)) {
        return Failure::NoOption { option, advice };
    }
    error.remove(ContextKind::Suggested);
    error.remove(ContextKind::TrailingArg);
    error.remove(ContextKind::SuggestedArg);
    let names = command.get_arguments().filter_map(Arg::get_long).map(|name| format!("--{name}"));
    if let Some(near) = nearest(&option, names) {
        error.insert(ContextKind::SuggestedArg, ContextValue::String(near));
        return Failure::Usage(error);
    }
    if path.starts_with("service/") && has(command, "--query") {
        let advice = "--query NAME=VALUE gives a parameter of the service, by its name in the API".into();
        return Failure::NoOption { option, advice };
    }
    match commands_with(program, &option) {
        Some(commands) => Failure::NoOption { option, advice: format!("it is an option of {commands}") },
        None => Failure::Usage(error),
    }
}

/// What to write instead of a provider's name as an option.
fn of_provider(line: &str, program: &Command, command: &Command, path: &str) -> String {
    match commands_with(program, "--provider") {
        Some(_) if has(command, "--provider") && !path.is_empty() => format!("write {line}"),
        Some(commands) if !path.is_empty() => format!("{line} is written with {commands}"),
        _ => format!("options follow a command, as in `presign get ... {line}`"),
    }
}

/// The commands that have an option, in a sentence.
fn commands_with(program: &Command, option: &str) -> Option<String> {
    match &with_option(program, option)[..] {
        [] => None,
        [first, second, third, _, ..] => Some(format!("{first}, {second}, {third} and others")),
        others => Some(others.join(", ")),
    }
}

/// Names in a sentence, with `and` before the last.
pub(crate) fn listed(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

/// Whether a command has an option by this name, as it is written.
pub(crate) fn has(command: &Command, option: &str) -> bool {
    let is_it = |argument: &Arg| match option.strip_prefix("--") {
        Some(name) => argument.get_long() == Some(name),
        None => argument.get_short().is_some_and(|short| option.strip_prefix('-') == Some(&*short.to_string())),
    };
    command.get_arguments().any(is_it)
}

/// The commands that have an option, as they are written.
fn with_option(program: &Command, option: &str) -> Vec<String> {
    let mut found = Vec::new();
    for command in program.get_subcommands() {
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        for command in below.chain(Some(command).filter(|command| !command.has_subcommands())) {
            if has(command, option) {
                found.extend(command.get_bin_name().map(|name| format!("`{name}`")));
            }
        }
    }
    found
}

/// The name that was probably meant, if one differs by as little as a slip of the finger does.
pub(crate) fn nearest(typed: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let most = (typed.trim_start_matches('-').len() / 4).clamp(1, 2);
    let near = names.map(|name| (damerau_levenshtein(typed, &name), name)).min()?;
    Some(near).filter(|(distance, _)| *distance <= most).map(|(_, name)| name)
}

fn of_command(mut error: Error, words: &[&str], command: &Command, path: &str) -> Failure {
    let name = text(&error, ContextKind::InvalidSubcommand);
    let is_object_next = words.iter().skip_while(|word| **word != name).nth(1).is_none_or(|word| word.contains("://"));
    if path.is_empty() && values::is_web_url(&name) {
        return Failure::NoCommandForUrl;
    }
    if path.is_empty() && (OTHER_PROGRAMS.contains(&&*name) || name == "presign" && !is_object_next) {
        return Failure::OtherProgram { name };
    }
    let lower = name.to_lowercase();
    let at = |meant: &str| if path.is_empty() { meant.into() } else { format!("{path} {meant}") };
    let other = OTHER_NAMES.iter().find(|(of, names, _)| *of == path && names.contains(&lower.as_str()));
    let meant = match other {
        Some((.., meant)) => Some((*meant).to_owned()),
        None => command.find_subcommand(&lower).map(|found| at(found.get_name())),
    };
    if let Some(meant) = meant {
        return Failure::NoCommand { name: at(&name), meant };
    }
    error.remove(ContextKind::Suggested);
    error.remove(ContextKind::SuggestedSubcommand);
    let names = command.get_subcommands().map(|found| found.get_name().to_owned());
    if let Some(near) = nearest(&lower, names) {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near]));
    } else if matches!(path, "token" | "service") {
        return Failure::NoSuchService { path: path.into(), name };
    }
    Failure::Usage(error)
}

/// A value that is not one of those that an option has.
fn of_choice(mut error: Error) -> Failure {
    let typed = text(&error, ContextKind::InvalidValue).to_lowercase();
    let is_provider = text(&error, ContextKind::InvalidArg).starts_with("--provider");
    if is_provider && ["aws", "amazon", "s3"].contains(&&*typed) {
        return Failure::ProviderAws;
    }
    error.remove(ContextKind::SuggestedValue);
    let known = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) => known.clone(),
        _ => Vec::new(),
    };
    let known = if is_provider { provider::all_names().collect() } else { known };
    if let Some(near) = nearest(&typed, known.into_iter()) {
        error.insert(ContextKind::SuggestedValue, ContextValue::String(near));
    }
    Failure::Usage(error)
}

fn of_missing(error: Error, words: &[&str], path: &str) -> Failure {
    let has_url = words.iter().any(|word| values::is_web_url(word));
    let objects = words.iter().filter(|word| word.starts_with("s3://")).count();
    match path {
        "sign" | "url" | "verify" if has_url => Failure::NoMethod { command: path.into() },
        "copy" if objects > 1 => Failure::CopyOfTwo,
        "credentials/r2" | "credentials/s1" => scoped_line::failure(words, path),
        "explain" if !words.iter().any(|word| word.starts_with("--error")) => Failure::NothingToExplain,
        "token/rds" => match words.iter().find_map(|word| host_and_port(word)) {
            Some((host, port)) if !words.iter().any(|word| word.starts_with("--port")) => {
                Failure::PortInHost { host: host.into(), port: port.into() }
            }
            _ => Failure::Usage(error),
        },
        _ => Failure::Usage(error),
    }
}

/// The host and the port of a word such as `db.example.com:5432`.
fn host_and_port(word: &str) -> Option<(&str, &str)> {
    let (host, port) = word.split_once(':')?;
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    (is_host && !host.starts_with('-') && port.parse::<u16>().is_ok()).then_some((host, port))
}

/// Refuses a URL in the place of the method.
pub(crate) fn check_method(method: &str, command: &str) -> Result<(), Failure> {
    if values::is_web_url(method) { Err(Failure::NoMethod { command: command.into() }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of an option that the command does not have.
    fn said(option: &str, program: &Command, command: &Command, path: &str) -> String {
        let mut error = Error::new(ErrorKind::UnknownArgument);
        error.insert(ContextKind::InvalidArg, ContextValue::String(option.into()));
        of_argument(error, &[option, "SECRET"], program, command, path).to_string()
    }

    #[test]
    fn each_option_of_another_tool_has_its_sentence_at_each_command() {
        let mut program = Arguments::command();
        program.build();
        let commands: Vec<_> = program.get_subcommands().flat_map(|it| it.get_subcommands().chain(Some(it))).collect();
        let commands = commands.iter().filter(|it| !it.has_subcommands()).filter_map(|it| it.get_bin_name());
        // And before any command.
        let commands = commands.chain([""]);
        let own = ["help", "man", "completions"];
        let names = foreign::names();
        let mut count = 0;
        for line in commands.filter(|line| own.iter().all(|name| !line.contains(name))) {
            let (command, path) = command(&program, &line.split(' ').collect::<Vec<_>>());
            // The options of a row have the same ways: one of them is enough, except at one command.
            let most = if path == "put" { usize::MAX } else { 1 };
            let is_new = |option: &&&str| !command.get_arguments().any(|it| is_called(it, option));
            for option in names.iter().flat_map(|row| row.iter().filter(is_new).take(most)) {
                let said = said(option, &program, command, &path);
                let start = format!("there is no option {option}: ");
                assert!(said.starts_with(&start), "{line} {option}: {said}");
                assert!(!said.contains("similar") && !said.contains('\n') && !said.contains("SECRET "), "{said}");
                assert!(!said.contains("COMMAND") && !said.contains("  "), "{said}");
                assert!(!said.contains("presign `") && !said.contains("help `"), "{said}");
                // Each option that the way names without another command is one that the command has.
                let way = said[start.len()..].split('`').step_by(2).collect::<String>();
                for word in way.split([' ', ',', ';', '\'']).filter(|word| word.starts_with("--")) {
                    assert!(has(command, word) || path.is_empty(), "{line}: {said}");
                }
                count += 1;
            }
        }
        assert!(count > 4000, "{count}");
    }

    fn is_called(argument: &Arg, option: &str) -> bool {
        let names = argument.get_long_and_visible_aliases().unwrap_or_default();
        let hidden = argument.get_aliases().unwrap_or_default();
        match option.strip_prefix("--") {
            Some(name) => names.contains(&name) || hidden.contains(&name),
            None => argument.get_short().is_some_and(|short| option == format!("-{short}")),
        }
    }

    #[test]
    fn no_option_is_twice_in_the_table_without_a_reason() {
        let mut names = foreign::names().concat();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        // A form has tags as XML, a request as a query string.
        assert_eq!(twice, ["--tag-set", "--tagging", "--tags"]);
        assert!(names.len() > 350, "{}", names.len());
    }
}
