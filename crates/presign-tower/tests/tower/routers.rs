//! The layer around an axum router, over connections.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{OriginalUri, Request};
use axum::routing::any;
use axum::{Extension, Router};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use presign::{Credentials, Signer, Timestamp};
use presign_tower::{Verified, VerifyLayer};
use tokio::net::TcpListener;

use crate::forms::ALICE;
use crate::server::{User, keys, policy, run};

/// Answers who has signed, what path, and how long the body is.
async fn show(Extension(verified): Extension<Verified<User>>, request: Request) -> String {
    let length = request.into_body().collect().await.map_or(0, |body| body.to_bytes().len());
    format!("{} {} {length}", verified.identity(), verified.path())
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

/// Sends a PUT that is signed for this host, and returns status and text.
async fn put(address: SocketAddr, is_http2: bool, path: &str) -> (u16, String) {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).http2_only(is_http2).build_http();
    let signer = Signer::new(Credentials::new(ALICE.0, ALICE.1), "us-east-1", "s3").unwrap();
    let url = format!("http://{address}{path}");
    let request = presign::Request::put(&url).unwrap().body(b"hello");
    let request = request.sign(&signer, Timestamp::now()).unwrap().to_http_request(Full::from("hello")).unwrap();
    let (head, body) = client.request(request).await.unwrap().into_parts();
    (head.status.as_u16(), String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

#[test]
fn a_router_is_put_inside() {
    let router = Router::new().route("/alice/{*key}", any(show));
    run(async {
        let address = serve(router.layer(VerifyLayer::new(keys, policy()))).await;
        for is_http2 in [false, true] {
            // HTTP/2 has the host in the URI alone.
            assert_eq!(put(address, is_http2, "/alice/a%20b").await, (200, "alice /alice/a b 5".into()));
        }
    });
}

#[test]
fn a_nested_router_says_where_the_uri_is() {
    let object = || Router::new().route("/alice/{*key}", any(show));
    let sent = |parts: &http::request::Parts| parts.extensions.get::<OriginalUri>().map(|uri| uri.0.clone());
    let layer = VerifyLayer::new(keys, policy());
    run(async {
        for (router, status) in [
            (Router::new().nest("/store", object()).layer(layer.clone()), 200),
            (Router::new().nest("/store", object().layer(layer.clone().sent_uri(sent))), 200),
            // Something else is signed than it sees.
            (Router::new().nest("/store", object().layer(layer.clone())), 403),
        ] {
            let (found, text) = put(serve(router).await, false, "/store/alice/a%20b").await;
            assert_eq!(found, status, "{text}");
            assert!(found == 403 || text == "alice /store/alice/a b 5", "{text}");
        }
    });
}

#[test]
fn the_identity_is_an_extension_of_the_request() {
    let own = Arc::new(());
    let router = Router::new().fallback(any(show)).layer(Extension(own)).layer(VerifyLayer::new(keys, policy()));
    run(async {
        let address = serve(router).await;
        assert_eq!(put(address, false, "/bob/a").await, (200, "alice /bob/a 5".into()));
    });
}
