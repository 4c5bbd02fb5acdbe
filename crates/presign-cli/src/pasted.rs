//! A URL as people paste it, or the whole command of curl with which they sent it.

use crate::values::{self, Pair};

/// What was pasted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pasted {
    pub(crate) url: String,
    /// `None` if a URL was pasted and no command.
    pub(crate) command: Option<Command>,
}

/// How curl sends a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) method: String,
    pub(crate) headers: Vec<Pair>,
}

/// Options whose value is no URL, whatever it looks like.
const WITH_VALUE: [&str; 9] = ["-e", "--referer", "-o", "--output", "-x", "--proxy", "-A", "--user-agent", "--cacert"];

impl Pasted {
    pub(crate) fn read(text: &str) -> Self {
        let text = text.trim();
        let command = text.strip_prefix("$ ").unwrap_or(text);
        // Nobody breaks a line in the middle of a word.
        let words = command.starts_with("curl ").then(|| shlex::split(&command.replace("\\\n", " "))).flatten();
        words.map_or_else(|| Self { url: text.into(), command: None }, |words| Self::command(&words))
    }

    fn command(words: &[String]) -> Self {
        let (mut url, mut method, mut headers) = (None, None, Vec::new());
        // What the options for a body make of the method, unless it is given.
        let mut implied = "GET";
        let mut words = words.iter().skip(1);
        while let Some(word) = words.next() {
            let (option, mut attached) = split(word);
            let mut value = || attached.take().or_else(|| words.next().map(String::as_str)).unwrap_or_default();
            match option {
                "-X" | "--request" => method = Some(value().to_owned()),
                "-H" | "--header" => headers.extend(values::header(value()).ok()),
                "-T" | "--upload-file" => {
                    implied = "PUT";
                    value();
                }
                "-I" | "--head" => implied = "HEAD",
                "-F" | "--form" => {
                    implied = "POST";
                    value();
                }
                _ if option == "-d" || option.starts_with("--data") => {
                    implied = "POST";
                    value();
                }
                "--url" => url = Some(value().to_owned()),
                _ if WITH_VALUE.contains(&option) => drop(value()),
                _ if word.contains("://") => url = url.or_else(|| Some(word.clone())),
                _ => {}
            }
        }
        let method = method.unwrap_or_else(|| implied.into());
        Self { url: url.unwrap_or_default(), command: Some(Command { method, headers }) }
    }
}

/// An option and the value that is written with it, as in `-XPUT` and `--request=PUT`.
fn split(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return word.split_once('=').map_or((word, None), |(option, value)| (option, Some(value)));
    }
    match word.get(..2) {
        Some(option @ ("-X" | "-H" | "-T" | "-d" | "-F" | "-e" | "-o" | "-x" | "-A")) if word.len() > 2 => {
            (option, Some(&word[2..]))
        }
        _ => (word, None),
    }
}
