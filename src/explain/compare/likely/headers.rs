//! The method and the headers.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::inspect::{is_changed, who_changes};
use crate::explain::{Finding, Kind, shown};
use crate::request::payload::EMPTY_PAYLOAD;
use crate::signing::Scope;

/// A browser asks before it sends.
pub(super) fn preflight(sight: &Sight<'_>) -> Vec<Finding> {
    let is_preflight = sight.method() == Some("OPTIONS");
    let sentence = "the request is a browser's preflight (OPTIONS), which is never signed: OPTIONS must be open, by the CORS \
                    rules of the bucket or by a method of the API without authorization";
    is_preflight.then(|| Finding::new(Kind::Cors, sentence)).into_iter().collect()
}

/// How the names of operations begin, and their methods.
const OPERATIONS: [(&str, &str); 10] = [
    ("Abort", "DELETE"),
    ("Complete", "POST"),
    ("Copy", "PUT"),
    ("CreateMultipartUpload", "POST"),
    ("Delete", "DELETE"),
    ("Get", "GET"),
    ("Head", "HEAD"),
    ("List", "GET"),
    ("Put", "PUT"),
    ("Upload", "PUT"),
];

/// Parameters of S3's operations that are made with POST.
const POST: [&str; 5] = ["uploads", "uploadId", "delete", "restore", "select"];

/// The operation that SDKs write into the URL has another method.
pub(super) fn method(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(sent) = sight.method() else { return Vec::new() };
    if let Some(finding) = post_of_nothing(sight) {
        return [finding].into();
    }
    let id = sight.url().and_then(|url| url.parameter("x-id").map(str::to_owned));
    let row = id.as_deref().and_then(|id| OPERATIONS.iter().find(|(start, _)| id.starts_with(start)));
    if let Some((id, signed)) = id.as_deref().zip(row.map(|(_, method)| *method)) {
        if signed == sent {
            return Vec::new();
        }
        let id = shown::text(id);
        let sentence =
            format!("the request was sent with {sent}, but the URL is made for {id}, hence signed for {signed}");
        return [Finding::new(Kind::Method, sentence)].into();
    }
    // What the client logged, or the explanation, has the method that was signed.
    if sight.case.evidence.signed.is_some() || sight.case.signed.is_some_and(|signed| signed.is_complete) {
        return Vec::new();
    }
    let is_post = sight.url().is_some_and(|url| POST.iter().any(|name| url.parameter(name).is_some()));
    let service = sight.case.url.and_then(|url| url.scope.as_ref()).map(Scope::service);
    let is_post = is_post || service.is_some_and(|service| !service.starts_with("s3"));
    let arrived =
        || sight.received.as_ref().is_some_and(|parts| parts.query.iter().any(|(name, _)| *name == "X-Amz-Algorithm"));
    let is_presigned =
        sight.case.url.is_some_and(|url| url.version.is_some() && !url.is_signed_by_headers) || arrived();
    let sentence = match sent {
        "HEAD" if is_presigned => {
            "the request was sent with HEAD, and a URL that is signed for GET does not hold for HEAD: it must be signed for \
             the method that is sent"
        }
        "POST" if is_presigned && !is_post => {
            "the request was sent with POST, as forms and some clients do: a URL for an upload is signed for PUT, and holds \
             for the method that it was signed for alone"
        }
        _ => return Vec::new(),
    };
    [Finding::new(Kind::Method, sentence)].into()
}

/// Clients make a POST of a GET request that has a body, be it an empty one.
fn post_of_nothing(sight: &Sight<'_>) -> Option<Finding> {
    let url = sight.case.url.filter(|url| url.is_signed_by_headers)?;
    let is_s3 = url.scope.as_ref()?.service() == "s3" && sight.method() == Some("POST");
    let is_empty = sight.header("x-amz-content-sha256") == Some(EMPTY_PAYLOAD);
    let is_operation =
        sight.url()?.query.split('&').any(|part| part.starts_with("uploads") || part.starts_with("restore"));
    let sentence = "the request was sent with POST and an empty body, which is not an operation of S3: the client most likely made a \
                    POST of it, since it was given an empty body, and it was signed for GET";
    (is_s3 && is_empty && !is_operation).then(|| Finding::new(Kind::Method, sentence))
}

/// Signed headers that most often do not arrive as they were sent.
pub(super) fn in_transit(sight: &Sight<'_>) -> Vec<Finding> {
    let names = sight.signed_headers().into_iter().filter(|name| is_changed(name));
    names.map(|name| Finding::new(Kind::ProxyChanges, changed(sight, name))).take(3).collect()
}

