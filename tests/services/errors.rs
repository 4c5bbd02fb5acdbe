//! Arguments that a service would refuse, or read as something else: each has its sentence.

use std::time::Duration;

use presign::services::{
    appsync, aps, bedrock, bedrock_agentcore, chime, codecommit, dsql, ec2, ec2_instance_connect, eks, elasticache,
    iot, kinesisvideo, location, memorydb, msk, otlp, polly, rds, sts, transcribe, vpc_lattice,
};
use presign::{Error, Request};

use crate::fixtures::{HOUR, credentials, now};
use crate::refused::refused;

const REGION: &str = "us-east-1";
const DATABASE: &str = "db.abc.us-east-1.rds.amazonaws.com";
const EICE: &str = "eice-1.b.ec2-instance-connect-endpoint.us-east-1.amazonaws.com";

/// Asserts that an argument is refused with this sentence.
#[track_caller]
fn invalid<T>(result: Result<T, Error>, sentence: &'static str) {
    refused(result, "invalid-argument", sentence);
}

#[track_caller]
fn over_limit<T>(result: Result<T, Error>, what: &'static str, limit: u64) {
    let seconds = limit + 1;
    let sentence = format!("the {what} is {seconds} seconds: at most {limit} seconds are allowed");
    refused(result, "over-limit", &sentence);
}

#[test]
fn limits_of_services() {
    let (c, now) = (&credentials(), now());
    let over = |limit: u64| Duration::from_secs(limit + 1);
    over_limit(bedrock::api_key(REGION, over(43_200), c, now), "expiry of an Amazon Bedrock API key", 43_200);
    for make in [transcribe::stream_url, transcribe::medical_stream_url, transcribe::call_analytics_stream_url] {
        over_limit(make(&[], REGION, over(300), c, now), "expiry of an Amazon Transcribe URL", 300);
    }
    let what = "expiry of an Amazon Bedrock AgentCore URL";
    over_limit(bedrock_agentcore::runtime_url("arn", &[], REGION, over(300), c, now), what, 300);
    over_limit(bedrock_agentcore::browser_live_view_url("a", "b", REGION, over(300), c, now), what, 300);
    let tunnel =
        |duration| ec2_instance_connect::tunnel_url(EICE, [10, 0, 0, 5].into(), 22, Some(duration), REGION, c, now);
    over_limit(tunnel(over(3600)), "duration of a tunnel", 3600);
    invalid(tunnel(Duration::ZERO), "the duration of a tunnel is 0 seconds");
    refused(tunnel(Duration::from_millis(1500)), "expiry-fraction", "the expiry is not a whole number of seconds");
    // The limit of every presigned URL.
    let sentence = "the expiry is 604801 seconds: at most 604800 seconds (7 days) are allowed";
    let week = over(604_800);
    let error = "expiry-too-long";
    refused(dsql::connect_token("a.dsql.us-east-1.on.aws", REGION, week, c, now), error, sentence);
    refused(sts::caller_identity_url(REGION, week, c, now), error, sentence);
    refused(ec2::copy_snapshot_url("snap", REGION, "us-west-2", &[], week, c, now), error, sentence);
    let zero = "the expiry is 0 seconds: it must be at least 1 second";
    refused(bedrock::api_key(REGION, Duration::ZERO, c, now), "expiry-zero", zero);
}

