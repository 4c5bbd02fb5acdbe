//! An explanation of a signature, as it is printed.

use std::time::Duration;

use presign::Request;

use crate::bucket::bucket;
use crate::fixtures::{credentials, now};

/// One signed header's value is a customer's key: it is shown only on request.
#[test]
fn an_explanation_is_printed_line_by_line() {
    let signer = bucket().signer(credentials().with_session_token("TOKEN")).unwrap();
    let request = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/a").unwrap();
    let request = request.header("x-amz-server-side-encryption-customer-key", "KEY");
    let explanation = signer.explain(&request, Duration::from_secs(60), now()).unwrap();
    assert_eq!(explanation.canonical_request.signed_headers(), "host;x-amz-server-side-encryption-customer-key");
    assert_eq!(explanation.canonical_request.payload_hash(), "UNSIGNED-PAYLOAD");
    let hash = explanation.string_to_sign.as_str().lines().last().unwrap();
    let expected = format!(
        "\
URL              https://examplebucket.s3.us-east-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-amz-server-side-encryption-customer-key&X-Amz-Security-Token=…&X-Amz-Signature=…
method           PUT
header to send   x-amz-server-side-encryption-customer-key: …
expires at       20150830T123700Z

Canonical request
method           PUT
path             /a
query            X-Amz-Algorithm=AWS4-HMAC-SHA256
query            X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request
query            X-Amz-Date=20150830T123600Z
query            X-Amz-Expires=60
query            X-Amz-Security-Token=…
query            X-Amz-SignedHeaders=host%3Bx-amz-server-side-encryption-customer-key
header           host:examplebucket.s3.us-east-1.amazonaws.com
header           x-amz-server-side-encryption-customer-key:…
signed headers   host;x-amz-server-side-encryption-customer-key
payload hash     UNSIGNED-PAYLOAD

String to sign
algorithm        AWS4-HMAC-SHA256
time             20150830T123600Z
scope            20150830/us-east-1/s3/aws4_request
request's hash   {hash}

signature        …
"
    );
    assert_eq!(explanation.to_string(), expected);
    let signature = explanation.signature.to_string();
    let expected = expected.replace("Token=…", "Token=TOKEN").replace("customer-key: …", "customer-key: KEY");
    let expected = expected.replace("customer-key:…", "customer-key:KEY");
    let expected = expected.replace("X-Amz-Signature=…", &format!("X-Amz-Signature={signature}"));
    assert_eq!(explanation.to_string_with_secrets(), expected.replace("       …\n", &format!("       {signature}\n")));
}
