//! Prints a URL for a download, which a browser saves under a name of its own.
//!
//! ```console
//! AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... cargo run --example download_url -- BUCKET REGION KEY
//! ```

use std::error::Error;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Timestamp};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [bucket, region, key] = words.as_slice() else {
        return Err("usage: download_url BUCKET REGION KEY".into());
    };
    let bucket = Bucket::new(bucket, region)?;
    let signer = bucket.signer(Credentials::from_env()?)?;

    let get = bucket.get_object(key).response_attachment("Été 2015.jpg");
    let url = get.presign(&signer, Duration::from_secs(3600), Timestamp::now())?;
    println!("{url}");
    // No later than the credentials, if they expire.
    eprintln!("It works until {}.", url.expires_at().to_rfc3339());
    Ok(())
}
