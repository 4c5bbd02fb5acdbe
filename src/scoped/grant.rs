//! What credentials may do.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::action::Action;
use crate::scoped::claims::{Narrower, Paths, Root};
use crate::timestamp::Timestamp;
use crate::verify::{Ask, Refusal};

/// What credentials may do: everything, or what every block of their token allows.
///
/// It is a claim until a signature has been verified with the [secret](crate::scoped::Child) that belongs to it.
#[derive(Clone)]
pub struct Grant(Option<Scoped>);

#[derive(Clone)]
struct Scoped {
    /// The server that asks.
    server: String,
    root: Root,
    narrower: Vec<Narrower>,
}

/// How far the clock of whoever made a token may be ahead, in seconds.
const CLOCK_SKEW: u64 = 300;

impl Grant {
    pub(super) const EVERYTHING: Self = Self(None);

    pub(super) fn new(server: &str, root: Root, narrower: Vec<Narrower>) -> Self {
        Self(Some(Scoped { server: server.into(), root, narrower }))
    }

    /// Decides whether a request whose signature is good is allowed at this time.
    ///
    /// `ask` says [what it asks for](crate::verify::Verified::asks). Of DeleteObjects the body must have been read.
    ///
    /// # Errors
    /// - [`Refusal::OutOfScope`]: a block of the token does not allow it.
    /// - [`Refusal::Malformed`]: the keys are in the body, which was not read.
    pub fn allows(&self, ask: &Ask, now: Timestamp) -> Result<(), Refusal> {
        let Some(scoped) = &self.0 else { return Ok(()) };
        scoped.check(now.unix_seconds())?;
        scoped.check_place(ask)?;
        scoped.check_paths(ask)
    }

    /// Whether every block allows an operation.
    pub(super) fn allows_action(&self, action: Action) -> bool {
        self.0.as_ref().is_none_or(|scoped| scoped.allows(action))
    }

    /// Whether every block covers a key.
    pub(super) fn cover_key(&self, key: &str) -> bool {
        self.0.as_ref().is_none_or(|scoped| scoped.paths().all(|paths| paths.cover_key(key)))
    }

    /// Whether every block covers all keys that begin with this.
    pub(super) fn cover_start(&self, start: &str) -> bool {
        self.0.as_ref().is_none_or(|scoped| scoped.paths().all(|paths| paths.cover_start(start)))
    }

    /// The earliest end, in Unix seconds.
    pub(super) fn end(&self) -> u64 {
        self.0.as_ref().map_or(u64::MAX, Scoped::end)
    }

    /// Returns when the credentials expire: the earliest end in their blocks. `None` for a long-lived key.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        let scoped = self.0.as_ref()?;
        Timestamp::from_unix_seconds(scoped.end()).ok()
    }

    /// Returns whom the token names as its subject: for R2 the account, else whatever its maker has written there.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.0.as_ref()?.root.sub.as_deref()
    }
}

impl Scoped {
    fn end(&self) -> u64 {
        self.narrower.iter().filter_map(|block| block.exp).fold(self.root.exp, u64::min)
    }

    fn paths(&self) -> impl Iterator<Item = &Paths> {
        self.root.paths.iter().chain(self.narrower.iter().filter_map(|block| block.paths.as_ref()))
    }

    fn allows(&self, action: Action) -> bool {
        let narrower = |block: &Narrower| block.actions.as_ref().is_none_or(|actions| actions.0.contains(&action));
        self.root.allows(action) && self.narrower.iter().all(narrower)
    }

    /// The time, and the server.
    fn check(&self, now: u64) -> Result<(), Refusal> {
        refuse_if(self.root.iat > now.saturating_add(CLOCK_SKEW), "they are not valid yet")?;
        refuse_if(self.end() <= now, "they have expired")?;
        refuse_if(self.root.aud != self.server, "they are for another server")
    }

    /// The bucket, and everything that the request does in it.
    fn check_place(&self, ask: &Ask) -> Result<(), Refusal> {
        refuse_if(ask.bucket() != Some(&self.root.bucket), "they are for another bucket")?;
        let is_other = ask.source().is_some_and(|source| source.bucket != self.root.bucket);
        refuse_if(is_other, "they are for a bucket other than that of the source")?;
        let allows = |name: &&str| action(name).is_some_and(|action| self.allows(action));
        refuse_if(!ask.actions().iter().all(allows), "they are not for this operation")
    }

    /// Every key that is named, and the prefix of what is listed.
    fn check_paths(&self, ask: &Ask) -> Result<(), Refusal> {
        let Some(action) = action(ask.operation()) else { return Ok(()) };
        let keys = ask.keys()?.iter().map(String::as_str).chain(ask.source().map(|source| source.key.as_str()));
        let covers = |paths: &Paths| match action {
            Action::GetBucketLocation => true,
            _ if action.lists() => ask.prefix().is_some_and(|prefix| paths.cover_start(prefix)),
            // An operation on an object names one.
            _ => keys.clone().next().is_some() && keys.clone().all(|key| paths.cover_key(key)),
        };
        refuse_if(!self.paths().all(covers), "they are not for these keys")
    }
}

/// The operation of S3's name, which is older than that of the actions.
fn action(name: &str) -> Option<Action> {
    name.parse().ok().or((name == "ListObjects").then_some(Action::ListObjectsV1))
}

fn refuse_if(is_refused: bool, problem: &'static str) -> Result<(), Refusal> {
    if is_refused { Err(Refusal::OutOfScope(problem)) } else { Ok(()) }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(scoped) = &self.0 else { return f.write_str("Grant(everything)") };
        f.debug_struct("Grant")
            .field("bucket", &scoped.root.bucket)
            .field("blocks", &(scoped.narrower.len() + 1))
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}