#[test]
fn names_that_a_service_does_not_have() {
    let (c, now) = (&credentials(), now());
    let sentence = "the name of the cache has a character other than A-Z a-z 0-9 -: it is not the cache's endpoint";
    let endpoint = "my-cluster.abc.0001.use1.cache.amazonaws.com";
    invalid(elasticache::auth_token(endpoint, "user", REGION, c, now), sentence);
    invalid(memorydb::auth_token("my-cluster:6379", "user", REGION, c, now), sentence);
    let sentence = "the name of the cluster has white space or a character beyond ASCII";
    for name in ["my cluster", " my-cluster", "my-cluster\n", "my-clüster"] {
        invalid(eks::token(name, REGION, c, now), sentence);
    }
    let sentence = "the cluster is given by its ARN: its name is what follows cluster/ there";
    invalid(eks::token("arn:aws:eks:us-east-1:111122223333:cluster/my-cluster", REGION, c, now), sentence);
    let sentence = "the name of the repository has a character other than A-Z a-z 0-9 . _ -";
    invalid(codecommit::git_credentials("a/b", REGION, c, now), sentence);
    let sentence = "the id of the workspace has a character other than A-Z a-z 0-9 -";
    invalid(aps::remote_write(b"", "ws/..", REGION, c, now), sentence);
    let sentence = "the action is not one that takes a PreSignedUrl, such as CopyDBSnapshot";
    invalid(rds::cross_region_url("DeleteDBInstance", &[], REGION, "us-west-2", HOUR, c, now), sentence);
    let sentence = "Amazon Polly requires the parameters Text, OutputFormat and VoiceId";
    invalid(polly::speech_url(&[("Text", "a"), ("VoiceId", "Joanna")], REGION, HOUR, c, now), sentence);
    let sentence = "the DNS name of an EC2 Instance Connect Endpoint begins with its id, eice-";
    let address = [10, 0, 0, 5].into();
    invalid(ec2_instance_connect::tunnel_url("example.com", address, 22, None, REGION, c, now), sentence);
    let sentence = "the endpoint of a signaling channel begins with wss://: it is the one for the protocol WSS";
    invalid(
        kinesisvideo::master_url("https://r-1.kinesisvideo.us-east-1.amazonaws.com", "a", REGION, c, now),
        sentence,
    );
    let sentence = "the path does not begin with a slash";
    invalid(location::map_url("maps", REGION, c, now), sentence);
    invalid(appsync::authorization("api.example.com", "graphql", "{}", REGION, c, now), sentence);
    invalid(location::map_url("/maps?key=1", REGION, c, now), "the path has a query");
    let sentence =
        "a segment of the path is . or .., which HTTP clients resolve: the path would have another signature";
    let five = Duration::from_secs(300);
    refused(bedrock_agentcore::browser_live_view_url("..", "b", REGION, five, c, now), "resolved-path", sentence);
}

#[test]
fn what_must_not_be_empty() {
    let (c, now) = (&credentials(), now());
    let empty = |result: Result<(), Error>, what: &'static str| {
        let code = if matches!(what, "region" | "host") { "empty-name" } else { "empty-value" };
        refused(result, code, &format!("the {what} is empty"));
    };
    empty(rds::auth_token(DATABASE, 5432, "", REGION, c, now).map(drop), "user");
    empty(elasticache::auth_token("a", "", REGION, c, now).map(drop), "user");
    empty(memorydb::auth_token("", "a", REGION, c, now).map(drop), "name of the cache");
    empty(eks::token("", REGION, c, now).map(drop), "name of the cluster");
    empty(codecommit::git_credentials("", REGION, c, now).map(drop), "name of the repository");
    empty(aps::remote_write(b"", "", REGION, c, now).map(drop), "id of the workspace");
    empty(ec2::copy_snapshot_url("", REGION, "us-west-2", &[], HOUR, c, now).map(drop), "id of the snapshot");
    empty(chime::messaging_url("a", "", "s", &[], REGION, c, now).map(drop), "user or the session");
    empty(otlp::logs(b"", "group", "", REGION, c, now).map(drop), "log group or the log stream");
    let endpoint = "wss://v-1.kinesisvideo.us-east-1.amazonaws.com";
    empty(kinesisvideo::viewer_url(endpoint, "arn", "", REGION, c, now).map(drop), "X-Amz-ClientId");
    let five = Duration::from_secs(300);
    empty(bedrock_agentcore::runtime_url("", &[], REGION, five, c, now).map(drop), "ARN or id of AgentCore");
    empty(msk::auth_token("", c, now).map(drop), "region");
    empty(dsql::connect_token("", REGION, HOUR, c, now).map(drop), "host");
}

