//! What Python hands in, checked: times, durations, names with values.

use std::time::Duration;

use presign::Timestamp;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDelta, PyInt, PyMapping};

use crate::errors::{Raise, named};

/// The time to sign at: now, or an aware `datetime`.
pub(crate) fn time(py: Python<'_>, now: Option<&Bound<'_, PyAny>>) -> PyResult<Timestamp> {
    now.map_or_else(|| Ok(Timestamp::now()), |now| timestamp(py, now, "now"))
}

/// An aware `datetime`.
pub(crate) fn timestamp(py: Python<'_>, value: &Bound<'_, PyAny>, what: &str) -> PyResult<Timestamp> {
    let Ok(time) = value.cast::<PyDateTime>() else {
        return Err(PyTypeError::new_err(format!("{what} must be a datetime, not {}", type_name(value))));
    };
    if time.call_method0("utcoffset")?.is_none() {
        let message =
            format!("{what} is a datetime without a time zone: give it one, as in datetime.now(timezone.utc)");
        return Err(named(py, "TimeError", &message, "naive-datetime", None));
    }
    // A fraction of a second is cut off, and what is before 1970 refused as what is after 9999 is.
    let seconds: f64 = time.call_method0("timestamp")?.extract()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let seconds = if seconds < 0.0 { u64::MAX } else { seconds as u64 };
    Timestamp::from_unix_seconds(seconds).raise(py)
}

/// An aware `datetime` in UTC.
pub(crate) fn to_datetime(py: Python<'_>, time: Timestamp) -> PyResult<Py<PyAny>> {
    let module = py.import("datetime")?;
    let utc = module.getattr("timezone")?.getattr("utc")?;
    Ok(module.getattr("datetime")?.call_method1("fromtimestamp", (time.unix_seconds(), utc))?.unbind())
}

/// A whole number of seconds or a `timedelta`; the default in seconds.
pub(crate) fn duration(
    py: Python<'_>,
    value: Option<&Bound<'_, PyAny>>,
    what: &str,
    default: u64,
) -> PyResult<Duration> {
    let Some(value) = value else { return Ok(Duration::from_secs(default)) };
    let negative = || {
        let message = format!("{what} is negative: it is a number of seconds, or a timedelta");
        Err(named(py, "TimeError", &message, "negative-duration", None))
    };
    if let Ok(number) = value.cast::<PyInt>()
        && !value.is_instance_of::<PyBool>()
    {
        return match number.extract::<u64>() {
            Ok(seconds) => Ok(Duration::from_secs(seconds)),
            Err(_) if number.lt(0)? => negative(),
            // Too long in any case, which the crate says.
            Err(_) => Ok(Duration::from_secs(u64::MAX)),
        };
    }
    let Ok(delta) = value.cast::<PyDelta>() else {
        let given = type_name(value);
        return Err(PyTypeError::new_err(format!("{what} must be an int of seconds or a timedelta, not {given}")));
    };
    let part = |name: &str| delta.getattr(name)?.extract::<i64>();
    let seconds = part("days")? * 86400 + part("seconds")?;
    let microseconds = u32::try_from(part("microseconds")?).unwrap_or_default();
    match u64::try_from(seconds) {
        Ok(seconds) => Ok(Duration::new(seconds, 1000 * microseconds)),
        Err(_) => negative(),
    }
}

/// A number of bytes. What a client declares is often handed on as it is: it gets an error with a code.
pub(crate) fn length(value: Option<&Bound<'_, PyAny>>, what: &str) -> PyResult<Option<u64>> {
    let Some(value) = value else { return Ok(None) };
    let number = integer(value, what)?;
    match number.extract::<u64>() {
        Ok(length) => Ok(Some(length)),
        Err(_) if number.lt(0)? => {
            let message = format!("{what} is {number}: a length in bytes is not negative");
            Err(named(value.py(), "RequestError", &message, "negative-length", None))
        }
        // Too long in any case, which the crate says.
        Err(_) => Ok(Some(u64::MAX)),
    }
}

/// The number of a part. The crate refuses those that S3 does not have, and here those are that it cannot hold.
pub(crate) fn part_number(value: &Bound<'_, PyAny>) -> PyResult<u32> {
    let number = integer(value, "number")?;
    number.extract().map_err(|_| {
        let message = format!("the part number is {number}: S3 accepts 1 to 10000");
        named(value.py(), "LimitError", &message, "part-number-out-of-range", None)
    })
}

/// Whatever is an integer to Python: those of numpy are too.
fn integer<'py>(value: &Bound<'py, PyAny>, what: &str) -> PyResult<Bound<'py, PyAny>> {
    if value.is_instance_of::<PyBool>() || !value.hasattr("__index__")? {
        return Err(PyTypeError::new_err(format!("{what} must be an int, not {}", type_name(value))));
    }
    value.call_method0("__index__")
}

/// Names with their values: a mapping of strings.
pub(crate) type Pairs = Vec<(String, String)>;

/// A mapping of strings to strings.
pub(crate) fn mapping(value: Option<&Bound<'_, PyAny>>, what: &str) -> PyResult<Pairs> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let Ok(mapping) = value.cast::<PyMapping>() else {
        return Err(PyTypeError::new_err(format!("{what} must be a mapping of str to str, not {}", type_name(value))));
    };
    mapping.items()?.iter().map(|item| pair(&item, what)).collect()
}

/// A mapping, or pairs, in which a name may be repeated.
pub(crate) fn pairs(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Pairs> {
    if value.cast::<PyMapping>().is_ok() {
        return mapping(Some(value), what);
    }
    value.try_iter()?.map(|item| pair(&item?, what)).collect()
}

fn pair(item: &Bound<'_, PyAny>, what: &str) -> PyResult<(String, String)> {
    item.extract().map_err(|error: PyErr| {
        // A lone surrogate has an error of its own.
        if error.is_instance_of::<PyTypeError>(item.py()) {
            PyTypeError::new_err(format!("{what} must have names and values that are str"))
        } else {
            error
        }
    })
}

/// The name of a value's class. The value itself may be a secret.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| String::from("an object"), |name| name.to_string())
}
