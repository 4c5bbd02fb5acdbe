//! Clients that are slow, and an upstream that is. The proxy's own deadlines end these, not the tests'.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use credential_proxy::Limits;
use hyper::Method;
use presign::Credentials;

use crate::client::{code, exchange, head, presigned, send};
use crate::recorder::{OK, Recorder};
use crate::servers::{REGION, start_proxy};

const METHODS: [Method; 2] = [Method::GET, Method::PUT];

fn short() -> Limits {
    let second = Duration::from_secs(1);
    Limits { head: second, piece: second, answer: 2 * second, clients: 8, requests: 4, ..Limits::default() }
}

/// A request whose body has begun, and does not go on.
fn begin(proxy: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(proxy).unwrap();
    let head = head(proxy, "PUT", "/photos/a");
    stream.write_all(format!("{head}expect: 100-continue\r\ncontent-length: 1000000\r\n\r\n").as_bytes()).unwrap();
    stream
}

fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // The connection may be reset, since the proxy has not read all of it.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_slow_body_is_not_waited_for() {
    let recorder = Recorder::start_with(&METHODS, short(), |_| OK.into());
    let mut silent = begin(recorder.proxy);
    assert_eq!(code(&read(&mut silent)), "RequestTimeout");
    // A byte now and then buys no time.
    let mut slow = begin(recorder.proxy);
    let has_ended = (0..200).any(|_| {
        thread::sleep(Duration::from_millis(50));
        slow.write_all(b"a").is_err()
    });
    assert!(has_ended);
    assert!(recorder.take().is_empty());
}

#[test]
fn whoever_has_the_key_does_not_shut_others_out() {
    let recorder = Recorder::start_with(&METHODS, short(), |_| OK.into());
    let url = presigned(recorder.proxy, "GET", "/photos/a");
    let mut slow: Vec<_> = (0..4).map(|_| begin(recorder.proxy)).collect();
    for stream in &mut slow {
        // Forwarded: it is asked for its body.
        let mut start = [0; 25];
        stream.read_exact(&mut start).unwrap();
        assert_eq!(&start, b"HTTP/1.1 100 Continue\r\n\r\n");
    }
    let (status, text) = send(recorder.proxy, "GET", &url, &[], "");
    assert_eq!((status, code(&text)), (503, "SlowDown"));
    let stranger = exchange(recorder.proxy, b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    assert_eq!(code(&stranger), "AccessDenied");
    for mut stream in slow {
        assert_eq!(code(&read(&mut stream)), "RequestTimeout");
    }
    assert_eq!(send(recorder.proxy, "GET", &url, &[], "").0, 200);
}

#[test]
fn more_clients_than_places_are_served_one_after_another() {
    let recorder = Recorder::start_with(&METHODS, short(), |_| OK.into());
    let mut slow: Vec<_> = (0..20).map(|_| begin(recorder.proxy)).collect();
    let url = presigned(recorder.proxy, "GET", "/photos/a");
    assert!(matches!(send(recorder.proxy, "GET", &url, &[], "").0, 200 | 503));
    for stream in &mut slow {
        assert!(matches!(code(&read(stream)), "RequestTimeout" | "SlowDown"));
    }
}

/// An upstream that accepts connections, and does this with each.
fn upstream(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(serve));
    let real = Credentials::new("AKIDREAL", "the-real-secret");
    start_proxy(&format!("http://{address}"), &METHODS, real, short())
}

#[test]
fn an_upstream_that_does_not_answer_is_not_waited_for() {
    // Neither the answer nor the body is ever read.
    let proxy = upstream(std::mem::forget);
    let (status, text) = send(proxy, "GET", &presigned(proxy, "GET", "/photos/a"), &[], "");
    assert_eq!((status, code(&text)), (504, "InternalError"));
    let url = presigned(proxy, "PUT", "/photos/a");
    let target = url.split_once(&proxy.to_string()).unwrap().1;
    let head = format!("PUT {target} HTTP/1.1\r\nhost: {proxy}\r\ncontent-length: 40000000\r\n\r\n");
    let started = Instant::now();
    let mut stream = TcpStream::connect(proxy).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // More than the buffers hold; it ends with an error once the proxy closes the connection.
    let mut writer = stream.try_clone().unwrap();
    let writer = thread::spawn(move || writer.write_all(&vec![0; 40_000_000]));
    let answer = read(&mut stream);
    assert!(answer.is_empty() || code(&answer) == "InternalError", "{answer}");
    let _ = writer.join().unwrap();
    // The system would give the upstream up as well, much later.
    assert!(started.elapsed() < Limits::default().answer / 2);
}

#[test]
fn an_upstream_that_stops_in_its_answer_is_not_waited_for() {
    let proxy = upstream(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello");
        std::mem::forget(stream);
    });
    let (status, text) = send(proxy, "GET", &presigned(proxy, "GET", "/photos/a"), &[], "");
    assert_eq!((status, text.as_str()), (200, "hello"));
}

/// Places are free again once a client that does not read its answer has been given up.
#[test]
fn a_client_that_does_not_read_is_not_waited_for() {
    let proxy = upstream(|mut stream| {
        thread::spawn(move || {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 40000000\r\n\r\n");
            let _ = stream.write_all(&vec![0; 40_000_000]);
        });
    });
    let url = presigned(proxy, "GET", "/photos/a");
    let target = url.split_once(&proxy.to_string()).unwrap().1;
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = TcpStream::connect(proxy).unwrap();
            write!(stream, "GET {target} HTTP/1.1\r\nhost: {proxy}\r\n\r\n").unwrap();
            stream.read_exact(&mut [0; 12]).unwrap();
            stream
        })
        .collect();
    let status =
        || exchange(proxy, format!("HEAD {target} HTTP/1.1\r\nhost: {proxy}\r\nconnection: close\r\n\r\n").as_bytes());
    // A HEAD with the signature of a GET is refused, whatever is going on.
    assert!(status().starts_with("HTTP/1.1 403 "));
    let is_free = |_| {
        thread::sleep(Duration::from_millis(100));
        let mut stream = TcpStream::connect(proxy).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nhost: {proxy}\r\n\r\n").unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        &start == b"HTTP/1.1 200"
    };
    assert!((0..200).any(is_free));
    drop(clients);
}

/// Too many open files are no reason to stop.
#[cfg(unix)]
#[test]
fn a_failure_to_accept_does_not_end_the_proxy() {
    let program = env!("CARGO_BIN_EXE_credential-proxy");
    let mut process = Command::new("sh")
        .args(["-c", "ulimit -n 24; exec \"$0\" \"$@\"", program])
        .args(["--upstream", "http://127.0.0.1:9", "--region", REGION, "--bucket", "photos"])
        .env("AWS_ACCESS_KEY_ID", "AKIDREAL")
        .env("AWS_SECRET_ACCESS_KEY", "the-real-secret")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = [0; 64];
    let length = process.stdout.as_mut().unwrap().read(&mut line).unwrap();
    let line = String::from_utf8_lossy(&line[..length]).into_owned();
    let address: SocketAddr = line.lines().next().unwrap().rsplit('/').next().unwrap().parse().unwrap();
    let idle: Vec<_> = (0..40).map(|_| TcpStream::connect(address).unwrap()).collect();
    // Later: the program sees them first.
    let request = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    drop(idle);
    let answer = exchange(address, request);
    let has_ended = process.try_wait().unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!((code(&answer), has_ended), ("AccessDenied", None));
}
