//! Stories of refused requests: what was done to a good URL, the answer of the server, and the cause that is named.
//!
//! No answer is written by hand: the server is the crate's own other side, which looks at the bad request, and its
//! refusal is worded as S3 words it.
#![cfg(feature = "explain")]

use core::time::Duration;

use presign::explain::{Comparison, Kind, compare, compare_url, read_answer};
use presign::verify::{Error, HeaderSignedRequest, Policy, PresignedRequest};
use presign::{
    CanonicalRequest, Credentials, Explanation, Request, Rules, Scope, Signer, SigningKey, StringToSign, Timestamp,
};

const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn signed_at() -> Timestamp {
    at("20150830T123600Z")
}

/// A signing, and the request that was made with it.
struct Story {
    explanation: Explanation,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    server: Server,
}

/// What the server knows.
struct Server {
    now: Timestamp,
    region: &'static str,
    service: &'static str,
    credentials: Credentials,
}

/// An upload to S3 that a customer's browser was to make.
fn upload() -> Story {
    sign(&request("https://examplebucket.s3.us-east-1.amazonaws.com/photos/2015%20a%2Bb.txt"), "", "s3")
}

fn request(url: &str) -> Request<'_> {
    Request::put(url).unwrap().query("versionId", "a b+c").header("content-type", "text/plain")
}

fn sign(request: &Request<'_>, token: &str, service: &'static str) -> Story {
    let id = if token.is_empty() { "AKIDEXAMPLE" } else { "ASIAEXAMPLE" };
    let credentials = Credentials::new(id, SECRET).with_session_token(token);
    let signer = Signer::new(credentials.clone(), "us-east-1", service).unwrap();
    let explanation = signer.explain(request, Duration::from_secs(900), signed_at()).unwrap();
    let (host, target) = explanation.url().unwrap().as_str()["https://".len()..].split_once('/').unwrap();
    let mut headers: Vec<(String, String)> =
        explanation.url().unwrap().headers().map(|(name, value)| (name.into(), value.into())).collect();
    headers.push(("host".into(), host.into()));
    Story {
        method: explanation.url().unwrap().method().into(),
        target: format!("/{target}"),
        headers,
        body: String::new(),
        server: Server { now: signed_at(), region: "us-east-1", service, credentials },
        explanation,
    }
}

impl Story {
    fn method(mut self, method: &str) -> Self {
        self.method = method.into();
        self
    }

    fn target(mut self, from: &str, to: &str) -> Self {
        assert!(self.target.contains(from), "{}", self.target);
        self.target = self.target.replacen(from, to, 1);
        self
    }

    /// Sends another header value, or with an empty one none.
    fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        if !value.is_empty() {
            self.headers.push((name.into(), value.into()));
        }
        self
    }

    fn body(mut self, body: &str) -> Self {
        self.body = body.into();
        self
    }

    fn server(mut self, change: impl FnOnce(&mut Server)) -> Self {
        change(&mut self.server);
        self
    }

    fn answer(&self) -> String {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let policy = Policy::new(self.server.region, self.server.service);
        let request = match PresignedRequest::parse(&self.method, &self.target, headers) {
            Ok(request) => request.body(&self.body),
            Err(error) => return refusal(&error, ""),
        };
        let expiry = format!(
            "<X-Amz-Expires>{}</X-Amz-Expires><Expires>{}</Expires><ServerTime>{}</ServerTime>",
            request.expires_in().unwrap_or_default().as_secs(),
            request.expires_at().map(iso).unwrap_or_default(),
            iso(self.server.now),
        );
        let verified = request.verify_with_credentials(&self.server.credentials, self.server.now, &policy);
        let Err(error) = verified else { return by_the_body(&self.target) };
        match &error {
            Error::SignatureMismatch | Error::SignedHeaderAbsent(_) => {
                let canonical_request = request.canonical_request(&policy.rules).unwrap();
                let string_to_sign = request.string_to_sign(&canonical_request);
                let id = request.access_key_id();
                let signature = self.target.split("X-Amz-Signature=").nth(1).unwrap();
                mismatch(id, canonical_request.as_str(), string_to_sign.as_str(), signature)
            }
            Error::Expired(_) | Error::NotYetValid(_) => refusal(&error, &expiry),
            _ => refusal(&error, ""),
        }
    }

    fn compare(&self) -> Comparison {
        compare(&self.explanation, &self.answer())
    }

    /// The first cause that is named.
    #[track_caller]
    fn is_caused_by(&self, kind: Kind, sentence: &str) {
        let comparison = self.compare();
        let cause = &comparison.causes[0];
        assert_eq!((cause.kind, cause.sentence.as_str()), (kind, sentence), "{}", self.answer());
    }
}

