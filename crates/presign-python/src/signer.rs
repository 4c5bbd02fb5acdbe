//! Requests to any service of AWS.

use std::sync::Arc;

use presign::{Request, Signer as Made};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use crate::body::Body;
use crate::convert::{Pairs, duration, pairs, time};
use crate::credentials::{not_pickled, region as default_region};
use crate::errors::Raise;
use crate::python::{of_headers, of_url};
use crate::signing::Signing;

/// Who signs for a service in a region, by their names in the credential scope, such as `execute-api` and `eu-west-1`.
///
/// >>> from presigned import Credentials, Signer
/// >>> signer = Signer("execute-api", "eu-west-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
/// >>> request = signer.sign("POST", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders", body=b"{}")
/// >>> sorted(request.headers)
/// ['authorization', 'x-amz-content-sha256', 'x-amz-date']
#[pyclass(frozen, module = "presigned", name = "Signer")]
pub(crate) struct Signer {
    signing: Signing,
    service: String,
    region: String,
}

#[pymethods]
#[allow(clippy::too_many_arguments, reason = "Python gives most of them names")]
impl Signer {
    #[new]
    #[pyo3(signature = (service, region = None, *, credentials = None, region_set = None, full_lifetime = false))]
    fn new(
        py: Python<'_>,
        service: &str,
        region: Option<&str>,
        credentials: Option<&Bound<'_, PyAny>>,
        region_set: Option<&str>,
        full_lifetime: bool,
    ) -> PyResult<Self> {
        let region = match (region, region_set) {
            (Some(_), Some(_)) => {
                return Err(PyTypeError::new_err("region and region_set are both given: a signer has one of them"));
            }
            (Some(region), None) | (None, Some(region)) => region.to_owned(),
            (None, None) => default_region(py, false)?,
        };
        let (of_regions, name, of) = (region_set.is_some(), service.to_owned(), region.clone());
        let make = Box::new(move |credentials| {
            let make = if of_regions { Made::multi_region } else { Made::new };
            let signer = make(credentials, &of, &name)?;
            Ok(if full_lifetime { signer.require_full_lifetime() } else { signer })
        });
        // The names are checked now, also where the credentials come later.
        make(presign::Credentials::new("AKID", "SECRET")).raise(py)?;
        Ok(Self { signing: Signing::new(py, credentials, make)?, service: service.to_owned(), region })
    }

    /// Returns the presigned URL of a request. The URL is percent-encoded; `query` is added to it, decoded.
    ///
    /// >>> url = signer.presign("GET", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders", expires=60)
    /// >>> url.method
    /// 'GET'
    #[pyo3(signature = (method, url, *, query = None, headers = None, body = None, expires = None, now = None,
        window = None))]
    fn presign(
        &self,
        py: Python<'_>,
        method: &str,
        url: &str,
        query: Option<&Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        body: Option<Body>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        window: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let request = request(py, method, url, query, headers, body.as_ref())?;
        let (expires_in, now) = (duration(py, expires, "expires", 900)?, time(py, now)?);
        let window = window.map(|window| duration(py, Some(window), "window", 0)).transpose()?;
        let signer = self.signing.signer(py)?;
        let signed = match window {
            Some(window) => request.presign_stable(&signer, expires_in, window, now),
            None => request.presign(&signer, expires_in, now),
        };
        of_url(py, &signed.raise(py)?)
    }

    /// Signs a request by its headers, to be sent now. Send the `headers` that are returned, which have those that were
    /// given.
    #[pyo3(signature = (method, url, *, query = None, headers = None, body = None, now = None))]
    fn sign(
        &self,
        py: Python<'_>,
        method: &str,
        url: &str,
        query: Option<&Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        body: Option<Body>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let request = request(py, method, url, query, headers, body.as_ref())?;
        let signer: Arc<Made> = self.signing.signer(py)?;
        of_headers(py, &request.sign(&signer, time(py, now)?).raise(py)?)
    }

    /// The service that is signed for.
    #[getter]
    fn service(&self) -> &str {
        &self.service
    }

    /// The region that is signed for, or the set of regions.
    #[getter]
    fn region(&self) -> &str {
        &self.region
    }

    fn __repr__(&self) -> String {
        format!("Signer({}/{})", self.region, self.service)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Signer", "make it where it is used"))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.signing.traverse(&visit)
    }
}

/// A request of its parts.
fn request<'a>(
    py: Python<'_>,
    method: &str,
    url: &'a str,
    query: Option<&Bound<'_, PyAny>>,
    headers: Option<&Bound<'_, PyAny>>,
    body: Option<&Body>,
) -> PyResult<Request<'a>> {
    let query: Pairs = query.map_or_else(|| Ok(Vec::new()), |query| pairs(query, "query"))?;
    let mut request = Request::new(method, url).raise(py)?;
    for (name, value) in query {
        request = request.query(&name, &value);
    }
    let headers: Pairs = headers.map_or_else(|| Ok(Vec::new()), |headers| pairs(headers, "headers"))?;
    for (name, value) in headers {
        request = request.header(&name, &value);
    }
    Ok(match body {
        Some(body) => request.body(body.bytes()),
        None => request,
    })
}
