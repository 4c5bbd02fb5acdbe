//! Any URL is taken apart and any answer compared, without a panic, a control character or a secret in what is shown.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::Request;
use presign::explain::{compare, compare_url, inspect, read_answer, repair_url};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    url: &'a str,
    answer: &'a str,
    now: u64,
    shape: Shape,
}

/// What the answer is wrapped in.
#[derive(Clone, Copy, Debug, arbitrary::Arbitrary)]
enum Shape {
    Bare,
    CanonicalRequest,
    Json,
}

fuzz_target!(|input: Input<'_>| {
    let now = common::time(input.now);
    let escaped = input.answer.replace('&', "&amp;").replace('<', "&lt;");
    let answer = match input.shape {
        Shape::Bare => input.answer.to_owned(),
        Shape::CanonicalRequest => {
            format!("<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>{escaped}</CanonicalRequest></Error>")
        }
        Shape::Json => format!("{{\"message\":{:?}}}", input.answer),
    };
    let inspection = inspect(input.url, now);
    assert_calm(&inspection.to_string());
    let _ = repair_url(input.url);

    let request = Request::get("https://h/k?a=b%20c").expect("a good URL");
    let explanation = common::signer("s3").explain(&request, Duration::from_secs(60), now).expect("a good request");
    let url = explanation.url().expect("a presign is explained").as_str();
    for comparison in [
        read_answer(&answer),
        compare_url(input.url, &answer),
        compare_url(url, &answer),
        compare(&explanation, &answer),
    ] {
        assert!(!comparison.causes.is_empty());
        assert_calm(&comparison.to_string());
    }
    let signature = explanation.signature.to_string();
    assert!(!compare_url(url, &answer).to_string().contains(&signature) || answer.contains(&signature));
});

/// Nothing draws on the terminal.
fn assert_calm(text: &str) {
    assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text:?}");
}
