//! The access key id in every place where a request names it: it is written into logs before anything is verified.

use base64ct::{Base64UrlUnpadded, Encoding};
use presign::verify::{EksToken, Place, PostForm, Refusal, SignedRequest};

use crate::fixtures::now;
use crate::server::{HOST, assert_refused, said};

const HMAC: (&str, &str) = ("AWS4-HMAC-SHA256", "20150830/us-east-1/s3/aws4_request");
const ECDSA: (&str, &str) = ("AWS4-ECDSA-P256-SHA256", "20150830/s3/aws4_request");

/// A signature that is written as those of the algorithm are.
fn signature(algorithm: &str) -> String {
    if algorithm == HMAC.0 { "0".repeat(64) } else { "3006020101020101".into() }
}

fn escaped(text: &str) -> String {
    let escapes: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    escapes.concat()
}

/// The access key id that is read, and what `Debug` writes of the request.
type Read = Result<(String, String), Refusal>;

fn in_url((algorithm, scope): (&str, &str), id: &str) -> Read {
    let target = format!(
        "/k?X-Amz-Algorithm={algorithm}&X-Amz-Credential={}%2F{scope}&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60\
         &X-Amz-SignedHeaders=host&X-Amz-Region-Set=*&X-Amz-Signature={}",
        escaped(id),
        signature(algorithm)
    );
    let request = SignedRequest::parse("GET", &target, [("host", HOST)])?;
    Ok((request.access_key_id().into(), format!("{request:?} {request:#?}").replace('\n', "")))
}

fn in_headers((algorithm, scope): (&str, &str), id: &str) -> Read {
    let authorization = format!(
        "{algorithm} Credential={id}/{scope}, SignedHeaders=host;x-amz-date, Signature={}",
        signature(algorithm)
    );
    let headers = [
        ("host", HOST),
        ("x-amz-date", "20150830T123600Z"),
        ("x-amz-region-set", "*"),
        ("authorization", &authorization),
    ];
    let request = SignedRequest::parse("GET", "/k", headers)?;
    Ok((request.access_key_id().into(), format!("{request:?}")))
}

fn in_form(id: &str) -> Read {
    let credential = format!("{id}/{}", HMAC.1);
    let fields = [
        ("key", "a"),
        ("policy", "e30="),
        ("x-amz-algorithm", HMAC.0),
        ("x-amz-credential", &credential),
        ("x-amz-date", "20150830T123600Z"),
        ("x-amz-signature", &signature(HMAC.0)),
    ];
    let form = PostForm::parse("b", fields)?;
    Ok((form.access_key_id().into(), format!("{form:?}")))
}

fn in_token(id: &str) -> Read {
    let url = format!(
        "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm={}\
         &X-Amz-Credential={}%2F20150830%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60\
         &X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature={}",
        HMAC.0,
        escaped(id),
        signature(HMAC.0)
    );
    let token = format!("k8s-aws-v1.{}", Base64UrlUnpadded::encode_string(url.as_bytes()));
    let token = EksToken::check(&token, "aws", now())?;
    Ok((token.access_key_id().into(), format!("{token:?}")))
}

/// Every place where an access key id is read.
fn fronts(id: &str) -> [(Place, Read); 6] {
    [
        (Place::Query, in_url(HMAC, id)),
        (Place::Query, in_url(ECDSA, id)),
        (Place::Authorization, in_headers(HMAC, id)),
        (Place::Authorization, in_headers(ECDSA, id)),
        (Place::Form, in_form(id)),
        (Place::Query, in_token(id)),
    ]
}

fn malformed(place: Place) -> String {
    format!("the credential in the {place} is not an access key id, a date, a region, a service and aws4_request")
}

#[test]
fn what_cannot_be_seen_is_no_part_of_an_access_key_id() {
    let controls = ('\0'..='\u{1F}').chain('\u{7F}'..='\u{9F}');
    let spaces = ['\u{A0}', '\u{1680}', '\u{2003}', '\u{2028}', '\u{2029}', '\u{202F}', '\u{3000}'];
    let hidden = [
        '\u{AD}',
        '\u{61C}',
        '\u{200B}',
        '\u{200E}',
        '\u{200F}',
        '\u{202A}',
        '\u{202E}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{FE0F}',
        '\u{FEFF}',
        '\u{FFFD}',
        '\u{FFFF}',
        '\u{E0001}',
        '\u{E007F}',
    ];
    for c in controls.chain(spaces).chain(hidden) {
        for id in [format!("AKID{c}EXAMPLE"), format!("{c}AKID"), format!("AKID{c}"), c.to_string()] {
            for (at, (place, read)) in fronts(&id).into_iter().enumerate() {
                assert_eq!(said(read), malformed(place), "{id:?} {at}");
            }
        }
    }
    for id in ["", " ", " AKID", "AKID "] {
        for (place, read) in fronts(id) {
            // The token of EKS wants AWS's own.
            assert_eq!(said(read), malformed(place), "{id:?}");
        }
    }
}

#[test]
fn ids_of_other_stores_are_read() {
    for id in ["AKIDEXAMPLE", "tenant:a/b", "user@example.com", "a b", "é", "e\u{301}", "キー", "{a}=\"b\"", "a%2Fb"]
    {
        let fronts = fronts(id);
        for (at, (_, read)) in fronts[..5].iter().enumerate() {
            let (read, shown) = read.as_ref().unwrap();
            assert_eq!(read, id, "{at}");
            assert!(!shown.contains(char::is_control), "{shown}");
        }
        assert_eq!(fronts[5].1.is_ok(), id == "AKIDEXAMPLE", "{id}");
    }
    // An id with `,` is the next part of the header to some, and to others its own.
    let refused = "the header Authorization is not AWS4-HMAC-SHA256 with a Credential, SignedHeaders and a Signature";
    assert_refused(in_headers(HMAC, "a,b"), refused, "AuthorizationHeaderMalformed", 400);
}
