//! When each result ends: with its service's limit or its own expiry, and not after the credentials.

use std::time::Duration;

use presign::services::{
    Token, appsync, bedrock, bedrock_agentcore, chime, codecommit, dsql, ec2, ec2_instance_connect, eks, elasticache,
    iot, kinesisvideo, location, memorydb, msk, polly, rds, sts, transcribe, vpc_lattice,
};
use presign::{Credentials, Error, PresignedUrl, Request, Timestamp};

use crate::fixtures::{HOUR, credentials, now, signer};

const REGION: &str = "us-east-1";

/// Everything that ends, with the seconds after which it does.
#[allow(clippy::too_many_lines, reason = "a table, a row for each service")]
fn all(credentials: &Credentials, now: Timestamp) -> Vec<(&'static str, u64, Result<Timestamp, Error>)> {
    let token = |result: Result<Token, Error>| result.map(|token| token.expires_at());
    let url = |result: Result<PresignedUrl, Error>| result.map(|url| url.expires_at());
    let minutes = Duration::from_secs(300);
    let speech = [("Text", "a"), ("OutputFormat", "mp3"), ("VoiceId", "Joanna")];
    let request = Request::get("https://svc.vpc-lattice-svcs.us-east-1.on.aws/").unwrap();
    let (endpoint, channel) = ("wss://m-1.kinesisvideo.us-east-1.amazonaws.com", "arn:aws:kinesisvideo:a");
    let (eice, address) = ("eice-1.b.ec2-instance-connect-endpoint.us-east-1.amazonaws.com", [10, 0, 0, 5].into());
    let (c, r) = (credentials, REGION);
    vec![
        (
            "rds",
            900,
            token(
                rds::AuthToken { host: "a.global-abc.global.rds.amazonaws.com", port: 5432, user: "app", region: r }
                    .sign(c, now),
            ),
        ),
        (
            "dsql",
            3600,
            token(
                dsql::AuthToken { host: "a.dsql.us-east-1.on.aws", region: r, admin: false, expires_in: HOUR }
                    .sign(c, now),
            ),
        ),
        (
            "dsql admin",
            3600,
            token(
                dsql::AuthToken { host: "a.dsql.us-east-1.on.aws", region: r, admin: true, expires_in: HOUR }
                    .sign(c, now),
            ),
        ),
        (
            "elasticache",
            900,
            token(elasticache::AuthToken { cache: "a", user: "b", region: r, serverless: false }.sign(c, now)),
        ),
        (
            "serverless",
            900,
            token(elasticache::AuthToken { cache: "a", user: "b", region: r, serverless: true }.sign(c, now)),
        ),
        ("memorydb", 900, token(memorydb::AuthToken { cluster: "a", user: "b", region: r }.sign(c, now))),
        // A minute before STS ends it.
        ("eks", 840, token(eks::AuthToken { cluster: "a", region: r }.sign(c, now))),
        // STS ignores the hour.
        ("sts", 900, url(sts::CallerIdentityUrl { region: r, expires_in: HOUR }.sign(c, now))),
        ("sts, less", 300, url(sts::CallerIdentityUrl { region: r, expires_in: minutes }.sign(c, now))),
        ("msk", 900, token(msk::AuthToken { region: r }.sign(c, now))),
        ("bedrock", 43_200, token(bedrock::ApiKey { region: r, expires_in: 12 * HOUR }.sign(c, now))),
        (
            "codecommit",
            900,
            codecommit::GitLogin { repository: "a", region: r }.sign(c, now).map(|git| git.password().expires_at()),
        ),
        ("iot", 300, url(iot::MqttUrl { endpoint: "a-ats.iot.us-east-1.amazonaws.com", region: r }.sign(c, now))),
        ("polly", 3600, url(polly::SpeechUrl { region: r, parameters: &speech, expires_in: HOUR }.sign(c, now))),
        (
            "transcribe",
            300,
            url(transcribe::StreamUrl {
                stream: transcribe::Stream::Standard,
                region: r,
                parameters: &[],
                expires_in: minutes,
            }
            .sign(c, now)),
        ),
        (
            "kinesisvideo",
            299,
            url(kinesisvideo::ChannelUrl { endpoint, channel_arn: channel, region: r, viewer: None }.sign(c, now)),
        ),
        (
            "ec2",
            3600,
            url(ec2::CopySnapshotUrl {
                source_snapshot_id: "snap",
                source_region: r,
                destination_region: "us-west-2",
                parameters: &[],
                expires_in: HOUR,
            }
            .sign(c, now)),
        ),
        (
            "rds copy",
            3600,
            url(rds::CrossRegionUrl {
                action: "CopyDBSnapshot",
                source_region: r,
                destination_region: "us-west-2",
                parameters: &[],
                expires_in: HOUR,
            }
            .sign(c, now)),
        ),
        (
            "tunnel",
            60,
            url(ec2_instance_connect::TunnelUrl {
                endpoint: eice,
                port: 22,
                address,
                region: r,
                max_duration: Some(HOUR),
            }
            .sign(c, now)),
        ),
        (
            "agentcore",
            300,
            url(bedrock_agentcore::RuntimeUrl { runtime_arn: "arn", region: r, parameters: &[], expires_in: minutes }
                .sign(c, now)),
        ),
        (
            "chime",
            10,
            url(chime::MessagingUrl {
                endpoint: "node.chime.aws",
                user_arn: "arn",
                session_id: "s",
                region: r,
                parameters: &[],
            }
            .sign(c, now)),
        ),
        ("location", 300, url(location::MapUrl { path: "/maps", region: r }.sign(c, now))),
        ("lattice", 3600, url(vpc_lattice::RequestUrl { request: &request, region: r, expires_in: HOUR }.sign(c, now))),
        ("appsync", 300, url(appsync::GraphqlUrl { host: "api.example.com", region: r }.sign(c, now))),
        ("events", 300, token(appsync::EventsSocket { host: "api.example.com", region: r }.sign(c, now))),
    ]
}

