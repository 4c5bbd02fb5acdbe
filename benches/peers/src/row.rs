//! The rows of the table, and the shape that all signers have.

use std::error::Error;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::case::{Case, floor};
use crate::check::{Verdict, check};
use crate::{aws_sigv4, object_store, ours, reqsign_aws_v4, rusty_s3};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is timed: from the key to the presigned URL.
pub(crate) type Sign = Box<dyn FnMut() -> Result<String>>;

/// Makes what is made once for many URLs. This is not timed.
type Prepare = fn(&'static Case) -> Result<Sign>;

/// A row of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The SHA-256 that such a URL cannot do without.
    pub(crate) blocks: fn(&Case) -> usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// That SHA-256 and nothing else.
    Floor,
    Presign(Prepare),
    Peer(Prepare),
}

const fn cold(name: &'static str, kind: Kind) -> Row {
    Row { name, blocks: Case::cold_blocks, kind }
}

const fn warm(name: &'static str, kind: Kind) -> Row {
    Row { name, blocks: Case::warm_blocks, kind }
}

/// No peer keeps the day's signing key, so all of them are cold. A peer has the name of its crate.
pub(crate) const ROWS: [Row; 8] = [
    cold("floor, cold", Kind::Floor),
    cold("presign, cold", Kind::Presign(ours::cold)),
    cold("aws-sigv4", Kind::Peer(aws_sigv4::signer)),
    cold("rusty-s3", Kind::Peer(rusty_s3::signer)),
    cold("reqsign-aws-v4", Kind::Peer(reqsign_aws_v4::signer)),
    cold("object_store", Kind::Peer(object_store::signer)),
    warm("floor, warm", Kind::Floor),
    warm("presign, warm", Kind::Presign(ours::warm)),
];

/// What a row does for a case, once it has been checked.
pub(crate) struct Work {
    /// None, if it cannot.
    pub(crate) run: Option<Box<dyn FnMut()>>,
    /// What the reader has to know of it.
    pub(crate) note: Option<String>,
}

impl Row {
    /// Prepares the row's work and checks what it signs.
    ///
    /// # Errors
    /// It signs a different request from presign, or cannot be prepared.
    pub(crate) fn work(&self, case: &'static Case) -> Result<Work> {
        let (Kind::Presign(prepare) | Kind::Peer(prepare)) = self.kind else {
            let blocks = (self.blocks)(case);
            return Ok(Work { run: Some(Box::new(move || _ = black_box(floor(blocks)))), note: None });
        };
        let mut sign = prepare(case)?;
        let url = match sign() {
            Ok(url) => url,
            Err(error) => {
                return Ok(Work { run: None, note: Some(self.note(case, "cannot sign it", &error.to_string())) });
            }
        };
        let note = match check(case, &url)? {
            Verdict::Same => None,
            Verdict::Refused(reason) => Some(self.note(case, "makes a URL that a server refuses", &reason)),
            Verdict::Other { theirs, ours } => {
                let name = self.name;
                return Err(
                    format!("{name} signs another request for {}:\n{theirs}\n\npresign:\n{ours}", case.name).into()
                );
            }
        };
        // It signed the same above.
        let run = move || _ = black_box(sign().expect("a URL"));
        Ok(Work { run: Some(Box::new(run)), note })
    }

    fn note(&self, case: &Case, does: &str, reason: &str) -> String {
        format!("{}, {}: {does}: {reason}", self.name, case.name)
    }
}

/// What a future gives that never waits: signing is async only in form, and no runtime costs less than asking once.
pub(crate) fn answer<T>(future: impl Future<Output = T>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Ok(answer),
        Poll::Pending => Err("a signer that waits cannot be timed like this".into()),
    }
}
