//! Requests as they are on the wire, and as programs and browsers list them: a line for each header.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use super::known::Evidence;

pub(super) const METHODS: [&str; 8] = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "CONNECT"];

/// The names of request headers in lower case; with a hyphen at the end, how they begin.
const HEADERS: [&str; 45] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "amz-sdk-",
    "authorization",
    "baggage",
    "cache-control",
    "cdn-loop",
    "cf-connecting-ip",
    "cf-ipcountry",
    "cf-ray",
    "cf-visitor",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "cookie",
    "date",
    "dnt",
    "expect",
    "forwarded",
    "host",
    "if-",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "range",
    "referer",
    "sec-",
    "te",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-amz-",
    "x-content-sha256",
    "x-forwarded-",
    "x-goog-",
    "x-real-ip",
];

/// Headers of answers alone.
const OF_ANSWERS: [&str; 7] = [
    "x-amz-bucket-region",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amz-rid",
    "x-amz-apigw-id",
];

/// Whether it is the name of a header that requests have. Programs write hyphens as low lines, too.
pub(super) fn header_name(name: &str) -> Option<String> {
    let name = name.trim().to_ascii_lowercase().replace('_', "-");
    let is_known = |known: &&str| name == *known || known.ends_with('-') && name.starts_with(*known);
    let is_header = HEADERS.iter().any(is_known) || name == "x-amzn-trace-id" || name == "x-tigris-query";
    // Those of answers begin with x-amzn- as well.
    let is_header = is_header || ["x-amzn-vpc", "x-amzn-tls-"].iter().any(|start| name.starts_with(start));
    (is_header && !OF_ANSWERS.contains(&name.as_str())).then_some(name)
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Any,
    Request,
    Answer,
}

/// Reads what is known of the request, and returns the other lines.
pub(super) fn read(text: &str, evidence: &mut Evidence) -> String {
    let mut rest = String::new();
    let mut part = Part::Any;
    let mut lines = text.lines().peekable();
    let mut path = None;
    // Mails and pages mark what they quote as curl marks what it sends.
    let is_curl = text.lines().any(|line| line.trim_start().starts_with("< HTTP/") || is_request_sent(line));
    while let Some(line) = lines.next() {
        let line = if is_curl { line } else { line.strip_prefix('>').unwrap_or(line) };
        let sent = line.trim_start().strip_prefix('>').filter(|after| after.is_empty() || after.starts_with(' '));
        let bare = sent.unwrap_or(line).trim();
        if is_remark(line) || line.starts_with("{ [") || line.starts_with("} [") {
            continue;
        }
        if let Some(begun) = begins(bare, sent.is_some()) {
            part = begun;
        }
        if part != Part::Answer && browser(bare, lines.peek().copied(), evidence, &mut path) {
            // The name and the value may be on two lines.
            if !bare.contains(": ") {
                lines.next();
            }
            continue;
        }
        if let Some((method, target)) = request_line(bare).filter(|_| part != Part::Answer || evidence.url.is_none()) {
            evidence.method.get_or_insert_with(|| method.into());
            path.get_or_insert_with(|| target.to_owned());
            if sent.is_some() || bare.starts_with(method) {
                if let Some(status) = status_after(bare, target) {
                    rest.extend([status, "\n"]);
                }
                part = Part::Request;
                continue;
            }
        }
        if part != Part::Answer && header_line(bare, evidence) {
            note_repeated(bare, lines.peek().copied(), evidence);
            continue;
        }
        if sent.is_none() {
            rest.extend([line, "\n"]);
        }
    }
    if let Some(target) = path {
        set_target(&target, evidence);
    }
    rest
}

/// The part that a line begins.
fn begins(line: &str, is_sent: bool) -> Option<Part> {
    if ["HTTP/", "< HTTP/"].iter().any(|first| line.starts_with(first)) || says(line, "response") {
        return Some(Part::Answer);
    }
    (says(line, "request") || is_sent).then_some(Part::Request)
}

/// Notes a header whose line follows once more, as where a client adds what was given by hand as well.
fn note_repeated(line: &str, next: Option<&str>, evidence: &mut Evidence) {
    if next.is_some_and(|next| next.trim_start_matches('>').trim() == line) {
        evidence.repeated.extend(line.split(':').next().map(str::to_ascii_lowercase));
    }
}

