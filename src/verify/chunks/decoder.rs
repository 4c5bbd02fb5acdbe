//! Verifying and decoding a body that is sent in chunks.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::checksum::{Checksum, ChecksumHasher};
use crate::error::{Error, Reason};
#[cfg(feature = "sigv4a")]
use crate::signing::VerifyingKey;
use crate::signing::chunks::chain::{ChunkChain, ChunkForm};
use crate::signing::{Signature, SigningKey};
use crate::verify::body::declared::Comparison;
use crate::verify::chunks::buffer::ChunkBuffer;
use crate::verify::chunks::fault::ChunkFault;
use crate::verify::chunks::line::{self, Line, TrailerLine};
use crate::verify::chunks::trailers::Trailers;

/// The decoder of a body in chunks. There is none for a body whose checksum this build cannot compute. Trailing headers
/// that are no checksums are handed out and not compared.
#[derive(Clone)]
pub(in crate::verify) struct ChunkDecoder {
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
    /// The chunk that is not verified yet, or that is being given out.
    buffer: ChunkBuffer,
    trailers: Trailers,
    is_trailer_verified: bool,
    checksums: Checksums,
}

/// What [`BodyDecoder::advance`](crate::verify::BodyDecoder::advance) has found at the beginning of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advance {
    /// How many bytes to drop: lines between the chunks.
    pub framing: usize,
    /// How many bytes after them are of the object.
    pub object: usize,
    /// Whether these bytes, and all of the object that came before them, may be given out. Before that they are to be
    /// kept: their chunk is not verified yet.
    pub is_verified: bool,
}

/// The checksums of the body, which are computed while it is given out.
#[derive(Clone)]
pub(in crate::verify) struct Checksums {
    /// Those of the request.
    pub(in crate::verify) declared: Comparison,
    /// Those after the last chunk, by their names.
    pub(in crate::verify) trailing: Vec<(String, ChecksumHasher)>,
}

impl Checksums {
    fn update(&mut self, bytes: &[u8]) {
        self.declared.update(bytes);
        self.trailing.iter_mut().for_each(|(_, hasher)| hasher.update(bytes));
    }

    fn finish(self, trailers: &Trailers) -> Result<(), ChunkFault> {
        for (name, hasher) in self.trailing {
            let value = trailers.value(&name).unwrap_or_default();
            let checksum = Checksum::from_header(&name, value).map_err(|error| match error {
                Error(Reason::ChecksumValue { name, length }) => ChunkFault::ChecksumValue { name, length },
                // There is a hasher for it, so the name is an algorithm's.
                _ => ChunkFault::Trailer,
            })?;
            if hasher.finish() != checksum {
                return Err(ChunkFault::Checksum(name));
            }
        }
        self.declared.finish().map_err(ChunkFault::DeclaredChecksum)
    }
}

/// What the chunks are verified with.
#[derive(Clone)]
pub(in crate::verify) enum ChunkKey {
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
    /// Nothing, before the verified chunk has been given out from this part of the buffer on.
    Given(usize),
    /// The rest of the line's end after a chunk.
    ChunkEnd(&'static [u8]),
    /// A line after the last chunk.
    Trailer,
    /// Nothing.
    End,
    Failed(ChunkFault),
}

/// What a step has led to.
enum Step<'p> {
    /// The piece is used up.
    Wait,
    Continue,
    /// These bytes of the piece are good.
    Piece(&'p [u8]),
    /// The bytes in this part of the buffer are good.
    Buffer(usize),
}

impl ChunkDecoder {
    pub(in crate::verify) fn new(
        form: ChunkForm,
        chain: Option<(ChunkChain, ChunkKey)>,
        length: u64,
        trailers: Trailers,
        checksums: Checksums,
        max_chunk: usize,
    ) -> Self {
        Self {
            form,
            chain,
            max_chunk,
            left: length,
            count: 0,
            state: State::Size,
            line: Line::default(),
            buffer: ChunkBuffer::new(),
            trailers,
            is_trailer_verified: false,
            checksums,
        }
    }

