//! What other signers get wrong in addresses, queries and headers. Each test is named after a fault that was reproduced
//! in a published signer.

use presign::Request;

use crate::fixtures::{HOUR, now, signer};

const URL: &str = "https://example.amazonaws.com/";
/// The published signature of a GET of `/` at `example.amazonaws.com`, of AWS's suite (`get-vanilla`).
const VANILLA: &str = "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d";

fn signature(request: &Request<'_>) -> String {
    signer("service").explain(request, HOUR, now()).unwrap().signature.to_string()
}

fn canonical(request: &Request<'_>) -> String {
    signer("service").explain(request, HOUR, now()).unwrap().canonical_request.to_string()
}

/// The line that begins with `name:`, or the line of the query.
fn header_line(request: &Request<'_>, name: &str) -> String {
    canonical(request).lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap().to_string()
}

#[test]
fn a_default_port_is_not_signed() {
    for url in
        ["https://example.amazonaws.com:443/", "http://example.amazonaws.com:80/", "wss://example.amazonaws.com:443"]
    {
        assert_eq!(signature(&Request::get(url).unwrap()), VANILLA, "{url}");
    }
    // The other scheme's default is no default.
    let request = Request::get("http://example.amazonaws.com:443/").unwrap();
    assert_eq!(header_line(&request, "host"), "host:example.amazonaws.com:443");
    let request = Request::get("ws://[::1]:9000/").unwrap();
    assert_eq!(header_line(&request, "host"), "host:[::1]:9000");
}

#[test]
fn a_host_with_capitals_is_signed_as_it_is_sent() {
    let request = Request::get("HTTPS://Example.AmazonAWS.COM/").unwrap();
    assert_eq!(signature(&request), VANILLA);
    let url = request.presign(&signer("service"), HOUR, now()).unwrap();
    assert!(url.as_str().starts_with("https://example.amazonaws.com/?"));
}

#[test]
fn white_space_in_a_header_value_is_folded() {
    let request = Request::get(URL).unwrap().header("My-H", "\t  a  \"b   c\"   d \t");
    assert_eq!(header_line(&request, "my-h"), "my-h:a \"b c\" d");
}

#[test]
fn a_repeated_header_keeps_all_its_values_in_their_order() {
    let request = Request::get(URL).unwrap().header("My-H", " v2  x ").header("Other", "o").header("my-h", "v1");
    assert_eq!(header_line(&request, "my-h"), "my-h:v2 x,v1");
}

#[test]
fn headers_are_sorted_by_name_not_by_line() {
    let request = Request::get(URL).unwrap().header("x-amz-meta-a-b", "2").header("x-amz-meta-a", "1");
    assert!(canonical(&request).contains("\nx-amz-meta-a:1\nx-amz-meta-a-b:2\n\nhost;x-amz-meta-a;x-amz-meta-a-b\n"));
}

#[test]
fn a_header_name_is_encoded_in_the_list_of_signed_headers() {
    let request = Request::get(URL).unwrap().header("x-a&b'c", "1");
    let explanation = signer("service").explain(&request, HOUR, now()).unwrap();
    assert!(explanation.url().unwrap().as_str().contains("&X-Amz-SignedHeaders=host%3Bx-a%26b%27c&"));
    assert!(explanation.canonical_request.as_str().contains("\nx-a&b'c:1\n\nhost;x-a&b'c\n"));
}

#[test]
fn parameters_are_sorted_by_their_encoded_names() {
    let request = Request::get(URL).unwrap().query("z", "1").query("é", "2").query("!", "3").query("0", "4");
    assert_eq!(signature(&request), "a635959197ae9dd0dcc34d8b4f4c7bc3243b3ed2c3b6006e886f6f170ab7c509");
}

#[test]
fn repeated_parameters_are_kept_and_sorted_by_value() {
    let request = Request::get("https://example.amazonaws.com/?a=2&a=1&a=10").unwrap();
    assert_eq!(signature(&request), "e364f778c1e28e2d154ec8f5e5aec7b1541d53b56f716bd485c8cfcf7f8a6a31");
    let url = request.presign(&signer("service"), HOUR, now()).unwrap();
    assert!(url.as_str().starts_with("https://example.amazonaws.com/?a=2&a=1&a=10&X-Amz-Algorithm="));
    let request = Request::get("https://example.amazonaws.com/?a=1&a=1").unwrap();
    assert_eq!(signature(&request), "2706f17df705c2bbffcdc15f29a29343ef5d167d8c9d03d47d13e81c60d65f53");
}

#[test]
fn a_plus_means_one_thing() {
    let request = Request::get(URL).unwrap().query("x", "a+b");
    assert_eq!(signature(&request), "2d230c7d4fac52890877d6c685a9401161c635c45d55c452f670dcdb4e9c73ed");
    assert_eq!(
        Request::get("https://example.amazonaws.com/?x=a+b").map_err(|error| error.code()).err(),
        Some("bare-plus")
    );
}

#[test]
fn bytes_that_are_not_utf8_survive() {
    let request = Request::get("https://example.amazonaws.com/?x=%ff%FE").unwrap();
    assert!(canonical(&request).contains("&x=%FF%FE\n"));
    assert!(request.presign(&signer("service"), HOUR, now()).unwrap().as_str().contains("?x=%FF%FE&"));
}

#[test]
fn paths_are_encoded_twice_where_aws_does() {
    let request = Request::get("https://example.amazonaws.com/a%3Ab/c:d").unwrap();
    assert_eq!(canonical(&request).lines().nth(1), Some("/a%253Ab/c%3Ad"));
    assert!(request.presign(&signer("service"), HOUR, now()).unwrap().as_str().contains("/a%3Ab/c:d?"));
}
