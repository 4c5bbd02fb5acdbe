//! One run: sends requests, compares answers with S3's, and deletes at the end whatever it made.

use std::cell::{Cell, RefCell};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use presign::s3::{Bucket, Operation};
use presign::{Signer, Timestamp};
use ureq::Agent;

use crate::client::{self, Answer, Message};
use crate::report::{self, Difference, Report};
use crate::target::Target;
use crate::values::{CONTENT, LIFE};

/// A run against one server. Dropped, it deletes its objects, after a failure too.
pub(crate) struct Suite {
    pub(crate) target: Target,
    pub(crate) signer: Signer,
    /// What all keys of this run begin with.
    pub(crate) prefix: String,
    agent: Agent,
    keys: RefCell<Vec<String>>,
    /// Keys and ids.
    uploads: RefCell<Vec<(String, String)>>,
    report: RefCell<Report>,
    unanswered: Cell<u32>,
}

/// What of an answer is looked at, besides its status and its error code.
#[derive(Clone, Copy)]
pub(crate) enum Check<'a> {
    Nothing,
    /// The body.
    Bytes(&'a [u8]),
    /// A header and its value.
    Header(&'a str, &'a str),
    /// An element somewhere in the XML and its text.
    Element(&'a str, &'a str),
    /// A key in a list.
    Listed(&'a str),
    /// A list with no other key.
    Only(&'a str),
    /// A list without keys.
    Empty,
}

/// What is sent, the request, what S3 answers, and what else is looked at.
pub(crate) type Case<'a> = (&'a str, Message, &'static str, Check<'a>);

/// After this many requests without an answer the server is given up.
const MAX_UNANSWERED: u32 = 3;

impl Suite {
    pub(crate) fn new(target: Target) -> Self {
        // Several runs may happen at the same time, here and elsewhere.
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let prefix = format!("presign-live-{}-{}-{run}", Timestamp::now().unix_seconds(), process::id());
        Self {
            signer: target.bucket.signer(target.credentials.clone()).expect("a signer"),
            agent: client::agent(!target.is_embedded),
            prefix,
            target,
            keys: RefCell::default(),
            uploads: RefCell::default(),
            report: RefCell::default(),
            unanswered: Cell::default(),
        }
    }

    pub(crate) fn bucket(&self) -> &Bucket {
        &self.target.bucket
    }

    pub(crate) fn prefixed(&self, name: &str) -> String {
        format!("{}/{name}", self.prefix)
    }

    /// A key of this run, to be deleted at the end.
    pub(crate) fn key(&self, name: &str) -> String {
        self.whole_key(self.prefixed(name))
    }

    /// The same for a key that has the prefix in it already.
    pub(crate) fn whole_key(&self, key: String) -> String {
        self.keys.borrow_mut().push(key.clone());
        key
    }

    /// Has an upload in parts given up at the end.
    pub(crate) fn remember_upload(&self, key: &str, upload_id: &str) {
        self.uploads.borrow_mut().push((key.into(), upload_id.into()));
    }

    pub(crate) fn sign<O>(&self, operation: &Operation<'_, O>) -> Message {
        operation.presign(&self.signer, LIFE, Timestamp::now()).expect("an operation that can be signed").into()
    }

    /// Sends a request and notes a difference if the answer is not S3's.
    pub(crate) fn check(&self, what: &str, message: &Message, expected: &'static str, check: Check<'_>) -> Answer {
        self.compare(true, what, message, expected, check)
    }

    pub(crate) fn check_all<'a>(&self, cases: impl IntoIterator<Item = Case<'a>>) {
        for (what, message, expected, check) in cases {
            self.check(what, &message, expected, check);
        }
    }

    /// The same for requests that build on an earlier one. If that was not done, their answers show only whether the
    /// signature was found wrong or the operation is missing; the others are counted and no differences.
    pub(crate) fn check_after(&self, earlier: &Answer, (what, message, expected, check): Case<'_>) -> Answer {
        self.compare(earlier.is_done(), what, &message, expected, check)
    }

    pub(crate) fn check_all_after<'a>(&self, earlier: &Answer, cases: impl IntoIterator<Item = Case<'a>>) {
        for case in cases {
            self.check_after(earlier, case);
        }
    }

    /// Uploads the object that the next requests build on.
    pub(crate) fn place(&self, what: &str, key: &str) -> Answer {
        let put = self.sign(&self.bucket().put_object(key)).with_body(CONTENT);
        self.check(&format!("PutObject for {what}"), &put, "200", Check::Nothing)
    }

    /// Uploads it again, after a server took what it should have refused: what comes next finds it as it was.
    pub(crate) fn restore(&self, key: &str) {
        let put = self.sign(&self.bucket().put_object(key)).with_body(CONTENT);
        // If it failed, the next request for the object shows it.
        let _ = put.send(&self.agent);
    }

    fn compare(
        &self,
        has_base: bool,
        what: &str,
        message: &Message,
        expected: &'static str,
        check: Check<'_>,
    ) -> Answer {
        let (answer, answered) = match message.send(&self.agent) {
            Ok(answer) => {
                let answered = describe(&answer, expected, check);
                (answer, answered)
            }
            Err(error) => (Answer::default(), self.count_unanswered(&client::sentence(&error))),
        };
        let mut report = self.report.borrow_mut();
        report.sent += 1;
        report.taken_by_s3 += usize::from(!report::is_refusal(expected));
        if answered != expected {
            let difference = Difference { what: what.into(), expected, answered };
            if has_base || difference.holds_without_base() {
                report.differences.push(difference);
            } else {
                report.without_base.push(what.into());
            }
        }
        answer
    }

    /// Gives up with a sentence if the bucket is missing. No bucket is made: its name may be in use by others, and who
    /// runs the suite may not be allowed to.
    pub(crate) fn require_bucket(&self) {
        let list = self.sign(&self.bucket().list_objects_v2().max_keys(1));
        let answer = list.send(&self.agent).unwrap_or_default();
        let Target { endpoint, bucket, .. } = &self.target;
        let is_missing = answer.code().as_deref() == Some("NoSuchBucket");
        assert!(!is_missing, "{endpoint} has no bucket {}: create it, or name another with S3_BUCKET", bucket.name());
    }

    fn count_unanswered(&self, reason: &str) -> String {
        self.unanswered.set(self.unanswered.get() + 1);
        assert!(self.unanswered.get() < MAX_UNANSWERED, "{} gives no answer: {reason}", self.target.endpoint);
        format!("no answer: {reason}")
    }

    /// Deletes everything that was made. Whether the server lets it be deleted is seen elsewhere.
    pub(crate) fn clean(&self) {
        for (key, upload_id) in self.uploads.take() {
            let abort = self.sign(&self.bucket().abort_multipart_upload(&key, &upload_id));
            if abort.send(&self.agent).is_err() {
                return;
            }
        }
        for key in self.keys.take() {
            if self.sign(&self.bucket().delete_object(&key)).send(&self.agent).is_err() {
                return;
            }
        }
    }

    /// Ends the run.
    pub(crate) fn finish(self) -> Report {
        self.report.take()
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        self.clean();
    }
}

/// What the server said, in a few words: as `expected` if it is that.
fn describe(answer: &Answer, expected: &str, check: Check<'_>) -> String {
    // An error may come with the status 200.
    let status = match answer.code() {
        Some(code) => format!("{} {code}", answer.status),
        None => answer.status.to_string(),
    };
    let complaint = match check {
        Check::Bytes(bytes) if answer.body != bytes => report::OTHER_BYTES.into(),
        Check::Header(name, value) if answer.header(name) != Some(value) => match answer.header(name) {
            Some(other) => format!("{name}: {other}"),
            None => format!("no {name}"),
        },
        Check::Element(name, text) if !answer.elements(name).iter().any(|other| other == text) => {
            format!("no {name} {text}")
        }
        Check::Listed(key) if !answer.lists(key) => "not listed".into(),
        Check::Only(key) if !(answer.lists(key) && answer.elements("Key").len() == 1) => "not listed alone".into(),
        Check::Empty if !answer.elements("Key").is_empty() => "keys".into(),
        _ => return status,
    };
    // An error has nothing else to look at.
    if status == expected { format!("{status}, {complaint}") } else { status }
}
