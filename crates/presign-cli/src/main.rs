//! Presigned URLs at the command line.
//!
//! `cargo install presign-cli` installs it, `presign --help` says what it does. What is signed and what
//! is refused is the library's; here are arguments, credentials, and lines in and out.

mod address;
mod arguments;
mod arrived;
mod bulk;
mod causes;
#[cfg(feature = "cloudfront")]
mod cloudfront;
mod codes;
mod columns;
mod credentials;
mod curl;
mod encoding;
mod examples;
mod explain;
mod failure;
mod foreign;
mod hint;
mod identity;
#[cfg(not(feature = "cloudfront"))]
mod left_out;
mod lines;
mod list;
mod listing;
mod manual;
mod multipart;
mod object;
mod output;
mod post;
mod process;
mod provider;
mod region;
mod request;
mod s3;
mod saved;
mod scope;
mod scoped_line;
mod service;
mod share;
mod sign;
mod solve;
mod surplus;
mod time;
mod token;
mod typed;
mod url;
mod values;
mod verify;
mod warning;
mod words;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use clap::builder::styling::Style;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let words = typed::words();
    let arguments = Arguments::try_parse_from(&words).map_err(|error| hint::failure(error, &words));
    match arguments.and_then(|arguments| run(&arguments.command)) {
        // Whoever reads the output has seen enough: `presign ... | head -1`.
        Ok(()) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            match &failure {
                Failure::Told => {}
                Failure::Usage(error) if !error.use_stderr() => error.exit(),
                _ if is_json(&words) => complain_in_json(&failure),
                Failure::Usage(error) => error.exit(),
                _ => complain(&failure),
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn complain(failure: &Failure) {
    let is_coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let style = if is_coloured { *arguments::STYLES.get_error() } else { Style::new() };
    // `presign explain CODE` has more to say about it.
    let code = failure.code().map(|code| format!(" ({code})")).unwrap_or_default();
    // Standard error may be closed too; there is nobody left to tell then.
    let _ = writeln!(io::stderr(), "{style}presign:{style:#} {failure}{code}");
}

/// Whether the output was asked for in JSON, be the rest of the command right or not.
fn is_json(words: &[OsString]) -> bool {
    words.iter().take_while(|word| *word != "--").any(|word| word == "--json")
}

/// The same for programs: one object in a line on standard error.
fn complain_in_json(failure: &Failure) {
    let _ = io::stderr().write_all(output::json(&failure.json()).as_bytes());
}

fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Get(command) => command.get(),
        Command::Put(command) => command.run(),
        Command::Head(command) => command.head(),
        Command::Delete(command) => command.run(),
        Command::Copy(command) => command.run(),
        Command::List(command) => command.run(),
        Command::Multipart(command) => command.run(),
        Command::Post(command) => command.run(),
        Command::Url(command) => command.run(),
        Command::Sign(command) => command.run(),
        Command::Token(command) => command.run(),
        Command::Service(command) => command.run(),
        Command::Credentials(command) => command.run(),
        Command::CloudFront(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { command } => manual::page(command),
    }
}
