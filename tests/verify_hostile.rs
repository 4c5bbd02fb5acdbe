//! What a client could make of a request that somebody else signed, and of thousands of names.

use core::time::Duration;

use presign::s3::Bucket;
use presign::verify::{Error, HeaderSignedRequest, Payload, Policy, PresignedRequest};
use presign::{CanonicalRequest, Credentials, Request, Rules, Scope, Signer, SigningKey, StringToSign, Timestamp};

const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";

fn signed_at() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

mod path {
    use super::*;

    /// The target of a URL that a service's own signer makes for this path.
    fn signed(service: &str, path: &str) -> String {
        let mut rules = Rules::for_service(service);
        rules.refuse_dot_segments = false;
        let signer = Signer::new(credentials(), "us-east-1", service).unwrap().with_rules(rules);
        let url = format!("https://example.com{path}");
        let url = Request::get(&url).unwrap().presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
        url.as_str().strip_prefix("https://example.com").unwrap().into()
    }

    /// The path to serve for a target that is verified.
    fn served(service: &str, target: &str) -> Option<String> {
        let request = PresignedRequest::parse("GET", target, [("host", "example.com")]).unwrap();
        let policy = Policy::new("us-east-1", service);
        assert!(request.verify_with_credentials(&credentials(), signed_at(), &policy).is_ok());
        request.decoded_path(&policy.rules)
    }

    /// A path that a guard before the server takes for one below `/admin`, or not.
    #[test]
    fn is_the_one_that_was_signed() {
        let target = signed("execute-api", "/b");
        for path in ["/b", "/admin/../b", "//b", "/./b", "/../b", "/a/./..//b", "/b/c/.."] {
            let target = target.replacen("/b", path, 1);
            assert_eq!(served("execute-api", &target).as_deref(), Some("/b"), "{path}");
        }
        let target = signed("execute-api", "/b/").replacen("/b/", "/a/../b//", 1);
        assert_eq!(served("execute-api", &target).as_deref(), Some("/b/"));
        let target = signed("execute-api", "/").replacen('/', "/admin/..", 1);
        assert_eq!(served("execute-api", &target).as_deref(), Some("/"));
    }

    /// The escapes of dots and slashes are names, to the signature and hence to the server.
    #[test]
    fn is_decoded_once_and_after_it_is_normalised() {
        for (path, decoded) in [
            ("/a%20b/%C3%A9", "/a b/é"),
            ("/a/%2e%2e/b", "/a/../b"),
            ("/a%2F..%2Fb", "/a/../b"),
            ("/a%252Fb", "/a%2Fb"),
            ("/a+b", "/a+b"),
        ] {
            assert_eq!(served("execute-api", &signed("execute-api", path)).as_deref(), Some(decoded), "{path}");
        }
    }

    #[test]
    fn has_every_segment_of_a_key() {
        for path in ["/a/../b", "/a//b", "/./b", "//", "/a/"] {
            assert_eq!(served("s3", &signed("s3", path)).as_deref(), Some(path));
        }
        assert_eq!(served("s3", &signed("s3", "/bucket/a%20b.txt")).as_deref(), Some("/bucket/a b.txt"));
    }

    /// A server may sign as AWS' test suite does: the path is decoded before it is normalised.
    #[test]
    fn is_normalised_as_it_is_signed() {
        let request = PresignedRequest::parse("GET", &signed("execute-api", "/a/%2e%2e/b"), [("host", "h")]).unwrap();
        let mut rules = Rules::STANDARD;
        assert_eq!(request.decoded_path(&rules).as_deref(), Some("/a/../b"));
        rules.encode_path_twice = false;
        assert_eq!(request.decoded_path(&rules).as_deref(), Some("/b"));
    }

    #[test]
    fn must_be_utf_8() {
        assert_eq!(served("s3", &signed("s3", "/%FF")), None);
    }

    #[test]
    fn is_the_same_in_a_header_signed_request() {
        let authorization = "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/x/aws4_request, SignedHeaders=host, \
                             Signature=0000000000000000000000000000000000000000000000000000000000000000";
        let headers = [("host", "h"), ("x-amz-date", "20150830T123600Z"), ("authorization", authorization)];
        let request = HeaderSignedRequest::parse("GET", "/admin/../b?c", headers).unwrap();
        assert_eq!(request.decoded_path(&Rules::STANDARD).as_deref(), Some("/b"));
        assert_eq!(request.decoded_path(&Rules::S3).as_deref(), Some("/admin/../b"));
    }
}

