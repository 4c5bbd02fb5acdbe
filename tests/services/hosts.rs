//! The hosts of every partition and the FIPS endpoints, compared with botocore's: `tests/services/botocore.toml`.

use std::time::Duration;

use presign::services::{
    aps, bedrock_agentcore, codecommit, ec2, eks, location, msk, otlp, polly, rds, sts, transcribe,
};
use presign::{Error, PresignedUrl};
use serde::Deserialize;

use crate::botocore::read;
use crate::fixtures::{credentials, now};
use crate::url_parts::Url;

#[derive(Deserialize)]
struct Table {
    #[serde(rename = "host")]
    hosts: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    service: String,
    region: String,
    plain: String,
    fips: String,
}

/// The host that a function finds for a service.
fn host(service: &str, region: &str) -> Result<String, Error> {
    let (expires_in, credentials, now) = (Duration::from_secs(60), credentials(), now());
    let presigned = |url: PresignedUrl| Url::parse(url.as_str()).authority.to_string();
    let signed = |request: presign::HeaderSignedRequest| Url::parse(request.url()).authority.to_string();
    let export = |signal| otlp::Export { signal, region, body: b"" };
    let speech = [("Text", "a"), ("OutputFormat", "mp3"), ("VoiceId", "Joanna")];
    match service {
        "bedrock-agentcore" => {
            bedrock_agentcore::RuntimeUrl { runtime_arn: "arn", region, parameters: &[], expires_in }
                .sign(&credentials, now)
                .map(presigned)
        }
        "ec2" => ec2::CopySnapshotUrl {
            source_snapshot_id: "snap",
            source_region: region,
            destination_region: "us-west-2",
            parameters: &[],
            expires_in,
        }
        .sign(&credentials, now)
        .map(presigned),
        "logs" => export(otlp::Signal::Logs { group: "group", stream: "stream" }).sign(&credentials, now).map(signed),
        "monitoring" => export(otlp::Signal::Metrics).sign(&credentials, now).map(signed),
        "polly" => polly::SpeechUrl { region, parameters: &speech, expires_in }.sign(&credentials, now).map(presigned),
        "rds" => {
            let copy = rds::CrossRegionUrl {
                action: "CopyDBSnapshot",
                source_region: region,
                destination_region: "us-west-2",
                parameters: &[],
                expires_in,
            };
            copy.sign(&credentials, now).map(presigned)
        }
        "sts" => sts::CallerIdentityUrl { region, expires_in }.sign(&credentials, now).map(presigned),
        "xray" => export(otlp::Signal::Traces).sign(&credentials, now).map(signed),
        _ => panic!("{service}"),
    }
}

#[test]
fn every_partition_has_the_hosts_of_botocore() {
    let Table { hosts } = read();
    assert_eq!(hosts.len(), 72);
    for Row { service, region, plain, fips } in hosts {
        assert_eq!(host(&service, &region), Ok(plain));
        // Both ways in which AWS's tools ask for it.
        for asked in [format!("{region}-fips"), format!("fips-{region}")] {
            let expected = match region.as_str() {
                "cn-north-1" => Err("a FIPS endpoint cannot be combined with a region in China".to_owned()),
                _ => Ok(fips.clone()),
            };
            let host = host(&service, &asked).map_err(|error| error.to_string());
            assert_eq!(host, expected, "{service} {asked}");
        }
    }
}

#[test]
fn hosts_that_botocore_does_not_know_are_those_of_the_documentation() {
    let (credentials, now) = (credentials(), now());
    let tile =
        location::MapUrl { path: "/maps/v0/maps/a/tiles/1/2/3", region: "cn-north-1" }.sign(&credentials, now).unwrap();
    assert_eq!(Url::parse(tile.as_str()).authority, "maps.geo.cn-north-1.amazonaws.com.cn");
    let stream = transcribe::StreamUrl {
        stream: transcribe::Stream::Standard,
        region: "us-gov-west-1-fips",
        parameters: &[],
        expires_in: Duration::from_secs(60),
    }
    .sign(&credentials, now)
    .unwrap();
    assert_eq!(Url::parse(stream.as_str()).authority, "transcribestreaming-fips.us-gov-west-1.amazonaws.com:8443");
    let write =
        aps::RemoteWrite { workspace: "ws-1", region: "us-east-1-fips", body: b"" }.sign(&credentials, now).unwrap();
    assert_eq!(Url::parse(write.url()).authority, "aps-workspaces-fips.us-east-1.amazonaws.com");
    // The two other streams differ in the path.
    for (stream, path) in [
        (transcribe::Stream::Medical, "/medical-stream-transcription-websocket"),
        (transcribe::Stream::CallAnalytics, "/call-analytics-stream-transcription-websocket"),
    ] {
        let (region, expires_in) = ("us-east-1", Duration::from_secs(60));
        let url = transcribe::StreamUrl { stream, region, parameters: &[], expires_in };
        let url = url.sign(&credentials, now).unwrap();
        assert_eq!(Url::parse(url.as_str()).path, path);
    }
}

#[test]
fn only_a_region_that_chooses_a_host_may_ask_for_its_fips_endpoint() {
    let refused = msk::AuthToken { region: "us-east-1-fips" }.sign(&credentials(), now()).err();
    assert_eq!(refused.map(|error| error.code()), Some("unknown-region"));
    // The region that is signed for has no such ending.
    let git = codecommit::GitLogin { repository: "a", region: "us-east-1-fips" }.sign(&credentials(), now()).unwrap();
    let plain = codecommit::GitLogin { repository: "a", region: "us-east-1" }.sign(&credentials(), now()).unwrap();
    assert_ne!(git.password().as_str(), plain.password().as_str());
    let token = eks::AuthToken { cluster: "a", region: "us-east-1-fips" }.sign(&credentials(), now()).unwrap();
    assert_ne!(
        token.as_str(),
        eks::AuthToken { cluster: "a", region: "us-east-1" }.sign(&credentials(), now()).unwrap().as_str()
    );
    let url = sts::CallerIdentityUrl { region: "us-east-1-fips", expires_in: Duration::from_secs(60) }
        .sign(&credentials(), now())
        .unwrap();
    assert!(url.as_str().contains("%2Fus-east-1%2Fsts%2F"));
}
