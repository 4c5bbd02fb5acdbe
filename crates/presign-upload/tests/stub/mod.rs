//! Servers that look at no signature and report what they were sent.

// Each test file is a program of its own, and not each uses all of this.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// A request as it arrived, its parameters percent-encoded.
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// In what two requests differ, bodies aside: `method`, `path`, or the names of parameters and headers.
pub(crate) fn different<'a>(one: &'a Received, other: &'a Received) -> Vec<&'a str> {
    let maps = |one: &'a BTreeMap<String, String>, other: &'a BTreeMap<String, String>| {
        let mut names: Vec<_> = one.keys().chain(other.keys()).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter(|name| one.get(*name) != other.get(*name)).collect::<Vec<_>>()
    };
    let mut names = Vec::new();
    names.extend((one.method != other.method).then_some("method"));
    names.extend((one.path != other.path).then_some("path"));
    names.extend(maps(&one.parameters, &other.parameters));
    names.extend(maps(&one.headers, &other.headers).into_iter().filter(|name| *name != "content-length"));
    names
}

/// A server that reports each request and gives each the same answer, or none.
pub(crate) fn answering(answer: Option<&'static str>) -> (String, Receiver<Received>) {
    serving(move |_| answer.map(|answer| answer.as_bytes().to_vec()))
}

/// A server that keeps what it is sent, and takes everything.
pub(crate) fn keeping() -> (String, Receiver<Received>) {
    let mut objects = BTreeMap::new();
    serving(move |request| {
        let (status, body) = match request.method.as_str() {
            "PUT" => {
                objects.insert(request.path.clone(), request.body.clone());
                ("200 OK", Vec::new())
            }
            "GET" => ("200 OK", objects.get(&request.path).cloned().unwrap_or_default()),
            _ => ("204 Gone", Vec::new()),
        };
        let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        Some([head.into_bytes(), body].concat())
    })
}

pub(crate) fn serving(
    mut answer: impl FnMut(&Received) -> Option<Vec<u8>> + Send + 'static,
) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (requests, received) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let Some(request) = receive(&stream) else { continue };
            let answer = answer(&request);
            if requests.send(request).is_err() {
                return;
            }
            if let Some(answer) = answer {
                let _ = (&stream).write_all(&answer);
            }
        }
    });
    (endpoint, received)
}

fn receive(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok().map(|_| line.trim_end().to_string()).filter(|line| !line.is_empty())
    };
    let first = line()?;
    let headers: BTreeMap<_, _> = std::iter::from_fn(line)
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_string())))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let [method, target, _version] = first.split(' ').collect::<Vec<_>>()[..] else { return None };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parameters = query.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (n.into(), v.into())).collect();
    Some(Received { method: method.into(), path: path.into(), parameters, headers, body })
}
