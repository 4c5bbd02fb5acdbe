//! S3: buckets and their endpoints, operations and their setters, multipart plans and upload forms, against what other
//! SDKs do and what AWS documents; what is refused, each with its sentence; and what other signers get wrong.

use presign_test_support::{bucket, difference, fixtures, refused, url_parts, vector_files};

mod addresses;
mod again;
mod aws_hosts;
mod buckets;
mod client;
mod endpoints;
mod errors;
mod headers;
mod hoisting;
mod limits;
mod location;
mod model;
mod multipart;
mod named;
mod operations;
mod pitfalls;
mod post;
mod providers;
mod rows;
mod sdks;
mod sessions;
mod setters;
mod values;
mod xml;
