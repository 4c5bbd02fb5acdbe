//! Bodies: bytes, or a string that is sent as UTF-8.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

use crate::convert::type_name;
use crate::errors::named;

/// A body that is in memory.
pub(crate) enum Body {
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
}

impl Body {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }

    /// The 32 bytes of a SHA-256. Its digits, a string, are not.
    pub(crate) fn digest(&self, py: Python<'_>) -> PyResult<[u8; 32]> {
        let bytes: Option<[u8; 32]> = match self {
            Self::Bytes(bytes) => bytes[..].try_into().ok(),
            Self::Text(_) => None,
        };
        bytes.ok_or_else(|| {
            let message = "checksum_sha256 must be the 32 bytes of a SHA-256, as hashlib's digest() returns them";
            named(py, "RequestError", message, "checksum-value", None)
        })
    }
}

impl<'py> FromPyObject<'_, 'py> for Body {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = value.cast::<pyo3::types::PyString>() {
            return Ok(Self::Text(text.to_owned().try_into()?));
        }
        value.extract().map(Self::Bytes).map_err(|_| {
            PyTypeError::new_err(format!("body must be bytes, bytearray or str, not {}", type_name(&value)))
        })
    }
}
