//! Amazon Chime SDK messaging: its WebSocket.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{known, request, with_query};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The lifetime of AWS's SDK.
const LIFETIME: Duration = Duration::from_secs(10);

/// Describes the WebSocket on which a user of Amazon Chime SDK messaging receives messages. Connect within 10 seconds.
///
/// ```
/// use presign::{Credentials, Timestamp, services::chime};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let socket = chime::MessagingUrl {
///     endpoint: "node001.ue1.ws-messaging.chime.aws",
///     user_arn: "arn:aws:chime:us-east-1:123456789012:app-instance/a/user/u",
///     session_id: "s-1",
///     region: "us-east-1",
///     parameters: &[],
/// };
/// let url = socket.sign(&credentials, now)?;
/// assert!(url.as_str().starts_with("wss://node001.ue1.ws-messaging.chime.aws/connect?sessionId=s-1&userArn=arn%3Aaws"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Chime SDK Developer Guide, "Using WebSockets to receive messages in Amazon Chime SDK messaging".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessagingUrl<'a> {
    /// The host that GetMessagingSessionEndpoint returned.
    pub endpoint: &'a str,
    /// The ARN of the user who receives the messages.
    pub user_arn: &'a str,
    /// An id that the client chooses.
    pub session_id: &'a str,
    /// The region that was asked for the endpoint.
    pub region: &'a str,
    /// Further parameters of the API, decoded, such as `prefetch-on`. None is required.
    pub parameters: &'a [(&'a str, &'a str)],
}

impl MessagingUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `empty-value`, `empty-name`, `invalid-url`: the user, the session or the endpoint is empty, or the endpoint
    ///   not a host.
    /// - `empty-name`, `unknown-region`: the region is not one of AWS.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the parameters and the
    ///   keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        if self.user_arn.is_empty() || self.session_id.is_empty() {
            return Err(Error(Reason::EmptyValue("user or the session")));
        }
        let request = request("GET", "wss", self.endpoint, "/connect")?.query("sessionId", self.session_id);
        let request = with_query(request.query("userArn", self.user_arn), self.parameters);
        keys.into().presign(&request, (known(self.region)?, "chime"), LIFETIME, now)
    }
}
