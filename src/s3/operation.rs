//! An S3 operation, before it is presigned.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::marker::PhantomData;
use core::mem;
use core::ops::Deref;
use core::time::Duration;

use crate::error::{Error, Reason};
use crate::request::Request;
use crate::request::headers::Headers;
use crate::request::known_method;
use crate::s3::table::{self, Demand, Name, Place, Row};
use crate::s3::values::{self, is_checksum};
use crate::s3::{Bucket, configuration, directory, limits};
use crate::signing::{ChunkSigner, ChunkedBody, HeaderSignedRequest, PresignedUrl, Signer};
use crate::timestamp::Timestamp;

/// The headers that S3 is known to read in the query too, where their names must be in lower case. All others are read
/// as headers by S3 and by every compatible server, so they stay headers:
/// - S3, MinIO and Ceph choose CopyObject by the header `x-amz-copy-source`. Without it they make an empty object
///   (aws/aws-sdk-php#1275, minio/minio#4167). The AWS SDK for Go never hoists it.
/// - Object Lock did not work in the query (aws/aws-sdk-go-v2#1215), nor does encryption; keys do not belong in a URL.
/// - Reports disagree on `x-amz-tagging` (aws/aws-sdk-go-v2#1017, floci-io/floci#3608), `x-amz-acl` (boto/boto3#1070)
///   and `x-amz-checksum-…` (aws/aws-sdk#480, aws/aws-sdk-js-v3#6994).
const HOISTED: [&str; 2] = [
    // S3 enforces it in the query, in lower case only (aws/aws-sdk-go-v2#2508).
    "x-amz-expected-bucket-owner",
    // Amazon S3, "Downloading objects from Requester Pays buckets": signed URLs have it as a parameter.
    "x-amz-request-payer",
];

/// An operation on a [`Bucket`] or on an object in it, to be presigned: what [`Bucket::get_object`] and its siblings
/// return.
///
/// The setters are those of the kind `O` of operations, which the traits of [`op`](crate::s3::op) list; everything else
/// that S3 documents for the operation is [set by name](Self::set). A setter that S3 does not document for this very
/// operation is refused. A setter adds a signed header, which the client must send ([`PresignedUrl::headers`] lists
/// them), or a query parameter where S3 expects one. A setter that is called again replaces the value that it set
/// before. Values are given decoded. The first bad one is remembered and returned as the error of
/// [`presign`](Self::presign), so that a chain of calls needs no `?` inside it.
///
/// The key is signed exactly as given, whatever characters it has, or refused. Nothing is added that was not asked
/// for: no checksum, no `x-id`.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let upload = bucket
///     .put_object("reports/2015 august.txt")
///     .content_type("text/plain")
///     .if_none_match("*")
///     .presign(&signer, Duration::from_secs(900), Timestamp::parse("20150830T123600Z")?)?;
/// assert_eq!(upload.method(), "PUT");
/// assert_eq!(upload.headers().map(|(name, _)| name).collect::<Vec<_>>(), ["content-type", "if-none-match"]);
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Operation<'a, O> {
    pub(super) bucket: Held<'a>,
    pub(super) request: Request<'a>,
    hoist: bool,
    /// The bytes of user-defined metadata so far.
    metadata: usize,
    /// What S3 documents for it, unless only the caller knows.
    row: Option<&'static Row>,
    kind: PhantomData<O>,
}

/// The bucket of an operation. Not a `Cow`, in which an owned bucket would make every move of an operation longer.
#[derive(Clone, Debug)]
pub(super) enum Held<'a> {
    Borrowed(&'a Bucket),
    Owned(Box<Bucket>),
}

impl Deref for Held<'_> {
    type Target = Bucket;

    fn deref(&self) -> &Bucket {
        match self {
            Self::Borrowed(bucket) => bucket,
            Self::Owned(bucket) => bucket,
        }
    }
}

