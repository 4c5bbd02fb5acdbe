//! What an upload form asks for.

use presign::verify::{Ask, PostForm, Refusal};

use crate::hmac_sha256::sign;
use crate::server::{assert_refused, key};

const SIGNED: [(&str, &str); 4] = [
    ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
    ("X-Amz-Credential", "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"),
    ("X-Amz-Date", "20150830T123600Z"),
    ("policy", "e30="),
];

fn asks(bucket: &str, name: &str, fields: &[(&str, &str)]) -> Result<Ask, Refusal> {
    let signature = sign(&key(), "e30=");
    let own = [("key", name), ("x-amz-signature", &signature)];
    PostForm::parse(bucket, SIGNED.into_iter().chain(own).chain(fields.iter().copied())).unwrap().asks()
}

#[test]
fn a_form_puts_an_object() {
    for name in ["uploads/a.txt", "a", "../a", "a//b", "a;acl", "$filename", "a b+c%2F"] {
        let ask = asks("photos", name, &[("success_action_status", "201"), ("x-ignore-a", "b")]).unwrap();
        assert_eq!(
            (ask.actions(), ask.bucket(), ask.keys().unwrap()),
            (&["PutObject"][..], Some("photos"), &[name.to_owned()][..])
        );
        assert_eq!((ask.source(), ask.prefix()), (None, None));
    }
}

#[test]
fn what_its_fields_do_besides_is_told() {
    let table: [(&str, &str, &[&str]); 9] = [
        ("acl", "public-read", &["PutObject", "PutObjectAcl"]),
        ("ACL", "public-read", &["PutObject", "PutObjectAcl"]),
        ("x-amz-acl", "public-read", &["PutObject", "PutObjectAcl"]),
        ("x-amz-grant-read", "id=1", &["PutObject", "PutObjectAcl"]),
        ("tagging", "<Tagging/>", &["PutObject", "PutObjectTagging"]),
        ("x-amz-object-lock-mode", "COMPLIANCE", &["PutObject", "PutObjectRetention"]),
        ("x-amz-storage-class", "STANDARD", &["PutObject"]),
        ("x-amz-meta-acl", "public-read", &["PutObject"]),
        ("Content-Type", "text/plain", &["PutObject"]),
    ];
    for (name, value, actions) in table {
        assert_eq!(asks("photos", "a", &[(name, value)]).unwrap().actions(), actions, "{name}");
    }
}

#[test]
fn a_form_for_anything_else_is_refused() {
    for name in
        ["x-amz-copy-source", "x-amz-bypass-governance-retention", "acl2", "x-amz-future", "delete", "versionid"]
    {
        let sentence = format!("no operation of S3 is POST of a form with the field {name:?}");
        assert_refused(asks("photos", "a", &[(name, "b")]), &sentence, "NotImplemented", 501);
    }
    for name in ["", "uploads/${filename}", "${filename}"] {
        let sentence = "the key of the form is empty, or ${filename} has not been replaced in it";
        assert_refused(asks("photos", name, &[]), sentence, "InvalidArgument", 400);
    }
    assert_refused(asks("a/b", "c", &[]), "no bucket has the name \"a/b\"", "InvalidBucketName", 400);
}
