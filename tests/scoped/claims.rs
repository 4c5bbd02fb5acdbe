//! What a token allows, after its signature has been found good.

use presign::s3::Action;
use presign::scoped::Verifier;
use presign::verify::Refusal;

use crate::server::{SERVER, Wish, after, by_hand, first_block, parent};

const ALL: &str = r#""scope":"object-read-write""#;

const COPY: &[(&str, &str)] = &[("x-amz-copy-source", "my-bucket/in/b")];
const PART: &[(&str, &str)] = &[("partNumber", "1"), ("uploadId", "id")];
const PART_COPY: &[(&str, &str)] = &[("partNumber", "1"), ("uploadId", "id"), ("x-amz-copy-source", "my-bucket/in/b")];
const UPLOAD: &[(&str, &str)] = &[("uploadId", "id")];
const LIST: &[(&str, &str)] = &[("prefix", "in/")];
const DELETE: &str = "<Delete><Object><Key>in/a</Key></Object><Object><Key>in/b</Key></Object></Delete>";

/// A request for each of the 16 operations, inside `in/`.
fn wishes() -> Vec<(Action, Wish<'static>)> {
    let of_key = |name| Wish::of_key(name, "in/a");
    vec![
        (Action::HeadObject, of_key("HeadObject")),
        (Action::GetObject, of_key("GetObject")),
        (Action::GetBucketLocation, Wish::of_bucket("GetBucketLocation", &[])),
        (Action::ListObjectsV1, Wish::of_bucket("ListObjects", LIST)),
        (Action::ListObjectsV2, Wish::of_bucket("ListObjectsV2", LIST)),
        (Action::ListMultipartUploads, Wish::of_bucket("ListMultipartUploads", LIST)),
        (Action::ListParts, of_key("ListParts").with(UPLOAD)),
        (Action::PutObject, of_key("PutObject")),
        (Action::DeleteObject, of_key("DeleteObject")),
        (Action::DeleteObjects, Wish { body: DELETE, ..Wish::of_bucket("DeleteObjects", &[]) }),
        (Action::CopyObject, of_key("CopyObject").with(COPY)),
        (Action::CreateMultipartUpload, of_key("CreateMultipartUpload")),
        (Action::UploadPart, of_key("UploadPart").with(PART)),
        (Action::UploadPartCopy, of_key("UploadPartCopy").with(PART_COPY)),
        (Action::AbortMultipartUpload, of_key("AbortMultipartUpload").with(UPLOAD)),
        (Action::CompleteMultipartUpload, of_key("CompleteMultipartUpload").with(UPLOAD)),
    ]
}

fn judge(members: &str, wish: &Wish<'_>) -> Result<(), Refusal> {
    wish.send(&by_hand(&[first_block(members)])).judge().map(drop)
}

#[track_caller]
fn is_out_of_scope<T: std::fmt::Debug>(judged: Result<T, Refusal>, reason: &str) {
    let refusal = judged.unwrap_err();
    assert_eq!((refusal.code(), refusal.status()), ("AccessDenied", 403), "{refusal}");
    assert_eq!(refusal.to_string(), format!("the credentials do not allow this request: {reason}"));
}

