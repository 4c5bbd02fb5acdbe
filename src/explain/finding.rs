//! What was found: its kind, and a sentence.

use alloc::string::String;
use core::fmt;

use crate::explain::shown;

/// How sure a [`Finding`] is. Of two causes the surer one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Certainty {
    /// Two texts at hand show it, such as the URL and the server's canonical request, or the secret access key does.
    Proved,
    /// The server says so.
    Told,
    /// A rule saw something that most often is the reason.
    Likely,
}

impl fmt::Display for Certainty {
    /// Writes `proved`, `told` or `likely`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proved => "proved",
            Self::Told => "told",
            Self::Likely => "likely",
        })
    }
}

/// One thing that is wrong or worth knowing, with its evidence.
///
/// `Display` writes the sentence. It shows no session token, no signature and no customer-provided encryption key. With
/// the feature `serde` it is serialized as [`kind`](Self::kind), `certainty` and
/// `sentence`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Finding {
    pub(super) kind: Kind,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it is, for people: one sentence that names the evidence.
    pub sentence: String,
}

impl Finding {
    /// Returns what it is, for programs: a name in lower case with hyphens, such as `expiry-too-long`, which does not
    /// change from version to version. All are listed in
    /// [`docs::causes`](crate::docs::causes).
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind.name()
    }

    /// One that is likely. The sentence is cut where it would show a secret.
    pub(super) fn new(kind: Kind, sentence: impl AsRef<str>) -> Self {
        Self { kind, certainty: Certainty::Likely, sentence: shown::text(sentence.as_ref()).into_owned() }
    }

    /// The same, as sure as this.
    pub(super) fn with(self, certainty: Certainty) -> Self {
        Self { certainty, ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// What can be wrong with a presigned URL, or with the request that was made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The string is not a URL that can be signed.
    NotAUrl,
    /// The URL has no AWS signature.
    NotSigned,
    /// The URL is signed with the old Signature Version 2.
    SignatureVersion2,
    /// The URL is signed with the asymmetric SigV4a, for several regions.
    SigV4a,
    /// A signing parameter is missing, or has a value that no server accepts.
    Malformed,
    /// A URL that was signed already was signed again.
    SignedTwice,
    /// A parameter, or the path, is percent-encoded twice.
    EncodedTwice,
    /// `&amp;` where `&` should be.
    HtmlEscaped,
    /// The string was copied with something that is not a part of the URL, or was broken by copying.
    Copied,
    /// The URL is signed in a way that is not AWS's request signing, such as that of CloudFront or of another provider.
    OtherScheme,
    /// The URL has expired.
    Expired,
    /// The URL is dated in the future.
    NotYetValid,
    /// The expiry is over 7 days.
    ExpiryTooLong,
    /// The session token of temporary credentials is missing.
    TokenMissing,
    /// The session token is not valid, or has expired.
    Token,
    /// The checksum of an empty body is part of the signature.
    EmptyBodyChecksum,
    /// A bare `+`, which is a plus sign to some and a space to others.
    Plus,
    /// A character that must be percent-encoded in a URL.
    NotEncoded,
    /// A path segment `.` or `..`.
    DotSegment,
    /// The scheme's default port in the host.
    DefaultPort,
    /// Upper-case letters in the host.
    HostCapitals,
    /// The endpoint does not serve requests that are signed like this, or only by a redirect.
    Endpoint,
    /// No certificate of the service covers the host.
    Certificate,
    /// The host is known inside one network only.
    PrivateHost,
    /// A part of the URL is `undefined`, `null` or the like: a variable had no value.
    EmptyVariable,
    /// A signed header that a browser does not let a script set.
    BrowserForbids,
    /// A signed header that proxies change.
    ProxyChanges,
    /// The checksum that SDKs add to uploads since 2025, at a server that does not know it.
    SdkChecksum,
    /// Parameters or headers that are not in the order in which they are signed.
    Order,
    /// White space or a line end in an access key id or another part of the signature.
    WhiteSpace,
    /// The access key id and the secret access key are swapped.
    Swapped,

    /// A different method from the signed one.
    Method,
    /// A different host from the signed one.
    Host,
    /// A different content type from the signed one, or none.
    ContentType,
    /// Another value of a signed header, or none.
    Header,
    /// `x-amz-` headers that are not signed.
    UnsignedHeader,
    /// An `Authorization` header in addition to the signature in the query.
    TwoSignatures,
    /// A different path from the signed one.
    Path,
    /// The path was percent-decoded in transit.
    PathDecoded,
    /// Slashes were merged, or dot segments resolved, in transit.
    PathNormalized,
    /// A query parameter that was not there when the URL was signed.
    ParameterAdded,
    /// A query parameter that was lost.
    ParameterLost,
    /// A query parameter with another value.
    Parameter,
    /// Another body, or another payload hash.
    Payload,
    /// A body that is larger or smaller than allowed.
    Size,
    /// The same string was signed, so the secret access key differs.
    Secret,
    /// The same string was signed, but another signature arrived.
    Signature,
    /// The signer takes a step of Signature Version 4 in a different way from AWS's description.
    SigningStep,
    /// A different time from the signed one.
    Date,
    /// The signer's clock is wrong.
    Clock,
    /// A different region from the server's.
    Region,
    /// A different service from the server's.
    Service,
    /// The server does not know the access key id.
    AccessKey,
    /// The request is not allowed, though the signature may be valid.
    Permission,
    /// The bucket's rules for requests from other origins (CORS) do not allow the request.
    Cors,
    /// A POST policy does not allow the form, or cannot be read.
    PostPolicy,
    /// The body is not `multipart/form-data` as S3 reads it.
    PostForm,
    /// The answer is not about the signature.
    NotTheSignature,
    /// The cause is not known: the answer does not tell it.
    Unknown,
    /// The answer is not an error document.
    NoAnswer,
}

impl Kind {
    #[allow(clippy::too_many_lines, reason = "a table with a row for each kind")]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::NotAUrl => "not-a-url",
            Self::NotSigned => "not-signed",
            Self::SignatureVersion2 => "signature-version-2",
            Self::SigV4a => "sigv4a",
            Self::Malformed => "malformed",
            Self::SignedTwice => "signed-twice",
            Self::EncodedTwice => "encoded-twice",
            Self::HtmlEscaped => "html-escaped",
            Self::Copied => "copied",
            Self::OtherScheme => "other-scheme",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::ExpiryTooLong => "expiry-too-long",
            Self::TokenMissing => "token-missing",
            Self::Token => "token",
            Self::EmptyBodyChecksum => "empty-body-checksum",
            Self::Plus => "plus",
            Self::NotEncoded => "not-encoded",
            Self::DotSegment => "dot-segment",
            Self::DefaultPort => "default-port",
            Self::HostCapitals => "host-capitals",
            Self::Endpoint => "endpoint",
            Self::Certificate => "certificate",
            Self::PrivateHost => "private-host",
            Self::EmptyVariable => "empty-variable",
            Self::BrowserForbids => "browser-forbids",
            Self::ProxyChanges => "proxy-changes",
            Self::SdkChecksum => "sdk-checksum",
            Self::Order => "order",
            Self::WhiteSpace => "white-space",
            Self::Swapped => "swapped",
            Self::Method => "method",
            Self::Host => "host",
            Self::ContentType => "content-type",
            Self::Header => "header",
            Self::UnsignedHeader => "unsigned-header",
            Self::TwoSignatures => "two-signatures",
            Self::Path => "path",
            Self::PathDecoded => "path-decoded",
            Self::PathNormalized => "path-normalized",
            Self::ParameterAdded => "parameter-added",
            Self::ParameterLost => "parameter-lost",
            Self::Parameter => "parameter",
            Self::Payload => "payload",
            Self::Size => "size",
            Self::Secret => "secret",
            Self::Signature => "signature",
            Self::SigningStep => "signing-step",
            Self::Date => "date",
            Self::Clock => "clock",
            Self::Region => "region",
            Self::Service => "service",
            Self::AccessKey => "access-key",
            Self::Permission => "permission",
            Self::Cors => "cors",
            Self::PostPolicy => "post-policy",
            Self::PostForm => "post-form",
            Self::NotTheSignature => "not-the-signature",
            Self::Unknown => "unknown",
            Self::NoAnswer => "no-answer",
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn every_name_is_that_of_its_variant_in_lower_case() {
        // The last variant's number is the count of all.
        let kinds = [
            Kind::NotAUrl,
            Kind::NotSigned,
            Kind::SignatureVersion2,
            Kind::SigV4a,
            Kind::Malformed,
            Kind::SignedTwice,
            Kind::EncodedTwice,
            Kind::HtmlEscaped,
            Kind::Copied,
            Kind::OtherScheme,
            Kind::Expired,
            Kind::NotYetValid,
            Kind::ExpiryTooLong,
            Kind::TokenMissing,
            Kind::Token,
            Kind::EmptyBodyChecksum,
            Kind::Plus,
            Kind::NotEncoded,
            Kind::DotSegment,
            Kind::DefaultPort,
            Kind::HostCapitals,
            Kind::Endpoint,
            Kind::Certificate,
            Kind::PrivateHost,
            Kind::EmptyVariable,
            Kind::BrowserForbids,
            Kind::ProxyChanges,
            Kind::SdkChecksum,
            Kind::Order,
            Kind::WhiteSpace,
            Kind::Swapped,
            Kind::Method,
            Kind::Host,
            Kind::ContentType,
            Kind::Header,
            Kind::UnsignedHeader,
            Kind::TwoSignatures,
            Kind::Path,
            Kind::PathDecoded,
            Kind::PathNormalized,
            Kind::ParameterAdded,
            Kind::ParameterLost,
            Kind::Parameter,
            Kind::Payload,
            Kind::Size,
            Kind::Secret,
            Kind::Signature,
            Kind::SigningStep,
            Kind::Date,
            Kind::Clock,
            Kind::Region,
            Kind::Service,
            Kind::AccessKey,
            Kind::Permission,
            Kind::Cors,
            Kind::PostPolicy,
            Kind::PostForm,
            Kind::NotTheSignature,
            Kind::Unknown,
            Kind::NoAnswer,
        ];
        assert_eq!(kinds.len(), Kind::NoAnswer as usize + 1);
        for (at, kind) in kinds.into_iter().enumerate() {
            assert_eq!(kind as usize, at);
            assert!(include_str!("../../docs/causes.md").contains(&format!("\n## `{}`\n", kind.name())), "{kind:?}");
            assert_eq!(kind.name().replace('-', ""), format!("{kind:?}").to_lowercase());
        }
    }
}
