//! A server's side: presigned requests, header-signed requests and upload forms that it accepts, and every reason to
//! refuse one, with its sentence, S3's code and S3's status; what other implementations signed; and what holds for every
//! input.

use presign_test_support::{
    bucket, checksum_values, fixtures, hmac_sha256, many_names, strategies, vector_files, x509_vectors,
};

mod access_key_ids;
mod answers;
mod asked;
mod asks;
mod bodies;
mod certificates;
mod checksums;
mod chunks;
mod claims;
mod credentials;
mod eks_token;
mod headers;
mod hostile;
mod keyring;
mod legal;
mod multi_region;
mod policies;
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
mod verified;
