//! R2's form, against what `jose` and PyJWT make and what botocore signs with it.

use std::collections::BTreeMap;
use std::time::Duration;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use presign::s3::Action;
use presign::scoped::{Paths, R2, Rights, Verifier};
use presign::verify::Refusal;
use presign::{Credentials, Timestamp};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::server::{NOW, Sent, after, key};

#[derive(Deserialize)]
struct Vectors {
    #[serde(rename = "case")]
    cases: Vec<Case>,
    #[serde(rename = "request")]
    requests: Vec<Signed>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    account: String,
    jurisdiction: Option<String>,
    host: Option<String>,
    access_key_id: String,
    secret_access_key: String,
    bucket: String,
    scope: Option<String>,
    actions: Option<Vec<String>>,
    prefixes: Option<Vec<String>>,
    keys: Option<Vec<String>>,
    issued_at: u64,
    seconds: u64,
    claims: String,
    secret: String,
    token: String,
}

#[derive(Deserialize)]
struct Signed {
    name: String,
    case: String,
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    in_scope: bool,
}

fn vectors() -> Vectors {
    crate::vector_files::read("r2-temporary")
}

fn rights<'a>(case: &Case, actions: &'a [Action]) -> Rights<'a> {
    match case.scope.as_deref() {
        Some("object-read-only") => Rights::Read,
        Some("object-read-write") => Rights::ReadWrite,
        Some("admin-read-only") => Rights::AdminRead,
        Some("admin-read-write") => Rights::AdminReadWrite,
        Some(other) => panic!("{other}"),
        None => Rights::Actions(actions),
    }
}

impl Case {
    fn parent(&self) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key)
    }

    fn mint(&self) -> Credentials {
        let text = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
        let (prefixes, keys) = (text(&self.prefixes), text(&self.keys));
        let (prefixes, keys) =
            [&prefixes, &keys].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>()).into();
        let actions: Vec<Action> = text(&self.actions).iter().map(|name| name.parse().unwrap()).collect();
        let has_paths = self.prefixes.is_some() || self.keys.is_some();
        let paths = has_paths.then_some(Paths { prefixes: &prefixes, keys: &keys, open_prefixes: true });
        let asked = R2 {
            account: &self.account,
            jurisdiction: self.jurisdiction.as_deref(),
            host: self.host.as_deref(),
            bucket: &self.bucket,
            rights: rights(self, &actions),
            paths,
            expires_in: Duration::from_secs(self.seconds),
        };
        asked.mint(&self.parent(), Timestamp::from_unix_seconds(self.issued_at).unwrap()).unwrap()
    }
}

#[test]
fn tokens_are_those_of_jose_and_of_pyjwt() {
    let mut made = 0;
    for case in vectors().cases {
        // A scope and actions: no caller can ask for both.
        if case.scope.is_some() && case.actions.is_some() {
            assert_eq!(case.name, "all-actions-both");
            continue;
        }
        let child = case.mint();
        assert_eq!(child.session_token(), Some(case.token.as_str()), "{}", case.name);
        assert_eq!(key(&child), key(&Credentials::new(&case.access_key_id, &case.secret)), "{}", case.name);
        assert_eq!(child.access_key_id(), case.access_key_id);
        assert_eq!(child.expiry().unwrap().unix_seconds(), case.issued_at + case.seconds, "{}", case.name);
        assert!(child.token_reveals_secret());
        let jwt = String::from_utf8(Base64::decode_vec(&case.token).unwrap()).unwrap();
        let claims = jwt.split('.').nth(1).unwrap();
        assert_eq!(Base64UrlUnpadded::decode_vec(claims).unwrap(), case.claims.as_bytes(), "{}", case.name);
        made += 1;
    }
    assert_eq!(made, 39);
}

impl Signed {
    fn sent(&self, token: &str) -> Sent {
        let (_, after_scheme) = self.url.split_once("://").unwrap();
        let (host, target) = after_scheme.split_at(after_scheme.find('/').unwrap());
        let encoded = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), value.replace("TOKEN", token)));
        let headers = headers.chain([("host".to_owned(), host.to_owned())]).collect();
        let target = target.replace("=TOKEN", &format!("={encoded}"));
        Sent { method: self.method.clone(), target, headers, body: self.body.clone().into() }
    }
}

