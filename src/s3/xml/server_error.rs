//! The document with which a server refuses.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Holds the error that a server answered with.
///
/// `Display` writes the code and the message in one line. `Debug` leaves out all other fields, because a server that
/// finds a signature wrong quotes the request, whose session token is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerError {
    pub(super) fields: Vec<(String, String)>,
}

impl ServerError {
    /// Returns the code, such as `NoSuchKey`.
    ///
    /// `InternalError` in an answer whose status is 200 means that the request is to be sent again.
    #[must_use]
    pub fn code(&self) -> &str {
        self.field("Code").unwrap_or_default()
    }

    /// Returns the sentence, or an empty string where the server has none.
    #[must_use]
    pub fn message(&self) -> &str {
        self.field("Message").unwrap_or_default()
    }

    /// Returns another element by its name, such as `Key`, `Region`, `Endpoint` or `RequestId`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl core::error::Error for ServerError {}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server answered ")?;
        // A line end could begin a forged line in a log.
        let mut write =
            |text: &str| text.chars().try_for_each(|c| fmt::Write::write_char(f, if c.is_control() { ' ' } else { c }));
        write(self.code())?;
        if self.message().is_empty() {
            return Ok(());
        }
        write(": ")?;
        write(self.message())
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ServerError");
        shown.field("code", &self.code()).field("message", &self.message());
        shown.finish_non_exhaustive()
    }
}
