//! What the real key signs, and the real token, stay between the proxy and the upstream.

use crate::client::{code, exchange, presigned, refusal, send, signed};
use crate::recorder::{REAL_KEY, REAL_TOKEN, Recorder};

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The value after this, up to the end of the word.
fn after<'a>(text: &'a str, name: &str) -> &'a str {
    text.split(name).nth(1).unwrap_or_default().split(['\r', '&', ' ', '\n']).next().unwrap_or_default()
}

/// Answers of an upstream that quotes what it was sent, or a part of it, in the ways that servers do.
fn quoting(request: &str, at: usize) -> String {
    let target = request.split(' ').nth(1).unwrap();
    let signature = after(request, "Signature=");
    let all = request.replace('&', "&amp;").replace('<', "&lt;");
    let location = format!("location: https://other.example{target}\r\n");
    let key = format!("<AWSAccessKeyId>{REAL_KEY}</AWSAccessKeyId>");
    let in_xml = REAL_TOKEN.chars().map(|it| format!("&#x{:x};", u32::from(it))).collect::<Vec<_>>().concat();
    let document = |code: &str, message: &str| {
        format!(
            "<Error><Code>{code}</Code><Message>{message}</Message>{key}<CanonicalRequest>{all}</CanonicalRequest></Error>"
        )
    };
    let answers = [
        answer("301 Moved Permanently", &location, &document("PermanentRedirect", "elsewhere")),
        answer("307 Temporary Redirect", &location, &document("TemporaryRedirect", "elsewhere")),
        answer("302 Found", &format!("location: /?{}\r\n", percent(request)), ""),
        answer("200 OK", &location, "done"),
        answer("200 OK", &format!("x-sent: {}\r\nx-key: {REAL_KEY}\r\n", percent(REAL_TOKEN)), "done"),
        answer("200 OK", &format!("x-sent: {REAL_TOKEN}\r\nx-signature: {signature}\r\n"), "done"),
        answer(&format!("200 {REAL_TOKEN}"), "", "done"),
        answer("403 Forbidden", &location, &document("SignatureDoesNotMatch", "no")),
        answer("403 Forbidden", "", &document("InvalidAccessKeyId", "no")),
        answer("403 Forbidden", "", &document("ExpiredToken", "no")),
        answer("400 Bad Request", "", &document("InvalidToken", "no")),
        answer("403 Forbidden", "", &document("AccessDenied", &all)),
        answer("403 Forbidden", "", &document("AccessDenied", &format!("not {REAL_TOKEN}"))),
        answer("403 Forbidden", "", &document("AccessDenied", &percent(REAL_TOKEN))),
        answer("403 Forbidden", "", &document("AccessDenied", &percent(&percent(REAL_TOKEN)))),
        answer("403 Forbidden", "", &document("AccessDenied", &in_xml)),
        answer("403 Forbidden", "", &document("AccessDenied", &format!("key {REAL_KEY}"))),
        answer("403 Forbidden", "", &document("AccessDenied", &format!("signature {signature}"))),
        answer("403 Forbidden", "", &document(REAL_KEY, "no")),
        answer("500 Internal Server Error", "content-type: application/json\r\n", &format!("{{\"sent\": \"{all}\"}}")),
        answer("404 Not Found", "", &all),
        answer("404 Not Found", "", &all.repeat(1000)),
    ];
    answers.into_iter().nth(at).unwrap_or_default()
}

const ANSWERS: usize = 22;

