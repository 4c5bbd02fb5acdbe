//! How often uploads may be begun, by everybody and by each user. It is counted by each process for itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Buckets of tokens, which fill up again in a minute: one for all, and one for each user.
#[derive(Debug)]
pub(crate) struct Pace {
    a_minute: u32,
    a_user: Option<u32>,
    buckets: Mutex<Buckets>,
}

#[derive(Debug)]
struct Buckets {
    all: Tokens,
    users: HashMap<String, Tokens>,
}

/// How many there were, and when.
#[derive(Clone, Copy, Debug)]
struct Tokens(f64, Instant);

/// How many users are remembered at once. Those whose bucket is full again need not be.
const MAX_USERS: usize = 10_000;

impl Pace {
    pub(crate) fn new(a_minute: u32, a_user: Option<u32>) -> Self {
        let all = Tokens(f64::from(a_minute), Instant::now());
        Self { a_minute, a_user, buckets: Mutex::new(Buckets { all, users: HashMap::new() }) }
    }

    /// Takes a token of all and one of this user's, or none.
    ///
    /// # Errors
    /// There is none: how long it takes until there is.
    pub(crate) fn take(&self, user: &str) -> Result<(), Duration> {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = buckets.all.at(now, self.a_minute);
        all.take(self.a_minute)?;
        if let Some(a_user) = self.a_user {
            let before = buckets.users.get(user).copied().unwrap_or(Tokens(f64::from(a_user), now));
            let mut own = before.at(now, a_user);
            own.take(a_user)?;
            if buckets.users.len() >= MAX_USERS {
                buckets.users.retain(|_, tokens| tokens.at(now, a_user).0 < f64::from(a_user));
            }
            buckets.users.insert(user.into(), own);
        }
        buckets.all = all;
        Ok(())
    }
}

impl Tokens {
    /// How many there are at this time.
    fn at(self, now: Instant, a_minute: u32) -> Self {
        let full = f64::from(a_minute);
        Self((self.0 + full * now.duration_since(self.1).as_secs_f64() / 60.0).min(full), now)
    }

    fn take(&mut self, a_minute: u32) -> Result<(), Duration> {
        if self.0 >= 1.0 {
            self.0 -= 1.0;
            return Ok(());
        }
        // A pace of none at all leaves nothing to wait for: a minute is as good as any time.
        Err(Duration::from_secs_f64((60.0 * (1.0 - self.0) / f64::from(a_minute)).min(60.0)))
    }
}
