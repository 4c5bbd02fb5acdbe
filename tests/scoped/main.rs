//! Scoped credentials: how they are made, what they allow, and how they are verified.

use presign_test_support::{refused, vector_files};

mod attacks;
mod chains;
mod claims;
mod dice;
mod ends;
mod made;
mod r2;
mod server;
mod tokens;
