//! The error as users see it.

use core::fmt;

#[cfg(feature = "cloudfront")]
use crate::error::CloudFrontReason;
use crate::error::{ErrorKind, Reason};

/// Why something was not signed: one exact sentence, which [`Display`](fmt::Display) writes.
///
/// [`kind`](Self::kind) says whose fault it is, and [`code`](Self::code) which rule was broken, by a name that stays
/// the same. The sentence may change with any release, and neither it nor `Debug` carries a secret, a session token or
/// a signature.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Error, ErrorKind, Timestamp, s3::Bucket};
///
/// fn status(error: &Error) -> u16 {
///     match error.kind() {
///         ErrorKind::Request | ErrorKind::Limit => 400,
///         _ => 500,
///     }
/// }
///
/// let bucket = Bucket::new("photos", "eu-west-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let key_of_a_user = "../other-tenant/secret.txt";
/// let error = bucket.get_object(key_of_a_user).presign(&signer, Duration::from_secs(60), Timestamp::now()).unwrap_err();
/// assert_eq!(error.code(), "dot-segment");
/// assert_eq!(status(&error), 400);
/// # Ok::<(), Error>(())
/// ```
///
/// The page [error codes](crate::docs::errors) lists every code with its cause and the way out.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(pub(crate) Reason);

impl Error {
    /// Returns whose fault it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.facts().1
    }

    /// Returns the name of the broken rule, such as `expiry-too-long`. It stays the same when the sentence is reworded.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.facts().0
    }
}

#[cfg(feature = "cloudfront")]
impl From<CloudFrontReason> for Error {
    fn from(reason: CloudFrontReason) -> Self {
        Self(Reason::CloudFront(reason))
    }
}

impl core::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The code and the sentence.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {})", self.code(), self.0)
    }
}
