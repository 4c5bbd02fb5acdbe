//! S3's answer to each reason: code and status.
//!
//! Source: Amazon S3 API Reference, "Error responses".

use crate::verify::{Error, Place};

impl Error {
    /// S3's error code, the `Code` in its answer.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.answer().0
    }

    /// The HTTP status of S3's answer with this code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer().1
    }

    #[allow(clippy::too_many_lines, reason = "a table with a row for each reason")]
    fn answer(&self) -> (&'static str, u16) {
        match self {
            Self::Target => ("InvalidURI", 400),
            Self::Host
            | Self::TwoHosts
            | Self::SignatureVersion2
            | Self::MissingHeader("host" | "x-amz-content-sha256")
            | Self::DuplicateHeader(_)
            | Self::HeaderNotUtf8(_) => ("InvalidRequest", 400),
            Self::TwoSignatures | Self::DuplicateField(_) => ("InvalidArgument", 400),
            Self::Authorization | Self::DateHeader => malformed(Place::Authorization),
            Self::Missing { place, .. }
            | Self::Duplicate { place, .. }
            | Self::ScopeDate { place, .. }
            | Self::Region { place, .. }
            | Self::Service { place, .. }
            | Self::Algorithm(place)
            | Self::Credential(place)
            | Self::Date(place)
            | Self::SignedHeaders(place) => malformed(*place),
            Self::ExpiresNotANumber | Self::ExpiresNegative | Self::ExpiresZero | Self::ExpiresTooLong { .. } => {
                malformed(Place::Query)
            }
            Self::NotSigned
            | Self::MissingHeader(_)
            | Self::HostNotSigned(_)
            | Self::UnsignedHeader(_)
            | Self::NotYetValid(_)
            | Self::Expired(_)
            | Self::EksToken(_)
            | Self::PolicyExpired(_)
            | Self::UncoveredField(_)
            | Self::Condition(_) => ("AccessDenied", 403),
            Self::TimeTooSkewed { .. } => ("RequestTimeTooSkewed", 403),
            Self::SignedHeaderAbsent(_) | Self::Signature(_) | Self::SignatureMismatch => {
                ("SignatureDoesNotMatch", 403)
            }
            Self::UnknownAccessKeyId => ("InvalidAccessKeyId", 403),
            Self::SessionToken => ("InvalidToken", 400),
            Self::CredentialsExpired(_) => ("ExpiredToken", 400),
            // The signer is the gateway's.
            Self::NotSignedAgain(crate::Error::CredentialsExpired(_) | crate::Error::SigningKeyDay { .. })
            | Self::Origin(_)
            | Self::Credentials(_)
            | Self::KeyScope { .. } => ("InternalError", 500),
            Self::Request(error) | Self::NotSignedAgain(error) => request_answer(error),
            Self::Body => ("XAmzContentSHA256Mismatch", 400),
            Self::StreamingBody | Self::ChunkedBody | Self::SignedChunks | Self::OutlivesRequest(_) => {
                ("NotImplemented", 501)
            }
            Self::PolicyDocument(_) | Self::PolicyCondition { .. } => ("InvalidPolicyDocument", 400),
            Self::TooSmall { .. } => ("EntityTooSmall", 400),
            Self::TooLarge { .. } => ("EntityTooLarge", 400),
        }
    }
}

/// S3 has one code for each place, whichever part of the signature is malformed.
fn malformed(place: Place) -> (&'static str, u16) {
    match place {
        Place::Query => ("AuthorizationQueryParametersError", 400),
        Place::Authorization => ("AuthorizationHeaderMalformed", 400),
        Place::Form => ("InvalidArgument", 400),
    }
}

fn request_answer(error: &crate::Error) -> (&'static str, u16) {
    match error {
        crate::Error::InvalidMethod => ("MethodNotAllowed", 405),
        crate::Error::InvalidPayloadHash => ("InvalidArgument", 400),
        crate::Error::InvalidHeaderName(_)
        | crate::Error::InvalidHeaderValue(_)
        | crate::Error::HeaderWhiteSpace(_) => ("InvalidRequest", 400),
        _ => ("InvalidURI", 400),
    }
}
