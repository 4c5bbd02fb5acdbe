//! A server looks at presigned URLs: what it reads from them, and every reason to refuse one, word for word.

use core::time::Duration;

use presign::s3::Bucket;
use presign::verify::{Error, Payload, Policy, PresignedRequest};
use presign::{Credentials, Request, Rules, Scope, Signer, SigningKey, Timestamp};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn signed_at() -> Timestamp {
    at("20150830T123600Z")
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRET)
}

fn key() -> SigningKey {
    SigningKey::derive(&credentials(), &Scope::new(signed_at(), "us-east-1", "s3").unwrap())
}

/// A request on its way to the server, to be tampered with.
#[derive(Clone)]
struct Sent {
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    now: Timestamp,
    policy: Policy,
}

impl Sent {
    /// An upload, good for an hour, in the hands of its client.
    fn upload() -> Self {
        let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
        let signer = bucket.signer(credentials()).unwrap();
        let upload = bucket.put_object("a b.txt").content_type("text/plain");
        let url = upload.presign(&signer, Duration::from_secs(3600), signed_at()).unwrap();
        let headers = vec![("Host".into(), HOST.into()), ("Content-Type".into(), "text/plain".into())];
        let target = url.as_str().strip_prefix(&format!("https://{HOST}")).unwrap().into();
        Self { method: "PUT", target, headers, now: signed_at(), policy: Policy::new("us-east-1", "s3") }
    }

    /// The same with a part of the target replaced.
    fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.target.contains(from), "{from}");
        self.target = self.target.replacen(from, to, 1);
        self
    }

    /// The same with another parameter value.
    fn with_parameter(self, name: &str, value: &str) -> Self {
        let start = self.target.find(&format!("{name}=")).expect(name) + name.len() + 1;
        let end = self.target[start..].find('&').map_or(self.target.len(), |length| start + length);
        let target = format!("{}{value}{}", &self.target[..start], &self.target[end..]);
        Self { target, ..self }
    }

    fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    fn at(self, now: &str) -> Self {
        Self { now: at(now), ..self }
    }

    fn parse(&self) -> Result<PresignedRequest, Error> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        PresignedRequest::parse(self.method, &self.target, headers)
    }

    fn verify(&self) -> Result<Payload, Error> {
        self.parse()?.verify(&key(), self.now, &self.policy)
    }

    /// The sentence, S3's code and S3's status that this request is refused with.
    #[track_caller]
    fn is_refused(&self, sentence: &str, code: &str, status: u16) {
        let error = self.verify().expect_err(sentence);
        assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, code, status));
    }

    /// Refused for a parameter.
    #[track_caller]
    fn is_malformed(&self, sentence: &str) {
        self.is_refused(sentence, "AuthorizationQueryParametersError", 400);
    }

    #[track_caller]
    fn is_mismatch(&self) {
        self.is_refused("the signature does not match the request", "SignatureDoesNotMatch", 403);
    }
}

#[test]
fn what_was_signed_is_verified() {
    assert_eq!(Sent::upload().verify(), Ok(Payload::Unsigned));
    let request = Sent::upload().parse().unwrap();
    let policy = Policy::new("us-east-1", "s3");
    assert_eq!(request.verify_with_credentials(&credentials(), signed_at(), &policy), Ok(Payload::Unsigned));
}

#[test]
fn a_request_tells_what_it_claims() {
    let request = Sent::upload().parse().unwrap();
    assert_eq!(request.access_key_id(), "AKIDEXAMPLE");
    assert_eq!(request.scope().as_str(), "20150830/us-east-1/s3/aws4_request");
    assert_eq!(request.date(), signed_at());
    assert_eq!(request.expires_in(), Some(Duration::from_secs(3600)));
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
        "PresignedRequest { method: \"PUT\", path: \"/a%20b.txt\", access_key_id: \"AKIDEXAMPLE\", \
         scope: \"20150830/us-east-1/s3/aws4_request\", date: 20150830T123600Z, expires: Some(3600), \
         signed_headers: [\"content-type\", \"host\"], .. }"
    );
}

