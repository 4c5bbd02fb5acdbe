//! What clients may ask for.

use hyper::Method;
use presign_tower::{Refusal, Verified};

/// What clients may ask for. What is not named here is refused.
///
/// The real key's own permissions are the outer limit: give it no more than the clients need.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The hosts that requests may be signed for, with the port, such as `127.0.0.1:4100`.
    pub hosts: Vec<String>,
    /// The names of the buckets.
    pub buckets: Vec<String>,
    /// The HTTP methods, such as `GET`. Buckets themselves are not created or deleted, whatever is named here.
    pub methods: Vec<Method>,
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Bucket,
    Object,
}

use Level::{Bucket, Object};

/// The operations that clients may use: the method, what the path names, the sub-resources, and the methods that the policy
/// must name. Everything else is refused, and so is each sub-resource that is not known here: `PUT ?acl` opens an object to
/// everybody, and `GET ?session` hands out keys.
///
/// Source: Amazon S3 API Reference, "Actions".
const OPERATIONS: [(&str, Level, &[&str], &[&str]); 25] = [
    ("GET", Bucket, &[], &["GET"]),
    ("GET", Bucket, &["location"], &["GET"]),
    ("GET", Bucket, &["uploads"], &["GET"]),
    ("GET", Bucket, &["versioning"], &["GET"]),
    ("GET", Bucket, &["versions"], &["GET"]),
    ("HEAD", Bucket, &[], &["HEAD"]),
    // Deletes objects, any number of them.
    ("POST", Bucket, &["delete"], &["POST", "DELETE"]),
    ("GET", Object, &[], &["GET"]),
    ("GET", Object, &["attributes"], &["GET"]),
    ("GET", Object, &["attributes", "versionId"], &["GET"]),
    ("GET", Object, &["partNumber"], &["GET"]),
    ("GET", Object, &["partNumber", "versionId"], &["GET"]),
    ("GET", Object, &["uploadId"], &["GET"]),
    ("GET", Object, &["versionId"], &["GET"]),
    ("HEAD", Object, &[], &["HEAD"]),
    ("HEAD", Object, &["partNumber"], &["HEAD"]),
    ("HEAD", Object, &["partNumber", "versionId"], &["HEAD"]),
    ("HEAD", Object, &["versionId"], &["HEAD"]),
    ("PUT", Object, &[], &["PUT"]),
    ("PUT", Object, &["partNumber", "uploadId"], &["PUT"]),
    ("POST", Object, &["uploads"], &["POST"]),
    ("POST", Object, &["uploadId"], &["POST"]),
    ("DELETE", Object, &[], &["DELETE"]),
    ("DELETE", Object, &["uploadId"], &["DELETE"]),
    ("DELETE", Object, &["versionId"], &["DELETE"]),
];

/// The instructions that clients may give: what is stored with an object, how it is encrypted, its checksums, and what is to
/// be read of it or copied. Not among them are those that open an object to others (`x-amz-grant-…`), that lock it or lift its
/// lock, or that the owner of the real key pays for. A name that ends with a hyphen stands for all that begin with it.
///
/// Source: Amazon S3 API Reference, the headers of the operations above.
const INSTRUCTIONS: [&str; 22] = [
    "x-amz-acl",
    "x-amz-checksum-",
    "x-amz-copy-source",
    "x-amz-copy-source-",
    "x-amz-decoded-content-length",
    "x-amz-expected-bucket-owner",
    "x-amz-if-match-",
    "x-amz-max-parts",
    "x-amz-meta-",
    "x-amz-metadata-directive",
    "x-amz-mp-object-size",
    "x-amz-object-attributes",
    "x-amz-optional-object-attributes",
    "x-amz-part-number-marker",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-",
    "x-amz-source-expected-bucket-owner",
    "x-amz-storage-class",
    "x-amz-tagging-directive",
    "x-amz-trailer",
    "x-amz-user-agent",
];

/// The lists of rights that give nobody any but the owners.
const PRIVATE_ACLS: [&str; 2] = ["private", "bucket-owner-full-control"];

