//! Sorts of trouble that no single report shows whole: every member of each is told, in every way to have it.

use presign::explain::{Comparison, Evidence, diagnose, inspect, solve};
use presign::{Credentials, explain::Sent};

use crate::fixtures::at;

const DIGITS: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
const MISMATCH: &str = "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the \
                        signature you provided. Check your key and signing method.</Message></Error>";
const FUNCTION: &str = "{\"message\": \"The request signature we calculated does not match the signature you provided. Check your \
                        AWS Secret Access Key and signing method. Consult the service documentation for details.\"}";

fn query(region: &str) -> String {
    format!(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2F{region}%2Fs3%2Faws4_request\
         &X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
    )
}

/// As most signers write it, the signature last.
fn url(host: &str, region: &str) -> String {
    format!("https://{host}/bucket/a.css?{}&X-Amz-Signature={DIGITS}", query(region))
}

fn s3() -> String {
    url("s3.eu-west-2.amazonaws.com", "eu-west-2")
}

fn told(evidence: &Evidence) -> Comparison {
    diagnose(evidence, at("20260101T000030Z"))
}

fn with(url: Option<&str>, method: &str, headers: &[(&str, &str)], answer: &str) -> Comparison {
    let mut evidence = Evidence::default().with_answer(answer);
    evidence.url = url.map(Into::into);
    evidence.method = Some(method.into());
    evidence.headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    told(&evidence)
}

fn has(comparison: &Comparison, kind: &str, words: &str) -> bool {
    comparison.causes.iter().take(3).any(|cause| cause.kind() == kind && cause.sentence.contains(words))
}

#[track_caller]
fn expect(comparison: &Comparison, kind: &str, words: &str) {
    assert!(has(comparison, kind, words), "{kind} {words}: {comparison}");
}

#[test]
fn whatever_is_appended_after_signing() {
    let tails = [
        "?v=1",
        "?2026-01-01T00:00:28.000Z",
        "?",
        "/index.m3u8",
        "%20",
        ";jsessionid=1",
        "=",
        ":1",
        "-small",
        "0a",
        "%22",
    ];
    for tail in tails {
        let url = s3() + tail;
        let found = inspect(&url, at("20260101T000030Z"));
        let kinds: Vec<_> = found.findings.iter().map(presign::explain::Finding::kind).collect();
        // A semicolon ends it where a URL is copied; hexadecimal digits may be a part of it.
        assert!(kinds.contains(&"parameter-added") || tail == "0a" && kinds.contains(&"malformed"), "{tail}: {found}");
        if tail != "0a" {
            expect(&with(Some(&url), "GET", &[], MISMATCH), "parameter-added", "appended");
        }
    }
    // A parameter, and whoever adds it: caches, trackers, sizes, tokens of others.
    for name in
        ["v", "t", "_", "ts", "cb", "width", "w", "token", "download", "access_token", "Expires", "ref", "lang", "z"]
    {
        let url = format!("{}&{name}=1", s3());
        expect(&with(Some(&url), "GET", &[], MISMATCH), "parameter-added", &format!("parameter {name} stands after"));
    }
    // In the value of any parameter of the signature, where that comes last.
    let sorted = |end: &str| {
        format!("https://s3.eu-west-2.amazonaws.com/a?X-Amz-Signature={DIGITS}&{}{end}", query("eu-west-2"))
    };
    let last = inspect(&sorted("?v=1"), at("20260101T000030Z"));
    assert!(last.findings.iter().any(|found| found.sentence.contains("?v=1 was appended")), "{last}");
}

#[test]
fn what_signers_put_after_the_signature_is_not_appended() {
    let sorted = format!("{}&X-Amz-Signature={DIGITS}&X-Amz-SignedHeaders=host&x-id=GetObject", query("eu-west-2"));
    let sorted = sorted.replacen("&X-Amz-SignedHeaders=host", "", 1);
    let token = format!("{}&X-Amz-Signature={DIGITS}&X-Amz-Security-Token=T", query("eu-west-2"));
    for query in [sorted, token, format!("{}&X-Amz-Signature={DIGITS}", query("eu-west-2"))] {
        let url = format!("https://bucket.s3.eu-west-2.amazonaws.com/a?{query}");
        let found = inspect(&url, at("20260101T000030Z"));
        assert!(found.findings.iter().all(|found| found.kind() != "parameter-added"), "{found}");
    }
}

