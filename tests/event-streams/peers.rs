//! Event streams that AWS's own packages signed, verified here, and those that were signed here, read by AWS's packages.
//!
//! ```text
//! .ci/event-streams
//! ```
//!
//! installs the packages below `target/event-streams` and runs these tests. Two give one package, by a program next to this
//! file, streams of random length and times, line by line. The third has the SDK for JavaScript stream audio over HTTP/2.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fastrand::Rng;
use presign::verify::{EventDecoder, Policy, SignedRequest};
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
        .env("REGION", REGION)
        .env("SECRET", SECRET)
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

/// A request that the SDK sent over HTTP/2, and the pieces of its body as they arrived.
#[derive(Default)]
struct Streamed {
    target: String,
    headers: Vec<(String, String)>,
    pieces: Vec<Vec<u8>>,
}

impl Streamed {
    /// Reads what `sdk.mjs` printed.
    fn read(lines: &[String]) -> Vec<Self> {
        let mut requests = Vec::new();
        for line in lines {
            let (kind, rest) = line.split_once(' ').expect("a kind and a value");
            if kind == "request" {
                let target = rest.strip_prefix("POST ").expect("the method").to_owned();
                requests.push(Self { target, ..Self::default() });
                continue;
            }
            let request = requests.last_mut().expect("a request before its parts");
            if kind == "header" {
                let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
                request.headers.push((name.into(), value.into()));
            } else {
                request.pieces.push(hex::decode(rest).expect("digits"));
            }
        }
        requests
    }

    /// The audio in the verified messages, in pieces as it was sent.
    fn verify(&self, session_token: &str, pieces: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, presign::verify::Refusal> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let received = SignedRequest::parse("POST", &self.target, headers)?;
        let credentials = credentials().with_session_token(session_token);
        let (now, policy) = (Timestamp::now(), Policy::new(REGION, SERVICE));
        let (_, mut decoder) = received.verify_events(&credentials, now, &policy)?;
        let mut audio = Vec::new();
        for piece in pieces {
            let mut piece = piece.as_slice();
            while let Some(message) = decoder.decode(&mut piece, now)? {
                audio.push(message.into_payload());
            }
        }
        decoder.finish().map(|()| audio)
    }
}

#[test]
fn sdk_for_javascript() {
    let requests = Streamed::read(&ask(Path::new("node"), "sdk.mjs", ""));
    assert_eq!(requests.len(), 2);
    for (request, session_token) in requests.iter().zip(["", "a/session+token=="]) {
        let audio = request.verify(session_token, &request.pieces).expect("it was signed");
        let lengths: Vec<_> = audio.iter().map(Vec::len).collect();
        println!("{} pieces of audio by the SDK verified: {lengths:?}", audio.len());
        assert_eq!(audio.concat(), vec![7; 16_321]);
        // Each byte of the stream that is changed, and each piece of it that is left out, is noticed.
        let bytes = request.pieces.concat();
        for at in (0..bytes.len()).step_by(37) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(request.verify(session_token, &[changed]).is_err(), "accepted with byte {at} changed");
        }
        for at in 0..request.pieces.len() {
            let mut pieces = request.pieces.clone();
            pieces.remove(at);
            assert!(request.verify(session_token, &pieces).is_err(), "accepted without piece {at}");
        }
        let mut elsewhere =
            Streamed { target: request.target.clone(), headers: request.headers.clone(), pieces: vec![] };
        elsewhere.headers.iter_mut().filter(|(name, _)| name == "host").for_each(|(_, host)| host.push('0'));
        assert!(elsewhere.verify(session_token, &request.pieces).is_err());
    }
}
