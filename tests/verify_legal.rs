//! Requests of real clients that are out of the ordinary and legal, each next to the attack that it must not allow.

mod support;

use presign::verify::{Error, HeaderSignedRequest, Payload, Policy, PresignedRequest};
use presign::{Credentials, Scope, SigningKey, Timestamp};
use sha2::{Digest, Sha256};
use support::{VectorFile, read, sign};

const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

fn signed_at() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

type Headers<'a> = Vec<(&'a str, &'a str)>;

/// What a client writes down to sign it, line by line, without this crate's help. `headers` are the signed ones but for
/// `host`, sorted, and one without a value was not sent.
struct Client<'a> {
    method: &'a str,
    signed: &'a [(&'a str, &'a str)],
    payload: &'a str,
}

impl Client<'_> {
    fn signed_names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.signed.iter().map(|(name, _)| *name).chain(["host"]).collect();
        names.sort_unstable();
        names
    }

    fn signature(&self, query: &str) -> String {
        let mut lines: Vec<_> = self.signed.iter().copied().chain([("host", HOST)]).collect();
        lines.sort_unstable();
        let lines = lines.iter().map(|(name, value)| format!("{name}:{value}\n")).collect::<Vec<_>>().concat();
        let (method, names, payload) = (self.method, self.signed_names().join(";"), self.payload);
        let canonical_request = format!("{method}\n/k\n{query}\n{lines}\n{names}\n{payload}");
        let scope = Scope::new(signed_at(), "us-east-1", "s3").unwrap();
        let hash = hex::encode(Sha256::digest(canonical_request));
        let string_to_sign = format!("AWS4-HMAC-SHA256\n20150830T123600Z\n{scope}\n{hash}");
        sign(&SigningKey::derive(&credentials(), &scope), &string_to_sign)
    }

    /// The target of a presigned URL.
    fn target(&self) -> String {
        let names = self.signed_names().join("%3B");
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request&\
             X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders={names}"
        );
        format!("/k?{query}&X-Amz-Signature={}", self.signature(&query))
    }

    fn authorization(&self) -> String {
        let (names, signature) = (self.signed_names().join(";"), self.signature(""));
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, SignedHeaders={names}, \
             Signature={signature}"
        )
    }

    /// Verifies the URL, sent with these headers and `host`.
    fn sends_url(&self, headers: &[(&str, &str)]) -> Result<Payload, Error> {
        let headers = headers.iter().copied().chain([("Host", HOST)]);
        let request = PresignedRequest::parse(self.method, &self.target(), headers)?;
        request.verify_with_credentials(&credentials(), signed_at(), &Policy::new("us-east-1", "s3"))
    }

    /// Verifies the request with `Authorization`, sent with these headers and `host`.
    fn sends(&self, headers: &[(&str, &str)]) -> Result<Payload, Error> {
        let authorization = self.authorization();
        let headers = headers.iter().copied().chain([("Host", HOST), ("Authorization", &authorization)]);
        verify(self.method, "/k", headers.collect())
    }
}

fn verify(method: &str, target: &str, headers: Headers<'_>) -> Result<Payload, Error> {
    let request = HeaderSignedRequest::parse(method, target, headers)?;
    request.verify_with_credentials(&credentials(), signed_at(), &Policy::new("us-east-1", "s3"))
}

#[track_caller]
fn is_refused(verified: Result<Payload, Error>, sentence: &str, code: &str, status: u16) {
    let error = verified.expect_err(sentence);
    assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, code, status));
}

/// The parts of the hash, which a body of `hello` has.
fn hello() -> Payload {
    Payload::Sha256(Sha256::digest("hello").into())
}

mod payload_header {
    use super::*;

    const UPLOAD: Client<'_> = Client { method: "PUT", signed: &[], payload: HELLO };

    #[test]
    fn may_be_sent_unsigned_in_a_url() {
        assert_eq!(UPLOAD.sends_url(&[("x-amz-content-sha256", HELLO)]), Ok(hello()));
        let unsigned = Client { payload: "UNSIGNED-PAYLOAD", ..UPLOAD };
        assert_eq!(unsigned.sends_url(&[("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD")]), Ok(Payload::Unsigned));
    }

