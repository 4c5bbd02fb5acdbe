//! Answers as public reports show them, with names and keys replaced: each has its right cause, and no other is named
//! without evidence.

use std::time::Duration;

use presign::explain::{Comparison, Kind, compare, compare_url, read_answer};
use presign::{Credentials, Request, Signer};

use crate::fixtures::now;
use crate::wording::{MISMATCH, document};

fn request(method: &str) -> Request<'_> {
    Request::new(method, "https://examplebucket.s3.us-east-1.amazonaws.com/k").unwrap()
}

/// Good for 15 minutes from 12:36 on.
fn sign(request: &Request<'_>, id: &str) -> String {
    let signer = Signer::new(Credentials::new(id, "secret"), "us-east-1", "s3").unwrap();
    request.presign(&signer, Duration::from_secs(900), now()).unwrap().into_string()
}

fn url() -> String {
    sign(&request("PUT"), "AKIDEXAMPLE")
}

/// A URL of the time before, with the expiry in milliseconds if that is wanted.
fn version_2(expires: &str) -> String {
    format!("https://examplebucket.s3.amazonaws.com/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=x%2By%3D&Expires={expires}")
}

const OPEN: &str = "the answer does not say what the server received, as those of MinIO, Ceph, SeaweedFS and Backblaze \
                    B2 never do: look for a proxy that rewrites the host or the path, for another method or header \
                    than signed, and for another secret access key or region; verifying the URL with the secret access \
                    key tells whether it is signed right";

fn causes(comparison: &Comparison) -> Vec<(Kind, &str)> {
    comparison.causes.iter().map(|cause| (cause.kind, cause.sentence.as_str())).collect()
}

/// The answer has this cause and no other.
#[track_caller]
fn tells(url: Option<&str>, answer: &str, kind: Kind, sentence: &str) {
    let comparison = url.map_or_else(|| read_answer(answer), |url| compare_url(url, answer));
    assert_eq!(causes(&comparison), [(kind, sentence)], "{answer}");
}

#[test]
fn times_that_are_wrong() {
    let ahead = "the signer's clock is 47 minutes ahead of the server's: it signed at 20150830T123600Z when it was \
                 20150830T114900Z";
    let early = "<X-Amz-Date>1440938160000</X-Amz-Date><ServerTime>2015-08-30T11:49:00Z</ServerTime>";
    tells(None, &document("AccessDenied", "Request is not yet valid", early), Kind::Clock, ahead);
    let early = "<ServerTime>2015-08-30T11:49:00Z</ServerTime>";
    tells(Some(&url()), &document("AccessDenied", "Request is not yet valid", early), Kind::Clock, ahead);

    // Others than AWS have codes of their own. The server's time is in the headers.
    let expired = "the URL expired at 20150830T125100Z, 2 hours before it was used";
    let head =
        "HTTP/1.1 400 Bad Request\r\nDate: Sun, 30 Aug 2015 14:51:00 GMT\r\nContent-Type: application/xml\r\n\r\n";
    for (code, message) in [("ExpiredRequest", "Request has expired"), ("RequestExpired", "Request has expired")] {
        let answer = format!("{head}{}", document(code, message, ""));
        tells(Some(&url()), &answer, Kind::Expired, expired);
        tells(None, &document(code, message, ""), Kind::Expired, "the URL expired before it was used");
        let sentence = "the URL expired at 20150830T125100Z, before it was used";
        tells(Some(&url()), &document(code, message, ""), Kind::Expired, sentence);
    }
    let google = document(
        "ExpiredToken",
        "Invalid argument.",
        "<Details>The provided token has expired. Request signature expired at: 2015-08-30T12:51:00+00:00</Details>",
    );
    let sentence = "the URL has expired (The provided token has expired. Request signature expired at: \
                    2015-08-30T12:51:00+00:00)";
    tells(None, &google, Kind::Expired, sentence);

    // By whole hours: by the hours of a zone.
    let skewed = |request: &str, server: &str| {
        let times = format!("<RequestTime>{request}</RequestTime><ServerTime>{server}</ServerTime>");
        read_answer(&document("RequestTimeTooSkewed", "The difference is too large.", &times)).causes.remove(0).sentence
    };
    let zone = ", which is a difference of time zones: a local time was signed as UTC";
    assert!(skewed("20150830T123600Z", "2015-08-30T10:36:02Z").ends_with(zone));
    assert!(skewed("Sun, 30 Aug 2015 12:36:00 GMT", "2015-08-30T18:06:01Z").ends_with(zone));
    for server in ["2015-08-30T10:40:00Z", "2015-08-30T12:06:00Z", "2015-08-29T10:36:00Z"] {
        assert!(!skewed("20150830T123600Z", server).ends_with(zone), "{server}");
    }

    let expired =
        "Signature expired: 20150830T123600Z is now earlier than 20150830T124500Z (20150830T130000Z - 15 min.)";
    let sentence = "the request was signed at 20150830T123600Z, 24 minutes before it arrived at 20150830T130000Z: it \
                    was kept for too long, or the signer's clock is behind";
    tells(None, &format!("{{\"message\":\"{expired}\"}}"), Kind::Clock, sentence);
    let early = "Signature not yet current: 20150830T123600Z is still later than 20150830T120400Z (20150830T114900Z + \
                 15 min.)";
    tells(None, &document("SignatureDoesNotMatch", early, ""), Kind::Clock, ahead);
    let odd = "the request was signed at another time than the server's (Signature expired)";
    tells(None, &document("SignatureDoesNotMatch", "Signature expired", ""), Kind::Clock, odd);

    let sentence = "the day of the credential is not that of the date: both must be in UTC, and the same across \
                    midnight (Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
                    HTTP: '20260819' != '20260820', from '20260820T000102Z'.)";
    let message = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                   '20260819' != '20260820', from '20260820T000102Z'.";
    tells(None, &document("SignatureDoesNotMatch", message, ""), Kind::Date, sentence);
    let milliseconds = document("AccessDenied", "Invalid date (should be seconds since epoch): 1787000000000", "");
    let sentence = "Expires is not in seconds since 1970: most often it is in milliseconds";
    tells(None, &milliseconds, Kind::Malformed, sentence);
    let of_url = compare_url(&version_2("1787000000000"), &milliseconds);
    assert_eq!(of_url.causes[0].kind, Kind::Malformed);
}

