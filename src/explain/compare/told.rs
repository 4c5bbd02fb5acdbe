//! More causes that the answer tells together with what was sent.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::compare::case::Case;
use crate::explain::inspect::{SignatureVersion, Url, missing_parts, pasted_url};
use crate::explain::shown;

/// The code says no more, unless the words say that it is the signature.
pub(super) fn denied(case: &Case<'_>) -> Option<String> {
    (!case.answer.is_mismatch()).then(|| {
        "access is denied, and the answer does not say why: if the request arrived with its signature, the access key, the \
         bucket or an account's policy does not allow it"
            .to_owned()
    })
}

/// Who adds headers that are then not signed; with a hyphen at the end, by how their names begin.
const ADDED: [(&str, &str); 6] = [
    (
        "x-amz-cf-id",
        "CloudFront adds it to what it forwards; send the request to the bucket's own host, or let CloudFront sign it (origin \
         access control)",
    ),
    ("x-amz-checksum-", "an SDK adds it; set it to make checksums only WHEN_REQUIRED, or sign it"),
    ("x-amz-sdk-checksum-algorithm", "an SDK adds it; set it to make checksums only WHEN_REQUIRED, or sign it"),
    ("x-amz-trailer", "an SDK adds it; set it to make checksums only WHEN_REQUIRED, or sign it"),
    ("x-amz-user-agent", "an SDK in a browser adds it; send the URL with a plain client"),
    ("x-amz-security-token", "a URL has its session token in the query; do not send it as a header too"),
];

/// What is not signed, and who added it.
pub(super) fn headers_not_signed(case: &Case<'_>) -> Option<String> {
    let names = case.shown("HeadersNotSigned")?;
    let lower = names.to_ascii_lowercase();
    let is_added = |name: &str, known: &str| name == known || known.ends_with('-') && name.starts_with(known);
    let who = lower
        .split(',')
        .map(str::trim)
        .find_map(|name| ADDED.iter().find(|(known, _)| is_added(name, known)).map(|(_, who)| (name, *who)));
    let start = format!("the request was sent with headers that are not signed: {names}; ");
    Some(
        start
            + &who.map_or_else(
                || "sign them, or do not send them".into(),
                |(name, who)| if name == lower { who.into() } else { format!("{who} ({name})") },
            ),
    )
}

/// A header that does not begin as a signature does.
pub(super) fn foreign_authorization(case: &Case<'_>) -> String {
    let is_ours = case.evidence.answer.as_deref().is_some_and(|text| text.contains("AWS4-HMAC-SHA256"));
    let foreign = "the Authorization header is not one of Signature Version 4, which has Credential, Signature and SignedHeaders: \
                   the client, or a proxy, may have put another in its place";
    let broken = format!(
        "the Authorization header is one of Signature Version 4 that the server cannot read ({}): look for white space or a line \
         end in the access key id, and for a comma or an equals sign too few",
        case.answer.message()
    );
    if is_ours {
        return broken;
    }
    let foreign = foreign.to_owned();
    if is_gateway(case) { foreign + NO_ROUTE } else { foreign }
}

/// A part of the header that is shown as a hash: nobody can say what it is.
///
/// Source: AWS, "Signature Version 4 troubleshooting" (`IncompleteSignature`).
pub(super) fn hashed_part(case: &Case<'_>) -> Option<String> {
    let sent = case.evidence.header("authorization");
    if !case.said().contains("(hashed with ") {
        return None;
    }
    let own = "white space in the access key id, which may be no more than a space, or in another part of the credential (look for it \
               around the secret access key as well)";
    if sent.is_some_and(|sent| sent.starts_with("AWS4-")) {
        return Some(format!("the server cannot read a part of the Authorization header, most often for {own}"));
    }
    // One of another kind, which others tell.
    if sent.is_some() {
        return None;
    }
    let sentence = format!(
        "the server cannot read a part of the Authorization header, of which it shows a hash alone: it is one of Signature Version 4 \
         with {own}, or it is not one of Version 4, such as Bearer, which the client or a proxy put in its place"
    );
    Some(if is_gateway(case) { sentence + NO_ROUTE } else { sentence })
}

