//! Headers that do not arrive as they were sent.

use crate::request::reserved::changes_in_transit;

/// Who changes a header, by its name; with a hyphen at the end, by how it begins. The crate itself signs what it is
/// told to of these, since they arrive unchanged where nothing stands between client and server.
///
/// Source: Cloudflare, "HTTP request headers" and "Content compression"; Google Cloud Storage, "Transcoding", whose
/// front end adds `gzip(gfe)`; RFC 9110, sections 7.6.1, 8.6 and 10.1.5; Elastic Load Balancing, "X-Forwarded headers".
const CHANGED: [(&str, &str); 11] = [
    (
        "accept-encoding",
        "proxies change it in transit, as Cloudflare, the front end of Google Cloud Storage and load balancers do",
    ),
    ("user-agent", "proxies change it, and browsers set their own"),
    ("cf-", "Cloudflare sets it anew"),
    ("cdn-loop", "each CDN adds itself to it"),
    ("true-client-ip", "a CDN sets it anew"),
    ("x-real-ip", "proxies set it anew"),
    ("x-client-ip", "proxies set it anew"),
    ("x-amz-cf-id", "CloudFront sets it anew"),
    ("x-cloud-trace-context", "load balancers set it anew"),
    ("x-request-id", "proxies set it anew"),
    ("priority", "clients and proxies of HTTP/2 set it"),
];

fn find(name: &str) -> Option<&'static str> {
    let is_name = |known: &str| name == known || known.ends_with('-') && name.starts_with(known);
    CHANGED.iter().find(|(known, _)| is_name(known)).map(|(_, who)| *who)
}

/// Whether a header, whose name is in lower case, most often does not arrive as it was sent.
pub(in crate::explain) fn is_changed(name: &str) -> bool {
    find(name).is_some() || changes_in_transit(name)
}

/// Who changes it, in words.
pub(in crate::explain) fn who_changes(name: &str) -> &'static str {
    find(name).unwrap_or("proxies change it")
}
