//! AWS IoT Core: MQTT over WebSocket.

use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::services::endpoint::{known, request};
use crate::services::presign::presign;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// The URL with which an MQTT client connects to AWS IoT Core over WebSocket.
///
/// `endpoint` is the account's data endpoint of the type `iot:Data-ATS`, with or without a port. The URL states no expiry:
/// connect within five minutes of `now`. The session token is not signed but appended, as IoT Core wants it.
///
/// ```
/// use presign::{Credentials, Timestamp, services::iot};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let endpoint = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com";
/// let url = iot::mqtt_url(endpoint, "us-east-1", &credentials, now)?;
/// // The address of an MQTT client with the WebSocket subprotocol `mqtt`, such as rumqttc:
/// // MqttOptions::new("client-id", url.as_str(), 443) with Transport::Wss
/// assert!(url.as_str().starts_with("wss://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt?X-Amz-Algorithm="));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`, `invalid-url`: the endpoint is not a host.
/// - `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
/// - As [`Signer::presign`](crate::Signer::presign) for the credentials.
///
/// Source: AWS IoT Core Developer Guide, "Device communication protocols" (MQTT over the WebSocket protocol).
pub fn mqtt_url(
    endpoint: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let request = request("GET", "wss", endpoint, "/mqtt")?;
    // Required by the signer, and not in the URL.
    let expires_in = Duration::from_secs(300);
    presign(&request, (known(region)?, "iotdevicegateway"), expires_in, credentials, now)
}
