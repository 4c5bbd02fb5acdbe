//! A page that uploads straight to a bucket, and the service that signs for it.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::{Parser, Subcommand};
use presign_upload::app::{App, AppError};
use presign_upload::doctor;
use presign_upload::once::{self, OnceError};
use presign_upload::options::{self, Options};
use presign_upload::target::{Target, TargetError};

/// Serves a page that uploads files straight to a bucket, with URLs that this program signs.
///
/// The bucket's server is embedded in this program. Another one is used if S3_ENDPOINT and S3_BUCKET are set. Region and
/// credentials are found as AWS's tools find them: AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a web
/// identity, a container, an instance.
#[derive(Parser)]
#[command(
    override_usage = "presign-upload [OPTIONS]\n       presign-upload doctor [--origin <ORIGIN>] [--prefix <PREFIX>] [--apply]\n       \
                      presign-upload --once [--file <PATH>]",
    args_conflicts_with_subcommands = true,
    version
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Make one round without a page and print a table: exit code 0 if no signature was treated wrongly,
    /// 1 if one was, 2 if there was nothing to see
    #[arg(long)]
    once: bool,
    /// The file to upload with --once [default: 64 KiB that hold every value of a byte]
    #[arg(long, value_name = "PATH", requires = "once")]
    file: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// Find out whether the bucket lets a page upload, by making the requests, and say what to do where it does not: exit
    /// code 0 if uploads work, 1 if something has to be mended, 2 if nothing could be asked
    Doctor {
        /// The address at which browsers open the page
        #[arg(long, value_name = "ORIGIN", env = "PRESIGN_UPLOAD_ORIGIN", default_value = "http://127.0.0.1:4000")]
        origin: String,
        /// Where every key begins
        #[arg(long, value_name = "PREFIX", env = "PRESIGN_UPLOAD_PREFIX", default_value = "uploads/", value_parser = options::prefix)]
        prefix: String,
        /// Set the bucket's CORS rules, and its rule for parts that nobody completes, where it has none
        #[arg(long)]
        apply: bool,
    },
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error("nothing can be signed for the bucket: {0}.")]
    Sign(#[from] presign::Error),
    #[error("{} was not read: {error}.", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("the program cannot be stopped by a signal: {0}.")]
    Signal(io::Error),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Some(Command::Doctor { origin, prefix, apply }) => examine(&origin, &prefix, apply),
        None if arguments.once => round(arguments.file),
        None => serve(arguments.options),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("presign-upload: {failure}");
            ExitCode::from(2)
        }
    }
}

fn round(file: Option<PathBuf>) -> Result<bool, Failure> {
    let content = match file {
        Some(path) => std::fs::read(&path).map_err(|error| Failure::File { path, error })?,
        None => (0..=255).cycle().take(65_536).collect(),
    };
    Ok(once::run(&Target::from_env(&[])?, &content, &mut io::stdout().lock())?)
}

fn examine(origin: &str, prefix: &str, apply: bool) -> Result<bool, Failure> {
    let target = Target::from_env(&[origin.to_owned()])?;
    let findings = doctor::examine(&target, origin, prefix, apply)?;
    // Nobody may be reading.
    Ok(doctor::print(&findings, &mut io::stdout().lock()).unwrap_or_default())
}

/// Tells whoever looks after the service what is wrong with the bucket.
fn warn(origin: &str, prefix: &str) {
    let findings = Target::from_env(&[]).ok().and_then(|target| doctor::examine(&target, origin, prefix, false).ok());
    for finding in findings.into_iter().flatten() {
        if matches!(finding.verdict, doctor::Verdict::Fault | doctor::Verdict::Warning) {
            let doctor::Finding { about, seen, cure, .. } = &finding;
            eprintln!("{}", serde_json::json!({ "about": about, "seen": seen, "cure": cure }));
        }
    }
}

/// Serves until it is told to stop. The embedded server's files are deleted then.
fn serve(options: Options) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Signal)?;
    runtime.block_on(async {
        let stopped = tokio::spawn(stopped());
        // Now it listens: whoever reads what is printed may stop the program at once.
        tokio::task::yield_now().await;
        let origin = (!options.quiet).then(|| options.origin.first().cloned()).flatten();
        let prefix = options.prefix.clone();
        let mut app = App::from_env(options)?;
        // Nobody may be reading.
        let _ = announce(&app, &mut io::stdout().lock());
        if let Some(origin) = origin {
            thread::spawn(move || warn(&origin, &prefix));
        }
        let result = stopped.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        app.drain().await;
        result.map(|()| true).map_err(Failure::Signal)
    })
}

/// Ctrl-C, or what `kill` and service managers send.
async fn stopped() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn announce(app: &App, out: &mut impl Write) -> io::Result<()> {
    let (whose, until) = match app.server() {
        Some(_) => (", embedded in this program", ". The files are gone then"),
        None => ("", ""),
    };
    writeln!(out, "Page    {}", app.address())?;
    writeln!(out, "Bucket  {} at {}{whose}", app.bucket(), app.endpoint())?;
    writeln!(out, "\nOpen the page in a browser and drop a file. Ctrl-C ends it{until}.")
}