#[test]
fn nothing_of_the_real_signature_is_passed_on() {
    for at in 0..ANSWERS {
        let recorder = Recorder::start(move |request| quoting(request, at));
        let host = recorder.proxy.to_string();
        for method in ["GET", "PUT", "HEAD"] {
            for path in ["/photos/a", "/photos/a?versionId=1"] {
                let is_put = method == "PUT";
                let path = if is_put { "/photos/a" } else { path };
                let url = presigned(recorder.proxy, method, path);
                let target = url.split_once(&host).unwrap().1;
                let request = format!(
                    "{method} {target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                let answer = exchange(recorder.proxy, request.as_bytes());
                let received = recorder.take().pop().unwrap_or_else(|| panic!("{at} {request} {answer}"));
                // It could have got out: it is in what was sent.
                assert!(received.contains(REAL_KEY) && received.contains(REAL_TOKEN));
                assert!(!received.lines().next().unwrap().contains("X-Amz-"), "{received}");
                let signature = after(&received, "Signature=");
                assert_eq!(signature.len(), 64);
                let lower = answer.to_ascii_lowercase();
                for secret in [REAL_KEY, REAL_TOKEN, signature] {
                    for spelled in [secret.to_string(), percent(secret), percent(&percent(secret))] {
                        assert!(!lower.contains(&spelled.to_ascii_lowercase()), "{at} {method}: {answer}");
                    }
                }
                assert!(!answer.contains("&#x") && !lower.contains("\r\nlocation:"), "{at} {method}: {answer}");
                assert!(
                    answer.lines().next().unwrap().splitn(3, ' ').nth(2).is_some_and(|reason| reason.len() > 1),
                    "{answer}"
                );
            }
        }
    }
}

#[test]
fn an_error_keeps_its_code_and_its_message() {
    let document =
        "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code><Message>&lt;no&gt; &amp; no</Message></Error>";
    let recorder = Recorder::start(move |_| answer("404 Not Found", "x-amz-request-id: 1\r\n", document));
    let expected = refusal("NoSuchKey", "&lt;no&gt; &amp; no", "/photos/a");
    assert_eq!(signed(recorder.proxy, "GET", "/photos/a", &[], ""), (404, expected));
    assert_eq!(signed(recorder.proxy, "HEAD", "/photos/a", &[], ""), (404, String::new()));
    let recorder = Recorder::start(|_| answer("409 Conflict", "", ""));
    let (status, text) = signed(recorder.proxy, "GET", "/photos/a", &[], "");
    assert_eq!((status, code(&text)), (409, "Conflict"));
}

/// The client's own signature has been verified.
#[test]
fn a_refusal_of_the_real_signature_is_not_the_clients_fault() {
    for code_of_upstream in ["SignatureDoesNotMatch", "InvalidAccessKeyId", "ExpiredToken", "RequestTimeTooSkewed"] {
        let document = format!("<Error><Code>{code_of_upstream}</Code><Message>no</Message></Error>");
        let recorder = Recorder::start(move |_| answer("403 Forbidden", "", &document));
        let (status, text) = signed(recorder.proxy, "GET", "/photos/a", &[], "");
        assert_eq!((status, code(&text)), (502, "InternalError"));
        assert!(
            text.contains(&format!("the upstream refuses the proxy's own signature: {code_of_upstream}")),
            "{text}"
        );
    }
}

/// Without a phrase, botocore takes the line for none and loses the answer.
#[test]
fn every_status_has_its_reason_phrase() {
    let phrases = [
        (200, "OK"),
        (204, "No Content"),
        (206, "Partial Content"),
        (304, "Not Modified"),
        (400, "Bad Request"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (405, "Method Not Allowed"),
        (409, "Conflict"),
        (412, "Precondition Failed"),
        (416, "Range Not Satisfiable"),
        (500, "Internal Server Error"),
        (501, "Not Implemented"),
        (503, "Service Unavailable"),
    ];
    for (status, phrase) in phrases {
        for written in [format!("{status}"), format!("{status} "), format!("{status} Other words")] {
            let recorder = Recorder::start(move |_| format!("HTTP/1.1 {written}\r\ncontent-length: 0\r\n\r\n"));
            let url = presigned(recorder.proxy, "GET", "/photos/a");
            let (host, target) = (recorder.proxy, url.split_once(&recorder.proxy.to_string()).unwrap().1);
            let request = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
            let answer = exchange(recorder.proxy, request.as_bytes());
            assert_eq!(answer.lines().next().unwrap(), format!("HTTP/1.1 {status} {phrase}"));
        }
    }
    let recorder = Recorder::start(|_| String::new());
    let refusals = [
        ("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_string(), "403 Forbidden"),
        ("no HTTP\r\n\r\n".to_string(), "400 Bad Request"),
    ];
    for (request, status) in refusals {
        let answer = exchange(recorder.proxy, request.as_bytes());
        assert_eq!(answer.lines().next().unwrap(), format!("HTTP/1.1 {status}"));
    }
    // An upstream that ends the connection.
    assert_eq!(send(recorder.proxy, "GET", &presigned(recorder.proxy, "GET", "/photos/a"), &[], "").0, 502);
}
