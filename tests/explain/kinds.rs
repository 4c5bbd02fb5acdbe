//! Kinds of trouble, in the words in which people have them: each is told among the first three causes.

use presign::explain::{Evidence, Finding, diagnose};

use crate::fixtures::at;

const DIGITS: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

fn url(host: &str, path: &str, region: &str) -> String {
    format!(
        "https://{host}{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2F{region}%2Fs3%2Faws4_request\
         &X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature={DIGITS}"
    )
}

#[track_caller]
fn tells(paste: &str, kind: &str, words: &str) {
    let comparison = diagnose(&Evidence::read(paste), at("20260101T000030Z"));
    let mut first = comparison.causes.iter().chain(&comparison.findings).take(3);
    assert!(
        first.any(|it: &Finding| it.kind() == kind && it.sentence.contains(words)),
        "{kind}: {paste}\n{comparison}"
    );
    assert!(!comparison.to_string().contains("not read"), "{paste}\n{comparison}");
}

/// A code with its message, as XML.
fn xml(code: &str, message: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>")
}

#[test]
fn the_bucket_belongs_into_the_host_or_into_the_path() {
    for (code, message) in [
        ("SecondLevelDomainForbidden", "Please use virtual hosted style to access."),
        ("OtherCode", "The bucket you are attempting to access must be addressed using OSS third level domain."),
        ("PathStyleDomainForbidden", "must be addressed using COS virtual-styled domain."),
        ("VirtualHostDomainRequired", "Virtual host domain is required when accessing a bucket."),
        ("BadRequest", "path-style access is not supported"),
    ] {
        tells(&xml(code, message), "endpoint", "must use virtual-hosted style");
    }
    for words in [
        "Error: getaddrinfo ENOTFOUND examplebucket.minio",
        "dial tcp: lookup examplebucket.minio on 127.0.0.11:53: no such host",
        "curl: (6) Could not resolve host: examplebucket.minio",
        "java.net.UnknownHostException: examplebucket.minio: Name or service not known",
        "EndpointConnectionError: Could not connect to the endpoint URL: \"http://examplebucket.minio/a\"",
    ] {
        tells(words, "endpoint", "the host examplebucket.minio is not known where the client runs");
    }
    tells("getaddrinfo ENOTFOUND b.s3.eu-west-9.amazonaws.com", "endpoint", "mistyped");
    let names = "Hostname/IP does not match certificate's altnames: Host: my.bucket.s3.amazonaws.com. is not in the cert's altnames";
    tells(names, "certificate", "needs path style");
}

#[test]
fn clients_without_credentials_or_a_region() {
    for words in [
        "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
        "CredentialsProviderError: Could not load credentials from any providers",
        "Aws::Errors::MissingCredentialsError: unable to sign request without credentials set",
        "SdkClientException: Unable to load credentials from any of the providers in the chain",
        "java.nio.file.AccessDeniedException: s3a://b/: NoAuthWithAWSException: No AWS Credentials provided by EnvironmentVariable",
    ] {
        tells(words, "not-signed", "found no credentials");
    }
    tells("Error: Region is missing", "region", "the client has no region");
    tells("botocore.exceptions.NoRegionError: You must specify a region.", "region", "the client has no region");
    tells("Token is expired. To refresh this SSO session run 'aws sso login'", "token", "aws sso login");
}

#[test]
fn what_browsers_say() {
    let at = url("b.s3.eu-west-1.amazonaws.com", "/a", "eu-west-1");
    let blocked =
        format!("Access to fetch at '{at}' from origin 'https://app.example.com' has been blocked by CORS policy: ");
    let preflight = "Response to preflight request doesn't pass access control check: ";
    for (words, told) in [
        (
            "Request header field x-amz-acl is not allowed by Access-Control-Allow-Headers in preflight response.",
            "header x-amz-acl",
        ),
        ("Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.", "the method PUT"),
        (&format!("{preflight}Redirect is not allowed for a preflight request."), "redirects the browser's preflight"),
        (
            "The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only one is allowed.",
            "more than once",
        ),
        (&format!("{preflight}It does not have HTTP ok status."), "answered with an error"),
        (
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
            "lacks Access-Control-Allow-Origin",
        ),
    ] {
        tells(&format!("{blocked}{words}"), "cors", told);
    }
    let firefox = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://b.s3.amazonaws.com/a. \
                   (Reason: header ‘x-amz-acl’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).";
    tells(firefox, "cors", "the header x-amz-acl");
    let policy = format!(
        "Refused to connect to '{at}' because it violates the following Content Security Policy directive: \"connect-src\"."
    );
    tells(&policy, "cors", "Content-Security-Policy");
    tells(&format!("TypeError: Failed to fetch\nPUT {at} net::ERR_FAILED"), "cors", "the browser hides why");
}

