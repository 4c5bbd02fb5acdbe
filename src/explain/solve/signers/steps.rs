//! The steps of signing, as AWS describes them and as signers written by hand get them wrong: how the canonical request
//! and the string to sign are put together, how the key is made, and how it signs.
//!
//! Source: AWS, "Create a signed AWS API request".

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::explain::solve::signers::derive::{base64, dashed_day, dashed_time, hex, hmac};
use crate::signing::Scope;
use crate::timestamp::Timestamp;

/// When and for what a signature is made.
pub(in crate::explain::solve) struct Stamp<'a> {
    /// As in `20150830T123600Z`.
    pub(in crate::explain::solve) time: &'a str,
    pub(in crate::explain::solve) scope: &'a Scope,
    pub(in crate::explain::solve) access_key_id: &'a str,
}

/// A way to take a step, and what it is called. In each table the first one is right.
type Step<F> = (&'static str, F);
type Block = fn(&[(String, Option<String>)]) -> String;
type Lines = fn(&Stamp<'_>) -> String;
type Request = fn(&str) -> String;
type Text = fn(&str, &str) -> String;
type Mac = fn(&[u8], &[u8]) -> [u8; 32];

/// From the headers, as lines of name and value, to what is signed of them.
pub(in crate::explain::solve) const BLOCKS: [Step<Block>; 23] = [
    ("as AWS describes it", |headers| block(headers, ":", "\n", "\n", ";")),
    ("without the empty line after the headers", |headers| block(headers, ":", "\n", "", ";")),
    ("with two empty lines after the headers", |headers| block(headers, ":", "\n", "\n\n", ";")),
    ("with a space after each colon", |headers| block(headers, ": ", "\n", "\n", ";")),
    ("with a space after each colon and without the empty line", |headers| block(headers, ": ", "\n", "", ";")),
    ("with an equals sign for each colon", |headers| block(headers, "=", "\n", "\n", ";")),
    ("with a carriage return after each header", |headers| block(headers, ":", "\r\n", "\n", ";")),
    ("with a carriage return after each header and in the empty line", |headers| {
        block(headers, ":", "\r\n", "\r\n", ";")
    }),
    ("with a semicolon after each header", |headers| block(headers, ":", ";\n", "\n", ";")),
    ("with the headers in one line", |headers| block(headers, ":", "", "\n\n", ";")),
    ("with a comma between the names", |headers| block(headers, ":", "\n", "\n", ",")),
    ("with a space between the names", |headers| block(headers, ":", "\n", "\n", " ")),
    ("with a semicolon and a space between the names", |headers| block(headers, ":", "\n", "\n", "; ")),
    ("with a semicolon after the names", |headers| block(headers, ":", "\n", "\n", ";") + ";"),
    ("without the headers", |headers| format!("\n{}", list(headers, ";", str::to_owned))),
    ("without the headers and their empty line", |headers| list(headers, ";", str::to_owned)),
    ("without the list of names", |headers| lines(headers, ":", "\n", str::to_owned) + "\n"),
    ("with the list of names before the headers", |headers| {
        format!("{}\n{}", list(headers, ";", str::to_owned), lines(headers, ":", "\n", str::to_owned))
    }),
    ("with names in capitals, such as Host", |headers| {
        format!("{}\n{}", lines(headers, ":", "\n", capitals), list(headers, ";", str::to_owned))
    }),
    ("with names in capitals, such as Host, in the list too", |headers| {
        format!("{}\n{}", lines(headers, ":", "\n", capitals), list(headers, ";", capitals))
    }),
    ("with names in capitals, such as Host, in the list alone", |headers| {
        format!("{}\n{}", lines(headers, ":", "\n", str::to_owned), list(headers, ";", capitals))
    }),
    ("with names in capitals and a space after each colon", |headers| {
        format!("{}\n{}", lines(headers, ": ", "\n", capitals), list(headers, ";", str::to_owned))
    }),
    ("with names in upper case", |headers| {
        let upper = |name: &str| name.to_ascii_uppercase();
        format!("{}\n{}", lines(headers, ":", "\n", upper), list(headers, ";", str::to_owned))
    }),
];

/// What stands before the hash in the string to sign.
pub(in crate::explain::solve) const LINES: [Step<Lines>; 34] = [
    ("as AWS describes it", |it| head(ALGORITHM, it.time, it.scope.as_str())),
    ("without the algorithm", |it| format!("{}\n{}\n", it.time, it.scope)),
    ("with aws4-hmac-sha256 in lower case", |it| head("aws4-hmac-sha256", it.time, it.scope.as_str())),
    ("with HMAC-SHA256 for the algorithm", |it| head("HMAC-SHA256", it.time, it.scope.as_str())),
    ("with AWS4 for the algorithm", |it| head("AWS4", it.time, it.scope.as_str())),
    ("with AWS4-SHA256 for the algorithm", |it| head("AWS4-SHA256", it.time, it.scope.as_str())),
    ("with AWS4_HMAC_SHA256 for the algorithm", |it| head("AWS4_HMAC_SHA256", it.time, it.scope.as_str())),
    ("without the time", |it| format!("{ALGORITHM}\n{}\n", it.scope)),
    ("with the day for the time", |it| head(ALGORITHM, it.scope.date(), it.scope.as_str())),
    ("with dashes and colons in the time", |it| head(ALGORITHM, &dashed_time(it.time), it.scope.as_str())),
    ("with dashes, colons and milliseconds in the time", |it| {
        head(ALGORITHM, &dashed_time(it.time).replace('Z', ".000Z"), it.scope.as_str())
    }),
    ("with milliseconds in the time", |it| head(ALGORITHM, &it.time.replace('Z', "000Z"), it.scope.as_str())),
    ("without Z in the time", |it| head(ALGORITHM, &it.time.replace('Z', ""), it.scope.as_str())),
    ("with the time in lower case", |it| head(ALGORITHM, &it.time.to_ascii_lowercase(), it.scope.as_str())),
    ("with the time as HTTP writes it", |it| head(ALGORITHM, &in_words(it.time), it.scope.as_str())),
    ("with the time in seconds since 1970", |it| head(ALGORITHM, &seconds(it.time), it.scope.as_str())),
    ("with midnight for the time", |it| head(ALGORITHM, &format!("{}T000000Z", it.scope.date()), it.scope.as_str())),
    ("without the scope", |it| format!("{ALGORITHM}\n{}\n", it.time)),
    ("with the time and the scope in one line", |it| format!("{ALGORITHM}\n{}{}\n", it.time, it.scope)),
    ("with the scope before the time", |it| head(ALGORITHM, it.scope.as_str(), it.time)),
    ("without aws4_request in the scope", |it| {
        with_scope(it, |date, region, service| format!("{date}/{region}/{service}"))
    }),
    ("without the region in the scope", |it| {
        with_scope(it, |date, _, service| format!("{date}/{service}/aws4_request"))
    }),
    ("without the service in the scope", |it| {
        with_scope(it, |date, region, _| format!("{date}/{region}/aws4_request"))
    }),
    ("without the day in the scope", |it| {
        with_scope(it, |_, region, service| format!("{region}/{service}/aws4_request"))
    }),
    ("with the service before the region in the scope", |it| {
        with_scope(it, |date, region, service| format!("{date}/{service}/{region}/aws4_request"))
    }),
    ("with the whole time in the scope", |it| {
        with_scope(it, |_, region, service| format!("{}/{region}/{service}/aws4_request", it.time))
    }),
    ("with dashes in the day of the scope", |it| {
        with_scope(it, |date, region, service| format!("{}/{region}/{service}/aws4_request", dashed_day(date)))
    }),
    ("with AWS4_REQUEST in upper case in the scope", |it| {
        with_scope(it, |date, region, service| format!("{date}/{region}/{service}/AWS4_REQUEST"))
    }),
    ("with a slash after the scope", |it| head(ALGORITHM, it.time, &format!("{}/", it.scope))),
    ("with a slash before the scope", |it| head(ALGORITHM, it.time, &format!("/{}", it.scope))),
    ("with the access key ID in the scope", |it| {
        head(ALGORITHM, it.time, &format!("{}/{}", it.access_key_id, it.scope))
    }),
    ("with the scope percent-encoded", |it| head(ALGORITHM, it.time, &it.scope.as_str().replace('/', "%2F"))),
    ("with the credential percent-encoded for the scope", |it| {
        head(ALGORITHM, it.time, &format!("{}%2F{}", it.access_key_id, it.scope.as_str().replace('/', "%2F")))
    }),
    ("with spaces in the scope", |it| head(ALGORITHM, it.time, &it.scope.as_str().replace('/', " "))),
];

/// From the canonical request to what is hashed.
pub(in crate::explain::solve) const REQUESTS: [Step<Request>; 15] = [
    ("as AWS describes it", str::to_owned),
    ("with a line feed after it", |text| format!("{text}\n")),
    ("with a carriage return and a line feed after it", |text| format!("{text}\r\n")),
    ("with a line feed before it", |text| format!("\n{text}")),
    ("with carriage returns before its line feeds", |text| text.replace('\n', "\r\n")),
    ("with \\n written as two characters for its line feeds", |text| text.replace('\n', "\\n")),
    ("with spaces for its line feeds", |text| text.replace('\n', " ")),
    ("without its line feeds", |text| text.replace('\n', "")),
    ("without its empty lines", |text| text.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")),
    ("without the payload hash", |text| text.rsplit_once('\n').map_or(text, |(text, _)| text).into()),
    ("without the method", |text| text.split_once('\n').map_or(text, |(_, text)| text).into()),
    ("without the line of the query", |text| {
        let mut lines: Vec<_> = text.split('\n').collect();
        drop(lines.drain(2..3.min(lines.len())));
        lines.join("\n")
    }),
    ("in lower case", str::to_lowercase),
    ("in upper case", str::to_uppercase),
    ("in base64", |text| String::from_utf8_lossy(&base64(text.as_bytes())).into_owned()),
];

/// From what stands before the hash, and the canonical request, to the string to sign.
pub(in crate::explain::solve) const TEXTS: [Step<Text>; 17] = [
    ("as AWS describes it", |lines, request| format!("{lines}{}", digits(request))),
    ("with the hash in upper case", |lines, request| format!("{lines}{}", digits(request).to_ascii_uppercase())),
    ("with the hash in base64", |lines, request| format!("{lines}{}", text(&base64(&Sha256::digest(request))))),
    ("with the canonical request itself for its hash", |lines, request| format!("{lines}{request}")),
    ("with the hash of the hash", |lines, request| format!("{lines}{}", digits(&digits(request)))),
    ("without the hash", |lines, _| lines.into()),
    ("without the hash and its line feed", |lines, _| lines.trim_end_matches('\n').into()),
    ("with a line feed after it", |lines, request| format!("{lines}{}\n", digits(request))),
    ("with a carriage return and a line feed after it", |lines, request| format!("{lines}{}\r\n", digits(request))),
    ("with carriage returns before its line feeds", |lines, request| {
        format!("{}{}", lines.replace('\n', "\r\n"), digits(request))
    }),
    ("with \\n written as two characters for its line feeds", |lines, request| {
        format!("{}{}", lines.replace('\n', "\\n"), digits(request))
    }),
    ("with spaces for its line feeds", |lines, request| format!("{}{}", lines.replace('\n', " "), digits(request))),
    ("without its line feeds", |lines, request| format!("{}{}", lines.replace('\n', ""), digits(request))),
    ("with an empty line before the hash", |lines, request| format!("{lines}\n{}", digits(request))),
    ("with the hash first", |lines, request| format!("{}\n{}", digits(request), lines.trim_end_matches('\n'))),
    ("left out: the hash is signed", |_, request| digits(request)),
    ("left out: the canonical request is signed", |_, request| request.into()),
];

/// From key and string to sign to the signature.
pub(in crate::explain::solve) const MACS: [Step<Mac>; 8] = [
    ("as AWS describes it", |key, text| bytes(&hmac(key, text))),
    ("with key and string to sign swapped", |key, text| bytes(&hmac(text, key))),
    ("as HMAC of the hash of the string to sign", |key, text| bytes(&hmac(key, &Sha256::digest(text)))),
    ("as HMAC of the hexadecimal hash of the string to sign", |key, text| {
        bytes(&hmac(key, &hex(&Sha256::digest(text))))
    }),
    ("as HMAC of the string to sign in base64", |key, text| bytes(&hmac(key, &base64(text)))),
    ("as SHA-256 of key and string to sign", |key, text| {
        Sha256::new().chain_update(key).chain_update(text).finalize().into()
    }),
    ("as SHA-256 of the string to sign, without the key", |_, text| Sha256::digest(text).into()),
    ("as SHA-256 of its HMAC", |key, text| Sha256::digest(&*hmac(key, text)).into()),
];

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

fn block(headers: &[(String, Option<String>)], colon: &str, end: &str, gap: &str, between: &str) -> String {
    lines(headers, colon, end, str::to_owned) + gap + &list(headers, between, str::to_owned)
}

fn lines(headers: &[(String, Option<String>)], colon: &str, end: &str, name_of: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for (name, value) in headers {
        if let Some(value) = value {
            out.extend([name_of(name).as_str(), colon, value, end]);
        }
    }
    out
}

fn list(headers: &[(String, Option<String>)], between: &str, name_of: impl Fn(&str) -> String) -> String {
    headers.iter().map(|(name, _)| name_of(name)).collect::<Vec<_>>().join(between)
}

/// `Content-Type` for `content-type`.
fn capitals(name: &str) -> String {
    let mut is_first = true;
    let capital = |character: char| {
        let written = if is_first { character.to_ascii_uppercase() } else { character };
        is_first = character == '-';
        written
    };
    name.chars().map(capital).collect()
}

fn head(algorithm: &str, time: &str, scope: &str) -> String {
    format!("{algorithm}\n{time}\n{scope}\n")
}

fn with_scope(it: &Stamp<'_>, scope: impl Fn(&str, &str, &str) -> String) -> String {
    head(ALGORITHM, it.time, &scope(it.scope.date(), it.scope.region(), it.scope.service()))
}

fn in_words(time: &str) -> String {
    Timestamp::parse(time).map_or_else(|_| time.into(), Timestamp::to_http_date)
}

fn seconds(time: &str) -> String {
    Timestamp::parse(time).map_or_else(|_| time.into(), |time| format!("{}", time.unix_seconds()))
}

fn digits(request: &str) -> String {
    text(&hex(&Sha256::digest(request)))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An HMAC-SHA256 has 32 bytes.
fn bytes(mac: &[u8]) -> [u8; 32] {
    mac.try_into().unwrap_or_default()
}
