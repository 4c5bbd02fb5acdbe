//! Headers that are missing, added or changed in transit, and what else the server read in other ways.

use std::time::Duration;

use presign::explain::{compare, compare_url, read_answer};
use presign::{Credentials, Request, Signer};

use super::{HOST, causes, mismatch, request, sign, tells, url};
use crate::fixtures::now;
use crate::wording::document;

#[test]
fn headers_that_the_client_adds_or_lacks() {
    let bearer = document(
        "InvalidArgument",
        "Unsupported Authorization Type",
        "<ArgumentName>Authorization</ArgumentName><ArgumentValue>Bearer TOKEN</ArgumentValue>",
    );
    let sentence = "the client sends an Authorization header of its own, which the server reads instead of the \
                    signature in the URL: do not send it";
    tells(Some(&url()), &bearer, "two-signatures", sentence);
    assert!(!read_answer(&bearer).to_string().contains("TOKEN"));
    let basic = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
                 parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
                 existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=Basic dXNlcjpwYXNz";
    let basic = document("IncompleteSignature", basic, "");
    let sentence = "the client sends an Authorization header of its own, which the server reads instead of the \
                    signature in the URL: do not send it";
    tells(Some(&url()), &basic, "two-signatures", sentence);
    let sentence = "the Authorization header is not one of Signature Version 4, which has Credential, Signature and \
                    SignedHeaders: the client, or a proxy, may have put another in its place";
    tells(None, &basic, "malformed", sentence);
    let shown = read_answer(&basic);
    assert!(shown.message.ends_with("'Date' header. Authorization…"), "{shown}");
    assert!(!format!("{shown}{shown:?}").contains("dXNlcjpwYXNz"), "{shown}");
    let pair = "{\"message\":\"'eyJTOKEN' not a valid key=value pair (missing equal-sign) in Authorization header: \
                'eyJTOKEN'.\"}";
    let of_gateway = ". API Gateway says the same of a path, method or stage that does not exist or is not deployed, whatever \
                      authorization its routes have: look for a mistyped path first";
    tells(None, pair, "malformed", &[sentence, of_gateway].concat());
    assert_eq!(read_answer(pair).message, "… not a valid key=value pair (missing equal-sign) in Authorization…");

    let missing = document("InvalidRequest", "Missing required header for this request: x-amz-content-sha256", "");
    let sentence = "the request lacks the header x-amz-content-sha256: a request to S3 that is signed by its headers \
                    must send it, and sign it";
    tells(None, &missing, "header", sentence);
    let missing = document("InvalidRequest", "Missing required header for this request: Content-MD5", "");
    tells(None, &missing, "header", "the request lacks the header content-md5: send it, and sign it");

    let message = "There were headers present in the request which were not signed";
    let unsigned =
        |names: &str| document("AccessDenied", message, &format!("<HeadersNotSigned>{names}</HeadersNotSigned>"));
    let sentence = "host is not a signed header, and must always be one: X-Amz-SignedHeaders lacks it, or is \
                    percent-encoded twice";
    tells(None, &unsigned("host"), "unsigned-header", sentence);
    let sentence = "the request was sent with headers that are not signed: x-amz-acl; sign them, or do not send them";
    tells(None, &unsigned("x-amz-acl"), "unsigned-header", sentence);
    let sentence = "the request was sent with x-amz- headers that are not signed: sign them, or do not send them";
    tells(None, &document("AccessDenied", message, ""), "unsigned-header", sentence);

    let chunked = document(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        "<Header>Transfer-Encoding</Header>",
    );
    let sentence = "the client sends the body in chunks (Transfer-Encoding), since it does not know the length, and S3 \
                    does not accept that: give it the length";
    tells(Some(&url()), &chunked, "header", sentence);
    let sentence = "the server does not implement what the header x-amz-acl asks for: do not send it";
    tells(None, &chunked.replace("Transfer-Encoding", "x-amz-acl"), "header", sentence);
    let latin = document("InvalidArgument", "Header value cannot be represented using ISO-8859-1.", "");
    let sentence = "a header, or a response- parameter that becomes one, has characters beyond ISO-8859-1: in \
                    Content-Disposition, write the name as filename*=UTF-8''… (Header value cannot be represented \
                    using ISO-8859-1.)";
    tells(None, &latin, "header", sentence);
    let cors = document("AccessForbidden", "CORSResponse: This CORS request is not allowed.", "");
    let sentence = "the CORS rules of the bucket do not allow the origin, the method or a header of the browser's \
                    request (CORSResponse: This CORS request is not allowed.)";
    tells(None, &cors, "cors", sentence);
    let method = document(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        "<Method>POST</Method><ResourceType>OBJECT</ResourceType>",
    );
    let sentence = "the method POST is not allowed for this address, which is of the type OBJECT: the method, or the \
                    bucket or key in the URL, is another than was meant";
    tells(None, &method, "method", sentence);
}