    /// The bytes of the object that are still to come.
    pub(in crate::verify) fn bytes_left(&self) -> u64 {
        self.left
    }

    /// Takes from the front of `piece`, and returns the next bytes of the object. `None` once `piece` is used up.
    pub(in crate::verify) fn decode<'a, 'p: 'a>(
        &'a mut self,
        piece: &mut &'p [u8],
    ) -> Result<Option<&'a [u8]>, ChunkFault> {
        loop {
            match self.step(piece) {
                Ok(Step::Wait) => return Ok(None),
                Ok(Step::Continue) => {}
                Ok(Step::Piece(bytes)) => {
                    // No more than what is left, which the line before the chunk was compared with.
                    self.left = self.left.saturating_sub(bytes.len() as u64);
                    self.checksums.update(bytes);
                    return Ok(Some(bytes));
                }
                Ok(Step::Buffer(at)) => {
                    let bytes = self.buffer.part(at).unwrap_or_default();
                    self.left = self.left.saturating_sub(bytes.len() as u64);
                    self.checksums.update(bytes);
                    return Ok(Some(bytes));
                }
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            }
        }
    }

    /// Says what is at the beginning of a piece whose bytes the caller keeps.
    pub(in crate::verify) fn advance(&mut self, piece: &[u8]) -> Result<Advance, ChunkFault> {
        self.look(piece).inspect_err(|fault| self.state = State::Failed(fault.clone()))
    }

    fn look(&mut self, piece: &[u8]) -> Result<Advance, ChunkFault> {
        let mut rest = piece;
        loop {
            let before = rest;
            let is_verified = match &mut self.state {
                State::Signed(_, signature) => {
                    let signature = *signature;
                    if self.buffer.has_begun(true) {
                        return Err(ChunkFault::TwoWays);
                    }
                    let (_, hash) = self.buffer.pass(&mut rest);
                    if let Some(hash) = hash {
                        self.verify(hash, &signature)?;
                        self.state = State::ChunkEnd(b"\r\n");
                    }
                    hash.is_some()
                }
                State::Given(_) => return Err(ChunkFault::TwoWays),
                _ => match self.step(&mut rest)? {
                    Step::Wait => return Ok(Advance { framing: piece.len(), object: 0, is_verified: true }),
                    Step::Piece(_) => true,
                    Step::Continue | Step::Buffer(_) => continue,
                },
            };
            let object = before.len() - rest.len();
            self.left = self.left.saturating_sub(object as u64);
            self.checksums.update(&before[..object]);
            return Ok(Advance { framing: piece.len() - before.len(), object, is_verified });
        }
    }

    /// Ends the body, and returns its trailing headers in their order, names in lower case.
    pub(in crate::verify) fn finish(self) -> Result<Vec<(String, String)>, ChunkFault> {
        match self.state {
            State::End => Ok(self.trailers.into_headers()),
            State::Failed(error) => Err(error),
            _ => Err(ChunkFault::Incomplete),
        }
    }

    fn step<'p>(&mut self, piece: &mut &'p [u8]) -> Result<Step<'p>, ChunkFault> {
        match &mut self.state {
            State::Failed(error) => return Err(error.clone()),
            State::Given(at) => {
                let given = *at;
                if self.buffer.part(given).is_some() {
                    *at += 1;
                    return Ok(Step::Buffer(given));
                }
                self.state = State::ChunkEnd(b"\r\n");
            }
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
                *rest = rest.strip_prefix(take(piece, length)).ok_or(ChunkFault::End)?;
                if rest.is_empty() {
                    self.state = State::Size;
                }
            }
            State::Trailer => self.trailer(piece)?,
            State::End => return Err(ChunkFault::BytesAfterEnd),
        }
        Ok(Step::Continue)
    }

    /// Reads the line before a chunk.
    fn size(&mut self, piece: &mut &[u8]) -> Result<(), ChunkFault> {
        let Some(line) = self.line.read(piece)? else { return Ok(()) };
        let (size, signature) = line::parse_chunk(line, self.form)?;
        self.count += 1;
        if size > self.left {
            return Err(ChunkFault::MoreBytes);
        }
        if size == 0 && self.left > 0 {
            return Err(ChunkFault::FewerBytes);
        }
        self.state = match signature {
            Some(signature) if size == 0 => {
                self.verify(Sha256::digest(b"").into(), &signature)?;
                State::Trailer
            }
            None if size == 0 => State::Trailer,
            None => State::Unsigned(size),
            Some(signature) => {
                let too_long = ChunkFault::TooLong { size, max: self.max_chunk as u64 };
                let size = usize::try_from(size).ok().filter(|size| *size <= self.max_chunk).ok_or(too_long)?;
                self.buffer.begin(size);
                State::Signed(size, signature)
            }
        };
        Ok(())
    }

    /// Reads a chunk that is signed. Each byte is hashed once, and copied only if the chunk comes in pieces.
    fn signed<'p>(&mut self, piece: &mut &'p [u8], size: usize, signature: &Signature) -> Result<Step<'p>, ChunkFault> {
        if self.buffer.has_begun(false) {
            return Err(ChunkFault::TwoWays);
        }
        if self.buffer.is_empty() && piece.len() >= size {
            let bytes = take(piece, size);
            self.verify(Sha256::digest(bytes).into(), signature)?;
            self.state = State::ChunkEnd(b"\r\n");
            return Ok(Step::Piece(bytes));
        }
        let Some(hash) = self.buffer.fill(piece) else { return Ok(Step::Wait) };
        self.verify(hash, signature)?;
        self.state = State::Given(0);
        Ok(Step::Continue)
    }

    /// Refuses a chunk with another signature, or one that is not after the chunk before it.
    fn verify(&mut self, sha256: [u8; 32], signature: &Signature) -> Result<(), ChunkFault> {
        let Some((chain, key)) = &mut self.chain else { return Ok(()) };
        // In constant time.
        if !key.verify(chain.chunk(&sha256).as_bytes(), signature) {
            return Err(ChunkFault::Signature(self.count));
        }
        chain.follow(*signature);
        Ok(())
    }

    /// Reads a line after the last chunk.
    fn trailer(&mut self, piece: &mut &[u8]) -> Result<(), ChunkFault> {
        let Some(line) = self.line.read(piece)? else { return Ok(()) };
        match line::parse_trailer(line, self.form)? {
            TrailerLine::End => self.end(),
            // The signature is the last line.
            _ if self.is_trailer_verified => Err(ChunkFault::Trailer),
            TrailerLine::Signature(signature) => self.verify_trailers(&signature),
            TrailerLine::Header(name, _) if !self.form.has_trailer => Err(ChunkFault::TrailerNotAnnounced(name)),
            TrailerLine::Header(name, value) => self.trailers.push(name, value),
        }
    }

    fn verify_trailers(&mut self, signature: &Signature) -> Result<(), ChunkFault> {
        let Some((chain, key)) = &self.chain else { return Ok(()) };
        if !key.verify(chain.trailer(&self.trailers.sha256()).as_bytes(), signature) {
            return Err(ChunkFault::TrailerSignature);
        }
        self.is_trailer_verified = true;
        Ok(())
    }

    /// Refuses a body whose trailing headers are not all there.
    fn end(&mut self) -> Result<(), ChunkFault> {
        self.trailers.check()?;
        if self.chain.is_some() && self.form.has_trailer && !self.is_trailer_verified {
            return Err(ChunkFault::TrailerSignatureMissing);
        }
        self.checksums.clone().finish(&self.trailers)?;
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
        f.debug_struct("BodyDecoder").field("form", &form).field("left", &self.left).finish_non_exhaustive()
    }
}
