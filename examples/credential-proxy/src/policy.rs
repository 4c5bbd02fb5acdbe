//! What clients may ask for.

use hyper::Method;
use presign::verify::{self, Ask};
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

/// What clients may do, of all that S3 has. Everything else is refused: `PUT ?acl` opens an object
/// to everybody, and `GET ?session` hands out keys.
const OPERATIONS: [&str; 20] = [
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CopyObject",
    "CreateMultipartUpload",
    "DeleteObject",
    DELETE_OBJECTS,
    "GetBucketLocation",
    "GetBucketVersioning",
    "GetObject",
    "GetObjectAttributes",
    "HeadBucket",
    "HeadObject",
    "ListMultipartUploads",
    "ListObjects",
    "ListObjectsV2",
    "ListObjectVersions",
    "ListParts",
    "PutObject",
    "UploadPart",
    "UploadPartCopy",
];

/// What an operation may do besides: read and delete versions, and write a list of rights that is one of [`PRIVATE_ACLS`].
const BESIDES: [&str; 4] = ["DeleteObjectVersion", "GetObjectVersion", "GetObjectVersionAttributes", "PutObjectAcl"];

/// It deletes objects, any number of them, by `POST`.
const DELETE_OBJECTS: &str = "DeleteObjects";

/// The instructions that clients may give: what is stored with an object, how it is encrypted, its checksums, and what is to
/// be read of it or copied. Not among them are those that open an object to others (`x-amz-grant-…`), that lock it or lift its
/// lock, or that the owner of the real key pays for. A name that ends with a hyphen stands for all that begin with it.
///
/// Source: Amazon S3 API Reference, the headers of these operations.
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
    /// Refuses a request that clients may not make, by what it asks for. Returns that, and whether its bucket is in its host.
    pub(crate) fn check<I>(&self, verified: &Verified<I>) -> Result<(Ask, bool), Refusal> {
        let hosts: Vec<_> = self.hosts.iter().map(String::as_str).collect();
        let ask = verified.request().asks(&hosts).map_err(|refusal| Refusal::denied(refusal.to_string()))?;
        self.check_method(verified.method())?;
        self.check_bucket(ask.bucket().unwrap_or_default())?;
        let key = ask.keys().ok().and_then(|keys| keys.first()).map_or("", String::as_str);
        check_key(key)?;
        self.check_actions(&ask)?;
        check_instructions(verified.request())?;
        // A copy reads from a bucket that only this names.
        if let Some(source) = ask.source() {
            self.check_bucket(&source.bucket)?;
            check_key(&source.key)?;
        }
        let is_in_host = verified.path().strip_prefix('/') == Some(key);
        Ok((ask, is_in_host))
    }

    fn check_method(&self, method: &Method) -> Result<(), Refusal> {
        let is_allowed = self.methods.contains(method);
        if is_allowed { Ok(()) } else { Err(Refusal::denied(format!("the proxy does not allow {method}"))) }
    }

    fn check_actions(&self, ask: &Ask) -> Result<(), Refusal> {
        let (operation, besides) = (ask.operation(), &ask.actions()[1..]);
        let other = besides.iter().find(|action| !BESIDES.contains(action)).copied();
        if let Some(action) = (!OPERATIONS.contains(&operation)).then_some(operation).or(other) {
            return Err(Refusal::denied(format!("the proxy does not allow {action}")));
        }
        if ask.operation() == DELETE_OBJECTS { self.check_method(&Method::DELETE) } else { Ok(()) }
    }

    /// A bucket's name needs no encoding: one that is written otherwise is not on the list.
    fn check_bucket(&self, bucket: &str) -> Result<(), Refusal> {
        if self.buckets.iter().any(|allowed| allowed == bucket) {
            return Ok(());
        }
        Err(Refusal::denied(format!("the proxy does not allow the bucket {bucket:?}")))
    }
}

fn check_instructions(request: &verify::Verified) -> Result<(), Refusal> {
    for (name, value) in request.instructions()? {
        let is_meant = |known: &str| name == known || (known.ends_with('-') && name.starts_with(known));
        let is_known = INSTRUCTIONS.into_iter().any(is_meant);
        if !is_known || (name == "x-amz-acl" && !PRIVATE_ACLS.contains(&value)) {
            return Err(Refusal::denied(format!("the proxy does not allow {name:?} with the value {value:?}")));
        }
    }
    Ok(())
}

/// S3 accepts these literally, but stores on files may leave the bucket with them. To stores that fold slashes, a key of nothing
/// else is the bucket.
fn check_key(key: &str) -> Result<(), Refusal> {
    if !key.is_empty() && key.trim_matches('/').is_empty() {
        return Err(Refusal::denied("the proxy does not allow a key of slashes alone"));
    }
    if key.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
        return Err(Refusal::denied("the proxy does not allow a key with a segment . or .."));
    }
    Ok(())
}
