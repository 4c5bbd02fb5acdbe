//! The reasons to refuse a request, and the answer to each.

mod answer;
mod document;
mod fault;
#[cfg(feature = "post-policy")]
mod form_fault;
mod malformed;
mod place;
mod reasons;
mod unsupported;

pub use fault::Fault;
pub use place::Place;
pub use reasons::Refusal;

#[cfg(feature = "post-policy")]
pub(super) use form_fault::FormFault;
pub(crate) use malformed::Malformed;
pub(super) use unsupported::Unsupported;
