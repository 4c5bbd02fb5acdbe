//! Certificates that requests are signed with: what signing and verifying read of them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Encoding};
use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::{Decode, Reader, SliceReader, Tag, TagMode, TagNumber, Tagged};

use crate::error::{Error, Reason};

/// A certificate that a request to IAM Roles Anywhere is signed with, and the intermediates between it and the trust
/// anchor. (Requires the feature `x509`.)
///
/// Only its version, its serial number and the kind of its key are read, and the signature's algorithm follows from the
/// latter. Nothing says that it is valid: AWS refuses one that has expired, is a CA, or may not make signatures.
///
/// ```no_run
/// use presign::Certificate;
///
/// let certificate = Certificate::from_pem(&std::fs::read_to_string("certificate.pem")?)?;
/// println!("{} {}", certificate.serial(), certificate.algorithm()); // 291 AWS4-X509-ECDSA-SHA256
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: IAM Roles Anywhere user guide, "IAM Roles Anywhere authentication signing process".
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    der: Vec<u8>,
    intermediates: Vec<Vec<u8>>,
    serial: String,
    key: KeyKind,
}

/// What signs, by the key in the certificate. The hash with which its issuer signed it has no part in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum KeyKind {
    /// PKCS#1 v1.5 with SHA-256. Signatures are as long as the modulus.
    Rsa { modulus: usize },
    /// With SHA-256 on every curve. Signatures are in DER.
    Ecdsa,
    /// ML-DSA-44, -65 or -87, whose signatures have one length each (FIPS 204, table 2).
    MlDsa { length: usize },
}

/// What is read of a certificate.
struct Fields<'a> {
    version: Option<u8>,
    serial: UintRef<'a>,
    /// An object identifier, without its tag and its length.
    algorithm: &'a [u8],
    key: BitStringRef<'a>,
}

/// The most intermediates that IAM Roles Anywhere accepts.
const MAX_INTERMEDIATES: usize = 5;
/// The longest serial number in bytes: 160 bits. Source: RFC 5280, "Serial Number".
const MAX_SERIAL: usize = 20;
/// The field `version` of X.509 version 3.
const VERSION_3: u8 = 2;
/// The longest number in a signature: on the curve P-521.
const MAX_NUMBER: usize = 66;

/// `rsaEncryption`, 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// `id-ecPublicKey`, 1.2.840.10045.2.1.
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// ML-DSA-44, -65 and -87, 2.16.840.1.101.3.4.3.17 to .19, with the lengths of their signatures.
const ML_DSA: [(&[u8], usize); 3] = [
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11], 2420),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12], 3309),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13], 4627),
];

