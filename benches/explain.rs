//! What it takes to explain a URL, and how many requests a second `explain::solve` tries, for a URL of 10 parameters and
//! 5 headers whose secret is another.
//!
//! ```console
//! cargo bench --bench explain
//! ```

use std::hint::black_box;
use std::time::{Duration, Instant};

use presign::explain::{self, Sent};
use presign::{Credentials, Request, Signer, Timestamp};

/// One change, most of two, some of three, and all of them.
const BUDGETS: [u64; 4] = [200, 20_000, 1_000_000, 4_000_000];

const HEADERS: [(&str, &str); 5] = [
    ("content-type", "image/jpeg"),
    ("cache-control", "no-cache"),
    ("x-amz-acl", "private"),
    ("x-amz-meta-a", "1"),
    ("x-amz-meta-b", "2"),
];

fn main() {
    let now = Timestamp::parse("20150830T123600Z").expect("a time");
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "another"), "us-east-1", "s3").expect("credentials");
    let request =
        Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/photos/2015/a%20cat.jpg").expect("a URL");
    let request = ["a", "b", "c", "d", "e"].iter().fold(request, |request, name| request.query(name, "some value"));
    let request = HEADERS.iter().fold(request, |request, (name, value)| request.header(name, value));
    let expires_in = Duration::from_secs(60);
    let url = request.presign(&signer, expires_in, now).expect("a request").into_string();
    let explanation = signer.explain(&request, expires_in, now).expect("a request");
    let answer = answer(explanation.canonical_request.as_str());

    println!("{:<44} {:>14}", "", "microseconds");
    print("a URL alone", || explain::inspect(&url, now).findings.len());
    print("an answer alone", || explain::read_answer(&answer).causes.len());
    print("a URL with the answer", || explain::compare_url(&url, &answer).causes.len());
    print("what was signed, with the answer", || explain::compare(&explanation, &answer).causes.len());
    solve(&url);
}

/// What S3 says when the content type was changed in transit.
fn answer(canonical_request: &str) -> String {
    let received = canonical_request.replace("image/jpeg", "image/png");
    assert_ne!(received, canonical_request);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request \
         signature we calculated does not match the signature you provided. Check your key and signing method.\
         </Message><CanonicalRequest>{}</CanonicalRequest></Error>",
        received.replace('&', "&amp;")
    )
}

/// The median of 1,001 runs.
fn print(name: &str, work: impl Fn() -> usize) {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64()
    };
    let mut times: Vec<_> = (0..1001).map(time).collect();
    times.sort_by(f64::total_cmp);
    println!("{name:<44} {:>14.1}", times[500] * 1e6);
}

/// In vain.
fn solve(url: &str) {
    let sent = Sent::new("PUT", url).headers(&HEADERS).body(b"body");
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    println!("\n{:>12} {:>12} {:>16}", "tried", "seconds", "a second");
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