/// The server's name in a case, which is that of R2's endpoint.
fn server(case: &Case) -> String {
    let jurisdiction = case.jurisdiction.as_ref().map(|name| format!(".{name}")).unwrap_or_default();
    case.host.clone().unwrap_or_else(|| format!("{}{jurisdiction}.r2.cloudflarestorage.com", case.account))
}

#[test]
fn requests_of_botocore_are_verified_and_judged() {
    let vectors = vectors();
    let mut judged = [0; 2];
    for request in &vectors.requests {
        let case = vectors.cases.iter().find(|case| case.name == request.case).unwrap();
        let sent = request.sent(&case.token);
        let mut verifier = Verifier::new(server(case));
        // Nobody accepts this form who did not ask for it.
        assert_eq!(
            sent.serve(&verifier, &case.parent(), after(0)).err(),
            Some(Refusal::SessionToken),
            "{}",
            request.name
        );
        verifier.accepts_r2 = true;
        let answer = sent.serve(&verifier, &case.parent(), after(0));
        match (&answer, request.in_scope) {
            (Ok(child), true) => assert_eq!(child.grant.subject(), Some(case.account.as_str())),
            (Err(Refusal::OutOfScope(_)), false) => {}
            _ => panic!("{}: {answer:?}", request.name),
        }
        judged[usize::from(request.in_scope)] += 1;
        // At another server, and with another parent.
        let elsewhere = with_r2("s3.example.com");
        assert!(sent.serve(&elsewhere, &case.parent(), after(0)).is_err());
        let other = Credentials::new(&case.access_key_id, case.secret_access_key.replace('7', "8"));
        assert_eq!(sent.serve(&verifier, &other, after(0)).err(), Some(Refusal::SessionToken), "{}", request.name);
    }
    assert_eq!(judged, [3, 10]);
}

fn with_r2(server: &str) -> Verifier {
    let mut verifier = Verifier::new(server);
    verifier.accepts_r2 = true;
    verifier
}

const PARENT: &str = "72790c00cc1e74d9f1814fcc547f0ace7c9f50b7247a038517f9784f8bc73b12";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// The sample in other code than the crate's.
fn by_hand(header: &str, claims: &str, key: &[u8]) -> Credentials {
    let signed = [header, claims].map(|json| Base64UrlUnpadded::encode_string(json.as_bytes())).join(".");
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(&signed).finalize().into_bytes();
    let jwt = format!("{signed}.{}", Base64UrlUnpadded::encode_string(&mac));
    let token = Base64::encode_string(format!("jwt/{jwt}").as_bytes());
    Credentials::new("f5ee", hex::encode(Sha256::digest(jwt))).with_session_token(token)
}

fn claims(members: &str) -> String {
    let end = NOW + 900;
    format!(
        r#"{{"bucket":"my-bucket",{members},"sub":"0fe5","iss":"f5ee","aud":"s3.example.com","iat":{NOW},"exp":{end}}}"#
    )
}

fn judge(credentials: &Credentials) -> Result<(), Refusal> {
    let sent = crate::server::Wish::of_key("GetObject", "in/a").send(credentials);
    sent.serve(&with_r2("s3.example.com"), &Credentials::new("f5ee", PARENT), after(60)).map(drop)
}

