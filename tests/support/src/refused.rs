//! What a bad input gets.

use presign::Error;

/// The page that lists the codes.
const PAGE: &str = include_str!("../../../docs/errors.md");

/// Asserts the error's code and its sentence, and that the page of codes lists it under its kind.
#[track_caller]
pub fn refused<T>(result: Result<T, Error>, code: &str, sentence: &str) {
    let error = result.err().expect("the input is refused");
    assert_eq!((error.code(), error.to_string().as_str()), (code, sentence));
    let section = PAGE.split(&format!("\n## {:?}\n", error.kind())).nth(1).expect("a section for each kind");
    let section = section.split("\n## ").next().unwrap_or_default();
    assert!(section.contains(&format!("\n| `{code}` |")), "{code} is not listed as {:?}", error.kind());
}
