//! What a signature was made for: requests that were signed wrongly in one way each, and in two.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use presign::explain::{self, Attempt, Sent, solve, solve_watched};
use presign::verify::Refusal;
use presign::{Credentials, Request, Scope, Signer, SigningKey, Timestamp};
use sha2::{Digest, Sha256};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const URL: &str = "https://b.s3.eu-west-1.amazonaws.com/a%20b/c.txt?x=1&b=p%2Bq%20r";
const BUDGET: u64 = 400_000;

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRET)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").unwrap();
        out
    })
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(text).finalize().into_bytes().to_vec()
}

/// What is signed: the canonical request, the lines before its hash, and what the key is made of.
struct Signed {
    method: &'static str,
    canonical: String,
    scope: String,
    key_scope: String,
    secret: String,
}

/// A URL for this address and these headers, with a signature that is made of what `wrongly` makes of the right one.
fn presign(url: &str, headers: &[(&str, &str)], wrongly: impl Fn(&mut Signed)) -> String {
    presign_with(credentials(), "s3", url, headers, wrongly)
}

fn presign_with(
    credentials: Credentials,
    service: &str,
    url: &str,
    headers: &[(&str, &str)],
    wrongly: impl Fn(&mut Signed),
) -> String {
    let signer = Signer::new(credentials, "eu-west-1", service).unwrap();
    let request = Request::new("GET", url).unwrap();
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let now = Timestamp::parse("20150830T123600Z").unwrap();
    let explanation = signer.explain(&request, Duration::from_secs(60), now).unwrap();
    let scope = format!("20150830/eu-west-1/{service}/aws4_request");
    let canonical = explanation.canonical_request.as_str().into();
    let mut signed = Signed { method: "GET", canonical, scope: scope.clone(), key_scope: scope, secret: SECRET.into() };
    wrongly(&mut signed);
    if signed.method != "GET" {
        signed.canonical = signed.canonical.replacen("GET", signed.method, 1);
    }
    let key =
        signed.key_scope.split('/').fold(format!("AWS4{}", signed.secret).into_bytes(), |key, part| hmac(&key, part));
    let hash = hex(&Sha256::digest(&signed.canonical));
    let text = format!("AWS4-HMAC-SHA256\n20150830T123600Z\n{}\n{hash}", signed.scope);
    let (url, _) = explanation.url().unwrap().as_str().split_once("&X-Amz-Signature=").unwrap();
    format!("{url}&X-Amz-Signature={}", hex(&hmac(&key, &text)))
}

fn solve_sent(url: &str, headers: &[(&str, &str)], body: Option<&[u8]>, hosts: &[&str]) -> Attempt {
    let sent = Sent::new("GET", url).headers(headers).other_hosts(hosts);
    let sent = body.map_or(sent, |body| sent.body(body));
    explain::solve(&sent, &credentials(), BUDGET).unwrap()
}

/// What was found, without the reasons after it.
#[track_caller]
fn solution(attempt: &Attempt) -> String {
    let changes: Vec<_> = attempt.solution.as_ref().expect("a solution").iter().map(ToString::to_string).collect();
    let sentence = format!("the signature is right for a request {}", changes.join(" and "));
    assert!(attempt.to_string().starts_with(&sentence), "{attempt}");
    sentence
}

/// The end of the sentence for the URL of these tests.
#[track_caller]
fn check(wrongly: impl Fn(&mut Signed), sentence: &str) {
    let headers = [("content-type", "text/plain"), ("x-amz-acl", "private")];
    let attempt =
        solve_sent(&presign(URL, &headers, wrongly), &headers, None, &["proxy.example:9000", "in.example/v1"]);
    assert_eq!(solution(&attempt), format!("the signature is right for a request {sentence}"));
    assert!(!format!("{attempt:?}").contains("wJalr"));
}

/// Replaces in the canonical request, where it must be.
fn replace(from: &str, to: &str) -> impl Fn(&mut Signed) {
    let (from, to) = (from.to_string(), to.to_string());
    move |signed| {
        assert!(signed.canonical.contains(&from), "{from} in {}", signed.canonical);
        signed.canonical = signed.canonical.replacen(&from, &to, 1);
    }
}