/// A part of the signature that an answer names.
pub(super) fn refused_part(case: &Case<'_>) -> Option<String> {
    (!case.answer.is_text()).then(|| format!("the server refuses a part of the signature ({})", case.answer.message()))
}

/// How a line says that something is refused, in lower case.
const REFUSED: [&str; 11] = [
    "bad ",
    "expected",
    "incorrect",
    "invalid",
    "malformed",
    "missing",
    "must ",
    "not ",
    "require",
    "unsupported",
    "wrong",
];

/// The same in a text that may be a client's own log, where the name of a part alone says nothing.
pub(super) fn part_in_text(case: &Case<'_>) -> Option<String> {
    let text = case.answer.field("Message").filter(|_| case.answer.is_text())?;
    let is_part =
        |line: &str| ["x-amz-", "authorization", "credential", "signature"].iter().any(|it| line.contains(it));
    let line = text.lines().find(|line| {
        let line = line.to_lowercase();
        is_part(&line) && REFUSED.iter().any(|word| line.contains(word))
    })?;
    Some(format!("a part of the signature is refused, if this is of the server ({})", shown::text(line)))
}

/// The headers that Lambda keeps for its own endpoints in a network.
pub(super) fn reserved_headers(case: &Case<'_>) -> String {
    let names = case.evidence.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    let names: Vec<_> = names.filter(|name| name.starts_with("x-amzn-")).collect();
    let which = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    format!(
        "the request has headers that begin with x-amzn-{which}, which the service reserves: a gateway or an endpoint of a network \
         (VPC) adds them to what it forwards; remove them before the request is signed and sent"
    )
}

/// A key that CloudFront does not know.
pub(super) fn key_pair(case: &Case<'_>) -> Option<String> {
    let url = case.evidence.url.as_deref().map(|url| pasted_url(url).0);
    let url = url.as_deref().map(Url::parse);
    if url.as_ref().is_some_and(|url| url.parameter("X-Amz-Credential").is_some()) {
        return None;
    }
    let id = url.as_ref().and_then(|url| url.parameter("Key-Pair-Id"));
    let id = id.map(|id| format!(" {}", shown::text(id))).unwrap_or_default();
    Some(format!(
        "CloudFront does not know the key of the parameter Key-Pair-Id{id}: it must be the id of a public key in a key group that the \
         distribution trusts (or of a key pair of a trusted account), and not an access key id"
    ))
}

/// API Gateway reads the header of any request that no route is for.
fn is_gateway(case: &Case<'_>) -> bool {
    let is_json = case.answer.code().is_empty() && case.answer.field("Message").is_some();
    // A function URL, a custom domain, and hosts that are not known.
    case.host().map_or(is_json, |host| {
        host.contains(".execute-api.") || !host.contains(".amazonaws.com") && !host.contains(".on.aws") && is_json
    })
}

/// Source: Amazon API Gateway, "Gateway response types" (`MISSING_AUTHENTICATION_TOKEN`, `INVALID_SIGNATURE`).
const NO_ROUTE: &str = ". API Gateway says the same of a path, method or stage that does not exist or is not deployed, whatever \
                        authorization its routes have: look for a mistyped path first";

/// `signed header `x-amz-date` is not present`
pub(super) fn absent_header(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let (before, _) = message.split_once("is not present")?;
    let (_, name) = before.to_lowercase().split_once("header").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    let name = name.trim().trim_matches(['`', '\'', '"', ':']).to_owned();
    Some(format!("the header {name} is signed and did not arrive: it was not sent, or a proxy removes it in transit"))
}

