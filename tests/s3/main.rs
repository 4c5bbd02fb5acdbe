//! S3: buckets and their endpoints, operations and their setters, multipart plans and upload forms, against what other
//! SDKs do and what AWS documents; what is refused, each with its sentence; and what other signers get wrong.

#[path = "../support/bucket.rs"]
mod bucket;
#[path = "../support/difference.rs"]
mod difference;
#[path = "../support/fixtures.rs"]
mod fixtures;
#[path = "../support/refused.rs"]
mod refused;
#[path = "../support/url_parts.rs"]
mod url_parts;
#[path = "../support/vector_files.rs"]
mod vector_files;

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
mod operations;
mod pitfalls;
mod post;
mod providers;
mod rows;
mod sdks;
mod sessions;
mod setters;
mod values;
