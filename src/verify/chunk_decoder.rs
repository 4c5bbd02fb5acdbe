//! Verifying and decoding a body that is sent in chunks.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

#[cfg(feature = "checksums")]
use crate::checksum::{ChecksumAlgorithm, ChecksumState};
#[cfg(feature = "sigv4a")]
use crate::signing::VerifyingKey;
use crate::signing::chunk_chain::{ChunkChain, ChunkForm};
use crate::signing::{Signature, SigningKey};
use crate::verify::ChunkError;
use crate::verify::chunk_line::{self, Line, TrailerLine};
use crate::verify::chunk_trailers::Trailers;

/// The decoder of a body in chunks (`aws-chunked`), made by [`SignedRequest::chunks_with_credentials`].
///
/// It is fed the body as it arrives, in pieces of any size, and gives back the bytes in it. Where the chunks are signed, it
/// gives the bytes of a chunk only after it has verified them, and until then keeps them: at most
/// [`Policy::max_chunk`](crate::verify::Policy::max_chunk) bytes, and a few kilobytes besides. Where they are not, as in
/// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`, it gives them at once.
///
/// The object is good once [`finish`](Self::finish) has returned `Ok`, and not before: a body that breaks off between two
/// chunks looks good until then. Store nothing under its name before.
///
/// With the feature `checksums`, trailing CRC-32, CRC-32C, CRC-64/NVME, SHA-1 and SHA-256 checksums are compared with the
/// bytes. All other trailing headers, and without the feature these too, are handed out and not compared.
///
/// [`SignedRequest::chunks_with_credentials`]: crate::verify::SignedRequest::chunks_with_credentials
#[derive(Clone)]
#[must_use = "the body is good once `finish` has returned"]
pub struct ChunkDecoder {
    form: ChunkForm,
    /// None if the chunks are not signed.
    chain: Option<(ChunkChain, ChunkKey)>,
    max_chunk: usize,
    /// What is left of the decoded length.
    left: u64,
    /// How many chunks have begun.
    count: u64,
    state: State,
    line: Line,
    /// The chunk that is not verified yet, or that was given out last.
    buffer: Vec<u8>,
    hasher: Sha256,
    /// How many bytes of the buffer are hashed.
    hashed: usize,
    trailers: Trailers,
    is_trailer_verified: bool,
    #[cfg(feature = "checksums")]
    checksums: Vec<(ChecksumAlgorithm, ChecksumState)>,
}

/// What the chunks are verified with.
#[derive(Clone)]
pub(super) enum ChunkKey {
    Signing(SigningKey),
    #[cfg(feature = "sigv4a")]
    Verifying(VerifyingKey),
}

impl ChunkKey {
    fn verify(&self, text: &[u8], signature: &Signature) -> bool {
        match self {
            Self::Signing(key) => key.verify_bytes(text, signature),
            #[cfg(feature = "sigv4a")]
            Self::Verifying(key) => key.verify_bytes(text, signature),
        }
    }
}

/// What comes next.
#[derive(Clone)]
enum State {
    /// The line before a chunk.
    Size,
    /// So many bytes of a chunk without a signature.
    Unsigned(u64),
    /// The rest of a chunk of this size, with this signature.
    Signed(usize, Signature),
    /// The rest of the line's end after a chunk.
    ChunkEnd(&'static [u8]),
    /// A line after the last chunk.
    Trailer,
    /// Nothing.
    End,
    Failed(ChunkError),
}

/// What a step has led to.
enum Step<'p> {
    /// The piece is used up.
    Wait,
    Continue,
    /// These bytes of the piece are good.
    Piece(&'p [u8]),
    /// The bytes in the buffer are good.
    Buffer,
}

/// How many bytes are hashed at a time while a chunk comes in: a multiple of SHA-256's block, so that nothing is copied once
/// more, and little enough to be in the cache still.
const HASHED_AT_ONCE: usize = 4096;

impl ChunkDecoder {
    pub(super) fn new(
        form: ChunkForm,
        chain: Option<(ChunkChain, ChunkKey)>,
        length: u64,
        announced: Vec<String>,
        max_chunk: usize,
    ) -> Self {
        #[cfg(feature = "checksums")]
        let checksums = announced.iter().filter_map(|name| ChecksumAlgorithm::of_header(name));
        Self {
            form,
            chain,
            max_chunk,
            left: length,
            count: 0,
            state: State::Size,
            line: Line::default(),
            buffer: Vec::new(),
            hasher: Sha256::new(),
            hashed: 0,
            #[cfg(feature = "checksums")]
            checksums: checksums.map(|checksum| (checksum, checksum.start())).collect(),
            trailers: Trailers::new(announced),
            is_trailer_verified: false,
        }
    }

