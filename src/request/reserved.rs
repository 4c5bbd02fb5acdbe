//! Names that a request cannot have of its own: what only signing adds, and what changes in transit.

/// The parameters that signing adds to a URL, as AWS writes them. A URL that has one is signed already, and would not
/// work if it was signed again. The payload hash is not one of them.
pub(crate) const SIGNING_PARAMETERS: [&str; 9] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Region-Set",
    "X-Amz-S3session-Token",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// The headers that signing adds and signs, in lower case. `authorization`, which it adds too, cannot be signed.
pub(crate) const SIGNING_HEADERS: [&str; 4] =
    ["x-amz-date", "x-amz-region-set", "x-amz-s3session-token", "x-amz-security-token"];

/// The headers that signing with the key of a certificate adds and signs, in lower case: the certificate, and its
/// intermediates if there are any.
pub(crate) const CERTIFICATE_HEADERS: [&str; 2] = ["x-amz-x509", "x-amz-x509-chain"];

/// Whether signing adds a parameter of this name, in any case of letters.
pub(crate) fn is_signing_parameter(name: &str) -> bool {
    SIGNING_PARAMETERS.iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// Headers that clients, proxies or load balancers set or change after a request was signed. AWS's SDKs silently leave
/// most of these out of the signature; their lists differ.
const CHANGED: [&str; 14] = [
    // Fields of one connection: RFC 9110, section 7.6.1.
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    // A client adds or drops it depending on the size of the body: RFC 9110, section 10.1.1.
    "expect",
    // Proxies add to them: RFC 9110, sections 7.6.2 and 7.6.3, and RFC 7239.
    "forwarded",
    "max-forwards",
    "via",
    // Each participant in a trace updates them: W3C, "Trace Context" and "Baggage"; Elastic Load Balancing, "Request
    // tracing for your Application Load Balancer".
    "baggage",
    "traceparent",
    "tracestate",
    "x-amzn-trace-id",
];

/// The beginnings of more such names. They are for the proxy or added by it, or browsers and WebSocket clients set
/// them: RFC 6455, section 4.1, and WHATWG Fetch, "forbidden request-header".
const CHANGED_BEGINNINGS: [&str; 3] = ["proxy-", "sec-", "x-forwarded-"];

/// Whether a header may not arrive as it was signed. The name is in lower case.
pub(crate) fn changes_in_transit(name: &str) -> bool {
    CHANGED.contains(&name) || CHANGED_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}
