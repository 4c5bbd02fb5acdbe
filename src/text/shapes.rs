//! What looks like a secret, whatever it is called: secret access keys, tokens, passwords in URLs, API keys.
//!
//! Shapes are from the providers' documentation of their keys. What is public and looks random as well, hashes in
//! hexadecimal digits and access key ids, is not among them.

use alloc::vec::Vec;
use core::ops::Range;

/// How tokens begin that tell their kind, and the length from which they count.
const PREFIXES: [(&str, usize); 40] = [
    // JSON Web Tokens: `{"` in base64.
    ("eyJ", 16),
    // Session tokens of AWS.
    ("IQoJb3JpZ2lu", 16),
    ("FwoGZXIvYXdzE", 16),
    ("FQoGZXIvYXdzE", 16),
    ("AQoDYXdzE", 16),
    ("AQoEXAMPLE", 16),
    ("AQoXnyc4lcK4w", 16),
    // Amazon Bedrock.
    ("bedrock-api-key-", 24),
    ("ABSK", 40),
    // GitHub, GitLab, npm, PyPI.
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("npm_", 20),
    ("pypi-", 20),
    // Slack, Stripe, Shopify, SendGrid, Twilio, Linear.
    ("xoxa-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("xoxr-", 16),
    ("xoxs-", 16),
    ("xapp-", 16),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("rk_live_", 16),
    ("shpat_", 20),
    ("SG.", 40),
    ("lin_api_", 20),
    // Google.
    ("AIza", 30),
    ("ya29.", 16),
    ("GOCSPX-", 20),
    // Models: OpenAI, Anthropic, Hugging Face.
    ("sk-", 24),
    ("hf_", 20),
    // HashiCorp, DigitalOcean, Databricks, age.
    ("hvs.", 20),
    ("hvb.", 20),
    ("dop_v1_", 20),
    ("dapi", 34),
    ("AGE-SECRET-KEY-1", 20),
];

/// What stands before a token in a header.
const SCHEMES: [&str; 5] = ["bearer ", "basic ", "apikey ", "api-key ", "token "];

/// What is public though it looks random, by a word before it.
const PUBLIC: [&str; 9] = ["checksum", "sha256", "md5", "etag", "hostid", "host-id", "amz-id-2", "requestid", "cf-id"];

/// How far before a value such a word may stand.
const NEAR: usize = 32;

/// The length of a secret access key of AWS and of MinIO, in base64.
const SECRET: usize = 40;

/// The length from which a mixture of letters and digits counts as random.
const RANDOM: usize = 32;

/// The parts of a string that look like secrets, in their order, none in another.
pub(crate) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    user_information(text, &mut found);
    private_keys(text, &mut found);
    schemes(text, &mut found);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = unit(&bytes[at..]);
        if length == 0 {
            // The digits of other escapes are no part of what follows.
            let is_escape = matches!(&bytes[at..], [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
            let is_twice =
                bytes[at..].starts_with(b"%25") && bytes[at..].iter().skip(3).take(2).all(u8::is_ascii_hexdigit);
            at += 1 + 2 * usize::from(is_escape) + 2 * usize::from(is_twice);
            continue;
        }
        let start = at;
        while at < bytes.len() && unit(&bytes[at..]) > 0 {
            at += unit(&bytes[at..]);
        }
        run(text, start..at, &mut found);
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Whether a string has the shape of a secret access key: 40 characters of base64 as AWS and MinIO make them, or 64
/// hexadecimal digits as Cloudflare R2 and Garage do.
pub(crate) fn is_secret_key(text: &str) -> bool {
    let is_hex = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_hex || (text.len() == SECRET && text.bytes().all(is_base64) && is_mixed(text))
}

/// The bytes of a character of a token, an escape counting as one: 0 if it is not one.
fn unit(rest: &[u8]) -> usize {
    match rest {
        [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
            // A slash, a plus or an equals sign; encoded twice as well.
            match (a, b) {
                (b'2', b'F' | b'f' | b'B' | b'b') | (b'3', b'D' | b'd') => 3,
                (b'2', b'5') if matches!(rest.get(3..5), Some(b"2F" | b"2B" | b"3D" | b"2f" | b"2b" | b"3d")) => 5,
                _ => 0,
            }
        }
        [byte, ..] if byte.is_ascii_alphanumeric() || b"/+=-_.~".contains(byte) => 1,
        _ => 0,
    }
}

/// Looks for secrets in a run of the characters that tokens are made of.
fn run(text: &str, run: Range<usize>, found: &mut Vec<Range<usize>>) {
    // Decoded, and where each character begins.
    let mut units: Vec<(u8, usize)> = Vec::new();
    let mut at = run.start;
    while at < run.end {
        let length = unit(&text.as_bytes()[at..]);
        let written = &text.as_bytes()[at..at + length];
        units.push((escaped(written), at));
        at += length;
    }
    let place = |range: Range<usize>| {
        let end = units.get(range.end).map_or(run.end, |unit| unit.1);
        units[range.start].1..end
    };
    let plain: Vec<u8> = units.iter().map(|unit| unit.0).collect();
    prefixes(&plain, |range| found.push(place(range)));
    let is_named = is_public(text, run.start);
    if !is_named {
        keys(&plain, |range| found.push(place(range)));
        random(&plain, |range| found.push(place(range)));
    }
}

/// The character of base64 that a unit stands for.
fn escaped(written: &[u8]) -> u8 {
    match written {
        [b'%', .., b'F' | b'f'] => b'/',
        [b'%', .., b'B' | b'b'] => b'+',
        [b'%', .., b'D' | b'd'] => b'=',
        [byte, ..] => *byte,
        [] => 0,
    }
}

/// Tokens that tell their kind: to the end of the run.
fn prefixes(plain: &[u8], mut found: impl FnMut(Range<usize>)) {
    for at in 0..plain.len() {
        if at > 0 && plain[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        let token = &plain[at..];
        let is_token =
            |(prefix, length): &(&str, usize)| token.len() >= *length && token.starts_with(prefix.as_bytes());
        if PREFIXES.iter().any(is_token) {
            found(at..at + token.len());
            return;
        }
    }
}

/// Secret access keys: 40 characters of base64 between others, or between slashes.
fn keys(plain: &[u8], mut found: impl FnMut(Range<usize>)) {
    let is_border = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b'/' || *byte == b'=' || !is_base64(*byte));
    let starts = 0..plain.len().saturating_sub(SECRET - 1);
    for at in starts.filter(|at| *at == 0 || is_border(plain.get(at - 1))) {
        let key = &plain[at..at + SECRET];
        let is_key = key.iter().all(|byte| is_base64(*byte)) && is_random(key) && !is_path(key);
        if is_key && is_border(plain.get(at + SECRET)) {
            found(at..at + SECRET);
        }
    }
    // In hexadecimal digits only before a scope: elsewhere they are a hash.
    let digits = plain.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let is_scope = |rest: &[u8]| rest.len() > 9 && rest[0] == b'/' && rest[1..9].iter().all(u8::is_ascii_digit);
    let start = plain.windows(11).position(|window| window == b"Credential=").map_or(0, |at| at + 11);
    let rest = &plain[start..];
    let length = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    for (start, length) in [(0, digits), (start, length)] {
        if length == 64 && is_scope(&plain[start + 64..]) {
            found(start..start + 64);
        }
    }
}

/// Whether it is a path: one of its segments is a word. Of random keys, two in 100 000 have one.
fn is_path(key: &[u8]) -> bool {
    let is_word = |segment: &[u8]| segment.len() >= 8 && segment.iter().all(u8::is_ascii_lowercase);
    key.contains(&b'/') && key.split(|byte| *byte == b'/').any(is_word)
}

/// Long mixtures of upper case, lower case and digits, without the dots and hyphens of names.
fn random(plain: &[u8], mut found: impl FnMut(Range<usize>)) {
    let mut start = 0;
    for at in 0..=plain.len() {
        // Slashes are in base64, and between the segments of paths.
        if plain.get(at).is_none_or(|byte| b"/.=".contains(byte)) {
            let segment = &plain[start..at];
            if segment.len() >= RANDOM && is_random(segment) && has_no_words(segment) {
                found(start..at);
            }
            start = at + 1;
        }
    }
    let has_slash = plain.contains(&b'/') || plain.contains(&b'+');
    if plain.len() >= 3 * RANDOM && has_slash && !plain.contains(&b'.') && is_random(plain) && has_no_words(plain) {
        found(0..plain.len());
    }
}

/// Whether upper case, lower case and digits follow each other as by chance: three of five neighbours are of different
/// kinds then, and one of five in words.
fn is_random(text: &[u8]) -> bool {
    let has = |wanted: u8| text.iter().any(|byte| kind(*byte) == wanted);
    let changes = changes(text);
    has(1) && has(2) && (has(3) || changes * 2 > text.len()) && changes * 3 >= text.len()
}

/// Names of many words have a capital in every fifth letter, and one number.
fn has_no_words(text: &[u8]) -> bool {
    let numbers = text.windows(2).filter(|pair| kind(pair[0]) != 3 && kind(pair[1]) == 3).count();
    numbers > 1 && changes(text) * 5 >= text.len() * 2
}

fn changes(text: &[u8]) -> usize {
    text.windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count()
}

fn kind(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => 1,
        b'a'..=b'z' => 2,
        b'0'..=b'9' => 3,
        _ => 0,
    }
}

fn is_mixed(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_uppercase()) && text.bytes().any(|b| b.is_ascii_lowercase())
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'/' || byte == b'+' || byte == b'='
}

/// Whether a word shortly before says that what follows is public.
fn is_public(text: &str, start: usize) -> bool {
    let mut from = start.saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let before = text[from..start].to_ascii_lowercase();
    PUBLIC.iter().any(|word| before.contains(word))
}

/// `user:password@` in URLs.
fn user_information(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, mark) in text.match_indices("://").chain(text.match_indices("%3A%2F%2F")) {
        let start = at + mark.len();
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'<>@&".contains(c)).unwrap_or(rest.len());
        if rest[end..].starts_with('@') && end > 0 {
            found.push(start..start + end);
        }
    }
}

