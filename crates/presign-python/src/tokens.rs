//! Tokens of databases, clusters and other services: what they accept instead of a password.

use presign::Credentials as Keys;
use presign::services::{self, Token};
use presign::{Error, Timestamp};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::convert::{duration, time, type_name};
use crate::credentials::{Credentials, ask, default_source};
use crate::errors::Raise;
use crate::python::{class, of_token};

type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// The keys of this moment.
fn keys(py: Python<'_>, given: Given<'_, '_>) -> PyResult<Keys> {
    let source = match given {
        None => default_source(py)?,
        Some(given) => match given.cast::<Credentials>() {
            Ok(credentials) => return Ok(credentials.get().0.clone()),
            Err(_) if given.is_callable() => given.clone(),
            Err(_) => {
                return Err(PyTypeError::new_err(format!(
                    "credentials must be Credentials or a function that returns them, not {}",
                    type_name(given)
                )));
            }
        },
    };
    Ok(ask(&source)?.get().0.clone())
}

/// Signs with the keys of this moment, at a time.
fn token(
    py: Python<'_>,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
    sign: impl FnOnce(&Keys, Timestamp) -> Result<Token, Error>,
) -> PyResult<Py<PyAny>> {
    let now = time(py, now)?;
    of_token(py, &sign(&keys(py, credentials)?, now).raise(py)?)
}

/// Returns the password for a database of Amazon RDS or Aurora, or for an RDS Proxy. It is accepted for 15 minutes,
/// over TLS only: make one for each connection.
///
/// >>> from presigned import Credentials, tokens
/// >>> keys = Credentials("AKIDEXAMPLE", "SECRETEXAMPLE")
/// >>> tokens.rds("db.a1b2.us-east-1.rds.amazonaws.com", 5432, "app", "us-east-1", credentials=keys)[:57]
/// 'db.a1b2.us-east-1.rds.amazonaws.com:5432/?Action=connect&'
#[pyfunction]
#[pyo3(signature = (host, port, user, region, *, credentials = None, now = None))]
pub(crate) fn rds(
    py: Python<'_>,
    host: &str,
    port: u16,
    user: &str,
    region: &str,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let it = services::rds::AuthToken { host, port, user, region };
    token(py, credentials, now, |keys, now| it.sign(keys, now))
}

/// Returns the password for an Aurora DSQL cluster: that of `admin`, or of another role.
#[pyfunction]
#[pyo3(signature = (host, region, *, admin = false, expires = None, credentials = None, now = None))]
pub(crate) fn dsql(
    py: Python<'_>,
    host: &str,
    region: &str,
    admin: bool,
    expires: Given<'_, '_>,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let expires_in = duration(py, expires, "expires", 900)?;
    let it = services::dsql::AuthToken { host, region, admin, expires_in };
    token(py, credentials, now, |keys, now| it.sign(keys, now))
}

/// Returns the password for an ElastiCache cache, by its name. It is accepted for 15 minutes.
#[pyfunction]
#[pyo3(signature = (cache, user, region, *, serverless = false, credentials = None, now = None))]
pub(crate) fn elasticache(
    py: Python<'_>,
    cache: &str,
    user: &str,
    region: &str,
    serverless: bool,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let it = services::elasticache::AuthToken { cache, user, region, serverless };
    token(py, credentials, now, |keys, now| it.sign(keys, now))
}

/// Returns the password for a MemoryDB cluster, by its name. It is accepted for 15 minutes.
#[pyfunction]
#[pyo3(signature = (cluster, user, region, *, credentials = None, now = None))]
pub(crate) fn memorydb(
    py: Python<'_>,
    cluster: &str,
    user: &str,
    region: &str,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let it = services::memorydb::AuthToken { cluster, user, region };
    token(py, credentials, now, |keys, now| it.sign(keys, now))
}

/// Returns the bearer token for a Kubernetes cluster of Amazon EKS.
///
/// >>> from presigned import Credentials, tokens
/// >>> token = tokens.eks("my-cluster", "us-west-2", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
/// >>> token[:18]
/// 'k8s-aws-v1.aHR0cHM'
#[pyfunction]
#[pyo3(signature = (cluster, region, *, credentials = None, now = None))]
pub(crate) fn eks(
    py: Python<'_>,
    cluster: &str,
    region: &str,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let it = services::eks::AuthToken { cluster, region };
    token(py, credentials, now, |keys, now| it.sign(keys, now))
}

/// Returns the token for a cluster of Amazon MSK, for the mechanism OAUTHBEARER.
#[pyfunction]
#[pyo3(signature = (region, *, credentials = None, now = None))]
pub(crate) fn msk(py: Python<'_>, region: &str, credentials: Given<'_, '_>, now: Given<'_, '_>) -> PyResult<Py<PyAny>> {
    token(py, credentials, now, |keys, now| services::msk::AuthToken { region }.sign(keys, now))
}

/// Returns a short-term API key of Amazon Bedrock, for `AWS_BEARER_TOKEN_BEDROCK`; for 12 hours at most.
#[pyfunction]
#[pyo3(signature = (region, *, expires = None, credentials = None, now = None))]
pub(crate) fn bedrock(
    py: Python<'_>,
    region: &str,
    expires: Given<'_, '_>,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let it = services::bedrock::ApiKey { region, expires_in: duration(py, expires, "expires", 12 * 3600)? };
    token(py, credentials, now, |keys, now| it.sign(keys, now))
}

/// Returns the user name and the password with which git gets at a repository of AWS CodeCommit.
#[pyfunction]
#[pyo3(signature = (repository, region, *, credentials = None, now = None))]
pub(crate) fn codecommit(
    py: Python<'_>,
    repository: &str,
    region: &str,
    credentials: Given<'_, '_>,
    now: Given<'_, '_>,
) -> PyResult<Py<PyAny>> {
    let now = time(py, now)?;
    let login = services::codecommit::GitLogin { repository, region }.sign(&keys(py, credentials)?, now).raise(py)?;
    Ok(class(py, "GitLogin")?.call1((login.username(), of_token(py, login.password())?))?.unbind())
}
