//! The signing keys that a server keeps, so that each is derived once a day.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use crate::credentials::Credentials;
use crate::signing::{Scope, SigningKey};

/// The signing keys of a server's clients, so that each is derived once a day, and not for each request.
///
/// A key is found by the access key id, the scope **and the secret**: once a secret has changed, or a key has got
/// another one, nothing verifies with the old. A key is kept after the first request that verifies with it, so that a
/// stranger cannot put others out of their places; the one that was not used for longest makes room. Keys are wiped
/// from memory when they are dropped, and `Debug` shows how many there are. (Requires the feature `std`.)
///
/// Share it between threads; ask with it as in `request.verify((&credentials, &keyring), now, &policy)`.
///
/// ```
/// use presign::verify::{Keyring, Policy, SignedRequest};
/// use presign::{Credentials, Request, Signer, Timestamp};
///
/// let keyring = Keyring::new(1000);
/// let credentials = Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE");
/// let (signer, now) = (Signer::new(credentials.clone(), "us-east-1", "s3")?, Timestamp::parse("20150830T123600Z")?);
/// let policy = Policy::new("us-east-1", "s3");
/// for key in ["a.jpg", "b.jpg"] {
///     let sent = Request::get(&format!("https://s3.example/photos/{key}"))?.sign(&signer, now)?;
///     let headers = sent.headers().chain([("host", "s3.example")]);
///     let request = SignedRequest::parse("GET", &format!("/photos/{key}"), headers)?;
///     request.verify((&credentials, &keyring), now, &policy)?;
/// }
/// assert_eq!(format!("{keyring:?}"), "Keyring(1 of 1000)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Keyring {
    places: usize,
    keys: RwLock<BTreeMap<[u8; 32], Kept>>,
    /// Counts the uses of all keys.
    uses: AtomicU64,
}

struct Kept {
    key: Arc<SigningKey>,
    last_use: AtomicU64,
}

impl Keyring {
    /// Makes a ring with places for so many keys. A client needs one for each day of which its requests are still good,
    /// region and service: one, and up to eight where its URLs are valid for a week. Each takes less than a kilobyte.
    #[must_use]
    pub fn new(places: usize) -> Self {
        Self { places, keys: RwLock::default(), uses: AtomicU64::new(0) }
    }

    pub(super) fn key(&self, credentials: &Credentials, scope: &Scope) -> Option<Arc<SigningKey>> {
        let place = place(credentials, scope);
        // A panic while the lock is held cannot leave a key half written.
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let kept = keys.get(&place)?;
        kept.last_use.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        Some(Arc::clone(&kept.key))
    }

    pub(super) fn keep(&self, credentials: &Credentials, scope: &Scope, key: &SigningKey) {
        if self.places == 0 {
            return;
        }
        let place = place(credentials, scope);
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= self.places && !keys.contains_key(&place) {
            let oldest = keys.iter().min_by_key(|(_, kept)| kept.last_use.load(Ordering::Relaxed));
            if let Some(oldest) = oldest.map(|(place, _)| *place) {
                keys.remove(&oldest);
            }
        }
        let last_use = self.uses.fetch_add(1, Ordering::Relaxed).into();
        keys.insert(place, Kept { key: Arc::new(key.clone()), last_use });
    }
}

/// A hash, so that looking it up tells nothing about the secret. The lengths keep its parts apart; with them, what
/// AWS's credentials and scopes need is two blocks of SHA-256.
fn place(credentials: &Credentials, scope: &Scope) -> [u8; 32] {
    let (secret, id) = (credentials.prefixed_secret(), credentials.access_key_id().as_bytes());
    let hasher = Sha256::new().chain_update((secret.len() as u64).to_le_bytes()).chain_update(secret);
    let hasher = hasher.chain_update((id.len() as u64).to_le_bytes()).chain_update(id);
    hasher.chain_update(scope.as_str()).finalize().into()
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.keys.read().unwrap_or_else(PoisonError::into_inner).len();
        write!(f, "Keyring({count} of {})", self.places)
    }
}
