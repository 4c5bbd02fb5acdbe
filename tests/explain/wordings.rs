//! Answers that nobody here has seen, made by machine: codes with words of other answers, words moved, quoted and escaped.

use presign::explain::{Certainty, Comparison, read_answer};

use crate::wording::escape;

/// Codes of many servers, known here or not.
pub(crate) const CODES: [&str; 22] = [
    "AccessDenied",
    "AuthFailed",
    "AuthenticationFailed",
    "AuthorizationFailure",
    "BadRequest",
    "Forbidden",
    "IncompleteSignature",
    "InvalidArgument",
    "InvalidAuthentication",
    "InvalidCredentials",
    "InvalidParameterValue",
    "InvalidRequest",
    "InvalidSignature",
    "InvalidSignatureException",
    "MalformedHeader",
    "NotAuthorized",
    "RequestError",
    "SignatureDoesNotMatch",
    "SignatureError",
    "Unauthorized",
    "UnknownError",
    "ValidationException",
];

/// Words about signatures, in ways that no table has, and some that have.
pub(crate) const WORDINGS: [&str; 16] = [
    "Signature verification failed",
    "Invalid signature",
    "The signature is not valid for this request.",
    "Forbidden: Invalid signature",
    "signature check failed: digest differs",
    "Request signing error",
    "could not verify the signature of the request",
    "The credential scope of the request was not accepted",
    "Auth token could not be verified",
    "wrong signing key",
    "x-amz-content-sha256 header must be signed in SigV4",
    "signed header `x-amz-date` is not present",
    "The request signature we calculated does not match the signature you provided. Check your key.",
    "Credential should be scoped to a valid Region, not us-west-2",
    "bad Authorization",
    "Signature expired or not yet usable",
];

type Form = fn(&str, &str) -> String;

const FORMS: [(&str, Form); 9] = [
    ("XML", |code, message| format!("<Error><Code>{code}</Code><Message>{}</Message></Error>", escape(message))),
    ("XML with a declaration and a namespace", |code, message| {
        format!(
            "<?xml version='1.0'?>\n<ErrorResponse xmlns=\"https://example.com/doc/\">\n<Error><Type>Sender</Type>\n<Code>{code}</Code>\
             \n<Message>{}</Message></Error></ErrorResponse>",
            escape(message)
        )
    }),
    ("JSON", |code, message| serde_json::json!({ "__type": code, "message": message }).to_string()),
    ("JSON, nested", |code, message| {
        serde_json::json!({ "error": { "code": code, "message": message }, "status": 403 }).to_string()
    }),
    ("XML in JSON", |code, message| {
        let xml = format!("<Error>\n<Code>{code}</Code><Message>{}</Message></Error>", escape(message));
        serde_json::json!({ "level": "error", "body": xml }).to_string()
    }),
    ("Go's escapes", |code, message| {
        format!(
            "\"\\u003cError\\u003e\\u003cCode\\u003e{code}\\u003c/Code\\u003e\\u003cMessage\\u003e{message}\\u003c/Message\\u003e\""
        )
    }),
    ("JavaScript's object", |code, message| {
        format!(
            "Error: {message}\n    at x (file.js:1:2) {{\n  '$fault': 'client',\n  Code: '{code}',\n  message: \"{message}\"\n}}"
        )
    }),
    ("Python's object", |code, message| format!("{{'Error': {{'Code': '{code}', 'Message': \"{message}\"}}}}")),
    ("Ruby's object", |code, message| format!("{{\"Code\"=>\"{code}\", \"Message\"=>\"{message}\"}}")),
];

fn kinds(comparison: &Comparison) -> Vec<&'static str> {
    comparison.causes.iter().map(presign::explain::Finding::kind).collect()
}

/// A negative claim needs evidence.
#[test]
fn what_no_row_knows_is_not_denied() {
    for code in CODES {
        for message in WORDINGS {
            for (form, document) in FORMS {
                let answer = document(code, message);
                let comparison = read_answer(&answer);
                let kinds = kinds(&comparison);
                assert!(!kinds.is_empty(), "{form}: {answer}");
                assert!(!kinds.contains(&"not-the-signature"), "{form}: {answer}\n{comparison}");
                assert!(!kinds.contains(&"not-a-url") && !kinds.contains(&"two-signatures"), "{answer}\n{comparison}");
                let is_mismatch = message.to_lowercase().contains("invalid signature") && code == "AccessDenied";
                assert!(!(is_mismatch && kinds.contains(&"permission")), "{form}: {answer}\n{comparison}");
            }
        }
    }
}

/// What servers answer, with the kind that their words tell.
pub(crate) const KNOWN: [(&str, &str, &str); 16] = [
    ("AccessDenied", "Request has expired", "expired"),
    ("AccessDenied", "There were headers present in the request which were not signed", "unsigned-header"),
    ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "clock"),
    ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", "access-key"),
    ("ExpiredToken", "The provided token has expired.", "token"),
    ("InvalidToken", "The provided token is malformed or otherwise invalid.", "token"),
    ("AuthorizationHeaderMalformed", "the region 'us-east-1' is wrong; expecting 'eu-west-1'", "region"),
    ("InvalidSignatureException", "Credential should be scoped to correct service: 'execute-api'. ", "service"),
    ("SignatureDoesNotMatch", "Credential should be scoped to a valid region. ", "region"),
    ("NotImplemented", "Header 'x-amz-checksum-crc32' with value 'AAAAAA==' not implemented", "sdk-checksum"),
    ("InvalidArgument", "Unsupported header 'x-amz-checksum-sha256' received for this API call.", "sdk-checksum"),
    ("InvalidRequest", "Please use AWS4-HMAC-SHA256.", "signature-version-2"),
    ("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "payload"),
    ("InvalidDigest", "The Content-MD5 you specified was invalid.", "header"),
    ("AccessDenied", "User: arn:aws:iam::1:user/a is not authorized to perform: s3:GetObject", "permission"),
    ("MissingAuthenticationToken", "Missing Authentication Token", "not-signed"),
];

#[test]
fn known_answers_are_told_in_every_form() {
    for (code, message, kind) in KNOWN {
        for (form, document) in FORMS {
            // These forms have quotation marks of their own.
            let message = if form.contains("object") || form.contains("Go") {
                message.replace('\'', "`")
            } else {
                message.into()
            };
            if message.contains('`') {
                continue;
            }
            let answer = document(code, &message);
            let comparison = read_answer(&answer);
            assert_eq!(kinds(&comparison).first(), Some(&kind), "{form}: {answer}\n{comparison}");
            assert_eq!(comparison.code, code, "{form}: {answer}");
        }
    }
}

/// The same words in another order, or somewhere else in the document, are not the server's words.
#[test]
fn moved_words_tell_nothing_else() {
    for (code, message, kind) in KNOWN {
        let words: Vec<_> = message.split(' ').collect();
        for at in 1..words.len() {
            let moved = [&words[at..], &words[..at]].concat().join(" ");
            // With a code that tells nothing, so that only the words can.
            let comparison = read_answer(&FORMS[0].1("SomeOtherError", &moved));
            let told = comparison.causes.iter().filter(|cause| cause.certainty == Certainty::Told);
            for cause in told {
                assert_eq!(cause.kind(), kind, "{code}: {moved}\n{comparison}");
            }
        }
        // The words as a part of what the client sent.
        let answer = format!(
            "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>{}</Key></Error>",
            escape(message)
        );
        let comparison = read_answer(&answer);
        assert_eq!(kinds(&comparison), ["not-the-signature"], "{answer}\n{comparison}");
    }
}
