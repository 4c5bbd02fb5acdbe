//! A bucket with its signer.

use std::sync::Arc;
use std::time::Duration;

use presign::{Signer, Timestamp, s3};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::credentials::Credentials;

/// A bucket, where it is and who signs for it.
#[pyclass(frozen, module = "presigned")]
pub(crate) struct Bucket {
    pub(crate) bucket: s3::Bucket,
    signer: Arc<Signer>,
}

impl Bucket {
    /// The signer of now.
    #[allow(clippy::unnecessary_wraps, reason = "credentials that a function returns may be missing")]
    pub(crate) fn signer(&self, _py: Python<'_>) -> PyResult<Arc<Signer>> {
        Ok(Arc::clone(&self.signer))
    }
}

#[pymethods]
impl Bucket {
    #[new]
    #[pyo3(signature = (name, region, *, credentials))]
    fn new(name: &str, region: &str, credentials: &Credentials) -> PyResult<Self> {
        let bucket = s3::Bucket::new(name, region).map_err(|error| PyValueError::new_err(error.to_string()))?;
        let signer = bucket.signer(credentials.0.clone()).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Self { bucket, signer: Arc::new(signer) })
    }

    /// Returns the URL that downloads an object.
    #[pyo3(signature = (key, *, expires = 3600))]
    fn get(&self, py: Python<'_>, key: &str, expires: u64) -> PyResult<String> {
        let signer = self.signer(py)?;
        self.bucket
            .get_object(key)
            .presign(&signer, Duration::from_secs(expires), Timestamp::now())
            .map(presign::PresignedUrl::into_string)
            .map_err(|error| PyValueError::new_err(error.to_string()))
    }
}
