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
    hash(&mut INITIAL.clone(), pad(0, text, &mut END.clone()))
}

/// HMAC-SHA256 (RFC 2104) of one text.
#[inline]
pub(crate) fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut end = END;
    let text = pad(BLOCK, text, &mut end);
    Hmac::new(key).0.finish(text)
}

/// HMAC-SHA256 with a key whose two pads are compressed once and not for each text.
#[derive(Clone)]
pub(crate) struct Hmac(Zeroizing<States>);

/// The states behind the two pads. Who has them can sign, as with the key.
#[derive(Clone, Copy, Default)]
struct States {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl DefaultIsZeroes for States {}

impl Hmac {
    #[inline]
    pub(crate) fn new(key: &[u8]) -> Self {
        if key.len() > BLOCK {
            return Self::new(&*Zeroizing::new(sha256(key)));
        }
        let mut pads = Zeroizing::new(Pads { inner: [IPAD; BLOCK], outer: [OPAD; BLOCK] });
        for (i, byte) in key.iter().enumerate() {
            pads.inner[i] ^= byte;
            pads.outer[i] ^= byte;
        }
        let mut states = Zeroizing::new(States { inner: INITIAL, outer: INITIAL });
        // Side by side: neither waits for the other's result, so a processor works on both at a time.
        compress256(&mut states.inner, slice::from_ref(&pads.inner));
        compress256(&mut states.outer, slice::from_ref(&pads.outer));
        Self(states)
    }

    pub(crate) fn sign(&self, text: &[u8]) -> [u8; 32] {
        self.0.finish(pad(BLOCK, text, &mut END.clone()))
    }
}

impl States {
    /// The HMAC of a text. What is left of the states is no secret.
    #[inline]
    fn finish(mut self, text: [&[[u8; BLOCK]]; 2]) -> [u8; 32] {
        let mut end = [0; BLOCK];
        end[32] = 0x80;
        end[BLOCK - 8..].copy_from_slice(&bits(BLOCK + 32));
        end[..32].copy_from_slice(&hash(&mut self.inner, text));
        compress256(&mut self.outer, slice::from_ref(&end));
        bytes(&self.outer)
    }
}

/// A key mixed into the two pads, wiped as a whole: `zeroize` wipes an array byte by byte, at half the cost of compressing
/// it.
#[derive(Clone, Copy)]
struct Pads {
    inner: [u8; BLOCK],
    outer: [u8; BLOCK],
}

impl Default for Pads {
    fn default() -> Self {
        Self { inner: [0; BLOCK], outer: [0; BLOCK] }
    }
}

impl DefaultIsZeroes for Pads {}

/// Room for the end of a text, which is one block or two.
type End = [[u8; BLOCK]; 2];
const END: End = [[0; BLOCK]; 2];

/// A text behind `before` bytes, in whole blocks: the blocks that lie in it, and its end, which is made in `end`.
///
/// A key's texts are padded before the key's compressions begin, not between two of them: what was just written is slow
/// to read.
#[inline]
fn pad<'a>(before: usize, text: &'a [u8], end: &'a mut End) -> [&'a [[u8; BLOCK]]; 2] {
    let (blocks, rest) = Array::<u8, U64>::slice_as_chunks(text);
    let end = &mut end[..if rest.len() < BLOCK - 8 { 1 } else { 2 }];
    // What is left, one bit, zeros, and the length in bits.
    let flat = end.as_flattened_mut();
    flat[..rest.len()].copy_from_slice(rest);
    flat[rest.len()] = 0x80;
    let length = flat.len() - 8;
    flat[length..].copy_from_slice(&bits(before + text.len()));
    [Array::cast_slice_to_core(blocks), end]
}

/// The hash of what the state stands for and of a padded text.
#[inline]
fn hash(state: &mut [u32; 8], [blocks, end]: [&[[u8; BLOCK]]; 2]) -> [u8; 32] {
    if !blocks.is_empty() {
        compress256(state, blocks);
    }
    compress256(state, end);
    bytes(state)
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
                assert_eq!(super::hmac(key, text), expected, "{key_length} {length}");
            }
        }
    }
}
