//! What a presigned URL says about its signature.

use crate::verify::read::claims::{Claims, parse_algorithm, parse_date, parse_signed_headers};
use crate::verify::read::wire::Wire;
use crate::verify::received::Received;
use crate::verify::{Malformed, Place, Refusal};

/// Reads what a presigned request says about its signature.
pub(crate) fn read(wire: Wire) -> Result<Received, Refusal> {
    let received = read_any_expiry(wire)?;
    if received.expires == Some(0) { Err(Malformed::ExpiresZero.into()) } else { Ok(received) }
}

/// The same, with an expiry of 0 among those that are accepted.
pub(in crate::verify) fn read_any_expiry(wire: Wire) -> Result<Received, Refusal> {
    let algorithm = wire.required_parameter("X-Amz-Algorithm").map_err(|error| wire.without_signature(error))?;
    let algorithm = parse_algorithm(Place::Query, algorithm)?;
    let credential = wire.required_parameter("X-Amz-Credential")?;
    let date = parse_date(Place::Query, wire.required_parameter("X-Amz-Date")?)?;
    let signature = wire.required_parameter("X-Amz-Signature")?;
    let signed_headers = parse_signed_headers(Place::Query, wire.required_parameter("X-Amz-SignedHeaders")?)?;
    let expires = wire.parameter("X-Amz-Expires")?.map(parse_expires).transpose()?;
    let s3_session_token = wire.parameter("X-Amz-S3session-Token")?;
    let session_token = wire.parameter("X-Amz-Security-Token")?.or(s3_session_token).map(Into::into);
    if wire.header("authorization")?.is_some() {
        return Err(Malformed::TwoSignatures.into());
    }
    let claims = Claims::parse(Place::Query, algorithm, credential, date, signature)?
        .with_region_set(|| wire.required_parameter("X-Amz-Region-Set"))?;
    Ok(Received::new(wire, claims, signed_headers, session_token, expires))
}

/// Only digits: `+60`, `60.0` and ` 60` are numbers to some readers and not to others.
fn parse_expires(value: &str) -> Result<u64, Refusal> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Malformed::ExpiresNotANumber.into());
    }
    if digits.len() < value.len() {
        return Err(Malformed::ExpiresNegative.into());
    }
    // More digits than a `u64` holds are more seconds than any policy allows.
    Ok(digits.parse().unwrap_or(u64::MAX))
}
