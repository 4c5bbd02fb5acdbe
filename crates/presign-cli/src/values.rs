//! Reading single values of arguments. Each error is the end of a sentence that begins with the argument.

use std::fs;
use std::net::IpAddr;
use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use presign::Timestamp;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::time;

const WRONG_DURATION: &str = "write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as \
    in 2015-08-30T12:36:00Z";

/// Seconds, or numbers with their units.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    check_sign(text, "a URL cannot expire before it is made")?;
    let wrong = || WRONG_DURATION.to_owned();
    if let Some(seconds) = digits(text) {
        return Ok(Duration::from_secs(seconds));
    }
    let (mut rest, mut total, mut last_unit) = (text, 0_u64, u64::MAX);
    while !rest.is_empty() {
        let (number, after) = split_unit(rest);
        let (unit, after) = after.split_at(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()));
        // From the greatest unit to the smallest, so that none appears twice.
        let seconds = seconds_of(unit).filter(|seconds| *seconds < last_unit).ok_or_else(wrong)?;
        let part = digits(number).and_then(|number| number.checked_mul(seconds)).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        (rest, last_unit) = (after, seconds);
    }
    if text.is_empty() { Err(wrong()) } else { Ok(Duration::from_secs(total)) }
}

fn seconds_of(unit: &str) -> Option<u64> {
    Some(match unit {
        "s" | "sec" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    })
}

/// Whether a word is the unit of a time, as people write it apart from the number.
pub(crate) fn is_unit(word: &str) -> bool {
    let word = word.strip_suffix('s').filter(|word| word.len() > 1).unwrap_or(word);
    matches!(word, "s" | "sec" | "second" | "m" | "min" | "minute" | "h" | "hr" | "hour" | "d" | "day" | "w" | "week")
}

/// How long something is valid.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lifetime {
    For(Duration),
    Until(Timestamp),
}

impl Lifetime {
    /// How long that is from a time on.
    pub(crate) fn from(self, now: Timestamp) -> Result<Duration, Failure> {
        match self {
            Self::For(duration) => Ok(duration),
            Self::Until(until) => {
                let seconds = until.unix_seconds().checked_sub(now.unix_seconds()).filter(|seconds| *seconds > 0);
                let past = || Failure::UntilIsPast { until: until.to_string(), now: now.to_string() };
                seconds.map(Duration::from_secs).ok_or_else(past)
            }
        }
    }
}

/// For how long a URL stays the same.
pub(crate) fn window(text: &str) -> Result<Duration, String> {
    duration(text).and_then(|window| if window.is_zero() { Err("it is 0 seconds".into()) } else { Ok(window) })
}

/// The endpoint that a token is signed for, and its port if there is one.
pub(crate) fn endpoint(text: &str) -> Result<(String, Option<u16>), String> {
    if text.contains("://") {
        return Err("write the endpoint without a scheme, as in db.abc.eu-west-1.rds.amazonaws.com:5432".into());
    }
    match text.rsplit_once(':') {
        Some((host, text)) => Ok((host.into(), Some(port(text)?))),
        None => Ok((text.into(), None)),
    }
}

/// Seconds, or numbers with their units, or the time until when it is valid.
pub(crate) fn lifetime(text: &str) -> Result<Lifetime, String> {
    // A day begins at midnight in UTC.
    let is_date = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-') && text.contains('-');
    let midnight = is_date.then(|| format!("{text}T00:00:00Z"));
    match time::parse(midnight.as_deref().unwrap_or(text)) {
        Ok(until) => Ok(Lifetime::Until(until)),
        Err(_) if text.ends_with("GMT") => {
            Err("it says how long the URL is valid: --header 'expires: ...' signs the time \
            after which a cache asks again for the object"
                .into())
        }
        Err(_) => duration(text).map(Lifetime::For).map_err(|wrong| time::lacking(text).unwrap_or(wrong)),
    }
}

/// Gives a negative number a sentence of its own.
fn check_sign(text: &str, sentence: &str) -> Result<(), String> {
    let is_negative = text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_negative { Err(format!("it is negative: {sentence}")) } else { Ok(()) }
}

