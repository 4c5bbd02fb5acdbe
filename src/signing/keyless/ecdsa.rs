//! The two forms of an ECDSA signature: two numbers of one width, as devices return it, and DER, as AWS reads it.

use alloc::vec::Vec;

use crate::error::{Error, Reason};

/// The widths of r and of s in bytes, on the curves P-256, P-384 and P-521.
const WIDTHS: [usize; 3] = [32, 48, 66];

/// Returns an ECDSA signature in DER, as AWS reads it, for one that a device returned as r and s of the same width, one
/// after the other: PKCS#11 (`CKM_ECDSA`), WebCrypto and many TPM interfaces do. AWS KMS and OpenSSL return DER: leave
/// theirs as it is. (Requires the feature `sigv4a` or `x509`.)
///
/// ```
/// let r_and_s = [[0x00; 31].as_slice(), &[0x80], &[0x00; 31], &[0x07]].concat();
/// assert_eq!(presign::ecdsa_der(&r_and_s)?, [0x30, 0x07, 0x02, 0x02, 0x00, 0x80, 0x02, 0x01, 0x07]);
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `signature-form`: not 64, 96 or 132 bytes, the lengths of P-256, P-384 and P-521, or one of the numbers is 0.
///
/// Source: RFC 3279, "ECDSA Signature Algorithm" (`Ecdsa-Sig-Value`).
pub fn ecdsa_der(r_and_s: &[u8]) -> Result<Vec<u8>, Error> {
    let width = r_and_s.len() / 2;
    let (r, s) = r_and_s.split_at(width);
    let is_zero = |number: &[u8]| number.iter().all(|byte| *byte == 0);
    if r.len() != s.len() || !WIDTHS.contains(&width) || is_zero(r) || is_zero(s) {
        return Err(Error(Reason::SignatureForm("r and s of 32, 48 or 66 bytes each, neither of them 0")));
    }
    let mut numbers = Vec::with_capacity(r_and_s.len() + 6);
    for number in [r, s] {
        append_integer(&mut numbers, number);
    }
    let mut der = Vec::with_capacity(numbers.len() + 3);
    der.push(0x30);
    append_length(&mut der, numbers.len());
    der.extend_from_slice(&numbers);
    Ok(der)
}

/// Appends a number that is not 0: without leading zeros, except for one where it would be negative otherwise.
fn append_integer(der: &mut Vec<u8>, number: &[u8]) {
    let number = &number[number.iter().take_while(|byte| **byte == 0).count()..];
    let is_high = number.first().is_some_and(|byte| *byte >= 0x80);
    der.push(0x02);
    append_length(der, number.len() + usize::from(is_high));
    if is_high {
        der.push(0);
    }
    der.extend_from_slice(number);
}

/// Appends a length of at most 255.
#[allow(clippy::cast_possible_truncation, reason = "two numbers of 66 bytes are 138 in DER")]
fn append_length(der: &mut Vec<u8>, length: usize) {
    if length >= 0x80 {
        der.push(0x81);
    }
    der.push(length as u8);
}
