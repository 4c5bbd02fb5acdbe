//! Presigned URLs taken apart, each finding word for word.

use std::time::Duration;

use presign::explain::{Inspection, inspect};
use presign::s3::Bucket;
use presign::{Request, Timestamp};

use crate::fixtures::{HOUR, at, credentials, now, signer};

/// A URL for an upload, valid for 15 minutes.
fn upload() -> String {
    let bucket = Bucket::new("examplebucket", "eu-west-1").unwrap();
    let signer = bucket.signer(credentials()).unwrap();
    let upload = bucket.put_object("a b.txt").content_type("text/plain");
    upload.presign(&signer, Duration::from_secs(900), now()).unwrap().into_string()
}

/// A presigned request to S3, with parameters and headers as they are given.
fn signed(url: &str, parameters: &[(&str, &str)], headers: &[&str]) -> String {
    let request = Request::put(url).unwrap();
    let request = parameters.iter().fold(request, |request, (name, value)| request.query(name, value));
    let request = headers.iter().fold(request, |request, name| request.header(name, "x"));
    request.presign(&signer("s3"), HOUR, now()).unwrap().into_string()
}

fn inspect_now(url: &str) -> Inspection {
    inspect(url, now())
}

/// Asserts that the URL has this finding and no other.
#[track_caller]
fn finds(url: &str, now: Timestamp, kind: &'static str, sentence: &str) {
    let findings = inspect(url, now).findings;
    let found: Vec<_> = findings.iter().map(|finding| (finding.kind(), finding.to_string())).collect();
    assert_eq!(found, [(kind, sentence.to_string())], "{url}");
}

#[track_caller]
fn finds_now(url: &str, kind: &'static str, sentence: &str) {
    finds(url, now(), kind, sentence);
}

