//! Signing a body chunk by chunk.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

#[cfg(feature = "checksums")]
use crate::checksum::ChecksumHasher;
use crate::error::{Error, Reason};
use crate::request::Request;
use crate::request::headers::Headers;
use crate::signing::authorize::Authorized;
use crate::signing::chunks::body::{CHUNK_SIGNATURE, ChunkedBody, TRAILER_SIGNATURE, Trailer};
use crate::signing::chunks::chain::{ChunkChain, ChunkForm, PADDING};
use crate::signing::{HeaderSignedRequest, Signature, Signer, SigningKey};
use crate::timestamp::Timestamp;

impl Request<'_> {
    /// Signs this request by its headers for a body in chunks, and returns what signs the chunks.
    ///
    /// The headers to send include `content-encoding` with `aws-chunked` (unless
    /// [`ChunkedBody::without_content_encoding`] leaves it out), `x-amz-decoded-content-length`, `x-amz-trailer` if
    /// there is a trailer, and `content-length`, which is exact. This last one is not signed, unless the request has it
    /// already. A coding in the request's own `content-encoding` stays, before `aws-chunked`.
    ///
    /// Amazon S3 accepts such bodies for objects and parts. Messages of event streams
    /// (`application/vnd.amazon.eventstream` of Amazon Transcribe and others) are signed in another way, by
    /// `EventSigner` of the feature `event-stream`.
    ///
    /// ```
    /// use presign::{ChunkedBody, Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials, "us-east-1", "s3")?;
    /// let body = vec![b'a'; 100_000];
    /// let request = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/a.txt")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let (request, mut chunks) = request.sign_chunked(&signer, &ChunkedBody::signed(100_000), now)?;
    ///
    /// let mut sent = Vec::new();
    /// for chunk in body.chunks(chunks.chunk_size()) {
    ///     let frame = chunks.frame(chunk)?;
    ///     sent.extend_from_slice(frame.before());
    ///     sent.extend_from_slice(chunk);
    ///     sent.extend_from_slice(frame.after());
    /// }
    /// sent.extend_from_slice(&chunks.finish(None)?);
    /// let length = request.headers().find(|(name, _)| *name == "content-length");
    /// assert_eq!(length, Some(("content-length", sent.len().to_string().as_str())));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - As [`sign`](Self::sign).
    /// - `reserved-header`: the request has `x-amz-decoded-content-length` or `x-amz-trailer`.
    /// - `several-payload-hashes`: it has a payload hash of another form.
    /// - `chunk-too-small`, `body-too-large`: the chunks are too short, or the body is too long.
    /// - `chunked-body`: unsigned chunks without a trailer, a `content-length` other than that of the chunks, or a
    ///   `content-encoding` that is to be left out.
    /// - `invalid-header-name`: that of the trailer.
    ///
    /// Source: Amazon S3, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks
    /// (Chunked Upload)" and "… Including Trailing Headers (Chunked Upload)".
    pub fn sign_chunked(
        &self,
        signer: &Signer,
        body: &ChunkedBody,
        now: Timestamp,
    ) -> Result<(HeaderSignedRequest, ChunkSigner), Error> {
        body.check()?;
        let form = body.form(signer.algorithm());
        let content_length = body.content_length(form).ok_or(Error(Reason::BodyTooLarge(body.length)))?;
        let request = with_headers(self, body, form)?;
        let mut lengths = request.headers.iter().filter(|(name, _)| *name == CONTENT_LENGTH).map(|(_, value)| value);
        let (has_length, is_right) = match lengths.next() {
            None => (false, true),
            Some(value) => (true, value.trim() == content_length.to_string() && lengths.next().is_none()),
        };
        if !is_right {
            return Err(Error(Reason::ChunkedBody("the header content-length is not the length of the chunks")));
        }
        let Authorized { request: mut signed, signature: seed, key, .. } = signer.authorize(&request, now)?;
        if !has_length {
            signed.add_unsigned(CONTENT_LENGTH, &content_length.to_string())?;
        }
        let chunks = ChunkSigner {
            chain: form.algorithm.map(|_| (ChunkChain::new(key.scope(), now, seed), key)),
            form,
            left: body.length,
            chunk_size: body.chunk_size,
            trailer: body.trailer.clone(),
            #[cfg(feature = "checksums")]
            checksum: body.checksum.map(crate::checksum::ChecksumAlgorithm::hasher),
        };
        Ok((signed, chunks))
    }
}

