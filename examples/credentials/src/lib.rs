//! Signers that are renewed before their credentials expire, each module a file to copy: fetched by [`ureq`] or by
//! [`reqwest`], or given by the providers of other crates.

pub mod from_aws_config;
pub mod from_object_store;
pub mod from_reqsign;
pub mod with_reqwest;
pub mod with_ureq;
