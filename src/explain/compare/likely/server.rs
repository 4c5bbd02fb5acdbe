//! The host, what stands before the server, and the secret.

use alloc::format;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::compare::clients;
use crate::explain::inspect::is_known_host;
use crate::explain::parts::Parts;
use crate::explain::{Finding, Kind, shown};

/// The server names a resource that is only the end of the path.
pub(super) fn dropped_prefix(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(resource) = sight.case.answer.field("Resource") else { return Vec::new() };
    let url = sight.url();
    // What a client logs has the path too.
    let sent = url.as_ref().map(|url| url.path).or(sight.received.as_ref().map(|parts| parts.path));
    let resource = resource.split('?').next().unwrap_or_default().trim_start_matches('/');
    let sent = sent.unwrap_or_default().trim_start_matches('/');
    let Some(prefix) = sent.strip_suffix(resource).filter(|prefix| !resource.is_empty() && !prefix.is_empty()) else {
        return Vec::new();
    };
    let is_proxy = sight.host().is_some_and(|host| !is_known_host(&host));
    let sentence = format!(
        "the path /{} was sent, and the server names /{}: a proxy most likely strips the prefix /{} and the server signs the \
         path without it; where the server is told its prefix, it is the host or the port that the proxy changes",
        shown::text(sent),
        shown::text(resource),
        shown::text(prefix.trim_end_matches('/'))
    );
    is_proxy.then(|| Finding::new(Kind::Path, sentence)).into_iter().collect()
}

/// A host that was put in after signing, or that is not the one that clients know.
pub(super) fn replaced_host(sight: &Sight<'_>) -> Vec<Finding> {
    let forwarded = sight.case.evidence.header("x-forwarded-host");
    let Some(host) = sight.host() else { return Vec::new() };
    let port = sight.case.evidence.header("x-forwarded-port").filter(|_| forwarded.is_some());
    if let Some(port) = port {
        let sentence = format!(
            "the proxy forwards the host {} and the port {port}, from which the server derives the host that it signs: they must \
             be those that the client used",
            shown::text(forwarded.unwrap_or_default()),
        );
        return [Finding::new(Kind::Host, sentence)].into();
    }
    if let Some(forwarded) = forwarded.filter(|forwarded| !forwarded.eq_ignore_ascii_case(&host)) {
        let sentence = format!(
            "the server received the host {}, and the client used {}, as X-Forwarded-Host says: the proxy must pass on the host header as it is",
            shown::text(&host),
            shown::text(forwarded)
        );
        return [Finding::new(Kind::Host, sentence)].into();
    }
    let name = host.split(':').next().unwrap_or_default();
    let is_inside = name == "localhost" || name.starts_with("127.") || !name.contains('.');
    let is_amazon = sight.case.answer.field("Message").is_some_and(|it| it.contains("AWS Secret Access Key"));
    if sight.received.is_some() && is_inside && is_amazon {
        let sentence = format!(
            "the request is signed for the host {}, an address of the proxy or of this machine, and not for the service's own: \
             the host that is signed must be the one that the request is sent to",
            shown::text(&host)
        );
        return [Finding::new(Kind::Host, sentence)].into();
    }
    // S3 tells what it received, and a server of somebody's own rarely does.
    let is_s3 = |parts: &Parts<'_>| parts.query.iter().any(|(_, value)| value.contains("%2Fs3%2F"));
    let is_told = sight.case.answer.canonical_request().is_some() && sight.own_server().is_none();
    let is_told = is_told && sight.received.as_ref().is_some_and(is_s3);
    if sight.url().is_none() && is_told && !is_inside && !host.is_empty() && !is_known_host(&host) {
        let sentence = format!(
            "the server received the host {}, which is not one of its own as far as that is known here: a proxy or a CDN forwards the host that \
             the browser used, or the client was given its address as the endpoint; sign for the host that arrives, or forward the service's own",
            shown::text(&host)
        );
        return [Finding::new(Kind::Host, sentence)].into();
    }
    Vec::new()
}

/// What says that something stands before a server, in lower case.
const PROXIES: [&str; 19] = [
    "apache",
    "caddy",
    "cdn",
    "cf-ray",
    "cloudflare",
    "docker",
    "envoy",
    "gateway",
    "haproxy",
    "ingress",
    "istio",
    "kong",
    "load balancer",
    "nginx",
    "ngrok",
    "proxy",
    "traefik",
    "tunnel",
    "varnish",
];

