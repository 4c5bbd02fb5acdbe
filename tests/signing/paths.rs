//! Paths with dot segments, which HTTP clients resolve before they send a request.

use presign::{CanonicalRequest, Error, PresignedUrl, Request, Rules};
use proptest::prelude::*;
use url::Url;

use crate::fixtures::{HOUR, now, signer};
use crate::refused::refused;

const HOST: &str = "https://example.amazonaws.com";

fn presign(service: &str, url: &str) -> Result<PresignedUrl, Error> {
    Request::get(url)?.presign(&signer(service), HOUR, now())
}

/// The path that is signed for a service whose server normalizes paths.
fn canonical(url: &str) -> String {
    let request = CanonicalRequest::new(&Request::get(url).unwrap(), &Rules::STANDARD).unwrap();
    request.as_str().lines().nth(1).unwrap().to_string()
}

#[test]
fn a_path_that_clients_resolve_as_it_is_signed_is_signed() {
    // Most of these are in AWS's test suite.
    for path in [
        "/example/..",
        "/example1/example2/../..",
        "/./",
        "/./example",
        "/../../a",
        "/a/../b",
        "/a/./b/",
        "/a/b/../",
        "/a/.../b",
        "/.a",
        "/a..b",
        "/%2ea",
        "/a/%2E%2e%2e",
        "/%20./b",
        "/%2f..",
        "//",
        "//..",
        "//a//",
    ] {
        let presigned = presign("service", &format!("{HOST}{path}")).unwrap();
        assert!(presigned.as_str().starts_with(&format!("{HOST}{path}?")), "{path}");
    }
}

#[test]
fn a_path_that_clients_resolve_to_one_with_another_signature_is_refused() {
    let sentence =
        "a segment of the path is . or .., which HTTP clients resolve: the path would have another signature";
    for path in [
        "/a/.",
        "/a/b/..",
        "/a//../b",
        "/a/%2e%2e/b",
        "/a/%2E%2e/b",
        "/a/.%2e/b",
        "/a/%2e./b",
        "/a/%2e/b",
        "/%2e",
        "/a/%2E",
        "/%2e%2e/",
        "/a/../b/.",
        "/a//..",
    ] {
        for url in [format!("{HOST}{path}"), format!("{HOST}{path}?x=/../y")] {
            refused(presign("execute-api", &url), "resolved-path", sentence);
        }
    }
    // Only the path counts.
    assert!(presign("execute-api", &format!("{HOST}/a?x=/%2e%2e/y&z=/.")).is_ok());
}

#[test]
fn a_key_with_a_dot_segment_is_refused_even_if_it_would_be_signed_alike_elsewhere() {
    for path in ["/a/../b", "/./", "/a/%2e%2e/b", "/a/."] {
        assert_eq!(
            presign("s3", &format!("{HOST}{path}")).map_err(|error| error.code()).err(),
            Some("dot-segment"),
            "{path}"
        );
    }
}

#[test]
fn a_long_path_is_checked_in_proportion_to_its_length() {
    // Each of the two would take hours if it went back to the beginning for each segment.
    let [deep, dots] = ["/a".repeat(500_000), "/..".repeat(500_000)];
    assert_eq!(canonical(&format!("{HOST}{deep}{dots}")), "/");
    assert!(presign("service", &format!("{HOST}{deep}{dots}")).is_ok());
    assert_eq!(
        presign("service", &format!("{HOST}{deep}/%2e{dots}/")).map_err(|error| error.code()).err(),
        Some("resolved-path")
    );
}

fn path() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        Just(""),
        Just("."),
        Just(".."),
        Just("%2e"),
        Just("%2E."),
        Just(".%2e"),
        Just("a"),
        Just("b%20c"),
        Just("..a"),
    ];
    prop::collection::vec(segment, 1..8).prop_map(|segments| format!("/{}", segments.join("/")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_what_a_client_makes_of_the_url(path in path()) {
        let url = format!("{HOST}{path}");
        // The `url` crate follows the same standard as browsers.
        let sent = Url::parse(&url).unwrap();
        let arrives = canonical(sent.as_str()) == canonical(&url);
        let code = presign("service", &url).map_err(|error| error.code()).err();
        prop_assert_eq!(code, (!arrives).then_some("resolved-path"));
    }
}