#[test]
fn the_header_of_the_hash_in_other_spellings() {
    let names = [
        "x-content-sha256",
        "content-sha256",
        "x-amz-sha256",
        "x-amz-content-sha-256",
        "x_amz_content_sha256",
        "x-amzn-content-sha256",
        "x-aws-content-sha256",
        "X-Content-SHA256",
        "x-amz-body-sha256",
        "amz-content-sha256",
    ];
    for name in names {
        let comparison = with(Some("https://app.example.com/api"), "POST", &[(name, DIGITS)], FUNCTION);
        expect(&comparison, "header", "its right name is x-amz-content-sha256");
        assert!(comparison.causes.iter().all(|cause| cause.kind() != "not-signed"), "{comparison}");
    }
    for name in ["x-amz-content-sha256", "content-type", "x-token", "token", "x-amz-meta-token", "digest", "date"] {
        let comparison = with(Some("https://app.example.com/api"), "POST", &[(name, "v")], FUNCTION);
        assert!(!has(&comparison, "header", "its right name"), "{name}: {comparison}");
    }
    expect(&with(Some(&s3()), "GET", &[("x-amz-session-token", "T")], MISMATCH), "header", "x-amz-security-token");
}

#[test]
fn cloudfront_signs_for_clients_that_hash_no_body() {
    for (host, words) in [
        ("d111111abcdef8.cloudfront.net", ""),
        ("www.example.com", ""),
        ("www.example.com", "x-cache: Error from cloudfront"),
    ] {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let answer = format!("HTTP/2 403\ncontent-type: application/json\n{words}\n\n{FUNCTION}");
            expect(
                &with(Some(&format!("https://{host}/api")), method, &[], &answer),
                "header",
                "origin access control",
            );
        }
    }
    // Where the client signs, or sends no body, or sends the hash, it is something else.
    let signed = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00",
    );
    for (method, header) in [("GET", ("accept", "*/*")), ("POST", ("x-amz-content-sha256", DIGITS)), ("POST", signed)] {
        let comparison = with(Some("https://www.example.com/api"), method, &[header], FUNCTION);
        assert!(!has(&comparison, "header", "origin access control"), "{comparison}");
    }
}

#[test]
fn services_that_want_the_hash_as_a_header() {
    let services = ["aoss", "s3", "s3express", "s3-object-lambda", "s3-outposts", "vpc-lattice-svcs"];
    let authorization = |service: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host;x-amz-date, \
             Signature={DIGITS}"
        )
    };
    let answer = "{\"status\":403,\"error\":{\"reason\":\"403 Forbidden\",\"type\":\"Forbidden\"}}";
    let url = "https://example.us-east-1.on.aws/index";
    for service in services {
        let comparison = with(Some(url), "GET", &[("authorization", &authorization(service))], answer);
        expect(&comparison, "header", "wants the header x-amz-content-sha256 in every request");
        let sent = [("authorization", &*authorization(service)), ("x-amz-content-sha256", DIGITS)];
        assert!(!has(&with(Some(url), "GET", &sent, answer), "header", "wants the header"));
    }
    let other = with(Some(url), "GET", &[("authorization", &authorization("execute-api"))], answer);
    assert!(!has(&other, "header", "wants the header"), "{other}");
}