/// A form of a browser instead of the file itself.
pub(super) fn form_for_put(case: &Case<'_>) -> Option<String> {
    let is_post = matches!(case.method(), Some("POST" | "PUT") | None);
    let is_signed = case.url.is_some_and(|url| url.version == Some(SignatureVersion::V4) && !url.is_signed_by_headers);
    (is_post && is_signed).then(|| {
        "the server read the body as a document: most often the file was sent as a form (POST, multipart/form-data) to a URL that \
         is signed for PUT, or to one of another operation; send the file itself as the body, with PUT"
            .to_owned()
    })
}

/// A header that lacks the date alone. One that lacks everything is not a signature.
pub(super) fn no_date(case: &Case<'_>) -> Option<String> {
    let said = case.said();
    (!said.contains("requires 'credential'") && !said.contains("requires 'signature'")).then(|| {
        "the request lacks its date: a request that is signed by its headers must send x-amz-date, and sign it; a proxy or a browser may have removed it"
            .to_owned()
    })
}

/// A form that is not one, as S3 names the condition.
pub(super) fn not_a_form(case: &Case<'_>) -> Option<String> {
    case.answer.field("Condition").filter(|condition| condition.contains("multipart/form-data")).map(|_| {
        "the request is a POST to a bucket, which is an upload form, and its body is not multipart/form-data: a URL that is signed for PUT is sent with PUT"
            .to_owned()
    })
}

/// The credential of a header is not percent-encoded.
pub(super) fn credential_in_header(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let quoted = message.split('"').skip(1).step_by(2).find(|part| part.contains('/') && !part.contains("YYYYMMDD"));
    let quoted = quoted.filter(|part| !part.contains("://"));
    let credential = quoted.or(case.evidence.header("authorization")).unwrap_or_default();
    let is_header = case.answer.code() == "AuthorizationHeaderMalformed";
    let what = "the credential is not written as ID/DATE/REGION/SERVICE/aws4_request";
    if credential.starts_with('/') {
        return Some(format!("{what}: the access key id is empty, since the signer had no credentials"));
    }
    if let Some(missing) = credential.split("Credential=").last().and_then(missing_parts) {
        return Some(format!("{what}: {missing}"));
    }
    is_header.then(|| format!("{what} ({message}): a part of it is missing, or the access key id has a slash in it"))
}

/// A condition of an upload form's policy that is not met, such as `["starts-with", "$key", "uploads/"]`.
///
/// Source: Amazon S3, "Creating a POST Policy", "Condition matching".
pub(super) fn policy_condition(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let (_, condition) = message.split_once("Policy Condition failed: ")?;
    let mut parts = condition.split('"').skip(1).step_by(2);
    let (operator, field) = (parts.next()?, parts.next()?.trim_start_matches('$'));
    let value = parts.next().unwrap_or_default();
    let start = format!(
        "the policy of the form has a condition for the field {field}, which the form does not meet ({condition})"
    );
    let lower = field.to_ascii_lowercase();
    let advice = match lower.as_str() {
        // S3 reads these from the request, and a form has none of them as fields.
        "content-length" | "content-md5" | "host" | "x-amz-content-sha256" => format!(
            "{field} is not a field of forms: remove the condition, or limit the size of the file with content-length-range"
        ),
        "bucket" => "the form is sent to a different bucket from the policy's".to_owned(),
        _ if operator == "starts-with" && !value.is_empty() => format!(
            "the form has no such field before the file, or a value that does not start with {value}: remove the condition, or send the \
             field as the policy says"
        ),
        _ => format!(
            "the form has no such field before the file, or another value: remove the condition, or send {field} with exactly the value \
             that the policy has"
        ),
    };
    Some(format!("{start}: {advice}"))
}