#[test]
fn what_is_right_is_said_to_be_right() {
    let attempt = solve_sent(&presign(URL, &[], |_| {}), &[], None, &[]);
    assert_eq!((attempt.to_string().as_str(), attempt.tried), ("the signature is right for what was sent", 1));
}

#[test]
fn methods() {
    check(|signed| signed.method = "PUT", "with the method PUT instead of GET");
    check(|signed| signed.method = "get", "with the method get instead of GET");
}

#[test]
fn headers() {
    check(
        replace("content-type:text/plain", "content-type:image/png"),
        "with the header content-type image/png instead of text/plain",
    );
    check(
        replace("content-type:text/plain", "content-type:text/plain;charset=UTF-8"),
        "with the header content-type text/plain;charset=UTF-8 instead of text/plain",
    );
    check(
        replace("x-amz-acl:private", "x-amz-acl:public-read"),
        "with the header x-amz-acl public-read instead of private",
    );
    check(
        |signed| {
            replace("content-type:text/plain\n", "")(signed);
            replace("\ncontent-type;host", "\nhost")(signed);
        },
        "without the header content-type text/plain",
    );
    check(replace("content-type:text/plain\n", ""), "without the line of the header content-type text/plain");
    check(
        |signed| {
            replace("\nx-amz-acl:private\n", "\nx-amz-acl:private\nx-amz-storage-class:STANDARD\n")(signed);
            replace("host;x-amz-acl", "host;x-amz-acl;x-amz-storage-class")(signed);
        },
        "with the header x-amz-storage-class STANDARD added",
    );
}

#[test]
fn headers_that_were_sent_unsigned_or_with_more_spaces() {
    let url = presign(URL, &[], |signed| {
        replace("\n\nhost\n", "\nx-amz-meta-a:1\n\nhost;x-amz-meta-a\n")(signed);
    });
    let attempt = solve_sent(&url, &[("X-Amz-Meta-A", "1")], None, &[]);
    assert_eq!(attempt.to_string(), "the signature is right for a request with the header x-amz-meta-a 1 added");
    assert_eq!(attempt.solution.unwrap()[0].kind(), "unsigned-header");

    let headers = [("x-a", "1  2")];
    let url = presign(URL, &headers, replace("x-a:1 2", "x-a:1  2"));
    let attempt = solve_sent(&url, &headers, None, &[]);
    assert_eq!(attempt.to_string(), "the signature is right for a request with the header x-a 1  2 instead of 1 2");
}

#[test]
fn hosts() {
    let host = "host:b.s3.eu-west-1.amazonaws.com";
    let cases = [
        ("proxy.example:9000", "with the host proxy.example:9000 instead of b.s3.eu-west-1.amazonaws.com"),
        (
            "b.s3.eu-west-1.amazonaws.com:443",
            "with the host b.s3.eu-west-1.amazonaws.com:443 instead of b.s3.eu-west-1.amazonaws.com",
        ),
        ("b.s3.amazonaws.com", "with the host b.s3.amazonaws.com instead of b.s3.eu-west-1.amazonaws.com"),
    ];
    for (signed, sentence) in cases {
        check(replace(host, &format!("host:{signed}")), sentence);
    }
    check(
        |signed| {
            replace(host, "host:s3.eu-west-1.amazonaws.com")(signed);
            replace("/a%20b", "/b/a%20b")(signed);
        },
        "with the host and path s3.eu-west-1.amazonaws.com/b/a%20b/c.txt instead of \
         b.s3.eu-west-1.amazonaws.com/a%20b/c.txt",
    );
    check(
        |signed| {
            replace(host, "host:in.example")(signed);
            replace("/a%20b", "/v1/a%20b")(signed);
        },
        "with the host and path in.example/v1/a%20b/c.txt instead of b.s3.eu-west-1.amazonaws.com/a%20b/c.txt",
    );
    let url = presign("https://h.example:8443/b/k", &[], |signed| {
        replace("host:h.example:8443", "host:b.h.example:8443")(signed);
        replace("\n/b/k\n", "\n/k\n")(signed);
    });
    assert_eq!(
        solve_sent(&url, &[], None, &[]).to_string(),
        "the signature is right for a request with the host and path b.h.example:8443/k instead of h.example:8443/b/k"
    );
    let url = presign("https://h.example:8443/k", &[], replace("host:h.example:8443", "host:h.example"));
    assert_eq!(
        solution(&solve_sent(&url, &[], None, &[])),
        "the signature is right for a request with the host h.example instead of h.example:8443"
    );
}

