//! A chunk that arrives in pieces, kept until it is verified.

use alloc::vec::Vec;

use sha2::{Digest, Sha256};

/// How many bytes are kept in one piece of memory. No more than that is reserved before a byte has arrived, whatever
/// size the line before the chunk announces; and nothing is copied again when more arrives. It is a multiple of
/// SHA-256's block, and little enough to be in the processor's cache still when it is hashed.
const BLOCK: usize = 16 * 1024;

/// The bytes of one chunk, and their hash.
#[derive(Clone)]
pub(super) struct ChunkBuffer {
    /// Each is full except the last. Those of a longer chunk before this one are used again.
    blocks: Vec<Vec<u8>>,
    size: usize,
    /// How many bytes have arrived.
    length: usize,
    /// Whether they are kept here, and not by the caller.
    is_kept: bool,
    hasher: Sha256,
}

impl ChunkBuffer {
    pub(super) fn new() -> Self {
        Self { blocks: Vec::new(), size: 0, length: 0, is_kept: false, hasher: Sha256::new() }
    }

    /// Begins a chunk of this size in bytes.
    pub(super) fn begin(&mut self, size: usize) {
        (self.size, self.length) = (size, 0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether bytes have arrived that are kept here, or that the caller keeps.
    pub(super) fn has_begun(&self, is_kept: bool) -> bool {
        self.length > 0 && self.is_kept == is_kept
    }

    /// Takes what belongs to the chunk without keeping it, and returns how much it is, with the SHA-256 once it is
    /// whole.
    pub(super) fn pass(&mut self, piece: &mut &[u8]) -> (usize, Option<[u8; 32]>) {
        self.is_kept = false;
        let (bytes, rest) = piece.split_at(piece.len().min(self.size - self.length));
        *piece = rest;
        self.hasher.update(bytes);
        self.length += bytes.len();
        (bytes.len(), (self.length == self.size).then(|| self.hasher.finalize_reset().into()))
    }

    /// Takes what belongs to the chunk, and returns its SHA-256 once it is whole.
    pub(super) fn fill(&mut self, piece: &mut &[u8]) -> Option<[u8; 32]> {
        self.is_kept = true;
        while !piece.is_empty() && self.length < self.size {
            let at = self.length / BLOCK;
            if at == self.blocks.len() {
                self.blocks.push(Vec::new());
            }
            let (block, room) = (&mut self.blocks[at], BLOCK.min(self.size - at * BLOCK));
            if self.length == at * BLOCK {
                block.clear();
                if block.capacity() < room {
                    // Dropped first, so that there are never two.
                    *block = Vec::new();
                    block.reserve_exact(room);
                }
            }
            let (bytes, rest) = piece.split_at(piece.len().min(room - block.len()));
            *piece = rest;
            block.extend_from_slice(bytes);
            self.length += bytes.len();
            if block.len() == room {
                self.hasher.update(block);
            }
        }
        (self.length == self.size).then(|| self.hasher.finalize_reset().into())
    }

    /// A part of the chunk, if it has so many, counted from 0.
    pub(super) fn part(&self, at: usize) -> Option<&[u8]> {
        let is_there = at.checked_mul(BLOCK).is_some_and(|begin| begin < self.length);
        self.blocks.get(at).filter(|_| is_there).map(Vec::as_slice)
    }
}
