//! Tokens of EKS: those that the AWS CLI makes are accepted, and each with one thing changed is refused.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use presign::services::{eks, sts};
use presign::verify::{EksToken, Policy, Refusal, SignedRequest};
use presign::{SigningKey, Timestamp};
use proptest::prelude::*;
use serde::Deserialize;

use crate::fixtures::{at, credentials, now};
use crate::strategies;
use crate::vector_files::{VectorFile, read};

#[derive(Deserialize)]
struct Case {
    token: String,
    decoded_url: String,
}

/// The token around a URL.
fn token(url: &str) -> String {
    format!("k8s-aws-v1.{}", Base64UrlUnpadded::encode_string(url.as_bytes()))
}

/// The URL of a good token.
fn url() -> String {
    read::<VectorFile<Case>>("eks").cases[0].decoded_url.clone()
}

fn check(url: &str) -> Result<EksToken, Refusal> {
    EksToken::check(&token(url), "aws", now())
}

#[track_caller]
fn refused(result: Result<EksToken, Refusal>, sentence: &str) {
    let error = result.expect_err(sentence);
    assert_eq!(error.to_string(), sentence);
    assert!(matches!(error.status(), 400 | 403), "{error:?}");
}

#[test]
fn tokens_of_the_aws_cli_are_accepted() {
    let VectorFile { cases, .. } = read::<VectorFile<Case>>("eks");
    assert_eq!(cases.len(), 3);
    for Case { token, decoded_url } in cases {
        let checked = EksToken::check(&token, "aws", now()).unwrap();
        assert_eq!(checked.url(), decoded_url);
        assert_eq!((checked.access_key_id(), checked.expires_at()), ("AKIDEXAMPLE", at("20150830T125100Z")));
    }
}

#[test]
fn debug_shows_no_signature() {
    let checked = check(&url()).unwrap();
    let shown = "EksToken(https://sts.us-east-1.amazonaws.com/?… of AKIDEXAMPLE until 20150830T125100Z)";
    assert_eq!(format!("{checked:?}"), shown);
}

#[test]
fn every_partition_accepts_its_own_hosts() {
    let regions = [
        ("aws", "eu-west-1"),
        ("aws", "us-east-1-fips"),
        ("aws", "aws-global"),
        ("aws-cn", "cn-north-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1"),
        ("aws-iso", "us-iso-east-1"),
        ("aws-iso-b", "us-isob-east-1"),
        ("aws-iso-e", "eu-isoe-west-1"),
        ("aws-iso-f", "us-isof-south-1"),
    ];
    for (partition, region) in regions {
        let token = eks::AuthToken { cluster: "my-cluster", region }.sign(&credentials(), now()).unwrap();
        for (other, _) in regions {
            let result = EksToken::check(token.as_str(), other, now());
            assert_eq!(result.is_ok(), other == partition, "{region} in {other}: {result:?}");
        }
    }
}

#[test]
fn another_form_is_refused() {
    let good = token(&url());
    let check = |token: &str| EksToken::check(token, "aws", now());
    refused(check(&good.replace("v1.", "v2.")), "the token does not begin with k8s-aws-v1.");
    refused(check(&format!("{good}=")), "the token is not the base64 of a URL");
    refused(check(&good.replace("aHR0", "aHR+")), "the token is not the base64 of a URL");
    refused(check(&format!("{good}\n")), "the token is not the base64 of a URL");
    let long = |length: usize| check(&format!("{good}{}", "A".repeat(length - good.len())));
    refused(long(4097), "the token has more than 4096 bytes");
    refused(long(4096), "the token is not the base64 of a URL");
}