#[test]
fn a_host_is_nothing_but_a_host() {
    let (c, now) = (&credentials(), now());
    let sentence = "the host is not a DNS name in ASCII, an IPv4 address or an IPv6 address in brackets";
    for host in ["db.example/x", "db.example?x=1", "db example", "dé.example"] {
        refused(rds::auth_token(host, 5432, "app", REGION, c, now), "invalid-url", sentence);
        refused(iot::mqtt_url(host, REGION, c, now), "invalid-url", sentence);
        refused(dsql::admin_token(host, REGION, HOUR, c, now), "invalid-url", sentence);
        refused(appsync::events_url(host), "invalid-url", sentence);
    }
    for (host, sentence) in [
        ("user@db.example", "the URL has user information before its host"),
        ("db.example#x", "the URL has a fragment: a # that belongs to the path or the query is written %23"),
    ] {
        refused(rds::auth_token(host, 5432, "app", REGION, c, now), "invalid-url", sentence);
    }
    let sentence = "the host is given with a scheme: what follows :// is the host";
    refused(rds::auth_token("postgres://db.example", 1, "app", REGION, c, now), "invalid-url", sentence);
    refused(iot::mqtt_url("wss://a.example", REGION, c, now), "invalid-url", sentence);
    let sentence = "the host has a port, which is given apart from it";
    refused(rds::auth_token("db.example:5432", 5432, "app", REGION, c, now), "invalid-url", sentence);
    let sentence = "the port is not a number from 1 to 65535";
    refused(rds::auth_token("db.example", 0, "app", REGION, c, now), "invalid-url", sentence);
}

#[test]
fn the_region_is_the_one_that_the_host_names() {
    let (c, now, other) = (&credentials(), now(), "eu-west-1");
    let sentence = "the host says that it is in us-east-1, and the region that was given is eu-west-1";
    let wrong = |result: Result<(), Error>| {
        refused(result, "host-of-other-region", sentence);
    };
    for host in [
        "db.abc.us-east-1.rds.amazonaws.com",
        "DB.abc.US-EAST-1.rds.amazonaws.com",
        "eu-west-1.abc.us-east-1.rds.amazonaws.com",
    ] {
        wrong(rds::auth_token(host, 5432, "app", other, c, now).map(drop));
        assert!(rds::auth_token(host, 5432, "app", REGION, c, now).is_ok(), "{host}");
    }
    wrong(dsql::connect_token("a.dsql.us-east-1.on.aws", other, HOUR, c, now).map(drop));
    wrong(iot::mqtt_url("a-ats.iot.us-east-1.amazonaws.com", other, c, now).map(drop));
    wrong(appsync::graphql_url("a.appsync-api.us-east-1.amazonaws.com", other, c, now).map(drop));
    let request = Request::get("https://svc.vpc-lattice-svcs.us-east-1.on.aws/").unwrap();
    wrong(vpc_lattice::url(&request, other, HOUR, c, now).map(drop));
    // The host of a database in all regions, names of one's own, and one that only looks like AWS's.
    let host = "a.global-abc.global.rds.amazonaws.com";
    assert!(rds::auth_token(host, 5432, "app", other, c, now).is_ok());
    for host in ["mqtt.us-east-1.example.com", "us-east-1.iot.notamazonaws.com", "localhost"] {
        assert!(iot::mqtt_url(host, other, c, now).is_ok(), "{host}");
    }
}

#[test]
fn a_region_is_one_of_aws() {
    let (c, now) = (&credentials(), now());
    let request = Request::get("https://svc.vpc-lattice-svcs.us-east-1.on.aws/").unwrap();
    for region in ["US-EAST-1", "us-east-1.example.com", "us-east-1/", "auto", "eu"] {
        let sentence = format!("AWS has no region called {region}: their names are like eu-central-1, in lower case");
        let error = "unknown-region";
        refused(
            rds::auth_token("a.global-abc.global.rds.amazonaws.com", 5432, "app", region, c, now),
            error,
            &sentence,
        );
        refused(sts::caller_identity_url(region, HOUR, c, now), error, &sentence);
        refused(msk::auth_token(region, c, now), error, &sentence);
        refused(vpc_lattice::url(&request, region, HOUR, c, now), error, &sentence);
        refused(ec2::copy_snapshot_url("snap", REGION, region, &[], HOUR, c, now), error, &sentence);
    }
}
