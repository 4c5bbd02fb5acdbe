//! Event streams: messages (`message`) with headers (`value`) in frames (`frame`), what is signed of one after the
//! other (`chain`), and both together for whoever sends them (`signer`).

pub(crate) mod chain;
pub(crate) mod frame;
mod message;
mod signer;
mod value;

pub use message::EventMessage;
pub use signer::EventSigner;
pub use value::EventValue;