/// What a server says to a good signature.
fn by_the_body(target: &str) -> String {
    if target.contains("checksum-crc32=AAAAAA%3D%3D") {
        return document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
    }
    document("NoSuchBucket", "The specified bucket does not exist", "<BucketName>examplebucket</BucketName>")
}

fn iso(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{}-{}-{}T{}:{}:{}Z", &text[..4], &text[4..6], &text[6..8], &text[9..11], &text[11..13], &text[13..15])
}

fn document(code: &str, message: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{}</Message>{more}\
         <RequestId>4442587FB7D0A2F9</RequestId><HostId>Vg2ZEVBjY5z/uFOaMRbUpw4V1wyTk4=</HostId></Error>",
        escape(message)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your key \
                        and signing method.";

fn mismatch(id: &str, canonical_request: &str, string_to_sign: &str, signature: &str) -> String {
    let bytes = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    let more = format!(
        "<AWSAccessKeyId>{id}</AWSAccessKeyId><StringToSign>{}</StringToSign>\
         <SignatureProvided>{signature}</SignatureProvided><StringToSignBytes>{}</StringToSignBytes>\
         <CanonicalRequest>{}</CanonicalRequest><CanonicalRequestBytes>{}</CanonicalRequestBytes>",
        escape(string_to_sign),
        bytes(string_to_sign),
        escape(canonical_request),
        bytes(canonical_request),
    );
    document("SignatureDoesNotMatch", MISMATCH, &more)
}

/// The refusal as S3 words it.
fn refusal(error: &Error, expiry: &str) -> String {
    let (message, more) = match error {
        Error::Expired(_) => ("Request has expired".to_string(), expiry.to_string()),
        Error::NotYetValid(_) => ("Request is not valid yet".to_string(), expiry.to_string()),
        Error::Region { given, expected, .. } => (
            format!(
                "Error parsing the X-Amz-Credential parameter; the region '{given}' is wrong; expecting \
                     '{expected}'"
            ),
            format!("<Region>{expected}</Region>"),
        ),
        Error::Service { given, expected, .. } => (
            format!(
                "Error parsing the X-Amz-Credential parameter; incorrect service \"{given}\". This endpoint belongs to \
                 \"{expected}\"."
            ),
            String::new(),
        ),
        Error::UnsignedHeader(name) => (
            "There were headers present in the request which were not signed".to_string(),
            format!("<HeadersNotSigned>{name}</HeadersNotSigned>"),
        ),
        Error::ExpiresTooLong { .. } => (
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             604800 seconds"
                .to_string(),
            String::new(),
        ),
        Error::ExpiresNotANumber => ("X-Amz-Expires should be a number".to_string(), String::new()),
        Error::UnknownAccessKeyId => (
            "The AWS Access Key Id you provided does not exist in our records.".to_string(),
            "<AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId>".to_string(),
        ),
        Error::SessionToken => (
            "The provided token is malformed or otherwise \
              invalid."
                .to_string(),
            "<Token-0>TOKEN</Token-0>".to_string(),
        ),
        Error::CredentialsExpired(_) => ("The provided token has expired.".to_string(), String::new()),
        Error::TwoSignatures => (
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string \
             parameter or the Authorization header should be specified"
                .to_string(),
            "<ArgumentName>Authorization</ArgumentName>".to_string(),
        ),
        Error::Body => {
            ("The provided 'x-amz-content-sha256' header does not match what was computed.".to_string(), String::new())
        }
        error => panic!("no wording for: {error}"),
    };
    document(error.code(), &message, &more)
}

/// One story a row.
#[test]
fn the_likely_cause_is_named_first() {
    let path = "/photos/2015%20a%2Bb.txt";
    let stories: Vec<(Story, Kind, &str)> = vec![
        (
            upload().method("GET").header("content-type", "text/plain"),
            Kind::Method,
            "the request was sent with GET, but it was signed for PUT",
        ),
        (
            upload().header("host", "localhost:9000"),
            Kind::Host,
            "the host arrived as localhost:9000 but was signed as examplebucket.s3.us-east-1.amazonaws.com: a proxy or \
             a tunnel rewrites it",
        ),
        (
            upload().header("host", &format!("{HOST}:443")),
            Kind::Host,
            "the host arrived as examplebucket.s3.us-east-1.amazonaws.com:443 but was signed as \
             examplebucket.s3.us-east-1.amazonaws.com: a proxy or a tunnel rewrites it",
        ),
        (
            upload().header("content-type", ""),
            Kind::ContentType,
            "the header content-type was signed as text/plain but was not sent",
        ),
        (
            upload().header("content-type", "text/plain;charset=UTF-8"),
            Kind::ContentType,
            "the content type was signed as text/plain but was sent as text/plain;charset=UTF-8: the client adds a \
             parameter",
        ),
        (
            upload().header("content-type", "application/octet-stream"),
            Kind::ContentType,
            "the header content-type was signed as text/plain but arrived as application/octet-stream",
        ),
        (
            sign(&request("https://b.example.com/k").header("x-amz-meta-a", "b"), "", "s3").header("x-amz-meta-a", "c"),
            Kind::Header,
            "the header x-amz-meta-a was signed as b but arrived as c",
        ),
        (
            sign(&request("https://b.example.com/k").header("content-length", "5"), "", "s3")
                .header("content-length", "6"),
            Kind::Header,
            "the header content-length was signed as 5 but arrived as 6",
        ),
        (
            upload().header("accept", "*/*").target("content-type%3Bhost", "accept%3Bcontent-type%3Bhost"),
            Kind::Header,
            "the server took the header accept as signed, but it was not signed",
        ),
        (
            upload().target(path, "/photos/2015%2520a%252Bb.txt"),
            Kind::EncodedTwice,
            "the path was percent-encoded once more on the way: /photos/2015%20a%2Bb.txt was signed, \
             /photos/2015%2520a%252Bb.txt arrived",
        ),
        (
            sign(&request("https://b.example.com/a%252Fb%2520c"), "", "s3").target("/a%252Fb%2520c", "/a%2Fb%20c"),
            Kind::PathDecoded,
            "the path was percent-decoded on the way, or was percent-encoded before it was signed: /a%252Fb%2520c was \
             signed, /a/b%20c arrived",
        ),
        (
            upload().target("%2Bb.txt", "%20b.txt"),
            Kind::Plus,
            "the path has a space on one side and a plus sign on the other, which is %2B in a URL: \
             /photos/2015%20a%2Bb.txt was signed, /photos/2015%20a%20b.txt arrived",
        ),
        (
            sign(&request("https://b.example.com/a//b/"), "", "s3").target("/a//b/", "/a/b"),
            Kind::PathNormalized,
            "the path lost slashes or dot segments on the way: a client or a proxy normalizes it: /a//b/ was signed, \
             /a/b arrived",
        ),
        (
            upload().target(path, "/s3/photos/2015%20a%2Bb.txt"),
            Kind::Path,
            "the path gained a prefix on the way, from a proxy or from another addressing style: \
             /photos/2015%20a%2Bb.txt was signed, /s3/photos/2015%20a%2Bb.txt arrived",
        ),
        (
            upload().target("/photos", ""),
            Kind::Path,
            "the path lost its beginning on the way, to a proxy or to another addressing style: \
             /photos/2015%20a%2Bb.txt was signed, /2015%20a%2Bb.txt arrived",
        ),
        (
            upload().target("/photos", "/videos"),
            Kind::Path,
            "the path differs: /photos/2015%20a%2Bb.txt was signed, /videos/2015%20a%2Bb.txt arrived",
        ),
        (
            upload().target("a%20b%2Bc", "a%2Bb%2Bc"),
            Kind::Plus,
            "the query parameter versionId has a space on one side and a plus sign on the other, which are %20 and %2B \
             in a URL: a%20b%2Bc was signed, a%2Bb%2Bc arrived",
        ),
        (
            // The token is not shown, but what became of it is.
            sign(&request("https://b.example.com/k"), "a+b", "s3")
                .target("a%2Bb", "a%20b")
                .server(|server| server.credentials = server.credentials.clone().with_session_token("a b")),
            Kind::Plus,
            "the query parameter X-Amz-Security-Token has a space on one side and a plus sign on the other, which are \
             %20 and %2B in a URL: … was signed, … arrived",
        ),
        (
            upload().target("a%20b%2Bc", "a%2520b%252Bc"),
            Kind::EncodedTwice,
            "the query parameter versionId was percent-encoded once more on the way: a%20b%2Bc was signed, \
             a%2520b%252Bc arrived",
        ),
        (
            upload().target("?", "?utm_source=mail&"),
            Kind::ParameterAdded,
            "the query parameter utm_source was added after signing",
        ),
        (
            upload().target("versionId=a%20b%2Bc&", ""),
            Kind::ParameterLost,
            "the query parameter versionId was signed but did not arrive",
        ),
        (
            upload().target("X-Amz-Expires=900", "X-Amz-Expires=3600"),
            Kind::Parameter,
            "the query parameter X-Amz-Expires differs: 900 was signed, 3600 arrived",
        ),
        (
            sign(&Request::post("https://api.example.com/items").unwrap().body("hello"), "", "execute-api")
                .body("hellO"),
            Kind::Payload,
            "the payload hash was 04a6f55face2f46be8c23f627d539827615851e10751b63ec59db6d2c706b770 at the server, but \
             2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 was signed: another body was sent, or \
             another x-amz-content-sha256",
        ),
        (
            sign(&request("https://b.example.com/k").body("hello"), "", "s3").body("hellO"),
            Kind::Payload,
            "the body is not the one whose checksum was sent or signed: The provided 'x-amz-content-sha256' header \
             does not match what was computed.",
        ),
        (
            sign(&request("https://b.example.com/k").query("x-amz-checksum-crc32", "AAAAAA=="), "", "s3"),
            Kind::EmptyBodyChecksum,
            "x-amz-checksum-crc32 is AAAAAA==, the checksum of an empty body: every other upload is refused as \
             BadDigest",
        ),
        (
            upload().server(|server| server.credentials = Credentials::new("AKIDEXAMPLE", "another")),
            Kind::Secret,
            "the server has the same string to sign, so it has another secret for the access key AKIDEXAMPLE: the \
             secret was mistyped, truncated or replaced",
        ),
        (
            {
                let story = upload();
                let signature = story.explanation.signature.to_string();
                story.target(&signature, &signature.chars().rev().collect::<String>())
            },
            Kind::Signature,
            "another signature arrived than the one that was made, over the same string to sign: the URL was truncated \
             or changed on the way, or was signed with another secret access key",
        ),
        (
            upload().server(|server| server.now = at("20150830T133600Z")),
            Kind::Expired,
            "the URL expired at 20150830T125100Z, 45 minutes before it was used",
        ),
        (
            upload().server(|server| server.now = at("20150830T114900Z")),
            Kind::Clock,
            "the signer's clock is 47 minutes ahead of the server's: it signed at 20150830T123600Z when it was \
             20150830T114900Z",
        ),
        (
            upload().server(|server| server.region = "eu-central-1"),
            Kind::Region,
            "the URL is signed for the region us-east-1, and the right one is eu-central-1",
        ),
        (
            sign(&request("https://b.example.com/k"), "", "execute-api").server(|server| server.service = "s3"),
            Kind::Service,
            "the URL is signed for the service execute-api, and the right one is s3",
        ),
        (
            upload().header("x-amz-acl", "public-read"),
            Kind::UnsignedHeader,
            "the request was sent with headers that are not signed: x-amz-acl; sign them, or do not send them",
        ),
        (
            upload().header("authorization", "Bearer x"),
            Kind::TwoSignatures,
            "the request has an Authorization header in addition to the signature in its URL: send only one of the two",
        ),
        (
            upload().target("X-Amz-Expires=900", "X-Amz-Expires=864000"),
            Kind::ExpiryTooLong,
            "the expiry is over 604800 seconds (7 days), the most that AWS accepts",
        ),
        (
            upload().target("X-Amz-Expires=900", "X-Amz-Expires=15m"),
            Kind::Malformed,
            "the server refuses a part of the signature (X-Amz-Expires should be a number)",
        ),
        (
            upload().server(|server| server.credentials = Credentials::new("AKIDOTHER", SECRET)),
            Kind::AccessKey,
            "the server does not know the access key AKIDEXAMPLE: it was deleted, belongs to another provider or \
             partition, or was mistyped",
        ),
        (
            sign(&request("https://b.example.com/k"), "TOKEN", "s3")
                .server(|server| server.credentials = server.credentials.clone().with_session_token("NEWER")),
            Kind::Token,
            "the session token is not valid, or has expired: The provided token is malformed or otherwise invalid.",
        ),
        (
            sign(&request("https://b.example.com/k"), "TOKEN", "s3")
                .server(|server| server.credentials = server.credentials.clone().with_expiry(signed_at())),
            Kind::Token,
            "the session token is not valid, or has expired: The provided token has expired.",
        ),
        (
            upload(),
            Kind::NotTheSignature,
            "the answer is not about the signature (NoSuchBucket: The specified bucket does not exist)",
        ),
    ];
    assert!(stories.len() >= 20, "{}", stories.len());
    for (story, kind, sentence) in stories {
        story.is_caused_by(kind, sentence);
    }
}

#[test]
fn every_line_that_differs_is_listed() {
    let story =
        upload().method("GET").header("host", "proxy.example.com").target("/photos", "/x").target("?", "?flag&");
    let comparison = story.compare();
    assert_eq!(comparison.code, "SignatureDoesNotMatch");
    assert_eq!(comparison.message, MISMATCH);
    let lines: Vec<_> = comparison
        .differences
        .iter()
        .map(|difference| (difference.line.as_str(), difference.signed.as_deref(), difference.received.as_deref()))
        .collect();
    let expected = [
        ("method", Some("PUT"), Some("GET")),
        ("header host", Some(HOST), Some("proxy.example.com")),
        ("path", Some("/photos/2015%20a%2Bb.txt"), Some("/x/2015%20a%2Bb.txt")),
        ("query flag", None, Some("")),
    ];
    assert_eq!(lines, expected);
    let kinds: Vec<_> = comparison.causes.iter().map(|cause| cause.kind).collect();
    assert_eq!(kinds, [Kind::Method, Kind::Host, Kind::Path, Kind::ParameterAdded]);
    assert!(comparison.to_string().ends_with("\nquery flag\n  signed         (nothing)\n  received       \n"));
}

#[test]
fn a_comparison_is_printed_line_by_line() {
    let expected = format!(
        "\
answer           SignatureDoesNotMatch: {MISMATCH}
likely cause     the request was sent with GET, but it was signed for PUT

method
  signed         PUT
  received       GET
"
    );
    assert_eq!(upload().method("GET").compare().to_string(), expected);
}

/// The answer to another URL than the one at hand: then nothing else is worth comparing first.
#[test]
fn two_signings_are_told_apart() {
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", SECRET), "us-east-1", "s3").unwrap();
    let request = request("https://b.example.com/k");
    let later = signer.explain(&request, Duration::from_secs(900), at("20150830T130000Z")).unwrap();
    let answer = sign(&request, "", "s3").method("GET").answer();
    let comparison = compare(&later, &answer);
    assert_eq!(comparison.causes[0].kind, Kind::Date);
    assert_eq!(
        comparison.causes[0].sentence,
        "the time is 20150830T123600Z in the request that arrived and 20150830T130000Z in the one that was explained: \
         they are two different signings"
    );
    assert_eq!(comparison.differences[0].line, "time");
}

#[test]
fn no_secret_is_shown() {
    let request = request("https://b.example.com/k").header("x-amz-server-side-encryption-customer-key", "KEY");
    let story = sign(&request, "TOKEN", "s3")
        .target("Security-Token=TOKEN", "Security-Token=TOKEM")
        .header("x-amz-server-side-encryption-customer-key", "KEI")
        .server(|server| server.credentials = server.credentials.clone().with_session_token("TOKEM"));
    let comparison = story.compare();
    let lines: Vec<_> = comparison.differences.iter().map(|difference| difference.line.as_str()).collect();
    assert_eq!(lines, ["header x-amz-server-side-encryption-customer-key", "query X-Amz-Security-Token"]);
    let kinds: Vec<_> = comparison.causes.iter().map(|cause| cause.kind).collect();
    assert_eq!(kinds, [Kind::Header, Kind::Parameter]);
    let shown = format!("{comparison} {comparison:?}");
    for secret in ["KEY", "KEI", "TOKEN", "TOKEM", &story.explanation.signature.to_string()] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    let condition =
        "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$x-amz-security-token\", \"TOKEN\"]";
    for condition in [condition, &condition.replace("x-amz-security-token", "X-Amz-Security-Token")] {
        let shown = read_answer(&document("AccessDenied", condition, "")).to_string().to_lowercase();
        assert!(shown.contains("$x-amz-security-token…") && !shown.contains("\"token"), "{shown}");
    }
}

/// As MinIO answers: no texts to compare.
#[test]
fn an_answer_without_texts_says_so() {
    let story = upload();
    let comparison = compare(&story.explanation, &document("SignatureDoesNotMatch", MISMATCH, ""));
    assert_eq!(comparison.causes.len(), 1);
    assert_eq!(
        comparison.causes[0].sentence,
        "the answer does not say what the server received: compare method, host, path, query and headers, and the \
         secret access key"
    );
    let other =
        "<StringToSign>AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n0</StringToSign>";
    let comparison = compare(&story.explanation, &document("SignatureDoesNotMatch", MISMATCH, other));
    assert_eq!(
        comparison.causes[0].sentence,
        "the request that arrived is not the one that was signed, but the answer does not say where they differ: \
         compare method, host, path, query and headers"
    );
}

/// Copied from a terminal, line ends get lost; the bytes do not.
#[test]
fn the_bytes_count_more_than_the_texts() {
    let story = upload().method("GET");
    let answer = story.answer();
    let (before, rest) = answer.split_once("<CanonicalRequest>").unwrap();
    let (_, after) = rest.split_once("</CanonicalRequest>").unwrap();
    let mangled = format!("{before}<CanonicalRequest>PUT / lost</CanonicalRequest>{after}");
    assert_eq!(compare(&story.explanation, &mangled).causes[0].kind, Kind::Method);
    let (before, _) = answer.split_once("<CanonicalRequestBytes>").unwrap();
    assert_eq!(compare(&story.explanation, &format!("{before}</Error>")).causes[0].kind, Kind::Method);
}

/// Services with a query protocol put both texts into their message.
#[test]
fn other_services_quote_the_texts_in_their_message() {
    let request = Request::get("https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15").unwrap();
    let story = sign(&request, "", "sts").method("POST");
    let headers = story.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let received = PresignedRequest::parse(&story.method, &story.target, headers).unwrap();
    let canonical_request = received.canonical_request(&Rules::STANDARD).unwrap();
    let message = format!(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this \
         request should have been\n'{canonical_request}'\n\nThe String-to-Sign should have been\n'{}'\n",
        received.string_to_sign(&canonical_request)
    );
    let answer = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>SignatureDoesNotMatch</Code>\n    <Message>{}</Message>\n  </Error>\n</ErrorResponse>",
        escape(&message)
    );
    let comparison = compare(&story.explanation, &answer);
    assert_eq!(comparison.causes[0].sentence, "the request was sent with POST, but it was signed for GET");
    assert_eq!(comparison.differences.len(), 1);
    assert!(comparison.message.ends_with("for details."), "{}", comparison.message);
}

