//! The functions by their numbers, and the two buffers.

use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroize as _;

#[cfg(feature = "explain")]
use crate::explain::{Kept, run};
use crate::failure::Failure;
use crate::fields::Fields;
#[cfg(not(feature = "explain"))]
use crate::sign::{Kept, run};

/// What lasts from one call to the next.
pub(crate) struct Module {
    pub(crate) input: Vec<u8>,
    pub(crate) output: String,
    pub(crate) kept: Kept,
}

impl Module {
    pub(crate) const fn new() -> Self {
        Self { input: Vec::new(), output: String::new(), kept: Kept::new() }
    }

    /// Where `length` bytes can be written; 0 if there is no memory for them.
    pub(crate) fn input(&mut self, length: usize) -> usize {
        if self.input.len() < length {
            // It may hold a secret, so that it is not left to the allocator as it is.
            self.input.zeroize();
            let mut longer = Vec::new();
            if longer.try_reserve_exact(length).is_err() {
                return 0;
            }
            longer.resize(length, 0);
            self.input = longer;
        }
        self.input.as_ptr() as usize
    }

    pub(crate) fn output(&self) -> usize {
        self.output.as_ptr() as usize
    }

    pub(crate) fn call(&mut self, function: u32, handle: u32, length: usize) -> i32 {
        let Self { input, output, kept } = self;
        output.clear();
        let result = run(function, handle, &mut Fields::new(&input[..length]), kept, output);
        // Credentials may have been among them.
        self.input[..length].zeroize();
        self.finish(result)
    }

    /// What the host is told: how long the result is, or the error.
    pub(crate) fn finish(&mut self, result: Result<(), Failure>) -> i32 {
        let length = |text: &str| i32::try_from(text.len()).unwrap_or(i32::MAX);
        match result {
            Ok(()) => length(&self.output),
            Err(failure) => {
                failure.write(&mut self.output);
                -1 - length(&self.output)
            }
        }
    }
}
