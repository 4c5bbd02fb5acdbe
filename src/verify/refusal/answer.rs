//! S3's answer to each reason: code and status.
//!
//! Source: Amazon S3 API Reference, "Error responses".

use crate::error::{Error, Reason};
use crate::verify::{Place, Refusal};

impl Refusal {
    /// Returns S3's error code, the `Code` in its answer.
    #[must_use]
    #[allow(clippy::too_many_lines, reason = "a table with a row for each reason")]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Chunks(fault) => fault.0.code(),
            Self::Target | Self::PathNotUtf8 => "InvalidURI",
            Self::ChecksumValue { name, .. } if name == "content-md5" => "InvalidDigest",
            Self::Host
            | Self::TwoHosts
            | Self::SignatureVersion2
            | Self::DuplicateHeader(_)
            | Self::HeaderNotUtf8(_)
            | Self::NotInChunks
            | Self::ChecksumValue { .. }
            | Self::ChecksumAlgorithm(_)
            | Self::SeveralChecksums(_)
            | Self::ChecksumRequired => "InvalidRequest",
            Self::MissingHeader(name) => missing_header_code(name),
            Self::TwoSignatures
            | Self::DuplicateField(_)
            | Self::DecodedLength
            | Self::Parameter { .. }
            | Self::RepeatedInstruction(_)
            | Self::CopySource(_)
            | Self::FormKey => "InvalidArgument",
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
            | Self::Place(_)
            | Self::HostNotSigned(_)
            | Self::UnsignedHeader(_)
            | Self::NotYetValid(_)
            | Self::Expired(_)
            | Self::PolicyExpired(_)
            | Self::UncoveredField(_)
            | Self::Condition(_)
            | Self::OtherHost(_)
            | Self::OutOfScope(_)
            | Self::KeysInBody => "AccessDenied",
            Self::TimeTooSkewed { .. } => "RequestTimeTooSkewed",
            Self::SignedHeaderAbsent(_) | Self::Signature(_) | Self::EcdsaSignature(_) | Self::SignatureMismatch => {
                "SignatureDoesNotMatch"
            }
            Self::UnknownAccessKeyId => "InvalidAccessKeyId",
            Self::SessionToken | Self::EksToken(_) => "InvalidToken",
            Self::CredentialsExpired(_) => "ExpiredToken",
            Self::Origin(_) | Self::Credentials(_) | Self::KeyScope { .. } => "InternalError",
            Self::NotSignedAgain(error) => not_signed_code(error),
            Self::Request(error) => request_code(error),
            Self::Bucket(_) => "InvalidBucketName",
            Self::Deletions(_) => "MalformedXML",
            Self::Checksum(_) => "BadDigest",
            Self::Body => "XAmzContentSHA256Mismatch",
            Self::ChunkedBody
            | Self::ChunkForm(_)
            | Self::ChecksumNotCompared(_)
            | Self::SignedChunks
            | Self::Operation(_)
            | Self::OutlivesRequest(_) => "NotImplemented",
            Self::PolicyDocument(_) | Self::PolicyCondition { .. } => "InvalidPolicyDocument",
            Self::TooSmall { .. } => "EntityTooSmall",
            Self::TooLarge { .. } => "EntityTooLarge",
        }
    }

    /// Returns the HTTP status of S3's answer with this code.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.code() {
            "AccessDenied"
            | "InvalidAccessKeyId"
            | "InvalidChunkSizeError"
            | "RequestTimeTooSkewed"
            | "SignatureDoesNotMatch" => 403,
            "MethodNotAllowed" => 405,
            "MissingContentLength" => 411,
            "InternalError" => 500,
            "NotImplemented" => 501,
            _ => 400,
        }
    }
}

impl Refusal {
    /// Returns the reason phrase of HTTP for this [`status`](Self::status), such as `Forbidden`.
    ///
    /// Whoever writes the answer by hand must not leave it out, although HTTP allows it: boto3 and the AWS CLI send
    /// `expect: 100-continue` with a body, and treat a first line of fewer than three words as no answer at all. They
    /// report a connection that was closed in place of the error.
    ///
    /// Source: RFC 9110, "Status Codes"; botocore 1.44.8, `awsrequest.py` (`_handle_expect_response`).
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self.status() {
            403 => "Forbidden",
            405 => "Method Not Allowed",
            411 => "Length Required",
            500 => "Internal Server Error",
            501 => "Not Implemented",
            _ => "Bad Request",
        }
    }
}

/// S3 has one code for each place, whichever part of the signature is malformed.
pub(super) fn malformed(place: Place) -> &'static str {
    match place {
        Place::Query => "AuthorizationQueryParametersError",
        Place::Authorization => "AuthorizationHeaderMalformed",
        Place::Form => "InvalidArgument",
    }
}

fn missing_header_code(name: &str) -> &'static str {
    match name {
        "host" | "x-amz-content-sha256" => "InvalidRequest",
        "x-amz-decoded-content-length" => "MissingContentLength",
        _ => "AccessDenied",
    }
}

/// The signer is the gateway's: its faults are not the client's.
fn not_signed_code(error: &Error) -> &'static str {
    match error {
        Error(Reason::CredentialsExpired(_) | Reason::SigningKeyDay { .. }) => "InternalError",
        Error(Reason::ChunkedBody(_) | Reason::BodyTooLarge(_)) => "NotImplemented",
        _ => request_code(error),
    }
}

fn request_code(error: &Error) -> &'static str {
    match error {
        Error(Reason::InvalidMethod) => "MethodNotAllowed",
        Error(Reason::InvalidPayloadHash) => "InvalidArgument",
        Error(Reason::InvalidHeaderName(_) | Reason::InvalidHeaderValue(_) | Reason::HeaderWhiteSpace(_)) => {
            "InvalidRequest"
        }
        _ => "InvalidURI",
    }
}
