//! How the path and the query are written.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::inspect::is_known_host;
use crate::explain::parts::pairs;
use crate::explain::{Finding, Kind, shown};
use crate::request::reserved::SIGNING_PARAMETERS;
use crate::signing::Scope;

/// Characters that HTTP clients send as they are, and that Signature Version 4 signs percent-encoded.
/// Source: RFC 3986, section 2.2, "Reserved Characters"; AWS, "Create a signed AWS API request", `UriEncode()`.
pub(super) const RESERVED: &str = "!$&'()*+,:;=@[]|";

/// The signing parameters are written by the signer too.
pub(super) fn credential(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(url) = sight.url() else { return Vec::new() };
    let credential = pairs(url.query).into_iter().find(|(name, _)| *name == "X-Amz-Credential").map(|(_, value)| value);
    let Some(character) = credential.and_then(|it| it.chars().find(|c| *c == '/' || RESERVED.contains(*c))) else {
        return Vec::new();
    };
    let sentence = format!(
        "X-Amz-Credential has {character} as it is, where {} must be, percent-encoded as every other value: the signer most \
         likely signed it like that too, and the server derives the signature from the encoded form",
        encoded(character)
    );
    [Finding::new(Kind::NotEncoded, sentence)].into()
}

pub(super) fn encoded(character: char) -> String {
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).bytes();
    bytes.map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// Whether this path was signed as it is, and how the server read it.
pub(super) fn path(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(url) = sight.url() else { return Vec::new() };
    let Some(character) = url.path.chars().find(|c| RESERVED.contains(*c) || !c.is_ascii()) else {
        return doubled_slash(url.path);
    };
    let (code, arrived) = (encoded(character), sight.received.as_ref().map(|parts| parts.path));
    let how = match arrived {
        Some(arrived) if arrived.contains(&code) => {
            format!(
                "the server derives the signature from {code}, percent-encoded: a signer that keeps {character} does not match"
            )
        }
        _ => format!(
            "Signature Version 4 signs it percent-encoded, as {code}, while clients send it as it is: servers that do not encode \
             the path that arrives, and signers that keep the character, do not match"
        ),
    };
    let sentence = format!("the path has {character} as it is: {how}; send {code} in the path");
    [Finding::new(Kind::NotEncoded, sentence)].into()
}

/// Services other than S3 derive the signature from the path encoded twice.
/// Source: AWS, "Create a signed AWS API request", step 1 (canonical URI).
pub(super) fn encoded_once(sight: &Sight<'_>) -> Vec<Finding> {
    let service = sight.case.url.and_then(|url| url.scope.as_ref()).map(Scope::service);
    let is_other = service.is_some_and(|service| service != "s3");
    let (Some(url), true) = (sight.url(), is_other && sight.received.is_none()) else { return Vec::new() };
    let Some(segment) = url.path.split('/').find(|segment| segment.contains('%')) else { return Vec::new() };
    if let Some(service) = service.filter(|service| service.starts_with("s3")) {
        let sentence = format!(
            "the path has {}, which {} signs as S3 does, percent-encoded once: signers that are made for other services encode it once more, and must be \
             told not to",
            shown::text(segment),
            shown::text(service)
        );
        return [Finding::new(Kind::Path, sentence)].into();
    }
    let sentence = format!(
        "the path has {}, which services other than S3 sign percent-encoded once more, with %25 for each %: signers that are made for S3, \
         or by hand, sign it as it is sent",
        shown::text(segment)
    );
    [Finding::new(Kind::Path, sentence)].into()
}

/// The bucket is in the host and in the path too.
pub(super) fn bucket_twice(sight: &Sight<'_>) -> Vec<Finding> {
    let (Some(url), Some(host)) = (sight.url(), sight.host()) else { return Vec::new() };
    let bucket = host.split('.').next().unwrap_or_default();
    let first = url.path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let is_twice = is_known_host(&host) && bucket.len() > 2 && first == bucket && !bucket.starts_with("s3");
    let sentence = format!(
        "the bucket {} is in the host and at the beginning of the path: the second one is read as a part of the key, as where the endpoint of the \
         client already has the bucket in it",
        shown::text(bucket)
    );
    is_twice.then(|| Finding::new(Kind::Path, sentence)).into_iter().collect()
}

