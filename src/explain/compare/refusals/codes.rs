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
    "EntityAlreadyExists",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InvalidBucketName",
    "InvalidObjectState",
    "InvalidPart",
    "InvalidPartOrder",
    "InvalidRange",
    "InvalidStorageClass",
    "ItemCollectionSizeLimitExceededException",
    "KeyTooLongError",
    "LimitExceededException",
    "MetadataTooLarge",
    "ModelNotReadyException",
    "ModelTimeoutException",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchCORSConfiguration",
    "NoSuchEntity",
    "NoSuchKey",
    "NoSuchLifecycleConfiguration",
    "NoSuchTagSet",
    "NoSuchUpload",
    "NoSuchVersion",
    "NoSuchWebsiteConfiguration",
    "NonExistentQueue",
    "NotModified",
    "ObjectLockConfigurationNotFoundError",
    "OperationAborted",
    "PreconditionFailed",
    "ProvisionedThroughputExceededException",
    "QueueDoesNotExist",
    "QuotaExceeded",
    "QuotaExceededException",
    "ReplicationConfigurationNotFoundError",
    "RequestLimitExceeded",
    "ResourceAlreadyExistsException",
    "ResourceConflictException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "RestoreAlreadyInProgress",
    "ServerSideEncryptionConfigurationNotFoundError",
    "ServiceQuotaExceededException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "SlowDown",
    "TableNotFoundException",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyBuckets",
    "TooManyRequestsException",
    "TransactionConflictException",
    "XMinioBackendDown",
    "XMinioReplicationNotSetup",
    "XMinioServerNotInitialized",
    "XMinioStorageFull",
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
