//! Keys with every kind of character.

use presign::s3::CopySource;

use crate::suite::Check::{Bytes, Nothing, Only};
use crate::suite::Suite;

/// What follows the prefix of the run. Each is a key of its own to S3.
const KEYS: &[&str] = &[
    "AZaz09-._~",
    "~user/x~y.txt",
    "a b/c  d.txt",
    " spaces at both ends ",
    "a+b.txt",
    "a%2Bb.txt",
    "a%20b.txt",
    "100%25 done%.txt",
    "%2e%2e/%2F.txt",
    "what?.txt",
    "a#b.txt",
    "key=value&x-id=GetObject;versionId=1",
    "!*'();:@&=+$,?#[]{}|\\^`\"<>.txt",
    "a\\..\\b.txt",
    "&amp;<Key>]]>.txt",
    "...",
    ".hidden/..b",
    "a//b///c.txt",
    "//x",
    "dir/",
    "ključ/日本語-é.txt",
    // The same to the eye.
    "e\u{301}.txt",
    "é.txt",
    "😀.txt",
    "👩\u{200d}👩\u{200d}👧",
    "\u{202e}right to left",
    "\u{10ffff}",
    "a\u{1}b\u{7f}.txt",
    "a\tb.txt",
    "a\nb.txt",
    "a\r\nb: c.txt",
];

/// The longest key in bytes.
const MAX_KEY: usize = 1024;

pub(crate) fn run(suite: &Suite) {
    let mut keys: Vec<_> = KEYS.iter().map(|name| (name.escape_debug().to_string(), suite.key(name))).collect();
    keys.push(("/lead.txt".into(), suite.whole_key(format!("/{}/lead.txt", suite.prefix))));
    let folders = &"long/".repeat(MAX_KEY)[..MAX_KEY - suite.prefixed("x").len()];
    keys.push(("of 1,024 bytes".into(), suite.key(&format!("{folders}x"))));
    // All of them are there before the first is read, so that two keys for one object are seen.
    keys.retain(|(name, key)| {
        let put = suite.sign(&suite.bucket().put_object(key)).with_body(key.as_bytes());
        suite.check(&format!("PutObject, key {name}"), &put, "200", Nothing).status == 200
    });
    let copy = suite.key("copy of an odd key");
    for (name, key) in &keys {
        read(suite, name, key, &copy);
    }
    for (name, key) in &keys {
        let delete = suite.sign(&suite.bucket().delete_object(key));
        suite.check(&format!("DeleteObject, key {name}"), &delete, "204", Nothing);
    }
}

fn read(suite: &Suite, name: &str, key: &str, copy: &str) {
    let bucket = suite.bucket();
    let list = bucket.list_objects_v2().prefix(key).encoding_type();
    let source = CopySource::new(bucket.name(), key);
    let check = |what: &str, message, check| suite.check(&format!("{what}, key {name}"), &message, "200", check);
    check("GetObject", suite.sign(&bucket.get_object(key)), Bytes(key.as_bytes()));
    check("HeadObject", suite.sign(&bucket.head_object(key)), Nothing);
    check("ListObjectsV2", suite.sign(&list), Only(key));
    if check("CopyObject", suite.sign(&bucket.copy_object(copy, &source)), Nothing).status == 200 {
        check("CopyObject: GetObject", suite.sign(&bucket.get_object(copy)), Bytes(key.as_bytes()));
    }
}
