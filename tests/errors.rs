//! Every bad input, and the sentence it gets.

use std::time::Duration;

use presign::s3::{Bucket, Operation};
use presign::{
    CanonicalRequest, Credentials, Error, ErrorKind, Request, Rules, Scope, Signature, Signer, SigningKey, Timestamp,
};

const HOUR: Duration = Duration::from_secs(3600);
const URL: &str = "https://example.amazonaws.com/";

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn signer() -> Signer {
    Signer::new(credentials(), "us-east-1", "service").unwrap()
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}

/// Asserts the error and its sentence.
#[track_caller]
fn refused<T>(result: Result<T, Error>, error: &Error, sentence: &str) {
    assert_eq!(result.err().as_ref(), Some(error));
    assert_eq!(error.to_string(), sentence);
}

fn sign(request: &Request<'_>) -> Result<String, Error> {
    request.presign(&signer(), HOUR, now()).map(String::from)
}

fn sign_object<O>(object: &Operation<'_, O>) -> Result<String, Error> {
    let signer = Signer::new(credentials(), "us-east-1", "s3").unwrap();
    object.presign(&signer, HOUR, now()).map(String::from)
}

fn header(name: &str, value: &str) -> Result<String, Error> {
    sign(&Request::get(URL).unwrap().header(name, value))
}

#[test]
fn credentials_that_cannot_be_right() {
    let with = |id: &str, secret: &str, token: &str| {
        Signer::new(Credentials::new(id, secret).with_session_token(token), "us-east-1", "s3")
    };
    refused(with("", "s", ""), &Error::Empty("access key id"), "the access key id is empty");
    refused(with("a", "", ""), &Error::Empty("secret access key"), "the secret access key is empty");
    let sentence = "the secret access key begins or ends with white space, or contains a control character";
    for secret in ["s\n", " s", "s\u{a0}", "a\0b", "a\tb"] {
        refused(with("a", secret, ""), &Error::CredentialWhiteSpace("secret access key"), sentence);
    }
    refused(
        with("a ", "s", ""),
        &Error::CredentialWhiteSpace("access key id"),
        "the access key id begins or ends with white space, or contains a control character",
    );
    refused(
        with("a", "s", "t\r\n"),
        &Error::CredentialWhiteSpace("session token"),
        "the session token begins or ends with white space, or contains a control character",
    );
    assert!(with("a", "s p a c e", "").is_ok(), "a space inside is the server's business");
}

#[test]
fn credentials_that_have_ended() {
    let expired = credentials().with_expiry(now());
    let signer = Signer::new(expired, "us-east-1", "service").unwrap();
    let result = Request::get(URL).unwrap().presign(&signer, HOUR, now());
    refused(result, &Error::CredentialsExpired(now()), "the credentials expired at 20150830T123600Z");
}

#[test]
fn region_and_service_that_break_the_scope() {
    let scope = |region: &str, service: &str| Scope::new(now(), region, service);
    refused(scope("", "s3"), &Error::Empty("region"), "the region is empty");
    refused(scope("us-east-1", ""), &Error::Empty("service"), "the service is empty");
    for (region, character, sentence) in [
        ("us/east", '/', "the region contains '/', which a credential scope cannot hold"),
        ("us east", ' ', "the region contains ' ', which a credential scope cannot hold"),
        ("us-east-1\n", '\n', "the region contains '\\n', which a credential scope cannot hold"),
        ("us\0", '\0', "the region contains '\\0', which a credential scope cannot hold"),
    ] {
        let error = Error::ScopeCharacter { part: "region", character };
        refused(scope(region, "s3"), &error, sentence);
        refused(Signer::new(credentials(), region, "s3"), &error, sentence);
        refused(Bucket::new("examplebucket", region), &error, sentence);
    }
    refused(
        Signer::new(credentials(), "us-east-1", "s3/"),
        &Error::ScopeCharacter { part: "service", character: '/' },
        "the service contains '/', which a credential scope cannot hold",
    );
}