mod repeated_header {
    use super::*;

    /// A copy from this source, sent with these headers.
    fn copy(source: &str, sent: &[(&str, &str)], policy: &Policy) -> Result<Payload, Error> {
        let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
        let signer = bucket.signer(credentials()).unwrap();
        let url = format!("https://{HOST}/k");
        let request = Request::put(&url).unwrap().header("x-amz-copy-source", source);
        let url = request.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
        let target = url.as_str().strip_prefix(&format!("https://{HOST}")).unwrap();
        let request = PresignedRequest::parse("PUT", target, sent.iter().copied().chain([("host", HOST)]))?;
        request.verify_with_credentials(&credentials(), signed_at(), policy)
    }

    #[test]
    fn has_the_signature_of_the_values_joined_and_is_refused() {
        let mut policy = Policy::new("us-east-1", "s3");
        let one = [("x-amz-copy-source", "a,b")];
        let two = [("x-amz-copy-source", "a"), ("X-Amz-Copy-Source", "b")];
        assert_eq!(copy("a,b", &one, &policy), Ok(Payload::Unsigned));
        let error = copy("a,b", &two, &policy).unwrap_err();
        assert_eq!(error.to_string(), "the request has the header x-amz-copy-source more than once");
        assert_eq!((error.code(), error.status()), ("InvalidRequest", 400));
        policy.allow_repeated_headers = true;
        assert_eq!(copy("a,b", &two, &policy), Ok(Payload::Unsigned));
        let two = [("x-amz-copy-source", "b"), ("x-amz-copy-source", "a")];
        assert_eq!(copy("a,b", &two, &policy), Err(Error::SignatureMismatch));
    }

    /// It counts neither at the ends of a value nor as more than one space inside it.
    #[test]
    fn white_space_is_folded() {
        let policy = Policy::new("us-east-1", "s3");
        assert_eq!(copy("a b", &[("x-amz-copy-source", " a  \t b\t")], &policy), Ok(Payload::Unsigned));
        assert_eq!(copy("a b", &[("x-amz-copy-source", "ab")], &policy), Err(Error::SignatureMismatch));
    }

    /// HTTP allows many headers to come more than once, and other headers are no instructions to S3.
    #[test]
    fn may_be_any_other() {
        let policy = Policy::new("us-east-1", "s3");
        let sent = [("x-amz-copy-source", "a"), ("accept", "b"), ("accept", "c")];
        assert_eq!(copy("a", &sent, &policy), Ok(Payload::Unsigned));
    }

    #[test]
    fn is_refused_in_a_header_signed_request() {
        let scope = Scope::new(signed_at(), "us-east-1", "s3").unwrap();
        let url = format!("https://{HOST}/k");
        let mut headers = vec![
            ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
            ("x-amz-date", "20150830T123600Z"),
            ("x-amz-meta-a", "1"),
            ("x-amz-meta-a", "2"),
        ];
        let request = Request::put(&url).unwrap();
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
        let key = SigningKey::derive(&credentials(), &scope);
        let signature = key.sign(&StringToSign::new(signed_at(), &scope, &canonical_request));
        let names = "host;x-amz-content-sha256;x-amz-date;x-amz-meta-a";
        let authorization =
            format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}");
        headers.extend([("host", HOST), ("authorization", &authorization)]);
        let request = HeaderSignedRequest::parse("PUT", "/k", headers).unwrap();
        let mut policy = Policy::new("us-east-1", "s3");
        assert_eq!(request.verify(&key, signed_at(), &policy), Err(Error::DuplicateHeader("x-amz-meta-a".into())));
        policy.allow_repeated_headers = true;
        assert_eq!(request.verify(&key, signed_at(), &policy), Ok(Payload::Unsigned));
    }
}

mod unsigned_token {
    use super::*;

