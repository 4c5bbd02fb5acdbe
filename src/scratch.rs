//! Text that is made to be hashed and is then thrown away.

use alloc::vec::Vec;

/// What costs no allocation: more than the canonical request of a long key, or of a usual session token.
const SIZE: usize = 1024;

/// Bytes that lie on the stack until they are too many.
pub(crate) struct Scratch {
    stack: [u8; SIZE],
    length: usize,
    /// All of them, once the stack's room was not enough.
    heap: Vec<u8>,
}

impl Scratch {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { stack: [0; SIZE], length: 0, heap: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, text: impl AsRef<[u8]>) {
        let bytes = text.as_ref();
        let end = self.length + bytes.len();
        if let Some(room) = self.stack.get_mut(self.length..end) {
            room.copy_from_slice(bytes);
        } else {
            self.push_to_heap(bytes);
        }
        self.length = end;
    }

    #[cold]
    fn push_to_heap(&mut self, bytes: &[u8]) {
        if self.heap.is_empty() {
            self.heap.extend_from_slice(&self.stack[..self.length]);
        }
        self.heap.extend_from_slice(bytes);
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        // The length is beyond the stack's size exactly if there is a heap.
        self.stack.get(..self.length).unwrap_or(&self.heap)
    }

    /// Takes the last byte away.
    pub(crate) fn pop(&mut self) {
        self.truncate(self.length.saturating_sub(1));
    }

    /// Shortens the text to so many bytes.
    #[inline]
    pub(crate) fn truncate(&mut self, length: usize) {
        if self.length > SIZE {
            self.heap.truncate(length);
            if let Some(stack) = self.stack.get_mut(..length) {
                stack.copy_from_slice(&self.heap);
                self.heap.clear();
            }
        }
        self.length = self.length.min(length);
    }
}
