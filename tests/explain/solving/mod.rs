//! The search for what a signature was made for, held against requests of a signer that is not this crate's.

mod changed;
mod hand_made;
mod signer;