#[test]
fn a_good_url_tells_what_it_is_and_has_no_findings() {
    let inspection = inspect(&upload(), at("20150830T124000Z"));
    assert_eq!(inspection.signed_with, Some("Signature Version 4"));
    assert_eq!(inspection.host, "examplebucket.s3.eu-west-1.amazonaws.com");
    assert_eq!(inspection.path, "/a%20b.txt");
    assert_eq!(inspection.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
    let scope = inspection.scope.unwrap();
    assert_eq!((scope.date(), scope.region(), scope.service()), ("20150830", "eu-west-1", "s3"));
    assert!(!inspection.has_session_token);
    assert_eq!(inspection.signed_at, Some(now()));
    assert_eq!(inspection.expires_at, Some(at("20150830T125100Z")));
    assert_eq!(inspection.seconds_left, Some(660));
    assert_eq!(inspection.headers_to_send, ["content-type"]);
    assert_eq!(inspection.operation.as_deref(), Some("PutObject"));
    assert_eq!(inspection.findings, []);
}

#[test]
fn an_inspection_is_printed_line_by_line() {
    let expected = "\
signed with      Signature Version 4
host             examplebucket.s3.eu-west-1.amazonaws.com
path             /a%20b.txt
access key id    AKIDEXAMPLE
region           eu-west-1
service          s3
signed at        20150830T123600Z
valid until      20150830T125100Z, 0 seconds left
header to send   content-type, with the value that was signed
operation        PutObject
finding          the URL expired at 20150830T125100Z, 1 second ago
";
    assert_eq!(inspect(&upload(), at("20150830T125101Z")).to_string(), expected);
    let unsigned = inspect_now("https://example.com/");
    let expected = "\
signed with      nothing
host             example.com
path             /
finding          the URL has no AWS signature in its query
";
    assert_eq!(unsigned.to_string(), expected);
}

#[test]
fn no_secret_is_shown() {
    let bucket = Bucket::new("examplebucket", "eu-west-1").unwrap();
    let signer = bucket.signer(credentials().with_session_token("TOKEN")).unwrap();
    let url = bucket.get_object("k").presign(&signer, HOUR, now()).unwrap().into_string();
    let signature = url.split("X-Amz-Signature=").nth(1).unwrap();
    let inspection = inspect_now(&url);
    assert!(inspection.has_session_token);
    let shown = format!("{inspection} {inspection:?}");
    assert!(shown.contains("AKIDEXAMPLE, temporary, with a session token\n"));
    assert!(!shown.contains("TOKEN") && !shown.contains(signature));
}

#[test]
fn the_time_that_is_left() {
    let url = upload();
    let left = |now| inspect(&url, at(now)).seconds_left;
    assert_eq!(left("20150830T123600Z"), Some(900));
    assert_eq!(left("20150830T125059Z"), Some(1));
    assert_eq!(left("20150830T125100Z"), Some(0));
    assert_eq!(left("20200101T000000Z"), Some(0));
    assert_eq!(inspect_now("https://example.com/").seconds_left, None);
}

#[test]
fn an_expired_url() {
    let expired = |now, ago: &str| {
        finds(&upload(), at(now), "expired", &format!("the URL expired at 20150830T125100Z, {ago} ago"));
    };
    assert_eq!(inspect(&upload(), at("20150830T125100Z")).findings, []);
    expired("20150830T125101Z", "1 second");
    expired("20150830T125259Z", "119 seconds");
    expired("20150830T125300Z", "2 minutes");
    expired("20150830T145059Z", "119 minutes");
    expired("20150830T145100Z", "2 hours");
    expired("20150901T125059Z", "47 hours");
    expired("20150901T125100Z", "2 days");
}

#[test]
fn a_url_that_is_not_valid_yet() {
    assert_eq!(inspect(&upload(), at("20150830T122100Z")).findings, []);
    let sentence = "the URL is dated 20150830T123600Z, 15 minutes ahead: servers accept no more than 15 minutes";
    finds(&upload(), at("20150830T122059Z"), "not-yet-valid", sentence);
}

#[test]
fn an_expiry_over_seven_days() {
    let url = upload().replace("X-Amz-Expires=900", "X-Amz-Expires=604801");
    let sentence = "the expiry is 604801 seconds: AWS accepts at most 604800 seconds (7 days)";
    finds_now(&url, "expiry-too-long", sentence);
    assert_eq!(inspect_now(&upload().replace("X-Amz-Expires=900", "X-Amz-Expires=604800")).findings, []);
}

#[test]
fn temporary_credentials_without_a_token() {
    let url = upload().replace("AKIDEXAMPLE", "ASIAEXAMPLE");
    let sentence = "the access key id begins with ASIA, as those of temporary credentials do, but the URL has no \
                    session token";
    finds_now(&url, "token-missing", sentence);
    assert_eq!(inspect_now(&format!("{url}&X-Amz-Security-Token=x")).findings, []);
    finds_now(&format!("{url}&X-Amz-Security-Token="), "token-missing", sentence);
}

#[test]
fn the_checksum_of_an_empty_body() {
    let empty = [
        ("x-amz-checksum-crc32", "AAAAAA=="),
        ("X-Amz-Checksum-Crc32c", "AAAAAA=="),
        ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
        ("x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ];
    for (name, value) in empty {
        let url = signed("https://b.example.com/k", &[(name, value)], &[]);
        let sentence =
            format!("{name} is {value}, the checksum of an empty body: every other upload is refused as BadDigest");
        finds_now(&url, "empty-body-checksum", &sentence);
        let other = signed("https://b.example.com/k", &[(name, "BBBBBB==")], &[]);
        assert_eq!(inspect_now(&other).findings, []);
    }
}

#[test]
fn a_bare_plus() {
    let sentence = "the query has a bare +, which S3 reads as a space: a plus sign is %2B, a space is %20";
    finds_now(&upload().replace('?', "?a=b+c&"), "plus", sentence);
    let sentence = "the path has a bare +, which S3 reads as a space and other servers as a plus sign: a plus sign is \
                    %2B, a space is %20";
    finds_now(&upload().replace("a%20b", "a+b"), "plus", sentence);
}

#[test]
fn a_byte_that_is_not_encoded() {
    let url = upload().replace("a%20b", "a b");
    finds_now(&url, "not-encoded", "the path of the URL contains ' ', which must be percent-encoded");
    let url = upload().replace('?', "?a=\"&");
    finds_now(&url, "not-encoded", "the query of the URL contains '\"', which must be percent-encoded");
    let url = upload().replace("a%20b", "é");
    finds_now(&url, "not-encoded", "the path has 'é', which must be percent-encoded");
    let url = upload().replace("a%20b", "a%2");
    let sentence = "the path of the URL contains a % that two hexadecimal digits do not follow";
    finds_now(&url, "not-encoded", sentence);
}

#[test]
fn a_dot_segment() {
    for segment in [".", "..", "%2e", "%2E.", "%2e%2E"] {
        let url = upload().replace("a%20b.txt", &format!("a/{segment}/b"));
        let sentence = format!("the path has the segment {segment}, which HTTP clients resolve before they send it");
        finds_now(&url, "dot-segment", &sentence);
    }
    assert_eq!(inspect_now(&upload().replace("a%20b.txt", "..a/.b/...")).findings, []);
}

#[test]
fn a_default_port_or_upper_case_in_the_host() {
    let host = "examplebucket.s3.eu-west-1.amazonaws.com";
    let sentence = |host: &str| {
        format!(
            "the host {host} names the default port, which clients leave out of the Host header: signed like this, it \
             never matches"
        )
    };
    let url = upload().replace(host, "h.example:443");
    finds_now(&url, "default-port", &sentence("h.example:443"));
    let url = upload().replace(host, "h.example:80").replace("https:", "http:");
    finds_now(&url, "default-port", &sentence("h.example:80"));
    assert_eq!(inspect_now(&upload().replace(host, "h.example:80")).findings, []);
    let url = upload().replace(host, "H.example");
    let sentence = "the host H.example has upper-case letters, which clients send in lower case: signed like this, it \
                    never matches";
    finds_now(&url, "host-capitals", sentence);
}

#[test]
fn a_signed_header_that_a_browser_cannot_send() {
    for name in ["accept-charset", "cookie", "date", "origin", "sec-x"] {
        // Some of them this crate refuses to sign; others do not.
        let names = if *name < *"host" { format!("{name}%3Bhost") } else { format!("host%3B{name}") };
        let url = signed("https://b.example.com/k", &[], &["stand-in"]).replace("host%3Bstand-in", &names);
        let sentence = format!("the header {name} is signed, but a browser does not let a script set it");
        finds_now(&url, "browser-forbids", &sentence);
    }
    // A browser sends its host, and the length of the body, itself.
    assert_eq!(inspect_now(&signed("https://b.example.com/k", &[], &["content-length", "x-amz-acl"])).findings, []);
}

#[test]
fn a_url_that_was_signed_twice() {
    let once = upload();
    let twice = format!("{once}&{}", once.split_once('?').unwrap().1);
    let sentence = "the URL was signed twice: its query has X-Amz-Algorithm more than once";
    finds_now(&twice, "signed-twice", sentence);
    let sentence = "the URL was signed twice: its query has X-Amz-Signature more than once";
    finds_now(&format!("{once}&x-amz-signature=0"), "signed-twice", sentence);
    // SigV4a adds a parameter of its own.
    let sentence = "the URL was signed twice: its query has X-Amz-Region-Set more than once";
    finds_now(&format!("{once}&X-Amz-Region-Set=%2A&X-Amz-Region-Set=%2A"), "signed-twice", sentence);
}

#[test]
fn a_url_out_of_html_or_encoded_twice() {
    let url = upload().replace('&', "&amp;");
    let findings = inspect_now(&url).findings;
    assert_eq!(findings[0].kind(), "html-escaped");
    assert_eq!(findings[0].sentence, "the URL was copied out of HTML: it has &amp; where & should be");
    let url = upload().replace("%2F", "%252F");
    let sentence = "the query is percent-encoded twice: X-Amz-Credential has %252F where %2F should be";
    finds_now(&url, "encoded-twice", sentence);
}

#[test]
fn what_servers_refuse_in_the_signing_parameters() {
    let refused = |from: &str, to: &str, sentence: &str| {
        let url = upload();
        assert!(url.contains(from));
        finds_now(&url.replace(from, to), "malformed", &format!("servers refuse the URL: {sentence}"));
    };
    refused("X-Amz-Expires=900", "x=", "the query has no X-Amz-Expires");
    refused("X-Amz-Expires=900", "X-Amz-Expires=0", "X-Amz-Expires is 0");
    refused("X-Amz-Expires=900", "X-Amz-Expires=15m", "X-Amz-Expires is not a number");
    refused(
        "X-Amz-Date=2015",
        "X-Amz-Date=15",
        "the date of the signature in the query is not written as in 20150830T123600Z",
    );
    refused(
        "%2F20150830%2F",
        "%2F20150829%2F",
        "the credential in the query is for the day 20150829, but the signature is dated 20150830T123600Z",
    );
    refused("content-type%3Bhost", "content-type", "the signed headers in the query do not include host");
    let short = upload();
    let sentence = "servers refuse the URL: the signature in the query is not 64 lower-case hexadecimal digits";
    finds_now(&short[..short.len() - 1], "malformed", sentence);
    let sentence = "servers refuse the URL: the query has no X-Amz-Signature";
    finds_now(short.split("&X-Amz-Signature").next().unwrap(), "malformed", sentence);
}

#[test]
fn services_that_want_no_expiry_are_not_blamed_for_it() {
    let url = Request::get("wss://example.com/mqtt").unwrap();
    let url = url.presign(&signer("iotdevicegateway"), HOUR, now()).unwrap();
    let inspection = inspect_now(url.as_str());
    assert_eq!((inspection.expires_at, inspection.seconds_left, inspection.operation), (None, None, None));
    assert_eq!(inspection.findings, []);
}

#[test]
fn the_old_signature() {
    let url = "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=x%2By&Expires=1440938400";
    let inspection = inspect_now(url);
    assert_eq!(inspection.signed_with, Some("Signature Version 2"));
    assert_eq!(inspection.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
    assert_eq!(inspection.expires_at, Some(at("20150830T124000Z")));
    assert_eq!(inspection.seconds_left, Some(240));
    let sentence = "the URL is signed with Signature Version 2, which S3 refuses in regions opened since 2014 and for \
                    buckets created since June 2020";
    finds_now(url, "signature-version-2", sentence);
    assert!(inspection.to_string().starts_with("signed with      Signature Version 2\n"));
    let kinds: Vec<_> =
        inspect(url, at("20150830T130000Z")).findings.iter().map(presign::explain::Finding::kind).collect();
    assert_eq!(kinds, ["signature-version-2", "expired"]);
}

#[test]
fn the_asymmetric_signature() {
    let url = upload().replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256").replace("%2Feu-west-1%2F", "%2F");
    let inspection = inspect_now(&url);
    assert_eq!(inspection.signed_with, Some("SigV4a"));
    assert_eq!(inspection.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
    let sentence = "the URL is signed with SigV4a, which only services with multi-region endpoints accept";
    finds_now(&url, "sigv4a", sentence);
}

#[test]
fn what_is_no_presigned_url() {
    finds_now("https://example.com/a?b=c", "not-signed", "the URL has no AWS signature in its query");
    let half = "https://example.com/a?AWSAccessKeyId=AKIDEXAMPLE";
    finds_now(half, "not-signed", "the URL has no AWS signature in its query");
    let findings = inspect_now("").findings;
    assert_eq!(findings[1].sentence, "the URL does not begin with https://, http://, wss:// or ws://");
    let sentences = [
        ("https:///a", "the host is empty"),
        ("ftp://h/", "the URL does not begin with https://, http://, wss:// or ws://"),
        ("https://u:p@h/", "the URL has user information before its host"),
        ("https://h/#a", "the URL has a fragment: a # that belongs to the path or the query is written %23"),
    ];
    for (url, sentence) in sentences {
        let finding = inspect_now(url).findings.pop().unwrap();
        assert_eq!((finding.kind(), finding.sentence.as_str()), ("not-a-url", sentence), "{url}");
    }
}

#[test]
fn white_space_around_the_url_does_not_matter() {
    assert_eq!(inspect_now(&format!("  {}\n", upload())), inspect_now(&upload()));
}

/// Parameters, signed headers, and the operation that they tell.
type Guess = (&'static [(&'static str, &'static str)], &'static [&'static str], Option<&'static str>);

#[test]
fn the_operation_is_guessed_from_hints() {
    let url = "https://b.example.com/k";
    let guess =
        |parameters: &[(&str, &str)], headers: &[&str]| inspect_now(&signed(url, parameters, headers)).operation;
    let cases: [Guess; 14] = [
        (&[], &[], None),
        (&[("x-id", "PutObject")], &[], Some("PutObject")),
        (&[("partNumber", "1"), ("uploadId", "u")], &[], Some("UploadPart")),
        (&[("partNumber", "1"), ("uploadId", "u")], &["x-amz-copy-source"], Some("UploadPartCopy")),
        (&[("uploadId", "u")], &[], Some("CompleteMultipartUpload, AbortMultipartUpload or ListParts")),
        (&[("uploads", "")], &[], Some("CreateMultipartUpload or ListMultipartUploads")),
        (&[("list-type", "2")], &[], Some("ListObjectsV2")),
        (&[("response-content-type", "a/b")], &[], Some("GetObject or HeadObject")),
        (&[("versionId", "1")], &[], Some("GetObject, HeadObject or DeleteObject")),
        (&[("x-amz-acl", "private")], &[], Some("PutObject")),
        (&[("x-amz-checksum-crc32", "x")], &[], Some("PutObject")),
        (&[], &["x-amz-meta-a"], Some("PutObject")),
        (&[], &["x-amz-copy-source"], Some("CopyObject")),
        (&[], &["range"], Some("GetObject or HeadObject")),
    ];
    for (parameters, headers, operation) in cases {
        assert_eq!(guess(parameters, headers).as_deref(), operation, "{parameters:?} {headers:?}");
    }
    let url = signed(url, &[("uploads", "")], &[]);
    let guess = |service: &str| inspect_now(&url.replace("%2Fs3%2F", &format!("%2F{service}%2F"))).operation;
    assert_eq!(guess("s3express").as_deref(), Some("CreateMultipartUpload or ListMultipartUploads"));
    assert_eq!(guess("execute-api"), None);
    let url = Request::get("https://sts.amazonaws.com/?Action=GetCallerIdentity&uploads").unwrap();
    let url = url.presign(&signer("sts"), HOUR, now()).unwrap();
    assert_eq!(inspect_now(url.as_str()).operation.as_deref(), Some("GetCallerIdentity"));
}
