//! Sources that are named by the program, the session, and what `Debug` leaves out.

use std::time::Duration;

use presign::{Credentials, Timestamp};
use presign_credentials::{
    AssumeRole, Configuration, Environment, Error, Kind, Profiles, R2, Source, Step, WebIdentity,
};

fn now() -> Timestamp {
    Timestamp::parse("20260830T123600Z").expect("a time")
}

fn keys() -> Source {
    Source::keys(Credentials::new("AKIDX", "SECRET"))
}

fn configuration(variables: &[(&str, &str)], credentials: &str, config: &str, profile: Option<&str>) -> Configuration {
    let profiles = Profiles::parse(credentials, config).expect("profiles");
    Configuration::new(Environment::of(variables.iter().copied()), profiles, profile).expect("a configuration")
}

/// The request that is asked for.
fn sent(step: Result<Step, Error>) -> http::Request<Vec<u8>> {
    match step {
        Ok(Step::Send(request)) => request,
        step => panic!("{step:?}"),
    }
}

#[test]
fn r2_is_asked_for_what_is_wanted() {
    let wanted = R2::new("ACC/OUNT", "media", "PARENT", "API-TOKEN", "object-read-write")
        .prefix("uploads/42/")
        .object("a \"b\"")
        .valid_for(Duration::from_secs(900));
    let source = Source::r2(wanted);
    assert_eq!(source.kind(), Kind::R2);
    let mut session = source.session();
    let request = sent(session.step(now()));
    let url = "https://api.cloudflare.com/client/v4/accounts/ACC%2FOUNT/r2/temp-access-credentials";
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", url));
    let authorization = &request.headers()["authorization"];
    assert!(authorization == "Bearer API-TOKEN" && authorization.is_sensitive());
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(
        String::from_utf8_lossy(request.body()),
        r#"{"bucket":"media","parentAccessKeyId":"PARENT","permission":"object-read-write","ttlSeconds":900,"prefixes":["uploads/42/"],"objects":["a \"b\""]}"#
    );
    // They are valid from the question on, and not from the answer on.
    let answer = r#"{"success": true, "errors": [], "messages": [],
        "result": {"accessKeyId": "A", "secretAccessKey": "S", "sessionToken": "T"}}"#;
    session.answer(200, answer.as_bytes()).expect("it was asked");
    let later = Timestamp::parse("20260830T123700Z").expect("a time");
    let Ok(Step::Done(credentials)) = session.step(later) else { panic!("not done") };
    assert_eq!(credentials.expiry(), Timestamp::parse("20260830T125100Z").ok());
    // A refusal.
    let mut session = source.session();
    session.step(now()).expect("a request");
    let refusal =
        br#"{"success": false, "errors": [{"code": 10000, "message": "Authentication error"}], "result": null}"#;
    session.answer(403, refusal).expect("it was asked");
    let error = session.step(now()).expect_err("a refusal");
    let sentence = "Cloudflare's API answered with the status 403: 10000 Authentication error";
    assert_eq!((error.code(), error.to_string().as_str(), error.status()), ("refused", sentence, Some(403)));
}

#[test]
fn roles_are_described_by_the_program() -> Result<(), Error> {
    let role = AssumeRole::new("arn:aws:iam::123456789012:role/a", "eu-west-1")?
        .session_name("me")
        .external_id("x")
        .duration(Duration::from_secs(900))
        .device("arn:aws:iam::1:mfa/me", "123456");
    let source = keys().assume(role);
    assert_eq!((source.kind(), source.setting()), (Kind::Role, "role_arn"));
    let request = sent(source.session().step(now()));
    assert_eq!(
        String::from_utf8_lossy(request.body()),
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa&RoleSessionName=me&\
         ExternalId=x&DurationSeconds=900&SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme&TokenCode=123456"
    );
    let plain = keys().assume(AssumeRole::new("arn:aws:iam::1:role/a", "eu-west-1")?);
    let body = sent(plain.session().step(now())).into_body();
    assert!(String::from_utf8_lossy(&body).ends_with("&RoleSessionName=presign%2D1788093360"));
    let web = WebIdentity::new("arn:aws:iam::1:role/a", "eu-west-1", "/var/token")?.session_name("me");
    let source = Source::web_identity(web);
    assert_eq!(source.kind(), Kind::WebIdentity);
    assert!(matches!(source.session().step(now())?, Step::Read(path) if path == std::path::Path::new("/var/token")));
    let error = AssumeRole::new("arn:aws:iam::1:role/a", "europe").expect_err("no region");
    assert_eq!(error.code(), "unknown-region");
    Ok(())
}

#[test]
fn programs_are_given_as_words() -> Result<(), Error> {
    let words = |source: &Source| match source.session().step(now()) {
        Ok(Step::Run(words)) => words,
        step => panic!("{step:?}"),
    };
    assert_eq!(words(&Source::process("a 'b c' \"d\"")?), ["a", "b c", "d"]);
    let aws = ["aws", "configure", "export-credentials", "--format", "process"];
    assert_eq!(words(&Source::aws_cli(None)), aws);
    assert_eq!(words(&Source::aws_cli(Some("-x y"))), [&aws[..], &["--profile", "-x y"]].concat());
    for line in ["", "  ", "a 'b"] {
        assert_eq!(Source::process(line).expect_err(line).code(), "not-a-command-line");
    }
    Ok(())
}