    #[test]
    fn may_be_sent_unsigned_in_a_header_signed_request() {
        let upload = Client { signed: &[("x-amz-date", "20150830T123600Z")], ..UPLOAD };
        let date = ("x-amz-date", "20150830T123600Z");
        assert_eq!(upload.sends(&[date, ("x-amz-content-sha256", HELLO)]), Ok(hello()));
        let chunks = Client { payload: TRAILER, ..upload };
        assert_eq!(chunks.sends(&[date, ("x-amz-content-sha256", TRAILER)]), Ok(Payload::UnsignedTrailer));
    }

    /// Its value is signed as the last line of the canonical request.
    #[test]
    fn cannot_be_changed_added_or_dropped() {
        let other = HELLO.replace('2', "3");
        let unsigned = Client { payload: "UNSIGNED-PAYLOAD", ..UPLOAD };
        for (client, header) in [
            (&UPLOAD, Some(other.as_str())),
            (&UPLOAD, Some("UNSIGNED-PAYLOAD")),
            (&UPLOAD, None),
            (&unsigned, Some(HELLO)),
        ] {
            let headers: Vec<_> = header.map(|value| ("x-amz-content-sha256", value)).into_iter().collect();
            assert_eq!(client.sends_url(&headers), Err(Error::SignatureMismatch), "{header:?}");
        }
        let date = ("x-amz-date", "20150830T123600Z");
        let upload = Client { signed: &[date], ..UPLOAD };
        for value in [other.as_str(), "UNSIGNED-PAYLOAD", TRAILER] {
            assert_eq!(upload.sends(&[date, ("x-amz-content-sha256", value)]), Err(Error::SignatureMismatch));
        }
    }

    #[test]
    fn cannot_come_twice() {
        let twice = [("x-amz-content-sha256", HELLO), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")];
        let sentence = "the request has the header x-amz-content-sha256 more than once";
        is_refused(UPLOAD.sends_url(&twice), sentence, "InvalidRequest", 400);
    }

    #[test]
    fn must_be_a_payload_hash() {
        let sentence =
            "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…";
        is_refused(UPLOAD.sends_url(&[("x-amz-content-sha256", "x")]), sentence, "InvalidArgument", 400);
    }

    /// Whoever reads the header further on would take the body apart.
    #[test]
    fn cannot_call_the_body_of_a_url_chunked() {
        for name in [TRAILER, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] {
            let sentence = "the header x-amz-content-sha256 was sent but is not signed";
            for client in [Client { payload: name, ..UPLOAD }, Client { payload: "UNSIGNED-PAYLOAD", ..UPLOAD }] {
                is_refused(client.sends_url(&[("x-amz-content-sha256", name)]), sentence, "AccessDenied", 403);
            }
        }
    }
}

mod absent_header {
    use super::*;

    /// As libs3 and arbiter do, which have a fixed list of names.
    const CLIENT: Client<'_> =
        Client { method: "GET", signed: &[("expires", ""), ("transfer-encoding", "")], payload: "UNSIGNED-PAYLOAD" };

