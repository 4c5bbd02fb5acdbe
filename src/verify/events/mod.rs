//! Event streams: the request that opens one (`opening`), its messages (`decoder`), and what can be wrong with them
//! (`fault`).

mod decoder;
mod fault;
mod opening;

pub use decoder::EventDecoder;

pub(super) use fault::EventFault;
