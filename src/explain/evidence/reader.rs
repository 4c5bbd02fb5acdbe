//! Reads what people paste.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::known::Evidence;
use super::{address, command, documents, message, pairs, powershell};

impl Evidence {
    /// Reads whatever was pasted, in any order and one after another: a URL, a command of curl, wget, HTTPie or
    /// PowerShell for any shell, a call of `fetch` or another program's, a request as it is on the wire, the headers
    /// that a browser lists, an entry of an HTTP archive (HAR), a line of a log, a token of a database or of EKS, and
    /// the server's answer, as a document or in what an SDK prints.
    ///
    /// Nothing is refused. What is not the request is kept as the answer, for [`diagnose`](crate::explain::diagnose) to
    /// read.
    ///
    /// ```
    /// use presign::explain::Evidence;
    ///
    /// let paste = "$ curl -X PUT -H 'content-type: text/plain' 'https://example.com/a?X-Amz-Signature=…'\n\
    ///     <Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    /// let evidence = Evidence::read(paste);
    /// assert_eq!(evidence.method.as_deref(), Some("PUT"));
    /// assert_eq!(evidence.headers, [("content-type".to_string(), "text/plain".to_string())]);
    /// assert!(evidence.answer.is_some_and(|answer| answer.contains("has expired")));
    /// ```
    #[must_use]
    pub fn read(pasted: &str) -> Self {
        let text = plain(pasted);
        let mut evidence = Self::default();
        if is_one_url(&text) {
            evidence.url = Some(text);
            return evidence;
        }
        let (kept, documents) = documents::set_aside(&text);
        let mut rest = kept.as_str();
        let (before, after);
        let mut joined = String::new();
        if let Some(around) = command::read(rest, &mut evidence).or_else(|| powershell::read(rest, &mut evidence)) {
            (before, after) = around;
            joined = format!("{before}\n{after}");
            rest = &joined;
        }
        let rest = take_signed(rest, &mut evidence);
        let rest = message::read(&rest, &mut evidence);
        from_pairs(&rest, &mut evidence);
        let rest = take_urls(&rest, &mut evidence);
        if let Some(token) = evidence.header("authorization").and_then(address::token_of_cluster) {
            evidence.url = Some(token);
            // The host is the cluster's, and the URL is for STS.
            evidence.headers.retain(|(name, _)| name != "host");
        }
        drop(joined);
        let rest = documents::put_back(rest, &documents);
        if !rest.trim().is_empty() {
            evidence.answer = Some(rest.trim().to_owned());
            evidence.is_rest = true;
        }
        evidence
    }
}

/// Without the marks that terminals and editors leave: of byte order, of colors, of lines' ends.
fn plain(text: &str) -> String {
    let text = without_frame(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    if !text.contains('\u{1b}') {
        return text.trim().to_owned();
    }
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        plain.push_str(if part.starts_with('[') { &part[end..] } else { part });
    }
    plain.trim().to_owned()
}

/// Without the frame that Terraform draws around an error, whose message begins on a line of its own.
fn without_frame(text: String) -> String {
    if !text.contains("\n│ ") {
        return text;
    }
    let mut plain = String::new();
    for line in text.lines().filter(|line| !["╷", "╵"].contains(&line.trim())) {
        let line = line.strip_prefix('│').map_or(line, str::trim_start);
        if !plain.is_empty() {
            plain.push(if plain.ends_with(':') && !line.is_empty() { ' ' } else { '\n' });
        }
        plain.push_str(line);
    }
    plain
}

/// Whether the text is one URL, be it in quotes, in lines or encoded: without any other words.
fn is_one_url(text: &str) -> bool {
    let has_words = text.lines().any(|line| line.trim().trim_end_matches('\\').split_whitespace().count() > 1);
    let is_document = text.starts_with(['{', '[']) || text.contains("</") || text.contains("k8s-aws-v1.");
    let is_url = ["://", "%3A%2F%2F", "%3a%2f%2f", "X-Amz-", ":\\/\\/"].iter().any(|part| text.contains(part));
    // A URL with spaces in it begins with its scheme and ends with its signature.
    let words = || text.trim_matches(['"', '\'']).split_whitespace();
    let is_spaced = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme))
        && words().next_back().is_some_and(|word| word.contains("X-Amz-"));
    let has_words = has_words && (!is_spaced || text.contains('\n'));
    // Variables of an environment, one a line.
    let is_variable = |line: &str| {
        let name = line.split_once('=').map_or("", |(name, _)| name.trim());
        name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let is_settings = text.contains('\n') && text.lines().any(is_variable);
    is_url && !has_words && !is_document && !is_settings && text.matches("://").count() <= 1
}

/// Takes out the canonical request that clients log while they sign: from a line with the method to one with the hash
/// of the payload.
fn take_signed(text: &str, evidence: &mut Evidence) -> String {
    let lines: Vec<_> = text.lines().collect();
    let method = |line: &str| {
        let last = line.rsplit([' ', '[', '"', '\'', ':', '=']).next().unwrap_or_default();
        let is_told = line.len() == last.len() || line.to_ascii_lowercase().contains("canonical");
        message::METHODS.iter().find(|method| **method == last).filter(|_| is_told)
    };
    for (at, line) in lines.iter().enumerate() {
        let Some(method) = method(line.trim_end()) else { continue };
        let is_hash = |line: &&str| {
            let word = without_tail(line);
            word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit())
                || ["UNSIGNED-PAYLOAD", "STREAMING-"].iter().any(|start| word.starts_with(start))
        };
        let is_path = lines.get(at + 1).is_some_and(|line| line.trim_start().starts_with('/'));
        let Some(end) = lines.iter().skip(at).take(200).position(is_hash).filter(|end| is_path && *end >= 5) else {
            continue;
        };
        let inside = lines[at + 1..at + end].iter().map(|line| line.trim_end_matches(['"', '\'', ']', '\r']));
        let hash = without_tail(lines[at + end]);
        let signed = core::iter::once(*method).chain(inside).chain([hash]).collect::<Vec<_>>().join("\n");
        evidence.signed = Some(signed);
        return [&lines[..at], &lines[at + end + 1..]].concat().join("\n");
    }
    text.to_owned()
}

