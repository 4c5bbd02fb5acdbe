//! The functions by their numbers, and the two buffers.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use presign::Timestamp;
use zeroize::Zeroize as _;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::handles::Handles;
use crate::{bucket, request, token, verify};

/// What lasts from one call to the next.
pub(crate) struct Module {
    input: Vec<u8>,
    output: String,
    handles: Handles,
    expires_at: u64,
}

impl Module {
    pub(crate) const fn new() -> Self {
        Self { input: Vec::new(), output: String::new(), handles: Handles::new(), expires_at: 0 }
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

    pub(crate) fn expires_at(&self) -> f64 {
        // Before the year 10,000: far below what a double holds exactly.
        #[allow(clippy::cast_precision_loss, reason = "see above")]
        let seconds = self.expires_at as f64;
        seconds
    }

    /// Presigns the GET of an object.
    pub(crate) fn get(&mut self, handle: u32, length: usize, expires_in: f64, now: f64) -> i32 {
        let Self { input, output, handles, expires_at } = self;
        let signed = (|| {
            let key = core::str::from_utf8(&input[..length]).map_err(|_| Failure::argument("the key is not UTF-8"))?;
            let (bucket, signer) = handles.bucket(handle, now as u64)?;
            let (expires_in, now) = (Duration::from_secs(expires_in as u64), Timestamp::from_unix_seconds(now as u64)?);
            let expires_at = bucket.get_object(key).presign_into(output, signer, expires_in, now)?;
            Ok(expires_at.unix_seconds())
        })();
        let signed = signed.map(|at| *expires_at = at);
        self.finish(signed)
    }

    pub(crate) fn call(&mut self, function: u32, handle: u32, length: usize) -> i32 {
        let Self { input, output, handles, .. } = self;
        output.clear();
        let mut fields = Fields::new(&input[..length]);
        let result = run(function, handle, &mut fields, handles, output);
        // Only these have no secret among their arguments.
        if !matches!(function, OPERATION | MANY | POST) {
            self.input.zeroize();
        }
        self.finish(result)
    }

    /// What the host is told: how long the result is, or the error.
    fn finish(&mut self, result: Result<(), Failure>) -> i32 {
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

// In the order of `js/glue.js`.
const NEW_BUCKET: u32 = 0;
const NEW_SIGNER: u32 = 1;
const SET_CREDENTIALS: u32 = 2;
const FREE: u32 = 3;
const OPERATION: u32 = 4;
const MANY: u32 = 5;
const POST: u32 = 6;
const REQUEST: u32 = 7;
const TOKEN: u32 = 8;
const ACCESS_KEY_ID: u32 = 9;
const VERIFY: u32 = 10;
#[cfg(feature = "explain")]
const EXPLAIN: u32 = 11;
#[cfg(feature = "explain")]
const SOLVE: u32 = 12;
#[cfg(feature = "explain")]
const MAKE: u32 = 13;

fn run(
    function: u32,
    handle: u32,
    fields: &mut Fields<'_>,
    handles: &mut Handles,
    out: &mut String,
) -> Result<(), Failure> {
    match function {
        NEW_BUCKET => bucket::create(fields, handles, out),
        NEW_SIGNER => request::create(fields, handles, out),
        SET_CREDENTIALS => handles.set_credentials(handle, fields),
        FREE => {
            handles.free(handle);
            Ok(())
        }
        OPERATION => bucket::operation(handle, fields, handles, out),
        MANY => bucket::many(handle, fields, handles, out),
        POST => bucket::post(handle, fields, handles, out),
        REQUEST => request::sign(handle, fields, handles, out),
        TOKEN => token::sign(fields, out),
        ACCESS_KEY_ID => verify::access_key_id(fields, out),
        VERIFY => verify::verify(fields, out),
        #[cfg(feature = "explain")]
        EXPLAIN => crate::explain::explain(fields.required()?, out),
        #[cfg(feature = "explain")]
        SOLVE => crate::explain::solve(fields.required()?, out),
        #[cfg(feature = "explain")]
        MAKE => crate::explain::make(fields.required()?, out),
        _ => Err(Failure::argument("the module has no such function")),
    }
}
