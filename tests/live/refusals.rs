//! What somebody might do to a URL that is not theirs to change, and URLs that nobody may use.

use presign::{Credentials, Timestamp};

use crate::client::Message;
use crate::suite::Check::{Bytes, Nothing};
use crate::suite::{Case, Suite};
use crate::values::{CONTENT, LIFE, an_hour_ago, from_now};

const MISMATCH: &str = "403 SignatureDoesNotMatch";
const DENIED: &str = "403 AccessDenied";
const WRONG_REGION: &str = "400 AuthorizationQueryParametersError";

type Change = fn(&mut Message);

/// Changes to an upload with a type and metadata.
const UPLOADS: &[(&str, Change, &str)] = &[
    ("other key", |put| put.url = put.url.replacen(".bin?", ".exe?", 1), MISMATCH),
    ("longer key", |put| put.url = put.url.replacen(".bin?", ".bin/x?", 1), MISMATCH),
    ("as GET", |put| "GET".clone_into(&mut put.method), MISMATCH),
    ("as DELETE", |put| "DELETE".clone_into(&mut put.method), MISMATCH),
    ("as POST", |put| "POST".clone_into(&mut put.method), MISMATCH),
    ("expiry raised", |put| put.url = put.url.replace("Expires=300", "Expires=604800"), MISMATCH),
    ("parameter added", |put| put.url.push_str("&tagging="), MISMATCH),
    ("signature edited", edit_signature, MISMATCH),
    ("header taken from the list", |put| put.url = put.url.replace("content-type%3B", ""), MISMATCH),
    ("all headers left out", |put| put.headers.clear(), MISMATCH),
    ("other type", |put| set(put, "content-type", "text/html"), MISMATCH),
    ("other metadata", |put| set(put, "x-amz-meta-by", "somebody"), MISMATCH),
    ("metadata added", |put| put.headers.push(("x-amz-meta-to".into(), "me".into())), DENIED),
    ("acl added", |put| put.headers.push(("x-amz-acl".into(), "public-read".into())), DENIED),
    ("not signed", |put| put.url.truncate(put.url.find('?').unwrap_or_default()), DENIED),
];

/// Changes to a download of a range with an override of its type.
const DOWNLOADS: &[(&str, Change, &str)] = &[
    ("other key", |get| get.url = get.url.replacen(".bin?", ".exe?", 1), MISMATCH),
    ("as HEAD", |get| "HEAD".clone_into(&mut get.method), "403"),
    ("as PUT", |get| "PUT".clone_into(&mut get.method), MISMATCH),
    ("as DELETE", |get| "DELETE".clone_into(&mut get.method), MISMATCH),
    ("other range", |get| set(get, "range", "bytes=0-"), MISMATCH),
    ("range left out", |get| get.headers.clear(), MISMATCH),
    ("other parameter", |get| get.url = get.url.replace("text%2Fplain", "text%2Fhtml"), MISMATCH),
    ("parameter left out", |get| get.url = get.url.replace("response-content-type=text%2Fplain&", ""), MISMATCH),
    ("parameter added", |get| get.url.push_str("&versionId=null"), MISMATCH),
    ("not signed", |get| get.url.truncate(get.url.find('?').unwrap_or_default()), DENIED),
];

fn set(message: &mut Message, name: &str, value: &str) {
    let header = message.headers.iter_mut().find(|(other, _)| other == name).expect("a signed header");
    value.clone_into(&mut header.1);
}

fn edit_signature(message: &mut Message) {
    let last = message.url.pop();
    message.url.push(if last == Some('0') { '1' } else { '0' });
}

pub(crate) fn run(suite: &Suite) {
    let (bucket, key) = (suite.bucket(), suite.key("protected.bin"));
    // What must not come into being, and is deleted if it does.
    for name in ["protected.exe", "protected.bin/x"] {
        suite.key(name);
    }
    let base = suite.place("the refusals", &key);
    let put = bucket.put_object(&key).content_type("text/plain").metadata("by", "me");
    let get = bucket.get_object(&key).range("bytes=0-3").response_content_type("text/plain");
    // Another body of the same length: if it were taken, the download at the end would show it.
    changed(suite, &key, "PutObject", &suite.sign(&put).with_body(CONTENT.to_ascii_uppercase()), UPLOADS);
    changed(suite, &key, "GetObject", &suite.sign(&get), DOWNLOADS);
    for (what, message, expected, _) in unusable(suite, &key) {
        refused(suite, &key, what, &message, expected);
    }
    let get = suite.sign(&bucket.get_object(&key));
    suite.check_after(&base, ("GetObject after all refusals", get, "200", Bytes(CONTENT)));
}

fn changed(suite: &Suite, key: &str, operation: &str, message: &Message, changes: &[(&str, Change, &'static str)]) {
    for (name, change, expected) in changes {
        let mut message = message.clone();
        change(&mut message);
        refused(suite, key, &format!("{operation}, {name}"), &message, expected);
    }
}

/// Some servers accept a little more than S3. What comes after it is not to show it once more, whereas a request that is
/// refused and still done is seen at the end.
fn refused(suite: &Suite, key: &str, what: &str, message: &Message, expected: &'static str) {
    let answer = suite.check(what, message, expected, Nothing);
    if answer.is_done() && !matches!(message.method.as_str(), "GET" | "HEAD") {
        suite.restore(key);
    }
}

fn unusable(suite: &Suite, key: &str) -> Vec<Case<'static>> {
    let (bucket, misplaced, credentials) = (suite.bucket(), &suite.target.misplaced, &suite.target.credentials);
    let put = bucket.put_object(key);
    let at = |now| put.presign(&suite.signer, LIFE, now).expect("an upload that can be signed");
    let by = |id: &str, secret: &str| {
        let token = credentials.session_token().unwrap_or_default();
        let signer = bucket.signer(Credentials::new(id, secret).with_session_token(token)).expect("a signer");
        put.presign(&signer, LIFE, Timestamp::now()).expect("an upload that can be signed")
    };
    let mut longer = suite.sign(&bucket.put_object(key).content_length(4)).with_body("longer");
    set(&mut longer, "content-length", "6");
    let other_region = misplaced.signer(credentials.clone()).expect("a signer");
    let other_region = misplaced.put_object(key).presign(&other_region, LIFE, Timestamp::now());
    let case = |what, url, expected| (what, Message::from(url).with_body("not this"), expected, Nothing);
    let owner = || bucket.get_object(key).expected_bucket_owner("000000000000");
    vec![
        ("GetObject, of another bucket owner", suite.sign(&owner()), DENIED, Nothing),
        // Refused only by who reads it in the query.
        ("GetObject, of another bucket owner, hoisting", suite.sign(&owner().hoist_headers()), DENIED, Nothing),
        ("PutObject, other length", longer, MISMATCH, Nothing),
        case("PutObject, expired", at(an_hour_ago()), DENIED),
        case("PutObject, from the future", at(from_now(3600)), DENIED),
        case("PutObject, for another region", other_region.expect("an upload that can be signed"), WRONG_REGION),
        case("PutObject, by an unknown key id", by("AKIAUNKNOWN", "any"), "403 InvalidAccessKeyId"),
        case("PutObject, by another secret", by(credentials.access_key_id(), "any"), MISMATCH),
    ]
}
