//! Every way into `signing` and `verify` for what a stranger sends, with many names: how time and memory grow there.

mod forms;
mod received;
mod signed;

use std::time::Duration;

use presign::{Credentials, Request, Scope, Signer, SigningKey, Timestamp};

/// What is measured.
pub type Work = Box<dyn Fn()>;

/// A way in, and the work on a number of names that come in there.
pub type Row = (&'static str, fn(usize) -> Work);

pub fn rows() -> impl Iterator<Item = &'static Row> {
    signed::ROWS.iter().chain(received::ROWS).chain(forms::ROWS)
}

type Headers = Vec<(String, String)>;

fn signed_at() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn key() -> SigningKey {
    SigningKey::derive(&credentials(), &Scope::new(signed_at(), "us-east-1", "s3").expect("a scope"))
}

/// Names that begin so, in falling order.
fn names(beginning: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).rev().map(move |number| format!("{beginning}{number:05}"))
}

fn headers(beginning: &str, count: usize) -> Headers {
    names(beginning, count).map(|name| (name, "1".into())).collect()
}

fn parameters(count: usize) -> String {
    names("p", count).map(|name| name + "=1&").collect()
}

/// The target of a URL with this query and these signed headers, all of it well signed.
fn target(query: &str, signed: &Headers) -> String {
    let url = format!("https://h/?{query}");
    let request = Request::get(&url).expect("a URL");
    let request = signed.iter().fold(request, |request, (name, value)| request.header(name, value));
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let url = request.presign(&signer, Duration::from_secs(60), signed_at()).expect("a request");
    url.as_str()["https://h".len()..].to_string()
}

/// The crate `http` has room for 24,576 headers.
fn http_request(count: usize) -> http::Request<()> {
    let names: Vec<_> = names("x-", count.min(20_000)).collect();
    let request = http::Request::get("https://h/").header("host", "h");
    names.iter().fold(request, |request, name| request.header(name, "1")).body(()).expect("a request")
}
