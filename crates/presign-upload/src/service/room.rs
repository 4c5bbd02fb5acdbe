//! How many uploads are under way at once, by everybody and by each user. It is counted by each process for itself: it
//! protects the process and the bucket from a flood, and decides nothing about a file.
//!
//! An upload is under way as long as a URL that was signed for it here is valid. So one that nobody continues gives its
//! place back by itself, soon, and one that is continued has its place again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::ApiError;
use super::upload::Upload;

/// The uploads that are under way, by the ends of their keys.
#[derive(Debug)]
pub(crate) struct Room {
    max: usize,
    max_user: usize,
    /// How long a URL is valid.
    life: Duration,
    open: Mutex<HashMap<String, Open>>,
}

#[derive(Debug)]
struct Open {
    user: String,
    /// The most bytes that may arrive.
    size: u64,
    until: Instant,
}

/// A place for an upload, which is given back unless the upload is begun.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    room: &'a Room,
    file: String,
    is_kept: bool,
}

impl Room {
    pub(crate) fn new(max: usize, max_user: Option<usize>, life: Duration) -> Self {
        Self { max, max_user: max_user.unwrap_or(usize::MAX), life, open: Mutex::default() }
    }

    /// Takes a place in one step: however many ask at once, no more get one than there are.
    pub(crate) fn take(&self, upload: &Upload, size: u64) -> Result<Place<'_>, ApiError> {
        let mut open = self.open();
        let is_own = |place: &&Open| place.user == upload.user;
        let wait = |places: &mut dyn Iterator<Item = &Open>| {
            let first = places.map(|place| place.until).min();
            first.map_or(self.life, |until| until.saturating_duration_since(Instant::now()))
        };
        if open.len() >= self.max {
            return Err(ApiError::TooMany { max: self.max, wait: wait(&mut open.values()) });
        }
        if open.values().filter(is_own).count() >= self.max_user {
            return Err(ApiError::TooMany { max: self.max_user, wait: wait(&mut open.values().filter(is_own)) });
        }
        open.insert(upload.file.clone(), self.place(upload, size));
        Ok(Place { room: self, file: upload.file.clone(), is_kept: false })
    }

    /// A URL was signed for an upload that was begun before, by this process or another. It is never too many.
    pub(crate) fn touch(&self, upload: &Upload, size: u64) {
        self.open().insert(upload.file.clone(), self.place(upload, size));
    }

    fn place(&self, upload: &Upload, size: u64) -> Open {
        Open { user: upload.user.clone(), size, until: Instant::now() + self.life }
    }

    pub(crate) fn count(&self) -> usize {
        self.open().len()
    }

    /// How many bytes are under way below this beginning of the ends of keys, of those that are asked for.
    pub(crate) fn size(&self, folder: &str, is_asked: impl Fn(&str) -> bool) -> u64 {
        let open = self.open();
        let places = open.iter().filter(|(file, _)| file.starts_with(folder) && is_asked(file));
        places.fold(0, |sum, (_, place)| sum.saturating_add(place.size))
    }

    /// The upload has ended, one way or the other.
    pub(crate) fn free(&self, file: &str) {
        self.open().remove(file);
    }

    /// Those that are under way now.
    fn open(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        // No change is made in two steps: whoever panicked left nothing half done.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        open.retain(|_, place| place.until > now);
        open
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