/// `%2520` is a space that was encoded twice, unless the name has a percent sign.
pub(super) fn encoded_twice(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(url) = sight.url() else { return Vec::new() };
    let is_twice = |part: &str| part.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    let own = || url.query.split('&').filter(|part| !is_signing(part));
    let texts = core::iter::once(("path", url.path)).chain(own().map(|part| ("query", part)));
    let twice = texts.into_iter().find(|(_, text)| text.split("%25").skip(1).any(is_twice));
    let sentence = |(place, text): (&str, &str)| {
        format!(
            "the {place} is percent-encoded twice, with %25 where % should be ({}), unless the name itself has a percent sign: \
             encode it once",
            shown::text(text)
        )
    };
    twice.map(|found| Finding::new(Kind::EncodedTwice, sentence(found))).into_iter().collect()
}

fn doubled_slash(path: &str) -> Vec<Finding> {
    let sentence = "the path has two slashes in a row, which clients, proxies and some signers make one of";
    path.contains("//").then(|| Finding::new(Kind::PathNormalized, sentence)).into_iter().collect()
}

/// A folder as a part of the bucket's name becomes `bucket%2Ffolder`.
pub(super) fn folder(sight: &Sight<'_>) -> Vec<Finding> {
    let path = sight.url().map(|url| url.path.to_owned()).unwrap_or_default();
    let Some(segment) = path.split('/').find(|segment| segment.to_ascii_lowercase().contains("%2f")) else {
        return Vec::new();
    };
    let sentence = format!(
        "the path has a slash as %2F, in {}: most often a folder was given as a part of the bucket's name. It belongs to the \
         key: servers read %2F as a slash, and sign another path",
        shown::text(segment)
    );
    [Finding::new(Kind::Path, sentence)].into()
}

/// Whether it is a parameter of the signature.
fn is_signing(part: &str) -> bool {
    SIGNING_PARAMETERS.contains(&part.split('=').next().unwrap_or_default())
}

/// Forms write a space like that.
fn plus(query: &str) -> Option<Finding> {
    let part = query.split('&').find(|part| part.contains('+') && !is_signing(part))?;
    let name = shown::text(part.split('=').next().unwrap_or_default()).into_owned();
    let sentence = format!(
        "the query parameter {name} has a bare +, which servers read as a space and sign as %20, and signers such as curl sign as a \
         plus sign, %2B: write a space as %20 and a plus sign as %2B"
    );
    Some(Finding::new(Kind::Plus, sentence))
}

/// What signers forget about the query: order, equals signs and encoding.
pub(super) fn query(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(url) = sight.url() else { return Vec::new() };
    let mut findings = Vec::new();
    let own = || url.query.split('&').filter(|part| !part.is_empty() && !is_signing(part));
    let names: Vec<_> = own().map(|part| part.split('=').next().unwrap_or_default()).collect();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] > pair[1] && url.is_plain()) {
        let sentence = format!(
            "the query parameters are not in order ({} before {}): they must be sorted by name before they are signed, which \
             hand-made signers forget",
            shown::text(pair[0]),
            shown::text(pair[1])
        );
        findings.push(Finding::new(Kind::Order, sentence));
    }
    if let Some(part) = own().find(|part| !part.contains('=')) {
        let part = shown::text(part);
        let sentence = format!(
            "the query parameter {part} has no equals sign: it must be signed with one and without a value, as {part}="
        );
        findings.push(Finding::new(Kind::Parameter, sentence));
    }
    findings.extend(plus(url.query));
    let is_plus = |part: &&str| part.contains("%2B") && !part.contains('+') && !part.starts_with("Signature=");
    if let Some(part) = own().find(is_plus).filter(|_| sight.received.is_none() && sight.case.signed.is_none()) {
        let sentence = format!(
            "the query parameter {} has %2B, which is a plus sign: where a space was meant, it was written as + and then percent-encoded, and must be %20 on both sides",
            shown::text(part.split('=').next().unwrap_or_default())
        );
        findings.push(Finding::new(Kind::Plus, sentence));
    }
    findings
}

/// A value with characters that are signed percent-encoded.
pub(super) fn raw_value(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(url) = sight.url() else { return Vec::new() };
    let is_refused = sight.case.evidence.answer.is_some();
    let is_presigned = url.parameter("X-Amz-Signature").is_some();
    if !is_refused && !is_presigned {
        return Vec::new();
    }
    let mut own = url.query.split('&').filter(|part| !part.is_empty() && !is_signing(part));
    let raw = |part: &&str| {
        part.split_once('=').is_some_and(|(_, value)| value.contains(|c| c != '+' && RESERVED.contains(c)))
    };
    own.find(raw)
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or_default();
            let character = value.chars().find(|c| *c != '+' && RESERVED.contains(*c)).unwrap_or_default();
            let sentence = format!(
                "the query parameter {} has {character} as it is, where {} must be: it is signed percent-encoded",
                shown::text(name),
                encoded(character)
            );
            Finding::new(Kind::NotEncoded, sentence)
        })
        .into_iter()
        .collect()
}
