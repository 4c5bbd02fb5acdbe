//! A bucket with who signs for it.

use std::time::Duration;

use presign::s3::Operation;
use presign::{Checksum, Error, PresignedUrl, Signer, Timestamp, s3};
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{PyTraverseError, PyVisit};

use crate::address::{Address, Features};
use crate::batch;
use crate::body::Body;
use crate::column::{self, Column};
use crate::convert::{duration, length, mapping, part_number, time};
use crate::credentials::not_pickled;
use crate::errors::Raise;
use crate::python::{of_form, of_headers, of_url, presigned};
use crate::signing::Signing;

/// How long a download is valid by default, and everything else.
const DOWNLOAD: u64 = 3600;
const OTHERS: u64 = 900;

/// When a URL is valid: for how long, from when, and for how long it stays the same.
struct Validity {
    expires_in: Duration,
    window: Option<Duration>,
    now: Timestamp,
}

impl Validity {
    fn new(
        py: Python<'_>,
        expires: Option<&Bound<'_, PyAny>>,
        default: u64,
        window: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let window = window.map(|window| duration(py, Some(window), "window", 0)).transpose()?;
        Ok(Self { expires_in: duration(py, expires, "expires", default)?, window, now: time(py, now)? })
    }

    fn presign<O>(&self, operation: &Operation<'_, O>, signer: &Signer) -> Result<PresignedUrl, Error> {
        match self.window {
            Some(window) => operation.presign_stable(signer, self.expires_in, window, self.now),
            None => operation.presign(signer, self.expires_in, self.now),
        }
    }
}

/// A bucket, where it is, and who signs for it. Make one and keep it: it may be used from all threads. With `session`
/// the credentials are those that CreateSession has returned for a directory bucket.
///
/// >>> from presigned import Bucket, Credentials
/// >>> bucket = Bucket("photos", "eu-central-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
/// >>> bucket.get("cats/tom 1.jpg")[:66]
/// 'https://photos.s3.eu-central-1.amazonaws.com/cats/tom%201.jpg?X-Am'
#[pyclass(frozen, module = "presigned", name = "Bucket")]
pub(crate) struct Bucket {
    pub(crate) bucket: s3::Bucket,
    pub(crate) signing: Signing,
}

impl Bucket {
    fn presign<O>(&self, py: Python<'_>, operation: &Operation<'_, O>, valid: &Validity) -> PyResult<Py<PyAny>> {
        let signer = self.signing.signer(py)?;
        of_url(py, &valid.presign(operation, &signer).raise(py)?)
    }
}

