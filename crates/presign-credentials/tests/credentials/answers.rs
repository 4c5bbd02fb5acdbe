//! The table that botocore is asked too.

use std::collections::BTreeMap;

use presign::Timestamp;
use presign::verify::{Policy, SignedRequest};
use presign_credentials::{Configuration, Environment, Error, Profiles, Session, Step};
use serde::Deserialize;

const TABLE: &str = include_str!("../answers.toml");
const HOME: &str = "/home/user";

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    credentials_file: String,
    #[serde(default)]
    config: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// What was signed in to, and the token that was left.
    sso_cache: Option<(String, String)>,
    #[serde(default)]
    steps: Vec<Asked>,
    credentials: Option<[String; 4]>,
    refusal: Option<[String; 2]>,
    /// Why it is not asked.
    #[allow(dead_code, reason = "read by the other program")]
    botocore: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    send: Option<String>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    form: BTreeMap<String, String>,
    #[serde(default)]
    unsigned: bool,
    signed: Option<String>,
    status: Option<u16>,
    #[serde(default)]
    body: String,
    read: Option<String>,
    run: Option<Vec<String>>,
    prints: Option<String>,
}

fn now() -> Timestamp {
    Timestamp::parse("20260830T123600Z").expect("a time")
}

fn at_home(text: &str) -> String {
    text.replace("{home}", HOME)
}

#[test]
fn each_source_asks_and_reads_as_the_table_says() {
    let table: Table = toml::from_str(TABLE).expect("the table");
    for case in &table.case {
        let outcome = case.run();
        let Some([code, sentence]) = &case.refusal else {
            let credentials = outcome.unwrap_or_else(|error| panic!("{}: {error}", case.name));
            assert_eq!(Some(credentials), case.credentials, "{}", case.name);
            continue;
        };
        let error = outcome.expect_err(&case.name);
        assert_eq!((error.code(), error.to_string()), (code.as_str(), at_home(sentence)), "{}", case.name);
        assert!(!format!("{error:?}").contains("eyJ"), "{error:?}");
    }
    assert!(table.case.len() > 55, "{}", table.case.len());
}

impl Case {
    fn run(&self) -> Result<[String; 4], Error> {
        let mut variables: Vec<_> = self.environment.iter().map(|(n, v)| (n.clone(), at_home(v))).collect();
        variables.push(("HOME".into(), HOME.into()));
        let profiles = Profiles::parse(&self.credentials_file, &at_home(&self.config))?;
        let configuration = Configuration::new(Environment::of(variables), profiles, None)?;
        let source = configuration.source()?;
        let mut session = source.session();
        for asked in &self.steps {
            let step = session.step(now())?;
            // Without an answer it is the same step again.
            assert_eq!(format!("{:?}", session.step(now())?), format!("{step:?}"), "{}", self.name);
            asked.answer(self, step, &mut session);
        }
        match session.step(now())? {
            Step::Done(credentials) => Ok(shown(&credentials)),
            step => panic!("{}: {step:?}", self.name),
        }
    }
}

/// The four parts. The secret is seen by what it signs.
fn shown(credentials: &presign::Credentials) -> [String; 4] {
    let secret = ["SECRET/INSTANCE+", "SECRET/TASK", "SECRET/WEB+", "<S>", "S", "S2"].into_iter().find(|secret| {
        let other = presign::Credentials::new(credentials.access_key_id(), secret);
        let sign = |credentials: &presign::Credentials| {
            let scope = presign::Scope::new(now(), "us-east-1", "s3").expect("a scope");
            presign::SigningKey::derive(credentials, &scope).secret_bytes().to_vec()
        };
        sign(&other) == sign(credentials)
    });
    let expiry = credentials.expiry().map(|expiry| expiry.to_string());
    let token = credentials.session_token().unwrap_or_default();
    let secret = secret.expect("a secret of the table");
    [credentials.access_key_id(), secret, token, &expiry.unwrap_or_default()].map(ToOwned::to_owned)
}

