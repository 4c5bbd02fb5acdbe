//! HMAC-SHA256 over any string, which the crate itself makes only over its own strings to sign.

use hmac::{Hmac, KeyInit, Mac};
use presign::SigningKey;
use sha2::Sha256;

/// A key's signature in lower-case hexadecimal digits.
pub fn sign(key: &SigningKey, text: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.secret_bytes()).expect("HMAC accepts a key of any length");
    hex::encode(mac.chain_update(text).finalize().into_bytes())
}
