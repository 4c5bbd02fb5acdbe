//! Upload forms: what the server reads from them, and every reason to refuse one.

use base64ct::{Base64, Encoding};
use presign::verify::{Place, Policy, PostForm, Refusal};
use presign::{Scope, SigningKey};
use serde::Deserialize;

use crate::checksum_values::{BODY, VALUES, malformed, other};
use crate::fixtures::{at, credentials, now};
use crate::hmac_sha256::sign;
use crate::server::{assert_refused, borrowed, key, policy};
use crate::vector_files::{VectorFile, read};

#[derive(Deserialize)]
struct Case {
    name: String,
    session_token: Option<String>,
    input: Input,
    fields: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(alias = "Bucket")]
    bucket: String,
    #[serde(alias = "Key", default)]
    key: String,
}

#[test]
fn the_forms_of_other_implementations_verify() {
    let VectorFile { fixed, cases } = read::<VectorFile<Case>>("s3-post-policy");
    for case in &cases {
        let mut fields: Vec<_> = borrowed(&case.fields).collect();
        // The sender of such a form chooses the key.
        if !fields.iter().any(|(name, _)| *name == "key") {
            fields.push(("key", "uploads/x"));
        }
        assert!(case.input.key.is_empty() || fields.contains(&("key", &case.input.key)), "{}", case.name);
        let form = PostForm::parse(&case.input.bucket, fields).expect(&case.name);
        assert_eq!(form.session_token(), case.session_token.as_deref());
        let credentials = fixed.credentials(case.session_token.as_deref());
        let policy = Policy::new(form.scope().region(), "s3");
        let verify = |now: &str, size| form.verify(&credentials, at(now), &policy, size).map(drop);
        assert_eq!(verify("20150830T123600Z", 1024), Ok(()), "{}", case.name);
        assert!(matches!(verify("20150830T133601Z", 1024), Err(Refusal::PolicyExpired(_))), "{}", case.name);
    }
    assert_eq!(cases.len(), 15);
}

const CONDITIONS: &str = r#"{"bucket":"b"},["starts-with","$key","uploads/"],{"x-amz-algorithm":"AWS4-HMAC-SHA256"},
    {"x-amz-credential":"AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"},["eq","$X-Amz-Date","20150830T123600Z"]"#;

/// A form to be tampered with.
#[derive(Clone)]
struct Form(Vec<(String, String)>);

impl Form {
    /// A form with this policy.
    fn of(policy: &str) -> Self {
        Self::of_base64(&Base64::encode_string(policy.as_bytes()))
    }

    fn of_base64(policy: &str) -> Self {
        let fields = [
            ("key", "uploads/a.txt"),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Policy", policy),
            ("X-Amz-Signature", &sign(&key(), policy)),
        ];
        Self(fields.map(|(name, value)| (name.to_string(), value.to_string())).into())
    }