    #[test]
    fn is_signed_as_an_empty_one() {
        assert_eq!(CLIENT.sends_url(&[]), Ok(Payload::Unsigned));
        let date = ("x-amz-date", "20150830T123600Z");
        let hash = ("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        let signed = &[("expires", ""), ("transfer-encoding", ""), hash, date];
        assert_eq!(Client { signed, ..CLIENT }.sends(&[hash, date]), Ok(Payload::Unsigned));
    }

    #[test]
    fn cannot_be_sent_with_a_value_after_all() {
        let sent = CLIENT.sends_url(&[("transfer-encoding", "chunked"), ("expires", "")]);
        assert_eq!(sent, Err(Error::SignatureMismatch));
    }

    /// The upload was signed for this type and length.
    #[test]
    fn cannot_have_been_signed_with_a_value() {
        let signed = &[("content-length", "5"), ("content-type", "text/plain")];
        let client = Client { signed, ..CLIENT };
        assert_eq!(client.sends_url(signed), Ok(Payload::Unsigned));
        let sentence = "the header content-type is signed but was not sent";
        is_refused(client.sends_url(&signed[..1]), sentence, "SignatureDoesNotMatch", 403);
        is_refused(
            client.sends_url(&signed[1..]),
            "the header content-length is signed but was not sent",
            "SignatureDoesNotMatch",
            403,
        );
    }

    /// With no copy source the request is an upload, with an empty one it is a broken copy to some servers: the holder of
    /// the URL must not choose.
    #[test]
    fn cannot_be_an_amazon_header() {
        for name in ["x-amz-acl", "x-amz-copy-source", "x-amz-content-sha256", "x-amz-security-token"] {
            let signed = [(name, "")];
            let client = Client { method: "PUT", signed: &signed, ..CLIENT };
            let sentence = format!("the header {name} is signed but was not sent");
            is_refused(client.sends_url(&[]), &sentence, "SignatureDoesNotMatch", 403);
        }
        let client = Client { method: "PUT", signed: &[("x-amz-copy-source", "")], ..CLIENT };
        assert_eq!(client.sends_url(&[("x-amz-copy-source", "")]), Ok(Payload::Unsigned));
    }

    #[test]
    fn cannot_be_the_host() {
        let client = Client { signed: &[], ..CLIENT };
        let refused = PresignedRequest::parse("GET", &client.target(), []).unwrap_err();
        is_refused(Err(refused), "the request has no header host", "InvalidRequest", 400);
    }
}

mod hop_by_hop_header {
    use super::*;

    /// Headers that no signer of today signs.
    const NAMES: [&str; 14] = [
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "sec-websocket-key",
        "sec-websocket-protocol",
        "sec-websocket-version",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    ];

    #[test]
    fn is_verified_if_it_was_signed() {
        for name in NAMES {
            let signed = [(name, "a b")];
            let client = Client { method: "GET", signed: &signed, payload: "UNSIGNED-PAYLOAD" };
            assert_eq!(client.sends_url(&[(name, " a  b ")]), Ok(Payload::Unsigned), "{name}");
        }
    }

    #[test]
    fn cannot_be_changed_or_dropped_if_it_was_signed() {
        for name in NAMES {
            let signed = [(name, "a")];
            let client = Client { method: "GET", signed: &signed, payload: "UNSIGNED-PAYLOAD" };
            assert_eq!(client.sends_url(&[(name, "b")]), Err(Error::SignatureMismatch), "{name}");
            assert_eq!(client.sends_url(&[(name, "a"), (name, "a")]), Err(Error::SignatureMismatch), "{name}");
            assert_eq!(client.sends_url(&[]), Err(Error::SignedHeaderAbsent(name.into())));
        }
    }

    /// Signed by boto 2.49.0 (PyPI), with the clock set: its `canonical_request` has the same lines.
    #[test]
    fn is_signed_by_boto_2() {
        let authorization = |names: &str, signature: &str| {
            format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request,SignedHeaders={names},\
                 Signature={signature}"
            )
        };
        let upload = authorization(
            "content-length;content-type;expect;host;user-agent;x-amz-content-sha256;x-amz-date",
            "cfc8f047b45732172620984e42b44e847f0c9351fbe3792aeb7d87da6c39a051",
        );
        let headers = [
            ("Host", HOST),
            ("Accept-Encoding", "identity"),
            ("Expect", "100-Continue"),
            ("Content-Type", "text/plain"),
            ("Content-Length", "5"),
            ("User-Agent", "Boto/2.49.0 Python/3.11.7 Linux/6.1"),
            ("x-amz-content-sha256", HELLO),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", &upload),
        ];
        assert_eq!(verify("PUT", "/a%20b.txt", headers.into()), Ok(hello()));
        let download = authorization(
            "host;user-agent;x-amz-content-sha256;x-amz-date",
            "c81ddd23b7ffb166d4b62a8b68e6641b2efc4046b910bacde7a66c25b888b970",
        );
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let headers = [
            ("Host", HOST),
            ("User-Agent", "Boto/2.49.0 Python/3.11.7 Linux/6.1"),
            ("x-amz-content-sha256", empty),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", &download),
        ];
        assert_eq!(verify("GET", "/a%20b.txt", headers.into()).unwrap().check(b""), Ok(()));
    }

