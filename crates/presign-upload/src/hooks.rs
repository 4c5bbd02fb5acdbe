//! What a service of one's own decides: who asks, who may upload what, and what happens when a file has arrived.

use axum::http::HeaderMap;

/// Decides for the upload service. Each method has a default, by which everybody may upload and all share one list.
///
/// ```
/// use axum::http::HeaderMap;
/// use presign_upload::hooks::{Hooks, Proposed};
///
/// struct Team;
///
/// impl Hooks for Team {
///     fn user(&self, headers: &HeaderMap) -> Option<String> {
///         // What the proxy in front of this service has found out.
///         headers.get("x-user")?.to_str().ok().map(Into::into)
///     }
///
///     fn check(&self, user: &str, file: &Proposed<'_>) -> Result<(), String> {
///         let is_small = file.size.is_some_and(|size| size <= 1 << 20);
///         if user == "guest" && !is_small { Err("Guests upload up to 1 MiB.".into()) } else { Ok(()) }
///     }
/// }
/// ```
pub trait Hooks: Send + Sync + 'static {
    /// Who asks: a name that stays the same. Each user has a list of files, and no user sees another's. Where it is `None`,
    /// the request is refused with 401.
    ///
    /// Only headers that a proxy sets, and that it removes from what clients send, can be believed as they are.
    fn user(&self, headers: &HeaderMap) -> Option<String> {
        let _ = headers;
        Some(String::new())
    }

    /// Whether this user may upload this file.
    ///
    /// # Errors
    /// - The file is not wanted: a sentence for the user, which is answered with 403.
    fn check(&self, user: &str, file: &Proposed<'_>) -> Result<(), String> {
        let _ = (user, file);
        Ok(())
    }

    /// The folder of this user's keys, such as `team-7`, which comes after the prefix of all keys. `None` is one that is
    /// made from the name, and tells nobody who the user is.
    ///
    /// Users with the same folder see each other's files, and no folder may lie in another. An empty one, one with a slash
    /// at its end, and one with a segment that is empty, `.` or `..` are refused with 500.
    fn folder(&self, user: &str) -> Option<String> {
        let _ = user;
        None
    }

    /// What the key of this file ends with, after the part that nobody can guess: nothing, `.jpg`, or `/cat.jpg`. It is in
    /// every URL of the file. Keys sort by the time of their beginning, whatever they end with.
    ///
    /// What makes a segment of the key empty, `.` or `..` is refused with 500, and so are more than 600 bytes.
    fn ending(&self, user: &str, file: &Proposed<'_>) -> String {
        let _ = (user, file);
        String::new()
    }

    /// A file has arrived: the bucket has it. Where a page asks again, since it lost the answer, this is called again.
    fn arrived(&self, user: &str, file: &Arrived<'_>) {
        let _ = (user, file);
    }
}

/// Describes a file that somebody wants to upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proposed<'a> {
    /// Its name, as others will see it.
    pub name: &'a str,
    /// Its size in bytes. A form does not say it: the bucket holds it to a limit.
    pub size: Option<u64>,
    /// Its type, such as `image/png`.
    pub content_type: &'a str,
}

/// Describes a file that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arrived<'a> {
    /// Its key in the bucket.
    pub key: &'a str,
    /// Its name, as others see it.
    pub name: &'a str,
    /// Its size in bytes.
    pub size: u64,
    /// Its type, such as `image/png`.
    pub content_type: &'a str,
}

/// Everybody may upload, and all share one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Everybody;

impl Hooks for Everybody {}
