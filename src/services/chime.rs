//! Amazon Chime SDK messaging: its WebSocket.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{known, request, with_query};
use crate::services::presign::presign;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The lifetime of AWS's SDK.
const LIFETIME: Duration = Duration::from_secs(10);

/// The WebSocket on which a user of Amazon Chime SDK messaging receives messages. Connect within 10 seconds.
///
/// `endpoint` is the host that GetMessagingSessionEndpoint returns, and `region` the region that was asked. `session_id`
/// is the client's own. `parameters` are further ones of the API, such as `prefetch-on`.
///
/// ```
/// use presign::{Credentials, Timestamp, services::chime};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let user = "arn:aws:chime:us-east-1:123456789012:app-instance/a/user/u";
/// let endpoint = "node001.ue1.ws-messaging.chime.aws";
/// let url = chime::messaging_url(endpoint, user, "s-1", &[], "us-east-1", &credentials, now)?;
/// assert!(url.as_str().starts_with("wss://node001.ue1.ws-messaging.chime.aws/connect?sessionId=s-1&userArn=arn%3Aaws"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`, `invalid-url`: the user, the session or the endpoint is empty, or the endpoint not a host.
/// - `unknown-region`: the region is not one of AWS.
/// - As [`Signer::presign`](crate::Signer::presign) for the parameters and the credentials.
///
/// Source: Amazon Chime SDK Developer Guide, "Using WebSockets to receive messages in Amazon Chime SDK messaging".
pub fn messaging_url(
    endpoint: &str,
    user_arn: &str,
    session_id: &str,
    parameters: &[(&str, &str)],
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    if user_arn.is_empty() || session_id.is_empty() {
        return Err(Error(Reason::EmptyValue("user or the session")));
    }
    let request = request("GET", "wss", endpoint, "/connect")?.query("sessionId", session_id);
    let request = with_query(request.query("userArn", user_arn), parameters);
    presign(&request, (known(region)?, "chime"), LIFETIME, credentials, now)
}