impl<'a, O> Operation<'a, O> {
    /// Returns the presigned URL of this operation, valid from `now` for `expires_in`.
    ///
    /// # Errors
    /// - `empty-key`, `key-too-long`, `dot-segment`: the URL would name something else.
    /// - `signer-mismatch`: the signer is not for this bucket's region and service.
    /// - `not-in-directory-bucket`, `directory-buckets-only`: AWS does not have an operation, a header or a
    ///   parameter for this kind of bucket.
    /// - `not-in-session`: a directory bucket accepts the operation from IAM credentials only.
    /// - `tenant-needs-endpoint`, `no-aws-region`: no bucket on AWS has a tenant, or is in this region.
    /// - `invalid-bucket`, `bucket-of-other-region`: no bucket in this region of AWS has the name.
    /// - The first error that a setter found.
    /// - As [`Request::presign`].
    pub fn presign(&self, signer: &Signer, expires_in: Duration, now: Timestamp) -> Result<PresignedUrl, Error> {
        self.check_signer(signer)?;
        self.request.presign(signer, expires_in, now)
    }

    /// Appends the presigned URL of this operation to a string, and returns when it expires, as
    /// [`Signer::presign_into`] does.
    ///
    /// # Errors
    /// As [`presign`](Self::presign); the string is then as it was before.
    pub fn presign_into(
        &self,
        url: &mut String,
        signer: &Signer,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, Error> {
        self.check_signer(signer)?;
        signer.presign_into(url, &self.request, expires_in, now)
    }

    /// Returns a presigned URL that stays the same for a `window` of time, and is valid from `now` for `valid_for` at
    /// least, as [`Request::presign_stable`] does.
    ///
    /// # Errors
    /// - As [`presign`](Self::presign) and [`Request::presign_stable`].
    pub fn presign_stable(
        &self,
        signer: &Signer,
        valid_for: Duration,
        window: Duration,
        now: Timestamp,
    ) -> Result<PresignedUrl, Error> {
        let (expires_in, start) = signer.window(&self.request, valid_for, window, now)?;
        self.presign(signer, expires_in, start)
    }

    /// Signs this operation by its headers, to be sent now by the program that signs.
    ///
    /// Without [`body`](Self::body) or [`payload_hash`](Self::payload_hash) S3 is told `UNSIGNED-PAYLOAD`, which it
    /// accepts over HTTPS.
    ///
    /// # Errors
    /// - As [`presign`](Self::presign), except for the expiry.
    ///
    /// ```
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let delete = bucket.delete_object("a.txt").sign(&signer, Timestamp::parse("20150830T123600Z")?)?;
    /// assert_eq!(delete.method(), "DELETE");
    /// assert_eq!(delete.url(), "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt");
    /// let names: Vec<_> = delete.headers().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["authorization", "x-amz-content-sha256", "x-amz-date"]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    pub fn sign(&self, signer: &Signer, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        self.check_signer(signer)?;
        self.request.sign(signer, now)
    }

    /// Signs this operation by its headers for a body in chunks: an object or a part that is not in memory, or whose
    /// checksum is not known beforehand.
    ///
    /// # Errors
    /// - As [`sign`](Self::sign) and [`Request::sign_chunked`].
    ///
    /// ```
    /// use presign::{ChunkedBody, Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let body = ChunkedBody::signed(3);
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let (_request, mut chunks) = bucket.put_object("a.txt").sign_chunked(&signer, &body, now)?;
    /// assert!(chunks.frame(b"abc")?.before().starts_with(b"3;chunk-signature="));
    /// # Ok::<(), presign::Error>(())
    /// ```
    pub fn sign_chunked(
        &self,
        signer: &Signer,
        body: &ChunkedBody,
        now: Timestamp,
    ) -> Result<(HeaderSignedRequest, ChunkSigner), Error> {
        self.check_signer(signer)?;
        self.request.sign_chunked(signer, body, now)
    }

