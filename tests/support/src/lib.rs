//! What the tests of several rooms share: fixtures, vectors, and other code than the crate's to check it with.
#![allow(missing_docs, missing_debug_implementations, clippy::exhaustive_structs)] // Fixtures, and fields of the files of vectors.
#![allow(clippy::missing_panics_doc, clippy::must_use_candidate)] // Tests panic, and use what they ask for.

pub mod bucket;
pub mod checksum_values;
pub mod difference;
pub mod fixtures;
pub mod hmac_sha256;
pub mod many_elements;
pub mod many_names;
pub mod refused;
pub mod strategies;
pub mod url_parts;
pub mod vector_files;
pub mod x509_vectors;
