//! A status without a body, as HEAD requests and programs that hide the answer leave it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::redirects;
use super::sight::Sight;
use crate::explain::{Finding, Kind, shown};

/// Words before a status, in lower case.
const BEFORE: [&str; 7] = ["http", "httpstatuscode", "status", "code", "statuscode", "error", "returned"];

/// Words after a status, in lower case: the first of what HTTP calls it.
const AFTER: [&str; 16] = [
    "bad",
    "expectation",
    "forbidden",
    "found",
    "gateway",
    "length",
    "method",
    "moved",
    "not",
    "permanent",
    "proxy",
    "request",
    "service",
    "temporary",
    "too",
    "unauthorized",
];

/// What a status alone tells. Source: RFC 9110, section 15; nginx, "ngx_http_core_module".
const ALONE: [(u16, Kind, &str); 12] = [
    (
        404,
        Kind::Path,
        "nothing is there (404): the bucket or the key in the URL is another than was meant, as where the bucket is in the host and in the path, or the path was \
         encoded twice; or a proxy answered, and no server has looked at a signature",
    ),
    (
        405,
        Kind::Method,
        "the method is not allowed there (405): the URL is that of a web page, of a bucket in place of a key, or the method is another than was meant",
    ),
    (
        407,
        Kind::Endpoint,
        "a proxy of the network answered (407), and not the service: give the client the proxy's password, or name the host in NO_PROXY",
    ),
    (
        411,
        Kind::Header,
        "the request has no Content-Length (411): the client sends a body whose length it does not know, in chunks; give it the length, and 0 for an empty body",
    ),
    (
        413,
        Kind::Size,
        "the body is larger than a proxy before the server allows (413), such as by client_max_body_size of nginx, or than the server does",
    ),
    (
        414,
        Kind::Size,
        "the URL is longer than a proxy allows (414), as with a long session token: raise its limit (large_client_header_buffers in nginx)",
    ),
    (
        417,
        Kind::Header,
        "a proxy does not know the header Expect: 100-continue (417), which the client sends with a body: do not send it (-H 'Expect:' in curl)",
    ),
    (
        431,
        Kind::Size,
        "the headers are longer than a proxy or the server allows (431), as with a long session token or cookies: send what is needed alone, or raise the limit",
    ),
    (
        501,
        Kind::Header,
        "the server does not implement what was asked for (501): most often Transfer-Encoding: chunked for a body whose length is not known, or the checksum that AWS's \
         SDKs send since 2025 (WHEN_REQUIRED)",
    ),
    (502, Kind::NoAnswer, GATEWAY),
    (
        503,
        Kind::NoAnswer,
        "the server or a proxy is busy (503), and has not looked at a signature; wait, and send it again, signed anew",
    ),
    (504, Kind::NoAnswer, GATEWAY),
];

const GATEWAY: &str = "a proxy got no answer from the server behind it (502, 504), and no server has looked at a signature; it is down, slow, or speaks https where the \
                       proxy speaks http";

/// The status of the answer, where the text has no document.
fn status(sight: &Sight<'_>) -> Option<u16> {
    let answer = sight.case.answer;
    if sight.case.evidence.answer.is_none() || !answer.is_text() && !answer.is_line() {
        return None;
    }
    let text = sight.case.evidence.answer.as_deref()?.to_lowercase();
    let words: Vec<_> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_status = |at: usize| {
        let before = words[at.saturating_sub(3)..at].iter();
        let after = words[at + 1..].iter().take(3);
        words[at].len() == 3
            && (before.clone().any(|word| BEFORE.contains(word)) || after.clone().any(|word| AFTER.contains(word)))
    };
    // Ruby's `Http307Error`.
    let in_name = |word: &&str| word.strip_prefix("http")?.strip_suffix("error")?.parse::<u16>().ok();
    if let Some(named) = words.iter().find_map(in_name) {
        return Some(named);
    }
    let numbers = words.iter().enumerate().filter_map(|(at, word)| Some((at, word.parse::<u16>().ok()?)));
    numbers.filter(|(at, number)| (300..600).contains(number) && is_status(*at)).map(|(_, number)| number).next()
}

fn to(sight: &Sight<'_>) -> String {
    sight.host().filter(|host| !host.is_empty()).map(|host| format!(" {}", shown::text(&host))).unwrap_or_default()
}

/// A status alone, whose answer says more.
pub(super) fn forbidden(sight: &Sight<'_>) -> Vec<Finding> {
    let sentence = |status| {
        format!(
            "the status is {status}, and the body of the answer, which says why, was not handed in: it is in XML or JSON, and a HEAD \
             request has none; look for a method other than the signed one, a signature that expired, and a permission that is \
             missing"
        )
    };
    let status = status(sight)
        .filter(|status| [401, 403].contains(status) && sight.case.answer.is_text() && sight.case.evidence.is_rest);
    status.map(|status| Finding::new(Kind::Unknown, sentence(status))).into_iter().collect()
}

/// S3 leads to the bucket's region, and programs do not follow since the signature is for another host.
pub(super) fn redirect(sight: &Sight<'_>) -> Vec<Finding> {
    let sentence = |status| {
        format!(
            "the server redirects ({status}) the request to the host{}: the bucket is in a different region from the one that it is \
             signed for and sent to; set the region of the bucket, which `curl -I` shows as x-amz-bucket-region",
            to(sight)
        )
    };
    let is_redirect = |status: &u16| [301, 302, 307, 308].contains(status) && !redirects::stays(sight);
    let redirect = status(sight).filter(is_redirect);
    redirect.map(|status| Finding::new(Kind::Region, sentence(status))).into_iter().collect()
}

/// A HEAD request that S3 cannot read has no more than this.
pub(super) fn bad_request(sight: &Sight<'_>) -> Vec<Finding> {
    if status(sight) != Some(400) || sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    let region = format!(
        "the server refuses (400) the request to the host{} without saying why: most often the region that it is signed for is \
         not that of the bucket; set the bucket's region",
        to(sight)
    );
    let token = "or the session token of temporary credentials is missing, has expired, or is sent with other credentials' \
                 key; a request with a method other than HEAD has an answer that says it";
    [Finding::new(Kind::Region, region), Finding::new(Kind::Token, token)].into()
}

/// Every other status that tells something by itself.
pub(super) fn alone(sight: &Sight<'_>) -> Vec<Finding> {
    let status = status(sight).filter(|_| sight.case.answer.is_text());
    let row = status.and_then(|status| ALONE.into_iter().find(|(known, ..)| *known == status));
    row.map(|(_, kind, sentence)| Finding::new(kind, sentence)).into_iter().collect()
}

/// boto3 and the AWS CLI ask by HEAD whether a key or a bucket is there, which has no answer that says more.
pub(super) fn head(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_head = ["headobject", "headbucket", "head_object", "head_bucket"].iter().any(|it| text.contains(it));
    let sentence = "the server refuses (403) a HEAD request, whose answer has no reason: most often the keys may not do this (s3:GetObject for a key, s3:ListBucket for a bucket \
                    and for a key that is not there, kms:Decrypt), or are those of another account, or a session token is missing; a GET of the same has the reason";
    let is_refused = is_head && status(sight) == Some(403);
    is_refused.then(|| Finding::new(Kind::Permission, sentence)).into_iter().collect()
}
