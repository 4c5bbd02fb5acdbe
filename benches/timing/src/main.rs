//! Whether the time of a refusal tells how much of a signature was right, by the test of "Dude, is my code constant time?"
//! (Reparaz, Balasch, Verbauwhede, 2016).
//!
//! ```console
//! cargo run --release -p timing -- --continuous presigned_request
//! ```
//!
//! Each bench times two classes in random order: a signature that is wrong in its first byte, and one that is wrong in its
//! last. `max t` is Welch's t of their means: over 5 they differ, and the more so the more is measured. `early_exit` compares
//! as no one should: if its t is small too, the machine is too noisy to tell anything.

use std::hint::black_box;
use std::time::Duration;

use dudect_bencher::rand::RngExt;
use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main};
use presign::verify::{Policy, SignedRequest};
use presign::{
    CanonicalRequest, Credentials, Request, Rules, Scope, Signature, Signer, SigningKey, StringToSign, Timestamp,
};

const COUNT: usize = 100_000;

ctbench_main!(early_exit, signing_key, presigned_request);

/// `SignedRequest::verify`: all that a server does with a URL that it has read.
fn presigned_request(runner: &mut CtRunner, rng: &mut BenchRng) {
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let url = Request::get("https://h/k").and_then(|request| request.presign(&signer, Duration::from_secs(60), now()));
    let url = url.expect("a URL").as_str().to_owned();
    let (before, signature) = url.split_at(url.len() - 64);
    let receive = |signature: &Signature| {
        let target = format!("{}{}", &before["https://h".len()..], signature);
        SignedRequest::parse("GET", &target, [("host", "h")]).expect("a presigned URL")
    };
    let (key, policy) = (key(), Policy::new("us-east-1", "s3"));
    let signature = Signature::parse(signature).expect("a signature");
    measure(runner, rng, &signature, receive, |received| received.verify(&key, now(), &policy).is_ok());
}

/// `SigningKey::verify`: the HMAC and the comparison.
fn signing_key(runner: &mut CtRunner, rng: &mut BenchRng) {
    let (key, text) = (key(), string_to_sign());
    measure(runner, rng, &key.sign(&text), Signature::clone, |signature| key.verify(&text, signature));
}

/// The same HMAC, and a comparison that stops at the first byte that is wrong.
fn early_exit(runner: &mut CtRunner, rng: &mut BenchRng) {
    let (key, text) = (key(), string_to_sign());
    measure(runner, rng, &key.sign(&text), Signature::clone, |signature| {
        let right = key.sign(&text);
        right.as_bytes().iter().zip(signature.as_bytes()).all(|(right, given)| black_box(right) == given)
    });
}

/// Times a work on both classes in random order. Each input is made anew, or the two would differ in where they are in
/// memory, which takes a time of its own.
fn measure<T>(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    right: &Signature,
    make: impl Fn(&Signature) -> T,
    work: impl Fn(&T) -> bool,
) {
    let [first, last] = [0, 31].map(|place| wrong(right, place));
    for _ in 0..COUNT {
        let (class, signature) = if rng.random::<bool>() { (Class::Left, &first) } else { (Class::Right, &last) };
        let input = black_box(make(signature));
        runner.run_one(class, || black_box(work(&input)));
    }
}

/// A signature that is wrong in one byte.
fn wrong(right: &Signature, place: usize) -> Signature {
    let mut digits = right.to_string();
    let digit = 2 * place..2 * place + 1;
    let other = if &digits[digit.clone()] == "0" { "1" } else { "0" };
    digits.replace_range(digit, other);
    Signature::parse(&digits).expect("a signature")
}

fn string_to_sign() -> StringToSign {
    let request = Request::get("https://h/k").expect("a URL").header("x-amz-date", "20150830T123600Z");
    let canonical_request = CanonicalRequest::new(&request, &Rules::STANDARD).expect("a request");
    StringToSign::new(now(), key().scope(), &canonical_request)
}

fn key() -> SigningKey {
    SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-1", "s3").expect("a scope"))
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}
