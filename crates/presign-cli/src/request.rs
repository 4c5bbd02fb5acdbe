//! What every request can bring, whatever it asks for.

use clap::Args;
use presign::Request;
use presign::s3::Operation;

use crate::values::{self, Pair};
use crate::words;

/// Parameters, headers and payload hash.
#[derive(Args)]
#[command(next_help_heading = "Request")]
pub(crate) struct Extras {
    /// Add a query parameter, not percent-encoded; may come again
    #[arg(long, value_name = "NAME=VALUE", value_parser = values::parameter)]
    query: Vec<Pair>,
    /// Add a header that is signed and must be sent; may come again
    #[arg(long, value_name = "NAME: VALUE", value_parser = values::header)]
    header: Vec<Pair>,
    /// Sign the body's SHA-256 (64 lower-case hexadecimal digits) or UNSIGNED-PAYLOAD
    #[arg(long, value_name = "HEX|UNSIGNED-PAYLOAD")]
    payload_hash: Option<String>,
}

impl Extras {
    /// Warns of values that S3 does not know.
    pub(crate) fn warn_of_words(&self) {
        words::of_headers(&self.header);
    }

    /// Adds all of it.
    pub(crate) fn add<'a>(&self, mut request: Request<'a>) -> Request<'a> {
        for Pair { name, value } in &self.query {
            request = request.query(name, value);
        }
        for Pair { name, value } in &self.header {
            request = request.header(name, value);
        }
        match &self.payload_hash {
            Some(hash) => request.payload_hash(hash),
            None => request,
        }
    }
}

/// What a request to S3 can bring.
#[derive(Args)]
pub(crate) struct S3Extras {
    #[command(flatten)]
    extras: Extras,
    /// Move x-amz-expected-bucket-owner and x-amz-request-payer into the query, so that the client need not send them
    #[arg(long, help_heading = "Request")]
    hoist_headers: bool,
}

impl S3Extras {
    /// Warns of values that S3 does not know.
    pub(crate) fn warn_of_words(&self) {
        self.extras.warn_of_words();
    }

    /// Adds all of it.
    pub(crate) fn add<'a, O>(&self, operation: Operation<'a, O>) -> Request<'a> {
        let mut operation = if self.hoist_headers { operation.hoist_headers() } else { operation };
        for Pair { name, value } in &self.extras.query {
            operation = operation.query(name, value);
        }
        for Pair { name, value } in &self.extras.header {
            operation = operation.header(name, value);
        }
        match &self.extras.payload_hash {
            // Signing would add it as a header.
            Some(hash) if self.hoist_headers => operation.header("x-amz-content-sha256", hash).request().clone(),
            Some(hash) => operation.request().clone().payload_hash(hash),
            None => operation.request().clone(),
        }
    }
}
