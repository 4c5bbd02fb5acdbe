//! The only file with unsafe code: names that JavaScript finds need `#[unsafe(no_mangle)]`, and state that outlives a call
//! needs a static. No pointer is followed here: JavaScript reads and writes the two buffers through the memory's own view.

#![allow(unsafe_code)]

use core::cell::RefCell;

use crate::calls::Module;

/// A static for one thread.
struct OneThread(RefCell<Module>);

// SAFETY: the module is built without atomics and with a memory that is not shared, so that no second thread can enter an
// instance. A call that is made while another one is running is caught by the `RefCell`.
unsafe impl Sync for OneThread {}

static MODULE: OneThread = OneThread(RefCell::new(Module::new()));

/// Returns where `length` bytes of arguments are to be written, or 0 if there is no memory for so many.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> usize {
    MODULE.0.borrow_mut().input(length)
}

/// Returns where the result of the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> usize {
    MODULE.0.borrow().output()
}

/// Calls a function, whose arguments are the first `length` bytes of the input. Returns the length of the result, or below
/// zero the length of an error, less one.
#[unsafe(no_mangle)]
pub extern "C" fn call(function: u32, handle: u32, length: usize) -> i32 {
    MODULE.0.borrow_mut().call(function, handle, length)
}

/// Presigns the GET of an object, whose key is the first `length` bytes of the input: `call` without fields, since this is
/// what is called most. The times are seconds.
#[cfg(not(feature = "explain"))]
#[unsafe(no_mangle)]
pub extern "C" fn get(handle: u32, length: usize, expires_in: f64, now: f64) -> i32 {
    MODULE.0.borrow_mut().get(handle, length, expires_in, now)
}

/// Returns when the URL of the last `get` expires, in seconds since 1970.
#[cfg(not(feature = "explain"))]
#[unsafe(no_mangle)]
pub extern "C" fn expires_at() -> f64 {
    MODULE.0.borrow().expires_at()
}

#[cfg(feature = "explain")]
mod watch {
    #[cfg(target_arch = "wasm32")]
    #[link(wasm_import_module = "presign")]
    unsafe extern "C" {
        // SAFETY: it gets a number, returns another, and touches no memory.
        safe fn watch(tried: f64) -> u32;
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn watch(_: f64) -> u32 {
        0
    }

    /// Tells JavaScript how many requests were tried, and returns whether to stop.
    #[allow(clippy::cast_precision_loss, reason = "a search ends long before")]
    pub(crate) fn stops(tried: u64) -> bool {
        watch(tried as f64) != 0
    }
}

#[cfg(feature = "explain")]
pub(crate) use watch::stops;

#[cfg(all(target_arch = "wasm32", not(feature = "explain")))]
mod without_std {
    use dlmalloc::GlobalDlmalloc;

    #[global_allocator]
    static HEAP: GlobalDlmalloc = GlobalDlmalloc;

    /// JavaScript sees a `WebAssembly.RuntimeError`, and uses this instance no more.
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}