#[test]
fn other_services_word_their_refusals_in_their_own_way() {
    let cases = [
        (
            "SignatureDoesNotMatch",
            "Signature expired: 20150830T123600Z is now earlier than 20150830T124500Z (20150830T130000Z - 15 min.)",
            Kind::Clock,
            "the request was signed at another time than the server's: Signature expired: 20150830T123600Z is now \
             earlier than 20150830T124500Z (20150830T130000Z - 15 min.)",
        ),
        (
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid region, not 'us-east-1'. ",
            Kind::Region,
            "the URL is signed for the region us-east-1, and that is not the server's",
        ),
        (
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'execute-api'. ",
            Kind::Service,
            "the URL is signed for another service, and the right one is execute-api",
        ),
        (
            "InvalidClientTokenId",
            "The security token included in the request is invalid",
            Kind::AccessKey,
            "the server does not know the access key AKIDEXAMPLE: it was deleted, belongs to another provider or \
             partition, or was mistyped",
        ),
    ];
    let explanation = upload().explanation;
    for (code, message, kind, sentence) in cases {
        let cause = &compare(&explanation, &document(code, message, "")).causes[0];
        assert_eq!((cause.kind, cause.sentence.as_str()), (kind, sentence));
    }
}

#[test]
fn an_unknown_temporary_key_lacks_its_token() {
    let credentials = Credentials::new("ASIAEXAMPLE", SECRET);
    let signer = Signer::new(credentials, "us-east-1", "s3").unwrap();
    let explanation =
        signer.explain(&request("https://b.example.com/k"), Duration::from_secs(60), signed_at()).unwrap();
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    let cause = &compare(&explanation, &document("InvalidAccessKeyId", message, "")).causes[0];
    assert_eq!(
        (cause.kind, cause.sentence.as_str()),
        (
            Kind::TokenMissing,
            "the access key ASIAEXAMPLE is temporary, but its session token is not part of the request"
        )
    );
    let with_token = sign(&request("https://b.example.com/k"), "TOKEN", "s3").explanation;
    assert_eq!(compare(&with_token, &document("InvalidAccessKeyId", message, "")).causes[0].kind, Kind::AccessKey);
}

