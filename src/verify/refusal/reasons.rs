//! The reasons to refuse a signed request, one sentence each.

use alloc::string::String;
use core::fmt;

use crate::error::Error;
use crate::timestamp::Timestamp;
use crate::verify::ChunkFault;

/// Where a request carries its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// In its query: a presigned URL.
    Query,
    /// In the header `Authorization`.
    Authorization,
    /// In the fields of an upload form.
    Form,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Authorization => "header Authorization",
            Self::Form => "form",
        })
    }
}

/// Why a signed request was refused.
///
/// Each variant is one reason and displays as one sentence, fit for a log. [`code`](Self::code) and
/// [`status`](Self::status) are S3's answer. No sentence and no `Debug` output carries the signature that was
/// expected, a secret or a session token.
///
/// Source: Amazon S3 API Reference, "Error responses".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The request cannot be signed at all: its method, target, payload hash or one of its headers is malformed.
    #[error(transparent)]
    Request(#[from] Error),

    /// Neither a path nor a URL, as in HTTP's `OPTIONS *` and `CONNECT host:443`.
    #[error("the request target does not begin with a slash")]
    Target,

    /// The header `host` is not a host with or without a port.
    #[error("the header host has a character that no host has")]
    Host,

    /// The target is a URL, and its host is not the header's. HTTP says that the target's counts, but many servers go
    /// by the header.
    #[error("the request target and the header host name different hosts")]
    TwoHosts,

    /// A signing parameter, a part of `Authorization` or a form field is missing.
    #[error("the {place} has no {name}")]
    Missing {
        /// Where it was looked for.
        place: Place,
        /// As AWS writes it.
        name: &'static str,
    },

    /// Two values for one meaning: a server and the gateway before it might each read another one.
    #[error("the {place} has {name} more than once")]
    Duplicate {
        /// Where it was found.
        place: Place,
        /// As AWS writes it.
        name: &'static str,
    },

    /// A header that every such request has.
    #[error("the request has no header {0}")]
    MissingHeader(&'static str),

    /// A header that must not be repeated: the service might read a different copy.
    #[error("the request has the header {0} more than once")]
    DuplicateHeader(String),

    /// An anonymous request, or one that is signed in a way that is not AWS's.
    #[error("the request is not signed: it has neither a header Authorization nor X-Amz-Algorithm in its query")]
    NotSigned,

    /// It would be signed as other bytes than were sent.
    #[error("the value of the header {0} is not UTF-8")]
    HeaderNotUtf8(String),

    /// Servers disagree on which of the two counts.
    #[error("the request is signed in its query and in the header Authorization")]
    TwoSignatures,

    /// Not the form `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
    #[error("the header Authorization is not AWS4-HMAC-SHA256 with a Credential, SignedHeaders and a Signature")]
    Authorization,

    /// The query or the form has `AWSAccessKeyId` and `Signature`, or the header is `Authorization: AWS …`.
    #[error("the request is signed with Signature Version 2, which is not verified here")]
    SignatureVersion2,

    /// [`Policy::places`](crate::verify::Policy::places) accepts no signature there. S3 refuses this where a policy
    /// asks for another `s3:authType`.
    #[error("the request is signed in the {0}, where this server accepts no signature")]
    Place(Place),

    /// An algorithm that is not verified, here or with this key: SigV4a without the feature `sigv4a`, or something
    /// else.
    #[error("the {0} names an algorithm that cannot be verified here")]
    Algorithm(Place),

    /// Not `KEY/DATE/REGION/SERVICE/aws4_request`.
    #[error("the credential in the {0} is not an access key id, a date, a region, a service and aws4_request")]
    Credential(Place),

    /// `X-Amz-Date` or `x-amz-date` is not a time.
    #[error("the date of the signature in the {0} is not written as in 20150830T123600Z")]
    Date(Place),

    /// The header `date`, which counts where there is no `x-amz-date`, is not a time.
    #[error("the header date is written neither as in Sun, 30 Aug 2015 12:36:00 GMT nor as in 20150830T123600Z")]
    DateHeader,

    /// The key of one day would sign for another.
    #[error("the credential in the {place} is for the day {scope}, but the signature is dated {date}")]
    ScopeDate {
        /// Where the credential is.
        place: Place,
        /// The day in the scope, eight digits.
        scope: String,
        /// The signature's own date.
        date: Timestamp,
    },

    /// Signed for another region.
    #[error("the credential in the {place} is for the region {given}, but this server is in {expected}")]
    Region {
        /// Where the credential is.
        place: Place,
        /// What it names.
        given: String,
        /// What the policy names.
        expected: String,
    },

    /// Signed for another service.
    #[error("the credential in the {place} is for the service {given}, but this server is {expected}")]
    Service {
        /// Where the credential is.
        place: Place,
        /// What it names.
        given: String,
        /// What the policy names.
        expected: String,
    },

    /// Not `a;b;c` in lower case and in order.
    #[error("the signed headers in the {0} are not names in lower case and in order, each once, between semicolons")]
    SignedHeaders(Place),

    /// Without it the request could be sent to another server, where the same path may be another object.
    #[error("the signed headers in the {0} do not include host")]
    HostNotSigned(Place),

    /// A header that was signed is not there: an `x-amz-` header, or another one and the signature does not match.
    #[error("the header {0} is signed but was not sent")]
    SignedHeaderAbsent(String),

    /// Whoever holds a URL could add it: a copy source, an access control list, tags.
    #[error("the header {0} was sent but is not signed")]
    UnsignedHeader(String),

    /// Not 64 lower-case hexadecimal digits.
    #[error("the signature in the {0} is not 64 lower-case hexadecimal digits")]
    Signature(Place),

    /// A signature of SigV4a that is not written as those are. There is one encoding for each.
    #[error("the signature in the {0} is not an ECDSA signature in DER, written in lower-case hexadecimal digits")]
    EcdsaSignature(Place),

    /// `X-Amz-Expires` is not made of digits.
    #[error("X-Amz-Expires is not a number")]
    ExpiresNotANumber,

    /// `X-Amz-Expires` is below zero.
    #[error("X-Amz-Expires is negative")]
    ExpiresNegative,

    /// A URL that was never valid.
    #[error("X-Amz-Expires is 0")]
    ExpiresZero,

    /// More than the policy allows.
    #[error("X-Amz-Expires is {seconds} seconds: at most {max} seconds are allowed")]
    ExpiresTooLong {
        /// What the URL says.
        seconds: u64,
        /// What the policy allows.
        max: u64,
    },

    /// Dated further ahead than clocks may differ.
    #[error("the request is dated {0}, which lies in the future")]
    NotYetValid(Timestamp),

    /// The URL has expired.
    #[error("the request expired at {0}")]
    Expired(Timestamp),

    /// A header-signed request that is too old or dated too far ahead.
    #[error("the request is dated {date}, which is too far from the server's time {now}")]
    TimeTooSkewed {
        /// The request's date.
        date: Timestamp,
        /// The server's time.
        now: Timestamp,
    },

    /// The only answer to a wrong secret, and to every change of what was signed.
    #[error("the signature does not match the request")]
    SignatureMismatch,

    /// For the server's own answer when it does not find the key; also for credentials of another key.
    #[error("the access key id is not known")]
    UnknownAccessKeyId,

    /// The session token is missing, or is not that of these temporary credentials.
    #[error("the session token is not that of the access key")]
    SessionToken,

    /// The server's copy of the credentials says that they have expired.
    #[error("the credentials expired at {0}")]
    CredentialsExpired(Timestamp),

    /// The signature is good, and the scoped credentials that it was made with do not allow this: see
    /// `scoped::Grant::allows` (with the feature `scoped`). It ends the sentence.
    #[error("the credentials do not allow this request: {0}")]
    OutOfScope(&'static str),

    /// The server's own fault: an empty secret would let anyone sign.
    #[error("the server's credentials are not usable: {0}")]
    Credentials(Error),

    /// The server's own fault: its key was derived for another scope.
    #[error("the server's signing key is for {key}, but the request needs one for {request}")]
    KeyScope {
        /// The key's scope.
        key: String,
        /// The scope of the request's credential.
        request: String,
    },

    /// The body is not the one that was signed for.
    #[error("the body is not the one whose SHA-256 is signed")]
    Body,

    /// The body is not the one that a header, or a parameter of the query, gives the checksum of.
    #[error("the checksum in {0} is not that of the body")]
    Checksum(String),

    /// A checksum that is not base64 with padding, or that is too short or too long.
    #[error("the value of {name} is not the base64 of {length} bytes")]
    ChecksumValue {
        /// The name of the header or the parameter, in lower case.
        name: String,
        /// The length of the algorithm's checksums in bytes.
        length: usize,
    },

    /// A header that begins with `x-amz-checksum-`, of an algorithm that S3 does not have.
    #[error("{0} names a checksum algorithm that S3 does not have")]
    ChecksumAlgorithm(String),

    /// Two checksums in `x-amz-checksum-` headers or parameters, or two of `content-md5`, whether they say the same or
    /// not.
    #[error("the request declares more than one {0} checksum")]
    SeveralChecksums(&'static str),

    /// A checksum that this build cannot compute, so that any body would pass. Only without the feature `checksums`.
    #[error("the checksum in {0} cannot be compared with the body: that needs the feature checksums of this crate")]
    ChecksumNotCompared(String),

    /// The policy demands a checksum ([`Policy::checksum_required`](crate::verify::Policy::checksum_required)).
    #[error("neither the signature nor a checksum says what the body is, and this server demands that one does")]
    ChecksumRequired,

    /// A body in chunks was handed in as it came with [`SignedRequest::body`](crate::verify::SignedRequest::body) or
    /// its hash: neither is what is in the chunks.
    #[error("the body is sent in chunks, which cannot be compared before they are decoded")]
    ChunkedBody,

    /// The body is in chunks, which are malformed or not those that were signed.
    #[error(transparent)]
    Chunks(#[from] ChunkFault),

    /// Chunks that are not those of `aws-chunked`, such as `STREAMING-AWS4-HMAC-SHA256-EVENTS`, or that are signed with
    /// a different algorithm from the request.
    #[error("the body is sent as {0}, which is not supported")]
    ChunkForm(String),

    /// The request was to be signed again chunk by chunk, and its body is not sent in chunks.
    #[error("the body is not sent in chunks")]
    NotInChunks,

    /// The length of a body in chunks is not made of digits.
    #[error("the header x-amz-decoded-content-length is not a number")]
    DecodedLength,

    /// The chunks are signed with the key of the client, and would have to be signed one by one, as
    /// [`Verified::resign_chunks`](crate::verify::Verified::resign_chunks) does.
    #[error("the request cannot be signed again: its body is signed chunk by chunk")]
    SignedChunks,

    /// The gateway's own fault: what it signs for is not a scheme and a host.
    #[error("the origin to sign for is not usable: {0}")]
    Origin(Error),

    /// The request was verified, but cannot be signed for another server.
    #[error("the request cannot be signed again: {0}")]
    NotSignedAgain(Error),

    /// The service that is signed for accepts no expiry, and its URLs are valid for longer than the request.
    #[error("the request cannot be signed again: the new URL would be valid after {0}, when the request expires")]
    OutlivesRequest(Timestamp),

    /// A parameter of the query that servers read in different ways. The reason completes the sentence.
    #[error("the parameter {name:?} in the query {reason}")]
    Parameter {
        /// Its name, decoded.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// An `x-amz-` instruction that stands in the query and in a header, or in one of them twice.
    #[error("the request says {0} more than once, in its headers or its query")]
    RepeatedInstruction(String),

    /// A copy source that servers read in different ways. It completes the sentence.
    #[error("the copy source {0}")]
    CopySource(&'static str),

    /// None of the operations that S3 documents, or not clearly one: a method, a sub-resource, a parameter, an
    /// instruction or a form field that no operation has, or not with the others. It completes the sentence.
    #[error("no operation of S3 is {0}")]
    Operation(String),

    /// A host that is not the server's, nor a bucket before one.
    #[error("the host {0:?} is not one of this server's")]
    OtherHost(String),

    /// No name of a bucket: it is empty, or has a character that no such name has.
    #[error("no bucket has the name {0:?}")]
    Bucket(String),

    /// The keys of DeleteObjects were asked for before its body was read.
    #[error("the request names its keys in its body, which has not been read")]
    KeysInBody,

    /// The body of DeleteObjects is not clearly a list of keys. The text completes the sentence.
    #[error("the body of DeleteObjects {0}")]
    Deletions(&'static str),

    /// The key of a form is empty, or not yet that of an object.
    #[error("the key of the form is empty, or ${{filename}} has not been replaced in it")]
    FormKey,

    /// A token of EKS that is not one, or that would make the server send some other request. The text completes the
    /// sentence.
    #[error("the token {0}")]
    EksToken(&'static str),

    /// The same form field twice: one might meet the condition, and the other be used.
    #[error("the form has the field {0:?} more than once")]
    DuplicateField(String),

    /// The policy is not base64, not JSON, or not a POST policy.
    #[error("the policy of the form cannot be read: {0}")]
    PolicyDocument(&'static str),

    /// A condition of the policy is malformed.
    #[error("the policy of the form cannot be read: its condition on {name:?} {reason}")]
    PolicyCondition {
        /// The field that it is on, or `content-length-range`.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// The form has expired.
    #[error("the policy of the form expired at {0}")]
    PolicyExpired(Timestamp),

    /// Whoever holds a form could add it.
    #[error("the form has the field {0:?}, which no condition of its policy allows")]
    UncoveredField(String),

    /// A field, or the bucket, is not as the policy wants it.
    #[error("the field {0:?} of the form does not meet its condition in the policy")]
    Condition(String),

    /// Less than `content-length-range` allows.
    #[error("the file has {size} bytes: the policy asks for at least {min}")]
    TooSmall {
        /// The file's size in bytes.
        size: u64,
        /// The policy's minimum in bytes.
        min: u64,
    },

    /// The path is not UTF-8 once it has been decoded: no name of an object is like this.
    #[error("the path of the request is not UTF-8")]
    PathNotUtf8,

    /// More than `content-length-range` allows.
    #[error("the file has {size} bytes: the policy allows at most {max}")]
    TooLarge {
        /// The file's size in bytes.
        size: u64,
        /// The policy's maximum in bytes.
        max: u64,
    },
}
