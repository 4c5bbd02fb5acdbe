//! Requests that a server refuses: what was done to a good URL, and the cause that is named first.

use presign::{Credentials, Request};

use crate::fixtures::{SECRET, at, now};
use crate::story::{HOST, Story, request, sign, upload};

const PATH: &str = "/photos/2015%20a%2Bb.txt";

/// A request, and the cause that is named.
type Caused = (Story, &'static str, &'static str);

fn stories() -> Vec<Caused> {
    [
        headers_that_changed(),
        paths_that_changed(),
        parameters_that_changed(),
        bodies_that_changed(),
        keys_that_differ(),
        times_and_places_that_differ(),
        requests_that_no_server_accepts(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn the_likely_cause_is_named_first() {
    let stories = stories();
    assert!(stories.len() >= 20, "{}", stories.len());
    for (story, kind, sentence) in stories {
        story.is_caused_by(kind, sentence);
    }
}

/// What the page about `SignatureDoesNotMatch` quotes is what is said.
#[test]
fn the_page_quotes_what_is_said() {
    let page = include_str!("../../docs/signature-does-not-match.md");
    let quotes = page.split("\n\n").filter(|paragraph| paragraph.starts_with("> "));
    let quotes: Vec<_> = quotes.map(|quote| quote.trim_start_matches("> ").trim_end().replace("\n> ", " ")).collect();
    assert_eq!(quotes.len(), 12);
    let stories = stories();
    for quote in quotes {
        assert!(stories.iter().any(|(_, _, sentence)| *sentence == quote), "{quote}");
    }
}

fn headers_that_changed() -> Vec<Caused> {
    vec![
        (
            upload().method("GET").header("content-type", "text/plain"),
            "method",
            "the request was sent with GET, but it was signed for PUT",
        ),
        (
            upload().header("host", "localhost:9000"),
            "host",
            "the host arrived as localhost:9000 but was signed as examplebucket.s3.us-east-1.amazonaws.com: a proxy or \
             a tunnel rewrites it",
        ),
        (
            upload().header("host", &format!("{HOST}:443")),
            "host",
            "the host arrived as examplebucket.s3.us-east-1.amazonaws.com:443 but was signed as \
             examplebucket.s3.us-east-1.amazonaws.com: a proxy or a tunnel rewrites it",
        ),
        (
            upload().header("content-type", ""),
            "content-type",
            "the header content-type was signed as text/plain but was not sent",
        ),
        (
            upload().header("content-type", "text/plain;charset=UTF-8"),
            "content-type",
            "the content type was signed as text/plain but was sent as text/plain;charset=UTF-8: the client adds a \
             parameter",
        ),
        (
            upload().header("content-type", "application/octet-stream"),
            "content-type",
            "the header content-type was signed as text/plain but arrived as application/octet-stream",
        ),
        (
            sign(&request("https://b.example.com/k").header("x-amz-meta-a", "b"), "", "s3").header("x-amz-meta-a", "c"),
            "header",
            "the header x-amz-meta-a was signed as b but arrived as c",
        ),
        (
            sign(&request("https://b.example.com/k").header("content-length", "5"), "", "s3")
                .header("content-length", "6"),
            "header",
            "the header content-length was signed as 5 but arrived as 6",
        ),
        (
            upload().header("accept", "*/*").target("content-type%3Bhost", "accept%3Bcontent-type%3Bhost"),
            "header",
            "the server took the header accept as signed, but it was not signed",
        ),
    ]
}

fn paths_that_changed() -> Vec<Caused> {
    vec![
        (
            upload().target(PATH, "/photos/2015%2520a%252Bb.txt"),
            "encoded-twice",
            "the path was percent-encoded once more in transit: /photos/2015%20a%2Bb.txt was signed, \
             /photos/2015%2520a%252Bb.txt arrived",
        ),
        (
            sign(&request("https://b.example.com/a%252Fb%2520c"), "", "s3").target("/a%252Fb%2520c", "/a%2Fb%20c"),
            "path-decoded",
            "the path was percent-decoded in transit, or was percent-encoded before it was signed: /a%252Fb%2520c was \
             signed, /a/b%20c arrived",
        ),
        (
            upload().target("%2Bb.txt", "%20b.txt"),
            "plus",
            "the path has a space on one side and a plus sign on the other, which is %2B in a URL: \
             /photos/2015%20a%2Bb.txt was signed, /photos/2015%20a%20b.txt arrived",
        ),
        (
            sign(&request("https://b.example.com/a//b/"), "", "s3").target("/a//b/", "/a/b"),
            "path-normalized",
            "the path lost slashes or dot segments in transit: a client or a proxy normalizes it: /a//b/ was signed, \
             /a/b arrived",
        ),
        (
            sign(&request("https://b.example.com/a//b/"), "", "s3").target("/a//b/", "/a/c/../b"),
            "path-normalized",
            "the path lost slashes or dot segments in transit: a client or a proxy normalizes it: /a//b/ was signed, \
             /a/c/../b arrived",
        ),
        (
            upload().target(PATH, "/s3/photos/2015%20a%2Bb.txt"),
            "path",
            "the path gained a prefix in transit, from a proxy or from another addressing style: \
             /photos/2015%20a%2Bb.txt was signed, /s3/photos/2015%20a%2Bb.txt arrived",
        ),
        (
            upload().target("/photos", ""),
            "path",
            "the path lost its beginning in transit, to a proxy or to another addressing style: \
             /photos/2015%20a%2Bb.txt was signed, /2015%20a%2Bb.txt arrived",
        ),
        (
            upload().target("/photos", "/videos"),
            "path",
            "the path differs: /photos/2015%20a%2Bb.txt was signed, /videos/2015%20a%2Bb.txt arrived",
        ),
    ]
}

fn parameters_that_changed() -> Vec<Caused> {
    vec![
        (
            upload().target("a%20b%2Bc", "a%2Bb%2Bc"),
            "plus",
            "the query parameter versionId has a space on one side and a plus sign on the other, which are %20 and %2B \
             in a URL: a%20b%2Bc was signed, a%2Bb%2Bc arrived",
        ),
        (
            // The token is not shown, but what became of it is.
            sign(&request("https://b.example.com/k"), "a+b", "s3")
                .target("a%2Bb", "a%20b")
                .server(|server| server.credentials = server.credentials.clone().with_session_token("a b")),
            "plus",
            "the query parameter X-Amz-Security-Token has a space on one side and a plus sign on the other, which are \
             %20 and %2B in a URL: … was signed, … arrived",
        ),
        (
            upload().target("a%20b%2Bc", "a%2520b%252Bc"),
            "encoded-twice",
            "the query parameter versionId was percent-encoded once more in transit: a%20b%2Bc was signed, \
             a%2520b%252Bc arrived",
        ),
        (
            upload().target("?", "?utm_source=mail&"),
            "parameter-added",
            "the query parameter utm_source was added after signing",
        ),
        (
            upload().target("versionId=a%20b%2Bc&", ""),
            "parameter-lost",
            "the query parameter versionId was signed but did not arrive",
        ),
        (
            upload().target("X-Amz-Expires=900", "X-Amz-Expires=3600"),
            "parameter",
            "the query parameter X-Amz-Expires differs: 900 was signed, 3600 arrived",
        ),
    ]
}

fn bodies_that_changed() -> Vec<Caused> {
    vec![
        (
            sign(&Request::post("https://api.example.com/items").unwrap().body("hello"), "", "execute-api")
                .body("hellO"),
            "payload",
            "the payload hash was 04a6f55face2f46be8c23f627d539827615851e10751b63ec59db6d2c706b770 at the server, but \
             2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 was signed: another body was sent, or \
             another x-amz-content-sha256",
        ),
        (
            sign(&request("https://b.example.com/k").body("hello"), "", "s3").body("hellO"),
            "payload",
            "the body is not the one whose checksum was sent or signed (The provided 'x-amz-content-sha256' header \
             does not match what was computed.)",
        ),
        (
            sign(&request("https://b.example.com/k").query("x-amz-checksum-crc32", "AAAAAA=="), "", "s3"),
            "empty-body-checksum",
            "x-amz-checksum-crc32 is AAAAAA==, the checksum of an empty body: every other upload is refused as \
             BadDigest",
        ),
    ]
}

fn keys_that_differ() -> Vec<Caused> {
    vec![
        (
            upload().server(|server| server.credentials = Credentials::new("AKIDEXAMPLE", "another")),
            "secret",
            "the server has the same string to sign, so it has another secret for the access key AKIDEXAMPLE: the \
             secret was mistyped, truncated or replaced",
        ),
        (
            {
                let story = upload();
                let signature = story.explanation.signature.to_string();
                story.target(&signature, &signature.chars().rev().collect::<String>())
            },
            "signature",
            "the signature that arrived is not the one that was made, over the same string to sign: it was truncated or \
             changed in transit, or was made with another secret access key",
        ),
        (
            upload().server(|server| server.credentials = Credentials::new("AKIDOTHER", SECRET)),
            "access-key",
            "the server does not know the access key AKIDEXAMPLE: it was deleted, belongs to another provider or \
             partition, or was mistyped",
        ),
        (
            sign(&request("https://b.example.com/k"), "TOKEN", "s3")
                .server(|server| server.credentials = server.credentials.clone().with_session_token("NEWER")),
            "token",
            "the session token is not valid, or is not that of the access key (The provided token is malformed or \
             otherwise invalid.)",
        ),
        (
            sign(&request("https://b.example.com/k"), "TOKEN", "s3")
                .server(|server| server.credentials = server.credentials.clone().with_expiry(now())),
            "token",
            "the session token has expired, and what was signed with it: a URL expires with the credentials that \
             signed it; renew the credentials themselves, as a new URL that is signed with the same ones expires as well (a \
             client or a cache may keep them)",
        ),
    ]
}

fn times_and_places_that_differ() -> Vec<Caused> {
    vec![
        (
            upload().server(|server| server.now = at("20150830T133600Z")),
            "expired",
            "the URL expired at 20150830T125100Z, 45 minutes before it was used",
        ),
        (
            upload().server(|server| server.now = at("20150830T114900Z")),
            "clock",
            "the signer's clock is 47 minutes ahead of the server's: it signed at 20150830T123600Z when it was \
             20150830T114900Z",
        ),
        (
            upload().server(|server| server.region = "eu-central-1"),
            "region",
            "the URL is signed for the region us-east-1, and the right one is eu-central-1",
        ),
        (
            sign(&request("https://b.example.com/k"), "", "execute-api").server(|server| server.service = "s3"),
            "service",
            "the URL is signed for the service execute-api, and the right one is s3",
        ),
    ]
}

fn requests_that_no_server_accepts() -> Vec<Caused> {
    vec![
        (
            upload().header("x-amz-acl", "public-read"),
            "unsigned-header",
            "the request was sent with headers that are not signed: x-amz-acl; sign them, or do not send them",
        ),
        (
            upload().header("authorization", "Bearer x"),
            "two-signatures",
            "the request has an Authorization header in addition to the signature in its URL: send only one of the two",
        ),
        (
            upload().target("X-Amz-Expires=900", "X-Amz-Expires=864000"),
            "expiry-too-long",
            "the expiry is over 604800 seconds (7 days), the most that AWS accepts",
        ),
        (
            upload().target("X-Amz-Expires=900", "X-Amz-Expires=15m"),
            "malformed",
            "the server refuses a part of the signature (X-Amz-Expires should be a number)",
        ),
        (
            upload(),
            "not-the-signature",
            "the answer is not about the signature (NoSuchBucket: The specified bucket does not exist)",
        ),
    ]
}