    /// The bytes of the body that are still to come: at first, what `x-amz-decoded-content-length` says.
    #[must_use]
    pub fn bytes_left(&self) -> u64 {
        self.left
    }

    /// Takes from the front of `piece`, and returns the next bytes of the body. `None` once `piece` is used up: then it is
    /// time for the next piece.
    ///
    /// ```
    /// # use presign::verify::{ChunkDecoder, ChunkError};
    /// # use std::io::{Read, Write};
    /// fn receive(mut chunks: ChunkDecoder, mut body: impl Read, mut file: impl Write) -> std::io::Result<()> {
    ///     let refused = |error: ChunkError| std::io::Error::other(error);
    ///     let mut buffer = [0; 16 * 1024];
    ///     loop {
    ///         let length = body.read(&mut buffer)?;
    ///         if length == 0 {
    ///             break;
    ///         }
    ///         let mut piece = &buffer[..length];
    ///         while let Some(bytes) = chunks.decode(&mut piece).map_err(refused)? {
    ///             file.write_all(bytes)?;
    ///         }
    ///     }
    ///     chunks.finish().map_err(refused).map(drop)
    /// }
    /// ```
    ///
    /// # Errors
    /// - Every [`ChunkError`] except [`ChunkError::Incomplete`]. The body is to be refused then: every later call returns
    ///   the same error.
    pub fn decode<'a, 'p: 'a>(&'a mut self, piece: &mut &'p [u8]) -> Result<Option<&'a [u8]>, ChunkError> {
        loop {
            match self.step(piece) {
                Ok(Step::Wait) => return Ok(None),
                Ok(Step::Continue) => {}
                Ok(Step::Piece(bytes)) => {
                    self.give(bytes.len());
                    #[cfg(feature = "checksums")]
                    self.checksums.iter_mut().for_each(|(_, state)| state.update(bytes));
                    return Ok(Some(bytes));
                }
                Ok(Step::Buffer) => {
                    self.give(self.buffer.len());
                    #[cfg(feature = "checksums")]
                    self.checksums.iter_mut().for_each(|(_, state)| state.update(&self.buffer));
                    return Ok(Some(&self.buffer));
                }
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            }
        }
    }

    /// Ends the body, and returns its trailing headers in their order, names in lower case. Do not mix them with the
    /// headers of the request: where the chunks are not signed, they are not signed either.
    ///
    /// # Errors
    /// - [`ChunkError::Incomplete`]: something is missing.
    /// - The error that [`decode`](Self::decode) returned.
    pub fn finish(self) -> Result<Vec<(String, String)>, ChunkError> {
        match self.state {
            State::End => Ok(self.trailers.into_headers()),
            State::Failed(error) => Err(error),
            _ => Err(ChunkError::Incomplete),
        }
    }

    /// Counts bytes that are given out. They are not more than what is left, which the line before the chunk was compared
    /// with.
    fn give(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
    }

