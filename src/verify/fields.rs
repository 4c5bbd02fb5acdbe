//! The fields of an upload form.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::{Error, Place};

/// Names in lower case, each once, and decoded values; `bucket` is one of them.
#[derive(Clone)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields that came with a form for this bucket.
    pub(crate) fn new<'a>(bucket: &str, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        // The bucket is a field that the policy must allow. Else a form for one bucket would do for every other.
        let mut kept = Self([("bucket".to_owned(), bucket.to_owned())].into());
        for (name, value) in fields {
            let name = name.to_ascii_lowercase();
            match kept.get(&name) {
                Some(first) if name == "bucket" && first == value => {}
                Some(_) => return Err(Error::DuplicateField(name)),
                None => kept.0.push((name, value.to_owned())),
            }
        }
        Ok(kept)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&str, Error> {
        self.get(name).ok_or(Error::Missing { place: Place::Form, name })
    }

    /// In the order of the form.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}
