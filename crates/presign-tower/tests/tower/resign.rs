//! A gateway: clients have their keys, the server after it knows another.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use presign::verify::SignedRequest;
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, Signer};
use presign_tower::{Found, Refusal, ResignLayer, ResignedBody, Upstream, Verified, VerifiedBody, VerifyLayer};
use tower::{Layer, Service};

use crate::forms::{ALICE, BOB, FORMS, Form, Pieces, Sent, link, now, signed, signer, upload};
use crate::server::{Answer, Store, Stored, User, answer, keys, policy, run};

const REAL: (&str, &str) = ("AKIDREAL", "the-real-secret");

/// An upload in chunks of an object that is encoded already.
pub(crate) fn encoded(form: Form, object: &[u8], coding: &str) -> Sent {
    let length = object.len() as u64;
    let body = match form {
        Form::Chunks => ChunkedBody::signed(length),
        Form::ChunksAndTrailer => ChunkedBody::signed(length).checksum(ChecksumAlgorithm::Crc32C),
        Form::Unsigned(checksum) => ChunkedBody::unsigned(length).checksum(checksum),
        Form::Hash | Form::Checksum => panic!("a body in chunks"),
    };
    let request = presign::Request::put("http://s3.example/alice/a").unwrap().header("content-encoding", coding);
    let (head, mut chunks) = request.sign_chunked(&signer(ALICE), &body, now()).unwrap();
    let mut sent = upload(form, ALICE, "/alice/a", b"");
    *sent.head.headers_mut() = head.to_http_request(()).unwrap().into_parts().0.headers;
    sent.head.headers_mut().insert("host", "s3.example".parse().unwrap());
    sent.body.clear();
    for chunk in object.chunks(chunks.chunk_size()) {
        let frame = chunks.frame(chunk).unwrap();
        sent.body.extend([frame.before(), chunk, frame.after()].concat());
    }
    sent.body.extend(chunks.finish(None).unwrap());
    sent
}

/// Users have a bucket each.
async fn upstream(verified: Verified<User>, origin: &'static str) -> Result<Upstream, Refusal> {
    if !verified.path().starts_with(&format!("/{}/", verified.identity())) {
        return Err(Refusal::denied("the bucket is another user's"));
    }
    let signer = Signer::new(Credentials::new(REAL.0, REAL.1), "eu-west-1", "s3").unwrap();
    Ok(Upstream::new(Arc::new(signer), origin))
}

async fn real_keys(request: Arc<SignedRequest>) -> Result<Option<Found<User>>, Refusal> {
    let is_real = request.access_key_id() == REAL.0;
    Ok(is_real.then(|| Found::new(Credentials::new(REAL.0, REAL.1), "gateway")))
}

/// What the gateway and the server after it make of a request.
fn forward(sent: &Sent, piece: usize) -> (Answer, Option<Stored>) {
    let store = Store::default();
    let server =
        VerifyLayer::new(real_keys, presign::verify::Policy::new("eu-west-1", "s3")).clock(now).layer(store.clone());
    let resign = ResignLayer::new(|verified| upstream(verified, "http://real.example"));
    let gateway = VerifyLayer::new(keys, policy()).clock(now).layer(resign.layer(over_http(server)));
    let answer = run(answer(gateway, sent.in_pieces(piece)));
    (answer, store.take().pop())
}

type Gathered = ResignedBody<VerifiedBody<Pieces>>;

/// As it goes over the wire: a client whose body fails breaks the connection off, and the server gets what was sent until then.
fn over_http<S>(
    server: S,
) -> impl Service<Request<Gathered>, Response = Response<Full<Bytes>>, Error = String, Future: Send> + Clone
where
    S: Service<Request<Pieces>, Error = std::convert::Infallible> + Clone + Send + 'static,
    S::Response: IntoText,
    S::Future: Send,
{
    tower::service_fn(move |request: Request<Gathered>| {
        let mut server = server.clone();
        async move {
            use http_body_util::BodyExt;
            let (mut parts, body) = request.into_parts();
            let length =
                parts.headers.get("content-length").map(|length| length.to_str().unwrap().parse::<usize>().unwrap());
            parts.headers.insert("host", parts.uri.authority().unwrap().as_str().parse().unwrap());
            let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
            assert!(length.is_none_or(|length| length == body.len()));
            let response = server.call(Request::from_parts(parts, Pieces::new(&body, 1000))).await;
            Ok::<_, String>(response.unwrap_or_else(|never| match never {}).into_text().await)
        }
    })
}

