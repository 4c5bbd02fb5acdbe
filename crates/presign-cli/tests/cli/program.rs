//! Running the program.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use presign::s3::{Bucket, Operation};
use presign::{Credentials, Timestamp};

/// The credentials, the day and the secret of the examples in "Authenticating Requests: Using Query Parameters (AWS
/// Signature Version 4)", Amazon S3 API reference.
pub(crate) const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(crate) const AT: &str = "20130524T000000Z";

/// A call of the program, in an environment that has nothing but what is given here.
pub(crate) struct Presign {
    command: Command,
    input: Vec<u8>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// `presign ARGUMENTS` with the credentials of the examples, in the region us-east-1.
pub(crate) fn presign(arguments: &[&str]) -> Presign {
    bare(arguments)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", "us-east-1")
}

/// `presign ARGUMENTS` with an empty environment.
pub(crate) fn bare(arguments: &[&str]) -> Presign {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presign"));
    // No program of the machine is run by its name.
    command.env_clear().env("HOME", folder("home")).env("PATH", folder("no-programs")).args(arguments);
    Presign { command, input: Vec::new() }
}

/// A folder of this name, for the files of one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    fs::create_dir_all(&path).expect("a folder");
    path
}

/// A file with this content, in a folder of the test's own: no other test writes it while this one's program reads it.
/// Its path as an argument.
pub(crate) fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let test = thread::current().name().expect("a test's name").replace("::", "-");
    let path = folder(&test).join(name);
    fs::write(&path, content).expect("a file");
    path.to_str().expect("a path in UTF-8").to_owned()
}

impl Presign {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        self.input = input.as_ref().to_vec();
        self
    }

    /// Adds a program `aws`, which is a shell that runs this script, and no other program. A script that is not executed
    /// itself may be written while other tests start programs.
    #[cfg(unix)]
    pub(crate) fn with_aws(mut self, script: &str) -> Self {
        let configure = file("configure", script);
        let folder = std::path::Path::new(&configure).parent().expect("a folder");
        if let Err(error) = std::os::unix::fs::symlink("/bin/sh", folder.join("aws")) {
            assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
        }
        // `aws configure export-credentials ...` is `sh configure export-credentials ...`.
        self.command.current_dir(folder).env("PATH", folder);
        self
    }

    /// The call itself, for tests of pipes.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    pub(crate) fn run(mut self) -> Outcome {
        let command = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = self.input;
        // On a thread of its own: the program may write before it has read all.
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().expect("the program ends");
        // A program that refuses its arguments reads nothing.
        let _ = writer.join().expect("the writer ends");
        let outcome = Outcome {
            code: output.status.code().expect("an exit code"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!outcome.stdout.contains(SECRET) && !outcome.stderr.contains(SECRET), "the secret got out");
        outcome
    }

    /// Standard output of a call that must succeed and say nothing else.
    pub(crate) fn stdout(self) -> String {
        let outcome = self.run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
        outcome.stdout
    }

    /// The sentence on standard error of a call that must be refused and print nothing.
    pub(crate) fn refusal(self) -> String {
        let outcome = self.run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{}", outcome.stderr);
        without_code(&outcome.stderr)
    }
}

/// The time of the examples.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse(AT).expect("a time")
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET)
}

/// The bucket of the examples.
pub(crate) fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").expect("a bucket")
}

/// The line that the library gives for an operation, for one hour from [`AT`] on.
pub(crate) fn line<O>(bucket: &Bucket, operation: &Operation<'_, O>) -> String {
    let signer = bucket.signer(credentials()).expect("a signer");
    let now = Timestamp::parse(AT).expect("a time");
    format!("{}\n", operation.presign(&signer, Duration::from_secs(3600), now).expect("a URL"))
}

/// The page of codes.
const CODES: &str = include_str!("../../../../docs/errors.md");

/// What is said, without the code of the library's error after it, which must be on the page.
pub(crate) fn without_code(said: &str) -> String {
    let lines = said.split_inclusive('\n').map(|line| {
        let code = line.strip_suffix(")\n").and_then(|line| line.rsplit_once(" ("));
        let code =
            code.filter(|(_, code)| code.contains('-') && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        let Some((sentence, code)) = code else { return line.to_owned() };
        assert!(CODES.contains(&format!("\n| `{code}` |")), "{code} is not on the page");
        format!("{sentence}\n")
    });
    lines.collect()
}
