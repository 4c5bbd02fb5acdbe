//! What several parts of the suite send.

use std::time::Duration;

use md5::{Digest, Md5};
use presign::Timestamp;

/// What most objects hold: 31 bytes.
pub(crate) const CONTENT: &[u8] = b"sent by an ordinary HTTP client";
/// How long each URL lives.
pub(crate) const LIFE: Duration = Duration::from_mins(5);
/// A name that has to be written twice in `content-disposition`, and that header.
pub(crate) const FILE_NAME: &str = "“a” + b%.txt";
pub(crate) const FILE_NAME_HEADER: &str =
    "attachment; filename=\"_a_ + b_.txt\"; filename*=UTF-8''%E2%80%9Ca%E2%80%9D%20%2B%20b%25.txt";
/// [`later`] as HTTP has it.
pub(crate) const LATER: &str = "Wed, 30 Aug 2045 12:36:00 GMT";

pub(crate) fn later() -> Timestamp {
    Timestamp::parse("20450830T123600Z").expect("a time")
}

pub(crate) fn an_hour_ago() -> Timestamp {
    from_now(-3600)
}

/// A time that is this many seconds from now.
pub(crate) fn from_now(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(Timestamp::now().unix_seconds().saturating_add_signed(seconds)).expect("a time")
}

pub(crate) fn md5(bytes: impl AsRef<[u8]>) -> [u8; 16] {
    Md5::digest(bytes).into()
}