const CONTENT_LENGTH: &str = "content-length";
const CONTENT_ENCODING: &str = "content-encoding";
const DECODED_LENGTH: &str = "x-amz-decoded-content-length";
const TRAILER: &str = "x-amz-trailer";

/// The request with the headers that describe its body.
fn with_headers<'a>(request: &Request<'a>, body: &ChunkedBody, form: ChunkForm) -> Result<Request<'a>, Error> {
    let mut headers = Headers::default();
    let mut codings: Vec<&str> = Vec::new();
    for (name, value) in request.headers.iter() {
        match name {
            CONTENT_ENCODING => codings.push(value),
            DECODED_LENGTH | TRAILER => return Err(Error(Reason::ReservedHeader(name.to_string()))),
            _ => drop(headers.push(name, value)?),
        }
    }
    let has_coding = !codings.is_empty() || body.is_coding_told;
    let mut codings = codings.join(",");
    let is_told = codings.split(',').any(|coding| coding.trim().eq_ignore_ascii_case("aws-chunked"));
    if is_told && !body.is_coding_told {
        return Err(Error(Reason::ChunkedBody(
            "the request has the content-encoding aws-chunked, and the body is to leave it out",
        )));
    }
    if !is_told && body.is_coding_told {
        codings.push_str(if codings.is_empty() { "aws-chunked" } else { ",aws-chunked" });
    }
    let mut request = request.clone();
    request.headers = headers;
    if has_coding {
        request.add_header(CONTENT_ENCODING, &codings);
    }
    request.add_header(DECODED_LENGTH, &body.length.to_string());
    if let Some(trailer) = &body.trailer {
        request.add_header(TRAILER, &trailer.name);
    }
    // Every form that passes the check of the body has a name.
    Ok(request.payload_hash(form.name().unwrap_or_default()))
}

/// Signs the chunks of a body in their order, after [`Request::sign_chunked`] has signed the request.
///
/// It neither holds nor copies the chunks, and allocates nothing for one. `Debug` shows no key and no signature.
#[derive(Clone)]
#[must_use = "the body ends with what `finish` returns"]
pub struct ChunkSigner {
    /// None if the chunks are not signed.
    chain: Option<(ChunkChain, SigningKey)>,
    form: ChunkForm,
    left: u64,
    chunk_size: usize,
    trailer: Option<Trailer>,
    #[cfg(feature = "checksums")]
    checksum: Option<ChecksumHasher>,
}

impl ChunkSigner {
    /// Returns the length of every chunk except the last, in bytes.
    #[must_use]
    pub fn chunk_size(&self) -> usize {
        self.chunk_size
    }

    /// Signs the next chunk, and returns what to send before and after it.
    ///
    /// # Errors
    /// - `chunk-of-other-length`: it is not [`chunk_size`](Self::chunk_size) bytes long, or what is left of the body if
    ///   that is less: the length of the request would not add up.
    /// - `chunked-body`: the whole body has been framed.
    pub fn frame(&mut self, chunk: &[u8]) -> Result<Frame, Error> {
        if self.left == 0 {
            return Err(Error(Reason::ChunkedBody("the whole body has been framed: only its end is missing")));
        }
        let expected = self.left.min(self.chunk_size as u64);
        if chunk.len() as u64 != expected {
            return Err(Error(Reason::ChunkLength { given: chunk.len(), expected }));
        }
        #[cfg(feature = "checksums")]
        if let Some(checksum) = &mut self.checksum {
            checksum.update(chunk);
        }
        self.left -= expected;
        Ok(self.frame_of(chunk))
    }

    fn frame_of(&mut self, chunk: &[u8]) -> Frame {
        let mut frame = Frame { head: [0; HEAD], length: 0 };
        let digits = chunk.len().max(1).ilog(16) + 1;
        for place in (0..digits).rev() {
            // A remainder of 16.
            let digit = (chunk.len() >> (4 * place)) % 16;
            frame.push(&[b"0123456789abcdef"[digit]]);
        }
        if let Some((chain, key)) = &mut self.chain {
            let signature = key.sign_bytes(chain.chunk(&Sha256::digest(chunk).into()).as_bytes());
            frame.push(CHUNK_SIGNATURE.as_bytes());
            frame.push(&padded(&signature)[..self.form.signature_length()]);
            chain.follow(signature);
        }
        frame.push(b"\r\n");
        frame
    }

