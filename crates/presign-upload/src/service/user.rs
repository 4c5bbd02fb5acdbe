//! Who asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::names::is_key;
use super::{ApiError, Service};

/// A user, as the hooks name it.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) name: String,
    /// Where the user's keys begin, after the prefix of all: nothing, or a name that says nothing, and a slash.
    pub(crate) folder: String,
}

impl FromRequestParts<Service> for User {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        let name = service.hooks.user(&parts.headers).ok_or(ApiError::NoUser)?;
        let folder = match service.hooks.folder(&name) {
            Some(folder) if folder.is_empty() || !is_key(&folder) => return Err(ApiError::Key),
            Some(folder) => format!("{folder}/"),
            None if name.is_empty() => String::new(),
            None => service.seal.folder(&name),
        };
        Ok(Self { name, folder })
    }
}
