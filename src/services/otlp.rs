//! Amazon CloudWatch: OpenTelemetry's logs, traces and metrics over OTLP.

use crate::error::{Error, Reason};
use crate::services::Keys;
use crate::services::endpoint::{regional, request};
use crate::signing::HeaderSignedRequest;
use crate::timestamp::Timestamp;

/// Describes a request that exports to CloudWatch, signed by its headers.
///
/// `content-type` and `content-encoding` are the exporter's and not signed.
///
/// ```
/// use presign::services::otlp::{Export, Signal};
/// use presign::{Credentials, Timestamp};
///
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let now = Timestamp::parse("20150830T123600Z")?;
/// # let (body, mut headers) = (&b"..."[..], Vec::new());
/// // In the HTTP client of an exporter, such as opentelemetry_http::HttpClient::send_bytes, once a request:
/// let signal = Signal::Logs { group: "my-group", stream: "my-stream" };
/// let signed = Export { signal, region: "us-east-1", body }.sign(&credentials, now)?;
/// assert_eq!(signed.url(), "https://logs.us-east-1.amazonaws.com/v1/logs");
/// for (name, value) in signed.headers() {
///     headers.push((name.to_owned(), value.to_owned()));
/// }
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon CloudWatch User Guide, "OTLP Endpoints".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export<'a> {
    /// What is exported.
    pub signal: Signal<'a>,
    /// The region to which it is exported: for logs, that of the log group.
    pub region: &'a str,
    /// The protobuf or the JSON as it is sent, which means after compression.
    pub body: &'a [u8],
}

/// Lists what is exported, and where each goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal<'a> {
    /// Logs, to CloudWatch Logs.
    Logs {
        /// The log group, which must exist.
        group: &'a str,
        /// The log stream, which must exist.
        stream: &'a str,
    },
    /// Traces, to AWS X-Ray.
    Traces,
    /// Metrics, to CloudWatch.
    Metrics,
}

impl Export<'_> {
    /// Signs the request.
    ///
    /// # Errors
    /// - `empty-value`: the log group or the log stream is empty.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `signer-of-other-service`, and as [`Request::sign`](crate::Request::sign) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        let (service, path) = match self.signal {
            Signal::Logs { group: "", .. } | Signal::Logs { stream: "", .. } => {
                return Err(Error(Reason::EmptyValue("log group or the log stream")));
            }
            Signal::Logs { .. } => ("logs", "/v1/logs"),
            Signal::Traces => ("xray", "/v1/traces"),
            Signal::Metrics => ("monitoring", "/v1/metrics"),
        };
        let (host, region) = regional(service, self.region)?;
        let mut request = request("POST", "https", &host, path)?.body(self.body);
        if let Signal::Logs { group, stream } = self.signal {
            request = request.header("x-aws-log-group", group).header("x-aws-log-stream", stream);
        }
        keys.into().sign(&request, (region, service), now)
    }
}
