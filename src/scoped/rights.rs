//! What credentials are made for: rights, and the keys that they hold for.

use alloc::string::ToString;

use crate::action::Action;
use crate::error::{Error, Reason};
use crate::scoped::claims::{self, Scope};

/// What scoped credentials may do: one of four scopes, or a list of operations. Never both: R2 refuses such a token.
///
/// Source: Cloudflare R2, "Temporary credentials".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rights<'a> {
    /// `object-read-only`: the seven operations that [read](Action::reads).
    Read,
    /// `object-read-write`: all 16 operations.
    ReadWrite,
    /// `admin-read-only`: also reads the bucket's configuration and data catalog. Only R2 has it.
    AdminRead,
    /// `admin-read-write`: also writes them. Only R2 has it.
    AdminReadWrite,
    /// These operations, at least one.
    Actions(&'a [Action]),
}

impl Rights<'_> {
    /// The claims `scope` and `actions`, of which there is one.
    pub(super) fn claims(self) -> Result<(Option<Scope>, Option<claims::Actions>), Error> {
        Ok(match self {
            Self::Read => (Some(Scope::ObjectReadOnly), None),
            Self::ReadWrite => (Some(Scope::ObjectReadWrite), None),
            Self::AdminRead => (Some(Scope::AdminReadOnly), None),
            Self::AdminReadWrite => (Some(Scope::AdminReadWrite), None),
            Self::Actions([]) => {
                return Err(Error(Reason::EmptyScope("the list of actions is empty: it would allow nothing")));
            }
            Self::Actions(actions) => (None, Some(claims::Actions(actions.to_vec()))),
        })
    }
}

/// The keys that scoped credentials hold for: those that begin with a prefix, and single ones. At least one of either.
///
/// A prefix is a plain start: `uploads/4` covers `uploads/42/a.txt` too. So each must end with a slash, unless
/// [`open_prefixes`](Self::open_prefixes) is set. Keys are compared byte for byte; nothing is normalised, and nothing
/// stands for anything else.
///
/// ```
/// use presign::scoped::Paths;
///
/// let paths = Paths { prefixes: &["uploads/42/"], ..Paths::default() };
/// # let _ = paths;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paths<'a> {
    /// What a key may begin with. The empty prefix would be the whole bucket, and is refused: leave the paths out.
    pub prefixes: &'a [&'a str],
    /// Whole keys.
    pub keys: &'a [&'a str],
    /// Whether a prefix may end with something other than a slash.
    pub open_prefixes: bool,
}

/// The longest key of S3 in bytes.
const MAX_KEY: usize = 1024;

impl Paths<'_> {
    pub(super) fn claims(self) -> Result<claims::Paths, Error> {
        if self.prefixes.is_empty() && self.keys.is_empty() {
            return Err(Error(Reason::EmptyScope(
                "there are paths with neither a prefix nor a key: leave them out for the whole bucket",
            )));
        }
        for prefix in self.prefixes {
            check_prefix(prefix, self.open_prefixes)?;
        }
        for key in self.keys {
            check_key(key)?;
        }
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        Ok(claims::Paths { prefix_paths: owned(self.prefixes), object_paths: owned(self.keys) })
    }
}

fn check_prefix(prefix: &str, is_open: bool) -> Result<(), Error> {
    match prefix {
        "" => Err(Error(Reason::EmptyScope("the empty prefix is the whole bucket: leave the paths out for that"))),
        _ if !is_open && !prefix.ends_with('/') => Err(Error(Reason::OpenPrefix(prefix.into()))),
        _ => check_length(prefix),
    }
}

fn check_key(key: &str) -> Result<(), Error> {
    if key.is_empty() { Err(Error(Reason::EmptyScope("a key in the paths is empty"))) } else { check_length(key) }
}

fn check_length(text: &str) -> Result<(), Error> {
    if text.len() > MAX_KEY { Err(Error(Reason::KeyTooLong(text.len()))) } else { Ok(()) }
}