impl Certificate {
    /// Reads a certificate in DER, without intermediates.
    ///
    /// # Errors
    /// - `invalid-certificate`: not one of X.509 version 3 in DER, whose serial number is positive and has at most 20
    ///   bytes, or its key is neither RSA nor EC nor ML-DSA.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, Error> {
        Self::read(der.into()).map_err(|fault| Error(Reason::InvalidCertificate(fault)))
    }

    /// Reads the certificates of a PEM file: first the one that signs, then its intermediates, from its issuer upwards,
    /// without the trust anchor. Other blocks, such as a private key, are passed over.
    ///
    /// # Errors
    /// - `invalid-certificate`: there is none, a block is not base64 between its lines, or as
    ///   [`from_der`](Self::from_der).
    /// - `chain-too-long`: there are more than five intermediates.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let mut blocks = pem.split("-----BEGIN CERTIFICATE-----").skip(1).map(|block| {
            let block = block.split_once("-----END CERTIFICATE-----").map(|(text, _)| text);
            let text = block.map(|text| text.split_ascii_whitespace().collect::<String>());
            let der = text.and_then(|text| Base64::decode_vec(&text).ok());
            der.ok_or(Error(Reason::InvalidCertificate("is not base64 between the lines of PEM")))
        });
        let first = blocks.next().ok_or(Error(Reason::InvalidCertificate("is missing: no block of the PEM is one")))?;
        Self::from_der(first?)?.with_intermediates(blocks.collect::<Result<Vec<_>, _>>()?)
    }

    /// Sets the intermediates, each in DER: from the issuer of the certificate upwards, without the trust anchor.
    ///
    /// # Errors
    /// - `invalid-certificate`: one of them is not X.509 in DER.
    /// - `chain-too-long`: there are more than five.
    pub fn with_intermediates<C: Into<Vec<u8>>>(
        mut self,
        intermediates: impl IntoIterator<Item = C>,
    ) -> Result<Self, Error> {
        // One more than there may be is enough to know.
        self.intermediates = intermediates.into_iter().take(MAX_INTERMEDIATES + 1).map(Into::into).collect();
        if self.intermediates.len() > MAX_INTERMEDIATES {
            return Err(Error(Reason::ChainTooLong));
        }
        if self.intermediates.iter().any(|der| fields(der).is_err()) {
            return Err(Error(Reason::InvalidCertificate("has an intermediate that is not X.509 in DER")));
        }
        Ok(self)
    }

    /// Reads a certificate, or says what it is instead.
    fn read(der: Vec<u8>) -> Result<Self, &'static str> {
        let fields = fields(&der).map_err(|_| "is not X.509 in DER with a serial number that is not negative")?;
        if fields.version != Some(VERSION_3) {
            return Err("is not of version 3");
        }
        let serial = fields.serial.as_bytes();
        if serial.len() > MAX_SERIAL || serial.iter().all(|byte| *byte == 0) {
            return Err("has a serial number that is 0 or longer than 20 bytes");
        }
        let key = KeyKind::of(&fields).ok_or("has a key that is neither RSA nor EC nor ML-DSA")?;
        Ok(Self { serial: decimal(serial), key, der, intermediates: Vec::new() })
    }

    /// Reads the headers of a received request, or says what is wrong with them.
    pub(crate) fn received(certificate: &str, chain: Option<&str>) -> Result<Self, &'static str> {
        let decode = |text: &str| Base64::decode_vec(text).map_err(|_| "is not base64 with padding");
        let read = Self::read(decode(certificate)?)?;
        let Some(chain) = chain else { return Ok(read) };
        let intermediates = chain.split(',').take(MAX_INTERMEDIATES + 1).map(decode).collect::<Result<Vec<_>, _>>()?;
        read.with_intermediates(intermediates).map_err(|error| match error {
            Error(Reason::InvalidCertificate(fault)) => fault,
            _ => "has more than five intermediates",
        })
    }

    /// Returns the certificate in DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the intermediates in DER, in the order in which they were given.
    #[must_use]
    pub fn intermediates(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.intermediates.iter().map(Vec::as_slice)
    }

    /// Returns the serial number in decimal, which a credential names in place of an access key ID.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// Returns the name of the algorithm that the key in the certificate signs with: `AWS4-X509-RSA-SHA256`,
    /// `AWS4-X509-ECDSA-SHA256` or `AWS4-X509-MLDSA`.
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match self.key {
            KeyKind::Rsa { .. } => "AWS4-X509-RSA-SHA256",
            KeyKind::Ecdsa => "AWS4-X509-ECDSA-SHA256",
            KeyKind::MlDsa { .. } => "AWS4-X509-MLDSA",
        }
    }

    /// What the headers `x-amz-x509` and, if there are intermediates, `x-amz-x509-chain` hold.
    pub(super) fn headers(&self) -> impl Iterator<Item = String> {
        let chain = self.intermediates().map(Base64::encode_string).collect::<Vec<_>>().join(",");
        [Base64::encode_string(&self.der), chain].into_iter().filter(|value| !value.is_empty())
    }

    /// Whether the key could have made this signature, by its form. If not, it says what it would have made.
    pub(crate) fn check_form(&self, signature: &[u8]) -> Result<(), &'static str> {
        match self.key {
            KeyKind::Rsa { modulus } if signature.len() != modulus => Err("as long as the modulus of the key"),
            KeyKind::MlDsa { length } if signature.len() != length => Err("as long as those of this kind of ML-DSA"),
            KeyKind::Ecdsa if !is_ecdsa(signature) => Err("an ECDSA signature in DER"),
            _ => Ok(()),
        }
    }
}