    #[derive(serde::Deserialize)]
    struct Edge {
        name: String,
        #[serde(default)]
        url: String,
    }

    /// Its list of headers to leave out has `connection`, and overwrites it.
    #[test]
    fn is_signed_by_the_common_runtime() {
        let VectorFile { fixed, cases } = read::<VectorFile<Edge>>("edge");
        let case = cases.iter().find(|case| case.name == "header-connection-is-signed-by-crt").unwrap();
        let target = case.url.strip_prefix("https://example.amazonaws.com").unwrap();
        let verify = |connection| {
            let headers = [("host", "example.amazonaws.com"), ("connection", connection)];
            let request = PresignedRequest::parse("GET", target, headers)?;
            let policy = Policy::new("us-east-1", "service");
            request.verify_with_credentials(&fixed.credentials(None), fixed.now(), &policy)
        };
        assert_eq!(verify("keep-alive").and_then(|payload| payload.check(b"")), Ok(()));
        assert_eq!(verify("close"), Err(Error::SignatureMismatch));
    }
}

mod date_header {
    use super::*;

    const HASH: (&str, &str) = ("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    const CLIENT: Client<'_> = Client { method: "GET", signed: &[HASH], payload: "UNSIGNED-PAYLOAD" };
    const IMF: &str = "Sun, 30 Aug 2015 12:36:00 GMT";

    #[test]
    fn counts_where_there_is_no_amazon_date() {
        for date in [IMF, "20150830T123600Z"] {
            assert_eq!(CLIENT.sends(&[HASH, ("Date", date)]), Ok(Payload::Unsigned));
            let signed = [("date", date), HASH];
            assert_eq!(Client { signed: &signed, ..CLIENT }.sends(&[HASH, ("Date", date)]), Ok(Payload::Unsigned));
        }
    }

    #[test]
    fn does_not_count_where_there_is_one() {
        let date = ("x-amz-date", "20150830T123600Z");
        let client = Client { signed: &[HASH, date], ..CLIENT };
        assert_eq!(client.sends(&[HASH, date, ("Date", "Mon, 31 Aug 2015 12:36:00 GMT")]), Ok(Payload::Unsigned));
        assert_eq!(client.sends(&[HASH, date, ("Date", "yesterday")]), Ok(Payload::Unsigned));
    }

    /// It is a line of the string to sign.
    #[test]
    fn cannot_be_changed() {
        let sent = CLIENT.sends(&[HASH, ("Date", "Sun, 30 Aug 2015 12:36:01 GMT")]);
        assert_eq!(sent, Err(Error::SignatureMismatch));
        let sent = CLIENT.sends(&[HASH, ("Date", "Mon, 31 Aug 2015 12:36:00 GMT")]);
        let sentence = "the credential in the header Authorization is for the day 20150830, but the signature is dated \
                        20150831T123600Z";
        is_refused(sent, sentence, "AuthorizationHeaderMalformed", 400);
    }

    /// A request that was recorded does not become younger.
    #[test]
    fn cannot_stand_in_for_a_signed_amazon_date() {
        let client = Client { signed: &[HASH, ("x-amz-date", "20150830T123600Z")], ..CLIENT };
        let sentence = "the header x-amz-date is signed but was not sent";
        is_refused(client.sends(&[HASH, ("Date", IMF)]), sentence, "SignatureDoesNotMatch", 403);
        let sentence = "the header x-amz-date was sent but is not signed";
        let both = CLIENT.sends(&[HASH, ("Date", IMF), ("x-amz-date", "20150830T123600Z")]);
        is_refused(both, sentence, "AccessDenied", 403);
    }

    #[test]
    fn cannot_be_old() {
        let authorization = CLIENT.authorization();
        let headers = [("host", HOST), HASH, ("date", IMF), ("authorization", &authorization)];
        let request = HeaderSignedRequest::parse("GET", "/k", headers).unwrap();
        let now = Timestamp::parse("20150830T125101Z").unwrap();
        let verified = request.verify_with_credentials(&credentials(), now, &Policy::new("us-east-1", "s3"));
        assert_eq!(verified, Err(Error::TimeTooSkewed { date: signed_at(), now }));
    }

    #[test]
    fn must_be_there_once_and_be_a_time() {
        let sentence = "the request has no header x-amz-date";
        is_refused(CLIENT.sends(&[HASH]), sentence, "AccessDenied", 403);
        let sentence = "the request has the header date more than once";
        is_refused(CLIENT.sends(&[HASH, ("date", IMF), ("date", IMF)]), sentence, "InvalidRequest", 400);
        for date in [
            "",
            "Sun, 30 Aug 2015 12:36:00",
            "Sun, 30 Aug 2015 12:36:00 UTC",
            "Sun, 30 Aug 2015 12:36:00 +0000",
            "Sun, 30 Aug 2015 14:36:00 +0200",
            "Sunday, 30-Aug-15 12:36:00 GMT",
            "Sun Aug 30 12:36:00 2015",
            "Sun, 30 Feb 2015 12:36:00 GMT",
            "Sun, 30 Aug 1915 12:36:00 GMT",
            "Sun, 30 Aug 2015 25:36:00 GMT",
            "30 Aug 2015 12:36:00      GMT",
            "2015-08-30T12:36:00Z",
        ] {
            let sentence =
                "the header date is written neither as in Sun, 30 Aug 2015 12:36:00 GMT nor as in 20150830T123600Z";
            is_refused(CLIENT.sends(&[HASH, ("date", date)]), sentence, "AuthorizationHeaderMalformed", 400);
        }
    }
}

mod absolute_target {
    use super::*;

