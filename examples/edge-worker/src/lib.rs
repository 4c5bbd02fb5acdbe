//! Signs in WebAssembly. A worker's own clock gives the time: a module has none, so there is no `Timestamp::now` here.
//!
//! Strings go through the module's memory: the host asks for a place with `allocate`, writes UTF-8 there, and calls
//! `presign_put` with where it is. What comes back lies in the same memory until the next call.

#![no_std]

extern crate alloc;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use core::panic::PanicInfo;
use core::ptr::slice_from_raw_parts_mut;
use core::time::Duration;

use dlmalloc::GlobalDlmalloc;
use presign::s3::Bucket;
use presign::{Credentials, Error, Timestamp};

/// What a worker signs: an upload, for 15 minutes, or as long as temporary credentials live.
fn put(input: &str, seconds: u64) -> Result<String, Error> {
    let mut fields = input.split('\n');
    let mut field = || fields.next().unwrap_or_default();
    let (region, bucket, key) = (field(), field(), field());
    let mut credentials = Credentials::new(field(), field()).with_session_token(field());
    let expiry = field();
    if !expiry.is_empty() {
        credentials = credentials.with_expiry(Timestamp::parse_rfc3339(expiry)?);
    }
    let bucket = Bucket::new(bucket, region)?;
    let signer = bucket.signer(credentials)?;
    let now = Timestamp::from_unix_seconds(seconds)?;
    Ok(bucket.put_object(key).presign(&signer, Duration::from_secs(900), now)?.into_string())
}

/// A place for `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Presigns a PUT. At `place` are `length` bytes that [`allocate`] gave: region, bucket, key, access key ID and secret, each on
/// a line, and for temporary credentials their session token and their expiry (RFC 3339). They are given back. `seconds` are
/// those since 1970.
///
/// Returns where the result is, in the upper half, and its length in the lower: a URL, or a sentence after `error: `.
///
/// # Safety
/// The bytes at `place` are those of `allocate(length)`, and all of them are written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn presign_put(place: *mut u8, length: usize, seconds: u64) -> u64 {
    let input = unsafe { Box::from_raw(slice_from_raw_parts_mut(place, length)) };
    let result = match core::str::from_utf8(&input).map(|input| put(input, seconds)) {
        Ok(Ok(url)) => url,
        Ok(Err(error)) => ["error: ", &error.to_string()].concat(),
        Err(_) => "error: the input is not UTF-8".into(),
    };
    let result = result.into_bytes().into_boxed_slice();
    let length = result.len() as u64;
    (Box::into_raw(result).cast::<u8>() as u64) << 32 | length
}

/// Gives back what [`presign_put`] returned.
///
/// # Safety
/// It was returned, and has not been given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(place: *mut u8, length: usize) {
    drop(unsafe { Box::from_raw(slice_from_raw_parts_mut(place, length)) });
}

#[global_allocator]
static HEAP: GlobalDlmalloc = GlobalDlmalloc;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
