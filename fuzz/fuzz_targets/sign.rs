//! Any request is signed as a model signs it that was written from AWS's description alone, or is refused.

#![no_main]

use std::collections::BTreeMap;
use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::{Request, Signer, Timestamp};
use sha2::{Digest, Sha256};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input {
    method: Method,
    /// Decoded.
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    token: Option<String>,
    /// Otherwise a service that encodes the path twice.
    is_s3: bool,
    is_in_headers: bool,
    expires_in: u32,
    now: u64,
}

#[derive(Clone, Copy, Debug, arbitrary::Arbitrary)]
enum Method {
    Get,
    Put,
    Delete,
}

fuzz_target!(|input: Input| {
    let service = if input.is_s3 { "s3" } else { "execute-api" };
    let mut credentials = common::credentials();
    if let Some(token) = input.token.as_deref().filter(|token| !token.is_empty()) {
        credentials = credentials.with_session_token(token);
    }
    let Ok(signer) = Signer::new(credentials, "us-east-1", service) else { return };
    let method = match input.method {
        Method::Get => "GET",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    };
    let url = format!("https://h.example/{}", encode(&input.path, true));
    let Ok(mut request) = Request::new(method, &url) else { return };
    for (name, value) in &input.query {
        request = request.query(name, value);
    }
    for (name, value) in &input.headers {
        request = request.header(name, value);
    }
    let now = common::time(input.now);
    let signed = if input.is_in_headers {
        signer.explain_sign(&request, now)
    } else {
        signer.explain(&request, Duration::from_secs(input.expires_in.into()), now)
    };
    let Ok(signed) = signed else { return };

    let canonical = canonical_request(&input, method, service, now);
    assert_eq!(signed.canonical_request.as_str(), canonical);
    let scope = format!("{}/us-east-1/{service}/aws4_request", &now.to_string()[..8]);
    let text = format!("AWS4-HMAC-SHA256\n{now}\n{scope}\n{}", common::hex(&Sha256::digest(&canonical)));
    assert_eq!(signed.signature.to_string(), common::signature(&now.to_string()[..8], service, &text));
});

/// Source: AWS, "Create a signed AWS API request".
fn canonical_request(input: &Input, method: &str, service: &str, now: Timestamp) -> String {
    let once = encode(&input.path, true);
    let path = if input.is_s3 { once } else { encode(&normalize(&once), true) };
    let token = input.token.as_deref().filter(|token| !token.is_empty());
    let payload = match (input.is_s3, input.is_in_headers) {
        (true, _) => "UNSIGNED-PAYLOAD".to_string(),
        (false, _) => common::hex(&Sha256::digest("")),
    };
    let mut headers = BTreeMap::<String, Vec<String>>::new();
    headers.insert("host".into(), vec!["h.example".into()]);
    for (name, value) in &input.headers {
        headers.entry(name.to_ascii_lowercase()).or_default().push(fold(value));
    }
    let mut query: Vec<_> =
        input.query.iter().map(|(name, value)| (encode(name, false), encode(value, false))).collect();
    if input.is_in_headers {
        headers.insert("x-amz-date".into(), vec![now.to_string()]);
        headers.extend(token.map(|token| ("x-amz-security-token".into(), vec![fold(token)])));
        if input.is_s3 {
            headers.entry("x-amz-content-sha256".into()).or_insert_with(|| vec![payload.clone()]);
        }
    }
    let names = headers.keys().cloned().collect::<Vec<_>>().join(";");
    if !input.is_in_headers {
        let scope = format!("AKIDEXAMPLE/{}/us-east-1/{service}/aws4_request", &now.to_string()[..8]);
        for (name, value) in [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", &scope),
            ("X-Amz-Date", &now.to_string()),
            ("X-Amz-Expires", &input.expires_in.to_string()),
            ("X-Amz-SignedHeaders", &names),
        ] {
            query.push((name.into(), encode(value, false)));
        }
        query.extend(token.map(|token| ("X-Amz-Security-Token".into(), encode(token, false))));
    }
    query.sort();
    let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let lines: String = headers.iter().map(|(name, values)| format!("{name}:{}\n", values.join(","))).collect();
    // A caller's own hash is the one that is signed.
    let payload = headers.get("x-amz-content-sha256").map_or(payload, |values| values[0].clone());
    format!("{method}\n/{path}\n{}\n{lines}\n{names}\n{payload}", query.join("&"))
}

fn fold(value: &str) -> String {
    let value = value.trim_matches([' ', '\t']);
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// As RFC 3986 normalizes a path, and without empty segments.
fn normalize(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let slash = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("{}{slash}", segments.join("/"))
}

fn encode(text: &str, is_path: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte.into()),
            b'/' if is_path => out.push('/'),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}