    const CLIENT: Client<'_> = Client { method: "GET", signed: &[], payload: "UNSIGNED-PAYLOAD" };

    fn sends(target: &str) -> Result<Payload, Error> {
        let request = PresignedRequest::parse("GET", target, [("host", HOST)])?;
        request.verify_with_credentials(&credentials(), signed_at(), &Policy::new("us-east-1", "s3"))
    }

    #[test]
    fn is_the_same_request() {
        let target = CLIENT.target();
        for origin in [
            format!("http://{HOST}"),
            format!("https://{HOST}"),
            format!("HTTP://{HOST}"),
            format!("http://{}", HOST.to_uppercase()),
        ] {
            assert_eq!(sends(&format!("{origin}{target}")), Ok(Payload::Unsigned), "{origin}");
        }
    }

    #[test]
    fn has_the_path_and_the_query_of_its_url() {
        let target = CLIENT.target();
        assert_eq!(sends(&format!("http://{HOST}{}", target.replace("/k", "/l"))), Err(Error::SignatureMismatch));
        assert_eq!(sends(&format!("http://{HOST}/{target}")), Err(Error::SignatureMismatch));
        let without_path = format!("http://{HOST}{}", target.strip_prefix("/k").unwrap());
        assert_eq!(sends(&without_path), Err(Error::SignatureMismatch));
        let request = PresignedRequest::parse("GET", &without_path, [("host", HOST)]).unwrap();
        assert!(request.canonical_request(&presign::Rules::S3).unwrap().as_str().starts_with("GET\n/\nX-Amz-Algo"));
    }

    /// RFC 9112, section 3.2.2: the target's host counts, not the header's. Servers go by either.
    #[test]
    fn cannot_name_another_host() {
        let target = CLIENT.target();
        for host in ["example.com", &format!("{HOST}:80"), &format!("user@{HOST}"), &format!("{HOST}#"), ""] {
            let sentence = "the request target and the header host name different hosts";
            is_refused(sends(&format!("http://{host}{target}")), sentence, "InvalidRequest", 400);
        }
    }

