//! How a signing key may have been made: by AWS's four HMACs, or with one of the faults of signers written by hand.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::signing::Scope;

/// What a key is made of.
pub(in crate::explain::solve) struct Material<'a> {
    pub(in crate::explain::solve) secret: &'a str,
    pub(in crate::explain::solve) scope: &'a Scope,
    /// As in `20150830T123600Z`.
    pub(in crate::explain::solve) time: &'a str,
}

type Bytes = Zeroizing<Vec<u8>>;

/// A way to make a key, and what it is called.
pub(in crate::explain::solve) type Derivation = (&'static str, fn(&Material<'_>) -> Bytes);

/// The last part of every scope.
const TERMINATOR: &str = "aws4_request";

/// The first one is right.
pub(in crate::explain::solve) const DERIVATIONS: [Derivation; 41] = [
    ("as AWS describes it", |it| chain("AWS4", it, it.parts(), hmac)),
    ("derived without AWS4 before the secret", |it| chain("", it, it.parts(), hmac)),
    ("derived with aws4 in lower case before the secret", |it| chain("aws4", it, it.parts(), hmac)),
    ("derived with AWS before the secret", |it| chain("AWS", it, it.parts(), hmac)),
    ("derived with AWS4 and a space before the secret", |it| chain("AWS4 ", it, it.parts(), hmac)),
    ("derived with AWS4- before the secret", |it| chain("AWS4-", it, it.parts(), hmac)),
    ("derived with AWS4-HMAC-SHA256 before the secret", |it| chain("AWS4-HMAC-SHA256", it, it.parts(), hmac)),
    ("derived with AWS4 after the secret", |it| fold(format!("{}AWS4", it.secret).as_bytes(), it.parts(), hmac)),
    ("derived from the secret in base64", |it| {
        fold(format!("AWS4{}", Base64::encode_string(it.secret.as_bytes())).as_bytes(), it.parts(), hmac)
    }),
    ("derived from the secret decoded from base64", |it| {
        let decoded = Zeroizing::new(Base64::decode_vec(it.secret).unwrap_or_default());
        fold(&[b"AWS4", &decoded[..]].concat(), it.parts(), hmac)
    }),
    ("derived with each HMAC in hexadecimal digits", |it| chain("AWS4", it, it.parts(), hex_hmac)),
    ("derived with each HMAC in upper-case hexadecimal digits", |it| chain("AWS4", it, it.parts(), upper_hmac)),
    ("derived with each HMAC in base64", |it| chain("AWS4", it, it.parts(), base64_hmac)),
    ("derived with each HMAC except the last in hexadecimal digits", |it| {
        let [date, region, service, last] = it.parts();
        hmac(&chain("AWS4", it, [date, region, service], hex_hmac), last.as_bytes())
    }),
    ("in hexadecimal digits", |it| hex(&chain("AWS4", it, it.parts(), hmac))),
    ("in base64", |it| base64(&chain("AWS4", it, it.parts(), hmac))),
    ("derived with key and message swapped in each HMAC", |it| chain("AWS4", it, it.parts(), swapped)),
    ("derived with key and message swapped in the first HMAC", |it| {
        let [date, region, service, last] = it.parts();
        fold(&chain("AWS4", it, [date], swapped), [region, service, last], hmac)
    }),
    ("derived with a plain SHA-256 in place of each HMAC", |it| chain("AWS4", it, it.parts(), plain)),
    ("derived without aws4_request", |it| chain("AWS4", it, [it.date(), it.region(), it.service()], hmac)),
    ("derived without the region", |it| chain("AWS4", it, [it.date(), it.service(), TERMINATOR], hmac)),
    ("derived without the service", |it| chain("AWS4", it, [it.date(), it.region(), TERMINATOR], hmac)),
    ("derived without the day", |it| chain("AWS4", it, [it.region(), it.service(), TERMINATOR], hmac)),
    ("derived from the day alone", |it| chain("AWS4", it, [it.date()], hmac)),
    ("derived from the day and the region alone", |it| chain("AWS4", it, [it.date(), it.region()], hmac)),
    ("derived with the service before the region", |it| {
        chain("AWS4", it, [it.date(), it.service(), it.region(), TERMINATOR], hmac)
    }),
    ("derived with the parts of the scope in reverse", |it| {
        chain("AWS4", it, [TERMINATOR, it.service(), it.region(), it.date()], hmac)
    }),
    ("derived with aws4_request twice", |it| {
        chain("AWS4", it, [it.date(), it.region(), it.service(), TERMINATOR, TERMINATOR], hmac)
    }),
    ("derived with AWS4_REQUEST in upper case", |it| with_last(it, "AWS4_REQUEST")),
    ("derived with aws4-request", |it| with_last(it, "aws4-request")),
    ("derived with aws_request", |it| with_last(it, "aws_request")),
    ("derived with AWS4-HMAC-SHA256 for aws4_request", |it| with_last(it, "AWS4-HMAC-SHA256")),
    ("derived with the whole time for the day", |it| with_date(it, it.time)),
    ("derived with dashes in the day", |it| with_date(it, &dashed_day(it.date()))),
    ("derived with dashes in the whole time for the day", |it| with_date(it, &dashed_time(it.time))),
    ("derived with region and service in upper case", |it| {
        let (region, service) = (it.region().to_ascii_uppercase(), it.service().to_ascii_uppercase());
        chain("AWS4", it, [it.date(), &region, &service, TERMINATOR], hmac)
    }),
    ("derived with a line feed after each part", |it| {
        let parts = it.parts().map(|part| format!("{part}\n"));
        chain("AWS4", it, parts.each_ref().map(String::as_str), hmac)
    }),
    ("derived with one HMAC of the scope", |it| chain("AWS4", it, [it.scope.as_str()], hmac)),
    ("derived with one HMAC of the parts without slashes", |it| {
        chain("AWS4", it, [it.parts().concat().as_str()], hmac)
    }),
    ("not derived: the secret after AWS4", |it| chain("AWS4", it, [], hmac)),
    ("not derived: the secret", |it| chain("", it, [], hmac)),
];

