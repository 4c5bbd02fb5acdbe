//! Secrets are hidden by their shape and by the words of their names, in any place of a URL, an answer and a request.

use presign::Credentials;
use presign::explain::{Evidence, Sent, compare_url, diagnose, inspect, read_answer, redact, solve};
use proptest::prelude::*;

use crate::fixtures::now;
use crate::wording::escape;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Keys and tokens as providers make them: none is one of anybody.
const SECRETS: [&str; 12] = [
    KEY,
    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    "IQoJb3JpZ2luX2VjEAMaCXVzLWVhc3QtMSJHMEUCIQDexampleexampleTOKEN/with+more=",
    "FwoGZXIvYXdzEBYaDHexampleEXAMPLE/token+of+temporary==",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "AIzaSyD4e5XAMPLE9x8K3jQpLmNbVcXzAsDfGhJk",
    "sk-ant-api03-R2D2EXAMPLEc3poEXAMPLE4567",
    "glpat-AbC123xyzEXAMPLE9876",
    "hvs.CAESIExAmPlE12345678901234567890",
    "ABSKQmVkcm9ja0FQSUtleS1EXAMPLEabcdefghijklmnop1234567890==",
    "Zk3xQ9vB1nM7cR5tY8uI2oP4aS6dF0gH",
];

fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

/// Everything that is shown of them.
fn everything(url: &str, answer: &str) -> String {
    let (inspection, by_url, alone) = (inspect(url, now()), compare_url(url, answer), read_answer(answer));
    let headers = [("x-custom", url), ("x-amz-meta-a", answer)];
    let attempt = solve(&Sent::new("PUT", url).headers(&headers), &Credentials::new("AKIDEXAMPLE", KEY), 50);
    format!("{inspection} {inspection:?} {by_url} {by_url:?} {alone} {alone:?} {attempt:?}")
}

fn is_shown(shown: &str, secret: &str) -> bool {
    // A part of it is enough to know it by.
    let part = &secret[..24.min(secret.len())];
    [part.to_owned(), encoded(part)].iter().any(|part| shown.contains(part))
}

fn signed(path: &str, own: &str, id: &str) -> String {
    let signature = "0f".repeat(32);
    format!(
        "https://b.s3.us-east-1.amazonaws.com/{path}?{own}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={id}%2F\
         20150830%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
         &X-Amz-Signature={signature}"
    )
}

#[test]
fn no_secret_of_a_url_is_shown() {
    let answer = "<Error><Code>SignatureDoesNotMatch</Code><Message>It does not match.</Message></Error>";
    for secret in SECRETS {
        let written = encoded(secret);
        for url in [
            signed("k", &format!("a={written}&"), "AKIDEXAMPLE"),
            signed("k", &format!("X-Api-Key={written}&"), "AKIDEXAMPLE"),
            signed("k", &format!("access_token={written}&"), "AKIDEXAMPLE"),
            signed(&format!("{written}/k"), "", "AKIDEXAMPLE"),
            signed("k", "", "AKIDEXAMPLE").replace("https://", &format!("https://me:{written}@")),
            signed("k", "", "AKIDEXAMPLE").replace("https://", &format!("https://{written}@")),
            format!("https://h.example/?token={secret}"),
            format!("{} {secret}", signed("k", "", "AKIDEXAMPLE")),
        ] {
            let shown = everything(&url, answer);
            assert!(!is_shown(&shown, secret), "{url}\n{shown}");
        }
    }
}

#[test]
fn a_secret_in_place_of_an_id_is_said_to_be_one_and_not_shown() {
    let hex = "0123456789abcdef".repeat(4);
    for secret in [SECRETS[0], SECRETS[1], &hex] {
        let url = signed("k", "", &encoded(secret));
        let shown = everything(&url, "<Error><Code>InvalidAccessKeyId</Code><Message>No.</Message></Error>");
        assert!(!is_shown(&shown, secret), "{shown}");
        let findings = inspect(&url, now()).findings;
        let sentence = "the access key id has the shape of a secret access key: the two are most likely swapped. The secret \
                        is in the URL now, and must be replaced";
        assert!(findings.iter().any(|it| it.kind() == "swapped" && it.sentence == sentence), "{findings:?}");
    }
    // One of another provider, and an id of AWS.
    for id in ["AKIAIOSFODNN7EXAMPLE", "GK31c2f218a2e44f485b94239e", "minioadmin", &"0a".repeat(16)] {
        let inspection = inspect(&signed("k", "", id), now());
        assert_eq!(inspection.access_key_id.as_deref(), Some(id));
        assert!(inspection.findings.iter().all(|it| it.kind() != "swapped"));
    }
}

