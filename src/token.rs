//! Session tokens that can be read: those of scoped credentials, of Cloudflare R2 and of the form s1. All others are
//! opaque.
//!
//! What is read here is what the token says of itself. Nothing here is verified, and nothing is decided by it but
//! warnings and times to show.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

use crate::timestamp::Timestamp;

/// When the credentials of a token end, if it can be read.
pub(crate) fn end(token: &str) -> Option<Timestamp> {
    let seconds = if let Some(blocks) = token.strip_prefix("s1.") {
        blocks.split('.').filter_map(|block| exp(&Base64UrlUnpadded::decode_vec(block).ok()?)).min()
    } else {
        let jwt = jwt(token)?;
        exp(&Base64UrlUnpadded::decode_vec(jwt.split('.').nth(1)?).ok()?)
    };
    Timestamp::from_unix_seconds(seconds?).ok()
}

/// Whether the secret access key can be computed from the token, as from R2's: it is the SHA-256 of what is in it.
pub(crate) fn reveals_secret(token: &str) -> bool {
    jwt(token).is_some_and(|jwt| jwt.starts_with("eyJ"))
}

/// The JWT in a token of R2, which is the base64 of `jwt/` and a JWT.
fn jwt(token: &str) -> Option<String> {
    // Three bytes and the most of a fourth, as they are spelled: other tokens are not decoded.
    token.starts_with("and0L").then_some(())?;
    let mut bytes: Vec<u8> = Base64::decode_vec(token).ok()?;
    String::from_utf8(bytes.split_off(b"jwt/".len().min(bytes.len()))).ok()
}

/// The number of the member `exp` of a JSON object, the smallest if there are several.
fn exp(json: &[u8]) -> Option<u64> {
    let (mut rest, mut depth, mut least) = (json, 0_usize, None);
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let name;
                (name, rest) = string(rest)?;
                if depth == 1 && name == b"exp" {
                    least = [least, number(rest)].into_iter().flatten().min();
                }
            }
            _ => {}
        }
    }
    least
}

/// The rest of a string after its first quotation mark, as it is written, and what follows it.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = 0;
    while *text.get(at)? != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    Some((&text[..at], &text[at + 1..]))
}

/// The whole number after a colon.
fn number(text: &[u8]) -> Option<u64> {
    let text = text.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let (digits, rest) = text.split_at(text.iter().take_while(|b| b.is_ascii_digit()).count());
    let ends = matches!(rest.trim_ascii_start().first(), None | Some(b',' | b'}'));
    ends.then(|| core::str::from_utf8(digits).ok()?.parse().ok()).flatten()
}