    /// Sets a header or a parameter that S3 documents for this operation, by its name in the request, such as
    /// `x-amz-grant-read`, `if-match` or `max-uploads`. Names of headers are in any case; the value is as it is sent,
    /// for a parameter decoded. A value that was set before is replaced. It is for what has no method of its own.
    ///
    /// Signing fails with `invalid-field` where S3 does not document the name for the operation, and where the value is
    /// not in its format. [`header`](Self::header) and [`query`](Self::query) add what S3 does not document.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let upload = bucket.put_object("a.txt").set("x-amz-grant-read", r#"id="CANONICAL-USER-ID""#);
    /// let uploads = bucket.list_multipart_uploads().set("max-uploads", "100").set("key-marker", "b.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let member = match self.row {
            Some(row) => row.member(name).ok_or(row.problem),
            None => rows().find_map(|row| row.member(name)).ok_or("belongs to no operation of S3"),
        };
        match member.map(|member| (member, member.strip_prefix('?'))) {
            Ok((_, Some(parameter))) => self.set_query(parameter, value),
            // Metadata has a name of its own.
            Ok((_, None)) => self.set_header(&name.to_ascii_lowercase(), value),
            Err(problem) => {
                let name = name.escape_debug().to_string();
                self.request.fail(Error(Reason::InvalidField { part: "header or parameter", name, problem }));
                self
            }
        }
    }

    /// Requires that the bucket belongs to this account (12 digits): `x-amz-expected-bucket-owner`.
    #[must_use]
    pub fn expected_bucket_owner(self, account: &str) -> Self {
        self.set_header("x-amz-expected-bucket-owner", account)
    }

    /// Agrees that the requester pays, as Requester Pays buckets demand: `x-amz-request-payer: requester`.
    #[must_use]
    pub fn request_payer(self) -> Self {
        self.set_header("x-amz-request-payer", "requester")
    }

    /// Signs the SHA-256 of the body that will be sent, and no other body is accepted then. See [`Request::body`].
    #[must_use]
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.request = self.request.body(body);
        self
    }

    /// Sets the payload hash: 64 lower-case hexadecimal digits, or a name such as `UNSIGNED-PAYLOAD`, the default. See
    /// [`Request::payload_hash`].
    #[must_use]
    pub fn payload_hash(mut self, hash: &str) -> Self {
        self.request = self.request.payload_hash(hash);
        self
    }

    /// Moves headers into the query where S3 is known to read them there, so that the client need not send them: those
    /// already added and those added later.
    ///
    /// These are only `x-amz-expected-bucket-owner` and `x-amz-request-payer`. Every other header stays a signed
    /// header, which the client must send ([`PresignedUrl::headers`] lists them). In the query S3 ignores some of them,
    /// among them the source of a copy, Object Lock and encryption, and there are contradicting reports about tags,
    /// access control lists and checksums. The AWS SDK for JavaScript hoists nearly all of S3's own headers: the copies
    /// that it presigns replace the destination with an empty object.
    ///
    /// ```
    /// # use core::time::Duration;
    /// # use presign::{Credentials, Timestamp, s3::Bucket};
    /// # let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// # let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// # let (expires_in, now) = (Duration::from_secs(900), Timestamp::parse("20150830T123600Z")?);
    /// let upload = bucket.put_object("test.txt").expected_bucket_owner("111122223333").acl("private").hoist_headers();
    /// let upload = upload.presign(&signer, expires_in, now)?;
    /// assert!(upload.as_str().contains("/test.txt?x-amz-expected-bucket-owner=111122223333&X-Amz-Algorithm="));
    /// assert!(upload.headers().eq([("x-amz-acl", "private")]));
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn hoist_headers(mut self) -> Self {
        self.hoist = true;
        self.metadata = 0;
        let headers = mem::take(&mut self.request.headers);
        headers.iter().for_each(|(name, value)| self.add_header(name, value));
        self
    }

    /// Adds a query parameter that has no setter, name and value decoded. One that holds a single value must not be
    /// there already: see [`Request::query`].
    #[must_use]
    #[inline]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        add_query(&self.bucket, &mut self.request, name, value);
        self
    }

    /// Adds a signed header that has no setter. The client must send it. One that holds a single value must not be
    /// there already: see [`Request::header`].
    #[must_use]
    #[inline]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.add_header(name, value);
        self
    }

    /// Returns the request itself, for [`Signer::explain`]. It does not know its bucket: it is signed by any signer,
    /// while the operation refuses one for another region or service.
    #[must_use]
    pub fn request(&self) -> &Request<'a> {
        &self.request
    }

    /// Returns the same operation with copies of what it borrows, so that it can be kept: in a struct, for a thread.
    ///
    /// ```
    /// use presign::s3::{Bucket, Operation, op};
    ///
    /// fn upload(bucket: &Bucket, user: u64) -> Operation<'static, op::PutObject> {
    ///     bucket.put_object(format!("uploads/{user}.jpg")).content_type("image/jpeg").into_owned()
    /// }
    /// # upload(&Bucket::new("examplebucket", "us-east-1")?, 42);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Operation<'static, O> {
        let bucket = match self.bucket {
            Held::Borrowed(bucket) => Box::new(bucket.clone()),
            Held::Owned(bucket) => bucket,
        };
        Operation {
            bucket: Held::Owned(bucket),
            request: self.request.into_owned(),
            hoist: self.hoist,
            metadata: self.metadata,
            row: self.row,
            kind: PhantomData,
        }
    }
}

