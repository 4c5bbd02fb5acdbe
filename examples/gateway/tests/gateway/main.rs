//! The gateway on loopback: what S3 does, who may do it, and those who would do harm.

mod attacks;
mod client;
mod connections;
mod links;
mod objects;
mod scoped;
