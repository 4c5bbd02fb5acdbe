//! The body of a verified request: compared with what was signed, and taken out of its chunks.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::{fmt, mem};

use sha2::{Digest, Sha256};

#[cfg(feature = "std")]
use crate::signing::SigningKey;
use crate::signing::chunks::chain::{ChunkChain, ChunkForm};
use crate::verify::body::declared::{Comparison, Declared, announced, declared, trailing};
use crate::verify::body::payload::compare;
use crate::verify::chunks::{Checksums, ChunkDecoder, ChunkFault, ChunkKey, Trailers};
use crate::verify::read::claims::{Claims, Key};
use crate::verify::read::wire::Wire;
use crate::verify::{Advance, Malformed, Payload, Policy, Refusal, Unsupported};

/// The decoder of a verified request's body, whatever its form: [`SignedRequest::verify`] returns it.
///
/// It is fed the body as it arrives, in pieces of any size, and gives back the bytes of the object in it: the same
/// bytes, or what is in the chunks of `aws-chunked`, which today's SDKs send by default.
///
/// **The object is good once [`finish`](Self::finish) has returned `Ok`**, and not before: store nothing under its name
/// until then. Only the bytes of signed chunks are verified before they are given out. They are kept until then: at
/// most [`Policy::max_chunk`] bytes, and a few kilobytes besides. In every other form the bytes are given out at once
/// and compared at the end.
///
/// What is compared is the signed SHA-256, and every checksum: `x-amz-checksum-…` and `content-md5`, in the headers and
/// the query of the request and after the last chunk. A body of which nothing is signed or declared
/// ([`Payload::Unsigned`]) is accepted whatever it is, unless [`Policy::checksum_required`] is set.
///
/// ```
/// # use presign::verify::{BodyDecoder, Refusal};
/// # use std::io::{Read, Write};
/// fn receive(mut decoder: BodyDecoder, mut body: impl Read, mut file: impl Write) -> std::io::Result<()> {
///     let refused = |refusal: Refusal| std::io::Error::other(refusal);
///     let mut buffer = [0; 16 * 1024];
///     loop {
///         let length = body.read(&mut buffer)?;
///         if length == 0 {
///             break;
///         }
///         let mut piece = &buffer[..length];
///         while let Some(bytes) = decoder.decode(&mut piece).map_err(refused)? {
///             file.write_all(bytes)?;
///         }
///     }
///     decoder.finish().map_err(refused).map(drop)
/// }
/// ```
///
/// Source: Amazon S3, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks
/// (Chunked Upload) (AWS Signature Version 4)".
///
/// [`SignedRequest::verify`]: crate::verify::SignedRequest::verify
#[derive(Clone)]
#[must_use = "the body is compared with what was signed by `finish`"]
pub struct BodyDecoder(Form);

#[derive(Clone)]
enum Form {
    /// As it is.
    Whole(Whole),
    Chunks(Box<ChunkDecoder>),
}

/// The comparison of a body that is sent as it is.
#[derive(Clone)]
struct Whole {
    signed: Option<([u8; 32], Sha256)>,
    checksums: Comparison,
}

impl BodyDecoder {
    /// Begins to decode the body of a request whose signature matches.
    pub(in crate::verify) fn of(
        wire: &Wire,
        claims: &Claims,
        payload: &Payload,
        key: Key<'_>,
        policy: &Policy,
    ) -> Result<Self, Refusal> {
        let whole = |sha256: Option<[u8; 32]>, checksums: &[Declared]| {
            let signed = sha256.map(|signed| (signed, Sha256::new()));
            Ok(Self(Form::Whole(Whole { signed, checksums: Comparison::new(checksums)? })))
        };
        match payload {
            Payload::Unsigned => whole(None, &[]),
            Payload::Sha256(signed) => whole(Some(*signed), &[]),
            Payload::Checksums { sha256, checksums } => whole(*sha256, checksums),
            Payload::UnsignedTrailer | Payload::Streaming(_) => chunks(wire, claims, &payload.to_string(), key, policy)
                .map(|chunks| Self(Form::Chunks(Box::new(chunks)))),
        }
    }