#[test]
fn a_jwt_is_read_as_strictly_as_a_block() {
    let read = r#""scope":"object-read-only""#;
    let good = |header: &str, claims: &str| judge(&by_hand(header, claims, PARENT.as_bytes()));
    good(HEADER, &claims(read)).unwrap();
    // Their order is free.
    good(r#"{"typ":"JWT","alg":"HS256"}"#, &claims(r#""paths":{"prefixPaths":["in/"]},"actions":["GetObject"]"#))
        .unwrap();
    good(HEADER, &claims(r#""scope":"admin-read-write""#)).unwrap();
    let headers = [
        r#"{"alg":"none","typ":"JWT"}"#,
        r#"{"alg":"HS512","typ":"JWT"}"#,
        r#"{"alg":"hs256","typ":"JWT"}"#,
        r#"{"alg":"HS256","alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
        r#"{"alg":"HS256","typ":"JWT","crit":["x"]}"#,
        r#"{"typ":"JWT"}"#,
        r#"["HS256","JWT"]"#,
        "",
    ];
    for header in headers {
        assert_eq!(good(header, &claims(read)), Err(Refusal::SessionToken), "{header}");
    }
    let malformed = [
        r#""scope":"object-read-only","actions":["GetObject"]"#,
        r#""scope":"object-read-only","scope":"object-read-write""#,
        r#""scope":"object-read-only","paths":{"prefixPaths":[],"objectPaths":[]}"#,
        r#""scope":"object-read-only","paths":{"prefixPaths":[""]}"#,
        r#""scope":"object-read-only","nbf":0"#,
        r#""actions":["Everything"]"#,
        r#""paths":{"prefixPaths":["in/"]}"#,
    ];
    for members in malformed {
        assert_eq!(good(HEADER, &claims(members)), Err(Refusal::SessionToken), "{members}");
    }
    assert_eq!(good(HEADER, &claims(read).replace(r#""sub":"0fe5","#, "")), Err(Refusal::SessionToken));
    assert_eq!(good(HEADER, &claims(read).replace("f5ee", "f5ef")), Err(Refusal::SessionToken));
    // The key is the secret as it is written, and not the bytes that it spells.
    let bytes = hex::decode(PARENT).unwrap();
    assert_eq!(judge(&by_hand(HEADER, &claims(read), &bytes)), Err(Refusal::SessionToken));
    let expired = claims(read).replace(&(NOW + 900).to_string(), &(NOW + 30).to_string());
    assert!(matches!(good(HEADER, &expired), Err(Refusal::OutOfScope("they have expired"))));
}

#[test]
fn no_change_of_a_jwt_is_accepted() {
    let credentials = by_hand(HEADER, &claims(r#""scope":"object-read-only""#), PARENT.as_bytes());
    judge(&credentials).unwrap();
    let token = credentials.session_token().unwrap();
    let text = String::from_utf8(Base64::decode_vec(token).unwrap()).unwrap();
    let mut tried = 0;
    for at in 4..text.len() {
        // Whoever has the token has its secret too, and makes that of the token that was changed.
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let secret = hex::encode(Sha256::digest(&bytes[4..]));
        let changed = Credentials::new("f5ee", secret).with_session_token(Base64::encode_string(&bytes));
        // The signer refuses one that has expired.
        if changed.expiry().is_none_or(|end| end > after(0)) {
            assert_eq!(judge(&changed), Err(Refusal::SessionToken), "{at}");
            tried += 1;
        }
    }
    assert!(tried > text.len() - 24, "{tried} of {}", text.len());
    // It has one spelling.
    let secret = hex::encode(Sha256::digest(&text[4..]));
    for spelled in [format!("{token}="), token[..token.len() - 1].to_owned(), text[4..].to_owned(), text.clone()] {
        let changed = Credentials::new("f5ee", &secret).with_session_token(&*spelled);
        assert_eq!(judge(&changed), Err(Refusal::SessionToken), "{spelled}");
    }
    // Longer than any that is made.
    let keys: Vec<_> = (0..900).map(|i| format!(r#""key-{i:05}""#)).collect();
    let long = claims(&format!(r#""scope":"object-read-only","paths":{{"objectPaths":[{}]}}"#, keys.join(",")));
    assert_eq!(judge(&by_hand(HEADER, &long, PARENT.as_bytes())), Err(Refusal::SessionToken));
}

/// The weakness of this form: everything follows from the token, which is in every URL.
#[test]
fn the_token_alone_is_the_whole_credential() {
    let held = by_hand(HEADER, &claims(r#""scope":"object-read-write""#), PARENT.as_bytes());
    let seen_in_a_url = held.session_token().unwrap();
    let jwt = String::from_utf8(Base64::decode_vec(seen_in_a_url).unwrap()).unwrap().split_off(4);
    let made = Credentials::new("f5ee", hex::encode(Sha256::digest(jwt))).with_session_token(seen_in_a_url);
    assert_eq!(key(&made), key(&held));
    judge(&made).unwrap();
    assert!(held.token_reveals_secret());
}
