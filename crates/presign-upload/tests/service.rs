//! The service, without a browser: what it signs, and what it refuses.

mod support;

use std::fs;

use presign_upload::app::App;
use presign_upload::service::Limits;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::send;
use crate::support::service::{PART, app, ask, begin, follow, given, leftovers, objects, path, refused, upload_parts};

#[test]
fn put_is_signed_for_this_content_only() {
    let app = app();
    let sha256 = hex::encode(Sha256::digest("bytes"));
    let asked = json!({ "name": "a.txt", "size": 5, "type": "text/plain", "sha256": sha256 });

    let begun = given(&app, "POST", "api/uploads", &asked);

    assert_eq!(begun["kind"], "put");
    let part = &begun["parts"][0];
    assert_eq!((&part["number"], &part["offset"], &part["length"]), (&json!(1), &json!(0), &json!(5)));
    let url = part["request"]["url"].as_str().unwrap();
    let signed = "content-length%3Bcontent-type%3Bhost%3Bif-none-match%3Bx-amz-checksum-sha256%3Bx-amz-meta-name";
    assert!(url.contains(&format!("X-Amz-SignedHeaders={signed}&")), "{url}");
    assert_eq!(follow(part, b"bites").code(), "BadDigest");
    assert_eq!(follow(part, b"byte").code(), "SignatureDoesNotMatch");
    assert_eq!(objects(&app), []);
    assert_eq!(follow(part, b"bytes").status, 200);
    assert_eq!(follow(part, b"bytes").code(), "PreconditionFailed");
    let (id, file) = (begun["id"].clone(), begun["file"].as_str().unwrap().to_owned());
    assert_eq!(given(&app, "POST", &path(&begun, "/complete"), &json!({})), json!({ "id": id, "size": 5 }));
    assert_eq!(objects(&app), [(file, b"bytes".to_vec())]);
}

#[test]
fn large_file_is_uploaded_in_parts() {
    let app = app();
    // No part is like another.
    let content: Vec<u8> = (0..=250).cycle().take(2 * PART + 1).collect();

    let begun = begin(&app, content.len());

    assert_eq!(begun["kind"], "multipart");
    let lengths: Vec<_> = begun["parts"].as_array().unwrap().iter().map(|part| part["length"].clone()).collect();
    assert_eq!(lengths, [json!(PART), json!(PART), json!(1)]);
    assert_eq!(follow(&begun["parts"][2], b"12").code(), "SignatureDoesNotMatch");
    let sent = upload_parts(&begun, &content);
    assert_eq!(objects(&app), []);
    // Whoever lost the answer may ask again.
    for _ in 0..2 {
        let arrived = given(&app, "POST", &path(&begun, "/complete"), &sent);
        assert_eq!(arrived["size"], content.len());
    }
    assert!(objects(&app)[0].1 == content);
}

#[test]
fn parts_are_to_be_complete_and_in_order() {
    let app = app();
    let content = vec![1; 2 * PART];
    let begun = begin(&app, content.len());
    let sent = upload_parts(&begun, &content)["parts"].as_array().unwrap().clone();
    let (one, two) = (&sent[0], &sent[1]);
    let injected = json!({ "number": 2, "etag": "\"a\"</ETag><ETag>\"" });

    for parts in
        [json!([]), json!([one]), json!([two, one]), json!([one, one]), json!([one, two, two]), json!([one, injected])]
    {
        let (status, sentence) = refused(&app, "POST", &path(&begun, "/complete"), &json!({ "parts": parts }));
        assert_eq!(status, 400);
        assert!(sentence.starts_with("Each part of the upload is to be named once"), "{sentence}");
    }
    given(&app, "POST", &path(&begun, "/complete"), &json!({ "parts": [one, two] }));
}

#[test]
fn form_is_signed_within_limits() {
    let app = App::embedded(Limits { max_form: 5, ..Limits::default() }).unwrap();

    let begun = given(&app, "POST", "api/forms", &json!({ "name": "a.txt", "type": "text/plain" }));

    assert_eq!(begun["kind"], "form");
    let part = &begun["parts"][0];
    assert_eq!(follow(part, b"bytes!").code(), "EntityTooLarge");
    assert_eq!(refused(&app, "POST", &path(&begun, "/complete"), &json!({})).0, 409);
    assert_eq!(follow(part, b"bytes").status, 201);
    assert_eq!(given(&app, "POST", &path(&begun, "/complete"), &json!({}))["size"], 5);
}

