//! SigV4a: what is told of its URLs, and of answers to them.

use presign::explain::{compare, inspect};
use presign::{Explanation, Request, Signer};

use crate::fixtures::{HOUR, credentials, now};

fn explanation(url: &str) -> Explanation {
    let signer = Signer::multi_region(credentials(), "*", "s3").unwrap();
    signer.explain(&Request::put(url).unwrap().header("content-type", "text/plain"), HOUR, now()).unwrap()
}

#[test]
fn a_url_for_an_access_point_is_read_without_a_finding() {
    let explanation = explanation("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a");
    let inspection = inspect(explanation.url().unwrap().as_str(), now());
    assert_eq!(inspection.signed_with, Some("SigV4a"));
    assert_eq!(inspection.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
    assert_eq!(inspection.scope.unwrap().as_str(), "20150830/s3/aws4_request");
    assert_eq!(inspection.findings, []);
}

#[test]
fn a_url_for_another_host_is_told_to_be_unusual() {
    let explanation = explanation("https://examplebucket.s3.us-east-1.amazonaws.com/a");
    let findings = inspect(explanation.url().unwrap().as_str(), now()).findings;
    assert_eq!(findings.iter().map(presign::explain::Finding::kind).collect::<Vec<_>>(), ["sigv4a"]);
}

#[test]
fn a_header_that_changed_is_found() {
    let explanation = explanation("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a");
    let received = explanation.canonical_request.as_str().replace("content-type:text/plain", "content-type:image/png");
    let answer = format!(
        "<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>{}\
         </StringToSign><CanonicalRequest>{}</CanonicalRequest></Error>",
        explanation.string_to_sign.as_str().rsplit_once('\n').unwrap().0.to_owned() + "\n" + &"0".repeat(64),
        received.replace('&', "&amp;"),
    );
    let comparison = compare(&explanation, &answer);
    assert_eq!(comparison.causes[0].kind(), "content-type");
    assert_eq!(
        comparison.causes[0].sentence,
        "the header content-type was signed as text/plain but arrived as image/png"
    );
}