/// Bytes, or a number with a unit. No fractions: they would be rounded.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    check_sign(text, "nothing has less than 0 bytes")?;
    let (number, unit) = split_unit(text);
    let bytes = match unit {
        "" | "B" => Some(1),
        "kB" => Some(1000),
        "MB" => Some(1000_u64.pow(2)),
        "GB" => Some(1000_u64.pow(3)),
        "TB" => Some(1000_u64.pow(4)),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        "GiB" => Some(1 << 30),
        "TiB" => Some(1 << 40),
        _ => None,
    };
    bytes
        .and_then(|bytes| digits(number)?.checked_mul(bytes))
        .ok_or_else(|| "write bytes as in 1048576, or a whole number with its unit as in 512KiB, 64MiB or 12GiB".into())
}

fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// The size of an upload by PUT.
pub(crate) fn content_length(text: &str) -> Result<u64, String> {
    match size_range(text) {
        Ok(_) => Err("S3 has no range of sizes for PUT: write one size, or sign a form by `presign post \
            --content-length-range`"
            .into()),
        Err(_) => size(text),
    }
}

/// A whole number. Which ones S3 accepts is the library's to say.
pub(crate) fn part_number(text: &str) -> Result<u32, String> {
    check_sign(text, "parts are counted from 1")?;
    digits(text).and_then(|number| number.try_into().ok()).ok_or_else(|| "write a number from 1 to 10000".into())
}

/// A port. The library says which ones there are.
pub(crate) fn port(text: &str) -> Result<u16, String> {
    digits(text).and_then(|number| number.try_into().ok()).ok_or_else(|| "write its number, as in 5432".into())
}

/// A whole number.
pub(crate) fn number(text: &str) -> Result<u64, String> {
    digits(text).ok_or_else(|| "write a whole number, as in 1000000".into())
}

/// An address.
pub(crate) fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| "write an address, as in 10.0.0.5".into())
}

/// A name that is not empty.
pub(crate) fn name(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("the name is empty".into()) } else { Ok(text.into()) }
}

/// No sign and no white space, which `parse` would take.
fn digits(text: &str) -> Option<u64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `MIN-MAX`, in bytes.
pub(crate) fn size_range(text: &str) -> Result<(u64, u64), String> {
    let (min, max) = text.split_once('-').ok_or("write it as in 1-10MiB")?;
    Ok((size(min)?, size(max)?))
}

/// A bucket, and what follows the slash after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct S3Url {
    pub(crate) bucket: String,
    /// Not percent-decoded: `%20` in it is three characters, as in the AWS CLI.
    pub(crate) key: Option<String>,
}

/// `s3://BUCKET` or `s3://BUCKET/KEY`.
pub(crate) fn s3_url(text: &str) -> Result<S3Url, String> {
    if is_web_url(text) {
        return Err(
            "it is a URL: `presign url GET URL` signs one, and an object is written as in s3://BUCKET/KEY".into()
        );
    }
    if text.starts_with("gs://") {
        return Err("write it as in s3://BUCKET/KEY --provider gcs".into());
    }
    if let Some(bucket) = text.strip_prefix("arn:aws:s3:::") {
        let bucket = bucket.split('/').next().unwrap_or_default();
        return Err(format!("it is an ARN: write it as in s3://{bucket}/KEY"));
    }
    if text.starts_with("arn:") {
        return Err("it is an ARN: write it as in --bucket ARN --key KEY".into());
    }
    let rest = text.strip_prefix("s3://").ok_or("write it as in s3://BUCKET/KEY")?;
    if rest.starts_with("arn:") {
        return Err("an ARN has slashes of its own: write it as in --bucket ARN --key KEY".into());
    }
    let (bucket, key) = rest.split_once('/').map_or((rest, None), |(bucket, key)| (bucket, Some(key)));
    if bucket.is_empty() {
        return Err("the bucket is missing: write it as in s3://BUCKET/KEY".into());
    }
    // A slash alone ends the bucket's name and begins no key.
    Ok(S3Url { bucket: bucket.into(), key: key.filter(|key| !key.is_empty()).map(Into::into) })
}

/// `s3://BUCKET` or `s3://BUCKET/PREFIX`.
pub(crate) fn s3_prefix(text: &str) -> Result<S3Url, String> {
    let of_list = |error: String| {
        error.replace("an object", "a bucket").replace("s3://BUCKET/KEY", "s3://BUCKET or s3://BUCKET/PREFIX")
    };
    s3_url(text).map_err(of_list)
}