#[pymethods]
#[allow(clippy::too_many_arguments, reason = "Python gives most of them names")]
impl Bucket {
    #[new]
    #[pyo3(signature = (
        name, region = None, *, credentials = None, provider = None, account = None, endpoint = None,
        custom_domain = None, path_style = None, accelerate = false, dual_stack = false, fips = false,
        regional_endpoint = false, full_lifetime = false, session = false
    ))]
    #[allow(clippy::fn_params_excessive_bools, reason = "Python gives them names")]
    fn new(
        py: Python<'_>,
        name: &str,
        region: Option<&str>,
        credentials: Option<&Bound<'_, PyAny>>,
        provider: Option<&str>,
        account: Option<&str>,
        endpoint: Option<&str>,
        custom_domain: Option<&str>,
        path_style: Option<bool>,
        accelerate: bool,
        dual_stack: bool,
        fips: bool,
        regional_endpoint: bool,
        full_lifetime: bool,
        session: bool,
    ) -> PyResult<Self> {
        let features = Features { accelerate, dual_stack, fips, regional_endpoint };
        let address = Address { region, provider, account, endpoint, custom_domain, path_style, features };
        let bucket = address.bucket(py, name)?;
        let of = bucket.clone();
        let make = Box::new(move |credentials| {
            let signer = if session { of.session_signer(credentials)? } else { of.signer(credentials)? };
            Ok(if full_lifetime { signer.require_full_lifetime() } else { signer })
        });
        Ok(Self { bucket, signing: Signing::new(py, credentials, make)? })
    }

    /// Returns the URL that downloads an object. With `filename` browsers save it under that name, and with `window`,
    /// in seconds, the URL stays the same for so long, so that what it names is cached.
    ///
    /// >>> from datetime import datetime, timedelta, timezone
    /// >>> url = bucket.get("a.txt", expires=timedelta(hours=1), now=datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc))
    /// >>> url.method, url.headers, url.expires_at.isoformat()
    /// ('GET', {}, '2015-08-30T13:36:00+00:00')
    #[pyo3(signature = (
        key, *, expires = None, now = None, window = None, filename = None, content_type = None, version_id = None
    ))]
    fn get(
        &self,
        py: Python<'_>,
        key: &str,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        window: Option<&Bound<'_, PyAny>>,
        filename: Option<&str>,
        content_type: Option<&str>,
        version_id: Option<&str>,
    ) -> PyResult<Py<PyAny>> {
        let valid = Validity::new(py, expires, DOWNLOAD, window, now)?;
        let mut operation = self.bucket.get_object(key);
        if let Some(name) = filename {
            operation = operation.response_attachment(name);
        }
        if let Some(content_type) = content_type {
            operation = operation.response_content_type(content_type);
        }
        if let Some(id) = version_id {
            operation = operation.version_id(id);
        }
        if valid.window.is_some() {
            return self.presign(py, &operation, &valid);
        }
        // The most frequent call: the URL is written once.
        let (signer, mut url) = (self.signing.signer(py)?, String::with_capacity(512));
        let expires_at = operation.presign_into(&mut url, &signer, valid.expires_in, valid.now).raise(py)?;
        presigned(py, &url, "GET", &[], expires_at)
    }

    /// Returns the URL that uploads an object. The client must send its `headers`. With `content_length` it uploads
    /// exactly so many bytes; for at most so many there is `post`. With `if_none_match` no object is replaced.
    ///
    /// >>> upload = bucket.put("a.txt", content_type="text/plain", if_none_match=True)
    /// >>> upload.method, upload.headers
    /// ('PUT', {'content-type': 'text/plain', 'if-none-match': '*'})
    #[pyo3(signature = (
        key, *, content_type = None, content_length = None, checksum_sha256 = None, metadata = None,
        if_none_match = false, expires = None, now = None
    ))]
    fn put(
        &self,
        py: Python<'_>,
        key: &str,
        content_type: Option<&str>,
        content_length: Option<&Bound<'_, PyAny>>,
        checksum_sha256: Option<Body>,
        metadata: Option<&Bound<'_, PyAny>>,
        if_none_match: bool,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let mut operation = self.bucket.put_object(key);
        if let Some(content_type) = content_type {
            operation = operation.content_type(content_type);
        }
        if let Some(length) = length(content_length, "content_length")? {
            operation = operation.content_length(length);
        }
        if let Some(sum) = checksum_sha256 {
            operation = operation.checksum(Checksum::Sha256(sum.digest(py)?));
        }
        for (name, value) in mapping(metadata, "metadata")? {
            operation = operation.metadata(&name, &value);
        }
        if if_none_match {
            operation = operation.if_none_match("*");
        }
        self.presign(py, &operation, &Validity::new(py, expires, OTHERS, None, now)?)
    }

    /// Returns the URL that deletes an object.
    ///
    /// >>> bucket.delete("a.txt").method
    /// 'DELETE'
    #[pyo3(signature = (key, *, version_id = None, expires = None, now = None))]
    fn delete(
        &self,
        py: Python<'_>,
        key: &str,
        version_id: Option<&str>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let mut operation = self.bucket.delete_object(key);
        if let Some(id) = version_id {
            operation = operation.version_id(id);
        }
        self.presign(py, &operation, &Validity::new(py, expires, OTHERS, None, now)?)
    }

    /// Returns the URL that uploads a part of a multipart upload. Sign each part when its turn has come. `upload_id` is
    /// in the answer to CreateMultipartUpload, which `sign` signs, as it does CompleteMultipartUpload.
    ///
    /// >>> "partNumber=2" in bucket.part("backup.tar", "VXBsb2FkIElE", 2)
    /// True
    #[pyo3(signature = (key, upload_id, number, *, content_length = None, expires = None, now = None))]
    fn part(
        &self,
        py: Python<'_>,
        key: &str,
        upload_id: &str,
        number: &Bound<'_, PyAny>,
        content_length: Option<&Bound<'_, PyAny>>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let mut operation = self.bucket.upload_part(key, upload_id, part_number(number)?);
        if let Some(length) = length(content_length, "content_length")? {
            operation = operation.content_length(length);
        }
        self.presign(py, &operation, &Validity::new(py, expires, OTHERS, None, now)?)
    }

    /// Returns a form with which browsers upload an object of `min_length` to `max_length` bytes. A key that ends with
    /// `${filename}` is completed by S3. `fields` are other fields with their values, and `starts_with` those whose
    /// value may only begin so.
    ///
    /// >>> form = bucket.post("uploads/${filename}", max_length=10_000_000, content_type="image/jpeg")
    /// >>> form.url
    /// 'https://photos.s3.eu-central-1.amazonaws.com/'
    /// >>> sorted(form.fields)[:2]
    /// ['Content-Type', 'key']
    #[pyo3(signature = (
        key, *, max_length, min_length = 0, content_type = None, fields = None, starts_with = None, expires = None,
        now = None
    ))]
    fn post(
        &self,
        py: Python<'_>,
        key: &str,
        max_length: &Bound<'_, PyAny>,
        min_length: u64,
        content_type: Option<&str>,
        fields: Option<&Bound<'_, PyAny>>,
        starts_with: Option<&Bound<'_, PyAny>>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let longest = length(Some(max_length), "max_length")?.unwrap_or_default();
        let mut form = self.bucket.post_object(key).content_length_range(min_length, longest);
        if let Some(content_type) = content_type {
            form = form.field("Content-Type", content_type);
        }
        for (name, value) in mapping(fields, "fields")? {
            form = form.field(&name, &value);
        }
        for (name, beginning) in mapping(starts_with, "starts_with")? {
            form = form.starts_with(&name, &beginning);
        }
        let (expires_in, now) = (duration(py, expires, "expires", OTHERS)?, time(py, now)?);
        of_form(py, &form.presign(&*self.signing.signer(py)?, expires_in, now).raise(py)?)
    }

    /// Returns the URLs that download many objects, in the order of their keys. Other threads run meanwhile. If a key
    /// is refused, the exception has its `index`. URLs with a file name for each are made by `get`, one by one.
    ///
    /// >>> len(bucket.get_many(f"photos/{number}.jpg" for number in range(1000)))
    /// 1000
    #[pyo3(signature = (keys, *, expires = None, now = None, window = None))]
    fn get_many<'py>(
        &self,
        py: Python<'py>,
        keys: &Bound<'py, PyAny>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        window: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let valid = Validity::new(py, expires, DOWNLOAD, window, now)?;
        let signer = self.signing.own_signer(py)?;
        batch::get_many(py, &self.bucket, &signer, keys, (valid.expires_in, valid.window, valid.now))
    }

    /// Returns a column of URLs that download, for an Arrow column of keys: of pyarrow, polars, pandas, nanoarrow, or
    /// whatever else has `__arrow_c_array__` or `__arrow_c_stream__`. Nulls stay null, and with `null_if_refused` so
    /// do keys that no object can have; without it the exception has the `index` of the first. Other threads run
    /// meanwhile.
    ///
    /// The result is Arrow data too, without a copy: `pyarrow.array(column)`, `polars.Series(column)`. Its type is that
    /// of the keys, `string` or `large_string`, and `large_string` for keys in chunks or of type `string_view`.
    #[pyo3(signature = (keys, *, expires = None, now = None, null_if_refused = false))]
    fn get_column(
        &self,
        py: Python<'_>,
        keys: &Bound<'_, PyAny>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        null_if_refused: bool,
    ) -> PyResult<Column> {
        let valid = Validity::new(py, expires, DOWNLOAD, None, now)?;
        let signer = self.signing.own_signer(py)?;
        column::sign(keys, null_if_refused, |key, urls| {
            self.bucket.get_object(key).presign_into(urls, &signer, valid.expires_in, valid.now).map(drop)
        })
    }

    /// Returns the URL of any operation of S3, by its name. `parameters` are headers and parameters that S3 documents
    /// for it, by their names in the request: `prefix` and `uploadId`, not boto3's `Prefix` and `UploadId`.
    ///
    /// >>> bucket.operation("ListObjectsV2", parameters={"prefix": "cats/", "max-keys": "10"}).method
    /// 'GET'
    #[pyo3(signature = (name, key = None, parameters = None, *, expires = None, now = None, window = None))]
    fn operation(
        &self,
        py: Python<'_>,
        name: &str,
        key: Option<&str>,
        parameters: Option<&Bound<'_, PyAny>>,
        expires: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        window: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let parameters = mapping(parameters, "parameters")?;
        let members = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let operation = self.bucket.operation(name, key, members);
        self.presign(py, &operation, &Validity::new(py, expires, OTHERS, window, now)?)
    }

    /// Signs an operation by its headers, to be sent now by the program that signs: with `method`, `url` and `headers`
    /// as they are returned, and the `body` that was given.
    ///
    /// >>> request = bucket.sign("PutObject", "a.txt", body=b"hello")
    /// >>> request.method, request.url
    /// ('PUT', 'https://photos.s3.eu-central-1.amazonaws.com/a.txt')
    /// >>> sorted(request.headers)
    /// ['authorization', 'x-amz-content-sha256', 'x-amz-date']
    #[pyo3(signature = (name, key = None, parameters = None, *, body = None, now = None))]
    fn sign(
        &self,
        py: Python<'_>,
        name: &str,
        key: Option<&str>,
        parameters: Option<&Bound<'_, PyAny>>,
        body: Option<Body>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let parameters = mapping(parameters, "parameters")?;
        let members = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut operation = self.bucket.operation(name, key, members);
        if let Some(body) = body {
            operation = operation.body(body.bytes());
        }
        of_headers(py, &operation.sign(&*self.signing.signer(py)?, time(py, now)?).raise(py)?)
    }

    /// The name or the ARN.
    #[getter]
    fn name(&self) -> &str {
        self.bucket.name()
    }

    /// The region that is signed for.
    #[getter]
    fn region(&self) -> &str {
        self.bucket.region()
    }

    /// The host in the URLs.
    #[getter]
    fn host(&self) -> &str {
        self.bucket.host()
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.bucket)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Bucket", "make it where it is used"))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.signing.traverse(&visit)
    }
}