/// B2 answers every mismatch so.
#[test]
fn a_mismatch_in_other_words_is_no_clock_error() {
    tells(None, &document("SignatureDoesNotMatch", "Signature validation failed", ""), Kind::Unknown, OPEN);
    tells(Some(&url()), &document("SignatureDoesNotMatch", "Signature validation failed", ""), Kind::Unknown, OPEN);
    tells(None, &document("SignatureDoesNotMatch", MISMATCH, ""), Kind::Unknown, OPEN);
}

#[test]
fn credentials_and_scopes() {
    let message = "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \
                   \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";
    let malformed = document("AuthorizationQueryParametersError", message, "");
    let sentence = "the credential is not written as ID/DATE/REGION/SERVICE/aws4_request: most often it is \
                    percent-encoded twice, with %252F where %2F should be";
    tells(None, &malformed, Kind::Malformed, sentence);
    let twice = compare_url(&url().replace("%2F", "%252F"), &malformed);
    let expected = "the query is percent-encoded twice: X-Amz-Credential has %252F where %2F should be";
    assert_eq!(causes(&twice), [(Kind::EncodedTwice, expected), (Kind::Malformed, sentence)]);

    let message = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                   X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    let lacking = document("AuthorizationQueryParametersError", message, "");
    let without = url().replace("X-Amz-Expires=900&", "");
    let comparison = compare_url(&without, &lacking);
    assert_eq!(causes(&comparison)[0], (Kind::Malformed, "servers refuse the URL: the query has no X-Amz-Expires"));
    let sentence = "the request arrived without some of the parameters X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, \
                    X-Amz-Expires, X-Amz-Signature and X-Amz-SignedHeaders: in a shell, a URL must be in quotes, or it \
                    ends at the first &";
    tells(Some(&url()), &lacking, Kind::NotSigned, sentence);

    let region = |code, message, more| document(code, message, more);
    for (answer, sentence) in [
        (
            region(
                "IllegalLocationConstraintException",
                "The eu-west-3 location constraint is incompatible for the region \
             specific endpoint this request was sent to.",
                "",
            ),
            "the request went to a host of another region than the bucket's or the one it names (The eu-west-3 \
             location constraint is incompatible for the region specific endpoint this request was sent to.): sign for \
             the bucket's region, and send it to that region's own host",
        ),
        (
            region("InvalidRegion", "Region does not match.", ""),
            "the request is signed for a region that is not the server's",
        ),
        (
            region(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region is wrong; expecting \
             'garage'.",
                "",
            ),
            "the request is signed for another region, and the right one is garage",
        ),
        (
            region(
                "InvalidRegionName",
                "The region name 'eu-west-1' is not valid. Must be one of: wnam, enam, weur, eeur, \
             apac, auto",
                "",
            ),
            "the request is signed for the region eu-west-1, and that is not the server's",
        ),
    ] {
        tells(None, &answer, Kind::Region, sentence);
    }
    let answer = region("InvalidRegion", "Region does not match.", "");
    let sentence = "the URL is signed for the region us-east-1, and that is not the server's";
    tells(Some(&url()), &answer, Kind::Region, sentence);

    let message = "Error parsing the X-Amz-Credential parameter; incorrect service \"execute-api\". This endpoint \
                   belongs to \"s3\".";
    let sentence = "the request is signed for the service execute-api, and the right one is s3";
    tells(None, &document("AuthorizationQueryParametersError", message, ""), Kind::Service, sentence);
    let message = "Credential should be scoped to correct service: s3";
    let sentence = "the request is signed for another service, and the right one is s3";
    tells(None, &document("SignatureDoesNotMatch", message, ""), Kind::Service, sentence);
    let message =
        "The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential.";
    let sentence = "the credential has no access key id: the signer had empty credentials";
    tells(None, &document("AuthorizationHeaderMalformed", message, ""), Kind::Malformed, sentence);
}

