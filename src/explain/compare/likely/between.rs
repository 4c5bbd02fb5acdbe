//! What stands between the client and the server, and what that needs or changes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::inspect::{SignatureVersion, host_scope, is_known_host};
use crate::explain::parts::Parts;
use crate::explain::{Certainty, Finding, Kind, shown};
use crate::signing::Scope;
use crate::text::percent::decode;

/// Services that want the hash of the body as a header in every request, with what they want it to say.
/// Source: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)"; Amazon OpenSearch Serverless,
/// "Signing HTTP requests"; Amazon VPC Lattice, "SIGv4 authenticated requests".
const HASHED: [(&str, &str, &str); 6] = [
    ("aoss", "OpenSearch Serverless", ""),
    ("s3", "Amazon S3", ""),
    ("s3express", "S3 Express One Zone", ""),
    ("s3-object-lambda", "S3 Object Lambda", ""),
    ("s3-outposts", "S3 on Outposts", ""),
    ("vpc-lattice-svcs", "VPC Lattice", ", as UNSIGNED-PAYLOAD"),
];

const HASH: &str = "x-amz-content-sha256";

/// A request that is signed by its headers lacks the one with the hash of its body.
pub(super) fn hash(sight: &Sight<'_>) -> Vec<Finding> {
    let url = sight.case.url.filter(|url| url.is_signed_by_headers && url.version == Some(SignatureVersion::V4));
    let service = url.and_then(|url| url.scope.as_ref()).map(Scope::service);
    let row = service.and_then(|service| HASHED.iter().find(|(name, ..)| *name == service));
    let Some((_, name, value)) =
        row.filter(|_| sight.header(HASH).is_none() && !sight.signed_headers().contains(&HASH))
    else {
        return Vec::new();
    };
    let sentence =
        format!("{name} wants the header {HASH} in every request, and it was not sent: send it{value}, and sign it");
    [Finding::new(Kind::Header, sentence)].into()
}

/// The client signs nothing, and a signature does not match: it is CloudFront that signs.
/// Source: Amazon CloudFront, "Restrict access to an AWS Lambda function URL origin".
pub(super) fn origin_access(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let text = evidence.answer.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_signed = sight.case.url.is_some_and(|url| url.version.is_some())
        || evidence.header("authorization").is_some()
        || sight.received.is_some()
        || text.contains("aws4") && !text.contains("origin access");
    let host = sight.host().unwrap_or_default();
    let is_cloudfront = text.contains("cloudfront") || host.ends_with(".cloudfront.net");
    // The words of services other than S3.
    let is_function = text.contains("aws secret access key") && !host.is_empty() && !is_known_host(&host);
    let has_body = !matches!(sight.method(), Some("GET" | "HEAD" | "OPTIONS"));
    if is_signed || !has_body || !sight.case.answer.is_mismatch() || !(is_cloudfront || is_function) {
        return Vec::new();
    }
    if evidence.header(HASH).is_some() {
        return Vec::new();
    }
    let sentence = format!(
        "the request itself is not signed, so that CloudFront most likely signs it (origin access control): for POST and PUT to a \
         Lambda function URL the client must send the SHA-256 hash of the body in {HASH}, since CloudFront does not hash bodies"
    );
    [Finding::new(Kind::Header, sentence)].into()
}

/// What says that the server is not AWS's, in lower case: fields that AWS fills are empty.
const EMPTY_IDS: [&str; 4] = ["hostid: ,", "host id: ,", "host id: \n", "\"hostid\":\"\""];

/// Who is known to change the header, in lower case.
const CHANGES: [&str; 5] = ["cloudflare", "cdn", "storage.googleapis", "google cloud storage", "tunnel"];

/// AWS's SDK for Go v2, and rclone with it, signs a header that proxies change.
pub(super) fn encoding_of_go(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let text = evidence.answer.as_deref().unwrap_or_default().to_ascii_lowercase();
    // The SDK for Go v1, which rclone had before 1.68, signs no such header.
    let is_old = text.contains("status code: 4") || text.contains("s3 upload: 4");
    let is_rclone = text.contains("rclone") && !is_old;
    let is_changed = EMPTY_IDS.iter().chain(&CHANGES).any(|words| text.contains(words));
    let is_go = text.contains("operation error ") && is_changed;
    let is_known = sight.received.is_some() || evidence.header("authorization").is_some();
    let is_amazon = text.contains("amazonaws.com") || sight.host().is_some_and(|host| host.contains("amazonaws.com"));
    let is_presigned = sight.case.url.is_some_and(|url| url.version.is_some());
    if !(is_rclone || is_go) || is_known || is_amazon || is_presigned || !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    let who = if is_rclone { "rclone since 1.68 signs" } else { "AWS's SDK for Go v2 signs" };
    let sentence = format!(
        "{who} the header accept-encoding, which a proxy before the server changes in transit, as Cloudflare, the front end of \
         Google Cloud Storage and load balancers do: it should not be signed"
    );
    [Finding::new(Kind::ProxyChanges, sentence)].into()
}