    /// The comparison of a file with the checksums that its form declares.
    #[cfg(feature = "post-policy")]
    pub(in crate::verify) fn of_file(checksums: &[Declared]) -> Result<Self, Refusal> {
        Ok(Self(Form::Whole(Whole { signed: None, checksums: Comparison::new(checksums)? })))
    }

    /// Returns how many bytes of the object are still to come, if the body is in chunks: at first, what
    /// `x-amz-decoded-content-length` says. `None` for any other body: its length is that of HTTP.
    #[must_use]
    pub fn bytes_left(&self) -> Option<u64> {
        match &self.0 {
            Form::Whole(_) => None,
            Form::Chunks(chunks) => Some(chunks.bytes_left()),
        }
    }

    /// Takes from the front of `piece`, and returns the next bytes of the object. `None` once `piece` is used up: then
    /// it is time for the next piece.
    ///
    /// # Errors
    /// - [`Refusal::Chunks`]: the chunks are malformed, or not those that were signed. The body is to be refused then:
    ///   every later call returns the same error.
    pub fn decode<'a, 'p: 'a>(&'a mut self, piece: &mut &'p [u8]) -> Result<Option<&'a [u8]>, Refusal> {
        match &mut self.0 {
            Form::Whole(_) if piece.is_empty() => Ok(None),
            Form::Whole(whole) => {
                let bytes = mem::take(piece);
                whole.update(bytes);
                Ok(Some(bytes))
            }
            Form::Chunks(chunks) => chunks.decode(piece).map_err(refusal),
        }
    }

    /// Says what is at the beginning of a piece, for a server that owns its buffers and copies nothing: how many bytes
    /// to drop, how many after them are of the object, and whether these may be given out. Those that may not yet are
    /// the caller's to keep, at most [`Policy::max_chunk`] bytes. Call it until the piece is used up.
    ///
    /// ```
    /// # use presign::verify::{BodyDecoder, Refusal};
    /// # use std::collections::VecDeque;
    /// /// Takes an owned piece of the body, and appends pieces of the object that may be given out.
    /// fn arrive(
    ///     decoder: &mut BodyDecoder,
    ///     mut piece: bytes::Bytes,
    ///     kept: &mut VecDeque<bytes::Bytes>,
    ///     verified: &mut VecDeque<bytes::Bytes>,
    /// ) -> Result<(), Refusal> {
    ///     while !piece.is_empty() {
    ///         let found = decoder.advance(&piece)?;
    ///         drop(piece.split_to(found.framing));
    ///         kept.push_back(piece.split_to(found.object));
    ///         if found.is_verified {
    ///             verified.append(kept);
    ///         }
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// Many tiny pieces need more memory than the bytes in them: join those of a chunk that are shorter than, say, a
    /// kilobyte. One decoder is for [`decode`](Self::decode) or for this, not for both.
    ///
    /// # Errors
    /// - As [`decode`](Self::decode).
    pub fn advance(&mut self, piece: &[u8]) -> Result<Advance, Refusal> {
        match &mut self.0 {
            Form::Whole(whole) => {
                whole.update(piece);
                Ok(Advance { framing: 0, object: piece.len(), is_verified: true })
            }
            Form::Chunks(chunks) => chunks.advance(piece).map_err(refusal),
        }
    }

    /// Ends the body, and returns the headers after its last chunk in their order, names in lower case; none of a body
    /// that is not in chunks. Do not mix them with the headers of the request: where the chunks are not signed, they
    /// are not signed either.
    ///
    /// # Errors
    /// - [`Refusal::Body`], [`Refusal::Checksum`]: it is not the body that was signed, or that was declared.
    /// - [`Refusal::Chunks`]: something is missing, or [`decode`](Self::decode) returned it.
    pub fn finish(self) -> Result<Vec<(String, String)>, Refusal> {
        match self.0 {
            Form::Whole(whole) => whole.finish().map(|()| Vec::new()),
            Form::Chunks(chunks) => chunks.finish().map_err(refusal),
        }
    }

