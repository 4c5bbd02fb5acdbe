//! The places that a signature is in.

use core::fmt;

/// Where a request carries its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// In its query: a presigned URL.
    Query,
    /// In the header `Authorization`.
    Authorization,
    /// In the fields of an upload form.
    Form,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Authorization => "header Authorization",
            Self::Form => "form",
        })
    }
}