#[test]
fn a_mismatch_does_not_tell_the_signature_that_was_expected() {
    let right = Sent::upload();
    let signature = right.target.split("X-Amz-Signature=").nth(1).unwrap().to_string();
    let error = right.with_parameter("X-Amz-Signature", &"0".repeat(64)).verify().unwrap_err();
    assert_eq!(error, Error::SignatureMismatch);
    assert!(!format!("{error} {error:?}").contains(&signature[..8]));
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
    Sent { target: "/".into(), ..Sent::upload() }.is_malformed("the query has no X-Amz-Algorithm");
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
    for algorithm in ["AWS4-ECDSA-P256-SHA256", "aws4-hmac-sha256", "AWS4-HMAC-SHA1", ""] {
        let sent = Sent::upload().with_parameter("X-Amz-Algorithm", algorithm);
        sent.is_malformed("the query names another algorithm than AWS4-HMAC-SHA256");
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
    let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
    let signer = bucket.signer(credentials.clone()).unwrap();
    let url = bucket.get_object("k").presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
    let target = url.as_str().strip_prefix(&format!("https://{HOST}")).unwrap();
    let request = PresignedRequest::parse("GET", target, [("host", HOST)]).unwrap();
    assert_eq!(request.access_key_id(), "tenant:a/b/20150830/c");
    let verified = request.verify_with_credentials(&credentials, signed_at(), &Policy::new("us-east-1", "s3"));
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
    sent.policy.max_expires = Duration::from_secs(3600);
    assert!(sent.verify().is_ok());
}

#[test]
fn a_request_that_is_not_valid_yet_is_refused() {
    assert!(Sent::upload().at("20150830T122100Z").verify().is_ok());
    let sent = Sent::upload().at("20150830T122059Z");
    sent.is_refused("the request is dated 20150830T123600Z, which is still to come", "AccessDenied", 403);
    let mut sent = Sent::upload().at("20150830T123559Z");
    sent.policy.clock_skew = Duration::ZERO;
    sent.is_refused("the request is dated 20150830T123600Z, which is still to come", "AccessDenied", 403);
}

#[test]
fn an_expired_request_is_refused() {
    assert!(Sent::upload().at("20150830T133600Z").verify().is_ok());
    let sent = Sent::upload().at("20150830T133601Z");
    sent.is_refused("the request expired at 20150830T133600Z", "AccessDenied", 403);
    Sent::upload().at("99991231T235959Z").is_refused("the request expired at 20150830T133600Z", "AccessDenied", 403);
}

#[test]
fn the_life_of_a_url_that_names_none_is_the_servers() {
    let signer = Signer::new(credentials(), "us-east-1", "iotdevicegateway").unwrap();
    let url = Request::get("https://example.com/mqtt").unwrap();
    let url = url.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
    let request = PresignedRequest::parse("GET", &url.as_str()[19..], [("host", "example.com")]).unwrap();
    assert_eq!((request.expires_in(), request.expires_at()), (None, None));
    let mut policy = Policy::new("us-east-1", "iotdevicegateway");
    let verify = |policy: &Policy, now| request.verify_with_credentials(&credentials(), now, policy);
    let refused = verify(&policy, signed_at()).unwrap_err();
    assert_eq!(refused.to_string(), "the query has no X-Amz-Expires");
    policy.implied_expires = Some(Duration::from_secs(900));
    assert!(verify(&policy, at("20150830T125100Z")).is_ok());
    assert_eq!(verify(&policy, at("20150830T125101Z")), Err(Error::Expired(at("20150830T125100Z"))));
}

#[test]
fn another_region_is_refused() {
    let mut sent = Sent::upload();
    sent.policy.regions = vec!["eu-west-1".into(), "EU".into()];
    sent.is_malformed("the credential in the query is for the region us-east-1, but this server is in eu-west-1 or EU");
    sent.policy.regions.push("us-east-1".into());
    assert!(sent.verify().is_ok());
    sent.policy.regions.clear();
    sent.is_malformed("the credential in the query is for the region us-east-1, but this server is in ");
}

#[test]
fn another_service_is_refused() {
    let sent = Sent { policy: Policy::new("us-east-1", "s3express"), ..Sent::upload() };
    sent.is_malformed("the credential in the query is for the service s3, but this server is s3express");
}

#[test]
fn a_signed_header_must_be_there() {
    let sent = Sent::upload().without_header("Content-Type");
    sent.is_refused("the header content-type is signed but was not sent", "SignatureDoesNotMatch", 403);
}

#[test]
fn an_amazon_header_must_be_signed() {
    for name in ["x-amz-copy-source", "X-Amz-Acl", "X-AMZ-TAGGING", "x-amz-security-token", "x-amz-"] {
        let sentence = format!("the header {} was sent but is not signed", name.to_lowercase());
        Sent::upload().with_header(name, "x").is_refused(&sentence, "AccessDenied", 403);
    }
    let harmless = Sent::upload().with_header("User-Agent", "x").with_header("x-amzn-trace-id", "y");
    assert!(harmless.verify().is_ok());
}

#[test]
fn a_header_cannot_be_called_signed() {
    let sent = Sent::upload().with_header("User-Agent", "x");
    sent.with_parameter("X-Amz-SignedHeaders", "content-type%3Bhost%3Buser-agent").is_mismatch();
}

#[test]
fn a_second_signature_is_refused() {
    let sent = Sent::upload().with_header("Authorization", "AWS4-HMAC-SHA256 Credential=x");
    sent.is_refused("the request is signed in its query and in the header Authorization", "InvalidArgument", 400);
}

#[test]
fn another_target_is_refused() {
    for target in ["", "*", "example.com:443", "a?b"] {
        let sent = Sent { target: target.into(), ..Sent::upload() };
        sent.is_refused("the request target does not begin with a slash", "InvalidURI", 400);
    }
}

#[test]
fn a_request_has_one_host() {
    Sent::upload().without_header("Host").is_refused("the request has no header host", "InvalidRequest", 400);
    let sent = Sent::upload().with_header("HOST", "example.com");
    sent.is_refused("the request has the header host more than once", "InvalidRequest", 400);
    for host in ["", "a b", "a/b", "user@a", "a\nx-amz-acl:public-read", "é"] {
        let sent = Sent::upload().without_header("Host").with_header("Host", host);
        sent.is_refused("the header host has a character that no host has", "InvalidRequest", 400);
    }
}

/// A slash in the host must not make a path of it.
#[test]
fn the_host_is_verified_as_it_was_sent() {
    for host in
        ["EXAMPLEBUCKET.s3.us-east-1.amazonaws.com", &format!("{HOST}:443"), &format!("{HOST}:80"), "example.com"]
    {
        Sent::upload().without_header("Host").with_header("Host", host).is_mismatch();
    }
    let spaced = Sent::upload().without_header("Host").with_header("Host", &format!(" {HOST}\t"));
    assert!(spaced.verify().is_ok());
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let refused = |sent: Sent, sentence: &str, code: &str, status| sent.is_refused(sentence, code, status);
    let upload = Sent::upload;
    let lower = Sent { method: "put", ..upload() };
    refused(lower, "the method is not an upper-case HTTP token such as GET or PUT", "MethodNotAllowed", 405);
    let sentence = "the query contains a bare +: write %20 for a space or %2B for a plus sign";
    refused(upload().with("?", "?a=b+c&"), sentence, "InvalidURI", 400);
    let sentence = "the path of the URL contains a % that two hexadecimal digits do not follow";
    refused(upload().with("%20", "%zz"), sentence, "InvalidURI", 400);
    refused(upload().with("?", "?=b&"), "a query parameter has an empty name", "InvalidURI", 400);
    let fragment = "the URL has a fragment: a # that belongs to the path or the query is written %23";
    refused(upload().with("?", "#?"), fragment, "InvalidURI", 400);
    let sentence = "the header name \" x-amz-acl\" is not an HTTP token";
    refused(upload().with_header(" x-amz-acl", "x"), sentence, "InvalidRequest", 400);
    let sentence = "the value of the header content-type contains a control character";
    refused(upload().with_header("content-type", "a\nb"), sentence, "InvalidRequest", 400);
}

#[test]
fn every_change_of_what_was_signed_is_a_mismatch() {
    let upload = Sent::upload;
    Sent { method: "GET", ..upload() }.is_mismatch();
    upload().with("/a%20b.txt", "/a%20c.txt").is_mismatch();
    upload().with("/a%20b.txt", "//a%20b.txt").is_mismatch();
    upload().with("/a%20b.txt", "/a%2520b.txt").is_mismatch();
    upload().with("/a%20b.txt", "/x/../a%20b.txt").is_mismatch();
    upload().with("?", "?acl&").is_mismatch();
    upload().with("AKIDEXAMPLE", "AKIDEXAMPLF").is_mismatch();
    upload().with_parameter("X-Amz-Expires", "3601").is_mismatch();
    upload().with_parameter("X-Amz-Expires", "03600").is_mismatch();
    upload().with_parameter("X-Amz-Date", "20150830T123601Z").is_mismatch();
    upload().with_parameter("X-Amz-SignedHeaders", "host").is_mismatch();
    upload().with_parameter("X-Amz-Signature", &"0".repeat(64)).is_mismatch();
    upload().with("?", "?X-Amz-Security-Token=x&").is_mismatch();
    upload().without_header("Content-Type").with_header("content-type", "text/html").is_mismatch();
    upload().with_header("content-type", "text/plain").is_mismatch();
}

/// As HTTP and S3 have it: none of these is another request.
#[test]
fn another_spelling_of_the_same_request_is_the_same_request() {
    let upload = Sent::upload;
    let same = [
        upload().with("%2Fus-east-1", "%2fus-east-1"),
        upload().with("/a%20b.txt", "/%61%20b.txt"),
        upload().with("?", "?&"),
        upload().with("content-type%3Bhost", "content-type;host"),
        upload().without_header("Content-Type").with_header("CONTENT-TYPE", "  text/plain "),
    ];
    for sent in same {
        assert_eq!(sent.verify(), Ok(Payload::Unsigned), "{}", sent.target);
    }
}

#[test]
fn a_key_of_another_scope_is_the_servers_fault() {
    let other = SigningKey::derive(&credentials(), &Scope::new(signed_at(), "us-east-2", "s3").unwrap());
    let error = Sent::upload().parse().unwrap().verify(&other, signed_at(), &Sent::upload().policy).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server's signing key is for 20150830/us-east-2/s3/aws4_request, \
         but the request needs one for 20150830/us-east-1/s3/aws4_request"
    );
    assert_eq!((error.code(), error.status()), ("InternalError", 500));
}

