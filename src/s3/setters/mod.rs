//! The setters that several operations have.

// The order of the page of `Operation`.
mod read;

mod new_object;

mod body;

mod copy;
mod disposition;
mod encryption;

mod listing;

pub use copy::CopySource;
pub use disposition::attachment;
