//! Setters that describe a new object and grant access to it.

use alloc::format;
use alloc::string::String;

use crate::s3::{Operation, op};
use crate::text::percent::{self, UNRESERVED};
use crate::timestamp::Timestamp;

/// Source: Amazon S3 API Reference, "PutObject".
impl<O: op::NewObject> Operation<'_, O> {
    /// Sets the object's type, such as `text/plain`: the header `content-type`.
    #[must_use]
    pub fn content_type(self, content_type: &str) -> Self {
        self.set_header("content-type", content_type)
    }

    /// Sets the content's encoding, such as `gzip`: the header `content-encoding`.
    #[must_use]
    pub fn content_encoding(self, content_encoding: &str) -> Self {
        self.set_header("content-encoding", content_encoding)
    }

    /// Sets the content's language, such as `en`: the header `content-language`.
    #[must_use]
    pub fn content_language(self, language: &str) -> Self {
        self.set_header("content-language", language)
    }

    /// Sets how browsers present the object, such as `inline`: the header `content-disposition`.
    /// [`attachment`](crate::s3::attachment) writes the value that saves it under a name.
    #[must_use]
    pub fn content_disposition(self, content_disposition: &str) -> Self {
        self.set_header("content-disposition", content_disposition)
    }

    /// Sets how caches keep the object, such as `max-age=3600`: the header `cache-control`.
    #[must_use]
    pub fn cache_control(self, cache_control: &str) -> Self {
        self.set_header("cache-control", cache_control)
    }

    /// Sets when caches must ask again: the header `expires`. It does not affect when the URL expires.
    #[must_use]
    pub fn expires(self, time: Timestamp) -> Self {
        self.set_header("expires", &time.to_http_date())
    }

    /// Adds user-defined metadata: the header `x-amz-meta-NAME`. S3 returns names in lower case.
    #[must_use]
    pub fn metadata(self, name: &str, value: &str) -> Self {
        self.not_empty("metadata name", name).set_header(&format!("x-amz-meta-{}", name.to_ascii_lowercase()), value)
    }

    /// Sets the object's tags, keys and values decoded: `x-amz-tagging`.
    #[must_use]
    pub fn tagging<'t>(mut self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut text = String::new();
        for (key, value) in tags {
            self = self.not_empty("tag key", key);
            if !text.is_empty() {
                text.push('&');
            }
            percent::encode(&mut text, key, &UNRESERVED);
            text.push('=');
            percent::encode(&mut text, value, &UNRESERVED);
        }
        self.set_header("x-amz-tagging", &text)
    }

    /// Sets the storage class, such as `STANDARD_IA`: `x-amz-storage-class`.
    #[must_use]
    pub fn storage_class(self, storage_class: &str) -> Self {
        self.set_header("x-amz-storage-class", storage_class)
    }

    /// Locks the object in the mode `GOVERNANCE` or `COMPLIANCE`: `x-amz-object-lock-mode`. It requires
    /// [`object_lock_retain_until`](Self::object_lock_retain_until) as well.
    #[must_use]
    pub fn object_lock_mode(self, mode: &str) -> Self {
        self.set_header("x-amz-object-lock-mode", mode)
    }

    /// Sets when the lock expires: `x-amz-object-lock-retain-until-date`.
    #[must_use]
    pub fn object_lock_retain_until(self, time: Timestamp) -> Self {
        self.set_header("x-amz-object-lock-retain-until-date", &time.to_rfc3339())
    }

    /// Places the object under legal hold, or not: `x-amz-object-lock-legal-hold`.
    #[must_use]
    pub fn object_lock_legal_hold(self, hold: bool) -> Self {
        self.set_header("x-amz-object-lock-legal-hold", if hold { "ON" } else { "OFF" })
    }
}

/// Source: Amazon S3, "Access control list (ACL) overview".
impl<O> Operation<'_, O> {
    /// Sets the canned access control list of what is created, such as `private` or `public-read`: `x-amz-acl`.
    /// Grants are [set by name](Self::set), as in `id="CANONICAL-USER-ID"` or
    /// `uri="http://acs.amazonaws.com/groups/global/AllUsers"`; several grantees are separated by commas.
    #[must_use]
    pub fn acl(self, canned_acl: &str) -> Self {
        self.set_header("x-amz-acl", canned_acl)
    }
}