impl Material<'_> {
    fn date(&self) -> &str {
        self.scope.date()
    }

    fn region(&self) -> &str {
        self.scope.region()
    }

    fn service(&self) -> &str {
        self.scope.service()
    }

    fn parts(&self) -> [&str; 4] {
        [self.date(), self.region(), self.service(), TERMINATOR]
    }
}

/// One step: the key so far, and a part of the scope.
type Step = fn(&[u8], &[u8]) -> Bytes;

fn chain<const N: usize>(prefix: &str, it: &Material<'_>, parts: [&str; N], step: Step) -> Bytes {
    fold(&Zeroizing::new([prefix, it.secret].concat().into_bytes()), parts, step)
}

fn fold<const N: usize>(start: &[u8], parts: [&str; N], step: Step) -> Bytes {
    parts.iter().fold(Zeroizing::new(start.to_vec()), |key, part| step(&key, part.as_bytes()))
}

fn with_last(it: &Material<'_>, last: &str) -> Bytes {
    chain("AWS4", it, [it.date(), it.region(), it.service(), last], hmac)
}

fn with_date(it: &Material<'_>, date: &str) -> Bytes {
    chain("AWS4", it, [date, it.region(), it.service(), TERMINATOR], hmac)
}

/// HMAC-SHA256, ready for a message.
pub(in crate::explain::solve) fn mac(key: &[u8]) -> Hmac<Sha256> {
    // HMAC accepts a key of any length (RFC 2104), so this cannot fail.
    Hmac::new_from_slice(key).expect("HMAC accepts a key of any length")
}

pub(in crate::explain::solve) fn hmac(key: &[u8], message: &[u8]) -> Bytes {
    Zeroizing::new(mac(key).chain_update(message).finalize().into_bytes().to_vec())
}

fn swapped(key: &[u8], message: &[u8]) -> Bytes {
    hmac(message, key)
}

fn plain(key: &[u8], message: &[u8]) -> Bytes {
    use sha2::Digest as _;
    Zeroizing::new(Sha256::new().chain_update(key).chain_update(message).finalize().to_vec())
}

fn hex_hmac(key: &[u8], message: &[u8]) -> Bytes {
    hex(&hmac(key, message))
}

fn upper_hmac(key: &[u8], message: &[u8]) -> Bytes {
    Zeroizing::new(hex_hmac(key, message).to_ascii_uppercase())
}

fn base64_hmac(key: &[u8], message: &[u8]) -> Bytes {
    base64(&hmac(key, message))
}

pub(in crate::explain::solve) fn hex(bytes: &[u8]) -> Bytes {
    Zeroizing::new(base16ct::lower::encode_string(bytes).into_bytes())
}

pub(in crate::explain::solve) fn base64(bytes: &[u8]) -> Bytes {
    Zeroizing::new(Base64::encode_string(bytes).into_bytes())
}

/// `2015-08-30` for `20150830`.
pub(in crate::explain::solve) fn dashed_day(date: &str) -> String {
    match (date.get(..4), date.get(4..6), date.get(6..8)) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        _ => date.into(),
    }
}

/// `2015-08-30T12:36:00Z` for `20150830T123600Z`.
pub(in crate::explain::solve) fn dashed_time(time: &str) -> String {
    match (time.get(9..11), time.get(11..13), time.get(13..15)) {
        (Some(hour), Some(minute), Some(second)) => format!("{}T{hour}:{minute}:{second}Z", dashed_day(time)),
        _ => time.into(),
    }
}
