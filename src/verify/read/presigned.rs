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
    let [algorithm, credential, date, expires, signature, signed_headers, token, s3_token] = wire.parameters_of([
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "X-Amz-Security-Token",
        "X-Amz-S3session-Token",
    ])?;
    if algorithm.is_none() && signature.is_none() {
        return Err(wire.without_signature(Refusal::NotSigned));
    }
    let algorithm = required("X-Amz-Algorithm", algorithm).map_err(|error| wire.without_signature(error))?;
    let algorithm = parse_algorithm(Place::Query, algorithm)?;
    let credential = required("X-Amz-Credential", credential)?;
    let date = parse_date(Place::Query, required("X-Amz-Date", date)?)?;
    let signature = required("X-Amz-Signature", signature)?;
    let signed_headers = parse_signed_headers(Place::Query, required("X-Amz-SignedHeaders", signed_headers)?)?;
    let expires = expires.map(parse_expires).transpose()?;
    let session_token = token.or(s3_token).map(Into::into);
    let claims = Claims::parse(Place::Query, algorithm, credential, date, signature)?
        .with_region_set(|| wire.required_parameter("X-Amz-Region-Set"))?;
    Ok(Received::new(wire, claims, signed_headers, session_token, expires))
}

/// The value of a parameter that every signature has.
fn required<'w>(name: &'static str, value: Option<&'w str>) -> Result<&'w str, Refusal> {
    value.ok_or_else(|| Malformed::Missing { place: Place::Query, name }.into())
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
