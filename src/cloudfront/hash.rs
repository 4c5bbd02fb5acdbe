//! The hash of a signature.

/// The hash that is signed.
///
/// [`Sha256`](Self::Sha256) is the default here, and is named in each URL. CloudFront's own default is SHA-1: it takes
/// a URL that names no hash for one of SHA-1, and has known SHA-256 since April 2026.
///
/// Source: Amazon CloudFront Developer Guide, "Create a signed URL using a canned policy".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-1, which is not named. With an ECDSA key AWS's tools disagree on it: the AWS CLI refuses it, the SDKs sign
    /// it.
    Sha1,
    /// SHA-256, named in `Hash-Algorithm` or `CloudFront-Hash-Algorithm`.
    #[default]
    Sha256,
}

impl Hash {
    /// The value that names it, where it must be named.
    pub(super) fn named(self) -> Option<&'static str> {
        match self {
            Self::Sha1 => None,
            Self::Sha256 => Some("SHA256"),
        }
    }

    /// The hash that a URL or a cookie names.
    pub(super) fn of_name(name: Option<&str>) -> Option<Self> {
        match name {
            None | Some("SHA1") => Some(Self::Sha1),
            Some("SHA256") => Some(Self::Sha256),
            Some(_) => None,
        }
    }
}
