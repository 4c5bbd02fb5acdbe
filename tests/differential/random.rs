//! A random request, by its parts.

use std::fmt::Write as _;

use fastrand::Rng;

pub(crate) const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";

/// What is asked for: names and values decoded, the path percent-encoded in some spelling.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: &'static str,
    pub(crate) region: &'static str,
    pub(crate) service: &'static str,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Asked {
    pub(crate) fn random(random: &mut Rng) -> Self {
        let service = choose(random, &["s3", "service", "execute-api", "sts"]);
        Self {
            method: choose(random, &["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]),
            region: choose(random, &["us-east-1", "eu-central-1", "cn-north-1"]),
            service,
            secret: (0..40).map(|_| random.alphanumeric()).collect(),
            token: random.bool().then(|| (0..60).map(|_| choose(random, &["A", "z", "9", "+", "/", "="])).collect()),
            host: choose(random, &["example.amazonaws.com", "localhost:9000", "127.0.0.1:8080", "[::1]:9000"]).into(),
            path: path(random),
            query: (0..random.usize(..5)).map(|_| (name(random), decoded(random, 12))).collect(),
            headers: (0..random.usize(..5)).map(|_| header(random)).collect(),
            // S3 signs a body only where it is told its hash in a header, and the two name that header at other times.
            body: (service != "s3" && random.bool()).then(|| (0..random.usize(..40)).map(|_| random.u8(..)).collect()),
        }
    }

    /// The URL, percent-encoded, in the caller's order of parameters.
    pub(crate) fn url(&self) -> String {
        let mut url = format!("http://{}{}", self.host, self.path);
        for (i, (name, value)) in self.query.iter().enumerate() {
            let mark = if i == 0 { '?' } else { '&' };
            let _ = write!(url, "{mark}{}={}", encoded(name), encoded(value));
        }
        url
    }

    /// Whether a header is repeated that holds a single value.
    pub(crate) fn repeats_a_single_value(&self) -> bool {
        let count = |single| self.headers.iter().filter(|(name, _)| name == single).count();
        ["Content-Type", "Range", "x-amz-acl"].into_iter().any(|single| count(single) > 1)
    }

    /// Why `aws-sigv4` signs a different request from AWS's other signers, if it does.
    pub(crate) fn deviation(&self) -> Option<&'static str> {
        if self.service == "s3" {
            // S3 computes the path from the decoded key, in which the two are one.
            return self.path.contains("%2F").then_some("deviates: aws-sigv4 signs %2F in a key as it is spelled");
        }
        let mut kept = Vec::new();
        for segment in self.path.split('/') {
            match segment {
                "" | "." => {}
                ".." => drop(kept.pop()),
                _ => kept.push(segment),
            }
        }
        let ends_in_dots = self.path.ends_with("/.") || self.path.ends_with("/..");
        // botocore, the JavaScript SDK and the Common Runtime do not.
        (ends_in_dots && !kept.is_empty()).then_some("deviates: aws-sigv4 keeps RFC 3986's slash after dot segments")
    }
}

fn choose(random: &mut Rng, from: &[&'static str]) -> &'static str {
    from[random.usize(..from.len())]
}

/// A path in upper-case escapes, with empty segments and now and then dot segments.
fn path(random: &mut Rng) -> String {
    let mut path = String::new();
    for _ in 0..random.usize(1..6) {
        path.push('/');
        match random.u8(..20) {
            0 => {}
            1 => path.push('.'),
            2 => path.push_str(".."),
            _ => path.push_str(&encoded(&decoded(random, 10))),
        }
    }
    path
}

/// A name: not empty, and not one of those that signing adds.
fn name(random: &mut Rng) -> String {
    loop {
        let name = if random.bool() {
            choose(random, &["a", "a-b", "A", "ab", "Action", "x-id"]).into()
        } else {
            decoded(random, 8)
        };
        if !name.is_empty() {
            return name;
        }
    }
}

fn header(random: &mut Rng) -> (String, String) {
    let names = ["x-amz-meta-a", "x-amz-meta-a-b", "Content-Type", "my-header", "Range", "x-amz-acl"];
    let value =
        (0..random.usize(..12)).map(|_| if random.u8(..4) == 0 { ' ' } else { char::from(random.u8(b'!'..=b'~')) });
    let value = value.collect();
    (choose(random, &names).into(), value)
}

/// A string of what is kept, what is escaped, and what lies beyond ASCII.
fn decoded(random: &mut Rng, most: usize) -> String {
    let characters = (0..random.usize(..most)).map(|_| match random.u8(..10) {
        0 => choose(random, &[" ", "+", "/", "%", "=", "&", "~", "*", "'", "(", ")", "!", "$", ",", ":", "@", ";"])
            .into(),
        1 => random.char('\u{80}'..='\u{2fff}').to_string(),
        _ => random.alphanumeric().to_string(),
    });
    characters.collect()
}

/// Percent-encoded as AWS's signers do.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
