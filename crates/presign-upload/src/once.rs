//! One round: upload, download, compare, and everything that must be refused.

use std::io::{self, Write};
use std::process;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Error, Signer, Timestamp};
use ureq::Agent;

use crate::client::{self, Answer, Message};
use crate::table;
use crate::target::Target;

/// Why a round was given up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OnceError {
    /// A URL could not be signed.
    #[error("no URL was signed: {0}.")]
    Sign(#[from] Error),
    /// The server could not be talked to.
    #[error("{endpoint} gives no answer: {reason}.")]
    NoAnswer {
        /// The server's URL.
        endpoint: String,
        /// The HTTP client's reason.
        reason: String,
    },
    /// The server does not have the bucket.
    #[error("{endpoint} has no bucket {bucket}: create it, or name another with S3_BUCKET.")]
    NoBucket {
        /// The server's URL.
        endpoint: String,
        /// The bucket's name.
        bucket: String,
    },
    /// The table could not be written.
    #[error("the table was not written: {0}.")]
    Output(#[from] io::Error),
}

/// One line of the table, before it is known what the server says.
struct Step {
    title: &'static str,
    message: Message,
    /// What S3 answers. Then what others answer who mean the same.
    expected: &'static [&'static str],
}

/// What an answer shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Good,
    /// Not as S3 answers, and no fault: the same refusal with another status or code, or a region that many servers do
    /// not look at.
    Remark,
    /// A signature was treated wrongly, or the object was not there as it was uploaded.
    Bad,
}

impl Verdict {
    fn of(step: &Step, answer: &Answer, answered: &str) -> Self {
        // A refusal of the request itself, which its signature can be the reason for.
        let is_refused = matches!(answer.status, 400 | 401 | 403);
        match step.expected {
            expected if expected.contains(&answered) => Self::Good,
            [first, ..] if first.starts_with('4') && is_refused => Self::Remark,
            WRONG_REGION if answer.status == 200 => Self::Remark,
            _ => Self::Bad,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Remark => "ok, not as S3",
            Self::Bad => "NOT AS EXPECTED",
        }
    }
}

/// How long the URLs live, in seconds.
const EXPIRES: u64 = 300;
const CONTENT_TYPE: &str = "application/octet-stream";
/// How much of an error's text is read, beyond the size of the object.
const ERROR_SIZE: u64 = 1 << 20;

const TAKEN: &[&str] = &["200"];
const SAME_BYTES: &[&str] = &["200, same bytes"];
const DELETED: &[&str] = &["204"];
const MISMATCH: &[&str] = &["403 SignatureDoesNotMatch"];
const EXPIRED: &[&str] = &["403 AccessDenied"];
// The second answer of these is MinIO's.
const SIGNED_MISSING: &[&str] = &["403 SignatureDoesNotMatch", "400 AccessDenied"];
const UNSIGNED_PRESENT: &[&str] = &["403 AccessDenied", "400 AccessDenied"];
const WRONG_REGION: &[&str] = &["400 AuthorizationQueryParametersError", "400 AuthorizationHeaderMalformed"];

/// What somebody might do to the URL of an upload, or to the request it was made for.
type Change = fn(&mut Message);
const CHANGES: [(&str, Change, &[&str]); 7] = [
    ("PUT, another key", |put| put.url = put.url.replacen(".bin?", ".exe?", 1), MISMATCH),
    (
        "GET with PUT's URL",
        |put| {
            put.method = "GET".into();
            put.body = None;
        },
        MISMATCH,
    ),
    ("PUT, X-Amz-Expires raised", |put| put.url = put.url.replace("Expires=300", "Expires=604800"), MISMATCH),
    ("PUT, signature edited", edit_signature, MISMATCH),
    ("PUT, no content-type", |put| put.headers.clear(), SIGNED_MISSING),
    ("PUT, other content-type", |put| put.headers[0].1 = "text/html".into(), MISMATCH),
    ("PUT, x-amz-meta-by added", |put| put.headers.push(("x-amz-meta-by".into(), "me".into())), UNSIGNED_PRESENT),
];

fn edit_signature(put: &mut Message) {
    let last = put.url.pop();
    put.url.push(if last == Some('0') { '1' } else { '0' });
}

/// Makes one round with `content` as the object, and writes a table of it to `out`. Says whether the server treated every
/// signature rightly: that it refuses with a code other than S3's, or takes every region, is a remark. The object is deleted
/// at the end.
///
/// # Errors
/// - [`OnceError::Sign`]: the bucket or the credentials cannot be signed for.
/// - [`OnceError::NoAnswer`]: the server cannot be reached, or does not speak HTTP.
/// - [`OnceError::NoBucket`]: the server does not have the bucket.
/// - [`OnceError::Output`]: `out` cannot be written to.
pub fn run(target: &Target, content: &[u8], out: &mut impl Write) -> Result<bool, OnceError> {
    let steps = steps(target, content)?;
    write_heading(target, &steps[0].message, content, out)?;
    let agent = client::agent(target.embedded.is_none());
    let result = send_all(target, &steps, content, &agent, out);
    if result.is_err() {
        // Whatever was uploaded by now is not to stay.
        let _ = steps[steps.len() - 1].message.send(&agent, ERROR_SIZE);
    }
    result
}