#[test]
fn paths() {
    for signed in
        ["/a%2520b/c.txt", "/a b/c.txt", "/a+b/c.txt", "/a%20b/c.txt/", "/c.txt", "/b/a%20b/c.txt", "/a%20b%2Fc.txt"]
    {
        let sentence = format!("with the path {signed} instead of /a%20b/c.txt");
        check(replace("/a%20b/c.txt", signed), &sentence);
    }
    let url = presign("https://h.example/a//b/%C3%A9", &[], replace("/a//b/%C3%A9", "/a/b/%C3%A9"));
    assert_eq!(
        solve_sent(&url, &[], None, &[]).to_string(),
        "the signature is right for a request with the path /a/b/%C3%A9 instead of /a//b/%C3%A9"
    );
    let attempt = solve_sent(&url.replace("%C3%A9", "%c3%a9"), &[], None, &[]);
    assert_eq!(attempt.solution.unwrap()[0].kind(), "path-normalized");
    // A space that arrived as + in a path with %2B, and a plus sign that arrived as a space.
    let url = presign("https://h.example/a%20b%2Bc", &[], |_| {});
    assert_eq!(
        solve_sent(&url.replace("%20", "+"), &[], None, &[]).to_string(),
        "the signature is right for a request with the path /a%20b%2Bc instead of /a%2Bb%2Bc"
    );
    let url = presign("https://h.example/a%2Bb", &[], |_| {});
    assert_eq!(
        solve_sent(&url.replace("%2B", "%20"), &[], None, &[]).to_string(),
        "the signature is right for a request with the path /a%2Bb instead of /a%20b"
    );
    // Encoded once where it must be encoded twice.
    let url = presign_with(credentials(), "execute-api", "https://h.example/a%20b", &[], replace("%2520", "%20"));
    assert_eq!(
        solve_sent(&url, &[], None, &[]).to_string(),
        "the signature is right for a request with the path /a%20b instead of /a%2520b"
    );
}

#[test]
fn queries() {
    check(
        replace("&b=p%2Bq%20r&x=1", "&b=p%2Bq+r&x=1"),
        "with the query with + for a space instead of as it is encoded",
    );
    check(
        replace("&b=p%2Bq%20r&x=1", "&b=p%20q%20r&x=1"),
        "with the query with %20 for a plus sign instead of as it is encoded",
    );
    check(replace("&x=1", ""), "without the parameter x 1");
    check(replace("&x=1", "&x=1&x-id=GetObject"), "with the parameter x-id GetObject added");
    check(replace("X-Amz-Expires=60", "X-Amz-Expires=3600"), "with the parameter X-Amz-Expires 3600 instead of 60");
    check(
        |signed| {
            let mut lines: Vec<_> = signed.canonical.split('\n').collect();
            let sorted = lines[2].replace("&b=p%2Bq%20r&x=1", "");
            let unsorted = format!("x=1&b=p%2Bq%20r&{sorted}");
            lines[2] = &unsorted;
            signed.canonical = lines.join("\n");
        },
        "with the query in the order of the URL instead of sorted",
    );
}

#[test]
fn a_query_that_was_sorted_before_it_was_encoded() {
    let url = presign("https://h.example/?a%21=1&a0=2", &[], replace("a%21=1&a0=2", "a%21=1&a0=2"));
    assert_eq!(solve_sent(&url, &[], None, &[]).tried, 1);
    let url = presign("https://h.example/?%7B=1&a=2", &[], |signed| {
        replace("%7B=1&", "")(signed);
        replace("&a=2", "&a=2&%7B=1")(signed);
        // `%` sorts before `X`, and `{` after `a`.
    });
    let sentence =
        "the signature is right for a request with the query sorted before it was encoded instead of sorted after";
    assert_eq!(solve_sent(&url, &[], None, &[]).to_string(), sentence);
}

