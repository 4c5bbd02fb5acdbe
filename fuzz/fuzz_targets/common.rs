//! What the targets share.
#![allow(dead_code, reason = "no target needs all of it")]

use hmac::{Hmac, KeyInit, Mac};
use presign::{Credentials, Signer, Timestamp};
use sha2::Sha256;

pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

pub(crate) fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRET)
}

pub(crate) fn signer(service: &str) -> Signer {
    Signer::new(credentials(), "us-east-1", service).expect("good credentials")
}

/// Any time up to the year 9999.
pub(crate) fn time(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds % 253_402_300_800).expect("below the year 10000")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The signature of a text, made without the crate.
pub(crate) fn signature(date: &str, service: &str, text: &str) -> String {
    let hmac = |key: &[u8], text: &str| {
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
        mac.chain_update(text).finalize().into_bytes().to_vec()
    };
    let parts = [date, "us-east-1", service, "aws4_request", text];
    hex(&parts.iter().fold(format!("AWS4{SECRET}").into_bytes(), |key, part| hmac(&key, part)))
}
