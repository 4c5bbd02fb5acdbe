//! Keys, and where they come from.

use presign::{Credentials as Keys, Signer};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::convert::{timestamp, to_datetime};
use crate::errors::{self, Raise};

/// The keys that sign. Their secret is not shown, cannot be read again and is not pickled.
///
/// >>> Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
/// Credentials('AKIDEXAMPLE')
#[pyclass(frozen, module = "presigned", name = "Credentials")]
pub(crate) struct Credentials(pub(crate) Keys);

impl Credentials {
    /// Keys that can sign: what is malformed is said where it was given.
    pub(crate) fn checked(py: Python<'_>, keys: Keys) -> PyResult<Self> {
        Signer::new(keys.clone(), "us-east-1", "s3").raise(py)?;
        Ok(Self(keys))
    }
}

#[pymethods]
impl Credentials {
    #[new]
    #[pyo3(signature = (access_key_id, secret_access_key, session_token = None, *, expires_at = None))]
    fn new(
        py: Python<'_>,
        access_key_id: &str,
        secret_access_key: &str,
        session_token: Option<&str>,
        expires_at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut keys = Keys::new(access_key_id, secret_access_key);
        if let Some(token) = session_token {
            keys = keys.with_session_token(token);
        }
        if let Some(time) = expires_at {
            keys = keys.with_expiry(timestamp(py, time, "expires_at")?);
        }
        Self::checked(py, keys)
    }

    /// Reads AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and if they are set AWS_SESSION_TOKEN and
    /// AWS_CREDENTIAL_EXPIRATION.
    #[staticmethod]
    fn from_env(py: Python<'_>) -> PyResult<Self> {
        // The lock of the interpreter is held, so that Python changes no variable meanwhile.
        Ok(Self(Keys::from_env().raise(py)?))
    }

    /// Returns a function that finds credentials as AWS's tools do, and renews them: those of a profile, or without a
    /// name those of the environment, the default profile, a role, the container or the instance.
    #[staticmethod]
    #[pyo3(signature = (profile = None))]
    fn from_profile(py: Python<'_>, profile: Option<&str>) -> PyResult<Py<PyAny>> {
        let sources = py.import("presigned._sources")?;
        Ok(sources.getattr("Source")?.call1((profile,))?.unbind())
    }

    /// Returns a function that has the credentials of a session of boto3 or botocore, and follows its renewal.
    #[staticmethod]
    fn from_boto3(py: Python<'_>, session: Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        let sources = py.import("presigned._sources")?;
        Ok(sources.getattr("SessionSource")?.call1((session,))?.unbind())
    }

    /// The access key ID, which is not a secret.
    #[getter]
    fn access_key_id(&self) -> &str {
        self.0.access_key_id()
    }

    /// When they expire, in UTC; None if that is not known, or never.
    #[getter]
    fn expires_at(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.0.expiry().map(|time| to_datetime(py, time)).transpose()
    }

    /// Whether they have a session token, as those of roles do.
    #[getter]
    fn is_temporary(&self) -> bool {
        self.0.session_token().is_some()
    }

    fn __repr__(&self) -> String {
        let id = self.0.access_key_id().escape_default();
        match self.0.expiry() {
            Some(time) => format!("Credentials('{id}', expires_at={})", time.to_rfc3339()),
            None => format!("Credentials('{id}')"),
        }
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("Credentials", "pass Credentials.from_profile(), which finds them where it is unpickled"))
    }
}

/// A secret that is pickled lies in a file, a queue or a closure on another machine.
pub(crate) fn not_pickled(what: &str, instead: &str) -> PyErr {
    PyTypeError::new_err(format!("{what} cannot be pickled, since the secret would be written: {instead}"))
}

/// Asks a source for credentials, and has the requests sent by a function: `send(method, url, headers, body)` returns
/// the status and the body.
#[pyfunction]
#[pyo3(signature = (profile, send))]
pub(crate) fn fetch_credentials(
    py: Python<'_>,
    profile: Option<&str>,
    send: &Bound<'_, PyAny>,
) -> PyResult<Credentials> {
    use presign_credentials::{Configuration, Step};

    let failed = |error: presign_credentials::Error| errors::source(py, &error);
    let source = Configuration::load(profile).and_then(|configuration| configuration.source()).map_err(failed)?;
    let mut session = source.session();
    loop {
        match session.step(presign::Timestamp::now()).map_err(failed)? {
            Step::Send(request) => {
                let (status, body) = answer(py, send, request)?;
                session.answer(status, &body).map_err(failed)?;
            }
            // A file that is not there holds nothing, which the session has a sentence for.
            Step::Read(path) => {
                let bytes = py.detach(|| std::fs::read(path)).unwrap_or_default();
                session.contents(&bytes).map_err(failed)?;
            }
            Step::Run(words) => {
                let output = py.detach(|| run(&words)).map_err(|error| {
                    let message = format!("{} was not run: {error}", words[0]);
                    errors::named(py, "CredentialsError", &message, "program-not-run", None)
                })?;
                session.contents(&output).map_err(failed)?;
            }
            Step::Done(keys) => return Credentials::checked(py, keys),
        }
    }
}

fn answer(py: Python<'_>, send: &Bound<'_, PyAny>, request: http::Request<Vec<u8>>) -> PyResult<(u16, Vec<u8>)> {
    let (parts, body) = request.into_parts();
    let headers = pyo3::types::PyDict::new(py);
    for (name, value) in &parts.headers {
        headers.set_item(name.as_str(), String::from_utf8_lossy(value.as_bytes()))?;
    }
    let body = pyo3::types::PyBytes::new(py, &body);
    send.call1((parts.method.as_str(), parts.uri.to_string(), headers, body))?.extract()
}

/// What a program prints.
fn run(words: &[String]) -> std::io::Result<Vec<u8>> {
    let (program, arguments) = words.split_first().expect("a command line has a program: the crate checks it");
    let output = std::process::Command::new(program).args(arguments).stdin(std::process::Stdio::null()).output()?;
    Ok(output.stdout)
}

/// The region of the environment or the profile. A server other than AWS's has one too.
pub(crate) fn region(py: Python<'_>, is_at_endpoint: bool) -> PyResult<String> {
    let found = presign_credentials::Configuration::load(None).and_then(|configuration| configuration.region());
    if let Some(region) = found.map_err(|error| errors::source(py, &error))? {
        return Ok(region);
    }
    let message = if is_at_endpoint {
        "no region: give the one of the server at the endpoint, which is often us-east-1, or its provider"
    } else {
        "no region: give one, or set AWS_REGION"
    };
    Err(errors::named(py, "AddressError", message, "missing-region", None))
}

/// What signs where nothing was given: what AWS's tools would use.
pub(crate) fn default_source(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import("presigned._sources")?.getattr("DEFAULT")
}

/// Asks a function for credentials.
pub(crate) fn ask<'py>(source: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Credentials>> {
    let answer = source.call0()?;
    answer.cast_into::<Credentials>().map_err(|error| {
        let given = crate::convert::type_name(&error.into_inner());
        PyTypeError::new_err(format!("the function for credentials must return Credentials, not {given}"))
    })
}
