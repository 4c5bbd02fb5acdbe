//! What a request with the header `Authorization` says about its signature.

use crate::signing::Algorithm;
use crate::timestamp::{Timestamp, http_date};
#[cfg(feature = "x509")]
use crate::verify::read::certificate;
use crate::verify::read::claims::{Claims, parse_algorithm, parse_date, parse_signed_headers};
use crate::verify::read::wire::Wire;
use crate::verify::received::Received;
use crate::verify::{Malformed, Place, Refusal};

/// Reads what a header-signed request says about its signature.
pub(in crate::verify) fn read(wire: Wire) -> Result<Received, Refusal> {
    if wire.parameter("X-Amz-Algorithm")?.is_some() || wire.parameter("X-Amz-Signature")?.is_some() {
        return Err(Malformed::TwoSignatures.into());
    }
    let authorization = wire.required_header("authorization")?;
    let (name, rest) = split_algorithm(authorization)?;
    let signer = signer(name)?;
    let [credential, signed_headers, signature] = parts(rest)?;
    let date = date(&wire)?;
    let claims = match signer {
        Signer::Key(algorithm) => Claims::parse(Place::Authorization, algorithm, credential, date, signature)?
            .with_region_set(|| wire.required_header("x-amz-region-set"))?,
        #[cfg(feature = "x509")]
        Signer::Certificate => certificate::read(&wire, name, [credential, signature], date)?,
    };
    let signed_headers = parse_signed_headers(Place::Authorization, signed_headers)?;
    let s3_session_token = wire.header("x-amz-s3session-token")?;
    let session_token = wire.header("x-amz-security-token")?.or(s3_session_token).map(Into::into);
    Ok(Received::new(wire, claims, signed_headers, session_token, None))
}

/// What signs, by the name of the algorithm.
enum Signer {
    Key(Algorithm),
    #[cfg(feature = "x509")]
    Certificate,
}

fn signer(name: &str) -> Result<Signer, Refusal> {
    #[cfg(feature = "x509")]
    if certificate::is_algorithm(name) {
        return Ok(Signer::Certificate);
    }
    parse_algorithm(Place::Authorization, name).map(Signer::Key)
}

/// The date of the signature: the header `x-amz-date`, or `date` if there is none.
///
/// It need not be among the signed headers, since it is a line of the string to sign.
pub(crate) fn date(wire: &Wire) -> Result<Timestamp, Refusal> {
    if let Some(date) = wire.header("x-amz-date")? {
        return parse_date(Place::Authorization, date);
    }
    let date = wire.header("date")?.ok_or(Malformed::MissingHeader("x-amz-date"))?;
    Timestamp::parse(date).ok().or_else(|| http_date::parse(date)).ok_or(Malformed::DateHeader.into())
}

/// The three parts of the header, in any order.
const PARTS: [&str; 3] = ["Credential", "SignedHeaders", "Signature"];

/// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
#[cfg(feature = "explain")]
pub(crate) fn parse_authorization(value: &str) -> Result<(Algorithm, [&str; 3]), Refusal> {
    let (algorithm, rest) = split_algorithm(value)?;
    Ok((parse_algorithm(Place::Authorization, algorithm)?, parts(rest)?))
}

/// Splits the name of the algorithm off.
fn split_algorithm(value: &str) -> Result<(&str, &str), Refusal> {
    let (algorithm, rest) = value.split_once(' ').ok_or(Malformed::Authorization)?;
    if algorithm == "AWS" { Err(Malformed::SignatureVersion2.into()) } else { Ok((algorithm, rest)) }
}

fn parts(rest: &str) -> Result<[&str; 3], Refusal> {
    let mut values = [None; 3];
    for part in rest.split(',') {
        let (name, value) = part.trim_matches(' ').split_once('=').ok_or(Malformed::Authorization)?;
        let at = PARTS.iter().position(|part| *part == name).ok_or(Malformed::Authorization)?;
        if values[at].replace(value).is_some() {
            return Err(Malformed::Duplicate { place: Place::Authorization, name: PARTS[at] }.into());
        }
    }
    let value = |at: usize| values[at].ok_or(Malformed::Missing { place: Place::Authorization, name: PARTS[at] });
    Ok([value(0)?, value(1)?, value(2)?])
}
