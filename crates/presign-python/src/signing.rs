//! Who signs: keys that stay, or a function that is asked for them when they are needed.

use std::sync::{Arc, Mutex, PoisonError};

use presign::{Error, Signer, Timestamp};
use pyo3::exceptions::{PyRuntimeWarning, PyTypeError};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use crate::convert::type_name;
use crate::credentials::{Credentials, ask, default_source};
use crate::errors::Raise;

/// How long before they expire new credentials are asked for, as botocore does: `_advisory_refresh_timeout` in its
/// credentials.py.
const LEAD: u64 = 15 * 60;

type Make = Box<dyn Fn(presign::Credentials) -> Result<Signer, Error> + Send + Sync>;

/// A signer, renewed where a function has the credentials.
pub(crate) struct Signing {
    /// Makes the signer of credentials.
    make: Make,
    source: Source,
}

enum Source {
    Kept(Arc<Signer>),
    Asked {
        function: Py<PyAny>,
        /// Locked for moments and without calling Python: it is free whenever the process forks.
        last: Mutex<Option<Last>>,
    },
}

/// What the function returned last.
struct Last {
    credentials: Py<Credentials>,
    signer: Arc<Signer>,
    /// When it is asked again: at once if it does not say when these expire.
    next: Timestamp,
}

impl Signing {
    /// Signs with credentials, with those that a function returns, or with those that AWS's tools would find.
    pub(crate) fn new(py: Python<'_>, given: Option<&Bound<'_, PyAny>>, make: Make) -> PyResult<Self> {
        let source = match given {
            None => Source::asked(default_source(py)?.unbind()),
            Some(given) if given.is_callable() => Source::asked(given.clone().unbind()),
            Some(given) => match given.cast::<Credentials>() {
                Ok(credentials) => Source::Kept(Arc::new(make(credentials.get().0.clone()).raise(py)?)),
                Err(_) => {
                    return Err(PyTypeError::new_err(format!(
                        "credentials must be Credentials or a function that returns them, not {}",
                        type_name(given)
                    )));
                }
            },
        };
        Ok(Self { make, source })
    }

    /// The signer of this moment.
    #[inline]
    pub(crate) fn signer(&self, py: Python<'_>) -> PyResult<Arc<Signer>> {
        match &self.source {
            Source::Kept(signer) => Ok(Arc::clone(signer)),
            Source::Asked { function, last } => self.renewed(py, function.bind(py), last),
        }
    }

    /// A signer that no other thread has: it can be used without the interpreter's lock, and a process that is forked
    /// meanwhile finds no lock of it taken.
    pub(crate) fn own_signer(&self, py: Python<'_>) -> PyResult<Signer> {
        Ok((*self.signer(py)?).clone())
    }

    fn renewed(
        &self,
        py: Python<'_>,
        function: &Bound<'_, PyAny>,
        last: &Mutex<Option<Last>>,
    ) -> PyResult<Arc<Signer>> {
        let now = Timestamp::now();
        let mut kept = None;
        if let Some(last) = &mut *lock(last) {
            if now < last.next {
                return Ok(Arc::clone(&last.signer));
            }
            if last.signer.expiry().is_some_and(|expiry| now < expiry) {
                kept = Some(Arc::clone(&last.signer));
                // Other threads sign with these while this one asks, and this one does if it asks in vain.
                last.next = next(&last.signer, now);
            }
        }
        let credentials = match (ask(function), kept) {
            (Ok(credentials), _) => credentials,
            (Err(error), Some(signer)) => {
                warn(py, &error)?;
                return Ok(signer);
            }
            (Err(error), None) => return Err(error),
        };
        if let Some(last) = &mut *lock(last)
            && last.credentials.is(&credentials)
        {
            last.next = next(&last.signer, now);
            return Ok(Arc::clone(&last.signer));
        }
        let signer = Arc::new((self.make)(credentials.get().0.clone()).raise(py)?);
        let new = Last { credentials: credentials.unbind(), signer: Arc::clone(&signer), next: next(&signer, now) };
        // Dropped after the lock: what it holds may run code of Python.
        let old = lock(last).replace(new);
        drop(old);
        Ok(signer)
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match &self.source {
            Source::Kept(_) => Ok(()),
            Source::Asked { function, .. } => visit.call(function),
        }
    }
}

impl Source {
    fn asked(function: Py<PyAny>) -> Self {
        Self::Asked { function, last: Mutex::new(None) }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing panics while it is locked.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// When to ask again. When the time has come and nothing new is there, it is a tenth of the time that is left, at most
/// a minute.
fn next(signer: &Signer, now: Timestamp) -> Timestamp {
    let Some(expiry) = signer.expiry() else { return now };
    let left = expiry.unix_seconds().saturating_sub(now.unix_seconds());
    let wait = left.saturating_sub(LEAD).max((left / 10).min(60));
    // It is before the expiry, which is a time.
    Timestamp::from_unix_seconds(now.unix_seconds() + wait).unwrap_or(now)
}

/// Says that credentials were not renewed, while the old ones are still good.
fn warn(py: Python<'_>, error: &PyErr) -> PyResult<()> {
    let text = format!("the credentials were not renewed, and the old ones are used until they expire: {error}");
    let text = std::ffi::CString::new(text.replace('\0', " ")).unwrap_or_default();
    PyErr::warn(py, &py.get_type::<PyRuntimeWarning>(), &text, 1)
}
