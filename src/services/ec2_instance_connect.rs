//! EC2 Instance Connect Endpoint: a tunnel to an instance without a public address.

use alloc::string::ToString;
use core::net::IpAddr;
use core::time::Duration;

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{known, request};
use crate::services::keys::at_most;
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// How long the URL is valid: a minute, which AWS's tools ask for and the service accepts.
const LIFETIME: Duration = Duration::from_secs(60);
/// The longest a tunnel may be open in seconds.
const MAX_DURATION: u64 = 3600;

/// Describes the WebSocket of a tunnel to a port of an instance through an EC2 Instance Connect Endpoint. Connect
/// within 60 seconds.
///
/// ```
/// use presign::{Credentials, Timestamp, services::ec2_instance_connect};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let tunnel = ec2_instance_connect::TunnelUrl {
///     endpoint: "eice-0123456789abcdef0.b1234567.ec2-instance-connect-endpoint.us-east-1.amazonaws.com",
///     address: [10, 0, 0, 5].into(),
///     port: 22,
///     region: "us-east-1",
///     max_duration: None,
/// };
/// let url = tunnel.sign(&credentials, now)?;
/// // ssh -o ProxyCommand="websocat --binary '$URL'" ec2-user@10.0.0.5
/// assert!(url.as_str().contains("/openTunnel?instanceConnectEndpointId=eice-0123456789abcdef0&remotePort=22&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon EC2 User Guide, "EC2 Instance Connect Endpoint"; the URL is the one of `aws ec2-instance-connect
/// open-tunnel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TunnelUrl<'a> {
    /// The endpoint's DNS name, which begins with its id.
    pub endpoint: &'a str,
    /// The private address of the instance.
    pub address: IpAddr,
    /// The port of the instance, usually 22 or 3389.
    pub port: u16,
    /// The region of the endpoint.
    pub region: &'a str,
    /// How long the tunnel may be open, in whole seconds: an hour if this is `None`, and at most that.
    pub max_duration: Option<Duration>,
}

impl TunnelUrl<'_> {
    /// Signs the URL.
    ///
    /// # Errors
    /// - `invalid-argument`: the endpoint's name does not begin with its id, or the duration is 0.
    /// - `invalid-url`: the endpoint is not a host.
    /// - `empty-name`, `unknown-region`, `host-of-other-region`: the region is not one of AWS, or not the host's.
    /// - `over-limit`, `expiry-fraction`: the duration is over an hour, or not of whole seconds.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<PresignedUrl, Error> {
        let id = self.endpoint.split('.').next().filter(|id| id.starts_with("eice-"));
        let id = id.ok_or(Error(Reason::InvalidArgument(
            "the DNS name of an EC2 Instance Connect Endpoint begins with its id, eice-",
        )))?;
        let mut request = request("GET", "wss", self.endpoint, "/openTunnel")?
            .query("instanceConnectEndpointId", id)
            .query("remotePort", &self.port.to_string())
            .query("privateIpAddress", &self.address.to_string());
        if let Some(duration) = self.max_duration {
            match at_most(MAX_DURATION, "duration of a tunnel", duration)? {
                Duration::ZERO => return Err(Error(Reason::InvalidArgument("the duration of a tunnel is 0 seconds"))),
                duration if duration.subsec_nanos() > 0 => return Err(Error(Reason::ExpiryFraction)),
                duration => request = request.query("maxTunnelDuration", &duration.as_secs().to_string()),
            }
        }
        keys.into().presign(&request, (known(self.region)?, "ec2-instance-connect"), LIFETIME, now)
    }
}