impl Asked {
    fn answer(&self, case: &Case, step: Step, session: &mut Session<'_>) {
        let name = &case.name;
        let file = |file: &String| case.files.get(file).map(String::as_bytes).unwrap_or_default();
        match step {
            Step::Send(request) => {
                let line = format!("{} {}", request.method(), in_order(&request.uri().to_string()));
                assert_eq!(Some(line.as_str()), self.send.as_deref(), "{name}");
                self.check(name, &request);
                session.answer(self.status.unwrap_or(200), self.body.trim_start().as_bytes()).expect("it was asked");
            }
            Step::Read(path) => {
                let read = self.read.as_ref().unwrap_or_else(|| panic!("{name}: {} is read", path.display()));
                if read == "sso" {
                    assert!(path.starts_with(format!("{HOME}/.aws/sso/cache")), "{name}: {}", path.display());
                    let cached = case.sso_cache.as_ref().map(|(_, token)| token.as_bytes());
                    session.contents(cached.unwrap_or_default()).expect("it was asked");
                    return;
                }
                assert_eq!(path.to_str(), Some(&*format!("{HOME}/{read}")), "{name}");
                session.contents(file(read)).expect("it was asked");
            }
            Step::Run(words) => {
                let expected = self.run.as_ref().map(|words| words.iter().map(|word| at_home(word)).collect());
                assert_eq!(Some(words), expected, "{name}");
                session.contents(file(self.prints.as_ref().expect("prints"))).expect("it was asked");
            }
            Step::Done(_) => panic!("{name}: it is done too early"),
        }
    }

    fn check(&self, name: &str, request: &http::Request<Vec<u8>>) {
        for header in &self.headers {
            let (header, value) = header.split_once(": ").unwrap_or((header, ""));
            let given = request.headers().get(header).unwrap_or_else(|| panic!("{name}: no {header}"));
            assert!(value.is_empty() || given == value, "{name}: {given:?}");
            // Nobody sees what is a secret.
            assert!(
                value.is_empty() || header == "accept" || given.is_sensitive() || self.signed.is_some(),
                "{header}"
            );
        }
        let body = std::str::from_utf8(request.body()).expect("UTF-8");
        for (field, value) in &self.form {
            let given = body.split('&').find_map(|pair| pair.strip_prefix(&format!("{field}=")));
            assert_eq!(given.map(decoded).as_deref(), Some(value.as_str()), "{name}: {field}");
        }
        if self.unsigned {
            assert!(request.headers().get("authorization").is_none(), "{name}");
        }
        let Some((id, region)) = self.signed.as_deref().and_then(|signed| signed.split_once(' ')) else { return };
        let headers = request.headers().iter().map(|(n, v)| (n.as_str(), v.to_str().expect("ASCII")));
        let host = ("host", request.uri().authority().expect("a host").as_str());
        let target = request.uri().path_and_query().expect("a path").as_str();
        let headers = headers.filter(|(name, _)| *name != "host").chain([host]);
        let received = SignedRequest::parse(request.method().as_str(), target, headers).expect("a signed request");
        assert_eq!(received.access_key_id(), id, "{name}");
        let secret = if id == "AKIDBASE" { "SECRET/BASE" } else { "SECRET" };
        let secrets = [secret, "S", "S1"];
        let is_right = secrets.into_iter().any(|secret| {
            let token = request.headers().get("x-amz-security-token").map(|token| token.to_str().expect("ASCII"));
            let credentials = presign::Credentials::new(id, secret).with_session_token(token.unwrap_or_default());
            let policy = Policy::new(region, "sts");
            received.verify(&credentials, now(), &policy).is_ok()
        });
        assert!(is_right, "{name}: the signature is not right");
    }
}

/// Parameters in the order of their names: of no service does it matter.
fn in_order(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.into() };
    let mut pairs: Vec<_> = query.split('&').collect();
    pairs.sort_unstable();
    format!("{path}?{}", pairs.join("&"))
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}
