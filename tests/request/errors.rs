//! Every request that is refused, and the sentence it gets.

use presign::{CanonicalRequest, Error, Request, Rules};

use crate::fixtures::{HOUR, now, signer};
use crate::refused::refused;

const URL: &str = "https://example.amazonaws.com/";

fn sign(request: &Request<'_>) -> Result<String, Error> {
    request.presign(&signer("service"), HOUR, now()).map(String::from)
}

fn header(name: &str, value: &str) -> Result<String, Error> {
    sign(&Request::get(URL).unwrap().header(name, value))
}

#[test]
fn methods_that_are_none() {
    for method in ["", "get", "Get", "GET ", "GE\nT", "GÉT", "GET/"] {
        refused(
            Request::new(method, URL),
            "invalid-method",
            "the method is not an upper-case HTTP token such as GET or PUT",
        );
    }
    assert!(Request::new("M-SEARCH", URL).is_ok());
}

#[test]
fn urls_of_another_kind() {
    for url in ["", "example.com", "//example.com/", "ftp://example.com/", "https:/example.com", "https//example.com"] {
        let sentence = "the URL does not begin with https://, http://, wss:// or ws://";
        refused(Request::get(url), "invalid-url", sentence);
    }
    let sentence = "the URL has user information before its host";
    refused(Request::get("https://user:password@example.com/"), "invalid-url", sentence);
    refused(Request::get("https://@example.com/"), "invalid-url", sentence);
    let sentence = "the URL has a fragment: a # that belongs to the path or the query is written %23";
    for url in ["https://example.com/a#b", "https://example.com/?a=b#", "https://example.com#"] {
        refused(Request::get(url), "invalid-url", sentence);
    }
}

#[test]
fn hosts_that_clients_refuse_or_respell() {
    for url in ["https:///path", "https://", "https://:443/"] {
        refused(Request::get(url), "empty-name", "the host is empty");
    }
    let sentence = "the host is not a DNS name in ASCII, an IPv4 address or an IPv6 address in brackets";
    for host in [
        "exämple.com",
        "a b",
        "a\tb",
        "a%20b",
        "1.2",
        "0x7f.1",
        "a.0x1f",
        "a.0X1F",
        "1.2.3.4.5",
        "256.1.1.1",
        "a.1",
        "[::1",
        "[1]",
    ] {
        let url = format!("https://{host}/");
        refused(Request::get(&url), "invalid-url", sentence);
    }
    // A name in DNS has 253 characters at most.
    let name = "a.".repeat(126);
    assert!(Request::get(&format!("https://{name}a/")).is_ok());
    for longer in [format!("https://{name}aa/"), format!("https://{name}aaa/")] {
        refused(Request::get(&longer), "invalid-url", sentence);
    }
    refused(Request::get("https://[::ffff:1.2.3.4]/"), "invalid-url", sentence);
    refused(Request::get("https://[fe80::1%25eth0]/"), "invalid-url", sentence);
    for port in ["", "0", "+1", "65536", "0443", "80a", "-1"] {
        let url = format!("https://example.com:{port}/");
        refused(Request::get(&url), "invalid-url", "the port is not a number from 1 to 65535");
    }
}

