//! What is read in answers without the strings that the server compared, and in those of services other than S3.

use presign::explain::{compare, read_answer};
use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{CanonicalRequest, Credentials, Request, Rules, Scope, Signer, SigningKey, StringToSign};

use crate::fixtures::{HOUR, SECRET, at, credentials, now};
use crate::story::{request, sign, upload};
use crate::wording::{MISMATCH, document, escape, iso};

/// As MinIO answers: no strings to compare.
#[test]
fn an_answer_without_strings_to_compare_says_so() {
    let story = upload();
    let comparison = compare(&story.explanation, &document("SignatureDoesNotMatch", MISMATCH, ""));
    assert_eq!(comparison.causes.len(), 1);
    assert_eq!(
        comparison.causes[0].sentence,
        "the answer, as far as it was handed in, does not show what the server received, as those of MinIO, Ceph, SeaweedFS and Backblaze B2 do not: look for a proxy that rewrites the host or the path, for a method or header other than the signed one, and for \
         another secret access key or region; verifying the URL with the secret access key tells whether it is signed \
         right"
    );
    let other =
        "<StringToSign>AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n0</StringToSign>";
    let comparison = compare(&story.explanation, &document("SignatureDoesNotMatch", MISMATCH, other));
    assert_eq!(
        comparison.causes[0].sentence,
        "the request that arrived is not the one that was signed, but the answer does not say where they differ: \
         compare method, host, path, query and headers"
    );
}

/// Services with a query protocol put both strings into their message.
#[test]
fn other_services_quote_the_strings_in_their_message() {
    let request = Request::get("https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15").unwrap();
    let story = sign(&request, "", "sts").method("POST");
    let headers = story.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let received = SignedRequest::parse(&story.method, &story.target, headers).unwrap();
    let canonical_request = received.canonical_request(&Rules::STANDARD).unwrap();
    let message = format!(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this \
         request should have been\n'{canonical_request}'\n\nThe String-to-Sign should have been\n'{}'\n",
        received.string_to_sign(&canonical_request)
    );
    let answer = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>SignatureDoesNotMatch</Code>\n    <Message>{}</Message>\n  </Error>\n</ErrorResponse>",
        escape(&message)
    );
    let comparison = compare(&story.explanation, &answer);
    assert_eq!(comparison.causes[0].sentence, "the request was sent with POST, but it was signed for GET");
    assert_eq!(comparison.differences.len(), 1);
    assert!(comparison.message.ends_with("for details."), "{}", comparison.message);
}

#[test]
fn other_services_word_their_refusals_in_their_own_way() {
    let cases = [
        (
            "SignatureDoesNotMatch",
            "Signature expired: 20150830T123600Z is now earlier than 20150830T124500Z (20150830T130000Z - 15 min.)",
            "clock",
            "the request was signed at 20150830T123600Z, 24 minutes before it arrived at 20150830T130000Z: it was kept \
             for too long, or the signer's clock is behind",
        ),
        (
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid region, not 'us-east-1'. ",
            "region",
            "the URL is signed for the region us-east-1, and that is not the server's",
        ),
        (
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'execute-api'. ",
            "service",
            "the URL is signed for the service s3, and the right one is execute-api",
        ),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid",
            "access-key",
            "the server does not know the access key AKIDEXAMPLE: it was deleted, belongs to another provider or \
             partition, or was mistyped",
        ),
    ];
    let explanation = upload().explanation;
    for (code, message, kind, sentence) in cases {
        let cause = &compare(&explanation, &document(code, message, "")).causes[0];
        assert_eq!((cause.kind(), cause.sentence.as_str()), (kind, sentence));
    }
}

