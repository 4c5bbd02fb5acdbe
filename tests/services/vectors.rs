//! The rows of `tests/vectors`, each made by the function of its service.
//!
//! A row is made byte for byte, or it is in a list here: as the same request in another spelling, or as another request,
//! with the reason, and then our signature is the one of the row's canonical request with that difference. A row
//! that is in a list for nothing fails too. Services that need no function are in `tests/signing/replay.rs`.

use std::collections::BTreeSet;
use std::time::Duration;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use presign::services::bedrock_agentcore::BrowserLiveViewUrl;
use presign::services::{
    Token, bedrock, bedrock_agentcore, chime, codecommit, dsql, ec2, ec2_instance_connect, eks, elasticache, iot,
    kinesisvideo, location, memorydb, msk, polly, rds, sts, transcribe, vpc_lattice,
};
use presign::{Credentials, Error, PresignedUrl, Request, Scope, SigningKey, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::hmac_sha256;
use crate::url_parts::{Url, decode};
use crate::vector_files::{SignedHeaders, VectorFile, read};

/// The files whose rows have a function, and how many rows each has.
const FILES: [(&str, usize); 19] = [
    ("bedrock", 4),
    ("bedrock-agentcore", 4),
    ("chime", 1),
    ("cross-region-copy", 14),
    ("dsql", 8),
    ("ec2-instance-connect", 2),
    ("eks", 3),
    ("elasticache", 3),
    ("elasticache-published", 2),
    ("iot", 11),
    ("kinesisvideo", 3),
    ("location", 4),
    ("memorydb", 2),
    ("msk", 4),
    ("polly", 8),
    ("rds", 7),
    ("sts", 7),
    ("transcribe", 1),
    ("vpc-lattice", 2),
];

/// Rows with the same request in another spelling: other implementations sort the parameters, keep capitals in the host,
/// or write another scheme. The signature is the same.
const OTHER_SPELLING: [&str; 21] = [
    "bedrock/js-12h",
    "bedrock/js-12h-token",
    "chime/js-messaging-connect",
    "cross-region-copy/ec2-js-copy-snapshot",
    "cross-region-copy/rds-js-presignedurl-CopyDBSnapshot",
    "cross-region-copy/ec2-js-copy-snapshot-token",
    "dsql/js-DbConnect",
    "dsql/js-DbConnectAdmin",
    "dsql/js-DbConnect-token",
    "iot/js-aws4fetch",
    "iot/crt-iot-omit-token",
    "kinesisvideo/js-webrtc-master-token",
    "kinesisvideo/js-webrtc-viewer",
    "kinesisvideo/js-webrtc-viewer-token",
    "msk/go-signer-token",
    "msk/js-signer",
    "rds/botocore-connect-special-user",
    "rds/botocore-connect-special-user-token",
    "rds/js-rds-signer-3306-token",
    "transcribe/js-websocket",
    "vpc-lattice/crt-vpc-lattice",
];

/// Rows of which only the signature was recorded.
const SIGNATURE_ALONE: [&str; 4] = [
    "elasticache-published/aws-samples-published",
    "elasticache-published/aws-samples-published-token",
    "memorydb/sigv4queryauth-token",
    "vpc-lattice/crt-vpc-lattice-token",
];

/// Rows with another request, and what our canonical request has instead of theirs.
const DIFFERENT: [(&str, &[(&str, &str)]); 10] = [
    // The first device SDK for Python signs for the HTTPS API of IoT Core, with an expiry.
    ("iot/python-AWSIoTPythonSDK-v1-token", &[("iotdata", "iotdevicegateway"), ("&X-Amz-Expires=86400", "")]),
    // Without a word about the method, botocore signs the one of the model, which Polly does not take without a body.
    ("polly/botocore-synthesize-speech-default-method", &[("POST\n", "GET\n")]),
    // Polly's presigner in JavaScript signs HTTP/2's `:authority` instead of `host`.
    ("polly/js-synthesize-speech", &AUTHORITY),
    ("polly/js-synthesize-speech-lexicons", &AUTHORITY),
    ("polly/js-synthesize-speech-lexicons-token", &AUTHORITY),
    ("polly/js-synthesize-speech-token", &AUTHORITY),
    // The signer for RDS in JavaScript signs the host with its capitals, which clients send in lower case.
    ("rds/js-rds-signer-special-user-token", &[("host:Prod-Instance", "host:prod-instance")]),
    // As for Polly; STS takes both.
    ("sts/botocore-get-caller-identity-default-method-token", &[("POST\n", "GET\n")]),
    // Go states no expiry, which STS ignores.
    ("sts/go-v2-presign-get-caller-identity", &EXPIRES),
    ("sts/go-v2-presign-get-caller-identity-token", &EXPIRES),
];

const AUTHORITY: [(&str, &str); 2] = [("%3Aauthority", "host"), (":authority", "host")];
const EXPIRES: [(&str, &str); 1] = [("X-Amz-Date=20150830T123600Z", "X-Amz-Date=20150830T123600Z&X-Amz-Expires=900")];

#[derive(Deserialize)]
struct Case {
    name: String,
    region: String,
    session_token: Option<String>,
    #[serde(default)]
    input: toml::Table,
    url: Option<String>,
    decoded_url: Option<String>,
    token: Option<String>,
    canonical_request: String,
    signature: String,
    signed_headers: SignedHeaders,
    expiry_ms: Option<u64>,
}

impl Case {
    fn input(&self, name: &str) -> &str {
        self.input[name].as_str().unwrap()
    }

    fn url(&self) -> &str {
        self.url.as_deref().or(self.decoded_url.as_deref()).unwrap_or_default()
    }

    /// The parameters of the row's own request, decoded, except these.
    fn parameters(&self, without: &[&str]) -> Vec<(String, String)> {
        let url = if self.url().is_empty() { return Vec::new() } else { Url::parse(self.url()) };
        let decoded = url.callers_query().map(|(name, value)| (decode(name), decode(value)));
        decoded.filter(|(name, _)| !without.contains(&name.as_str())).collect()
    }

    fn parameter(&self, name: &str) -> String {
        Url::parse(self.url()).parameter(name).unwrap()
    }

    /// 15 minutes where the row states none.
    fn expires_in(&self) -> Duration {
        Duration::from_secs(Url::parse(self.url()).expires().unwrap_or(900))
    }
}

/// What a function made: the text that the client uses, and the URL in it.
struct Made {
    text: String,
    url: String,
}

impl From<PresignedUrl> for Made {
    fn from(url: PresignedUrl) -> Self {
        Self { text: url.to_string(), url: url.to_string() }
    }
}

impl Made {
    fn password(token: Token) -> Self {
        let text = token.into_string();
        Self { url: format!("https://{text}"), text }
    }
}

fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Calls the function that a row is for.
#[allow(clippy::too_many_lines, reason = "a table, an arm for each service")]
fn make(file: &str, case: &Case, credentials: &Credentials, now: Timestamp) -> Result<Made, Error> {
    let region = case.region.as_str();
    let own = case.parameters(&[]);
    let parameters: Vec<_> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(match file {
        "rds" => {
            let port = case.input["port"].as_integer().unwrap().try_into().unwrap();
            Made::password(
                rds::AuthToken { host: case.input("host"), port, user: case.input("user"), region }
                    .sign(credentials, now)?,
            )
        }
        "dsql" => {
            let (host, admin) = (case.input("host"), case.input("action") != "DbConnect");
            let token = dsql::AuthToken { host, region, admin, expires_in: case.expires_in() };
            Made::password(token.sign(credentials, now)?)
        }
        "elasticache" | "elasticache-published" => {
            let (cache, user) = (case.input("cluster"), case.input("user"));
            let serverless = case.input.contains_key("serverless");
            Made::password(elasticache::AuthToken { cache, user, region, serverless }.sign(credentials, now)?)
        }
        "memorydb" => Made::password(
            memorydb::AuthToken { cluster: case.input("cluster"), user: case.input("user"), region }
                .sign(credentials, now)?,
        ),
        "eks" => {
            let text = eks::AuthToken { cluster: case.input("cluster"), region }.sign(credentials, now)?.into_string();
            let url = Base64UrlUnpadded::decode_vec(text.strip_prefix("k8s-aws-v1.").unwrap()).unwrap();
            Made { text, url: utf8(url) }
        }
        "msk" => {
            let token = msk::AuthToken { region }.sign(credentials, now)?;
            assert_eq!(token.expires_at().unix_milliseconds(), case.expiry_ms.unwrap_or(1_440_939_060_000));
            let text = token.into_string();
            Made { url: utf8(Base64UrlUnpadded::decode_vec(&text).unwrap()), text }
        }
        "bedrock" => {
            let text = bedrock::ApiKey { region, expires_in: case.expires_in() }.sign(credentials, now)?.into_string();
            let url = Base64::decode_vec(text.strip_prefix("bedrock-api-key-").unwrap()).unwrap();
            Made { url: format!("https://{}", utf8(url)), text }
        }
        "sts" => {
            let region = if case.input.contains_key("endpoint") { "aws-global" } else { region };
            sts::CallerIdentityUrl { region, expires_in: case.expires_in() }.sign(credentials, now)?.into()
        }
        "iot" => {
            let port = case.input.get("port").map_or(String::new(), |port| format!(":{}", port.as_integer().unwrap()));
            iot::MqttUrl { endpoint: &format!("{}{port}", case.input("host")), region }.sign(credentials, now)?.into()
        }
        "polly" => polly::SpeechUrl { region, parameters: &parameters, expires_in: case.expires_in() }
            .sign(credentials, now)?
            .into(),
        "transcribe" => transcribe::StreamUrl {
            stream: transcribe::Stream::Standard,
            region,
            parameters: &parameters,
            expires_in: case.expires_in(),
        }
        .sign(credentials, now)?
        .into(),
        "kinesisvideo" => {
            let (endpoint, channel) = (case.input("endpoint"), case.parameter("X-Amz-ChannelARN"));
            let viewer = Url::parse(case.url()).parameter("X-Amz-ClientId");
            let (channel_arn, viewer) = (channel.as_str(), viewer.as_deref());
            kinesisvideo::ChannelUrl { endpoint, channel_arn, region, viewer }.sign(credentials, now)?.into()
        }
        "cross-region-copy" => copy(case, credentials, now)?.into(),
        "ec2-instance-connect" => {
            let endpoint = Url::parse(case.url()).authority;
            let address = case.parameter("privateIpAddress").parse().unwrap();
            let duration = case.input.get("maxTunnelDuration").map(|seconds| seconds.as_integer().unwrap());
            let duration = duration.map(|seconds| Duration::from_secs(seconds.try_into().unwrap()));
            ec2_instance_connect::TunnelUrl { endpoint, port: 22, address, region, max_duration: duration }
                .sign(credentials, now)?
                .into()
        }
        "bedrock-agentcore" => {
            let path = Url::parse(case.url()).path.split('/').map(decode).collect::<Vec<_>>();
            let expires_in = case.expires_in();
            match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["", "runtimes", arn, "ws"] => {
                    bedrock_agentcore::RuntimeUrl { runtime_arn: arn, region, parameters: &parameters, expires_in }
                        .sign(credentials, now)?
                        .into()
                }
                ["", "browser-streams", browser_id, "sessions", session_id, "live-view"] => {
                    let view = BrowserLiveViewUrl { browser_id, session_id, region, expires_in };
                    view.sign(credentials, now)?.into()
                }
                _ => panic!("{path:?}"),
            }
        }
        "chime" => {
            let own = case.parameters(&["sessionId", "userArn"]);
            let parameters: Vec<_> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let (user, session) = (case.parameter("userArn"), case.parameter("sessionId"));
            chime::MessagingUrl {
                endpoint: case.input("host"),
                user_arn: &user,
                session_id: &session,
                region,
                parameters: &parameters,
            }
            .sign(credentials, now)?
            .into()
        }
        "location" => location::MapUrl { path: Url::parse(case.url()).path, region }.sign(credentials, now)?.into(),
        "vpc-lattice" => {
            let url = format!("https://{}{}", case.input("host"), case.input("request_path"));
            vpc_lattice::RequestUrl { request: &Request::get(&url)?, region, expires_in: Duration::from_secs(300) }
                .sign(credentials, now)?
                .into()
        }
        _ => panic!("{file} has no function"),
    })
}

