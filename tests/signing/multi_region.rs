//! SigV4a: keys, signatures in DER, signers for several regions, and Multi-Region Access Points.

use presign::s3::Bucket;
use presign::{Credentials, Request, Scope, Signature, Signer, SigningKey, VerifyingKey};
use serde::Deserialize;

use crate::fixtures::{HOUR, SECRET, credentials, now};
use crate::refused::refused;
use crate::vector_files::{VectorFile, read};

/// Access key ids and secrets, and the private and public keys that follow from them: `d`, and `04`, X and Y. The first
/// two are `aws-c-auth`'s. The third was searched for: the first number that is derived for it is too large for the curve, so
/// that the counter reaches 2. Python's `hmac` and OpenSSL derived it too.
const KEYS: [(&str, &str, &str, &str); 3] = [
    (
        "AKIDEXAMPLE",
        SECRET,
        "7efc8c0e65a324242818c5a50c891c6060b6a00717b7ba3cbe3c5d765be9259c",
        "04b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1\
         865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518",
    ),
    (
        "AKISORANDOMAASORANDOM",
        "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom",
        "7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd",
        "0415d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb\
         0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0",
    ),
    (
        "AKIDEXAMPLE0005hvR7y",
        SECRET,
        "daba0065357cf09a5798856887622a2a8d1bb06875ef9525f9b0bba71d36e281",
        "04bc2f003cc67beff0b289385f6fd2ccd036bfd145b41c7cf5a47ffcb60175b8c0\
         891480e0039d837050ea6a79c5c641f7dedc85da316aa33e71669c4a968c692d",
    ),
];

const ARN: &str = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap";

fn scope() -> Scope {
    Scope::multi_region(now(), "s3").unwrap()
}

fn multi_region() -> Signer {
    Signer::multi_region(credentials(), "*", "s3").unwrap()
}

#[test]
fn keys_are_derived_as_in_aws_c_auth() {
    for (id, secret, private, public) in KEYS {
        let credentials = Credentials::new(id, secret);
        assert_eq!(hex::encode(SigningKey::derive(&credentials, &scope()).secret_bytes()), private, "{id}");
        assert_eq!(hex::encode(VerifyingKey::derive(&credentials).to_sec1_bytes()), public, "{id}");
    }
}

/// A row of `s3-multi-region`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    session_token: Option<String>,
    url: String,
    canonical_request: String,
    string_to_sign: String,
}

#[test]
fn an_access_point_is_signed_as_by_other_implementations() {
    let VectorFile { fixed, cases } = read::<VectorFile<Row>>("s3-multi-region");
    assert_eq!(cases.len(), 3);
    for row in cases {
        let bucket = Bucket::new(ARN, "us-west-2").unwrap();
        let signer = bucket.signer(fixed.credentials(row.session_token.as_deref())).unwrap();
        let operation = bucket.get_object("test.txt");
        let operation = if row.url.contains("x-id=") { operation.query("x-id", "GetObject") } else { operation };
        let explanation = signer.explain(operation.request(), HOUR, now()).unwrap();
        assert_eq!(explanation.canonical_request.as_str(), row.canonical_request, "{}", row.name);
        assert_eq!(explanation.string_to_sign.as_str(), row.string_to_sign, "{}", row.name);
        let key = VerifyingKey::derive(&fixed.credentials(None));
        let theirs = row.url.split_once("X-Amz-Signature=").unwrap().1;
        for signature in [theirs, &explanation.signature.to_string()] {
            assert!(key.verify(&explanation.string_to_sign, &Signature::parse(signature).unwrap()), "{}", row.name);
        }
        let url = explanation.url().unwrap().as_str();
        assert!(url.contains("&X-Amz-Region-Set=%2A&"), "{url}");
        assert!(url.ends_with(&format!("X-Amz-Signature={}", explanation.signature)), "{url}");
    }
}