#[test]
fn payload_hashes() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let sentence = format!("with the payload hash {empty} (of an empty body) instead of UNSIGNED-PAYLOAD");
    check(replace("UNSIGNED-PAYLOAD", empty), &sentence);
    let body = hex(&Sha256::digest("body"));
    let url = presign(URL, &[], replace("UNSIGNED-PAYLOAD", &body));
    assert_eq!(
        solve_sent(&url, &[], Some(b"body"), &[]).to_string(),
        format!("the signature is right for a request with the payload hash {body} instead of UNSIGNED-PAYLOAD")
    );
}

#[test]
fn scopes() {
    for (signed, part) in
        [("20150830/us-west-2/s3", "region"), ("20150830/eu-west-1/sts", "service"), ("20150831/eu-west-1/s3", "date")]
    {
        let signed = format!("{signed}/aws4_request");
        let right = "20150830/eu-west-1/s3/aws4_request";
        let sentence = format!("with the key of the scope {signed} instead of {right}");
        check(|it| it.key_scope.clone_from(&signed), &sentence);
        let everywhere = |it: &mut Signed| {
            it.key_scope.clone_from(&signed);
            it.scope.clone_from(&signed);
            replace(&right.replace('/', "%2F"), &signed.replace('/', "%2F"))(it);
        };
        check(everywhere, &format!("with the scope {signed} instead of {right}"));
        let attempt = solve_sent(&presign(URL, &[], everywhere), &[], None, &[]);
        assert_eq!(attempt.solution.unwrap()[0].kind(), part);
    }
}

#[test]
fn secrets() {
    let cases = [
        (format!("{SECRET}\n"), "with a line feed after it"),
        (format!("{SECRET}\r\n"), "with a carriage return and a line feed after it"),
        (format!("\"{SECRET}\""), "in double quotes"),
        (SECRET[..SECRET.len() - 1].into(), "without its last character"),
        (SECRET.replace('/', "%2F").replace('+', "%2B"), "percent-encoded"),
        (SECRET.replace('+', " "), "with spaces for its plus signs"),
    ];
    for (secret, words) in cases {
        let sentence = format!("with the secret access key {words} instead of as it is given");
        check(|signed| signed.secret.clone_from(&secret), &sentence);
    }
    // The other way round: the secret that is at hand is the wrong one.
    let url = presign(URL, &[], |_| {});
    for (ours, words) in [
        (format!("'{SECRET}'\n"), "without the quotes and white space around it"),
        (SECRET.replace('/', "%2F").replace('+', "%2B"), "percent-decoded"),
    ] {
        let sent = Sent::new("GET", &url);
        let attempt = explain::solve(&sent, &Credentials::new("AKIDEXAMPLE", ours), BUDGET).unwrap();
        let sentence = format!(
            "the signature is right for a request with the secret access key {words} instead of as it is given"
        );
        assert_eq!(attempt.to_string(), sentence);
    }
}

#[test]
fn session_tokens() {
    let with_token = || credentials().with_session_token("top/secret=");
    let url = presign_with(with_token(), "s3", URL, &[], replace("&X-Amz-Security-Token=top%2Fsecret%3D", ""));
    let attempt = solve_sent(&url, &[], None, &[]);
    assert_eq!(
        attempt.to_string(),
        "the signature is right for a request without the parameter X-Amz-Security-Token …"
    );
    let url = presign_with(with_token(), "s3", URL, &[], |_| {}).replace("X-Amz-Security-Token=top%2Fsecret%3D&", "");
    let sent = Sent::new("GET", &url);
    let attempt = explain::solve(&sent, &with_token(), BUDGET).unwrap();
    assert_eq!(
        attempt.to_string(),
        "the signature is right for a request with the parameter X-Amz-Security-Token … added"
    );
    assert_eq!(attempt.solution.unwrap()[0].kind(), "token");
}

