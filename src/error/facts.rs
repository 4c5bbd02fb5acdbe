//! The stable code of each reason, and whose fault it is: one row each.

#[cfg(feature = "cloudfront")]
use crate::error::CloudFrontReason;
use crate::error::{ErrorKind, Reason};

impl Reason {
    /// The stable code, and whose fault it is.
    #[rustfmt::skip]
    #[allow(clippy::too_many_lines, reason = "a table: a row for each variant")]
    pub(super) const fn facts(&self) -> (&'static str, ErrorKind) {
        match self {
            Self::EmptyCredential(..) => ("empty-credential", ErrorKind::Credentials),
            Self::EmptyName(..) => ("empty-name", ErrorKind::Address),
            Self::EmptyValue(..) => ("empty-value", ErrorKind::Request),
            Self::CredentialWhiteSpace(..) => ("credential-white-space", ErrorKind::Credentials),
            #[cfg(feature = "std")]
            Self::MissingEnvironmentVariable(..) => ("missing-environment-variable", ErrorKind::Environment),
            Self::CredentialsExpired(..) => ("credentials-expired", ErrorKind::Credentials),
            Self::CredentialsExpireFirst { .. } => ("credentials-expire-first", ErrorKind::Credentials),
            Self::CredentialsExpiryUnknown => ("credentials-expiry-unknown", ErrorKind::Credentials),
            #[cfg(feature = "std")]
            Self::CredentialExpiration => ("malformed-credential-expiration", ErrorKind::Environment),
            Self::MalformedScope => ("malformed-scope", ErrorKind::Address),
            Self::ScopeCharacter { .. } => ("scope-character", ErrorKind::Address),
            Self::ServiceInUpperCase(..) => ("service-in-upper-case", ErrorKind::Address),
            Self::SigningKeyDay { .. } => ("signing-key-of-other-day", ErrorKind::Signer),
            Self::MalformedTime => ("malformed-time", ErrorKind::Time),
            Self::MalformedRfc3339 => ("malformed-rfc3339", ErrorKind::Time),
            Self::TimeOutOfRange => ("time-out-of-range", ErrorKind::Time),
            Self::ExpiryZero => ("expiry-zero", ErrorKind::Time),
            Self::ExpiryTooLong(..) => ("expiry-too-long", ErrorKind::Limit),
            Self::ExpiryFraction => ("expiry-fraction", ErrorKind::Time),
            Self::OverLimit { .. } => ("over-limit", ErrorKind::Limit),
            Self::InvalidArgument(..) => ("invalid-argument", ErrorKind::Request),
            Self::InvalidMethod => ("invalid-method", ErrorKind::Request),
            Self::UnknownOperation(..) => ("no-such-operation", ErrorKind::Request),
            Self::UnknownAction(..) => ("no-such-operation", ErrorKind::Request),
            #[cfg(feature = "scoped")]
            Self::EmptyScope(..) => ("empty-scope", ErrorKind::Request),
            #[cfg(feature = "scoped")]
            Self::OpenPrefix(..) => ("open-prefix", ErrorKind::Request),
            #[cfg(feature = "scoped")]
            Self::DotSegmentInPaths => ("dot-segment", ErrorKind::Request),
            #[cfg(feature = "scoped")]
            Self::NotNarrower(..) => ("not-narrower", ErrorKind::Request),
            #[cfg(feature = "scoped")]
            Self::ScopeTooLarge(..) => ("scope-too-large", ErrorKind::Limit),
            #[cfg(feature = "scoped")]
            Self::NotAParent(..) => ("not-a-parent", ErrorKind::Credentials),
            Self::MissingMember { .. } => ("missing-member", ErrorKind::Request),
            Self::UnexpectedKey(..) => ("unexpected-key", ErrorKind::Request),
            Self::NoSuchOperation { .. } => ("no-such-operation", ErrorKind::Request),
            Self::InvalidUrl(..) => ("invalid-url", ErrorKind::Address),
            Self::NotEncoded { .. } => ("not-encoded", ErrorKind::Request),
            Self::MalformedPercent(..) => ("malformed-percent", ErrorKind::Request),
            Self::BarePlus => ("bare-plus", ErrorKind::Request),
            Self::EmptyQueryName => ("empty-query-name", ErrorKind::Request),
            Self::ReservedParameter(..) => ("reserved-parameter", ErrorKind::Request),
            Self::InvalidHeaderName(..) => ("invalid-header-name", ErrorKind::Request),
            Self::InvalidHeaderValue(..) => ("invalid-header-value", ErrorKind::Request),
            Self::HeaderWhiteSpace(..) => ("header-white-space", ErrorKind::Request),
            Self::InvalidField { .. } => ("invalid-field", ErrorKind::Request),
            Self::UnsignableHeader(..) => ("unsignable-header", ErrorKind::Request),
            Self::ReservedHeader(..) => ("reserved-header", ErrorKind::Request),
            Self::HostHeader => ("host-header-mismatch", ErrorKind::Request),
            Self::InvalidPayloadHash => ("invalid-payload-hash", ErrorKind::Request),
            Self::PayloadHashes => ("several-payload-hashes", ErrorKind::Request),
            Self::PayloadHashInQuery => ("payload-hash-in-query", ErrorKind::Request),
            #[cfg(feature = "xml")]
            Self::NotInXml { .. } => ("not-in-xml", ErrorKind::Request),
            Self::EmptyKey => ("empty-key", ErrorKind::Request),
            Self::KeyTooLong(..) => ("key-too-long", ErrorKind::Limit),
            Self::DotSegment => ("dot-segment", ErrorKind::Request),
            Self::ResolvedPath => ("resolved-path", ErrorKind::Request),
            Self::TenantNeedsEndpoint => ("tenant-needs-endpoint", ErrorKind::Address),
            Self::BucketNeedsPathStyle => ("bucket-needs-path-style", ErrorKind::Address),
            Self::InvalidBucket(..) => ("invalid-bucket", ErrorKind::Address),
            Self::BucketOfOtherRegion { .. } => ("bucket-of-other-region", ErrorKind::Address),
            Self::HostOfOtherRegion { .. } => ("host-of-other-region", ErrorKind::Address),
            Self::NotAnEndpoint { .. } => ("not-an-endpoint", ErrorKind::Address),
            Self::InvalidRegion => ("invalid-region", ErrorKind::Address),
            Self::NoAwsRegion(..) => ("no-aws-region", ErrorKind::Address),
            Self::UnknownRegion(..) => ("unknown-region", ErrorKind::Address),
            Self::NoGlobalEndpoint(..) => ("no-global-endpoint", ErrorKind::Address),
            Self::InvalidArn(..) => ("invalid-arn", ErrorKind::Address),
            Self::PartitionMismatch { .. } => ("partition-mismatch", ErrorKind::Address),
            Self::NeedsSigV4a => ("needs-sigv4a", ErrorKind::Unsupported),
            Self::HostNeedsSigV4a(..) => ("host-needs-sigv4a", ErrorKind::Unsupported),
            #[cfg(feature = "sigv4a")]
            Self::InvalidRegionSet => ("invalid-region-set", ErrorKind::Address),
            #[cfg(feature = "sigv4a")]
            Self::KeyWithoutRegions => ("key-without-regions", ErrorKind::Signer),
            #[cfg(feature = "sigv4a")]
            Self::InvalidSigningKey => ("invalid-signing-key", ErrorKind::Credentials),
            #[cfg(feature = "sigv4a")]
            Self::InvalidVerifyingKey => ("invalid-verifying-key", ErrorKind::Credentials),
            #[cfg(feature = "x509")]
            Self::InvalidCertificate(..) => ("invalid-certificate", ErrorKind::Credentials),
            #[cfg(feature = "x509")]
            Self::ChainTooLong => ("chain-too-long", ErrorKind::Limit),
            #[cfg(all(feature = "sigv4a", feature = "x509"))]
            Self::CertificateInQuery => ("certificate-in-query", ErrorKind::Signer),
            #[cfg(any(feature = "cloudfront", feature = "sigv4a", feature = "x509"))]
            Self::SignatureForm(..) => ("signature-form", ErrorKind::Credentials),
            Self::Exclusive(..) => ("cannot-be-combined", ErrorKind::Address),
            Self::DirectoryBucketsOnly(..) => ("directory-buckets-only", ErrorKind::Address),
            Self::NotInDirectoryBucket(..) => ("not-in-directory-bucket", ErrorKind::Address),
            Self::NeedsRegionalEndpoint => ("needs-regional-endpoint", ErrorKind::Address),
            Self::EndpointNamesBucket => ("endpoint-names-bucket", ErrorKind::Address),
            Self::EndpointPathNamesBucket => ("endpoint-path-names-bucket", ErrorKind::Address),
            Self::SignerMismatch { .. } => ("signer-mismatch", ErrorKind::Signer),
            Self::SignerOfOtherService { .. } => ("signer-of-other-service", ErrorKind::Signer),
            Self::NotInSession(..) => ("not-in-session", ErrorKind::Signer),
            Self::PartNumber(..) => ("part-number-out-of-range", ErrorKind::Limit),
            Self::PartSize(..) => ("part-size-out-of-range", ErrorKind::Limit),
            Self::ObjectTooLarge(..) => ("object-too-large", ErrorKind::Limit),
            Self::BodyTooLarge(..) => ("body-too-large", ErrorKind::Limit),
            Self::ChunkSize(..) => ("chunk-too-small", ErrorKind::Limit),
            Self::ChunkLength { .. } => ("chunk-of-other-length", ErrorKind::Request),
            Self::ChunkedBody(..) => ("chunked-body", ErrorKind::Request),
            #[cfg(feature = "event-stream")]
            Self::EventMessage(..) => ("event-message", ErrorKind::Request),
            #[cfg(feature = "event-stream")]
            Self::EventStream(..) => ("event-stream", ErrorKind::Signer),
            Self::ChecksumAlgorithm(..) => ("checksum-algorithm", ErrorKind::Request),
            Self::ChecksumHeader(..) => ("checksum-header", ErrorKind::Request),
            Self::ChecksumValue { .. } => ("checksum-value", ErrorKind::Request),
            Self::CopySourceRange { .. } => ("copy-source-range-too-long", ErrorKind::Limit),
            Self::TooManyParts { .. } => ("too-many-parts", ErrorKind::Limit),
            Self::PostField(..) => ("invalid-form-field", ErrorKind::Request),
            Self::PostLengthRange { .. } => ("empty-length-range", ErrorKind::Request),
            Self::PostFormTooLarge(..) => ("form-too-large", ErrorKind::Limit),
            Self::MetadataNotAscii(..) => ("metadata-not-ascii", ErrorKind::Request),
            Self::MetadataTooLarge(..) => ("metadata-too-large", ErrorKind::Limit),
            Self::InvalidTags(..) => ("invalid-tags", ErrorKind::Limit),
            Self::HeaderNotAscii(..) => ("header-not-ascii", ErrorKind::Request),
            Self::ParameterNotLatin1(..) => ("parameter-not-latin-1", ErrorKind::Request),
            Self::InvalidSignature => ("invalid-signature", ErrorKind::Request),
            #[cfg(feature = "url")]
            Self::UrlRewrites => ("url-crate-rewrites", ErrorKind::Request),
            #[cfg(feature = "http")]
            Self::HttpRefuses(..) => ("http-crate-refuses", ErrorKind::Request),
            #[cfg(feature = "cloudfront")]
            Self::CloudFront(reason) => reason.facts(),
        }
    }
}

