//! Inputs for property tests.

use proptest::prelude::*;

/// Any string, and often a string of the bytes that are special somewhere.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-c/.%+&=#? ~é😀\u{0}-\u{20};:<>!\\[\\]'\"-]{0,20}"]
}

/// A key that S3 accepts and that HTTP clients do not rewrite.
pub fn key() -> impl Strategy<Value = String> {
    text().prop_filter("a key", |key| {
        !key.is_empty() && key.len() <= 1024 && !key.split('/').any(|segment| matches!(segment, "." | ".."))
    })
}
