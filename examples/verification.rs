//! Verifies a presigned URL as the server that is asked for it, and then one that was changed.
//!
//! ```console
//! cargo run --example verification
//! ```

use std::error::Error;
use std::time::Duration;

use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use presign::{Credentials, Request, Signer, Timestamp};

/// Accepts the method and the target of the request line, and all headers of the request.
fn check(method: &str, target: &str, headers: &[(&str, &str)], credentials: &Credentials) -> Result<Payload, Refusal> {
    let policy = Policy::new("eu-central-1", "s3");
    let request = SignedRequest::parse(method, target, headers.iter().copied())?;
    request.verify_with_credentials(credentials, Timestamp::now(), &policy)
}

fn main() -> Result<(), Box<dyn Error>> {
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let signer = Signer::new(credentials.clone(), "eu-central-1", "s3")?;
    let request = Request::get("http://localhost:9000/photos/a.jpg")?;
    let url = request.presign(&signer, Duration::from_secs(60), Timestamp::now())?;

    let target = url.as_str().strip_prefix("http://localhost:9000").ok_or("another address")?;
    let headers = [("host", "localhost:9000")];
    for target in [target, &target.replace("a.jpg", "b.jpg")] {
        match check("GET", target, &headers, &credentials) {
            // With a body, the payload hash would have to be compared with it.
            Ok(_) => println!("verified: {target}"),
            Err(refusal) => println!("refused, {refusal}: {target}"),
        }
    }
    Ok(())
}
