//! SHA-256 and HMAC-SHA256 over text that lies in one piece.
//!
//! Only the compression function comes from `sha2`. A general hasher takes its text in pieces of any size, and so copies
//! it through a buffer; here the text stands in memory as a whole, and the first block of each HMAC is the same for all
//! texts. Both are worth a third of what a URL costs.

use core::slice;

use sha2::block_api::compress256;
use sha2::digest::array::Array;
use sha2::digest::consts::U64;
use zeroize::{DefaultIsZeroes, Zeroizing};

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
        if key.len() > BLOCK {
            return Self::with_hash(&Zeroizing::new(sha256(key)));
        }
        let mut block = Zeroizing::new(Block([0; BLOCK]));
        block.0[..key.len()].copy_from_slice(key);
        Self::with_block(&mut block)
    }

    /// The same for a key of 32 bytes, which nearly all keys are.
    pub(crate) fn with_hash(key: &[u8; 32]) -> Self {
        let mut block = Zeroizing::new(Block([0; BLOCK]));
        block.0[..32].copy_from_slice(key);
        Self::with_block(&mut block)
    }

    /// The pads are made in place, so that the key stands in one block that has to be wiped.
    fn with_block(block: &mut Block) -> Self {
        let mut pad = |mask: u8| {
            block.0.iter_mut().for_each(|byte| *byte ^= mask);
            let mut state = Zeroizing::new(INITIAL);
            compress256(&mut state, slice::from_ref(&block.0));
            state
        };
        let inner = pad(IPAD);
        Self { inner, outer: pad(IPAD ^ OPAD) }
    }

    pub(crate) fn sign(&self, text: &[u8]) -> [u8; 32] {
        let hash = finish(&self.inner, BLOCK, text);
        // As `finish` would do it, for a text whose length is known.
        let mut end = [0; BLOCK];
        end[..32].copy_from_slice(&hash);
        end[32] = 0x80;
        end[BLOCK - 8..].copy_from_slice(&bits(BLOCK + 32));
        let mut state = self.outer.clone();
        compress256(&mut state, slice::from_ref(&end));
        bytes(&state)
    }
}

/// A block that is wiped as a whole: `zeroize` wipes an array byte by byte, at half the cost of compressing it.
#[derive(Clone, Copy)]
struct Block([u8; BLOCK]);

impl Default for Block {
    fn default() -> Self {
        Self([0; BLOCK])
    }
}

impl DefaultIsZeroes for Block {}

/// The hash of `before` bytes, in whole blocks, whose state is given, and of the text behind them.
fn finish(state: &[u32; 8], before: usize, text: &[u8]) -> [u8; 32] {
    let (blocks, rest) = Array::<u8, U64>::slice_as_chunks(text);
    // The end: what is left, one bit, zeros, and the length in bits. Made first, so that it stands ready in memory when
    // the blocks before it are done.
    let mut end = [[0; BLOCK]; 2];
    let end = &mut end[..if rest.len() < BLOCK - 8 { 1 } else { 2 }];
    let flat = end.as_flattened_mut();
    flat[..rest.len()].copy_from_slice(rest);
    flat[rest.len()] = 0x80;
    let length = flat.len() - 8;
    flat[length..].copy_from_slice(&bits(before + text.len()));
    let mut state = Zeroizing::new(*state);
    if !blocks.is_empty() {
        compress256(&mut state, Array::cast_slice_to_core(blocks));
    }
    compress256(&mut state, end);
    bytes(&state)
}

/// A length in bytes as the end of the padding says it.
fn bits(length: usize) -> [u8; 8] {
    (8 * length as u64).to_be_bytes()
}

fn bytes(state: &[u32; 8]) -> [u8; 32] {
    let mut hash = [0; 32];
    for (bytes, word) in hash.chunks_exact_mut(4).zip(state) {
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