#[test]
fn checksums_in_words_that_no_table_has() {
    for words in [
        "Value for x-amz-checksum-crc32 header is invalid.",
        "The value specified in the x-amz-sdk-checksum-algorithm header is invalid",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER not implemented",
        "unknown checksum algorithm CRC64NVME",
        "aws-chunked is unsupported here",
        "x-amz-trailer is not recognized",
    ] {
        for code in ["InvalidRequest", "SomethingElse"] {
            tells(&xml(code, words), "sdk-checksum", "WHEN_REQUIRED");
        }
        tells(&format!("Amazon.S3.AmazonS3Exception: {words}"), "sdk-checksum", "WHEN_REQUIRED");
    }
}

/// A body with its checksum after it, at servers that do not know it: whatever they complain of.
#[test]
fn bodies_with_a_trailer() {
    let sent = "PUT /b/a HTTP/1.1\nHost: s3.example.com\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\n\
                x-amz-trailer: x-amz-checksum-crc32\n\nHTTP/1.1 400 Bad Request\n\n";
    let codes = [
        "BadDigest",
        "IncompleteBody",
        "InvalidArgument",
        "MissingContentLength",
        "XAmzContentSHA256Mismatch",
        "InternalError",
    ];
    for code in codes {
        tells(&format!("{sent}{}", xml(code, "no")), "sdk-checksum", "WHEN_REQUIRED");
        let at_amazon = sent.replace("s3.example.com", "s3.us-east-1.amazonaws.com");
        let comparison = diagnose(&Evidence::read(&format!("{at_amazon}{}", xml(code, "no"))), at("20260101T000030Z"));
        assert!(comparison.causes.iter().all(|cause| cause.kind() != "sdk-checksum"), "{comparison}");
    }
}

#[test]
fn redirects_lead_away_from_what_was_signed() {
    let from = url("b.s3.amazonaws.com", "/a", "eu-west-2");
    for (to, kind, words) in [
        (from.replace("b.s3.", "b.s3.eu-west-2."), "endpoint", "the host b.s3.eu-west-2.amazonaws.com"),
        (from.replace("/a?", "/a/?"), "path", "only the slash at its end differs"),
    ] {
        for status in ["301 Moved Permanently", "307 Temporary Redirect"] {
            tells(&format!("$ curl -i '{from}'\nHTTP/1.1 {status}\nLocation: {to}\n"), kind, words);
        }
    }
    let from = from.replace("b.s3.", "b.s3.eu-west-2.");
    let http = from.replace("https:", "http:");
    let moved = format!("$ curl -v '{http}'\n< HTTP/1.1 301 Moved Permanently\n< Location: {from}\n");
    tells(&moved, "endpoint", "begin the URL with https://");
    let log = "\"GET /bucket?location= HTTP/1.1\" 301 185 \"-\"\n\"GET /bucket/?location= HTTP/1.1\" 403 348 \"-\"\n";
    tells(
        &format!("{log}<Error><Code>SignatureDoesNotMatch</Code></Error>"),
        "path",
        "only the slash at its end differs",
    );
}

#[test]
fn shells_that_cut_a_url() {
    let at = url("b.s3.eu-west-1.amazonaws.com", "/a", "eu-west-1");
    for words in [
        "-bash: X-Amz-Credential: command not found",
        "'X-Amz-Credential' is not recognized as an internal or external command,\noperable program or batch file.",
        "The ampersand (&) character is not allowed.",
        "zsh: no matches found: https://b.s3.eu-west-1.amazonaws.com/a?x-id=GetObject",
    ] {
        tells(&format!("wget {at}\n{words}"), "not-signed", "quot");
    }
}

/// The conditions of a policy name what the form must have.
#[test]
fn conditions_of_a_policy_that_are_not_met() {
    for (condition, words) in [
        (
            "[\"starts-with\", \"$Content-Length\", \"\"]",
            "Content-Length is not a field of forms: remove the condition",
        ),
        ("[\"eq\", \"$bucket\", \"b\"]", "a different bucket from the policy's"),
        ("[\"starts-with\", \"$key\", \"uploads/\"]", "does not start with uploads/"),
        ("[\"eq\", \"$acl\", \"public-read\"]", "send acl with exactly the value"),
    ] {
        let message = format!("Invalid according to Policy: Policy Condition failed: {condition}");
        tells(&xml("AccessDenied", &message), "post-policy", words);
    }
}

