//! The module that JavaScript calls: `js/instance.js` is its other half, and says how values cross.
//!
//! A call names a function by a number, has its arguments as [fields] in the module's memory, and leaves its result
//! there, again as fields. The module has no clock: the time is an argument.

#![no_std]

extern crate alloc;
#[cfg(any(feature = "explain", not(target_arch = "wasm32")))]
extern crate std;

mod boundary;
mod calls;
mod failure;
mod fields;
mod place;

// What signs and verifies, in a module of its own: a page that explains has no use for it.
#[cfg(not(feature = "explain"))]
mod bucket;
#[cfg(not(feature = "explain"))]
mod credentials;
#[cfg(not(feature = "explain"))]
mod handles;
#[cfg(not(feature = "explain"))]
mod request;
#[cfg(not(feature = "explain"))]
mod sign;
#[cfg(all(feature = "verify", not(feature = "explain")))]
mod token;
#[cfg(all(feature = "verify", not(feature = "explain")))]
mod verify;

#[cfg(feature = "explain")]
mod explain;