#[test]
fn a_request_is_signed_in_the_same_way_each_time() {
    let request = Request::get("https://example.com/").unwrap();
    let sign =
        || request.sign(&multi_region(), now()).unwrap().headers().map(|(_, v)| v.to_owned()).collect::<Vec<_>>();
    assert_eq!(sign(), sign());
    assert_eq!(sign()[0].split(' ').next(), Some("AWS4-ECDSA-P256-SHA256"));
}

#[test]
fn only_the_key_of_the_credentials_verifies() {
    let explanation = multi_region().explain(&Request::get("https://example.com/").unwrap(), HOUR, now()).unwrap();
    let other = Credentials::new("AKIDEXAMPLE", "another");
    let (text, signature) = (&explanation.string_to_sign, &explanation.signature);
    let key = VerifyingKey::derive(&credentials());
    assert!(key.verify(text, signature));
    // It is a public key.
    assert_eq!(format!("{key:?}"), format!("VerifyingKey({})", hex::encode(key.to_sec1_bytes())));
    assert!(SigningKey::derive(&credentials(), &scope()).verify(text, signature));
    assert!(!VerifyingKey::derive(&other).verify(text, signature));
    assert!(!SigningKey::derive(&other, &scope()).verify(text, signature));
    // A key of the other algorithm, and a signature of it.
    let regional = Scope::new(now(), "us-east-1", "s3").unwrap();
    assert!(!SigningKey::derive(&credentials(), &regional).verify(text, signature));
    let hmac = SigningKey::derive(&credentials(), &regional).sign(text);
    assert!(!VerifyingKey::derive(&credentials()).verify(text, &hmac));
    assert!(!SigningKey::derive(&credentials(), &scope()).verify(text, &hmac));
}

/// A signature of integers, each in hexadecimal digits, in DER.
fn der(r: &str, s: &str) -> String {
    let integer = |digits: &str| format!("02{:02x}{digits}", digits.len() / 2);
    let both = integer(r) + &integer(s);
    format!("30{:02x}{both}", both.len() / 2)
}

#[test]
fn a_signature_has_one_encoding() {
    let (r, s) = (
        "4862ad283a21f883fc12f1156a6f3fcdbba13d1847e58aa5eb37c666477ea06b",
        "00ee439fac0a975c9a6605b1fa44ad7b654a1f8ac6e868e4e1069a1b3aa35d8113",
    );
    let good = der(r, s);
    assert_eq!(Signature::parse(&good).unwrap().to_string(), good);
    let long_length = good.replacen("3045", "308145", 1);
    let order = "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    for (what, bad) in [
        ("upper case", good.to_uppercase()),
        ("a zero before an integer that needs none", der(&format!("00{r}"), s)),
        ("no zero before an integer that needs one", der(r, &s[2..])),
        ("a length in two bytes", long_length),
        ("a byte after the end", format!("{good}00")),
        ("a byte too few", good[..good.len() - 2].into()),
        ("half a byte", good[..good.len() - 1].into()),
        ("zero", der("00", s)),
        ("the order of the curve", der(r, order)),
        ("padding of a chunk", format!("{good}**")),
        ("nothing", String::new()),
        ("more than any signature", "00".repeat(10_000)),
    ] {
        assert_eq!(Signature::parse(&bad).map_err(|error| error.code()).err(), Some("invalid-signature"), "{what}");
    }
}

#[test]
fn keys_can_be_kept_as_bytes() {
    let key = SigningKey::derive(&credentials(), &scope());
    let again = SigningKey::from_secret_bytes(*key.secret_bytes(), scope()).unwrap();
    let explanation = multi_region().explain(&Request::get("https://example.com/").unwrap(), HOUR, now()).unwrap();
    assert!(again.verify(&explanation.string_to_sign, &explanation.signature));
    for bytes in [[0; 32], [0xff; 32]] {
        let error = SigningKey::from_secret_bytes(bytes, scope()).unwrap_err();
        let sentence = "the 32 bytes are not a private key of P-256: they are 0, or not below the order of the curve";
        assert_eq!((error.to_string().as_str(), error.code()), (sentence, "invalid-signing-key"));
    }
    let public = VerifyingKey::derive(&credentials());
    let mut wrong = public.to_sec1_bytes();
    wrong[64] ^= 1;
    let error = VerifyingKey::from_sec1_bytes(&wrong).unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.code()),
        ("the bytes are not a public key of P-256", "invalid-verifying-key")
    );
    assert_eq!(VerifyingKey::from_sec1_bytes(&[]).map_err(|error| error.code()), Err("invalid-verifying-key"));
}

