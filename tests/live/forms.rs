//! Uploads by HTML forms.

use base64ct::{Base64, Encoding};
use presign::Timestamp;
use presign::s3::PostObject;

use crate::client::{FILE, Message};
use crate::suite::Check::{Bytes, Nothing};
use crate::suite::Suite;
use crate::values::{CONTENT, LIFE, an_hour_ago};

/// What the form is signed with.
type Set = for<'a> fn(PostObject<'a>) -> PostObject<'a>;
/// What somebody does to its fields.
type Change = fn(&mut Fields);
type Fields = Vec<(String, String)>;

const UNCHANGED: Change = |_| {};
const PLAIN: Set = |form| form;
const IMAGE: Set = |form| form.field("Content-Type", "image/png").starts_with("Content-Type", "image/");
const PNG: Set = |form| form.field("Content-Type", "image/png");
const DENIED: &str = "403 AccessDenied";
const MISMATCH: &str = "403 SignatureDoesNotMatch";

/// The end of the key, which is what the form is for, too.
const FORMS: &[(&str, Set, Change, &str)] = &[
    ("plain", PLAIN, UNCHANGED, "204"),
    ("š & (c) <d> 100%+😀", PLAIN, UNCHANGED, "204"),
    ("${filename}", PLAIN, UNCHANGED, "204"),
    ("a$$b$c.txt", PLAIN, UNCHANGED, "204"),
    ("metadata with a dollar sign", |form| form.field("x-amz-meta-price", "$5 \\ 5$$"), UNCHANGED, "204"),
    (
        "other price",
        |form| form.field("x-amz-meta-price", "$5"),
        |fields| set(fields, "x-amz-meta-price", "$6"),
        DENIED,
    ),
    ("file name in metadata", |form| form.field("x-amz-meta-name", "a-${filename}"), UNCHANGED, "204"),
    ("success_action_status", |form| form.field("success_action_status", "201"), UNCHANGED, "201"),
    ("metadata", |form| form.field("x-amz-meta-colour", "dark blue"), UNCHANGED, "204"),
    ("starts-with", IMAGE, |fields| set(fields, "Content-Type", "image/jpeg"), "204"),
    ("content-length-range", |form| form.content_length_range(1, 99), UNCHANGED, "204"),
    ("file too long", |form| form.content_length_range(1, 30), UNCHANGED, "400 EntityTooLarge"),
    ("file too short", |form| form.content_length_range(32, 99), UNCHANGED, "400 EntityTooSmall"),
    ("other key", PLAIN, lengthen_key, DENIED),
    ("other type", PNG, |fields| set(fields, "Content-Type", "image/jpeg"), DENIED),
    ("other beginning of the type", IMAGE, |fields| set(fields, "Content-Type", "text/html"), DENIED),
    ("field left out", PNG, |fields| fields.retain(|(name, _)| name != "Content-Type"), DENIED),
    ("field added", PLAIN, |fields| fields.insert(0, ("x-amz-meta-by".into(), "me".into())), DENIED),
    ("policy edited", PLAIN, edit_policy, MISMATCH),
    ("signature edited", PLAIN, |fields| set(fields, "x-amz-signature", &"0".repeat(64)), MISMATCH),
];

fn set(fields: &mut Fields, name: &str, value: &str) {
    let field = fields.iter_mut().find(|(other, _)| other == name).expect("a field that the form has");
    value.clone_into(&mut field.1);
}

/// Some servers accept it: it stays under the prefix of the run.
fn lengthen_key(fields: &mut Fields) {
    let (_, key) = fields.iter_mut().find(|(name, _)| name == "key").expect("the key");
    key.push('!');
}

/// Moves its end by a century.
fn edit_policy(fields: &mut Fields) {
    let (_, policy) = fields.iter_mut().find(|(name, _)| name == "policy").expect("the policy");
    let json = Base64::decode_vec(policy).expect("base64");
    let json = String::from_utf8(json).expect("JSON").replacen("\"20", "\"21", 1);
    *policy = Base64::encode_string(json.as_bytes());
}

pub(crate) fn run(suite: &Suite) {
    for (name, set, change, expected) in FORMS {
        send(suite, name, *set, *change, Timestamp::now(), expected);
    }
    send(suite, "expired", PLAIN, UNCHANGED, an_hour_ago(), DENIED);
}

fn send(suite: &Suite, name: &str, set: Set, change: Change, now: Timestamp, expected: &'static str) {
    let key = suite.prefixed(&format!("form/{name}"));
    let form = set(suite.bucket().post_object(&key)).presign(&suite.signer, LIFE, now);
    let form = form.expect("a form that can be signed");
    let mut fields = form.fields().to_vec();
    change(&mut fields);
    let (_, key) = fields.iter().find(|(name, _)| name == "key").expect("the key");
    // Not every server replaces the name.
    let key = suite.whole_key(key.clone()).replace("${filename}", FILE);
    let key = suite.whole_key(key);
    let what = format!("PostObject, {name}");
    let answer = suite.check(&what, &Message::form(form.url(), &fields, CONTENT), expected, Nothing);
    if expected.starts_with('2') && (200..300).contains(&answer.status) {
        let get = suite.sign(&suite.bucket().get_object(&key));
        suite.check(&format!("{what}: GetObject"), &get, "200", Bytes(CONTENT));
    }
}
