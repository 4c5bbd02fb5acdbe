//! Answers whose code or message tells the cause.
//!
//! Source: Amazon S3 API Reference, "Error responses"; AWS, "Troubleshoot Signature Version 4 signing for AWS API
//! requests".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::answer::Answer;
use crate::explain::duration::duration;
use crate::explain::parts::Parts;
use crate::explain::signed::Signed;
use crate::explain::url_findings::{EMPTY_BODY_CHECKSUMS, empty_body_sentence};
use crate::explain::{Finding, Kind};
use crate::timestamp::Timestamp;
use crate::verify::wire::decode;

/// What the code and the message say. Nothing if only the canonical request can tell, as for a plain
/// `SignatureDoesNotMatch`.
pub(crate) fn causes(answer: &Answer, signed: Option<&Signed>) -> Vec<Finding> {
    let message = answer.message();
    let is_mismatch = matches!(answer.code(), "SignatureDoesNotMatch" | "InvalidSignatureException");
    // STS and others use the same code where the time or the scope is wrong.
    if is_mismatch && !message.starts_with("Signature ") && !message.contains("should be scoped to") {
        return Vec::new();
    }
    let finding = match answer.code() {
        "AccessDenied" => denied(answer, &message, signed),
        "RequestTimeTooSkewed" => clock(answer, signed),
        "SignatureDoesNotMatch" | "InvalidSignatureException" if message.starts_with("Signature ") => {
            Finding::new(Kind::Clock, format!("the request was signed at another time than the server's: {message}"))
        }
        "AuthorizationQueryParametersError"
        | "AuthorizationHeaderMalformed"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature" => scope(answer, &message),
        "PermanentRedirect" | "TemporaryRedirect" => redirect(answer),
        "InvalidAccessKeyId" | "InvalidClientTokenId" | "UnrecognizedClientException" => access_key(answer, signed),
        "ExpiredToken" | "ExpiredTokenException" | "InvalidToken" | "TokenRefreshRequired" => {
            Finding::new(Kind::Token, format!("the session token is not valid, or has expired: {message}"))
        }
        "BadDigest" | "InvalidDigest" | "XAmzContentSHA256Mismatch" | "XAmzContentChecksumMismatch" => {
            body(answer, &message, signed)
        }
        "MalformedPOSTRequest" => Finding::new(
            Kind::PostForm,
            format!(
                "the form is not multipart/form-data as S3 reads it, with every field before the file and nothing \
                 after it ({message})"
            ),
        ),
        "InvalidPolicyDocument" | "EntityTooLarge" | "EntityTooSmall" => {
            Finding::new(Kind::PostPolicy, format!("the policy does not allow the form: {message}"))
        }
        _ => by_message(answer.code(), &message),
    };
    [finding].into()
}

/// Why access was denied: a fault in the request, or a missing permission.
fn denied(answer: &Answer, message: &str, signed: Option<&Signed>) -> Finding {
    if let Some(headers) = answer.field("HeadersNotSigned") {
        let sentence =
            format!("the request was sent with headers that are not signed: {headers}; sign them, or do not send them");
        return Finding::new(Kind::UnsignedHeader, sentence);
    }
    let server_time = answer.time("ServerTime");
    if message.contains("expired") && message.contains("Request") {
        let sentence = match (answer.time("Expires"), server_time) {
            (Some(end), Some(now)) => {
                let ago = duration(now.unix_seconds().saturating_sub(end.unix_seconds()));
                format!("the URL expired at {end}, {ago} before it was used")
            }
            _ => "the URL expired before it was used".to_owned(),
        };
        return Finding::new(Kind::Expired, sentence);
    }
    if message.contains("not valid yet") {
        return match signing_time(signed).zip(server_time) {
            Some((signed, now)) => clocks(signed, now),
            None => {
                Finding::new(Kind::Clock, "the URL is dated ahead of the server's time: the signer's clock is ahead")
            }
        };
    }
    if message.starts_with("Invalid according to Policy") {
        return Finding::new(Kind::PostPolicy, format!("the policy does not allow the form: {message}"));
    }
    let sentence = "the signature is good, but the access key, the bucket or an account's policy does not allow the \
                    request";
    Finding::new(Kind::Permission, sentence)
}

fn clock(answer: &Answer, signed: Option<&Signed>) -> Finding {
    match answer.time("RequestTime").or(signing_time(signed)).zip(answer.time("ServerTime")) {
        Some((request, server)) => clocks(request, server),
        None => Finding::new(Kind::Clock, "the signer's clock and the server's are more than 15 minutes apart"),
    }
}

fn clocks(signer: Timestamp, server: Timestamp) -> Finding {
    let apart = duration(signer.unix_seconds().abs_diff(server.unix_seconds()));
    let way = if signer < server { "behind" } else { "ahead of" };
    let sentence =
        format!("the signer's clock is {apart} {way} the server's: it signed at {signer} when it was {server}");
    Finding::new(Kind::Clock, sentence)
}

