//! The algorithms that a signature can be made with.

/// An algorithm of Signature Version 4. The credential scope says which one signs: one with a region is for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Signature Version 4: a key for each day, region and service, shared with the server.
    HmacSha256,
    /// SigV4a: a private key for every day and every region, whose public key verifies.
    #[cfg(feature = "sigv4a")]
    EcdsaP256Sha256,
}

impl Algorithm {
    /// The name in `X-Amz-Algorithm`, in the header `Authorization` and, followed by a line break, in the string to
    /// sign.
    pub(crate) fn name(self) -> &'static str {
        self.first_line().trim_end()
    }

    /// The first line of the string to sign.
    #[inline]
    pub(super) fn first_line(self) -> &'static str {
        match self {
            Self::HmacSha256 => "AWS4-HMAC-SHA256\n",
            #[cfg(feature = "sigv4a")]
            Self::EcdsaP256Sha256 => "AWS4-ECDSA-P256-SHA256\n",
        }
    }

    /// The algorithm of this name, if it is one that can be verified here.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "AWS4-HMAC-SHA256" => Some(Self::HmacSha256),
            #[cfg(feature = "sigv4a")]
            "AWS4-ECDSA-P256-SHA256" => Some(Self::EcdsaP256Sha256),
            _ => None,
        }
    }
}
