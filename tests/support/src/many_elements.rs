//! Every way into `explain` for what a stranger sends, with many elements: how time and memory grow there.

use std::hint::black_box;
use std::time::Duration;

use presign::explain::{Sent, compare, compare_url, inspect, read_answer, repair_url, solve};
use presign::{Credentials, Request, Signer, Timestamp};

/// What is measured.
pub type Work = Box<dyn Fn()>;

/// A way in, and the work on a number of elements that come in there.
pub type Row = (&'static str, fn(usize) -> Work);

pub const ROWS: &[Row] = &[
    ("inspect, parameters", |count| inspected(&parameters(count))),
    ("inspect, absent signed headers", |count| inspected(&format!("X-Amz-SignedHeaders={}", "a%3B".repeat(count)))),
    ("inspect, a value encoded again and again", |count| inspected(&format!("a=%{}", "25".repeat(count)))),
    ("inspect, path /a/..", |count| inspected_url(format!("https://h{}?{SIGNED}", "/a/..".repeat(count)))),
    ("inspect, labels of the host", |count| inspected_url(format!("https://{}h/?{SIGNED}", "a.".repeat(count)))),
    ("repair_url, lines", |count| repaired("https://h/\\\n", "a\\\n", count)),
    ("repair_url, &amp;", |count| repaired("https://h/?", "a&amp;", count)),
    ("repair_url, spaces before the URL", |count| repaired("curl", "      ", count)),
    ("repair_url, signatures", |count| repaired("https://h/?", "X-Amz-Signature=a..&", count)),
    ("read_answer, elements", |count| answered(format!("<Error>{}", numbered(count, "<a{}>b</a{}>") + CODE))),
    ("read_answer, elements in each other", |count| answered("<a>".repeat(count) + CODE)),
    ("read_answer, closing elements", |count| answered("</a>".repeat(count) + CODE)),
    ("read_answer, attributes", |count| answered(format!("<Error{}>{CODE}", numbered(count, " a{}=''")))),
    ("read_answer, namespaces", |count| answered(numbered(count, "<a xmlns:a{}='u'>") + CODE)),
    ("read_answer, references", |count| answered(message(&"&lt;&nosuch;".repeat(count)))),
    ("read_answer, members", |count| answered(format!(r#"{{{}"code":"X"}}"#, numbered(count, r#""a{}":"b","#)))),
    ("read_answer, objects in each other", |count| answered(r#"{"a":"#.repeat(count))),
    ("read_answer, arrays in each other", |count| answered(format!(r#"{{"a":{}"#, "[".repeat(count)))),
    ("read_answer, beginnings of objects", |count| answered("{ ".repeat(count))),
    ("read_answer, beginnings of elements", |count| answered("< ".repeat(count))),
    ("read_answer, lines of a log", |count| answered("An error occurred\n".repeat(count) + "AccessDenied")),
    ("read_answer, headers", |count| answered(format!("HTTP/1.1 403\n{}\n<Error>{CODE}", "a: b\n".repeat(count)))),
    ("read_answer, names of secrets", |count| answered(message(&"cookie signature ".repeat(count)))),
    ("read_answer, quotes after a secret's name", |count| answered(message(&format!("cookie{}", "'".repeat(count))))),
    ("read_answer, control characters", |count| answered(message(&"\u{202e}".repeat(count)))),
    ("compare_url, parameters in URL and answer", compared_url),
    ("compare, parameters and headers", compared),
    ("solve, 10 requests with parameters", solved),
    ("solve, 1 request with hosts", |count| solved_with_hosts(count, 1)),
    ("solve, each host of a list", |count| solved_with_hosts(count, count as u64)),
    ("solve, 1 request with signed headers", |count| solved_with_headers(count, 1)),
    ("solve, 10 requests with signed headers", |count| solved_with_headers(count, 10)),
    ("solve, 1 request with other headers", solved_with_others),
];

const CODE: &str = "<Code>SignatureDoesNotMatch</Code>";

/// The parameters of a presigned URL, which ends with them.
const SIGNED: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request\
                      &X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=\
                      aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

/// The pattern as often, with a number for each `{}`.
fn numbered(count: usize, pattern: &str) -> String {
    (0..count).map(|number| pattern.replace("{}", &format!("{number:05}"))).collect()
}

fn parameters(count: usize) -> String {
    numbered(count, "p{}=1&")
}

fn message(text: &str) -> String {
    format!("<Error>{CODE}<Message>{text}</Message></Error>")
}

fn inspected(query: &str) -> Work {
    inspected_url(format!("https://b.s3.amazonaws.com/k?{query}&{SIGNED}"))
}

fn inspected_url(url: String) -> Work {
    Box::new(move || {
        black_box(inspect(&url, now()).to_string());
    })
}

fn repaired(start: &str, part: &str, count: usize) -> Work {
    let pasted = format!("{start}{}https://h/?{SIGNED}", part.repeat(count));
    Box::new(move || {
        black_box(repair_url(&pasted));
    })
}

fn answered(answer: String) -> Work {
    Box::new(move || {
        black_box(read_answer(&answer).to_string());
    })
}

/// An answer whose canonical request has these parameters and headers.
fn mismatch(count: usize) -> String {
    let (parameters, headers) = (numbered(count, "p{}=2&amp;"), numbered(count, "x-{}:2\n"));
    let canonical = format!("GET\n/k\n{parameters}a=1\nhost:h\n{headers}\nhost\nUNSIGNED-PAYLOAD");
    format!("<Error>{CODE}<CanonicalRequest>{canonical}</CanonicalRequest></Error>")
}

fn compared_url(count: usize) -> Work {
    let (url, answer) = (format!("https://h/k?{}{SIGNED}", parameters(count)), mismatch(count));
    Box::new(move || {
        black_box(compare_url(&url, &answer).to_string());
    })
}

fn compared(count: usize) -> Work {
    let url = format!("https://h/k?{}a=1", parameters(count));
    let request = Request::get(&url).expect("a URL");
    let request = (0..count).fold(request, |request, number| request.header(&format!("x-{number:05}"), "1"));
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let explanation = signer.explain(&request, Duration::from_secs(60), now()).expect("a request");
    let answer = mismatch(count);
    Box::new(move || {
        black_box(compare(&explanation, &answer).to_string());
    })
}

fn solved(count: usize) -> Work {
    let url = format!("https://h/k?{}{SIGNED}", parameters(count));
    Box::new(move || {
        let sent = Sent::new("GET", &url);
        assert!(black_box(solve(&sent, &credentials(), 10).expect("a signed URL").solution).is_none());
    })
}

fn solved_with_hosts(count: usize, budget: u64) -> Work {
    let hosts: Vec<_> = (0..count).map(|number| format!("host{number:05}.example")).collect();
    let url = format!("https://h/k?{SIGNED}");
    Box::new(move || {
        let hosts: Vec<_> = hosts.iter().map(String::as_str).collect();
        let sent = Sent::new("GET", &url).other_hosts(&hosts);
        assert!(black_box(solve(&sent, &credentials(), budget).expect("a signed URL").solution).is_none());
    })
}

/// Both lists of headers are as long.
fn solved_with_headers(count: usize, budget: u64) -> Work {
    let names = format!("SignedHeaders=host{}&", numbered(count, "%3Bx-{}"));
    let url = format!("https://h/k?{}", SIGNED.replace("SignedHeaders=host&", &names));
    let sent: Vec<_> = (0..count).map(|number| format!("y-{number:05}")).collect();
    Box::new(move || {
        let headers: Vec<_> = sent.iter().map(|name| (name.as_str(), "1")).collect();
        let sent = Sent::new("GET", &url).headers(&headers);
        assert!(black_box(solve(&sent, &credentials(), budget).expect("a signed URL").solution).is_none());
    })
}

fn solved_with_others(count: usize) -> Work {
    let url = format!("https://h/k?{SIGNED}");
    let sent: Vec<_> = (0..count).map(|number| format!("x-{number:05}")).collect();
    Box::new(move || {
        let headers: Vec<_> = sent.iter().map(|name| (name.as_str(), "1")).collect();
        let sent = Sent::new("GET", &url).headers(&headers);
        assert!(black_box(solve(&sent, &credentials(), 1).expect("a signed URL").solution).is_none());
    })
}
