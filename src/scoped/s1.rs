//! The form s1: credentials for a server of one's own.

use alloc::string::{String, ToString as _};
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::scoped::claims::{self, Root};
use crate::scoped::lifetime::expiry;
use crate::scoped::token::{self, MAX_BLOCK, MAX_TOKEN, S1 as START};
use crate::scoped::{Paths, Rights, chain};
use crate::timestamp::Timestamp;

/// Credentials for a server of one's own, limited to one bucket, to operations, to keys and to a time.
///
/// They are made without a request to anyone, and whoever holds them can make narrower ones: see
/// [`Narrowing`](crate::scoped::Narrowing). Every SDK uses them as it uses those of STS. A server verifies them with a
/// [`Verifier`](crate::scoped::Verifier). The session token says what they may do, and is no secret by itself: a
/// presigned URL that is made with them gives away the one request, and nothing else.
///
/// ```
/// use core::time::Duration;
/// use presign::scoped::{Paths, Rights, S1};
/// use presign::{Credentials, Timestamp};
///
/// let parent = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let uploads = S1 {
///     server: "s3.example.com",
///     bucket: "photos",
///     rights: Rights::ReadWrite,
///     paths: Some(Paths { prefixes: &["uploads/42/"], ..Paths::default() }),
///     subject: None,
///     expires_in: Duration::from_secs(900),
/// };
/// let child = uploads.mint(&parent, Timestamp::parse("20150830T123600Z")?)?;
/// assert_eq!(child.access_key_id(), "AKIDEXAMPLE");
/// assert_eq!(child.expiry(), Some(Timestamp::parse("20150830T125100Z")?));
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct S1<'a> {
    /// The server, as its [`Verifier`](crate::scoped::Verifier) has it, such as `s3.example.com`.
    pub server: &'a str,
    /// The one bucket.
    pub bucket: &'a str,
    /// What they may do. The rights of administrators are refused.
    pub rights: Rights<'a>,
    /// The keys; `None` for all of the bucket.
    pub paths: Option<Paths<'a>>,
    /// Whom they are for, in the server's own words, such as a user's id. It can be read in the token.
    pub subject: Option<&'a str>,
    /// How long they are valid: 1 second to 7 days.
    pub expires_in: Duration,
}

/// In the order of the specification.
const ORDER: [&str; 9] = ["iss", "aud", "bucket", "scope", "actions", "paths", "sub", "iat", "exp"];

impl S1<'_> {
    /// Makes the credentials, with the access key id of their parent.
    ///
    /// # Errors
    /// - `empty-scope`: there are no operations, or paths that are empty.
    /// - `open-prefix`: a prefix does not end with a slash, and [`Paths::open_prefixes`] is not set.
    /// - `dot-segment`: a prefix or a key has a segment `.` or `..`, and would cover nothing.
    /// - `key-too-long`: a prefix or a key has more than 1024 bytes.
    /// - `scope-too-large`: the scope has more than 2048 bytes.
    /// - `empty-value`: the bucket or the server is empty.
    /// - `invalid-argument`: the rights are those of administrators.
    /// - `expiry-zero`, `expiry-too-long`, `expiry-fraction`: not 1 to 604,800 whole seconds.
    /// - `not-a-parent`: the parent is temporary itself.
    /// - `empty-credential`, `credential-white-space`, `credentials-expired`: the parent is not usable.
    pub fn mint(&self, parent: &Credentials, now: Timestamp) -> Result<Credentials, Error> {
        check_parent(parent, now)?;
        let empty = |name, value: &str| if value.is_empty() { Err(Error(Reason::EmptyValue(name))) } else { Ok(()) };
        empty("bucket", self.bucket)?;
        empty("server", self.server)?;
        let (scope, actions) = self.rights.claims()?;
        let paths = self.paths.map(Paths::claims).transpose()?;
        check_segments(paths.as_ref())?;
        let root = Root {
            bucket: self.bucket.into(),
            scope,
            actions,
            paths,
            sub: self.subject.map(Into::into),
            iss: parent.access_key_id().into(),
            aud: self.server.into(),
            iat: now.unix_seconds(),
            exp: expiry(self.expires_in, now)?,
        };
        if root.is_for_admins() {
            return Err(Error(Reason::InvalidArgument("only R2 has rights of administrators")));
        }
        let block = spell(&root.write(&ORDER))?;
        let secret = chain::secret(parent.secret(), [block.as_str()]);
        credentials(parent.access_key_id(), &secret, [START, &block].concat(), root.exp)
    }
}

/// A parent that is temporary would hand on what its own token allows, and its secret is no secret of the server's.
pub(super) fn check_parent(parent: &Credentials, now: Timestamp) -> Result<(), Error> {
    parent.check()?;
    if parent.session_token().is_some() {
        return Err(Error(Reason::NotAParent(
            "the parent has a session token: scoped credentials are made of a long-lived key, and narrowed from one another",
        )));
    }
    match parent.expiry() {
        Some(expiry) if expiry <= now => Err(Error(Reason::CredentialsExpired(expiry))),
        _ => Ok(()),
    }
}

/// A key with a dot segment is in no paths.
pub(super) fn check_segments(paths: Option<&claims::Paths>) -> Result<(), Error> {
    let mut texts = paths.into_iter().flat_map(|paths| paths.prefix_paths.iter().chain(&paths.object_paths));
    if texts.any(|text| claims::has_dot_segment(text)) { Err(Error(Reason::DotSegmentInPaths)) } else { Ok(()) }
}

/// A block as it is spelled in a token.
pub(super) fn spell(json: &str) -> Result<String, Error> {
    if json.len() > MAX_BLOCK {
        return Err(Error(Reason::ScopeTooLarge("the scope has more than 2048 bytes, which is the limit of a block")));
    }
    Ok(token::encode(json))
}

pub(super) fn credentials(id: &str, secret: &str, token: String, expiry: u64) -> Result<Credentials, Error> {
    if token.len() > MAX_TOKEN {
        return Err(Error(Reason::ScopeTooLarge("the token would have more than 4096 characters, which is its limit")));
    }
    Ok(Credentials::new(id.to_string(), secret)
        .with_session_token(token)
        .with_expiry(Timestamp::from_unix_seconds(expiry)?))
}
