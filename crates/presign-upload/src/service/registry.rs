//! What the service remembers of the uploads that it signed for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use presign::s3::MultipartPlan;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::{ApiError, PREFIX};

/// One upload, under way or arrived.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The end of its key. It is in every URL, hence known to whoever may see the file. The id that the upload has here is
    /// known to its owner alone: with it the file can be changed.
    pub(crate) file: String,
    /// The file's name at its owner's. It never becomes part of a key.
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) kind: Kind,
    /// The size in bytes of what has arrived.
    pub(crate) arrived: Option<u64>,
    /// When something was last signed for it.
    touched: Instant,
    /// Held by whoever completes, cancels or deletes it: these take several steps, and one comes after the other.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// How it is uploaded, and what has to be known to sign for it again.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Put {
        size: u64,
        sha256: Option<[u8; 32]>,
    },
    Multipart {
        /// Unknown until the page says it, if the page is the one who begins the upload at the bucket.
        upload_id: Option<String>,
        plan: MultipartPlan,
    },
    Form,
}

/// The uploads by their ids.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<Uploads>);

#[derive(Debug, Default)]
struct Uploads {
    known: HashMap<String, Upload>,
    /// Places of uploads that are being begun.
    taken: usize,
}

/// A place for one more upload, which is given back if nothing comes of it.
#[derive(Debug)]
pub(crate) struct Place<'a>(&'a Registry);

impl Upload {
    pub(crate) fn new(name: &str, content_type: &str, kind: Kind) -> Self {
        Self {
            file: random(),
            name: name.into(),
            content_type: content_type.into(),
            kind,
            arrived: None,
            touched: Instant::now(),
            turn: Arc::default(),
        }
    }

    pub(crate) fn key(&self) -> String {
        format!("{PREFIX}{}", self.file)
    }

    fn is_idle(&self, patience: Duration) -> bool {
        self.arrived.is_none() && self.touched.elapsed() > patience
    }
}

/// 122 random bits: nobody can guess it, and nothing of the user's is in it.
fn random() -> String {
    Uuid::new_v4().simple().to_string()
}

impl Registry {
    /// Takes a place in one step: however many ask at once, no more get one than there are.
    pub(crate) fn take_place(&self, max: usize) -> Result<Place<'_>, ApiError> {
        let mut uploads = self.lock();
        let count = uploads.known.len() + uploads.taken;
        if count >= max {
            return Err(ApiError::TooMany(count));
        }
        uploads.taken += 1;
        Ok(Place(self))
    }

    pub(crate) fn find(&self, id: &str) -> Result<Upload, ApiError> {
        self.lock().known.get(id).cloned().ok_or(ApiError::NoUpload)
    }

    /// The id of the upload to this key.
    pub(crate) fn id_of(&self, key: &str) -> Result<String, ApiError> {
        let file = key.strip_prefix(PREFIX).ok_or(ApiError::NoUpload)?;
        let uploads = self.lock();
        let (id, _) = uploads.known.iter().find(|(_, upload)| upload.file == file).ok_or(ApiError::NoUpload)?;
        Ok(id.clone())
    }

    /// All uploads, by the end of their keys.
    pub(crate) fn by_file(&self) -> HashMap<String, Upload> {
        self.lock().known.values().map(|upload| (upload.file.clone(), upload.clone())).collect()
    }

    /// The upload, for which something will be signed now. For a file that has arrived nothing is: a form or a part could
    /// replace it.
    pub(crate) fn touch(&self, id: &str) -> Result<Upload, ApiError> {
        let mut uploads = self.lock();
        let upload = uploads.known.get_mut(id).ok_or(ApiError::NoUpload)?;
        if upload.arrived.is_some() {
            return Err(ApiError::Arrived);
        }
        upload.touched = Instant::now();
        Ok(upload.clone())
    }

    /// Waits until nobody else completes, cancels or deletes the upload, and gives it as it is then.
    pub(crate) async fn turn(&self, id: &str) -> Result<(OwnedMutexGuard<()>, Upload), ApiError> {
        let turn = self.find(id)?.turn;
        let guard = turn.lock_owned().await;
        Ok((guard, self.find(id)?))
    }

    /// Remembers what the bucket calls an upload in parts. It is said once.
    pub(crate) fn bind(&self, id: &str, named: &str) -> Result<Upload, ApiError> {
        let mut uploads = self.lock();
        let upload = uploads.known.get_mut(id).ok_or(ApiError::NoUpload)?;
        match &mut upload.kind {
            Kind::Multipart { upload_id: unknown @ None, .. } => *unknown = Some(named.into()),
            Kind::Multipart { upload_id: Some(known), .. } if known == named => {}
            _ => return Err(ApiError::NoUpload),
        }
        Ok(upload.clone())
    }

    /// Says that an upload has arrived, with this size.
    pub(crate) fn arrived(&self, id: &str, size: u64) {
        if let Some(upload) = self.lock().known.get_mut(id) {
            upload.arrived = Some(size);
        }
    }

    /// Forgets an upload, from now on.
    pub(crate) fn remove(&self, id: &str) {
        self.lock().known.remove(id);
    }

    /// Forgets an upload for which nothing was signed for so long, in one step. Says whether it was one.
    pub(crate) fn remove_idle(&self, id: &str, patience: Duration) -> bool {
        let mut uploads = self.lock();
        let is_idle = uploads.known.get(id).is_some_and(|upload| upload.is_idle(patience));
        is_idle && uploads.known.remove(id).is_some()
    }

    /// The ids of uploads for which nothing was signed for so long.
    pub(crate) fn idle(&self, patience: Duration) -> Vec<String> {
        let uploads = self.lock();
        let idle = uploads.known.iter().filter(|(_, upload)| upload.is_idle(patience));
        idle.map(|(id, _)| id.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Uploads> {
        // No change is made in two steps: whoever panicked left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// Puts the upload there, and gives its id.
    pub(crate) fn fill(self, upload: Upload) -> String {
        let id = random();
        self.0.lock().known.insert(id.clone(), upload);
        id
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().taken -= 1;
    }
}
