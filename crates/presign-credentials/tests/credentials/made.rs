//! Answers made by machine: whole ones, of which something is missing, and anything else.

use presign::Timestamp;
use presign_credentials::{AssumeRole, Configuration, Environment, Error, Profiles, R2, Source, Step};
use proptest::prelude::*;

fn now() -> Timestamp {
    Timestamp::parse("20260830T123600Z").expect("a time")
}

/// A source, the answers before the last one, and the last one with the names of all that it needs.
struct Kind {
    source: Source,
    before: &'static [&'static str],
    last: &'static str,
    needed: &'static [&'static str],
}

fn of(variables: &[(&str, &str)], config: &str) -> Source {
    let profiles = Profiles::parse("", config).expect("profiles");
    let configuration = Configuration::new(Environment::of(variables.iter().copied()), profiles, None);
    configuration.and_then(|configuration| configuration.source()).expect("a source")
}

fn kinds() -> Vec<Kind> {
    const METADATA: &str =
        r#"{"AccessKeyId":"ASIAX","SecretAccessKey":"HIDDEN","Token":"HIDDEN","Expiration":"2099-08-30T12:36:00Z"}"#;
    const PROCESS: &str = r#"{"Version":1,"AccessKeyId":"ASIAX","SecretAccessKey":"HIDDEN","SessionToken":"HIDDEN","Expiration":"2099-08-30T12:36:00Z"}"#;
    const SSO: &str = r#"{"roleCredentials":{"accessKeyId":"ASIAX","secretAccessKey":"HIDDEN","sessionToken":"HIDDEN","expiration":4091776560000}}"#;
    const R2_ANSWER: &str = r#"{"success":true,"errors":[],"messages":[],"result":{"accessKeyId":"ASIAX","secretAccessKey":"HIDDEN","sessionToken":"HIDDEN"}}"#;
    const STS: &str = "<R><Result><Credentials><AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>HIDDEN</SecretAccessKey>\
        <SessionToken>HIDDEN</SessionToken><Expiration>2099-08-30T12:36:00Z</Expiration></Credentials></Result></R>";
    const ALL: &[&str] = &["AccessKeyId", "SecretAccessKey", "Token", "Expiration"];
    const ALL_OF_STS: &[&str] = &["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"];
    let sso = "[default]\nsso_start_url = x\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = a\n";
    let web =
        [("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"), ("AWS_REGION", "eu-west-1")];
    let role = AssumeRole::new("arn:aws:iam::1:role/r", "eu-west-1").expect("a role");
    let r2 = R2::new("account", "bucket", "parent", "HIDDEN", "object-read-only");
    let kind = |source, before, last, needed| Kind { source, before, last, needed };
    vec![
        kind(Source::instance(), &["IMDS", "role"], METADATA, ALL),
        kind(of(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/")], ""), &[], METADATA, ALL),
        kind(of(&web, ""), &["eyJ.eyJ.c2ln"], STS, ALL_OF_STS),
        kind(Source::keys(presign::Credentials::new("AKIDX", "HIDDEN")).assume(role), &[], STS, ALL_OF_STS),
        kind(
            of(&[], sso),
            &[r#"{"accessToken":"HIDDEN","expiresAt":"2099-08-30T12:36:00Z"}"#],
            SSO,
            &["accessKeyId", "secretAccessKey", "sessionToken", "expiration"],
        ),
        kind(
            Source::process("a-program").expect("words"),
            &[],
            PROCESS,
            &["Version", "AccessKeyId", "SecretAccessKey"],
        ),
        kind(Source::aws_cli(Some("dev")), &[], PROCESS, &["Version", "AccessKeyId", "SecretAccessKey"]),
        kind(Source::r2(r2), &[], R2_ANSWER, &["accessKeyId", "secretAccessKey", "sessionToken"]),
    ]
}

impl Kind {
    /// What follows from this answer to the last step.
    fn read(&self, last: &[u8], status: u16) -> Result<Step, Error> {
        let mut session = self.source.session();
        for answer in self.before {
            session.step(now())?;
            session.contents(answer.as_bytes())?;
        }
        session.step(now())?;
        session.answer(status, last)?;
        let step = session.step(now());
        if let Err(error) = &step {
            let shown = format!("{error:?} {error}");
            assert!(!shown.contains("HIDDEN") && !shown.contains('\n'), "{shown}");
            assert!(shown.chars().all(|c| !c.is_control()), "{shown:?}");
        }
        step
    }
}

#[test]
fn a_whole_answer_is_read() {
    for kind in kinds() {
        let step = kind.read(kind.last.as_bytes(), 200);
        let Ok(Step::Done(credentials)) = &step else { panic!("{:?}: {step:?}", kind.source) };
        assert_eq!((credentials.access_key_id(), credentials.session_token()), ("ASIAX", Some("HIDDEN")));
        assert!(credentials.expiry().is_some(), "{:?}", kind.source);
        // Indented, as servers and programs also write it.
        let indented = kind.last.replace('{', "{\n\t ").replace(',', " ,\n").replace("><", ">\n  <");
        let step = kind.read(format!("\n{indented}\n\n").trim_start().as_bytes(), 200);
        assert!(matches!(step, Ok(Step::Done(_))), "{step:?}");
    }
}

#[test]
fn each_part_that_is_missing_is_named() {
    for kind in kinds() {
        for name in kind.needed {
            // Under another name, empty, null, and none of its own.
            let is_json = kind.last.starts_with('{');
            let start = format!("\"{name}\":");
            let rest = kind.last.split_once(&start).map(|(_, rest)| rest.split([',', '}']).next().expect("a value"));
            let with = |value: &str| {
                kind.last.replace(&format!("{start}{}", rest.unwrap_or_default()), &format!("{start}{value}"))
            };
            let mut changed = vec![kind.last.replace(&format!("\"{name}\""), "\"x\""), with("null")];
            changed.extend(rest.is_some_and(|value| value.starts_with('"')).then(|| with("\"\"")));
            for changed in changed.iter().filter(|_| is_json) {
                let error = kind.read(changed.as_bytes(), 200).expect_err(changed);
                assert_eq!(error.code(), "malformed-answer", "{changed}");
                assert!(error.to_string().contains(name), "{changed}: {error}");
            }
            let renamed = kind.last.replace(&format!("{name}>"), "x>");
            if renamed != kind.last {
                let error = kind.read(renamed.as_bytes(), 200).expect_err(&renamed);
                assert!(error.to_string().ends_with(&format!(" XML without {name}")), "{error}");
            }
        }
    }
}

#[test]
fn an_answer_that_is_cut_off_holds_nothing() {
    for kind in kinds() {
        // Whatever follows the credentials in XML adds nothing to them.
        let end = kind.last.find("</Credentials>").map_or(kind.last.len(), |at| at + "</Credentials>".len());
        for at in 0..end {
            let error = kind.read(&kind.last.as_bytes()[..at], 200).expect_err(&kind.last[..at]);
            assert_eq!(error.code(), "malformed-answer", "{}", &kind.last[..at]);
        }
    }
}

#[test]
fn a_refusal_is_one_whatever_it_holds() {
    for kind in kinds() {
        if matches!(kind.source.kind(), presign_credentials::Kind::Process | presign_credentials::Kind::AwsCli) {
            continue;
        }
        for status in [0, 201, 204, 301, 302, 400, 401, 403, 404, 429, 500, 503] {
            let error = kind.read(kind.last.as_bytes(), status).expect_err("a refusal");
            let signed_out = status == 401 && kind.source.kind() == presign_credentials::Kind::Sso;
            let expected = if signed_out { ("sign-in-expired", None) } else { ("refused", Some(status)) };
            assert_eq!((error.code(), error.status()), expected);
        }
    }
}

#[test]
fn deep_and_long_xml_costs_no_more_than_its_length() {
    let kind = &kinds()[2];
    let deep = format!("{}{}", "<Credentials>".repeat(100_000), "&amp;".repeat(100_000));
    assert_eq!(kind.read(deep.as_bytes(), 200).expect_err("it does not end").code(), "malformed-answer");
    let entity = "<!DOCTYPE a [<!ENTITY x \"ASIAX\">]><R><Credentials><AccessKeyId>&x;</AccessKeyId></Credentials></R>";
    assert_eq!(kind.read(entity.as_bytes(), 200).expect_err("no entities").code(), "malformed-answer");
}

proptest! {
    #[test]
    fn nothing_else_is_read(bytes in prop::collection::vec(any::<u8>(), 0..200), status in any::<u16>()) {
        for kind in kinds() {
            prop_assert!(kind.read(&bytes, status).is_err());
        }
    }

    /// One byte of a good answer is another one.
    #[test]
    fn a_changed_answer_never_panics_and_tells_no_secret(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for kind in kinds() {
            let mut bytes = kind.last.as_bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = kind.read(&bytes, 200);
        }
    }
}
