//! How many bytes a user, or everybody, may have in the bucket or upload in a day. The bucket says what is there, so that
//! each process counts the same; what is under way at other processes is not seen.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use presign::s3::xml::ListedObject;
use tokio::sync::Mutex;

use super::upload::{self, Upload};
use super::{ApiError, Service};

/// What the bucket has said, for a while.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    /// By the beginning of the keys. Whoever finds that it is old asks the bucket, and the others wait for the answer.
    known: Mutex<HashMap<String, Used>>,
}

#[derive(Debug)]
struct Used {
    asked: Instant,
    size: u64,
    /// The ends of the keys that were begun in the last day, when, and their sizes.
    day: HashMap<String, (Duration, u64)>,
}

/// For how long what the bucket has said is believed.
const BELIEVED: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);
/// How many objects are asked for at once: S3 has no longer lists.
const PAGE: u32 = 1000;
/// Of how many users it is remembered.
const MAX_KNOWN: usize = 1000;

impl Service {
    /// Refuses an upload of so many bytes, which has its place already, if its user or the bucket has too many.
    pub(super) async fn check_quota(&self, folder: &str, size: u64) -> Result<(), ApiError> {
        let limits = &self.limits;
        if limits.quota_day.is_some() || limits.quota_user.is_some() {
            let is_whole = limits.quota_user.is_some() || (folder.is_empty() && limits.quota_bucket.is_some());
            let mut known = self.quota.known.lock().await;
            let used = self.used(&mut known, folder, is_whole).await?;
            let under_way = self.room.size(folder, |file| !used.day.contains_key(file));
            if let Some(max) = limits.quota_day {
                if size > max {
                    return Err(ApiError::TooLarge { size, max });
                }
                used.check_day(under_way, max)?;
            }
            if let Some(max) = limits.quota_user
                && used.size.saturating_add(under_way) > max
            {
                return Err(ApiError::FullUser(max));
            }
        }
        if let Some(max) = limits.quota_bucket {
            let mut known = self.quota.known.lock().await;
            let used = self.used(&mut known, "", true).await?;
            let under_way = self.room.size("", |file| !used.day.contains_key(file));
            if used.size.saturating_add(under_way) > max {
                return Err(ApiError::FullBucket(max));
            }
        }
        Ok(())
    }

    /// A file has arrived: it counts from now on.
    pub(super) async fn count(&self, upload: &Upload, size: u64) {
        let begun = Duration::from_secs(upload.begun);
        for (folder, used) in &mut *self.quota.known.lock().await {
            if upload.file.starts_with(folder) && used.day.insert(upload.file.clone(), (begun, size)).is_none() {
                used.size = used.size.saturating_add(size);
            }
        }
    }

    /// A file was deleted: the bucket is asked again.
    pub(super) async fn uncount(&self, upload: &Upload) {
        self.quota.known.lock().await.retain(|folder, _| !upload.file.starts_with(folder));
    }

    /// What there is below a folder: all of it, or as much as was begun in the last day.
    async fn used<'a>(
        &self,
        known: &'a mut HashMap<String, Used>,
        folder: &str,
        is_whole: bool,
    ) -> Result<&'a Used, ApiError> {
        if known.get(folder).is_none_or(|used| used.asked.elapsed() > BELIEVED) {
            if known.len() >= MAX_KNOWN {
                known.clear();
            }
            let used = self.ask_used(folder, is_whole).await?;
            known.insert(folder.into(), used);
        }
        known.get(folder).ok_or(ApiError::Internal)
    }

    async fn ask_used(&self, folder: &str, is_whole: bool) -> Result<Used, ApiError> {
        let mut used = Used { asked: Instant::now(), size: 0, day: HashMap::new() };
        let since = upload::since_1970().saturating_sub(DAY);
        let mut after: Option<String> = None;
        loop {
            let (token, prefix) = (after.take(), format!("{}{folder}", self.prefix));
            let page = self.ask(move |store| store.list(&prefix, token.as_deref(), PAGE)).await?;
            let is_old = !page.objects.iter().all(|object| used.add(object, &self.prefix, folder, since));
            after = page.next_continuation_token;
            // The newest come first.
            if after.is_none() || (is_old && !is_whole) {
                return Ok(used);
            }
        }
    }
}

impl Used {
    /// Counts an object, and says whether its upload was begun since then.
    fn add(&mut self, object: &ListedObject, prefix: &str, folder: &str, since: Duration) -> bool {
        let size = object.size.unwrap_or_default();
        self.size = self.size.saturating_add(size);
        let file = object.key.strip_prefix(prefix).unwrap_or(&object.key);
        // What others have put there has another name: it has no time, and counts for no day.
        let begun = file.strip_prefix(folder).and_then(upload::begun).filter(|begun| *begun > since);
        if let Some(begun) = begun {
            self.day.insert(file.into(), (begun, size));
        }
        begun.is_some()
    }

    /// Refuses what would be too much in a day, and says when it would no longer be.
    fn check_day(&self, under_way: u64, max: u64) -> Result<(), ApiError> {
        let now = upload::since_1970();
        let mut day: Vec<_> = self.day.values().filter(|(begun, _)| *begun + DAY > now).collect();
        let mut sum = day.iter().fold(under_way, |sum, (_, size)| sum.saturating_add(*size));
        if sum <= max {
            return Ok(());
        }
        day.sort_unstable();
        // What is under way counts for a day from now on.
        let mut wait = DAY;
        for (begun, size) in day {
            sum = sum.saturating_sub(*size);
            if sum <= max {
                wait = (*begun + DAY).saturating_sub(now);
                break;
            }
        }
        Err(ApiError::Day { max, wait })
    }
}