#[test]
fn pairs() {
    check(
        |signed| {
            signed.method = "PUT";
            replace("content-type:text/plain", "content-type:image/png")(signed);
        },
        "with the method PUT instead of GET and with the header content-type image/png instead of text/plain",
    );
    // Two of one part.
    check(
        |signed| {
            replace("content-type:text/plain", "content-type:image/png")(signed);
            replace("x-amz-acl:private", "x-amz-acl:public-read")(signed);
        },
        "with the header content-type image/png instead of text/plain and with the header x-amz-acl public-read \
         instead of private",
    );
    check(
        |signed| {
            signed.secret.push('\n');
            replace("&x=1", "")(signed);
        },
        "without the parameter x 1 and with the secret access key with a line feed after it instead of as it is given",
    );
    // Both change the key.
    check(
        |signed| {
            signed.secret.push('\n');
            signed.key_scope = "20150830/us-west-2/s3/aws4_request".into();
        },
        "with the secret access key with a line feed after it instead of as it is given and with the key of the scope \
         20150830/us-west-2/s3/aws4_request instead of 20150830/eu-west-1/s3/aws4_request",
    );
}

#[test]
fn requests_that_are_signed_in_a_header() {
    let signer = Signer::new(credentials(), "eu-west-1", "execute-api").unwrap();
    let request = Request::post("https://h.example/a").unwrap().header("content-type", "application/json").body(b"{}");
    let signed = request.sign(&signer, Timestamp::parse("20150830T123600Z").unwrap()).unwrap();
    let mut headers: Vec<_> = signed.headers().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")).collect();
    headers.push(("content-type", "application/json; charset=utf-8"));
    let sent = Sent::new("POST", "https://h.example/a").headers(&headers).body(b"{}");
    assert_eq!(
        explain::solve(&sent, &credentials(), BUDGET).unwrap().to_string(),
        "the signature is right for a request with the header content-type application/json instead of \
         application/json; charset=utf-8"
    );
}

#[test]
fn what_is_not_found_stays_unsolved_within_the_budget() {
    let url = presign(URL, &[], |signed| signed.secret = "another".into());
    for budget in [0, 1, 1_000] {
        let sent = Sent::new("GET", &url);
        let attempt = explain::solve(&sent, &credentials(), budget).unwrap();
        assert_eq!((attempt.solution.is_none(), attempt.tried), (true, budget));
        assert_eq!(attempt.to_string(), format!("none of the {budget} requests that were tried has this signature"));
    }
}

#[test]
fn names_in_another_unicode_normalization() {
    for (sent, signed) in [("caf%C3%A9", "cafe%CC%81"), ("cafe%CC%81", "caf%C3%A9")] {
        let url = presign(&format!("https://h.example/{sent}"), &[], replace(sent, signed));
        let expected = format!("the signature is right for a request with the path /{signed} instead of /{sent}");
        assert_eq!(solve_sent(&url, &[], None, &[]).to_string(), expected);
    }
}

#[test]
fn a_signing_key_is_enough() {
    let day = Timestamp::parse("20150830T000000Z").unwrap();
    let key = SigningKey::derive(&credentials(), &Scope::new(day, "eu-west-1", "s3").unwrap());
    let solve = |url: &str| {
        let sent = Sent::new("GET", url);
        explain::solve_with_key(&sent, &key, BUDGET).unwrap().to_string()
    };
    assert_eq!(solve(&presign(URL, &[], |_| {})), "the signature is right for what was sent");
    assert_eq!(
        solve(&presign(URL, &[], |signed| signed.method = "PUT")),
        "the signature is right for a request with the method PUT instead of GET"
    );
    // The right key under a wrong scope, and with one more change.
    let other = |signed: &mut Signed| {
        signed.scope = "20150830/us-east-1/s3/aws4_request".into();
        let credential = "X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F";
        replace(&format!("{credential}eu-west-1"), &format!("{credential}us-east-1"))(signed);
    };
    assert_eq!(
        solve(&presign(URL, &[], other)),
        "the signature is right for a request with the scope 20150830/us-east-1/s3/aws4_request instead of \
         20150830/eu-west-1/s3/aws4_request"
    );
    let url = presign(URL, &[], |signed| signed.secret = "another".into());
    let sent = Sent::new("GET", &url);
    assert_eq!(explain::solve_with_key(&sent, &key, 50_000).unwrap().solution, None);
}

