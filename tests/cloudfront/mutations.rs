//! 100,000 changed requests, of which none is accepted.

use presign::Timestamp;
use presign::cloudfront::{Hash, Policy, SignedRequest, Statement};

/// A generator of numbers that is the same each time. (xorshift64*)
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % end
    }
}

const ALPHABET: &[u8] = b"ABZabz019-_~+/=&?%.:*\"{},; ";
const PIECES: [&str; 12] = [
    "&",
    "?",
    "&Expires=9999999999",
    "Expires=1767290400",
    "&Hash-Algorithm=SHA1",
    "Policy=",
    "Signature=",
    "&Key-Pair-Id=K2JCJMDEHXQW5F",
    "CloudFront-",
    "%2F",
    "..",
    "*",
];

/// One to three changes: a character, a piece, a cut, or two parts swapped.
fn mutate(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len().max(1));
        match random.below(6) {
            0 if !bytes.is_empty() => bytes[at] = ALPHABET[random.below(ALPHABET.len())],
            1 => bytes.insert(at, ALPHABET[random.below(ALPHABET.len())]),
            2 if !bytes.is_empty() => drop(bytes.remove(at)),
            3 => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
            4 => {
                let end = at + random.below(bytes.len() - at + 1);
                bytes.drain(at..end);
            }
            _ => {
                let mut parts: Vec<_> = bytes.split(|byte| *byte == b'&').map(<[u8]>::to_vec).collect();
                let (a, b) = (random.below(parts.len()), random.below(parts.len()));
                parts.swap(a, b);
                bytes = parts.join(&b'&');
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The key is one that knows its own signature and no other, so that what is found is a fault of reading: another URL,
/// policy or hash for which that signature passes.
#[test]
fn no_changed_request_is_accepted() {
    let url = "https://d111111abcdef8.cloudfront.net/a/b.jpg?size=large&license=yes";
    let end = Timestamp::from_unix_seconds(1_767_290_400).unwrap();
    let canned = Policy::canned(url, end).unwrap();
    let statement = Statement { resource: url, expires_at: end, starts_after: None, source_ip: Some("192.0.2.0/24") };
    let custom = Policy::custom(&statement).unwrap();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut read = 0;
    for policy in [canned, custom] {
        let signature: Vec<u8> = (0..=255).collect();
        let signed = policy.finish("K2JCJMDEHXQW5F", Hash::Sha256, &signature).unwrap();
        let in_url = (signed.url(url).unwrap(), String::new());
        let cookies: Vec<_> = signed.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let in_cookies = (url.to_owned(), cookies.join("&"));
        for (sent, cookies) in [in_url, in_cookies] {
            let mut changed = 0;
            while changed < 25_000 {
                let (other, others) = if cookies.is_empty() || random.below(2) == 0 {
                    (mutate(&sent, &mut random), cookies.replace('&', "; "))
                } else {
                    (sent.clone(), mutate(&cookies, &mut random).replace('&', "; "))
                };
                changed += 1;
                let Ok(request) = SignedRequest::parse(&other, &others) else { continue };
                read += 1;
                let now = Timestamp::from_unix_seconds(1_767_290_399).unwrap();
                let verified = request.verify(now, Some("192.0.2.9".parse().unwrap()), |hash, of, by| {
                    let is_key = request.key_pair_id() == "K2JCJMDEHXQW5F";
                    is_key && (hash, of, by) == (Hash::Sha256, policy.as_str().as_bytes(), &signature[..])
                });
                if verified.is_ok() {
                    // Swapped parameters are the same request, and so are cookies next to which there is another.
                    let is_same = parts(&other) == parts(&sent) && of_cloudfront(&others) == of_cloudfront(&cookies);
                    assert!(is_same, "{other}\n{others}");
                    changed -= 1;
                }
            }
        }
    }
    // The others are refused before a signature is looked at.
    assert!(read > 15_000, "{read}");
}

fn of_cloudfront(cookies: &str) -> Vec<&str> {
    parts(cookies).into_iter().filter(|cookie| cookie.starts_with("CloudFront-")).collect()
}

fn parts(text: &str) -> Vec<&str> {
    let mut parts: Vec<_> = text.split(['&', '?', ';', ' ']).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts
}
