//! A signed request with one thing changed, in every way that a verifier must see.

use crate::http::Request;
use crate::server::{KEYS, REGION};

/// One change.
pub(crate) struct Change {
    pub(crate) what: String,
    pub(crate) request: Request,
}

/// Every change of method, target and headers.
pub(crate) fn changes(request: &Request) -> Vec<Change> {
    let mut changes = Changes { original: request, changes: Vec::new() };
    changes.method();
    changes.path();
    changes.query();
    changes.signed_headers();
    changes.scope();
    changes.signature();
    changes.additions();
    changes.changes
}

/// For a body whose hash is signed.
pub(crate) fn with_other_body(request: &Request) -> Change {
    let mut request = request.clone();
    match request.body.first_mut() {
        Some(byte) => *byte ^= 1,
        None => request.body.push(b'x'),
    }
    Change { what: "another body".into(), request }
}

struct Changes<'a> {
    original: &'a Request,
    changes: Vec<Change>,
}

impl Changes<'_> {
    fn add(&mut self, what: impl Into<String>, change: impl FnOnce(&mut Request)) {
        let mut request = self.original.clone();
        change(&mut request);
        self.changes.push(Change { what: what.into(), request });
    }

    fn method(&mut self) {
        let other = if self.original.method == "GET" { "DELETE" } else { "GET" };
        self.add(format!("the method {other}"), |request| request.method = other.into());
    }

    /// Each character becomes another one.
    fn path(&mut self) {
        let target = &self.original.target;
        let path = target.split('?').next().unwrap_or_default();
        for (at, character) in path.char_indices() {
            let other = if character == 'x' { "y" } else { "x" };
            self.add(format!("{other} at {at} in the path"), |request| {
                request.target.replace_range(at..at + character.len_utf8(), other);
            });
        }
        let (target, path) = (target.clone(), path.len());
        self.add("a slash after the path", |request| request.target.insert(path, '/'));
        self.add("a path that is longer", |request| {
            request.target = format!("{}x{}", &target[..path], &target[path..]);
        });
    }

    /// Each parameter is changed and left out, those of the signature too.
    fn query(&mut self) {
        let (path, query) = self.original.target.split_once('?').unwrap_or((&self.original.target, ""));
        let (path, parameters) = (path.to_owned(), query.split('&').filter(|written| !written.is_empty()));
        let parameters: Vec<_> = parameters.map(str::to_owned).collect();
        let with = |parameters: Vec<String>| format!("{path}?{}", parameters.join("&"));
        for (at, parameter) in parameters.iter().enumerate() {
            let mut other = parameters.clone();
            let sign = if parameter.contains('=') { "" } else { "=" };
            other[at] = format!("{parameter}{sign}1");
            self.add(format!("1 after {parameter}"), |request| request.target = with(other));
            let mut fewer = parameters.clone();
            fewer.remove(at);
            self.add(format!("no {parameter}"), |request| request.target = with(fewer));
        }
        let more = [&parameters[..], &["acl".into()]].concat();
        self.add("the parameter acl", |request| request.target = with(more));
    }

    /// Each signed header is changed, left out, and taken from the list of signed headers.
    fn signed_headers(&mut self) {
        let list = part(self.original, "SignedHeaders").to_owned();
        let separator = if list.contains("%3B") { "%3B" } else { ";" };
        let names: Vec<_> = list.split(separator).collect();
        for name in &names {
            let is_this = |other: &str| other.eq_ignore_ascii_case(name);
            self.add(format!("another {name}"), |request| {
                for (_, value) in request.headers.iter_mut().filter(|(other, _)| is_this(other)) {
                    value.push('1');
                }
            });
            self.add(format!("no {name}"), |request| request.headers.retain(|(other, _)| !is_this(other)));
            let others: Vec<_> = names.iter().copied().filter(|other| other != name).collect();
            self.add(format!("{name} not in the list"), |request| {
                set_part(request, "SignedHeaders", |_| others.join(separator));
            });
        }
        for name in ["x-amz-date", "x-amz-content-sha256"] {
            if self.original.header(name).is_some() {
                self.add(format!("an older {name}"), |request| {
                    for (_, value) in request.headers.iter_mut().filter(|(other, _)| other.eq_ignore_ascii_case(name)) {
                        *value = if name == "x-amz-date" { one_second_off(value) } else { "0".repeat(64) };
                    }
                });
            }
        }
        self.add("another signed header", |request| {
            set_part(request, "SignedHeaders", |list| format!("{list}{separator}z"));
            request.headers.push(("z".into(), "1".into()));
        });
    }

    /// Each part of the credential, among them the id of a key that is known.
    fn scope(&mut self) {
        let credential = part(self.original, "Credential").to_owned();
        let [first, second] = KEYS.map(|key| key.id);
        let (ours, theirs) = if credential.starts_with(first) { (first, second) } else { (second, first) };
        let day = credential.split(['/', '%']).nth(1).unwrap_or_default().trim_start_matches("2F").to_owned();
        for (from, to) in [
            (ours, theirs),
            (day.as_str(), "20130524"),
            (REGION, "us-west-2"),
            ("s3", "sts"),
            ("aws4_request", "aws4_reques"),
        ] {
            assert!(credential.contains(from), "{credential} has no {from}");
            self.add(format!("{to} in the credential"), |request| {
                set_part(request, "Credential", |credential| credential.replacen(from, to, 1));
            });
        }
    }

    fn signature(&mut self) {
        for at in [0, 31, 63] {
            self.add(format!("another digit {at} in the signature"), |request| {
                set_part(request, "Signature", |signature| {
                    let other = if signature.as_bytes()[at] == b'0' { "1" } else { "0" };
                    format!("{}{other}{}", &signature[..at], &signature[at + 1..])
                });
            });
        }
        self.add("no signature", |request| set_part(request, "Signature", |_| String::new()));
    }

    /// What nobody signed.
    fn additions(&mut self) {
        for (name, value) in [
            ("x-amz-tagging-directive", "COPY"),
            ("x-amz-grant-full-control", "uri=\"http://acs.amazonaws.com/groups/global/AllUsers\""),
            ("X-Amz-Copy-Source", "/examplebucket/other"),
        ] {
            let is_new = self.original.header(name).is_none();
            let name = if is_new { name } else { "x-amz-website-redirect-location" };
            self.add(format!("the header {name}"), |request| request.headers.push((name.into(), value.into())));
        }
    }
}

