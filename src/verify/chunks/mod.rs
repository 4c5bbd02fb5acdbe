//! Bodies in chunks (`aws-chunked`): their lines, their signatures and the headers after them.

mod buffer;
mod decoder;
mod fault;
mod line;
mod trailers;

pub use decoder::Advance;

pub(super) use decoder::{Checksums, ChunkDecoder, ChunkKey};
pub(super) use fault::ChunkFault;
pub(super) use trailers::Trailers;
