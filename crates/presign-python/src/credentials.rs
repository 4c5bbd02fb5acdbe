//! Keys.

use pyo3::prelude::*;

/// The keys that sign.
#[pyclass(frozen, module = "presigned")]
pub(crate) struct Credentials(pub(crate) presign::Credentials);

#[pymethods]
impl Credentials {
    #[new]
    #[pyo3(signature = (access_key_id, secret_access_key, session_token = None))]
    fn new(access_key_id: &str, secret_access_key: &str, session_token: Option<&str>) -> Self {
        let credentials = presign::Credentials::new(access_key_id, secret_access_key);
        Self(match session_token {
            Some(token) => credentials.with_session_token(token),
            None => credentials,
        })
    }
}
