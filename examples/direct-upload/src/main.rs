//! Uploads and downloads with presigned URLs, and shows what a server refuses.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use direct_upload::once::{self, OnceError};
use direct_upload::target::{Target, TargetError};

/// Uploads and downloads with presigned URLs, and shows what a server refuses.
///
/// The server is embedded in this program. Another one is used if S3_ENDPOINT, S3_BUCKET, AWS_REGION, AWS_ACCESS_KEY_ID
/// and AWS_SECRET_ACCESS_KEY are set (and AWS_SESSION_TOKEN, if there is one).
#[derive(Parser)]
#[command(override_usage = "direct-upload --once [--file <PATH>]")]
struct Arguments {
    /// Make one round and print a table: exit code 0 if all is as expected, 1 if not, 2 if there was nothing to see
    #[arg(long)]
    once: bool,
    /// The file to upload [default: 64 KiB that hold every value of a byte]
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error("{} was not read: {error}.", path.display())]
    File { path: PathBuf, error: io::Error },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.once {
        eprintln!("Nothing to do without --once.\n\n{}", Arguments::command().render_usage());
        return ExitCode::from(2);
    }
    match run(arguments.file) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("direct-upload: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run(file: Option<PathBuf>) -> Result<bool, Failure> {
    let content = match file {
        Some(path) => std::fs::read(&path).map_err(|error| Failure::File { path, error })?,
        None => (0..=255).cycle().take(65_536).collect(),
    };
    Ok(once::run(&Target::from_env()?, &content, &mut io::stdout().lock())?)
}
