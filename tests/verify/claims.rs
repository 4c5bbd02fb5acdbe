//! The signing parameters of a presigned URL: what the server reads from them, and what is malformed in them.

use std::time::Duration;

use presign::Credentials;
use presign::verify::{Payload, SignedRequest};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, SECRET, at, now};
use crate::sent::Sent;
use crate::server::{HOST, Verdict as _, assert_refused, policy, target};

#[test]
fn a_request_tells_what_it_claims() {
    let request = Sent::upload().parse().unwrap();
    assert_eq!(request.access_key_id(), "AKIDEXAMPLE");
    assert_eq!(request.scope().as_str(), "20150830/us-east-1/s3/aws4_request");
    assert_eq!(request.date(), now());
    assert_eq!(request.expires_at(), Some(at("20150830T133600Z")));
    assert_eq!(request.signed_headers(), ["content-type", "host"]);
    assert_eq!(request.session_token(), None);
}

#[test]
fn debug_shows_neither_query_nor_header_values() {
    let request = Sent::upload().with("?", "?X-Amz-Security-Token=TOKEN&secret=x&").parse().unwrap();
    assert_eq!(request.session_token(), Some("TOKEN"));
    assert_eq!(
        format!("{request:?}"),
        "SignedRequest { method: \"PUT\", path: \"/a%20b.txt\", access_key_id: \"AKIDEXAMPLE\", \
         scope: \"20150830/us-east-1/s3/aws4_request\", date: 20150830T123600Z, expires: Some(3600), \
         signed_headers: [\"content-type\", \"host\"], .. }"
    );
}

/// The names of all signing parameters but the token, which not every URL has.
const REQUIRED: [&str; 6] =
    ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"];

#[test]
fn a_missing_signing_parameter_is_refused() {
    for name in REQUIRED {
        Sent::upload().with(name, "x").is_malformed(&format!("the query has no {name}"));
        // In lower case it is another parameter.
        Sent::upload().with(name, &name.to_lowercase()).is_malformed(&format!("the query has no {name}"));
    }
    let unsigned = Sent { target: "/".into(), ..Sent::upload() }.parse();
    let sentence = "the request is not signed: it has neither a header Authorization nor X-Amz-Algorithm in its query";
    assert_refused(unsigned, sentence, "AccessDenied", 403);
}

#[test]
fn a_double_signing_parameter_is_refused_in_any_spelling() {
    for name in REQUIRED {
        let sentence = format!("the query has {name} more than once");
        for spelling in [name.to_string(), name.to_lowercase(), name.replace('-', "%2D"), name.replace('X', "%78")] {
            Sent::upload().with("?", &format!("?{spelling}=&")).is_malformed(&sentence);
            let upload = Sent::upload();
            Sent { target: format!("{}&{spelling}=1", upload.target), ..upload }.is_malformed(&sentence);
        }
    }
    let twice = "?X-Amz-Security-Token=a&X-Amz-Security-Token=b&";
    Sent::upload().with("?", twice).is_malformed("the query has X-Amz-Security-Token more than once");
    let twice = "?X-Amz-S3session-Token=a&x-amz-s3session-token=b&";
    Sent::upload().with("?", twice).is_malformed("the query has X-Amz-S3session-Token more than once");
}

#[test]
fn another_algorithm_is_refused() {
    for algorithm in ["AWS4-ECDSA-P384-SHA384", "aws4-hmac-sha256", "AWS4-HMAC-SHA1", ""] {
        let sent = Sent::upload().with_parameter("X-Amz-Algorithm", algorithm);
        sent.is_malformed("the query names an algorithm that cannot be verified here");
    }
}

#[test]
fn a_malformed_credential_is_refused() {
    let malformed = [
        "",
        "AKIDEXAMPLE",
        "20150830/us-east-1/s3/aws4_request",
        "/20150830/us-east-1/s3/aws4_request",
        "AKIDEXAMPLE/20150830/us-east-1/s3/aws3_request",
        "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request/",
        "AKIDEXAMPLE/2015083/us-east-1/s3/aws4_request",
        "AKIDEXAMPLE/20150231/us-east-1/s3/aws4_request",
        "AKIDEXAMPLE/20150830//s3/aws4_request",
        "AKIDEXAMPLE/20150830/us-east-1//aws4_request",
        "AKIDEXAMPLE/20150830/us%20east/s3/aws4_request",
        "AKIDEXAMPLE%252F20150830%252Fus-east-1%252Fs3%252Faws4_request",
    ];
    for credential in malformed {
        let sent = Sent::upload().with_parameter("X-Amz-Credential", credential);
        sent.is_malformed(
            "the credential in the query is not an access key id, a date, a region, a service and aws4_request",
        );
    }
}

