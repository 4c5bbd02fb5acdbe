//! Values that are secret by the words of their names, in any string: `x-api-key: abc`, `"client_secret": "abc"`,
//! `access_token=abc`.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// Words that make a name that of a secret.
const SECRET: [&str; 26] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "auth",
    "authkey",
    "authtoken",
    "bearer",
    "clientsecret",
    "cookie",
    "csrf",
    "idtoken",
    "jwt",
    "mfa",
    "otp",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "refreshtoken",
    "secret",
    "secretkey",
    "sessionid",
    "token",
    "xsrf",
];

/// With which words a `key` is secret: the key of an object is not.
const KEYS: [&str; 17] = [
    "access",
    "account",
    "api",
    "auth",
    "client",
    "customer",
    "encryption",
    "functions",
    "license",
    "master",
    "private",
    "secret",
    "service",
    "shared",
    "signing",
    "storage",
    "subscription",
];

/// Words of names that are not secret all the same: pages of a list, and codes of errors.
const PUBLIC: [&str; 12] = [
    "bad",
    "continuation",
    "exception",
    "expired",
    "invalid",
    "malformed",
    "missing",
    "next",
    "page",
    "required",
    "starting",
    "unrecognized",
];

/// Words at the end of a name that tell about a secret what is not secret.
const ABOUT: [&str; 11] =
    ["algorithm", "arn", "code", "count", "expires", "expiry", "id", "length", "md5", "type", "version"];

/// What can stand between a name and its value: in a URL, a header, XML or JSON, and percent-encoded or escaped.
const SEPARATORS: [&str; 12] = ["=>", "=", ":", ">", "%3d", "%3D", "%3a", "%3A", "%253D", "\\u003d", "&#61;", "&#x3d;"];

/// Names are no longer than this: more is data.
const LONGEST: usize = 80;

/// Whether the value of a header, parameter or field of this name is secret, by its words.
pub(crate) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_about = words.last().is_none_or(|last| ABOUT.contains(&last.as_str()));
    if has(&PUBLIC) || is_about || name.len() > LONGEST {
        return false;
    }
    let is_key = words.last().is_some_and(|last| last == "key") && has(&KEYS);
    is_key || has(&SECRET)
}

/// The words of a name in lower case: those of `x-api-key`, `api_key` and `apiKey`.
fn words(name: &str) -> Vec<String> {
    let mut words = alloc::vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        let is_next = !character.is_ascii_alphanumeric() || (was_lower && character.is_ascii_uppercase());
        if is_next {
            words.push(String::new());
        }
        was_lower = character.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| character.is_ascii_alphanumeric()) {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The values in a string whose names say that they are secret.
pub(crate) fn values(text: &str) -> Vec<Range<usize>> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| is_name(**byte)).count();
        if length > 0 && is_secret(&text[at..at + length]) {
            let name = &text[at..at + length];
            found.extend(value(text, at + length, name).filter(|range| !range.is_empty()));
        }
        // A character that is no part of a name may have more bytes, all of them without a name.
        at += length.max(1);
    }
    found
}

/// Where the value is that follows a name.
fn value(text: &str, after: usize, name: &str) -> Option<Range<usize>> {
    let rest = text.get(after..)?;
    let unquoted = rest.trim_start_matches(['\\', '"', '\'']);
    let spaced = unquoted.trim_start_matches([' ', '\t']);
    let separator = SEPARATORS.iter().find(|separator| spaced.starts_with(**separator))?;
    let value = spaced[separator.len()..].trim_start_matches([' ', '\t']);
    let plain = value.trim_start_matches('\\');
    let quote = plain.chars().next().filter(|character| ['"', '\''].contains(character));
    let (value, end) = match quote {
        Some(quote) => {
            let inside = &plain[1..];
            (inside, inside.find([quote, '\n']).unwrap_or(inside.len()))
        }
        None if *separator == ":" && is_header(name) => (value, value.find(['\n', '\r']).unwrap_or(value.len())),
        None => {
            let is_end = |c: char| c.is_whitespace() || "&;,<>\"')]}".contains(c);
            let end = value.find("%26").into_iter().chain(value.find(is_end)).min().unwrap_or(value.len());
            // `token: malformed` tells about a token.
            let is_word = *separator == ":" && value[..end].bytes().all(|b| b.is_ascii_alphabetic() || b == b'.');
            (value, if is_word { 0 } else { end })
        }
    };
    let start = text.len() - value.len();
    // It was hidden before.
    (!value.starts_with('\u{2026}')).then_some(start..start + end)
}

/// Whether a name is a header's or a variable's, whose value ends with the line.
fn is_header(name: &str) -> bool {
    name.contains(['-', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_their_words() {
        for name in [
            "x-api-key",
            "X-Goog-Api-Key",
            "apiKey",
            "API_KEY",
            "Ocp-Apim-Subscription-Key",
            "x-auth-token",
            "access_token",
            "accessToken",
            "refresh_token",
            "id_token",
            "client_secret",
            "cf-access-client-secret",
            "x-vault-token",
            "x-amz-mfa",
            "X-Functions-Key",
            "AccountKey",
            "db_password",
            "PGPASSWORD".to_ascii_lowercase().as_str().trim_start_matches("pg"),
            "secretAccessKey",
            "private_key",
            "x-csrf-token",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "Key",
            "key-marker",
            "max-keys",
            "AWSAccessKeyId",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "X-Amz-Credential",
            "X-Amz-SignedHeaders",
            "continuation-token",
            "NextToken",
            "InvalidToken",
            "ExpiredTokenException",
            "author",
            "x-amz-server-side-encryption-customer-key-MD5",
            "content-type",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn values_are_found_in_any_form() {
        for (text, hidden) in [
            ("x-api-key: abc def\nhost: h", "abc def"),
            ("{\"client_secret\": \"a b\", \"x\": 1}", "a b"),
            ("{\\\"apiKey\\\":\\\"abc\\\"}", "abc\\"),
            ("https://h/?access_token=abc&b=1", "abc"),
            ("access_token%3Dabc%26b", "abc"),
            ("<Password>abc</Password>", "abc"),
            ("password = abc, x", "abc"),
            ("'token' => 'abc'", "abc"),
            ("token: abc1", "abc1"),
        ] {
            let found: Vec<_> = values(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [hidden], "{text}");
        }
        for text in [
            "ExpiredToken: The provided token has expired.",
            "the token: malformed",
            "x-api-key: …",
            "Key: photos/a.txt",
            "secret",
            "é password",
        ] {
            assert!(values(text).is_empty(), "{text}");
        }
    }
}
