//! Signed URLs and signed cookies of CloudFront.

#[cfg(feature = "cloudfront")]
mod made {
    use presign::Timestamp;
    use presign::cloudfront::{PublicKey, SignedRequest};
    use serde_json::Value;

    use crate::program::{bare, file};

    /// Made with OpenSSL for this test.
    const PRIVATE: &str = "-----BEGIN EC PRIVATE KEY-----\n\
        MHcCAQEEIE9GhkXnwwxYWfxIfPDuFMtXVlDRnfxxjz2/XKcYOQR5oAoGCCqGSM49\n\
        AwEHoUQDQgAEtYwAn6WvhHSd7iWF3Oibq4LwMAEqTvK6OStCb+ozPUE813/ZTFe9\n\
        h8s35Do6MkA6X8ByEEdwOdbioj9QxOaENw==\n-----END EC PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtYwAn6WvhHSd7iWF3Oibq4LwMAEq\n\
        TvK6OStCb+ozPUE813/ZTFe9h8s35Do6MkA6X8ByEEdwOdbioj9QxOaENw==\n-----END PUBLIC KEY-----\n";

    const URL: &str = "https://d111111abcdef8.cloudfront.net/image.jpg?size=large";
    const AT: &str = "2026-01-01T17:00:00Z";

    /// The words of a command, with the key of this test and its time.
    fn command<'a>(words: &[&'a str], key: &'a str) -> Vec<&'a str> {
        [&["cloudfront"], words, &["--key-pair-id", "K2JCJMDEHXQW5F", "--private-key", key, "--at", AT]].concat()
    }

    fn is_good(url: &str, cookies: &str) {
        let request = SignedRequest::parse(url, cookies).unwrap();
        let now = Timestamp::parse_rfc3339("2026-01-01T17:59:59Z").unwrap();
        let key = PublicKey::from_pem(PUBLIC).unwrap();
        let source_ip = Some("192.0.2.9".parse().unwrap());
        request.verify(now, source_ip, |hash, policy, signature| key.verify(hash, policy, signature)).unwrap();
    }

    #[test]
    fn a_url_is_signed_for_an_hour() {
        let key = file("key.pem", PRIVATE);
        let sent = bare(&command(&["url", URL], &key)).stdout();
        assert!(sent.starts_with(&format!("{URL}&Expires=1767290400&Signature=")), "{sent}");
        assert!(sent.ends_with("&Key-Pair-Id=K2JCJMDEHXQW5F&Hash-Algorithm=SHA256\n"), "{sent}");
        is_good(sent.trim_end(), "");
        let piped = bare(&command(&["url", URL], "-")).input(PRIVATE).stdout();
        assert_eq!(piped, sent);
        let sha1 = bare(&command(&["url", URL, "--hash", "sha1"], &key)).stdout();
        assert!(sha1.ends_with("&Key-Pair-Id=K2JCJMDEHXQW5F\n"), "{sha1}");
        is_good(sha1.trim_end(), "");
        let json: Value = serde_json::from_str(&bare(&command(&["url", URL, "--json"], &key)).stdout()).unwrap();
        assert_eq!(json["url"], sent.trim_end());
        assert_eq!(json["expires_at"], "2026-01-01T18:00:00Z");
        assert!(json["policy"].as_str().unwrap().contains(URL));
    }

    #[test]
    fn one_signature_is_for_many_urls() {
        let key = file("key.pem", PRIVATE);
        let (one, two) = ("https://d.net/v/1.ts", "https://d.net/v/2.ts?a");
        let limits = ["--resource", "https://d.net/v/*", "--source-ip", "192.0.2.0/24", "--expires", "12h"];
        let start = ["--starts-after", "2026-01-01T16:59:00Z"];
        let sent = bare(&command(&[&["url", one, two][..], &limits, &start].concat(), &key)).stdout();
        let sent: Vec<_> = sent.lines().collect();
        assert!(sent[0].starts_with(&format!("{one}?Policy=")) && sent[1].starts_with(&format!("{two}&Policy=")));
        assert_eq!(sent[0].split("Policy=").nth(1), sent[1].split("Policy=").nth(1));
        for url in sent {
            is_good(url, "");
        }
    }

    #[test]
    fn a_policy_of_a_file_is_sent_as_it_is() {
        let (key, policy) = (
            file("key.pem", PRIVATE),
            file(
                "policy.json",
                r#"{ "Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":1767290400}}}]}"#,
            ),
        );
        let sent = bare(&command(&["url", URL, "--policy", &policy], &key)).stdout();
        assert!(sent.starts_with(&format!("{URL}&Policy=eyAiU3RhdGVtZW50")), "{sent}");
        is_good(sent.trim_end(), "");
        let both = bare(&command(&["url", URL, "--policy", &policy, "--expires", "1h"], &key)).run();
        assert_eq!(both.code, 2);
        assert!(both.stderr.contains("cannot be used with"), "{}", both.stderr);
    }

    #[test]
    fn cookies_are_lines_or_an_object() {
        let key = file("key.pem", PRIVATE);
        for (resource, first) in [
            (URL, "CloudFront-Expires=1767290400\n"),
            ("https://d111111abcdef8.cloudfront.net/*", "CloudFront-Policy="),
        ] {
            let lines = bare(&command(&["cookies", resource], &key)).stdout();
            assert!(lines.starts_with(first), "{lines}");
            is_good(URL, &lines.trim_end().replace('\n', "; "));
            let json: Value =
                serde_json::from_str(&bare(&command(&["cookies", resource, "--json"], &key)).stdout()).unwrap();
            let cookies = json["cookies"].as_object().unwrap();
            assert_eq!(cookies.len(), 4);
            let lines: Vec<_> = lines.lines().collect();
            assert!(
                cookies.iter().all(|(name, value)| lines.contains(&&*format!("{name}={}", value.as_str().unwrap())))
            );
        }
    }

    #[test]
    fn what_was_made_is_verified() {
        let (key, public) = (file("key.pem", PRIVATE), file("public.pem", PUBLIC));
        let sent = bare(&command(&["url", URL], &key)).stdout();
        let verify = |url: &str, more: &[&str]| {
            bare(&[&["cloudfront", "verify", url, "--public-key", &public, "--at", AT][..], more].concat()).run()
        };
        let good = verify(sent.trim_end(), &[]);
        assert_eq!(good.code, 0, "{good:?}");
        assert!(
            good.stdout.starts_with("valid            until 2026-01-01T18:00:00Z\nkey pair id      K2JCJMDEHXQW5F\n")
        );
        let json: Value = serde_json::from_str(&verify(sent.trim_end(), &["--json"]).stdout).unwrap();
        assert_eq!((&json["valid"], &json["key_pair_id"]), (&true.into(), &"K2JCJMDEHXQW5F".into()));
        let other = sent.trim_end().replace("large", "small");
        let refused = verify(&other, &[]);
        let sentence =
            "presign: the signature is not one of this policy by this hash and key (signature-mismatch, status 403)\n";
        assert_eq!((refused.code, refused.stderr.as_str()), (1, sentence));
        let json: Value = serde_json::from_str(&verify(&other, &["--json"]).stdout).unwrap();
        assert_eq!((&json["valid"], &json["code"]), (&false.into(), &"signature-mismatch".into()));
        assert_eq!(verify(sent.trim_end(), &["--key-pair-id", "K1"]).code, 1);
        let cookies = bare(&command(&["cookies", URL], &key)).stdout().trim_end().replace('\n', "; ");
        assert_eq!(verify(URL, &["--cookies", &cookies]).code, 0);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let (key, public) = (file("key.pem", PRIVATE), file("public.pem", PUBLIC));
        let refused = |words: &[&str], key: &str, code: i32, sentence: &str| {
            let outcome = bare(&command(words, key)).run();
            assert_eq!((outcome.code, outcome.stdout.as_str()), (code, ""), "{words:?}");
            assert!(outcome.stderr.contains(sentence), "{}", outcome.stderr);
        };
        refused(&["url", "https://d.net/a b"], &key, 2, "must be percent-encoded (not-encoded)");
        refused(&["url", URL, "--resource", "https://d.net/*"], &key, 2, "(url-not-covered)");
        refused(&["url", URL, "--source-ip", "::1"], &key, 2, "(invalid-source-ip)");
        refused(&["url", URL], &public, 2, "the PEM has a public key where a private key is needed (invalid-pem)");
        refused(&["url", URL], "/no/such/file", 2, "/no/such/file");
        let unsure = ["url", "https://d.net/a1.zip", "--resource", "https://d.net/a?.zip"];
        let outcome = bare(&command(&unsure, &key)).run();
        assert_eq!(outcome.code, 0);
        assert!(outcome.stderr.starts_with("presign: warning: AWS's guide does not say"), "{}", outcome.stderr);
    }

    #[test]
    fn every_command_has_help_with_examples() {
        for command in
            [&["cloudfront"][..], &["cloudfront", "url"], &["cloudfront", "cookies"], &["cloudfront", "verify"]]
        {
            let help = bare(&[command, &["--help"]].concat()).env("COLUMNS", "1000").stdout().replace("\\\n", "");
            assert!(help.contains("\nExamples:\n  presign cloudfront "), "{help}");
            let examples = help.lines().filter_map(|line| line.strip_prefix("  presign "));
            for example in examples.filter(|example| !example.contains("...")) {
                let example = example.replace("key.pem", "-").replace('\'', "").replace("2026-01-01", "2099-01-01");
                let words: Vec<_> = example.split_whitespace().collect();
                assert_eq!(bare(&words).input(PRIVATE).run().code, 0, "{example}");
            }
        }
    }
}

#[cfg(not(feature = "cloudfront"))]
#[test]
fn a_build_without_rsa_says_how_to_get_it() {
    for words in [&["cloudfront"][..], &["cloudfront", "url", "https://d.net/a", "--key-pair-id", "K1"]] {
        let outcome = crate::program::bare(words).run();
        let sentence = "presign: this needs RSA, which this build leaves out: `cargo install presign-cli --features cloudfront` has it\n";
        assert_eq!((outcome.code, outcome.stderr.as_str()), (2, sentence));
    }
}
