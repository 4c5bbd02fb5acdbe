//! Any request is read or refused; what is found is right: changed so, the request verifies.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::Request;
use presign::explain::{Sent, solve};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    method: &'a str,
    url: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: Option<&'a [u8]>,
    hosts: Vec<&'a str>,
    /// A URL that is signed first, and then sent with what stands above.
    signed: Option<(&'a str, Vec<(&'a str, &'a str)>)>,
}

const BUDGET: u64 = 300;

fuzz_target!(|input: Input<'_>| {
    let mut url = input.url.to_owned();
    if let Some((path, query)) = &input.signed {
        let address: String = path.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let address = format!("https://h.example/{address}");
        let Ok(request) = Request::get(&address) else { return };
        let request = query.iter().fold(request, |request, (name, value)| request.query(name, value));
        let expiry = std::time::Duration::from_secs(60);
        let Ok(signed) = request.presign(&common::signer("s3"), expiry, common::time(1_440_938_160)) else { return };
        url = signed.into_string();
    }
    let sent = Sent::new(input.method, &url).headers(&input.headers).other_hosts(&input.hosts);
    let sent = input.body.map_or(sent, |body| sent.body(body));
    let Ok(attempt) = solve(&sent, &common::credentials(), BUDGET) else { return };
    assert!(attempt.tried <= BUDGET);
    let text = format!("{attempt}{attempt:?}");
    assert!(text.chars().all(|character| !character.is_control()), "{text:?}");
    let was_sent = format!("{input:?}").contains(common::SECRET);
    assert!(was_sent || !text.contains(common::SECRET));
    if input.signed.is_some() && input.method == "GET" {
        let changes = attempt.solution.as_ref().expect("it was sent as it was signed");
        assert!(changes.is_empty() || !input.headers.is_empty(), "{attempt}");
    }
});