#[test]
fn a_key_of_another_day() {
    let scope = Scope::new(now(), "us-east-1", "service").unwrap();
    let signer = Signer::with_key("AKIDEXAMPLE", None, SigningKey::derive(&credentials(), &scope)).unwrap();
    let tomorrow = Timestamp::parse("20150831T000000Z").unwrap();
    let error = Error::SigningKeyDay { key: "20150830".into(), asked: "20150831".into() };
    let sentence = "the signing key is for the day 20150830, the time to sign at lies on 20150831";
    refused(Request::get(URL).unwrap().presign(&signer, HOUR, tomorrow), &error, sentence);
    assert!(Request::get(URL).unwrap().presign(&signer, HOUR, now()).is_ok());
    refused(
        Signer::with_key("", None, SigningKey::derive(&credentials(), &scope)),
        &Error::Empty("access key id"),
        "the access key id is empty",
    );
}

#[test]
fn times_that_are_none() {
    for text in [
        "",
        "2015-08-30T12:36:00Z",
        "20150830T123600",
        "20150830t123600Z",
        "20150830T123600z",
        "20150830T123600ZZ",
        "20150230T000000Z",
        "20150830T240000Z",
        "20150830T236000Z",
        "20150830T235960Z",
        "2015083 T123600Z",
        "+0150830T123600Z",
        "２015083T123600Z",
    ] {
        refused(Timestamp::parse(text), &Error::MalformedTime, "the time is not written as in 20150830T123600Z");
    }
    let sentence = "the time lies outside the years 1970 to 9999";
    refused(Timestamp::parse("19691231T235959Z"), &Error::TimeOutOfRange, sentence);
    refused(Timestamp::from_unix_seconds(253_402_300_800), &Error::TimeOutOfRange, sentence);
    assert_eq!(Timestamp::from_unix_seconds(253_402_300_799).unwrap().to_string(), "99991231T235959Z");
}

#[test]
fn expiries_that_no_server_takes() {
    let presign = |expires_in| Request::get(URL).unwrap().presign(&signer(), expires_in, now());
    let seconds = Duration::from_secs;
    refused(presign(seconds(0)), &Error::ExpiryZero, "the expiry is 0 seconds: it must be at least 1 second");
    refused(
        presign(seconds(604_801)),
        &Error::ExpiryTooLong(604_801),
        "the expiry is 604801 seconds: at most 604800 seconds (7 days) are allowed",
    );
    refused(
        presign(seconds(u64::MAX)),
        &Error::ExpiryTooLong(u64::MAX),
        "the expiry is 18446744073709551615 seconds: at most 604800 seconds (7 days) are allowed",
    );
    let sentence = "the expiry is not a whole number of seconds";
    for odd in [Duration::from_millis(999), Duration::from_millis(1500), Duration::from_nanos(1), Duration::MAX] {
        refused(presign(odd), &Error::ExpiryFraction, sentence);
    }
    assert!(presign(seconds(1)).is_ok());
    assert!(presign(seconds(604_800)).is_ok());
}

#[test]
fn methods_that_are_none() {
    for method in ["", "get", "Get", "GET ", "GE\nT", "GÉT", "GET/"] {
        refused(
            Request::new(method, URL),
            &Error::InvalidMethod,
            "the method is not an upper-case HTTP token such as GET or PUT",
        );
    }
    assert!(Request::new("M-SEARCH", URL).is_ok());
}

#[test]
fn urls_of_another_kind() {
    for url in ["", "example.com", "//example.com/", "ftp://example.com/", "https:/example.com", "https//example.com"] {
        let sentence = "the URL does not begin with https://, http://, wss:// or ws://";
        refused(Request::get(url), &Error::UnknownScheme, sentence);
    }
    let sentence = "the URL has user information before its host";
    refused(Request::get("https://user:password@example.com/"), &Error::UserInfo, sentence);
    refused(Request::get("https://@example.com/"), &Error::UserInfo, sentence);
    let sentence = "the URL has a fragment: a # that belongs to the path or the query is written %23";
    for url in ["https://example.com/a#b", "https://example.com/?a=b#", "https://example.com#"] {
        refused(Request::get(url), &Error::Fragment, sentence);
    }
}

#[test]
fn hosts_that_clients_refuse_or_respell() {
    for url in ["https:///path", "https://", "https://:443/"] {
        refused(Request::get(url), &Error::Empty("host"), "the host is empty");
    }
    let sentence = "the host is not a DNS name in ASCII, an IPv4 address or an IPv6 address in brackets";
    for host in ["exämple.com", "a b", "a\tb", "a%20b", "1.2", "0x7f.1", "1.2.3.4.5", "256.1.1.1", "a.1", "[::1", "[1]"]
    {
        let url = format!("https://{host}/");
        refused(Request::get(&url), &Error::InvalidHost, sentence);
    }
    refused(Request::get("https://[::ffff:1.2.3.4]/"), &Error::InvalidHost, sentence);
    refused(Request::get("https://[fe80::1%25eth0]/"), &Error::InvalidHost, sentence);
    for port in ["", "0", "+1", "65536", "0443", "80a", "-1"] {
        let url = format!("https://example.com:{port}/");
        refused(Request::get(&url), &Error::InvalidPort, "the port is not a number from 1 to 65535");
    }
}