#[test]
fn redirects_name_the_region() {
    let message = "The bucket you are attempting to access must be addressed using the specified endpoint. Please send \
                   all future requests to this endpoint.";
    let redirect =
        |code, endpoint| document(code, message, &format!("<Endpoint>{endpoint}</Endpoint><Bucket>b</Bucket>"));
    for (endpoint, region) in [
        ("b.s3-eu-west-1.amazonaws.com", "eu-west-1"),
        ("b.s3.ap-south-1.amazonaws.com", "ap-south-1"),
        ("s3.amazonaws.com", "us-east-1"),
    ] {
        let sentence = format!("the bucket is in the region {region}, at {endpoint}: sign for that region and host");
        tells(None, &redirect("PermanentRedirect", endpoint), Kind::Region, &sentence);
    }
    let sentence = "the bucket is in another region, at gateway.example.com: sign for that region and host";
    tells(None, &redirect("PermanentRedirect", "gateway.example.com"), Kind::Region, sentence);
    let head = "HTTP/2 301\nx-amz-bucket-region: eu-north-1\nserver: AmazonS3\n\n";
    let answer = format!("{head}{}", redirect("PermanentRedirect", "b.s3.amazonaws.com"));
    let sentence = "the bucket is in the region eu-north-1, at b.s3.amazonaws.com: sign for that region and host";
    tells(None, &answer, Kind::Region, sentence);

    // A new bucket at the global host: the region is right.
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "secret"), "eu-west-1", "s3").unwrap();
    let url = Request::put("https://b.s3.amazonaws.com/k").unwrap();
    let url = url.presign(&signer, Duration::from_secs(900), now()).unwrap();
    let comparison = compare_url(url.as_str(), &redirect("TemporaryRedirect", "b.s3-eu-west-1.amazonaws.com"));
    let sentence = "the URL is signed for the bucket's region, but not for its host, b.s3-eu-west-1.amazonaws.com: S3 \
                    redirects requests to other hosts, which browsers refuse to follow from another origin (CORS)";
    assert_eq!(causes(&comparison), [(Kind::Endpoint, sentence)]);
}

const JSON_MESSAGE: &str = "The request signature we calculated does not match the signature you provided. Check your \
                            AWS Secret Access Key and signing method. Consult the service documentation for \
                            details.\\n\\nThe Canonical String for this request should have \
                            been\\n'GET\\n/items\\n\\nhost:api.example.com\\nx-amz-date:20150830T123600Z\\n\\nhost;x-amz-date\\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'\\n\\nThe \
                            String-to-Sign should have \
                            been\\n'AWS4-HMAC-SHA256\\n20150830T123600Z\\n20150830/us-east-1/execute-api/aws4_request\\n0'\\n";