/// What a credential lacks is named, from its end on.
#[test]
fn credentials_without_a_part_of_their_scope() {
    let request = |credential: &str| {
        format!(
            "GET /a HTTP/1.1\nHost: b.s3.amazonaws.com\nx-amz-date: 20260101T000000Z\nAuthorization: AWS4-HMAC-SHA256 \
             Credential={credential}, SignedHeaders=host;x-amz-date, Signature={DIGITS}\n"
        )
    };
    for (credential, words) in [
        ("AKIDEXAMPLE/", "lacks the date, the region, the service, aws4_request"),
        ("AKIDEXAMPLE/20260101", "lacks the region, the service, aws4_request"),
        ("AKIDEXAMPLE/20260101/us-east-1/s3", "lacks aws4_request"),
    ] {
        tells(&request(credential), "malformed", words);
    }
    let middle = diagnose(&Evidence::read(&request("AKIDEXAMPLE/20260101/s3/aws4_request")), at("20260101T000030Z"));
    assert!(!middle.to_string().contains("lacks"), "{middle}");
}

/// Why a session token is refused, the most reported cause first.
#[test]
fn session_tokens_that_are_refused() {
    let r2 = url(&format!("{}.r2.cloudflarestorage.com", "0".repeat(32)), "/b/a", "auto");
    let paste = format!("{r2}\n{}", xml("InvalidArgument", "X-Amz-Security-Token"));
    let comparison = diagnose(&Evidence::read(&paste), at("20260101T000030Z"));
    assert!(comparison.causes.iter().all(|cause| cause.kind() == "token"), "{comparison}");
    for (at, words) in ["unset AWS_SESSION_TOKEN", "a scope and actions", "another access key id"].iter().enumerate() {
        assert!(comparison.causes[at].sentence.contains(words), "{comparison}");
    }
}

#[test]
fn other_kinds() {
    let host = "b.s3.eu-west-1.amazonaws.com";
    let mismatch =
        xml("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");
    let bearer = "POST /model/a/converse HTTP/1.1\nHost: bedrock-runtime.us-east-1.amazonaws.com\nAuthorization: Bearer abcdef0123\n\n";
    tells(&format!("{bearer}{{\"Message\": \"no\"}}"), "two-signatures", "with Bearer instead of a signature");
    let local = url("localhost:4566", "/b/a", "us-east-1").replace("https:", "http:");
    tells(&format!("{local}\n{mismatch}"), "secret", "LocalStack");
    tells(&format!("{}\n{mismatch}", url(host, "/a%2520b", "eu-west-1")), "encoded-twice", "unless the name itself");
    let twice = url("bucket.s3.eu-west-1.amazonaws.com", "/bucket/a", "eu-west-1");
    tells(&format!("{twice}\n{}", xml("NoSuchKey", "no")), "path", "in the host");
    tells(&url("b.nyc3.cdn.digitaloceanspaces.com", "/a", "nyc3"), "host", "CDN");
    let forwarded =
        "PUT /b/a HTTP/1.1\nHost: minio:9000\nX-Forwarded-Host: s3.example.com\n\nHTTP/1.1 403 Forbidden\n\n";
    tells(&format!("{forwarded}{mismatch}"), "host", "the client used s3.example.com");
    tells("<h1>413 Request Entity Too Large</h1><hr><center>nginx</center>", "size", "client_max_body_size");
    tells("request stream is not seekable", "payload", "read the body twice");
}

