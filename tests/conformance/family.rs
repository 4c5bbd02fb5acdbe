//! The rest of the family: tokens, scoped credentials, event streams and CloudFront.

use std::collections::BTreeMap;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use presign::cloudfront::{PublicKey, SignedRequest as CloudFrontRequest};
use presign::s3::Action;
use presign::scoped::{Paths, R2, Rights, Verifier};
use presign::services::{dsql, eks, elasticache, memorydb, rds};
use presign::verify::{EventDecoder, Policy};
use presign::{Credentials, Scope, Timestamp};
use serde::Deserialize;

use crate::suite::{Key, Outcome, Score, read, text};
use crate::verifying::Received;

#[derive(Deserialize)]
struct TokenCase {
    id: String,
    result: Outcome,
    kind: String,
    credentials: Key,
    time: String,
    region: String,
    input: Input,
    url: String,
}

#[derive(Deserialize)]
#[serde(default)]
struct Input {
    host: String,
    port: u16,
    user: String,
    action: String,
    expires: u64,
    cluster: String,
    serverless: bool,
}

impl Default for Input {
    fn default() -> Self {
        let empty = String::new;
        Self {
            host: empty(),
            port: 0,
            user: empty(),
            action: empty(),
            expires: 900,
            cluster: empty(),
            serverless: false,
        }
    }
}

impl TokenCase {
    fn sign(&self) -> Result<(), String> {
        let (region, input) = (self.region.as_str(), &self.input);
        let Input { host, port, user, cluster, .. } = input;
        let keys = &self.credentials.credentials();
        let now = Timestamp::parse(&self.time).map_err(text)?;
        let made = match self.kind.as_str() {
            "rds" => rds::AuthToken { host, port: *port, user, region }.sign(keys, now),
            "dsql" => {
                let (admin, expires_in) = (input.action == "DbConnectAdmin", Duration::from_secs(input.expires));
                dsql::AuthToken { host, region, admin, expires_in }.sign(keys, now)
            }
            "elasticache" => {
                elasticache::AuthToken { cache: cluster, user, region, serverless: input.serverless }.sign(keys, now)
            }
            "memorydb" => memorydb::AuthToken { cluster, user, region }.sign(keys, now),
            "eks" => eks::AuthToken { cluster, region }.sign(keys, now),
            other => panic!("a token of {other}"),
        };
        let made = made.map_err(text)?.into_string();
        let url = match made.strip_prefix("k8s-aws-v1.") {
            Some(url) => String::from_utf8(Base64UrlUnpadded::decode_vec(url).map_err(text)?).map_err(text)?,
            None => format!("https://{made}"),
        };
        let is_same = parameters(&url) == parameters(&self.url);
        is_same.then_some(()).ok_or_else(|| format!("{url}\n  is not {}", self.url))
    }
}

/// The address in lower case, and the parameters as they are written, sorted.
fn parameters(url: &str) -> (String, Vec<&str>) {
    let (address, query) = url.split_once('?').unwrap_or_default();
    let mut parameters: Vec<_> = query.split('&').collect();
    parameters.sort_unstable();
    (address.to_ascii_lowercase(), parameters)
}

