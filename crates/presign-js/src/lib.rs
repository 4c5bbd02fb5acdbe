//! The module that JavaScript calls: `js/glue.js` is its other half, and says how values cross.
//!
//! A call names a function by a number, has its arguments as [fields] in the module's memory, and leaves its result
//! there, again as fields. The module has no clock: the time is an argument.

#![no_std]

extern crate alloc;
#[cfg(any(feature = "explain", not(target_arch = "wasm32")))]
extern crate std;

mod boundary;
mod bucket;
mod calls;
mod credentials;
mod failure;
mod fields;
mod handles;
mod request;
mod token;
mod verify;

#[cfg(feature = "explain")]
mod explain;
