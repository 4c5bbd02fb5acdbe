//! The signing key that a signer keeps, so that it is derived once a day.

#[cfg(feature = "std")]
use std::sync::{OnceLock, PoisonError, RwLock};

use crate::signing::SigningKey;
use crate::timestamp::Timestamp;

/// The keys of a signer that was given credentials. A clone begins with the keys that the original has.
#[derive(Default)]
#[cfg_attr(not(feature = "std"), derive(Clone))]
pub(super) struct KeptKeys {
    /// The key of the first day, read without a lock that threads would contend for.
    #[cfg(feature = "std")]
    first: OnceLock<SigningKey>,
    /// The key of the current day, in a signer that lives longer.
    #[cfg(feature = "std")]
    later: RwLock<Option<SigningKey>>,
    /// The key of the day for which it was last asked to keep one.
    #[cfg(not(feature = "std"))]
    key: Option<SigningKey>,
}

#[cfg(feature = "std")]
impl KeptKeys {
    /// Calls `use_key` with the key of the day on which `now` falls, which `derive` makes if it is not kept yet.
    #[inline]
    pub(super) fn with<T>(
        &self,
        now: Timestamp,
        derive: impl Fn() -> SigningKey,
        use_key: impl FnOnce(&SigningKey) -> T,
    ) -> T {
        let first = self.first.get_or_init(&derive);
        if first.scope().covers(now) {
            return use_key(first);
        }
        // A panic while the lock is held cannot leave a key half written.
        if let Some(key) = &*self.later.read().unwrap_or_else(PoisonError::into_inner)
            && key.scope().covers(now)
        {
            return use_key(key);
        }
        let key = derive();
        let result = use_key(&key);
        *self.later.write().unwrap_or_else(PoisonError::into_inner) = Some(key);
        result
    }

    /// Keeps the key of the day on which `now` falls.
    pub(super) fn keep(&mut self, now: Timestamp, derive: impl Fn() -> SigningKey) {
        self.with(now, derive, |_| ());
    }
}

#[cfg(feature = "std")]
impl Clone for KeptKeys {
    fn clone(&self) -> Self {
        let later = self.later.read().unwrap_or_else(PoisonError::into_inner).clone();
        Self { first: self.first.clone(), later: RwLock::new(later) }
    }
}

#[cfg(not(feature = "std"))]
impl KeptKeys {
    /// Calls `use_key` with the key of the day on which `now` falls, which `derive` makes if it is not kept.
    pub(super) fn with<T>(
        &self,
        now: Timestamp,
        derive: impl Fn() -> SigningKey,
        use_key: impl FnOnce(&SigningKey) -> T,
    ) -> T {
        match &self.key {
            Some(key) if key.scope().covers(now) => use_key(key),
            _ => use_key(&derive()),
        }
    }

    /// Keeps the key of the day on which `now` falls.
    pub(super) fn keep(&mut self, now: Timestamp, derive: impl Fn() -> SigningKey) {
        if !self.key.as_ref().is_some_and(|key| key.scope().covers(now)) {
            self.key = Some(derive());
        }
    }
}