#[test]
fn paths_and_queries_that_are_not_encoded() {
    for (character, sentence) in [
        (' ', "the path of the URL contains ' ', which must be percent-encoded"),
        ('"', "the path of the URL contains '\"', which must be percent-encoded"),
        ('\\', "the path of the URL contains '\\\\', which must be percent-encoded"),
        ('\n', "the path of the URL contains '\\n', which must be percent-encoded"),
        ('\0', "the path of the URL contains '\\0', which must be percent-encoded"),
        ('|', "the path of the URL contains '|', which must be percent-encoded"),
    ] {
        let url = format!("https://example.com/a{character}b");
        refused(Request::get(&url), &Error::NotEncoded { part: "path", character }, sentence);
    }
    refused(
        Request::get("https://example.com/?a=b c"),
        &Error::NotEncoded { part: "query", character: ' ' },
        "the query of the URL contains ' ', which must be percent-encoded",
    );
    let sentence = "the query of the URL contains a % that two hexadecimal digits do not follow";
    for broken in ["%", "%2", "%zz", "%2z", "%%20", "%+1"] {
        let url = format!("https://example.com/?a={broken}");
        refused(Request::get(&url), &Error::MalformedPercent("query"), sentence);
    }
    let sentence = "the path of the URL contains a % that two hexadecimal digits do not follow";
    refused(Request::get("https://example.com/100%"), &Error::MalformedPercent("path"), sentence);
    let sentence = "the query contains a bare +: write %20 for a space or %2B for a plus sign";
    refused(Request::get("https://example.com/?a=b+c"), &Error::BarePlus, sentence);
}

#[test]
fn parameters_without_a_name() {
    let sentence = "a query parameter has an empty name";
    for url in ["https://example.com/?=v", "https://example.com/?a=1&=2", "https://example.com/?="] {
        refused(Request::get(url), &Error::EmptyQueryName, sentence);
    }
    refused(sign(&Request::get(URL).unwrap().query("", "v")), &Error::EmptyQueryName, sentence);
}

#[test]
fn signing_parameters_of_another_signing() {
    for name in [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Region-Set",
        "X-Amz-S3session-Token",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "x-amz-signature",
    ] {
        let sentence = format!("the query already has the parameter {name}, which signing adds");
        let error = Error::ReservedParameter(name.into());
        refused(sign(&Request::get(URL).unwrap().query(name, "1")), &error, &sentence);
        let url = format!("{URL}?{name}=1");
        refused(sign(&Request::get(&url).unwrap()), &error, &sentence);
    }
    assert!(sign(&Request::get(URL).unwrap().query("X-Amz-Foo", "1")).is_ok());
}

#[test]
fn headers_that_cannot_be_signed() {
    for name in ["", "a b", "a:b", "a\r\nb", "é"] {
        let sentence = format!("the header name {name:?} is not an HTTP token");
        refused(header(name, "v"), &Error::InvalidHeaderName(name.into()), &sentence);
    }
    for value in ["a\r\nx-injected: 1", "a\nb", "a\0", "a\u{7f}", "\u{85}"] {
        refused(
            header("My-Header", value),
            &Error::InvalidHeaderValue("my-header".into()),
            "the value of the header my-header contains a control character",
        );
    }
    assert_eq!(header("User-Agent", "a\nb"), Err(Error::InvalidHeaderValue("user-agent".into())));
    for name in ["authorization", "x-amz-date", "x-amz-region-set", "x-amz-s3session-token", "x-amz-security-token"] {
        let sentence = format!("the header {name} cannot be given: signing adds what it says");
        refused(header(&name.to_uppercase(), "v"), &Error::ReservedHeader(name.into()), &sentence);
    }
    refused(header("Host", "other.example.com"), &Error::HostHeader, "the header host is not the host of the URL");
    assert!(header("Host", "Example.AmazonAWS.com").is_ok());
}