#[test]
fn what_cannot_be_read_is_refused() {
    let error = |url: &str, id: &str| {
        let sent = Sent::new("GET", url);
        explain::solve(&sent, &Credentials::new(id, SECRET), 1).unwrap_err()
    };
    assert_eq!(error("https://h.example/", "AKIDEXAMPLE"), Refusal::NotSigned);
    let url = presign(URL, &[], |_| {});
    assert_eq!(error(&url, "AKIDOTHER"), Refusal::UnknownAccessKeyId);
}

#[test]
fn no_value_draws_on_the_terminal() {
    let url = presign("https://h.example/%1B%5B2J", &[], replace("/%1B%5B2J", "/\u{1b}[2J"));
    let sentence = solve_sent(&url, &[], None, &[]).to_string();
    assert_eq!(sentence, "the signature is right for a request with the path /\\u{1b}[2J instead of /%1B%5B2J");
}

#[test]
fn characters_that_are_signed_without_an_escape() {
    let url = presign("https://h.example/a%21%27b?c=%28%29%2A", &[], |signed| {
        replace("a%21%27b", "a!'b")(signed);
        replace("c=%28%29%2A", "c=()*")(signed);
    });
    assert_eq!(
        solution(&solve_sent(&url, &[], None, &[])),
        "the signature is right for a request with the path /a!'b instead of /a%21%27b and with the query with ! ' ( ) * \
         not encoded instead of as it is encoded"
    );
}

#[test]
fn a_query_that_is_signed_encoded_twice_or_as_it_is_written() {
    check(
        |signed| {
            let query = signed.canonical.split('\n').nth(2).unwrap().to_owned();
            replace(&query, &query.replace('%', "%25"))(signed);
        },
        "with the query encoded twice instead of as it is encoded",
    );
    let url = presign("https://h.example/?b=%2b", &[], replace("&b=%2B", "&b=%2b"));
    assert_eq!(
        solve_sent(&url.replace("b=%2B", "b=%2b"), &[], None, &[]).to_string(),
        "the signature is right for a request with the query as it is written instead of encoded"
    );
}

#[test]
fn a_path_that_is_signed_without_its_dot_segments() {
    let url = presign("https://h.example/a/b/c", &[], |_| {}).replace("/a/b/c", "/a/x/../b/c");
    assert_eq!(
        solve_sent(&url, &[], None, &[]).to_string(),
        "the signature is right for a request with the path /a/b/c instead of /a/x/../b/c"
    );
}

/// The payload hash that is signed is that of the body, whatever the header says.
#[test]
fn a_header_with_another_payload_hash_than_the_bodys() {
    let (wrong, right) = ("0".repeat(64), hex(&Sha256::digest("body")));
    let headers = [("x-amz-content-sha256", wrong.as_str())];
    let url = presign("https://h.example/", &headers, |signed| {
        signed.canonical = signed.canonical.replace(&wrong, &right);
    });
    assert_eq!(
        solve_sent(&url, &headers, Some(b"body"), &[]).to_string(),
        format!("the signature is right for a request with the payload hash {right} instead of {wrong}")
    );
}

#[test]
fn the_kinds_of_headers() {
    let headers = [("content-type", "text/plain"), ("x-amz-acl", "private")];
    let kind = |headers: &[(&str, &str)], url: &str| {
        let changes = solve_sent(url, headers, None, &[]).solution.unwrap();
        assert_eq!(changes.len(), 1);
        changes[0].kind()
    };
    let url = presign(URL, &headers, replace("content-type:text/plain", "content-type:image/png"));
    assert_eq!(kind(&headers, &url), "content-type");
    let url = presign(URL, &headers, replace("x-amz-acl:private", "x-amz-acl:public-read"));
    assert_eq!(kind(&headers, &url), "header");
    // Sent, but not among the signed headers of the URL: only those of AWS must be signed.
    for (name, value, expected) in
        [("x-amz-tagging", "a=b", "unsigned-header"), ("cache-control", "no-store", "header")]
    {
        let url = presign(URL, &[], |signed| {
            let mut names = [name, "host"];
            names.sort_unstable();
            let lines = names.map(|name| {
                format!("{name}:{}\n", if name == "host" { "b.s3.eu-west-1.amazonaws.com" } else { value })
            });
            replace("host:b.s3.eu-west-1.amazonaws.com\n", &lines.concat())(signed);
            replace("\nhost\n", &format!("\n{}\n", names.join(";")))(signed);
        });
        assert_eq!(kind(&[(name, value)], &url), expected, "{name}");
    }
}

