//! Objects in memory, and as much of S3 as the clients ask for. A key is a name and no path.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use md5::{Digest, Md5};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::http::{Request, Response, escape};
use crate::server::{BUCKET, REGION};

#[derive(Clone)]
struct Object {
    body: Vec<u8>,
    etag: String,
    /// The content's type and the metadata.
    headers: Vec<(String, String)>,
}

struct Upload {
    headers: Vec<(String, String)>,
    parts: BTreeMap<u32, Vec<u8>>,
}

/// One bucket.
#[derive(Default)]
pub(crate) struct Store {
    objects: BTreeMap<String, Object>,
    uploads: BTreeMap<String, Upload>,
    /// The number of uploads that were begun.
    begun: u32,
}

/// No client looks at it.
const MODIFIED: &str = "2013-05-24T00:00:00.000Z";
const LAST_MODIFIED: &str = "Fri, 24 May 2013 00:00:00 GMT";

impl Store {
    /// Does what a request asks for, whose path is this when it is decoded.
    pub(crate) fn answer(&mut self, request: &Request, path: &str) -> Response {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket != BUCKET {
            return Response::error(404, "NoSuchBucket", "There is no such bucket");
        }
        let parameters = Parameters::new(request);
        let answer = if key.is_empty() {
            self.answer_for_bucket(request, &parameters)
        } else if let Some(id) = parameters.get("uploadId") {
            self.answer_for_upload(request, &parameters, key, &id)
        } else {
            self.answer_for_object(request, &parameters, key)
        };
        let Request { method, target, .. } = request;
        answer.unwrap_or_else(|| Response::error(501, "NotImplemented", &format!("{method} {target}")))
    }

    fn answer_for_bucket(&mut self, request: &Request, parameters: &Parameters) -> Option<Response> {
        Some(match request.method.as_str() {
            "HEAD" | "PUT" => Response::new(200),
            "POST" if parameters.has("delete") => self.delete_all(&request.body)?,
            "GET" if parameters.has("location") => {
                Response::xml(200, &format!("<LocationConstraint>{REGION}</LocationConstraint>"))
            }
            "GET" if parameters.has("versioning") => Response::xml(200, "<VersioningConfiguration/>"),
            "GET" => self.list(parameters),
            _ => return None,
        })
    }

    fn answer_for_object(&mut self, request: &Request, parameters: &Parameters, key: &str) -> Option<Response> {
        Some(match request.method.as_str() {
            "PUT" if request.header("x-amz-copy-source").is_some() => self.copy(request, key)?,
            "PUT" => {
                let object = Object::new(request.body.clone(), kept_headers(request));
                let etag = object.etag.clone();
                self.objects.insert(key.into(), object);
                with_etag(Response::new(200), &etag)
            }
            "GET" | "HEAD" => match self.objects.get(key) {
                Some(object) => object.answer(request.header("range")),
                None => Response::error(404, "NoSuchKey", "There is no such object"),
            },
            "DELETE" => {
                self.objects.remove(key);
                Response::new(204)
            }
            "POST" if parameters.has("uploads") => {
                self.begun += 1;
                let id = format!("upload-{}", self.begun);
                self.uploads.insert(id.clone(), Upload { headers: kept_headers(request), parts: BTreeMap::new() });
                let of = format!("<Bucket>{BUCKET}</Bucket><Key>{}</Key><UploadId>{id}</UploadId>", escape(key));
                Response::xml(200, &format!("<InitiateMultipartUploadResult>{of}</InitiateMultipartUploadResult>"))
            }
            _ => return None,
        })
    }

    fn answer_for_upload(&mut self, request: &Request, of: &Parameters, key: &str, id: &str) -> Option<Response> {
        let Some(upload) = self.uploads.get_mut(id) else {
            return Some(Response::error(404, "NoSuchUpload", "There is no such upload"));
        };
        Some(match request.method.as_str() {
            "PUT" => {
                upload.parts.insert(of.get("partNumber")?.parse().ok()?, request.body.clone());
                with_etag(Response::new(200), &etag(&request.body))
            }
            // All parts, whatever the list in the body says.
            "POST" => {
                let upload = self.uploads.remove(id)?;
                let count = upload.parts.len();
                let mut object = Object::new(upload.parts.into_values().flatten().collect(), upload.headers);
                object.etag = format!("{}-{count}\"", object.etag.trim_end_matches('"'));
                let of = format!("<Key>{}</Key><ETag>{}</ETag>", escape(key), object.etag);
                self.objects.insert(key.into(), object);
                Response::xml(200, &format!("<CompleteMultipartUploadResult>{of}</CompleteMultipartUploadResult>"))
            }
            "DELETE" => {
                self.uploads.remove(id);
                Response::new(204)
            }
            _ => return None,
        })
    }