#[test]
fn answers_in_json_are_read() {
    let sentence = "the server received GET /items for the host api.example.com, with x-amz-date: 20150830T123600Z: \
                    compare that with what was signed";
    for (answer, code) in [
        (format!("{{\"message\":\"{JSON_MESSAGE}\"}}"), ""),
        (format!("{{\"Message\":\"{JSON_MESSAGE}\"}}"), ""),
        (
            format!(
                "{{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\",\"message\":\"{JSON_MESSAGE}\"}}"
            ),
            "InvalidSignatureException",
        ),
        (
            format!("{{\"errors\":[{{\"errorType\":\"InvalidSignatureException\",\"message\":\"{JSON_MESSAGE}\"}}]}}"),
            "InvalidSignatureException",
        ),
        (
            format!(
                "{{\n  \"errors\": [\n    {{ \"message\": \"{JSON_MESSAGE}\", \"code\": \"InvalidSignature\" }}\n  \
                 ]\n}}"
            ),
            "InvalidSignature",
        ),
        (
            format!(
                "HTTP/2 403\nx-amzn-errortype: InvalidSignatureException:http://internal.amazon.com/coral/\nnel: \
                 {{\"report_to\":\"cf\"}}\n\n{{\"message\":\"{JSON_MESSAGE}\"}}"
            ),
            "InvalidSignatureException",
        ),
    ] {
        let comparison = read_answer(&answer);
        assert_eq!(comparison.code, code);
        assert!(comparison.message.starts_with("The request signature we calculated"), "{}", comparison.message);
        assert!(comparison.message.ends_with("for details."), "{}", comparison.message);
        assert_eq!(causes(&comparison), [(Kind::Unknown, sentence)], "{answer}");
    }
    for (answer, kind) in [
        ("{\"message\":\"Missing Authentication Token\"}", Kind::NotSigned),
        ("{\"message\":\"Forbidden\"}", Kind::Permission),
        ("{\"Message\":\"User: anonymous is not authorized to perform: es:ESHttpGet\"}", Kind::NotSigned),
        ("{\"Message\":\"User: arn:aws:iam::1:user/a is not authorized to perform: es:ESHttpGet\"}", Kind::Permission),
        ("{\"message\":\"The security token included in the request is invalid.\"}", Kind::AccessKey),
        ("{\"message\":\"The security token included in the request is expired\"}", Kind::Token),
        ("{\"message\":\"Credential should be scoped to a valid region, not 'us-east-1'. \"}", Kind::Region),
        ("{\"message\":\"Credential should be scoped to correct service: 'execute-api'. \"}", Kind::Service),
        ("{\"statusCode\":\"403\",\"error\":\"SignatureDoesNotMatch\",\"message\":\"x\"}", Kind::Unknown),
        ("{\"Error\":{\"Code\":\"NoSuchKey\",\"Message\":\"x\",\"Type\":\"Sender\"}}", Kind::NotTheSignature),
        ("{\"hello\":\"world\"}", Kind::NoAnswer),
        ("{\"message\":", Kind::NoAnswer),
    ] {
        assert_eq!(read_answer(answer).causes[0].kind, kind, "{answer}");
    }
    let deep = format!("{{\"a\":{}\"x\"{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read_answer(&deep).causes[0].kind, Kind::NoAnswer);
}

#[test]
fn headers_that_the_client_adds_or_lacks() {
    let bearer = document(
        "InvalidArgument",
        "Unsupported Authorization Type",
        "<ArgumentName>Authorization</ArgumentName><ArgumentValue>Bearer TOKEN</ArgumentValue>",
    );
    let sentence = "the client sends an Authorization header of its own, such as Bearer, which the server reads \
                    instead of the signature in the URL: do not send it";
    tells(Some(&url()), &bearer, Kind::TwoSignatures, sentence);
    assert!(!read_answer(&bearer).to_string().contains("TOKEN"));
    let basic = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
                 parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
                 existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=Basic dXNlcjpwYXNz";
    let basic = document("IncompleteSignature", basic, "");
    let sentence = "the client sends an Authorization header of its own, which the server reads instead of the \
                    signature in the URL: do not send it";
    tells(Some(&url()), &basic, Kind::TwoSignatures, sentence);
    let sentence = "the Authorization header is not one of Signature Version 4, which has Credential, Signature and \
                    SignedHeaders: the client, or a proxy, may have put another in its place";
    tells(None, &basic, Kind::Malformed, sentence);
    let shown = read_answer(&basic);
    assert!(shown.message.ends_with("'Date' header. Authorization…"), "{shown}");
    assert!(!format!("{shown}{shown:?}").contains("dXNlcjpwYXNz"), "{shown}");
    let pair = "{\"message\":\"'eyJTOKEN' not a valid key=value pair (missing equal-sign) in Authorization header: \
                'eyJTOKEN'.\"}";
    tells(None, pair, Kind::Malformed, sentence);
    assert_eq!(read_answer(pair).message, "… not a valid key=value pair (missing equal-sign) in Authorization…");

    let missing = document("InvalidRequest", "Missing required header for this request: x-amz-content-sha256", "");
    let sentence = "the request lacks the header x-amz-content-sha256: a request to S3 that is signed by its headers \
                    must send it, and sign it";
    tells(None, &missing, Kind::Header, sentence);
    let missing = document("InvalidRequest", "Missing required header for this request: Content-MD5", "");
    tells(None, &missing, Kind::Header, "the request lacks the header content-md5: send it, and sign it");

    let message = "There were headers present in the request which were not signed";
    let unsigned =
        |names: &str| document("AccessDenied", message, &format!("<HeadersNotSigned>{names}</HeadersNotSigned>"));
    let sentence = "host is not a signed header, and must always be one: X-Amz-SignedHeaders lacks it, or is \
                    percent-encoded twice";
    tells(None, &unsigned("host"), Kind::UnsignedHeader, sentence);
    let sentence = "the request was sent with headers that are not signed: x-amz-acl; sign them, or do not send them";
    tells(None, &unsigned("x-amz-acl"), Kind::UnsignedHeader, sentence);
    let sentence = "the request was sent with x-amz- headers that are not signed: sign them, or do not send them";
    tells(None, &document("AccessDenied", message, ""), Kind::UnsignedHeader, sentence);

    let chunked = document(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        "<Header>Transfer-Encoding</Header>",
    );
    let sentence = "the client sends the body in chunks (Transfer-Encoding), since it does not know the length, and S3 \
                    does not accept that: give it the length";
    tells(Some(&url()), &chunked, Kind::Header, sentence);
    let sentence = "the server does not implement what the header x-amz-acl asks for: do not send it";
    tells(None, &chunked.replace("Transfer-Encoding", "x-amz-acl"), Kind::Header, sentence);
    let latin = document("InvalidArgument", "Header value cannot be represented using ISO-8859-1.", "");
    let sentence = "a header, or a response- parameter that becomes one, has characters beyond ISO-8859-1: in \
                    Content-Disposition, write the name as filename*=UTF-8''… (Header value cannot be represented \
                    using ISO-8859-1.)";
    tells(None, &latin, Kind::Header, sentence);
    let cors = document("AccessForbidden", "CORSResponse: This CORS request is not allowed.", "");
    let sentence = "the CORS rules of the bucket do not allow the origin, the method or a header of the browser's \
                    request (CORSResponse: This CORS request is not allowed.)";
    tells(None, &cors, Kind::Cors, sentence);
    let method = document(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        "<Method>POST</Method><ResourceType>OBJECT</ResourceType>",
    );
    let sentence = "the method POST is not allowed for this address, which is of the type OBJECT: the method, or the \
                    bucket or key in the URL, is another than was meant";
    tells(None, &method, Kind::Method, sentence);
}

#[test]
fn another_version_of_the_signature_or_none() {
    let r2 = document("Unauthorized", "SigV2 authorization is not supported. Please use SigV4 instead.", "");
    let aws = document(
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        "",
    );
    for answer in [&r2, &aws] {
        let sentence = "the request is signed with Signature Version 2, which the server does not accept, or is an \
                        upload form without the field x-amz-algorithm";
        tells(None, answer, Kind::SignatureVersion2, sentence);
        let sentence = "the URL is signed with Signature Version 2, which the server does not accept";
        tells(Some(&version_2("1440938400")), answer, Kind::SignatureVersion2, sentence);
        let sentence = "the request that arrived is signed with Signature Version 2, which the server does not accept, \
                        and the URL is not: another request was sent, or an upload form without the field \
                        x-amz-algorithm";
        tells(Some(&url()), answer, Kind::SignatureVersion2, sentence);
    }
    let cut = document(
        "AccessDenied",
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
        "",
    );
    let sentence = "the request arrived with only a part of its query: in a shell, a URL must be in quotes, or it ends \
                    at the first &";
    tells(None, &cut, Kind::NotSigned, sentence);
    let cloudfront = "https://d111111abcdef8.cloudfront.net/k?Expires=1440938400&Signature=x&Key-Pair-Id=K1";
    let comparison = compare_url(cloudfront, &cut);
    let sentence = "the URL is signed for CloudFront, but S3 itself saw its parameters: it was sent to S3, or the \
                    distribution has no trusted signers and forwards them";
    assert_eq!(causes(&comparison), [(Kind::OtherScheme, sentence)]);
    for (code, message) in [
        ("AccessDenied", "No AWSAccessKey was presented"),
        (
            "AccessDenied",
            "Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.",
        ),
        ("MissingSecurityHeader", "Your request was missing a required header"),
    ] {
        let sentence = format!("the request arrived without a signature ({message})");
        tells(None, &document(code, message, ""), Kind::NotSigned, &sentence);
    }
}

#[test]
fn denied_is_not_a_proof_of_a_good_signature() {
    let denied = document("AccessDenied", "Access Denied", "");
    let sentence = "access is denied, and the answer does not say why: if the request arrived with its signature, the \
                    access key, the bucket or an account's policy does not allow it";
    tells(None, &denied, Kind::Permission, sentence);
    tells(Some(&url()), &denied, Kind::Permission, sentence);
    let sentence =
        "the request was anonymous, since the URL has no signature, and anonymous requests are not allowed there";
    tells(Some("https://examplebucket.s3.amazonaws.com/k"), &denied, Kind::NotSigned, sentence);
    let message =
        "User: arn:aws:iam::1:user/a is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\"";
    let sentence = format!("the signature is valid, but the signer may not do this ({message})");
    tells(Some(&url()), &document("AccessDenied", message, ""), Kind::Permission, &sentence);
}

#[test]
fn bodies_and_their_sizes() {
    let empty = sign(&request("PUT").query("x-amz-checksum-crc32", "AAAAAA=="), "AKIDEXAMPLE");
    let digest = document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
    let sentence =
        "x-amz-checksum-crc32 is AAAAAA==, the checksum of an empty body: every other upload is refused as BadDigest";
    let general = "the body is not the one whose checksum was sent or signed (The CRC32 you specified did not match \
                   the calculated checksum.)";
    let comparison = compare_url(&empty, &digest);
    assert_eq!(causes(&comparison), [(Kind::EmptyBodyChecksum, sentence), (Kind::Payload, general)]);
    tells(Some(&url()), &digest, Kind::Payload, general);

    let sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    let fields = |client: &str, s3: &str| {
        format!(
            "<ClientComputedContentSHA256>{client}</ClientComputedContentSHA256>\
             <S3ComputedContentSHA256>{s3}</S3ComputedContentSHA256>"
        )
    };
    let sentence =
        format!("the hash of an empty body was sent or signed ({sha}), but the body that arrived is not empty");
    let answer = document("XAmzContentSHA256Mismatch", message, &fields(sha, "00"));
    tells(None, &answer, Kind::EmptyBodyChecksum, &sentence);
    let sentence = format!(
        "the body arrived empty ({sha} is the hash of no bytes), but another one was hashed when it was signed"
    );
    tells(None, &document("XAmzContentSHA256Mismatch", message, &fields("00", sha)), Kind::Payload, &sentence);
    let md5 = "<ExpectedDigest>1B2M2Y8AsgTpgAmY7PhCfg==</ExpectedDigest><CalculatedDigest>AAAA</CalculatedDigest>";
    let sentence = "the hash of an empty body was sent or signed (1B2M2Y8AsgTpgAmY7PhCfg==), but the body that arrived \
                    is not empty";
    tells(None, &document("BadDigest", "x", md5), Kind::EmptyBodyChecksum, sentence);

    let size = |code: &str, more: &str| document(code, "Your proposed upload has the wrong size", more);
    let large = "<ProposedSize>6000000000</ProposedSize><MaxSizeAllowed>5368709120</MaxSizeAllowed>";
    let sentence = "the body has 6000000000 bytes, and one PUT takes at most 5368709120 (5 GiB): upload it in parts";
    tells(Some(&url()), &size("EntityTooLarge", large), Kind::Size, sentence);
    let large = "<ProposedSize>11</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed>";
    tells(None, &size("EntityTooLarge", large), Kind::Size, "the body has 11 bytes, and at most 10 are allowed");
    let small = "<ProposedSize>1</ProposedSize><MinSizeAllowed>5242880</MinSizeAllowed><PartNumber>1</PartNumber>";
    let sentence = "part 1 has 1 bytes: every part except the last must have at least 5242880";
    tells(None, &size("EntityTooSmall", small), Kind::Size, sentence);
    let small = "<ProposedSize>1</ProposedSize><MinSizeAllowed>2</MinSizeAllowed>";
    tells(None, &size("EntityTooSmall", small), Kind::Size, "the body has 1 bytes, and at least 2 are required");
    let sentence = "the body has a size that the server does not allow (Your proposed upload has the wrong size)";
    tells(Some(&url()), &size("EntityTooLarge", ""), Kind::Size, sentence);
}

#[test]
fn upload_forms() {
    for (code, message, kind, sentence) in [
        (
            "AccessDenied",
            "Access Denied. (Invalid according to Policy: Policy Condition failed)",
            Kind::PostPolicy,
            "the policy does not allow the form (Access Denied. (Invalid according to Policy: Policy Condition \
             failed))",
        ),
        (
            "AccessDenied",
            "Invalid according to Policy: Policy expired.",
            Kind::PostPolicy,
            "the policy of the form has expired: sign a new form",
        ),
        (
            "InvalidArgument",
            "POST requires exactly one file upload per request.",
            Kind::PostForm,
            "the form must have one field `file` with a file, and it must be the last: S3 reads no field after it",
        ),
        (
            "InvalidArgument",
            "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
            Kind::PostForm,
            "the form lacks a field, or has it after `file`: S3 reads no field after it (Bucket POST must contain a \
             field named 'key'. If it is specified, please check the order of the fields.)",
        ),
        (
            "InvalidPolicyDocument",
            "Invalid Policy: Policy missing expiration.",
            Kind::PostPolicy,
            "the policy of the form cannot be read, or does not allow the form (Invalid Policy: Policy missing \
             expiration.)",
        ),
    ] {
        tells(None, &document(code, message, ""), kind, sentence);
    }
}

#[test]
fn temporary_keys_without_their_token() {
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    let unknown = |id: &str| document("InvalidAccessKeyId", message, &format!("<AWSAccessKeyId>{id}</AWSAccessKeyId>"));
    let url = sign(&request("PUT"), "ASIAEXAMPLE");
    let sentence = "the access key ASIAEXAMPLE is temporary, but its session token is not part of the request";
    tells(Some(&url), &unknown("ASIAEXAMPLE"), Kind::TokenMissing, sentence);
    tells(Some(&url), &document("InvalidAccessKeyId", message, ""), Kind::TokenMissing, sentence);
    let sentence = "the access key ASIAEXAMPLE is temporary, as ASIA says: most often its session token was not part \
                    of the request";
    tells(None, &unknown("ASIAEXAMPLE"), Kind::TokenMissing, sentence);
    let sentence = "the server does not know the access key AKIDEXAMPLE: it was deleted, belongs to another provider \
                    or partition, or was mistyped";
    tells(None, &unknown("AKIDEXAMPLE"), Kind::AccessKey, sentence);
    let length = document("InvalidArgument", "Credential access key has length 20, should be 32", "");
    let sentence = "the access key id is not one of this provider's: it has another length (Credential access key has \
                    length 20, should be 32)";
    tells(Some(&url), &length, Kind::AccessKey, sentence);
}

/// What else is wrong with a URL is told as well, but is not called the cause.
#[test]
fn faults_of_the_url_are_told_besides_the_cause() {
    let url = sign(&request("GET").header("user-agent", "x"), "ASIAEXAMPLE");
    let comparison = compare_url(&url, &document("NoSuchKey", "The specified key does not exist.", ""));
    let sentence = "the answer is not about the signature (NoSuchKey: The specified key does not exist.)";
    assert_eq!(causes(&comparison), [(Kind::NotTheSignature, sentence)]);
    let kinds: Vec<_> = comparison.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [Kind::TokenMissing, Kind::ProxyChanges, Kind::BrowserForbids]);
    assert!(comparison.to_string().contains("\nfinding          the access key id begins with ASIA"), "{comparison}");

    // Where the answer tells nothing, they are all that there is.
    let comparison = compare_url(&url, &document("SignatureDoesNotMatch", MISMATCH, ""));
    let kinds: Vec<_> = comparison.causes.iter().map(|cause| cause.kind).collect();
    assert_eq!(kinds, [Kind::TokenMissing, Kind::ProxyChanges, Kind::BrowserForbids, Kind::Unknown]);

    // The time is the server's.
    let expired = document("NoSuchKey", "x", "<ServerTime>2015-08-30T12:51:01Z</ServerTime>");
    assert_eq!(compare_url(&self::url(), &expired).findings[0].kind, Kind::Expired);
    assert_eq!(compare_url(&self::url(), &document("NoSuchKey", "x", "")).findings, []);
}

