//! Credentials that are limited to a bucket, to operations, to keys and to a time.

use std::time::Duration;

use presign::s3::Action;
use presign::scoped::{Narrowing, Paths, R2, Rights, S1};
use presign::{Credentials, Timestamp};
use serde_json::{Value, json};

use crate::program::{AT, Presign, bare, bucket, credentials, now, presign};

const ACCOUNT: &str = "0fe54250faad8d67c03b8b390f49cebd";
const PARENT: &str = "f5ee5ce81bf9a1d115fbd877f9002ddb";
const OF_R2: &str = "72790c00cc1e74d9f1814fcc547f0ace7c9f50b7247a038517f9784f8bc73b12";

/// A call of an example, with credentials of which it can make others.
pub(crate) fn with_parent(call: Presign, arguments: &[&str]) -> Presign {
    match arguments {
        ["credentials", "r2", ..] => call.env("AWS_SECRET_ACCESS_KEY", OF_R2),
        ["credentials", "narrow", ..] => with(call, &s1(Timestamp::now())),
        _ => call,
    }
}

/// All that a program is given of credentials.
fn with(call: Presign, credentials: &Credentials) -> Presign {
    call.env("AWS_ACCESS_KEY_ID", credentials.access_key_id())
        .env("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key())
        .env("AWS_SESSION_TOKEN", credentials.session_token().unwrap_or_default())
}

/// Those of `uploads/42/`.
fn s1(now: Timestamp) -> Credentials {
    let paths = Some(Paths { prefixes: &["uploads/42/"], ..Paths::default() });
    let (server, bucket, rights) = ("s3.example.com", "examplebucket", Rights::ReadWrite);
    let asked = S1 { server, bucket, rights, paths, subject: None, expires_in: Duration::from_secs(900) };
    asked.mint(&credentials(), now).unwrap()
}

fn r2(now: Timestamp) -> Credentials {
    let paths = Some(Paths { prefixes: &["uploads/42/"], keys: &["a b.txt"], ..Paths::default() });
    let asked = R2 {
        account: ACCOUNT,
        jurisdiction: Some("eu"),
        host: None,
        bucket: "examplebucket",
        rights: Rights::Actions(&[Action::GetObject, Action::HeadObject]),
        paths,
        expires_in: Duration::from_secs(3600),
    };
    asked.mint(&Credentials::new(PARENT, OF_R2), now).unwrap()
}

const OF_S1: [&str; 7] =
    ["credentials", "s1", "s3://examplebucket/uploads/42/", "--server", "s3.example.com", "--allow", "write"];

fn made(arguments: &[&str]) -> Presign {
    let parent = Credentials::new(PARENT, OF_R2);
    let call = bare(&[&["credentials"], arguments, &["--at", AT]].concat());
    call.env("AWS_ACCESS_KEY_ID", parent.access_key_id()).env("AWS_SECRET_ACCESS_KEY", parent.secret_access_key())
}

fn process(credentials: &Credentials) -> Value {
    json!({
        "Version": 1,
        "AccessKeyId": credentials.access_key_id(),
        "SecretAccessKey": credentials.secret_access_key(),
        "SessionToken": credentials.session_token(),
        "Expiration": credentials.expiry().unwrap().to_rfc3339(),
    })
}

/// The tests of the library compare these with other implementations.
#[test]
fn they_are_those_of_the_library() {
    let printed = presign(&[&OF_S1[..], &["--at", AT, "--json"]].concat()).stdout();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), process(&s1(now())));
    let of_r2 = [
        "r2",
        "s3://examplebucket",
        "--account",
        ACCOUNT,
        "--jurisdiction",
        "eu",
        "--allow",
        "GetObject,HeadObject",
        "--prefix",
        "uploads/42/",
        "--object",
        "a b.txt",
        "--expires",
        "1h",
        "--json",
    ];
    let printed = made(&of_r2).stdout();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), process(&r2(now())));
    let narrow = [
        "credentials",
        "narrow",
        "--allow",
        "PutObject",
        "--object",
        "uploads/42/a",
        "--expires",
        "60s",
        "--at",
        AT,
        "--json",
    ];
    // What reads, in one word.
    let read: Vec<_> = Action::ALL.into_iter().filter(|action| action.reads()).collect();
    let step = Narrowing { actions: Some(&read), paths: None, expires_at: None };
    let printed = with(bare(&["credentials", "narrow", "--allow", "read", "--at", AT, "--json"]), &s1(now())).stdout();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), process(&step.narrow(&s1(now())).unwrap()));
    let step = Narrowing { actions: Some(&[Action::ListObjectsV1]), paths: None, expires_at: None };
    let list = ["credentials", "narrow", "--allow", "ListObjects", "--at", AT, "--json"];
    let printed = with(bare(&list), &s1(now())).stdout();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), process(&step.narrow(&s1(now())).unwrap()));
    let paths = Some(Paths { keys: &["uploads/42/a"], ..Paths::default() });
    let end = now() + Duration::from_secs(60);
    let step = Narrowing { actions: Some(&[Action::PutObject]), paths, expires_at: Some(end) };
    let printed = with(bare(&narrow), &s1(now())).stdout();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), process(&step.narrow(&s1(now())).unwrap()));
}

