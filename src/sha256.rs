//! SHA-256 and HMAC-SHA256 over text that lies in one piece.
//!
//! Only the compression function comes from `sha2`. A general hasher takes its text in pieces of any size, and so copies
//! it through a buffer; here the text stands in memory as a whole, and the first block of each HMAC is the same for all
//! texts. Both are worth a third of what a URL costs.

use sha2::block_api::compress256;
use sha2::digest::array::Array;
use sha2::digest::consts::U64;
use zeroize::Zeroizing;

/// Bytes that one compression takes in.
const BLOCK: usize = 64;

/// What SHA-256 starts from (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// What RFC 2104 mixes into the key for the inner and the outer hash.
const IPAD: u8 = 0x36;
const OPAD: u8 = 0x5c;

/// The SHA-256 of a text.
pub(crate) fn sha256(text: &[u8]) -> [u8; 32] {
    finish(&INITIAL, 0, text)
}

/// HMAC-SHA256 (RFC 2104) with a key, whose two pads are compressed once and not for each text.
#[derive(Clone)]
pub(crate) struct Hmac {
    inner: Zeroizing<[u32; 8]>,
    outer: Zeroizing<[u32; 8]>,
}

impl Hmac {
    pub(crate) fn new(key: &[u8]) -> Self {
        let mut block = Zeroizing::new([0; BLOCK]);
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&*Zeroizing::new(sha256(key)));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        // In place, so that the key stands in one block that has to be wiped.
        let mut pad = |mask: u8| {
            block.iter_mut().for_each(|byte| *byte ^= mask);
            let mut state = Zeroizing::new(INITIAL);
            compress256(&mut state, core::slice::from_ref(&*block));
            state
        };
        let inner = pad(IPAD);
        Self { inner, outer: pad(IPAD ^ OPAD) }
    }

    pub(crate) fn sign(&self, text: &[u8]) -> [u8; 32] {
        finish(&self.outer, BLOCK, &finish(&self.inner, BLOCK, text))
    }
}

/// The hash of `before` bytes, in whole blocks, whose state is given, and of the text behind them.
fn finish(state: &[u32; 8], before: usize, text: &[u8]) -> [u8; 32] {
    let mut state = Zeroizing::new(*state);
    let (blocks, rest) = Array::<u8, U64>::slice_as_chunks(text);
    compress256(&mut state, Array::cast_slice_to_core(blocks));
    // The end: what is left, one bit, zeros, and the length in bits.
    let mut end = [[0; BLOCK]; 2];
    let blocks = if rest.len() < BLOCK - 8 { 1 } else { 2 };
    let bits = 8 * (before + text.len()) as u64;
    let flat = end[..blocks].as_flattened_mut();
    flat[..rest.len()].copy_from_slice(rest);
    flat[rest.len()] = 0x80;
    flat[blocks * BLOCK - 8..].copy_from_slice(&bits.to_be_bytes());
    compress256(&mut state, &end[..blocks]);
    let mut hash = [0; 32];
    for (bytes, word) in hash.chunks_exact_mut(4).zip(state.iter()) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use hmac::{KeyInit, Mac};
    use sha2::Digest;

    /// Lengths around each border: of a block, of the padding, of a key that must be hashed first.
    #[test]
    fn every_length_up_to_four_blocks_agrees_with_the_general_implementations() {
        let bytes: [u8; 257] = core::array::from_fn(|i| u8::try_from(i * 7 % 251).expect("below 251"));
        for length in 0..=bytes.len() {
            let text = &bytes[..length];
            assert_eq!(sha256(text), <[u8; 32]>::from(sha2::Sha256::digest(text)), "{length}");
            for key_length in [0, 1, 32, 63, 64, 65, 200] {
                let key = &bytes[..key_length];
                let mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
                let expected: [u8; 32] = mac.chain_update(text).finalize().into_bytes().into();
                assert_eq!(Hmac::new(key).sign(text), expected, "{key_length} {length}");
            }
        }
    }
}
