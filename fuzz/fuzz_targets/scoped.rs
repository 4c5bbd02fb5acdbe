//! Whatever a session token is, a server that reads it does not panic; what it accepts is what a holder of the secret has
//! made, and no child may do what its parent may not.

#![no_main]

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use core::time::Duration;
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::scoped::{Narrowing, Paths, Rights, S1, Verifier};
use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, s3::Bucket};
use sha2::Sha256;

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    token: &'a str,
    /// Blocks under the right secret, whatever they say.
    blocks: Vec<&'a [u8]>,
    claims: &'a [u8],
    key: &'a str,
    prefix: &'a str,
    subject: &'a str,
}

const NOW: u64 = 1_440_938_160;

fuzz_target!(|input: Input<'_>| {
    let mut verifier = Verifier::new("s3.example.com");
    verifier.accepts_r2 = true;
    let _ = verifier.child(Some(input.token), &common::credentials());
    let _ = Credentials::new("-", "-").with_session_token(input.token).expiry();
    let of_jwt = jwt(input.claims);
    let _ = verifier.child(Some(&of_jwt), &common::credentials());
    serve(&verifier, &by_hand(&input.blocks), input.key);
    narrow(&verifier, &input);
});

/// The token and the secret of these blocks.
fn by_hand(blocks: &[&[u8]]) -> Credentials {
    let spelled: Vec<_> = blocks.iter().map(|block| Base64UrlUnpadded::encode_string(block)).collect();
    let secret = spelled.iter().enumerate().fold(common::SECRET.to_owned(), |secret, (i, block)| {
        let label = if i == 0 { "scoped-1 root\n" } else { "scoped-1 narrow\n" };
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
        common::hex(&mac.chain_update(label).chain_update(block).finalize().into_bytes())
    });
    Credentials::new("AKIDEXAMPLE", secret).with_session_token(format!("s1.{}", spelled.join(".")))
}

fn jwt(claims: &[u8]) -> String {
    let signed = [&br#"{"alg":"HS256","typ":"JWT"}"#[..], claims].map(Base64UrlUnpadded::encode_string).join(".");
    let mac = Hmac::<Sha256>::new_from_slice(common::SECRET.as_bytes()).expect("a key of any length");
    let signature = Base64UrlUnpadded::encode_string(&mac.chain_update(&signed).finalize().into_bytes());
    Base64::encode_string(format!("jwt/{signed}.{signature}").as_bytes())
}

/// Whether the server serves a download of this key; `None` if it cannot be signed.
fn serve(verifier: &Verifier, credentials: &Credentials, key: &str) -> Option<bool> {
    let now = common::time(NOW);
    let bucket = Bucket::new("my-bucket", "us-east-1").ok()?.endpoint("https://s3.example.com").ok()?;
    let signer = bucket.signer(credentials.clone()).ok()?;
    let url = bucket.get_object(key).presign(&signer, Duration::from_secs(60), now).ok()?;
    let target = url.as_str().strip_prefix("https://s3.example.com").expect("the endpoint");
    let request = SignedRequest::parse("GET", target, [("host", "s3.example.com")]).expect("a presigned request");
    let Ok(child) = verifier.child(request.session_token(), &common::credentials()) else { return Some(false) };
    let (verified, _) = request.verify(&child.credentials, now, &Policy::new("us-east-1", "s3")).expect("the secret");
    Some(verified.asks(&["s3.example.com"]).is_ok_and(|ask| child.grant.allows(&ask, now).is_ok()))
}

/// What is made and narrowed with any text is what the server accepts of it.
fn narrow(verifier: &Verifier, input: &Input<'_>) {
    let (now, prefixes, keys) = (common::time(NOW), [input.prefix], [input.key]);
    let paths = Paths { prefixes: &prefixes, keys: &[], open_prefixes: true };
    let first = S1 {
        server: "s3.example.com",
        bucket: "my-bucket",
        rights: Rights::Read,
        paths: Some(paths),
        subject: Some(input.subject),
        expires_in: Duration::from_secs(60),
    };
    let Ok(first) = first.mint(&common::credentials(), now) else { return };
    let step = Narrowing { paths: Some(Paths { keys: &keys, ..Paths::default() }), ..Narrowing::default() };
    let allowed = serve(verifier, &first, input.key);
    assert!(allowed != Some(true) || input.key.starts_with(input.prefix));
    if let Ok(second) = step.narrow(&first) {
        assert_eq!(serve(verifier, &second, input.key), allowed);
        let other = format!("{}x", input.key);
        assert_ne!(serve(verifier, &second, &other), Some(true));
    }
}
