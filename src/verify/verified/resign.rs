//! Signing a request again, for someone else.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::time::Duration;

use crate::checksum::ChecksumAlgorithm;
use crate::error::{Error, Reason};
use crate::request::Request;
use crate::request::payload::PAYLOAD_HEADER;
use crate::request::reserved::{CERTIFICATE_HEADERS, SIGNING_HEADERS, SIGNING_PARAMETERS, changes_in_transit};
use crate::signing::{ChunkSigner, ChunkedBody, HeaderSignedRequest, MAX_EXPIRES, Signed, Signer};
use crate::timestamp::Timestamp;
use crate::verify::verified::asked::is_amz;
use crate::verify::{Malformed, Payload, Place, Refusal, Unsupported, Verified};

impl Verified {
    /// Signs the same request again with another signer for another host: for a gateway whose clients have keys of
    /// their own, or a proxy that holds the real keys while its clients sign with a placeholder.
    ///
    /// `origin` is scheme and host, such as `https://s3.eu-west-1.amazonaws.com`, and may have a path of its own; the
    /// path that was signed, which [`path`](Self::path) is, and the query follow it. A presigned
    /// request becomes a presigned URL that expires when the first one does, at the latest. A request with signed
    /// headers becomes one that is signed for `now`.
    ///
    /// **The presigned URL that comes into being here is good without the gateway**, and it holds the session token of
    /// the real credentials. Servers quote it: S3 redirects to another region with the whole query in `location`. A
    /// gateway that passes answers on, and whose clients must not get at what the real keys sign, uses
    /// [`resign_by_headers`](Self::resign_by_headers).
    ///
    /// Method, path, query, payload hash and all signed headers stay, except those that carry the old signature, and
    /// those that a proxy must not pass on (`expect`, `connection`, …). Headers that were not signed are not in the
    /// result: the signature says nothing about them. Send those along, unsigned, that you want to serve, such as
    /// `range` or `if-none-match`, but none that begins with `x-amz-`.
    ///
    /// With `STREAMING-UNSIGNED-PAYLOAD-TRAILER` the body stays in its chunks: forward it as it comes. Chunks that are
    /// signed with the client's key are signed anew by [`resign_chunks`](Self::resign_chunks).
    ///
    /// A request is signed for whoever verifies: check first whether the client may have what it asks for, by
    /// its method, which the server knows, [`path`](Self::path), [`subresources`](Self::subresources),
    /// [`instructions`](Self::instructions) and [`copy_source`](Self::copy_source).
    ///
    /// ```
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let placeholder = Credentials::new("AKIDPLACEHOLDER", "not a secret");
    /// let client = Signer::new(placeholder.clone(), "us-east-1", "s3")?;
    /// let sent = Request::get("http://localhost:8080/photos/a.jpg")?.sign(&client, now)?;
    ///
    /// // At the proxy: the request as it came, and a signer with the real keys.
    /// let request = SignedRequest::parse("GET", "/photos/a.jpg", sent.headers().chain([("host", "localhost:8080")]))?;
    /// let real = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let upstream = Signer::new(real, "eu-west-1", "s3")?;
    /// let (verified, _) = request.verify(&placeholder, now, &Policy::new("us-east-1", "s3"))?;
    /// let forward = verified.resign(&upstream, "https://s3.eu-west-1.amazonaws.com", now)?;
    /// assert_eq!(forward.url(), "https://s3.eu-west-1.amazonaws.com/photos/a.jpg");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::Expired`]: a presigned URL with less than a second left.
    /// - [`Refusal::Unsupported`]: the chunks of the body are signed with the old key.
    /// - [`Refusal::Origin`]: the origin is not a scheme and a host.
    /// - [`Refusal::NotSignedAgain`]: the request or the signer cannot sign, for example because the path has a `..`
    ///   that clients resolve.
    /// - [`Refusal::Unsupported`]: the signer's service accepts no expiry, and a URL of it would be valid for too
    ///   long.
    pub fn resign(&self, signer: &Signer, origin: &str, now: Timestamp) -> Result<Signed, Refusal> {
        let request = self.again(origin, self.request().place())?;
        if !self.is_url() {
            return request.sign(signer, now).map(Signed::Headers).map_err(Refusal::NotSignedAgain);
        }
        let expiry = self.not_after();
        // More than the longest lifetime may be left if the client's clock is ahead.
        let left = expiry.unix_seconds().saturating_sub(now.unix_seconds()).min(MAX_EXPIRES);
        if left == 0 {
            return Err(Refusal::Expired(expiry));
        }
        let url = request.presign(signer, Duration::from_secs(left), now).map_err(Refusal::NotSignedAgain)?;
        if url.expires_at() > expiry { Err(Unsupported::OutlivesRequest(expiry).into()) } else { Ok(Signed::Url(url)) }
    }