#[test]
fn each_action_is_a_right_of_its_own() {
    let wishes = wishes();
    assert!(wishes.iter().map(|(action, _)| *action).eq(Action::ALL));
    for right in Action::ALL {
        let paths = r#""paths":{"prefixPaths":["in/"]}"#;
        let members = format!(r#""actions":["{right}"],{paths}"#);
        for (action, wish) in &wishes {
            let judged = judge(&members, wish);
            if *action == right {
                judged.unwrap();
            } else {
                is_out_of_scope(judged, "they are not for this operation");
            }
        }
    }
}

#[test]
fn the_scopes_are_lists_of_actions() {
    for (action, wish) in wishes() {
        judge(ALL, &wish).unwrap();
        let read = judge(r#""scope":"object-read-only""#, &wish);
        assert_eq!(read.is_ok(), action.reads(), "{action}");
        let narrowed = by_hand(&[first_block(ALL), format!(r#"{{"actions":["{action}"]}}"#)]);
        wish.send(&narrowed).judge().unwrap();
    }
    assert_eq!(Action::ALL.iter().filter(|action| action.reads()).count(), 7);
}

/// A prefix is a plain start, byte for byte; a key is the whole key.
#[test]
fn keys_are_compared_byte_for_byte() {
    let paths =
        r#""actions":["GetObject"],"paths":{"prefixPaths":["in/","fa","caf\u00e9/"],"objectPaths":["one/file"]}"#;
    for key in ["in/a", "in/", "in//a", "in/a/..b", "in/...", "fa", "fat/x", "café/x", "one/file", "in/.a/b"] {
        judge(paths, &Wish::of_key("GetObject", key)).unwrap();
    }
    let outside = [
        "in",
        "In/a",
        "IN/a",
        "i",
        " in/a",
        "/in/a",
        "x/in/a",
        "one/file/x",
        "one/fil",
        "one/file2",
        "cafe\u{301}/x",
        "in%2Fa",
        "in\\a",
        "in/../out",
        "in/./a",
        "in/a/..",
        "in/a/.",
        "fa/../in/x",
        "./in/a",
        "in/a/../b",
    ];
    for key in outside {
        is_out_of_scope(judge(paths, &Wish::of_key("GetObject", key)), "they are not for these keys");
    }
    // Without paths, whatever the bucket has.
    judge(ALL, &Wish::of_key("GetObject", "in/../out")).unwrap();
}

#[test]
fn a_list_says_its_prefix() {
    let paths = format!(r#"{ALL},"paths":{{"prefixPaths":["in/"],"objectPaths":["one"]}}"#);
    for name in ["ListObjects", "ListObjectsV2", "ListMultipartUploads"] {
        for prefix in ["in/", "in/42/", "in/a"] {
            judge(&paths, &Wish::of_bucket(name, &[("prefix", prefix)])).unwrap();
        }
        for prefix in ["", "i", "in", "In/", "one", "other/", "/in/"] {
            is_out_of_scope(
                judge(&paths, &Wish::of_bucket(name, &[("prefix", prefix)])),
                "they are not for these keys",
            );
        }
        is_out_of_scope(judge(&paths, &Wish::of_bucket(name, &[])), "they are not for these keys");
        judge(ALL, &Wish::of_bucket(name, &[])).unwrap();
        // Keys alone list nothing.
        let one = format!(r#"{ALL},"paths":{{"objectPaths":["one"]}}"#);
        is_out_of_scope(judge(&one, &Wish::of_bucket(name, &[("prefix", "one")])), "they are not for these keys");
    }
    judge(&paths, &Wish::of_bucket("GetBucketLocation", &[])).unwrap();
}

#[test]
fn a_copy_needs_its_source() {
    let paths = format!(r#"{ALL},"paths":{{"prefixPaths":["in/"]}}"#);
    for (operation, other) in [("CopyObject", &[][..]), ("UploadPartCopy", PART)] {
        let copy = |source: &str, members: &str| {
            let members_of = [other, &[("x-amz-copy-source", source)]].concat();
            judge(members, &Wish::of_key(operation, "in/a").with(&members_of))
        };
        for source in ["my-bucket/in/b", "/my-bucket/in/b", "my-bucket/in/%62", "my-bucket/%69n/b"] {
            copy(source, &paths).unwrap();
        }
        for source in ["my-bucket/out/b", "my-bucket/inn", "/my-bucket//in/b", "my-bucket/In/b"] {
            is_out_of_scope(copy(source, &paths), "they are not for these keys");
        }
        is_out_of_scope(copy("other-bucket/in/b", &paths), "they are for a bucket other than that of the source");
        is_out_of_scope(copy("other-bucket/in/b", ALL), "they are for a bucket other than that of the source");
        // An old version is a right of its own, which nobody can be given.
        is_out_of_scope(copy("my-bucket/in/b?versionId=1", &paths), "they are not for this operation");
    }
}

#[test]
fn every_key_of_a_body_counts() {
    let paths = format!(r#"{ALL},"paths":{{"prefixPaths":["in/"]}}"#);
    let delete = |keys: &[&str]| {
        let objects = keys.join("</Key></Object><Object><Key>");
        let body = format!("<Delete><Object><Key>{objects}</Key></Object></Delete>");
        judge(&paths, &Wish { body: &body, ..Wish::of_bucket("DeleteObjects", &[]) })
    };
    delete(&["in/a", "in/b"]).unwrap();
    for outside in [&["out"][..], &["in/a", "out"], &["out", "in/a"], &["in/a", "in/../out"], &["in/a", "in"]] {
        is_out_of_scope(delete(outside), "they are not for these keys");
    }
    // Before the body has been read, nothing is decided.
    let sent = Wish { body: DELETE, ..Wish::of_bucket("DeleteObjects", &[]) }.send(&by_hand(&[first_block(&paths)]));
    let request = sent.request().unwrap();
    let child = Verifier::new(SERVER).child(request.session_token(), &parent()).unwrap();
    let (verified, _) = request.verify(&child.credentials, after(60), &crate::server::policy()).unwrap();
    let refusal = child.grant.allows(&verified.asks(&[SERVER]).unwrap(), after(60)).unwrap_err();
    assert_eq!(refusal.code(), "AccessDenied");
    assert!(!matches!(refusal, Refusal::OutOfScope(_)), "{refusal}");
}

/// What makes another operation of a request is that operation, and no scope has it.
#[test]
fn what_is_not_in_the_table_is_refused() {
    let wishes = [
        Wish::of_key("GetObjectAcl", "in/a"),
        Wish::of_key("GetObjectTagging", "in/a"),
        Wish::of_key("PutObjectTagging", "in/a"),
        Wish::of_key("GetObjectAttributes", "in/a").with(&[("x-amz-object-attributes", "ETag")]),
        Wish::of_key("RestoreObject", "in/a"),
        Wish::of_key("GetObject", "in/a").with(&[("versionId", "1")]),
        Wish::of_key("DeleteObject", "in/a").with(&[("versionId", "1")]),
        Wish::of_key("PutObject", "in/a").with(&[("x-amz-acl", "public-read")]),
        Wish::of_key("PutObject", "in/a").with(&[("x-amz-tagging", "a=b")]),
        Wish::of_bucket("ListObjectVersions", &[("prefix", "in/")]),
        Wish::of_bucket("HeadBucket", &[]),
        Wish::of_bucket("GetBucketCors", &[]),
        Wish::of_bucket("DeleteBucket", &[]),
        Wish::of_bucket("PutBucketPolicy", &[]),
    ];
    for wish in wishes {
        is_out_of_scope(judge(ALL, &wish), "they are not for this operation");
    }
}

#[test]
fn a_token_is_for_one_server_one_bucket_and_a_time() {
    let wish = Wish::of_key("GetObject", "a");
    let sent = wish.send(&by_hand(&[first_block(ALL)]));
    let at = |seconds| sent.serve(&Verifier::new(SERVER), &parent(), after(seconds)).map(drop);
    at(0).unwrap();
    at(899).unwrap();
    is_out_of_scope(at(900), "they have expired");
    let other = Wish { bucket: "my-bucket2", ..wish };
    is_out_of_scope(judge(ALL, &other), "they are for another bucket");
    for aud in ["s3.example.org", "S3.example.com", "s3.example.com:443", "s3.example.com.", ""] {
        let of_other = by_hand(&[first_block(ALL).replace(SERVER, aud)]);
        is_out_of_scope(wish.send(&of_other).judge(), "they are for another server");
    }
    // A clock that is five minutes ahead made it; six are too many.
    for (ahead, is_good) in [(0, true), (360, true), (361, false), (600, false)] {
        let (iat, issued) = (r#""iat":1767225600"#, format!(r#""iat":{}"#, after(ahead).unix_seconds()));
        let judged = wish.send(&by_hand(&[first_block(ALL).replace(iat, &issued)])).judge();
        assert_eq!(judged.is_ok(), is_good, "{ahead}");
        if !is_good {
            is_out_of_scope(judged, "they are not valid yet");
        }
    }
    // Times that no calendar has.
    let exp = format!(r#""exp":{}"#, after(900).unix_seconds());
    wish.send(&by_hand(&[first_block(ALL).replace(&exp, r#""exp":18446744073709551615"#)])).judge().unwrap();
    let iat = first_block(ALL).replace(r#""iat":1767225600"#, r#""iat":18446744073709551615"#);
    is_out_of_scope(wish.send(&by_hand(&[iat])).judge(), "they are not valid yet");
}

#[test]
fn the_earliest_end_of_all_blocks_counts() {
    let blocks = |ends: &[u64]| {
        let narrower = ends.iter().map(|end| format!(r#"{{"exp":{}}}"#, after(*end).unix_seconds()));
        by_hand(&std::iter::once(first_block(ALL)).chain(narrower).collect::<Vec<_>>())
    };
    let wish = Wish::of_key("GetObject", "a");
    for (ends, end) in [(&[][..], 900), (&[300], 300), (&[300, 600], 300), (&[600, 300], 300), (&[2000], 900)] {
        let sent = wish.send(&blocks(ends));
        let at = |seconds| sent.serve(&Verifier::new(SERVER), &parent(), after(seconds));
        assert_eq!(at(end - 1).unwrap().grant.expires_at(), Some(after(end)));
        is_out_of_scope(at(end), "they have expired");
    }
}

#[test]
fn a_grant_says_whose_it_is() {
    let sent = Wish::of_key("GetObject", "a").send(&by_hand(&[first_block(&format!(r#"{ALL},"sub":"user 42""#))]));
    let grant = sent.judge().unwrap().grant;
    assert_eq!((grant.subject(), grant.expires_at()), (Some("user 42"), Some(after(900))));
    assert_eq!(
        format!("{grant:?}"),
        r#"Grant { bucket: "my-bucket", blocks: 1, expires_at: Some(20260101T001500Z), .. }"#
    );
    let grant = Wish::of_key("GetObject", "a").send(&parent()).judge().unwrap().grant;
    assert_eq!((grant.subject(), grant.expires_at()), (None, None));
    assert_eq!(format!("{grant:?}"), "Grant(everything)");
}
