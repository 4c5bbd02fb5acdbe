//! As much of HTTP/1.1 as the server needs. Where two readers of a request could disagree about its length, it is refused.

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::refusal::Refusal;

/// The longest request head that is read, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// The most headers that are read.
pub(crate) const MAX_HEADERS: usize = 64;
/// How long a client may take to send the head.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a client may take to receive the next piece of a file, or to send [`PIECE`] bytes of one.
pub(crate) const PIECE_TIME: Duration = Duration::from_secs(10);
/// A client that sends a byte every now and then is not waited for.
const PIECE: usize = 16 * 1024;
/// How much of the body of a refused request is read, and for how long.
const LINGER: (u64, Duration) = (1 << 20, Duration::from_secs(1));
/// The largest file that is stored, in bytes.
const MAX_UPLOAD: u64 = 1 << 30;
/// The most lines after the last chunk.
const MAX_TRAILERS: usize = 64;

/// Reads the head of a request, and returns what has arrived after it too. What has arrived by the deadline is all that
/// counts.
pub(crate) fn read_head(stream: &mut TcpStream) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let deadline = Instant::now() + HEAD_TIME;
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while head.len() < MAX_HEAD {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        stream.set_read_timeout(Some(left))?;
        let length = match stream.read(&mut piece) {
            Err(error) if is_timeout(&error) => break,
            read => read?,
        };
        head.extend_from_slice(&piece[..length]);
        // The end is where the parser sees it, which also accepts lines that end with a line feed alone.
        if piece[..length].contains(&b'\n') {
            let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
            match httparse::Request::new(&mut headers).parse(&head) {
                Ok(httparse::Status::Complete(end)) => {
                    let rest = head.split_off(end);
                    return Ok((head, rest));
                }
                Ok(httparse::Status::Partial) => {}
                Err(_) => break,
            }
        }
        if length == 0 {
            break;
        }
    }
    Ok((head, Vec::new()))
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// A client's stream that must not be slower than [`PIECE`] bytes in [`PIECE_TIME`].
pub(crate) struct Paced<'a> {
    stream: &'a TcpStream,
    deadline: Instant,
    arrived: usize,
}

impl<'a> Paced<'a> {
    pub(crate) fn new(stream: &'a TcpStream) -> Self {
        Self { stream, deadline: Instant::now() + PIECE_TIME, arrived: 0 }
    }
}

impl Read for Paced<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // What has arrived already is read, however long the disk has taken.
        let left = self.deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.stream.set_read_timeout(Some(left))?;
        let length = match (&mut self.stream).read(buffer) {
            Err(error) if is_timeout(&error) => return Err(ErrorKind::TimedOut.into()),
            read => read?,
        };
        self.arrived += length;
        if self.arrived >= PIECE {
            *self = Self::new(self.stream);
        }
        Ok(length)
    }
}

/// The body of an HTTP request. The chunks of `transfer-encoding: chunked`, in which some SDKs send theirs, are those of
/// the connection, and are taken apart first.
pub(crate) struct Body<R> {
    reader: R,
    /// What is left of the body, or of its chunk.
    left: u64,
    is_chunked: bool,
    total: u64,
}

impl<R: BufRead> Body<R> {
    pub(crate) fn new(reader: R, headers: &[(&str, &str)]) -> Result<Self, Refusal> {
        let lengths: Vec<_> = values(headers, "content-length").collect();
        let codings: Vec<_> = values(headers, "transfer-encoding").collect();
        // Two lengths, a length and chunks, or another coding: a proxy before this server may go by the other one.
        let (left, is_chunked) = match (lengths.as_slice(), codings.as_slice()) {
            ([length], []) => (parse_digits(length, 10), false),
            ([], [coding]) if coding.eq_ignore_ascii_case("chunked") => (Some(0), true),
            _ => (None, false),
        };
        let refusal = || Refusal::new(411, "MissingContentLength", "the body has no length, or more than one");
        Ok(Self { reader, left: left.ok_or_else(refusal)?, is_chunked, total: 0 })
    }

    /// The next bytes, or none at the end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Refusal> {
        if self.is_chunked && self.left == 0 {
            let size = parse_digits(&self.line()?, 16);
            self.left = size.ok_or_else(|| Refusal::bad("a chunk of HTTP has no size"))?;
            if self.left == 0 {
                self.skip_trailers()?;
                self.is_chunked = false;
            }
        }
        if self.left == 0 {
            return Ok(0);
        }
        let length = (&mut self.reader).take(self.left).read(buffer)?;
        (self.left, self.total) = (self.left - length as u64, self.total + length as u64);
        if length == 0 {
            return Err(Refusal::new(400, "IncompleteBody", "the body is shorter than its length"));
        }
        if self.total > MAX_UPLOAD {
            return Err(Refusal::new(400, "EntityTooLarge", "the file is too large"));
        }
        if self.is_chunked && self.left == 0 && !self.line()?.is_empty() {
            return Err(Refusal::bad("a chunk of HTTP is longer than its size"));
        }
        Ok(length)
    }

    fn skip_trailers(&mut self) -> Result<(), Refusal> {
        for _ in 0..MAX_TRAILERS {
            if self.line()?.is_empty() {
                return Ok(());
            }
        }
        Err(Refusal::bad("too many lines follow the last chunk of HTTP"))
    }

    fn line(&mut self) -> Result<String, Refusal> {
        let mut line = String::new();
        (&mut self.reader).take(1024).read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_string).ok_or_else(|| Refusal::bad("a chunk of HTTP is malformed"))
    }
}

/// Nothing but digits: not the sign that `parse` and `from_str_radix` accept.
fn parse_digits(text: &str, radix: u32) -> Option<u64> {
    u64::from_str_radix(text, radix).ok().filter(|_| text.chars().all(|digit| digit.is_digit(radix)))
}

pub(crate) fn values<'a>(headers: &'a [(&str, &str)], name: &str) -> impl Iterator<Item = &'a str> {
    headers.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

pub(crate) fn write_head(stream: &mut TcpStream, status: u16, content_type: &str, length: u64) -> io::Result<()> {
    let reason = reason(status);
    // `nosniff`: otherwise browsers look for a type of their own, and an uploaded page would run its script.
    write!(
        stream,
        "HTTP/1.1 {status} {reason}\r\ncontent-type: {content_type}\r\nx-content-type-options: nosniff\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n"
    )
}

/// The phrase after the status (RFC 9110, section 15). It may be absent in HTTP, but then botocore, which reads the line itself
/// after `expect: 100-continue`, loses the answer.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// Ends a connection whose request may not have been read to its end. If it were closed at once, the client might lose the
/// answer while it still sends.
pub(crate) fn linger(stream: &TcpStream) {
    // Either fails if the client is gone already, and then there is nobody to wait for.
    let _ = stream.shutdown(Shutdown::Write);
    let (most, time) = LINGER;
    let deadline = Instant::now() + time;
    let (mut left, mut piece) = (most, [0; 16 * 1024]);
    loop {
        let time = deadline.saturating_duration_since(Instant::now());
        if time.is_zero() || left == 0 || stream.set_read_timeout(Some(time)).is_err() {
            break;
        }
        match (&mut &*stream).read(&mut piece) {
            Ok(length) if length > 0 => left = left.saturating_sub(length as u64),
            _ => break,
        }
    }
}
