//! Clients that are slow, and too many of them; HTTP/2.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use gateway::Limits;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use presign::{Request, Timestamp};
use tempfile::TempDir;

use crate::client::{ALICE, Answer, Gateway, read, signer};

fn short() -> Limits {
    Limits { head: Duration::from_secs(1), piece: Duration::from_secs(1), clients: 8 }
}

/// The gateway's own deadlines end this, not the test's: every one of these clients holds a place until one has passed.
#[test]
fn slow_clients_do_not_shut_others_out() {
    let gateway = Gateway::start_with(short());
    let head = gateway.head(ALICE, "PUT", "/alice/a", &[]) + "expect: 100-continue\r\ncontent-length: 1000000\r\n\r\n";
    let begin = |text: &str| {
        let mut stream = gateway.connect();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    // A head that never ends, a body that does not begin, and bytes now and then, which buy no time.
    let mut slow: Vec<_> =
        (0..8).map(|at| begin(if at % 2 == 0 { &head } else { "GET / HTTP/1.1\r\nhost:" })).collect();
    let has_ended = (0..200).any(|_| {
        thread::sleep(Duration::from_millis(50));
        slow[0].write_all(b"a").is_err()
    });
    assert!(has_ended);
    assert_eq!(gateway.ask(ALICE, "GET", "/alice/a", b"").code(), "NoSuchKey");
    for (at, stream) in slow.iter_mut().enumerate().skip(1) {
        let answer = read(stream);
        assert!(at % 2 == 1 || answer.code() == "RequestTimeout", "{}", answer.text());
    }
    assert_eq!(gateway.files(), 0);
}

/// Whoever waits for `100 Continue` is refused without it.
#[test]
fn a_refusal_comes_before_the_body() {
    let gateway = Gateway::start();
    let head = gateway.head((ALICE.0, "another"), "PUT", "/alice/a", &[]).replace("connection: close\r\n", "");
    let mut stream = gateway.connect();
    write!(stream, "{head}expect: 100-continue\r\ncontent-length: 1000000\r\n\r\n").unwrap();
    let answer = read(&mut stream);
    assert!(answer.text().starts_with("HTTP/1.1 403 Forbidden\r\n"), "{}", answer.text());
    assert_eq!(
        (answer.code().as_str(), answer.header("connection").as_deref()),
        ("SignatureDoesNotMatch", Some("close"))
    );
}

/// Nor is the connection reset while the body is still sent.
#[test]
fn whoever_still_sends_gets_the_refusal() {
    let gateway = Gateway::start();
    let head = gateway.head((ALICE.0, "another"), "PUT", "/alice/a", &[]);
    for _ in 0..5 {
        let mut stream = gateway.connect();
        write!(stream, "{head}content-length: 20000000\r\n\r\n").unwrap();
        stream.write_all(&vec![0; 20_000_000]).unwrap();
        assert_eq!(read(&mut stream).code(), "SignatureDoesNotMatch");
    }
}

/// Too many open files are no reason to stop.
#[cfg(unix)]
#[test]
fn a_failure_to_accept_does_not_end_the_gateway() {
    let folder = TempDir::new().unwrap();
    let mut process = Command::new("sh")
        .args(["-c", "ulimit -n 24; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_gateway")])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = [0; 40];
    process.stdout.as_mut().unwrap().read_exact(&mut line).unwrap();
    let line = String::from_utf8_lossy(&line).into_owned();
    let address: SocketAddr = line.split("http://").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let idle: Vec<_> = (0..40).map(|_| TcpStream::connect(address).unwrap()).collect();
    drop(idle);
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
    let answer: Answer = read(&mut stream);
    let has_ended = process.try_wait().unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!((answer.code().as_str(), has_ended), ("AccessDenied", None));
}

#[test]
fn http2_is_spoken_too() {
    let gateway = Gateway::start();
    let url = format!("http://{}/alice/a", gateway.address);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client: Client<_, Full<&[u8]>> = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
        for (method, sent, status) in [("PUT", "hello", 200), ("GET", "", 200), ("PUT", "HELLO", 400)] {
            let body = if sent == "HELLO" { "hello" } else { sent };
            let request =
                Request::new(method, &url).unwrap().body(body).sign(&signer(ALICE), Timestamp::now()).unwrap();
            let request = request.to_http_request(Full::new(sent.as_bytes())).unwrap();
            let answer = client.request(request).await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (status, http::Version::HTTP_2));
            let text = String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
            assert!(method != "GET" || text == "hello");
            assert!(status == 200 || text.contains("<Code>XAmzContentSHA256Mismatch</Code>"), "{text}");
        }
    });
}
