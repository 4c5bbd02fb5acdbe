//! What is wrong with the way in which a request and its signature are written, one sentence each.

use alloc::string::String;

use crate::timestamp::Timestamp;
use crate::verify::refusal::place::Place;

/// Each variant is one reason and displays as one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
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

    /// It would be signed as other bytes than were sent.
    #[cfg(feature = "http")]
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

    /// Not 64 lower-case hexadecimal digits.
    #[error("the signature in the {0} is not 64 lower-case hexadecimal digits")]
    Signature(Place),

    /// A signature of SigV4a that is not written as those are. There is one encoding for each.
    #[cfg(feature = "sigv4a")]
    #[error("the signature in the {0} is not an ECDSA signature in DER, written in lower-case hexadecimal digits")]
    EcdsaSignature(Place),

    /// The certificate of a request cannot be used, or does not go with the request's algorithm or credential. It
    /// completes the sentence.
    #[cfg(feature = "x509")]
    #[error("the certificate of the request {0}")]
    Certificate(&'static str),

    /// A signature that the key in the certificate cannot have made.
    #[cfg(feature = "x509")]
    #[error("the signature is not one of the certificate's key, written in lower-case hexadecimal digits")]
    CertificateSignature,

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

    /// The request was to be signed again chunk by chunk, and its body is not sent in chunks.
    #[error("the body is not sent in chunks")]
    NotInChunks,

    /// The length of a body in chunks is not made of digits.
    #[error("the header x-amz-decoded-content-length is not a number")]
    DecodedLength,

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
    #[cfg(feature = "xml")]
    #[error("the body of DeleteObjects {0}")]
    Deletions(&'static str),

    /// A token of EKS that is not one, or that would make the server send some other request. The text completes the
    /// sentence.
    #[error("the token {0}")]
    EksToken(&'static str),

    /// The path is not UTF-8 once it has been decoded: no name of an object is like this.
    #[error("the path of the request is not UTF-8")]
    PathNotUtf8,
}
