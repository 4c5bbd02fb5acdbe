//! Amazon Bedrock AgentCore: WebSockets of agents, and views of browsers.

use alloc::string::String;
use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{regional, request, with_query};
use crate::services::keys::at_most;
use crate::signing::PresignedUrl;
use crate::text::percent::{self, UNRESERVED};
use crate::timestamp::Timestamp;

/// The longest expiry in seconds.
const MAX_EXPIRES: u64 = 300;

/// Describes the WebSocket to an agent in AgentCore Runtime, whose URL is valid for at most 300 seconds.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::bedrock_agentcore};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let socket = bedrock_agentcore::RuntimeUrl {
///     runtime_arn: "arn:aws:bedrock-agentcore:us-west-2:123456789012:runtime/my-runtime-abc",
///     region: "us-west-2",
///     parameters: &[("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", "00000000-0000-4000-8000-000000000000")],
///     expires_in: Duration::from_secs(300),
/// };
/// let url = socket.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("wss://bedrock-agentcore.us-west-2.amazonaws.com/runtimes/arn%3Aaws%3Abedrock-"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Bedrock AgentCore Developer Guide, "Get started with bidirectional streaming using WebSocket".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuntimeUrl<'a> {
    /// The ARN of the runtime.
    pub runtime_arn: &'a str,
    /// The region of the runtime.
    pub region: &'a str,
    /// Parameters of the API, decoded: `qualifier`, and headers as parameters, such as
    /// `X-Amzn-Bedrock-AgentCore-Runtime-Session-Id`. None is required.
    pub parameters: &'a [(&'a str, &'a str)],
    /// How long the URL is valid, in whole seconds, at most 300.
    pub expires_in: Duration,
}

impl RuntimeUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `over-limit`: the expiry is over 300 seconds.
    /// - `empty-value`, `resolved-path`: the ARN is empty, or a dot segment.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the parameters, the
    ///   expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let path = path(&["runtimes", self.runtime_arn, "ws"])?;
        url(("wss", &path), self.parameters, self.region, self.expires_in, keys.into(), now)
    }
}

/// Describes the live view of a session of AgentCore Browser, for the Amazon DCV viewer. The URL is valid for at most
/// 300 seconds.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::bedrock_agentcore};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let view = bedrock_agentcore::BrowserLiveViewUrl {
///     browser_id: "aws.browser.v1",
///     session_id: "01EXAMPLE",
///     region: "us-west-2",
///     expires_in: Duration::from_secs(300),
/// };
/// let url = view.sign(&credentials, Timestamp::parse("20150830T123600Z")?)?;
/// assert!(url.as_str().contains("/browser-streams/aws.browser.v1/sessions/01EXAMPLE/live-view?"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: the AWS SDK for Python of AgentCore (`generate_live_view_url`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrowserLiveViewUrl<'a> {
    /// The id of the browser.
    pub browser_id: &'a str,
    /// The id of the session.
    pub session_id: &'a str,
    /// The region of the browser.
    pub region: &'a str,
    /// How long the URL is valid, in whole seconds, at most 300.
    pub expires_in: Duration,
}

impl BrowserLiveViewUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// As [`RuntimeUrl::sign`], for the two ids in place of the ARN.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let path = path(&["browser-streams", self.browser_id, "sessions", self.session_id, "live-view"])?;
        url(("https", &path), &[], self.region, self.expires_in, keys.into(), now)
    }
}

/// A path of these segments, each percent-encoded.
fn path(segments: &[&str]) -> Result<String, Error> {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        match *segment {
            "" => return Err(Error(Reason::EmptyValue("ARN or id of AgentCore"))),
            "." | ".." => return Err(Error(Reason::ResolvedPath)),
            segment => percent::encode(&mut path, segment, &UNRESERVED),
        }
    }
    Ok(path)
}

fn url(
    (scheme, path): (&str, &str),
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    keys: Keys<'_>,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let expires_in = at_most(MAX_EXPIRES, "expiry of an Amazon Bedrock AgentCore URL", expires_in)?;
    let (host, region) = regional("bedrock-agentcore", region)?;
    let request = with_query(request("GET", scheme, &host, path)?, parameters);
    keys.presign(&request, (region, "bedrock-agentcore"), expires_in, now)
}
