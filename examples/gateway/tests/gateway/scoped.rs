//! Scoped credentials: handed out, narrowed, and held to.

use presign::s3::Action;
use presign::scoped::{Narrowing, Paths};
use presign::{Credentials, Request, Rules, Signer, Timestamp};

use crate::client::{ALICE, Answer, Gateway, REGION};

fn exchange(
    gateway: &Gateway,
    credentials: &Credentials,
    (method, service, target): (&str, &str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let url = format!("http://{}{target}", gateway.address);
    let mut request = Request::new(method, &url).unwrap().body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let rules = Rules::for_service(service).refuse_dot_segments(false);
    let signer = Signer::new(credentials.clone(), REGION, service).unwrap().with_rules(rules);
    let head = gateway.written(&request.sign(&signer, Timestamp::now()).unwrap());
    gateway.exchange(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes())
}

fn ask(gateway: &Gateway, credentials: &Credentials, method: &str, target: &str, body: &str) -> Answer {
    exchange(gateway, credentials, (method, "s3", target), &[], body)
}

/// What AssumeRole answers.
fn assume(gateway: &Gateway, holder: &Credentials, fields: &str) -> Answer {
    let form = format!("Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&{fields}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    exchange(gateway, holder, ("POST", "sts", "/"), &headers, &form)
}

fn credentials(answer: &Answer) -> Credentials {
    let text = answer.text();
    let element = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("{text}"));
        rest.split_once('<').unwrap().0.to_owned()
    };
    let end = Timestamp::parse_rfc3339(&element("Expiration")).unwrap();
    Credentials::new(element("AccessKeyId"), element("SecretAccessKey"))
        .with_session_token(element("SessionToken"))
        .with_expiry(end)
}

/// `{"paths":{"prefixPaths":["own/"]}}`
const OWN: &str = "Policy=%7B%22paths%22%3A%7B%22prefixPaths%22%3A%5B%22own%2F%22%5D%7D%7D";

fn alice() -> Credentials {
    Credentials::new(ALICE.0, ALICE.1)
}

#[test]
fn a_scope_is_held_to() {
    let gateway = Gateway::start();
    let own = credentials(&assume(&gateway, &alice(), OWN));
    for target in ["/alice/own/a", "/alice/other"] {
        assert_eq!(ask(&gateway, &alice(), "PUT", target, "hello").status(), 200);
    }
    let status = |credentials: &Credentials, method: &str, target: &str, body: &str| {
        let answer = ask(&gateway, credentials, method, target, body);
        assert!(answer.status() != 403 || method == "HEAD" || answer.code() == "AccessDenied", "{target}");
        answer.status()
    };
    let delete =
        |key: &str| format!("<Delete><Object><Key>own/b</Key></Object><Object><Key>{key}</Key></Object></Delete>");
    let inside = [
        ("GET", "/alice/own/a", String::new(), 200),
        ("PUT", "/alice/own/b", String::new(), 200),
        ("GET", "/alice?list-type=2&prefix=own%2F", String::new(), 200),
        ("GET", "/alice?prefix=own%2Fa", String::new(), 200),
        ("GET", "/alice?location", String::new(), 200),
        ("POST", "/alice?delete", delete("own/c"), 200),
        ("POST", "/alice/own/d?uploads", String::new(), 200),
        ("DELETE", "/alice/own/c", String::new(), 204),
    ];
    for (method, target, body, expected) in &inside {
        assert_eq!(status(&own, method, target, body), *expected, "{method} {target}");
    }
    let outside = [
        ("GET", "/alice/other", String::new()),
        ("GET", "/alice/own", String::new()),
        ("GET", "/alice/own/../other", String::new()),
        ("GET", "/alice/%6fwn/%2e%2e/other", String::new()),
        ("PUT", "/alice/other", String::new()),
        ("DELETE", "/alice/other", String::new()),
        ("GET", "/alice", String::new()),
        ("GET", "/alice?list-type=2", String::new()),
        ("GET", "/alice?list-type=2&prefix=", String::new()),
        ("GET", "/alice?list-type=2&prefix=ow", String::new()),
        ("GET", "/alice?versions&prefix=own%2F", String::new()),
        ("HEAD", "/alice", String::new()),
        ("POST", "/alice?delete", delete("other")),
        ("POST", "/alice/other?uploads", String::new()),
        ("GET", "/alice/own/a?acl", String::new()),
        ("GET", "/alice/own/a?versionId=1", String::new()),
        ("GET", "/bob/own/a", String::new()),
    ];
    for (method, target, body) in &outside {
        assert_eq!(status(&own, method, target, body), 403, "{method} {target}");
    }
    let public = [("x-amz-acl", "public-read")];
    assert_eq!(exchange(&gateway, &own, ("PUT", "s3", "/alice/own/a"), &public, "").status(), 403);
    let copy = [("x-amz-copy-source", "alice/other")];
    assert_eq!(exchange(&gateway, &own, ("PUT", "s3", "/alice/own/a"), &copy, "").status(), 403);
    assert_eq!(ask(&gateway, &alice(), "GET", "/alice/other", "").body(), b"hello");
}