#[test]
fn an_unknown_temporary_key_lacks_its_token() {
    let signer = Signer::new(Credentials::new("ASIAEXAMPLE", SECRET), "us-east-1", "s3").unwrap();
    let explanation = signer.explain(&request("https://b.example.com/k"), HOUR, now()).unwrap();
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    let cause = &compare(&explanation, &document("InvalidAccessKeyId", message, "")).causes[0];
    assert_eq!(
        (cause.kind(), cause.sentence.as_str()),
        ("token-missing", "the access key ASIAEXAMPLE is temporary, but its session token is not part of the request")
    );
    // In a header the token is signed, or sent all the same.
    let by_headers = |token: &str, service: &str| {
        let credentials = Credentials::new("ASIAEXAMPLE", SECRET).with_session_token(token);
        let signer = Signer::new(credentials, "us-east-1", service).unwrap();
        let explanation = signer.explain_sign(&request("https://b.example.com/k"), now()).unwrap();
        let answer = document("InvalidAccessKeyId", message, "<AWSAccessKeyId>ASIAEXAMPLE</AWSAccessKeyId>");
        compare(&explanation, &answer).causes[0].sentence.clone()
    };
    for service in ["s3", "s3express"] {
        assert_eq!(
            by_headers("TOKEN", service),
            "the server does not know the access key ASIAEXAMPLE: it was deleted, belongs to another provider or \
             partition, or was mistyped"
        );
    }
    assert_eq!(
        by_headers("", "s3"),
        "the access key ASIAEXAMPLE is temporary, as ASIA says: most often its session token was not part of the request"
    );
    let with_token = sign(&request("https://b.example.com/k"), "TOKEN", "s3").explanation;
    assert_eq!(compare(&with_token, &document("InvalidAccessKeyId", message, "")).causes[0].kind(), "access-key");
}

#[test]
fn a_document_is_found_after_other_signs_of_less() {
    let answer = document("AccessDenied", "Request has expired", "");
    for before in ["status <= 403, ", "< ", "<", "1 <2 "] {
        let comparison = presign::explain::read_answer(&format!("{before}{answer}"));
        assert_eq!(comparison.code, "AccessDenied", "{before}");
    }
}

