//! Every reason for which the room `cloudfront` refuses, each with its sentence.

use alloc::string::String;

/// One bad input, which displays as one sentence that names the rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CloudFrontReason {
    /// A resource of a policy of CloudFront that no URL has, or that would be more than one string of the policy. It
    /// holds the sentence.
    #[error("{0}")]
    InvalidResource(&'static str),

    /// JSON that is not a policy of CloudFront. It holds the sentence.
    #[error("{0}")]
    InvalidPolicy(&'static str),

    /// Not an address that a policy of CloudFront can name.
    #[error("the source address is not an IPv4 address such as 192.0.2.10 or a range of them such as 192.0.2.0/24")]
    InvalidSourceIp,

    /// A policy of CloudFront that allows nothing at any time.
    #[error("the policy is never valid: there is no second after it starts and before it expires")]
    NeverValid,

    /// A URL that the policy, with which it was to be sent, does not allow.
    #[error("the policy does not cover the URL: CloudFront would refuse it")]
    UrlNotCovered,

    /// Not a key for CloudFront. It holds the sentence.
    #[cfg(feature = "cloudfront-pem")]
    #[error("{0}")]
    InvalidPem(&'static str),

    /// No random numbers, or a key whose parts contradict each other.
    #[cfg(feature = "cloudfront-pem")]
    #[error("the key cannot sign: its parts contradict each other, or the operating system has no random numbers")]
    KeyCannotSign,

    /// A request without a value of a signature of CloudFront.
    #[error("neither the URL nor the cookies have a signature of CloudFront")]
    SignatureMissing,

    /// Values of a signature of CloudFront that cannot be read, or in more than one way. It holds the sentence.
    #[error("{0}")]
    SignatureMalformed(&'static str),

    /// A policy of CloudFront, as received, that cannot be read, or in more than one way. It holds the sentence.
    #[error("{0}")]
    PolicyMalformed(&'static str),

    /// A signature of CloudFront that belongs to a different policy, hash or key.
    #[error("the signature is not one of this policy by this hash and key")]
    SignatureIsNotOfPolicy,

    /// A request to CloudFront that came too late. It holds when that was.
    #[error("the policy expired at {0}")]
    LinkExpired(String),

    /// A request to CloudFront that came too early.
    #[error("the policy is not valid yet")]
    LinkNotYetValid,

    /// A request to CloudFront from an address that its policy does not allow, or from one that is not known.
    #[error("the policy does not allow the address of the viewer, or it is not known")]
    AddressNotAllowed,

    /// A request to CloudFront for a URL that its policy does not allow, or not for certain.
    #[error("the policy does not allow the URL, or not for certain")]
    UrlNotAllowed,
}