/// What stands between the lines of a private key in PEM.
fn private_keys(text: &str, found: &mut Vec<Range<usize>>) {
    const BEGIN: &str = "PRIVATE KEY-----";
    for (at, mark) in text.match_indices(BEGIN) {
        let start = at + mark.len();
        let end = text[start..].find("-----END").map_or(text.len(), |end| start + end);
        if end > start {
            found.push(start..end);
        }
    }
}

/// What follows `Bearer` and the like, if it is a token and not a word.
fn schemes(text: &str, found: &mut Vec<Range<usize>>) {
    let lower = text.to_ascii_lowercase();
    for (at, scheme) in SCHEMES.iter().flat_map(|scheme| lower.match_indices(scheme)) {
        if lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let start = at + scheme.len();
        let token = &text[start..];
        let is_end = |c: char| c.is_whitespace() || "\"'<>,;&)]}".contains(c);
        let token = &token[..token.find(is_end).unwrap_or(token.len())];
        let has_digit = token.bytes().any(|b| b.is_ascii_digit());
        let is_word = token.bytes().all(|b| b.is_ascii_lowercase()) || token.contains("://");
        if token.len() >= 6 && !is_word && (has_digit || is_mixed(token)) {
            found.push(start..start + token.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn shown(text: &str) -> alloc::string::String {
        let mut out = alloc::string::String::from(text);
        for range in secrets(text).into_iter().rev() {
            out.replace_range(range, "…");
        }
        out
    }

    #[test]
    fn secrets_are_found_where_they_are() {
        for (text, expected) in [
            (format!("the key {KEY} is wrong"), "the key … is wrong"),
            (format!("Credential={KEY}/20150830/us-east-1/s3"), "Credential=…/20150830/us-east-1/s3"),
            (format!("X=%22{}%22", KEY.replace('/', "%2F").replace('+', "%2B")), "X=%22…%22"),
            (format!("https://h/{KEY}/k"), "https://h/…/k"),
            ("https://me:pass@h/k".into(), "https://…@h/k"),
            ("Authorization is Bearer abc123def".into(), "Authorization is Bearer …"),
            ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln!".into(), "got …!"),
            ("ghp_16C7e42F292c6912E7710c838347Ae178B4a".into(), "…"),
            (format!("{}/20150830/auto/s3/aws4_request", "0a".repeat(32)), "…/20150830/auto/s3/aws4_request"),
        ] {
            assert_eq!(shown(&text), expected);
        }
    }

    #[test]
    fn what_is_public_stays() {
        for text in [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "AKIAIOSFODNN7EXAMPLE/20150830/us-east-1/s3/aws4_request",
            "examplebucket.s3.us-east-1.amazonaws.com",
            "The request signature we calculated does not match the signature you provided.",
            "https://b.s3.amazonaws.com/2015/HolidayPicturesOfTheWholeBigFamily2015.jpg",
            "x-amz-checksum-sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "XAmzContentSHA256Mismatch SignatureDoesNotMatch AuthorizationHeaderMalformed",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "basic authentication and bearer tokens",
            "/examplebucket/acda72b7/ZzDE3KaPiodb4asy2",
            "/uploads7/invoices/2015/Q3/AbC4dEfG8hIjKl",
            "https://h/k?a=b@c",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    proptest! {
        /// Keys as they are made at random, anywhere.
        #[test]
        fn a_random_key_is_found_anywhere(
            key in "[A-Za-z0-9]{12}[0-9][A-Z][a-z][A-Za-z0-9/+]{25}",
            before in "[ \"'=:&?<(,]", after in "[ \"'&<>),;]|/20150830/us-east-1/s3",
        ) {
            let text = format!("a{before}{key}{after}b");
            prop_assume!(is_random(key.as_bytes()) && !is_path(key.as_bytes()));
            prop_assert!(!shown(&text).contains(&key), "{}", text);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            let _ = shown(&text);
        }
    }
}
