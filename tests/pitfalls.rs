//! What other signers get wrong. Each test is named after a fault that was reproduced in a published signer.

use std::process::Command;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{CanonicalRequest, Credentials, Error, Request, Rules, Scope, Signer, SigningKey, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);
const URL: &str = "https://example.amazonaws.com/";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special==";
/// The published signature of a GET of `/` at `example.amazonaws.com`, of AWS' suite (`get-vanilla`).
const VANILLA: &str = "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d";

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRET)
}

fn signer() -> Signer {
    Signer::new(credentials(), "us-east-1", "service").unwrap()
}

fn s3() -> Signer {
    Signer::new(credentials(), "us-east-1", "s3").unwrap()
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}

fn signature(request: &Request<'_>) -> String {
    signer().explain(request, HOUR, now()).unwrap().signature.to_string()
}

fn canonical(request: &Request<'_>) -> String {
    signer().explain(request, HOUR, now()).unwrap().canonical_request.to_string()
}

/// The line that begins with `name:`, or the line of the query.
fn header_line(request: &Request<'_>, name: &str) -> String {
    canonical(request).lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap().to_string()
}

/// The path of an object's URL.
fn path_of(key: &str) -> String {
    let url = bucket().get_object(key).presign(&s3(), HOUR, now()).unwrap().into_string();
    url.strip_prefix("https://examplebucket.s3.us-east-1.amazonaws.com").unwrap().split('?').next().unwrap().to_string()
}

#[test]
fn a_key_does_not_escape_into_another_bucket() {
    let bucket = bucket().path_style().unwrap();
    let result = bucket.get_object("../../otherbucket/x").presign(&s3(), HOUR, now());
    assert_eq!(result.err(), Some(Error::DotSegment));
}

#[test]
fn dot_segments_do_not_retarget() {
    for key in ["a/../b", "a/./b"] {
        assert_eq!(bucket().get_object(key).presign(&s3(), HOUR, now()).err(), Some(Error::DotSegment));
    }
}

#[test]
fn an_empty_key_is_not_the_bucket() {
    assert_eq!(bucket().put_object("").presign(&s3(), HOUR, now()).err(), Some(Error::EmptyKey));
    assert_eq!(bucket().delete_object("").presign(&s3(), HOUR, now()).err(), Some(Error::EmptyKey));
}

#[test]
fn slashes_in_a_key_are_kept() {
    for (key, path) in [("/lead.txt", "//lead.txt"), ("a//b///c.txt", "/a//b///c.txt"), ("trail/", "/trail/")] {
        assert_eq!(path_of(key), path);
        let explanation = s3().explain(bucket().get_object(key).request(), HOUR, now()).unwrap();
        assert_eq!(explanation.canonical_request.as_str().lines().nth(1), Some(path));
    }
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
    let url = request.presign(&signer(), HOUR, now()).unwrap();
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
fn parameters_are_sorted_by_their_encoded_names() {
    let request = Request::get(URL).unwrap().query("z", "1").query("é", "2").query("!", "3").query("0", "4");
    assert_eq!(signature(&request), "a635959197ae9dd0dcc34d8b4f4c7bc3243b3ed2c3b6006e886f6f170ab7c509");
}

#[test]
fn repeated_parameters_are_kept_and_sorted_by_value() {
    let request = Request::get("https://example.amazonaws.com/?a=2&a=1&a=10").unwrap();
    assert_eq!(signature(&request), "e364f778c1e28e2d154ec8f5e5aec7b1541d53b56f716bd485c8cfcf7f8a6a31");
    let url = request.presign(&signer(), HOUR, now()).unwrap();
    assert!(url.as_str().starts_with("https://example.amazonaws.com/?a=2&a=1&a=10&X-Amz-Algorithm="));
    let request = Request::get("https://example.amazonaws.com/?a=1&a=1").unwrap();
    assert_eq!(signature(&request), "2706f17df705c2bbffcdc15f29a29343ef5d167d8c9d03d47d13e81c60d65f53");
}

#[test]
fn a_content_disposition_is_encoded_alike_in_the_url_and_in_the_signature() {
    let value = "attachment; filename=\"r&d = é + x.txt\"";
    let encoded = "attachment%3B%20filename%3D%22r%26d%20%3D%20%C3%A9%20%2B%20x.txt%22";
    let object = bucket();
    let object = object.get_object("k").query("response-content-disposition", value);
    let explanation = s3().explain(object.request(), HOUR, now()).unwrap();
    let parameter = format!("response-content-disposition={encoded}");
    assert!(explanation.url().unwrap().as_str().contains(&format!("?{parameter}&X-Amz-Algorithm=")));
    assert!(explanation.canonical_request.as_str().contains(&format!("&{parameter}\n")));
}

#[test]
fn a_plus_means_one_thing() {
    let request = Request::get(URL).unwrap().query("x", "a+b");
    assert_eq!(signature(&request), "2d230c7d4fac52890877d6c685a9401161c635c45d55c452f670dcdb4e9c73ed");
    assert_eq!(Request::get("https://example.amazonaws.com/?x=a+b").err(), Some(Error::BarePlus));
}

#[test]
fn bytes_that_are_not_utf8_survive() {
    let request = Request::get("https://example.amazonaws.com/?x=%ff%FE").unwrap();
    assert!(canonical(&request).contains("&x=%FF%FE\n"));
    assert!(request.presign(&signer(), HOUR, now()).unwrap().as_str().contains("?x=%FF%FE&"));
}

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
    assert!(url.ends_with(VANILLA));
}

