//! How many uploads are under way at once. It is counted by each process for itself: it protects the process and the bucket
//! from a flood, and decides nothing about a file.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::ApiError;

/// The uploads that were begun here and have not ended yet, by the ends of their keys.
#[derive(Debug)]
pub(crate) struct Room {
    max: usize,
    patience: Duration,
    begun: Mutex<HashMap<String, Instant>>,
}

/// A place for an upload, which is given back unless the upload is begun.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    room: &'a Room,
    file: String,
    is_kept: bool,
}

impl Room {
    pub(crate) fn new(max: usize, patience: Duration) -> Self {
        Self { max, patience, begun: Mutex::default() }
    }

    /// Takes a place in one step: however many ask at once, no more get one than there are.
    pub(crate) fn take(&self, file: &str) -> Result<Place<'_>, ApiError> {
        let mut begun = self.lock();
        if begun.len() >= self.max {
            // Nobody can continue those.
            begun.retain(|_, since| since.elapsed() < self.patience);
        }
        if begun.len() >= self.max {
            return Err(ApiError::TooMany(begun.len()));
        }
        begun.insert(file.into(), Instant::now());
        Ok(Place { room: self, file: file.into(), is_kept: false })
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// The upload has ended, one way or the other.
    pub(crate) fn free(&self, file: &str) {
        self.lock().remove(file);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        // No change is made in two steps: whoever panicked left nothing half done.
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// The upload has begun.
    pub(crate) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.room.free(&self.file);
        }
    }
}
