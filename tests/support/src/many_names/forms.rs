//! The forms that a server reads.

use std::hint::black_box;

use base64ct::{Base64, Encoding};
use presign::SigningKey;
use presign::verify::{Policy, PostForm};

use super::{Headers, Row, Work, headers, key, names, signed_at};

pub(super) const ROWS: &[Row] = &[
    ("form, fields: parse", form_fields),
    ("form, double fields: parse", form_double_fields),
    ("form, fields and conditions: verify", form_conditions),
    ("form, list and conditions: verify", form_list),
];

/// A form whose policy has these conditions besides the usual ones.
fn form(conditions: &str, mut fields: Headers) -> (Headers, SigningKey) {
    let policy = format!(
        r#"{{"expiration":"2015-08-30T13:36:00Z","conditions":[{{"bucket":"b"}},{{"key":"k"}},
        {{"x-amz-algorithm":"AWS4-HMAC-SHA256"}},{{"x-amz-date":"20150830T123600Z"}},
        {{"x-amz-credential":"AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"}}{conditions}]}}"#
    );
    let policy = Base64::encode_string(policy.as_bytes());
    let key = key();
    // The policy is the whole string to sign.
    let signature = sign(&key, &policy);
    let usual = [
        ("key", "k"),
        ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
        ("x-amz-credential", "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"),
        ("x-amz-date", "20150830T123600Z"),
        ("policy", &policy),
        ("x-amz-signature", &signature),
    ];
    fields.extend(usual.map(|(name, value)| (name.to_string(), value.to_string())));
    (fields, key)
}

fn sign(key: &SigningKey, text: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mac = Hmac::<sha2::Sha256>::new_from_slice(key.secret_bytes()).expect("HMAC accepts a key of any length");
    base16ct::lower::encode_string(&mac.chain_update(text).finalize().into_bytes())
}

fn parse_form(fields: &Headers) -> Result<PostForm, presign::verify::Refusal> {
    PostForm::parse("b", fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn form_fields(count: usize) -> Work {
    let (fields, _) = form("", headers("x-", count));
    Box::new(move || {
        black_box(parse_form(&fields).expect("a form"));
    })
}

fn form_double_fields(count: usize) -> Work {
    let (fields, _) = form("", vec![("x".to_string(), "1".to_string()); count]);
    Box::new(move || {
        black_box(parse_form(&fields).expect_err("a field that is repeated"));
    })
}

fn form_conditions(count: usize) -> Work {
    let conditions = names("x-", count).map(|name| format!(r#",{{"{name}":"1"}}"#)).collect::<Vec<_>>().concat();
    let (fields, key) = form(&conditions, headers("x-", count));
    Box::new(move || {
        let form = parse_form(&fields).expect("a form");
        let _ = black_box(
            form.verify(&key, signed_at(), &Policy::new("us-east-1", "s3"), 0).expect("what the policy allows"),
        );
    })
}

/// Every condition is on every member of the list.
fn form_list(count: usize) -> Work {
    let conditions = r#",["starts-with","$content-type","image/"]"#.repeat(count);
    let fields = vec![("content-type".to_string(), "image/png,".repeat(count) + "image/png")];
    let (fields, key) = form(&conditions, fields);
    Box::new(move || {
        let form = parse_form(&fields).expect("a form");
        let _ = black_box(
            form.verify(&key, signed_at(), &Policy::new("us-east-1", "s3"), 0).expect("what the policy allows"),
        );
    })
}
