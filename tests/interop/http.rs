//! The types of the crate `http`: the head of a request as what is signed, and a request to send.

use presign::{Body, ErrorKind, Request, Signer};

use crate::fixtures::{HOUR, credentials, now, signer};

#[test]
fn parts_go_in_and_a_request_comes_out() {
    let parts = http::Request::builder()
        .method("PUT")
        .uri("https://Example.AmazonAWS.com:443/key?partNumber=1")
        .header("Content-Type", "text/plain")
        .header("User-Agent", "a browser")
        .header("X-Amz-Meta-A", "  one  two ")
        .body(())
        .unwrap()
        .into_parts()
        .0;
    let presigned = Request::from_http_parts(&parts).unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    let request = presigned.to_http_request("the body").unwrap();
    assert_eq!(request.method(), "PUT");
    assert_eq!(request.uri().to_string(), presigned.as_str());
    assert!(presigned.as_str().starts_with("https://example.amazonaws.com/key?partNumber=1&X-Amz-Algorithm="));
    assert!(presigned.as_str().contains("&X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-meta-a&"));
    let headers: Vec<_> = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    assert_eq!(headers, [("content-type", &b"text/plain"[..]), ("x-amz-meta-a", b"  one  two ")]);
    assert_eq!(*request.body(), "the body");
}

#[test]
fn parts_that_cannot_be_signed_are_refused() {
    let parts = |uri: &str, value: &[u8]| {
        let value = http::HeaderValue::from_bytes(value).unwrap();
        http::Request::builder().uri(uri).header("x-a", value).body(()).unwrap().into_parts().0
    };
    let refused = |uri: &str, value: &[u8]| Request::from_http_parts(&parts(uri, value)).err();
    assert_eq!(refused("/relative", b"v").map(|error| error.code()), Some("invalid-url"));
    assert_eq!(refused("https://example.com/?a=b+c", b"v").map(|error| error.code()), Some("bare-plus"));
    assert_eq!(refused("https://example.com/", b"\xff").map(|error| error.code()), Some("invalid-header-value"));
    assert_eq!(refused("https://example.com/", "é".as_bytes()), None);
}

/// A request to S3 with a client's own headers.
fn upload(uri: &str) -> http::Request<&'static str> {
    let request = http::Request::put(uri).header("Content-Type", "text/plain").header("User-Agent", "a client");
    request.body("the body").unwrap()
}

#[test]
fn a_request_is_signed_in_place() {
    let mut request = upload("https://examplebucket.s3.us-east-1.amazonaws.com/a%20b(1)?partNumber=1&uploads");
    signer("s3").sign_http(&mut request, Body::from("the body"), now()).unwrap();

    let by_hand = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/a%20b%281%29?partNumber=1&uploads=");
    let by_hand = by_hand.unwrap();
    let by_hand = by_hand.header("content-type", "text/plain").body("the body").sign(&signer("s3"), now()).unwrap();
    assert_eq!(request.uri().to_string(), by_hand.url(), "what is sent is what was signed");
    assert_eq!(request.headers()["user-agent"], "a client", "what is not signed is sent all the same");
    for (name, value) in by_hand.headers() {
        assert_eq!(request.headers()[name], value);
    }
    assert_eq!(request.headers().len(), by_hand.headers().len() + 1);
    let mut other = by_hand.to_http_request("the body").unwrap();
    other.headers_mut().insert("user-agent", "a client".parse().unwrap());
    assert_eq!(other.headers(), request.headers());
}

#[test]
fn a_body_is_given_as_bytes_as_its_hash_or_not_at_all() {
    let hash: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest("the body").into();
    let signed = |body: Body<'_>| {
        let mut request = upload("https://examplebucket.s3.us-east-1.amazonaws.com/a");
        signer("s3").sign_http(&mut request, body, now()).unwrap();
        request.headers()["x-amz-content-sha256"].to_str().unwrap().to_string()
    };
    assert_eq!(signed(Body::from(&b"the body".to_vec())), hex::encode(hash));
    assert_eq!(signed(Body::Sha256(hash)), hex::encode(hash));
    assert_eq!(signed(Body::Unsigned), "UNSIGNED-PAYLOAD");
}