#[test]
fn what_was_sent_shows_no_secret() {
    let sent = Sent::new("GET", "https://h.example/?X-Amz-Signature=0");
    assert_eq!(format!("{sent:?}"), "Sent { method: \"GET\", .. }");
}

#[test]
fn escapes_that_are_signed_in_lower_case() {
    let url = presign("https://h.example/caf%C3%A9?a=%C3%A9", &[], |signed| {
        replace("/caf%C3%A9", "/caf%c3%a9")(signed);
        let query = signed.canonical.split('\n').nth(2).unwrap().to_owned();
        replace(&query, &query.replace("%C3%A9", "%c3%a9").replace("%2F", "%2f"))(signed);
    });
    assert_eq!(
        solution(&solve_sent(&url, &[], None, &[])),
        "the signature is right for a request with the path /caf%c3%a9 instead of /caf%C3%A9 and with the query with \
         lower-case escapes instead of as it is encoded"
    );
}

/// What people do not see in two long strings is told in words.
#[test]
fn reasons_are_told_where_the_two_texts_show_them() {
    let rows = [
        ("host:h.example", "host:https://h.example", "as a whole URL, with its scheme"),
        ("host:h.example", "host:h.example/a%20b", "was given the host with a path"),
        ("host:h.example", "host:h.example:443", "leave the default port"),
        ("host:h.example", "host:h.example:9000", "the port is a part of the host"),
        ("/a%20b\n", "/a%20b/\n", "only the slash at its end differs"),
        ("/a%20b\n", "/a+b\n", ""),
        ("/a%20b\n", "/a%2520b\n", ""),
    ];
    for (from, to, reason) in rows {
        let url = presign("https://h.example/a%20b", &[], |signed| replace(from, to)(signed));
        let attempt = solve_sent(&url, &[], None, &["h.example:9000"]);
        let text = attempt.to_string();
        let told = text.strip_prefix(&solution(&attempt)).expect("the solution first");
        assert_eq!(told.is_empty(), reason.is_empty(), "{text}");
        assert!(told.contains(reason), "{reason}: {text}");
    }
}

/// Whoever watches is told counts that only grow, and ends the search by one word.
#[test]
fn a_search_is_watched_and_stopped() {
    let url = presign("https://h.example/a%20b?c=d", &[], |signed| replace("h.example", "elsewhere.example")(signed));
    let sent = Sent::new("GET", &url);
    let mut counts = Vec::new();
    let attempt = solve_watched(&sent, &credentials(), 40_000, |tried| {
        counts.push(tried);
        ControlFlow::Continue(())
    });
    let attempt = attempt.unwrap();
    assert!(attempt.solution.is_none() && !counts.is_empty());
    assert!(counts.windows(2).all(|pair| pair[0] < pair[1]) && counts.iter().all(|tried| *tried <= attempt.tried));
    assert_eq!(attempt, solve(&sent, &credentials(), 40_000).unwrap());
    let stopped = solve_watched(&sent, &credentials(), 40_000, |_| ControlFlow::Break(())).unwrap();
    assert_eq!((stopped.tried, stopped.is_complete), (counts[0], false));
    // A search that was stopped has looked less far, and is right as far as it looked.
    let found = presign("https://h.example/a", &[], |signed| replace("GET\n", "PUT\n")(signed));
    let found = solve_watched(&Sent::new("GET", &found), &credentials(), 40_000, |_| ControlFlow::Break(()));
    assert!(found.unwrap().solution.is_some());
}
