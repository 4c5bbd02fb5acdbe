//! What `Debug` shows: enough to tell values apart, and no secret.

use presign::{CanonicalRequest, Credentials, Request, Rules, Scope, Signature, SigningKey, StringToSign};

use crate::fixtures::{HOUR, credentials, now, signer};

#[test]
fn credentials_show_the_access_key_id_alone() {
    let shown = "Credentials { access_key_id: \"AKIDEXAMPLE\", session_token: None, expiry: None, .. }";
    assert_eq!(format!("{:?}", Credentials::new("AKIDEXAMPLE", "wJalr")), shown);
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalr").with_session_token("TOKEN").with_expiry(now());
    let shown = format!(
        "Credentials {{ access_key_id: \"AKIDEXAMPLE\", session_token: Some(\"…\"), expiry: Some({:?}), .. }}",
        now()
    );
    assert_eq!(format!("{credentials:?}"), shown);
}

#[test]
fn what_is_signed_shows_its_hash() {
    let request = Request::get("https://h.example/").unwrap();
    let canonical_request = CanonicalRequest::new(&request, &Rules::STANDARD).unwrap();
    let key = SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-1", "s3").unwrap());
    let string_to_sign = StringToSign::new(now(), key.scope(), &canonical_request);
    let hash = string_to_sign.as_str().rsplit('\n').next().unwrap();
    assert_eq!(format!("{canonical_request:?}"), format!("CanonicalRequest(SHA-256 {hash})"));
    assert_eq!(format!("{:?}", key.sign(&string_to_sign)), "Signature(…)");
    assert_eq!(format!("{:?}", Signature::parse(&"0".repeat(64)).unwrap()), "Signature(…)");
}

#[test]
fn requests_show_the_names_of_what_may_be_secret() {
    let request = Request::get("https://h.example/k?token=SECRET").unwrap().header("x-key", "SECRET");
    let shown = format!("{request:?}");
    assert!(shown.starts_with("Request { method: \"GET\"") && shown.contains("[\"x-key\"]"), "{shown}");
    assert!(shown.contains("[\"token\"]") && !shown.contains("SECRET"), "{shown}");
    let shown = format!("{:?}", request.sign(&signer("execute-api"), now()).unwrap());
    assert!(shown.starts_with("HeaderSignedRequest { method: \"GET\", url: \"https://h.example/k\""), "{shown}");
    assert!(shown.contains("\"authorization\"") && !shown.contains("SECRET"), "{shown}");
}

#[test]
fn a_url_is_a_str() {
    let url = Request::get("https://h.example/").unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    assert_eq!(AsRef::<str>::as_ref(&url), url.as_str());
}