/// Whether there is a sign of a proxy, or of a server that most often is after one.
fn has_proxy(sight: &Sight<'_>, host: &str) -> bool {
    let evidence = sight.case.evidence;
    let text = evidence.answer.as_deref().unwrap_or_default().to_lowercase();
    let headers = ["cf-", "via", "x-forwarded-", "x-real-ip", "forwarded", "cdn-loop", "true-client-ip"];
    let is_forwarded =
        |(name, _): &(alloc::string::String, _)| headers.iter().any(|start| name.to_lowercase().starts_with(start));
    sight.own_server().is_some()
        || host.contains(':')
        || !host.contains('.')
        || evidence.headers.iter().any(is_forwarded)
        || PROXIES.iter().any(|word| text.contains(word) || host.contains(word))
}

/// A server of somebody's own is most often behind a proxy.
pub(super) fn own_proxy(sight: &Sight<'_>) -> Vec<Finding> {
    // The words of AWS, which has no proxy in front that is somebody's own.
    let is_amazon = sight.case.answer.field("Message").is_some_and(|it| it.contains("AWS Secret Access Key"));
    let is_seen = is_amazon || sight.case.answer.string_to_sign().is_some() && sight.case.signed.is_some();
    let is_seen = is_seen || !sight.case.answer.is_mismatch();
    if sight.host().is_none_or(|host| host.is_empty()) && !is_seen && sight.own_server().is_some() {
        let sentence = "a proxy, a tunnel or a container's network in front of the server changes the host in transit, or the client uses another \
                        secret access key: the host header must arrive as the client signed it, with its port";
        return [Finding::new(Kind::Host, sentence)].into();
    }
    let Some(host) =
        sight.host().filter(|host| !is_known_host(host) && !is_seen && !host.is_empty() && has_proxy(sight, host))
    else {
        return Vec::new();
    };
    let port = host.rsplit_once(':').map(|(_, port)| port.split('/').next().unwrap_or_default());
    let port = port.map(|port| format!(", or leaves out its port :{port}")).unwrap_or_default();
    let sentence = format!(
        "a proxy, a tunnel or a container's network in front of the server changes the host in transit, so that the server \
         does not see {}{port}: the host header must arrive as the client signed it",
        shown::text(&host)
    );
    [Finding::new(Kind::Host, sentence)].into()
}

/// A body with a checksum after it, of which a server makes another signature.
pub(super) fn trailer(sight: &Sight<'_>) -> Vec<Finding> {
    let is_mismatch = sight.case.answer.is_mismatch() && sight.received.is_none();
    let sentence = clients::sent_with_trailer(sight.case).filter(|_| is_mismatch);
    sentence.map(|sentence| Finding::new(Kind::SdkChecksum, sentence)).into_iter().collect()
}

/// LocalStack verifies with a secret of its own. Source: LocalStack, "Credentials"; "S3", "Presigned URLs".
pub(super) fn local_stack(sight: &Sight<'_>) -> Vec<Finding> {
    let host = sight.host().unwrap_or_default();
    let is_local = sight.own_server() == Some("LocalStack") || host.ends_with(":4566") || host.contains("localstack");
    if !is_local || !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    let sentence = "LocalStack verifies presigned URLs with the access key and the secret access key test: sign with these, and for the \
                    host and port that the URL is opened with";
    [Finding::new(Kind::Secret, sentence)].into()
}

/// Why a server refuses a session token, the most reported first.
///
/// Source: Cloudflare R2, "Temporary access credentials".
pub(super) fn refused_token(sight: &Sight<'_>) -> Vec<Finding> {
    let said = sight.case.said();
    let is_token = said.contains("x-amz-security-token") && sight.case.answer.meaning().starts_with("Invalid");
    let text = sight.text();
    let is_r2 = sight.host().is_none_or(|host| host.is_empty() || host.ends_with(".r2.cloudflarestorage.com"));
    if !is_token || !is_r2 && !text.contains("r2.cloudflarestorage") {
        return Vec::new();
    }
    let sentences = [
        "or the temporary credentials of R2 have both a scope and actions, or actions that R2 does not know: a token has one of the two",
        "or the token belongs to another access key id, was changed, or has expired: all three parts come from one answer of the API",
    ];
    sentences.into_iter().map(|sentence| Finding::new(Kind::Token, sentence)).collect()
}

/// All else is the same.
pub(super) fn secret(sight: &Sight<'_>) -> Vec<Finding> {
    // Where the method is not known, it may be that.
    if sight.received.is_none() || sight.case.signed.is_none() || sight.case.method().is_none() {
        return Vec::new();
    }
    let id = sight.case.answer.field("AWSAccessKeyId").map(|id| format!(" for the access key {}", shown::text(id)));
    let sentence = format!(
        "the secret access key{} is another than the server's, where the request was signed as it arrived: mistyped, cut, with \
         white space around it, or of another account or environment",
        id.unwrap_or_default()
    );
    [Finding::new(Kind::Secret, sentence)].into()
}
