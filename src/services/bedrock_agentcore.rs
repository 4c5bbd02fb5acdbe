//! Amazon Bedrock AgentCore: WebSockets of agents, and views of browsers.

use alloc::string::String;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{regional, request, with_query};
use crate::services::presign::{at_most, presign};
use crate::signing::PresignedUrl;
use crate::text::percent::{self, UNRESERVED};
use crate::timestamp::Timestamp;

/// The longest expiry in seconds.
const MAX_EXPIRES: u64 = 300;

/// The WebSocket to an agent in AgentCore Runtime, valid for at most 300 seconds.
///
/// `parameters` are those of the API: `qualifier`, and headers as parameters, such as
/// `X-Amzn-Bedrock-AgentCore-Runtime-Session-Id`.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::bedrock_agentcore};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let runtime = "arn:aws:bedrock-agentcore:us-west-2:123456789012:runtime/my-runtime-abc";
/// let parameters = [("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", "00000000-0000-4000-8000-000000000000")];
/// let five_minutes = Duration::from_secs(300);
/// let url = bedrock_agentcore::runtime_url(runtime, &parameters, "us-west-2", five_minutes, &credentials, now)?;
/// assert!(url.as_str().starts_with("wss://bedrock-agentcore.us-west-2.amazonaws.com/runtimes/arn%3Aaws%3Abedrock-"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `over-limit`: the expiry is over 300 seconds.
/// - `empty-value`, `resolved-path`: the ARN or an id is empty, or a dot segment.
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::presign`](crate::Signer::presign) for the parameters, the expiry and the credentials.
///
/// Source: Amazon Bedrock AgentCore Developer Guide, "Get started with bidirectional streaming using WebSocket".
pub fn runtime_url(
    runtime_arn: &str,
    parameters: &[(&str, &str)],
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let path = path(&["runtimes", runtime_arn, "ws"])?;
    url(("wss", &path), parameters, region, expires_in, credentials, now)
}

/// The live view of a session of AgentCore Browser, for the Amazon DCV viewer. The rest is as for [`runtime_url`].
///
/// # Errors
/// As [`runtime_url`].
pub fn browser_live_view_url(
    browser_id: &str,
    session_id: &str,
    region: &str,
    expires_in: Duration,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let path = path(&["browser-streams", browser_id, "sessions", session_id, "live-view"])?;
    url(("https", &path), &[], region, expires_in, credentials, now)
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
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let expires_in = at_most(MAX_EXPIRES, "expiry of an Amazon Bedrock AgentCore URL", expires_in)?;
    let (host, region) = regional("bedrock-agentcore", region)?;
    let request = with_query(request("GET", scheme, &host, path)?, parameters);
    presign(&request, (region, "bedrock-agentcore"), expires_in, credentials, now)
}
