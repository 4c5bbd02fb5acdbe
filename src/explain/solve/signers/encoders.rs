//! How the encoders of other languages write names, values and paths.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::text::percent::{self, PATH, decode};

/// A function that percent-encodes, by what it does otherwise than AWS's `UriEncode`.
pub(in crate::explain::solve) struct Encoder {
    /// The languages' names for it.
    pub(in crate::explain::solve) words: &'static str,
    /// What it leaves as it is, in addition to letters and digits.
    kept: &'static str,
    /// What a space becomes.
    space: &'static str,
    is_lower: bool,
}

const fn encoder(words: &'static str, kept: &'static str) -> Encoder {
    Encoder { words, kept, space: "%20", is_lower: false }
}

const fn form(words: &'static str, kept: &'static str) -> Encoder {
    Encoder { words, kept, space: "+", is_lower: false }
}

/// Each from the language's documentation. Those that agree on a string are one change: the first one is told.
pub(in crate::explain::solve) const ENCODERS: [Encoder; 23] = [
    encoder("with ~ as %7E", "-_."),
    encoder("with its slashes", "-_.~/"),
    encoder("with its slashes and semicolons", "-_.~/;"),
    encoder("as JavaScript's encodeURIComponent writes it", "-_.!~*'()"),
    form("as Java's URLEncoder writes it, a form", "-_.*"),
    form("as PHP's urlencode writes it, a form with ~ as %7E", "-_."),
    form("as Go's QueryEscape and Python's quote_plus write it, a form", "-_.~"),
    form("as a form of browsers, with ~ as %7E and * as it is", "-._*~"),
    encoder("as Go's PathEscape writes it", "-_.~$&+=:@"),
    encoder("as Go's EscapedPath writes it", "-_.~$&+,/:;=@"),
    encoder("as Go's EscapedPath writes it where nothing needs an escape", "-_.~$&+,/:;=@!'()*"),
    encoder("as JavaScript's encodeURI writes it", "-_.!~*'();/?:@&=+$,#"),
    encoder("as JavaScript's old escape writes it", "@*_+-./"),
    encoder("as Ruby's URI.escape writes it", "-_.!~*'();/?:@&=+$,[]"),
    encoder("as Swift's urlPathAllowed lets it", "!$&'()*+,-./:=@_~"),
    encoder("as Swift's urlQueryAllowed lets it", "!$&'()*+,-./:;=?@_~"),
    encoder("as Swift's urlHostAllowed lets it", "!$&'()*+,-.:;=[]_~"),
    encoder("as Guava's path escaper writes it", "-._~!$'()*,;&=@:+"),
    encoder("as WHATWG URLs hold it", "-_.~!$&'()*+,/:;=@[]|^\\%"),
    Encoder { words: "as .NET's HttpUtility writes it", kept: "-_.!*()", space: "+", is_lower: true },
    form("as .NET's WebUtility writes it", "-_.!*()"),
    encoder("with every mark escaped", ""),
    encoder("with every mark except the slash escaped", "/"),
];

impl Encoder {
    /// Encodes a decoded string.
    pub(in crate::explain::solve) fn encode(&self, decoded: &str) -> String {
        self.encode_keeping(decoded, "")
    }

    /// As the paths of URLs are encoded, segment by segment.
    pub(in crate::explain::solve) fn encode_path(&self, decoded: &str) -> String {
        self.encode_keeping(decoded, "/")
    }

    fn encode_keeping(&self, decoded: &str, kept: &str) -> String {
        let mut out = String::with_capacity(decoded.len());
        for character in decoded.chars() {
            match character {
                ' ' => out.push_str(self.space),
                _ if character.is_ascii_alphanumeric() => out.push(character),
                _ if self.kept.contains(character) || kept.contains(character) => out.push(character),
                _ => {
                    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                        out.push_str(&escape(byte, self.is_lower));
                    }
                }
            }
        }
        out
    }

    /// A parameter `name=value`, which is encoded as AWS does it.
    pub(in crate::explain::solve) fn rewrite(&self, written: &str) -> String {
        let (name, value) = written.split_once('=').unwrap_or((written, ""));
        format!("{}={}", self.encode(&decoded(name)), self.encode(&decoded(value)))
    }
}

fn escape(byte: u8, is_lower: bool) -> String {
    if is_lower { format!("%{byte:02x}") } else { format!("%{byte:02X}") }
}

/// Percent-decoded, if that is UTF-8.
pub(in crate::explain::solve) fn decoded(text: &str) -> String {
    String::from_utf8(decode(text)).unwrap_or_else(|_| text.to_owned())
}

/// A path as AWS encodes it.
pub(in crate::explain::solve) fn encoded(path: &str) -> String {
    let mut out = String::new();
    percent::encode(&mut out, path, &PATH);
    out
}

/// A percent-encoded string with the bytes of Latin-1 for its characters; as it was if it has others.
pub(in crate::explain::solve) fn latin_1(encoded: &str) -> String {
    let text = decoded(encoded);
    if text.chars().any(|character| u32::from(character) > 0xff) {
        return encoded.to_owned();
    }
    rewrite_beyond_ascii(encoded, &text, |character| format!("%{:02X}", u32::from(character)))
}

/// As JavaScript's `escape` writes characters beyond Latin-1.
pub(in crate::explain::solve) fn utf_16(encoded: &str) -> String {
    let text = decoded(encoded);
    rewrite_beyond_ascii(encoded, &text, |character| {
        let units: Vec<_> = character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("%u{unit:04X}")).collect();
        units.concat()
    })
}

/// Writes each character beyond ASCII anew, and keeps how the others are encoded.
fn rewrite_beyond_ascii(encoded: &str, text: &str, escape: impl Fn(char) -> String) -> String {
    let mut replaced: Vec<_> = text.chars().filter(|character| !character.is_ascii()).collect();
    replaced.sort_unstable();
    replaced.dedup();
    replaced.iter().fold(encoded.to_owned(), |out, character| {
        let utf_8: Vec<_> = character.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect();
        out.replace(&utf_8.concat(), &escape(*character)).replace(*character, &escape(*character))
    })
}

/// With the characters that `encodeURIComponent` and RFC 3986 leave as they are.
pub(in crate::explain::solve) fn unreserved(text: &str) -> String {
    let kept = [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")];
    kept.iter().fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
}

/// With lower-case digits in escapes.
pub(in crate::explain::solve) fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        out.extend(["%", &digits.to_ascii_lowercase(), rest]);
    }
    out
}