/// A copy from another region.
fn copy(case: &Case, credentials: &Credentials, now: Timestamp) -> Result<PresignedUrl, Error> {
    let (action, destination) = (case.parameter("Action"), case.parameter("DestinationRegion"));
    let known = ["Action", "Version", "SourceRegion", "SourceSnapshotId", "DestinationRegion"];
    let own = case.parameters(&known);
    let parameters: Vec<_> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (region, expires_in) = (case.region.as_str(), case.expires_in());
    if action == "CopySnapshot" {
        let snapshot = case.parameter("SourceSnapshotId");
        ec2::CopySnapshotUrl {
            source_snapshot_id: &snapshot,
            source_region: region,
            destination_region: &destination,
            parameters: &parameters,
            expires_in,
        }
        .sign(credentials, now)
    } else {
        rds::CrossRegionUrl {
            action: &action,
            source_region: region,
            destination_region: &destination,
            parameters: &parameters,
            expires_in,
        }
        .sign(credentials, now)
    }
}

/// The URL without the unsigned `User-Agent` of a token of MSK, in which each client names itself.
fn without_user_agent(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap();
    let query: Vec<_> = query.split('&').filter(|parameter| !parameter.starts_with("User-Agent=")).collect();
    format!("{address}?{}", query.join("&"))
}