fn is_presigned(request: &Request) -> bool {
    request.target.contains("X-Amz-Signature=")
}

/// From where to where a part of the signature is, such as `Credential`, in the query or in the header.
fn find_part(text: &str, name: &str, end: char) -> std::ops::Range<usize> {
    let start = text.find(&format!("{name}=")).expect("a part that every signature has") + name.len() + 1;
    let length = text[start..].find(end).unwrap_or(text.len() - start);
    start..start + length
}

/// A part of the signature as it was sent.
fn part<'a>(request: &'a Request, name: &str) -> &'a str {
    if is_presigned(request) {
        return &request.target[find_part(&request.target, &format!("X-Amz-{name}"), '&')];
    }
    let authorization = request.header("authorization").expect("a request that was verified");
    &authorization[find_part(authorization, name, ',')]
}

fn set_part(request: &mut Request, name: &str, change: impl FnOnce(&str) -> String) {
    let (text, range) = if is_presigned(request) {
        let range = find_part(&request.target, &format!("X-Amz-{name}"), '&');
        (&mut request.target, range)
    } else {
        let headers = request.headers.iter_mut();
        let mut authorization = headers.filter(|(other, _)| other.eq_ignore_ascii_case("authorization"));
        let (_, authorization) = authorization.next().expect("a request that was verified");
        let range = find_part(authorization, name, ',');
        (authorization, range)
    };
    let other = change(&text[range.clone()]);
    text.replace_range(range, &other);
}

/// A time as in `20130524T000000Z`, with another last digit.
fn one_second_off(time: &str) -> String {
    let at = time.len() - 2;
    let other = if time.as_bytes()[at] == b'0' { "1" } else { "0" };
    format!("{}{other}Z", &time[..at])
}
