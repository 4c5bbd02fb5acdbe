//! Setters of operations that read an object, and setters of conditions.

use crate::s3::{Operation, attachment, op};
use crate::timestamp::Timestamp;

/// Source: Amazon S3 API Reference, "GetObject".
impl<O: op::Read> Operation<'_, O> {
    /// Reads a range of the object, such as `bytes=0-9` or `bytes=-500`: the header `range` (RFC 9110, section 14.2).
    #[must_use]
    pub fn range(self, range: &str) -> Self {
        self.set_header("range", range)
    }

    /// Reads one part, 1 to 10,000, of an object from a multipart upload: `partNumber`.
    #[must_use]
    pub fn part_number(self, number: u32) -> Self {
        self.part(number)
    }

    /// Overrides the response's `content-type`: `response-content-type`.
    #[must_use]
    pub fn response_content_type(self, content_type: &str) -> Self {
        self.set_query("response-content-type", content_type)
    }

    /// Overrides the response's `content-language`: `response-content-language`.
    #[must_use]
    pub fn response_content_language(self, language: &str) -> Self {
        self.set_query("response-content-language", language)
    }

    /// Overrides the response's `expires`: `response-expires`.
    #[must_use]
    pub fn response_expires(self, time: Timestamp) -> Self {
        self.set_query("response-expires", &time.to_http_date())
    }

    /// Overrides the response's `cache-control`: `response-cache-control`.
    #[must_use]
    pub fn response_cache_control(self, cache_control: &str) -> Self {
        self.set_query("response-cache-control", cache_control)
    }

    /// Overrides the response's `content-disposition`, for example with `inline`: `response-content-disposition`.
    /// [`response_attachment`](Self::response_attachment) writes the value that saves the object under a name.
    #[must_use]
    pub fn response_content_disposition(self, content_disposition: &str) -> Self {
        self.set_query("response-content-disposition", content_disposition)
    }

    /// Makes browsers save the object under this name, whatever characters it has. See [`attachment`], also for an
    /// empty name.
    #[must_use]
    pub fn response_attachment(self, file_name: &str) -> Self {
        self.response_content_disposition(&attachment(file_name))
    }

    /// Overrides the response's `content-encoding`: `response-content-encoding`.
    #[must_use]
    pub fn response_content_encoding(self, content_encoding: &str) -> Self {
        self.set_query("response-content-encoding", content_encoding)
    }

    /// Requires that the object was modified after this time: the header `if-modified-since`.
    #[must_use]
    pub fn if_modified_since(self, time: Timestamp) -> Self {
        self.set_header("if-modified-since", &time.to_http_date())
    }

    /// Requires that the object was not modified after this time: the header `if-unmodified-since`.
    #[must_use]
    pub fn if_unmodified_since(self, time: Timestamp) -> Self {
        self.set_header("if-unmodified-since", &time.to_http_date())
    }

    /// Asks for the checksum in the response: `x-amz-checksum-mode: ENABLED`.
    #[must_use]
    pub fn checksum_mode(self) -> Self {
        self.set_header("x-amz-checksum-mode", "ENABLED")
    }
}

impl<O> Operation<'_, O> {
    /// Names a version of the object by the id that S3 assigned: `versionId`.
    #[must_use]
    pub fn version_id(self, version_id: &str) -> Self {
        self.set_query("versionId", version_id)
    }
}

/// Source: Amazon S3, "Add preconditions to S3 operations with conditional requests".
impl<O> Operation<'_, O> {
    /// Requires that the object has this entity tag, quotes included: the header `if-match`.
    #[must_use]
    pub fn if_match(self, entity_tag: &str) -> Self {
        self.set_header("if-match", entity_tag)
    }

    /// Requires that the object has another entity tag: the header `if-none-match`. An upload with `*` never replaces
    /// an existing object.
    #[must_use]
    pub fn if_none_match(self, entity_tag: &str) -> Self {
        self.set_header("if-none-match", entity_tag)
    }
}
