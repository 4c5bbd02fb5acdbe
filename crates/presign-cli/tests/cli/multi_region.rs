//! SigV4a: Multi-Region Access Points and `--region-set`.

use presign::verify::{Payload, Policy, SignedRequest};
use presign::{Credentials, Timestamp};

use crate::program::{ACCESS_KEY_ID, AT, SECRET, presign};

const HOST: &str = "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";

fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET)
}

/// Verifies a URL at a server of some region.
fn verify(url: &str, region: &str) -> Result<Payload, presign::verify::Refusal> {
    let target = url.trim_end().strip_prefix(&format!("https://{HOST}")).expect("the host");
    let request = SignedRequest::parse("GET", target, [("host", HOST)])?;
    let now = Timestamp::parse(AT).expect("a time");
    request.verify(&credentials(), now, &Policy::new(region, "s3")).map(|(verified, _)| verified.payload().clone())
}

#[test]
fn an_access_point_is_signed_for_all_regions() {
    let arn = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap";
    let url = presign(&["get", "--bucket", arn, "--key", "test.txt", "--at", AT]).stdout();
    assert!(url.starts_with(&format!("https://{HOST}/test.txt?")), "{url}");
    assert!(url.contains("&X-Amz-Region-Set=%2A&"), "{url}");
    assert_eq!(verify(&url, "ap-south-1"), Ok(Payload::Unsigned));
}

#[test]
fn a_region_set_signs_for_its_regions() {
    let address = format!("https://{HOST}/a");
    let url = presign(&["url", "GET", &address, "--region-set", "eu-*", "--at", AT]).stdout();
    assert_eq!(verify(&url, "eu-west-1"), Ok(Payload::Unsigned));
    assert!(verify(&url, "us-east-1").is_err());
    // `explain --solve` does not read such a signature, and is not named.
    let refused = presign(&["verify", "PUT", url.trim_end(), "--at", AT]).run();
    assert_eq!(
        refused.stderr,
        "presign: the signature does not match the request (SignatureDoesNotMatch, status 403)\n"
    );
}

#[test]
fn headers_are_signed_for_a_region_set() {
    let address = format!("https://{HOST}/a");
    let printed = presign(&["sign", "GET", &address, "--region-set", "*", "--at", AT]).stdout();
    let headers = printed.lines().filter_map(|line| line.split_once(": ")).chain([("host", HOST)]);
    let request = SignedRequest::parse("GET", "/a", headers).expect("a signed request");
    let now = Timestamp::parse(AT).expect("a time");
    let verified = request.verify(&credentials(), now, &Policy::new("eu-west-1", "s3"));
    assert!(verified.is_ok(), "{verified:?}");
}
