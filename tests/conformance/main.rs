//! The suite of this folder, which any implementation can run, run for this crate: every case holds.

mod family;
mod forms;
mod signing;
mod suite;
mod verifying;
