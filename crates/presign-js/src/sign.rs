//! What the module that signs can be asked for.

use alloc::string::String;
use core::time::Duration;

use presign::Timestamp;

use crate::calls::Module;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::handles::Handles;
use crate::{bucket, request};
#[cfg(feature = "verify")]
use crate::{token, verify};

/// What lasts from one call to the next.
pub(crate) struct Kept {
    handles: Handles,
    /// When the URL of the last `get` expires.
    expires_at: u64,
}

impl Kept {
    pub(crate) const fn new() -> Self {
        Self { handles: Handles::new(), expires_at: 0 }
    }
}

impl Module {
    /// Presigns the GET of an object.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the glue hands in whole numbers from 0"
    )]
    pub(crate) fn get(&mut self, handle: u32, length: usize, expires_in: f64, now: f64) -> i32 {
        let Self { input, output, kept: Kept { handles, expires_at } } = self;
        output.clear();
        let mut sign = || {
            let key = core::str::from_utf8(&input[..length]).map_err(|_| Failure::argument("the key is not UTF-8"))?;
            let (bucket, signer) = handles.bucket(handle, now as u64)?;
            let (expires_in, now) = (Duration::from_secs(expires_in as u64), Timestamp::from_unix_seconds(now as u64)?);
            let end = bucket.get_object(key).presign_into(output, signer, expires_in, now)?;
            *expires_at = end.unix_seconds();
            Ok(())
        };
        let signed = sign();
        self.finish(signed)
    }

    #[allow(clippy::cast_precision_loss, reason = "before the year 10,000: far below what a double holds exactly")]
    pub(crate) fn expires_at(&self) -> f64 {
        self.kept.expires_at as f64
    }
}

// In the order of `js/presign.js`.
const NEW_BUCKET: u32 = 0;
const NEW_SIGNER: u32 = 1;
const SET_CREDENTIALS: u32 = 2;
const FREE: u32 = 3;
const OPERATION: u32 = 4;
const MANY: u32 = 5;
const POST: u32 = 6;
const REQUEST: u32 = 7;
#[cfg(feature = "verify")]
const TOKEN: u32 = 8;
#[cfg(feature = "verify")]
const ACCESS_KEY_ID: u32 = 9;
#[cfg(feature = "verify")]
const VERIFY: u32 = 10;

/// Calls a function.
pub(crate) fn run(
    function: u32,
    handle: u32,
    fields: &mut Fields<'_>,
    kept: &mut Kept,
    out: &mut String,
) -> Result<(), Failure> {
    let handles = &mut kept.handles;
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
        #[cfg(feature = "verify")]
        TOKEN => token::sign(fields, out),
        #[cfg(feature = "verify")]
        ACCESS_KEY_ID => verify::access_key_id(fields, out),
        #[cfg(feature = "verify")]
        VERIFY => verify::verify(fields, out),
        _ => Err(Failure::argument("the module has no such function")),
    }
}
