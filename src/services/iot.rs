//! AWS IoT Core: MQTT over WebSocket.

use core::time::Duration;

use crate::error::Error;
use crate::services::Keys;
use crate::services::endpoint::{known, request};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// Describes the URL with which an MQTT client connects to AWS IoT Core over WebSocket.
///
/// It states no expiry: connect within five minutes of `now`. The session token is not signed but appended, as IoT Core
/// requires.
///
/// ```
/// use presign::{Credentials, Timestamp, services::iot};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let endpoint = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com";
/// let url = iot::MqttUrl { endpoint, region: "us-east-1" }.sign(&credentials, now)?;
/// // The address of an MQTT client with the WebSocket subprotocol `mqtt`, such as rumqttc:
/// // MqttOptions::new("client-id", url.as_str(), 443) with Transport::Wss
/// assert!(url.as_str().starts_with("wss://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt?X-Amz-Algorithm="));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS IoT Core Developer Guide, "Device communication protocols" (MQTT over the WebSocket protocol).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MqttUrl<'a> {
    /// The account's data endpoint of the type `iot:Data-ATS`, with or without a port.
    pub endpoint: &'a str,
    /// The region of the endpoint.
    pub region: &'a str,
}

impl MqttUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `empty-name`, `invalid-url`: the endpoint is not a host.
    /// - `empty-name`, `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let request = request("GET", "wss", self.endpoint, "/mqtt")?;
        // Required by the signer, and not in the URL.
        let expires_in = Duration::from_secs(300);
        keys.into().presign(&request, (known(self.region)?, "iotdevicegateway"), expires_in, now)
    }
}
