//! The exceptions: classes of Python, made of the crates' errors.

use presign::verify::Refusal;
use presign::{Error, ErrorKind};
use pyo3::prelude::*;

use crate::python::class;

/// The class of an error by whose fault it is.
fn class_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Request => "RequestError",
        ErrorKind::Limit => "LimitError",
        ErrorKind::Address => "AddressError",
        // What the environment lacks are credentials.
        ErrorKind::Credentials | ErrorKind::Environment => "CredentialsError",
        ErrorKind::Time => "TimeError",
        ErrorKind::Signer => "SignerError",
        ErrorKind::Unsupported => "UnsupportedError",
        _ => "PresignError",
    }
}

/// The exception of an error of signing.
pub(crate) fn signing(py: Python<'_>, error: &Error) -> PyErr {
    named(py, class_of(error.kind()), &error.to_string(), error.code(), None)
}

/// The same of one among many keys.
pub(crate) fn signing_at(py: Python<'_>, error: &Error, index: usize) -> PyErr {
    named(py, class_of(error.kind()), &error.to_string(), error.code(), Some(index))
}

/// The exception of a source of credentials.
pub(crate) fn source(py: Python<'_>, error: &presign_credentials::Error) -> PyErr {
    named(py, "CredentialsError", &error.to_string(), error.code(), None)
}

/// The exception of a request that is refused, with the answer to send.
pub(crate) fn refused(py: Python<'_>, refusal: &Refusal, resource: &str, request_id: &str) -> PyErr {
    let xml = refusal.to_xml(resource, request_id);
    let parts = (refusal.to_string(), refusal.code(), refusal.status(), refusal.reason(), xml);
    match class(py, "Refused").and_then(|class| class.call1(parts)) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// What sentences of the crate tell its users to call, and what they have in Python.
const WORDS: [(&str, &str); 6] = [
    ("give their expiry to with_expiry", "give Credentials their expires_at"),
    ("sign with Signer::multi_region and the region set *", "sign with Signer(service, region_set=\"*\")"),
    ("call Bucket::regional_endpoint first", "give the Bucket regional_endpoint=True"),
    ("sign with Bucket::signer and IAM credentials", "sign with IAM credentials, without session=True"),
    ("there is s3::attachment", "there is filename in Bucket.get"),
    ("there is response_attachment", "there is filename"),
];

/// An exception of one of the package's classes.
pub(crate) fn named(py: Python<'_>, name: &'static str, message: &str, code: &str, index: Option<usize>) -> PyErr {
    let message = WORDS.iter().fold(message.to_owned(), |message, (rust, python)| message.replace(rust, python));
    match class(py, name).and_then(|class| class.call1((message, code, index))) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// Errors of signing as exceptions.
pub(crate) trait Raise<T> {
    fn raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> Raise<T> for Result<T, Error> {
    fn raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| signing(py, &error))
    }
}