    /// Where the signature is in a header, so is the token, and only there may it be unsigned.
    #[test]
    fn is_not_a_parameter_of_a_header_signed_request() {
        let credentials = credentials().with_session_token("token");
        let scope = Scope::new(signed_at(), "us-east-1", "iotdata").unwrap();
        let rules = Rules::for_service("iotdata");
        let request = Request::get("https://h/").unwrap().header("x-amz-date", "20150830T123600Z");
        let canonical_request = CanonicalRequest::new(&request, &rules).unwrap();
        let signature =
            SigningKey::derive(&credentials, &scope).sign(&StringToSign::new(signed_at(), &scope, &canonical_request));
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        let verify = |target: &str| {
            let headers = [
                ("host", "h"),
                ("x-amz-date", "20150830T123600Z"),
                ("x-amz-security-token", "token"),
                ("authorization", &authorization),
            ];
            let request = HeaderSignedRequest::parse("GET", target, headers).unwrap();
            request.verify_with_credentials(&credentials, signed_at(), &Policy::new("us-east-1", "iotdata"))
        };
        assert!(verify("/").is_ok());
        assert_eq!(verify("/?X-Amz-Security-Token=other"), Err(Error::SignatureMismatch));
    }
}

mod thousands {
    use super::*;

    /// Numbers that go down, up, and neither, each with four digits.
    fn orders(count: usize) -> [Vec<String>; 3] {
        let name = |number: usize| format!("x{number:04}");
        [
            (0..count).rev().map(name).collect(),
            (0..count).map(name).collect(),
            // 7919 is a prime, so that each number comes once.
            (0..count).map(|at| name(at * 7919 % count)).collect(),
        ]
    }

    /// Around the number at which sorting takes over from inserting.
    const COUNTS: [usize; 6] = [1, 63, 64, 65, 66, 3000];

    #[test]
    fn of_parameters_are_signed_in_order() {
        for count in COUNTS {
            for names in orders(count) {
                let mut request = Request::get("https://h/").unwrap();
                for (at, name) in names.iter().enumerate() {
                    request = request.query(name, &at.to_string()).query(name, "");
                }
                let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
                let mut expected: Vec<_> = names
                    .iter()
                    .enumerate()
                    .flat_map(|(at, name)| [format!("{name}="), format!("{name}={at}")])
                    .collect();
                expected.sort();
                assert_eq!(canonical_request.as_str().split('\n').nth(2), Some(expected.join("&").as_str()));
            }
        }
    }

    #[test]
    fn of_headers_are_signed_in_order() {
        for count in COUNTS {
            for mut names in orders(count) {
                // On both sides of `host`.
                let middle = names.len() / 2;
                names[middle] = "a".into();
                let mut request = Request::get("https://h/").unwrap();
                for name in &names {
                    request = request.header(name, "1").header(name, "2");
                }
                let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
                names.push("host".into());
                names.sort();
                let value = |name: &str| if name == "host" { "h" } else { "1,2" };
                let lines: Vec<_> = names.iter().map(|name| format!("{name}:{}\n", value(name))).collect();
                let expected = format!("GET\n/\n\n{}\n{}\nUNSIGNED-PAYLOAD", lines.concat(), names.join(";"));
                assert_eq!(canonical_request.as_str(), expected);

                let signer = Signer::new(credentials(), "us-east-1", "s3").unwrap();
                let url = request.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
                assert!(url.as_str().contains(&format!("X-Amz-SignedHeaders={}&", names.join("%3B"))));
                assert!(url.headers().map(|(name, _)| name).is_sorted());
                assert_eq!(url.headers().len(), 2 * count);
                assert_eq!(url.headers().next_back().map(|(_, value)| value), Some("2"));
            }
        }
    }

    #[test]
    fn are_verified() {
        let names: Vec<_> = orders(3000)[2].clone();
        let mut request = Request::get("https://h/").unwrap();
        for name in &names {
            request = request.query(name, "1").header(name, name);
        }
        let signer = Signer::new(credentials(), "us-east-1", "s3").unwrap();
        let url = request.presign(&signer, Duration::from_secs(60), signed_at()).unwrap();
        let target = &url.as_str()["https://h".len()..];
        let sent: Vec<_> = names.iter().map(|name| (name.as_str(), name.as_str())).chain([("host", "h")]).collect();
        let verify = |headers: Vec<(&str, &str)>| {
            let request = PresignedRequest::parse("GET", target, headers).unwrap();
            request.verify_with_credentials(&credentials(), signed_at(), &Policy::new("us-east-1", "s3"))
        };
        assert_eq!(verify(sent.clone()), Ok(Payload::Unsigned));
        let mut changed = sent.clone();
        changed[1234].1 = "another";
        assert_eq!(verify(changed), Err(Error::SignatureMismatch));
        let mut without = sent;
        let (absent, _) = without.remove(1234);
        assert_eq!(verify(without), Err(Error::SignedHeaderAbsent(absent.into())));
    }
}
