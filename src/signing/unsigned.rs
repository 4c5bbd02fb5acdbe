//! The URL of a request, without a signature.

use alloc::string::String;

use crate::error::Error;
use crate::request::Request;
use crate::signing::{Rules, canonical, path};

impl Request<'_> {
    /// The URL in the spelling in which it would be signed under these rules.
    pub(crate) fn unsigned_url(&self, rules: &Rules) -> Result<String, Error> {
        if let Some(error) = &self.error {
            return Err(Error::clone(error));
        }
        let mut url = String::with_capacity(self.room());
        let path = canonical::append_url(&mut url, self, rules);
        path::check_dot_segments(&url[path], rules)?;
        // It is ready for more parameters, and there are none.
        url.pop();
        Ok(url)
    }
}
