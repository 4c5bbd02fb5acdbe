//! What the service itself asks the bucket: by presigned URLs too, over an ordinary HTTP client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use presign::s3::xml::{
    AnswerError, CompletedUpload, ListedObject, ObjectPage, PartPage, UploadedPart, read_upload_id, write_parts,
};
use presign::s3::{Bucket, Operation, op};
use presign::{PresignedUrl, SharedSigner, Signer, Timestamp};
use ureq::Agent;

use super::upload::Upload;
use crate::client::{self, Answer, Message};

/// The bucket, and who signs for it.
pub(crate) struct Store {
    pub(crate) bucket: Bucket,
    signer: Arc<SharedSigner>,
    /// Scheme and host of the bucket's URLs.
    pub(crate) origin: String,
    /// Where the objects are: what comes before a key.
    pub(crate) address: String,
    agent: Agent,
    /// What the bucket has said of objects.
    described: Mutex<HashMap<Version, Object>>,
}

/// A key, and what stood there: objects are written once, but others may write too.
type Version = (String, Option<String>);

/// Why the bucket did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("The URL could not be signed: {0}.")]
    Sign(#[from] presign::Error),
    #[error("The bucket gives no answer: {0}.")]
    NoAnswer(String),
    #[error("The bucket refused what the service asked: {status} {code}.")]
    Refused { status: u16, code: String },
    #[error("The bucket's answer cannot be read.")]
    Answer,
}

/// An object, as the bucket describes it.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) size: u64,
    /// The name that was signed for it, if one was.
    pub(crate) name: Option<String>,
    pub(crate) content_type: Option<String>,
}

/// What an object's metadata calls its name: `x-amz-meta-name`.
pub(crate) const NAME: &str = "name";
/// The most bytes of a name, encoded. S3 keeps 2 KB of metadata.
pub(crate) const MAX_NAME: usize = 1600;

/// What cannot be in a header's value as it is, and what would be read as an escape. Other bytes of ASCII stay readable.
const NOT_IN_HEADERS: &AsciiSet = &CONTROLS.add(b'%').add(b' ');

/// A name as a header can carry it: percent-encoded UTF-8.
pub(crate) fn encode_name(name: &str) -> String {
    utf8_percent_encode(name, NOT_IN_HEADERS).to_string()
}

/// Begins an upload in parts of this object.
pub(crate) fn begin<'a>(
    bucket: &'a Bucket,
    upload: &'a Upload,
    key: &'a str,
) -> Operation<'a, op::CreateMultipartUpload> {
    let create = bucket.create_multipart_upload(key).content_type(&upload.content_type);
    create.metadata(NAME, &encode_name(&upload.name))
}

/// How long the service's own URLs live, which are used at once.
const EXPIRES: Duration = Duration::from_mins(1);
/// How many objects are remembered, which takes some megabytes.
const MAX_DESCRIBED: usize = 20_000;
/// How much of an answer is read. A list of 1,000 objects is shorter.
const ANSWER_SIZE: u64 = 4 << 20;

impl Store {
    /// A proxy that the environment names is used, or not: it would not find a server that is in this process.
    pub(crate) fn new(bucket: Bucket, signer: Arc<SharedSigner>, uses_proxy: bool) -> Result<Self, presign::Error> {
        // The crate knows where a bucket's objects are: before the key, and before the query.
        let any = bucket.get_object("any").presign(&signer.current(), EXPIRES, Timestamp::now())?.into_string();
        let path = any.split('?').next().unwrap_or_default();
        let address = path.strip_suffix("any").unwrap_or(path).to_owned();
        let host_ends = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
        let origin = address[..host_ends].to_owned();
        let agent = client::agent(uses_proxy);
        Ok(Self { bucket, signer, origin, address, agent, described: Mutex::default() })
    }

    /// Who signs at this moment: credentials may be renewed.
    pub(crate) fn signer(&self) -> Arc<Signer> {
        self.signer.current()
    }

    /// Begins an upload in parts and gives its upload id.
    pub(crate) fn create_multipart(&self, upload: &Upload) -> Result<String, StoreError> {
        let answer = self.ask(&begin(&self.bucket, upload, &upload.key()), None)?;
        read_upload_id(text(&answer)?).map_err(|_| StoreError::Answer)
    }

    /// Makes the object from its parts, if it is not there already and has this size then.
    pub(crate) fn complete_multipart(
        &self,
        key: &str,
        upload_id: &str,
        size: u64,
        parts: Vec<UploadedPart>,
    ) -> Result<(), StoreError> {
        let body = write_parts(parts)?;
        let complete = self.bucket.complete_multipart_upload(key, upload_id);
        let complete = complete.if_none_match("*").set("x-amz-mp-object-size", &size.to_string());
        let answer = self.ask(&complete, Some(body.as_bytes()))?;
        // Making an object takes so long that S3 says 200 before it knows, and then may send an error.
        match CompletedUpload::parse(text(&answer)?) {
            Ok(_) => Ok(()),
            Err(error) => Err(match error.server() {
                Some(error) => StoreError::Refused { status: answer.status, code: error.code().into() },
                None => StoreError::Answer,
            }),
        }
    }

    /// Gives up an upload in parts, if the bucket still has it. The bucket deletes what has arrived of it.
    pub(crate) fn abort_multipart(&self, key: &str, upload_id: &str) -> Result<(), StoreError> {
        absent(self.ask(&self.bucket.abort_multipart_upload(key, upload_id), None)).map(drop)
    }

