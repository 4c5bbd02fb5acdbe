//! Credentials that another program prints: `credential_process` of a profile, or the AWS CLI.

use std::io::{self, ErrorKind, Read, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use presign::{Credentials, Timestamp};
use presign_credentials::{Source, Step};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// Enough for a reason. What a program writes without end is not.
const MOST_SHOWN: usize = 16 << 10;

/// Runs the program of a profile, without a shell. What it prints.
pub(crate) fn of_profile(profile: &str, words: &[String]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let program = format!("the program that credential_process of the profile {profile} names");
    let refuse = |reason: String| Failure::Process { program: program.clone(), reason };
    let (first, others) = words.split_first().ok_or_else(|| refuse("is not named".into()))?;
    let output = run(Command::new(first).args(others)).map_err(|error| refuse(format!("did not start: {error}")))?;
    output.printed().map_err(refuse)
}

/// Runs the AWS CLI for a profile, or for what it finds itself. `missing` is the refusal if it is not installed.
pub(crate) fn of_aws(profile: Option<&str>, missing: impl Fn() -> Failure) -> Result<Credentials, Failure> {
    let source = Source::aws_cli(profile);
    let mut session = source.session();
    loop {
        match session.step(Timestamp::now())? {
            Step::Done(credentials) => return Ok(credentials),
            Step::Run(words) => session.contents(&run_aws(&words, &missing)?)?,
            // A program needs nothing else.
            Step::Send(_) | Step::Read(_) => return Err(missing()),
        }
    }
}

fn run_aws(words: &[String], missing: impl Fn() -> Failure) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let refuse = |reason: String| Failure::Process { program: format!("`{}`", words.join(" ")), reason };
    let (first, others) = words.split_first().ok_or_else(&missing)?;
    match run(Command::new(first).args(others)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(missing()),
        Err(error) => Err(refuse(format!("did not start: {error}"))),
        Ok(output) => output.printed().map_err(refuse),
    }
}

/// What a program has printed, and how it ended.
struct Output {
    status: ExitStatus,
    /// Never shown: it holds secrets.
    printed: Zeroizing<Vec<u8>>,
    has_said_why: bool,
}

/// Runs a program, and shows what it writes to standard error while it runs: a reason, or a question to its user, who may
/// have to type a code at the terminal.
fn run(command: &mut Command) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::inherit()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stderr = child.stderr.take();
    let teller = thread::spawn(move || stderr.is_some_and(show));
    let mut printed = Zeroizing::new(Vec::new());
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_end(&mut printed)?;
    }
    let status = child.wait()?;
    Ok(Output { status, printed, has_said_why: teller.join().unwrap_or_default() })
}

/// Copies what a program writes to standard error, without control characters, which a terminal would obey; whether there
/// was anything.
fn show(mut input: impl Read) -> bool {
    let (mut shown, mut buffer) = (0, [0; 1024]);
    let mut is_open_line = false;
    loop {
        let length = match input.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) | Ok(0) => break,
            Ok(length) => length,
        };
        // The rest is read all the same: nobody is to wait for a reader.
        let left = length.min(MOST_SHOWN - shown);
        shown += left;
        let text = String::from_utf8_lossy(&buffer[..left]).replace(|c: char| c.is_control() && c != '\n', "");
        is_open_line = text.chars().next_back().map_or(is_open_line, |last| last != '\n');
        // Standard error may be closed; there is nobody left to tell then.
        let _ = io::stderr().write_all(text.as_bytes());
    }
    if is_open_line {
        let _ = io::stderr().write_all(b"\n");
    }
    shown > 0
}

impl Output {
    /// What was printed, if the program did not fail, or else the end of a sentence that begins with the program.
    fn printed(self) -> Result<Zeroizing<Vec<u8>>, String> {
        if self.status.success() {
            return Ok(self.printed);
        }
        let why = if self.has_said_why { "says why above" } else { "does not say why: run it by itself" };
        Err(format!("failed ({}), and {why}", self.status))
    }
}