#[test]
fn another_url_is_refused() {
    let host = "sts.us-east-1.amazonaws.com";
    let no_host = "the token is not for a host of STS in this partition";
    let no_url = "the token is not the base64 of a URL";
    for other in [
        "sts.us-east-1.amazonaws.com.evil.example",
        "evil.example",
        "sts.evil.example",
        "sts.us-east-1.amazonaws.com:443",
        "sts.us-east-1.amazonaws.com.",
        "STS.us-east-1.amazonaws.com",
        "sts.us-east-1.api.aws",
        "sts.s3-us-west-1.amazonaws.com",
        "sts.evil-bucket-1.amazonaws.com",
        "sts.us-east-1",
        "",
    ] {
        refused(check(&url().replace(host, other)), no_host);
    }
    for other in [
        "user@sts.us-east-1.amazonaws.com",
        "sts.us-east-1.amazonaws.com\\@evil.example",
        "sts.us-east-1.amazonaws.com#",
    ] {
        refused(check(&url().replace(host, other)), no_url);
    }
    refused(check(&url().replace("https:", "http:")), "the token is not for a URL with https");
    refused(check(&url().replace("/?", "?")), no_host);
    for path in ["//?", "/a?", "/%2e?", "/"] {
        refused(check(&url().replace("/?", path)), "the token is for a URL with a path other than /");
    }
    refused(
        check(&url().replace("GetCallerIdentity", "AssumeRole")),
        "the token is for an action other than GetCallerIdentity",
    );
    refused(check(&url().replace("?Action=GetCallerIdentity&", "?")), "the query has no Action");
    let unknown = "the token is for a URL with a parameter that GetCallerIdentity does not have";
    for added in [
        "&RoleArn=a",
        "&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD",
        "&x-amz-user-agent=a",
        "&",
        "&=",
        "&=a",
        "&Act%FFion=a",
        "&Action%00=a",
        "&Action%20=a",
    ] {
        refused(check(&format!("{}{added}", url())), unknown);
    }
}

/// The authenticator decodes the names first and compares them in any case of letters.
#[test]
fn every_parameter_is_there_once_however_it_is_written() {
    let names = [
        "Action",
        "Version",
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    ];
    let token = "X-Amz-Security-Token";
    for name in names {
        let good = if name == token { format!("{}&{token}=t", url()) } else { url() };
        assert!(check(&good).is_ok());
        let escaped = format!("%{:02x}{}", name.as_bytes()[0], &name[1..]);
        let dashes = name.replace('-', "%2D").replace('n', "%6E");
        for spelling in [name.to_owned(), name.to_lowercase(), name.to_uppercase(), escaped.clone(), dashes] {
            let sentence = format!("the query has {name} more than once");
            let value = good.split_once(&format!("{name}=")).unwrap().1.split('&').next().unwrap();
            refused(check(&format!("{good}&{spelling}={value}")), &sentence);
            refused(check(&good.replace("/?", &format!("/?{spelling}=other&"))), &sentence);
        }
        // One that is escaped is that one.
        assert!(check(&good.replace(&format!("{name}="), &format!("{escaped}="))).is_ok(), "{name}");
    }
    refused(
        check(&url().replace("Action=GetCallerIdentity", "A%63tion=AssumeRole")),
        "the token is for an action other than GetCallerIdentity",
    );
}

/// IAM API Reference, "AccessKey": letters, digits and underscores.
#[test]
fn an_access_key_id_that_aws_does_not_give_out_is_refused() {
    for id in ["AKIDEXAMPLE", "ASIA_1", "a"] {
        assert_eq!(check(&url().replace("=AKIDEXAMPLE%2F", &format!("={id}%2F"))).unwrap().access_key_id(), id);
    }
    for byte in (0..=127_u8).filter(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_') {
        let result = check(&url().replace("=AKIDEXAMPLE%2F", &format!("=AKID%{byte:02X}EXAMPLE%2F")));
        let error = result.unwrap_err();
        let is_either = [
            "the token has an access key id with a character that those of AWS do not have",
            "the credential in the query is not an access key id, a date, a region, a service and aws4_request",
        ];
        assert!(is_either.contains(&error.to_string().as_str()), "{byte} {error}");
        let is_control = byte.is_ascii_control();
        assert_eq!(error.to_string() == is_either[1], is_control, "{byte} {error}");
    }
    for id in ["%7b%7bAccessKeyID%7d%7d", "%C3%A9", "AKID%2FEXAMPLE", "%D9%A3"] {
        let sentence = "the token has an access key id with a character that those of AWS do not have";
        refused(check(&url().replace("=AKIDEXAMPLE%2F", &format!("={id}%2F"))), sentence);
    }
}

