//! The answers of an upload in parts.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::checksum::{Checksum, ChecksumAlgorithm};
use crate::s3::limits::MAX_PARTS;
use crate::s3::xml::document::{Document, Element, number, required};
use crate::s3::xml::{AnswerError, ServerError};

impl ServerError {
    /// Reads the body of an answer that is an error. Returns `None` if it is not the XML of one: HEAD has no body, and
    /// a proxy answers in a form of its own.
    ///
    /// ```
    /// use presign::s3::xml::ServerError;
    ///
    /// let answer = "<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message><Key>a</Key></Error>";
    /// let error = ServerError::parse(answer).ok_or("not an error of S3")?;
    /// assert_eq!((error.code(), error.field("Key")), ("NoSuchKey", Some("a")));
    /// assert_eq!(error.to_string(), "the server answered NoSuchKey: The key does not exist.");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn parse(answer: &str) -> Option<Self> {
        Document::parse(answer).ok()?.into_error()
    }
}

/// Reads the answer to CreateMultipartUpload, and returns the upload id.
///
/// # Errors
/// As [`AnswerError`] says.
pub fn read_upload_id(answer: &str) -> Result<String, AnswerError> {
    let document = Document::read(answer, &["InitiateMultipartUpload", "CreateMultipartUpload"])?;
    required("UploadId", document.text("UploadId")?).map(ToOwned::to_owned)
}

/// Reads the answer to UploadPartCopy or CopyObject, and returns the entity tag of the part or of the object.
///
/// S3 begins these answers before it has copied anything, so that one whose status is 200 may be an error.
///
/// # Errors
/// As [`AnswerError`] says.
pub fn read_copy(answer: &str) -> Result<String, AnswerError> {
    let document = Document::read(answer, &["CopyPart", "CopyObject", "UploadPartCopy"])?;
    required("ETag", document.text("ETag")?).map(ToOwned::to_owned)
}

/// Describes a part that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedPart {
    /// The part's number, 1 to 10,000.
    pub number: u32,
    /// The part's entity tag, with its quotation marks: the header `etag` of the answer to the upload.
    pub entity_tag: String,
    /// The part's size in bytes, where the server told it. [`write_parts`](super::write_parts) does not need it.
    pub size: Option<u64>,
    /// The part's checksum. S3 wants it again where the upload was created with an algorithm whose checksum of the
    /// whole is made of the parts' checksums: the header `x-amz-checksum-…` of the answer to the upload.
    pub checksum: Option<Checksum>,
}

impl UploadedPart {
    /// Describes a part by its number and its entity tag.
    #[must_use]
    pub fn new(number: u32, entity_tag: &str) -> Self {
        Self { number, entity_tag: entity_tag.to_owned(), size: None, checksum: None }
    }

    /// Adds the checksum of the part.
    ///
    /// ```
    /// use presign::Checksum;
    /// use presign::s3::xml::UploadedPart;
    ///
    /// // A header of the answer to the upload.
    /// let checksum = Checksum::from_header("x-amz-checksum-crc32", "NhCmhg==")?;
    /// let part = UploadedPart::new(1, "\"b54357faf0632cce46e942fa68356b38\"").with_checksum(checksum);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn with_checksum(self, checksum: Checksum) -> Self {
        Self { checksum: Some(checksum), ..self }
    }

    fn read(part: &Element) -> Result<Self, AnswerError> {
        let number = part.number("PartNumber")?.ok_or(AnswerError::Missing("PartNumber"))?;
        let number = u32::try_from(number).ok().filter(|number| (1..=MAX_PARTS).contains(number));
        Ok(Self {
            number: number.ok_or(AnswerError::Value { name: "PartNumber", expected: "1 to 10000" })?,
            entity_tag: required("ETag", part.text("ETag")?)?.to_owned(),
            size: part.number("Size")?,
            checksum: checksum(part)?,
        })
    }
}

/// The checksum in an element such as `ChecksumCRC32`. An algorithm that is not known is left aside, as other elements
/// are.
fn checksum(part: &Element) -> Result<Option<Checksum>, AnswerError> {
    let mut found = part.fields.iter().filter_map(|(name, value)| {
        let header = format!("x-amz-checksum-{}", name.strip_prefix("Checksum")?);
        ChecksumAlgorithm::from_header(&header).map(|_| Checksum::from_header(&header, value.trim()))
    });
    let malformed = AnswerError::Value { name: "checksum", expected: "the base64 of one" };
    found.next().transpose().map_err(|_| malformed)
}

/// Holds a page of the parts of an upload: the answer to ListParts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartPage {
    /// The parts, in the order of the answer.
    pub parts: Vec<UploadedPart>,
    /// Where the next page begins, for the parameter `part-number-marker`; `None` on the last page.
    pub next_part_number_marker: Option<u32>,
}

impl PartPage {
    /// Reads the answer to ListParts.
    ///
    /// # Errors
    /// As [`AnswerError`] says.
    pub fn parse(answer: &str) -> Result<Self, AnswerError> {
        const MARKER: &str = "NextPartNumberMarker";
        let document = Document::read(answer, &["ListParts"])?;
        let next_part_number_marker = if document.is_truncated()? {
            let marker = number(MARKER, required(MARKER, document.text(MARKER)?)?)?;
            let too_large = AnswerError::Value { name: MARKER, expected: "1 to 10000" };
            Some(u32::try_from(marker).map_err(|_| too_large)?)
        } else {
            None
        };
        let parts = document.all("Part").map(UploadedPart::read).collect::<Result<_, _>>()?;
        Ok(Self { parts, next_part_number_marker })
    }
}

/// Describes the object that was made of the parts: the answer to CompleteMultipartUpload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedUpload {
    /// The object's entity tag, with its quotation marks, where the server told it.
    pub entity_tag: Option<String>,
    /// Where the object is, as the server sees it: a URL, on some servers a path or a host. Use
    /// [`Bucket::object_url`](crate::s3::Bucket::object_url) instead to hand it out.
    pub location: Option<String>,
}

impl CompletedUpload {
    /// Reads the answer to CompleteMultipartUpload. S3 begins it before the parts are assembled, so that one whose
    /// status is 200 may be an error, or may be cut off: the object is there once this returns it.
    ///
    /// # Errors
    /// As [`AnswerError`] says. After `InternalError` send the request again.
    ///
    /// Source: Amazon S3 API Reference, "CompleteMultipartUpload" (a `200 OK` response can contain either a success or
    /// an error).
    pub fn parse(answer: &str) -> Result<Self, AnswerError> {
        let document = Document::read(answer, &["CompleteMultipartUpload"])?;
        let text = |name| Ok::<_, AnswerError>(document.text(name)?.map(ToOwned::to_owned));
        Ok(Self { entity_tag: text("ETag")?, location: text("Location")? })
    }
}