impl<'a, O> Operation<'a, O> {
    /// An operation on the object with this key.
    pub(super) fn on_object(bucket: &'a Bucket, method: &'static str, key: Cow<'a, str>) -> Self {
        Self::of(bucket, request_for_object(bucket, method, key))
    }

    /// An operation on the bucket itself.
    pub(super) fn on_bucket(bucket: &'a Bucket, method: &'static str) -> Self {
        Self::of(bucket, bucket.request_for_bucket(method))
    }

    pub(super) fn of(bucket: &'a Bucket, request: Request<'a>) -> Self {
        let bucket = Held::Borrowed(bucket);
        Self { bucket, request, hoist: false, metadata: 0, row: None, kind: PhantomData }
    }

    /// An operation on the object with this key, by its name.
    pub(super) fn of_object(bucket: &'a Bucket, name: Name, key: impl Into<Cow<'a, str>>) -> Self {
        Self::of_key(bucket, name.row(), key.into())
    }

    /// The same by its row.
    pub(super) fn of_key(bucket: &'a Bucket, row: &'static Row, key: Cow<'a, str>) -> Self {
        Self::known(bucket, row, request_for_object(bucket, row.method, key))
    }

    /// An operation on the bucket, or on the buckets of an account, by its name.
    pub(super) fn of_bucket(bucket: &'a Bucket, name: Name) -> Self {
        Self::of_row(bucket, name.row())
    }

    /// The same by its row.
    pub(super) fn of_row(bucket: &'a Bucket, row: &'static Row) -> Self {
        let request = match row.place {
            Place::Service | Place::RegionalService => bucket.request_for_service(row.name),
            Place::Object | Place::Bucket | Place::Regional => bucket.request_for_bucket(row.method),
        };
        Self::known(bucket, row, request)
    }

    /// Completes the request as the row says. An operation is long, so that it is made last and not moved.
    fn known(bucket: &'a Bucket, row: &'static Row, mut request: Request<'a>) -> Self {
        complete(bucket, row, &mut request);
        Self { row: Some(row), ..Self::of(bucket, request) }
    }

    /// What was asked for and does not exist.
    pub(super) fn refused(bucket: &'a Bucket, error: Error) -> Self {
        let mut operation = Self::on_bucket(bucket, "GET");
        operation.request.fail(error);
        operation
    }

    /// The same operation with the caller's method.
    pub(super) fn by(mut self, method: &str) -> Self {
        match known_method(method) {
            Ok(method) => self.request.method = method,
            Err(error) => self.request.fail(error),
        }
        self
    }

    /// Refuses a signer whose request S3 would refuse.
    fn check_signer(&self, signer: &Signer) -> Result<(), Error> {
        self.bucket.check_signer(signer)?;
        self.bucket.check_session(signer, &self.request)?;
        directory::check_list(&self.bucket, &self.request)
    }

    /// Whether a member of the row is set.
    pub(super) fn has(&self, member: &str) -> bool {
        match member.strip_prefix('?') {
            Some(parameter) => self.request.query.names().any(|name| name == parameter),
            None => self.request.headers.contains(member),
        }
    }

    /// Remembers the error of a check, unless there is one already.
    pub(super) fn check(&mut self, result: Result<(), Error>) {
        check(&mut self.request, result);
    }

    /// What a setter does: the parameter has this value, whatever it had before. The name is its own encoding.
    #[inline]
    pub(super) fn set_query(mut self, name: &str, value: &str) -> Self {
        if let Some(row) = self.row {
            self.check(row.check("parameter", name));
        }
        self.request.query.remove(name);
        self.query(name, value)
    }

