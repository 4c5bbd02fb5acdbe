//! Answers in JSON, and answers as people paste them.

use presign::explain::{compare_url, read_answer};

use super::{HOST, OPEN, causes, mismatch, request, sign, tells};
use crate::wording::{MISMATCH, document};

const JSON_MESSAGE: &str = "The request signature we calculated does not match the signature you provided. Check your \
                            AWS Secret Access Key and signing method. Consult the service documentation for \
                            details.\\n\\nThe Canonical String for this request should have \
                            been\\n'GET\\n/items\\n\\nhost:api.example.com\\nx-amz-date:20150830T123600Z\\n\\nhost;x-amz-date\\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'\\n\\nThe \
                            String-to-Sign should have \
                            been\\n'AWS4-HMAC-SHA256\\n20150830T123600Z\\n20150830/us-east-1/execute-api/aws4_request\\n0'\\n";

#[test]
fn answers_in_json_are_read() {
    let sentence = "the server received GET /items for the host api.example.com, with x-amz-date: 20150830T123600Z: \
                    compare that with what was signed";
    for (answer, code) in [
        (format!("{{\"message\":\"{JSON_MESSAGE}\"}}"), ""),
        (format!("{{\"Message\":\"{JSON_MESSAGE}\"}}"), ""),
        (
            format!(
                "{{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\",\"message\":\"{JSON_MESSAGE}\"}}"
            ),
            "InvalidSignatureException",
        ),
        (
            format!("{{\"errors\":[{{\"errorType\":\"InvalidSignatureException\",\"message\":\"{JSON_MESSAGE}\"}}]}}"),
            "InvalidSignatureException",
        ),
        (
            format!(
                "{{\n  \"errors\": [\n    {{ \"message\": \"{JSON_MESSAGE}\", \"code\": \"InvalidSignature\" }}\n  \
                 ]\n}}"
            ),
            "InvalidSignature",
        ),
        (
            format!(
                "HTTP/2 403\nx-amzn-errortype: InvalidSignatureException:http://internal.amazon.com/coral/\nnel: \
                 {{\"report_to\":\"cf\"}}\n\n{{\"message\":\"{JSON_MESSAGE}\"}}"
            ),
            "InvalidSignatureException",
        ),
    ] {
        let comparison = read_answer(&answer);
        assert_eq!(comparison.code, code);
        assert!(comparison.message.starts_with("The request signature we calculated"), "{}", comparison.message);
        assert!(comparison.message.ends_with("for details."), "{}", comparison.message);
        assert_eq!(causes(&comparison), [("unknown", sentence)], "{answer}");
    }
    for (answer, kind) in [
        ("{\"message\":\"Missing Authentication Token\"}", "not-signed"),
        ("{\"message\":\"Forbidden\"}", "permission"),
        ("{\"Message\":\"User: anonymous is not authorized to perform: es:ESHttpGet\"}", "not-signed"),
        ("{\"Message\":\"User: arn:aws:iam::1:user/a is not authorized to perform: es:ESHttpGet\"}", "permission"),
        ("{\"message\":\"The security token included in the request is invalid.\"}", "access-key"),
        ("{\"message\":\"The security token included in the request is expired\"}", "token"),
        ("{\"message\":\"Credential should be scoped to a valid region, not 'us-east-1'. \"}", "region"),
        ("{\"message\":\"Credential should be scoped to correct service: 'execute-api'. \"}", "service"),
        ("{\"statusCode\":\"403\",\"error\":\"SignatureDoesNotMatch\",\"message\":\"x\"}", "unknown"),
        ("{\"Error\":{\"Code\":\"NoSuchKey\",\"Message\":\"x\",\"Type\":\"Sender\"}}", "not-the-signature"),
        ("{\"hello\":\"world\"}", "no-answer"),
        ("{\"message\":", "no-answer"),
    ] {
        assert_eq!(read_answer(answer).causes[0].kind(), kind, "{answer}");
    }
    let deep = format!("{{\"a\":{}\"x\"{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read_answer(&deep).causes[0].kind(), "no-answer");
}

/// Out of a browser, line breaks come as spaces, or as nothing where there were two.
#[test]
fn lost_line_breaks_are_found_again() {
    let typed = sign(&request("PUT").header("content-type", "text/plain; charset=utf-8"), "AKIDEXAMPLE");
    let answer = mismatch(&typed, &format!("content-type:text/plain; charset=utf-8\n{HOST}"));
    let string = "<StringToSign>AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n0</StringToSign></Error>";
    let whole = answer.replace("</Error>", string);
    for folded in [whole.replace('\n', " "), whole.replace("\n\n", "\n").replace('\n', " ")] {
        assert_eq!(compare_url(&typed, &folded), compare_url(&typed, &whole), "{folded}");
        let moved = folded.replace("PUT /k ", "PUT /other/k ");
        assert_eq!(compare_url(&typed, &moved).causes[0].kind(), "path");
    }
    let lost = document("SignatureDoesNotMatch", MISMATCH, "<CanonicalRequest>PUT / host</CanonicalRequest>");
    tells(Some(&typed), &lost, "unknown", OPEN);
}

/// What people paste is an answer with something around it, or a line of a log.
#[test]
fn answers_are_found_in_what_is_pasted() {
    let answer = document("NoSuchKey", "The specified key does not exist.", "");
    let body = answer.split_once('\n').unwrap().1;
    let browser = "This XML file does not appear to have any style information associated with it. The document tree \
                   is shown below.";
    let verbose = "* Connected to examplebucket\n> GET /k HTTP/1.1\n> Authorization: TOKEN\n>\n< HTTP/1.1 404 Not \
                   Found\n< x-amz-request-id: 1\n<\n{ [10 bytes data]\n";
    for pasted in [
        format!("HTTP/1.1 404 Not Found\r\nx-amz-request-id: 1\r\nContent-Type: application/xml\r\n\r\n{answer}"),
        format!("HTTP/1.1 100 Continue\n\nHTTP/2 404\nserver: AmazonS3\n\n{answer}\n"),
        format!("{verbose}{answer}"),
        format!("{browser}\n\n{body}"),
        format!("{browser}\n-{body}"),
        format!("upload failed: 404 {answer} (see above)"),
        format!("\u{feff}\n{answer}"),
        answer.replace("</Error>", ""),
    ] {
        let comparison = read_answer(&pasted);
        assert_eq!(
            (comparison.code.as_str(), comparison.message.as_str()),
            ("NoSuchKey", "The specified key does not exist.")
        );
        assert_eq!(comparison.causes[0].kind(), "not-the-signature");
    }
    for (line, code, kind) in [
        (
            "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
            "AccessDenied",
            "permission",
        ),
        (
            "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
            "ExpiredToken",
            "token",
        ),
        (
            "com.amazonaws.services.s3.model.AmazonS3Exception: The request signature we calculated does not match the \
             signature you provided. Check your key and signing method. (Service: Amazon S3; Status Code: 403; Error \
             Code: SignatureDoesNotMatch; Request ID: 1)",
            "SignatureDoesNotMatch",
            "unknown",
        ),
        ("api error RequestTimeTooSkewed: The difference is too large.", "RequestTimeTooSkewed", "clock"),
        ("service error: unhandled error\ncode: \"NoSuchKey\"", "NoSuchKey", "not-the-signature"),
        ("{'Error': {'Code': 'InvalidAccessKeyId', 'Message': 'x'}}", "InvalidAccessKeyId", "access-key"),
        (MISMATCH, "", "unknown"),
        (
            "<InvalidSignatureException>\n  <Message>x</Message>\n</InvalidSignatureException>",
            "InvalidSignatureException",
            "unknown",
        ),
        ("SignatureDoesNotMatch", "SignatureDoesNotMatch", "unknown"),
    ] {
        let comparison = read_answer(line);
        assert_eq!((comparison.code.as_str(), comparison.causes[0].kind()), (code, kind), "{line}");
    }
    for nothing in ["HTTP/1.1 403 Forbidden\r\nServer: AmazonS3\r\n\r\n", "HTTP/1.1 403 Forbidden\nServer: x", "\n"] {
        let sentence = "the answer is empty, as every answer to a HEAD request is: send a request with another method, \
                        signed for that method";
        tells(None, nothing, "no-answer", sentence);
    }
    let sentence = "the answer is not an error document in XML or JSON: it may come from a proxy \
                    instead of the service";
    tells(None, "<html><body><h1>403 Forbidden</h1></body></html>", "no-answer", sentence);
    for page in ["HTTP/1.1 502 Bad\n\n<html></html>", "502 Bad Gateway"] {
        let sentence = "a proxy got no answer from the server behind it (502, 504), and no server has looked at a \
                        signature; it is down, slow, or speaks https where the proxy speaks http";
        tells(None, page, "no-answer", sentence);
    }
}
