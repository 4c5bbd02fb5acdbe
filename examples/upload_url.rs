//! Prints a URL for an upload, and the headers that the client must send with it.
//!
//! ```console
//! AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... cargo run --example upload_url -- BUCKET REGION KEY
//! ```

use std::error::Error;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Timestamp};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [bucket, region, key] = words.as_slice() else {
        return Err("usage: upload_url BUCKET REGION KEY".into());
    };
    let bucket = Bucket::new(bucket, region)?;
    let signer = bucket.signer(Credentials::from_env()?)?;

    // Both headers are signed: an upload of another type or length is refused.
    let put = bucket.put_object(key).content_type("image/jpeg").content_length(48_213);
    let url = put.presign(&signer, Duration::from_secs(15 * 60), Timestamp::now())?;
    println!("{} {url}", url.method());
    for (name, value) in url.headers() {
        println!("{name}: {value}");
    }
    Ok(())
}
