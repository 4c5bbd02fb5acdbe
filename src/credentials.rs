//! Credentials: who signs.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use crate::error::{Error, Reason};
use crate::timestamp::Timestamp;
use crate::token;

/// An access key ID and its secret access key; for temporary credentials, also the session token and the expiry.
///
/// The secret and the token are wiped from memory when the value is dropped, and `Debug` shows neither. The values are
/// checked by [`Signer::new`](crate::Signer::new), not here, so that a chain of calls needs only one `?`.
///
/// ```
/// use presign::{Credentials, Timestamp};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
///     .with_session_token("IQoJb3JpZ2luX2VjEXAMPLE")
///     .with_expiry(Timestamp::parse("20150830T133600Z")?);
/// assert!(!format!("{credentials:?}").contains("wJalr"));
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    /// Prefixed with `AWS4`, which is the form that key derivation accepts: no derivation has to copy the secret.
    prefixed_secret: Zeroizing<String>,
    session_token: Option<Zeroizing<String>>,
    expiry: Option<Timestamp>,
    /// What the token says of its own end, if it can be read.
    token_end: Option<Timestamp>,
}

/// What Signature Version 4 puts before the secret.
const PREFIX: &str = "AWS4";

impl Credentials {
    /// Creates long-term credentials, or the first two parts of temporary ones.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl AsRef<str>) -> Self {
        let secret = secret_access_key.as_ref();
        let mut prefixed_secret = Zeroizing::new(String::with_capacity(PREFIX.len() + secret.len()));
        prefixed_secret.push_str(PREFIX);
        prefixed_secret.push_str(secret);
        Self {
            access_key_id: access_key_id.into(),
            prefixed_secret,
            session_token: None,
            expiry: None,
            token_end: None,
        }
    }

    /// Adds the session token of temporary credentials, as it was issued (not percent-encoded).
    ///
    /// An empty string means that there is no token, as `AWS_SESSION_TOKEN=""` does.
    ///
    /// A token of R2's temporary credentials, or of those of [`scoped`](crate::scoped), says when it expires: that is
    /// read, and counts in [`expiry`](Self::expiry).
    #[must_use]
    pub fn with_session_token(mut self, session_token: impl Into<String>) -> Self {
        let session_token = Zeroizing::new(session_token.into());
        self.token_end = token::end(&session_token);
        self.session_token = Some(session_token).filter(|token| !token.is_empty());
        self
    }

    /// The same without reading the token, for a server that looks at its end after the signature.
    #[cfg(feature = "scoped")]
    pub(crate) fn with_unread_token(mut self, session_token: &str) -> Self {
        self.session_token = Some(Zeroizing::new(session_token.into()));
        self
    }

    /// Adds the time at which temporary credentials expire: no URL outlives them, whatever its own expiry says.
    #[must_use]
    pub fn with_expiry(mut self, expiry: Timestamp) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// Reads `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and if they are set and not empty `AWS_SESSION_TOKEN` and
    /// `AWS_CREDENTIAL_EXPIRATION`, as `aws configure export-credentials --format env` sets them.
    ///
    /// # Errors
    /// - `missing-environment-variable`: one of the first two is not set, or is not UTF-8.
    /// - `malformed-credential-expiration`: the expiry is not a time in RFC 3339.
    #[cfg(feature = "std")]
    pub fn from_env() -> Result<Self, Error> {
        let read = |name| std::env::var(name).map_err(|_| Error(Reason::MissingEnvironmentVariable(name)));
        let access_key_id = read("AWS_ACCESS_KEY_ID")?;
        let secret_access_key = Zeroizing::new(read("AWS_SECRET_ACCESS_KEY")?);
        let session_token = read("AWS_SESSION_TOKEN").unwrap_or_default();
        let credentials = Self::new(access_key_id, secret_access_key.as_str()).with_session_token(session_token);
        match std::env::var_os("AWS_CREDENTIAL_EXPIRATION").filter(|value| !value.is_empty()) {
            None => Ok(credentials),
            Some(expiry) => {
                let expiry =
                    expiry.to_str().and_then(|text| Timestamp::parse_rfc3339(text).or(Timestamp::parse(text)).ok());
                Ok(credentials.with_expiry(expiry.ok_or(Error(Reason::CredentialExpiration))?))
            }
        }
    }

    /// Returns the access key ID, which is not a secret: every URL contains it.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns the session token of temporary credentials, as it was given.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_ref().map(|token| token.as_str())
    }

    /// Returns the time at which the credentials expire: the one that was given or the one that the session token
    /// states, whichever is earlier. `None` if neither is known.
    #[must_use]
    pub fn expiry(&self) -> Option<Timestamp> {
        [self.expiry, self.token_end].into_iter().flatten().min()
    }

    /// Returns whether the secret access key can be computed from the session token, as for the temporary credentials
    /// of Cloudflare R2: then a presigned URL or an upload form, which contain the token, give away all that the
    /// credentials may do, and not one request.
    ///
    /// Source: Cloudflare R2, "Temporary credentials".
    #[must_use]
    pub fn token_reveals_secret(&self) -> bool {
        self.session_token().is_some_and(token::reveals_secret)
    }

    /// Returns the secret access key, for whoever hands on credentials that were made: as the environment of a program,
    /// or as STS answers. (Requires the feature `scoped`.)
    #[cfg(feature = "scoped")]
    #[must_use]
    pub fn secret_access_key(&self) -> &str {
        self.secret()
    }

    /// `AWS4` followed by the secret access key, the key of the first HMAC of key derivation.
    pub(crate) fn prefixed_secret(&self) -> &[u8] {
        self.prefixed_secret.as_bytes()
    }

    /// The secret access key itself.
    #[cfg(any(feature = "sigv4a", feature = "explain", feature = "scoped"))]
    pub(crate) fn secret(&self) -> &str {
        self.prefixed_secret.strip_prefix(PREFIX).unwrap_or_default()
    }

    /// Refuses values that no server can accept.
    pub(crate) fn check(&self) -> Result<(), Error> {
        check_text("access key id", &self.access_key_id)?;
        check_text("secret access key", self.prefixed_secret.strip_prefix(PREFIX).unwrap_or_default())?;
        self.session_token().map_or(Ok(()), |token| check_text("session token", token))
    }
}

/// A line break that was copied along with the secret is a usual reason for a signature that never matches.
fn check_text(name: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error(Reason::EmptyCredential(name)));
    }
    // They usually are ASCII without white space, and that check is quick.
    // It does not stop early, so that the compiler looks at many bytes at a time.
    if text.bytes().fold(true, |is_graphic, byte| is_graphic & byte.is_ascii_graphic()) {
        return Ok(());
    }
    if text.trim() != text || text.contains(char::is_control) {
        return Err(Error(Reason::CredentialWhiteSpace(name)));
    }
    Ok(())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("session_token", &self.session_token.as_ref().map(|_| "…"))
            .field("expiry", &self.expiry())
            .finish_non_exhaustive()
    }
}