#[test]
fn a_relative_uri_needs_the_header_host() {
    let mut request = upload("/a?b=c");
    assert_eq!(
        signer("s3").sign_http(&mut request, Body::Unsigned, now()).map_err(|error| error.code()),
        Err("invalid-url")
    );
    request.headers_mut().insert("host", "localhost:9000".parse().unwrap());
    signer("s3").sign_http(&mut request, Body::Unsigned, now()).unwrap();

    let absolute = Request::put("http://localhost:9000/a?b=c").unwrap().header("content-type", "text/plain");
    let absolute = absolute.payload_hash("UNSIGNED-PAYLOAD").sign(&signer("s3"), now()).unwrap();
    assert_eq!(request.uri(), "/a?b=c");
    let authorization = absolute.headers().next().unwrap();
    assert_eq!(authorization, ("authorization", request.headers()["authorization"].to_str().unwrap()));
}

/// Whatever stands in the path, the URI gets the path and the query that were signed, whole.
#[test]
fn a_relative_uri_may_have_another_url_in_it() {
    let sent = |start: &str, uri: &str| {
        let request = http::Request::get(format!("{start}{uri}")).header("host", "api.example.com");
        let mut request = request.body(()).unwrap();
        signer("execute-api").sign_http(&mut request, Body::Unsigned, now()).unwrap();
        request.uri().path_and_query().unwrap().to_string()
    };
    let others =
        ["://", "http://h", "http://h/b", "http://h/b/http://i/c", "x://y?to=https://z/", "@h://", ":", "%3A%2F%2F/"];
    for other in others {
        for before in ["/", "/a/", "/a", "/.c"] {
            let uri = format!("{before}{other}");
            assert_eq!(sent("", &uri), sent("https://api.example.com", &uri), "{uri}");
        }
    }
}

#[test]
fn a_request_that_cannot_be_signed_stays_as_it_was() {
    let mut request = upload("https://example.amazonaws.com/");
    signer("s3").sign_http(&mut request, Body::Unsigned, now()).unwrap();
    let before = request.headers().clone();
    let error = signer("s3").sign_http(&mut request, Body::Unsigned, now()).unwrap_err();
    assert_eq!(error.code(), "reserved-header");
    assert_eq!(*request.headers(), before);

    let mut request = upload("https://example.amazonaws.com/");
    request.headers_mut().insert("host", "other.example.com".parse().unwrap());
    assert_eq!(
        signer("s3").sign_http(&mut request, Body::Unsigned, now()).map_err(|error| error.code()),
        Err("host-header-mismatch")
    );
}

