//! A server of hyper for one upload on loopback.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use presign_tower::VerifiedBody;
use tower::{Layer, service_fn};

use crate::{layer, read};

/// The body is read, and nothing is compared.
pub(crate) fn plain(head: &Request<()>, body: &Bytes) {
    serve(head, body, TowerToHyperService::new(service_fn(store::<Incoming>)));
}

pub(crate) fn verified(head: &Request<()>, body: &Bytes) {
    let service = layer().layer(service_fn(store::<VerifiedBody<Incoming>>));
    serve(head, body, TowerToHyperService::new(service));
}

async fn store<B: Body<Data = Bytes>>(request: Request<B>) -> Result<Response<Empty<Bytes>>, Infallible> {
    read(request.into_body()).await;
    Ok(Response::new(Empty::new()))
}

/// Serves one request, which another thread sends.
fn serve<S, R>(head: &Request<()>, body: &Bytes, service: S)
where
    S: Service<Request<Incoming>, Response = Response<R>, Error = Infallible>,
    R: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (text, body) = (as_text(head, body.len()), body.clone());
    let client = thread::spawn(move || {
        let mut stream = std::net::TcpStream::connect(address).expect("the server");
        stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(&body)).expect("the server reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    runtime.block_on(async {
        listener.set_nonblocking(true).expect("a socket");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        let (stream, _) = listener.accept().await.expect("a connection");
        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.expect("a request");
    });
    client.join().expect("the client is answered");
}

fn as_text(head: &Request<()>, length: usize) -> String {
    let mut text = format!("{} {} HTTP/1.1\r\nhost: s3.example\r\n", head.method(), head.uri().path());
    for (name, value) in head.headers() {
        if name != "host" && name != "content-length" {
            text.extend([name.as_str(), ": ", value.to_str().expect("visible characters"), "\r\n"]);
        }
    }
    text + &format!("content-length: {length}\r\nconnection: close\r\n\r\n")
}
