//! What signers do otherwise than AWS describes it, and what is usual: tables.
//!
//! - `encoders`: the percent-encoders of other languages
//! - `derive`, `steps`: how a key may be made, and how the other steps of signing may be taken
//! - `usual`: values of headers, regions and services

pub(super) mod derive;
pub(super) mod encoders;
pub(super) mod steps;
pub(super) mod usual;
