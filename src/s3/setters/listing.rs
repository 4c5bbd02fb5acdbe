//! Setters of lists: what is listed, and where the list begins.

use alloc::string::ToString;

use crate::s3::{Operation, op};

/// Source: Amazon S3 API Reference, "ListObjectsV2". Where other lists continue, such as `key-marker`, is
/// [set by name](Operation::set).
impl<O: op::Listing> Operation<'_, O> {
    /// Lists only keys with this prefix, or buckets in a list of buckets: `prefix`.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        self.set_query("prefix", prefix)
    }

    /// Groups keys that contain this string after the prefix, as folders do: `delimiter`.
    #[must_use]
    pub fn delimiter(self, delimiter: &str) -> Self {
        self.set_query("delimiter", delimiter)
    }

    /// Asks for percent-encoded keys in the response, since XML cannot hold every key: `encoding-type=url`.
    #[must_use]
    pub fn encoding_type(self) -> Self {
        self.set_query("encoding-type", "url")
    }

    /// Limits the keys in the response, up to 1,000: `max-keys`.
    #[must_use]
    pub fn max_keys(self, keys: u32) -> Self {
        self.set_query("max-keys", &keys.to_string())
    }

    /// Starts after this key, in ListObjectsV2: `start-after`.
    #[must_use]
    pub fn start_after(self, key: &str) -> Self {
        self.set_query("start-after", key)
    }

    /// Continues where an earlier response ended, by its token: `continuation-token`.
    #[must_use]
    pub fn continuation_token(self, token: &str) -> Self {
        self.set_query("continuation-token", token)
    }
}