#[test]
fn secrets_are_not_in_debug_output() {
    let credentials = credentials().with_session_token("TOKEN/+=");
    let signer = Signer::new(credentials, "us-east-1", "s3").unwrap();
    let key = "x-amz-server-side-encryption-customer-key";
    let mut request = upload("https://examplebucket.s3.us-east-1.amazonaws.com/a");
    signer.sign_http(&mut request, Body::Unsigned, now()).unwrap();
    let authorization = request.headers()["authorization"].to_str().unwrap();
    let (_, signature) = authorization.split_once("Signature=").unwrap();
    let printed = format!("{request:?}");
    assert!(printed.contains(r#""x-amz-date": "20150830T123600Z""#), "{printed}");
    assert!(!printed.contains("TOKEN") && !printed.contains(signature), "{printed}");

    let given = Request::put("https://examplebucket.s3.us-east-1.amazonaws.com/a").unwrap().header(key, "c2VjcmV0");
    let printed = format!("{:?}", given.sign(&signer, now()).unwrap().to_http_request(()).unwrap());
    assert!(printed.contains(key) && !printed.contains("c2VjcmV0") && !printed.contains("TOKEN"), "{printed}");
}

/// A request with the headers that a client or its user sets.
fn search(host: &str) -> http::Request<&'static str> {
    let request = http::Request::post(format!("https://{host}/i/_search")).header("Content-Length", "2");
    request.header("content-type", "application/json").header("User-Agent", "a client").body("{}").unwrap()
}

/// "If included, you'll get an invalid signature error": Amazon OpenSearch Service, "Signing HTTP requests with other
/// clients" (OpenSearch Serverless).
#[test]
fn a_header_that_the_service_does_not_accept_in_a_signature_is_left_out_of_it() {
    let signed_headers = |service: &str, host: &str| {
        let mut request = search(host);
        signer(service).sign_http(&mut request, Body::from("{}"), now()).unwrap();
        // It is sent all the same.
        assert_eq!(request.headers()["content-length"], "2");
        let authorization = request.headers()["authorization"].to_str().unwrap();
        authorization.split_once("SignedHeaders=").unwrap().1.split_once(',').unwrap().0.to_owned()
    };
    let collection = "x.us-east-1.aoss.amazonaws.com";
    for host in [collection, "search.example"] {
        assert_eq!(signed_headers("aoss", host), "content-type;host;x-amz-content-sha256;x-amz-date");
    }
    assert_eq!(
        signed_headers("es", "search.example"),
        "content-length;content-type;host;x-amz-content-sha256;x-amz-date"
    );

    let parts = |host: &str| Request::from_http_parts(&search(host).into_parts().0).unwrap();
    assert_eq!(parts(collection).left_out_headers(), ["content-length", "user-agent"]);
    assert!(parts(collection).sign(&signer("aoss"), now()).is_ok());
    assert_eq!(parts("search.example").left_out_headers(), ["user-agent"]);
    let error = parts("search.example").sign(&signer("aoss"), now()).unwrap_err();
    let sentence = "the header content-length must not be signed for this service: the client may send it unsigned";
    assert_eq!((error.to_string().as_str(), error.kind()), (sentence, ErrorKind::Request));
}

#[test]
fn a_header_that_holds_a_single_value_is_refused_if_it_came_twice() {
    for (name, is_list) in
        [("content-type", false), ("range", false), ("x-amz-acl", false), ("accept", true), ("x-a", true)]
    {
        let request = http::Request::put("https://b.s3.amazonaws.com/k").header(name, "a").header(name, "b");
        let mut request = request.body("").unwrap();
        let before = request.headers().clone();
        let sentence = format!("the header {name} is repeated, but it holds a single value");
        let result = signer("s3").sign_http(&mut request, Body::from(""), now()).map_err(|error| error.to_string());
        assert_eq!(result, if is_list { Ok(()) } else { Err(sentence.clone()) });
        if !is_list {
            assert_eq!(*request.headers(), before, "nothing is changed");
        }
        let mut other = request.clone();
        let result = signer("s3").presign_http(&mut other, Body::Unsigned, HOUR, now());
        assert_eq!(result.is_ok(), is_list && !request.headers().contains_key("authorization"), "{name}");
        let asked = Request::from_http_parts(&request.into_parts().0);
        let result = asked.unwrap().presign(&signer("s3"), HOUR, now());
        if !is_list {
            assert_eq!(result.unwrap_err().to_string(), sentence);
        }
    }
}

#[test]
fn a_request_is_presigned_in_place() {
    let uri = "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b(1)?partNumber=1&uploads";
    let mut request = upload(uri);
    let expiry = signer("s3").presign_http(&mut request, Body::Unsigned, HOUR, now()).unwrap();
    let by_hand = Request::from_http_parts(&upload(uri).into_parts().0).unwrap();
    let by_hand = by_hand.presign(&signer("s3"), HOUR, now()).unwrap();
    assert_eq!(request.uri().to_string(), by_hand.as_str());
    assert_eq!(expiry, by_hand.expires_at());
    assert_eq!((request.headers().len(), *request.body()), (2, "the body"), "nothing else is changed");
    let error = signer("s3").presign_http(&mut request, Body::Unsigned, HOUR, now()).unwrap_err();
    assert_eq!(error.code(), "reserved-parameter");

    // A body that is signed has to be told.
    let mut request = upload(uri);
    signer("s3").presign_http(&mut request, Body::from("the body"), HOUR, now()).unwrap();
    let query = request.uri().query().unwrap();
    assert!(query.contains("X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-content-sha256&"), "{query}");
    assert_eq!(request.headers()["x-amz-content-sha256"].len(), 64);

    // The target alone, with the host next to it.
    let mut request = http::Request::get("/a?b=c").header("host", "h.example").body(()).unwrap();
    signer("execute-api").presign_http(&mut request, Body::from(""), HOUR, now()).unwrap();
    let by_hand = Request::get("https://h.example/a?b=c").unwrap().presign(&signer("execute-api"), HOUR, now());
    assert_eq!(format!("https://h.example{}", request.uri()), by_hand.unwrap().as_str());
}
