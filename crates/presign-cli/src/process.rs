//! Credentials that another program prints: `credential_process` of a profile, or the AWS CLI.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use presign::Credentials;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::time;

/// What the program prints, in JSON.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    version: Option<u64>,
    #[serde(borrow)]
    access_key_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    secret_access_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    session_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expiration: Option<Cow<'a, str>>,
}

/// How the AWS CLI is asked. It prints what a `credential_process` prints.
const AWS: [&str; 5] = ["aws", "configure", "export-credentials", "--format", "process"];

/// Enough for a reason. What a program writes without end is not.
const MOST_SHOWN: usize = 16 << 10;

/// Runs the command line of a profile, which no shell reads, and takes the credentials that it prints.
pub(crate) fn of_profile(profile: &str, command_line: &str) -> Result<Credentials, Failure> {
    let program = format!("the program that credential_process of the profile {profile} names");
    let refuse = |reason: String| Failure::Process { program: program.clone(), reason };
    let words = shlex::split(command_line).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| refuse("is not a command line: a quotation mark or a backslash is open".into()))?;
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    let output = run(&mut command).map_err(|error| refuse(format!("did not start: {error}")))?;
    output.credentials().map_err(refuse)
}

/// Runs the AWS CLI for a profile, or for what it finds itself. `missing` is the refusal if it is not installed.
pub(crate) fn of_aws(profile: Option<&str>, missing: impl FnOnce() -> Failure) -> Result<Credentials, Failure> {
    let mut words = AWS.to_vec();
    words.extend(profile.iter().flat_map(|name| ["--profile", name]));
    let refuse = |reason: String| Failure::Process { program: format!("`{}`", words.join(" ")), reason };
    let output = match run(Command::new(words[0]).args(&words[1..])) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(missing()),
        Err(error) => return Err(refuse(format!("did not start: {error}"))),
        Ok(output) => output,
    };
    output.credentials().map_err(refuse)
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
    /// The credentials in what was printed, or else the end of a sentence that begins with the program.
    fn credentials(&self) -> Result<Credentials, String> {
        if !self.status.success() {
            let why = if self.has_said_why { "says why above" } else { "does not say why: run it by itself" };
            return Err(format!("failed ({}), and {why}", self.status));
        }
        if self.printed.iter().all(u8::is_ascii_whitespace) {
            return Err("printed nothing".into());
        }
        let wrong = |what: &str| format!("printed {what}");
        let answer: Answer<'_> =
            serde_json::from_slice(&self.printed).map_err(|_| wrong("no JSON as AWS documents it"))?;
        if answer.version != Some(1) {
            return Err(wrong("JSON whose Version is not 1"));
        }
        let id = answer.access_key_id.ok_or_else(|| wrong("JSON without AccessKeyId"))?;
        let secret = answer.secret_access_key.ok_or_else(|| wrong("JSON without SecretAccessKey"))?;
        let secret = Zeroizing::new(secret.into_owned());
        let token = answer.session_token.unwrap_or_default();
        let credentials = Credentials::new(id, secret.as_str()).with_session_token(token);
        let Some(expiry) = answer.expiration else { return Ok(credentials) };
        let expiry = time::parse(&expiry)
            .map_err(|_| wrong("JSON whose Expiration is not a time as in 2015-08-30T12:36:00Z"))?;
        Ok(credentials.with_expiry(expiry))
    }
}