#[test]
fn no_secret_of_an_answer_is_shown() {
    let url = signed("k", "", "AKIDEXAMPLE");
    for secret in SECRETS {
        let written = encoded(secret);
        for message in [
            format!("the key {secret} is not valid"),
            format!("'{secret}'"),
            format!("x-api-key: {secret}"),
            format!("Bearer {secret}"),
            format!("got https://me:{written}@h.example/"),
            format!("{{\"access_token\": \"{secret}\"}}"),
            format!("Credential={secret}/20150830/us-east-1/s3/aws4_request is wrong"),
            format!(
                "PUT\n/k\n\nhost:b\nx-auth-token:{secret}\nx-custom:{secret}\n\nhost;x-auth-token\nUNSIGNED-PAYLOAD"
            ),
        ] {
            let message = escape(&message);
            for document in [
                format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>"),
                format!(
                    "<Error><Code>SignatureDoesNotMatch</Code><Message>x</Message><CanonicalRequest>{message}</CanonicalRequest></Error>"
                ),
                format!("<Error><Code>{message}</Code><Message>x</Message></Error>"),
                format!("<Error><Code>InvalidRequest</Code><Message>x</Message><Resource>{message}</Resource></Error>"),
                message.clone(),
            ] {
                let shown = everything(&url, &document);
                assert!(!is_shown(&shown, secret), "{document}\n{shown}");
            }
        }
    }
}

/// The names of headers, parameters and fields whose values are secret however short they are.
#[test]
fn no_value_of_a_secret_name_is_shown() {
    let url = signed("k", "", "AKIDEXAMPLE");
    for name in [
        "x-api-key",
        "X-Auth-Token",
        "cf-access-client-secret",
        "x-vault-token",
        "x-goog-api-key",
        "x-amz-mfa",
        "access_token",
        "refresh_token",
        "db_password",
        "api_key",
    ] {
        for message in [
            format!("{name}: Open5esame"),
            format!("{name}=Open5esame"),
            format!("\"{name}\": \"Open5esame\""),
            format!("GET\n/k\n\nhost:b\n{name}:Open5esame\n\nhost\nUNSIGNED-PAYLOAD"),
        ] {
            let message = escape(&message);
            for document in [
                format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>"),
                format!(
                    "<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>{message}</CanonicalRequest></Error>"
                ),
            ] {
                let shown = everything(&url, &document);
                assert!(!shown.contains("Open5esame"), "{document}\n{shown}");
            }
        }
        let url = signed("k", &format!("{name}=Open5esame&"), "AKIDEXAMPLE");
        let shown = everything(&url, "<Error><Code>AccessDenied</Code></Error>");
        assert!(!shown.contains("Open5esame"), "{url}\n{shown}");
    }
}

