//! A server's side: presigned requests, header-signed requests and upload forms that it accepts, and every reason to
//! refuse one, with its sentence, S3's code and S3's status; what other implementations signed; and what holds for every
//! input.

#[path = "../support/bucket.rs"]
mod bucket;
#[path = "../support/checksum_values.rs"]
mod checksum_values;
#[path = "../support/fixtures.rs"]
mod fixtures;
#[path = "../support/hmac_sha256.rs"]
mod hmac_sha256;
#[path = "../support/many_names.rs"]
mod many_names;
#[path = "../support/strategies.rs"]
mod strategies;
#[path = "../support/vector_files.rs"]
mod vector_files;

mod access_key_ids;
mod asked;
mod bodies;
mod checksums;
mod chunks;
mod claims;
mod credentials;
mod eks_token;
mod headers;
mod hostile;
mod legal;
mod multi_region;
mod post;
mod presigned;
mod properties;
mod reasons;
mod resign;
mod resign_chunks;
mod sent;
mod server;
mod signed_request;
mod vectors;
