//! Prints a URL for each key in a file with a key a line. The day's signing key is derived once.
//!
//! ```console
//! AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... cargo run --release --example batch -- BUCKET REGION FILE
//! ```

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Timestamp};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [bucket, region, file] = words.as_slice() else {
        return Err("usage: batch BUCKET REGION FILE".into());
    };
    let bucket = Bucket::new(bucket, region)?;
    let signer = bucket.signer(Credentials::from_env()?)?;

    let now = Timestamp::now();
    let mut output = BufWriter::new(io::stdout().lock());
    for key in BufReader::new(File::open(file)?).lines() {
        let url = bucket.get_object(&key?).presign(&signer, Duration::from_secs(3600), now)?;
        writeln!(output, "{url}")?;
    }
    output.flush()?;
    Ok(())
}