    fn copy(&mut self, request: &Request, key: &str) -> Option<Response> {
        let source = decode(request.header("x-amz-copy-source")?.trim_start_matches('/'));
        let object = self.objects.get(source.strip_prefix(BUCKET)?.strip_prefix('/')?)?.clone();
        let of = format!("<ETag>{}</ETag><LastModified>{MODIFIED}</LastModified>", object.etag);
        self.objects.insert(key.into(), object);
        Some(Response::xml(200, &format!("<CopyObjectResult>{of}</CopyObjectResult>")))
    }

    fn delete_all(&mut self, body: &[u8]) -> Option<Response> {
        let text = std::str::from_utf8(body).ok()?;
        let document = roxmltree::Document::parse(text).ok()?;
        let mut rows = String::new();
        for key in document.descendants().filter(|node| node.tag_name().name() == "Key") {
            let key = key.text().unwrap_or_default();
            self.objects.remove(key);
            // Writing to a `String` cannot fail.
            let _ = write!(rows, "<Deleted><Key>{}</Key></Deleted>", escape(key));
        }
        Some(Response::xml(200, &format!("<DeleteResult>{rows}</DeleteResult>")))
    }

    /// Both versions of the list, always whole.
    fn list(&self, parameters: &Parameters) -> Response {
        let prefix = parameters.get("prefix").unwrap_or_default();
        let delimiter = parameters.get("delimiter").filter(|delimiter| !delimiter.is_empty());
        let encode = |key: &str| match parameters.get("encoding-type") {
            Some(_) => utf8_percent_encode(key, NON_ALPHANUMERIC).to_string(),
            None => escape(key),
        };
        let mut common = Vec::new();
        let mut rows = String::new();
        for (key, object) in self.objects.iter().filter(|(key, _)| key.starts_with(&prefix)) {
            let rest = &key[prefix.len()..];
            match delimiter.as_ref().and_then(|delimiter| rest.find(delimiter.as_str()).map(|at| at + delimiter.len()))
            {
                Some(length) => common.push(&key[..prefix.len() + length]),
                None => push_row(&mut rows, &encode(key), object),
            }
        }
        common.dedup();
        for prefix in common {
            // Writing to a `String` cannot fail.
            let _ = write!(rows, "<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", encode(prefix));
        }
        let encoding = parameters.get("encoding-type").map(|it| format!("<EncodingType>{it}</EncodingType>"));
        let head = format!("<Name>{BUCKET}</Name><Prefix>{}</Prefix>{}", encode(&prefix), encoding.unwrap_or_default());
        let head = format!("{head}<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>");
        Response::xml(200, &format!("<ListBucketResult>{head}{rows}</ListBucketResult>"))
    }
}

fn push_row(rows: &mut String, key: &str, object: &Object) {
    let (etag, size) = (&object.etag, object.body.len());
    // Writing to a `String` cannot fail.
    let _ = write!(
        rows,
        "<Contents><Key>{key}</Key><LastModified>{MODIFIED}</LastModified><ETag>{etag}</ETag><Size>{size}</Size>\
         <StorageClass>STANDARD</StorageClass></Contents>"
    );
}

impl Object {
    fn new(body: Vec<u8>, headers: Vec<(String, String)>) -> Self {
        Self { etag: etag(&body), body, headers }
    }

    /// The whole object, or `bytes=FIRST-LAST` of it.
    fn answer(&self, range: Option<&str>) -> Response {
        let mut response = with_etag(Response::new(200), &self.etag);
        response.headers.push(("last-modified".into(), LAST_MODIFIED.into()));
        response.headers.push(("accept-ranges".into(), "bytes".into()));
        response.headers.extend(self.headers.iter().cloned());
        response.body.clone_from(&self.body);
        if let Some((first, last)) = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) {
            let size = self.body.len();
            let first = first.parse().unwrap_or(0).min(size);
            let end = last.parse().map_or(size, |last: usize| (last + 1).min(size)).max(first);
            response.status = 206;
            response.headers.push(("content-range".into(), format!("bytes {first}-{}/{size}", end.saturating_sub(1))));
            response.body = self.body[first..end].to_vec();
        }
        response
    }
}

fn etag(body: &[u8]) -> String {
    format!("\"{}\"", hex::encode(Md5::digest(body)))
}

fn with_etag(mut response: Response, etag: &str) -> Response {
    response.headers.push(("etag".into(), etag.into()));
    response
}

/// What is kept with an object.
fn kept_headers(request: &Request) -> Vec<(String, String)> {
    let is_kept = |name: &str| name == "content-type" || name.starts_with("x-amz-meta-");
    let headers = request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    headers.filter(|(name, _)| is_kept(name)).collect()
}

/// The parameters of the query, decoded.
struct Parameters(BTreeMap<String, String>);

impl Parameters {
    fn new(request: &Request) -> Self {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').map(|written| written.split_once('=').unwrap_or((written, "")));
        Self(pairs.map(|(name, value)| (decode(name), decode(value))).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
