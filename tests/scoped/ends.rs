//! The end that a session token states: URLs do not outlive it, and nobody is told that they do.

use core::time::Duration;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use presign::s3::Bucket;
use presign::{Credentials, Request, Scope, Signer, SigningKey, Timestamp};

use crate::server::{NOW, after, by_hand, first_block};

fn url(text: &str) -> String {
    Base64UrlUnpadded::encode_string(text.as_bytes())
}

fn r2(claims: &str) -> String {
    Base64::encode_string(format!("jwt/{}.{}.AAAA", url(r#"{"alg":"HS256"}"#), url(claims)).as_bytes())
}

fn end(token: &str) -> Option<u64> {
    Credentials::new("AKIDEXAMPLE", "secret").with_session_token(token).expiry().map(Timestamp::unix_seconds)
}

#[test]
fn ends_are_read_from_tokens_of_both_forms() {
    let cases = [
        (r#"{"exp":5}"#, Some(5)),
        (r#"{"a":"\"exp\":7","exp":5,"b":[1]}"#, Some(5)),
        (r#"{"exp" : 5 , "a":1}"#, Some(5)),
        (r#"{"a":{"exp":1},"exp":5}"#, Some(5)),
        (r#"{"a":[{"exp":1}]}"#, None),
        (r#"{"exp":9,"exp":5}"#, Some(5)),
        (r#"{"b":"exp","c":5}"#, None),
        (r#"{"exp":"5"}"#, None),
        (r#"{"exp":5.5}"#, None),
        (r#"{"exp":-5}"#, None),
        (r#"{"exp":5e3}"#, None),
        (r#"{"exp":99999999999999999999}"#, None),
        (r#"{"exp":253402300800}"#, None),
        (r#"{"exp":253402300799}"#, Some(253_402_300_799)),
        (r#"{"exp"#, None),
        (r#"{"exp""#, None),
        (r#"{"exp":"#, None),
        (r#"{"a":"\"#, None),
        (r#"}}}{"exp":5"#, Some(5)),
        ("", None),
    ];
    for (claims, expected) in cases {
        assert_eq!(end(&r2(claims)), expected, "{claims}");
        assert_eq!(end(&format!("s1.{}", url(claims))), expected, "{claims}");
    }
    let three = [r#"{"exp":9}"#, r#"{"exp":7}"#, r#"{"actions":[]}"#].map(url).join(".");
    assert_eq!(end(&format!("s1.{three}")), Some(7));
    // Opaque ones, as AWS's are, and what only looks like a token that can be read.
    for token in ["IQoJb3JpZ2luX2VjEXAMPLE", "and0L", "and0L2V5", "s1.", "s1.!", "s2.e30", "", &url(r#"{"exp":5}"#)] {
        assert_eq!(end(token), None, "{token}");
    }
    let jwt = format!("{}.{}.AAAA", url("{}"), url(r#"{"exp":5}"#));
    assert_eq!(end(&jwt), None, "a JWT alone is of some other service");
}

#[test]
fn the_earlier_of_two_ends_counts() {
    let made = |stated: u64, given: u64| {
        let token = r2(&format!(r#"{{"exp":{stated}}}"#));
        let time = Timestamp::from_unix_seconds(given).unwrap();
        [
            Credentials::new("AKIDEXAMPLE", "secret").with_session_token(&*token).with_expiry(time),
            Credentials::new("AKIDEXAMPLE", "secret").with_expiry(time).with_session_token(token),
        ]
    };
    for credentials in made(NOW + 60, NOW + 90).into_iter().chain(made(NOW + 90, NOW + 60)) {
        assert_eq!(credentials.expiry(), Some(after(60)));
    }
    // Another token has another end, or none.
    let [credentials, _] = made(NOW + 60, NOW + 90);
    assert_eq!(credentials.with_session_token("IQoJb3JpZ2luX2VjEXAMPLE").expiry(), Some(after(90)));
}

/// In the URL, in the signer, and where the URL must not be shorter than was asked for.
#[test]
fn a_url_says_when_its_token_ends() {
    let bucket = Bucket::new("my-bucket", "auto").unwrap().endpoint("https://s3.example.com").unwrap();
    let week = Duration::from_secs(604_800);
    for token in [
        r2(&format!(r#"{{"exp":{}}}"#, NOW + 900)),
        by_hand(&[first_block(r#""scope":"object-read-only""#)]).session_token().unwrap().into(),
    ] {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token(&*token);
        let signer = bucket.signer(credentials.clone()).unwrap();
        assert_eq!(signer.expiry(), Some(after(900)));
        let url = bucket.get_object("a").presign(&signer, week, after(0)).unwrap();
        assert_eq!(url.expires_at(), after(900));
        let strict = signer.clone().require_full_lifetime();
        assert_eq!(
            bucket.get_object("a").presign(&strict, week, after(0)).unwrap_err().code(),
            "credentials-expire-first"
        );
        assert_eq!(
            bucket.get_object("a").presign(&signer, week, after(900)).unwrap_err().code(),
            "credentials-expired"
        );
        // A signer that has a key in place of the secret.
        let scope = Scope::new(after(0), "auto", "s3").unwrap();
        let bytes = *SigningKey::derive(&credentials, &scope).secret_bytes();
        let held = SigningKey::from_secret_bytes(bytes, scope).unwrap();
        let signer = Signer::with_key("AKIDEXAMPLE", Some(&token), held).unwrap();
        for signer in [signer.clone(), signer.clone().with_expiry(after(2000))] {
            let request = Request::get("https://s3.example.com/my-bucket/a").unwrap();
            assert_eq!(request.presign(&signer, week, after(0)).unwrap().expires_at(), after(900));
        }
        assert_eq!(signer.with_expiry(after(60)).expiry(), Some(after(60)));
    }
}

#[test]
fn only_the_token_of_r2_reveals_its_secret() {
    let reveals =
        |token: &str| Credentials::new("AKIDEXAMPLE", "secret").with_session_token(token).token_reveals_secret();
    assert!(reveals(&r2(r#"{"exp":5}"#)));
    assert!(reveals(&r2("what cannot be read")));
    let s1 = by_hand(&[first_block(r#""scope":"object-read-only""#)]);
    for token in [s1.session_token().unwrap(), "", "IQoJb3JpZ2luX2VjEXAMPLE", "and0L", "and0LA==", "and0L2E="] {
        assert!(!reveals(token), "{token}");
    }
    assert!(!Credentials::new("AKIDEXAMPLE", "secret").token_reveals_secret());
}