/// S3's answer to a request with these headers, which is otherwise as it was signed.
fn mismatch(url: &str, headers: &str) -> String {
    let (_, query) = url.split_once('?').unwrap();
    let (query, _) = query.split_once("&X-Amz-Signature").unwrap();
    let mut query: Vec<_> = query.split('&').collect();
    query.sort_unstable();
    let names: Vec<_> = headers.lines().map(|line| line.split(':').next().unwrap()).collect();
    let canonical = format!("PUT\n/k\n{}\n{headers}\n\n{}\nUNSIGNED-PAYLOAD", query.join("&"), names.join(";"));
    let more = format!("<CanonicalRequest>{}</CanonicalRequest>", canonical.replace('&', "&amp;"));
    document("SignatureDoesNotMatch", MISMATCH, &more)
}

const HOST: &str = "host:examplebucket.s3.us-east-1.amazonaws.com";

#[test]
fn signed_headers_are_shown_as_they_arrived() {
    let unchanged = |with: &str| {
        format!(
            "the URL arrived unchanged{with}, so it was signed for another method, for other values of its headers or \
             with another secret access key"
        )
    };
    let acl = sign(&request("PUT").header("x-amz-acl", "public-read"), "AKIDEXAMPLE");
    let comparison = compare_url(&acl, &mismatch(&acl, &format!("{HOST}\nx-amz-acl:")));
    let sentence = "the header x-amz-acl is signed but arrived empty, or was not sent";
    assert_eq!(causes(&comparison), [(Kind::Header, sentence), (Kind::Unknown, &*unchanged(""))]);

    let typed = sign(&request("PUT").header("content-type", "text/plain"), "AKIDEXAMPLE");
    let answer = mismatch(&typed, &format!("content-type:application/x-www-form-urlencoded\n{HOST}"));
    tells(Some(&typed), &answer, Kind::Unknown, &unchanged(", with content-type: application/x-www-form-urlencoded"));
    tells(Some(&url()), &mismatch(&url(), HOST), Kind::Unknown, &unchanged(""));
    let secret = sign(&request("PUT").header("x-amz-server-side-encryption-customer-key", "KEY"), "AKIDEXAMPLE");
    let answer = mismatch(&secret, &format!("{HOST}\nx-amz-server-side-encryption-customer-key:KEY"));
    let sentence = unchanged(", with x-amz-server-side-encryption-customer-key: …");
    tells(Some(&secret), &answer, Kind::Unknown, &sentence);
}

