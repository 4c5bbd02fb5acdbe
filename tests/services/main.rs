//! Tokens and URLs of services: what other implementations make, made by the function of each service; the hosts of every
//! partition; how long each result is valid; and the arguments that are refused.

use presign_test_support::{fixtures, hmac_sha256, refused, url_parts, vector_files};

mod botocore;
mod database_hosts;
mod errors;
mod header_signed;
mod hosts;
mod iot_data;
mod keys;
mod lifetimes;
mod vectors;
