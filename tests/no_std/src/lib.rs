//! A device without a standard library: a heap of its own, a clock of its own, and the day's key held by the program or by
//! its signer.

#![no_std]

extern crate alloc;

use alloc::string::String;
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::panic::PanicInfo;
use core::time::Duration;

use presign::{Credentials, Error, Scope, Signer, SigningKey, Timestamp, s3::Bucket};

/// Signs with a held key, as a device does that was handed one for the day.
fn upload_url(seconds: u64) -> Result<String, Error> {
    let now = Timestamp::from_unix_seconds(seconds)?;
    let bucket = Bucket::new("presignedurldemo", "ap-southeast-1")?;
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let key = SigningKey::derive(&credentials, &Scope::new(now, bucket.region(), "s3")?);
    // The key knows when temporary credentials expire. Bytes do not: then there is Signer::with_expiry.
    let signer = Signer::with_key("AKIDEXAMPLE", None, key)?;
    let held = bucket.put_object("example.txt").presign(&signer, Duration::from_secs(900), now)?.into_string();
    // With the secret in the device, the signer itself keeps the key of the day.
    let mut signer = bucket.signer(credentials)?;
    signer.keep_key(now);
    let kept = bucket.put_object("example.txt").presign(&signer, Duration::from_secs(900), now)?.into_string();
    assert_eq!(held, kept);
    Ok(kept)
}

/// The entry point for a program in another language: the length of the URL, 0 if it was refused.
#[unsafe(no_mangle)]
pub extern "C" fn presign_upload_url_length(seconds: u64) -> usize {
    upload_url(seconds).map_or(0, |url| url.len())
}

/// A heap that only grows, enough to link.
struct Heap(UnsafeCell<([u8; 1 << 16], usize)>);

// One thread only.
unsafe impl Sync for Heap {}

unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (bytes, used) = unsafe { &mut *self.0.get() };
        let start = used.next_multiple_of(layout.align());
        if start + layout.size() > bytes.len() {
            return core::ptr::null_mut();
        }
        *used = start + layout.size();
        unsafe { bytes.as_mut_ptr().add(start) }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(([0; 1 << 16], 0)));

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
