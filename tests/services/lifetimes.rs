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
        ("rds", 900, token(rds::auth_token("a.global-abc.global.rds.amazonaws.com", 5432, "app", r, c, now))),
        ("dsql", 3600, token(dsql::connect_token("a.dsql.us-east-1.on.aws", r, HOUR, c, now))),
        ("dsql admin", 3600, token(dsql::admin_token("a.dsql.us-east-1.on.aws", r, HOUR, c, now))),
        ("elasticache", 900, token(elasticache::auth_token("a", "b", r, c, now))),
        ("serverless", 900, token(elasticache::serverless_auth_token("a", "b", r, c, now))),
        ("memorydb", 900, token(memorydb::auth_token("a", "b", r, c, now))),
        // A minute before STS ends it.
        ("eks", 840, token(eks::token("a", r, c, now))),
        // STS ignores the hour.
        ("sts", 900, url(sts::caller_identity_url(r, HOUR, c, now))),
        ("sts, less", 300, url(sts::caller_identity_url(r, minutes, c, now))),
        ("msk", 900, token(msk::auth_token(r, c, now))),
        ("bedrock", 43_200, token(bedrock::api_key(r, 12 * HOUR, c, now))),
        ("codecommit", 900, codecommit::git_credentials("a", r, c, now).map(|git| git.password().expires_at())),
        ("iot", 300, url(iot::mqtt_url("a-ats.iot.us-east-1.amazonaws.com", r, c, now))),
        ("polly", 3600, url(polly::speech_url(&speech, r, HOUR, c, now))),
        ("transcribe", 300, url(transcribe::stream_url(&[], r, minutes, c, now))),
        ("kinesisvideo", 299, url(kinesisvideo::master_url(endpoint, channel, r, c, now))),
        ("ec2", 3600, url(ec2::copy_snapshot_url("snap", r, "us-west-2", &[], HOUR, c, now))),
        ("rds copy", 3600, url(rds::cross_region_url("CopyDBSnapshot", &[], r, "us-west-2", HOUR, c, now))),
        ("tunnel", 60, url(ec2_instance_connect::tunnel_url(eice, address, 22, Some(HOUR), r, c, now))),
        ("agentcore", 300, url(bedrock_agentcore::runtime_url("arn", &[], r, minutes, c, now))),
        ("chime", 10, url(chime::messaging_url("node.chime.aws", "arn", "s", &[], r, c, now))),
        ("location", 300, url(location::map_url("/maps", r, c, now))),
        ("lattice", 3600, url(vpc_lattice::url(&request, r, HOUR, c, now))),
        ("appsync", 300, url(appsync::graphql_url("api.example.com", r, c, now))),
        ("events", 300, token(appsync::events_subprotocol("api.example.com", r, c, now))),
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
        rds::auth_token("a.global-abc.global.rds.amazonaws.com", 5432, "app", REGION, &temporary, now()).unwrap();
    assert_eq!(format!("{token:?}"), "Token(… until 20150830T125100Z)");
    let git = codecommit::git_credentials("a", REGION, &temporary, now()).unwrap();
    assert_eq!(format!("{git:?}"), "GitCredentials(… until 20150830T125100Z)");
    let url = appsync::graphql_url("api.example.com", REGION, &temporary, now()).unwrap();
    assert!(format!("{url:?}").contains("wss://api.example.com/graphql/realtime?…"));
}

#[test]
fn a_token_is_the_url_of_the_generic_form() {
    let token = dsql::connect_token("a.dsql.us-east-1.on.aws", REGION, HOUR, &credentials(), now()).unwrap();
    let request = Request::get("https://a.dsql.us-east-1.on.aws/?Action=DbConnect").unwrap();
    let url = request.presign(&signer("dsql"), HOUR, now()).unwrap();
    assert_eq!(format!("https://{}", token.as_str()), url.as_str());
    assert_eq!(AsRef::<str>::as_ref(&token), token.as_str());
    assert_eq!(String::from(token.clone()), token.into_string());
}