/// A bucket's name, or the ARN of an access point.
pub(crate) fn bucket(text: &str) -> Result<String, String> {
    if is_web_url(text) {
        return Err("it is a URL: give the bucket's name alone, and the server's URL with --endpoint".into());
    }
    if text.starts_with("s3://") {
        return Err("give the bucket's name alone, or write s3://BUCKET/KEY without --bucket".into());
    }
    Ok(text.into())
}

/// Refuses an endpoint that is no URL, such as `localhost:9000`.
pub(crate) fn check_endpoint(url: &str, place: &str) -> Result<(), Failure> {
    let begins_with = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if begins_with("http://") || begins_with("https://") {
        return Ok(());
    }
    Err(Failure::EndpointWithoutScheme { place: place.into(), meant: with_scheme(url) })
}

/// Refuses what is no URL in the place of one.
pub(crate) fn check_url(url: &str, command: &'static str) -> Result<(), Failure> {
    match url.split_once("://") {
        Some(("s3", _)) => Err(Failure::ObjectAsUrl { command }),
        Some(_) => Ok(()),
        None => Err(Failure::UrlWithoutScheme { meant: with_scheme(url) }),
    }
}

/// The URL that was probably meant, without its query, which may hold a signature. Servers with a port, an address or a
/// name of one label are usually one's own, and speak plain HTTP.
fn with_scheme(text: &str) -> String {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest).trim_start_matches('/');
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let authority = text.split('/').next().unwrap_or_default();
    if authority.is_empty() {
        return "it as in https://HOST".into();
    }
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let is_own = !host.contains('.') || host.parse::<IpAddr>().is_ok() || !matches!(port, "" | "443");
    format!("{}://{text}", if is_own { "http" } else { "https" })
}

/// Whether it begins as the URL of a request does.
pub(crate) fn is_web_url(text: &str) -> bool {
    ["https://", "http://", "wss://", "ws://"].iter().any(|scheme| text.starts_with(scheme))
}

/// `s3://BUCKET/KEY`, or S3's own form for the object of an access point: `ARN/object/KEY`.
pub(crate) fn copy_source(text: &str) -> Result<S3Url, String> {
    if !text.starts_with("arn:") {
        let with_arn = "an ARN has slashes of its own: write it as in arn:…:accesspoint/NAME/object/KEY";
        return s3_url(text).map_err(|error| if text.starts_with("s3://arn:") { with_arn.into() } else { error });
    }
    let (bucket, key) = text.split_once("/object/").map_or((text, None), |(bucket, key)| (bucket, Some(key)));
    Ok(S3Url { bucket: bucket.into(), key: key.filter(|key| !key.is_empty()).map(Into::into) })
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// `Name: value`.
pub(crate) fn header(text: &str) -> Result<Pair, String> {
    let (name, value) = text.split_once(':').ok_or("write it as in 'Name: value'")?;
    Ok(Pair { name: name.into(), value: value.trim().into() })
}

/// `NAME=VALUE`, or `NAME` alone for the empty value.
#[allow(clippy::unnecessary_wraps, reason = "what clap asks of the reader of a value")]
pub(crate) fn parameter(text: &str) -> Result<Pair, String> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Ok(Pair { name: name.into(), value: value.into() })
}

/// `NAME=VALUE`.
pub(crate) fn field(text: &str) -> Result<Pair, String> {
    let (name, value) = text.split_once('=').ok_or("write it as in NAME=VALUE")?;
    Ok(Pair { name: name.into(), value: value.into() })
}

/// A key of SSE-C, which is read from a file since arguments can be seen by every user of the machine.
#[derive(Clone, Debug)]
pub(crate) struct CustomerKey(pub(crate) Zeroizing<[u8; 32]>);

/// The name of a file with 32 bytes, or with their base64.
pub(crate) fn customer_key(path: &str) -> Result<CustomerKey, String> {
    let bytes = Zeroizing::new(fs::read(path).map_err(|error| error.to_string())?);
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() == key.len() {
        key.copy_from_slice(&bytes);
        return Ok(CustomerKey(key));
    }
    let text = std::str::from_utf8(&bytes).unwrap_or_default().trim();
    match Base64::decode(text, &mut *key) {
        Ok(decoded) if decoded.len() == 32 => Ok(CustomerKey(key)),
        _ => Err("the file must hold the 32 bytes of an AES-256 key, or their base64".into()),
    }
}
