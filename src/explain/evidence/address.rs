//! The addresses in a text: URLs, and the tokens that are URLs.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};

/// How URLs begin.
const SCHEMES: [&str; 4] = ["https://", "http://", "wss://", "ws://"];

/// How many addresses of a text are looked at.
const MOST: usize = 50;

/// How a token of Amazon EKS begins; a URL in base64 follows. Source: kubernetes-sigs/aws-iam-authenticator, README.
const EKS: &str = "k8s-aws-v1.";

/// What cannot be a part of a URL in other text.
fn ends_url(character: char) -> bool {
    character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '<' | '>' | '|' | '\\' | '^' | '{' | '}')
}

/// The URLs in a text, in order. Lines that a terminal or a mail program wrapped inside a signed URL are joined.
pub(super) fn urls(text: &str) -> Vec<String> {
    let mut urls = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("://").filter(|_| urls.len() < MOST) {
        let start =
            SCHEMES.iter().find(|scheme| rest[..at + 3].ends_with(**scheme)).map(|scheme| at + 3 - scheme.len());
        let Some(start) = start else {
            rest = &rest[at + 3..];
            continue;
        };
        let (url, after) = take(&rest[start..]);
        // A host that a program puts in.
        if !url.ends_with("://$") {
            urls.push(url);
        }
        rest = after;
    }
    urls.extend(tokens(text).take(MOST));
    urls
}

/// The URL at the beginning of a text, and what follows it.
fn take(text: &str) -> (String, &str) {
    let end = text.find(ends_url).unwrap_or(text.len());
    let (mut url, mut rest) = (text[..end].to_owned(), &text[end..]);
    while is_cut(&url) {
        let Some(next) = rest.strip_prefix("\\\n").or(rest.strip_prefix('\n')) else { break };
        let next = next.trim_start();
        let end = next.find(ends_url).unwrap_or(next.len());
        // A line of other text has a space in it.
        if end == 0 || !(next.len() == end || next[end..].starts_with(['\n', '\\', '"', '\''])) {
            break;
        }
        url.push_str(&next[..end]);
        rest = &next[end..];
    }
    let trimmed = url.trim_end_matches([',', '.', ';', ')', ']', ':', '!']).len();
    url.truncate(trimmed);
    (url, rest)
}

/// Whether a presigned URL lacks its end: the signature is 64 hexadecimal digits.
fn is_cut(url: &str) -> bool {
    match url.split_once("X-Amz-Signature=") {
        Some((_, signature)) => signature.split('&').next().is_some_and(|digits| digits.len() < 64),
        None => url.contains("X-Amz-"),
    }
}

/// The tokens of databases, which are URLs without a scheme, and those of EKS.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ','));
    words.filter_map(|word| {
        if word.contains(EKS) {
            return token_of_cluster(word);
        }
        let start = word.find('=').filter(|_| !word.contains("://") && word.contains("X-Amz-"))?;
        // The password of a connection string, as in `password=host:5432/?Action=connect&…`.
        let token = if word[..start].contains('?') { word } else { &word[start + 1..] };
        // The name of a cache has no dot in it.
        let is_token = token.contains('?') && (token.contains('.') || token.contains("/?Action=connect"));
        is_token.then(|| token.to_owned())
    })
}

/// The URL in a token of EKS, in whichever base64 it is.
pub(super) fn token_of_cluster(text: &str) -> Option<String> {
    let encoded = text.split_once(EKS)?.1;
    let is_end = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '+' | '/');
    let encoded = encoded.split(is_end).next()?.replace('+', "-").replace('/', "_");
    String::from_utf8(Base64UrlUnpadded::decode_vec(&encoded).ok()?).ok()
}

/// Whether a URL or the query of one has a signature.
pub(super) fn is_signed(url: &str) -> bool {
    ["X-Amz-Signature=", "x-amz-signature=", "Signature=", "X-Amz-Credential=", "X-Goog-Signature=", "&sig="]
        .iter()
        .any(|name| url.contains(name))
}

/// Whether it leads to a page about the error, or names a format, as in `xmlns="…"`.
pub(super) fn is_documentation(url: &str) -> bool {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let starts = ["docs.", "github.com", "stackoverflow.com", "www.w3.org", "doc.", "repost.aws", "developers."];
    let inside = ["amazonaws.com/doc/", "internal.amazon.com", "/developerguide/", "/latest/dev/", "aws.amazon.com/"];
    starts.iter().any(|start| address.starts_with(start)) || inside.iter().any(|part| address.contains(part))
}
