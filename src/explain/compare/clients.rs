//! Causes that clients, browsers and logs tell, and those of the checksums that SDKs add.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::inspect::is_empty_checksum_value;
use crate::explain::shown;

/// The whole text that was handed in as the answer, in lower case.
fn text(case: &Case<'_>) -> String {
    case.evidence.answer.as_deref().unwrap_or_default().to_lowercase()
}

/// A refused header, or what the message says, that is one of the SDKs' checksums.
pub(super) fn sdk_checksum(case: &Case<'_>) -> Option<String> {
    let header = case.answer.field("Header").or(case.answer.field("ArgumentName")).unwrap_or_default();
    let header = header.to_ascii_lowercase();
    let is_checksum =
        ["x-amz-checksum-", "x-amz-sdk-checksum-", "x-amz-trailer"].iter().any(|it| header.starts_with(it));
    let value = case.answer.field("ArgumentValue").or(case.answer.field("Value")).unwrap_or_default();
    let is_trailer = value.ends_with("-TRAILER") || header == "transfer-encoding" && is_sdk_upload(case);
    let is_encoding = header == "content-encoding" && value == "aws-chunked";
    (is_checksum || is_trailer || is_encoding).then(|| {
        format!(
            "the server does not support {}, the checksum that AWS's SDKs send with uploads since 2025: set the SDK to send \
             one only WHEN_REQUIRED",
            shown::text(if value.is_empty() || is_checksum { &header } else { value })
        )
    })
}

/// Whether an SDK sent it with a checksum after the body.
fn is_sdk_upload(case: &Case<'_>) -> bool {
    let sent = &case.evidence.headers;
    sent.iter().any(|(name, value)| name == "x-amz-trailer" || value.ends_with("-TRAILER"))
}

/// A different hash from the one sent, where that is the word for a body with a trailer.
pub(super) fn streamed(case: &Case<'_>) -> Option<String> {
    let hash = case.answer.field("ClientComputedContentSHA256").or(case.evidence.header("x-amz-content-sha256"))?;
    hash.starts_with("STREAMING-").then(|| {
        format!(
            "the body was sent in chunks with a checksum after them ({}), which the server read as the body itself: set the \
             SDK to send checksums only WHEN_REQUIRED",
            shown::text(hash)
        )
    })
}

/// AWS tells both hashes. Where there are none, another server refuses, which most often does not read trailers.
pub(super) fn mismatch_without_hashes(case: &Case<'_>) -> Option<String> {
    if case.answer.code() != "XAmzContentSHA256Mismatch" {
        return None;
    }
    let has = |name| case.answer.field(name).is_some();
    let is_told = has("ClientComputedContentSHA256") || has("S3ComputedContentSHA256");
    let is_amazon = case.url.is_some_and(|url| url.host.contains("amazonaws.com"));
    (!is_told && !is_amazon).then(|| {
        "the server hashed a different body from the one that was signed: most often the SDK sent it in chunks with a checksum in \
         the trailer, which servers other than S3 do not support; set the SDK to send checksums only WHEN_REQUIRED"
            .to_owned()
    })
}

/// Servers that log what they expected and got.
pub(super) fn empty_in_log(case: &Case<'_>) -> Option<String> {
    let text = case.evidence.answer.as_deref()?;
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '\''));
    let value = words.find(|word| is_empty_checksum_value(word))?;
    Some(format!(
        "the checksum that was signed is that of an empty body ({value}): the SDK made it while it presigned, when there was \
         no body; set it to make one only WHEN_REQUIRED"
    ))
}

/// What a browser says in place of the answer, which it does not show to the page.
pub(super) fn cors(case: &Case<'_>) -> String {
    let is_preflight = text(case).contains("preflight");
    let what = if is_preflight {
        "the browser's preflight (OPTIONS), which is never signed, was refused"
    } else {
        "the browser does not show the answer to the page, since it lacks Access-Control-Allow-Origin"
    };
    format!(
        "{what}: either the CORS rules of the bucket do not allow the origin, the method or a header, or the answer is an \
         error or a redirect to another region, which has no such header; send the request with curl to see it"
    )
}

/// A header that an HTTP library did not accept.
pub(super) fn line_end_in_header(case: &Case<'_>) -> Option<String> {
    let text = text(case);
    let is_signature = text.contains("authorization") || text.contains("aws4-hmac-sha256");
    let is_token = text.contains("security-token");
    (is_signature || is_token).then(|| {
        let what = if is_token && !text.contains("aws4-hmac-sha256") { "the session token" } else { "the access key id" };
        format!(
            "{what} has a line end or other white space in it, which no header may have: it was read from a file, a Kubernetes \
             secret (echo without -n) or an environment variable with a trailing newline; the secret access key may have one \
             as well"
        )
    })
}

/// A credential in which the header breaks, quoted by the server.
pub(super) fn space_in_credential(case: &Case<'_>) -> Option<String> {
    let text = case.evidence.answer.as_deref()?;
    let header = text.split("Authorization header: '").nth(1)?;
    let credential = header.split("Credential=").nth(1)?.split("SignedHeaders").next()?;
    let credential = credential.trim_end_matches([' ', ',']);
    let has_space =
        credential.contains(char::is_whitespace) || credential.contains("\\n") || credential.contains("\\r");
    has_space.then(|| {
        "the access key id, or another part of the credential, has a space or a line end in it, at which the header breaks: \
         remove the white space around the key id, and look for one around the secret access key"
            .to_owned()
    })
}

/// A database that refused the token.
pub(super) fn database_login(case: &Case<'_>) -> String {
    let advice = "tokens hold for 15 minutes, the host and the port that the client connects to must be those that were \
                  signed, the region that of the database, and the user must have the role rds_iam and the policy \
                  rds-db:connect";
    let token = case.url.filter(|url| url.scope.as_ref().is_some_and(|scope| scope.service() == "rds-db"));
    match token {
        Some(url) if !url.host.contains(':') => {
            format!("the token was signed for the host {} without its port, such as :5432 or :3306; {advice}", url.host)
        }
        _ => format!("the database did not accept the token: {advice}"),
    }
}

/// The same where the password may be no token.
pub(super) fn token_of_database(case: &Case<'_>) -> Option<String> {
    let services = ["rds-db", "elasticache", "memorydb", "dsql", "redshift-serverless"];
    let service = case.url?.scope.as_ref()?.service().to_owned();
    services.contains(&service.as_str()).then(|| database_login(case))
}
