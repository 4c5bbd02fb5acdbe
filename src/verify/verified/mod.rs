//! A request whose signature matches: what it asks for, and how it is signed again.

mod asked;
mod request;
mod resign;
mod source_object;

pub use request::Verified;
pub use source_object::SourceObject;
