use std::hint::black_box;
use std::time::Duration;
use presign::s3::Bucket;
use presign::{Credentials, Signer, Timestamp};

const EXPIRES_IN: Duration = Duration::from_secs(36_000);

#[inline(never)]
fn s3_warm(bucket: &Bucket, signer: &Signer, now: Timestamp) {
    for _ in 0..1000 {
        black_box(bucket.put_object(black_box("example.txt")).presign(signer, EXPIRES_IN, now).expect("a URL"));
    }
}
#[inline(never)]
fn s3_cold(bucket: &Bucket, signer: &Signer, now: Timestamp) {
    let mut seconds = now.unix_seconds();
    for _ in 0..1000 {
        seconds ^= 86_400;
        let now = Timestamp::from_unix_seconds(seconds).expect("a time");
        black_box(bucket.put_object(black_box("example.txt")).presign(signer, EXPIRES_IN, now).expect("a URL"));
    }
}
#[inline(never)]
fn generic_warm(bucket: &Bucket, signer: &Signer, now: Timestamp) {
    let object = bucket.put_object("example.txt");
    for _ in 0..1000 {
        black_box(black_box(object.request()).presign(signer, EXPIRES_IN, now).expect("a URL"));
    }
}
fn main() {
    let bucket = Bucket::new("presignedurldemo", "ap-southeast-1").expect("a bucket");
    let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")).unwrap();
    let now = Timestamp::parse("20150830T120000Z").expect("a time");
    black_box(bucket.put_object("example.txt").presign(&signer, EXPIRES_IN, now).unwrap());
    match std::env::args().nth(1).as_deref() {
        Some("s3_warm") => s3_warm(&bucket, &signer, now),
        Some("s3_cold") => s3_cold(&bucket, &signer, now),
        _ => generic_warm(&bucket, &signer, now),
    }
}
