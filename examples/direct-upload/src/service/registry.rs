//! What the service remembers of the uploads that it signed for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use presign::s3::MultipartPlan;
use uuid::Uuid;

use super::{ApiError, PREFIX};

/// One upload, under way or arrived.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The file's name at its owner's. It never becomes part of a key.
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) kind: Kind,
    pub(crate) has_arrived: bool,
    /// When something was last signed for it.
    touched: Instant,
}

/// How it is uploaded, and what has to be known to sign for it again.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Put { size: u64, sha256: Option<[u8; 32]> },
    Multipart { upload_id: String, plan: MultipartPlan },
    Form,
}

/// The uploads by their ids.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<HashMap<String, Upload>>);

impl Upload {
    pub(crate) fn new(name: &str, content_type: &str, kind: Kind) -> Self {
        let (name, content_type) = (name.into(), content_type.into());
        Self { name, content_type, kind, has_arrived: false, touched: Instant::now() }
    }
}

impl Registry {
    /// A new id, which is the end of a key too: nobody can guess it, and nothing of the user's is in it.
    pub(crate) fn new_id() -> String {
        Uuid::new_v4().simple().to_string()
    }

    pub(crate) fn key(id: &str) -> String {
        format!("{PREFIX}{id}")
    }

    /// Refuses one more upload than are allowed.
    pub(crate) fn check_room(&self, max: usize) -> Result<(), ApiError> {
        let count = self.lock().len();
        if count < max { Ok(()) } else { Err(ApiError::TooMany(count)) }
    }

    pub(crate) fn add(&self, id: &str, upload: Upload) {
        self.lock().insert(id.into(), upload);
    }

    pub(crate) fn find(&self, id: &str) -> Option<Upload> {
        self.lock().get(id).cloned()
    }

    /// The upload, for which something will be signed now.
    pub(crate) fn touch(&self, id: &str) -> Result<Upload, ApiError> {
        let mut uploads = self.lock();
        let upload = uploads.get_mut(id).ok_or(ApiError::NoUpload)?;
        upload.touched = Instant::now();
        Ok(upload.clone())
    }

    /// Says that an upload has arrived.
    pub(crate) fn arrived(&self, id: &str) {
        if let Some(upload) = self.lock().get_mut(id) {
            upload.has_arrived = true;
        }
    }

    /// Forgets an upload that has not arrived.
    pub(crate) fn remove(&self, id: &str) -> Result<Upload, ApiError> {
        let mut uploads = self.lock();
        if uploads.get(id).is_some_and(|upload| upload.has_arrived) {
            return Err(ApiError::Arrived);
        }
        uploads.remove(id).ok_or(ApiError::NoUpload)
    }

    /// The uploads for which nothing was signed for so long, with their ids.
    pub(crate) fn idle(&self, patience: Duration) -> Vec<(String, Upload)> {
        let is_idle = |upload: &Upload| !upload.has_arrived && upload.touched.elapsed() > patience;
        self.lock()
            .iter()
            .filter(|(_, upload)| is_idle(upload))
            .map(|(id, upload)| (id.clone(), upload.clone()))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Upload>> {
        // No change is made in two steps: whoever panicked left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