#[test]
fn urls_are_renewed_for_what_is_asked() {
    let app = app();
    let begun = begin(&app, 2 * PART + 1);

    let renewed = given(&app, "POST", &path(&begun, "/urls"), &json!({ "parts": [3, 1] }));

    let parts = renewed["parts"].as_array().unwrap();
    assert_eq!(parts.iter().map(|part| &part["number"]).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(parts[0]["offset"], 2 * PART);
    assert_eq!(follow(&parts[0], b"1").status, 200);
    for number in [0, 4, u32::MAX] {
        let (status, sentence) = refused(&app, "POST", &path(&begun, "/urls"), &json!({ "parts": [number] }));
        assert_eq!((status, sentence), (404, format!("There is no part {number} of this upload.")));
    }
}

#[test]
fn nothing_is_left_of_a_cancelled_upload() {
    let app = app();
    let begun = begin(&app, PART + 5);
    follow(&begun["parts"][0], &vec![1; PART]);

    // Whoever lost the answer may ask again.
    for _ in 0..2 {
        assert_eq!(ask(&app, "DELETE", &path(&begun, ""), &Value::Null).status, 204);
    }

    assert_eq!(leftovers(&app), 0);
    assert_eq!(objects(&app), []);
    let gone = "The bucket has no such upload: it was cancelled, or the bucket has given it up.";
    assert_eq!(refused(&app, "GET", &path(&begun, ""), &Value::Null), (410, gone.into()));
    // A URL that was given out before has no upload to go to.
    assert_eq!(follow(&begun["parts"][1], &[1; 5]).status, 404);
}

/// A request that was broken off may have been through: then the bucket has the file, and cancelling says so.
#[test]
fn a_file_that_has_arrived_is_deleted_and_not_cancelled() {
    let app = app();
    let begun = begin(&app, 5);
    assert_eq!(ask(&app, "DELETE", &path(&begun, ""), &Value::Null).status, 204);
    follow(&begun["parts"][0], b"bytes");

    let (status, sentence) = refused(&app, "DELETE", &path(&begun, ""), &Value::Null);

    assert_eq!((status, &*sentence), (409, "The file has arrived, and can no longer be cancelled: delete it instead."));
    assert_eq!(objects(&app).len(), 1);
    assert_eq!(ask(&app, "DELETE", &path(&begun, "/file"), &Value::Null).status, 204);
    assert_eq!(objects(&app), []);
}

#[test]
fn arrived_file_is_not_cancelled() {
    let app = app();
    let begun = begin(&app, 5);
    follow(&begun["parts"][0], b"bytes");
    given(&app, "POST", &path(&begun, "/complete"), &json!({}));

    let answer = refused(&app, "DELETE", &path(&begun, ""), &Value::Null);

    assert_eq!(answer, (409, "The file has arrived, and can no longer be cancelled: delete it instead.".into()));
    assert_eq!(objects(&app).len(), 1);
}

#[test]
fn another_object_under_the_key_is_noticed() {
    let app = app();
    let begun = begin(&app, 5);
    let key = app.server().unwrap().folder().join("uploads").join(begun["file"].as_str().unwrap());
    fs::create_dir(key.parent().unwrap()).unwrap();
    fs::write(key, "other bytes").unwrap();

    let answer = refused(&app, "POST", &path(&begun, "/complete"), &json!({}));

    assert_eq!(answer, (409, "Another object has arrived in the bucket: it has 11 bytes, not 5.".into()));
}

#[test]
fn what_is_not_taken_is_refused_with_a_sentence() {
    let app = App::embedded(Limits { max_size: 100, ..Limits::default() }).unwrap();
    let file = |name: &str, size: u64, content_type: &str| json!({ "name": name, "size": size, "type": content_type });

    for (body, status, beginning) in [
        (file("", 5, "text/plain"), 400, "A file's name has at least one character"),
        (file("..", 5, "text/plain"), 400, "A file's name has"),
        (file("  \u{a0}\u{200b}\u{202e}", 5, "text/plain"), 400, "A file's name has"),
        (file("a", 101, "text/plain"), 413, "The file has 101 bytes, but no more than 100 are taken."),
        (file("a", 5, "text/html"), 415, "Files of the type \"text/html\" are not taken, only image/*, "),
        (file("a", 5, "text/plain\r\nx: y"), 415, "Files of the type \"text/plain\\r\\nx: y\" are not taken"),
        (json!({ "name": "a" }), 400, "The request cannot be read: "),
        (json!({ "name": "a", "size": -1, "type": "text/plain" }), 400, "The request cannot be read: "),
        (
            json!({ "name": "a", "size": 5, "type": "text/plain", "sha256": "00" }),
            400,
            "A SHA-256 has 64 hexadecimal digits.",
        ),
    ] {
        let (got, sentence) = refused(&app, "POST", "api/uploads", &body);
        assert!(got == status && sentence.starts_with(beginning), "{body}: {got} {sentence}");
    }
    for body in [json!({ "name": "", "type": "text/plain" }), json!({ "name": "a", "type": "image/svg+xml" })] {
        assert!((400..=415).contains(&refused(&app, "POST", "api/forms", &body).0), "{body}");
    }
    assert_eq!(refused(&app, "GET", "api/nothing", &Value::Null).0, 404);
    assert_eq!(refused(&app, "PUT", "api/uploads", &Value::Null).0, 404);
}

#[test]
fn number_of_uploads_is_limited() {
    let app = App::embedded(Limits { max_open: 2, ..Limits::default() }).unwrap();
    let first = begin(&app, 5);
    begin(&app, 5);

    let body = json!({ "name": "a", "size": 5, "type": "text/plain" });
    assert_eq!(
        refused(&app, "POST", "api/uploads", &body),
        (
            429,
            "No more than 2 uploads are accepted at once. Try again when some have ended, in 5 minutes at the latest."
                .into()
        )
    );
    assert_eq!(refused(&app, "POST", "api/forms", &body).0, 429);
    assert_eq!(ask(&app, "DELETE", &path(&first, ""), &Value::Null).text(), "");
    begin(&app, 5);
}

#[test]
fn an_upload_can_be_continued_for_a_while() {
    let app = App::embedded(Limits { patience: 0, ..Limits::default() }).unwrap();
    let begun = begin(&app, 5);

    for (method, what) in [("GET", ""), ("DELETE", ""), ("POST", "/urls"), ("POST", "/complete"), ("DELETE", "/file")] {
        let answer = refused(&app, method, &path(&begun, what), &json!({ "parts": [] }));
        assert_eq!(answer, (410, "The upload was begun too long ago to be continued.".into()));
    }
}

#[test]
fn files_are_listed_with_links() {
    let app = app();
    for (name, content_type) in [("é.png", "image/png"), ("a.zip", "application/zip")] {
        let asked = json!({ "name": name, "size": 5, "type": content_type });
        let begun = given(&app, "POST", "api/uploads", &asked);
        assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
    }
    let folder = app.server().unwrap().folder();
    fs::write(folder.join("uploads/of another process"), "text").unwrap();
    fs::write(folder.join("elsewhere"), "text").unwrap();

    let listed = given(&app, "GET", "api/files", &Value::Null);

    let files = listed["files"].as_array().unwrap();
    assert_eq!(files.len(), 3);
    // The newest comes first, and what others put there comes last.
    assert_eq!([&files[0]["name"], &files[1]["name"]], ["a.zip", "é.png"]);
    assert_eq!(files[2]["name"], "of another process");
    assert_eq!((&files[2]["type"], &files[2]["show"]), (&Value::Null, &Value::Null));
    let zip = files.iter().find(|file| file["name"] == "a.zip").unwrap();
    assert_eq!(zip["show"], Value::Null);
    let picture = files.iter().find(|file| file["name"] == "é.png").unwrap();
    assert_eq!((&picture["size"], &picture["type"]), (&json!(5), &json!("image/png")));
    let link = |link: &str| send("GET", picture[link]["url"].as_str().unwrap(), &[], b"");
    let saved = link("download");
    assert_eq!((saved.status, saved.text()), (200, "bytes"));
    let disposition = "attachment; filename=\"_.png\"; filename*=UTF-8''%C3%A9.png";
    assert_eq!(saved.header("content-disposition"), disposition);
    assert_eq!(link("show").header("content-disposition"), "inline");
    assert_eq!(link("show").header("content-type"), "image/png");
}

#[test]
fn parts_that_have_arrived_are_listed() {
    let app = app();
    let content: Vec<u8> = (0..=250).cycle().take(2 * PART + 1).collect();
    let begun = begin(&app, content.len());
    let sent = upload_parts(&begun, &content);
    let state = given(&app, "GET", &path(&begun, ""), &Value::Null);

    assert_eq!(
        (&state["kind"], &state["has_arrived"], &state["file"]),
        (&json!("multipart"), &json!(false), &begun["file"])
    );
    let listed = state["parts"].as_array().unwrap();
    assert_eq!(listed.len(), 3);
    for (listed, sent) in listed.iter().zip(sent["parts"].as_array().unwrap()) {
        assert_eq!((&listed["number"], &listed["etag"]), (&sent["number"], &sent["etag"]));
    }
    given(&app, "POST", &path(&begun, "/complete"), &sent);
    assert_eq!(given(&app, "GET", &path(&begun, ""), &Value::Null)["has_arrived"], true);
    let small = given(&app, "GET", &path(&begin(&app, 5), ""), &Value::Null);
    assert_eq!((&small["kind"], &small["parts"][0]["etag"]), (&json!("put"), &Value::Null));
}

#[test]
fn arrived_file_is_deleted_by_its_owner() {
    let app = app();
    let begun = begin(&app, 5);
    let absent = "The file is not in the bucket. If its upload is under way, cancel that instead.";
    assert_eq!(refused(&app, "DELETE", &path(&begun, "/file"), &Value::Null), (409, absent.into()));
    follow(&begun["parts"][0], b"bytes");
    given(&app, "POST", &path(&begun, "/complete"), &json!({}));

    assert_eq!(ask(&app, "DELETE", &path(&begun, "/file"), &Value::Null).status, 204);

    assert_eq!(objects(&app), []);
    assert_eq!(refused(&app, "DELETE", &path(&begun, "/file"), &Value::Null), (409, absent.into()));
}

/// The bucket's files have to be asked for by their own URLs: an unsigned one is refused.
#[test]
fn bucket_is_not_public() {
    let app = app();
    let begun = begin(&app, 5);
    let url = begun["parts"][0]["request"]["url"].as_str().unwrap();
    follow(&begun["parts"][0], b"bytes");

    let (address, _) = url.split_once('?').unwrap();

    assert_eq!(send("GET", address, &[], b"").status, 403);
    assert_eq!(send("GET", url, &[], b"").status, 403);
}

/// What `@uppy/aws-s3` asks for, one request after the other.
#[test]
fn requests_of_uppy_are_signed() {
    let app = app();
    let content: Vec<u8> = (0..=250).cycle().take(PART + 1).collect();
    let file = |size: usize| json!({ "name": "a.txt", "size": size, "type": "text/plain" });
    let sign = |request: Value| given(&app, "POST", "api/uppy", &request);
    let headers = |answer: &Value| -> Vec<(String, String)> {
        let headers = answer["headers"].as_object().unwrap();
        headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    let follow = |method: &str, answer: &Value, body: &[u8]| {
        let headers = headers(answer);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        send(method, answer["url"].as_str().unwrap(), &headers, body)
    };
    let text = |answer: &support::Answer, name: &str| {
        let document = roxmltree::Document::parse(answer.text()).unwrap();
        document.descendants().find(|node| node.has_tag_name(name)).unwrap().text().unwrap().to_owned()
    };

    let put = sign(json!({ "method": "PUT", "key": "mine", "file": file(5) }));
    assert_ne!(put["key"], "mine");
    assert_eq!(follow("PUT", &put, b"bytes").status, 200);
    assert_eq!(follow("PUT", &put, b"bytes").code(), "PreconditionFailed");

    let create = sign(json!({ "method": "POST", "key": "mine", "file": file(content.len()) }));
    let begun = follow("POST", &create, b"");
    let upload_id = text(&begun, "UploadId");
    let next = |method: &str, part: Option<u32>| {
        let (key, id) = (&create["key"], &create["id"]);
        sign(json!({ "method": method, "key": key, "id": id, "uploadId": upload_id, "partNumber": part }))
    };
    assert_eq!(follow("PUT", &next("PUT", Some(2)), b"12").code(), "SignatureDoesNotMatch");
    let parts = (1..).zip(content.chunks(PART)).map(|(number, content)| {
        let answer = follow("PUT", &next("PUT", Some(number)), content);
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{}</ETag></Part>", answer.header("etag"))
    });
    let parts: Vec<_> = parts.collect();
    let listed = follow("GET", &next("GET", None), b"");
    assert!(listed.text().contains("<ETag>&quot;"), "{}", listed.text());
    let body = format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.concat());
    let completed = follow("POST", &next("POST", None), body.as_bytes());
    assert!(text(&completed, "Location").starts_with(app.endpoint()), "{}", completed.text());
    assert_eq!(given(&app, "POST", &path(&create, "/complete"), &json!({}))["size"], content.len());
    assert!(objects(&app).iter().any(|(_, bytes)| *bytes == content));

    for (request, status) in [
        (json!({ "method": "DELETE", "key": create["key"] }), 400),
        (json!({ "method": "PUT", "key": create["key"] }), 400),
        (json!({ "method": "PUT", "key": "uploads/other", "id": create["id"], "uploadId": "a", "partNumber": 1 }), 404),
        (json!({ "method": "PUT", "key": put["key"], "id": put["id"], "uploadId": "a", "partNumber": 1 }), 404),
        (json!({ "method": "PUT", "key": create["key"], "uploadId": upload_id, "partNumber": 1 }), 404),
        (json!({ "method": "PUT", "key": create["key"], "id": create["id"], "uploadId": "a", "partNumber": 1 }), 409),
        (json!({ "method": "PUT", "key": "a", "file": file(PART + 1) }), 413),
        (json!({ "method": "DELETE", "key": "a", "file": file(1) }), 400),
    ] {
        assert_eq!(refused(&app, "POST", "api/uppy", &request).0, status, "{request}");
    }
}

/// F18, F24: folders were lost, and names that systems allow refused, in a sentence of forty words.
#[test]
fn names_are_what_others_may_see() {
    let app = app();
    let long = format!("{}.tar.gz", "n".repeat(300));
    let wide = format!("{}.txt", "漢".repeat(255));

    for (name, seen) in [
        ("a.txt", "a.txt"),
        ("../a", "a"),
        ("holiday/day 1/a.jpg", "holiday/day 1/a.jpg"),
        ("/a//./b/../ /..../c.txt/", "a/b/c.txt"),
        ("C:\\a\u{7f}\n", "C:_a__"),
        ("a\u{202e}gpj.exe", "agpj.exe"),
        ("\u{200f}שלום.txt", "\u{200f}שלום.txt"),
        ("a\u{200e}b\u{61c}c.txt", "a\u{200e}b\u{61c}c.txt"),
        ("50% off é😀.txt", "50% off é😀.txt"),
    ] {
        let begun = given(&app, "POST", "api/uploads", &json!({ "name": name, "size": 5, "type": "text/plain" }));
        assert_eq!(begun["name"], seen, "{name:?}");
        assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
        let path = format!("api/files/{}", begun["file"].as_str().unwrap());
        let file = given(&app, "GET", &path, &Value::Null);
        assert_eq!(file["name"], seen, "{name:?}");
        // Browsers take the last part of a path, and each in its own way.
        let saved = follow(&json!({ "request": file["download"] }), b"");
        let last = seen.rsplit('/').next().unwrap();
        let plain = format!("filename=\"{last}\"");
        let disposition = saved.header("content-disposition");
        assert!(
            !last.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') || disposition.contains(&plain),
            "{disposition}"
        );
        assert!(!disposition.contains('/') && !disposition.contains("%2F"), "{disposition}");
    }
    for name in [&long, &wide] {
        let begun = given(&app, "POST", "api/uploads", &json!({ "name": name, "size": 5, "type": "text/plain" }));
        let seen = begun["name"].as_str().unwrap();
        let (end, length) = (&name[name.len() - 7..], seen.chars().count());
        assert!(seen.ends_with(end.trim_start_matches(|c: char| c > '~')) && (100..=255).contains(&length), "{seen}");
        assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
    }
    assert_eq!(refused(&app, "GET", "api/files/none", &Value::Null).0, 409);
}

/// F14: a link is good for as long as its giver chose, within what the service allows.
#[test]
fn links_are_good_for_as_long_as_is_asked() {
    let app = App::embedded(Limits { max_link: 3600, ..Limits::default() }).unwrap();
    let begun = given(&app, "POST", "api/uploads", &json!({ "name": "a.txt", "size": 5, "type": "text/plain" }));
    follow(&begun["parts"][0], b"bytes");
    let path = format!("api/files/{}", begun["file"].as_str().unwrap());

    assert_eq!(given(&app, "GET", "api/limits", &Value::Null)["max_link"], 3600);
    for (asked, expires) in [("", 300), ("?expires=60", 60), ("?expires=86400", 3600), ("?expires=0", 1)] {
        let file = given(&app, "GET", &format!("{path}{asked}"), &Value::Null);
        for link in ["show", "download"] {
            assert_eq!(file[link]["expires_in"], expires, "{asked}");
        }
    }
}
