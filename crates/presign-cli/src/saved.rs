//! A request as it came over the wire, written down: on the command line, or in a file.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use crate::encoding;
use crate::failure::Failure;
use crate::values::Pair;

/// Method, target and headers as a server would get them.
pub(crate) struct SavedRequest {
    pub(crate) method: String,
    /// As in the request line.
    pub(crate) target: String,
    /// `host` is among them, if the request has it.
    pub(crate) headers: Vec<Pair>,
    pub(crate) body: Option<Vec<u8>>,
}

impl SavedRequest {
    /// Reads a file with a request of HTTP/1.1: request line, headers, blank line, body. Lines end with CR LF or LF.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut bytes = read(path)?;
        encoding::without_mark(&mut bytes).map_err(|error| Failure::Read { path: path.into(), error })?;
        Self::parse(&bytes).map_err(|reason| Failure::NotARequest { path: path.into(), reason })
    }

    /// The end of a sentence if it is no request.
    fn parse(bytes: &[u8]) -> Result<Self, String> {
        // No more headers than lines.
        let lines = bytes.split(|byte| *byte == b'\n').count();
        let mut headers = vec![httparse::EMPTY_HEADER; lines];
        let mut request = httparse::Request::new(&mut headers);
        let length = match request.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Err("there is no blank line after its headers".into()),
            Err(error) => return Err(error.to_string()),
        };
        let mut pairs = Vec::new();
        for header in request.headers.iter() {
            let name = header.name.to_owned();
            let Ok(value) = std::str::from_utf8(header.value) else {
                return Err(format!("its header {name} is not UTF-8"));
            };
            pairs.push(Pair { name, value: value.into() });
        }
        let body = body(&pairs, bytes.get(length..).unwrap_or_default())?.map(Into::into);
        // A complete request has both.
        let (method, target) = (request.method.unwrap_or_default().into(), request.path.unwrap_or_default().into());
        Ok(Self { method, target, headers: pairs, body })
    }

    /// What a client makes of a method, a URL and headers.
    pub(crate) fn sent(method: &str, url: &str, headers: &[Pair]) -> Self {
        let (host, target) = host_and_target(url);
        let mut request = Self { method: method.into(), target, headers: headers.into(), body: None };
        if !request.has("host") {
            request.headers.push(Pair { name: "host".into(), value: host });
        }
        request
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        has(&self.headers, name)
    }
}

fn has(headers: &[Pair], name: &str) -> bool {
    headers.iter().any(|pair| pair.name.eq_ignore_ascii_case(name))
}

/// The body in what follows the headers. A request that says nothing about its body may have been saved without it.
fn body<'a>(headers: &[Pair], rest: &'a [u8]) -> Result<Option<&'a [u8]>, String> {
    if has(headers, "transfer-encoding") {
        return Err("its body is in the chunks of transfer-encoding: save the request without them".into());
    }
    let Some(length) = headers.iter().find(|pair| pair.name.eq_ignore_ascii_case("content-length")) else {
        return Ok(Some(rest).filter(|rest| !rest.is_empty()));
    };
    let length = length.value.parse().map_err(|_| "its content-length is not a number")?;
    // What follows the body is the next request, or the line end that an editor adds.
    let missing = || format!("its body has {} bytes, but content-length is {length}", rest.len());
    rest.get(..length).map(Some).ok_or_else(missing)
}

/// What a file holds, or standard input if its name is `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    bytes.map_err(|error| Failure::Read { path: path.into(), error })
}

/// What a client makes of a URL: the header `host`, and the target in the request line.
pub(crate) fn host_and_target(url: &str) -> (String, String) {
    let url = url.split('#').next().unwrap_or_default();
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let default_port = if matches!(scheme, "http" | "ws") { ":80" } else { ":443" };
    let host = host.strip_suffix(default_port).unwrap_or(&host).to_owned();
    let slash = if target.starts_with('/') { "" } else { "/" };
    (host, format!("{slash}{target}"))
}
