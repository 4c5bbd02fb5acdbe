//! An upstream that keeps what it is sent, and answers what the test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use credential_proxy::Limits;
use hyper::Method;
use presign::Credentials;

use crate::servers::start_proxy;

pub(crate) const REAL_KEY: &str = "AKIDREAL";
pub(crate) const REAL_TOKEN: &str = "the/real+token==";

/// A proxy, and what its upstream has received: one text for each request.
pub(crate) struct Recorder {
    pub(crate) proxy: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone";

impl Recorder {
    /// Allows all methods, and answers each request with what this makes of it.
    pub(crate) fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let methods = [Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE];
        Self::start_with(&methods, Limits::default(), answer)
    }

    pub(crate) fn start_with(
        methods: &[Method],
        limits: Limits,
        answer: impl Fn(&str) -> String + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let upstream = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&received), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let text = answer(&request).replacen("\r\n", "\r\nconnection: close\r\n", 1);
                    kept.lock().unwrap().push(request);
                    let _ = (&stream).write_all(text.as_bytes());
                });
            }
        });
        let real = Credentials::new(REAL_KEY, "the-real-secret").with_session_token(REAL_TOKEN);
        let proxy = start_proxy(&format!("http://{upstream}"), methods, real, limits);
        Self { proxy, received }
    }

    /// What has been received since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.received.lock().unwrap())
    }
}

/// A whole request, or none if it breaks off.
fn read(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut text).ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8_lossy(&text).to_ascii_lowercase();
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    if let Some(length) = value("content-length") {
        let length: usize = length.parse().unwrap();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        text.extend(body);
    } else if value("transfer-encoding").is_some() {
        while !text.ends_with(b"\r\n0\r\n\r\n") {
            if reader.read_until(b'\n', &mut text).ok()? == 0 {
                return None;
            }
        }
    }
    Some(String::from_utf8_lossy(&text).into_owned())
}
