//! Bodies in chunks: how they are framed (`body`), what signs one chunk after the other (`chain`), and both together
//! for whoever sends one (`signer`).

mod body;
pub(crate) mod chain;
mod signer;

pub use body::ChunkedBody;
pub use signer::{ChunkSigner, Frame};