    /// Returns the end of the body: the last, empty chunk, and the trailing header with this value. The value is `None`
    /// if there is no trailer, and if it is a checksum that was computed meanwhile.
    ///
    /// # Errors
    /// - `chunked-body`: chunks are missing; there is a value without a trailer, or none for one; it has a
    ///   length other than the announced one, white space at its ends, or a control character.
    pub fn finish(mut self, trailer: Option<&str>) -> Result<Vec<u8>, Error> {
        if self.left > 0 {
            return Err(Error(Reason::ChunkedBody("the chunks so far are not the whole body")));
        }
        let value = self.trailer_value(trailer)?;
        let mut end = self.frame_of(&[]).before().to_vec();
        if let (Some(trailer), Some(value)) = (&self.trailer, value) {
            let line = format!("{}:{value}", trailer.name);
            end.extend_from_slice(format!("{line}\r\n").as_bytes());
            if let Some((chain, key)) = &self.chain {
                let hash = Sha256::digest(format!("{line}\n").as_bytes());
                let signature = key.sign_bytes(chain.trailer(&hash.into()).as_bytes());
                end.extend_from_slice(TRAILER_SIGNATURE.as_bytes());
                end.extend_from_slice(&padded(&signature)[..self.form.signature_length()]);
                end.extend_from_slice(b"\r\n");
            }
        }
        end.extend_from_slice(b"\r\n");
        Ok(end)
    }

    /// The value of the trailer: the given one, or the checksum.
    fn trailer_value(&mut self, given: Option<&str>) -> Result<Option<String>, Error> {
        #[cfg(feature = "checksums")]
        if let Some(checksum) = self.checksum.take() {
            return match given {
                None => Ok(Some(checksum.finish().to_string())),
                Some(_) => {
                    Err(Error(Reason::ChunkedBody("the trailer is a checksum that is made here, and has a value")))
                }
            };
        }
        let (value, trailer) = match (given, &self.trailer) {
            (None, None) => return Ok(None),
            (Some(value), Some(trailer)) => (value, trailer),
            (Some(_), None) => return Err(Error(Reason::ChunkedBody("the body has no trailer to give a value to"))),
            (None, Some(_)) => {
                return Err(Error(Reason::ChunkedBody("the body has a trailer, whose value is missing")));
            }
        };
        if value.trim() != value || value.chars().any(char::is_control) {
            return Err(Error(Reason::ChunkedBody(
                "the value of the trailer has white space at its ends or a control character",
            )));
        }
        if value.len() != trailer.value_length {
            return Err(Error(Reason::ChunkedBody("the trailer's value does not have the announced length")));
        }
        Ok(Some(value.into()))
    }
}

/// The digits of a signature, and padding after them.
fn padded(signature: &Signature) -> [u8; Signature::MAX_DIGITS] {
    let mut digits = [0; Signature::MAX_DIGITS];
    let length = signature.digits(&mut digits).len();
    digits[length..].fill(PADDING);
    digits
}

/// The longest line before a chunk: 16 digits, its signature, and the line's end.
const HEAD: usize = 16 + CHUNK_SIGNATURE.len() + Signature::MAX_DIGITS + 2;

/// What to send before and after a chunk.
#[derive(Clone, Copy)]
pub struct Frame {
    head: [u8; HEAD],
    length: usize,
}

impl Frame {
    /// Returns the bytes before the chunk.
    #[must_use]
    pub fn before(&self) -> &[u8] {
        &self.head[..self.length]
    }

    /// Returns the bytes after the chunk.
    #[must_use]
    pub fn after(&self) -> &'static [u8] {
        b"\r\n"
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        self.head[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame").finish_non_exhaustive()
    }
}

impl fmt::Debug for ChunkSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = self.form.name().unwrap_or_default();
        f.debug_struct("ChunkSigner").field("form", &form).field("left", &self.left).finish_non_exhaustive()
    }
}
