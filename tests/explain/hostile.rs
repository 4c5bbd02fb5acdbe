//! Hostile URLs and answers: no secret is shown, nothing draws on the terminal, and time and memory grow with the length.

use allocation_counter::measure;
use presign::Request;
use presign::explain::{Sent, compare, compare_url, inspect, read_answer, solve};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::many_elements::ROWS;
use crate::wording::{document, escape};

const SIGNATURE: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

/// A URL that was signed with temporary credentials.
fn url() -> String {
    let bucket = bucket();
    let signer = bucket.signer(credentials().with_session_token("TOKEN+/=")).unwrap();
    bucket.get_object("k").presign(&signer, HOUR, now()).unwrap().into_string()
}

fn signature_of(url: &str) -> &str {
    url.split("X-Amz-Signature=").nth(1).unwrap()
}

/// Everything that is shown of a URL and of an answer to it.
fn everything(url: &str, answer: &str) -> String {
    let (inspection, by_url, alone) = (inspect(url, now()), compare_url(url, answer), read_answer(answer));
    format!("{inspection} {inspection:?} {by_url} {by_url:?} {alone} {alone:?}")
}

#[test]
fn a_secret_in_the_wrong_place_of_a_url_is_not_shown() {
    let url = url();
    let signature = signature_of(&url).to_owned();
    let (address, query) = url.split_once('?').unwrap();
    let encoded = url.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('?', "%3F");
    for broken in [
        format!("{address}&{query}"),
        query.to_owned(),
        format!("?{query}"),
        format!("{address}/{query}"),
        format!("https://{query}"),
        format!("{address}#{query}"),
        format!("https://b.s3.amazonaws.com/{encoded}"),
        format!("https://b.s3.amazonaws.com/k?X-Amz-Credential={encoded}"),
        format!("https://b.s3.amazonaws.com/k?x-id={encoded}"),
        format!("https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders={encoded}"),
        format!("https://b.s3.amazonaws.com/k?X-Amz-Credential=A/20150830/{encoded}/s3/aws4_request"),
        url.replace('=', "\\u003d"),
        url.replace('?', "").replace("X-Amz-", "x-amz-"),
        format!("https://b.s3.amazonaws.com/k?AWSAccessKeyId={encoded}&Signature={signature}&Expires=1"),
        format!("https://a.blob.core.windows.net/k&sv=2020-08-04&sig={signature}"),
    ] {
        let shown = everything(&broken, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
        assert!(!shown.contains(&signature) && !shown.contains("TOKEN"), "{broken}\n{shown}");
    }
}

#[test]
fn a_url_with_an_ampersand_for_its_question_mark_is_read() {
    let inspection = inspect(&url().replacen('?', "&", 1), now());
    assert_eq!(
        (inspection.host.as_str(), inspection.path.as_str()),
        ("examplebucket.s3.us-east-1.amazonaws.com", "/k")
    );
    assert_eq!(inspection.access_key_id.as_deref(), Some("AKIDEXAMPLE"));
    let finding = &inspection.findings[0];
    assert_eq!(
        (finding.kind(), finding.sentence.as_str()),
        ("not-signed", "the URL has & where ? should be: servers take the whole query as a part of the path")
    );
    assert_eq!(inspection.findings.len(), 1);
}

#[test]
fn a_secret_in_an_answer_is_not_shown() {
    let canonical = "GET /k X-Amz-Security-Token=TOKEN%2B&X-Amz-SignedHeaders=host host:b host UNSIGNED-PAYLOAD";
    let headers = "PUT /k  cookie:TOKEN host:b x-amz-security-token:TOKEN host";
    for message in [
        &format!("no such page: {}", url()),
        &format!("the URL was https%3A%2F%2Fb%2Fk%3FX-Amz-Signature%3D{SIGNATURE}"),
        &format!("the URL was https%253A%252F%252Fb%252Fk%253FX-Amz-Signature%253D{SIGNATURE}"),
        "Policy Condition failed: [\"eq\", \"$x-amz-security-token\", \"TOKEN\"]",
        "Policy Condition failed: {\"x-amz-security-token\": \"TOKEN\"}",
        "Policy Condition failed: [\\\"eq\\\", \\\"$x-amz-signature\\\", \\\"TOKEN\\\"]",
        canonical,
        headers,
        "Authorization=Basic TOKEN",
        "Authorization: Bearer TOKEN",
        "Proxy-Authorization=TOKEN",
        "'TOKEN' not a valid key=value pair (missing equal-sign) in Authorization header: 'TOKEN'.",
        "'TOKEN' not a valid key=value pair",
        "x-amz-server-side-encryption-customer-key:TOKEN",
        "the header x-amz-copy-source-server-side-encryption-customer-key: TOKEN does not fit",
        "AWSAccessKeyId=A&Expires=1&Signature=TOKEN",
        "<X-Amz-Security-Token>TOKEN</X-Amz-Security-Token>",
        "aws_session_token = TOKEN",
        "X-Goog-Signature=TOKEN",
        "https://a.blob.core.windows.net/k?sv=1&sig=TOKEN",
    ] {
        for code in ["AccessDenied", "IncompleteSignature", "SignatureDoesNotMatch", "BadDigest", "NoSuchKey"] {
            let shown = everything(&url(), &document(code, message, ""));
            assert!(!shown.contains("TOKEN") && !shown.contains(SIGNATURE), "{code} {message}\n{shown}");
            let shown = everything(&url(), &document(message, "x", ""));
            assert!(!shown.contains("TOKEN") && !shown.contains(SIGNATURE), "{message}\n{shown}");
        }
    }
}

/// A name alone, without a value, is worth reading.
#[test]
fn what_only_names_a_secret_is_shown() {
    for message in [
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
        "The request signature we calculated does not match the signature you provided.",
        "the credential of X-Amz-Signature, x-amz-acl and x-amz-server-side-encryption-customer-key-MD5: 1",
        "config=1",
    ] {
        assert_eq!(read_answer(&document("X", message, "")).message, message);
    }
}

#[test]
fn control_characters_are_escaped() {
    let hostile = "a\u{1b}[2J\t\u{202e}\u{2066}\u{200b}\u{7f}\u{9b}b";
    let escaped = "a\\u{1b}[2J\\t\\u{202e}\\u{2066}\\u{200b}\\u{7f}\\u{9b}b";
    let encoded = hostile.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let text = "\nSignature";
    let urls = [
        format!("https://{hostile}/{hostile}?X-Amz-Credential={encoded}%2F20150830%2F{encoded}%2Fs3%2Faws4_request"),
        format!("https://h/k?X-Amz-SignedHeaders={encoded};host&x-id={encoded}&X-Amz-Signature={encoded}"),
        format!("https://h/k?AWSAccessKeyId={encoded}&Signature=x&Expires=1&Action={encoded}"),
        format!("https://h/{hostile}?{}", url().split_once('?').unwrap().1),
    ];
    let canonical = format!("GET\n/{hostile}\n{hostile}=b\nhost:{hostile}\n{hostile}:c\n\nhost;{hostile}\n{hostile}");
    let fields = format!("<CanonicalRequest>{canonical}</CanonicalRequest><StringToSign>{hostile}</StringToSign>");
    for url in urls {
        for code in [hostile, "AccessDenied", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "BadDigest"] {
            let message = format!("{hostile} region '{hostile}' expecting '{hostile}'{text}");
            let answer = document(code, &message, "").replace("</Error>", &format!("{fields}</Error>"));
            let comparisons = [compare_url(&url, &answer), read_answer(&answer)];
            let shown = format!("{} {}{}", inspect(&url, now()), comparisons[0], comparisons[1]);
            let is_quiet = |c: char| c == '\n' || !c.is_control() && !"\u{202e}\u{2066}\u{200b}".contains(c);
            assert!(shown.chars().all(is_quiet), "{shown:?}");
            for comparison in comparisons {
                assert_eq!(comparison.message, format!("{escaped} region '{escaped}' expecting '{escaped}'"));
                let lines = comparison.differences.iter().map(|difference| &difference.line);
                let values =
                    comparison.differences.iter().flat_map(|difference| [&difference.signed, &difference.received]);
                let mut shown = lines.chain(values.flatten()).chain([&comparison.code]);
                assert!(shown.all(|text| text.chars().all(|c| is_quiet(c) && c != '\n')), "{comparison:?}");
            }
        }
    }
    let inspection = inspect(&format!("https://h/{hostile}?X-Amz-Credential={encoded}%2Fx"), now());
    assert_eq!((inspection.path, inspection.access_key_id), (format!("/{escaped}"), Some(escaped.into())));
}

/// What is signed is the caller's own, and is escaped where it is printed all the same.
#[test]
fn an_explanation_escapes_what_would_draw() {
    let request = Request::put("https://b.example.com/k").unwrap().header("x-amz-meta-a", "b\u{202e}c");
    let explanation = signer("s3").explain(&request, HOUR, now()).unwrap();
    assert!(explanation.to_string().contains("\nheader           x-amz-meta-a:b\\u{202e}c\n"), "{explanation}");
    assert!(explanation.to_string_with_secrets().contains("b\u{202e}c"));
}

/// Each of these took seconds or minutes when the work grew faster than the length.
#[test]
fn long_answers_and_urls_take_no_longer_than_their_length() {
    let declarations = (0..6000).map(|n| format!("<a xmlns:a{n}='u'>")).collect::<Vec<_>>().concat();
    let answer = format!("{declarations}<Code>NoSuchKey</Code>");
    assert_eq!(read_answer(&answer).code, "NoSuchKey");
    let attributes = (0..60_000).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
    assert_eq!(read_answer(&format!("<Error{attributes}><Code>NoSuchKey</Code></Error>")).code, "NoSuchKey");

    let count = 64_000;
    let query = |value: u8| (0..count).map(|n| format!("p{n}={value}")).collect::<Vec<_>>().join("&");
    let headers = (0..count).map(|n| format!("h{n}:v\n")).collect::<Vec<_>>().concat();
    let canonical = format!("GET\n/k\n{}\nhost:h.example\n{headers}\nhost\nUNSIGNED-PAYLOAD", query(2));
    let answer = document("SignatureDoesNotMatch", "x", "");
    let answer =
        answer.replace("<Message>", &format!("<CanonicalRequest>{}</CanonicalRequest><Message>", escape(&canonical)));
    let request = format!("https://h.example/k?{}", query(1));
    let request = Request::get(&request).unwrap();
    let explanation = signer("s3").explain(&request, HOUR, now()).unwrap();
    let comparison = compare(&explanation, &answer);
    assert_eq!(
        comparison.differences.iter().filter(|difference| difference.line.starts_with("query p")).count(),
        count
    );
    assert_eq!(
        comparison.differences.iter().filter(|difference| difference.line.starts_with("header h")).count(),
        count
    );
    assert!(!comparison.to_string().is_empty());
    assert_eq!(inspect(explanation.url().unwrap().as_str(), now()).findings, []);
}

#[test]
fn an_answer_that_is_cut_off_is_read_as_far_as_it_goes() {
    let cut = "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not ex";
    let comparison = read_answer(cut);
    assert_eq!((comparison.code.as_str(), comparison.message.as_str()), ("NoSuchKey", "The specified key does not ex"));
    // A browser shows & as it is, and so it is copied.
    let bare = "<Error><Code>X</Code><Message>a=1&b=2 &amp; &#38; &lt;c&gt; &nosuch; &</Message></Error>";
    assert_eq!(read_answer(bare).message, "a=1&b=2 & & <c> &nosuch; &");
    let section = "<Error><Code><![CDATA[X]]></Code><Message><![CDATA[a & b]]></Message></Error>";
    assert_eq!((read_answer(section).code, read_answer(section).message), ("X".into(), "a & b".into()));
}

/// 4 would be linear. What is held for any input makes it less.
#[test]
fn memory_grows_with_the_length() {
    for (name, work) in ROWS {
        let [few, many] = [1_000, 4_000].map(|count| measure(work(count)).bytes_max);
        assert!(many <= few * 5, "{name}: {few} bytes for 1,000 and {many} for 4,000");
    }
}

#[test]
fn json_is_read_up_to_127_levels() {
    let nested = |levels: usize| {
        let around = levels - 1;
        read_answer(&format!(r#"{}{{"code":"X"}}{}"#, r#"{"a":"#.repeat(around), "}".repeat(around))).code
    };
    assert_eq!((nested(127).as_str(), nested(128).as_str()), ("X", ""));
}

/// A change costs as much as a try: those that are beyond the budget must not be made. All that is allocated is counted, and
/// what reading the request allocates is a few times its length.
#[test]
fn solve_makes_no_change_that_it_does_not_try() {
    let names = (0..10_000).map(|number| format!("%3Bx-{number:05}")).collect::<Vec<_>>().concat();
    let parameters = (0..10_000).map(|number| format!("&p{number:05}=1")).collect::<Vec<_>>().concat();
    let query = url().split_once('?').unwrap().1.replace("SignedHeaders=host", &format!("SignedHeaders=host{names}"));
    let url = format!("https://h/k?{query}{parameters}");
    let hosts: Vec<_> = (0..10_000).map(|number| format!("host{number}.example")).collect();
    let hosts: Vec<_> = hosts.iter().map(String::as_str).collect();
    let length = url.len() as u64;
    let allocated = |hosts, budget| {
        let sent = Sent::new("GET", &url).other_hosts(hosts);
        let credentials = credentials().with_session_token("TOKEN+/=");
        measure(|| assert_eq!(solve(&sent, &credentials, budget).unwrap().tried, budget)).bytes_total
    };
    let (one, two) = (allocated(&[], 1), allocated(&[], 2));
    assert!(one < 100 * length, "{one} bytes for a URL of {length}");
    assert!(two < one + 40 * length, "{two} bytes for two requests, {one} for one");
    let all: usize = hosts.iter().map(|host| host.len()).sum();
    let many = allocated(&hosts, 1);
    assert!(many < one + 40 * all as u64, "{many} bytes with hosts, {one} without");
}
