//! `:authority` among the signed headers, as the SDK for JavaScript signs requests over HTTP/2: for Amazon Transcribe,
//! Amazon Kinesis and others.

use presign::verify::{Policy, Refusal, SignedRequest, Verified};
use sha2::{Digest, Sha256};

use crate::fixtures::{credentials, now};
use crate::hmac_sha256::sign;
use crate::server::{HOST, assert_refused, key, policy};

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Signs these headers by `Authorization`, in this order, and sends them with a host.
fn send(signed: &[(&str, &str)], host: &str, policy: &Policy) -> Result<Verified, Refusal> {
    let lines: Vec<_> = signed.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let lines = lines.concat();
    let names = signed.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let hash = hex::encode(Sha256::digest(format!("GET\n/k\na=1\n{lines}\n{names}\n{EMPTY}")));
    let scope = "20150830/us-east-1/s3/aws4_request";
    let signature = sign(&key(), &format!("AWS4-HMAC-SHA256\n20150830T123600Z\n{scope}\n{hash}"));
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}");
    let sent = signed.iter().copied().filter(|(name, _)| !["host", ":authority"].contains(name));
    let headers = sent.chain([("host", host), ("authorization", &authorization)]);
    let request = SignedRequest::parse("GET", "/k?a=1", headers)?;
    request.verify(&credentials(), now(), policy).map(|(verified, _)| verified)
}

const AMZ: [(&str, &str); 2] = [("x-amz-content-sha256", EMPTY), ("x-amz-date", "20150830T123600Z")];

#[test]
fn it_counts_as_the_host() {
    let rows: [&[(&str, &str)]; 3] = [
        &[(":authority", HOST), AMZ[0], AMZ[1]],
        &[(":authority", HOST), ("content-type", "text/plain"), ("user-agent", "x  y"), AMZ[0], AMZ[1]],
        // A digit sorts before a colon.
        &[("0-own", "1"), (":authority", HOST), ("a", "2"), AMZ[0], AMZ[1]],
    ];
    for signed in rows {
        // Runs of spaces are signed as one.
        let folded: Vec<_> =
            signed.iter().map(|(name, value)| (*name, if *value == "x  y" { "x y" } else { value })).collect();
        let verified = send(&folded, HOST, &policy()).unwrap();
        assert_eq!(verified.signed_header("host").unwrap(), Some(HOST));
    }
}

#[test]
fn a_request_to_another_host_is_refused() {
    let signed = [(":authority", HOST), AMZ[0], AMZ[1]];
    assert_eq!(send(&signed, "other.example", &policy()).err(), Some(Refusal::SignatureMismatch));
    // The same value under the other name is signed in another way.
    let host = [("host", HOST), AMZ[0], AMZ[1]];
    assert!(send(&host, HOST, &policy()).is_ok());
}

#[test]
fn it_is_signed_once_and_has_no_other_pseudo_header_with_it() {
    let sentence = "the signed headers in the header Authorization are not names in lower case and in order, each once, \
                    between semicolons";
    let code = "AuthorizationHeaderMalformed";
    let both = [(":authority", HOST), ("host", HOST), AMZ[0], AMZ[1]];
    assert_refused(send(&both, HOST, &policy()), sentence, code, 400);
    for other in [":path", ":method", ":Authority", "::authority"] {
        // Such a header cannot be sent.
        let error = send(&[(other, "/k"), ("host", HOST), AMZ[0], AMZ[1]], HOST, &policy()).unwrap_err();
        assert_eq!(error.code(), "InvalidRequest", "{other}: {error}");
    }
    let sentence = "the signed headers in the header Authorization do not include host";
    assert_refused(send(&AMZ, HOST, &policy()), sentence, "AccessDenied", 403);
}
