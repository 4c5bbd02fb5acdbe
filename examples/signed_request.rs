//! Prints a request that is signed by its headers: a call of SQS, for any HTTP client to send.
//!
//! ```console
//! AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... cargo run --example signed_request
//! ```

use std::error::Error;

use presign::{Credentials, Request, Signer, Timestamp};

fn main() -> Result<(), Box<dyn Error>> {
    let signer = Signer::new(Credentials::from_env()?, "eu-west-1", "sqs")?;
    let body = "{}";
    let request = Request::new("POST", "https://sqs.eu-west-1.amazonaws.com/")?
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "AmazonSQS.ListQueues")
        .body(body)
        .sign(&signer, Timestamp::now())?;

    println!("{} {}", request.method(), request.url());
    // All that must be sent, `authorization` among them.
    for (name, value) in request.headers() {
        println!("{name}: {value}");
    }
    println!("\n{body}");
    Ok(())
}