    /// What a setter does: the header, whose name is in lower case, has this value, whatever it had before.
    #[inline]
    pub(super) fn set_header(mut self, name: &str, value: &str) -> Self {
        if let Some(row) = self.row {
            self.check(row.check("header", name));
        }
        // Nothing is signed after an error, such as metadata without end.
        if self.request.error.is_none() && self.request.headers.contains(name) {
            self.remove_headers(|other| other == name);
        }
        if self.hoist && is_hoisted(name) {
            self.request.query.remove(name);
        }
        self.header(name, value)
    }

    /// Takes out headers, and their metadata.
    pub(super) fn remove_headers(&mut self, is_removed: impl Fn(&str) -> bool) {
        for (name, value) in self.request.headers.iter().filter(|(name, _)| is_removed(name)) {
            self.metadata -= values::metadata_name(name).map_or(0, |name| name.len() + value.trim().len());
        }
        self.request.headers.remove(is_removed);
    }

    /// [`header`](Self::header) in place.
    fn add_header(&mut self, name: &str, value: &str) {
        self.check(directory::check(&self.bucket, !self.request.key.is_empty(), name, value));
        self.check(limits::check_header(name, value));
        self.count_metadata(name, value);
        if is_checksum(name)
            && self.request.headers.iter().any(|(other, _)| is_checksum(other) && !other.eq_ignore_ascii_case(name))
        {
            let name = name.to_ascii_lowercase();
            let problem = "is a second checksum: S3 accepts one";
            self.check(Err(Error(Reason::InvalidField { part: "header", name, problem })));
        }
        if !self.hoist || !is_hoisted(name) {
            return self.request.add_header(name, value);
        }
        // A parameter may hold what a header may not: one that is refused as a header is refused here too.
        self.check(Headers::default().push(name, value).map(drop));
        self.request.add_query(&name.to_ascii_lowercase(), value);
    }

    /// Refuses more user-defined metadata than an object can have, from all headers or form fields together.
    pub(super) fn count_metadata(&mut self, name: &str, value: &str) {
        if let Some(name) = values::metadata_name(name) {
            self.metadata += name.len() + value.trim().len();
            self.check(limits::check_metadata(self.metadata));
        }
    }

    /// Refuses an empty string where S3 would read it as another request.
    pub(super) fn not_empty(mut self, what: &'static str, text: &str) -> Self {
        if text.is_empty() {
            self.request.fail(Error(Reason::EmptyValue(what)));
        }
        self
    }
}

/// Whether a header goes into the query when headers are hoisted.
fn is_hoisted(name: &str) -> bool {
    HOISTED.into_iter().any(|hoisted| name.eq_ignore_ascii_case(hoisted))
}

/// What S3 documents for each operation.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    table::ROWS.iter().copied().chain(configuration::rows())
}

fn request_for_object<'a>(bucket: &'a Bucket, method: &'static str, key: Cow<'a, str>) -> Request<'a> {
    let mut request = bucket.request_for_object(method);
    check(&mut request, limits::check_key(&key));
    request.key = key;
    request
}

/// Completes a request as the row says.
fn complete(bucket: &Bucket, row: &'static Row, request: &mut Request<'_>) {
    let is_there = match row.demand {
        Demand::Directory(what) => bucket.check_directory(what),
        Demand::DirectoryOnAws if bucket.is_on_aws() => bucket.check_directory(row.name),
        _ => Ok(()),
    };
    check(request, is_there);
    for (name, value) in row.address {
        add_query(bucket, request, name, value);
    }
    // What directory buckets do not have at all, they do not have at their Regional endpoint either.
    if matches!(row.place, Place::Regional | Place::RegionalService) {
        check(request, bucket.check_regional());
    }
    if matches!(row.demand, Demand::Itself) {
        check(request, bucket.check_itself(row.name));
    }
    check(request, directory::check_list(bucket, request));
}

fn add_query(bucket: &Bucket, request: &mut Request<'_>, name: &str, value: &str) {
    check(request, directory::check(bucket, !request.key.is_empty(), name, value));
    if request.key.is_empty() {
        check(request, bucket.check_configuration(name));
    }
    check(request, limits::check_parameter(name, value));
    request.add_query(name, value);
}

/// Remembers the error of a check, unless there is one already.
fn check(request: &mut Request<'_>, result: Result<(), Error>) {
    if let Err(error) = result {
        request.fail(error);
    }
}
