//! The chain of HMACs that makes a secret of a parent's: one for each block. None can be taken back.

use alloc::string::String;

use hmac::{Hmac, KeyInit as _, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::text::hex;

/// What keeps a first block from passing as a later one, and both from anything that Signature Version 4 hashes: its
/// first key begins with `AWS4`, and its first message is a date.
const ROOT: &str = "scoped-1 root\n";
const NARROW: &str = "scoped-1 narrow\n";

/// The secret for the blocks of a token, as they are spelled in it.
pub(super) fn secret<'t>(parent: &str, blocks: impl IntoIterator<Item = &'t str>) -> Zeroizing<String> {
    let labels = core::iter::once(ROOT).chain(core::iter::repeat(NARROW));
    let start = Zeroizing::new(String::from(parent));
    labels.zip(blocks).fold(start, |secret, (label, block)| link(&secret, label, block))
}

/// The secret after one more block.
pub(super) fn narrow(secret: &str, block: &str) -> Zeroizing<String> {
    link(secret, NARROW, block)
}

fn link(key: &str, label: &str, block: &str) -> Zeroizing<String> {
    Zeroizing::new(hex::to_string(&mac(key, [label, block])))
}

/// Whether this is the HMAC of the text, in constant time.
pub(super) fn is_mac(key: &str, text: &str, expected: &[u8]) -> bool {
    start(key).chain_update(text).verify_slice(expected).is_ok()
}

/// The HMAC of the parts, in a row.
pub(super) fn mac<'t>(key: &str, parts: impl IntoIterator<Item = &'t str>) -> [u8; 32] {
    parts.into_iter().fold(start(key), Mac::chain_update).finalize().into_bytes().into()
}

fn start(key: &str) -> Hmac<Sha256> {
    // HMAC accepts a key of any length (RFC 2104), so this cannot fail.
    Hmac::new_from_slice(key.as_bytes()).expect("HMAC accepts a key of any length")
}