    /// A form with these conditions in addition to the usual ones.
    fn with_conditions(conditions: &str) -> Self {
        Self::of(&format!(r#"{{"expiration":"2015-08-30T13:36:00Z","conditions":[{CONDITIONS}{conditions}]}}"#))
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.and(name, value)
    }

    fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    fn parse(&self) -> Result<PostForm, Refusal> {
        PostForm::parse("b", borrowed(&self.0))
    }

    fn verify(&self, size: u64) -> Result<(), Refusal> {
        self.parse()?.verify(&key(), now(), &policy(), size).map(drop)
    }

    #[track_caller]
    fn is_refused(&self, size: u64, sentence: &str, code: &str, status: u16) {
        assert_refused(self.verify(size), sentence, code, status);
    }
}

#[test]
fn a_form_that_the_policy_allows_is_verified() {
    assert_eq!(Form::with_conditions("").verify(0), Ok(()));
    let others = r#",{"acl":"private"},["starts-with","$Content-Type","image/"],["content-length-range",1,10]"#;
    let form = Form::with_conditions(others).with("ACL", "private").with("content-type", "image/png, image/gif");
    assert_eq!(form.verify(1), Ok(()));
    assert_eq!(form.verify(10), Ok(()));
    let capitals = r#",["EQ","$ACL","private"],["Starts-With","$Content-Type",""],["Content-Length-Range",0,10]"#;
    assert_eq!(Form::with_conditions(capitals).with("acl", "private").verify(1), Ok(()));
    let exempt = Form::with_conditions("").with("x-ignore-me", "x").with("file", "x").with("bucket", "b");
    assert_eq!(exempt.verify(0), Ok(()));
}

#[test]
fn a_form_tells_what_it_claims() {
    let form = Form::with_conditions("").parse().unwrap();
    assert_eq!(form.access_key_id(), "AKIDEXAMPLE");
    assert_eq!(form.scope().as_str(), "20150830/us-east-1/s3/aws4_request");
    assert_eq!(form.date(), now());
    assert_eq!(form.field("key"), Some("uploads/a.txt"));
    assert_eq!(form.field("acl"), None);
    let expected = "PostForm { fields: [\"bucket\", \"key\", \"x-amz-algorithm\", \"x-amz-credential\", \
                    \"x-amz-date\", \"policy\", \"x-amz-signature\"], access_key_id: \"AKIDEXAMPLE\", scope: \
                    \"20150830/us-east-1/s3/aws4_request\", date: 20150830T123600Z, .. }";
    assert_eq!(format!("{form:?}"), expected);
}

#[test]
fn a_missing_field_is_refused() {
    for name in ["key", "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"] {
        let mut form = Form::with_conditions("");
        form.0.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        form.is_refused(0, &format!("the form has no {name}"), "InvalidArgument", 400);
    }
}

#[test]
fn a_field_that_comes_twice_is_refused() {
    let form = Form::with_conditions("").and("KEY", "uploads/b.txt");
    form.is_refused(0, "the form has the field \"key\" more than once", "InvalidArgument", 400);
    let form = Form::with_conditions("").and("bucket", "another");
    form.is_refused(0, "the form has the field \"bucket\" more than once", "InvalidArgument", 400);
}

#[test]
fn thousands_of_fields_each_need_their_own_condition() {
    let names: Vec<_> = (0..3000).map(|at| format!("x-amz-meta-{}", at * 7919 % 3000)).collect();
    let conditions: String =
        names.iter().rev().fold(String::new(), |list, name| list + &format!(r#",{{"{name}":"{name}"}}"#));
    let with_fields = |form: Form| names.iter().fold(form, |form, name| form.and(name, name));
    let form = with_fields(Form::with_conditions(&conditions));
    assert_eq!(form.verify(0), Ok(()));
    let changed = form.clone().with(&names[1234], "x");
    let sentence = format!("the field {:?} of the form does not meet its condition in the policy", names[1234]);
    changed.is_refused(0, &sentence, "AccessDenied", 403);
    let sentence = format!("the form has the field {:?} more than once", names[1234]);
    form.and(&names[1234].to_uppercase(), "x").is_refused(0, &sentence, "InvalidArgument", 400);
    let without = conditions.replace(&format!(r#",{{"{0}":"{0}"}}"#, names[1234]), "");
    let sentence = format!("the form has the field {:?}, which no condition of its policy allows", names[1234]);
    with_fields(Form::with_conditions(&without)).is_refused(0, &sentence, "AccessDenied", 403);
}

#[test]
fn a_malformed_field_is_refused() {
    let refused = |name: &str, value: &str, sentence: &str, code: &str, status| {
        Form::with_conditions("").with(name, value).is_refused(0, sentence, code, status);
    };
    let sentence = "the form names an algorithm that cannot be verified here";
    refused("x-amz-algorithm", "x", sentence, "InvalidArgument", 400);
    let sentence = "the credential in the form is not an access key id, a date, a region, a service and aws4_request";
    refused("x-amz-credential", "x", sentence, "InvalidArgument", 400);
    let sentence = "the date of the signature in the form is not written as in 20150830T123600Z";
    refused("x-amz-date", "x", sentence, "InvalidArgument", 400);
    let sentence = "the credential in the form is for the day 20150830, but the signature is dated 20150831T000000Z";
    refused("x-amz-date", "20150831T000000Z", sentence, "InvalidArgument", 400);
    let sentence = "the signature in the form is not 64 lower-case hexadecimal digits";
    refused("x-amz-signature", "x", sentence, "SignatureDoesNotMatch", 403);
    let sentence = "the credential in the form is for the region us-east-2, but this server is in us-east-1";
    refused("x-amz-credential", "A/20150830/us-east-2/s3/aws4_request", sentence, "InvalidArgument", 400);
}

#[test]
fn another_policy_than_the_signed_one_is_a_mismatch() {
    let other = Form::with_conditions(r#",{"acl":"private"}"#).0[4].1.clone();
    let form = Form::with_conditions("").with("policy", &other);
    form.is_refused(0, "the signature does not match the request", "SignatureDoesNotMatch", 403);
    let form = Form::with_conditions("").with("x-amz-signature", &"0".repeat(64));
    form.is_refused(0, "the signature does not match the request", "SignatureDoesNotMatch", 403);
}

#[test]
fn a_policy_that_was_signed_and_is_none_is_refused() {
    let refused = |form: Form, reason: &str| {
        form.is_refused(0, &format!("the policy of the form cannot be read: {reason}"), "InvalidPolicyDocument", 400);
    };
    refused(Form::of_base64("*"), "it is not base64");
    refused(Form::of_base64("e30"), "it is not base64");
    let json = "it is not a JSON object with an expiration and conditions";
    for text in [
        "",
        "{",
        "{}",
        "[]",
        r#"{"expiration":"2015-08-30T13:36:00Z"}"#,
        r#"{"expiration":"2015-08-30T13:36:00Z","conditions":[],"more":1}"#,
        r#"{"expiration":"2015-08-30T13:36:00Z","expiration":"2016-08-30T13:36:00Z","conditions":[]}"#,
        r#"{"expiration":"2015-08-30T13:36:00Z","conditions":["x"]}"#,
        r#"{"expiration":"2015-08-30T13:36:00Z","conditions":[1]}"#,
    ] {
        refused(Form::of(text), json);
    }
    for expiration in [
        "",
        "2015-08-30",
        "20150830T133600Z",
        "2015-08-30T13:36:00",
        "2015-08-30T13:36:00.Z",
        "2015-08-30T13:36:00.0x0Z",
    ] {
        let text = format!(r#"{{"expiration":"{expiration}","conditions":[]}}"#);
        refused(Form::of(&text), "its expiration is not written as in 2015-08-30T12:36:00Z");
    }
    for condition in [
        r#"["ends-with","$key","x"]"#,
        r#"["eq","key","x"]"#,
        r#"["size",1,2]"#,
        r#"["size","$x","1"]"#,
        r#"["x"]"#,
        "[]",
        "{}",
        r#"[1,"$key","x"]"#,
        r#"["eq","$key"]"#,
        r#"["eq","$key","x","y"]"#,
        r#"["eq",1,"x"]"#,
        r#"["starts-with","$bucket",""]"#,
        r#"["starts-with","$X-Amz-Credential",""]"#,
    ] {
        let form = Form::with_conditions(&format!(",{condition}"));
        refused(form, "one of its conditions is not one that S3 knows");
    }
}

#[test]
fn a_malformed_condition_is_named() {
    let refused = |condition: &str, name: &str, reason: &str| {
        let sentence = format!("the policy of the form cannot be read: its condition on {name:?} {reason}");
        let form = Form::with_conditions(&format!(",{condition}"));
        form.is_refused(0, &sentence, "InvalidPolicyDocument", 400);
    };
    // S3: a condition that is an object "must have exactly one property".
    let reason = "has more than one property";
    refused(r#"{"acl":"private","x-amz-meta-a":"b"}"#, "acl", reason);
    // The last of two would count for some, the first for others.
    refused(r#"{"key":"uploads/a.txt","key":"elsewhere"}"#, "key", reason);
    refused(r#"{"Acl":"private","acl":"private"}"#, "acl", reason);
    let reason = "has a value that is not a string";
    refused(r#"{"success_action_status":200}"#, "success_action_status", reason);
    refused(r#"["eq","$success_action_status",200]"#, "success_action_status", reason);
    refused(r#"["starts-with","$X-Amz-Meta-A",null]"#, "x-amz-meta-a", reason);
    refused(r#"{"acl":{"a":"b"}}"#, "acl", reason);
    let reason = "does not have two whole numbers as its limits";
    for limits in [r#""1","2""#, r#"1,"2""#, "-1,2", "1.0,2", "1", "1,2,3", "1,18446744073709551616", "null,2"] {
        refused(&format!(r#"["Content-Length-Range",{limits}]"#), "content-length-range", reason);
    }
}

#[test]
fn a_form_of_signature_version_2_has_an_error_of_its_own() {
    let fields = [("key", "k"), ("AWSAccessKeyId", "AKIDEXAMPLE"), ("policy", "e30="), ("signature", "x")];
    let error = PostForm::parse("b", fields).unwrap_err();
    assert_eq!(error.to_string(), "the request is signed with Signature Version 2, which is not verified here");
    assert_eq!((error.code(), error.status()), ("InvalidRequest", 400));
    let fields = [("key", "k"), ("policy", "e30="), ("signature", "x")];
    assert_eq!(PostForm::parse("b", fields).unwrap_err().to_string(), "the form has no x-amz-algorithm");
}

#[test]
fn an_expired_form_is_refused() {
    let form = Form::with_conditions("").parse().unwrap();
    let verify = |now| form.verify(&key(), at(now), &policy(), 0).map(drop);
    assert_eq!(verify("20150830T133600Z"), Ok(()));
    let sentence = "the policy of the form expired at 20150830T133600Z";
    assert_refused(verify("20150830T133601Z"), sentence, "AccessDenied", 403);
    assert_eq!(verify("20150830T122059Z"), Err(Refusal::NotYetValid(now())));
}

#[test]
fn a_field_without_a_condition_is_refused() {
    let form = Form::with_conditions("").with("acl", "public-read");
    let sentence = "the form has the field \"acl\", which no condition of its policy allows";
    form.is_refused(0, sentence, "AccessDenied", 403);
}

/// Otherwise a form for one bucket would be valid for every other.
#[test]
fn the_bucket_needs_a_condition() {
    let conditions = CONDITIONS.replacen(r#"{"bucket":"b"},"#, "", 1);
    let form = Form::of(&format!(r#"{{"expiration":"2015-08-30T13:36:00Z","conditions":[{conditions}]}}"#));
    let sentence = "the form has the field \"bucket\", which no condition of its policy allows";
    form.is_refused(0, sentence, "AccessDenied", 403);
    let other = PostForm::parse("another", borrowed(&Form::with_conditions("").0)).unwrap();
    let refused = other.verify(&key(), now(), &policy(), 0);
    let sentence = "the field \"bucket\" of the form does not meet its condition in the policy";
    assert_refused(refused, sentence, "AccessDenied", 403);
}

#[test]
fn a_field_that_does_not_meet_its_condition_is_refused() {
    let sentence = |name: &str| format!("the field {name:?} of the form does not meet its condition in the policy");
    let form = Form::with_conditions("").with("key", "elsewhere/a.txt");
    form.is_refused(0, &sentence("key"), "AccessDenied", 403);
    let exact = Form::with_conditions(r#",{"acl":"private"}"#);
    exact.is_refused(0, &sentence("acl"), "AccessDenied", 403);
    exact.clone().with("acl", "public-read").is_refused(0, &sentence("acl"), "AccessDenied", 403);
    assert_eq!(exact.with("acl", "private").verify(0), Ok(()));
    let list = Form::with_conditions(r#",["starts-with","$content-type","image/"]"#);
    list.clone().with("content-type", "image/png, text/html").is_refused(
        0,
        &sentence("content-type"),
        "AccessDenied",
        403,
    );
    let list = list.with("content-type", "image/png,image/gif ,  image/");
    assert_eq!(list.verify(0), Ok(()));
    let lists =
        [("image/é", "image/é", true), ("image/é, image/è", "image/é", false), ("image/é,image/è", "image/", true)];
    for (value, prefix, is_allowed) in lists.into_iter().chain([("", "", true), ("a,", "a", false), (",a", "a", false)])
    {
        let form = Form::with_conditions(&format!(r#",["starts-with","$content-type","{prefix}"]"#));
        assert_eq!(form.with("content-type", value).verify(0).is_ok(), is_allowed, "{value} {prefix}");
    }
    // Every condition counts.
    let twice = Form::with_conditions(r#",["starts-with","$key","uploads/x"]"#);
    twice.is_refused(0, &sentence("key"), "AccessDenied", 403);
}

#[test]
fn a_file_of_another_size_is_refused() {
    let form = Form::with_conditions(r#",["content-length-range",2,3]"#);
    form.is_refused(1, "the file has 1 bytes: the policy asks for at least 2", "EntityTooSmall", 400);
    assert_eq!(form.verify(2), Ok(()));
    assert_eq!(form.verify(3), Ok(()));
    form.is_refused(4, "the file has 4 bytes: the policy allows at most 3", "EntityTooLarge", 400);
}

#[test]
fn a_key_of_another_scope_is_the_servers_fault() {
    let other = SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-2", "s3").unwrap());
    let form = Form::with_conditions("").parse().unwrap();
    let refused = form.verify(&other, now(), &policy(), 0);
    assert!(matches!(refused, Err(Refusal::KeyScope { .. })));
}

#[test]
fn the_session_token_must_be_the_one_that_was_handed_out() {
    let form = Form::with_conditions(r#",{"x-amz-security-token":"token"}"#).with("x-amz-security-token", "token");
    let form = form.parse().unwrap();
    let verify = |token: &str| {
        let credentials = credentials().with_session_token(token);
        form.verify(&credentials, now(), &policy(), 0).map(drop)
    };
    assert_eq!(verify("token"), Ok(()));
    assert_eq!(verify("other"), Err(Refusal::SessionToken));
}

/// The fields of a form declare them as headers do.
#[test]
fn the_file_is_compared_with_the_checksums_of_the_form() {
    let verify = |form: &Form, required: bool| {
        let mut policy = policy();
        policy.checksum_required = required;
        form.parse().and_then(|form| form.verify(&key(), now(), &policy, 11)).map(drop)
    };
    let with = |name: &str, value: &str| {
        let conditions = format!(r#",["starts-with","${name}",""]"#);
        Form::with_conditions(&conditions).with(name, value)
    };
    let receive = |form: &Form, file: &[u8]| form.parse()?.verify(&key(), now(), &policy(), 11)?.read(file).map(drop);
    for (name, value) in VALUES {
        let form = with(name, value);
        assert_eq!((verify(&form, true), receive(&form, BODY)), (Ok(()), Ok(())), "{name}");
        let sentence = format!("the checksum in {name} is not that of the body");
        assert_refused(receive(&with(name, &other(value)), BODY), &sentence, "BadDigest", 400);
        for value in malformed(value) {
            let form = with(name, &value);
            let code = if name == "content-md5" { "InvalidDigest" } else { "InvalidRequest" };
            for refused in [verify(&form, false), receive(&form, BODY)] {
                assert_eq!(refused.map_err(|error| error.code()), Err(code), "{name} {value}");
            }
        }
    }
    let bare = Form::with_conditions("");
    assert_eq!((verify(&bare, false), receive(&bare, b"any")), (Ok(()), Ok(())));
    let sentence = "neither the signature nor a checksum says what the body is, and this server demands that one does";
    assert_refused(verify(&bare, true), sentence, "InvalidRequest", 400);
}

#[test]
fn a_policy_may_accept_no_forms() {
    let form = Form::with_conditions("").parse().unwrap();
    let mut policy = policy();
    assert!(form.verify(&key(), now(), &policy, 0).is_ok());
    policy.places = vec![Place::Query, Place::Authorization];
    let sentence = "the request is signed in the form, where this server accepts no signature";
    assert_refused(form.verify(&key(), now(), &policy, 0), sentence, "AccessDenied", 403);
}
