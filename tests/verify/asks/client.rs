//! A client that signs whatever it likes, and what the server makes of it.

use std::sync::LazyLock;

use presign::verify::{Ask, Refusal, SignedRequest};
use presign::{Request, Rules, Signer, SigningKey};

use crate::fixtures::{HOUR, now, signer};
use crate::server::{key, policy};

pub(crate) const HOST: &str = "s3.example";

/// Signs dot segments and repeated parameters too. It keeps its key, since it signs thousands of requests.
static CLIENT: LazyLock<Signer> = LazyLock::new(|| {
    let rules = Rules::S3.refuse_repeated_parameters(false).refuse_dot_segments(false);
    signer("s3").with_rules(rules)
});

static KEY: LazyLock<SigningKey> = LazyLock::new(key);

/// A request as it is sent.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) in_url: bool,
    pub(crate) method: &'a str,
    pub(crate) host: &'a str,
    /// Percent-encoded, as it is sent.
    pub(crate) path: &'a str,
    /// Percent-encoded, as it is sent.
    pub(crate) query: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
}

impl Sent<'_> {
    /// What it asks for, at a server of this name.
    pub(crate) fn asks(self) -> Result<Ask, Refusal> {
        self.asks_at(&[HOST])
    }

    pub(crate) fn asks_at(self, hosts: &[&str]) -> Result<Ask, Refusal> {
        let Self { in_url, method, host, path, query, headers } = self;
        let url = format!("https://{host}{path}?{query}");
        let mut request = Request::new(method, &url).unwrap_or_else(|error| panic!("{url}: {error}"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let (target, headers): (_, Vec<_>) = if in_url {
            let signed = request.presign(&CLIENT, HOUR, now()).unwrap_or_else(|error| panic!("{url}: {error}"));
            let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            // Spelled as it is sent: the signature is the same.
            let (_, signature) = signed.as_str().split_once("X-Amz-Algorithm").unwrap();
            let separator = if query.is_empty() { "" } else { "&" };
            (format!("{path}?{query}{separator}X-Amz-Algorithm{signature}"), headers)
        } else {
            let signed = request.sign(&CLIENT, now()).unwrap_or_else(|error| panic!("{url}: {error}"));
            let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            (format!("{path}?{query}"), headers)
        };
        let headers = headers.iter().map(|(name, value): &(String, String)| (name.as_str(), value.as_str()));
        let request = SignedRequest::parse(method, &target, headers.chain([("host", host)]))?;
        let (verified, _) = request.verify(&*KEY, now(), &policy())?;
        verified.asks(hosts)
    }
}

/// Both ways of signing.
pub(crate) fn both<'a>(
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: &'a [(&'a str, &'a str)],
) -> [Result<Ask, Refusal>; 2] {
    [true, false].map(|in_url| Sent { in_url, method, host: HOST, path, query, headers }.asks())
}
