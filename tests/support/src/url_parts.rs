//! A URL taken apart by other code than the crate's.

/// A URL in parts, each as it is written.
pub struct Url<'a> {
    pub scheme: &'a str,
    pub authority: &'a str,
    pub path: &'a str,
    pub query: Vec<(&'a str, &'a str)>,
}

/// The parameters that signing adds to a URL.
const SIGNING_PARAMETERS: [&str; 9] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Region-Set",
    "X-Amz-S3session-Token",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

impl<'a> Url<'a> {
    pub fn parse(text: &'a str) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or_else(|| panic!("no scheme: {text}"));
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
        let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
        let query = parameters.map(|parameter| parameter.split_once('=').unwrap_or((parameter, ""))).collect();
        Self { scheme, authority, path, query }
    }

    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(other, _)| *other == name).map(|(_, value)| decode(value))
    }

    /// The seconds in `X-Amz-Expires`.
    pub fn expires(&self) -> Option<u64> {
        self.parameter("X-Amz-Expires").map(|seconds| seconds.parse().expect("seconds"))
    }

    /// Each `name=value`, decoded, without regard to their order.
    pub fn parameters(&self) -> Vec<String> {
        let mut parameters: Vec<_> = self.query.iter().map(|(n, v)| format!("{}={}", decode(n), decode(v))).collect();
        parameters.sort();
        parameters
    }

    /// The parameters that were there before signing, as they are written.
    pub fn callers_query(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.query.iter().copied().filter(|(name, _)| !SIGNING_PARAMETERS.contains(name))
    }
}

/// Percent-decodes; a `+` is a plus sign.
pub fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap_or_else(|_| panic!("bad escape: {text}")));
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| panic!("not UTF-8: {text}"))
}