#[test]
fn a_region_set_is_a_list_of_regions() {
    for set in ["*", "us-east-1", "us-east-1,eu-west-1", "eu-*", "eu-*,us-*"] {
        assert_eq!(Signer::multi_region(credentials(), set, "s3").unwrap().region(), set);
    }
    let sentence = "the region set is not a list of regions separated by commas, such as us-east-1,eu-* or *";
    for set in ["", ",", "us-east-1,", "us-east-1, eu-west-1", "**", "*-1", "us/east", "a\nb", "é"] {
        let error = Signer::multi_region(credentials(), set, "s3").unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (sentence, "invalid-region-set"), "{set:?}");
    }
}

#[test]
fn a_key_alone_does_not_say_for_which_regions() {
    let key = SigningKey::derive(&credentials(), &scope());
    let error = Signer::with_key("AKIDEXAMPLE", None, key).unwrap_err();
    let sentence = "a key of SigV4a does not name the regions to sign for: create the signer with Signer::multi_region";
    assert_eq!((error.to_string().as_str(), error.code()), (sentence, "key-without-regions"));
}

#[test]
fn neither_output_shows_the_key() {
    let signer = multi_region();
    assert_eq!(format!("{signer:?}"), "Signer(AKIDEXAMPLE/*/s3)");
    let key = SigningKey::derive(&credentials(), &scope());
    assert_eq!(format!("{key:?}"), "SigningKey(20150830/s3/aws4_request)");
}

#[test]
fn an_access_point_wants_a_signer_for_all_regions() {
    let bucket = Bucket::new(ARN, "eu-west-1").unwrap();
    let regional = Signer::new(credentials(), "eu-west-1", "s3").unwrap();
    let error = bucket.get_object("a").presign(&regional, HOUR, now()).unwrap_err();
    assert_eq!(error.to_string(), "the signer is for eu-west-1/s3, the bucket is in */s3");
    // A region of this name is no region set.
    let named = Signer::new(credentials(), "*", "s3").unwrap();
    assert_eq!(bucket.get_object("a").presign(&named, HOUR, now()).unwrap_err().code(), "signer-mismatch");
    let other = Bucket::new("examplebucket", "eu-west-1").unwrap();
    let error = other.get_object("a").presign(&multi_region(), HOUR, now()).unwrap_err();
    assert_eq!(error.code(), "signer-mismatch");
    let form = bucket.post_object("a").presign(&multi_region(), HOUR, now()).unwrap_err();
    assert_eq!(form.to_string(), "an upload form cannot be combined with SigV4a");
}

#[test]
fn arns_of_access_points_that_cannot_be_are_refused() {
    for (arn, _complaint) in [
        (
            "arn:aws-cn:s3::123456789012:accesspoint/a.mrap",
            "is of a Multi-Region Access Point in a partition that has none",
        ),
        ("arn:aws:s3::123456789012:accesspoint/.mrap", "has no alias of a Multi-Region Access Point before .mrap"),
        ("arn:aws:s3::123456789012:accesspoint/a.b.mrap", "has no alias of a Multi-Region Access Point before .mrap"),
    ] {
        assert_eq!(Bucket::new(arn, "us-east-1").unwrap_err().code(), "invalid-arn", "{arn}");
    }
}

