//! Verifies a presigned URL as the server that is asked for it, and then one that was changed.
//!
//! ```console
//! cargo run --example verification
//! ```

use std::error::Error;
use std::time::Duration;

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Credentials, Request, Signer, Timestamp};

/// Accepts the method and the target of the request line, and all headers of the request. Returns the path to serve.
fn check(method: &str, target: &str, headers: &[(&str, &str)], credentials: &Credentials) -> Result<String, Refusal> {
    let policy = Policy::new("eu-central-1", "s3");
    let request = SignedRequest::parse(method, target, headers.iter().copied())?;
    let (verified, body) = request.verify(credentials, Timestamp::now(), &policy)?;
    // With a body: what `decode` or `read` gives out is what was signed.
    body.read(b"")?;
    Ok(verified.path()?.to_owned())
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
            Ok(path) => println!("verified, serve {path}: {target}"),
            Err(refusal) => println!("refused, {refusal}: {target}"),
        }
    }
    Ok(())
}