#[cfg(feature = "cloudfront")]
impl CloudFrontReason {
    /// As those of [`Reason`].
    #[rustfmt::skip]
    const fn facts(&self) -> (&'static str, ErrorKind) {
        match self {
            Self::InvalidResource(..) => ("invalid-resource", ErrorKind::Request),
            Self::InvalidPolicy(..) => ("invalid-policy", ErrorKind::Request),
            Self::InvalidSourceIp => ("invalid-source-ip", ErrorKind::Request),
            Self::NeverValid => ("never-valid", ErrorKind::Time),
            Self::UrlNotCovered => ("url-not-covered", ErrorKind::Request),
            #[cfg(feature = "cloudfront-pem")]
            Self::InvalidPem(..) => ("invalid-pem", ErrorKind::Credentials),
            #[cfg(feature = "cloudfront-pem")]
            Self::KeyCannotSign => ("key-cannot-sign", ErrorKind::Credentials),
            Self::SignatureMissing => ("signature-missing", ErrorKind::Refused),
            Self::SignatureMalformed(..) => ("signature-malformed", ErrorKind::Refused),
            Self::PolicyMalformed(..) => ("policy-malformed", ErrorKind::Refused),
            Self::SignatureIsNotOfPolicy => ("signature-mismatch", ErrorKind::Refused),
            Self::LinkExpired(..) => ("link-expired", ErrorKind::Refused),
            Self::LinkNotYetValid => ("link-not-yet-valid", ErrorKind::Refused),
            Self::AddressNotAllowed => ("address-not-allowed", ErrorKind::Refused),
            Self::UrlNotAllowed => ("url-not-allowed", ErrorKind::Refused),
        }
    }
}