    /// Signs the same request again as [`resign`](Self::resign) does, but always by its headers: no URL comes into
    /// being that works without the gateway, is good for days, and has the real session token in it. What is signed
    /// here is good for minutes, and an answer that quotes it has neither the signature nor the token.
    ///
    /// S3 reads `x-amz-` fields in the query of a presigned URL as headers, and where the signature is in the header,
    /// no page of AWS says so. So those [`instructions`](Self::instructions) of a URL become headers of the new
    /// request, if the service of the policy is S3. The other parameters stay in the query.
    ///
    /// # Errors
    /// - As [`resign`](Self::resign), except [`Refusal::Expired`] for what is verified; no request outlives the
    ///   one that was verified.
    /// - [`Refusal::Malformed`]: an instruction in the query is repeated, or not UTF-8.
    pub fn resign_by_headers(
        &self,
        signer: &Signer,
        origin: &str,
        now: Timestamp,
    ) -> Result<HeaderSignedRequest, Refusal> {
        let request = self.again(origin, Place::Authorization)?;
        request.sign(signer, now).map_err(Refusal::NotSignedAgain)
    }

    /// Signs a request whose body is sent in chunks again, by its headers and its chunks one by one, as clients do that
    /// sign every byte over plain HTTP (minio-go, and with it restic).
    ///
    /// Returns the head to send, and what frames the body that is sent: fill a buffer of [`ChunkSigner::chunk_size`]
    /// with what the decoder of the body gives out, and frame it. Once all has been framed,
    /// [`BodyDecoder::finish`](crate::verify::BodyDecoder::finish) says whether the body was the client's, and returns
    /// the value of the trailing header, which [`ChunkSigner::finish`] signs. Break off instead if it fails: without
    /// its end no server keeps the body.
    ///
    /// Length, trailing header and its value stay; the length of the chunks need not. `content-length` follows from it.
    /// `content-encoding` names `aws-chunked` if the client's does.
    ///
    /// ```
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{ChunkedBody, Credentials, Request, Signer, Timestamp};
    ///
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let placeholder = Credentials::new("AKIDPLACEHOLDER", "not a secret");
    /// let client = Signer::new(placeholder.clone(), "us-east-1", "s3")?;
    /// let put = Request::put("http://localhost/photos/a.txt")?;
    /// let (sent, mut frames) = put.sign_chunked(&client, &ChunkedBody::signed(5), now)?;
    /// let body = [frames.frame(b"hello")?.before(), b"hello\r\n", &frames.finish(None)?].concat();
    ///
    /// // At the proxy.
    /// let request = SignedRequest::parse("PUT", "/photos/a.txt", sent.headers().chain([("host", "localhost")]))?;
    /// let real = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let upstream = Signer::new(real, "eu-west-1", "s3")?;
    /// let (verified, mut decoder) = request.verify(&placeholder, now, &Policy::new("us-east-1", "s3"))?;
    /// let (head, mut frames) = verified.resign_chunks(&upstream, "https://s3.eu-west-1.amazonaws.com", now)?;
    /// let (mut piece, mut chunk, mut forward) = (body.as_slice(), Vec::new(), Vec::new());
    /// while let Some(bytes) = decoder.decode(&mut piece)? {
    ///     chunk.extend_from_slice(bytes);
    ///     while chunk.len() >= frames.chunk_size() || (decoder.bytes_left() == Some(0) && !chunk.is_empty()) {
    ///         let rest = chunk.split_off(chunk.len().min(frames.chunk_size()));
    ///         let frame = frames.frame(&chunk)?;
    ///         forward.extend_from_slice(&[frame.before(), &chunk, frame.after()].concat());
    ///         chunk = rest;
    ///     }
    /// }
    /// let trailers = decoder.finish()?;
    /// forward.extend_from_slice(&frames.finish(trailers.first().map(|(_, value)| value.as_str()))?);
    /// assert_eq!(forward.len().to_string(), head.headers().find(|(name, _)| *name == "content-length").unwrap().1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: the body is sent as it is.
    /// - As [`resign_by_headers`](Self::resign_by_headers).
    /// - [`Refusal::NotSignedAgain`]: several trailing headers, or one that is not a checksum, whose length is not
    ///   known before it comes.
    pub fn resign_chunks(
        &self,
        signer: &Signer,
        origin: &str,
        now: Timestamp,
    ) -> Result<(HeaderSignedRequest, ChunkSigner), Refusal> {
        let body = chunked_body(self, self.decoded_length()?)?;
        let request = request(self, None, origin, Place::Authorization)?;
        let (head, frames) = request.sign_chunked(signer, &body, now).map_err(Refusal::NotSignedAgain)?;
        Ok((head, frames))
    }

    /// What was asked for without the old signature, for a new one in this place.
    fn again(&self, origin: &str, place: Place) -> Result<Request<'static>, Refusal> {
        if matches!(self.payload(), Payload::Streaming(_)) {
            return Err(Unsupported::SignedChunks.into());
        }
        request(self, Some(self.payload()), origin, place)
    }
}

