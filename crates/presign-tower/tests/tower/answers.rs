//! What clients are answered.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response, StatusCode, Version};
use http_body_util::Full;
use presign::verify::{self, SignedRequest};
use presign_tower::{Anonymous, Answers, BodyError, Outcome, Refusal, Verified, VerifiedBody, VerifyLayer};
use tower::{Layer, service_fn};

use crate::forms::{ALICE, Form, Pieces, Sent, link, now, signed, upload};
use crate::server::{User, answer, ask, keys, policy, run};

const OBJECT: &[u8] = b"hello, world";

fn code(sent: &Sent) -> (u16, String) {
    let (answer, _) = ask(sent.request());
    (answer.status, answer.code)
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_string())
}

fn changed(mut sent: Sent) -> Sent {
    let at = sent.body.windows(5).position(|window| window == b"hello").unwrap();
    sent.body[at] ^= 1;
    sent
}

fn cut(mut sent: Sent) -> Sent {
    let at = sent.body.windows(5).position(|window| window == b"hello").unwrap();
    sent.body.truncate(at + 12);
    sent
}

#[test]
fn each_fault_has_its_code() {
    let put = |form| upload(form, ALICE, "/alice/a.txt", OBJECT);
    let unsigned = put(Form::Unsigned(presign::ChecksumAlgorithm::Crc32));
    let good = (200, String::new());
    let stranger = ("AKIDSTRANGER", "the-secret-of-a-stranger");
    let wrong = (ALICE.0, "another-secret");
    let cases = [
        ("a hash", put(Form::Hash), good.clone()),
        ("a byte changed", changed(put(Form::Hash)), refused(400, "XAmzContentSHA256Mismatch")),
        ("a checksum", put(Form::Checksum), good.clone()),
        ("its byte changed", changed(put(Form::Checksum)), refused(400, "BadDigest")),
        ("signed chunks", put(Form::Chunks), good.clone()),
        ("their byte changed", changed(put(Form::Chunks)), refused(403, "SignatureDoesNotMatch")),
        ("they are cut", cut(put(Form::Chunks)), refused(400, "IncompleteBody")),
        ("signed chunks with a trailer", put(Form::ChunksAndTrailer), good.clone()),
        ("unsigned chunks", unsigned.clone(), good.clone()),
        ("their byte changed", changed(unsigned.clone()), refused(400, "BadDigest")),
        ("they are cut", cut(unsigned), refused(400, "IncompleteBody")),
        ("a link", link("GET", ALICE, "/alice/a.txt", b""), good.clone()),
        ("an upload by a link", link("PUT", ALICE, "/alice/a.txt", OBJECT), good.clone()),
        (
            "a copy source added",
            link("PUT", ALICE, "/alice/a.txt", b"").header("x-amz-copy-source", "bob/a.txt"),
            refused(403, "AccessDenied"),
        ),
        ("a header added", put(Form::Hash).header("x-amz-acl", "public-read"), refused(403, "AccessDenied")),
        (
            "no signature",
            Sent { head: Request::get("/alice/a.txt").header("host", "s3.example").body(()).unwrap(), body: vec![] },
            refused(403, "AccessDenied"),
        ),
        ("an unknown key", signed("GET", stranger, "/alice/a.txt"), refused(403, "InvalidAccessKeyId")),
        ("another secret", signed("GET", wrong, "/alice/a.txt"), refused(403, "SignatureDoesNotMatch")),
        ("a path that is not UTF-8", signed("GET", ALICE, "/alice/%ff"), refused(400, "InvalidURI")),
    ];
    for (what, sent, expected) in cases {
        assert_eq!(code(&sent), expected, "{what}");
    }
}

#[test]
fn a_refusal_is_a_whole_answer() {
    let sent = link("GET", ALICE, "/alice/a%26%3Cb%3E.txt", b"").header("x-amz-acl", "public-read");
    let (answer, stored) = ask(sent.request());
    assert!(stored.is_none());
    assert_eq!(answer.head.headers["content-type"], "application/xml");
    // Nothing was sent that is not read.
    assert!(!answer.head.headers.contains_key("connection"));
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>\
                    <Message>the header x-amz-acl was sent but is not signed</Message>\
                    <Resource>/alice/a%26%3Cb%3E.txt</Resource><RequestId></RequestId></Error>";
    assert_eq!(answer.text, expected);
}