#[test]
fn payload_hashes_that_are_none() {
    let sentence = "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…";
    let upper = "A".repeat(64);
    let short = "a".repeat(63);
    for hash in ["", "unsigned-payload", &upper, &short, "STREAMING-\n", "UNSIGNED-PAYLOAD x"] {
        refused(sign(&Request::get(URL).unwrap().payload_hash(hash)), &Error::InvalidPayloadHash, sentence);
    }
    refused(header("x-amz-content-sha256", "no hash"), &Error::InvalidPayloadHash, sentence);
}

#[test]
fn the_first_error_of_a_chain_is_the_one_returned() {
    let request = Request::get(URL).unwrap().query("", "v").header("a b", "v").payload_hash("x");
    assert_eq!(sign(&request), Err(Error::EmptyQueryName));
    assert_eq!(CanonicalRequest::new(&request, &Rules::STANDARD).err(), Some(Error::EmptyQueryName));
}

#[test]
fn keys_that_name_another_thing() {
    let bucket = bucket();
    refused(
        sign_object(&bucket.delete_object("")),
        &Error::EmptyKey,
        "the key is empty: the URL would name the bucket itself",
    );
    let long = "é".repeat(513);
    refused(
        sign_object(&bucket.get_object(&long)),
        &Error::KeyTooLong(1026),
        "the key is 1026 bytes long: S3 allows 1024 bytes",
    );
    assert!(sign_object(&bucket.get_object(&"é".repeat(512))).is_ok());
    let sentence = "a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object";
    for key in [".", "..", "a/..", "../a", "a/./b", "a/../b", "../../otherbucket/x", "/..", "a//../b", "./"] {
        refused(sign_object(&bucket.get_object(key)), &Error::DotSegment, sentence);
    }
    for key in ["...", ".a", "a.", "a..b", "..a", "a/..b/c", "a/.b", "%2e%2e", "a\\..\\b"] {
        assert!(sign_object(&bucket.get_object(key)).is_ok(), "{key}");
    }
    // The same for S3 without a bucket, in each spelling that a client reads as a dot segment.
    let s3 = Signer::new(credentials(), "us-east-1", "s3").unwrap();
    for path in ["a/../b", "%2e%2e/b", "a/.%2E", "a/%2e", "a%2f..%2fb"] {
        let url = format!("https://s3.amazonaws.com/{path}");
        refused(Request::get(&url).unwrap().presign(&s3, HOUR, now()), &Error::DotSegment, sentence);
    }
}

#[test]
fn buckets_that_cannot_be() {
    let long = "a".repeat(256);
    for name in ["", ".", "..", "a/b", "a b", "bück", "a?b", "a\n", &long] {
        refused(
            Bucket::new(name, "us-east-1"),
            &Error::InvalidBucketName,
            "the bucket name is empty, longer than 255 bytes, or has a character other than A-Z a-z 0-9 . _ -",
        );
    }
    let sentence = "the bucket name cannot be part of a host name: it needs path style";
    for name in ["my.dotted.bucket", "UPPER", "under_score", "ab", "abc-", "-abc", "192.168.5.4"] {
        let bucket = Bucket::new(name, "us-east-1").unwrap();
        refused(bucket.virtual_hosted_style(), &Error::BucketNeedsPathStyle, sentence);
    }
    for endpoint in ["http://127.0.0.1:9000", "http://[::1]:9000"] {
        let bucket = bucket().endpoint(endpoint).unwrap();
        refused(bucket.virtual_hosted_style(), &Error::BucketNeedsPathStyle, sentence);
    }
    refused(bucket().endpoint("https://gw.example.com/?a=b"), &Error::EndpointQuery, "the endpoint has a query");
    refused(bucket().endpoint("localhost:9000"), &Error::UnknownScheme, &Error::UnknownScheme.to_string());
}

#[test]
fn a_signer_of_another_region_or_service() {
    let bucket = bucket();
    for (region, service) in [("eu-west-1", "s3"), ("us-east-1", "sts")] {
        let signer = Signer::new(credentials(), region, service).unwrap();
        refused(
            bucket.get_object("k").presign(&signer, HOUR, now()),
            &Error::SignerMismatch { signer: format!("{region}/{service}"), bucket: "us-east-1/s3".into() },
            &format!("the signer is for {region}/{service}, the bucket is in us-east-1/s3"),
        );
    }
}

