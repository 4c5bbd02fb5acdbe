//! Keys in PEM, as OpenSSL writes them.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::error::{CloudFrontReason, Error};

/// A key in DER, under the label that PEM gave it.
pub(super) struct Pem<'a> {
    pub(super) label: &'a str,
    pub(super) der: Zeroizing<Vec<u8>>,
}

pub(super) fn refused(sentence: &'static str) -> Error {
    Error::from(CloudFrontReason::InvalidPem(sentence))
}

impl<'a> Pem<'a> {
    /// Reads the first block whose label ends with `kind`. Others may come before it, as `EC PARAMETERS` do.
    pub(super) fn parse(text: &'a str, kind: &str) -> Result<Self, Error> {
        let mut rest = text;
        while let Some((_, block)) = rest.split_once("-----BEGIN ") {
            let (label, body) = block.split_once("-----").ok_or(refused("the PEM is cut off"))?;
            let (body, after) = body.split_once("-----END ").ok_or(refused("the PEM is cut off"))?;
            if label.ends_with(kind) {
                return Ok(Self { label, der: decode(label, body)? });
            }
            rest = after;
        }
        Err(if text.contains(" PUBLIC KEY-----") {
            refused("the PEM has a public key where a private key is needed")
        } else if text.contains("PRIVATE KEY-----") {
            refused("the PEM has a private key where a public key is needed")
        } else {
            refused("there is no key in PEM, which begins with -----BEGIN")
        })
    }
}

fn decode(label: &str, body: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    if label.starts_with("ENCRYPTED") || body.contains("ENCRYPTED") {
        return Err(refused("the PEM is encrypted with a passphrase: decrypt it first, as `openssl pkey` does"));
    }
    if body.contains("\\n") {
        return Err(refused("the PEM has \\n as two characters where its lines should end"));
    }
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    base64.extend(body.chars().filter(|c| !c.is_ascii_whitespace()));
    let mut der = Zeroizing::new(Vec::from(body));
    let length = Base64::decode(base64.as_bytes(), &mut der).map_err(|_| refused("the PEM is not base64"))?.len();
    der.truncate(length);
    Ok(der)
}
