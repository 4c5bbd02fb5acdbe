//! What other signers get wrong in credentials, keys and parameters. Each test is named after a fault that was reproduced
//! in a published signer.

use std::process::Command;
use std::time::Duration;

use presign::{CanonicalRequest, Credentials, Request, Rules, Scope, Signer, SigningKey, Timestamp};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, SECRET, at, credentials, now, signer};

const URL: &str = "https://example.amazonaws.com/";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special==";

#[test]
fn a_session_token_is_encoded() {
    let signer = Signer::new(credentials().with_session_token(TOKEN), "us-east-1", "s3").unwrap();
    let url = Request::get("https://examplebucket.s3.amazonaws.com/test.txt").unwrap();
    let url = url.presign(&signer, HOUR, now()).unwrap().into_string();
    assert!(url.ends_with(
        "&X-Amz-SignedHeaders=host&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEXAMPLE%2F%2Ftoken%2Bwith%2Fspecial%3D%3D\
         &X-Amz-Signature=8bbc82527e314109382dca7ff4dbcc6b3adbe668cdba2efe42a0c2a373dd2860"
    ));
}

#[test]
fn an_empty_session_token_is_none() {
    let signer = Signer::new(credentials().with_session_token(""), "us-east-1", "service").unwrap();
    let url = Request::get(URL).unwrap().presign(&signer, HOUR, now()).unwrap().into_string();
    assert!(!url.contains("Token"));
    // The published signature of a GET of `/`, of AWS's suite (`get-vanilla`).
    assert!(url.ends_with("e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"));
}

#[test]
fn a_signed_url_is_not_signed_again() {
    let first = Request::get(URL).unwrap().presign(&signer("service"), HOUR, now()).unwrap();
    let again = Request::get(first.as_str()).unwrap().presign(&signer("service"), HOUR, now());
    assert_eq!(again.unwrap_err().code(), "reserved-parameter");
}

#[test]
fn only_s3_and_lattice_sign_an_unsigned_payload() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for (service, hash) in
        [("sts", empty), ("rds-db", empty), ("s3", "UNSIGNED-PAYLOAD"), ("vpc-lattice-svcs", "UNSIGNED-PAYLOAD")]
    {
        let signer = signer(service);
        let explanation = signer.explain(&Request::get(URL).unwrap(), HOUR, now()).unwrap();
        assert_eq!(explanation.canonical_request.as_str().lines().last(), Some(hash), "{service}");
    }
}