impl Policy {
    /// Refuses a request that clients may not make, by what was signed, decoded. Returns the bucket in its host, or nothing if
    /// the host is just one of the policy.
    pub(crate) fn check<I>(&self, verified: &Verified<I>) -> Result<Option<String>, Refusal> {
        let bucket = self.bucket_in_host(verified)?;
        let path = bucket.as_ref().map(|bucket| format!("/{bucket}{}", verified.path()));
        self.check_request(path.as_deref().unwrap_or(verified.path()), verified)?;
        Ok(bucket)
    }

    fn bucket_in_host<I>(&self, verified: &Verified<I>) -> Result<Option<String>, Refusal> {
        let host = verified.request().signed_header("host")?.unwrap_or_default().to_ascii_lowercase();
        for allowed in &self.hosts {
            match host.strip_suffix(allowed.as_str()) {
                Some("") => return Ok(None),
                Some(front) if front.ends_with('.') => {
                    let bucket = &front[..front.len() - 1];
                    return self.check_bucket(bucket).map(|()| Some(bucket.into()));
                }
                _ => {}
            }
        }
        Err(Refusal::denied(format!("the proxy does not allow the host {host:?}")))
    }

    /// `path` has the bucket first.
    fn check_request<I>(&self, path: &str, verified: &Verified<I>) -> Result<(), Refusal> {
        let (method, request) = (verified.method(), verified.request());
        if !self.methods.contains(method) {
            return Err(Refusal::denied(format!("the proxy does not allow {method}")));
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        self.check_bucket(bucket)?;
        check_segments(key)?;
        // To stores that fold slashes, a key of nothing else is the bucket.
        let level = if key.trim_matches('/').is_empty() { Bucket } else { Object };
        if level == Bucket && matches!(*method, Method::PUT | Method::DELETE) {
            return Err(Refusal::denied("the proxy does not change buckets themselves"));
        }
        self.check_operation(method, level, &request.subresources()?)?;
        for (name, value) in request.instructions()? {
            let is_meant = |known: &str| name == known || (known.ends_with('-') && name.starts_with(known));
            let is_known = INSTRUCTIONS.into_iter().any(is_meant);
            if !is_known || (name == "x-amz-acl" && !PRIVATE_ACLS.contains(&value)) {
                return Err(Refusal::denied(format!("the proxy does not allow {name:?} with the value {value:?}")));
            }
        }
        // A copy reads from a bucket that only this names.
        if let Some(source) = request.copy_source()? {
            self.check_bucket(&source.bucket)?;
            check_segments(&source.key)?;
        }
        Ok(())
    }

    fn check_operation(&self, method: &Method, level: Level, subresources: &[&str]) -> Result<(), Refusal> {
        let mut operations = OPERATIONS.iter();
        let is_this = |(name, of, names, _): &&(&str, Level, &[&str], &[&str])| {
            (*name, *of, *names) == (method.as_str(), level, subresources)
        };
        let Some((_, _, _, needed)) = operations.find(is_this) else {
            let what = if level == Bucket { "a bucket" } else { "an object" };
            let names = subresources.join("&");
            return Err(Refusal::denied(format!("the proxy does not allow {method} of {what} with ?{names}")));
        };
        match needed.iter().find(|needed| !self.methods.iter().any(|method| method == *needed)) {
            Some(needed) => Err(Refusal::denied(format!("the proxy does not allow {needed}"))),
            None => Ok(()),
        }
    }

    /// A bucket's name needs no encoding: one that is written otherwise is not on the list.
    fn check_bucket(&self, bucket: &str) -> Result<(), Refusal> {
        if self.buckets.iter().any(|allowed| allowed == bucket) {
            return Ok(());
        }
        Err(Refusal::denied(format!("the proxy does not allow the bucket {bucket:?}")))
    }
}

/// S3 accepts these literally, but stores on files may leave the bucket with them.
fn check_segments(key: &str) -> Result<(), Refusal> {
    if key.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
        return Err(Refusal::denied("the proxy does not allow a key with a segment . or .."));
    }
    Ok(())
}
