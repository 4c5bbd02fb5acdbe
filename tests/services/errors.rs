//! Arguments that a service would refuse, or read as something else: each has its sentence.

use std::time::Duration;

use presign::services::transcribe::{Stream, StreamUrl};
use presign::services::{
    appsync, aps, bedrock, bedrock_agentcore, chime, codecommit, dsql, ec2, ec2_instance_connect, eks, elasticache,
    iot, kinesisvideo, location, memorydb, msk, otlp, polly, rds, sts, vpc_lattice,
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
    over_limit(
        bedrock::ApiKey { region: REGION, expires_in: over(43_200) }.sign(c, now),
        "expiry of an Amazon Bedrock API key",
        43_200,
    );
    for stream in [Stream::Standard, Stream::Medical, Stream::CallAnalytics] {
        let url = StreamUrl { stream, region: REGION, parameters: &[], expires_in: over(300) };
        over_limit(url.sign(c, now), "expiry of an Amazon Transcribe URL", 300);
    }
    let what = "expiry of an Amazon Bedrock AgentCore URL";
    over_limit(
        bedrock_agentcore::RuntimeUrl { runtime_arn: "arn", region: REGION, parameters: &[], expires_in: over(300) }
            .sign(c, now),
        what,
        300,
    );
    over_limit(
        bedrock_agentcore::BrowserLiveViewUrl {
            browser_id: "a",
            session_id: "b",
            region: REGION,
            expires_in: over(300),
        }
        .sign(c, now),
        what,
        300,
    );
    let tunnel = |duration| {
        ec2_instance_connect::TunnelUrl {
            endpoint: EICE,
            port: 22,
            address: [10, 0, 0, 5].into(),
            region: REGION,
            max_duration: Some(duration),
        }
        .sign(c, now)
    };
    over_limit(tunnel(over(3600)), "duration of a tunnel", 3600);
    invalid(tunnel(Duration::ZERO), "the duration of a tunnel is 0 seconds");
    refused(tunnel(Duration::from_millis(1500)), "expiry-fraction", "the expiry is not a whole number of seconds");
    // The limit of every presigned URL.
    let sentence = "the expiry is 604801 seconds: at most 604800 seconds (7 days) are allowed";
    let week = over(604_800);
    let error = "expiry-too-long";
    refused(
        dsql::AuthToken { host: "a.dsql.us-east-1.on.aws", region: REGION, admin: false, expires_in: week }
            .sign(c, now),
        error,
        sentence,
    );
    refused(sts::CallerIdentityUrl { region: REGION, expires_in: week }.sign(c, now), error, sentence);
    refused(
        ec2::CopySnapshotUrl {
            source_snapshot_id: "snap",
            source_region: REGION,
            destination_region: "us-west-2",
            parameters: &[],
            expires_in: week,
        }
        .sign(c, now),
        error,
        sentence,
    );
    let zero = "the expiry is 0 seconds: it must be at least 1 second";
    refused(bedrock::ApiKey { region: REGION, expires_in: Duration::ZERO }.sign(c, now), "expiry-zero", zero);
}

