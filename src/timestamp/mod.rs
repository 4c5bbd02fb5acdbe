//! The time: when something is signed, when it expires, and how both are written.

mod calendar;
mod convert;
pub(crate) mod http_date;
mod parse;
mod utc;

pub use utc::Timestamp;
