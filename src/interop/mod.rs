//! Conversions from and to the types of other crates, each enabled by the feature of the crate's name.

#[cfg(feature = "http")]
mod http;
#[cfg(feature = "url")]
mod url;

#[cfg(feature = "http")]
pub use http::Body;