#[test]
fn names_that_a_service_does_not_have() {
    let (c, now) = (&credentials(), now());
    let sentence = "the name of the cache has a character other than A-Z a-z 0-9 -: it is not the cache's endpoint";
    let endpoint = "my-cluster.abc.0001.use1.cache.amazonaws.com";
    invalid(
        elasticache::AuthToken { cache: endpoint, user: "user", region: REGION, serverless: false }.sign(c, now),
        sentence,
    );
    invalid(memorydb::AuthToken { cluster: "my-cluster:6379", user: "user", region: REGION }.sign(c, now), sentence);
    let sentence = "the name of the cluster has white space or a character beyond ASCII";
    for name in ["my cluster", " my-cluster", "my-cluster\n", "my-clüster"] {
        invalid(eks::AuthToken { cluster: name, region: REGION }.sign(c, now), sentence);
    }
    let sentence = "the cluster is given by its ARN: its name is what follows cluster/ there";
    invalid(
        eks::AuthToken { cluster: "arn:aws:eks:us-east-1:111122223333:cluster/my-cluster", region: REGION }
            .sign(c, now),
        sentence,
    );
    let sentence = "the name of the repository has a character other than A-Z a-z 0-9 . _ -";
    invalid(codecommit::GitLogin { repository: "a/b", region: REGION }.sign(c, now), sentence);
    let sentence = "the id of the workspace has a character other than A-Z a-z 0-9 -";
    invalid(aps::RemoteWrite { workspace: "ws/..", region: REGION, body: b"" }.sign(c, now), sentence);
    let sentence = "the action is not one that accepts a PreSignedUrl, such as CopyDBSnapshot";
    invalid(
        rds::CrossRegionUrl {
            action: "DeleteDBInstance",
            source_region: REGION,
            destination_region: "us-west-2",
            parameters: &[],
            expires_in: HOUR,
        }
        .sign(c, now),
        sentence,
    );
    let sentence = "Amazon Polly requires the parameters Text, OutputFormat and VoiceId";
    invalid(
        polly::SpeechUrl { region: REGION, parameters: &[("Text", "a"), ("VoiceId", "Joanna")], expires_in: HOUR }
            .sign(c, now),
        sentence,
    );
    let sentence = "the DNS name of an EC2 Instance Connect Endpoint begins with its id, eice-";
    let address = [10, 0, 0, 5].into();
    invalid(
        ec2_instance_connect::TunnelUrl {
            endpoint: "example.com",
            port: 22,
            address,
            region: REGION,
            max_duration: None,
        }
        .sign(c, now),
        sentence,
    );
    let sentence = "the endpoint of a signaling channel begins with wss://: it is the one for the protocol WSS";
    invalid(
        kinesisvideo::ChannelUrl {
            endpoint: "https://r-1.kinesisvideo.us-east-1.amazonaws.com",
            channel_arn: "a",
            region: REGION,
            viewer: None,
        }
        .sign(c, now),
        sentence,
    );
    let sentence = "the path does not begin with a slash";
    invalid(location::MapUrl { path: "maps", region: REGION }.sign(c, now), sentence);
    invalid(
        appsync::Authorization { host: "api.example.com", path: "graphql", region: REGION, body: "{}" }.sign(c, now),
        sentence,
    );
    invalid(location::MapUrl { path: "/maps?key=1", region: REGION }.sign(c, now), "the path has a query");
    let sentence =
        "a segment of the path is . or .., which HTTP clients resolve: the path would have another signature";
    let five = Duration::from_secs(300);
    refused(
        bedrock_agentcore::BrowserLiveViewUrl { browser_id: "..", session_id: "b", region: REGION, expires_in: five }
            .sign(c, now),
        "resolved-path",
        sentence,
    );
}

#[test]
fn what_must_not_be_empty() {
    let (c, now) = (&credentials(), now());
    let empty = |result: Result<(), Error>, what: &'static str| {
        let code = if matches!(what, "region" | "host") { "empty-name" } else { "empty-value" };
        refused(result, code, &format!("the {what} is empty"));
    };
    empty(rds::AuthToken { host: DATABASE, port: 5432, user: "", region: REGION }.sign(c, now).map(drop), "user");
    empty(
        elasticache::AuthToken { cache: "a", user: "", region: REGION, serverless: false }.sign(c, now).map(drop),
        "user",
    );
    empty(memorydb::AuthToken { cluster: "", user: "a", region: REGION }.sign(c, now).map(drop), "name of the cache");
    empty(eks::AuthToken { cluster: "", region: REGION }.sign(c, now).map(drop), "name of the cluster");
    empty(codecommit::GitLogin { repository: "", region: REGION }.sign(c, now).map(drop), "name of the repository");
    empty(aps::RemoteWrite { workspace: "", region: REGION, body: b"" }.sign(c, now).map(drop), "id of the workspace");
    empty(
        ec2::CopySnapshotUrl {
            source_snapshot_id: "",
            source_region: REGION,
            destination_region: "us-west-2",
            parameters: &[],
            expires_in: HOUR,
        }
        .sign(c, now)
        .map(drop),
        "id of the snapshot",
    );
    empty(
        chime::MessagingUrl { endpoint: "a", user_arn: "", session_id: "s", region: REGION, parameters: &[] }
            .sign(c, now)
            .map(drop),
        "user or the session",
    );
    empty(
        otlp::Export { signal: otlp::Signal::Logs { group: "group", stream: "" }, region: REGION, body: b"" }
            .sign(c, now)
            .map(drop),
        "log group or the log stream",
    );
    let endpoint = "wss://v-1.kinesisvideo.us-east-1.amazonaws.com";
    empty(
        kinesisvideo::ChannelUrl { endpoint, channel_arn: "arn", region: REGION, viewer: Some("") }
            .sign(c, now)
            .map(drop),
        "X-Amz-ClientId",
    );
    let five = Duration::from_secs(300);
    empty(
        bedrock_agentcore::RuntimeUrl { runtime_arn: "", region: REGION, parameters: &[], expires_in: five }
            .sign(c, now)
            .map(drop),
        "ARN or id of AgentCore",
    );
    empty(msk::AuthToken { region: "" }.sign(c, now).map(drop), "region");
    empty(dsql::AuthToken { host: "", region: REGION, admin: false, expires_in: HOUR }.sign(c, now).map(drop), "host");
}

