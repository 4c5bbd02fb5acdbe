//! The clients against a server on loopback that verifies what they send, as AWS would.

mod axum_service;
mod hyper;
mod layer;
mod multipart;
mod page;
mod reqwest;
mod server;
mod ureq;
