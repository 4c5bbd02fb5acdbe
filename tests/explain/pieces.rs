//! Answers that show the string to sign of a piece of a body: a chunk, or a message of an event stream.

use presign::explain::read_answer;

use crate::wording::{MISMATCH, document, mismatch};

const SIGNATURE: &str = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A string to sign of this kind, with these lines after the scope.
fn text(kind: &str, service: &str, lines: &[&str]) -> String {
    format!("{kind}\n20130524T000000Z\n20130524/us-east-1/{service}/aws4_request\n{}", lines.join("\n"))
}

#[test]
fn a_string_to_sign_is_named_as_what_it_is() {
    let hash = "bf718b6f653bebc184e1479f1935b8da974d701b893afcf49e701f3e2f9f9c5a";
    let chunk = "the string to sign is that of one chunk of a body (aws-chunked), not of the request: the bytes of the \
                 chunk, or the chunks before it, are not those that were signed";
    let trailer = "the string to sign is that of the headers after the last chunk of a body in chunks (aws-chunked): a \
                   trailing header, or the line break after it, is not the one that was signed";
    let message = "the string to sign is that of one message of an event stream, not of the request: the message, its \
                   header :date as it was sent, or the messages before it, are not those that were signed";
    let rows = [
        (text("AWS4-HMAC-SHA256-PAYLOAD", "s3", &[SIGNATURE, EMPTY, hash]), chunk),
        // The last chunk is empty.
        (text("AWS4-HMAC-SHA256-PAYLOAD", "s3", &[SIGNATURE, EMPTY, EMPTY]), chunk),
        (text("AWS4-ECDSA-P256-SHA256-PAYLOAD", "s3", &["3045", EMPTY, hash]), chunk),
        (text("AWS4-HMAC-SHA256-TRAILER", "s3", &[SIGNATURE, hash]), trailer),
        (text("AWS4-HMAC-SHA256-PAYLOAD", "transcribe", &[SIGNATURE, hash, hash]), message),
        // Nor has its end a payload.
        (text("AWS4-HMAC-SHA256-PAYLOAD", "transcribe", &[SIGNATURE, hash, EMPTY]), message),
    ];
    for (text, sentence) in rows {
        for answer in [
            mismatch("AKIDEXAMPLE", "", &text, SIGNATURE),
            document("SignatureDoesNotMatch", MISMATCH, &format!("<StringToSign>{text}</StringToSign>")),
            // As a browser shows it.
            document(
                "SignatureDoesNotMatch",
                MISMATCH,
                &format!("<StringToSign>{}</StringToSign>", text.replace('\n', " ")),
            ),
        ] {
            let causes = read_answer(&answer).causes;
            let found: Vec<_> = causes.iter().map(|cause| (cause.kind(), cause.sentence.as_str())).collect();
            assert_eq!(found, [("payload", sentence)], "{answer}");
        }
    }
    // That of a request.
    let text = text("AWS4-HMAC-SHA256", "s3", &[hash]);
    let causes = read_answer(&mismatch("AKIDEXAMPLE", "", &text, SIGNATURE)).causes;
    assert!(causes.iter().all(|cause| cause.kind() != "payload"), "{causes:?}");
}
