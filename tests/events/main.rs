//! Event streams: what other implementations signed, signed again and verified; every reason to refuse a message, a frame
//! or a stream; and what holds for every input, hostile or not.

use presign_test_support::{fixtures, hmac_sha256, refused, vector_files};

mod decoder;
mod frames;
mod hostile;
mod mutations;
mod random;
mod server;
mod signer;
mod vectors;
