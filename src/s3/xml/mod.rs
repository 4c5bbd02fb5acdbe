//! What is sent and what comes back, in XML: the bodies of two operations, and readers of answers, as strings.
//! (Requires the feature `xml`.)
//!
//! A presigned URL is half of an upload in parts. The other half is text: the upload id is in one answer, the parts go
//! into a body, and the last answer may be an error although its status is 200. These functions read and write that
//! text, and nothing here sends anything: any HTTP client will do.
//!
//! | operation | body | answer |
//! |---|---|---|
//! | [`create_multipart_upload`](super::Bucket::create_multipart_upload) | | [`read_upload_id`] |
//! | [`upload_part`](super::Bucket::upload_part) | | none: the entity tag is the header `etag` |
//! | [`upload_part_copy`](super::Bucket::upload_part_copy), [`copy_object`](super::Bucket::copy_object) | | [`read_copy`] |
//! | [`list_parts`](super::Bucket::list_parts) | | [`PartPage::parse`] |
//! | [`complete_multipart_upload`](super::Bucket::complete_multipart_upload) | [`write_parts`] | [`CompletedUpload::parse`] |
//! | [`list_objects_v2`](super::Bucket::list_objects_v2) | | [`ObjectPage::parse`] |
//! | [`delete_objects`](super::Bucket::delete_objects) | [`write_keys`] | [`read_failed_deletions`] |
//! | any that was refused | | [`ServerError::parse`] |
//!
//! ```
//! use presign::s3::xml::{self, CompletedUpload, UploadedPart};
//!
//! // What the server answered to the URL of `create_multipart_upload`:
//! let answer = "<InitiateMultipartUploadResult><UploadId>VXBsb2FkIElE</UploadId></InitiateMultipartUploadResult>";
//! assert_eq!(xml::read_upload_id(answer)?, "VXBsb2FkIElE");
//!
//! // The header `etag` of the answer to each part goes into the body for the URL of `complete_multipart_upload`:
//! let body = xml::write_parts([UploadedPart::new(1, "\"b54357faf0632cce46e942fa68356b38\"")])?;
//!
//! // Its answer begins while the parts are still being assembled, so the status is 200 whatever comes of it:
//! let answer = "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>";
//! let error = CompletedUpload::parse(answer).unwrap_err();
//! assert_eq!(error.server().map(xml::ServerError::code), Some("InternalError"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! All readers accept an answer as S3-compatible servers write it: with or without a declaration and a namespace, the
//! elements in any order, those that they do not know left aside, white space around the document. An answer that is
//! cut off is refused. The work is linear in the length of the answer, references to entities are not expanded, and no
//! document type is accepted; how much of an answer is read from the network is up to the client.
//!
//! Source: Amazon S3 API Reference, "CreateMultipartUpload", "ListParts", "CompleteMultipartUpload", "UploadPartCopy",
//! "ListObjectsV2", "DeleteObjects" and "Error responses".

mod answer_error;
mod deletions;
mod document;
mod objects;
mod server_error;
mod uploads;
mod write;

pub use answer_error::AnswerError;
pub(crate) use deletions::read_deletions;
pub use objects::{FailedDeletion, ListedObject, ObjectPage, read_failed_deletions};
pub use server_error::ServerError;
pub use uploads::{CompletedUpload, PartPage, UploadedPart, read_copy, read_upload_id};
pub use write::{write_keys, write_parts};