/// Host in lower case, path and parameters, without regard to order. The default port is only written in a token.
fn request(url: &str) -> (String, String, Vec<String>) {
    let url = Url::parse(url);
    let host = url.authority.to_ascii_lowercase();
    (host, url.path.into(), url.parameters())
}

/// What came of a row: nothing, if it is as it should be byte for byte.
fn difference(file: &str, case: &Case, made: &Made) -> Option<&'static str> {
    let theirs = case.token.as_deref().or(case.url.as_deref());
    let (our_url, their_url) = match file {
        "msk" => (without_user_agent(&made.url), without_user_agent(case.url())),
        _ => (made.url.clone(), case.url().to_string()),
    };
    if Some(made.text.as_str()) == theirs || (file == "msk" && our_url == their_url) {
        return None;
    }
    let parameter = |name| Url::parse(&made.url).parameter(name).unwrap();
    let names: BTreeSet<_> = case.signed_headers.iter().map(|(name, _)| name).collect();
    let is_same = parameter("X-Amz-Signature") == case.signature;
    assert!(!is_same || parameter("X-Amz-SignedHeaders").split(';').eq(names), "{}", made.url);
    Some(if is_same && theirs.is_none() {
        "signature alone"
    } else if is_same && request(&our_url) == request(&their_url) {
        "other spelling"
    } else {
        "different"
    })
}