#[test]
fn they_are_printed_for_shells_and_in_the_form_of_sts() {
    let child = s1(now());
    let (id, secret) = (child.access_key_id(), child.secret_access_key());
    let token = child.session_token().unwrap();
    let variables = format!(
        "export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={secret}\nexport AWS_SESSION_TOKEN={token}\n\
         export AWS_CREDENTIAL_EXPIRATION='2013-05-24T00:15:00Z'\n"
    );
    assert_eq!(presign(&[&OF_S1[..], &["--at", AT]].concat()).stdout(), variables);
    let curl = "printf 'user = \"%s:%s\"\\nheader = \"x-amz-security-token: %s\"\\n' \"$AWS_ACCESS_KEY_ID\" \
        \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_SESSION_TOKEN\" | curl --config - --aws-sigv4 'aws:amz:us-east-1:s3' \
        'https://s3.example.com/examplebucket/uploads/42/'\n";
    assert_eq!(presign(&[&OF_S1[..], &["--at", AT, "--curl"]].concat()).stdout(), format!("{variables}{curl}"));
    let xml = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
         <AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>\
         <Expiration>2013-05-24T00:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>\n"
    );
    assert_eq!(presign(&[&OF_S1[..], &["--at", AT, "--xml"]].concat()).stdout(), xml);
}

#[test]
fn what_cannot_be_made_is_refused_with_a_sentence() {
    let refusals = [
        (
            &["r2", "s3://examplebucket", "--account", "me", "--allow", "read"][..],
            "the account is not 32 lower-case hexadecimal digits",
        ),
        (
            &["s1", "s3://examplebucket/up", "--server", "s", "--allow", "read"],
            "the prefix \"up\" does not end with a slash, so that it also covers keys in which its last name goes on",
        ),
        (
            &["s1", "s3://examplebucket", "--server", "s", "--allow", "read", "--expires", "8d"],
            "the expiry is 691200 seconds: at most 604800 seconds (7 days) are allowed",
        ),
        (
            &["s1", "s3://examplebucket", "--server", "s", "--allow", "admin-read"],
            "only R2 has rights of administrators",
        ),
        (
            &["narrow", "--allow", "PutObject"],
            "the session token is not of the form s1: only credentials of that form can be narrowed",
        ),
    ];
    for (arguments, sentence) in refusals {
        assert_eq!(made(arguments).refusal(), format!("presign: {sentence}\n"), "{arguments:?}");
    }
    made(&["s1", "s3://examplebucket/up", "--server", "s", "--allow", "read", "--open-prefix"]).stdout();
    for arguments in [
        &["s1", "s3://examplebucket", "--server", "s", "--allow", "read,GetObject"][..],
        &["s1", "s3://examplebucket", "--server", "s", "--allow", "Everything"],
        &["narrow", "--allow", "everything"],
    ] {
        let refusal = made(arguments).refusal();
        assert!(refusal.contains("S3's names of operations are HeadObject, GetObject, "), "{refusal}");
    }
}

/// Whoever signs a URL with R2's temporary credentials is told what it gives away, and when it ends.
#[test]
fn a_url_that_is_the_whole_credential_is_warned_of() {
    let object = ["get", "s3://examplebucket/a", "--at", AT, "--expires", "1h"];
    let token = "presign: warning: the session token in what is signed is the whole credential, as R2's temporary credentials \
        have it: whoever gets this may do all that they allow\n";
    let url = ["url", "GET", "https://s3.us-east-1.amazonaws.com/examplebucket/a", "--at", AT, "--region", "us-east-1"];
    let post = ["post", "s3://examplebucket/a", "--at", AT];
    for call in [&object[..], &url, &post] {
        let outcome = with(presign(call), &r2(now())).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, token), "{call:?}");
    }
    let outcome = with(presign(&object), &s1(now())).run();
    let end =
        "presign: warning: it expires at 2013-05-24T00:15:00Z, with the credentials, and not at 2013-05-24T01:00:00Z\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, end));
    let expected =
        bucket().get_object("a").presign(&bucket().signer(s1(now())).unwrap(), Duration::from_secs(3600), now());
    assert_eq!(outcome.stdout, format!("{}\n", expected.unwrap().as_str()));
    let outcome = with(presign(&[&object[..4], &["--expires", "7d"]].concat()), &r2(now())).run();
    assert!(
        outcome.stderr.starts_with("presign: warning: ")
            && outcome.stderr.contains("it expires at 2013-05-24T01:00:00Z")
    );
}
