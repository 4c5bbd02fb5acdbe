//! A column of URLs for a column of keys.

use std::sync::Arc;

use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::arrow::{self, Buffers, Layout, Offsets, Strings};
use crate::errors;

/// How many rows are signed before Python may ask to stop: about a second of them.
const ROWS: usize = 1 << 20;

/// A column of URLs: what `Bucket.get_column` returns.
///
/// It is Arrow data, which pyarrow, polars, nanoarrow and others take as it is, without a copy:
/// `pyarrow.array(column)`, `polars.Series(column)`.
#[pyclass(frozen, module = "presigned")]
pub(crate) struct Column(Arc<Buffers>);

#[pymethods]
impl Column {
    fn __len__(&self) -> usize {
        self.0.length
    }

    /// The number of nulls.
    #[getter]
    fn null_count(&self) -> usize {
        self.0.null_count
    }

    /// Returns the column as two capsules, for other libraries.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // A request is one to try, which the consumer checks.
        drop(requested_schema);
        arrow::export(py, &self.0)
    }

    /// Says how long it is, and none of the URLs: each of them is a secret.
    fn __repr__(&self) -> String {
        format!("<presigned.Column of {} URLs>", self.0.length - self.0.null_count)
    }
}

/// What is wrong with a row.
enum Refusal {
    /// The producer's column contradicts itself.
    Malformed(&'static str),
    /// What is signed is not.
    Refused(presign::Error),
    /// The offsets of 32 bits end.
    Full,
}

/// Signs for each key: `sign` appends a URL. Nulls stay null. With `null_if_refused` so do keys that no object can have.
///
/// # Errors
/// Those of the column, and a refusal with the index of its row.
pub(crate) fn sign<F>(keys: &Bound<'_, PyAny>, null_if_refused: bool, sign: F) -> PyResult<Column>
where
    F: Fn(&str, &mut String) -> Result<(), presign::Error> + Send + Sync,
{
    let py = keys.py();
    let (chunks, layout) = arrow::import(keys)?;
    let mut urls = Urls::new(chunks.iter().map(Strings::len).sum(), layout);
    for chunk in &chunks {
        for start in (0..chunk.len()).step_by(ROWS) {
            let rows = start..chunk.len().min(start + ROWS);
            let row = |urls: &mut Urls, row| urls.push(chunk.get(row), null_if_refused, &sign);
            // Nothing in here is Python's: other threads may have the interpreter.
            py.detach(|| rows.clone().try_for_each(|index| row(&mut urls, index))).map_err(|refusal| {
                let index = urls.length;
                match refusal {
                    Refusal::Refused(error) => errors::signing_at(py, &error, index),
                    Refusal::Malformed(what) => malformed(what, index),
                    Refusal::Full => PyOverflowError::new_err(
                        "the URLs have over 2 GiB together, which is more than the column's type can hold: give fewer \
                         keys at once, or keys as large_string",
                    ),
                }
            })?;
            py.check_signals()?;
        }
    }
    Ok(Column(Arc::new(urls.finish())))
}

fn malformed(what: &str, index: usize) -> PyErr {
    PyValueError::new_err(format!("the Arrow column is malformed at row {index}: {what}"))
}

/// A column that grows.
struct Urls {
    length: usize,
    null_count: usize,
    /// The bits of the rows so far, from the first null on.
    validity: Option<Vec<u8>>,
    offsets: Offsets,
    data: String,
}

impl Urls {
    fn new(rows: usize, layout: Layout) -> Self {
        // As many as there will be, unless the producer lies about its length.
        let room = rows.min(ROWS) + 1;
        let mut offsets = match layout {
            Layout::Utf8 | Layout::Null => Offsets::Utf8(Vec::with_capacity(room)),
            Layout::LargeUtf8 | Layout::Utf8View => Offsets::LargeUtf8(Vec::with_capacity(room)),
        };
        match &mut offsets {
            Offsets::Utf8(offsets) => offsets.push(0),
            Offsets::LargeUtf8(offsets) => offsets.push(0),
        }
        Self { length: 0, null_count: 0, validity: None, offsets, data: String::new() }
    }

    fn push<F>(
        &mut self,
        key: Result<Option<&str>, &'static str>,
        null_if_refused: bool,
        sign: &F,
    ) -> Result<(), Refusal>
    where
        F: Fn(&str, &mut String) -> Result<(), presign::Error>,
    {
        let signed = match key.map_err(Refusal::Malformed)? {
            None => false,
            Some(key) => match sign(key, &mut self.data) {
                Ok(()) => true,
                // The key's own fault is one that another key does not have.
                Err(_) if null_if_refused && sign("k", &mut String::new()).is_ok() => false,
                Err(error) => return Err(Refusal::Refused(error)),
            },
        };
        match &mut self.offsets {
            Offsets::Utf8(offsets) => offsets.push(i32::try_from(self.data.len()).map_err(|_| Refusal::Full)?),
            Offsets::LargeUtf8(offsets) => offsets.push(i64::try_from(self.data.len()).map_err(|_| Refusal::Full)?),
        }
        self.mark(signed);
        Ok(())
    }

    /// Notes that the next row is valid, or that it is null.
    fn mark(&mut self, is_valid: bool) {
        let row = self.length;
        self.length += 1;
        if is_valid && self.validity.is_none() {
            return;
        }
        self.null_count += usize::from(!is_valid);
        // All rows before the first null are valid.
        let bits = self.validity.get_or_insert_with(|| vec![u8::MAX; row.div_ceil(8)]);
        if row.is_multiple_of(8) {
            bits.push(0);
        }
        let last = bits.len() - 1;
        let bit = 1 << (row % 8);
        bits[last] = if is_valid { bits[last] | bit } else { bits[last] & !bit };
    }

    fn finish(mut self) -> Buffers {
        self.data.shrink_to_fit();
        let Self { length, null_count, validity, offsets, data } = self;
        Buffers { length, null_count, validity, offsets, data }
    }
}
