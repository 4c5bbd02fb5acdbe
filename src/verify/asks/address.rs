//! The bucket and the key that a request names, in its host and its path.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::s3::Level;
use crate::verify::{Malformed, Refusal};

/// What the address of a request names, decoded.
pub(super) struct Address {
    pub(super) bucket: Option<String>,
    /// Not empty.
    pub(super) key: Option<String>,
}

impl Address {
    /// Reads a decoded path, and the host that was signed. The host has the bucket if it is one before one of the
    /// server's. A server without hosts of its own has its buckets in paths.
    pub(super) fn read(host: &str, path: &str, hosts: &[&str]) -> Result<Self, Refusal> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = match bucket_in_host(host, hosts)? {
            Some(bucket) => (bucket, path),
            None if path.is_empty() => return Ok(Self { bucket: None, key: None }),
            None => {
                let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
                (bucket.to_owned(), key)
            }
        };
        check_bucket(&bucket)?;
        Ok(Self { bucket: Some(bucket), key: (!key.is_empty()).then(|| key.to_owned()) })
    }

    pub(super) fn level(&self) -> Level {
        match (&self.bucket, &self.key) {
            (None, _) => Level::Service,
            (Some(_), None) => Level::Bucket,
            (Some(_), Some(_)) => Level::Object,
        }
    }
}

/// The bucket before the longest of the server's hosts, in lower case; `None` if the host is one of them.
fn bucket_in_host(host: &str, hosts: &[&str]) -> Result<Option<String>, Refusal> {
    if hosts.is_empty() {
        return Ok(None);
    }
    let lower = host.to_ascii_lowercase();
    let mut bucket = None::<&str>;
    for own in hosts {
        let own = own.to_ascii_lowercase();
        let (name, port) = lower.rsplit_once(':').unwrap_or((&lower, ""));
        let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let same = |host: &'_ str| host.ends_with(&own).then(|| host.len() - own.len());
        let before = same(&lower).map(|end| &lower[..end]);
        let before = before.or_else(|| same(name).filter(|_| is_port).map(|end| &name[..end]));
        match before {
            Some("") => return Ok(None),
            Some(before) if before.ends_with('.') && bucket.is_none_or(|other| before.len() <= other.len()) => {
                bucket = Some(&before[..before.len() - 1]);
            }
            _ => {}
        }
    }
    bucket.map(|bucket| Some(bucket.to_owned())).ok_or_else(|| Malformed::OtherHost(host.to_owned()).into())
}

/// Refuses what is no name of a bucket at any server, be it older than S3's rules or of a tenant: it may be a name with
/// a slash, in an ARN for example, whose end would pass for the beginning of the key.
pub(super) fn check_bucket(name: &str) -> Result<(), Refusal> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte);
    let is_name = !name.is_empty() && name.len() <= 255 && name.bytes().all(is_letter);
    if is_name && !matches!(name, "." | "..") && !name.starts_with("arn:") {
        return Ok(());
    }
    Err(Malformed::Bucket(name.to_owned()).into())
}