#[test]
fn an_access_key_id_may_have_slashes_and_colons() {
    let credentials = Credentials::new("tenant:a/b/20150830/c", SECRET);
    let bucket = bucket();
    let signer = bucket.signer(credentials.clone()).unwrap();
    let url = bucket.get_object("k").presign(&signer, HOUR, now()).unwrap();
    let request = SignedRequest::parse("GET", target(url.as_str()), [("host", HOST)]).unwrap();
    assert_eq!(request.access_key_id(), "tenant:a/b/20150830/c");
    let verified = request.verify(&credentials, now(), &policy()).payload();
    assert_eq!(verified, Ok(Payload::Unsigned));
}

#[test]
fn a_malformed_date_is_refused() {
    for date in ["", "20150830", "2015-08-30T12:36:00Z", "20150830T123600", "20150830T243600Z", "20150230T123600Z"] {
        let sent = Sent::upload().with_parameter("X-Amz-Date", date);
        sent.is_malformed("the date of the signature in the query is not written as in 20150830T123600Z");
    }
}

#[test]
fn the_scopes_day_must_be_the_day_of_the_date() {
    let sent = Sent::upload().with_parameter("X-Amz-Date", "20150831T000000Z");
    sent.is_malformed(
        "the credential in the query is for the day 20150830, but the signature is dated 20150831T000000Z",
    );
}

#[test]
fn signed_headers_must_be_a_list_in_order() {
    let lists =
        ["", ";", "host;", ";host", "Host", "host;content-type", "host;host", "host;;x", "ho%20st", "host;x%0A"];
    for list in lists {
        let sent = Sent::upload().with_parameter("X-Amz-SignedHeaders", &list.replace(';', "%3B"));
        sent.is_malformed(
            "the signed headers in the query are not names in lower case and in order, each once, between semicolons",
        );
    }
}

#[test]
fn host_must_be_signed() {
    let sent = Sent::upload().with_parameter("X-Amz-SignedHeaders", "content-type");
    sent.is_refused("the signed headers in the query do not include host", "AccessDenied", 403);
}

#[test]
fn a_malformed_signature_is_refused() {
    let right = Sent::upload().target.split("X-Amz-Signature=").nth(1).unwrap().to_string();
    for signature in ["", "0", &right[1..], &format!("{right}0"), &right.to_uppercase(), &right.replace('a', "g")] {
        let sent = Sent::upload().with_parameter("X-Amz-Signature", signature);
        let sentence = "the signature in the query is not 64 lower-case hexadecimal digits";
        sent.is_refused(sentence, "SignatureDoesNotMatch", 403);
    }
}

#[test]
fn an_expiry_that_is_no_number_is_refused() {
    for expires in ["", "x", "60s", "60.0", "1e3", "0x10", "%2B60", "%2060", "60%20", "-", "-x", "٣"] {
        Sent::upload().with_parameter("X-Amz-Expires", expires).is_malformed("X-Amz-Expires is not a number");
    }
}

#[test]
fn an_expiry_of_zero_or_less_is_refused() {
    Sent::upload().with_parameter("X-Amz-Expires", "0").is_malformed("X-Amz-Expires is 0");
    Sent::upload().with_parameter("X-Amz-Expires", "000").is_malformed("X-Amz-Expires is 0");
    Sent::upload().with_parameter("X-Amz-Expires", "-1").is_malformed("X-Amz-Expires is negative");
    Sent::upload().with_parameter("X-Amz-Expires", "-0").is_malformed("X-Amz-Expires is negative");
}

#[test]
fn an_expiry_over_the_cap_is_refused() {
    let sent = Sent::upload().with_parameter("X-Amz-Expires", "604801");
    sent.is_malformed("X-Amz-Expires is 604801 seconds: at most 604800 seconds are allowed");
    let sent = Sent::upload().with_parameter("X-Amz-Expires", &"9".repeat(30));
    sent.is_malformed("X-Amz-Expires is 18446744073709551615 seconds: at most 604800 seconds are allowed");
    let mut sent = Sent::upload();
    sent.policy.max_expires = Duration::from_secs(3599);
    sent.is_malformed("X-Amz-Expires is 3600 seconds: at most 3599 seconds are allowed");
    sent.policy.max_expires = HOUR;
    assert!(sent.verify().is_ok());
}