impl KeyKind {
    fn of(fields: &Fields<'_>) -> Option<Self> {
        match fields.algorithm {
            RSA => Some(Self::Rsa { modulus: modulus(fields.key.as_bytes()?).ok()? }),
            EC => Some(Self::Ecdsa),
            other => ML_DSA.iter().find(|(id, _)| *id == other).map(|(_, length)| Self::MlDsa { length: *length }),
        }
    }
}

/// Reads the beginning of a certificate and looks over its end. Source: RFC 5280, "Basic Certificate Fields".
fn fields(certificate: &[u8]) -> der::Result<Fields<'_>> {
    let mut reader = SliceReader::new(certificate)?;
    let fields = reader.sequence(|certificate| {
        let fields = certificate.sequence(to_be_signed)?;
        AnyRef::decode(certificate)?;
        BitStringRef::decode(certificate)?;
        der::Result::Ok(fields)
    })?;
    reader.finish()?;
    Ok(fields)
}

fn to_be_signed<'a>(reader: &mut SliceReader<'a>) -> der::Result<Fields<'a>> {
    let version = reader.context_specific(TagNumber(0), TagMode::Explicit)?;
    let serial = UintRef::decode(reader)?;
    // The issuer's algorithm, the issuer, the validity and the subject.
    for _ in 0..4 {
        AnyRef::decode(reader)?;
    }
    let (algorithm, key) = reader.sequence(|info| {
        let algorithm = info.sequence(|algorithm| {
            let id = AnyRef::decode(algorithm)?;
            id.tag().assert_eq(Tag::ObjectIdentifier)?;
            skip(algorithm)?;
            der::Result::Ok(id.value())
        })?;
        der::Result::Ok((algorithm, BitStringRef::decode(info)?))
    })?;
    skip(reader)?;
    Ok(Fields { version, serial, algorithm, key })
}

/// Passes over what is left.
fn skip(reader: &mut SliceReader<'_>) -> der::Result<()> {
    while !reader.is_finished() {
        AnyRef::decode(reader)?;
    }
    Ok(())
}

/// The length of an RSA key's modulus in bytes.
fn modulus(key: &[u8]) -> der::Result<usize> {
    let mut reader = SliceReader::new(key)?;
    let modulus = reader.sequence(|key| {
        let modulus = UintRef::decode(key)?;
        UintRef::decode(key)?;
        der::Result::Ok(modulus)
    })?;
    reader.finish()?;
    Ok(modulus.as_bytes().len())
}

/// Whether these bytes are two positive numbers in DER, which has one encoding for them.
fn is_ecdsa(signature: &[u8]) -> bool {
    let numbers = SliceReader::new(signature).and_then(|mut reader| {
        let numbers =
            reader.sequence(|numbers| der::Result::Ok([UintRef::decode(numbers)?, UintRef::decode(numbers)?]))?;
        reader.finish()?;
        Ok(numbers)
    });
    let is_number = |number: &UintRef<'_>| {
        let bytes = number.as_bytes();
        bytes.len() <= MAX_NUMBER && bytes.iter().any(|byte| *byte != 0)
    };
    numbers.is_ok_and(|numbers| numbers.iter().all(is_number))
}

/// A number of at most 20 bytes in decimal.
#[allow(
    clippy::cast_possible_truncation,
    reason = "quotients by 10 of what is below 2560 are bytes, remainders digits"
)]
fn decimal(number: &[u8]) -> String {
    let (mut number, mut digits) = (number.to_vec(), Vec::new());
    while number.iter().any(|byte| *byte != 0) {
        let mut rest = 0_u16;
        for byte in &mut number {
            let value = rest << 8 | u16::from(*byte);
            (*byte, rest) = ((value / 10) as u8, value % 10);
        }
        digits.push(char::from(b'0' + rest as u8));
    }
    digits.iter().rev().collect()
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} {}, {} intermediates)", self.algorithm(), self.serial, self.intermediates.len())
    }
}