#[test]
fn paths_are_encoded_twice_where_aws_does() {
    let request = Request::get("https://example.amazonaws.com/a%3Ab/c:d").unwrap();
    assert_eq!(canonical(&request).lines().nth(1), Some("/a%253Ab/c%3Ad"));
    assert!(request.presign(&signer(), HOUR, now()).unwrap().as_str().contains("/a%3Ab/c:d?"));
}

#[test]
fn a_signed_url_is_not_signed_again() {
    let first = Request::get(URL).unwrap().presign(&signer(), HOUR, now()).unwrap();
    let again = Request::get(first.as_str()).unwrap().presign(&signer(), HOUR, now());
    assert!(matches!(again.err(), Some(Error::ReservedParameter(_))));
}

#[test]
fn a_header_name_is_encoded_in_the_list_of_signed_headers() {
    let request = Request::get(URL).unwrap().header("x-a&b'c", "1");
    let explanation = signer().explain(&request, HOUR, now()).unwrap();
    assert!(explanation.url().unwrap().as_str().contains("&X-Amz-SignedHeaders=host%3Bx-a%26b%27c&"));
    assert!(explanation.canonical_request.as_str().contains("\nx-a&b'c:1\n\nhost;x-a&b'c\n"));
}

#[test]
fn a_content_length_is_signed() {
    let object = bucket();
    let object = object.put_object("test.txt").header("Content-Length", "5");
    let url = object.presign(&s3(), HOUR, now()).unwrap();
    assert!(url.as_str().contains("&X-Amz-SignedHeaders=content-length%3Bhost&"));
    assert!(url.headers().eq([("content-length", "5")]));
}

#[test]
fn only_s3_and_lattice_sign_an_unsigned_payload() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for (service, hash) in
        [("sts", empty), ("rds-db", empty), ("s3", "UNSIGNED-PAYLOAD"), ("vpc-lattice-svcs", "UNSIGNED-PAYLOAD")]
    {
        let signer = Signer::new(credentials(), "us-east-1", service).unwrap();
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
    let explanation = s3().explain(&request, HOUR, now()).unwrap();
    assert!(explanation.url().unwrap().headers().eq([("x-amz-content-sha256", hash)]));
    assert!(explanation.canonical_request.as_str().ends_with(&format!("\n\nhost;x-amz-content-sha256\n{hash}")));
    // S3 does not read it in the query.
    let request = Request::put("https://examplebucket.s3.amazonaws.com/k").unwrap().query("X-Amz-Content-Sha256", hash);
    assert_eq!(s3().explain(&request, HOUR, now()).err(), Some(Error::PayloadHashInQuery));
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
    let url = bucket().put_object("example.txt").presign(&s3(), HOUR, now()).unwrap();
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
    let signer = signer();
    let at = |signer: &Signer, time: &str| {
        let time = Timestamp::parse(time).unwrap();
        Request::get(URL).unwrap().presign(signer, HOUR, time).unwrap().into_string()
    };
    for time in ["20150830T235959Z", "20150831T000000Z", "20150830T000000Z", "20150831T235959Z", "20160830T123600Z"] {
        assert_eq!(at(&signer, time), at(&self::signer(), time), "{time}");
    }
}

#[test]
fn a_signer_with_a_key_signs_as_one_with_the_secret() {
    let scope = Scope::new(now(), "us-east-1", "service").unwrap();
    let key = SigningKey::derive(&credentials(), &scope);
    let key = SigningKey::from_secret_bytes(*key.secret_bytes(), scope);
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
        child.args(["--exact", "credentials_come_from_the_environment", "--nocapture"]).env(CHILD, "1");
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
    assert_eq!(answer(&[secret]), "Err(MissingEnvironmentVariable(\"AWS_ACCESS_KEY_ID\"))");
    assert_eq!(answer(&[id]), "Err(MissingEnvironmentVariable(\"AWS_SECRET_ACCESS_KEY\"))");
    let sentence = Error::MissingEnvironmentVariable("AWS_ACCESS_KEY_ID").to_string();
    assert_eq!(sentence, "the environment variable AWS_ACCESS_KEY_ID is not set");
}

#[test]
fn the_canonical_request_of_a_received_url_leaves_out_its_signature() {
    let url = Request::get(URL).unwrap().presign(&signer(), HOUR, now()).unwrap();
    let received = CanonicalRequest::new(&Request::get(url.as_str()).unwrap(), &Rules::STANDARD).unwrap();
    assert_eq!(received.to_string(), canonical(&Request::get(URL).unwrap()));
}
