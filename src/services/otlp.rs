//! Amazon CloudWatch: OpenTelemetry's logs, traces and metrics over OTLP.

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::services::endpoint::{regional, request};
use crate::signing::{AuthorizedRequest, Signer};
use crate::timestamp::Timestamp;

/// A request that exports logs to CloudWatch Logs, signed by its headers.
///
/// `body` is the protobuf or the JSON as it is sent, which means after compression. `log_group` and `log_stream` must
/// exist. `content-type` and `content-encoding` are the exporter's and not signed.
///
/// ```
/// use presign::{Credentials, Timestamp, services::otlp};
///
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let now = Timestamp::parse("20150830T123600Z")?;
/// # let (body, mut headers) = (&b"..."[..], Vec::new());
/// // In the HTTP client of an exporter, such as opentelemetry_http::HttpClient::send_bytes, once a request:
/// let signed = otlp::logs(body, "my-group", "my-stream", "us-east-1", &credentials, now)?;
/// assert_eq!(signed.url(), "https://logs.us-east-1.amazonaws.com/v1/logs");
/// for (name, value) in signed.headers() {
///     headers.push((name.to_owned(), value.to_owned()));
/// }
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `empty-value`: the log group or the log stream is empty.
/// - `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is asked for in China.
/// - As [`Signer::sign`](crate::Signer::sign) for the credentials.
///
/// Source: Amazon CloudWatch User Guide, "OTLP Endpoints".
pub fn logs(
    body: &[u8],
    log_group: &str,
    log_stream: &str,
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<AuthorizedRequest, Error> {
    if log_group.is_empty() || log_stream.is_empty() {
        return Err(Error(Reason::EmptyValue("log group or the log stream")));
    }
    let headers = [("x-aws-log-group", log_group), ("x-aws-log-stream", log_stream)];
    sign(("logs", "/v1/logs"), &headers, body, region, credentials, now)
}

/// A request that exports traces to AWS X-Ray. The rest is as for [`logs`].
///
/// # Errors
/// As [`logs`].
pub fn traces(
    body: &[u8],
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<AuthorizedRequest, Error> {
    sign(("xray", "/v1/traces"), &[], body, region, credentials, now)
}

/// A request that exports metrics to CloudWatch. The rest is as for [`logs`].
///
/// # Errors
/// As [`logs`].
pub fn metrics(
    body: &[u8],
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<AuthorizedRequest, Error> {
    sign(("monitoring", "/v1/metrics"), &[], body, region, credentials, now)
}

fn sign(
    (service, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
    region: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<AuthorizedRequest, Error> {
    let (host, region) = regional(service, region)?;
    let request = request("POST", "https", &host, path)?.body(body);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    Signer::new(credentials.clone(), region, service)?.sign(&request, now)
}
