//! The layers around services in memory, behind axum, and over HTTP/2.

#![allow(clippy::unused_async, reason = "stores and decisions return futures, whatever is in them")]

mod answers;
mod bodies;
mod files;
mod forms;
mod hooks;
mod resign;
mod routers;
mod server;
mod sign;
mod stores;