#[test]
fn tokens_are_made() {
    let mut score = Score::default();
    for case in read::<TokenCase>("tokens") {
        score.judge(&case.id, case.result, case.sign());
    }
    score.assert_all(20);
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ScopedCase {
    Mint(Mint),
    Request(ScopedRequest),
}

#[derive(Deserialize)]
struct Mint {
    id: String,
    result: Outcome,
    parent: Key,
    asked: Asked,
    secret: String,
    token: String,
}

#[derive(Deserialize)]
struct Asked {
    account: String,
    jurisdiction: Option<String>,
    host: Option<String>,
    bucket: String,
    scope: Option<String>,
    #[serde(default)]
    actions: Vec<String>,
    prefixes: Option<Vec<String>>,
    keys: Option<Vec<String>>,
    issued_at: u64,
    seconds: u64,
}

impl Asked {
    fn mint(&self, parent: &Credentials) -> Result<Credentials, String> {
        let borrowed = |list: &'_ Option<Vec<String>>| list.clone().unwrap_or_default();
        let (prefixes, keys) = (borrowed(&self.prefixes), borrowed(&self.keys));
        let [prefixes, keys] = [&prefixes, &keys].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
        let actions: Vec<Action> = self.actions.iter().filter_map(|name| name.parse().ok()).collect();
        let rights = match self.scope.as_deref() {
            Some("object-read-only") => Rights::Read,
            Some("object-read-write") => Rights::ReadWrite,
            Some("admin-read-only") => Rights::AdminRead,
            Some("admin-read-write") => Rights::AdminReadWrite,
            _ => Rights::Actions(&actions),
        };
        let has_paths = self.prefixes.is_some() || self.keys.is_some();
        let asked = R2 {
            account: &self.account,
            jurisdiction: self.jurisdiction.as_deref(),
            host: self.host.as_deref(),
            bucket: &self.bucket,
            rights,
            paths: has_paths.then_some(Paths { prefixes: &prefixes, keys: &keys, open_prefixes: true }),
            expires_in: Duration::from_secs(self.seconds),
        };
        asked.mint(parent, Timestamp::from_unix_seconds(self.issued_at).map_err(text)?).map_err(text)
    }
}

impl Mint {
    fn mint(&self) -> Result<(), String> {
        let child = self.asked.mint(&self.parent.credentials())?;
        let other = Credentials::new(child.access_key_id(), &self.secret);
        let is_same = child.session_token() == Some(&self.token) && signing_key(&child) == signing_key(&other);
        is_same.then_some(()).ok_or_else(|| "another token, or another secret".to_owned())
    }
}

/// What credentials sign, which tells their secrets apart.
fn signing_key(credentials: &Credentials) -> [u8; 32] {
    let scope = Scope::new(Timestamp::parse("20260101T000000Z").expect("a time"), "auto", "s3").expect("a scope");
    *presign::SigningKey::derive(credentials, &scope).secret_bytes()
}

#[derive(Deserialize)]
struct ScopedRequest {
    id: String,
    result: Outcome,
    parent: Key,
    server: String,
    now: String,
    region: String,
    request: Received,
}

impl ScopedRequest {
    fn serve(&self) -> Result<(), String> {
        let mut verifier = Verifier::new(&self.server);
        verifier.accepts_r2 = true;
        let now = Timestamp::parse(&self.now).map_err(text)?;
        let request = self.request.read()?;
        let parent = self.parent.credentials();
        let child = verifier.child(request.session_token(), &parent).map_err(text)?;
        let (verified, decoder) =
            request.verify(&child.credentials, now, &Policy::new(&self.region, "s3")).map_err(text)?;
        let body = self.request.body();
        let ask = verified.asks(&[&self.server]).map_err(text)?;
        let ask = ask.read_body(&decoder.read(&body).map_err(text)?).map_err(text)?;
        child.grant.allows(&ask, now).map_err(text)
    }
}

#[test]
fn scoped_credentials_are_made_and_held_to_their_scope() {
    let mut score = Score::default();
    for case in read::<ScopedCase>("scoped") {
        match case {
            ScopedCase::Mint(case) => score.judge(&case.id, case.result, case.mint()),
            ScopedCase::Request(case) => score.judge(&case.id, case.result, case.serve()),
        }
    }
    score.assert_all(130);
}

#[derive(Deserialize)]
struct EventCase {
    id: String,
    result: Outcome,
    credentials: Key,
    region: String,
    service: String,
    now: String,
    previous: String,
    frames: Vec<String>,
}

impl EventCase {
    fn decode(&self) -> Result<(), String> {
        let now: Timestamp = self.now.parse().map_err(text)?;
        let scope = Scope::new(now, &self.region, &self.service).map_err(text)?;
        let (previous, policy) = (self.previous.parse().map_err(text)?, Policy::new(&self.region, &self.service));
        let mut decoder =
            EventDecoder::resume(&self.credentials.credentials(), &scope, previous, &policy).map_err(text)?;
        for frame in &self.frames {
            let frame = hex::decode(frame).map_err(text)?;
            let mut left = frame.as_slice();
            let mut messages = 0;
            while decoder.decode(&mut left, now).map_err(text)?.is_some() {
                messages += 1;
            }
            if messages == 0 && !decoder.is_ended() {
                return Err("a message is not whole".to_owned());
            }
        }
        Ok(())
    }
}

#[test]
fn events_are_verified() {
    let mut score = Score::default();
    for case in read::<EventCase>("events") {
        score.judge(&case.id, case.result, case.decode());
    }
    score.assert_all(70);
}

#[derive(Deserialize)]
struct CloudFrontCase {
    id: String,
    result: Outcome,
    public_key: String,
    key_pair_id: String,
    now: u64,
    source_ip: String,
    url: String,
    cookies: BTreeMap<String, String>,
}

impl CloudFrontCase {
    fn verify(&self) -> Result<(), String> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let key = PublicKey::from_pem(&self.public_key).map_err(text)?;
        let request = CloudFrontRequest::parse(&self.url, &cookies.join("; ")).map_err(text)?;
        let now = Timestamp::from_unix_seconds(self.now).map_err(text)?;
        let source_ip = self.source_ip.parse().map_err(text)?;
        let verified = request.verify(now, Some(source_ip), |hash, policy, signature| {
            request.key_pair_id() == self.key_pair_id && key.verify(hash, policy, signature)
        });
        verified.map(drop).map_err(text)
    }
}

#[test]
fn links_of_cloudfront_are_verified() {
    let mut score = Score::default();
    for case in read::<CloudFrontCase>("cloudfront") {
        score.judge(&case.id, case.result, case.verify());
    }
    score.assert_all(300);
}
