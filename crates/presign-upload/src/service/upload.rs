//! One upload: all that has to be known to continue it, complete it, or delete its file.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use presign::s3::{MultipartPlan, Part};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::user::User;
use crate::hooks::Proposed;

/// An upload, as its sealed id carries it. Nothing else of it is kept by the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// Whose it is.
    pub(crate) user: String,
    /// The beginning of its key.
    pub(crate) prefix: String,
    /// The end of its key. It is in every URL, hence known to whoever may see the file. The id that the upload has is known
    /// to its owner alone: with it the file can be changed.
    pub(crate) file: String,
    /// The file's name at its owner's. It never becomes part of a key: the object's metadata has it.
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) content_type: String,
    pub(crate) kind: Kind,
    /// When it was begun, in seconds since 1970.
    pub(crate) begun: u64,
}

/// How it is uploaded, and what has to be known to sign for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Put {
        size: u64,
        sha256: Option<[u8; 32]>,
    },
    Multipart {
        /// Unknown if the page is the one who begins the upload at the bucket.
        upload_id: Option<String>,
        size: u64,
        part_size: u64,
    },
    Form,
}

impl Upload {
    /// At a new key, which has this ending.
    pub(crate) fn new(prefix: &str, user: &User, ending: &str, file: &Proposed<'_>, kind: Kind) -> Self {
        let now = since_1970();
        Self {
            user: user.name.clone(),
            prefix: prefix.into(),
            file: format!("{}{}{ending}", user.folder, new_file(now)),
            name: file.name.into(),
            content_type: file.content_type.into(),
            kind,
            begun: now.as_secs(),
        }
    }

    pub(crate) fn key(&self) -> String {
        format!("{}{}", self.prefix, self.file)
    }

    pub(crate) fn is_older_than(&self, seconds: u64) -> bool {
        since_1970().as_secs() >= self.begun.saturating_add(seconds)
    }
}

impl Kind {
    pub(crate) fn multipart(plan: &MultipartPlan, upload_id: Option<String>) -> Self {
        Self::Multipart { upload_id, size: plan.size(), part_size: plan.part_size() }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Put { .. } => "put",
            Self::Multipart { .. } => "multipart",
            Self::Form => "form",
        }
    }

    /// The size that is expected, if it is known.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::Put { size, .. } | Self::Multipart { size, .. } => Some(*size),
            Self::Form => None,
        }
    }

    /// What is uploaded in one request each.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        // One request uploads as much as the largest part.
        let part_size = match self {
            Self::Multipart { part_size, .. } => *part_size,
            Self::Put { .. } | Self::Form => MultipartPlan::MAX_PART_SIZE,
        };
        let plan = MultipartPlan::new(self.size().unwrap_or_default(), part_size);
        plan.into_iter().flat_map(|plan| plan.parts())
    }

    /// The part of this number: they are numbered from 1.
    pub(super) fn part(&self, number: u32) -> Option<Part> {
        self.parts().nth(usize::try_from(number.checked_sub(1)?).ok()?)
    }
}

/// A name for a file in the bucket that sorts before all that were made earlier, so that a list begins with the newest, and
/// has 122 random bits: nobody can guess it, and nothing of the user's is in it.
fn new_file(now: Duration) -> String {
    let remaining = END.saturating_sub(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
    format!("{remaining:011x}{}", Uuid::new_v4().simple())
}

/// Until the year 2527, in milliseconds since 1970.
const END: u64 = 1 << 44;

/// When an upload was begun, from the end of its key after the folder of its user.
pub(super) fn begun(name: &str) -> Option<Duration> {
    let remaining = u64::from_str_radix(name.get(..11)?, 16).ok()?;
    let begun = Duration::from_millis(END.checked_sub(remaining)?);
    (begun <= since_1970()).then_some(begun)
}

pub(super) fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