#[test]
fn each_result_says_when_it_ends() {
    let after = |seconds| Timestamp::from_unix_seconds(now().unix_seconds() + seconds).unwrap();
    for (name, seconds, end) in all(&credentials(), now()) {
        assert_eq!(end, Ok(after(seconds)), "{name}");
    }
    for (name, _, end) in all(&credentials().with_expiry(after(7)), now()) {
        assert_eq!(end, Ok(after(7)), "{name}");
    }
    for (name, _, end) in all(&credentials().with_expiry(now()), now()) {
        assert_eq!(end.map_err(|error| error.code()), Err("credentials-expired"), "{name}");
    }
}

#[test]
fn nothing_secret_is_shown_by_accident() {
    let temporary = credentials().with_session_token("SECRETTOKEN");
    let token =
        rds::AuthToken { host: "a.global-abc.global.rds.amazonaws.com", port: 5432, user: "app", region: REGION }
            .sign(&temporary, now())
            .unwrap();
    assert_eq!(format!("{token:?}"), "Token(… until 20150830T125100Z)");
    let git = codecommit::GitLogin { repository: "a", region: REGION }.sign(&temporary, now()).unwrap();
    assert_eq!(format!("{git:?}"), "GitCredentials(… until 20150830T125100Z)");
    let url = appsync::GraphqlUrl { host: "api.example.com", region: REGION }.sign(&temporary, now()).unwrap();
    assert!(format!("{url:?}").contains("wss://api.example.com/graphql/realtime?…"));
}

#[test]
fn a_token_is_the_url_of_the_generic_form() {
    let token = dsql::AuthToken { host: "a.dsql.us-east-1.on.aws", region: REGION, admin: false, expires_in: HOUR }
        .sign(&credentials(), now())
        .unwrap();
    let request = Request::get("https://a.dsql.us-east-1.on.aws/?Action=DbConnect").unwrap();
    let url = request.presign(&signer("dsql"), HOUR, now()).unwrap();
    assert_eq!(format!("https://{}", token.as_str()), url.as_str());
    assert_eq!(AsRef::<str>::as_ref(&token), token.as_str());
    assert_eq!(String::from(token.clone()), token.into_string());
}
