//! Every reason for which the crate refuses to sign, each with its sentence.

use alloc::string::String;

#[cfg(feature = "cloudfront")]
use crate::error::CloudFrontReason;
use crate::timestamp::Timestamp;

/// One bad input, which displays as one sentence that names the rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Reason {
    /// A part of the credentials is empty.
    #[error("the {0} is empty")]
    EmptyCredential(&'static str),

    /// The region, the service or the host is empty.
    #[error("the {0} is empty")]
    EmptyName(&'static str),

    /// A value that must name something is empty: an upload id, a version id, a tag key, an argument of a service.
    #[error("the {0} is empty")]
    EmptyValue(&'static str),

    /// A credential was copied together with a line end or a space. Servers answer with a mismatch, never with the
    /// cause.
    #[error("the {0} begins or ends with white space, or contains a control character")]
    CredentialWhiteSpace(&'static str),

    /// [`Credentials::from_env`](crate::Credentials::from_env) found no such variable.
    #[cfg(feature = "std")]
    #[error("the environment variable {0} is not set")]
    MissingEnvironmentVariable(&'static str),

    /// The credentials had already expired, so the URL would never have worked.
    #[error("the credentials expired at {0}")]
    CredentialsExpired(Timestamp),

    /// The URL would expire with its credentials, which the signer was told to refuse.
    #[error("the credentials expire at {credentials}, before the URL would at {url}")]
    CredentialsExpireFirst {
        /// When the credentials expire.
        credentials: Timestamp,
        /// When the URL would have expired.
        url: Timestamp,
    },

    /// The signer was told to refuse URLs that would die with its credentials, and these are temporary, for an unknown
    /// time.
    #[error(
        "the credentials have a session token and no expiry, so that nobody knows whether they outlive the URL: give their \
         expiry to with_expiry"
    )]
    CredentialsExpiryUnknown,

    /// [`Credentials::from_env`](crate::Credentials::from_env) found a value that is not a time.
    #[cfg(feature = "std")]
    #[error("the environment variable AWS_CREDENTIAL_EXPIRATION is not a time as in 2015-08-30T12:36:00Z (RFC 3339)")]
    CredentialExpiration,

    /// A text that is not a credential scope.
    #[error("the credential scope is not written as in 20150830/us-east-1/s3/aws4_request")]
    MalformedScope,

    /// A region or service that would break the credential scope apart.
    #[error("the {part} contains {character:?}, which a credential scope cannot hold")]
    ScopeCharacter {
        /// `region` or `service`.
        part: &'static str,
        /// The first character that does not fit.
        character: char,
    },

    /// A service that signs by rules of its own, in upper case: its name is in lower case, and the rules would not be
    /// followed.
    #[error("the service name {0} must be lower case in a credential scope")]
    ServiceInUpperCase(String),

    /// A held [`SigningKey`](crate::SigningKey) was asked to sign on a day that is not its own.
    #[error("the signing key is for {key}, but the request is signed on {asked}")]
    SigningKeyDay {
        /// The key's day, as in the scope.
        key: String,
        /// The day that was asked for.
        asked: String,
    },

    /// A time that is not in the form `20150830T123600Z`, or not a real date.
    #[error("the time is not written as in 20150830T123600Z")]
    MalformedTime,

    /// A time that is not in the form of RFC 3339, has no offset from UTC, or is no such moment.
    #[error("the time is not written as in 2015-08-30T12:36:00Z or 2015-08-30T14:36:00+02:00 (RFC 3339)")]
    MalformedRfc3339,

    /// A time that eight digits of date cannot hold, or from before Unix time.
    #[error("the time lies outside the years 1970 to 9999")]
    TimeOutOfRange,

    /// A URL that is expired from the start.
    #[error("the expiry is 0 seconds: it must be at least 1 second")]
    ExpiryZero,

    /// More seconds than AWS accepts.
    #[error("the expiry is {0} seconds: at most 604800 seconds (7 days) are allowed")]
    ExpiryTooLong(u64),

    /// `X-Amz-Expires` is an integer; rounding would be a silent change.
    #[error("the expiry is not a whole number of seconds")]
    ExpiryFraction,

    /// More seconds than the service accepts, where that is less than for others.
    #[error("the {what} is {seconds} seconds: at most {limit} seconds are allowed")]
    OverLimit {
        /// What has so many seconds, such as the expiry of a URL of a service.
        what: &'static str,
        /// What was asked for.
        seconds: u64,
        /// What the service accepts.
        limit: u64,
    },

    /// A value for a type of [`services`](crate::services) that the service would refuse, or read as something else.
    /// It holds the sentence.
    #[error("{0}")]
    InvalidArgument(&'static str),

    /// Not an HTTP method, or one in lower case, which servers regard as another method.
    #[error("the method is not an upper-case HTTP token such as GET or PUT")]
    InvalidMethod,

    /// A URL, or the URL of an endpoint, that cannot be signed: a scheme other than `https`, `http`, `wss` and `ws`,
    /// user information, a fragment, a host or a port that clients refuse or rewrite, or a query in an endpoint. It
    /// holds the sentence.
    #[error("{0}")]
    InvalidUrl(&'static str),

    /// A character that may not stand in a URL as it is.
    #[error("the {part} of the URL contains {character:?}, which must be percent-encoded")]
    NotEncoded {
        /// `path` or `query`.
        part: &'static str,
        /// The first such character.
        character: char,
    },

    /// A `%` without its two hexadecimal digits.
    #[error("the {0} of the URL contains a % that two hexadecimal digits do not follow")]
    MalformedPercent(&'static str),

    /// A bare `+` in a query handed in as text: half the servers read it as a space.
    #[error("the query contains a bare +: write %20 for a space or %2B for a plus sign")]
    BarePlus,

    /// `?=value`: signers and servers disagree on it.
    #[error("a query parameter has an empty name")]
    EmptyQueryName,

    /// The request was signed before, or brings a parameter that only signing may add.
    #[error("the query already has the parameter {0}, which signing adds")]
    ReservedParameter(String),

    /// Not an HTTP header name.
    #[error("the header name {0:?} is not an HTTP token")]
    InvalidHeaderName(String),

    /// A line end or another control character: it would end the header and begin another.
    #[error("the value of the header {0} contains a control character")]
    InvalidHeaderValue(String),

    /// White space that signers and servers fold in different ways, so that the signature might not match.
    #[error("the value of the header {0} contains white space other than spaces, which signers fold in different ways")]
    HeaderWhiteSpace(String),

    /// A header, a query parameter or a form field that the service would refuse or not understand: repeated, although
    /// it holds a single value, empty, not in its format, or signed where that is not allowed.
    #[error("the {part} {name} {problem}")]
    InvalidField {
        /// `header`, `parameter` or `form field`.
        part: &'static str,
        /// Its name; that of a header in lower case.
        name: String,
        /// The end of the sentence, such as `is empty`.
        problem: &'static str,
    },

    /// A header that does not arrive as it was signed. It can be sent unsigned.
    #[error("the header {0} cannot be signed: clients, proxies or load balancers set or change it in transit")]
    UnsignableHeader(String),

    /// A header that belongs to a signature: the request was signed before, or contradicts what signing adds.
    #[error("the header {0} cannot be given: signing adds what it says")]
    ReservedHeader(String),

    /// A `host` header that differs from the URL's host.
    #[error("the header host is not the host of the URL")]
    HostHeader,

    /// The payload hash is not something that S3 or another service reads.
    #[error("the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…")]
    InvalidPayloadHash,

    /// The body, the header, the query and [`Request::payload_hash`](crate::Request::payload_hash) do not agree, or the
    /// header or the parameter is there twice.
    #[error("the request names more than one payload hash")]
    PayloadHashes,

    /// S3 reads a payload hash in the query only if it is `UNSIGNED-PAYLOAD`.
    #[error("the query names a payload hash other than UNSIGNED-PAYLOAD: it must be the header x-amz-content-sha256")]
    PayloadHashInQuery,

    /// An empty key names the bucket: PUT would create it and DELETE would delete it.
    #[error("the key is empty: the URL would name the bucket itself")]
    EmptyKey,

    /// S3's limit on keys.
    #[error("the key is {0} bytes long: S3 allows 1024 bytes")]
    KeyTooLong(usize),

    /// `.` or `..` between slashes: browsers and most HTTP clients rewrite it before sending.
    #[error("a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object")]
    DotSegment,

    /// `.` or `..` between slashes in a path that is not a key, escaped or not, where HTTP clients and AWS's services
    /// resolve it in different ways.
    #[error("a segment of the path is . or .., which HTTP clients resolve: the path would have another signature")]
    ResolvedPath,

    /// A name as Ceph Object Gateways have it, OpenStack's among them. AWS has no tenants.
    #[error("the bucket name has a tenant (TENANT:BUCKET), which AWS does not have: it needs an endpoint")]
    TenantNeedsEndpoint,

    /// A bucket name that cannot be part of a host name, although virtual-hosted style was chosen.
    #[error("the bucket name cannot be part of a host name: it needs path style")]
    BucketNeedsPathStyle,

    /// A name that no bucket has, or that has no place in the address that was asked for. It holds the sentence.
    #[error("{0}")]
    InvalidBucket(&'static str),

    /// A bucket of an account's regional namespace, whose name ends with a region other than the one given.
    #[error("the bucket's name says that it is in {named}, and it was said to be in {given}")]
    BucketOfOtherRegion {
        /// The region in the bucket's name.
        named: String,
        /// The region that was given.
        given: String,
    },

    /// An AWS host that names a different region from the one given.
    #[error("the host says that it is in {named}, and the region that was given is {given}")]
    HostOfOtherRegion {
        /// The region in the host.
        named: String,
        /// The region that was given.
        given: String,
    },

    /// A token for a database at a host that is not one of its service. The service compares the token with the
    /// endpoint that it gave out: behind a tunnel, a proxy or an alias in DNS, that is a different name from the one
    /// the client dials.
    #[error(
        "the host {host} is not an endpoint of {service}: sign for the endpoint's own {signed}, whatever the client dials"
    )]
    NotAnEndpoint {
        /// The host that was given.
        host: String,
        /// The service, such as `Amazon RDS`.
        service: &'static str,
        /// What of the endpoint the token names, such as `name and port`.
        signed: &'static str,
    },

    /// A region that would end the host name it becomes part of.
    #[error("the region has a character other than A-Z a-z 0-9 . _ -")]
    InvalidRegion,

    /// A region that AWS does not name so, for a bucket on AWS: capitals, a bucket's name, or the region of another
    /// server.
    #[error(
        "AWS has no region called {0}: their names are like eu-central-1, in lower case (is it the bucket's name? another \
         server's region needs its endpoint)"
    )]
    NoAwsRegion(String),

    /// A region that AWS does not name so, for a type of [`services`](crate::services).
    #[error("AWS has no region called {0}: their names are like eu-central-1, in lower case")]
    UnknownRegion(String),

    /// A name that AWS's tools have for a whole partition, where S3 has regional endpoints only.
    #[error("S3 has no endpoint for {0}: only aws-global is one without a region")]
    NoGlobalEndpoint(String),

    /// An ARN that cannot stand for a bucket.
    #[error("the ARN {0}")]
    InvalidArn(&'static str),

    /// Partitions do not know each other's resources.
    #[error("the ARN is of the partition {arn}, the region {region} lies in the partition {partition}")]
    PartitionMismatch {
        /// The ARN's partition.
        arn: String,
        /// The ARN's region, or the one that was given with it.
        region: String,
        /// The partition of that region.
        partition: &'static str,
    },

    /// An ARN of a Multi-Region Access Point, which accepts no signature that is bound to one region.
    #[error("a Multi-Region Access Point needs SigV4a, which is the feature sigv4a of this crate")]
    NeedsSigV4a,

    /// A host that accepts no signature that is bound to one region, and a signer of Signature Version 4. It holds the
    /// host.
    #[cfg_attr(
        feature = "sigv4a",
        error("the host {0} accepts only SigV4a: sign with Signer::multi_region and the region set *")
    )]
    #[cfg_attr(
        not(feature = "sigv4a"),
        error(
            "the host {0} accepts only SigV4a, which is the feature sigv4a of this crate: sign with Signer::multi_region \
             and the region set *"
        )
    )]
    HostNeedsSigV4a(String),

    /// A region set that is empty, or has something else in it than names of regions.
    #[cfg(feature = "sigv4a")]
    #[error("the region set is not a list of regions separated by commas, such as us-east-1,eu-* or *")]
    InvalidRegionSet,

    /// [`Signer::with_key`](crate::Signer::with_key) got a key of SigV4a, which does not say for which regions it is to
    /// sign.
    #[cfg(feature = "sigv4a")]
    #[error("a key of SigV4a does not name the regions to sign for: create the signer with Signer::multi_region")]
    KeyWithoutRegions,

    /// Not the bytes of a private key of SigV4a.
    #[cfg(feature = "sigv4a")]
    #[error("the 32 bytes are not a private key of P-256: they are 0, or not below the order of the curve")]
    InvalidSigningKey,

    /// Not the bytes of a public key of SigV4a.
    #[cfg(feature = "sigv4a")]
    #[error("the bytes are not a public key of P-256")]
    InvalidVerifyingKey,

    /// Not a certificate that IAM Roles Anywhere could accept. It completes the sentence.
    #[cfg(feature = "x509")]
    #[error("the certificate {0}")]
    InvalidCertificate(&'static str),

    /// More intermediates than IAM Roles Anywhere accepts.
    #[cfg(feature = "x509")]
    #[error("the certificate has more than five intermediates")]
    ChainTooLong,

    /// A presigned URL that is to be signed with a certificate.
    #[cfg(all(feature = "sigv4a", feature = "x509"))]
    #[error("IAM Roles Anywhere has no presigned URLs: prepare a request that is signed by its headers")]
    CertificateInQuery,

    /// A signature that the key cannot have made. It names what that makes.
    #[cfg(any(feature = "cloudfront", feature = "sigv4a", feature = "x509"))]
    #[error("the signature is not {0}")]
    SignatureForm(&'static str),

    /// A combination that AWS does not have.
    #[error("{0} cannot be combined with {1}")]
    Exclusive(&'static str, &'static str),

    /// The bucket is not a directory bucket (S3 Express One Zone).
    #[error("only a directory bucket has {0}")]
    DirectoryBucketsOnly(&'static str),

    /// An operation, a header or a parameter that AWS does not have for directory buckets: it would answer 501 or 400.
    #[error("a directory bucket does not have {0}")]
    NotInDirectoryBucket(&'static str),

    /// An operation that S3 does not have, or that is not sent to a bucket.
    #[error("no operation on buckets and objects has the name {0:?}")]
    UnknownOperation(String),

    /// A name that is not one of those that scoped credentials can be limited to.
    #[error("scoped credentials cannot be limited to {0:?}: write an operation as S3 does, such as GetObject")]
    UnknownAction(String),

    /// A scope that would allow nothing, or more than was meant. It holds the sentence.
    #[cfg(feature = "scoped")]
    #[error("{0}")]
    EmptyScope(&'static str),

    /// A prefix is a plain start: this one covers the keys of others too.
    #[cfg(feature = "scoped")]
    #[error("the prefix {0:?} does not end with a slash, so that it also covers keys in which its last name goes on")]
    OpenPrefix(String),

    /// A prefix or a key that covers nothing, since no key with such a segment is covered.
    #[cfg(feature = "scoped")]
    #[error("a prefix or a key has a segment . or .., and would cover nothing")]
    DotSegmentInPaths,

    /// The holder of credentials can only make narrower ones. It ends the sentence.
    #[cfg(feature = "scoped")]
    #[error("the new credentials would not be narrower: {0}")]
    NotNarrower(&'static str),

    /// A limit of the form s1. It holds the sentence.
    #[cfg(feature = "scoped")]
    #[error("{0}")]
    ScopeTooLarge(&'static str),

    /// Credentials from which no others can be made in this form. It holds the sentence.
    #[cfg(feature = "scoped")]
    #[error("{0}")]
    NotAParent(&'static str),

    /// A header, a parameter or a key without which the operation would be another.
    #[error("{operation} needs {what}")]
    MissingMember {
        /// As AWS writes it.
        operation: &'static str,
        /// Such as `the parameter uploadId`.
        what: String,
    },

    /// A key for an operation that is not about an object.
    #[error("{0} is not about an object, but was given a key")]
    UnexpectedKey(&'static str),

    /// A method that S3 does not have for a part of a bucket's configuration, or not with or without an id.
    #[error("S3 has no {method} of ?{subresource}{id}")]
    NoSuchOperation {
        /// The HTTP method.
        method: &'static str,
        /// The query parameter, such as `cors`.
        subresource: &'static str,
        /// ` with an id` or ` without an id`, if it has the method otherwise.
        id: &'static str,
    },

    /// The Zonal endpoint of a directory bucket, which is the default, does not accept operations on the bucket itself.
    #[error("a directory bucket accepts this at its Regional endpoint: call Bucket::regional_endpoint first")]
    NeedsRegionalEndpoint,

    /// The bucket's name would be in the URL twice: most likely not the object that was meant.
    #[error(
        "the endpoint's host begins with the bucket's name: leave the name out, or use custom_domain, or path_style first if it is there by chance"
    )]
    EndpointNamesBucket,

    /// A segment of the endpoint's path is the bucket's name, which would be in the URL twice: most likely not
    /// the object that was meant.
    #[error(
        "the endpoint's path has the bucket's name, which would be there twice: leave the name out, or give custom_domain \
         the bucket's whole URL if it is there by chance"
    )]
    EndpointPathNamesBucket,

    /// The signer was made for a different region or service from the bucket's.
    #[error("the signer is for {signer}, the bucket is in {bucket}")]
    SignerMismatch {
        /// `region/service` of the signer.
        signer: String,
        /// `region/service` of the bucket.
        bucket: String,
    },

    /// The signer was made for a region or service other than the one that a token or a URL of
    /// [`services`](crate::services) is signed for.
    #[error("the signer is for {signer}, but this is signed for {needed}")]
    SignerOfOtherService {
        /// `region/service` of the signer.
        signer: String,
        /// `region/service` that is needed.
        needed: String,
    },

    /// A directory bucket accepts this from IAM credentials only.
    #[error("a directory bucket does not accept {0} from a session: sign with Bucket::signer and IAM credentials")]
    NotInSession(&'static str),

    /// A number that no part of a multipart upload has.
    #[error("the part number is {0}: S3 accepts 1 to 10000")]
    PartNumber(u32),

    /// A part that is not the last must be that large, and none may be larger.
    #[error("the part size is {0} bytes: S3 accepts 5242880 (5 MiB) to 5368709120 (5 GiB) bytes")]
    PartSize(u64),

    /// More bytes than 10,000 parts of 5 GiB hold.
    #[error("the object has {0} bytes: S3 accepts at most 53687091200000 (10000 parts of 5 GiB)")]
    ObjectTooLarge(u64),

    /// One request uploads at most 5 GiB, whether it is an object or a part of one.
    #[error("the body has {0} bytes: one request uploads at most 5368709120 (5 GiB), a multipart upload more")]
    BodyTooLarge(u64),

    /// S3's limit on the chunks of a body.
    #[error("the chunks have {0} bytes: S3 accepts 8192 (8 KiB) or more in every chunk except the last")]
    ChunkSize(usize),

    /// The length of the request was promised: chunks of other lengths would not add up to it.
    #[error("the chunk has {given} bytes: the next one has {expected}")]
    ChunkLength {
        /// The length of the chunk in bytes.
        given: usize,
        /// What it should be, in bytes.
        expected: u64,
    },

    /// A body in chunks that contradicts its description. It holds the sentence.
    #[error("{0}")]
    ChunkedBody(&'static str),

    /// A message of an event stream that cannot be written, or that is not one. It completes the sentence.
    #[cfg(feature = "event-stream")]
    #[error("the message of an event stream {0}")]
    EventMessage(&'static str),

    /// An event stream whose opening does not fit the signer of its messages. It completes the sentence.
    #[cfg(feature = "event-stream")]
    #[error("an event stream {0}")]
    EventStream(&'static str),

    /// Not the name of an algorithm, as S3 writes it.
    #[error("S3 has no checksum algorithm called {0}: their names are like CRC64NVME and SHA256, in upper case")]
    ChecksumAlgorithm(String),

    /// A header that [`Checksum::from_header`](crate::Checksum::from_header) does not read.
    #[error("the header {0} carries no checksum of an algorithm that S3 has")]
    ChecksumHeader(String),

    /// Not base64 with padding, or not as long as the algorithm's checksums are.
    #[error("the value of the header {name} is not the base64 of {length} bytes")]
    ChecksumValue {
        /// The header's name, in lower case.
        name: String,
        /// The length of the algorithm's checksums in bytes.
        length: usize,
    },

    /// A range of a copy's source that is empty, or longer than a part may be.
    #[error("the range of the copy source is bytes {first} to {last}: a part has 1 to 5368709120 (5 GiB) bytes")]
    CopySourceRange {
        /// The first byte, counted from 0.
        first: u64,
        /// The last byte, included.
        last: u64,
    },

    /// Parts that are too small for the object.
    #[error("{size} bytes in parts of {part_size} bytes are more than 10000 parts: {fits} bytes or more a part fit")]
    TooManyParts {
        /// The object's size in bytes.
        size: u64,
        /// The part size in bytes that was wished for.
        part_size: u64,
        /// The smallest part size in bytes that fits.
        fits: u64,
    },

    /// A field that a form cannot send: it is there twice, signing adds it, browsers would rewrite it, or its value
    /// does not meet its own condition. It holds the sentence, which names the field.
    #[error("{0}")]
    PostField(String),

    /// A policy that no file can meet.
    #[error("the content-length-range {min} to {max} is empty")]
    PostLengthRange {
        /// The smallest length in bytes.
        min: u64,
        /// The greatest length in bytes.
        max: u64,
    },

    /// S3's limit on a form without its file.
    #[error("the form has {0} bytes without the file: S3 accepts at most 20480 (20 KB)")]
    PostFormTooLarge(usize),

    /// Metadata that would not arrive as it was signed: S3 reads header values as US-ASCII.
    #[error("the metadata {0} has a character beyond ASCII: S3 accepts those only in the encoding of RFC 2047")]
    MetadataNotAscii(String),

    /// S3's limit on user-defined metadata.
    #[error("the metadata has {0} bytes in names and values: S3 accepts at most 2048 (2 KB)")]
    MetadataTooLarge(usize),

    /// S3's limits on an object's tags.
    #[error("the tags {0}")]
    InvalidTags(&'static str),

    /// A header that clients would send in different encodings, hence with another signature.
    #[error(
        "the header {0} has a character beyond ASCII, which clients send in different encodings: for a file name there is s3::attachment"
    )]
    HeaderNotAscii(String),

    /// A parameter that becomes a header of the response, in which S3 cannot write it.
    #[error(
        "the parameter {0} has a character beyond ISO-8859-1, which S3 refuses: for a file name there is response_attachment"
    )]
    ParameterNotLatin1(String),

    /// A character that no XML document can hold, escaped or not.
    #[cfg(feature = "xml")]
    #[error("the {what} has the character {character:?}, which XML cannot hold")]
    NotInXml {
        /// Such as `key`.
        what: &'static str,
        /// The first such character.
        character: char,
    },

    /// Not 64 lower-case hexadecimal digits, and not those of an ECDSA signature.
    #[error("the signature is not 64 lower-case hexadecimal digits, or for SigV4a those of an ECDSA signature in DER")]
    InvalidSignature,

    /// A URL that a WHATWG parser would change.
    #[cfg(feature = "url")]
    #[error("url::Url would rewrite the URL, and the signature would not match any more")]
    UrlRewrites,

    /// A URL that `http::Uri` does not accept.
    #[cfg(feature = "http")]
    #[error("the http crate does not accept the {0} of the request")]
    HttpRefuses(&'static str),

    /// A URL or a policy of CloudFront, a key for it, or a request to it.
    #[cfg(feature = "cloudfront")]
    #[error(transparent)]
    CloudFront(CloudFrontReason),
}