#[test]
fn signatures_that_are_none() {
    let capitals = "A".repeat(64);
    for text in ["", "0", &capitals, &"0".repeat(63), &"0".repeat(65), &"g".repeat(64)] {
        let sentence = "the signature is not 64 lower-case hexadecimal digits";
        refused(Signature::parse(text), &Error::InvalidSignature, sentence);
    }
}

#[test]
fn a_failed_presign_into_leaves_no_half_url() {
    let mut url = String::from("https://old.example.com/");
    let request = Request::get(URL).unwrap().query("", "v");
    assert!(signer().presign_into(&mut url, &request, HOUR, now()).is_err());
    assert_eq!(url, "");
}

/// Whose fault each error is. `Error::kind` has an arm for every variant; here stands what the arm must say.
#[test]
fn every_error_says_whose_fault_it_is() {
    let kinds = [
        (
            ErrorKind::Request,
            vec![
                Error::InvalidMethod,
                Error::NotEncoded { part: "path", character: ' ' },
                Error::MalformedPercent("path"),
                Error::BarePlus,
                Error::EmptyQueryName,
                Error::ReservedParameter("X-Amz-Date".into()),
                Error::InvalidHeaderName("a b".into()),
                Error::InvalidHeaderValue("a".into()),
                Error::HeaderWhiteSpace("a".into()),
                Error::UnsignableHeader("te".into()),
                Error::ReservedHeader("authorization".into()),
                Error::HostHeader,
                Error::InvalidPayloadHash,
                Error::PayloadHashes,
                Error::PayloadHashInQuery,
                Error::EmptyKey,
                Error::DotSegment,
                Error::ResolvedPath,
                Error::Empty("upload id"),
                Error::PostFieldTwice("acl".into()),
                Error::PostFieldReserved("policy".into()),
                Error::PostFieldControl("acl".into()),
                Error::PostFieldBeginning("key".into()),
                Error::PostLengthRange { min: 2, max: 1 },
                Error::MetadataNotAscii("a".into()),
                Error::InvalidSignature,
                Error::UrlRewrites,
                Error::HttpRefuses("method"),
            ],
        ),
        (
            ErrorKind::Limit,
            vec![
                Error::KeyTooLong(1025),
                Error::PartNumber(0),
                Error::PartSize(1),
                Error::ObjectTooLarge(u64::MAX),
                Error::TooManyParts { size: 2, part_size: 1, fits: 2 },
                Error::ExpiryTooLong(604_801),
            ],
        ),
        (
            ErrorKind::Address,
            vec![
                Error::UnknownScheme,
                Error::UserInfo,
                Error::Fragment,
                Error::InvalidHost,
                Error::InvalidPort,
                Error::InvalidBucketName,
                Error::BucketNeedsPathStyle,
                Error::InvalidRegion,
                Error::InvalidDirectoryBucketName,
                Error::InvalidOutpostsAlias,
                Error::InvalidArn("is not one"),
                Error::PartitionMismatch { arn: "aws".into(), region: "cn-north-1".into(), partition: "aws-cn" },
                Error::Exclusive("FIPS", "acceleration"),
                Error::DirectoryBucketsOnly("sessions"),
                Error::AccessPointNeedsHostName,
                Error::EndpointQuery,
                Error::ScopeCharacter { part: "region", character: '/' },
                Error::Empty("region"),
                Error::Empty("service"),
                Error::Empty("host"),
            ],
        ),
        (
            ErrorKind::Credentials,
            vec![
                Error::CredentialWhiteSpace("secret access key"),
                Error::CredentialsExpired(now()),
                Error::Empty("access key id"),
                Error::Empty("secret access key"),
                Error::Empty("session token"),
            ],
        ),
        (ErrorKind::Time, vec![Error::MalformedTime, Error::TimeOutOfRange, Error::ExpiryZero, Error::ExpiryFraction]),
        (
            ErrorKind::Signer,
            vec![
                Error::SigningKeyDay { key: "20150830".into(), asked: "20150831".into() },
                Error::SignerMismatch { signer: "a/s3".into(), bucket: "b/s3".into() },
            ],
        ),
        (ErrorKind::Environment, vec![Error::MissingEnvironmentVariable("AWS_ACCESS_KEY_ID")]),
        (ErrorKind::Unsupported, vec![Error::NeedsSigV4a]),
    ];
    for (kind, errors) in kinds {
        for error in errors {
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
}
