//! Amazon CloudWatch: OpenTelemetry's logs, traces and metrics over OTLP.

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{regional, request};
use crate::signing::HeaderSignedRequest;
use crate::timestamp::Timestamp;

/// Describes a request that exports logs to CloudWatch Logs, signed by its headers.
///
/// `content-type` and `content-encoding` are the exporter's and not signed.
///
/// ```
/// use presign::{Credentials, Timestamp, services::otlp};
///
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let now = Timestamp::parse("20150830T123600Z")?;
/// # let (body, mut headers) = (&b"..."[..], Vec::new());
/// // In the HTTP client of an exporter, such as opentelemetry_http::HttpClient::send_bytes, once a request:
/// let logs = otlp::Logs { log_group: "my-group", log_stream: "my-stream", region: "us-east-1", body };
/// let signed = logs.sign(&credentials, now)?;
/// assert_eq!(signed.url(), "https://logs.us-east-1.amazonaws.com/v1/logs");
/// for (name, value) in signed.headers() {
///     headers.push((name.to_owned(), value.to_owned()));
/// }
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon CloudWatch User Guide, "OTLP Endpoints".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logs<'a> {
    /// The log group, which must exist.
    pub log_group: &'a str,
    /// The log stream, which must exist.
    pub log_stream: &'a str,
    /// The region of the log group.
    pub region: &'a str,
    /// The protobuf or the JSON as it is sent, which means after compression.
    pub body: &'a [u8],
}

impl Logs<'_> {
    /// Signs the request.
    ///
    /// # Errors
    /// - `empty-value`: the log group or the log stream is empty.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in
    ///   China.
    /// - `signer-of-other-service`, and as [`Request::sign`](crate::Request::sign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        if self.log_group.is_empty() || self.log_stream.is_empty() {
            return Err(Error(Reason::EmptyValue("log group or the log stream")));
        }
        let headers = [("x-aws-log-group", self.log_group), ("x-aws-log-stream", self.log_stream)];
        sign(("logs", "/v1/logs"), &headers, self.body, self.region, keys.into(), now)
    }
}

/// Describes a request that exports traces to AWS X-Ray, signed by its headers.
///
/// `content-type` and `content-encoding` are the exporter's and not signed.
///
/// ```
/// use presign::{Credentials, Timestamp, services::otlp};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let signed = otlp::Traces { region: "us-east-1", body: b"..." }.sign(&credentials, now)?;
/// assert_eq!(signed.url(), "https://xray.us-east-1.amazonaws.com/v1/traces");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon CloudWatch User Guide, "OTLP Endpoints".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traces<'a> {
    /// The region to which it exports.
    pub region: &'a str,
    /// The protobuf or the JSON as it is sent, which means after compression.
    pub body: &'a [u8],
}

impl Traces<'_> {
    /// Signs the request.
    ///
    /// # Errors
    /// As [`Logs::sign`], without a log group and a log stream.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        sign(("xray", "/v1/traces"), &[], self.body, self.region, keys.into(), now)
    }
}

/// Describes a request that exports metrics to CloudWatch, signed by its headers.
///
/// `content-type` and `content-encoding` are the exporter's and not signed.
///
/// ```
/// use presign::{Credentials, Timestamp, services::otlp};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let signed = otlp::Metrics { region: "us-east-1", body: b"..." }.sign(&credentials, now)?;
/// assert_eq!(signed.url(), "https://monitoring.us-east-1.amazonaws.com/v1/metrics");
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon CloudWatch User Guide, "OTLP Endpoints".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metrics<'a> {
    /// The region to which it exports.
    pub region: &'a str,
    /// The protobuf or the JSON as it is sent, which means after compression.
    pub body: &'a [u8],
}

impl Metrics<'_> {
    /// Signs the request.
    ///
    /// # Errors
    /// As [`Logs::sign`], without a log group and a log stream.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        sign(("monitoring", "/v1/metrics"), &[], self.body, self.region, keys.into(), now)
    }
}

fn sign(
    (service, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
    region: &str,
    keys: Keys<'_>,
    now: Timestamp,
) -> Result<HeaderSignedRequest, Error> {
    let (host, region) = regional(service, region)?;
    let request = request("POST", "https", &host, path)?.body(body);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    keys.sign(&request, (region, service), now)
}
