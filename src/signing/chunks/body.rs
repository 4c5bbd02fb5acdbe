//! The description of a body that is sent in chunks.

use alloc::borrow::ToOwned;
use alloc::string::String;

#[cfg(feature = "checksums")]
use crate::checksum::ChecksumAlgorithm;
use crate::error::{Error, Reason};
use crate::request::headers::is_token;
use crate::signing::Algorithm;
use crate::signing::chunks::chain::ChunkForm;

/// A body that is sent in chunks (`aws-chunked`), before it is there: its length, the length of its chunks, and the
/// trailing header, if one follows the last chunk.
///
/// [`Request::sign_chunked`](crate::Request::sign_chunked) signs it. Only its length must be known beforehand, so it
/// need not be in memory and is read once; with [`signed`](Self::signed) every byte of it is signed all the same.
///
/// # What servers make of it
/// Amazon S3 accepts every form. Servers that speak its language, as they were when each form was sent to them:
///
/// | server | signed | signed, with a trailer | unsigned, with a trailer | stores `aws-chunked` |
/// |---|---|---|---|---|
/// | Ceph RGW 16.2 | yes, except an empty body | refused | refused | yes |
/// | Garage 2.5 | yes | refused | yes | no |
/// | rclone 1.75 (`serve s3`) | yes, unverified | **stores the chunks as they are, with 200** | yes, unverified | yes |
/// | s3s-fs 0.14 | yes | yes | yes | yes |
/// | SeaweedFS 4.48 | yes | yes, the last signatures unverified | yes | yes |
/// | Swift 2.38 | yes | yes | yes | no |
///
/// So on servers other than AWS's send an empty body whole, prefer [`signed`](Self::signed) without a trailer, and read
/// one upload back before relying on it. Where `aws-chunked` is stored, HEAD and GET answer it in `content-encoding`:
/// [`without_content_encoding`](Self::without_content_encoding) leaves it out.
///
/// Source: Amazon S3, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks
/// (Chunked Upload)". The table: uploads of this crate to each server on loopback, in the forms and lengths of
/// `tests/live`, read back and tampered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkedBody {
    pub(super) length: u64,
    pub(super) chunk_size: usize,
    is_signed: bool,
    pub(super) is_coding_told: bool,
    pub(super) trailer: Option<Trailer>,
    #[cfg(feature = "checksums")]
    pub(super) checksum: Option<ChecksumAlgorithm>,
}

/// A header after the last chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trailer {
    /// In lower case.
    pub(super) name: String,
    pub(super) value_length: usize,
}

/// "We recommend a chunk size of at least 64 KB."
const CHUNK_SIZE: usize = 64 * 1024;
/// "The chunk size must be at least 8 KB."
const MIN_CHUNK_SIZE: usize = 8 * 1024;

impl ChunkedBody {
    /// Creates a body of `length` bytes in chunks that are signed one by one: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`, or
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD` with a signer of SigV4a; with a trailer `…-TRAILER`.
    #[must_use]
    pub fn signed(length: u64) -> Self {
        Self::new(length, true)
    }

    /// Creates a body of `length` bytes in chunks without signatures and with a trailer:
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`, as AWS's SDKs send it over TLS.
    #[must_use]
    pub fn unsigned(length: u64) -> Self {
        Self::new(length, false)
    }

    fn new(length: u64, is_signed: bool) -> Self {
        Self {
            length,
            chunk_size: CHUNK_SIZE,
            is_signed,
            is_coding_told: true,
            trailer: None,
            #[cfg(feature = "checksums")]
            checksum: None,
        }
    }

    /// Sets the length of every chunk except the last: 64 KiB by default, at least 8 KiB.
    #[must_use]
    pub fn chunk_size(mut self, bytes: usize) -> Self {
        self.chunk_size = bytes;
        self
    }