/// Whether it is the first line that curl says it sends.
fn is_request_sent(line: &str) -> bool {
    line.trim_start()
        .strip_prefix("> ")
        .is_some_and(|line| request_line(line).is_some_and(|(method, _)| line.starts_with(method)))
}

/// Whether it is a remark of curl's own. A list of errors looks the same.
fn is_remark(line: &str) -> bool {
    let is_error = || {
        let line = line.to_ascii_lowercase();
        ["error", "fail", "denied", "could not", "refused", "\u{1}"].iter().any(|word| line.contains(word))
    };
    line.trim_start().starts_with("* ") && !is_error()
}

/// A heading such as `Request Headers` or `*** Response Content ***:`.
fn says(line: &str, word: &str) -> bool {
    let line = line.to_ascii_lowercase();
    let words = line.trim_matches(|c: char| !c.is_ascii_alphabetic());
    words.len() < 24
        && words.starts_with(word)
        && [" headers", " content", " body", ""].iter().any(|end| words.ends_with(end))
        && (words.contains("headers") || words.contains("content") || words.contains("body"))
}

/// A line of the developer tools of a browser.
fn browser(line: &str, next: Option<&str>, evidence: &mut Evidence, path: &mut Option<String>) -> bool {
    let names = [
        "Request URL",
        "Request Method",
        "Status Code",
        "Remote Address",
        "Referrer Policy",
        ":authority",
        ":method",
        ":path",
        ":scheme",
    ];
    let Some(name) = names.iter().find(|name| line.starts_with(**name)) else { return false };
    let value = match line[name.len()..].strip_prefix(':') {
        Some(value) if !value.trim().is_empty() => value.trim(),
        Some("") | None if line.len() <= name.len() + 1 => next.unwrap_or_default().trim(),
        _ => return false,
    };
    match *name {
        "Request URL" => evidence.url = Some(value.into()),
        "Request Method" | ":method" => evidence.method = Some(value.into()),
        ":authority" => evidence.add_header("host", value),
        ":path" => *path = Some(value.into()),
        _ => {}
    }
    true
}

/// The method and the address of a line such as `PUT /key HTTP/1.1`, of a log, or of a message such as `HTTP GET error
/// on 'https://…'`.
fn request_line(line: &str) -> Option<(&'static str, &str)> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '[' | ']' | '<' | '>' | '(' | ')' | ',');
    let mut words = line.split(is_end).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let Some(method) = METHODS.iter().find(|method| word.trim_end_matches(':') == **method) else { continue };
        // A few small words may stand between.
        let is_small = |word: &&str| word.len() < 8 && word.bytes().all(|b| b.is_ascii_lowercase());
        let next = words.clone().find(|word| !is_small(word))?;
        let is_path = next.starts_with('/') && next.len() < 8_192;
        return (is_path || next.contains("://")).then_some((method, next));
    }
    None
}

/// What a log and a browser's console tell of the answer after the address, as in `PUT https://… 403 (Forbidden)`.
fn status_after<'a>(line: &'a str, target: &str) -> Option<&'a str> {
    let (_, after) = line.split_once(target)?;
    let mut words = after.split(|c: char| !c.is_ascii_alphanumeric());
    let is_status =
        words.any(|word| word.len() == 3 && word.starts_with(['3', '4', '5']) && word.parse::<u16>().is_ok());
    (is_status || after.contains("net::")).then_some(after)
}

/// A header on a line of its own.
fn header_line(line: &str, evidence: &mut Evidence) -> bool {
    let Some((name, value)) = line.trim_start_matches(['-', '+', '|', ' ']).split_once(':') else { return false };
    let Some(name) = header_name(name).filter(|_| !value.trim_start().starts_with(['"', '\'', '[', '{'])) else {
        return false;
    };
    // A line of a program, whose value is a name.
    if value.ends_with([',', ';', '{', '(']) {
        return false;
    }
    evidence.add_header(&name, value);
    true
}

/// The address of a request line is the URL, or its path after the host.
pub(super) fn set_target(target: &str, evidence: &mut Evidence) {
    if evidence.url.is_some() {
        return;
    }
    evidence.url = if target.contains("://") {
        Some(target.trim_end_matches([':', ',', ';', ')']).into())
    } else {
        evidence.header("host").map(|host| format!("https://{host}{target}"))
    };
}