#[test]
fn tokens_that_stand_raw_in_a_connection_url() {
    let host = "example.abc.eu-west-1.rds.amazonaws.com:5432";
    let query = query("eu-west-1").replace("%2Fs3%2F", "%2Frds-db%2F");
    let token = format!("{host}/?Action=connect&DBUser=u&{query}&X-Amz-Signature={DIGITS}");
    let encoded =
        token.replace('%', "%25").replace('/', "%2F").replace('?', "%3F").replace('&', "%26").replace('=', "%3D");
    let schemes = [
        "postgres",
        "postgresql",
        "mysql",
        "mariadb",
        "postgresql+psycopg2",
        "mysql+pymysql",
        "redis",
        "rediss",
        "mongodb",
    ];
    let errors =
        ["FATAL: PAM authentication failed for user \"u\"", "invalid port number", "cannot parse `postgres://`", ""];
    for scheme in schemes {
        for error in errors {
            let raw = format!("{scheme}://u:{token}@{host}/db\n{error}");
            expect(&told(&Evidence::read(&raw)), "not-encoded", "must be percent-encoded as a whole");
            let right = told(&Evidence::read(&raw.replace(&token, &encoded.replace(':', "%3A"))));
            assert!(!has(&right, "not-encoded", "as a whole"), "{right}");
        }
    }
    let jdbc = format!("jdbc:postgresql://{host}/db?user=u&password={token}\nFATAL: PAM authentication failed");
    expect(&told(&Evidence::read(&jdbc)), "not-encoded", "must be percent-encoded as a whole");
}

#[test]
fn headers_that_others_add_without_signing_them() {
    for (name, who) in [
        ("x-amz-cf-id", "CloudFront adds it"),
        ("x-amz-checksum-crc32", "an SDK adds it"),
        ("x-amz-checksum-mode", "an SDK adds it"),
        ("x-amz-sdk-checksum-algorithm", "an SDK adds it"),
        ("x-amz-trailer", "an SDK adds it"),
        ("x-amz-user-agent", "in a browser"),
        ("x-amz-security-token", "in the query"),
        ("x-amz-acl", "sign them, or do not send them"),
    ] {
        let answer = format!(
            "<Error><Code>AccessDenied</Code><Message>There were headers present in the request which were not signed</Message>\
             <HeadersNotSigned>{name}</HeadersNotSigned></Error>"
        );
        expect(&with(None, "PUT", &[], &answer), "unsigned-header", who);
        let both = answer.replace(name, &format!("x-amz-meta-a, {name}"));
        expect(&with(None, "PUT", &[], &both), "unsigned-header", who);
    }
}

#[test]
fn a_token_that_is_called_invalid() {
    let message = "The security token included in the request is invalid.";
    let answers = ["Unauthorized", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidToken"].map(|code| {
        [
            format!("{{\"errors\": [{{\"code\": \"{code}\", \"message\": \"{message}\"}}]}}"),
            format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"),
            format!("An error occurred ({code}) when calling the GetCallerIdentity operation: {message}"),
        ]
    });
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20260101/us-east-1/execute-api/aws4_request, \
         SignedHeaders=host;x-amz-date;x-amz-security-token, Signature={DIGITS}"
    );
    let headers = [("authorization", &*authorization), ("x-amz-security-token", "IQoJexample")];
    for answer in answers.as_flattened() {
        let comparison = with(Some("https://api.example.com/a"), "GET", &headers, answer);
        assert_eq!(comparison.causes[0].kind(), "token", "{answer}: {comparison}");
    }
}

#[test]
fn programs_that_sign_what_proxies_change() {
    let go = "operation error S3: HeadObject, https response error StatusCode: 403, RequestID: EXAMPLE, HostID: , api error \
              SignatureDoesNotMatch: UnknownError";
    for before in ["rclone v1.69.1\n", "2026/01/01 CRITICAL: ", "terraform: ", "level=error msg=", ""] {
        expect(&told(&Evidence::read(&format!("{before}{go}"))), "proxy-changes", "accept-encoding");
    }
    // AWS fills the second id, and nothing stands before it.
    let aws = told(&Evidence::read(&go.replace("HostID: ,", "HostID: abc/def=,")));
    assert!(!has(&aws, "proxy-changes", "accept-encoding"), "{aws}");
}