#[track_caller]
fn credentials_are_refused(credentials: &Credentials, sent: &Sent, sentence: &str, code: &str, status: u16) {
    let verified = sent.parse().unwrap().verify_with_credentials(credentials, sent.now, &sent.policy);
    let error = verified.expect_err(sentence);
    assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, code, status));
}

#[test]
fn other_credentials_are_refused() {
    let sent = Sent::upload();
    let other = Credentials::new("AKIDOTHER", SECRET);
    credentials_are_refused(&other, &sent, "the access key id is not known", "InvalidAccessKeyId", 403);
    let other = Credentials::new("AKIDEXAMPLE", "another secret");
    let sentence = "the signature does not match the request";
    credentials_are_refused(&other, &sent, sentence, "SignatureDoesNotMatch", 403);
    // Anyone can sign with nothing.
    let none = Credentials::new("AKIDEXAMPLE", "");
    let sentence = "the server's credentials are not usable: the secret access key is empty";
    credentials_are_refused(&none, &sent, sentence, "InternalError", 500);
}

#[test]
fn the_session_token_must_be_the_one_that_was_handed_out() {
    let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
    let temporary = credentials().with_session_token("token+with/special==").with_expiry(at("20150830T130000Z"));
    let signer = bucket.signer(temporary.clone()).unwrap();
    let url = bucket.get_object("k").presign(&signer, Duration::from_secs(3600), signed_at()).unwrap();
    let target: String = url.as_str().strip_prefix(&format!("https://{HOST}")).unwrap().into();
    let sent = Sent { method: "GET", target, ..Sent::upload().without_header("Content-Type") };

    let request = sent.parse().unwrap();
    assert_eq!(request.session_token(), Some("token+with/special=="));
    assert!(request.verify_with_credentials(&temporary, signed_at(), &sent.policy).is_ok());

    let sentence = "the session token is not that of the access key";
    let other = credentials().with_session_token("another");
    credentials_are_refused(&other, &sent, sentence, "InvalidToken", 400);
    credentials_are_refused(&credentials(), &sent, sentence, "InvalidToken", 400);
    credentials_are_refused(&temporary, &Sent::upload(), sentence, "InvalidToken", 400);
    let late = sent.at("20150830T130000Z");
    credentials_are_refused(&temporary, &late, "the credentials expired at 20150830T130000Z", "ExpiredToken", 400);
}