/// Whoever waits for `100 Continue`, or is still sending, must be told that nobody reads on.
#[test]
fn a_connection_with_bytes_left_is_closed() {
    let wrong = (ALICE.0, "another-secret");
    let sent = upload(Form::Hash, wrong, "/alice/a.txt", OBJECT).header("expect", "100-continue");
    let (answer, _) = ask(sent.request());
    assert_eq!((answer.status, answer.head.headers["connection"].to_str().unwrap()), (403, "close"));
    let (mut parts, body) = sent.request().into_parts();
    parts.version = Version::HTTP_2;
    let (answer, _) = ask(Request::from_parts(parts, body));
    assert!(answer.status == 403 && !answer.head.headers.contains_key("connection"));
}

#[test]
fn an_answer_to_head_has_no_body() {
    let (answer, _) = ask(Sent { head: link("GET", ALICE, "/alice/a.txt", b"").head, body: vec![] }.request());
    assert_eq!(answer.status, 200);
    let mut head = link("GET", ALICE, "/alice/a.txt", b"");
    *head.head.method_mut() = http::Method::HEAD;
    let (answer, _) = ask(head.request());
    assert_eq!((answer.status, answer.text.as_str()), (403, ""));
}

/// What the library refuses, one of each kind of answer, and one for each of its codes in JSON.
fn library_refusals() -> Vec<verify::Refusal> {
    let parse = |target: &str| SignedRequest::parse("GET", target, [("host", "h")]).unwrap_err();
    vec![
        verify::Refusal::NotSigned,
        verify::Refusal::UnknownAccessKeyId,
        verify::Refusal::SignatureMismatch,
        verify::Refusal::SessionToken,
        verify::Refusal::CredentialsExpired(now()),
        verify::Refusal::Expired(now()),
        verify::Refusal::TimeTooSkewed { date: now(), now: now() },
        verify::Refusal::UnsignedHeader("x-amz-<acl>\u{1}".into()),
        verify::Refusal::Body,
        verify::Refusal::Checksum("x-amz-checksum-crc32".into()),
        verify::Refusal::Credentials(presign::Request::get("").unwrap_err()),
        verify::Refusal::Region {
            place: verify::Place::Authorization,
            given: "eu-west-1".into(),
            expected: "us-east-1 or us-west-2".into(),
        },
        parse("/?X-Amz-Algorithm=AWS4-HMAC-SHA256"),
        parse("/%ff?X-Amz-Algorithm=x"),
    ]
}

/// The layer leaves none of it out, and says it in no words of its own.
#[test]
fn the_librarys_refusals_are_answered_as_it_writes_them() {
    for refusal in library_refusals() {
        let refuse = async |_: Request<VerifiedBody<Pieces>>| {
            let refusal = Refusal::from(refusal.clone());
            Ok::<_, Infallible>(Response::builder().extension(refusal).body(Full::<Bytes>::default()).unwrap())
        };
        let layer = VerifyLayer::new(keys, policy()).clock(now);
        let head = || signed("HEAD", ALICE, "/alice/%3Ca%3E");
        let sent = || signed("GET", ALICE, "/alice/%3Ca%3E").header("x-request-id", "a&b");
        let ask = |answers, sent: Sent| {
            let answer = run(answer(layer.clone().answers(answers).layer(service_fn(refuse)), sent.request()));
            assert_eq!(answer.status, refusal.status());
            let header = |name| answer.head.headers.get(name).map(|value| value.to_str().unwrap().to_string());
            let named = (header("content-type"), header("x-amz-bucket-region"), header("x-amzn-errortype"));
            (answer.text, named)
        };
        let some = |text: &str| Some(text.to_string());
        let region = refusal.region().map(str::to_string);
        let s3 = (some("application/xml"), region, None);
        assert_eq!(ask(Answers::S3, sent()), (refusal.to_xml("/alice/%3Ca%3E", "a&b"), s3.clone()));
        assert_eq!(ask(Answers::S3, head()), (String::new(), s3));
        let query = (some("text/xml"), None, None);
        assert_eq!(ask(Answers::Query, sent()), (refusal.to_query_xml("a&b"), query));
        let json = (some("application/x-amz-json-1.0"), None, some(refusal.json_code()));
        assert_eq!(ask(Answers::Json, sent()), (refusal.to_json(), json));
    }
}