/// A header-signed request from a machine whose clock is wrong.
#[test]
fn a_clock_that_is_off_by_minutes_is_named() {
    let key = SigningKey::derive(
        &Credentials::new("AKIDEXAMPLE", SECRET),
        &Scope::new(signed_at(), "us-east-1", "s3").unwrap(),
    );
    let request = Request::get("https://b.example.com/k").unwrap();
    let request = request.header("x-amz-content-sha256", "UNSIGNED-PAYLOAD").header("x-amz-date", "20150830T123600Z");
    let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
    let signature = key.sign(&StringToSign::new(signed_at(), key.scope(), &canonical_request));
    let authorization = format!(
        "AWS4-HMAC-SHA256 \
         Credential=AKIDEXAMPLE/{},SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature={signature}",
        key.scope()
    );
    let headers = [
        ("host", "b.example.com"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", "20150830T123600Z"),
        ("authorization", &authorization),
    ];
    let received = HeaderSignedRequest::parse("GET", "/k", headers).unwrap();
    for (now, sentence) in [
        (
            "20150830T132300Z",
            "the signer's clock is 47 minutes behind the server's: it signed at 20150830T123600Z when it was \
             20150830T132300Z",
        ),
        (
            "20150830T103600Z",
            "the signer's clock is 2 hours ahead of the server's: it signed at 20150830T123600Z when it was \
             20150830T103600Z",
        ),
    ] {
        let error = received.verify(&key, at(now), &Policy::new("us-east-1", "s3")).unwrap_err();
        let Error::TimeTooSkewed { date, now } = error else { panic!("{error}") };
        let more = format!(
            "<RequestTime>{date}</RequestTime><ServerTime>{}</ServerTime>\
             <MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>",
            iso(now)
        );
        let message = "The difference between the request time and the current time is too large.";
        let answer = document(error.code(), message, &more);
        let cause = &read_answer(&answer).causes[0];
        assert_eq!((cause.kind, cause.sentence.as_str()), (Kind::Clock, sentence));
    }
}

#[test]
fn another_checksum_than_the_bodys_is_named_as_that() {
    let parameters = [("x-amz-checksum-crc32", "AAAAAQ=="), ("response-content-type", "AAAAAA==")];
    for (name, value) in parameters {
        let story = sign(&request("https://b.example.com/k").query(name, value), "", "s3");
        let answer = document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
        let cause = &compare(&story.explanation, &answer).causes[0];
        assert_eq!(
            (cause.kind, cause.sentence.as_str()),
            (
                Kind::Payload,
                "the body is not the one whose checksum was sent or signed: The CRC32 you specified did not match the \
                 calculated checksum."
            )
        );
    }
}

#[test]
fn codes_that_need_no_texts() {
    let cases = [
        (
            document("AccessDenied", "Access Denied", ""),
            Kind::Permission,
            "the signature is good, but the access key, the bucket or an account's policy does not allow the request",
        ),
        (
            document("AccessDenied", "Invalid according to Policy: Extra input fields: acl", ""),
            Kind::PostPolicy,
            "the policy does not allow the form: Invalid according to Policy: Extra input fields: acl",
        ),
        (
            document("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ""),
            Kind::PostPolicy,
            "the policy does not allow the form: Your proposed upload exceeds the maximum allowed size",
        ),
        (
            document(
                "MalformedPOSTRequest",
                "The body of your POST request is not well-formed multipart/form-data.",
                "",
            ),
            Kind::PostForm,
            "the form is not multipart/form-data as S3 reads it, with every field before the file and nothing after it \
             (The body of your POST request is not well-formed multipart/form-data.)",
        ),
        (
            document(
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified endpoint. Please send \
                 all future requests to this endpoint.",
                "<Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint><Bucket>b</Bucket>",
            ),
            Kind::Region,
            "the bucket is in another region, at b.s3.eu-west-1.amazonaws.com: sign for that region and host",
        ),
        (
            document(
                "InvalidRequest",
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
                "",
            ),
            Kind::SignatureVersion2,
            "the URL is signed with Signature Version 2, which the server does not accept",
        ),
        (
            document("AccessDenied", "Request is not valid yet", ""),
            Kind::Clock,
            "the URL is dated ahead of the server's time: the signer's clock is ahead",
        ),
        (document("AccessDenied", "Request has expired", ""), Kind::Expired, "the URL expired before it was used"),
        (
            document("RequestTimeTooSkewed", "The difference is too large.", ""),
            Kind::Clock,
            "the signer's clock and the server's are more than 15 minutes apart",
        ),
        (
            document(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed",
                "<Region>eu-west-1</Region>",
            ),
            Kind::Region,
            "the URL is signed for another region, and the right one is eu-west-1",
        ),
        (
            String::new(),
            Kind::NoAnswer,
            "the answer is empty, as every answer to a HEAD request is: send a request with another method, signed for \
             that method",
        ),
        (
            " \r\n".to_string(),
            Kind::NoAnswer,
            "the answer is empty, as every answer to a HEAD request is: send a request with another method, signed for \
             that method",
        ),
        (
            "<html><body><h1>502 Bad Gateway</h1></body></html>".to_string(),
            Kind::NoAnswer,
            "the answer is not an XML error document: it may come from a proxy on the way instead of the service",
        ),
        (
            "{\"message\":\"Forbidden\"}".to_string(),
            Kind::NoAnswer,
            "the answer is not an XML error document: it may come from a proxy on the way instead of the service",
        ),
    ];
    for (answer, kind, sentence) in cases {
        let comparison = read_answer(&answer);
        let found: Vec<_> = comparison.causes.iter().map(|cause| (cause.kind, cause.sentence.as_str())).collect();
        assert_eq!(found, [(kind, sentence)], "{answer}");
    }
}

#[test]
fn the_answer_alone_tells_what_it_can() {
    let answer = upload().header("content-type", "").answer();
    let causes = read_answer(&answer).causes;
    let causes: Vec<_> = causes.iter().map(|cause| (cause.kind, cause.sentence.as_str())).collect();
    let expected = [
        (Kind::ContentType, "the header content-type is signed but arrived empty, or was not sent"),
        (
            Kind::Unknown,
            "the server received PUT /photos/2015%20a%2Bb.txt for the host examplebucket.s3.us-east-1.amazonaws.com: \
             compare that with what was signed",
        ),
    ];
    assert_eq!(causes, expected);
    let nothing = read_answer(&document("SignatureDoesNotMatch", MISMATCH, "")).causes;
    assert_eq!(
        nothing[0].sentence,
        "the answer does not say what the server received: explain the signing and compare the two"
    );
}

#[test]
fn the_url_alone_tells_all_but_method_and_header_values() {
    let by_url = |story: &Story| {
        let comparison = compare_url(story.explanation.url().unwrap().as_str(), &story.answer());
        comparison.causes.iter().map(|cause| cause.kind).collect::<Vec<_>>()
    };
    assert_eq!(by_url(&upload().header("host", "localhost:9000")), [Kind::Host]);
    assert_eq!(by_url(&upload().target("/photos", "/videos")), [Kind::Path]);
    assert_eq!(by_url(&upload().target("?", "?utm_source=mail&")), [Kind::ParameterAdded]);
    assert_eq!(by_url(&upload().server(|server| server.region = "eu-west-1")), [Kind::Region]);
    let body = sign(&Request::post("https://api.example.com/items").unwrap().body("hello"), "", "execute-api");
    assert_eq!(by_url(&body.target("/items", "/item")), [Kind::Path]);
    let method = upload().method("GET");
    assert_eq!(by_url(&method), [Kind::Unknown]);
    assert_eq!(
        compare_url(method.explanation.url().unwrap().as_str(), &method.answer()).causes[0].sentence,
        "the URL arrived unchanged, so it was signed for another method, for other values of its headers or with another \
         secret access key"
    );
    // As they come out of files and terminals.
    let (url, answer) = (upload().explanation.url().unwrap().as_str().to_owned(), upload().method("GET").answer());
    let copied = compare_url(&format!(" {url}\n"), &format!("\u{feff}\n {answer}\n"));
    assert_eq!(copied, compare_url(&url, &answer));
    assert_eq!(copied.code, "SignatureDoesNotMatch");
    // What is no URL leaves the answer alone.
    let causes = compare_url("no URL", &upload().header("content-type", "").answer()).causes;
    assert_eq!(causes[0].kind, Kind::ContentType);
}
