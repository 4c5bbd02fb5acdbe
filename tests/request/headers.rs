//! Which headers are signed, which are refused, and which are left out of the signature.

use presign::{CanonicalRequest, Error, PresignedUrl, Request, Rules};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};
use crate::refused::refused;

const URL: &str = "https://example.amazonaws.com/";

/// Headers that clients, proxies or load balancers set or change. All except the last four lines stand in the lists of
/// AWS's SDKs: botocore 1.44.8, the SDKs for JavaScript, Go and Java, and the Common Runtime.
const CHANGED: [&str; 31] = [
    "Connection",
    "Expect",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "X-Amzn-Trace-Id",
    "Traceparent",
    "Tracestate",
    "Baggage",
    "Max-Forwards",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Accept",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Site",
    "Sec-CH-UA",
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "Proxy-Status",
];

/// Headers that clients set themselves, unless they let their caller do it.
const CLIENTS: [&str; 2] = ["Accept-Encoding", "User-Agent"];

fn presign(request: &Request<'_>) -> Result<PresignedUrl, Error> {
    request.presign(&signer("service"), HOUR, now())
}

fn parts(headers: &[(&str, &str)]) -> http::request::Parts {
    let add = |request: http::request::Builder, (name, value): &(&str, &str)| request.header(*name, *value);
    headers.iter().fold(http::Request::builder().uri(URL), add).body(()).unwrap().into_parts().0
}

#[test]
fn a_header_that_does_not_arrive_as_it_was_signed_is_refused_wherever_it_is_named() {
    let bucket = bucket();
    for name in CHANGED {
        let code = Some("unsignable-header");
        for spelling in [name, &name.to_ascii_lowercase(), &name.to_ascii_uppercase()] {
            let request = Request::get(URL).unwrap().header(spelling, "v");
            assert_eq!(presign(&request).err().map(|error| error.code()), code);
            let canonical = CanonicalRequest::new(&request, &Rules::STANDARD);
            assert_eq!(canonical.err().map(|error| error.code()), code);
            let error = presign(bucket.get_object("k").header(spelling, "v").request()).unwrap_err();
            assert_eq!(Some(error.code()), code);
        }
        let sentence = format!(
            "the header {} cannot be signed: clients, proxies or load balancers set or change it in transit",
            name.to_ascii_lowercase()
        );
        refused(presign(&Request::get(URL).unwrap().header(name, "v")), "unsignable-header", &sentence);
    }
}

#[test]
fn every_other_header_that_is_named_is_signed() {
    // Among them the rest of what some SDK leaves out without a word, and names that only begin like one of the above.
    let others =
        ["Cache-Control", "Content-Length", "Content-Type", "Cookie", "Date", "From", "Origin", "Pragma", "Range"];
    let alike =
        ["Referer", "Te-X", "Expected", "Second", "Proxy", "X-Forwarded", "X-Amzn-Trace", "User-Agents", "Viae"];
    for name in CLIENTS.into_iter().chain(others).chain(alike) {
        let request = Request::get(URL).unwrap().header(name, "v");
        let name = name.to_ascii_lowercase();
        assert!(presign(&request).unwrap().headers().eq([(name.as_str(), "v")]), "{name}");
        let canonical = CanonicalRequest::new(&request, &Rules::STANDARD).unwrap().to_string();
        assert!(canonical.contains(&format!("\n{name}:v\n")), "{canonical}");
    }
}

#[test]
fn headers_that_came_along_are_signed_or_reported() {
    for name in CHANGED.into_iter().chain(CLIENTS) {
        let parts = parts(&[("X-A", "1"), (name, "v"), (name, "w"), ("X-B", "2")]);
        let request = Request::from_http_parts(&parts).unwrap();
        assert_eq!(request.left_out_headers(), [name.to_ascii_lowercase()]);
        let presigned = presign(&request).unwrap();
        assert!(presigned.headers().eq([("x-a", "1"), ("x-b", "2")]), "{name}");
        assert!(presigned.as_str().contains("&X-Amz-SignedHeaders=host%3Bx-a%3Bx-b&"));
    }
    let parts = parts(&[("Via", "1.1 a"), ("Content-Type", "text/plain"), ("User-Agent", "u"), ("TE", "trailers")]);
    let request = Request::from_http_parts(&parts).unwrap();
    assert_eq!(request.left_out_headers(), ["via", "user-agent", "te"]);
    assert!(presign(&request).unwrap().headers().eq([("content-type", "text/plain")]));
    assert!(Request::get(URL).unwrap().header("x-a", "1").left_out_headers().is_empty());
}

#[test]
fn white_space_that_signers_fold_in_different_ways_is_refused() {
    let sentence =
        "the value of the header x-a contains white space other than spaces, which signers fold in different ways";
    for value in ["a\tb", "a \t b", "a\u{a0}b", "a\u{2003}b", "\u{3000}a", "a\u{2028}", "a\u{1680} "] {
        let error = presign(&Request::get(URL).unwrap().header("X-A", value)).unwrap_err();
        assert_eq!(error.code(), "header-white-space", "{value:?}");
        assert_eq!(error.to_string(), sentence);
        let request = Request::from_http_parts(&parts(&[("x-a", value)])).unwrap();
        assert_eq!(presign(&request).err(), Some(error));
    }
    // At the ends, HTTP itself drops spaces and tabs. A zero-width space is no white space.
    for (value, canonical) in [("\ta b\t ", "a b"), (" a  b ", "a b"), ("é b", "é b"), ("a\u{200b}b", "a\u{200b}b")] {
        let request = Request::get(URL).unwrap().header("X-A", value);
        let canonical_request = CanonicalRequest::new(&request, &Rules::STANDARD).unwrap();
        assert!(canonical_request.as_str().contains(&format!("\nx-a:{canonical}\n")), "{value:?}");
        assert!(presign(&request).is_ok());
    }
}