/// SDKs send the request again to the region that they are told.
#[test]
fn a_request_for_another_region_is_told_the_region() {
    for place in [true, false] {
        let sent = if place { link("GET", ALICE, "/alice/a", b"") } else { signed("GET", ALICE, "/alice/a") };
        let layer = VerifyLayer::new(keys, verify::Policy::new("eu-central-1", "s3")).clock(now);
        let answer = run(answer(layer.layer(crate::server::Store::default()), sent.request()));
        assert_eq!(
            (answer.status, answer.head.headers["x-amz-bucket-region"].to_str().ok()),
            (400, Some("eu-central-1"))
        );
        assert!(answer.text.contains("<Region>eu-central-1</Region>"), "{}", answer.text);
    }
}

#[test]
fn other_services_have_codes_of_their_own() {
    let ask = |answers| {
        let layer = VerifyLayer::new(keys, policy()).clock(now).answers(answers);
        let sent = signed("GET", ("AKID\"<STRANGER", "a"), "/");
        run(answer(layer.layer(crate::server::Store::default()), sent.request()))
    };
    let json = ask(Answers::Json);
    let expected = r#"{"__type": "UnrecognizedClientException", "message": "the access key id is not known"}"#;
    assert_eq!(json.text, expected);
    assert_eq!(json.head.headers["x-amzn-errortype"], "UnrecognizedClientException");
    let query = ask(Answers::Query);
    assert_eq!(query.code, "InvalidClientTokenId");
    assert_eq!(query.head.extensions.get::<Outcome>().unwrap().refused.as_ref().unwrap().code(), "InvalidAccessKeyId");
}

/// What the server refuses has the same form as what the library does, with the server's code in every one.
#[test]
fn a_servers_own_refusals_have_the_same_form() {
    let own = Refusal::new(StatusCode::NOT_FOUND, "NoSuchKey", "gone");
    let like = verify::Refusal::NotSigned;
    let as_own = |text: String, code: &str| text.replace(code, "NoSuchKey").replace(&like.to_string(), "gone");
    for (answers, expected) in [
        (Answers::S3, as_own(like.to_xml("/alice/a", "1"), "AccessDenied")),
        (Answers::Query, as_own(like.to_query_xml("1"), "MissingAuthenticationToken")),
        (Answers::Json, as_own(like.to_json(), "MissingAuthenticationTokenException")),
    ] {
        let own = own.clone();
        let hook = move |_: Verified<User>| std::future::ready(Err::<(), _>(own.clone()));
        let layer = VerifyLayer::new(keys, policy()).clock(now).answers(answers).after(hook);
        let sent = signed("GET", ALICE, "/alice/a").header("x-request-id", "1");
        let answer = run(answer(layer.layer(crate::server::Store::default()), sent.request()));
        assert_eq!((answer.status, answer.text), (404, expected));
        let code = answer.head.headers.get("x-amzn-errortype").map(|code| code.to_str().unwrap());
        assert_eq!(code, (answers == Answers::Json).then_some("NoSuchKey"));
    }
}

/// Names that clients choose are in messages.
#[test]
fn messages_are_escaped() {
    let refusal = |verified: Verified<User>| {
        let path = verified.path().to_string();
        async move { Err::<(), _>(Refusal::denied(path)) }
    };
    let layer = VerifyLayer::new(keys, policy()).clock(now).after(refusal);
    let sent = signed("GET", ALICE, "/a%22%5C%26%3C%3E%0A%01b");
    let xml = run(answer(layer.clone().layer(crate::server::Store::default()), sent.request()));
    assert!(xml.text.contains("<Message>/a\"\\&amp;&lt;&gt;&#10;\u{fffd}b</Message>"), "{}", xml.text);
    let json = run(answer(layer.answers(Answers::Json).layer(crate::server::Store::default()), sent.request()));
    assert!(json.text.ends_with("\"message\": \"/a\\\"\\\\&<>\\u000a\\u0001b\"}"), "{}", json.text);
}

