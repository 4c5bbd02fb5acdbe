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
    let text = sight.text();
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
    let text = sight.text();
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
    if is_known || !is_bedrock || !(is_colon(text) || is_colon(url)) {
        return Vec::new();
    }
    let sentence = "the id of the model has a colon (or, as an ARN, slashes), which is sent as %3A and which services other than S3 sign encoded once more, as %253A: signers that \
                    are made by hand or for S3 encode it once, and others encode it twice in the URL as well; ids without a colon then work";
    [Finding::new(Kind::Path, sentence)].into()
}

/// How programs name Amazon SES, in lower case.
const MAIL: [&str; 10] = [
    "/ses/aws4_request",
    "aws.ses",
    "client-ses",
    "sesclient",
    "sesv2",
    "amazonses",
    "simpleemail",
    "sendemail",
    "send_email",
    "sendrawemail",
];

/// The credentials of the SMTP interface are used for the API.
/// Source: Amazon SES, "Obtaining Amazon SES SMTP credentials".
pub(in crate::explain::compare::likely) fn mail(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_mail = MAIL.iter().any(|name| text.contains(name))
        || text.contains("host:email.")
        || sight.host().is_some_and(|host| host.starts_with("email."));
    let sentence = "the credentials may be those of the SMTP interface of Amazon SES: its password is made from a secret access key \
                    and is none itself; the API is signed with the access key and the secret access key of an IAM user";
    (is_mail && sight.case.answer.is_mismatch()).then(|| Finding::new(Kind::Secret, sentence)).into_iter().collect()
}

/// Clients that read a session token from a setting of their own: their names, what shows that it is set, and the
/// setting.
const TOKENS: [(&[&str], &[&str], &str); 7] = [
    (
        &["s3a://", "fs.s3a", "hadoop"],
        &["fs.s3a.session.token", "temporaryawscredentialsprovider"],
        "Hadoop's S3A wants fs.s3a.session.token and fs.s3a.aws.credentials.provider=org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
    ),
    (&["rclone"], &["session_token", "session-token"], "rclone wants session_token, or env_auth = true"),
    (&["s3cmd"], &["access_token", "access-token"], "s3cmd wants access_token"),
    (&["duckdb"], &["session_token"], "DuckDB wants SESSION_TOKEN in its secret, or the provider credential_chain"),
    (&["clickhouse"], &["session_token"], "ClickHouse wants the session token as a third argument"),
    (
        &["trino", "presto"],
        &["session-token", "session_token"],
        "Trino wants credentials that renew themselves (s3.iam-role)",
    ),
    (
        &["copy into", "unload (", "redshift"],
        &["aws_token", "session_token"],
        "the statement wants the token among its CREDENTIALS",
    ),
];

/// Words of temporary credentials, in lower case.
const TEMPORARY: [&str; 9] = [
    "session token",
    "aws_session_token",
    "sessiontoken",
    "temporary cred",
    "temporary key",
    "assume-role",
    "assumerole",
    "assume_role",
    "=asia",
];

/// A client that most likely does not send the session token, which is there.
pub(in crate::explain::compare::likely) fn token_of_client(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    if !TEMPORARY.iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let sentence = |setting: &str| {
        alloc::format!(
            "the credentials are temporary, and nothing here shows that the client is configured to send their session token, without which they are refused: {setting}"
        )
    };
    let row = TOKENS.iter().find(|(names, set, _)| {
        has(names)
            && !text
                .lines()
                .any(|line| set.iter().any(|word| line.contains(word) && !line.contains("aws_session_token")))
    });
    row.map(|(.., setting)| Finding::new(Kind::TokenMissing, sentence(setting))).into_iter().collect()
}