#[test]
fn lattice_gets_the_header_it_asks_for() {
    let signer = Signer::new(credentials(), "us-west-2", "vpc-lattice-svcs").unwrap();
    let url = "https://svc-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-west-2.on.aws/path?x=1";
    let url = Request::get(url).unwrap().presign(&signer, Duration::from_secs(300), now()).unwrap();
    assert!(url.as_str().ends_with("=58dab603e0ba1c963142c07ffb8645ba4bca8d9f95e01e08fba5410293a13370"));
    assert!(url.headers().eq([("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]));
}

#[test]
fn s3_is_told_of_a_payload_hash_that_it_would_not_assume() {
    let request = Request::put("https://examplebucket.s3.amazonaws.com/k").unwrap().body("Hello");
    let hash = "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969";
    let explanation = signer("s3").explain(&request, HOUR, now()).unwrap();
    assert!(explanation.url().unwrap().headers().eq([("x-amz-content-sha256", hash)]));
    assert!(explanation.canonical_request.as_str().ends_with(&format!("\n\nhost;x-amz-content-sha256\n{hash}")));
    // S3 does not read it in the query.
    let request = Request::put("https://examplebucket.s3.amazonaws.com/k").unwrap().query("X-Amz-Content-Sha256", hash);
    assert_eq!(
        signer("s3").explain(&request, HOUR, now()).map_err(|error| error.code()).err(),
        Some("payload-hash-in-query")
    );
}

#[test]
fn the_url_says_when_it_ends_even_if_the_credentials_end_first() {
    let soon = Timestamp::from_unix_seconds(now().unix_seconds() + 60).unwrap();
    let signer = Signer::new(credentials().with_expiry(soon), "us-east-1", "service").unwrap();
    let url = Request::get(URL).unwrap().presign(&signer, HOUR, now()).unwrap();
    assert_eq!(url.expires_at(), soon);
    let url = Request::get(URL).unwrap().presign(&signer, Duration::from_secs(59), now()).unwrap();
    assert_eq!(url.expires_at().unix_seconds(), now().unix_seconds() + 59);
}

#[test]
fn the_url_comes_with_its_method_and_nothing_that_was_not_asked_for() {
    let url = bucket().put_object("example.txt").presign(&signer("s3"), HOUR, now()).unwrap();
    assert_eq!(url.method(), "PUT");
    assert_eq!(url.headers().len(), 0);
    let names: Vec<_> = url.as_str().split_once('?').unwrap().1.split('&').map(|p| p.split('=').next()).collect();
    let expected = [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature",
    ];
    assert_eq!(names, expected.map(Some));
}

#[test]
fn rotated_credentials_never_sign_with_an_old_key() {
    let url = |secret: &str| {
        let signer = Signer::new(Credentials::new("AKIDEXAMPLE", secret), "us-east-1", "service").unwrap();
        Request::get(URL).unwrap().presign(&signer, HOUR, now()).unwrap().into_string()
    };
    let (first, rotated) = (url("one"), url("two"));
    assert_ne!(first, rotated);
    assert_eq!(first, url("one"));
}

#[test]
fn the_kept_key_is_the_days_own() {
    let kept = signer("service");
    let url =
        |signer: &Signer, time: &str| Request::get(URL).unwrap().presign(signer, HOUR, at(time)).unwrap().into_string();
    for time in ["20150830T235959Z", "20150831T000000Z", "20150830T000000Z", "20150831T235959Z", "20160830T123600Z"] {
        assert_eq!(url(&kept, time), url(&signer("service"), time), "{time}");
    }
}

#[test]
fn a_signer_with_a_key_signs_as_one_with_the_secret() {
    let scope = Scope::new(now(), "us-east-1", "service").unwrap();
    let key = SigningKey::derive(&credentials(), &scope);
    let key = SigningKey::from_secret_bytes(*key.secret_bytes(), scope).unwrap();
    let holder = Signer::with_key("AKIDEXAMPLE", Some(TOKEN), key).unwrap();
    let owner = Signer::new(credentials().with_session_token(TOKEN), "us-east-1", "service").unwrap();
    let url = |signer: &Signer| Request::get(URL).unwrap().presign(signer, HOUR, now()).unwrap().into_string();
    assert_eq!(url(&holder), url(&owner));
}

#[test]
fn debug_shows_no_secret_token_signature_or_customer_key() {
    let credentials = credentials().with_session_token(TOKEN);
    let signer = Signer::new(credentials.clone(), "us-east-1", "s3").unwrap();
    let bucket = bucket();
    let customer_key = "c2VjcmV0IGN1c3RvbWVyIGtleSBvZiAzMiBieXRlcyE=";
    let object = bucket.put_object("k").header("x-amz-server-side-encryption-customer-key", customer_key);
    let object = object.query("token", "query-secret");
    let explanation = signer.explain(object.request(), HOUR, now()).unwrap();
    let key = SigningKey::derive(&credentials, &explanation.scope);
    let signed = Request::get(explanation.url().unwrap().as_str()).unwrap();
    let refused = signed.presign(&signer, HOUR, now()).unwrap_err();
    let shown =
        format!("{credentials:?} {signer:?} {bucket:?} {object:?} {explanation:?} {key:?} {signed:?} {refused:?}");
    let shown = format!("{shown} {refused}");
    let key_hex = hex::encode(key.secret_bytes());
    let signature = explanation.signature.to_string();
    for secret in [SECRET, "wJalr", TOKEN, "IQoJb3Jp", &signature, customer_key, "query-secret", &key_hex[..16]] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn credentials_come_from_the_environment() {
    const CHILD: &str = "PRESIGN_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let credentials = Credentials::from_env();
        println!(
            "answer: {:?}",
            credentials.map(|c| (c.access_key_id().to_string(), c.session_token().map(String::from)))
        );
        return;
    }
    // Only a process of its own can have an environment of its own.
    let answer = |variables: &[(&str, &str)]| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "pitfalls::credentials_come_from_the_environment", "--nocapture"]).env(CHILD, "1");
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            child.env_remove(name);
        }
        let output = child.envs(variables.iter().copied()).output().unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        output.split_once("answer: ").unwrap().1.lines().next().unwrap().to_string()
    };
    let (id, secret) = (("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "s"));
    assert_eq!(answer(&[id, secret]), "Ok((\"AKID\", None))");
    assert_eq!(answer(&[id, secret, ("AWS_SESSION_TOKEN", "")]), "Ok((\"AKID\", None))");
    assert_eq!(answer(&[id, secret, ("AWS_SESSION_TOKEN", "t")]), "Ok((\"AKID\", Some(\"t\")))");
    assert_eq!(
        answer(&[secret]),
        "Err(Error(missing-environment-variable: the environment variable AWS_ACCESS_KEY_ID is not set))"
    );
    assert_eq!(
        answer(&[id]),
        "Err(Error(missing-environment-variable: the environment variable AWS_SECRET_ACCESS_KEY is not set))"
    );
}

#[test]
fn the_canonical_request_of_a_received_url_leaves_out_its_signature() {
    let url = Request::get(URL).unwrap().presign(&signer("service"), HOUR, now()).unwrap();
    let received = CanonicalRequest::new(&Request::get(url.as_str()).unwrap(), &Rules::STANDARD).unwrap();
    let signed = signer("service").explain(&Request::get(URL).unwrap(), HOUR, now()).unwrap();
    assert_eq!(received.to_string(), signed.canonical_request.to_string());
}
