//! Services other than S3 that say no more than that they refuse.

use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::{Finding, Kind};

/// A service: what names it, in lower case, what it wants of a URL for a WebSocket, and the permissions.
struct Service {
    names: &'static [&'static str],
    token: &'static str,
    permission: &'static str,
}

/// Source: AWS IoT Core, "Device communication protocols" (MQTT over the WebSocket protocol); Amazon Kinesis Video
/// Streams with WebRTC, "Control access"; Amazon Transcribe, "Setting up a WebSocket stream"; Amazon API Gateway,
/// "Control access to a WebSocket API".
const SOCKETS: [Service; 4] = [
    Service {
        names: &[".iot.", "iotdevicegateway", "mqtt", "aws iot"],
        token: "AWS IoT wants the service iotdevicegateway and the path /mqtt in the signature, and a session token that is not signed: X-Amz-Security-Token must be \
                appended to the URL after it is signed, which most signers do not do by themselves",
        permission: "the policy must allow iot:Connect for the client id (for users of Cognito, by a policy of IoT that is attached to the identity too), and \
                     the endpoint must be that of the account and region (describe-endpoint, iot:Data-ATS)",
    },
    Service {
        names: &["kinesisvideo", "kinesis video", "webrtc"],
        token: "a URL for signaling is signed for the service kinesisvideo with the query of the role, the channel's ARN and the client id, and with the session token",
        permission: "the policy must allow kinesisvideo:ConnectAsMaster, or kinesisvideo:ConnectAsViewer, for the channel, in whichever role signs (such as that of the Lambda \
                     function)",
    },
    Service {
        names: &["transcribe"],
        token: "a URL for a stream is signed for the service transcribe, the port 8443 and all its parameters, and with the session token, for 5 minutes at most",
        permission: "the policy must allow transcribe:StartStreamTranscriptionWebSocket",
    },
    Service {
        names: &["execute-api"],
        token: "a URL for a WebSocket API is signed for the service execute-api, with the stage as its path and without a slash after it",
        permission: "the policy must allow execute-api:Invoke for the route $connect",
    },
];

/// How programs say that a WebSocket was refused, in lower case.
const REFUSED: [&str; 10] = [
    "403",
    "forbidden",
    "401",
    "bad handshake",
    "bad status",
    "handshake",
    "connection closed",
    "connection refused",
    "connect failed",
    "not authorized",
];

/// A WebSocket that was refused, of which the client tells the status alone.
pub(in crate::explain::compare::likely) fn sockets(sight: &Sight<'_>) -> Vec<Finding> {
    let url = sight.case.evidence.url.as_deref().unwrap_or_default().to_ascii_lowercase();
    let text = sight.case.text();
    let has = |word: &str| text.contains(word) || url.contains(word);
    let is_socket = ["wss:", "websocket", "mqtt", "webrtc"].iter().any(|word| has(word));
    let service = SOCKETS.iter().find(|service| service.names.iter().any(|name| has(name)));
    let Some(service) = service.filter(|_| is_socket && REFUSED.iter().any(|word| text.contains(word))) else {
        return Vec::new();
    };
    // Without a word on tokens, the keys may be those of a user.
    let has_token = ["token", "sts", "cognito", "assume", "temporary", "sign", "asia"].iter().any(|word| has(word));
    let mut found =
        alloc::vec![Finding::new(Kind::Token, service.token), Finding::new(Kind::Permission, service.permission)];
    if !has_token || service.names.contains(&"webrtc") {
        found.reverse();
    }
    found
}

/// The ids of Bedrock's models have a colon, or are ARNs with slashes.
/// Source: Amazon Bedrock API Reference, `InvokeModel`; AWS, "Create a signed AWS API request", step 1 (canonical URI).
pub(in crate::explain::compare::likely) fn models(sight: &Sight<'_>) -> Vec<Finding> {
    let url = sight.case.evidence.url.as_deref().unwrap_or_default();
    let text = sight.case.text();
    let is_bedrock = text.contains("bedrock") || url.contains("bedrock");
    let is_colon = |text: &str| {
        let is_version = |(at, _): (usize, &str)| text[at + 2..].starts_with(|c: char| c.is_ascii_digit());
        let has_version = text
            .match_indices("-v")
            .take(50)
            .any(|(at, it)| is_version((at, it)) && text[at..].chars().take(6).any(|c| c == ':'));
        has_version
            || text.contains("arn:aws:bedrock")
            || text.contains("%3a")
            || text.contains("%3A")
            || text.contains("colon")
    };
    let is_known = sight.received.is_some() || !sight.case.answer.is_mismatch();
    if is_known || !is_bedrock || !(is_colon(&text) || is_colon(url)) {
        return Vec::new();
    }
    let sentence = "the id of the model has a colon (or, as an ARN, slashes), which is sent as %3A and which services other than S3 sign encoded once more, as %253A: signers that \
                    are made by hand or for S3 encode it once, and others encode it twice in the URL as well; ids without a colon then work";
    [Finding::new(Kind::Path, sentence)].into()
}
