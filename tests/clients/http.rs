//! As much of HTTP/1.1 as clients of S3 need: connections that stay open, `Expect: 100-continue`, and bodies in chunks.

use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read, Write};

/// A request as it came over the wire, with the chunks of `transfer-encoding` put together.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The next request of a connection, or `None` if the client has closed it.
    pub(crate) fn read(stream: &mut BufReader<impl Read + Write>) -> io::Result<Option<Self>> {
        let head = read_head(stream)?;
        if head.is_empty() {
            return Ok(None);
        }
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut parsed = httparse::Request::new(&mut headers);
        parsed.parse(&head).map_err(invalid)?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(invalid);
        let mut request = Self {
            method: parsed.method.unwrap_or_default().into(),
            target: parsed.path.unwrap_or_default().into(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        for header in parsed.headers.iter() {
            request.headers.push((header.name.into(), text(header.value)?));
        }
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            stream.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        request.body = request.read_body(stream)?;
        Ok(Some(request))
    }

    fn read_body(&self, stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        if self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            loop {
                let line = read_line(stream)?;
                let size = line.split(';').next().unwrap_or_default();
                let size = u64::from_str_radix(size, 16).map_err(invalid)?;
                read_exactly(stream, size, &mut body)?;
                // The line's end after the chunk, or the trailers after the last one.
                while !read_line(stream)?.is_empty() {}
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        let length = self.header("content-length").map_or(Ok(0), str::parse).map_err(invalid)?;
        read_exactly(stream, length, &mut body)?;
        Ok(body)
    }

    /// The first header of this name, in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}

/// Up to the blank line after the headers.
fn read_head(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut head)? == 0 {
            return Ok(Vec::new());
        }
    }
    Ok(head)
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    Ok(line.trim_end().into())
}

fn read_exactly(stream: &mut impl Read, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let read = stream.take(length).read_to_end(body)?;
    if read as u64 == length { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// An answer.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn xml(status: u16, xml: &str) -> Self {
        let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{xml}").into_bytes();
        Self { status, headers: vec![("content-type".into(), "application/xml".into())], body }
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let message = escape(message);
        Self::xml(status, &format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"))
    }

    /// Writes it as the answer to a request with this method.
    pub(crate) fn write(&self, stream: &mut impl Write, method: &str) -> io::Result<()> {
        // With some phrase after the status: botocore loses an answer to `expect: 100-continue` without one.
        let reason = if self.status < 400 { "OK" } else { "Refused" };
        let line = format!("HTTP/1.1 {} {reason}\r\ncontent-length: {}\r\n", self.status, self.body.len());
        let mut answer = line.into_bytes();
        for (name, value) in &self.headers {
            answer.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        answer.extend_from_slice(b"\r\n");
        if method != "HEAD" {
            answer.extend_from_slice(&self.body);
        }
        stream.write_all(&answer)?;
        stream.flush()
    }
}

/// As the content of an XML element.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}
