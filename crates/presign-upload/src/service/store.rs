//! What the service itself asks the bucket: by presigned URLs too, over an ordinary HTTP client.

use std::fmt::Write;
use std::time::Duration;

use presign::s3::{Bucket, Operation};
use presign::{PresignedUrl, Signer, Timestamp};
use roxmltree::{Document, Node};
use ureq::Agent;

use super::PREFIX;
use crate::client::{self, Answer, Message};
use crate::target::Target;

/// The bucket, and who signs for it.
pub(crate) struct Store {
    pub(crate) bucket: Bucket,
    pub(crate) signer: Signer,
    /// Scheme and host of the bucket's URLs.
    pub(crate) origin: String,
    /// Where the objects are: what comes before a key.
    pub(crate) address: String,
    agent: Agent,
}

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

/// An object, as the bucket's list has it.
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) size: u64,
    /// As in `2015-08-30T12:36:00.000Z`.
    pub(crate) modified: String,
}

/// A part that was uploaded: its number and the entity tag that the bucket gave for it.
pub(crate) struct UploadedPart<'a> {
    pub(crate) number: u32,
    pub(crate) etag: &'a str,
}

/// A part in the bucket's list.
pub(crate) struct ListedPart {
    pub(crate) number: u32,
    pub(crate) size: u64,
    pub(crate) etag: String,
}

/// How long the service's own URLs live, which are used at once.
const EXPIRES: Duration = Duration::from_mins(1);
/// How much of an answer is read. A list of 1,000 objects is shorter.
const ANSWER_SIZE: u64 = 4 << 20;

impl Store {
    pub(crate) fn new(target: &Target) -> Result<Self, presign::Error> {
        let bucket = target.bucket.clone();
        let signer = bucket.signer(target.credentials.clone())?;
        // The crate knows where a bucket's objects are: before the key, and before the query.
        let any = bucket.get_object(PREFIX).presign(&signer, EXPIRES, Timestamp::now())?.into_string();
        let address = any.split_once(PREFIX).map_or(any.as_str(), |(address, _)| address).to_owned();
        let host_ends = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
        let origin = address[..host_ends].to_owned();
        // A proxy would not find a server that is in this process.
        Ok(Self { bucket, signer, origin, address, agent: client::agent(target.embedded.is_none()) })
    }

    /// Begins an upload in parts and gives its upload id.
    pub(crate) fn create_multipart(&self, key: &str, content_type: &str) -> Result<String, StoreError> {
        let answer = self.ask(&self.bucket.create_multipart_upload(key).content_type(content_type), None)?;
        let document = document(&answer)?;
        text(document.root_element(), "UploadId").map(Into::into).ok_or(StoreError::Answer)
    }

    /// Makes the object from its parts, if it is not there already and has this size then.
    pub(crate) fn complete_multipart(
        &self,
        key: &str,
        upload_id: &str,
        size: u64,
        parts: &[UploadedPart<'_>],
    ) -> Result<(), StoreError> {
        let mut body = String::from(r#"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#);
        for UploadedPart { number, etag } in parts {
            // Writing to a text never fails. The entity tag has been looked at: nothing in it is to be escaped.
            let _ = write!(body, "<Part><ETag>{etag}</ETag><PartNumber>{number}</PartNumber></Part>");
        }
        body.push_str("</CompleteMultipartUpload>");
        let complete = self.bucket.complete_multipart_upload(key, upload_id);
        self.ask(&complete.if_none_match("*").set("x-amz-mp-object-size", &size.to_string()), Some(body.as_bytes()))
            .map(drop)
    }

    /// Gives up an upload in parts. The bucket deletes what has arrived of it.
    pub(crate) fn abort_multipart(&self, key: &str, upload_id: &str) -> Result<(), StoreError> {
        self.ask(&self.bucket.abort_multipart_upload(key, upload_id), None).map(drop)
    }

    /// The parts that have arrived of an upload. S3 lists 1,000 at a time.
    pub(crate) fn list_parts(&self, key: &str, upload_id: &str) -> Result<Vec<ListedPart>, StoreError> {
        let mut parts: Vec<ListedPart> = Vec::new();
        loop {
            let mut list = self.bucket.list_parts(key, upload_id);
            if let Some(last) = parts.last() {
                list = list.set("part-number-marker", &last.number.to_string());
            }
            let answer = self.ask(&list, None)?;
            let document = document(&answer)?;
            let root = document.root_element();
            let before = parts.len();
            for node in root.children().filter(|node| node.tag_name().name() == "Part") {
                parts.push(listed_part(node).ok_or(StoreError::Answer)?);
            }
            if text(root, "IsTruncated") != Some("true") || parts.len() == before {
                return Ok(parts);
            }
        }
    }

    /// The object's size in bytes, if it is there.
    pub(crate) fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        let answer = match self.ask(&self.bucket.head_object(key), None) {
            Ok(answer) => answer,
            // S3 says 403 to whoever may not list everything: that the object is not there is a secret too.
            Err(StoreError::Refused { status: 403 | 404, .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let length = answer.headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
        length.map(Some).ok_or(StoreError::Answer)
    }

    pub(crate) fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.ask(&self.bucket.delete_object(key), None).map(drop)
    }

    /// The first 1,000 objects in the order of their keys.
    pub(crate) fn list(&self) -> Result<Vec<Object>, StoreError> {
        let answer = self.ask(&self.bucket.list_objects_v2().prefix(PREFIX), None)?;
        let document = document(&answer)?;
        let objects = document.root_element().children().filter(|node| node.tag_name().name() == "Contents");
        objects.map(|node| object(node).ok_or(StoreError::Answer)).collect()
    }

    fn ask<O>(&self, operation: &Operation<'_, O>, body: Option<&[u8]>) -> Result<Answer, StoreError> {
        let url = operation.presign(&self.signer, EXPIRES, Timestamp::now())?;
        self.send(url, body)
    }

    fn send(&self, url: PresignedUrl, body: Option<&[u8]>) -> Result<Answer, StoreError> {
        let answer = Message::new(url, body).send(&self.agent, ANSWER_SIZE);
        let answer = answer.map_err(|error| StoreError::NoAnswer(client::sentence(&error)))?;
        let is_error = answer.status >= 300 || is_error(&answer);
        if !is_error {
            return Ok(answer);
        }
        Err(StoreError::Refused { status: answer.status, code: answer.code().unwrap_or_default() })
    }
}

/// Making an object from parts takes so long that S3 says 200 before it knows, and then may send an error.
fn is_error(answer: &Answer) -> bool {
    document(answer).is_ok_and(|document| document.root_element().tag_name().name() == "Error")
}

fn document(answer: &Answer) -> Result<Document<'_>, StoreError> {
    let text = str::from_utf8(&answer.body).map_err(|_| StoreError::Answer)?;
    // S3 keeps such a connection open with spaces, which may not stand before the XML declaration.
    Document::parse(text.trim_start()).map_err(|_| StoreError::Answer)
}

fn object(node: Node<'_, '_>) -> Option<Object> {
    let key = text(node, "Key")?.into();
    Some(Object { key, size: text(node, "Size")?.parse().ok()?, modified: text(node, "LastModified")?.into() })
}

fn listed_part(node: Node<'_, '_>) -> Option<ListedPart> {
    Some(ListedPart {
        number: text(node, "PartNumber")?.parse().ok()?,
        size: text(node, "Size")?.parse().ok()?,
        etag: text(node, "ETag")?.into(),
    })
}

fn text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.children().find(|child| child.tag_name().name() == name)?.text()
}