fn changed(sight: &Sight<'_>, name: &str) -> String {
    let who = who_changes(name);
    match sight.received.as_ref().and(sight.header(name)).filter(|value| !value.is_empty()) {
        Some(value) => {
            let value = shown::value(name, value);
            format!("the header {name} is signed, and arrived as {value}: {who}, so that it should never be signed")
        }
        None => format!("the header {name} is signed, and {who}: it should never be signed"),
    }
}

/// The length of a body that does not exist, and of any body where it may not be signed.
pub(super) fn length(sight: &Sight<'_>) -> Vec<Finding> {
    if !sight.signed_headers().contains(&"content-length") {
        return Vec::new();
    }
    let is_serverless = sight.host().is_some_and(|host| host.contains(".aoss."));
    let is_empty = sight.header("content-length") == Some("0");
    let sentence = match sight.method() {
        _ if is_serverless => {
            "the header content-length is signed, which OpenSearch Serverless does not allow".to_owned()
        }
        Some(method @ ("GET" | "HEAD" | "DELETE" | "OPTIONS")) => format!(
            "the header content-length is signed in a {method} request, which has no body: proxies such as Traefik and Caddy, and \
             HTTP clients, remove it in transit, so that it should not be signed"
        ),
        _ if is_empty => {
            "the header content-length is signed for an empty body: proxies and HTTP clients remove or change it \
                          in transit, so that it should not be signed"
                .to_owned()
        }
        _ => return Vec::new(),
    };
    [Finding::new(Kind::ProxyChanges, sentence)].into()
}

/// A value that has no one spelling in bytes: HTTP's is ISO-8859-1, and programs write UTF-8.
pub(super) fn beyond_ascii(sight: &Sight<'_>) -> Vec<Finding> {
    let value = |name: &&str| sight.header(name).filter(|value| !value.is_ascii());
    let names = sight.signed_headers();
    let found = names.into_iter().find_map(|name| Some((name, value(&name)?)));
    let sentence = |(name, value): (&str, &str)| {
        format!(
            "the header {name} is signed, and has characters beyond ASCII ({}), which clients and servers write in different bytes: encode \
             the value, as with percent-encoding, before it is signed and sent",
            shown::value(name, value)
        )
    };
    found.map(|found| Finding::new(Kind::Header, sentence(found))).into_iter().collect()
}

/// A header that arrived more than once has its values in a list.
pub(super) fn twice(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(received) = &sight.received else { return Vec::new() };
    let is_doubled = |value: &str| value.split_once(',').is_some_and(|(first, second)| first.trim() == second.trim());
    let doubled = received.headers.iter().filter(|(_, value)| is_doubled(value));
    let sentence = |name: &str, value: &str| {
        let (kind, what) = if name == "host" { (Kind::Host, "the host header") } else { (Kind::Header, "the header") };
        let value = shown::value(name, value);
        let sentence = format!(
            "{what} {name} arrived twice ({value}): the client, or a proxy, sends a second one in addition to the one that was \
             signed"
        );
        Finding::new(kind, sentence)
    };
    doubled.map(|(name, value)| sentence(name, value)).collect()
}

/// Signed headers whose signed values are not known.
pub(super) fn values(sight: &Sight<'_>) -> Vec<Finding> {
    let is_presigned = sight.case.url.is_some_and(|url| url.version.is_some() && !url.is_signed_by_headers);
    let is_known = sight.case.evidence.signed.is_some() || sight.case.signed.is_some_and(|signed| signed.is_complete);
    if !is_presigned || is_known || !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    let own = |name: &&str| *name != "host" && !name.starts_with("x-amz-date") && !is_changed(name);
    let sent = sight.signed_headers().into_iter().filter(own).filter_map(|name| Some((name, sight.header(name)?)));
    let sentence = |(name, value): (&str, &str)| {
        let kind = if name == "content-type" { Kind::ContentType } else { Kind::Header };
        let value = shown::value(name, value);
        let sentence = format!(
            "the header {name} is signed, and was sent as {value}: the URL holds only if that is exactly the value that was signed"
        );
        Finding::new(kind, sentence)
    };
    sent.filter(|(name, value)| !value.is_empty() && shown::value(name, value) == *value)
        .map(sentence)
        .take(2)
        .collect()
}

/// Signature Version 2 signs the content type, whatever it is.
pub(super) fn type_of_version_2(sight: &Sight<'_>) -> Vec<Finding> {
    let is_version_2 =
        sight.case.url.is_some_and(|url| url.version == Some(crate::explain::inspect::SignatureVersion::V2));
    let value = sight.case.evidence.header("content-type").filter(|_| is_version_2);
    let sentence = |value| {
        format!(
            "the request is sent with the content type {}, which Signature Version 2 signs: it must be the one that was \
             signed at first, or none if none was",
            shown::text(value)
        )
    };
    value.map(|value| Finding::new(Kind::ContentType, sentence(value))).into_iter().collect()
}
