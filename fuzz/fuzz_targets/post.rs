//! Any form is verified or refused, whatever its policy; a form that is signed passes, unless its fields break its policy.

#![no_main]

use base64ct::{Base64, Encoding as _};
use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{Policy, PostForm};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    document: &'a str,
    fields: Vec<(&'a str, &'a str)>,
    file_size: u64,
    /// Whether the policy is signed as it should be.
    is_signed: bool,
}

fuzz_target!(|input: Input<'_>| {
    let policy = Base64::encode_string(input.document.as_bytes());
    let scope = "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request";
    let signature = if input.is_signed { common::signature("20150830", "s3", &policy) } else { "0".repeat(64) };
    let fields = [
        ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
        ("x-amz-credential", scope),
        ("x-amz-date", "20150830T123600Z"),
        ("policy", &policy),
        ("x-amz-signature", &signature),
    ];
    let fields = fields.into_iter().chain(input.fields.iter().copied());
    let Ok(form) = PostForm::parse("b", fields) else { return };
    let server = Policy::new("us-east-1", "s3");
    let verified = form.verify(&common::credentials(), form.date(), &server, input.file_size);
    assert!(input.is_signed || verified.is_err());
});