    /// Checks a body that is there as a whole, and returns the bytes of the object in it, which are copied only if
    /// they are in chunks.
    ///
    /// ```
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let sent = Request::put("https://s3.example/photos/a.txt")?.body("hello").sign(&signer, now)?;
    ///
    /// // On the server.
    /// let request = SignedRequest::parse("PUT", "/photos/a.txt", sent.headers().chain([("host", "s3.example")]))?;
    /// let (_, body) = request.verify(&credentials, now, &Policy::new("us-east-1", "s3"))?;
    /// assert_eq!(*body.clone().read(b"hello")?, *b"hello");
    /// assert_eq!(body.read(b"HELLO").unwrap_err().code(), "XAmzContentSHA256Mismatch");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - As [`decode`](Self::decode) and [`finish`](Self::finish).
    pub fn read(mut self, body: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
        let mut rest = body;
        if let Form::Whole(whole) = &mut self.0 {
            whole.update(body);
            return self.finish().map(|_| body.into());
        }
        let mut object = Vec::new();
        while let Some(bytes) = self.decode(&mut rest)? {
            object.extend_from_slice(bytes);
        }
        self.finish().map(|_| object.into())
    }
}

impl Whole {
    fn update(&mut self, bytes: &[u8]) {
        if let Some((_, hasher)) = &mut self.signed {
            hasher.update(bytes);
        }
        self.checksums.update(bytes);
    }

    fn finish(self) -> Result<(), Refusal> {
        self.signed.map_or(Ok(()), |(signed, hasher)| compare(Some(signed), hasher.finalize().into()))?;
        self.checksums.finish().map_err(Refusal::Checksum)
    }
}

fn refusal(fault: ChunkFault) -> Refusal {
    fault.into()
}

/// Begins to decode chunks of the form of this name.
fn chunks(wire: &Wire, claims: &Claims, name: &str, key: Key<'_>, policy: &Policy) -> Result<ChunkDecoder, Refusal> {
    // A signature of one algorithm cannot be continued with another.
    let is_ours = |form: &ChunkForm| form.algorithm.is_none_or(|it| it == claims.scope.algorithm());
    let not_ours = || Refusal::from(Unsupported::ChunkForm(name.into()));
    let form = ChunkForm::of(name).filter(is_ours).ok_or_else(not_ours)?;
    let length = decoded_length(wire)?;
    let announced = announced(wire);
    let checksums = Checksums { declared: Comparison::new(&declared(wire)?)?, trailing: trailing(&announced)? };
    let chain = form.algorithm.map(|_| signed_chunks(claims, key).ok_or_else(not_ours)).transpose()?;
    Ok(ChunkDecoder::new(form, chain, length, Trailers::new(announced), checksums, policy.max_chunk))
}

/// The chain of signatures that begins with the request's. Certificates sign no chunks.
fn signed_chunks(claims: &Claims, key: Key<'_>) -> Option<(ChunkChain, ChunkKey)> {
    let key = match key {
        Key::Signing(key) => ChunkKey::Signing(key.into_owned()),
        #[cfg(feature = "std")]
        Key::Kept(key) => ChunkKey::Signing(SigningKey::clone(&key)),
        #[cfg(feature = "sigv4a")]
        Key::Verifying(key) => ChunkKey::Verifying(*key),
        #[cfg(feature = "x509")]
        Key::Certificate(_) => return None,
    };
    Some((ChunkChain::new(&claims.scope, claims.date, claims.scope_signature()?), key))
}

/// The length of the object in chunks.
pub(in crate::verify) fn decoded_length(wire: &Wire) -> Result<u64, Refusal> {
    let value = wire.required_header("x-amz-decoded-content-length")?;
    // Only digits: `+1` and ` 1` are numbers to some readers and not to others.
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| is_number).ok_or(Malformed::DecodedLength.into())
}

impl fmt::Debug for BodyDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Whole(_) => f.debug_struct("BodyDecoder").finish_non_exhaustive(),
            Form::Chunks(chunks) => chunks.fmt(f),
        }
    }
}