#[test]
fn narrower_credentials_are_made_offline_and_by_the_server() {
    let gateway = Gateway::start();
    let own = credentials(&assume(&gateway, &alice(), OWN));
    assert_eq!(ask(&gateway, &own, "PUT", "/alice/own/a", "hello").status(), 200);
    let paths = Some(Paths { keys: &["own/a"], ..Paths::default() });
    let offline = Narrowing { actions: Some(&[Action::GetObject]), paths, expires_at: None }.narrow(&own).unwrap();
    // {"actions":["GetObject"],"paths":{"objectPaths":["own/a"]}}
    let policy = "Policy=%7B%22actions%22%3A%5B%22GetObject%22%5D%2C%22paths%22%3A%7B%22objectPaths%22%3A%5B%22own%2Fa%22%5D%7D%7D";
    let online = credentials(&assume(&gateway, &own, policy));
    for narrow in [offline, online] {
        assert_eq!(ask(&gateway, &narrow, "GET", "/alice/own/a", "").body(), b"hello");
        for (method, target) in [("HEAD", "/alice/own/a"), ("PUT", "/alice/own/a"), ("GET", "/alice/own/b")] {
            assert_eq!(ask(&gateway, &narrow, method, target, "").status(), 403, "{method} {target}");
        }
        let wider = assume(&gateway, &narrow, OWN);
        assert_eq!((wider.status(), wider.code().as_str()), (400, "ValidationError"));
        // The wider secret with the narrower token, and the other way round.
        let mixed = Credentials::new(own.access_key_id(), own.secret_access_key());
        let mixed = mixed.with_session_token(narrow.session_token().unwrap());
        assert_eq!(ask(&gateway, &mixed, "PUT", "/alice/own/a", "").code(), "SignatureDoesNotMatch");
        let mixed = Credentials::new(own.access_key_id(), narrow.secret_access_key());
        let mixed = mixed.with_session_token(own.session_token().unwrap());
        assert_eq!(ask(&gateway, &mixed, "PUT", "/alice/own/a", "").code(), "SignatureDoesNotMatch");
    }
}

#[test]
fn what_is_no_request_for_credentials_is_refused() {
    let gateway = Gateway::start();
    for fields in ["DurationSeconds=0", "DurationSeconds=604801", "DurationSeconds=a", "Policy=%7B%22Version%22%3A1%7D"]
    {
        let answer = assume(&gateway, &alice(), fields);
        assert_eq!((answer.status(), answer.code().as_str()), (400, "ValidationError"), "{fields}");
    }
    // Signed for S3, and by nobody.
    let form = "Action=AssumeRole";
    assert_eq!(ask(&gateway, &alice(), "POST", "/", form).status(), 400);
    assert_eq!(assume(&gateway, &Credentials::new(ALICE.0, "a guess"), "").code(), "SignatureDoesNotMatch");
    // A request that is signed for STS is not one of S3.
    let answer = exchange(&gateway, &alice(), ("GET", "sts", "/alice/a"), &[], "");
    assert_eq!(answer.status(), 400);
}