#[test]
fn every_row_is_made_by_the_function_of_its_service() {
    let mut found: [Vec<String>; 3] = Default::default();
    for (file, rows) in FILES {
        let VectorFile { fixed, cases } = read::<VectorFile<Case>>(file);
        assert_eq!(cases.len(), rows, "{file}");
        for case in &cases {
            let id = format!("{file}/{}", case.name);
            let credentials = fixed.credentials(case.session_token.as_deref());
            let made = make(file, case, &credentials, fixed.now()).unwrap_or_else(|error| panic!("{id}: {error}"));
            match difference(file, case, &made) {
                None => {}
                Some("other spelling") => found[0].push(id),
                Some("signature alone") => found[1].push(id),
                Some(_) => {
                    is_signed_with_the_difference(&id, case, &made, &credentials, fixed.now());
                    found[2].push(id);
                }
            }
        }
    }
    let [other_spelling, signature_alone, mut different] = found;
    different.sort();
    assert_eq!(signature_alone, SIGNATURE_ALONE);
    assert_eq!(different, DIFFERENT.map(|(id, _)| id));
    assert_eq!(other_spelling, OTHER_SPELLING);
}

/// Our signature is that of the row's canonical request with the differences that are listed, and with none besides.
fn is_signed_with_the_difference(id: &str, case: &Case, made: &Made, credentials: &Credentials, now: Timestamp) {
    let (_, instead) = DIFFERENT.iter().find(|(row, _)| *row == id).unwrap_or_else(|| panic!("{id}: {}", made.url));
    let canonical = case.canonical_request.clone();
    let canonical = instead.iter().fold(canonical, |text, (theirs, ours)| text.replace(theirs, ours));
    let parameter = |name| Url::parse(&made.url).parameter(name).unwrap();
    let credential = parameter("X-Amz-Credential");
    let parts: Vec<_> = credential.split('/').collect();
    let scope = Scope::new(now, parts[2], parts[3]).unwrap();
    let hash = hex::encode(Sha256::digest(canonical));
    let key = SigningKey::derive(credentials, &scope);
    let signature = hmac_sha256::sign(&key, &format!("AWS4-HMAC-SHA256\n{now}\n{scope}\n{hash}"));
    assert_eq!(parameter("X-Amz-Signature"), signature, "{id}");
}

#[derive(Deserialize)]
struct Git {
    input: toml::Table,
    username: String,
    password: String,
}

#[test]
fn git_credentials_are_those_of_the_credential_helper() {
    let VectorFile { fixed, cases } = read::<VectorFile<Git>>("codecommit");
    assert_eq!(cases.len(), 1);
    let [case] = &cases[..] else { unreachable!() };
    let (region, url) = (case.input["region"].as_str().unwrap(), case.input["url"].as_str().unwrap());
    let repository = url.rsplit('/').next().unwrap();
    let make =
        |token| codecommit::GitLogin { repository, region }.sign(&fixed.credentials(token), fixed.now()).unwrap();
    let git = make(None);
    assert_eq!((git.username(), git.password().as_str()), (case.username.as_str(), case.password.as_str()));
    // The token is not signed.
    let git = make(Some("token"));
    assert_eq!((git.username(), git.password().as_str()), ("AKIDEXAMPLE%token", case.password.as_str()));
}