#[test]
fn the_region_that_clients_use_where_none_is_set() {
    for host in ["objects.example.net", "s3.cloud.example.com", "storage.example.org"] {
        let comparison = with(Some(&url(host, "us-east-1")), "GET", &[], MISMATCH);
        expect(&comparison, "region", "is signed for the region us-east-1");
        // Nothing says that there is a proxy.
        assert!(!has(&comparison, "host", "proxy"), "{comparison}");
        assert!(!has(&with(Some(&url(host, "eu-1")), "GET", &[], MISMATCH), "region", "us-east-1"));
    }
    for sign in ["via", "x-forwarded-for", "cf-ray"] {
        let comparison = with(Some(&url("objects.example.net", "eu-1")), "GET", &[(sign, "x")], MISMATCH);
        expect(&comparison, "host", "proxy");
    }
}

#[test]
fn a_status_beside_the_url() {
    let url =
        url("account.r2.cloudflarestorage.com", "auto").replace("&X-Amz-Signature", "&x-id=GetObject&X-Amz-Signature");
    let lines = [
        "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: URL",
        "httpx.HTTPStatusError: Client error '403 Forbidden' for url 'URL'",
        "java.io.IOException: Server returned HTTP response code: 403 for URL: URL",
        "aiohttp.client_exceptions.ClientResponseError: 403, message='Forbidden', url='URL'",
        "Error: Request failed with status code 403 URL",
        "wget: server returned error: HTTP/1.1 403 Forbidden URL",
        "HEAD URL 403 (Forbidden)",
    ];
    for line in lines {
        let mut evidence = Evidence::read(&line.replace("URL", &url));
        evidence.url = Some(url.clone());
        evidence.method = Some("HEAD".into());
        let comparison = told(&evidence);
        assert_eq!(comparison.causes[0].kind(), "method", "{line}: {comparison}");
        assert!(!has(&comparison, "malformed", ""), "{comparison}");
    }
}

#[test]
fn a_method_that_was_signed_is_not_told_as_wrong() {
    let post = |parameter: &str| s3().replace("a.css?", &format!("a.css?{parameter}&"));
    for (method, url) in [
        ("HEAD", s3().replace("&X-Amz-Signature", "&x-id=HeadObject&X-Amz-Signature")),
        ("POST", post("uploads=")),
        ("POST", post("uploadId=1")),
        ("POST", post("delete=")),
        ("POST", post("restore=")),
        ("POST", s3().replace("%2Fs3%2F", "%2Fexecute-api%2F")),
    ] {
        let comparison = with(Some(&url), method, &[], MISMATCH);
        assert!(comparison.causes.iter().all(|cause| cause.kind() != "method"), "{method}: {comparison}");
    }
}

#[test]
fn tokens_of_a_cluster_in_other_encodings() {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding};
    let address = format!("https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&{}", query("us-east-1"));
    let token = format!("{address}~~~???&X-Amz-Signature={DIGITS}");
    let paste = |encoded: &str| {
        format!("Authorization: Bearer k8s-aws-v1.{encoded}\n\n{{\"message\":\"Unauthorized\",\"code\":401}}")
    };
    let padded = Base64::encode_string(token.as_bytes());
    let whole =
        token.replace('%', "%25").replace(':', "%3A").replace('/', "%2F").replace('?', "%3F").replace('&', "%26");
    assert!(padded.contains(['=', '+', '/']));
    expect(&told(&Evidence::read(&paste(&padded))), "malformed", "the base64 of URLs");
    let encoded = Base64UrlUnpadded::encode_string(whole.as_bytes());
    expect(&told(&Evidence::read(&paste(&encoded))), "copied", "percent-encoded as a whole");
}

#[test]
fn a_bare_plus_is_no_proof() {
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let signer = presign::Signer::new(credentials.clone(), "us-east-1", "neptune-db").unwrap();
    let signed = presign::Request::get("https://db.example.com/sparql?query=select%2B%2A").unwrap();
    let explanation = signer.explain(&signed, core::time::Duration::from_secs(60), at("20260101T000000Z")).unwrap();
    let sent = explanation.url().unwrap().as_str().replace("%2B", "+");
    let attempt = solve(&Sent::new("GET", &sent), &credentials, 10_000).unwrap();
    assert_eq!(attempt.solution.as_ref().unwrap()[0].kind(), "plus", "{attempt}");
    assert!(!attempt.to_string().contains("right for what was sent"), "{attempt}");
}