/// What CloudFront cannot read of its own URLs.
pub(super) fn cloudfront_policy(case: &Case<'_>) -> Option<String> {
    let is_cloudfront = case.url.is_none_or(|url| url.version == Some(SignatureVersion::CloudFront));
    is_cloudfront.then(|| {
        let times = if case.has(Kind::Malformed) { "; Expires is in milliseconds" } else { "" };
        format!(
            "CloudFront cannot read the policy that was signed ({}){times}: it must be the same text as the one in the URL, in \
             base64 with - ~ _ for + / =, and times in seconds since 1970",
            case.answer.message()
        )
    })
}

/// A code about tokens, and no token that is known.
pub(super) fn token_not_there(case: &Case<'_>) -> Option<String> {
    let has_token = case.url.is_some_and(|url| url.has_session_token);
    // The id of a key without a token is known: it is another reason.
    let id = case.answer.field("AWSAccessKeyId").or(case.url.and_then(|url| url.access_key_id.as_deref()));
    let has_token = has_token || id.is_some_and(|id| !id.starts_with("ASIA")) && case.answer.code() != "InvalidTokenId";
    let is_known = case.url.is_some();
    (!has_token).then(|| {
        let what = if is_known { "has no session token" } else { "most likely had no session token" };
        format!(
            "the request {what}, and the server does not know its access key without one ({}): send the session token of temporary \
             credentials, or look for a key that was deleted or mistyped",
            case.answer.message()
        )
    })
}

/// R2 lists the regions that it knows.
pub(super) fn region_of_r2(case: &Case<'_>) -> String {
    let message = case.answer.message();
    let told = message.split_once("region name '").and_then(|(_, rest)| rest.split('\'').next());
    let told = told.or_else(|| Some(case.url?.scope.as_ref()?.region()));
    let given = told.map(|region| format!(" {}", shown::text(region)));
    format!(
        "the {} is signed for the region{}, and the right one is auto, as everywhere at Cloudflare R2",
        case.noun(),
        given.unwrap_or_else(|| " of another provider".to_owned())
    )
}

/// A service that says so of every region.
pub(super) fn asymmetric(case: &Case<'_>) -> Option<String> {
    let is_multi = case.url.is_some_and(|url| url.host.contains("cloudfront-kvs"));
    is_multi.then(|| {
        "the service accepts SigV4a alone, which signs for several regions at once: Signature Version 4 has no region that is \
         right for it"
            .to_owned()
    })
}

/// A token of Supabase or another API in place of a signature.
pub(super) fn web_token(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let is_broken = ["malformed", "expired", "invalid", "must be provided"].iter().any(|word| message.contains(word));
    is_broken.then(|| {
        format!(
            "the server looks for a JSON Web Token and not for a signature ({message}): at Supabase, requests that are signed go to \
             /storage/v1/s3, and URLs of its own API have their token in the query"
        )
    })
}

/// A header that the server names and does not know.
pub(super) fn header_not_implemented(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let (_, rest) = message.split_once("eader '")?;
    let (name, _) = rest.split_once('\'')?;
    Some(format!("the server does not implement the header {name} ({message}): do not sign it, and do not send it"))
}

/// Cloudflare R2 names the header and nothing else.
pub(super) fn authorization_alone(case: &Case<'_>) -> Option<String> {
    case.answer.message().eq_ignore_ascii_case("authorization").then(|| {
        "the server cannot read the header with the signature, which is not one of Version 4 (such as Bearer, or Version 2), is sent in addition to the signature in the \
         URL, or has an access key id that is empty or of another provider"
            .to_owned()
    })
}

/// An object that may not be deleted or changed.
pub(super) fn locked(case: &Case<'_>) -> Option<String> {
    case.answer
        .meaning()
        .starts_with("AccessDenied")
        .then(|| format!("the signature is valid, and the object is locked ({})", case.answer.message()))
}

/// Words of a denial in a text that is about S3.
pub(super) fn denied_in_text(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_s3 = ["s3", "bucket", "object", "aws", "amz", "minio", "presign"].iter().any(|it| text.contains(it));
    (case.answer.is_text() && is_s3).then(|| denied(case)).flatten()
}
