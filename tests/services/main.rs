//! Tokens and URLs of services: what other implementations make, made by the function of each service; the hosts of every
//! partition; how long each result is valid; and the arguments that are refused.

#[path = "../support/fixtures.rs"]
mod fixtures;
#[path = "../support/hmac_sha256.rs"]
mod hmac_sha256;
#[path = "../support/refused.rs"]
mod refused;
#[path = "../support/url_parts.rs"]
mod url_parts;
#[path = "../support/vector_files.rs"]
mod vector_files;

mod botocore;
mod database_hosts;
mod errors;
mod header_signed;
mod hosts;
mod iot_data;
mod keys;
mod lifetimes;
mod vectors;
