//! The server's side: whether a request is signed by whom it says.

use presign::Credentials as Keys;
use presign::verify::{Policy, Refusal, SignedRequest, Verified};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::body::Body;
use crate::convert::{duration, pairs, time, to_datetime, type_name};
use crate::credentials::Credentials;
use crate::errors;
use crate::python::{class, dict};

/// What a server accepts, in the words of Python.
struct Accepted<'a, 'py> {
    region: &'a str,
    service: &'a str,
    max_expires: Option<&'a Bound<'py, PyAny>>,
    clock_skew: Option<&'a Bound<'py, PyAny>>,
}

impl Accepted<'_, '_> {
    fn policy(&self, py: Python<'_>) -> PyResult<Policy> {
        let mut policy = Policy::new(self.region, self.service);
        policy.max_expires = duration(py, self.max_expires, "max_expires", policy.max_expires.as_secs())?;
        policy.clock_skew = duration(py, self.clock_skew, "clock_skew", policy.clock_skew.as_secs())?;
        Ok(policy)
    }
}

/// Verifies a request as it arrived: its method, its target (`/path?query`, percent-encoded, or a URL), and all its
/// headers, `host` among them. `lookup` is given the access key ID and returns the secret access key, or `Credentials`,
/// or None if there is no such key. A body that is handed in is compared with what was signed, and returned decoded.
/// In WSGI `PATH_INFO` is decoded: `urllib.parse.quote(environ["PATH_INFO"].encode("latin-1"), safe="/~")` is the path.
///
/// Raises `Refused`, whose `status` and `xml` are S3's answer.
///
/// >>> from presigned import Bucket, Credentials, verify
/// >>> bucket = Bucket("photos", "us-east-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
/// >>> url = bucket.get("a b.txt")
/// >>> headers = {"host": bucket.host}
/// >>> verified = verify("GET", url, headers, {"AKIDEXAMPLE": "SECRETEXAMPLE"}.get, region="us-east-1")
/// >>> verified.access_key_id, verified.path
/// ('AKIDEXAMPLE', '/a b.txt')
#[pyfunction]
#[pyo3(signature = (
    method, target, headers, lookup, *, region, service = "s3", body = None, now = None, max_expires = None,
    clock_skew = None, request_id = ""
))]
#[allow(clippy::too_many_arguments, reason = "Python gives most of them names")]
pub(crate) fn verify(
    py: Python<'_>,
    method: &str,
    target: &str,
    headers: &Bound<'_, PyAny>,
    lookup: &Bound<'_, PyAny>,
    region: &str,
    service: &str,
    body: Option<Body>,
    now: Option<&Bound<'_, PyAny>>,
    max_expires: Option<&Bound<'_, PyAny>>,
    clock_skew: Option<&Bound<'_, PyAny>>,
    request_id: &str,
) -> PyResult<Py<PyAny>> {
    let policy = Accepted { region, service, max_expires, clock_skew }.policy(py)?;
    let resource = target.split('?').next().unwrap_or_default();
    let refused = |refusal: Refusal| errors::refused(py, &refusal, resource, request_id);

    let (headers, now) = (pairs(headers, "headers")?, time(py, now)?);
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut request = SignedRequest::parse(method, target, headers).map_err(refused)?;
    let keys = look_up(lookup, request.access_key_id())?.ok_or(Refusal::UnknownAccessKeyId).map_err(refused)?;
    if let Some(body) = body.as_ref().filter(|_| request.needs_body(&policy)) {
        request = request.body(body.bytes());
    }
    let (verified, decoder) = request.verify(&keys, now, &policy).map_err(refused)?;
    let body = match &body {
        Some(body) => Some(decoder.read(body.bytes()).map_err(refused)?),
        None => None,
    };
    made(py, method, &verified, body.as_deref()).and_then(|made| made.map_err(refused))
}

/// What a server's function returns for an access key ID.
fn look_up(lookup: &Bound<'_, PyAny>, access_key_id: &str) -> PyResult<Option<Keys>> {
    if !lookup.is_callable() {
        let given = type_name(lookup);
        let message = format!("lookup must be a function of the access key ID, such as a dict's get, not {given}");
        return Err(PyTypeError::new_err(message));
    }
    let found = lookup.call1((access_key_id,))?;
    if found.is_none() {
        return Ok(None);
    }
    if let Ok(credentials) = found.cast::<Credentials>() {
        return Ok(Some(credentials.get().0.clone()));
    }
    match found.extract::<pyo3::pybacked::PyBackedStr>() {
        Ok(secret) => Ok(Some(Keys::new(access_key_id, &*secret))),
        Err(_) => Err(PyTypeError::new_err(format!(
            "lookup must return the secret access key, Credentials or None, not {}",
            type_name(&found)
        ))),
    }
}

/// The result, unless what was signed cannot be read in one way.
fn made(
    py: Python<'_>,
    method: &str,
    verified: &Verified,
    body: Option<&[u8]>,
) -> PyResult<Result<Py<PyAny>, Refusal>> {
    let (path, parameters) = match (verified.path(), verified.parameters()) {
        (Ok(path), Ok(parameters)) => (path, parameters.collect::<Vec<_>>()),
        (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
    };
    let request = verified.request();
    let parts = (
        request.access_key_id(),
        method,
        path,
        parameters,
        dict(py, verified.signed_header_values())?,
        to_datetime(py, verified.not_after())?,
        body.map(|body| PyBytes::new(py, body)),
    );
    Ok(Ok(class(py, "Verified")?.call1(parts)?.unbind()))
}