/// The region that clients use where none is set.
pub(super) fn default_region(sight: &Sight<'_>) -> Vec<Finding> {
    let scope = sight.case.url.and_then(|url| url.scope.as_ref());
    let host = sight.host().unwrap_or_default();
    let is_default = scope.is_some_and(|scope| scope.region() == "us-east-1");
    let is_told = sight.case.answer.string_to_sign().is_some() || sight.case.answer.canonical_request().is_some();
    if !is_default || is_told || host.is_empty() || is_known_host(&host) || !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    // These accept every region, or name the right one, or have no other unless somebody set it.
    if sight.own_server().is_some() || host.contains(':') || !host.contains('.') {
        return Vec::new();
    }
    let sentence = format!(
        "the {} is signed for the region us-east-1, which clients use where none is set: if {} is in a region with another name, \
         set that",
        sight.case.noun(),
        shown::text(&host)
    );
    [Finding::new(Kind::Region, sentence)].into()
}

/// A client that logs what it signs shows the scope and the host, which have to be of one region.
pub(super) fn logged_scope(sight: &Sight<'_>) -> Vec<Finding> {
    let logged = sight.case.evidence.signed.as_deref().and_then(Parts::parse);
    let is_url = sight.case.url.is_some_and(|url| url.scope.is_some());
    let Some(logged) = logged.filter(|_| !is_url) else { return Vec::new() };
    let credential = logged.query.iter().find(|(name, _)| *name == "X-Amz-Credential").map(|(_, value)| decode(value));
    let credential = String::from_utf8(credential.unwrap_or_default()).unwrap_or_default();
    let host = logged.headers.iter().find(|(name, _)| *name == "host").map(|(_, host)| *host).unwrap_or_default();
    // What stands before the scope, which has four parts, is the access key id.
    let scope =
        credential.match_indices('/').rev().nth(3).and_then(|(at, _)| credential[at + 1..].parse::<Scope>().ok());
    let region = host_scope(host).and_then(|host| host.region);
    let Some((scope, region)) = scope.zip(region).filter(|(scope, region)| scope.region() != region) else {
        return Vec::new();
    };
    let sentence = format!(
        "the client signed for the region {}, as its log says, and the host {} is in {region}: set the region of the client, which it may \
         have read from another part of the name",
        shown::text(scope.region()),
        shown::text(host)
    );
    [Finding::new(Kind::Region, sentence)].into()
}

/// A token as the password of a connection URL, where its own `/`, `?` and `&` end the password.
pub(super) fn password(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let texts = [evidence.answer.as_deref(), evidence.url.as_deref()];
    let words = texts.into_iter().flatten().flat_map(str::split_whitespace);
    let is_raw = |word: &str| {
        let Some((scheme, rest)) = word.split_once("://") else { return false };
        let is_web =
            scheme.ends_with("http") || scheme.ends_with("https") || scheme.ends_with("ws") || scheme.ends_with("wss");
        let Some((before, after)) = rest.split_once("X-Amz-Credential=") else { return false };
        let is_user = before.split(['/', '?']).next().is_some_and(|user| user.contains(':')) && after.contains('@');
        !is_web && (is_user || before.to_ascii_lowercase().contains("password="))
    };
    if !words.into_iter().any(is_raw) {
        return Vec::new();
    }
    let sentence = "the token stands in the connection URL as it is, so that its own / ? & = end the password: in a URL it must be \
                    percent-encoded as a whole, or be given as the password in a field of its own";
    [Finding::new(Kind::NotEncoded, sentence).with(Certainty::Proved)].into()
}

/// A token of EKS that is not written as the cluster reads it.
/// Source: kubernetes-sigs/aws-iam-authenticator, README.
pub(super) fn cluster(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let texts = [evidence.header("authorization"), evidence.answer.as_deref()];
    let token = texts.into_iter().flatten().find_map(|text| text.split_once("k8s-aws-v1.").map(|(_, token)| token));
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ',');
    let token = token.and_then(|token| token.split(is_end).next()).unwrap_or_default();
    let Some(character) = token.chars().find(|c| matches!(c, '=' | '+' | '/')) else { return Vec::new() };
    let sentence = format!(
        "the token of EKS has {character} in it: it must be in the base64 of URLs, with - and _ for + and /, and without = at its \
         end"
    );
    [Finding::new(Kind::Malformed, sentence).with(Certainty::Proved)].into()
}
