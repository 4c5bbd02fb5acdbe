//! How often something may be done: the service has one pace for all, since it has no users. Keep one a user.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A bucket of tokens, which fills up again in a minute.
#[derive(Debug)]
pub(crate) struct Pace {
    a_minute: u32,
    /// How many there were, and when.
    tokens: Mutex<(f64, Instant)>,
}

impl Pace {
    pub(crate) fn new(a_minute: u32) -> Self {
        Self { a_minute, tokens: Mutex::new((f64::from(a_minute), Instant::now())) }
    }

    /// Takes a token, if there is one.
    pub(crate) fn take(&self) -> bool {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let full = f64::from(self.a_minute);
        let now = Instant::now();
        let count = (tokens.0 + full * now.duration_since(tokens.1).as_secs_f64() / 60.0).min(full);
        let is_there = count >= 1.0;
        *tokens = (if is_there { count - 1.0 } else { count }, now);
        is_there
    }
}
