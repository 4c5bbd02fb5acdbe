//! A request whose signature matches.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::signing::{CanonicalRequest, StringToSign};
use crate::text::percent::decode;
use crate::timestamp::Timestamp;
use crate::verify::body::decoded_length;
use crate::verify::received::{Matching, Received};
use crate::verify::{BodyDecoder, Malformed, Payload, Place, Policy, Proof, Refusal, SignedRequest};

/// A request whose signature matches: what it asks for, in the values that were signed, decoded.
///
/// [`SignedRequest::verify`] returns it. A server decides by these values, and not by the request as its framework has
/// it: a target can be written in many ways that have one signature. It shares the memory of the request, so that it
/// can be kept and cloned, for example in the extensions of a framework's request.
#[derive(Clone)]
pub struct Verified {
    request: SignedRequest,
    canonical_request: CanonicalRequest,
    string_to_sign: StringToSign,
    payload: Payload,
    encodes_path_twice: bool,
    path: Path,
    not_after: Timestamp,
}

impl SignedRequest {
    /// Verifies the request with the credentials of its [`access_key_id`](Self::access_key_id), or with the signing key
    /// of its [`scope`](Self::scope): see [`Proof`]. Returns what it asks for, and the decoder of its body.
    ///
    /// The signature is computed once. What is left to compare is the body, as it arrives: the decoder does so,
    /// whatever its form. Nothing signs the bytes of [`Payload::UnsignedTrailer`], which boto3 and the other SDKs of
    /// AWS send over TLS: they are protected by TLS and by the checksum after them.
    ///
    /// ```
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{ChunkedBody, Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let request = Request::put("https://s3.example/bucket/a.txt")?;
    /// let (sent, mut frames) = request.sign_chunked(&signer, &ChunkedBody::signed(5), now)?;
    /// let sent_body = [frames.frame(b"hello")?.before(), b"hello\r\n", &frames.finish(None)?].concat();
    ///
    /// // On the server.
    /// let headers = sent.headers().chain([("host", "s3.example")]);
    /// let request = SignedRequest::parse("PUT", "/bucket/a.txt", headers)?;
    /// let (verified, mut body) = request.verify(&credentials, now, &Policy::new("us-east-1", "s3"))?;
    /// let mut object = Vec::new();
    /// for mut piece in sent_body.chunks(10) {
    ///     while let Some(bytes) = body.decode(&mut piece)? {
    ///         object.extend_from_slice(bytes);
    ///     }
    /// }
    /// body.finish()?;
    /// assert_eq!((verified.path()?, object), ("/bucket/a.txt", b"hello".to_vec()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::UnknownAccessKeyId`], [`Refusal::SessionToken`], [`Refusal::CredentialsExpired`]: the proof is not
    ///   that of the access key id, or no longer.
    /// - [`Refusal::Credentials`], [`Refusal::KeyScope`]: the proof is not usable.
    /// - [`Refusal::Malformed`]: the proof is not one for this algorithm.
    /// - [`Refusal::Place`]: the policy accepts no signature where this one is.
    /// - [`Refusal::Region`], [`Refusal::Malformed`]: signed for another server.
    /// - [`Refusal::NotYetValid`], [`Refusal::Expired`]: a URL that is not valid at this time.
    /// - [`Refusal::Malformed`]: a URL that states no expiry, or a longer one than the policy allows.
    /// - [`Refusal::TimeTooSkewed`]: a request with the header `Authorization` that is dated too far ahead or too long
    ///   ago.
    /// - [`Refusal::Malformed`]: with the header `Authorization`, S3 requires the payload hash in
    ///   `x-amz-content-sha256`; of a body in chunks `x-amz-decoded-content-length`.
    /// - [`Refusal::SignedHeaderAbsent`], [`Refusal::UnsignedHeader`]: other headers than signed.
    /// - [`Refusal::Malformed`]: a header is repeated.
    /// - [`Refusal::Request`]: a part of the request cannot be signed, such as a bare `+` in the query.
    /// - [`Refusal::SignatureMismatch`]: the request differs from the one that was signed.
    /// - [`Refusal::Malformed`], [`Refusal::ChecksumRequired`]: it declares no usable
    ///   [checksum](crate::verify#checksums) of its body.
    /// - [`Refusal::Unsupported`]: it declares one that this build cannot compute, or its body is in chunks of another
    ///   form, or was [handed in](Self::body) in chunks.
    /// - [`Refusal::Malformed`]: its body is in chunks of a length that is not a number.
    /// - [`Refusal::Body`], [`Refusal::Checksum`]: the body that was [handed in](Self::body) is not the one that was
    ///   signed.
    pub fn verify<'k>(
        &self,
        proof: impl Into<Proof<'k>>,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<(Verified, BodyDecoder), Refusal> {
        let received = self.received();
        let matching = received.verify(proof.into(), now, policy)?;
        let body = BodyDecoder::of(&received.wire, &received.claims, &matching.payload, matching.key, policy)?;
        let Matching { canonical_request, string_to_sign, payload, .. } = matching;
        Ok((Verified::new(self, (canonical_request, string_to_sign), payload, policy), body))
    }
}

impl Verified {
    /// What was verified of a request.
    pub(in crate::verify) fn new(
        request: &SignedRequest,
        (canonical_request, string_to_sign): (CanonicalRequest, StringToSign),
        payload: Payload,
        policy: &Policy,
    ) -> Self {
        let received = request.received();
        let encodes_path_twice = received.rules_for(&policy.rules).encode_path_twice;
        let path = Path::of(&canonical_request, encodes_path_twice);
        let (not_after, request) = (received.not_after(policy), request.clone());
        Self { request, canonical_request, string_to_sign, payload, encodes_path_twice, path, not_after }
    }

