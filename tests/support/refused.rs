//! What a bad input gets.

use presign::Error;

/// Asserts the error and its sentence.
#[track_caller]
pub(crate) fn refused<T>(result: Result<T, Error>, error: &Error, sentence: &str) {
    assert_eq!(result.err().as_ref(), Some(error));
    assert_eq!(error.to_string(), sentence);
}