/// A service that answers at once.
async fn at_once(request: Request<VerifiedBody<Pieces>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let is_anonymous = request.extensions().get::<Anonymous>().is_some();
    let status = if request.uri().path() == "/missing" { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok(Response::builder().status(status).body(Full::from(if is_anonymous { "anonymous" } else { "known" })).unwrap())
}

#[test]
fn a_success_before_the_end_of_the_body_is_refused() {
    let layer = VerifyLayer::new(keys, policy()).clock(now);
    let ask = |layer: &VerifyLayer<_>, sent: &Sent| {
        let answer = run(answer(layer.clone().layer(service_fn(at_once)), sent.request()));
        (answer.status, answer.code)
    };
    let put = upload(Form::Hash, ALICE, "/alice/a", OBJECT);
    assert_eq!(ask(&layer, &put), refused(500, "InternalError"));
    assert_eq!(ask(&layer, &upload(Form::Chunks, ALICE, "/alice/a", b"")), refused(500, "InternalError"));
    // No harm is done by another answer.
    assert_eq!(ask(&layer, &upload(Form::Hash, ALICE, "/missing", OBJECT)), (404, String::new()));
    // There is nothing to verify, or it was.
    assert_eq!(ask(&layer, &link("PUT", ALICE, "/alice/a", OBJECT)), (200, String::new()));
    assert_eq!(ask(&layer, &signed("GET", ALICE, "/alice/a")), (200, String::new()));
    assert_eq!(ask(&layer.allow_unread(), &put), (200, String::new()));
}

#[test]
fn unsigned_requests_are_served_where_that_is_wanted() {
    let layer = VerifyLayer::new(keys, policy()).clock(now).serve_unsigned();
    let ask = |sent: &Sent| run(answer(layer.clone().layer(service_fn(at_once)), sent.request()));
    let unsigned = || Sent { head: Request::get("/a").header("host", "s3.example").body(()).unwrap(), body: vec![1] };
    assert_eq!(ask(&unsigned()).text, "anonymous");
    assert_eq!(ask(&signed("GET", ALICE, "/alice/a")).text, "known");
    // A bad signature is no missing one, and chunks would be stored as they are.
    for sent in [
        signed("GET", (ALICE.0, "another-secret"), "/alice/a"),
        unsigned().header("authorization", "AWS4-HMAC-SHA256 Credential=a"),
        unsigned().header("authorization", "AWS AKID:signature"),
        unsigned().header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
    ] {
        assert!(ask(&sent).status >= 400);
    }
}

#[test]
fn what_was_found_out_is_in_the_answer() {
    let (good, _) = ask(link("GET", ALICE, "/alice/a", b"").request());
    let outcome = good.head.extensions.get::<Outcome>().unwrap();
    assert_eq!(outcome.access_key_id.as_deref(), Some(ALICE.0));
    assert_eq!(outcome.place, Some(presign::verify::Place::Query));
    assert!(outcome.refused.is_none());
    let (bad, _) = ask(changed(upload(Form::Hash, ALICE, "/alice/a", OBJECT)).request());
    let outcome = bad.head.extensions.get::<Outcome>().unwrap();
    assert_eq!(outcome.refused.as_ref().map(Refusal::code), Some("XAmzContentSHA256Mismatch"));
    assert_eq!(outcome.access_key_id.as_deref(), Some(ALICE.0));
}

/// The connection breaks off: that is no refusal, and nothing was verified.
#[test]
fn a_body_that_cannot_be_read_is_no_success() {
    struct Broken;
    impl http_body::Body for Broken {
        type Data = Bytes;
        type Error = std::io::Error;
        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
            std::task::Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
        }
    }
    let (answer, stored) = ask(upload(Form::Hash, ALICE, "/alice/a", OBJECT).head.map(|()| Broken));
    assert_eq!((answer.status, answer.text.as_str()), (400, "done"));
    assert!(!stored.unwrap().is_whole);
    let error = BodyError::Source(std::io::Error::other("broken off").into());
    assert_eq!(error.to_string(), "broken off");
}

#[test]
fn a_service_refuses_in_the_same_words() {
    let refuse = async |_: Request<VerifiedBody<Pieces>>| {
        let refusal = Refusal::new(StatusCode::NOT_FOUND, "NoSuchKey", "there is no object of this key");
        Ok::<_, Infallible>(Response::builder().extension(refusal).body(Full::<Bytes>::from("a")).unwrap())
    };
    let layer = VerifyLayer::new(keys, policy()).clock(now).layer(service_fn(refuse));
    for sent in [signed("GET", ALICE, "/alice/a"), upload(Form::Hash, ALICE, "/alice/a", OBJECT)] {
        let answer = run(answer(layer.clone(), sent.request()));
        assert_eq!((answer.status, answer.code.as_str()), (404, "NoSuchKey"));
        let expected = "<Message>there is no object of this key</Message><Resource>/alice/a</Resource>\
                        <RequestId></RequestId></Error>";
        assert!(answer.text.ends_with(expected), "{}", answer.text);
        assert!(answer.head.extensions.get::<Outcome>().unwrap().refused.is_some());
    }
}
