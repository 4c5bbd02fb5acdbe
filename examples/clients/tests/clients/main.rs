//! The clients against a server on loopback that verifies what they send, as AWS would.

mod hyper;
mod layer;
mod multipart;
mod page;
mod reqwest;
mod server;
mod ureq;