/// Out of a browser, line breaks come as spaces, or as nothing where there were two.
#[test]
fn lost_line_breaks_are_found_again() {
    let typed = sign(&request("PUT").header("content-type", "text/plain; charset=utf-8"), "AKIDEXAMPLE");
    let answer = mismatch(&typed, &format!("content-type:text/plain; charset=utf-8\n{HOST}"));
    let string = "<StringToSign>AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n0</StringToSign></Error>";
    let whole = answer.replace("</Error>", string);
    for folded in [whole.replace('\n', " "), whole.replace("\n\n", "\n").replace('\n', " ")] {
        assert_eq!(compare_url(&typed, &folded), compare_url(&typed, &whole), "{folded}");
        let moved = folded.replace("PUT /k ", "PUT /other/k ");
        assert_eq!(compare_url(&typed, &moved).causes[0].kind, Kind::Path);
    }
    let lost = document("SignatureDoesNotMatch", MISMATCH, "<CanonicalRequest>PUT / host</CanonicalRequest>");
    tells(Some(&typed), &lost, Kind::Unknown, OPEN);
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
    assert!(causes(&comparison).contains(&(Kind::ContentType, sentence)), "{comparison}");

    // macOS writes é, ガ and 한 in several characters.
    let request = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/caf%C3%A9%E3%82%AC%ED%95%9C").unwrap();
    let composed = sign(&request, "AKIDEXAMPLE");
    let decomposed = "/cafe%CC%81%E3%82%AB%E3%82%99%E1%84%92%E1%85%A1%E1%86%AB";
    let answer = mismatch(&composed, HOST).replace("PUT\n/k\n", &format!("PUT\n{decomposed}\n"));
    let sentence = format!(
        "the path has the same letters in another Unicode normalization, as macOS writes the names of files: \
         /caf%C3%A9%E3%82%AC%ED%95%9C was signed, {decomposed} arrived"
    );
    tells(Some(&composed), &answer, Kind::Path, &sentence);
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
    assert_eq!(causes(&comparison), [(Kind::Header, sentence)]);
}

