//! How a URL is signed.

use core::fmt;

/// How a URL is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// Signature Version 2, with `AWSAccessKeyId`, `Expires` and `Signature` in the query.
    V2,
    /// Signature Version 4.
    V4,
    /// SigV4a, the asymmetric signature for several regions.
    V4a,
}

impl fmt::Display for SignatureVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2 => "Signature Version 2",
            Self::V4 => "Signature Version 4",
            Self::V4a => "SigV4a",
        })
    }
}