    /// Leaves `aws-chunked` out of the header `content-encoding`, for servers that store it with the object and serve
    /// it with each download, so that browsers meet a coding that they do not know. [Which those
    /// are](Self#what-servers-make-of-it). Amazon S3 asks for it. A coding in the request's own `content-encoding`,
    /// such as `gzip`, stays.
    ///
    /// ```
    /// use presign::{ChunkedBody, Credentials, Request, Signer, Timestamp};
    ///
    /// let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "us-east-1", "s3")?;
    /// let request = Request::put("https://s3.example/photos/a.txt")?;
    /// let body = ChunkedBody::signed(5).without_content_encoding();
    /// let (request, _) = request.sign_chunked(&signer, &body, Timestamp::parse("20150830T123600Z")?)?;
    /// assert!(request.headers().all(|(name, _)| name != "content-encoding"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn without_content_encoding(mut self) -> Self {
        self.is_coding_told = false;
        self
    }

    /// Announces a trailing header, whose value is known after the last chunk only, and the length of this value in
    /// bytes: 8 for `x-amz-checksum-crc32`. [`ChunkSigner::finish`](crate::ChunkSigner::finish) is given the value.
    /// There is one trailer at most; the last call counts.
    #[must_use]
    pub fn trailer(mut self, name: &str, value_length: usize) -> Self {
        self.trailer = Some(Trailer { name: name.to_ascii_lowercase(), value_length });
        #[cfg(feature = "checksums")]
        {
            self.checksum = None;
        }
        self
    }

    /// Computes a checksum of the body while its chunks are signed, and makes it the trailer. (Requires the feature
    /// `checksums`.)
    #[cfg(feature = "checksums")]
    #[must_use]
    pub fn checksum(self, checksum: ChecksumAlgorithm) -> Self {
        let mut body = self.trailer(checksum.header(), checksum.value_length());
        body.checksum = Some(checksum);
        body
    }

    /// The form of the body, for a signer with this algorithm.
    pub(super) fn form(&self, algorithm: Algorithm) -> ChunkForm {
        ChunkForm { algorithm: self.is_signed.then_some(algorithm), has_trailer: self.trailer.is_some() }
    }

    /// Refuses what cannot be sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.chunk_size < MIN_CHUNK_SIZE {
            return Err(Error(Reason::ChunkSize(self.chunk_size)));
        }
        match &self.trailer {
            None if !self.is_signed => Err(Error(Reason::ChunkedBody("a body in unsigned chunks needs a trailer"))),
            Some(Trailer { name, .. }) if name.is_empty() || !name.bytes().all(is_token) => {
                Err(Error(Reason::InvalidHeaderName(name.to_owned())))
            }
            _ => Ok(()),
        }
    }

    /// The length of all chunks together, with what is before and after each.
    pub(super) fn content_length(&self, form: ChunkForm) -> Option<u64> {
        let signature = form.signature_length() as u64;
        let extension = if signature == 0 { 0 } else { CHUNK_SIGNATURE.len() as u64 + signature };
        let around = |length: u64| hex_digits(length) + extension + 4;
        let size = self.chunk_size as u64;
        let (count, rest) = (self.length / size, self.length % size);
        let mut length = self.length.checked_add(count.checked_mul(around(size))?)?;
        if rest > 0 {
            length = length.checked_add(around(rest))?;
        }
        let mut end = around(0);
        if let Some(trailer) = &self.trailer {
            end += (trailer.name.len() + 1 + 2) as u64 + trailer.value_length as u64;
            if signature > 0 {
                end += (TRAILER_SIGNATURE.len() + 2) as u64 + signature;
            }
        }
        length.checked_add(end)
    }
}

/// What precedes a chunk's signature, after its size.
pub(super) const CHUNK_SIGNATURE: &str = ";chunk-signature=";
/// What precedes the signature of the trailer.
pub(super) const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature:";

/// The number of hexadecimal digits of a chunk's size.
fn hex_digits(number: u64) -> u64 {
    u64::from((64 - number.leading_zeros()).div_ceil(4).max(1))
}
