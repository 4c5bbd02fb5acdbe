//! The way from a source to its credentials, step by step.

use std::fmt;
use std::path::PathBuf;

use presign::{Credentials, Timestamp};
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::error::{Error, Reason};
use crate::source::Source;

/// Says what is to be done next.
#[allow(
    clippy::exhaustive_enums,
    reason = "who does not know a step cannot take it: it is to be seen when it is built"
)]
pub enum Step {
    /// Send this request, and give the response to [`Session::answer`], whatever its status. It is for a machine nearby or
    /// for AWS: follow no redirect, use no proxy, and wait a second or two.
    Send(http::Request<Vec<u8>>),
    /// Read this file, and give what it holds to [`Session::contents`]; nothing if it is not there.
    Read(PathBuf),
    /// Run this program with its arguments, without a shell, and give what it prints to [`Session::contents`].
    Run(Vec<String>),
    /// These are the credentials.
    Done(Credentials),
}

/// Fetches credentials from a [`Source`], without doing anything itself: it says what to send, to read or to run, and is
/// given what came of it.
///
/// A session is good for one set of credentials: for the next ones, begin [another](Source::session). After an error it
/// begins anew.
pub struct Session<'a> {
    source: &'a Source,
    /// How many roles have been assumed.
    roles: usize,
    /// Those that assume the next role.
    credentials: Option<Credentials>,
    answers: Vec<Answer>,
    /// Since when an answer is waited for.
    asked: Option<Timestamp>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(source: &'a Source) -> Self {
        Self { source, roles: 0, credentials: None, answers: Vec::new(), asked: None }
    }

    /// Returns what to do next. Without an answer to the step before, it is the same step again.
    ///
    /// # Errors
    /// - `refused`: the service has refused, with this [status](Error::status).
    /// - `malformed-answer`: what it answered holds no credentials.
    /// - `sign-in-expired`: the sign-in to IAM Identity Center has to be renewed by its user.
    /// - Those of a setting that is missing or is not what it must be, and those of [`presign`](presign::Error::code).
    pub fn step(&mut self, now: Timestamp) -> Result<Step, Error> {
        let step = self.next(now);
        if step.is_err() {
            *self = Self::new(self.source);
        }
        step
    }

    fn next(&mut self, now: Timestamp) -> Result<Step, Error> {
        loop {
            let step = match &self.credentials {
                None => self.source.base.step(&self.answers, self.asked.unwrap_or(now), now)?,
                Some(credentials) => self.source.roles[self.roles].step(credentials, &self.answers, now)?,
            };
            let Step::Done(credentials) = step else {
                self.asked = Some(now);
                return Ok(step);
            };
            if self.credentials.is_some() {
                self.roles += 1;
            }
            self.answers.clear();
            if self.roles == self.source.roles.len() {
                *self = Self::new(self.source);
                return Ok(Step::Done(credentials));
            }
            self.credentials = Some(credentials);
        }
    }

    /// Accepts the response to [`Step::Send`]: its status and its body.
    ///
    /// # Errors
    /// - `unasked`: nothing was asked for.
    pub fn answer(&mut self, status: u16, body: &[u8]) -> Result<(), Error> {
        if self.asked.is_none() {
            return Err(Error(Reason::Unasked));
        }
        self.answers.push(Answer { status, body: Zeroizing::new(body.into()) });
        Ok(())
    }

    /// Accepts what the file of [`Step::Read`] holds, or the program of [`Step::Run`] has printed.
    ///
    /// # Errors
    /// - `unasked`: nothing was asked for.
    pub fn contents(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.answer(200, bytes)
    }
}

/// Headers and body hold secrets.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(request) => write!(f, "Send({} {})", request.method(), request.uri()),
            Self::Read(path) => f.debug_tuple("Read").field(path).finish(),
            Self::Run(words) => f.debug_tuple("Run").field(&words.first()).finish(),
            Self::Done(credentials) => f.debug_tuple("Done").field(credentials).finish(),
        }
    }
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(self.source).finish()
    }
}
