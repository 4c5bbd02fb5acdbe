//! Event streams that AWS's own packages signed, verified here, and those that were signed here, read by AWS's packages.
//!
//! ```text
//! .ci/event-streams
//! ```
//!
//! installs the packages below `target/event-streams` and runs these tests. Each gives one package, a program next to this
//! file, streams of random length and times, line by line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fastrand::Rng;
use presign::verify::{EventDecoder, Policy};
use presign::{Credentials, EventMessage, EventSigner, Scope, Signature, Signer, Timestamp};

const STREAMS: usize = 250;
const REGION: &str = "us-east-1";
const SERVICE: &str = "transcribe";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// A stream to be signed: the signature before it, and its messages, the end without a payload.
struct Stream {
    previous: String,
    messages: Vec<(u64, Option<Vec<u8>>)>,
}

impl Stream {
    fn random(random: &mut Rng) -> Self {
        let previous = hex::encode((0..32).map(|_| random.u8(..)).collect::<Vec<_>>());
        // A minute before midnight.
        let mut time = 1_440_979_140_000 + random.u64(..60_000);
        let mut messages = Vec::new();
        for _ in 0..random.usize(..6) {
            messages.push((time, Some((0..random.usize(..100)).map(|_| random.u8(..)).collect())));
            time += random.u64(..40_000);
        }
        messages.push((time, None));
        Self { previous, messages }
    }

    fn first_line(&self) -> String {
        format!("stream {SECRET} {REGION} {SERVICE} {}\n", self.previous)
    }

    fn previous(&self) -> Signature {
        self.previous.parse().expect("digits")
    }
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRET)
}

fn seconds(milliseconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(milliseconds / 1000).expect("a time")
}

/// Where `.ci/event-streams` installs the packages.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("event-streams")
}

/// Gives a program these lines, and returns its own.
fn ask(program: &Path, script: &str, lines: &str) -> Vec<String> {
    let mut child = Command::new(program)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
        .env("TOOLS", tools())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{} was not started: {error}. `.ci/event-streams` installs it.", program.display())
        });
    let mut stdin = child.stdin.take().expect("it is piped");
    let lines = lines.to_owned();
    // It may answer before it has read all.
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success(), "{script} failed: `.ci/event-streams` installs the packages");
    writer.join().expect("no panic").expect("all was read");
    String::from_utf8(output.stdout).expect("digits").lines().map(str::to_owned).collect()
}

/// Has the streams signed there, and verifies them here.
fn verify_theirs(program: &Path, script: &str) {
    let mut random = Rng::with_seed(11);
    let streams: Vec<_> = (0..STREAMS).map(|_| Stream::random(&mut random)).collect();
    let lines = streams.iter().flat_map(|stream| {
        let messages = stream.messages.iter().map(|(time, payload)| match payload {
            Some(payload) => format!("message {time} {}\n", hex::encode(payload)),
            None => format!("end {time}\n"),
        });
        [stream.first_line()].into_iter().chain(messages)
    });
    let frames = ask(program, script, &lines.collect::<String>());
    let mut frames = frames.iter().map(|digits| hex::decode(digits).expect("digits"));
    let (mut count, mut fractions) = (0, 0);
    for stream in &streams {
        let scope = Scope::new(seconds(stream.messages[0].0), REGION, SERVICE).expect("a scope");
        let policy = Policy::new(REGION, SERVICE);
        let mut decoder =
            EventDecoder::resume(&credentials(), &scope, stream.previous(), &policy).expect("good credentials");
        for (time, payload) in &stream.messages {
            let frame = frames.next().expect("a frame for each message");
            let mut changed = frame.clone();
            changed[frame.len() / 2] ^= 1;
            assert!(decoder.clone().decode(&mut &changed[..], seconds(*time)).is_err(), "accepted with a bit flipped");
            let message = decoder.decode(&mut &frame[..], seconds(*time)).expect("it was signed");
            assert_eq!(message.map(EventMessage::into_payload), *payload);
            count += 1;
            fractions += usize::from(!time.is_multiple_of(1000));
        }
        decoder.finish().expect("a whole stream");
    }
    assert_eq!(frames.next(), None);
    assert!(fractions > count / 2, "{fractions}");
    println!("{count} messages by {script} verified, {fractions} of them with milliseconds");
}

/// Signs streams here, and has them read there.
fn have_ours_read(program: &Path, script: &str) {
    let mut random = Rng::with_seed(12);
    let signer = Signer::new(credentials(), REGION, SERVICE).expect("a signer");
    let (mut lines, mut expected) = (String::new(), Vec::new());
    for _ in 0..STREAMS {
        let stream = Stream::random(&mut random);
        lines.push_str(&stream.first_line());
        let mut events = EventSigner::resume(&signer, stream.previous()).expect("a good signer");
        for (time, payload) in &stream.messages {
            let now = seconds(*time);
            let frame = match payload {
                Some(payload) => {
                    let event = EventMessage::new(payload.clone()).header(":message-type", "event");
                    events.sign(&event, now)
                }
                None => events.clone().finish(now),
            };
            lines.extend(["frame ", &hex::encode(frame.expect("a short message")), "\n"]);
            expected.push(payload.as_ref().map_or("end".into(), hex::encode));
        }
    }
    assert_eq!(ask(program, script, &lines), expected);
    println!("{} messages read by {script}", expected.len());
}

#[test]
fn amazon_transcribe() {
    let python = tools().join("python/bin/python");
    verify_theirs(&python, "peer.py");
    have_ours_read(&python, "peer.py");
}

#[test]
fn smithy() {
    verify_theirs(Path::new("node"), "peer.mjs");
    have_ours_read(Path::new("node"), "peer.mjs");
}
