//! Codes that say no more than that the signature does not match, and those of answers that are not about the
//! signature.

/// The codes that say no more than that the signature does not match.
pub(in crate::explain::compare) const MISMATCHES: [&str; 4] =
    ["SignatureDoesNotMatch", "InvalidSignatureException", "InvalidSignature", "SignatureNotMatch"];

/// What servers answer to a request whose signature is good, or before they look at it for reasons of their own.
///
/// Source: Amazon S3 API Reference, "Error responses"; Amazon DynamoDB, "Common errors"; AWS Security Token Service API
/// Reference, "Common errors".
pub(super) const OTHERS: &[&str] = &[
    "BucketAlreadyExists",
    "BucketAlreadyOwnedByYou",
    "BucketNotEmpty",
    "ConditionalCheckFailedException",
    "ConditionalRequestConflict",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InvalidBucketName",
    "InvalidObjectState",
    "InvalidPart",
    "InvalidPartOrder",
    "InvalidRange",
    "KeyTooLongError",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchLifecycleConfiguration",
    "NoSuchUpload",
    "NoSuchVersion",
    "NotModified",
    "OperationAborted",
    "PreconditionFailed",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "RestoreAlreadyInProgress",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyBuckets",
    "TooManyRequestsException",
];

/// The words of such answers that have no code, in lower case.
pub(super) const OTHER_WORDS: [&str; 9] = [
    "internal server error",
    "internal failure",
    "too many requests",
    "limit exceeded",
    "rate exceeded",
    "service unavailable",
    "endpoint request timed out",
    "bad gateway",
    "gateway timeout",
];