#[test]
fn all_lines_of_both_sides_are_kept_as_far_as_they_are_known() {
    let canonical = "PUT\n/a\nx=1\nhost:b\nx-amz-security-token:TOKEN\n\nhost;x-amz-security-token\nUNSIGNED-PAYLOAD";
    let fields = format!("<CanonicalRequest>{canonical}</CanonicalRequest>");
    let answer = format!("<Error><Code>SignatureDoesNotMatch</Code><Message>x</Message>{fields}</Error>");
    let line = |it: &presign::explain::Difference| (it.line.clone(), it.signed.clone(), it.received.clone());
    let lines: Vec<_> = read_answer(&answer).lines.iter().map(line).collect();
    let received = |name: &str, value: &str| (name.to_owned(), None, Some(value.to_owned()));
    let expected = [
        received("method", "PUT"),
        received("query x", "1"),
        received("path", "/a"),
        received("header host", "b"),
        received("header x-amz-security-token", "…"),
        received("signed headers", "host;x-amz-security-token"),
        received("payload hash", "UNSIGNED-PAYLOAD"),
    ];
    assert_eq!(lines, expected);
    // A URL tells a part of what was signed, and a log all of it.
    let mut evidence = Evidence::read("");
    evidence.answer = Some(answer);
    evidence.signed = Some(canonical.replace("PUT", "GET").replace("x=1", "y=2"));
    let lines: Vec<_> = diagnose(&evidence, now()).lines.iter().map(line).collect();
    assert_eq!(lines[0], ("method".into(), Some("GET".into()), Some("PUT".into())));
    assert_eq!(lines[1], ("query y".into(), Some("2".into()), None));
    assert_eq!(lines[2], ("query x".into(), None, Some("1".into())));
    assert_eq!(lines[3], ("path".into(), Some("/a".into()), Some("/a".into())));
    evidence.signed = None;
    evidence.url = Some(signed("a", "x=1&", "AKIDEXAMPLE"));
    let lines: Vec<_> = diagnose(&evidence, now()).lines.iter().map(line).collect();
    assert_eq!(lines[0], ("method".into(), None, Some("PUT".into())));
    let token = lines.iter().find(|(name, ..)| name == "header x-amz-security-token").unwrap();
    assert_eq!(token.1, None);
}

proptest! {
    /// Whatever the credentials are, and in whatever form they are in a text: no report has them.
    #[test]
    fn no_part_of_the_credentials_is_in_what_is_shared(
        id in "[A-Za-z0-9]{6,20}",
        secret in "[A-Za-z0-9/+=]{8,44}",
        token in "[A-Za-z0-9/+=]{8,80}",
        before in "[a-z :={\"/]{0,6}",
        after in "[a-z &,}\"/\n]{0,6}",
        form in 0_usize..4,
    ) {
        let credentials = Credentials::new(id.as_str(), secret.as_str()).with_session_token(token.as_str());
        let write = |text: &str| match form {
            0 => text.to_owned(),
            1 => encoded(text),
            2 => encoded(&encoded(text)),
            _ => text.replace('/', "\\/"),
        };
        let [id_written, secret_written, token_written] = [&id, &secret, &token].map(|text| write(text));
        let text = format!("{before}{id_written}{after}{before}{secret_written}{after}\n{before}{token_written}{after}");
        let shared = redact(&text, &Evidence::default(), Some(&credentials));
        for hidden in [&id, &secret, &token, &id_written, &secret_written, &token_written] {
            prop_assert!(!shared.contains(hidden.as_str()), "{hidden} in {shared}");
        }
        // And without the credentials, those of the request.
        let mut evidence = Evidence::read("");
        evidence.url = Some(format!("{}&X-Amz-Security-Token={}", signed("k", "", &id), encoded(&token)));
        evidence.headers.push(("x-amz-security-token".into(), token.clone()));
        let shared = redact(&text, &evidence, None);
        prop_assert!(!shared.contains(&id) && !shared.contains(&token), "{shared}");
    }

    /// Secret access keys as AWS makes them: a base64 of 30 random bytes.
    #[test]
    fn a_random_secret_access_key_is_nowhere_shown(
        secret in "[A-Za-z0-9]{8}[0-9][A-Z][a-z][0-9][a-z][A-Z][A-Za-z0-9+/]{25}[A-Za-z0-9]",
        place in 0_usize..5,
    ) {
        // As random as most: words are not hidden.
        let class = |c: char| (c.is_ascii_uppercase(), c.is_ascii_lowercase(), c.is_ascii_digit());
        let changes = secret.chars().zip(secret.chars().skip(1)).filter(|(a, b)| class(*a) != class(*b)).count();
        prop_assume!(changes > 15);
        let written = encoded(&secret);
        let url = match place {
            0 => signed("k", "", &written),
            1 => signed("k", &format!("a={written}&"), "A"),
            2 => signed(&written, "", "A"),
            _ => signed("k", "", "A"),
        };
        let message = if place == 3 { format!("not {secret}.") } else { format!("a:{secret}") };
        let shown = everything(&url, &format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>"));
        prop_assert!(!shown.contains(&secret) && !shown.contains(&written), "{}", shown);
    }
}
