//! Upload forms: the SDKs' rows, byte for byte where botocore made them, and what a browser makes of the HTML.

use std::collections::BTreeSet;
use std::time::Duration;

use presign::s3::{Bucket, PostObject, PresignedForm};
use presign::{Credentials, Error, verify};
use proptest::prelude::*;
use serde::Deserialize;
use toml::{Table, Value};

use crate::bucket::bucket;
use crate::client::{self, GLOBAL};
use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::vector_files::{VectorFile, read};

/// A row of `s3-post-policy`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    implementation: String,
    session_token: Option<String>,
    input: Table,
    url: Option<String>,
    policy: String,
    fields: Vec<(String, String)>,
}

impl Row {
    /// A setting, as botocore and minio-py spell it, or as the SDK for JavaScript does.
    fn input(&self, name: &str, js: &str) -> Option<&Value> {
        self.input.get(name).or(self.input.get(js))
    }

    fn text(&self, name: &str, js: &str) -> Option<&str> {
        self.input(name, js).and_then(Value::as_str)
    }

    fn bucket(&self) -> Result<Bucket, Error> {
        let mut settings = self.input("config", "client").and_then(Value::as_table).cloned().unwrap_or_default();
        for name in ["region", "endpoint_url", "endpoint"] {
            settings.extend(self.input.get(name).map(|value| (name.to_string(), value.clone())));
        }
        let mut options = client::options(&settings);
        if self.url.as_deref().is_some_and(|url| url.contains("s3.amazonaws.com")) {
            let is_path = self.url.as_deref().is_some_and(|url| url.starts_with(GLOBAL));
            options = vec![GLOBAL, if is_path { "path_style" } else { "virtual_hosted_style" }];
        }
        client::bucket(self.text("bucket", "Bucket").expect("a bucket"), client::region(&settings), &options)
    }

    /// The key; minio-py leaves it to the sender of the form.
    fn key(&self) -> &str {
        self.text("key", "Key").unwrap_or("uploads/${filename}")
    }

    /// The form with the fields that the SDK was asked for, and with its conditions except the exact ones, which come
    /// with their fields.
    fn form<'a>(&'a self, bucket: &'a Bucket) -> PostObject<'a> {
        let fields = self.input("fields", "Fields").and_then(Value::as_table).into_iter().flatten();
        let conditions = self.input("conditions", "Conditions").and_then(Value::as_array).into_iter().flatten();
        let form = fields
            .fold(bucket.post_object(self.key()), |form, (name, value)| form.field(name, value.as_str().unwrap()));
        conditions.filter_map(Value::as_array).fold(form, |form, condition| match &condition[..] {
            [_, Value::Integer(min), Value::Integer(max)] => {
                form.content_length_range((*min).try_into().unwrap(), (*max).try_into().unwrap())
            }
            [_, Value::String(name), Value::String(beginning)] => form.starts_with(&name[1..], beginning),
            other => panic!("{}: {other:?}", self.name),
        })
    }

    fn expires_in(&self) -> Duration {
        let seconds = self.input("expires", "Expires").and_then(Value::as_integer).unwrap_or(3600);
        Duration::from_secs(seconds.try_into().unwrap())
    }

    /// The row's fields with their names in lower case, and without those that S3 does not need or that the row leaves
    /// to the sender of the form.
    fn fields(fields: &[(String, String)]) -> BTreeSet<(String, String)> {
        let fields = fields.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        fields.filter(|(name, _)| name != "bucket" && name != "key").collect()
    }
}

/// Makes each row's form, with the row's policy or with one of its own, and hands row and form to `check`.
fn forms(with_policy: bool, check: impl Fn(&Row, &PresignedForm)) {
    let VectorFile { fixed, cases } = read::<VectorFile<Row>>("s3-post-policy");
    assert_eq!(cases.len(), 15);
    for row in &cases {
        let bucket = row.bucket().expect(&row.name);
        let signer = bucket.signer(fixed.credentials(row.session_token.as_deref())).expect(&row.name);
        let form = row.form(&bucket);
        let form = if with_policy { form.policy(&row.policy) } else { form };
        check(row, &form.presign(&signer, row.expires_in(), fixed.now()).expect(&row.name));
    }
}