fn signing_time(signed: Option<&Signed>) -> Option<Timestamp> {
    Timestamp::parse(signed?.string_to_sign.split('\n').nth(1)?).ok()
}

/// A parameter that the server does not accept, usually the region of the credential.
fn scope(answer: &Answer, message: &str) -> Finding {
    let given = quoted_after(message, "region ").or(quoted_after(message, "valid region, not "));
    let expected = quoted_after(message, "expecting ").or(answer.field("Region"));
    let service = quoted_after(message, "incorrect service ");
    let belongs = quoted_after(message, "belongs to ").or(quoted_after(message, "correct service: "));
    let (kind, sentence) = match (given, expected, service, belongs) {
        (Some(given), Some(expected), ..) => {
            (Kind::Region, format!("the URL is signed for the region {given}, and the right one is {expected}"))
        }
        (None, Some(expected), ..) => {
            (Kind::Region, format!("the URL is signed for another region, and the right one is {expected}"))
        }
        (Some(given), None, ..) => {
            (Kind::Region, format!("the URL is signed for the region {given}, and that is not the server's"))
        }
        (None, None, Some(given), Some(right)) => {
            (Kind::Service, format!("the URL is signed for the service {given}, and the right one is {right}"))
        }
        (None, None, None, Some(right)) => {
            (Kind::Service, format!("the URL is signed for another service, and the right one is {right}"))
        }
        _ if message.contains("X-Amz-Expires must be less than a week") => {
            (Kind::ExpiryTooLong, "the expiry is over 604800 seconds (7 days), the most that AWS accepts".to_owned())
        }
        _ => (Kind::Malformed, format!("the server refuses a part of the signature ({message})")),
    };
    Finding::new(kind, sentence)
}

/// The string in quotation marks right after a word.
fn quoted_after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(word)?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    rest[1..].split_once(quote).map(|(quoted, _)| quoted)
}

fn redirect(answer: &Answer) -> Finding {
    let endpoint = answer.field("Endpoint").unwrap_or("another endpoint");
    let sentence = format!("the bucket is in another region, at {endpoint}: sign for that region and host");
    Finding::new(Kind::Region, sentence)
}

fn access_key(answer: &Answer, signed: Option<&Signed>) -> Finding {
    let query = signed.and_then(|signed| signed.canonical_request.split('\n').nth(2)).unwrap_or_default();
    let of_url =
        query.split("X-Amz-Credential=").nth(1).and_then(|credential| credential.split(['%', '/', '&']).next());
    let id = answer.field("AWSAccessKeyId").or(of_url).unwrap_or("of the URL");
    let has_token = query.contains("ecurity-Token=") || query.contains("ession-Token=");
    if id.starts_with("ASIA") && !query.is_empty() && !has_token {
        let sentence = format!("the access key {id} is temporary, but its session token is not part of the request");
        return Finding::new(Kind::TokenMissing, sentence);
    }
    let sentence = format!(
        "the server does not know the access key {id}: it was deleted, belongs to another provider or partition, or \
         was mistyped"
    );
    Finding::new(Kind::AccessKey, sentence)
}

/// A body that does not match its checksum or hash.
fn body(answer: &Answer, message: &str, signed: Option<&Signed>) -> Finding {
    let request = signed.map(|signed| signed.canonical_request.clone()).or(answer.canonical_request());
    if let Some((name, value)) = request.as_deref().and_then(empty_checksum) {
        return Finding::new(Kind::EmptyBodyChecksum, empty_body_sentence(&name, &value));
    }
    Finding::new(Kind::Payload, format!("the body is not the one whose checksum was sent or signed: {message}"))
}

/// The checksum of an empty body, if the canonical request has one.
fn empty_checksum(canonical_request: &str) -> Option<(String, String)> {
    let parts = Parts::parse(canonical_request)?;
    let query = parts.query.iter().map(|(name, value)| (name, String::from_utf8_lossy(&decode(value)).into_owned()));
    let headers = parts.headers.iter().map(|(name, value)| (name, (*value).to_owned()));
    let is_empty = |name: &str, value: &str| {
        EMPTY_BODY_CHECKSUMS.iter().any(|(other, empty)| name.eq_ignore_ascii_case(other) && value == *empty)
    };
    let found = query.chain(headers).find(|(name, value)| is_empty(name, value));
    found.map(|(name, value)| ((*name).to_owned(), value))
}

/// Codes with several meanings.
fn by_message(code: &str, message: &str) -> Finding {
    if message.contains("Only one auth mechanism allowed") {
        let sentence =
            "the request has an Authorization header in addition to the signature in its URL: send only one of the two";
        return Finding::new(Kind::TwoSignatures, sentence);
    }
    if message.contains("Please use AWS4-HMAC-SHA256") {
        let sentence = "the URL is signed with Signature Version 2, which the server does not accept";
        return Finding::new(Kind::SignatureVersion2, sentence);
    }
    let sentence = format!("the answer is not about the signature ({code}: {message})");
    Finding::new(Kind::NotTheSignature, sentence)
}