    /// Returns the path that was signed, decoded once, such as `/bucket/a b.txt`: what to serve.
    ///
    /// Rules that normalise the path, such as [`Rules::STANDARD`](crate::Rules::STANDARD), sign `/b` for a request to
    /// `/admin/../b`, and this is `/b`. To S3, empty segments, `.` and `..` are names like any other, and this has
    /// them all: never hand it to a file system.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: the path is not percent-encoded UTF-8.
    pub fn path(&self) -> Result<&str, Refusal> {
        match &self.path {
            Path::AsSigned => Ok(signed_line(&self.canonical_request)),
            Path::Decoded(path) => Ok(path),
            Path::NotUtf8 => Err(Malformed::PathNotUtf8.into()),
        }
    }

    /// Returns what the signature and the request say about the body.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    /// Returns the request, with what it says of its signer: its access key id, its scope, its date.
    #[must_use]
    pub fn request(&self) -> &SignedRequest {
        &self.request
    }

    /// Returns the last second in which the policy accepts this request: for a URL when it expires, for a request with
    /// the header `Authorization` its date and [`Policy::max_age`].
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Computes an identity of the request, which is the same each time it is sent, however it is spelled: the SHA-256
    /// of the access key id, a line feed and the string to sign. It holds no secret, so that it may be stored.
    ///
    /// It is what to remember of a link that is to be used once, counted or revoked, and of a request that must not be
    /// repeated, until [`not_after`](Self::not_after). The signature will not do: SigV4a has two for one request.
    #[must_use]
    pub fn link(&self) -> [u8; 32] {
        let hasher = Sha256::new().chain_update(self.request.access_key_id()).chain_update("\n");
        hasher.chain_update(self.string_to_sign.as_str()).finalize().into()
    }

    /// Lists the headers that describe the chunks of the body and not the object in them, each with what it is once the
    /// body has been decoded: `None` if it is to be taken away. Empty for a body that is not in chunks.
    ///
    /// `content-encoding` loses `aws-chunked`, `content-length` is that of the object, and `transfer-encoding`,
    /// `x-amz-content-sha256`, `x-amz-decoded-content-length` and `x-amz-trailer` go. A store keeps the
    /// `content-encoding` that is here, or else every download has one that does not exist.
    ///
    /// Source: Amazon S3, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks
    /// (Chunked Upload) (AWS Signature Version 4)".
    #[must_use]
    pub fn headers_without_chunks(&self) -> Vec<(&'static str, Option<String>)> {
        let Ok(length) = self.decoded_length() else { return Vec::new() };
        let codings = self.received().wire.header_values("content-encoding").flat_map(|codings| codings.split(','));
        let codings = codings.map(str::trim).filter(|coding| !coding.eq_ignore_ascii_case("aws-chunked"));
        let codings = codings.collect::<Vec<_>>().join(", ");
        [
            ("content-encoding", Some(codings).filter(|codings| !codings.is_empty())),
            ("content-length", Some(length.to_string())),
            ("transfer-encoding", None),
            ("x-amz-content-sha256", None),
            ("x-amz-decoded-content-length", None),
            ("x-amz-trailer", None),
        ]
        .to_vec()
    }

    /// The length of the object, if it is in chunks.
    pub(in crate::verify) fn decoded_length(&self) -> Result<u64, Refusal> {
        match self.payload {
            Payload::Streaming(_) | Payload::UnsignedTrailer => decoded_length(&self.received().wire),
            _ => Err(Malformed::NotInChunks.into()),
        }
    }

    /// The path that was signed, percent-encoded once.
    pub(in crate::verify) fn signed_path(&self) -> String {
        signed_path(&self.canonical_request, self.encodes_path_twice).into_owned()
    }

    pub(in crate::verify) fn received(&self) -> &Received {
        self.request.received()
    }

    /// Whether the signature is in the query.
    pub(in crate::verify) fn is_url(&self) -> bool {
        self.request.place() == Place::Query
    }
}

/// The path that was signed, decoded.
#[derive(Clone)]
enum Path {
    /// As in the canonical request: nothing in it is percent-encoded.
    AsSigned,
    Decoded(String),
    NotUtf8,
}

impl Path {
    fn of(canonical_request: &CanonicalRequest, encodes_path_twice: bool) -> Self {
        if !signed_line(canonical_request).as_bytes().contains(&b'%') {
            return Self::AsSigned;
        }
        let path = String::from_utf8(decode(&signed_path(canonical_request, encodes_path_twice)));
        path.map_or(Self::NotUtf8, Self::Decoded)
    }
}

/// The second line, which is the path.
fn signed_line(canonical_request: &CanonicalRequest) -> &str {
    // The method is short, and so a search byte by byte is quick.
    let text = canonical_request.as_str();
    let path = text.bytes().position(|byte| byte == b'\n').map_or("", |line_break| &text[line_break + 1..]);
    path.find('\n').map_or(path, |end| &path[..end])
}

/// The path in the second line, percent-encoded once.
fn signed_path(canonical_request: &CanonicalRequest, encodes_path_twice: bool) -> Cow<'_, str> {
    let path = signed_line(canonical_request);
    // What is encoded twice is still ASCII once it has been decoded.
    if encodes_path_twice { String::from_utf8(decode(path)).unwrap_or_default().into() } else { path.into() }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("request", &self.request)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}
