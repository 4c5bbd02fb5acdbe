//! How many requests a second `explain::solve` tries, for a URL of 10 parameters and 5 headers whose secret is another.
//!
//! ```console
//! cargo bench --bench solve
//! ```

use std::time::{Duration, Instant};

use presign::explain::{self, Sent};
use presign::{Credentials, Request, Signer, Timestamp};

/// One change, most of two, some of three, and all of them.
const BUDGETS: [u64; 4] = [200, 20_000, 1_000_000, 4_000_000];

fn main() {
    let now = Timestamp::parse("20150830T123600Z").expect("a time");
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "another"), "us-east-1", "s3").expect("credentials");
    let request =
        Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/photos/2015/a%20cat.jpg").expect("a URL");
    let request = ["a", "b", "c", "d", "e"].iter().fold(request, |request, name| request.query(name, "some value"));
    let headers = [
        ("content-type", "image/jpeg"),
        ("cache-control", "no-cache"),
        ("x-amz-acl", "private"),
        ("x-amz-meta-a", "1"),
        ("x-amz-meta-b", "2"),
    ];
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let url = request.presign(&signer, Duration::from_secs(60), now).expect("a request");
    let sent = Sent::new("PUT", url.as_str()).headers(&headers).body(b"body");
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    println!("{:>12} {:>12} {:>16}", "tried", "seconds", "a second");
    for budget in BUDGETS {
        let start = Instant::now();
        let tried = explain::solve(&sent, &credentials, budget).expect("a signed URL").tried;
        let seconds = start.elapsed().as_secs_f64();
        // A benchmark prints no more digits than it knows: a count of requests fits in 52 bits.
        #[allow(clippy::cast_precision_loss, reason = "counts are small")]
        let rate = tried as f64 / seconds;
        println!("{tried:>12} {seconds:>12.4} {rate:>16.0}");
    }
}
