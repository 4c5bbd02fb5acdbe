//! An HTTP proxy that holds the real keys. Its clients sign with a placeholder key, which opens nothing else: a sandbox for
//! an agent or for tests, or a tenant of a gateway. Each request is verified, held against a policy, signed
//! again with the real key and forwarded.

#![allow(clippy::exhaustive_structs, reason = "an example, whose program is its only caller")]

mod answer;
mod body;
mod policy;
mod proxy;
mod refusal;
mod stream;

pub use policy::Policy;
pub use proxy::{Limits, Proxy};