#[test]
fn outposts_take_either_algorithm() {
    let arn = "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/reports";
    let bucket = Bucket::new(arn, "us-west-2").unwrap();
    let presign = |signer: &Signer| bucket.get_object("a").presign(signer, HOUR, now());
    for (regions, is_taken) in [("*", true), ("us-west-2", true), ("us-east-1", false)] {
        let signer = Signer::multi_region(credentials(), regions, "s3-outposts").unwrap();
        assert_eq!(presign(&signer).is_ok(), is_taken, "{regions}");
    }
    let url = presign(&bucket.signer(credentials()).unwrap()).unwrap();
    assert!(url.as_str().contains("X-Amz-Algorithm=AWS4-HMAC-SHA256&"), "{url}");
}

/// Hosts that accept SigV4a alone, by botocore's endpoint rules, and their services.
const HOSTS: [(&str, &str); 12] = [
    ("mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", "s3"),
    ("mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com.cn", "s3"),
    ("MFZWI23GNJVGW.mrap.accesspoint.S3-Global.amazonaws.com:8443", "s3"),
    ("123456789012.cloudfront-kvs.global.api.aws", "cloudfront-keyvaluestore"),
    ("abcde.veo.endpoint.events.amazonaws.com", "events"),
    ("abcde.veo.endpoint.events.amazonaws.com.", "events"),
    ("abcde.veo.endpoint.events.api.aws", "events"),
    ("abcde.veo.endpoint.events.c2s.ic.gov", "events"),
    ("abcdef12.g3h.endpoints.email.amazonaws.com", "ses"),
    ("abcdef12.g3h.endpoints.email.global.api.aws", "ses"),
    ("abcdef12.g3h.endpoints.email.us-gov.amazonaws.com", "ses"),
    ("abcdef12.g3h.endpoints.email.us-gov.api.aws", "ses"),
];

#[test]
fn hosts_that_accept_sigv4a_alone_are_refused_by_other_signers() {
    for (host, service) in HOSTS {
        let request = Request::get(&format!("https://{host}/key?a=b")).unwrap().into_owned();
        let lower = host.to_ascii_lowercase();
        let error = "host-needs-sigv4a";
        let sentence =
            format!("the host {lower} accepts only SigV4a: sign with Signer::multi_region and the region set *");
        // Another service's name makes it no better.
        for service in [service, "sts"] {
            let signer = Signer::new(credentials(), "us-east-1", service).unwrap();
            refused(request.presign(&signer, HOUR, now()), error, &sentence);
            refused(signer.presign_into(&mut String::new(), &request, HOUR, now()), error, &sentence);
            refused(signer.explain(&request, HOUR, now()), error, &sentence);
            refused(request.sign(&signer, now()), error, &sentence);
            refused(signer.explain_sign(&request, now()), error, &sentence);
        }
        let signer = Signer::multi_region(credentials(), "*", service).unwrap();
        assert!(request.presign(&signer, HOUR, now()).is_ok(), "{host}");
        assert!(request.sign(&signer, now()).is_ok(), "{host}");
    }
}

#[test]
fn hosts_that_only_look_like_them_are_signed() {
    for host in [
        "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com.example.com",
        "mfzwi23gnjvgw.mrap.accesspoint.s3-global.evil-amazonaws.com",
        "mfzwi23gnjvgw.mrap.accesspoint.s3-globals.amazonaws.com",
        "endpoint.events.amazonaws.com",
        "events.us-east-1.amazonaws.com",
        "abcde.endpoint.events.us-east-1.amazonaws.com",
        "email.us-east-1.amazonaws.com",
        "abcde.cloudfront-kvs.local:8000",
        "cloudfront.global.api.aws",
        "sustainability.global.api.aws",
        "accesspoint.s3.us-east-1.amazonaws.com",
        "abcde.endpoint.events.localhost.localstack.cloud:4566",
    ] {
        let signer = Signer::new(credentials(), "us-east-1", "s3").unwrap();
        let request = Request::get(&format!("https://{host}/key")).unwrap().into_owned();
        assert!(request.presign(&signer, HOUR, now()).is_ok(), "{host}");
        assert!(request.sign(&signer, now()).is_ok(), "{host}");
    }
}
