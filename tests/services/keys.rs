//! A kept signer signs what the credentials sign, and one for anything else is refused.

use std::time::Duration;

use presign::services::transcribe::{Stream, StreamUrl};
use presign::services::{
    Keys, appsync, aps, bedrock, bedrock_agentcore, chime, codecommit, dsql, ec2, ec2_instance_connect, eks,
    elasticache, iot, kinesisvideo, location, memorydb, msk, otlp, polly, rds, sts, vpc_lattice,
};
use presign::{Credentials, Error, HeaderSignedRequest, PresignedUrl, Request, Signer, Timestamp};

use crate::fixtures::{HOUR, credentials, now};
use crate::refused::refused;

const REGION: &str = "us-east-1";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special==";

type Made = Vec<(&'static str, Result<String, Error>)>;

/// The text of a URL and when it ends.
fn text(url: Result<PresignedUrl, Error>) -> Result<String, Error> {
    url.map(|url| format!("{url} until {}", url.expires_at()))
}

/// Tokens, with the service in whose name each is signed.
fn tokens(keys: Keys<'_>, now: Timestamp) -> Made {
    let (region, user, expires_in) = (REGION, "app", HOUR);
    let database = rds::AuthToken { host: "db.abc.us-east-1.rds.amazonaws.com", port: 5432, user, region };
    let dsql = dsql::AuthToken { host: "a.dsql.us-east-1.on.aws", region, admin: false, expires_in };
    let cache = elasticache::AuthToken { cache: "a", user, region, serverless: false };
    let (host, body) = ("a.appsync-api.us-east-1.amazonaws.com", "{}");
    let git = codecommit::GitLogin { repository: "a", region }.sign(keys, now);
    let git = git.map(|git| (git.username().to_owned(), git.password().clone()));
    let tokens = [
        ("rds-db", database.sign(keys, now)),
        ("dsql", dsql.sign(keys, now)),
        ("dsql", dsql::AuthToken { admin: true, ..dsql }.sign(keys, now)),
        ("elasticache", cache.sign(keys, now)),
        ("elasticache", elasticache::AuthToken { serverless: true, ..cache }.sign(keys, now)),
        ("memorydb", memorydb::AuthToken { cluster: "a", user, region }.sign(keys, now)),
        ("sts", eks::AuthToken { cluster: "a", region }.sign(keys, now)),
        ("kafka-cluster", msk::AuthToken { region }.sign(keys, now)),
        ("bedrock", bedrock::ApiKey { region, expires_in }.sign(keys, now)),
        ("appsync", appsync::EventsSocket { host, region }.sign(keys, now)),
        ("appsync", appsync::Authorization { host, path: "/event", body, region }.sign(keys, now)),
        ("codecommit", git.clone().map(|(_, password)| password)),
    ];
    let texts = tokens.into_iter().map(|(service, token)| {
        (service, token.map(|token| format!("{} until {}", token.as_str(), token.expires_at())))
    });
    texts.chain([("codecommit", git.map(|(username, _)| username))]).collect()
}

/// URLs and requests, with the service in whose name each is signed.
fn urls(keys: Keys<'_>, now: Timestamp) -> Made {
    let (region, other, parameters, expires_in) = (REGION, "us-west-2", &[], Duration::from_secs(300));
    let speech = &[("Text", "a"), ("OutputFormat", "mp3"), ("VoiceId", "Joanna")];
    let request = &Request::get("https://svc.vpc-lattice-svcs.us-east-1.on.aws/").unwrap();
    let snapshot = ec2::CopySnapshotUrl {
        source_snapshot_id: "snap",
        source_region: region,
        destination_region: other,
        parameters,
        expires_in,
    };
    let copy = rds::CrossRegionUrl {
        action: "CopyDBSnapshot",
        source_region: region,
        destination_region: other,
        parameters,
        expires_in,
    };
    let channel = kinesisvideo::ChannelUrl {
        endpoint: "wss://m-1.kinesisvideo.us-east-1.amazonaws.com",
        channel_arn: "arn",
        region,
        viewer: None,
    };
    let tunnel = ec2_instance_connect::TunnelUrl {
        endpoint: "eice-1.b.ec2-instance-connect-endpoint.us-east-1.amazonaws.com",
        address: [10, 0, 0, 5].into(),
        port: 22,
        region,
        max_duration: None,
    };
    let messaging =
        chime::MessagingUrl { endpoint: "node.chime.aws", user_arn: "arn", session_id: "s", region, parameters };
    let view = bedrock_agentcore::BrowserLiveViewUrl { browser_id: "a", session_id: "b", region, expires_in };
    let agent = bedrock_agentcore::RuntimeUrl { runtime_arn: "arn", region, parameters, expires_in };
    let header = |request: Result<HeaderSignedRequest, Error>| {
        request.map(|request| format!("{:?}", request.headers().collect::<Vec<_>>()))
    };
    let export = |signal| otlp::Export { signal, region, body: b"" };
    let logs = export(otlp::Signal::Logs { group: "a", stream: "b" });
    vec![
        ("sts", text(sts::CallerIdentityUrl { region, expires_in }.sign(keys, now))),
        ("sts", text(sts::CallerIdentityUrl { region: "aws-global", expires_in }.sign(keys, now))),
        ("iotdevicegateway", {
            text(iot::MqttUrl { endpoint: "a-ats.iot.us-east-1.amazonaws.com", region }.sign(keys, now))
        }),
        ("polly", text(polly::SpeechUrl { region, parameters: speech, expires_in }.sign(keys, now))),
        ("transcribe", {
            text(StreamUrl { stream: Stream::Standard, region, parameters, expires_in }.sign(keys, now))
        }),
        ("kinesisvideo", text(channel.sign(keys, now))),
        ("bedrock-agentcore", text(agent.sign(keys, now))),
        ("bedrock-agentcore", text(view.sign(keys, now))),
        ("ec2-instance-connect", text(tunnel.sign(keys, now))),
        ("chime", text(messaging.sign(keys, now))),
        ("geo", text(location::MapUrl { path: "/maps", region }.sign(keys, now))),
        ("vpc-lattice-svcs", text(vpc_lattice::RequestUrl { request, region, expires_in }.sign(keys, now))),
        ("ec2", text(snapshot.sign(keys, now))),
        ("rds", text(copy.sign(keys, now))),
        ("appsync", text(appsync::GraphqlUrl { host: "api.example.com", region }.sign(keys, now))),
        ("logs", header(logs.sign(keys, now))),
        ("xray", header(export(otlp::Signal::Traces).sign(keys, now))),
        ("monitoring", header(export(otlp::Signal::Metrics).sign(keys, now))),
        ("aps", header(aps::RemoteWrite { workspace: "a", region, body: b"" }.sign(keys, now))),
    ]
}

fn all(keys: Keys<'_>, now: Timestamp) -> Made {
    [tokens(keys, now), urls(keys, now)].concat()
}

fn signer(credentials: &Credentials, region: &str, service: &str) -> Signer {
    Signer::new(credentials.clone(), region, service).unwrap()
}

#[test]
fn a_kept_signer_signs_what_the_credentials_sign() {
    let end = Timestamp::from_unix_seconds(now().unix_seconds() + 7).unwrap();
    let temporary = credentials().with_session_token(TOKEN).with_expiry(end);
    for credentials in [credentials(), temporary] {
        for (at, (service, expected)) in all(Keys::from(&credentials), now()).into_iter().enumerate() {
            assert!(expected.is_ok(), "{service}: {expected:?}");
            let signer = signer(&credentials, REGION, service);
            // Once more with the key that is kept by then.
            for _ in 0..2 {
                assert_eq!(all(Keys::from(&signer), now())[at].1, expected, "{service}");
            }
        }
    }
}

#[test]
fn a_signer_for_anything_else_is_refused() {
    let other = [("eu-west-1", None), (REGION, Some("s3"))];
    for (at, (service, _)) in all(Keys::from(&credentials()), now()).into_iter().enumerate() {
        for (region, named) in other {
            let named = named.unwrap_or(service);
            let signer = signer(&credentials(), region, named);
            let sentence = format!("the signer is for {region}/{named}, but this is signed for {REGION}/{service}");
            refused(all(Keys::from(&signer), now()).swap_remove(at).1, "signer-of-other-service", &sentence);
        }
    }
}

#[cfg(feature = "sigv4a")]
#[test]
fn a_signer_for_several_regions_is_refused() {
    for (at, (service, _)) in all(Keys::from(&credentials()), now()).into_iter().enumerate() {
        let signer = Signer::multi_region(credentials(), REGION, service).unwrap();
        let sentence =
            format!("the signer is for SigV4a, {REGION}/{service}, but this is signed for {REGION}/{service}");
        refused(all(Keys::from(&signer), now()).swap_remove(at).1, "signer-of-other-service", &sentence);
    }
}

/// What the signer was told holds for Amazon Location too, which signs with a copy of it.
#[test]
fn a_copied_signer_keeps_its_expiry_and_what_it_requires() {
    let end = Timestamp::from_unix_seconds(now().unix_seconds() + 7).unwrap();
    let tile = location::MapUrl { path: "/maps", region: REGION };
    let signer = signer(&credentials(), REGION, "geo").with_expiry(end);
    assert_eq!(tile.sign(&signer, now()).unwrap().expires_at(), end);
    let sentence = "the credentials expire at 20150830T123607Z, before the URL would at 20150830T124100Z";
    refused(tile.sign(&signer.require_full_lifetime(), now()), "credentials-expire-first", sentence);
}