#[test]
fn signature_version_2_tells_what_the_server_signed() {
    let string = |text: &str| {
        let bytes: Vec<_> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let more =
            format!("<StringToSign>{text}</StringToSign><StringToSignBytes>{}</StringToSignBytes>", bytes.join(" "));
        document("SignatureDoesNotMatch", MISMATCH, &more)
    };
    let sentence = "the request is signed with Signature Version 2, and the server signs this: method GET, Content-MD5 \
                    none, content type none, expiry or date 1310282371, resource /examplebucket/k; what was signed \
                    differs from that, or the secret access key does";
    let answer = string("GET\n\n\n1310282371\n/examplebucket/k");
    tells(None, &answer, Kind::Unknown, sentence);
    let comparison = compare_url(&version_2("1310282371"), &answer);
    assert!(causes(&comparison).contains(&(Kind::Unknown, sentence)), "{comparison}");
    let answer = string("PUT\n\nimage/png\n1310282371\nx-amz-acl:private\n/examplebucket/other");
    let comparison = compare_url(&version_2("1310282371"), &answer);
    let typed = "the request arrived with the content type image/png, which is signed: it must be the one that was \
                 signed at first, or none if none was";
    let path = "the server signs the resource /examplebucket/other, but the path of the URL is /k";
    assert_eq!(causes(&comparison)[..2], [(Kind::ContentType, typed), (Kind::Path, path)]);
    assert!(causes(&comparison)[2].1.contains(", x-amz-acl:private, resource /examplebucket/other"));
    let sentence = "the request that arrived is signed with Signature Version 2, and the URL is not: they are two \
                    different signings";
    tells(Some(&url()), &answer, Kind::SignatureVersion2, sentence);
}