#[test]
fn the_sdks_signatures_come_out_for_the_sdks_policies() {
    forms(true, |row, form| {
        assert_eq!(form.policy(), row.policy, "{}", row.name);
        assert_eq!(Row::fields(form.fields()), Row::fields(&row.fields), "{}", row.name);
        if let Some(url) = &row.url {
            assert_eq!(form.url(), url, "{}", row.name);
        }
        if row.implementation.starts_with("botocore") {
            assert_eq!(form.fields(), row.fields, "{}", row.name);
        }
    });
}

/// A policy without what does not matter to S3: spelling, order, and which of two forms an exact condition has.
fn meaning(policy: &str) -> (String, BTreeSet<String>) {
    let policy: serde_json::Value = serde_json::from_str(policy).expect("JSON");
    let expiration = policy["expiration"].as_str().expect("an expiration").replace(".000Z", "Z");
    let conditions =
        policy["conditions"].as_array().expect("conditions").iter().flat_map(|condition| match condition {
            serde_json::Value::Object(exact) => {
                exact.iter().map(|(name, value)| format!("{} = {value}", name.to_ascii_lowercase())).collect()
            }
            other if other[0] == "eq" => vec![format!("{} = {}", &other[1].as_str().unwrap()[1..], other[2])],
            other => vec![other.to_string()],
        });
    (expiration, conditions.collect())
}

#[test]
fn the_policies_say_what_the_sdks_say() {
    forms(false, |row, form| assert_eq!(meaning(form.policy()), meaning(&row.policy), "{}", row.name));
}

#[test]
fn the_policies_are_botocores_byte_for_byte() {
    forms(false, |row, form| {
        // This row has its conditions in an order that the test's harness does not keep; see below.
        if row.implementation.starts_with("botocore") && row.name != "botocore-conditions" {
            assert_eq!(form.policy(), row.policy, "{}", row.name);
            assert_eq!(form.fields(), row.fields, "{}", row.name);
            assert_eq!(Some(form.url()), row.url.as_deref());
        }
    });
}

fn presign(form: &PostObject<'_>) -> PresignedForm {
    form.presign(&signer("s3"), HOUR, now()).unwrap()
}

/// The row `botocore-conditions`, whose signature this is.
#[test]
fn conditions_stand_in_the_order_in_which_they_were_set() {
    let bucket = bucket();
    let form = bucket
        .post_object("uploads/file.txt")
        .field("acl", "public-read")
        .field("Content-Type", "text/plain")
        .starts_with("Content-Type", "text/")
        .content_length_range(1, 1_048_576)
        .field("x-amz-meta-tag", "a b");
    let form = presign(&form);
    let names: Vec<_> = form.fields().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..4], ["acl", "Content-Type", "x-amz-meta-tag", "key"]);
    let (name, signature) = form.fields().last().unwrap();
    assert_eq!(name, "x-amz-signature");
    assert_eq!(signature, "0ed84861087351a04e9b812caa3c0a89ca01540cfcd9a90d64480bfed2ad61bd");
}

/// The example of Amazon S3's documentation, "Example: Browser-Based Upload using HTTP POST".
#[test]
fn the_documented_policy_has_the_documented_signature() {
    #[derive(Deserialize)]
    struct Documented {
        policy: Vec<Table>,
    }
    let documented: Documented = read("documented-s3");
    let [row] = &documented.policy[..] else { panic!("one policy") };
    let text = |name: &str| row[name].as_str().unwrap();
    let bucket = Bucket::new("sigv4examplebucket", "us-east-1").unwrap();
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let signer = bucket.signer(credentials).unwrap();
    let form = bucket.post_object("user/user1/${filename}").policy(text("policy_text"));
    let form = form.presign(&signer, HOUR, at(text("time"))).unwrap();
    let fields = Row::fields(form.fields());
    assert!(fields.contains(&("policy".to_string(), text("policy_base64").to_string())));
    assert!(fields.contains(&("x-amz-signature".to_string(), text("signature").to_string())));
}

