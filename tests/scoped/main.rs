//! Scoped credentials: how they are made, what they allow, and how they are verified.

use presign_test_support::refused;

mod made;