/// The last line of a canonical request without what a log has after it: a quotation mark, the name of the logger.
fn without_tail(line: &str) -> &str {
    line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ']' | ')' | ',')).next().unwrap_or_default()
}

/// Reads the fields of objects: of fetch, of an HTTP archive, of a log in JSON, of a program.
fn from_pairs(text: &str, evidence: &mut Evidence) {
    let found = pairs::pairs(text);
    let mut is_answer = false;
    let mut address = Address::default();
    let mut found = found.iter().peekable();
    while let Some((name, value)) = found.next() {
        let lower = name.to_ascii_lowercase();
        let Some(value) = value else {
            is_answer = match lower.as_str() {
                "response" | "res" | "responseheaders" => true,
                "request" | "req" | "requestheaders" => false,
                _ => is_answer,
            };
            continue;
        };
        // An HTTP archive has a list of names and values.
        let listed = found.peek().filter(|(next, _)| lower == "name" && next == "value");
        let (lower, value) = match listed.and_then(|(_, next)| next.as_ref()) {
            Some(next) => (value.to_ascii_lowercase(), next),
            None => (lower, value),
        };
        if !is_answer || lower == "url" && evidence.url.is_none() {
            field(&lower, value, evidence, &mut address);
        }
    }
    if let Some(host) = address.host {
        evidence.add_header("host", &host);
    }
    if let Some(path) = address.path {
        message::set_target(&path, evidence);
    }
    from_calls(text, evidence);
}

/// The parts of an address that fields of their own tell.
#[derive(Default)]
struct Address {
    host: Option<String>,
    path: Option<String>,
}

/// Reads one field, whose name is in lower case.
fn field(name: &str, value: &str, evidence: &mut Evidence, address: &mut Address) {
    let is_method = message::METHODS.contains(&value.to_ascii_uppercase().as_str());
    match name {
        "method" | "httpmethod" | "type" | "verb" | "request_method" | "requestmethod" if is_method => {
            evidence.method.get_or_insert_with(|| value.to_ascii_uppercase());
        }
        "url" | "uri" | "requesturl" | "request_url" | "requesturi" | "request_uri" | "target" | "path"
            if value.starts_with('/') =>
        {
            address.path.get_or_insert_with(|| value.to_owned());
        }
        "url" | "uri" | "requesturl" | "request_url" | "endpoint" if value.contains("://") && !is_template(value) => {
            evidence.url.get_or_insert_with(|| value.to_owned());
        }
        "host" | "hostname" | ":authority" => {
            address.host.get_or_insert_with(|| value.to_owned());
        }
        "get" | "put" | "post" | "delete" | "head" if value.contains("://") => {
            evidence.method.get_or_insert_with(|| name.to_ascii_uppercase());
            evidence.url.get_or_insert_with(|| value.to_owned());
        }
        _ => {
            if let Some(name) = message::header_name(name) {
                evidence.add_header(&name, value);
            }
        }
    }
}

/// Whether a program puts parts into it.
fn is_template(value: &str) -> bool {
    ["${", "{{", "#{", "%s"].iter().any(|mark| value.contains(mark))
}

/// The method in the name of a function, as in `requests.put(url)`.
fn from_calls(text: &str, evidence: &mut Evidence) {
    let lower = text.to_ascii_lowercase();
    for method in message::METHODS {
        let call = format!(".{}(", method.to_ascii_lowercase());
        if let Some(at) = lower.find(&call) {
            let object =
                lower[..at].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
            let clients =
                ["axios", "client", "got", "http", "httpx", "ky", "needle", "requests", "session", "superagent"];
            if clients.contains(&object) {
                evidence.method.get_or_insert_with(|| method.into());
            }
        }
    }
}

/// How lines begin that configure a proxy.
const PROXIES: [&str; 8] = [
    "proxy_pass",
    "proxy_redirect",
    "proxy_cookie_",
    "proxy_set_header",
    "ProxyPass",
    "reverse_proxy",
    "server ",
    "target:",
];

/// Reads the URL from the text, if it is not known yet: a signed one, or the first that is not a page of documentation.
fn take_urls(text: &str, evidence: &mut Evidence) -> String {
    let urls = address::urls(text);
    // Where a proxy sends requests is not where the client did.
    let sent = |line: &&str| !PROXIES.iter().any(|start| line.trim_start().starts_with(start));
    let requested = address::urls(&text.lines().filter(sent).collect::<Vec<_>>().join("\n"));
    let signed = urls.iter().find(|url| address::is_signed(url));
    let is_signed = evidence.url.as_ref().is_some_and(|url| address::is_signed(url));
    let plain = || requested.iter().find(|url| !address::is_documentation(url));
    match signed {
        Some(signed) if !is_signed && evidence.header("authorization").is_none() => evidence.url = Some(signed.clone()),
        _ if evidence.url.is_none() => evidence.url = plain().cloned(),
        _ => {}
    }
    let lower = text.to_ascii_lowercase();
    if lower.contains("fetch(") && evidence.url.is_some() && evidence.method.is_none() {
        evidence.method = Some("GET".into());
    }
    let is_only_url = |line: &str| urls.iter().any(|url| line.trim().trim_matches(['"', '\'', '<', '>']) == url);
    text.lines().filter(|line| !is_only_url(line)).collect::<Vec<_>>().join("\n")
}
