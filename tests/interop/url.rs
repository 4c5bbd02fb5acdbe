//! `url::Url` as the request, and the presigned URL as one.

use presign::{Request, Rules};
use url::Url;

use crate::fixtures::{HOUR, now, signer};

#[test]
fn a_url_goes_in_and_comes_out_as_it_was_signed() {
    let url = Url::parse("https://example.amazonaws.com/a%20b/é?x=1&y=%C3%A9").unwrap();
    let presigned = Request::from_url("GET", &url).unwrap().presign(&signer("service"), HOUR, now()).unwrap();
    assert!(presigned.as_str().starts_with("https://example.amazonaws.com/a%20b/%C3%A9?x=1&y=%C3%A9&X-Amz-"));
    assert_eq!(presigned.to_url().unwrap().as_str(), presigned.as_str());
}

#[test]
fn a_form_encoded_url_is_refused() {
    let url = Url::parse_with_params("https://example.amazonaws.com/", [("a", "b c")]).unwrap();
    assert_eq!(url.as_str(), "https://example.amazonaws.com/?a=b+c");
    assert_eq!(Request::from_url("GET", &url).map_err(|error| error.code()).err(), Some("bare-plus"));
}

#[test]
fn a_url_that_cannot_carry_the_request_is_refused() {
    // A `Url` resolves the path. The signature would be the same, but the URL is not the one that was signed.
    for path in ["/a/../b", "/a/./b/"] {
        let url = format!("https://example.amazonaws.com{path}");
        let presigned = Request::get(&url).unwrap().presign(&signer("service"), HOUR, now()).unwrap();
        let error = presigned.to_url().unwrap_err();
        assert_eq!(error.code(), "url-crate-rewrites");
        assert_eq!(error.to_string(), "url::Url would rewrite the URL, and the signature would not match any more");
    }
    // The signature would be another.
    for path in ["/a/../b/.", "/a/%2e%2E/b"] {
        let url = Url::parse(&format!("https://example.amazonaws.com{path}")).unwrap();
        assert!(!url.path().contains('.'));
        let url = format!("https://example.amazonaws.com{path}");
        let result = Request::get(&url).unwrap().presign(&signer("service"), HOUR, now());
        assert_eq!(result.map_err(|error| error.code()).err(), Some("resolved-path"));
    }
    // A caller that overrules S3's rule gets the URL, but not as a `Url`.
    let rules = Rules::S3.refuse_dot_segments(false);
    let presigned = Request::get("https://b.s3.amazonaws.com/a/../c").unwrap();
    let presigned = presigned.presign(&signer("s3").with_rules(rules), HOUR, now()).unwrap();
    assert_eq!(presigned.to_url().map_err(|error| error.code()), Err("url-crate-rewrites"));
}