/// A token that is appended to the signed URL is not part of what was signed.
#[test]
fn an_unsigned_token_is_left_out_of_the_signature() {
    let temporary = credentials().with_session_token("token");
    let signer = Signer::new(temporary.clone(), "us-east-1", "iotdevicegateway").unwrap();
    let url = Request::get("https://example.com/mqtt").unwrap();
    let url = url.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
    let request = PresignedRequest::parse("GET", &url.as_str()[19..], [("host", "example.com")]).unwrap();
    let mut policy = Policy::new("us-east-1", "iotdevicegateway");
    policy.implied_expires = Some(Duration::from_secs(900));
    assert!(request.verify_with_credentials(&temporary, signed_at(), &policy).is_ok());
    let other = request.verify_with_credentials(&credentials().with_session_token("other"), signed_at(), &policy);
    assert_eq!(other, Err(Error::SessionToken));
    // A second token is nobody's, right or wrong.
    let verify_with = |name: &str, value: &str| {
        let headers = [("host", "example.com"), (name, value)];
        let request = PresignedRequest::parse("GET", &url.as_str()[19..], headers).unwrap();
        request.verify_with_credentials(&temporary, signed_at(), &policy)
    };
    for value in ["x", "token", ""] {
        let refused = Err(Error::UnsignedHeader("x-amz-security-token".into()));
        assert_eq!(verify_with("X-Amz-Security-Token", value), refused);
    }
    assert_eq!(verify_with("x-amz-acl", "x"), Err(Error::UnsignedHeader("x-amz-acl".into())));
}