#[test]
fn a_host_is_nothing_but_a_host() {
    let (c, now) = (&credentials(), now());
    let sentence = "the host is not a DNS name in ASCII, an IPv4 address or an IPv6 address in brackets";
    for host in ["db.example/x", "db.example?x=1", "db example", "dé.example"] {
        refused(rds::AuthToken { host, port: 5432, user: "app", region: REGION }.sign(c, now), "invalid-url", sentence);
        refused(iot::MqttUrl { endpoint: host, region: REGION }.sign(c, now), "invalid-url", sentence);
        refused(
            dsql::AuthToken { host, region: REGION, admin: true, expires_in: HOUR }.sign(c, now),
            "invalid-url",
            sentence,
        );
        refused(appsync::EventsSocket { host, region: REGION }.url(), "invalid-url", sentence);
    }
    for (host, sentence) in [
        ("user@db.example", "the URL has user information before its host"),
        ("db.example#x", "the URL has a fragment: a # that belongs to the path or the query is written %23"),
    ] {
        refused(rds::AuthToken { host, port: 5432, user: "app", region: REGION }.sign(c, now), "invalid-url", sentence);
    }
    let sentence = "the host is given with a scheme: what follows :// is the host";
    refused(
        rds::AuthToken { host: "postgres://db.example", port: 1, user: "app", region: REGION }.sign(c, now),
        "invalid-url",
        sentence,
    );
    refused(iot::MqttUrl { endpoint: "wss://a.example", region: REGION }.sign(c, now), "invalid-url", sentence);
    let sentence = "the host has a port, which is given apart from it";
    refused(
        rds::AuthToken { host: "db.example:5432", port: 5432, user: "app", region: REGION }.sign(c, now),
        "invalid-url",
        sentence,
    );
    let sentence = "the port is not a number from 1 to 65535";
    refused(
        rds::AuthToken { host: "db.example", port: 0, user: "app", region: REGION }.sign(c, now),
        "invalid-url",
        sentence,
    );
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
        wrong(rds::AuthToken { host, port: 5432, user: "app", region: other }.sign(c, now).map(drop));
        assert!(rds::AuthToken { host, port: 5432, user: "app", region: REGION }.sign(c, now).is_ok(), "{host}");
    }
    wrong(
        dsql::AuthToken { host: "a.dsql.us-east-1.on.aws", region: other, admin: false, expires_in: HOUR }
            .sign(c, now)
            .map(drop),
    );
    wrong(iot::MqttUrl { endpoint: "a-ats.iot.us-east-1.amazonaws.com", region: other }.sign(c, now).map(drop));
    wrong(appsync::GraphqlUrl { host: "a.appsync-api.us-east-1.amazonaws.com", region: other }.sign(c, now).map(drop));
    let request = Request::get("https://svc.vpc-lattice-svcs.us-east-1.on.aws/").unwrap();
    wrong(vpc_lattice::RequestUrl { request: &request, region: other, expires_in: HOUR }.sign(c, now).map(drop));
    // The host of a database in all regions, names of one's own, and one that only looks like AWS's.
    let host = "a.global-abc.global.rds.amazonaws.com";
    assert!(rds::AuthToken { host, port: 5432, user: "app", region: other }.sign(c, now).is_ok());
    for host in ["mqtt.us-east-1.example.com", "us-east-1.iot.notamazonaws.com", "localhost"] {
        assert!(iot::MqttUrl { endpoint: host, region: other }.sign(c, now).is_ok(), "{host}");
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
            rds::AuthToken { host: "a.global-abc.global.rds.amazonaws.com", port: 5432, user: "app", region }
                .sign(c, now),
            error,
            &sentence,
        );
        refused(sts::CallerIdentityUrl { region, expires_in: HOUR }.sign(c, now), error, &sentence);
        refused(msk::AuthToken { region }.sign(c, now), error, &sentence);
        refused(vpc_lattice::RequestUrl { request: &request, region, expires_in: HOUR }.sign(c, now), error, &sentence);
        refused(
            ec2::CopySnapshotUrl {
                source_snapshot_id: "snap",
                source_region: REGION,
                destination_region: region,
                parameters: &[],
                expires_in: HOUR,
            }
            .sign(c, now),
            error,
            &sentence,
        );
    }
}