#[test]
fn another_signature_is_refused() {
    let plain = sts::CallerIdentityUrl { region: "us-east-1", expires_in: Duration::from_secs(60) }
        .sign(&credentials(), now())
        .unwrap();
    refused(check(plain.as_str()), "the token does not sign the header x-k8s-aws-id");
    for name in ["X-Amz-Expires=60&", "X-Amz-Date=20150830T123600Z&", "X-Amz-Algorithm=AWS4-HMAC-SHA256&"] {
        let missing = name.split('=').next().unwrap();
        refused(check(&url().replace(name, "")), &format!("the query has no {missing}"));
    }
    let expires = |seconds: &str| check(&url().replace("Expires=60", &format!("Expires={seconds}")));
    for seconds in ["0", "000", "1", "900"] {
        assert!(expires(seconds).is_ok());
    }
    refused(expires(""), "X-Amz-Expires is not a number");
    refused(expires("901"), "X-Amz-Expires is 901 seconds: at most 900 seconds are allowed");
    refused(expires("-1"), "X-Amz-Expires is negative");
    refused(expires("6e1"), "X-Amz-Expires is not a number");
    refused(
        check(&url().replace("%2Fsts%2F", "%2Fs3%2F")),
        "the credential in the query is for the service s3, but this server is sts",
    );
    let last = url().pop().unwrap();
    refused(check(url().trim_end_matches(last)), "the signature in the query is not 64 lower-case hexadecimal digits");
}

#[test]
fn a_token_lives_for_fifteen_minutes_whatever_it_states() {
    let check = |time: &str| EksToken::check(&token(&url()), "aws", at(time));
    assert!(check("20150830T125100Z").is_ok());
    refused(check("20150830T125101Z"), "the request expired at 20150830T125100Z");
    assert!(check("20150830T122100Z").is_ok());
    refused(check("20150830T122059Z"), "the request is dated 20150830T123600Z, which lies in the future");
}

/// What a server does: it checks the token, sends the URL in it with its own name, and gets to know who it is.
#[test]
fn a_stand_in_for_sts_accepts_the_url() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let sts = thread::spawn(move || {
        for _ in 0..2 {
            answer(listener.accept().unwrap().0);
        }
    });
    let now = Timestamp::now();
    let token = eks::AuthToken { cluster: "my-cluster", region: "eu-west-1" }.sign(&credentials(), now).unwrap();
    let checked = EksToken::check(token.as_str(), "aws", now).unwrap();
    let (host, target) = checked.url().strip_prefix("https://").unwrap().split_once('/').unwrap();
    let ask = |cluster: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /{target} HTTP/1.1\r\nHost: {host}\r\nx-k8s-aws-id: {cluster}\r\n\r\n").unwrap();
        BufReader::new(stream).lines().next().unwrap().unwrap()
    };
    assert_eq!(ask("my-cluster"), "HTTP/1.1 200 OK");
    // A token for one cluster does not work at another.
    assert_eq!(ask("other-cluster"), "HTTP/1.1 403 the signature does not match the request");
    sts.join().unwrap();
}

/// Answers one request as STS does.
fn answer(mut stream: TcpStream) {
    let lines: Vec<_> =
        BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
    let target = lines[0].split(' ').nth(1).unwrap();
    let headers = lines[1..].iter().map(|line| line.split_once(": ").unwrap());
    let request = SignedRequest::parse("GET", target, headers).unwrap();
    let key = SigningKey::derive(&credentials(), request.scope());
    let result = request.verify(&key, Timestamp::now(), &Policy::new("eu-west-1", "sts"));
    let status = result.map_or_else(|error| format!("403 {error}"), |_| "200 OK".into());
    write!(stream, "HTTP/1.1 {status}\r\n\r\n").unwrap();
}

proptest! {
    #[test]
    fn no_input_makes_it_panic(text in strategies::text(), cut in 0..300_usize) {
        let _ = EksToken::check(&text, "aws", now());
        let _ = check(&text);
        let url = url();
        let cut = cut.min(url.len());
        let (start, end) = url.split_at(cut);
        if let Ok(checked) = check(&format!("{start}{text}{end}")) {
            prop_assert!(checked.url().starts_with("https://sts."));
        }
    }
}