/// The origin without a slash at its end, so that the path of a request can follow.
fn check_origin(origin: &str) -> Result<&str, Error> {
    Request::get(origin)?;
    if origin.contains('?') {
        return Err(Error(Reason::InvalidUrl("the origin has a query")));
    }
    Ok(origin.trim_end_matches('/'))
}

/// The same body in chunks.
fn chunked_body(verified: &Verified, length: u64) -> Result<ChunkedBody, Refusal> {
    let (received, name) = (verified.received(), verified.payload().to_string());
    let is_signed = name != Payload::UnsignedTrailer.to_string();
    let body = if is_signed { ChunkedBody::signed(length) } else { ChunkedBody::unsigned(length) };
    // Some clients leave it out, since some servers store it.
    let mut codings = received.wire.header_values("content-encoding").flat_map(|codings| codings.split(','));
    let is_named = codings.any(|coding| coding.trim().eq_ignore_ascii_case("aws-chunked"));
    let body = if is_named { body } else { body.without_content_encoding() };
    let names = received.wire.header_values(TRAILER).flat_map(|names| names.split(','));
    let mut names = names.map(str::trim).filter(|name| !name.is_empty());
    let refused = |reason| Err(Refusal::NotSignedAgain(Error(Reason::ChunkedBody(reason))));
    match (names.next(), names.next(), name.ends_with("-TRAILER")) {
        (None, _, false) => Ok(body),
        (Some(name), None, true) => match value_length(name) {
            Some(length) => Ok(body.trailer(name, length)),
            None => refused("the length of its trailing header is not known before it comes"),
        },
        _ => refused("it announces no trailing header, or several, or one that its form does not have"),
    }
}

/// The length of a trailing header's value, if it is always the same.
fn value_length(name: &str) -> Option<usize> {
    ChecksumAlgorithm::from_header(name).map(ChecksumAlgorithm::value_length)
}

const TRAILER: &str = "x-amz-trailer";

/// What signing adds that depends on the chunks.
const CHUNK_HEADERS: [&str; 4] = [PAYLOAD_HEADER, TRAILER, "content-length", "x-amz-decoded-content-length"];

/// What was asked for, without the old signature, for a new one in this place; without a payload, for a body in chunks.
fn request(
    verified: &Verified,
    payload: Option<&Payload>,
    origin: &str,
    place: Place,
) -> Result<Request<'static>, Refusal> {
    let received = verified.received();
    let origin = check_origin(origin).map_err(Refusal::Origin)?;
    // Where the URL's signature becomes a header, so do the fields that S3 reads as headers in a URL only.
    let leaves_query = verified.is_url() && place == Place::Authorization;
    let moved = if leaves_query && received.claims.scope.service().starts_with("s3") {
        to_headers(verified)?
    } else {
        Vec::new()
    };
    let is_signing = |name: &str| verified.is_url() && SIGNING_PARAMETERS.contains(&name);
    let is_moved =
        |name: &str| leaves_query && (name.eq_ignore_ascii_case(PAYLOAD_HEADER) || (!moved.is_empty() && is_amz(name)));
    let query = received.wire.query_where(|name| !is_signing(name) && !is_moved(name));
    let path = verified.signed_path();
    let url = format!("{origin}{path}?{query}");
    let mut request = Request::new(&received.wire.method, &url).map_err(Refusal::NotSignedAgain)?.into_owned();
    let is_kept = |name: &str| {
        let is_of_chunks = payload.is_none() && CHUNK_HEADERS.contains(&name);
        let is_signing = SIGNING_HEADERS.contains(&name) || CERTIFICATE_HEADERS.contains(&name);
        !is_of_chunks && name != "host" && !is_signing && !changes_in_transit(name)
    };
    for (name, value) in verified.signed_header_values().filter(|(name, _)| is_kept(name)).chain(moved) {
        request = request.header(name, value);
    }
    let is_told = request.headers.iter().any(|(name, _)| name == PAYLOAD_HEADER)
        || (!leaves_query && received.wire.first_parameter(PAYLOAD_HEADER).is_some());
    Ok(match payload {
        Some(payload) if !is_told => request.payload_hash(&payload.to_string()),
        _ => request,
    })
}

/// The instructions in the query of a URL, to become headers. All of a request are looked at, so that none is there
/// twice.
fn to_headers(verified: &Verified) -> Result<Vec<(&str, &str)>, Refusal> {
    verified.instructions()?;
    let moved: Vec<_> = verified.instructions_in_query()?.collect();
    match moved.iter().find(|(_, value)| value.trim_matches([' ', '\t']) != *value) {
        Some((name, _)) => {
            let reason = "cannot become a header: it has white space at its ends";
            Err(Malformed::Parameter { name: (*name).to_owned(), reason }.into())
        }
        None => Ok(moved),
    }
}