trait IntoText: Send {
    fn into_text(self) -> impl Future<Output = Response<Full<Bytes>>> + Send;
}

impl IntoText for Response<presign_tower::AnswerBody<Full<Bytes>>> {
    async fn into_text(self) -> Response<Full<Bytes>> {
        use http_body_util::BodyExt;
        let (parts, body) = self.into_parts();
        Response::from_parts(parts, Full::new(body.collect().await.unwrap().to_bytes()))
    }
}

#[test]
fn every_form_is_signed_again() {
    for form in FORMS {
        for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            let object: Vec<u8> = (0..=250).cycle().take(length).collect();
            for piece in [1000, usize::MAX] {
                let (answer, stored) = forward(&upload(form, ALICE, "/alice/a%20(b)", &object), piece);
                assert_eq!(answer.status, 200, "{form:?} {length} {}", answer.text);
                let stored = stored.unwrap();
                assert!(stored.given == object && stored.user == Some("gateway"), "{form:?} {length}");
                assert_eq!(stored.path, "/alice/a (b)");
                let (is_in_chunks, has_trailer) = (
                    !matches!(form, Form::Hash | Form::Checksum),
                    matches!(form, Form::ChunksAndTrailer | Form::Unsigned(_)),
                );
                assert_eq!(stored.headers.contains_key("x-amz-content-sha256"), !is_in_chunks);
                assert_eq!(stored.trailers.is_empty(), !has_trailer);
            }
        }
    }
}

#[test]
fn links_become_requests_with_headers() {
    for method in ["GET", "PUT", "DELETE", "HEAD"] {
        let (answer, stored) = forward(&link(method, ALICE, "/alice/a?versionId=1", b""), usize::MAX);
        assert_eq!(answer.status, 200);
        assert!(stored.unwrap().headers.contains_key("authorization"));
    }
}

#[test]
fn what_is_not_allowed_or_not_good_is_not_sent() {
    for form in FORMS {
        let (answer, stored) = forward(&upload(form, BOB, "/alice/a", b"hello"), usize::MAX);
        assert_eq!((answer.status, answer.code.as_str(), stored.is_none()), (403, "AccessDenied", true));
        let good = upload(form, ALICE, "/alice/a", &[7; 300]);
        for at in [0, 150, good.body.len() - 1] {
            let mut changed = good.clone();
            changed.body[at] ^= 1;
            let (answer, stored) = forward(&changed, 7);
            assert!(stored.is_none() && !answer.code.is_empty(), "{form:?} {at} {} {}", answer.status, answer.text);
        }
    }
}

#[test]
fn headers_that_are_not_signed_stay_behind() {
    let sent = signed("GET", ALICE, "/alice/a")
        .header("cookie", "a")
        .header("range", "bytes=0-1")
        .header("x-forwarded-for", "a");
    let (_, stored) = forward(&sent, usize::MAX);
    let headers = stored.unwrap().headers;
    assert_eq!(headers["range"], "bytes=0-1");
    assert!(!headers.contains_key("cookie") && !headers.contains_key("x-forwarded-for"));
}

#[test]
fn a_request_that_was_not_verified_is_refused() {
    let resign = ResignLayer::new(|verified| upstream(verified, "http://real.example"));
    let never = tower::service_fn(async |_: Request<ResignedBody<Pieces>>| {
        Ok::<_, String>(Response::new(Full::<Bytes>::default()))
    });
    let answer = run(answer(resign.layer(never), signed("GET", ALICE, "/alice/a").request()));
    assert_eq!((answer.status, answer.code.as_str()), (403, "AccessDenied"));
}

#[test]
fn an_origin_that_is_none_is_the_gateways_fault() {
    let resign = ResignLayer::new(|verified| upstream(verified, "real.example"));
    let never =
        tower::service_fn(async |_: Request<Gathered>| Ok::<_, String>(Response::new(Full::<Bytes>::default())));
    let gateway = VerifyLayer::new(keys, policy()).clock(now).layer(resign.layer(never));
    let answer = run(answer(gateway, signed("GET", ALICE, "/alice/a").request()));
    assert_eq!((answer.status, answer.code.as_str()), (500, "InternalError"));
}
