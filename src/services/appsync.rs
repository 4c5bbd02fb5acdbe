//! AWS AppSync: WebSockets of GraphQL subscriptions and of Events, whose signature is the one of an HTTP request.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::time::Duration;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::Token;
use crate::services::endpoint::{known, request};
use crate::services::presign::{end, signer};
use crate::signing::PresignedUrl;
use crate::text::json;
use crate::timestamp::Timestamp;

/// The headers that AppSync wants signed.
const HEADERS: [(&str, &str); 3] = [
    ("accept", "application/json, text/javascript"),
    ("content-encoding", "amz-1.0"),
    ("content-type", "application/json; charset=UTF-8"),
];
/// How long a request that is signed by its headers is accepted.
const LIFETIME: Duration = Duration::from_secs(300);

/// The WebSocket subprotocol of AppSync Events, to be offered together with [`events_subprotocol`].
pub const EVENTS_PROTOCOL: &str = "aws-appsync-event-ws";

/// The WebSocket of a GraphQL API's subscriptions, with the subprotocol `graphql-ws`. Connect within five minutes.
///
/// `host` is that of the API's GraphQL endpoint: AppSync's own, or a custom domain.
///
/// ```
/// use presign::{Credentials, Timestamp, services::appsync};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
/// let url = appsync::graphql_url(host, "us-east-1", &credentials, now)?;
/// assert!(url.as_str().starts_with("wss://example1234567890000.appsync-realtime-api.us-east-1.amazonaws.com/graphql?header="));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`, `invalid-url`: the host is not one.
/// - `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
/// - As [`Signer::sign`](crate::Signer::sign) for the credentials.
///
/// Source: AWS AppSync Developer Guide, "Building a real-time WebSocket client in AWS AppSync".
pub fn graphql_url(host: &str, region: &str, credentials: &Credentials, now: Timestamp) -> Result<PresignedUrl, Error> {
    let host = host.to_ascii_lowercase();
    let headers = authorization(&host, "/graphql/connect", "{}", region, credentials, now)?;
    let (host, path) = match realtime(&host) {
        Cow::Borrowed(custom) => (Cow::Borrowed(custom), "/graphql/realtime"),
        Cow::Owned(own) => (Cow::Owned(own), "/graphql"),
    };
    let header = Base64::encode_string(headers.as_str().as_bytes());
    let request = request("GET", "wss", &host, path)?.query("header", &header).query("payload", "e30=");
    let url = format!("{}?{}", request.address.as_str(), request.query.text().trim_end_matches('&'));
    Ok(PresignedUrl::new(url, &request, headers.expires_at()))
}

/// The WebSocket of an Event API: the address alone, since the signature is in a subprotocol.
///
/// `host` is the HTTP host of the API: AppSync's own, or a custom domain.
///
/// # Errors
/// `empty-value`, `invalid-url`: the host is not one.
pub fn events_url(host: &str) -> Result<String, Error> {
    request("GET", "wss", &realtime(&host.to_ascii_lowercase()), "/event/realtime")
        .map(|request| request.address.as_str().into())
}

/// The subprotocol with which a client authenticates as it opens the WebSocket of an Event API. It is accepted for five
/// minutes.
///
/// ```
/// use presign::{Credentials, Timestamp, services::appsync};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
/// let url = appsync::events_url(host)?;
/// let subprotocol = appsync::events_subprotocol(host, "us-east-1", &credentials, now)?;
/// let header = format!("{}, {}", appsync::EVENTS_PROTOCOL, subprotocol.as_str());
/// assert_eq!(url, "wss://example1234567890000.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime");
/// assert!(header.starts_with("aws-appsync-event-ws, header-ey"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// As [`graphql_url`].
///
/// Source: AWS AppSync Events Developer Guide, "Understanding the Event API WebSocket protocol".
pub fn events_subprotocol(host: &str, region: &str, credentials: &Credentials, now: Timestamp) -> Result<Token, Error> {
    let headers = authorization(host, "/event", "{}", region, credentials, now)?;
    let header = Base64UrlUnpadded::encode_string(headers.as_str().as_bytes());
    Ok(Token::new(["header-", &header].concat(), headers.expires_at()))
}

/// The JSON object that a message over the WebSocket carries as its `authorization`. It is accepted for five minutes.
///
/// For Events `path` is `/event`, and `body` is the JSON object with the `channel` to subscribe to, and the `events` to
/// publish. For GraphQL `path` is `/graphql`, and `body` is the string in the message's `data`. What is sent must be the
/// same.
///
/// ```
/// use presign::{Credentials, Timestamp, services::appsync};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
/// let body = r#"{"channel":"/default/messages"}"#;
/// let authorization = appsync::authorization(host, "/event", body, "us-east-1", &credentials, now)?;
/// let authorization = authorization.as_str();
/// let message =
///     format!(r#"{{"type":"subscribe","id":"1","channel":"/default/messages","authorization":{authorization}}}"#);
/// assert!(message.contains(r#""authorization":{"host": "example1234567890000.appsync-api.us-east-1.amazonaws.com""#));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - As [`graphql_url`].
/// - `invalid-argument`: the path does not begin with a slash.
///
/// Source: as [`graphql_url`] and [`events_subprotocol`].
pub fn authorization(
    host: &str,
    path: &str,
    body: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Token, Error> {
    if !path.starts_with('/') {
        return Err(Error(Reason::InvalidArgument("the path does not begin with a slash")));
    }
    let request = request("POST", "https", host, path)?.body(body);
    let request = HEADERS.iter().fold(request, |request, (name, value)| request.header(name, value));
    let signed = signer(&request, (known(region)?, "appsync"), credentials)?.sign(&request, now)?;
    let mut text = String::new();
    json::push_object(&mut text, [("host", request.address.host())].into_iter().chain(signed.headers()));
    Ok(Token::new(text, end(LIFETIME, credentials, now)))
}

/// The host of WebSockets. A custom domain is borrowed: it has one host for both.
fn realtime(host: &str) -> Cow<'_, str> {
    match host.split_once(".appsync-api.") {
        Some((api, rest)) => Cow::Owned(format!("{api}.appsync-realtime-api.{rest}")),
        None => Cow::Borrowed(host),
    }
}