    /// The parts that have arrived of an upload, if the bucket has the upload. S3 lists 1,000 at a time.
    pub(crate) fn list_parts(&self, key: &str, upload_id: &str) -> Result<Option<Vec<UploadedPart>>, StoreError> {
        let mut parts = Vec::new();
        let mut marker = None;
        loop {
            let mut list = self.bucket.list_parts(key, upload_id);
            if let Some(marker) = marker {
                list = list.set("part-number-marker", &u32::to_string(&marker));
            }
            let Some(answer) = absent(self.ask(&list, None))? else { return Ok(None) };
            let page = match PartPage::parse(text(&answer)?) {
                // s3s-fs tells no tags. Without them no part is of use: all are sent again.
                Err(AnswerError::Missing("ETag")) => return Ok(Some(Vec::new())),
                page => page.map_err(|_| StoreError::Answer)?,
            };
            parts.extend(page.parts);
            if page.next_part_number_marker <= marker {
                return Ok(Some(parts));
            }
            marker = page.next_part_number_marker;
        }
    }

    /// The object, if it is there.
    pub(crate) fn head(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let answer = match self.ask(&self.bucket.head_object(key), None) {
            Ok(answer) => answer,
            Err(StoreError::Refused { status: 404, .. }) => return Ok(None),
            // S3 says this to whoever may not list the whole bucket, when the object is not there; and to whoever may
            // nothing at all. A list tells these apart.
            Err(StoreError::Refused { status: 403, .. }) => {
                let page = self.page(&self.bucket.list_objects_v2().prefix(key).max_keys(1))?;
                let found = page.objects.into_iter().find(|object| object.key == key);
                let unknown = |size| Object { size, name: None, content_type: None };
                return Ok(found.map(|object| unknown(object.size.unwrap_or_default())));
            }
            Err(error) => return Err(error),
        };
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
        let size = header("content-length").and_then(|length| length.parse().ok()).ok_or(StoreError::Answer)?;
        let name = header("x-amz-meta-name").map(|name| percent_decode_str(name).decode_utf8_lossy().into_owned());
        Ok(Some(Object { size, name, content_type: header("content-type").map(Into::into) }))
    }

    /// The object of a list, with its name and type, if it is still there and can be asked for.
    pub(crate) fn describe(&self, listed: &ListedObject) -> Result<Option<Object>, StoreError> {
        let version = (listed.key.clone(), listed.entity_tag.clone());
        let known = || self.described.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(object) = known().get(&version) {
            return Ok(Some(object.clone()));
        }
        let object = match self.head(&listed.key) {
            // No browser could ask for a key with `.` or `..` in it. The service makes none, but others may have.
            Err(StoreError::Sign(error)) if error.code() == "dot-segment" => return Ok(None),
            object => object?,
        };
        if let Some(object) = &object {
            let mut known = known();
            if known.len() >= MAX_DESCRIBED {
                known.clear();
            }
            known.insert(version, object.clone());
        }
        Ok(object)
    }

    pub(crate) fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.ask(&self.bucket.delete_object(key), None).map(drop)
    }

    /// So many objects with this beginning in the order of their keys, after those before.
    pub(crate) fn list(&self, prefix: &str, after: Option<&str>, count: u32) -> Result<ObjectPage, StoreError> {
        let list = self.bucket.list_objects_v2().prefix(prefix).max_keys(count).encoding_type();
        self.page(&match after {
            Some(token) => list.continuation_token(token),
            None => list,
        })
    }

    /// The object at this key, as a list has it.
    pub(crate) fn list_key(&self, key: &str) -> Result<Vec<ListedObject>, StoreError> {
        let list = self.bucket.list_objects_v2().prefix(key).max_keys(1).encoding_type();
        let objects = self.page(&list)?.objects;
        Ok(objects.into_iter().filter(|object| object.key == key).collect())
    }

    fn page(&self, list: &Operation<'_, op::List>) -> Result<ObjectPage, StoreError> {
        ObjectPage::parse(text(&self.ask(list, None)?)?).map_err(|_| StoreError::Answer)
    }

    fn ask<O>(&self, operation: &Operation<'_, O>, body: Option<&[u8]>) -> Result<Answer, StoreError> {
        let url = operation.presign(&self.signer(), EXPIRES, Timestamp::now())?;
        self.send(url, body)
    }

    fn send(&self, url: PresignedUrl, body: Option<&[u8]>) -> Result<Answer, StoreError> {
        let answer = Message::new(url, body).send(&self.agent, ANSWER_SIZE);
        let answer = answer.map_err(|error| StoreError::NoAnswer(client::sentence(&error)))?;
        if answer.status < 300 {
            return Ok(answer);
        }
        Err(StoreError::Refused { status: answer.status, code: answer.code().unwrap_or_default() })
    }
}

/// No answer where the bucket says that it has no such thing.
fn absent(answer: Result<Answer, StoreError>) -> Result<Option<Answer>, StoreError> {
    match answer {
        Err(StoreError::Refused { status: 404, .. }) => Ok(None),
        other => other.map(Some),
    }
}

fn text(answer: &Answer) -> Result<&str, StoreError> {
    str::from_utf8(&answer.body).map_err(|_| StoreError::Answer)
}