#[test]
fn paths_and_queries_that_are_not_encoded() {
    for (character, sentence) in [
        (' ', "the path of the URL contains ' ', which must be percent-encoded"),
        ('"', "the path of the URL contains '\"', which must be percent-encoded"),
        ('\\', "the path of the URL contains '\\\\', which must be percent-encoded"),
        ('\n', "the path of the URL contains '\\n', which must be percent-encoded"),
        ('\0', "the path of the URL contains '\\0', which must be percent-encoded"),
        ('|', "the path of the URL contains '|', which must be percent-encoded"),
    ] {
        let url = format!("https://example.com/a{character}b");
        refused(Request::get(&url), "not-encoded", sentence);
    }
    refused(
        Request::get("https://example.com/?a=b c"),
        "not-encoded",
        "the query of the URL contains ' ', which must be percent-encoded",
    );
    let sentence = "the query of the URL contains a % that two hexadecimal digits do not follow";
    for broken in ["%", "%2", "%zz", "%2z", "%%20", "%+1"] {
        let url = format!("https://example.com/?a={broken}");
        refused(Request::get(&url), "malformed-percent", sentence);
    }
    let sentence = "the path of the URL contains a % that two hexadecimal digits do not follow";
    refused(Request::get("https://example.com/100%"), "malformed-percent", sentence);
    let sentence = "the query contains a bare +: write %20 for a space or %2B for a plus sign";
    refused(Request::get("https://example.com/?a=b+c"), "bare-plus", sentence);
}

#[test]
fn parameters_without_a_name() {
    let sentence = "a query parameter has an empty name";
    for url in ["https://example.com/?=v", "https://example.com/?a=1&=2", "https://example.com/?="] {
        refused(Request::get(url), "empty-query-name", sentence);
    }
    refused(sign(&Request::get(URL).unwrap().query("", "v")), "empty-query-name", sentence);
}

#[test]
fn signing_parameters_of_another_signing() {
    for name in [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Region-Set",
        "X-Amz-S3session-Token",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "x-amz-signature",
    ] {
        let sentence = format!("the query already has the parameter {name}, which signing adds");
        refused(sign(&Request::get(URL).unwrap().query(name, "1")), "reserved-parameter", &sentence);
        let url = format!("{URL}?{name}=1");
        refused(sign(&Request::get(&url).unwrap()), "reserved-parameter", &sentence);
    }
    assert!(sign(&Request::get(URL).unwrap().query("X-Amz-Foo", "1")).is_ok());
}

#[test]
fn headers_that_cannot_be_signed() {
    for name in ["", "a b", "a:b", "a\r\nb", "é"] {
        let sentence = format!("the header name {name:?} is not an HTTP token");
        refused(header(name, "v"), "invalid-header-name", &sentence);
    }
    for value in ["a\r\nx-injected: 1", "a\nb", "a\0", "a\u{7f}", "\u{85}"] {
        refused(
            header("My-Header", value),
            "invalid-header-value",
            "the value of the header my-header contains a control character",
        );
    }
    assert_eq!(header("User-Agent", "a\nb").map_err(|error| error.code()), Err("invalid-header-value"));
    for name in ["authorization", "x-amz-date", "x-amz-region-set", "x-amz-s3session-token", "x-amz-security-token"] {
        let sentence = format!("the header {name} cannot be given: signing adds what it says");
        refused(header(&name.to_uppercase(), "v"), "reserved-header", &sentence);
    }
    refused(header("Host", "other.example.com"), "host-header-mismatch", "the header host is not the host of the URL");
    assert!(header("Host", "Example.AmazonAWS.com").is_ok());
}

#[test]
fn payload_hashes_that_are_none() {
    let sentence = "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…";
    let upper = "A".repeat(64);
    let short = "a".repeat(63);
    for hash in ["", "unsigned-payload", &upper, &short, "STREAMING-\n", "UNSIGNED-PAYLOAD x"] {
        refused(sign(&Request::get(URL).unwrap().payload_hash(hash)), "invalid-payload-hash", sentence);
    }
    refused(header("x-amz-content-sha256", "no hash"), "invalid-payload-hash", sentence);
}

#[test]
fn the_first_error_of_a_chain_is_the_one_returned() {
    let request = Request::get(URL).unwrap().query("", "v").header("a b", "v").payload_hash("x");
    assert_eq!(sign(&request).map_err(|error| error.code()), Err("empty-query-name"));
    assert_eq!(
        CanonicalRequest::new(&request, &Rules::STANDARD).map_err(|error| error.code()).err(),
        Some("empty-query-name")
    );
}