/// A header-signed request from a machine whose clock is wrong.
#[test]
fn a_clock_that_is_off_by_minutes_is_named() {
    let key = SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-1", "s3").unwrap());
    let request = Request::get("https://b.example.com/k").unwrap();
    let request = request.header("x-amz-content-sha256", "UNSIGNED-PAYLOAD").header("x-amz-date", "20150830T123600Z");
    let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
    let signature = key.sign(&StringToSign::new(now(), key.scope(), &canonical_request));
    let authorization = format!(
        "AWS4-HMAC-SHA256 \
         Credential=AKIDEXAMPLE/{},SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature={signature}",
        key.scope()
    );
    let headers = [
        ("host", "b.example.com"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", "20150830T123600Z"),
        ("authorization", &authorization),
    ];
    let received = SignedRequest::parse("GET", "/k", headers).unwrap();
    for (now, sentence) in [
        (
            "20150830T132300Z",
            "the request was signed at 20150830T123600Z, 47 minutes before the server's time, 20150830T132300Z: the signer's \
             clock is behind, or the request was signed long before it was sent, as where many are signed at once or wait in a \
             queue; sign it anew just before it is sent",
        ),
        (
            "20150830T103600Z",
            "the signer's clock is 2 hours ahead of the server's: it signed at 20150830T123600Z when it was \
             20150830T103600Z, as far apart as time zones are: most often a local time was signed as UTC",
        ),
    ] {
        let error = received.verify(&key, at(now), &Policy::new("us-east-1", "s3")).unwrap_err();
        let Refusal::TimeTooSkewed { date, now } = error else { panic!("{error}") };
        let more = format!(
            "<RequestTime>{date}</RequestTime><ServerTime>{}</ServerTime>\
             <MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>",
            iso(now)
        );
        let message = "The difference between the request time and the current time is too large.";
        let answer = document(error.code(), message, &more);
        let cause = &read_answer(&answer).causes[0];
        assert_eq!((cause.kind(), cause.sentence.as_str()), ("clock", sentence));
    }
}

#[test]
fn another_checksum_than_the_bodys_is_named_as_that() {
    let parameters = [("x-amz-checksum-crc32", "AAAAAQ=="), ("response-content-type", "AAAAAA==")];
    for (name, value) in parameters {
        let story = sign(&request("https://b.example.com/k").query(name, value), "", "s3");
        let answer = document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
        let cause = &compare(&story.explanation, &answer).causes[0];
        assert_eq!(
            (cause.kind(), cause.sentence.as_str()),
            (
                "payload",
                "the body is not the one whose checksum was sent or signed (The CRC32 you specified did not match the \
                 calculated checksum.)"
            )
        );
    }
}

#[test]
fn codes_that_need_no_strings_to_compare() {
    let cases = [
        (
            document("AccessDenied", "Access Denied", ""),
            "permission",
            "access is denied, and the answer does not say why: if the request arrived with its signature, the access \
             key, the bucket or an account's policy does not allow it",
        ),
        (
            document("AccessDenied", "Invalid according to Policy: Extra input fields: acl", ""),
            "post-policy",
            "the form has a field that its policy has no condition for (Invalid according to Policy: Extra input \
             fields: acl)",
        ),
        (
            document("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ""),
            "post-policy",
            "the body has a size that the policy of the form, or the server, does not allow (Your proposed upload \
             exceeds the maximum allowed size)",
        ),
        (
            document(
                "MalformedPOSTRequest",
                "The body of your POST request is not well-formed multipart/form-data.",
                "",
            ),
            "post-form",
            "the form is not multipart/form-data as S3 reads it, with every field before the file and nothing after it \
             (The body of your POST request is not well-formed multipart/form-data.)",
        ),
        (
            document(
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified endpoint. Please send \
                 all future requests to this endpoint.",
                "<Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint><Bucket>b</Bucket>",
            ),
            "region",
            "the bucket is in the region eu-west-1, at b.s3.eu-west-1.amazonaws.com: sign for that region and host",
        ),
        (
            document(
                "InvalidRequest",
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
                "",
            ),
            "signature-version-2",
            "the request is signed with Signature Version 2, which the server does not accept, or is an upload form \
             without the field x-amz-algorithm: it must be signed with Version 4",
        ),
        (
            document("AccessDenied", "Request is not valid yet", ""),
            "clock",
            "the URL is dated ahead of the server's time: the signer's clock is ahead",
        ),
        (document("AccessDenied", "Request has expired", ""), "expired", "the URL expired before it was used"),
        (
            document("RequestTimeTooSkewed", "The difference is too large.", ""),
            "clock",
            "the time that is signed and the server's are more than 15 minutes apart: the clock of one is wrong, or the request \
             was signed that long before it was sent",
        ),
        (
            document(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed",
                "<Region>eu-west-1</Region>",
            ),
            "region",
            "the request is signed for another region, and the right one is eu-west-1",
        ),
        (
            String::new(),
            "no-answer",
            "the answer is empty, as every answer to a HEAD request is: send a request with another method, signed for \
             that method",
        ),
        (
            " \r\n".to_string(),
            "no-answer",
            "the answer is empty, as every answer to a HEAD request is: send a request with another method, signed for \
             that method",
        ),
        (
            "<html><body><h1>502 Bad Gateway</h1></body></html>".to_string(),
            "no-answer",
            "a proxy got no answer from the server behind it (502, 504), and no server has looked at a signature; it is \
             down, slow, or speaks https where the proxy speaks http",
        ),
        (
            "{\"message\":\"Forbidden\"}".to_string(),
            "permission",
            "the request is forbidden, and the answer does not say why: an API key that is missing, a resource policy, \
             a firewall (WAF), or a custom domain without this path",
        ),
    ];
    for (answer, kind, sentence) in cases {
        let comparison = read_answer(&answer);
        let found: Vec<_> = comparison.causes.iter().map(|cause| (cause.kind(), cause.sentence.as_str())).collect();
        assert_eq!(found, [(kind, sentence)], "{answer}");
    }
}

#[test]
fn the_answer_alone_tells_what_it_can() {
    let answer = upload().header("content-type", "").answer();
    let causes = read_answer(&answer).causes;
    let causes: Vec<_> = causes.iter().map(|cause| (cause.kind(), cause.sentence.as_str())).collect();
    let expected = [
        ("content-type", "the header content-type is signed but arrived empty, or was not sent"),
        (
            "unknown",
            "the server received PUT /photos/2015%20a%2Bb.txt for the host examplebucket.s3.us-east-1.amazonaws.com: \
             compare that with what was signed",
        ),
    ];
    assert_eq!(causes, expected);
    let nothing = read_answer(&document("SignatureDoesNotMatch", MISMATCH, "")).causes;
    assert_eq!(
        nothing[0].sentence,
        "the answer, as far as it was handed in, does not show what the server received, as those of MinIO, Ceph, SeaweedFS and Backblaze B2 do not: look for a proxy that rewrites the host or the path, for a method or header other than the signed one, and for \
         another secret access key or region; verifying the URL with the secret access key tells whether it is signed \
         right"
    );
}

/// What is around an answer in a log does not hide it.
#[test]
fn an_answer_is_found_in_what_was_copied_with_it() {
    let xml = "<Error><Code>InvalidAccessKeyId</Code><Message>x</Message><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId></Error>";
    let head = "* Connected to h.example\n> PUT /k HTTP/1.1\n>\n< HTTP/1.1 403 Forbidden\n< Server: MinIO\n<\n";
    for answer in [xml.to_owned(), format!("{head}{xml}"), format!("1 < 2: {xml}"), format!("{{\"a\": \"b\"}}\n{xml}")]
    {
        assert_eq!(read_answer(&answer).causes[0].kind(), "access-key", "{answer}");
    }
    // JSON that says nothing about an error is no answer; the line after it is.
    for before in ["{\"a\": \"b\"}", "é"] {
        let line = format!("{before}\nAn error occurred (InvalidAccessKeyId) when calling the PutObject operation: x");
        assert_eq!(read_answer(&line).causes[0].kind(), "access-key", "{line}");
    }
}

/// The same region on both sides says no more than that it is wrong.
#[test]
fn a_server_that_expects_the_region_that_it_refuses() {
    let message = "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'eu-west-1'";
    let comparison = read_answer(&document("AuthorizationHeaderMalformed", message, ""));
    assert_eq!(
        comparison.causes[0].sentence,
        "the request is signed for another region, and the right one is eu-west-1"
    );
}

#[test]
fn a_signed_checksum_of_an_empty_body_is_found_in_what_the_server_compared() {
    let request = Request::get("https://b.example.com/k").unwrap().header("x-amz-checksum-crc32", "AAAAAA==");
    let story = sign(&request, "", "s3").method("PUT");
    let answer = document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
    let comparison = compare(&story.explanation, &answer);
    let kinds: Vec<_> = comparison.causes.iter().map(presign::explain::Finding::kind).collect();
    assert!(kinds.contains(&"empty-body-checksum"), "{kinds:?}");
    assert!(comparison.causes.iter().any(|cause| cause.sentence.contains("x-amz-checksum-crc32")), "{comparison}");
}

/// What curl prints before an answer is no part of it: here nothing came after it.
#[test]
fn the_head_of_an_answer_is_no_body() {
    let head = "* Connected to h.example\n> HEAD /k HTTP/1.1\n>\n< HTTP/1.1 403 Forbidden\n< Server: MinIO\n< \n";
    let alone = &read_answer("HTTP/1.1 403 Forbidden\nServer: MinIO\n").causes[0];
    for answer in [head.to_owned(), format!("{head}{{ [5 bytes data]\n")] {
        assert_eq!(&read_answer(&answer).causes[0], alone, "{answer}");
    }
}

/// Zones are apart by half an hour at least, and requests take up to a minute.
#[test]
fn a_clock_that_is_off_as_zones_are() {
    let zones = ", as far apart as time zones are: most often a local time was signed as UTC";
    let is_zone = |apart: u64| {
        let (signed, server) = (now(), now().unix_seconds() + apart);
        let server = presign::Timestamp::from_unix_seconds(server).unwrap();
        let times = format!("<RequestTime>{signed}</RequestTime><ServerTime>{}</ServerTime>", iso(server));
        read_answer(&document("RequestTimeTooSkewed", "x", &times)).causes[0].sentence.contains(zones)
    };
    let (hour, half) = (3600, 1800);
    for apart in [hour - 60, hour, hour + 60, 5 * hour + half, 14 * hour + 60] {
        assert!(is_zone(apart), "{apart}");
    }
    for apart in [half, hour - 61, hour + 61, 2 * hour + 900, 14 * hour + 61, 14 * hour + half] {
        assert!(!is_zone(apart), "{apart}");
    }
}

/// As services with a query protocol and those of Smithy do.
#[test]
fn a_document_is_named_after_its_error() {
    let code = |answer: &str| read_answer(answer).code;
    assert_eq!(code("<ThrottlingException><Message>x</Message></ThrottlingException>"), "ThrottlingException");
    assert_eq!(code("<ThrottlingException><Code>Slow</Code><Message>x</Message></ThrottlingException>"), "Slow");
    assert_eq!(code("<AccessDenied><Message>x</Message></AccessDenied>"), "AccessDenied");
    assert_eq!(code("<Note><Message>x</Message></Note>"), "");
}
