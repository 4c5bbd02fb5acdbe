//! EC2 Instance Connect Endpoint: a tunnel to an instance without a public address.

use alloc::string::ToString;
use core::net::IpAddr;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{known, request};
use crate::services::presign::{at_most, presign};
use crate::signing::PresignedUrl;
use crate::timestamp::Timestamp;

/// How long the URL is valid: AWS's tools take, and the service accepts, a minute.
const LIFETIME: Duration = Duration::from_secs(60);
/// The longest a tunnel may be open in seconds.
const MAX_DURATION: u64 = 3600;

/// The WebSocket of a tunnel to a port of an instance through an EC2 Instance Connect Endpoint. Connect within 60 seconds.
///
/// `endpoint` is the endpoint's DNS name, which begins with its id. `address` is the private address of the instance, and
/// `port` is usually 22 or 3389. A tunnel is open for an hour, or for a `max_duration` of whole seconds below that.
///
/// ```
/// use presign::{Credentials, Timestamp, services::ec2_instance_connect};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let endpoint = "eice-0123456789abcdef0.b1234567.ec2-instance-connect-endpoint.us-east-1.amazonaws.com";
/// let address = [10, 0, 0, 5].into();
/// let url = ec2_instance_connect::tunnel_url(endpoint, address, 22, None, "us-east-1", &credentials, now)?;
/// // ssh -o ProxyCommand="websocat --binary '$URL'" ec2-user@10.0.0.5
/// assert!(url.as_str().contains("/openTunnel?instanceConnectEndpointId=eice-0123456789abcdef0&remotePort=22&"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `invalid-argument`: the endpoint's name does not begin with its id, or the duration is 0.
/// - `invalid-url`, `unknown-region`: the endpoint is not a host, or the region is not one of AWS.
/// - `over-limit`, `expiry-fraction`: the duration is over an hour, or not of whole seconds.
/// - As [`Signer::presign`](crate::Signer::presign) for the credentials.
///
/// Source: Amazon EC2 User Guide, "EC2 Instance Connect Endpoint"; the URL is the one of `aws ec2-instance-connect open-tunnel`.
pub fn tunnel_url(
    endpoint: &str,
    address: IpAddr,
    port: u16,
    max_duration: Option<Duration>,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<PresignedUrl, Error> {
    let id = endpoint.split('.').next().filter(|id| id.starts_with("eice-")).ok_or(Error(Reason::InvalidArgument(
        "the DNS name of an EC2 Instance Connect Endpoint begins with its id, eice-",
    )))?;
    let mut request = request("GET", "wss", endpoint, "/openTunnel")?
        .query("instanceConnectEndpointId", id)
        .query("remotePort", &port.to_string())
        .query("privateIpAddress", &address.to_string());
    if let Some(duration) = max_duration {
        match at_most(MAX_DURATION, "duration of a tunnel", duration)? {
            Duration::ZERO => return Err(Error(Reason::InvalidArgument("the duration of a tunnel is 0 seconds"))),
            duration if duration.subsec_nanos() > 0 => return Err(Error(Reason::ExpiryFraction)),
            duration => request = request.query("maxTunnelDuration", &duration.as_secs().to_string()),
        }
    }
    presign(&request, (known(region)?, "ec2-instance-connect"), LIFETIME, credentials, now)
}
