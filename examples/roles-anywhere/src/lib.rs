//! CreateSession of IAM Roles Anywhere: a client whose key may be in a device, and a server that verifies.

pub mod device;
pub mod issue;
pub mod server;
pub mod session;