#[test]
fn the_sender_chooses_what_starts_with_leaves_open() {
    let bucket = bucket();
    let conditions = |form: PostObject<'_>| {
        let (_, conditions) = meaning(presign(&form).policy());
        conditions
            .into_iter()
            .filter(|condition| !condition.contains("x-amz-") && !condition.starts_with("bucket"))
            .collect::<Vec<_>>()
    };
    assert_eq!(conditions(bucket.post_object("k")), ["key = \"k\""]);
    assert_eq!(conditions(bucket.post_object("a/${filename}.txt")), [r#"["starts-with","$key","a/"]"#]);
    assert_eq!(conditions(bucket.post_object("a/b").starts_with("key", "a/")), [r#"["starts-with","$key","a/"]"#]);
    // The wider condition alone, though the name of the file would bring another.
    assert_eq!(
        conditions(bucket.post_object("a/b/${filename}").starts_with("key", "a/")),
        [r#"["starts-with","$key","a/"]"#]
    );
    assert_eq!(conditions(bucket.post_object("${filename}")), [r#"["starts-with","$key",""]"#]);
    let form = bucket.post_object("k").field("acl", "private").starts_with("ACL", "");
    assert_eq!(conditions(form), [r#"["starts-with","$ACL",""]"#, "key = \"k\""]);
}

/// AWS: a dollar sign must be escaped in a policy. `\$` is not JSON, and servers that read JSON refuse it.
#[test]
fn a_dollar_sign_is_escaped_in_a_policy_and_nowhere_else() {
    let bucket = bucket();
    let form = bucket.post_object("dir/a$$b.txt").field("x-amz-meta-price", r"$5 \ 5$").field("x-amz-meta-a$b", "c");
    let form = presign(&form.starts_with("success_action_redirect", "https://x.org/$"));
    for condition in [
        r#"{"key": "dir/a\u0024\u0024b.txt"}"#,
        r#"{"x-amz-meta-price": "\u00245 \\ 5\u0024"}"#,
        r#"{"x-amz-meta-a\u0024b": "c"}"#,
        r#"["starts-with", "$success_action_redirect", "https://x.org/\u0024"]"#,
    ] {
        assert!(form.policy().contains(condition), "{}", form.policy());
    }
    assert!(form.fields().contains(&("key".to_string(), "dir/a$$b.txt".to_string())));
    assert!(form.fields().contains(&("x-amz-meta-price".to_string(), r"$5 \ 5$".to_string())));
    let (_, conditions) = meaning(form.policy());
    assert!(conditions.contains(r#"key = "dir/a$$b.txt""#), "{conditions:?}");

    let form = presign(&bucket.post_object("a$$/${filename}"));
    assert!(form.policy().contains(r#"["starts-with", "$key", "a\u0024\u0024/"]"#), "{}", form.policy());
    // The only signs that are left are those of fields.
    assert_eq!(form.policy().matches('$').count(), 1);
}

#[test]
fn the_name_of_the_file_is_replaced_in_every_field() {
    let bucket = bucket();
    let form = bucket
        .post_object("k")
        .field("x-amz-meta-name", "${filename}")
        .field("success_action_redirect", "https://x.org/?file=${filename}&a=$b")
        .field("Content-Disposition", "inline; ${filename}; ${filename}")
        .field("x-amz-meta-chosen", "a/${filename}")
        .starts_with("x-amz-meta-chosen", "a");
    let form = presign(&form);
    for condition in [
        r#"["starts-with", "$x-amz-meta-name", ""]"#,
        r#"["starts-with", "$success_action_redirect", "https://x.org/?file="]"#,
        r#"["starts-with", "$Content-Disposition", "inline; "]"#,
        r#"["starts-with", "$x-amz-meta-chosen", "a"]"#,
        r#"{"key": "k"}"#,
    ] {
        assert!(form.policy().contains(condition), "{}", form.policy());
    }
    assert_eq!(form.policy().matches("starts-with").count(), 4);
    assert!(!form.policy().contains("filename"));
    let field = ("success_action_redirect".to_string(), "https://x.org/?file=${filename}&a=$b".to_string());
    assert!(form.fields().contains(&field));
}

#[test]
fn tokens_have_the_names_that_the_service_reads() {
    let token = "S3EXPRESS/session+token==";
    let credentials = || Credentials::new("AKIDEXAMPLE", "SECRET").with_session_token(token);
    let general = bucket();
    let directory = Bucket::new("photos--usw2-az1--x-s3", "us-west-2").unwrap();
    let signers = [general.signer(credentials()).unwrap(), directory.session_signer(credentials()).unwrap()];
    for (bucket, signer, name) in
        [(&general, &signers[0], "x-amz-security-token"), (&directory, &signers[1], "x-amz-s3session-token")]
    {
        let form = bucket.post_object("k").presign(signer, HOUR, now()).unwrap();
        assert!(form.fields().contains(&(name.to_string(), token.to_string())));
        assert!(form.policy().contains(&format!(r#"{{"{name}": "{token}"}}"#)));
    }
}

#[test]
fn a_form_expires_with_its_credentials() {
    let end = at("20150830T124000Z");
    let bucket = bucket();
    let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "SECRET").with_expiry(end)).unwrap();
    let form = bucket.post_object("k").presign(&signer, HOUR, now()).unwrap();
    assert_eq!(form.expires_at(), end);
    assert_eq!(presign(&bucket.post_object("k")).expires_at().to_string(), "20150830T133600Z");
}

/// What is between quotes, as a browser reads it.
fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

#[test]
fn the_html_sends_every_field_and_the_file_last() {
    let bucket = bucket();
    let value = r#""><script>alert('&amp;')</script>é"#;
    let form = presign(
        &bucket
            .post_object("a&b")
            .field("x-amz-meta-<", value)
            .field("success_action_redirect", "https://example.com/?a=b&c=d"),
    );
    let html = form.to_html();
    let mut lines = html.lines();
    let action = form.url();
    let begin = format!(r#"<form action="{action}" method="post" enctype="multipart/form-data">"#);
    assert_eq!(lines.next(), Some(begin.as_str()));
    for (name, value) in form.fields() {
        let line = lines.next().unwrap();
        let quoted: Vec<_> = line.split('"').collect();
        let [r"  <input type=", "hidden", " name=", line_name, " value=", line_value, ">"] = quoted[..] else {
            panic!("{line}")
        };
        assert_eq!((unescaped(line_name), unescaped(line_value)), (name.clone(), value.clone()));
        assert!(!line_value.contains(['<', '>', '\'']), "{line}");
    }
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [r#"  <input type="file" name="file">"#, "  <button>Upload</button>", "</form>"]
    );
}

proptest! {
    /// Whatever is in it, a form passes its own policy, and no longer does when a value has changed.
    #[test]
    fn forms_pass_their_own_policies(key in "\\PC{1,40}", values in prop::collection::vec("\\PC{0,20}", 1..4), size in 0..9_u64) {
        let bucket = bucket();
        let fields = values.iter().enumerate();
        let form = fields.fold(bucket.post_object(&key), |form, (i, value)| form.field(&format!("x-amz-meta-{i}"), value));
        let form = presign(&form.content_length_range(0, size));
        let verified = |fields: &[(String, String)], size| {
            let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let form = verify::PostForm::parse("examplebucket", fields).unwrap();
            let policy = verify::Policy::new("us-east-1", "s3");
            form.verify(&credentials(), now(), &policy, size).is_ok()
        };
        prop_assert!(verified(form.fields(), size));
        prop_assert!(!verified(form.fields(), size + 1));
        let mut other = form.fields().to_vec();
        other[0].1.push('x');
        prop_assert!(!verified(&other, size));
    }
}

/// 32 bytes in base64.
const CUSTOMER_KEY: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

#[test]
fn debug_shows_no_value() {
    let bucket = bucket();
    let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "SECRET").with_session_token("TOKEN")).unwrap();
    let builder = bucket.post_object("k").field("x-amz-server-side-encryption-customer-key", CUSTOMER_KEY);
    let form = builder.presign(&signer, HOUR, now()).unwrap();
    let (_, signature) = form.fields().last().unwrap();
    let shown = format!("{builder:?} {form:?}");
    for secret in [CUSTOMER_KEY, "TOKEN", "SECRET", "eyJ", signature] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("x-amz-server-side-encryption-customer-key"));
}
