//! What is written in Python: the classes of what is returned and raised, and the sources of credentials.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use crate::convert::to_datetime;

/// The module that has the classes.
const MODULE: &str = "presigned._classes";

/// A class by its name.
pub(crate) fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import(MODULE)?.getattr(name)
}

/// What signing returns for a URL: a string with its method, its headers and its expiry.
pub(crate) fn presigned(
    py: Python<'_>,
    url: &str,
    method: &str,
    headers: &[(&str, &str)],
    expires_at: presign::Timestamp,
) -> PyResult<Py<PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = CLASS.import(py, MODULE, "Presigned")?;
    let presigned = class.call1((PyString::new(py, url),))?;
    // The descriptor of a slot: it is written once, here.
    let method = PyString::intern(py, method);
    let facts = (method, PyTuple::new(py, headers)?, expires_at.unix_seconds());
    presigned.setattr(pyo3::intern!(py, "_facts"), facts)?;
    Ok(presigned.unbind())
}

/// The same of the crate's own.
pub(crate) fn of_url(py: Python<'_>, url: &presign::PresignedUrl) -> PyResult<Py<PyAny>> {
    let headers: Vec<_> = url.headers().collect();
    presigned(py, url.as_str(), url.method(), &headers, url.expires_at())
}

/// A request that is signed by its headers.
pub(crate) fn of_headers(py: Python<'_>, request: &presign::HeaderSignedRequest) -> PyResult<Py<PyAny>> {
    let parts = (request.method(), request.url(), dict(py, request.headers())?);
    Ok(class(py, "SignedRequest")?.call1(parts)?.unbind())
}

/// A token of a service.
pub(crate) fn of_token(py: Python<'_>, token: &presign::services::Token) -> PyResult<Py<PyAny>> {
    let made = class(py, "Token")?.call1((token.as_str(),))?;
    made.setattr("_expires_at", token.expires_at().unix_seconds())?;
    Ok(made.unbind())
}

/// An upload form.
pub(crate) fn of_form(py: Python<'_>, form: &presign::s3::PresignedForm) -> PyResult<Py<PyAny>> {
    let fields = dict(py, form.fields().iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
    Ok(class(py, "Form")?.call1((form.url(), fields, to_datetime(py, form.expires_at())?))?.unbind())
}

/// A dictionary of names and values, in their order.
pub(crate) fn dict<'py, 'a>(
    py: Python<'py>,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in pairs {
        dict.set_item(name, value)?;
    }
    Ok(dict)
}
