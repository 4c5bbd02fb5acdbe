//! Whose fault each error is, of all rooms.

use presign::{Error, ErrorKind};

use crate::fixtures::now;

/// `Error::kind` has an arm for every variant; this is what the arm must say.
#[test]
#[allow(clippy::too_many_lines, reason = "a table with a row for each error")]
fn every_error_says_whose_fault_it_is() {
    let kinds = [
        (
            ErrorKind::Request,
            vec![
                Error::InvalidMethod,
                Error::NotEncoded { part: "path", character: ' ' },
                Error::MalformedPercent("path"),
                Error::BarePlus,
                Error::EmptyQueryName,
                Error::ReservedParameter("X-Amz-Date".into()),
                Error::InvalidHeaderName("a b".into()),
                Error::InvalidHeaderValue("a".into()),
                Error::HeaderWhiteSpace("a".into()),
                Error::UnsignableHeader("te".into()),
                Error::ReservedHeader("authorization".into()),
                Error::HostHeader,
                Error::InvalidPayloadHash,
                Error::PayloadHashes,
                Error::PayloadHashInQuery,
                Error::EmptyKey,
                Error::DotSegment,
                Error::ResolvedPath,
                Error::Empty("upload id"),
                Error::PostField("the form already has the field acl".into()),
                Error::PostLengthRange { min: 2, max: 1 },
                Error::MetadataNotAscii("a".into()),
                Error::HeaderNotAscii("a".into()),
                Error::ParameterNotLatin1("a".into()),
                Error::InvalidSignature,
                Error::ChecksumAlgorithm("CRC16".into()),
                Error::ChecksumHeader("x-amz-checksum-crc16".into()),
                Error::ChecksumValue { name: "content-md5".into(), length: 16 },
                Error::UrlRewrites,
                Error::HttpRefuses("method"),
                Error::InvalidField { part: "header", name: "content-type".into(), problem: "is empty" },
                Error::ChunkedBody("a body in unsigned chunks needs a trailer"),
                Error::ChunkLength { given: 1, expected: 2 },
            ],
        ),
        (
            ErrorKind::Limit,
            vec![
                Error::ChunkSize(1),
                Error::KeyTooLong(1025),
                Error::BodyTooLarge(u64::MAX),
                Error::CopySourceRange { first: 1, last: 0 },
                Error::MetadataTooLarge(2049),
                Error::InvalidTags("have a key twice"),
                Error::PostFormTooLarge(20_481),
                Error::PartNumber(0),
                Error::PartSize(1),
                Error::ObjectTooLarge(u64::MAX),
                Error::TooManyParts { size: 2, part_size: 1, fits: 2 },
                Error::ExpiryTooLong(604_801),
                Error::OverLimit { what: "duration of a tunnel", seconds: 3601, limit: 3600 },
            ],
        ),
        (ErrorKind::Address, of_addresses()),
        (
            ErrorKind::Credentials,
            vec![
                Error::CredentialWhiteSpace("secret access key"),
                Error::CredentialsExpired(now()),
                Error::CredentialsExpireFirst { credentials: now(), url: now() },
                Error::CredentialsExpiryUnknown,
                Error::Empty("access key id"),
                Error::Empty("secret access key"),
                Error::Empty("session token"),
                Error::InvalidSigningKey,
                Error::InvalidVerifyingKey,
            ],
        ),
        (
            ErrorKind::Time,
            vec![
                Error::MalformedTime,
                Error::MalformedRfc3339,
                Error::TimeOutOfRange,
                Error::ExpiryZero,
                Error::ExpiryFraction,
            ],
        ),
        (
            ErrorKind::Signer,
            vec![
                Error::SigningKeyDay { key: "20150830".into(), asked: "20150831".into() },
                Error::NotInSession("a copy"),
                Error::KeyWithoutRegions,
                Error::HostNeedsSigV4a("h".into()),
                Error::SignerMismatch { signer: "a/s3".into(), bucket: "b/s3".into() },
            ],
        ),
        (
            ErrorKind::Environment,
            vec![Error::MissingEnvironmentVariable("AWS_ACCESS_KEY_ID"), Error::CredentialExpiration],
        ),
        (ErrorKind::Unsupported, vec![Error::NeedsSigV4a]),
    ];
    for (kind, errors) in kinds {
        for error in errors {
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
}

fn of_addresses() -> Vec<Error> {
    vec![
        Error::InvalidUrl("the URL has user information before its host"),
        Error::InvalidBucket("the name ends with --op-s3 but is not the alias of an access point on Outposts"),
        Error::BucketNeedsPathStyle,
        Error::TenantNeedsEndpoint,
        Error::EndpointNamesBucket,
        Error::EndpointPathNamesBucket,
        Error::NoAwsRegion("US-EAST-1".into()),
        Error::NoGlobalEndpoint("aws-cn-global".into()),
        Error::UnknownRegion("US-EAST-1".into()),
        Error::InvalidArgument("the path has a query"),
        Error::InvalidRegion,
        Error::InvalidRegionSet,
        Error::InvalidArn("is not one"),
        Error::PartitionMismatch { arn: "aws".into(), region: "cn-north-1".into(), partition: "aws-cn" },
        Error::Exclusive("FIPS", "acceleration"),
        Error::DirectoryBucketsOnly("sessions"),
        Error::NotInDirectoryBucket("x"),
        Error::NeedsRegionalEndpoint,
        Error::BucketOfOtherRegion { named: "eu-west-1".into(), given: "us-east-1".into() },
        Error::NotAnEndpoint { host: "h".into(), service: "Amazon RDS", signed: "name and port" },
        Error::HostOfOtherRegion { named: "eu-west-1".into(), given: "us-east-1".into() },
        Error::ServiceInUpperCase("S3".into()),
        Error::ScopeCharacter { part: "region", character: '/' },
        Error::Empty("region"),
        Error::Empty("service"),
        Error::Empty("host"),
    ]
}