fn send_all(
    target: &Target,
    steps: &[Step],
    content: &[u8],
    agent: &Agent,
    out: &mut impl Write,
) -> Result<bool, OnceError> {
    let limit = content.len() as u64 + ERROR_SIZE;
    let send = |message: &Message| {
        message.send(agent, limit).map_err(|error| OnceError::NoAnswer {
            endpoint: target.endpoint.clone(),
            reason: client::sentence(&error),
        })
    };
    let mut verdicts = Vec::new();
    for (number, step) in (1..).zip(steps) {
        let answer = send(&step.message)?;
        if answer.code().as_deref() == Some("NoSuchBucket") {
            let (endpoint, bucket) = (target.endpoint.clone(), target.bucket.name().into());
            return Err(OnceError::NoBucket { endpoint, bucket });
        }
        let answered = describe(step, &answer, content);
        let verdict = Verdict::of(step, &answer, &answered);
        table::row(out, [&format!("{number:2}"), step.title, step.expected[0], &answered], verdict.words())?;
        verdicts.push(verdict);
        if step.expected[0].starts_with('4') && answer.status == 200 && step.message.method == "PUT" {
            // The object is another now, which its row says. The rows after it are to find what was uploaded first.
            send(&steps[0].message)?;
        }
    }
    let count = |verdict| verdicts.iter().filter(|other| **other == verdict).count();
    let remarks = count(Verdict::Remark);
    writeln!(out)?;
    if remarks > 0 {
        let verb = if remarks == 1 { "answer differs" } else { "answers differ" };
        writeln!(out, "{remarks} {verb} from S3's, which shows no signature that is treated wrongly.")?;
    }
    writeln!(out, "{} of {} answers are as expected.", count(Verdict::Good), steps.len())?;
    Ok(count(Verdict::Bad) == 0)
}

/// Signs everything that will be sent.
fn steps(target: &Target, content: &[u8]) -> Result<Vec<Step>, Error> {
    let now = Timestamp::now();
    let an_hour_ago = Timestamp::from_unix_seconds(now.unix_seconds().saturating_sub(3600))?;
    let signer = target.bucket.signer(target.credentials.clone())?;
    let misplaced_signer = target.misplaced.signer(target.credentials.clone())?;
    // Its own folder, so that nothing is overwritten; characters that are easily encoded wrongly.
    let key = format!("{}-{}/Grüße + 1.bin", now.unix_seconds(), process::id());
    let life = Duration::from_secs(EXPIRES);
    let put = |bucket: &Bucket, signer: &Signer, now, body| {
        let url = bucket.put_object(&key).content_type(CONTENT_TYPE).presign(signer, life, now)?;
        Ok::<_, Error>(Message::new(url, Some(body)))
    };
    // If one of these were taken, the second download would show it.
    let refused = b"refused, or so it should be";

    let get = Message::new(target.bucket.get_object(&key).presign(&signer, life, now)?, None);
    let delete = Message::new(target.bucket.delete_object(&key).presign(&signer, life, now)?, None);
    let mut steps = vec![
        Step { title: "PUT", message: put(&target.bucket, &signer, now, content)?, expected: TAKEN },
        Step { title: "GET", message: get.clone(), expected: SAME_BYTES },
    ];
    for (title, change, expected) in CHANGES {
        let mut message = put(&target.bucket, &signer, now, refused)?;
        change(&mut message);
        steps.push(Step { title, message, expected });
    }
    let expired = put(&target.bucket, &signer, an_hour_ago, refused)?;
    let misplaced = put(&target.misplaced, &misplaced_signer, now, refused)?;
    steps.push(Step { title: "PUT, expired URL", message: expired, expected: EXPIRED });
    steps.push(Step { title: "PUT, for another region", message: misplaced, expected: WRONG_REGION });
    steps.push(Step { title: "GET again", message: get, expected: SAME_BYTES });
    steps.push(Step { title: "DELETE", message: delete, expected: DELETED });
    Ok(steps)
}

fn write_heading(target: &Target, put: &Message, content: &[u8], out: &mut impl Write) -> io::Result<()> {
    let whose = if target.embedded.is_some() { ", embedded in this program" } else { "" };
    writeln!(out, "Server  {}{whose}", target.endpoint)?;
    writeln!(out, "Object  {}", put.address())?;
    writeln!(out, "        {} bytes", content.len())?;
    writeln!(out, "URLs    signed for {} and {EXPIRES} seconds\n", target.bucket.region())?;
    table::head(out)
}

/// What the server said, in a few words.
fn describe(step: &Step, answer: &Answer, content: &[u8]) -> String {
    match (answer.status, answer.code()) {
        (200, _) if step.message.method == "GET" => {
            let which = if answer.body == content { "same" } else { "other" };
            format!("200, {which} bytes")
        }
        (status, Some(code)) => format!("{status} {code}"),
        (status, None) => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A screen that goes away when the first answer is shown.
    struct Closing(Vec<u8>);

    impl Write for Closing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.starts_with(b"Server") && bytes.starts_with(b" 1  PUT") {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn object_is_deleted_when_the_round_is_given_up() {
        let target = Target::embedded(&[]).unwrap();

        let result = run(&target, b"bytes", &mut Closing(Vec::new()));

        assert!(matches!(result, Err(OnceError::Output(_))), "{result:?}");
        let bucket = target.embedded.as_ref().unwrap().folder();
        let folders: Vec<_> = bucket.read_dir().unwrap().map(|folder| folder.unwrap().path()).collect();
        // The upload had made a folder for its key.
        assert_eq!(folders.len(), 1);
        assert_eq!(folders[0].read_dir().unwrap().count(), 0);
    }
}
