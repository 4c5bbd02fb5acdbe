//! What a request asks S3 for.

use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::{Malformed, Refusal, SourceObject};

/// What a request asks S3 for, decoded, for a server that decides who may do what, and that serves what was signed.
///
/// [`Verified::asks`](crate::verify::Verified::asks) returns it, and `PostForm::asks` for an upload form. It is all or
/// nothing: a request of which anything is left open is refused.
///
/// ```
/// use presign::verify::{Ask, Policy, Refusal, SignedRequest};
/// use presign::{Credentials, Request, Signer, Timestamp};
///
/// /// Whether the holder of `photos/42/` may do this.
/// fn is_allowed(ask: &Ask) -> Result<bool, Refusal> {
///     let is_own = |bucket: &str, key: &str| {
///         bucket == "photos" && key.starts_with("42/") && !key.split('/').any(|segment| matches!(segment, "." | ".."))
///     };
///     let bucket = ask.bucket().unwrap_or_default();
///     let names_own = match ask.operation() {
///         "ListObjectsV2" => is_own(bucket, ask.prefix().unwrap_or_default()),
///         "GetObject" | "PutObject" | "CopyObject" | "DeleteObjects" => ask.keys()?.iter().all(|key| is_own(bucket, key)),
///         _ => return Ok(false),
///     };
///     // Not an access control list, a lock or an old version besides.
///     let is_plain = ask.actions().len() == 1;
///     Ok(names_own && is_plain && ask.source().is_none_or(|source| is_own(&source.bucket, &source.key)))
/// }
///
/// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// # let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
/// # let now = Timestamp::parse("20150830T123600Z")?;
/// # let asks = |method: &str, path: &str, headers: &[(&str, &str)]| {
/// #     let url = format!("https://photos.s3.example{path}");
/// #     let mut request = Request::new(method, &url)?;
/// #     for (name, value) in headers {
/// #         request = request.header(name, value);
/// #     }
/// #     let sent = request.sign(&signer, now)?;
/// #     let headers: Vec<_> = sent.headers().chain([("host", "photos.s3.example")]).collect();
/// let request = SignedRequest::parse(method, path, headers)?;
/// let (verified, _) = request.verify(&credentials, now, &Policy::new("us-east-1", "s3"))?;
/// let ask = verified.asks(&["s3.example"])?;
/// #     Ok::<_, Box<dyn std::error::Error>>(ask)
/// # };
/// # assert!(is_allowed(&asks("GET", "/42/a", &[])?)?);
/// # assert!(!is_allowed(&asks("GET", "/43/a", &[])?)?);
/// # assert!(asks("GET", "/42/%2e%2e/43/a", &[]).is_err());
/// # assert!(!is_allowed(&asks("PUT", "/42/a", &[("x-amz-acl", "public-read")])?)?);
/// # assert!(is_allowed(&asks("PUT", "/42/a", &[("x-amz-copy-source", "photos/42/b")])?)?);
/// # assert!(!is_allowed(&asks("PUT", "/42/a", &[("x-amz-copy-source", "photos/43/b")])?)?);
/// # assert!(is_allowed(&asks("POST", "/?delete", &[])?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The operation first.
    pub(super) actions: Vec<&'static str>,
    pub(super) bucket: Option<String>,
    /// `None` for those of DeleteObjects before its body is read.
    pub(super) keys: Option<Vec<String>>,
    pub(super) prefix: Option<String>,
    pub(super) source: Option<SourceObject>,
}

impl Ask {
    /// Returns the operation, such as `GetObject`: one that [`Bucket::operation`](crate::s3::Bucket::operation) has.
    ///
    /// It says what to serve. What to decide by is [`actions`](Self::actions).
    #[must_use]
    pub fn operation(&self) -> &'static str {
        // It is made with one.
        self.actions.first().copied().unwrap_or_default()
    }

    /// Returns everything that the request does, all of which must be allowed: the [`operation`](Self::operation)
    /// first, and after it what headers, parameters and fields add to it.
    ///
    /// PutObject with `x-amz-acl` or `x-amz-grant-…` is PutObjectAcl too, with `x-amz-tagging` PutObjectTagging, and
    /// with `x-amz-object-lock-…` PutObjectLegalHold or PutObjectRetention; the same goes for the other operations that
    /// write objects, for forms, and for CreateBucket, where it is PutBucketAcl. `x-amz-bypass-governance-retention`
    /// adds BypassGovernanceRetention. `versionId` adds GetObjectVersion, DeleteObjectVersion or the like, and so does
    /// a version of the [`source`](Self::source). These are the names of IAM's actions, without `s3:`, where S3 has no
    /// operation for it.
    ///
    /// Source: Amazon S3, "Required permissions for Amazon S3 API operations".
    #[must_use]
    pub fn actions(&self) -> &[&'static str] {
        &self.actions
    }

    /// Returns the name of the bucket; `None` if the request is about all of them, as ListBuckets is. It is in lower
    /// case if the host has it.
    #[must_use]
    pub fn bucket(&self) -> Option<&str> {
        self.bucket.as_deref()
    }

    /// Returns the keys that the request names in its bucket: that of its path or form, those of the body of
    /// DeleteObjects, or none if it is about the bucket. The object that it copies from or renames is the
    /// [`source`](Self::source).
    ///
    /// Keys are decoded once, and otherwise as they were signed: they may have empty segments, `.` and `..`, and
    /// control characters.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: it is DeleteObjects, and `read_body` has not read its body.
    pub fn keys(&self) -> Result<&[String], Refusal> {
        self.keys.as_deref().ok_or(Malformed::KeysInBody.into())
    }

    /// Returns the beginning of the keys that are listed, which is empty if it was sent so; `None` if the request does
    /// not restrict them, or is not a list of keys.
    #[must_use]
    pub fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// Returns the object that CopyObject and UploadPartCopy read, and that RenameObject moves. Whoever may write one
    /// object may not always read the other, which has no action of its own in [`actions`](Self::actions).
    #[must_use]
    pub fn source(&self) -> Option<&SourceObject> {
        self.source.as_ref()
    }
}
