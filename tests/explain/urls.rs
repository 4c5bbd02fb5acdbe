//! URLs as people paste them, URLs that are signed in other ways, and what can be seen in a URL alone.

use std::time::Duration;

use presign::explain::{Inspection, inspect, repair_url};
use presign::{Request, Signer};

use crate::fixtures::{at, credentials, now};

fn look(url: &str) -> Inspection {
    inspect(url, at("20150830T124000Z"))
}

fn sign(request: &Request<'_>, region: &str, service: &str) -> String {
    let signer = Signer::new(credentials(), region, service).unwrap();
    request.presign(&signer, Duration::from_secs(900), now()).unwrap().into_string()
}

fn url() -> String {
    sign(&Request::get("https://b.s3.eu-west-1.amazonaws.com/a%2Bb/k").unwrap().query("x", "1"), "eu-west-1", "s3")
}

/// The URL has these findings and no other.
#[track_caller]
fn finds(url: &str, expected: &[(&'static str, &str)]) {
    let findings = look(url).findings;
    let found: Vec<_> = findings.iter().map(|finding| (finding.kind(), finding.sentence.as_str())).collect();
    assert_eq!(found, expected, "{url}");
}

const AROUND: &str = "the URL was copied with something around it that is not a part of it";
const AFTER: &str = "the URL was copied with something after it that is not a part of it";

#[test]
fn a_pasted_url_is_read_all_the_same() {
    let url = url();
    let json = "the URL was copied out of JSON: it has \\u0026 where & should be, or \\/ where / should be";
    let html = "the URL was copied out of HTML: it has &amp; where & should be";
    let lines = "the URL was copied with line breaks, which are not a part of it";
    let whole = "the URL is percent-encoded as a whole, as a value in another URL is: decode it once";
    let encode = |text: &str| {
        let encode = |byte: u8| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(encode).collect::<Vec<_>>().concat()
    };
    let (start, end) = url.split_at(100);
    for (pasted, expected) in [
        (format!("\"{url}\""), ("copied", AROUND)),
        (format!("'{url}'"), ("copied", AROUND)),
        (format!("<{url}>"), ("copied", AROUND)),
        (format!("[upload]({url}) works"), ("copied", AROUND)),
        (format!("curl -X PUT -T file \"{url}\" -v"), ("copied", AROUND)),
        (format!("see [{url}] there"), ("copied", AROUND)),
        (format!("wget {url} -O file"), ("copied", AROUND)),
        (format!("{url})"), ("copied", AFTER)),
        (format!("{url}\""), ("copied", AFTER)),
        (format!("{url}',"), ("copied", AFTER)),
        (format!("{url}."), ("copied", AFTER)),
        (url.replace('&', "\\u0026"), ("copied", json)),
        (url.replace('/', "\\/"), ("copied", json)),
        (url.replace('&', "&amp;"), ("html-escaped", html)),
        (format!("{start}\n{end}"), ("copied", lines)),
        (format!("{start}\r\n    {end}\n"), ("copied", lines)),
        (format!("{start}\\\n  {end}"), ("copied", lines)),
        (encode(&url), ("copied", whole)),
    ] {
        finds(&pasted, &[expected]);
        assert_eq!(repair_url(&pasted), url);
        let printed = look(&pasted).to_string();
        let (before, _) = printed.split_once("finding ").unwrap();
        assert_eq!(before, look(&url).to_string(), "{pasted}");
    }
    // A URL inside of another one is not the one that was meant.
    for outer in [format!("example.com/?u={url}"), format!("s3://b/k {url}")] {
        assert!(!look(&outer).findings.iter().any(|finding| finding.sentence == AROUND), "{outer}");
    }
    let both = format!("\"{}\"", url.replace('&', "\\u0026"));
    finds(&both, &[("copied", json), ("copied", AROUND)]);
    finds(&url, &[]);
}

/// What only looks like the trace of a paste is a part of the URL.
#[test]
fn what_belongs_to_a_url_is_left_alone() {
    let request = Request::get("https://b.s3.eu-west-1.amazonaws.com/(a)").unwrap();
    finds(&sign(&request.query("r", "https://c.example/?d=(e)."), "eu-west-1", "s3"), &[]);
    let unsigned = look("https://example.com/r?to=https://b.s3.amazonaws.com/k");
    assert_eq!((unsigned.host.as_str(), unsigned.path.as_str()), ("example.com", "/r"));
}

#[test]
fn the_names_of_parameters_are_case_sensitive() {
    let sentence =
        "the query has x-amz-Algorithm where X-Amz-Algorithm should be: the names of parameters are case-sensitive";
    finds(&url().replace("X-Amz-", "x-amz-"), &[("not-signed", sentence)]);
}

#[test]
fn a_database_token_has_no_scheme() {
    for (host, service, query) in [
        ("db.abc.eu-west-1.rds.amazonaws.com:5432", "rds-db", ("Action", "connect")),
        ("x.dsql.eu-west-1.on.aws", "dsql", ("Action", "DbConnect")),
        ("my-cache", "elasticache", ("Action", "connect")),
    ] {
        let address = format!("https://{host}/");
        let request = Request::get(&address).unwrap().query(query.0, query.1);
        let token = sign(&request, "eu-west-1", service);
        let token = token.strip_prefix("https://").unwrap();
        let inspection = look(token);
        assert_eq!(inspection.findings, [], "{token}");
        assert_eq!((inspection.host.as_str(), inspection.operation.as_deref()), (host, Some(query.1)));
    }
}

#[test]
fn other_ways_of_signing_are_named_with_their_expiry() {
    let at_end = Some(at("20150830T124000Z"));
    let ways = [
        (
            "https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=a%40b.iam%2F20150830%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20150830T123600Z&X-Goog-Expires=240&X-Goog-SignedHeaders=host&X-Goog-Signature=0",
            "Google Cloud Storage's signed URLs (V4)",
            Some("a@b.iam"),
            at_end,
        ),
        (
            "https://storage.googleapis.com/b/k?GoogleAccessId=a%40b.iam&Expires=1440938400&Signature=x",
            "Google Cloud Storage's signed URLs (V2)",
            Some("a@b.iam"),
            at_end,
        ),
        (
            "https://a.blob.core.windows.net/c/k?sv=2020-08-04&se=2015-08-30T12%3A40%3A00Z&sr=b&sp=r&sig=x%3D",
            "Azure Storage's shared access signatures",
            None,
            at_end,
        ),
        (
            "https://b.oss-cn-hangzhou.aliyuncs.com/k?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=LTAI%2F20150830%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-date=20150830T123600Z&x-oss-expires=240&x-oss-signature=0",
            "Alibaba Cloud OSS (V4)",
            Some("LTAI"),
            at_end,
        ),
        (
            "https://b.oss-cn-hangzhou.aliyuncs.com/k?OSSAccessKeyId=LTAI&Expires=1440938400&Signature=x",
            "Alibaba Cloud OSS (V1)",
            Some("LTAI"),
            at_end,
        ),
        (
            "https://b.cos.ap-guangzhou.myqcloud.com/k?q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=1440938160;1440938400&q-key-time=1440938160;1440938400&q-header-list=host&q-url-param-list=&q-signature=0",
            "Tencent Cloud COS",
            Some("AKID"),
            at_end,
        ),
        (
            "https://b.obs.cn-north-4.myhuaweicloud.com/k?AccessKeyId=AK&Expires=1440938400&Signature=x",
            "Huawei Cloud OBS",
            Some("AK"),
            at_end,
        ),
        (
            "https://b.tos-cn-beijing.volces.com/k?X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Credential=AKLT%2F20150830%2Fcn-beijing%2Ftos%2Frequest&X-Tos-Date=20150830T123600Z&X-Tos-Expires=240&X-Tos-SignedHeaders=host&X-Tos-Signature=0",
            "Volcengine TOS",
            Some("AKLT"),
            at_end,
        ),
    ];
    // What AWS's keys begin with says nothing of others'.
    let foreign = look("https://h.example/k?OSSAccessKeyId=ASIA&Expires=1440938400&Signature=x");
    assert_eq!(foreign.findings.iter().map(presign::explain::Finding::kind).collect::<Vec<_>>(), ["other-scheme"]);
    for (url, name, id, expires_at) in ways {
        let inspection = look(url);
        assert_eq!(inspection.signed_with, Some(name), "{url}");
        assert_eq!((inspection.access_key_id.as_deref(), inspection.expires_at), (id, expires_at), "{url}");
        let sentence = format!(
            "the URL is signed in the way of {name}, not with Signature Version 4: only its expiry is read here"
        );
        finds(url, &[("other-scheme", &sentence)]);
        assert!(inspection.to_string().starts_with(&format!("signed with      {name}\n")), "{inspection}");
        let later = inspect(url, at("20150830T124001Z")).findings;
        let expired = later.get(1).map(presign::explain::Finding::kind);
        assert_eq!(expired, expires_at.map(|_| "expired"), "{url}");
    }
}

#[test]
fn version_2_has_its_own_parameters() {
    let url =
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=ASIAEXAMPLE&Signature=x&x-amz-security-token=T&Expires=1440938400";
    let version = "the URL is signed with Signature Version 2, which S3 refuses in regions opened since 2014 and for \
                   buckets created since June 2020";
    assert!(look(url).has_session_token);
    assert!(!look(&url.replace("x-amz-security-token=T&", "")).has_session_token);
    assert!(!look(&self::url().replace("X-Amz-Date", "x-amz-security-token=T&X-Amz-Date")).has_session_token);
    finds(url, &[("signature-version-2", version)]);
    let milliseconds = "Expires is 1440938400000, which is in milliseconds: servers read seconds since 1970";
    let late = url.replace("1440938400", "1440938400000");
    finds(&late, &[("malformed", milliseconds), ("signature-version-2", version)]);
    assert_eq!(look(&late).expires_at, None);
}

#[test]
fn parameters_that_were_added_to_a_link() {
    for name in ["utm_source", "fbclid", "gclid", "_ga", "_ga_ABC", "mc_eid"] {
        let sentence = format!(
            "the query parameter {name} was most likely added after signing: every parameter is signed, so that the \
             signature does not match"
        );
        finds(&format!("{}&{name}=x", url()), &[("parameter-added", &sentence)]);
    }
    // These are signed, as far as can be seen.
    for name in ["utm", "_gallery", "x-id"] {
        finds(&url().replacen("X-Amz-Signature", &format!("{name}=x&X-Amz-Signature"), 1), &[]);
    }
}

#[test]
fn signed_headers_that_change_on_the_way() {
    let address = "https://b.s3.eu-west-1.amazonaws.com/k";
    for name in ["accept-encoding", "connection", "proxy-x", "trailer", "user-agent"] {
        let who = match name {
            "accept-encoding" => {
                "proxies change it in transit, as Cloudflare, the front end of Google Cloud Storage and load balancers do"
            }
            "user-agent" => "proxies change it, and browsers set their own",
            _ => "proxies change it",
        };
        let changes = format!("the header {name} is signed, but {who}: it should never be signed");
        let browser = format!("the header {name} is signed, but a browser does not let a script set it");
        let signed = url().replace("SignedHeaders=host", &format!("SignedHeaders={}", sorted(name)));
        finds(&signed, &[("proxy-changes", &changes), ("browser-forbids", &browser)]);
    }
    // All that this crate refuses to sign because proxies change it.
    let signer = Signer::new(credentials(), "eu-west-1", "s3").unwrap();
    for name in [
        "baggage",
        "forwarded",
        "max-forwards",
        "traceparent",
        "tracestate",
        "x-amzn-trace-id",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-new",
    ] {
        let refused = Request::get(address).unwrap().header(name, "x").sign(&signer, now()).unwrap_err();
        assert_eq!(refused.code(), "unsignable-header", "{name}");
        let changes = format!("the header {name} is signed, but proxies change it: it should never be signed");
        finds(
            &url().replace("SignedHeaders=host", &format!("SignedHeaders={}", sorted(name))),
            &[("proxy-changes", &changes)],
        );
    }
    let capital =
        sign(&Request::get(address).unwrap(), "eu-west-1", "s3").replace("SignedHeaders=host", "SignedHeaders=Host");
    assert_eq!(look(&capital).headers_to_send, [""; 0]);
    assert_eq!(look(&capital).findings[0].kind(), "malformed");
}

fn sorted(name: &str) -> String {
    if name < "host" { format!("{name}%3Bhost") } else { format!("host%3B{name}") }
}

#[test]
fn variables_without_a_value() {
    let sentence = |part: &str, text: &str| {
        format!(
            "the {part} has {text}: a variable had no value when the URL was \
                                                     made"
        )
    };
    let host = sign(&Request::get("https://undefined.s3.eu-west-1.amazonaws.com/k").unwrap(), "eu-west-1", "s3");
    finds(&host, &[("empty-variable", &sentence("host", "undefined"))]);
    finds(&url().replace("AKIDEXAMPLE", "None"), &[("empty-variable", &sentence("access key id", "None"))]);
    finds(&url().replace("/k?", "/null?"), &[("empty-variable", &sentence("path", "null"))]);
    let object = url().replace("/k?", "/%5Bobject%20Object%5D?");
    finds(&object, &[("empty-variable", &sentence("path", "[object Object]"))]);
    let token = format!("{}&X-Amz-Security-Token=undefined", url());
    finds(&token, &[("empty-variable", &sentence("session token", "undefined"))]);
    finds(&url().replace("/k?", "/undefined.txt?"), &[]);
}

#[test]
fn an_expiry_that_outlives_temporary_credentials() {
    let signed = |id: &str, expires: &str| {
        let url = format!("{}&X-Amz-Security-Token=T", url().replace("AKIDEXAMPLE", id));
        url.replace("X-Amz-Expires=900", &format!("X-Amz-Expires={expires}"))
    };
    let sentence = "the expiry is 129601 seconds, but temporary credentials, as ASIA says these are, expire after at \
                    most 36 hours, and the URL with them";
    finds(&signed("ASIAEXAMPLE", "129601"), &[("expiry-too-long", sentence)]);
    finds(&signed("ASIAEXAMPLE", "129600"), &[]);
    finds(&signed("AKIDEXAMPLE", "604800"), &[]);
}

/// The session tokens of Cloudflare R2 are the base64 of `jwt/` and a JWT, which says when it ends.
/// Source: Cloudflare R2, "Temporary access credentials".
#[test]
fn a_url_ends_with_a_token_that_can_be_read() {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
    let part = |json: &str| Base64UrlUnpadded::encode_string(json.as_bytes());
    let token = |exp: u64| {
        let claims = part(&format!("{{\"bucket\":\"b\",\"exp\":{exp}}}"));
        Base64::encode_string(format!("jwt/{}.{claims}.{}", part("{\"alg\":\"HS256\"}"), part("signature")).as_bytes())
    };
    let digits = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let url = |exp: u64| {
        format!(
            "https://{}.r2.cloudflarestorage.com/b/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\
             0123456789abcdef0123456789abcdef%2F20260101%2Fauto%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z\
             &X-Amz-Expires=86400&X-Amz-Security-Token={}&X-Amz-SignedHeaders=host&X-Amz-Signature={digits}",
            "0".repeat(32),
            token(exp).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
        )
    };
    let midnight = at("20260101T000000Z").unix_seconds();
    let found = inspect(&url(midnight + 900), at("20260101T001000Z"));
    assert_eq!(found.expires_at, Some(at("20260101T001500Z")));
    assert_eq!(found.seconds_left, Some(300));
    let sentence = "the session token in the URL ends at 20260101T001500Z, and the URL with it, 23 hours before the time that it \
                    says itself";
    assert!(found.findings.iter().any(|it| it.kind() == "token" && it.sentence == sentence), "{found}");
    let later = inspect(&url(midnight + 900), at("20260101T010000Z"));
    assert!(later.findings.iter().any(|it| it.sentence.starts_with("the URL expired at 20260101T001500Z")), "{later}");
    let longer = inspect(&url(midnight + 90_000), at("20260101T001000Z"));
    assert_eq!(longer.expires_at, Some(at("20260102T000000Z")));
    assert!(longer.findings.iter().all(|it| it.kind() != "token"), "{longer}");
}