/// A POST to a service that signs the body, with the body as its argument.
fn posted(body: &str) -> (PresignedRequest, Policy) {
    let signer = Signer::new(credentials(), "us-east-1", "execute-api").unwrap();
    let url = Request::post("https://example.com/items").unwrap().body(body);
    let url = url.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
    let request = PresignedRequest::parse("POST", &url.as_str()[19..], [("host", "example.com")]).unwrap();
    (request, Policy::new("us-east-1", "execute-api"))
}

#[test]
fn a_body_that_the_service_signs_is_verified() {
    let (request, policy) = posted("hello");
    let verify = |request: &PresignedRequest| request.verify_with_credentials(&credentials(), signed_at(), &policy);
    assert_eq!(verify(&request), Err(Error::SignatureMismatch));
    assert_eq!(verify(&request.clone().body("hellO")), Err(Error::SignatureMismatch));
    let payload = verify(&request.body("hello")).unwrap();
    assert_eq!(payload.check(b"hello"), Ok(()));
    assert_eq!(payload.check(b"hellO"), Err(Error::Body));
}

#[test]
fn a_body_whose_hash_is_named_is_compared_with_it() {
    let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
    let signer = bucket.signer(credentials()).unwrap();
    let url = format!("https://{HOST}/k");
    let request = Request::put(&url).unwrap().body("hello");
    let url = request.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
    let (_, hash) = url.headers().next().unwrap();
    let target = url.as_str().strip_prefix(&format!("https://{HOST}")).unwrap();
    let headers = [("host", HOST), ("x-amz-content-sha256", hash)];
    let request = PresignedRequest::parse("PUT", target, headers).unwrap();
    let verify = |request: &PresignedRequest| request.verify(&key(), signed_at(), &Policy::new("us-east-1", "s3"));

    let payload = verify(&request).unwrap();
    assert!(matches!(payload, Payload::Sha256(_)));
    assert_eq!(payload.check(b"hello"), Ok(()));
    assert_eq!(verify(&request.clone().body("hello")), Ok(payload));
    let error = verify(&request.body("hellO")).unwrap_err();
    assert_eq!(error.to_string(), "the body is not the one whose SHA-256 is signed");
    assert_eq!((error.code(), error.status()), ("XAmzContentSHA256Mismatch", 400));
}

