//! S3's answer to each reason: code and status.
//!
//! Source: Amazon S3 API Reference, "Error responses".

use crate::error::{Error, Reason};
use crate::verify::refusal::fault::{Cause, Fault};
#[cfg(feature = "post-policy")]
use crate::verify::refusal::form_fault::FormFault;
use crate::verify::refusal::malformed::Malformed;
use crate::verify::{Place, Refusal};

impl Refusal {
    /// Returns S3's error code, the `Code` in its answer.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            #[cfg(feature = "event-stream")]
            Self::Events(fault) => fault.code(),
            Self::Malformed(fault) | Self::Chunks(fault) | Self::Unsupported(fault) | Self::Form(fault) => fault.code(),
            Self::ChecksumRequired => "InvalidRequest",
            Self::Region { place, .. } => malformed(*place),
            Self::NotSigned
            | Self::Place(_)
            | Self::HostNotSigned(_)
            | Self::UnsignedHeader(_)
            | Self::NotYetValid(_)
            | Self::Expired(_)
            | Self::PolicyExpired(_)
            | Self::OutOfScope(_) => "AccessDenied",
            Self::TimeTooSkewed { .. } => "RequestTimeTooSkewed",
            Self::SignedHeaderAbsent(_) | Self::SignatureMismatch => "SignatureDoesNotMatch",
            Self::UnknownAccessKeyId => "InvalidAccessKeyId",
            Self::SessionToken => "InvalidToken",
            Self::CredentialsExpired(_) => "ExpiredToken",
            Self::Origin(_) | Self::Credentials(_) | Self::KeyScope { .. } => "InternalError",
            Self::NotSignedAgain(error) => not_signed_code(error),
            Self::Request(error) => request_code(error),
            Self::Checksum(_) => "BadDigest",
            Self::Body => "XAmzContentSHA256Mismatch",
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

impl Fault {
    fn code(&self) -> &'static str {
        match &self.0 {
            Cause::Chunk(fault) => fault.code(),
            #[cfg(feature = "event-stream")]
            Cause::Event(fault) => fault.code(),
            #[cfg(feature = "post-policy")]
            Cause::Form(fault) => fault.code(),
            Cause::Malformed(fault) => fault.code(),
            Cause::Unsupported(_) => "NotImplemented",
        }
    }
}

#[cfg(feature = "post-policy")]
impl FormFault {
    fn code(&self) -> &'static str {
        match self {
            Self::DuplicateField(_) | Self::FormKey => "InvalidArgument",
            Self::PolicyDocument(_) | Self::PolicyCondition { .. } => "InvalidPolicyDocument",
            Self::UncoveredField(_) | Self::Condition(_) => "AccessDenied",
            Self::TooSmall { .. } => "EntityTooSmall",
            Self::TooLarge { .. } => "EntityTooLarge",
        }
    }
}

impl Malformed {
    fn code(&self) -> &'static str {
        match self {
            Self::Target | Self::PathNotUtf8 => "InvalidURI",
            Self::ChecksumValue { name, .. } if name == "content-md5" => "InvalidDigest",
            Self::Host
            | Self::TwoHosts
            | Self::SignatureVersion2
            | Self::DuplicateHeader(_)
            | Self::NotInChunks
            | Self::ChecksumValue { .. }
            | Self::ChecksumAlgorithm(_)
            | Self::SeveralChecksums(_) => "InvalidRequest",
            Self::MissingHeader(name) => missing_header_code(name),
            Self::TwoSignatures
            | Self::DecodedLength
            | Self::Parameter { .. }
            | Self::RepeatedInstruction(_)
            | Self::CopySource(_) => "InvalidArgument",
            Self::Authorization | Self::DateHeader => malformed(Place::Authorization),
            Self::Missing { place, .. }
            | Self::Duplicate { place, .. }
            | Self::ScopeDate { place, .. }
            | Self::Service { place, .. }
            | Self::Algorithm(place)
            | Self::Credential(place)
            | Self::Date(place)
            | Self::SignedHeaders(place) => malformed(*place),
            Self::ExpiresNotANumber | Self::ExpiresNegative | Self::ExpiresZero | Self::ExpiresTooLong { .. } => {
                malformed(Place::Query)
            }
            #[cfg(feature = "http")]
            Self::HeaderNotUtf8(_) => "InvalidRequest",
            Self::Signature(_) => "SignatureDoesNotMatch",
            #[cfg(feature = "sigv4a")]
            Self::EcdsaSignature(_) => "SignatureDoesNotMatch",
            #[cfg(feature = "x509")]
            Self::CertificateSignature => "SignatureDoesNotMatch",
            #[cfg(feature = "x509")]
            Self::Certificate(_) => "AccessDenied",
            Self::EksToken(_) => "InvalidToken",
            Self::OtherHost(_) | Self::KeysInBody => "AccessDenied",
            Self::Bucket(_) => "InvalidBucketName",
            #[cfg(feature = "xml")]
            Self::Deletions(_) => "MalformedXML",
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
