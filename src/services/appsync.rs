//! AWS AppSync: WebSockets of GraphQL subscriptions and of Events, whose signature is the one of an HTTP request.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::time::Duration;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

use crate::error::{Error, Reason};
use crate::services::endpoint::{known, request};
use crate::services::{Keys, Token};
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

/// The WebSocket subprotocol of AppSync Events, to be offered together with the one that [`EventsSocket::sign`]
/// returns.
pub const EVENTS_PROTOCOL: &str = "aws-appsync-event-ws";

/// Describes the WebSocket of a GraphQL API's subscriptions, with the subprotocol `graphql-ws`. Connect within five
/// minutes.
///
/// ```
/// use presign::{Credentials, Timestamp, services::appsync};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
/// let url = appsync::GraphqlUrl { host, region: "us-east-1" }.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("wss://example1234567890000.appsync-realtime-api.us-east-1.amazonaws.com/graphql?header="));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS AppSync Developer Guide, "Building a real-time WebSocket client in AWS AppSync".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphqlUrl<'a> {
    /// The host of the API's GraphQL endpoint: AppSync's own, or a custom domain.
    pub host: &'a str,
    /// The region of the API.
    pub region: &'a str,
}

impl GraphqlUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `empty-name`, `invalid-url`: the host is not one.
    /// - `empty-name`, `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
    /// - `signer-of-other-service`, and as [`Request::sign`](crate::Request::sign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let host = self.host.to_ascii_lowercase();
        let connect = Authorization { host: &host, path: "/graphql/connect", body: "{}", region: self.region };
        let headers = connect.sign(keys, now)?;
        let (host, path) = match realtime(&host) {
            Cow::Borrowed(custom) => (Cow::Borrowed(custom), "/graphql/realtime"),
            Cow::Owned(own) => (Cow::Owned(own), "/graphql"),
        };
        let header = Base64::encode_string(headers.as_str().as_bytes());
        let request = request("GET", "wss", &host, path)?.query("header", &header).query("payload", "e30=");
        let url = format!("{}?{}", request.address.as_str(), request.query.text().trim_end_matches('&'));
        Ok(PresignedUrl::new(url, &request, headers.expires_at()))
    }
}

/// Describes the WebSocket of an Event API: its address, and the subprotocol with which a client authenticates as it
/// opens it.
///
/// ```
/// use presign::{Credentials, Timestamp, services::appsync};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
/// let socket = appsync::EventsSocket { host, region: "us-east-1" };
/// let subprotocol = socket.sign(&credentials, now)?;
/// let header = format!("{}, {}", appsync::EVENTS_PROTOCOL, subprotocol.as_str());
/// assert_eq!(socket.url()?, "wss://example1234567890000.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime");
/// assert!(header.starts_with("aws-appsync-event-ws, header-ey"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS AppSync Events Developer Guide, "Understanding the Event API WebSocket protocol".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventsSocket<'a> {
    /// The HTTP host of the API: AppSync's own, or a custom domain.
    pub host: &'a str,
    /// The region of the API.
    pub region: &'a str,
}

impl EventsSocket<'_> {
    /// Signs the subprotocol, which is accepted for five minutes.
    ///
    /// # Errors
    /// As [`GraphqlUrl::sign`].
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        let connect = Authorization { host: self.host, path: "/event", body: "{}", region: self.region };
        let headers = connect.sign(keys, now)?;
        let header = Base64UrlUnpadded::encode_string(headers.as_str().as_bytes());
        Ok(Token::new(["header-", &header].concat(), headers.expires_at()))
    }

    /// Returns the address, in which nothing is signed.
    ///
    /// # Errors
    /// `empty-name`, `invalid-url`: the host is not one.
    pub fn url(&self) -> Result<String, Error> {
        request("GET", "wss", &realtime(&self.host.to_ascii_lowercase()), "/event/realtime")
            .map(|request| request.address.as_str().into())
    }
}

/// Describes the JSON object that a message over the WebSocket carries as its `authorization`. It is accepted for five
/// minutes.
///
/// ```
/// use presign::{Credentials, Timestamp, services::appsync};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let host = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
/// let body = r#"{"channel":"/default/messages"}"#;
/// let authorization = appsync::Authorization { host, path: "/event", body, region: "us-east-1" };
/// let authorization = authorization.sign(&credentials, now)?;
/// let authorization = authorization.as_str();
/// let message =
///     format!(r#"{{"type":"subscribe","id":"1","channel":"/default/messages","authorization":{authorization}}}"#);
/// assert!(message.contains(r#""authorization":{"host": "example1234567890000.appsync-api.us-east-1.amazonaws.com""#));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: as [`GraphqlUrl`] and [`EventsSocket`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// The HTTP host of the API: AppSync's own, or a custom domain.
    pub host: &'a str,
    /// `/event` for Events, `/graphql` for GraphQL.
    pub path: &'a str,
    /// For Events the JSON object with the `channel` to subscribe to, and the `events` to publish; for GraphQL the
    /// string in the message's `data`. What is sent must be the same.
    pub body: &'a str,
    /// The region of the API.
    pub region: &'a str,
}

impl Authorization<'_> {
    /// Signs the object.
    ///
    /// # Errors
    /// - As [`GraphqlUrl::sign`].
    /// - `invalid-argument`: the path does not begin with a slash.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        if !self.path.starts_with('/') {
            return Err(Error(Reason::InvalidArgument("the path does not begin with a slash")));
        }
        let (request, keys) = (request("POST", "https", self.host, self.path)?.body(self.body), keys.into());
        let request = HEADERS.iter().fold(request, |request, (name, value)| request.header(name, value));
        let signed = keys.sign(&request, (known(self.region)?, "appsync"), now)?;
        let mut text = String::new();
        json::push_object(&mut text, [("host", request.address.host())].into_iter().chain(signed.headers()));
        Ok(Token::new(text, keys.end(LIFETIME, now)))
    }
}

/// The host of WebSockets. A custom domain is borrowed: it has one host for both.
fn realtime(host: &str) -> Cow<'_, str> {
    match host.split_once(".appsync-api.") {
        Some((api, rest)) => Cow::Owned(format!("{api}.appsync-realtime-api.{rest}")),
        None => Cow::Borrowed(host),
    }
}