/// Where JavaScript's SDK puts it.
#[test]
fn a_payload_hash_in_the_query_counts() {
    let signer = Signer::new(credentials(), "us-east-1", "execute-api").unwrap();
    let url = Request::post("https://example.com/").unwrap().query("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
    let url = url.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
    let request = PresignedRequest::parse("POST", &url.as_str()[19..], [("host", "example.com")]).unwrap();
    let policy = Policy::new("us-east-1", "execute-api");
    assert_eq!(
        request.body("any").verify_with_credentials(&credentials(), signed_at(), &policy),
        Ok(Payload::Unsigned)
    );
}

#[test]
fn a_malformed_payload_hash_is_refused() {
    let sent = Sent::upload().with("?", "?X-Amz-Content-Sha256=x&");
    let sentence = "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…";
    sent.is_refused(sentence, "InvalidArgument", 400);
}

#[test]
fn a_body_in_chunks_is_not_verified() {
    let payload = Payload::Streaming("STREAMING-AWS4-HMAC-SHA256-PAYLOAD".into());
    let error = payload.check(b"").unwrap_err();
    assert_eq!(error.to_string(), "the body is signed chunk by chunk, which is not supported");
    assert_eq!((error.code(), error.status()), ("NotImplemented", 501));
}

#[test]
fn dot_segments_are_keys_to_s3_and_steps_to_others() {
    let sign = |service: &str, path: &str| {
        let mut rules = Rules::for_service(service);
        rules.refuse_dot_segments = false;
        let signer = Signer::new(credentials(), "us-east-1", service).unwrap().with_rules(rules);
        let url = format!("https://example.com{path}");
        let url = Request::get(&url).unwrap().presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
        url.as_str()[19..].to_string()
    };
    let verify = |service: &str, target: &str| {
        let request = PresignedRequest::parse("GET", target, [("host", "example.com")]).unwrap();
        request.verify_with_credentials(&credentials(), signed_at(), &Policy::new("us-east-1", service))
    };
    let target = sign("s3", "/a/../b");
    assert!(verify("s3", &target).is_ok());
    assert_eq!(verify("s3", &target.replacen("/a/../b", "/b", 1)), Err(Error::SignatureMismatch));
    let target = sign("execute-api", "/a/../b");
    assert!(verify("execute-api", &target).is_ok());
    assert!(verify("execute-api", &target.replacen("/a/../b", "/b", 1)).is_ok());
}