/// What was missing from the request, or is a thing of its own.
#[test]
fn further_kinds() {
    for names in ["host;host", "content-type;host;host;x-amz-date", "host;x-amz-date;x-amz-date"] {
        let name = if names.contains("host;host") { "host" } else { "x-amz-date" };
        let listed = format!("the header {name} is listed twice");
        let of_url = url("b.s3.eu-west-1.amazonaws.com", "/a", "eu-west-1")
            .replace("SignedHeaders=host", &format!("SignedHeaders={}", names.replace(';', "%3B")));
        tells(&format!("{of_url}\n{}", xml("SignatureDoesNotMatch", "x")), "malformed", &listed);
        let of_header = format!(
            "POST /a HTTP/1.1\nHost: sqs.us-east-1.amazonaws.com\nx-amz-date: 20260101T000000Z\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=AKIDEXAMPLE/20260101/us-east-1/sqs/aws4_request, SignedHeaders={names}, Signature={DIGITS}\n\n"
        );
        tells(&format!("{of_header}{}", xml("SignatureDoesNotMatch", "x")), "malformed", &listed);
    }
    for start in ["error sending SMTP test: ", "", "smtplib.SMTPAuthenticationError: "] {
        tells(&format!("{start}535 Authentication Credentials Invalid"), "secret", "is not that key itself");
    }
    for id in ["undefined", "null", "None"] {
        let signed = format!("https://d1.cloudfront.net/a.mp3?Expires=1767229200&Signature=abcd__&Key-Pair-Id={id}");
        tells(&format!("{signed}\n{}", xml("InvalidKey", "Unknown Key")), "empty-variable", id);
        tells(&signed, "empty-variable", id);
    }
    let signed = "https://d1.cloudfront.net/a.mp3?Expires=1767229200&Signature=abcd__&Key-Pair-Id=K2JCJMDEHXQW5F";
    tells(&format!("{signed}\n{}", xml("InvalidKey", "Unknown Key")), "access-key", "K2JCJMDEHXQW5F");
    for (expected, actual) in [("null", "crc32"), ("null", "sha256"), ("crc32", "crc64nvme")] {
        let words = format!(
            "Checksum Type mismatch occurred, expected checksum Type: {expected}, actual checksum Type: {actual}"
        );
        tells(&xml("InvalidRequest", &words), "sdk-checksum", "CreateMultipartUpload");
    }
    let log = "level=warning msg=\"access denied\" error=\"sts getCallerIdentity failed: error from AWS (expected 200, got 403)\"";
    tells(log, "token", "x-k8s-aws-id");
    let chrome = "XMLHttpRequest cannot load https://b.s3.amazonaws.com/. The request was redirected to \
                  'https://b.s3-us-west-2.amazonaws.com/', which is disallowed for cross-origin requests that require preflight.";
    tells(chrome, "cors", "redirects the browser's preflight");
    for escaped in ["%252F", "%252B", "%253D"] {
        let token = format!("&X-Amz-Security-Token=abc{escaped}def&X-Amz-SignedHeaders");
        let signed = url("b.s3.eu-west-1.amazonaws.com", "/a", "eu-west-1").replace("&X-Amz-SignedHeaders", &token);
        tells(&format!("{signed}\n{}", xml("InvalidToken", "x")), "encoded-twice", "session token");
        let once = format!("{}\n{}", signed.replace("%25", "%"), xml("InvalidToken", "x"));
        assert!(!diagnose(&Evidence::read(&once), at("20260101T000030Z")).to_string().contains("twice"), "{once}");
    }
    for field in ["commit", "utf8, authenticity_token"] {
        let details = format!("<Details>Policy did not reference these fields: {field}</Details>");
        tells(
            &format!("<Error><Code>InvalidPolicyDocument</Code><Message>x</Message>{details}</Error>"),
            "post-policy",
            field,
        );
    }
    let reserved = "{\"Message\": \"The request includes reserved HTTP headers.\"}";
    tells(reserved, "header", "remove them");
    let sent = format!("POST /a HTTP/1.1\nHost: lambda.us-east-1.amazonaws.com\nx-amzn-vpc-id: vpc-0\n\n{reserved}");
    tells(&sent, "header", "(x-amzn-vpc-id)");
}

/// What the server's canonical request shows where nothing else is at hand.
#[test]
fn canonical_requests_alone() {
    let answer = |method: &str, headers: &str, names: &str| {
        format!(
            "<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>{method}\n/a\nX-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=A%2F20260101%2Fr%2Fs3%2Faws4_request\n{headers}\n\n{names}\n\
             UNSIGNED-PAYLOAD</CanonicalRequest></Error>"
        )
    };
    tells(&answer("GET", "host:www.example.com", "host"), "host", "received the host www.example.com");
    tells(&answer("HEAD", "host:b.s3.amazonaws.com", "host"), "method", "HEAD");
    let umlaut = answer("GET", "host:b.s3.amazonaws.com\nx-amz-meta-a:M\u{fc}ller", "host;x-amz-meta-a");
    tells(&umlaut, "header", "beyond ASCII");
}
