//! URLs of services that have a form of their own.

use std::time::Duration;

use presign::services::{bedrock_agentcore, ec2_instance_connect, iot, kinesisvideo, polly, transcribe};
use serde_json::Value;

use crate::program::{AT, Presign, credentials, now, presign};

const REGION: &str = "us-east-1";

fn service(arguments: &[&str]) -> Presign {
    presign(&[&["service"], arguments, &["--at", AT]].concat())
}

/// The tests of the library compare these functions with other implementations.
#[test]
fn each_service_has_the_url_of_the_library() {
    let (c, now) = (&credentials(), now());
    let seconds = Duration::from_secs;
    let things = "a-ats.iot.us-east-1.amazonaws.com";
    let speech = ["--query", "Text=a b", "--query", "OutputFormat=mp3", "--query", "VoiceId=Joanna"];
    let pairs = [("Text", "a b"), ("OutputFormat", "mp3"), ("VoiceId", "Joanna")];
    let language = ["--query", "language-code=en-US"];
    let codes = [("language-code", "en-US")];
    let channel = "arn:aws:kinesisvideo:us-east-1:123456789012:channel/a/1";
    let (master, viewer) =
        ("wss://m-1.kinesisvideo.us-east-1.amazonaws.com", "wss://v-1.kinesisvideo.us-east-1.amazonaws.com");
    let eice = "eice-1.b.ec2-instance-connect-endpoint.us-east-1.amazonaws.com";
    let address = [10, 0, 0, 5].into();
    let urls = [
        (vec!["iot", things], iot::MqttUrl { endpoint: things, region: REGION }.sign(c, now)),
        (
            [&["polly"], &speech[..]].concat(),
            polly::SpeechUrl { region: REGION, parameters: &pairs, expires_in: seconds(3600) }.sign(c, now),
        ),
        (
            [&["transcribe"], &language[..]].concat(),
            transcribe::StreamUrl {
                stream: transcribe::Stream::Standard,
                region: REGION,
                parameters: &codes,
                expires_in: seconds(60),
            }
            .sign(c, now),
        ),
        (
            [&["transcribe", "--stream", "medical"], &language[..]].concat(),
            transcribe::StreamUrl {
                stream: transcribe::Stream::Medical,
                region: REGION,
                parameters: &codes,
                expires_in: seconds(60),
            }
            .sign(c, now),
        ),
        (
            [&["transcribe", "--stream", "call-analytics", "--expires", "5m"], &language[..]].concat(),
            transcribe::StreamUrl {
                stream: transcribe::Stream::CallAnalytics,
                region: REGION,
                parameters: &codes,
                expires_in: seconds(300),
            }
            .sign(c, now),
        ),
        (
            vec!["kinesisvideo", master, "--channel", channel],
            kinesisvideo::ChannelUrl { endpoint: master, channel_arn: channel, region: REGION, viewer: None }
                .sign(c, now),
        ),
        (
            vec!["kinesisvideo", viewer, "--channel", channel, "--client-id", "me"],
            kinesisvideo::ChannelUrl { endpoint: viewer, channel_arn: channel, region: REGION, viewer: Some("me") }
                .sign(c, now),
        ),
        (
            vec!["agentcore", "arn:a", "--query", "qualifier=DEFAULT"],
            bedrock_agentcore::RuntimeUrl {
                runtime_arn: "arn:a",
                region: REGION,
                parameters: &[("qualifier", "DEFAULT")],
                expires_in: seconds(300),
            }
            .sign(c, now),
        ),
        (
            vec!["ssh-tunnel", eice, "10.0.0.5", "--max-duration", "30m"],
            ec2_instance_connect::TunnelUrl {
                endpoint: eice,
                port: 22,
                address,
                region: REGION,
                max_duration: Some(seconds(1800)),
            }
            .sign(c, now),
        ),
        (
            vec!["ssh-tunnel", eice, "10.0.0.5", "--port", "3389"],
            ec2_instance_connect::TunnelUrl { endpoint: eice, port: 3389, address, region: REGION, max_duration: None }
                .sign(c, now),
        ),
    ];
    for (arguments, expected) in urls {
        assert_eq!(service(&arguments).stdout(), format!("{}\n", expected.unwrap()), "{arguments:?}");
    }
}

#[test]
fn json_and_settings() {
    let arguments = ["agentcore", "arn:a", "--json", "--region", "us-west-2"];
    let printed = service(&arguments).env("AWS_USE_FIPS_ENDPOINT", "true").stdout();
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["method"], "GET");
    assert_eq!(printed["expires_at"], "2013-05-24T00:05:00Z");
    let url = printed["url"].as_str().unwrap();
    assert!(url.starts_with("wss://bedrock-agentcore-fips.us-west-2.amazonaws.com/runtimes/arn%3Aa/ws?"), "{url}");
}

#[test]
fn refusals_are_those_of_the_library() {
    let refusal = service(&["transcribe", "--expires", "1h"]).refusal();
    assert_eq!(
        refusal,
        "presign: the expiry of an Amazon Transcribe URL is 3600 seconds: at most 300 seconds are allowed\n"
    );
    let refusal = service(&["polly", "--query", "Text=a"]).refusal();
    assert_eq!(refusal, "presign: Amazon Polly requires the parameters Text, OutputFormat and VoiceId\n");
}
