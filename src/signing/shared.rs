//! A signer that is replaced while others sign.

use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock, TryLockError};

use crate::credentials::Credentials;
use crate::error::Error;
use crate::signing::Signer;
use crate::timestamp::Timestamp;

/// How long before they are needed new credentials are asked for: a source may be slow, or down for a moment. Amazon
/// EC2 has new ones for an instance at least this long before the old ones expire.
///
/// Source: Amazon EC2 User Guide, "Retrieve security credentials from instance metadata".
const LEAD: Duration = Duration::from_secs(5 * 60);

/// Holds a signer that is replaced while other threads sign, as temporary credentials have to be. (Requires the feature
/// `std`.)
///
/// [`current`](Self::current) never waits, neither for a lock nor for whoever replaces the signer: it costs a handful
/// of atomic operations, which is little compared with a signature. A URL is signed by one signer from its beginning to
/// its end, and once a thread has got a new signer, no thread gets the old one.
///
/// What it does not do is ask anybody for credentials: a thread or a task does that, and sleeps for
/// [`renew_in`](Self::renew_in).
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, SharedSigner, Timestamp, s3::Bucket};
/// # fn fetch() -> Credentials {
/// #     let expiry = Timestamp::parse("20150830T183600Z").unwrap();
/// #     Credentials::new("ASIDEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKEN").with_expiry(expiry)
/// # }
///
/// /// How long the URLs are valid that this program signs.
/// const LONGEST: Duration = Duration::from_secs(3600);
///
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let shared = SharedSigner::new(bucket.signer(fetch())?.require_full_lifetime());
///
/// // Each thread that signs:
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let url = bucket.get_object("cat.jpg").presign(&shared.current(), LONGEST, now)?;
///
/// // The thread that renews, in a loop:
/// let wait = shared.renew_in(LONGEST, now).expect("these credentials expire");
/// assert_eq!(wait, Duration::from_secs((6 - 1) * 3600 - 300));
/// // std::thread::sleep(wait);
/// shared.renew(fetch())?;
/// # assert!(url.as_str().contains("ASIDEXAMPLE"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// For a token of a database the signer is one for the database's service, `rds-db`:
///
/// ```
/// use presign::{Credentials, SharedSigner, Signer, Timestamp, services::rds};
///
/// let credentials = Credentials::new("ASIDEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKEN");
/// let shared = SharedSigner::new(Signer::new(credentials, "us-east-1", "rds-db")?);
/// let host = "prod-instance.us-east-1.rds.amazonaws.com";
/// let token = rds::AuthToken { host, port: 5432, user: "app", region: "us-east-1" };
/// let password = token.sign(&shared.current(), Timestamp::parse("20150830T123600Z")?)?;
/// # assert!(password.as_str().contains("ASIDEXAMPLE"));
/// # Ok::<(), presign::Error>(())
/// ```
pub struct SharedSigner {
    /// How often the signer was replaced. The slot of this number, modulo two, is the one to read, and it is not
    /// written.
    generation: AtomicUsize,
    /// Locks that are only ever tried by those who sign.
    slots: [RwLock<Arc<Signer>>; 2],
    /// Held by whoever replaces the signer.
    writer: Mutex<()>,
}

impl SharedSigner {
    /// Shares a signer until it is replaced.
    #[must_use]
    pub fn new(signer: Signer) -> Self {
        let signer = Arc::new(signer);
        Self {
            generation: AtomicUsize::new(0),
            slots: [RwLock::new(Arc::clone(&signer)), RwLock::new(signer)],
            writer: Mutex::new(()),
        }
    }

    /// Returns the signer of this moment. Ask for it for each URL, and do not keep it.
    #[must_use]
    pub fn current(&self) -> Arc<Signer> {
        loop {
            let generation = self.generation.load(Ordering::SeqCst);
            let signer = match self.slots[generation % 2].try_read() {
                Ok(signer) => Arc::clone(&signer),
                // Nothing that can panic happens while a slot is locked.
                Err(TryLockError::Poisoned(error)) => Arc::clone(&error.into_inner()),
                // It was replaced since the generation was read: there is another slot to read.
                Err(TryLockError::WouldBlock) => continue,
            };
            // Otherwise the slot may have been written again, and a signer be seen that others do not see yet.
            if self.generation.load(Ordering::SeqCst) == generation {
                return signer;
            }
        }
    }

    /// Replaces the credentials. The region, the service, the rules and whether the full lifetime is required stay as
    /// they are.
    ///
    /// # Errors
    /// - `empty-credential`, `credential-white-space`: the credentials are malformed. Those from before stay.
    pub fn renew(&self, credentials: Credentials) -> Result<(), Error> {
        let renewed = self.current().renewed(credentials)?;
        self.replace(renewed);
        Ok(())
    }

    /// Replaces the signer, such as by one that was made [with the key](Signer::with_key) of another day. It may be one
    /// for another region or service.
    pub fn replace(&self, signer: Signer) {
        let signer = Arc::new(signer);
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Only this thread writes it now.
        let old = self.generation.load(Ordering::SeqCst);
        // Nobody reads the other slot but those who began before the last replacement, and they are gone in a moment.
        self.set(old.wrapping_add(1) % 2, &signer);
        self.generation.store(old.wrapping_add(1), Ordering::SeqCst);
        // The old secret is wiped as soon as the last URL with it is signed, and not when the next signer comes.
        self.set(old % 2, &signer);
    }

    fn set(&self, slot: usize, signer: &Arc<Signer>) {
        let old = {
            let mut slot = self.slots[slot].write().unwrap_or_else(PoisonError::into_inner);
            core::mem::replace(&mut *slot, Arc::clone(signer))
        };
        // Wiping its secrets takes longer than the lock is to be held.
        drop(old);
    }

    /// Returns how long to wait before asking for new credentials, so that URLs that are valid for `longest` can be
    /// signed at any time; `None` if the credentials do not expire, or are not known to.
    ///
    /// Let `longest` be shorter than the credentials' lifetime minus five minutes: otherwise new ones are asked for
    /// again and again, as said below.
    ///
    /// That is five minutes before a signer that [requires the full lifetime](Signer::require_full_lifetime) would
    /// refuse such a URL. A source does not always have new credentials then, and for some `longest` is more than their
    /// whole lifetime: when the time has come the wait is a tenth of the time that is left, at most a minute and at
    /// least a second.
    #[must_use]
    pub fn renew_in(&self, longest: Duration, now: Timestamp) -> Option<Duration> {
        let left = self.current().expiry()?.unix_seconds().saturating_sub(now.unix_seconds());
        let left = Duration::from_secs(left);
        let due = left.saturating_sub(longest).saturating_sub(LEAD);
        Some(due.max(Duration::from_secs((left.as_secs() / 10).clamp(1, 60))))
    }
}

impl fmt::Debug for SharedSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedSigner").field(&self.current()).finish()
    }
}
