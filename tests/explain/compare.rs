//! What a comparison of a signature, or of a URL alone, with a server's answer lists and prints.

use presign::Request;
use presign::explain::{compare, compare_url, read_answer};

use crate::fixtures::{HOUR, at, signer};
use crate::story::{HOST, Story, request, sign, upload};
use crate::wording::{MISMATCH, document};

#[test]
fn every_line_that_differs_is_listed() {
    let story =
        upload().method("GET").header("host", "proxy.example.com").target("/photos", "/x").target("?", "?flag&");
    let comparison = story.compare();
    assert_eq!(comparison.code, "SignatureDoesNotMatch");
    assert_eq!(comparison.message, MISMATCH);
    let lines: Vec<_> = comparison
        .differences
        .iter()
        .map(|difference| (difference.line.as_str(), difference.signed.as_deref(), difference.received.as_deref()))
        .collect();
    let expected = [
        ("method", Some("PUT"), Some("GET")),
        ("header host", Some(HOST), Some("proxy.example.com")),
        ("path", Some("/photos/2015%20a%2Bb.txt"), Some("/x/2015%20a%2Bb.txt")),
        ("query flag", None, Some("")),
    ];
    assert_eq!(lines, expected);
    let kinds: Vec<_> = comparison.causes.iter().map(presign::explain::Finding::kind).collect();
    assert_eq!(kinds, ["method", "host", "path", "parameter-added"]);
    assert!(comparison.to_string().ends_with("\nquery flag\n  signed         (nothing)\n  received       \n"));
}

#[test]
fn a_comparison_is_printed_line_by_line() {
    let expected = format!(
        "\
answer           SignatureDoesNotMatch: {MISMATCH}
proved           the request was sent with GET, but it was signed for PUT

method
  signed         PUT
  received       GET
"
    );
    assert_eq!(upload().method("GET").compare().to_string(), expected);
}

/// If the answer is about a different URL from the one that was signed, nothing else is worth comparing first.
#[test]
fn two_signings_are_told_apart() {
    let request = request("https://b.example.com/k");
    let later = signer("s3").explain(&request, HOUR, at("20150830T130000Z")).unwrap();
    let answer = sign(&request, "", "s3").method("GET").answer();
    let comparison = compare(&later, &answer);
    assert_eq!(comparison.causes[0].kind(), "date");
    assert_eq!(
        comparison.causes[0].sentence,
        "the time is 20150830T123600Z in the request that arrived and 20150830T130000Z in the one that was explained: \
         they are two different signings"
    );
    assert_eq!(comparison.differences[0].line, "time");
}

#[test]
fn no_secret_is_shown() {
    let request = request("https://b.example.com/k").header("x-amz-server-side-encryption-customer-key", "KEY");
    let story = sign(&request, "TOKEN", "s3")
        .target("Security-Token=TOKEN", "Security-Token=TOKEM")
        .header("x-amz-server-side-encryption-customer-key", "KEI")
        .server(|server| server.credentials = server.credentials.clone().with_session_token("TOKEM"));
    let comparison = story.compare();
    let lines: Vec<_> = comparison.differences.iter().map(|difference| difference.line.as_str()).collect();
    assert_eq!(lines, ["header x-amz-server-side-encryption-customer-key", "query X-Amz-Security-Token"]);
    let kinds: Vec<_> = comparison.causes.iter().map(presign::explain::Finding::kind).collect();
    assert_eq!(kinds, ["header", "parameter"]);
    let shown = format!("{comparison} {comparison:?}");
    for secret in ["KEY", "KEI", "TOKEN", "TOKEM", &story.explanation.signature.to_string()] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    let condition =
        "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$x-amz-security-token\", \"TOKEN\"]";
    for condition in [condition, &condition.replace("x-amz-security-token", "X-Amz-Security-Token")] {
        let shown = read_answer(&document("AccessDenied", condition, "")).to_string().to_lowercase();
        assert!(shown.contains("$x-amz-security-token…") && !shown.contains("\"token"), "{shown}");
    }
}

/// A copy from a terminal loses line ends; the bytes survive.
#[test]
fn the_bytes_count_more_than_the_strings() {
    let story = upload().method("GET");
    let answer = story.answer();
    let (before, rest) = answer.split_once("<CanonicalRequest>").unwrap();
    let (_, after) = rest.split_once("</CanonicalRequest>").unwrap();
    let mangled = format!("{before}<CanonicalRequest>PUT / lost</CanonicalRequest>{after}");
    assert_eq!(compare(&story.explanation, &mangled).causes[0].kind(), "method");
    let (before, _) = answer.split_once("<CanonicalRequestBytes>").unwrap();
    assert_eq!(compare(&story.explanation, &format!("{before}</Error>")).causes[0].kind(), "method");
}

#[test]
fn the_url_alone_tells_all_except_method_and_header_values() {
    let by_url = |story: &Story| {
        let comparison = compare_url(story.explanation.url().unwrap().as_str(), &story.answer());
        comparison.causes.iter().map(presign::explain::Finding::kind).collect::<Vec<_>>()
    };
    assert_eq!(by_url(&upload().header("host", "localhost:9000")), ["host"]);
    assert_eq!(by_url(&upload().target("/photos", "/videos")), ["path"]);
    assert_eq!(by_url(&upload().target("?", "?utm_source=mail&")), ["parameter-added"]);
    assert_eq!(by_url(&upload().server(|server| server.region = "eu-west-1")), ["region"]);
    let body = sign(&Request::post("https://api.example.com/items").unwrap().body("hello"), "", "execute-api");
    assert_eq!(by_url(&body.target("/items", "/item")), ["path"]);
    let method = upload().method("GET");
    assert_eq!(by_url(&method), ["content-type", "unknown"]);
    assert_eq!(
        compare_url(method.explanation.url().unwrap().as_str(), &method.answer()).causes[1].sentence,
        "the URL arrived as it was given, with content-type: text/plain: it was signed for another method, for other \
         values of its headers or with another secret access key, or had been changed before"
    );
    // As copied out of files and terminals.
    let (url, answer) = (upload().explanation.url().unwrap().as_str().to_owned(), upload().method("GET").answer());
    let copied = compare_url(&format!(" {url}\n"), &format!("\u{feff}\n {answer}\n"));
    assert_eq!(copied, compare_url(&url, &answer));
    assert_eq!(copied.code, "SignatureDoesNotMatch");
    // If it is not a URL, only the answer is read.
    let causes = compare_url("no URL", &upload().header("content-type", "").answer()).causes;
    assert_eq!(causes[0].kind(), "content-type");
}