#[test]
fn a_session_begins_anew_after_an_error_and_after_its_end() -> Result<(), Error> {
    let source = Source::instance();
    let mut session = source.session();
    let first = format!("{:?}", session.step(now())?);
    assert_eq!(first, "Send(PUT http://169.254.169.254/latest/api/token)");
    session.answer(500, b"")?;
    assert_eq!(session.step(now()).expect_err("a refusal").status(), Some(500));
    assert_eq!(format!("{:?}", session.step(now())?), first);
    for body in ["T", "role"] {
        session.answer(200, body.as_bytes())?;
        session.step(now())?;
    }
    let credentials = r#"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2099-08-30T12:36:00Z"}"#;
    session.answer(200, credentials.as_bytes())?;
    assert!(matches!(session.step(now())?, Step::Done(_)));
    assert_eq!(format!("{:?}", session.step(now())?), first);
    Ok(())
}

#[test]
fn an_answer_that_nobody_asked_for_is_refused() {
    let source = keys();
    let mut session = source.session();
    for error in [session.answer(200, b"x").expect_err("unasked"), session.contents(b"x").expect_err("unasked")] {
        let sentence = "nothing was asked for that this could be the answer to";
        assert_eq!((error.code(), error.to_string().as_str()), ("unasked", sentence));
    }
    assert!(matches!(session.step(now()), Ok(Step::Done(_))));
    assert_eq!(session.answer(200, b"x").expect_err("it is done").code(), "unasked");
}

#[test]
fn a_profile_that_is_asked_for_comes_before_the_environment() -> Result<(), Error> {
    let variables = [("AWS_ACCESS_KEY_ID", "AKIDENV"), ("AWS_SECRET_ACCESS_KEY", "S"), ("AWS_PROFILE", "other")];
    let files = "[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = S\n[other]\nregion = eu-west-1\n";
    let id = |profile| {
        let source = configuration(&variables, files, "", profile).source()?;
        match source.session().step(now())? {
            Step::Done(credentials) => Ok::<_, Error>(credentials.access_key_id().to_owned()),
            step => panic!("{step:?}"),
        }
    };
    assert_eq!(id(Some("dev"))?, "AKIDDEV");
    assert_eq!(id(None)?, "AKIDENV");
    let other = configuration(&variables, files, "", None);
    assert_eq!(
        (other.region()?.as_deref(), other.profile().map(presign_credentials::Profile::name)),
        (Some("eu-west-1"), Some("other"))
    );
    let profiles = Profiles::parse(files, "")?;
    let missing = Configuration::new(Environment::of([("AWS_PROFILE", "x")]), profiles, None).expect_err("no profile");
    let sentence = "no profile x in credentials or config: the profiles there are dev, other";
    assert_eq!((missing.code(), missing.to_string().as_str()), ("no-such-profile", sentence));
    Ok(())
}

#[test]
fn nothing_that_is_shown_is_a_secret() -> Result<(), Error> {
    let variables =
        [("AWS_ACCESS_KEY_ID", "AKIDX"), ("AWS_SECRET_ACCESS_KEY", "HIDDEN"), ("AWS_SESSION_TOKEN", "HIDDEN")];
    let files = "[default]\naws_access_key_id = AKIDX\naws_secret_access_key = HIDDEN\n";
    let configuration = configuration(&variables, files, "", None);
    let source = configuration.source()?;
    let device = AssumeRole::new("arn:aws:iam::1:role/a", "eu-west-1")?.external_id("HIDDEN").device("d", "HIDDEN");
    let r2 = R2::new("account", "bucket", "parent", "HIDDEN", "object-read-only");
    let role = source.clone().assume(device.clone());
    let shown = [
        format!("{configuration:?} {source:?} {device:?} {r2:?} {role:?}"),
        format!("{:?} {:?}", source.session(), source.session().step(now())?),
        format!("{:?} {:?}", role.session().step(now())?, Source::r2(r2).session().step(now())?),
        format!("{:?}", Source::process("program --password HIDDEN")?.session().step(now())?),
        format!("{:?} {:?}", configuration.profile(), Profiles::parse(files, "")?),
    ];
    for text in &shown {
        assert!(!text.contains("HIDDEN"), "{text}");
    }
    assert_eq!(shown[3], "Run(Some(\"program\"))");
    Ok(())
}

#[test]
fn files_have_their_rules() {
    for (file, code, sentence) in [
        (
            "[a\n",
            "malformed-profiles",
            "credentials is not a file of profiles: line 1: there is no head of a section, as in [default], before it",
        ),
        (
            "[a]\n[a]\n",
            "malformed-profiles",
            "credentials is not a file of profiles: line 2: the section [a] is there twice",
        ),
    ] {
        let error = Profiles::parse(file, "").expect_err(file);
        assert_eq!((error.code(), error.to_string().as_str()), (code, sentence));
    }
}
