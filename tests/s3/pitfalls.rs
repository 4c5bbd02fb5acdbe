//! What other signers get wrong in keys and parameters of S3. Each test is named after a fault that was reproduced in a
//! published signer.

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};

/// The path of an object's URL.
fn path_of(key: &str) -> String {
    let url = bucket().get_object(key).presign(&signer("s3"), HOUR, now()).unwrap().into_string();
    url.strip_prefix("https://examplebucket.s3.us-east-1.amazonaws.com").unwrap().split('?').next().unwrap().to_string()
}

#[test]
fn a_key_does_not_escape_into_another_bucket() {
    let bucket = bucket().path_style().unwrap();
    let result = bucket.get_object("../../otherbucket/x").presign(&signer("s3"), HOUR, now());
    assert_eq!(result.map_err(|error| error.code()).err(), Some("dot-segment"));
}

#[test]
fn dot_segments_do_not_retarget() {
    for key in ["a/../b", "a/./b"] {
        assert_eq!(
            bucket().get_object(key).presign(&signer("s3"), HOUR, now()).map_err(|error| error.code()).err(),
            Some("dot-segment")
        );
    }
}

#[test]
fn an_empty_key_is_not_the_bucket() {
    assert_eq!(
        bucket().put_object("").presign(&signer("s3"), HOUR, now()).map_err(|error| error.code()).err(),
        Some("empty-key")
    );
    assert_eq!(
        bucket().delete_object("").presign(&signer("s3"), HOUR, now()).map_err(|error| error.code()).err(),
        Some("empty-key")
    );
}

#[test]
fn slashes_in_a_key_are_kept() {
    for (key, path) in [("/lead.txt", "//lead.txt"), ("a//b///c.txt", "/a//b///c.txt"), ("trail/", "/trail/")] {
        assert_eq!(path_of(key), path);
        let explanation = signer("s3").explain(bucket().get_object(key).request(), HOUR, now()).unwrap();
        assert_eq!(explanation.canonical_request.as_str().lines().nth(1), Some(path));
    }
}

#[test]
fn a_content_disposition_is_encoded_alike_in_the_url_and_in_the_signature() {
    let value = "attachment; filename=\"r&d = é + x.txt\"";
    let encoded = "attachment%3B%20filename%3D%22r%26d%20%3D%20%C3%A9%20%2B%20x.txt%22";
    let object = bucket();
    let object = object.get_object("k").query("response-content-disposition", value);
    let explanation = signer("s3").explain(object.request(), HOUR, now()).unwrap();
    let parameter = format!("response-content-disposition={encoded}");
    assert!(explanation.url().unwrap().as_str().contains(&format!("?{parameter}&X-Amz-Algorithm=")));
    assert!(explanation.canonical_request.as_str().contains(&format!("&{parameter}\n")));
}

#[test]
fn a_content_length_is_signed() {
    let object = bucket();
    let object = object.put_object("test.txt").header("Content-Length", "5");
    let url = object.presign(&signer("s3"), HOUR, now()).unwrap();
    assert!(url.as_str().contains("&X-Amz-SignedHeaders=content-length%3Bhost&"));
    assert!(url.headers().eq([("content-length", "5")]));
}
