//! A token: a string that is used as a password.

use alloc::string::String;
use core::fmt;

use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// Holds a signed string that a client sends in place of a password or an API key, and when it expires.
///
/// Whoever has it can sign in with it until then. It cannot be formatted by accident: `Debug` leaves it out, and there
/// is no `Display`.
///
/// ```
/// use presign::{Credentials, Timestamp, services::rds};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "db.abc.eu-west-1.rds.amazonaws.com";
/// let token = rds::AuthToken { host, port: 5432, user: "app", region: "eu-west-1" }.sign(&credentials, now)?;
/// assert_eq!(format!("{token:?}"), "Token(… until 20150830T125100Z)");
/// assert_eq!(token.expires_at(), Timestamp::parse("20150830T125100Z")?);
/// let password: String = token.into_string();
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone)]
pub struct Token {
    value: String,
    expires_at: Timestamp,
}

impl Token {
    pub(super) fn new(value: String, expires_at: Timestamp) -> Self {
        Self { value, expires_at }
    }

    /// The URL without its `https://`, as the databases and caches of AWS accept it.
    pub(super) fn without_scheme(url: &PresignedUrl) -> Self {
        let value = url.as_str().split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        Self::new(value.into(), url.expires_at())
    }

    /// Returns the token itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Returns the token itself, without its expiry.
    #[must_use]
    pub fn into_string(self) -> String {
        self.value
    }

    /// Returns when the service stops accepting the token: at the end of its own lifetime, or with the credentials if
    /// they expire first. For temporary credentials, that requires
    /// [`Credentials::with_expiry`](crate::Credentials::with_expiry).
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

impl AsRef<str> for Token {
    fn as_ref(&self) -> &str {
        &self.value
    }
}

impl From<Token> for String {
    fn from(token: Token) -> Self {
        token.value
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(… until {})", self.expires_at)
    }
}
