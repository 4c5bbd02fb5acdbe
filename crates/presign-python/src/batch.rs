//! Many keys at once.

use std::time::Duration;

use presign::{Error, Signer, Timestamp, s3};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use crate::convert::type_name;
use crate::errors::{self, Raise};

/// URLs one after the other, and where each ends.
struct Urls {
    text: String,
    ends: Vec<usize>,
}

/// Signs the downloads of many keys without the interpreter's lock, by a signer that no other thread has.
pub(crate) fn get_many<'py>(
    py: Python<'py>,
    bucket: &s3::Bucket,
    signer: &Signer,
    keys: &Bound<'py, PyAny>,
    (expires_in, window, now): (Duration, Option<Duration>, Timestamp),
) -> PyResult<Bound<'py, PyList>> {
    if keys.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            "keys must be an iterable of str: this is one str, whose letters would be keys",
        ));
    }
    let keys = owned(keys)?;
    let (expires_in, now) = match window {
        Some(window) => {
            // The rules of windows do not depend on the key.
            bucket.get_object("-").presign_stable(signer, expires_in, window, now).raise(py)?;
            (expires_in + window, now.floor_to(window))
        }
        None => (expires_in, now),
    };
    let signed = py.detach(|| sign(bucket, signer, &keys, expires_in, now));
    let urls = signed.map_err(|(error, index)| errors::signing_at(py, &error, index))?;
    let mut start = 0;
    let strings = urls.ends.iter().map(|&end| {
        let url = &urls.text[start..end];
        start = end;
        PyString::new(py, url)
    });
    PyList::new(py, strings)
}

fn sign(
    bucket: &s3::Bucket,
    signer: &Signer,
    keys: &[String],
    expires_in: Duration,
    now: Timestamp,
) -> Result<Urls, (Error, usize)> {
    let mut urls = Urls { text: String::new(), ends: Vec::with_capacity(keys.len()) };
    for (index, key) in keys.iter().enumerate() {
        bucket.get_object(key).presign_into(&mut urls.text, signer, expires_in, now).map_err(|error| (error, index))?;
        if index == 0 {
            // Most keys of a batch are alike.
            urls.text.reserve(urls.text.len().saturating_mul(keys.len() - 1));
        }
        urls.ends.push(urls.text.len());
    }
    Ok(urls)
}

/// The keys, which Python could change meanwhile.
fn owned(keys: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let mut owned = Vec::with_capacity(keys.len().unwrap_or_default());
    for (index, key) in keys.try_iter()?.enumerate() {
        let key = key?;
        let Ok(text) = key.cast::<PyString>() else {
            return Err(PyTypeError::new_err(format!("keys[{index}] is not a str, but {}", type_name(&key))));
        };
        owned.push(text.to_str()?.to_owned());
    }
    Ok(owned)
}