    fn step<'p>(&mut self, piece: &mut &'p [u8]) -> Result<Step<'p>, ChunkError> {
        match &mut self.state {
            State::Failed(error) => return Err(error.clone()),
            _ if piece.is_empty() => return Ok(Step::Wait),
            State::Size => self.size(piece)?,
            State::Unsigned(left) => {
                // No longer than the piece.
                let length = usize::try_from(*left).unwrap_or(usize::MAX).min(piece.len());
                let bytes = take(piece, length);
                *left -= length as u64;
                if *left == 0 {
                    self.state = State::ChunkEnd(b"\r\n");
                }
                return Ok(Step::Piece(bytes));
            }
            State::Signed(size, signature) => {
                let (size, signature) = (*size, *signature);
                return self.signed(piece, size, &signature);
            }
            State::ChunkEnd(rest) => {
                let length = rest.len().min(piece.len());
                *rest = rest.strip_prefix(take(piece, length)).ok_or(ChunkError::End)?;
                if rest.is_empty() {
                    self.state = State::Size;
                }
            }
            State::Trailer => self.trailer(piece)?,
            State::End => return Err(ChunkError::BytesAfterEnd),
        }
        Ok(Step::Continue)
    }

    /// Reads the line before a chunk.
    fn size(&mut self, piece: &mut &[u8]) -> Result<(), ChunkError> {
        let Some(line) = self.line.read(piece)? else { return Ok(()) };
        let (size, signature) = chunk_line::parse_chunk(line, self.form)?;
        self.count += 1;
        if size > self.left {
            return Err(ChunkError::MoreBytes);
        }
        if size == 0 && self.left > 0 {
            return Err(ChunkError::FewerBytes);
        }
        self.state = match signature {
            Some(signature) if size == 0 => {
                self.verify(Sha256::digest(b"").into(), &signature)?;
                State::Trailer
            }
            None if size == 0 => State::Trailer,
            None => State::Unsigned(size),
            Some(signature) => {
                let too_long = ChunkError::TooLong { size, max: self.max_chunk as u64 };
                let size = usize::try_from(size).ok().filter(|size| *size <= self.max_chunk).ok_or(too_long)?;
                self.buffer.clear();
                self.hashed = 0;
                State::Signed(size, signature)
            }
        };
        Ok(())
    }

    /// Reads a chunk that is signed. Each byte is hashed once, and copied only if the chunk comes in pieces.
    fn signed<'p>(&mut self, piece: &mut &'p [u8], size: usize, signature: &Signature) -> Result<Step<'p>, ChunkError> {
        if self.buffer.is_empty() && piece.len() >= size {
            let bytes = take(piece, size);
            self.verify(Sha256::digest(bytes).into(), signature)?;
            self.state = State::ChunkEnd(b"\r\n");
            return Ok(Step::Piece(bytes));
        }
        if self.buffer.capacity() < size {
            // What is in it has been given out. Dropped first, so that there are never two.
            self.buffer = Vec::new();
            self.buffer.reserve_exact(size);
        }
        while !piece.is_empty() && self.buffer.len() < size {
            let end = size.min(self.hashed + HASHED_AT_ONCE);
            self.buffer.extend_from_slice(take(piece, piece.len().min(end - self.buffer.len())));
            if self.buffer.len() == end {
                self.hasher.update(&self.buffer[self.hashed..]);
                self.hashed = end;
            }
        }
        if self.buffer.len() < size {
            return Ok(Step::Wait);
        }
        let hash = self.hasher.finalize_reset().into();
        self.verify(hash, signature)?;
        self.state = State::ChunkEnd(b"\r\n");
        Ok(Step::Buffer)
    }

    /// Refuses a chunk with another signature, or one that is not after the chunk before it.
    fn verify(&mut self, sha256: [u8; 32], signature: &Signature) -> Result<(), ChunkError> {
        let Some((chain, key)) = &mut self.chain else { return Ok(()) };
        // In constant time.
        if !key.verify(chain.chunk(&sha256).as_bytes(), signature) {
            return Err(ChunkError::Signature(self.count));
        }
        chain.follow(*signature);
        Ok(())
    }

    /// Reads a line after the last chunk.
    fn trailer(&mut self, piece: &mut &[u8]) -> Result<(), ChunkError> {
        let Some(line) = self.line.read(piece)? else { return Ok(()) };
        match chunk_line::parse_trailer(line, self.form)? {
            TrailerLine::End => self.end(),
            // The signature is the last line.
            _ if self.is_trailer_verified => Err(ChunkError::Trailer),
            TrailerLine::Signature(signature) => self.verify_trailers(&signature),
            TrailerLine::Header(name, _) if !self.form.has_trailer => Err(ChunkError::TrailerNotAnnounced(name)),
            TrailerLine::Header(name, value) => self.trailers.push(name, value),
        }
    }

    fn verify_trailers(&mut self, signature: &Signature) -> Result<(), ChunkError> {
        let Some((chain, key)) = &self.chain else { return Ok(()) };
        if !key.verify(chain.trailer(&self.trailers.sha256()).as_bytes(), signature) {
            return Err(ChunkError::TrailerSignature);
        }
        self.is_trailer_verified = true;
        Ok(())
    }

    /// Refuses a body whose trailing headers are not all there.
    fn end(&mut self) -> Result<(), ChunkError> {
        self.trailers.check()?;
        if self.chain.is_some() && self.form.has_trailer && !self.is_trailer_verified {
            return Err(ChunkError::TrailerSignatureMissing);
        }
        #[cfg(feature = "checksums")]
        for (checksum, state) in core::mem::take(&mut self.checksums) {
            let name = checksum.header();
            if self.trailers.value(name) != Some(&state.finish()) {
                return Err(ChunkError::Checksum(name.into()));
            }
        }
        self.state = State::End;
        Ok(())
    }
}

/// Takes the first bytes of a piece.
fn take<'p>(piece: &mut &'p [u8], count: usize) -> &'p [u8] {
    let (bytes, rest) = piece.split_at(count);
    *piece = rest;
    bytes
}

impl fmt::Debug for ChunkDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = self.form.name().unwrap_or_default();
        f.debug_struct("ChunkDecoder").field("form", &form).field("left", &self.left).finish_non_exhaustive()
    }
}