/// What people paste is an answer with something around it, or a line of a log.
#[test]
fn answers_are_found_in_what_is_pasted() {
    let answer = document("NoSuchKey", "The specified key does not exist.", "");
    let body = answer.split_once('\n').unwrap().1;
    let browser = "This XML file does not appear to have any style information associated with it. The document tree \
                   is shown below.";
    let verbose = "* Connected to examplebucket\n> GET /k HTTP/1.1\n> Authorization: TOKEN\n>\n< HTTP/1.1 404 Not \
                   Found\n< x-amz-request-id: 1\n<\n{ [10 bytes data]\n";
    for pasted in [
        format!("HTTP/1.1 404 Not Found\r\nx-amz-request-id: 1\r\nContent-Type: application/xml\r\n\r\n{answer}"),
        format!("HTTP/1.1 100 Continue\n\nHTTP/2 404\nserver: AmazonS3\n\n{answer}\n"),
        format!("{verbose}{answer}"),
        format!("{browser}\n\n{body}"),
        format!("{browser}\n-{body}"),
        format!("upload failed: 404 {answer} (see above)"),
        format!("\u{feff}\n{answer}"),
        answer.replace("</Error>", ""),
    ] {
        let comparison = read_answer(&pasted);
        assert_eq!(
            (comparison.code.as_str(), comparison.message.as_str()),
            ("NoSuchKey", "The specified key does not exist.")
        );
        assert_eq!(comparison.causes[0].kind, Kind::NotTheSignature);
    }
    for (line, code, kind) in [
        (
            "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
            "AccessDenied",
            Kind::Permission,
        ),
        (
            "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
            "ExpiredToken",
            Kind::Token,
        ),
        (
            "com.amazonaws.services.s3.model.AmazonS3Exception: The request signature we calculated does not match the \
             signature you provided. Check your key and signing method. (Service: Amazon S3; Status Code: 403; Error \
             Code: SignatureDoesNotMatch; Request ID: 1)",
            "SignatureDoesNotMatch",
            Kind::Unknown,
        ),
        ("api error RequestTimeTooSkewed: The difference is too large.", "RequestTimeTooSkewed", Kind::Clock),
        ("service error: unhandled error\ncode: \"NoSuchKey\"", "NoSuchKey", Kind::NotTheSignature),
        ("{'Error': {'Code': 'InvalidAccessKeyId', 'Message': 'x'}}", "InvalidAccessKeyId", Kind::AccessKey),
        (MISMATCH, "", Kind::Unknown),
        (
            "<InvalidSignatureException>\n  <Message>x</Message>\n</InvalidSignatureException>",
            "InvalidSignatureException",
            Kind::Unknown,
        ),
        ("SignatureDoesNotMatch", "SignatureDoesNotMatch", Kind::Unknown),
    ] {
        let comparison = read_answer(line);
        assert_eq!((comparison.code.as_str(), comparison.causes[0].kind), (code, kind), "{line}");
    }
    for nothing in ["HTTP/1.1 403 Forbidden\r\nServer: AmazonS3\r\n\r\n", "HTTP/1.1 403 Forbidden\nServer: x", "\n"] {
        let sentence = "the answer is empty, as every answer to a HEAD request is: send a request with another method, \
                        signed for that method";
        tells(None, nothing, Kind::NoAnswer, sentence);
    }
    for page in
        ["<html><body><h1>403 Forbidden</h1></body></html>", "HTTP/1.1 502 Bad\n\n<html></html>", "502 Bad Gateway"]
    {
        let sentence = "the answer is not an error document in XML or JSON: it may come from a proxy on the way \
                        instead of the service";
        tells(None, page, Kind::NoAnswer, sentence);
    }
}

#[test]
fn other_refusals() {
    for (code, message, kind, sentence) in [
        (
            "SignatureDoesNotMatch",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. ",
            Kind::Malformed,
            "the credential does not end in aws4_request (Credential should be scoped with a valid terminator: \
             'aws4_request', not 'aws4'.)",
        ),
        (
            "MissingKey",
            "Missing Key-Pair-Id query parameter or cookie value",
            Kind::OtherScheme,
            "CloudFront wants a URL of its own: it must be signed for CloudFront, with Key-Pair-Id, and \
             not for S3 (Missing Key-Pair-Id query parameter or cookie value)",
        ),
        (
            "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period. Idle \
             connections will be closed.",
            Kind::Payload,
            "the body that arrived is shorter than Content-Length says: the server waited for the rest",
        ),
        (
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
            Kind::AccessKey,
            "the server found no valid credentials in the request (AWS was not able to validate the provided access \
             credentials)",
        ),
        (
            "InvalidArgument",
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
            Kind::Malformed,
            "the server refuses a part of the signature (X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and \
             AWS4-ECDSA-P256-SHA256\")",
        ),
    ] {
        tells(None, &document(code, message, ""), kind, sentence);
    }
    let sentence = "the answer is not about the signature (Internal server error)";
    tells(None, "{\"message\":\"Internal server error\"}", Kind::NotTheSignature, sentence);
    let answer = mismatch(&url(), HOST).replace("PUT\n", "OPTIONS\n");
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "secret"), "us-east-1", "s3").unwrap();
    let explanation = signer.explain(&request("PUT"), Duration::from_secs(900), now()).unwrap();
    let sentence = "the request is a browser's preflight (OPTIONS), which is never signed: the CORS rules of the \
                    bucket do not allow the origin, the method or a header";
    assert_eq!(causes(&compare(&explanation, &answer)), [(Kind::Cors, sentence)]);
}
