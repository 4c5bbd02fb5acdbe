//! What was found, in a word and in a sentence.

use alloc::string::String;
use core::fmt;

/// One thing that is wrong or worth knowing, with its evidence.
///
/// `Display` gives the sentence. It shows no session token, no signature and no customer's encryption key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is, for a program.
    pub kind: Kind,
    /// The same for a person: one sentence that names the evidence.
    pub sentence: String,
}

impl Finding {
    pub(crate) fn new(kind: Kind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// What can be wrong with a presigned URL, or with the request that was made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The text is not a URL that could be signed.
    NotAUrl,
    /// The URL has no signature of AWS.
    NotSigned,
    /// The URL is signed with the old Signature Version 2.
    SignatureVersion2,
    /// The URL is signed with the asymmetric SigV4a, for several regions.
    SigV4a,
    /// A signing parameter is missing, or says what no server takes.
    Malformed,
    /// A URL that was signed already was signed again.
    SignedTwice,
    /// A parameter, or the path, is percent-encoded twice.
    EncodedTwice,
    /// `&amp;` where `&` should stand.
    HtmlEscaped,
    /// The URL's time is over.
    Expired,
    /// The URL is dated ahead of the time.
    NotYetValid,
    /// Over 7 days.
    ExpiryTooLong,
    /// Temporary credentials without their session token.
    TokenMissing,
    /// The session token is not valid, or its time is over.
    Token,
    /// The checksum of an empty body is part of the signature.
    EmptyBodyChecksum,
    /// A bare `+`, which is a plus sign to some and a space to others.
    Plus,
    /// A byte that must be percent-encoded in a URL.
    NotEncoded,
    /// A path segment `.` or `..`.
    DotSegment,
    /// The scheme's default port in the host.
    DefaultPort,
    /// Capitals in the host.
    HostCapitals,
    /// A signed header that a browser does not let a script set.
    BrowserForbids,

    /// Another method than the signed one.
    Method,
    /// Another host than the signed one.
    Host,
    /// Another content type than the signed one, or none.
    ContentType,
    /// Another value of a signed header, or none.
    Header,
    /// `x-amz-` headers that are not signed.
    UnsignedHeader,
    /// An `Authorization` header beside the signature in the query.
    TwoSignatures,
    /// Another path than the signed one.
    Path,
    /// The path was percent-decoded on the way.
    PathDecoded,
    /// Slashes were merged, or dot segments resolved, on the way.
    PathNormalized,
    /// A query parameter that was not there when the URL was signed.
    ParameterAdded,
    /// A query parameter that was lost.
    ParameterLost,
    /// A query parameter with another value.
    Parameter,
    /// Another body, or another statement about it.
    Payload,
    /// The same text was signed, so the key differs.
    Secret,
    /// The text is the same on both sides, but another signature arrived.
    Signature,
    /// Another time than the signed one.
    Date,
    /// The clock is wrong.
    Clock,
    /// Another region than the server's.
    Region,
    /// Another service than the server's.
    Service,
    /// The access key id is not known there.
    AccessKey,
    /// The signature is good, but the access key may not do this.
    Permission,
    /// A POST policy does not allow the form, or cannot be read.
    PostPolicy,
    /// The body is not `multipart/form-data` as S3 reads it.
    PostForm,
    /// The answer is about something else: the signature was good.
    NotTheSignature,
    /// The request differs, but the answer does not say in what.
    Unknown,
    /// The answer is not an error document.
    NoAnswer,
}
