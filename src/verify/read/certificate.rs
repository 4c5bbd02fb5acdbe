//! What a request that is signed with the key of a certificate says about its signature.

use alloc::vec::Vec;

use base16ct::lower;

use crate::signing::Certificate;
use crate::timestamp::Timestamp;
use crate::verify::read::claims::{Claims, Sent, parse_credential};
use crate::verify::read::wire::Wire;
use crate::verify::{Malformed, Place, Refusal};

/// The algorithms of certificates, one for each kind of key.
const ALGORITHMS: [&str; 3] = ["AWS4-X509-RSA-SHA256", "AWS4-X509-ECDSA-SHA256", "AWS4-X509-MLDSA"];

/// Whether the key of a certificate signs with the algorithm of this name.
pub(super) fn is_algorithm(name: &str) -> bool {
    ALGORITHMS.contains(&name)
}

/// Reads the parts of the header `Authorization` together with the headers of the certificate. There is no such
/// signature in a query.
pub(super) fn read(
    wire: &Wire,
    algorithm: &str,
    [credential, signature]: [&str; 2],
    date: Timestamp,
) -> Result<Claims, Refusal> {
    let place = Place::Authorization;
    let (certificate, chain) = (wire.required_header("x-amz-x509")?, wire.header("x-amz-x509-chain")?);
    let certificate = Certificate::received(certificate, chain).map_err(Malformed::Certificate)?;
    // Another key may have made a signature that this algorithm would accept.
    if certificate.algorithm() != algorithm {
        return Err(Malformed::Certificate("has a key of a different kind from the algorithm's").into());
    }
    let (serial, scope) = parse_credential(credential, true).ok_or(Malformed::Credential(place))?;
    if serial != certificate.serial() {
        return Err(Malformed::Certificate("has a different serial number from the credential's").into());
    }
    let signature = decode(signature).filter(|signature| certificate.check_form(signature).is_ok());
    let signature = signature.ok_or(Malformed::CertificateSignature)?;
    Claims::new(place, serial, scope, date, Sent::Certificate { certificate, signature })
}

/// Reads lower-case hexadecimal digits.
fn decode(digits: &str) -> Option<Vec<u8>> {
    lower::decode_vec(digits).ok()
}
