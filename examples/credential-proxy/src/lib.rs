//! An HTTP proxy that holds the real keys. Its clients sign with a placeholder key, which opens nothing else: a sandbox for
//! an agent or for tests, or a tenant of a gateway. Each request is verified, held against a policy, signed again with the
//! real key and forwarded.

mod policy;
mod proxy;
mod refusal;

pub use policy::Policy;
pub use proxy::Proxy;
