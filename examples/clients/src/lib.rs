//! Requests signed by their headers, sent by four HTTP clients, and an upload in parts ([`multipart_upload`]). Each module
//! is a file to copy.
//!
//! All clients follow one pattern: build the request, sign it as the last step, send it unchanged. What a client adds in transit
//! (`host`, `accept`, `user-agent`, `content-length`) is sent unsigned, or is `host`, which is signed as it is sent.

pub mod axum_service;
pub mod hyper_client;
pub mod multipart_upload;
pub mod reqwest_client;
pub mod sign_layer;
pub mod ureq_client;
