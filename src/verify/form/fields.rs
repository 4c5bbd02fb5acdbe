//! The fields of an upload form.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::{FormFault, Malformed, Place, Refusal};

/// Names in lower case, each once, and decoded values; `bucket` is one of them.
#[derive(Clone)]
pub(super) struct Fields {
    /// In the order of the form.
    fields: Vec<(String, String)>,
    /// Indices into `fields`, sorted by name: before anything is verified, each must be found quickly among thousands.
    by_name: Vec<usize>,
}

impl Fields {
    /// The fields that came with a form for this bucket.
    pub(super) fn new<'a>(bucket: &str, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Refusal> {
        // The bucket is a field that the policy must allow. Otherwise a form for one bucket would do for every other.
        let mut kept = [("bucket".to_owned(), bucket.to_owned())].to_vec();
        let fields = fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value));
        let others = fields.filter(|(name, value)| name != "bucket" || *value != bucket);
        kept.extend(others.map(|(name, value)| (name, value.to_owned())));
        let mut by_name: Vec<_> = (0..kept.len()).collect();
        by_name.sort_by_key(|at| kept[*at].0.as_str());
        match by_name.windows(2).find(|pair| kept[pair[0]].0 == kept[pair[1]].0) {
            Some(pair) => Err(FormFault::DuplicateField(kept[pair[0]].0.clone()).into()),
            None => Ok(Self { fields: kept, by_name }),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let place = self.by_name.binary_search_by_key(&name, |at| &self.fields[*at].0).ok()?;
        Some(&self.fields[self.by_name[place]].1)
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Malformed::Missing { place: Place::Form, name }.into())
    }

    /// In the order of the form.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }
}
