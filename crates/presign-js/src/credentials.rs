//! Credentials as JavaScript hands them in.

use presign::{Credentials, Timestamp};

use crate::failure::Failure;
use crate::fields::Fields;

/// Reads access key ID, secret, session token and expiry in seconds since 1970, of which the last two may be absent.
pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Credentials, Failure> {
    let mut credentials = Credentials::new(fields.required()?, fields.required()?);
    if let Some(token) = fields.text()? {
        credentials = credentials.with_session_token(token);
    }
    if let Some(seconds) = fields.number()? {
        credentials = credentials.with_expiry(Timestamp::from_unix_seconds(seconds)?);
    }
    Ok(credentials)
}
