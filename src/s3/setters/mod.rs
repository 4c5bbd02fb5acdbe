//! The setters that several operations have.

mod body;
mod copy;
mod disposition;
mod encryption;
mod new_object;
mod read;

pub use copy::CopySource;
pub use disposition::attachment;