#[test]
fn signed_headers_are_shown_as_they_arrived() {
    let unchanged = |with: &str| {
        format!(
            "the URL arrived as it was given{with}: it was signed for another method, for other values of its headers \
             or with another secret access key, or had been changed before"
        )
    };
    let acl = sign(&request("PUT").header("x-amz-acl", "public-read"), "AKIDEXAMPLE");
    let comparison = compare_url(&acl, &mismatch(&acl, &format!("{HOST}\nx-amz-acl:")));
    let sentence = "the header x-amz-acl is signed but arrived empty, or was not sent";
    assert_eq!(causes(&comparison), [("header", sentence), ("unknown", &*unchanged(""))]);

    let typed = sign(&request("PUT").header("content-type", "text/plain"), "AKIDEXAMPLE");
    let answer = mismatch(&typed, &format!("content-type:application/x-www-form-urlencoded\n{HOST}"));
    let sentence = "the header content-type is signed, and was sent as application/x-www-form-urlencoded: the URL holds only if \
                    that is exactly the value that was signed";
    let unchanged_type = unchanged(", with content-type: application/x-www-form-urlencoded");
    let comparison = compare_url(&typed, &answer);
    assert_eq!(causes(&comparison), [("content-type", sentence), ("unknown", &*unchanged_type)]);
    tells(Some(&url()), &mismatch(&url(), HOST), "unknown", &unchanged(""));
    let secret = sign(&request("PUT").header("x-amz-server-side-encryption-customer-key", "KEY"), "AKIDEXAMPLE");
    let answer = mismatch(&secret, &format!("{HOST}\nx-amz-server-side-encryption-customer-key:KEY"));
    let sentence = unchanged(", with x-amz-server-side-encryption-customer-key: …");
    tells(Some(&secret), &answer, "unknown", &sentence);
}

#[test]
fn what_the_server_read_in_other_ways() {
    // The body of CompleteMultipartUpload, sent as a form.
    let body = "%3CCompleteMultipartUpload%20xmlns";
    let answer = mismatch(&url(), HOST).replace("PUT\n/k\n", &format!("POST\n/k\n{body}=x&amp;"));
    let comparison = compare_url(&url(), &answer);
    let sentence = "the body was sent as form data, and the server read it as the parameter \
                    %3CCompleteMultipartUpload%20xmlns: send it with a content type of its own, such as \
                    application/xml";
    assert!(causes(&comparison).contains(&("content-type", sentence)), "{comparison}");

    // macOS writes é, ガ and 한 in several characters.
    let request = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/caf%C3%A9%E3%82%AC%ED%95%9C").unwrap();
    let composed = sign(&request, "AKIDEXAMPLE");
    let decomposed = "/cafe%CC%81%E3%82%AB%E3%82%99%E1%84%92%E1%85%A1%E1%86%AB";
    let answer = mismatch(&composed, HOST).replace("PUT\n/k\n", &format!("PUT\n{decomposed}\n"));
    let sentence = format!(
        "the path has the same letters in another Unicode normalization, as macOS writes the names of files: \
         /caf%C3%A9%E3%82%AC%ED%95%9C was signed, {decomposed} arrived"
    );
    tells(Some(&composed), &answer, "path", &sentence);
    let other = answer.replace("%CC%81", "");
    let sentence = causes(&compare_url(&composed, &other))[0].1.to_owned();
    assert!(sentence.starts_with("the path differs: "), "{sentence}");

    let spaced = sign(&self::request("PUT").header("x-amz-meta-a", "a b"), "AKIDEXAMPLE");
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "secret"), "us-east-1", "s3").unwrap();
    let request = self::request("PUT").header("x-amz-meta-a", "a b");
    let explanation = signer.explain(&request, Duration::from_secs(900), now()).unwrap();
    let answer = mismatch(&spaced, &format!("{HOST}\nx-amz-meta-a:a  b"));
    let comparison = compare(&explanation, &answer);
    let sentence = "the header x-amz-meta-a was signed as \"a b\" but arrived as \"a  b\": only the spaces differ";
    assert_eq!(causes(&comparison), [("header", sentence)]);
}

/// Names in normalization form C, and in form D: Latin, Greek, Cyrillic, Arabic, Bengali, Tamil, Vietnamese, Japanese,
/// Korean, and a mathematical sign. Source: Unicode Character Database, `UnicodeData.txt`.
#[test]
fn the_same_letters_of_every_script() {
    let pairs = [
        ("%C3%A9", "e%CC%81"),
        ("%CE%AC", "%CE%B1%CC%81"),
        ("%D0%B9", "%D0%B8%CC%86"),
        ("%D8%A2", "%D8%A7%D9%93"),
        ("%E0%A7%8B", "%E0%A7%87%E0%A6%BE"),
        ("%E0%AF%8A", "%E0%AF%86%E0%AE%BE"),
        ("%E1%BA%BF", "e%CC%82%CC%81"),
        ("%E3%81%8C", "%E3%81%8B%E3%82%99"),
        ("%ED%95%9C", "%E1%84%92%E1%85%A1%E1%86%AB"),
        ("%E2%89%A0", "%3D%CC%B8"),
    ];
    let first = |signed: &str, arrived: &str| {
        let address = format!("https://examplebucket.s3.us-east-1.amazonaws.com/a{signed}.txt");
        let request = Request::put(&address).unwrap();
        let url = sign(&request, "AKIDEXAMPLE");
        let answer = mismatch(&url, HOST).replace("PUT\n/k\n", &format!("PUT\n/a{arrived}.txt\n"));
        causes(&compare_url(&url, &answer))[0].1.to_owned()
    };
    for (composed, decomposed) in pairs {
        for (signed, arrived) in [(composed, decomposed), (decomposed, composed)] {
            let sentence = format!(
                "the path has the same letters in another Unicode normalization, as macOS writes the names of files: \
                 /a{signed}.txt was signed, /a{arrived}.txt arrived"
            );
            assert_eq!(first(signed, arrived), sentence);
        }
    }
    // The letter without its mark, and with another one.
    for (signed, arrived) in [("%D8%A2", "%D8%A7"), ("%C3%A9", "e%CC%80"), ("%D8%A2", "%D8%A7%D9%94")] {
        assert!(first(signed, arrived).starts_with("the path differs: "), "{signed} {arrived}");
    }
}