    #[test]
    fn is_a_url_of_http() {
        let target = CLIENT.target();
        for scheme in ["ftp", "ws", "", " http", "http:", "javascript"] {
            let sentence = "the request target does not begin with a slash";
            is_refused(sends(&format!("{scheme}://{HOST}{target}")), sentence, "InvalidURI", 400);
        }
    }
}

mod signature_version_2 {
    use super::*;

    const SENTENCE: &str = "the request is signed with Signature Version 2, which is not verified here";

    #[test]
    fn has_an_error_of_its_own() {
        // Of `aws s3 presign` with a custom endpoint, and of `s3cmd signurl`.
        for target in [
            "/b/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=bWq2s1WEIj%2BYdj0vQ697zp%2BIXMU%3D&Expires=1440941760",
            "/k?Signature=x&Expires=1&AWSAccessKeyId=A",
        ] {
            let refused = PresignedRequest::parse("GET", target, [("host", HOST)]).unwrap_err();
            is_refused(Err(refused), SENTENCE, "InvalidRequest", 400);
            is_refused(verify("GET", target, vec![("host", HOST)]), SENTENCE, "InvalidRequest", 400);
        }
        let headers = [("host", HOST), ("authorization", "AWS AKIDEXAMPLE:bWq2s1WEIj+Ydj0vQ697zp+IXMU=")];
        is_refused(verify("GET", "/k", headers.into()), SENTENCE, "InvalidRequest", 400);
        is_refused(Err(PresignedRequest::parse("GET", "/k", headers).unwrap_err()), SENTENCE, "InvalidRequest", 400);
    }

    /// Half of it, or both versions.
    #[test]
    fn is_not_seen_where_it_is_not() {
        let missing = |target| PresignedRequest::parse("GET", target, [("host", HOST)]).unwrap_err().to_string();
        assert_eq!(missing("/k?Signature=x"), "the query has no X-Amz-Algorithm");
        assert_eq!(missing("/k?awsaccesskeyid=x&signature=x"), "the query has no X-Amz-Algorithm");
        let client = Client { method: "GET", signed: &[], payload: "UNSIGNED-PAYLOAD" };
        let sent = client.sends_url(&[("authorization", "AWS AKIDEXAMPLE:x")]);
        assert_eq!(sent, Err(Error::TwoSignatures));
    }
}

mod unsigned_trailer {
    use super::*;

    /// What today's SDKs send over TLS.
    #[test]
    fn is_a_payload_of_its_own() {
        let signed = &[
            ("x-amz-content-sha256", TRAILER),
            ("x-amz-date", "20150830T123600Z"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ];
        let upload = Client { method: "PUT", signed, payload: TRAILER };
        let payload = upload.sends(signed).unwrap();
        assert_eq!(payload, Payload::UnsignedTrailer);
        let sentence =
            "the body is sent in chunks, as STREAMING-UNSIGNED-PAYLOAD-TRAILER says, which are not decoded here";
        let error = payload.check(b"5\r\nhello\r\n0\r\n\r\n").unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, "NotImplemented", 501));
        let authorization = upload.authorization();
        let headers = signed.iter().copied().chain([("host", HOST), ("authorization", authorization.as_str())]);
        let request = HeaderSignedRequest::parse("PUT", "/k", headers).unwrap().body(b"5\r\nhello\r\n0\r\n\r\n");
        let verified = request.verify_with_credentials(&credentials(), signed_at(), &Policy::new("us-east-1", "s3"));
        assert_eq!(verified, Err(Error::ChunkedBody));
    }

    #[test]
    fn each_payload_is_written_as_it_is_signed() {
        for name in ["UNSIGNED-PAYLOAD", HELLO, TRAILER, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] {
            let signed = [("x-amz-content-sha256", name), ("x-amz-date", "20150830T123600Z")];
            let client = Client { method: "PUT", signed: &signed, payload: name };
            assert_eq!(client.sends(&signed).unwrap().to_string(), name);
        }
    }
}
