//! A buffer for what is written only to be hashed.

use alloc::vec::Vec;

/// The number of bytes that need no allocation. The canonical request of a URL with a session token and a long key, a
/// little more than a thousand bytes, fits.
const SIZE: usize = 2048;

/// Bytes that are kept on the stack while they fit there, and on the heap otherwise. With a stack of no bytes they are
/// on the heap from the first, for what is kept after it has been hashed.
pub(crate) struct Scratch<const STACK: usize = SIZE> {
    stack: [u8; STACK],
    length: usize,
    /// All of the bytes, once they do not fit on the stack.
    heap: Vec<u8>,
}

impl Scratch<0> {
    /// With room for so many bytes.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { stack: [], length: 0, heap: Vec::with_capacity(capacity) }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.heap
    }
}

impl<const STACK: usize> Scratch<STACK> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { stack: [0; STACK], length: 0, heap: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, text: impl AsRef<[u8]>) {
        let bytes = text.as_ref();
        let end = self.length + bytes.len();
        if STACK == 0 {
            self.heap.extend_from_slice(bytes);
        } else if let Some(room) = self.stack.get_mut(self.length..end) {
            room.copy_from_slice(bytes);
        } else {
            self.push_to_heap(bytes);
        }
        self.length = end;
    }

    #[cold]
    fn push_to_heap(&mut self, bytes: &[u8]) {
        if self.heap.is_empty() {
            // With room to grow, so that one allocation is usually enough.
            self.heap.reserve(4 * STACK + bytes.len());
            self.heap.extend_from_slice(&self.stack[..self.length]);
        }
        self.heap.extend_from_slice(bytes);
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        // The length exceeds the size of the stack buffer exactly when the heap is in use.
        self.stack.get(..self.length).unwrap_or(&self.heap)
    }

    /// Removes the last byte.
    pub(crate) fn pop(&mut self) {
        self.truncate(self.length.saturating_sub(1));
    }

    /// Shortens the contents to `length` bytes.
    #[inline]
    pub(crate) fn truncate(&mut self, length: usize) {
        if self.length > STACK {
            self.heap.truncate(length);
            if let Some(stack) = self.stack.get_mut(..length) {
                stack.copy_from_slice(&self.heap);
                self.heap.clear();
            }
        }
        self.length = self.length.min(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths around the size of the stack buffer, with changes from either side of it to the other.
    #[test]
    fn it_holds_what_a_vector_holds() {
        holds_what_a_vector_holds::<SIZE>();
        holds_what_a_vector_holds::<0>();
    }

    fn holds_what_a_vector_holds<const STACK: usize>() {
        let lengths = [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE];
        let bytes: Vec<u8> = (0..=250).cycle().take(2 * SIZE).collect();
        for first in lengths {
            for kept in lengths {
                let (mut scratch, mut model) = (Scratch::<STACK>::new(), Vec::new());
                for length in [first, SIZE] {
                    scratch.push(&bytes[..length]);
                    model.extend_from_slice(&bytes[..length]);
                    assert_eq!(scratch.as_bytes(), model, "{first} {kept}");
                    scratch.truncate(kept);
                    model.truncate(kept);
                    scratch.pop();
                    model.pop();
                    assert_eq!(scratch.as_bytes(), model, "{first} {kept}");
                }
            }
        }
    }
}
