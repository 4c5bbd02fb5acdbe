//! The reasons to refuse a signed request, one sentence each.

use alloc::string::String;

use crate::error::Error;
use crate::timestamp::Timestamp;
use crate::verify::chunks::ChunkFault;
#[cfg(feature = "event-stream")]
use crate::verify::events::EventFault;
use crate::verify::refusal::fault::{Cause, Fault};
#[cfg(feature = "post-policy")]
use crate::verify::refusal::form_fault::FormFault;
use crate::verify::refusal::malformed::Malformed;
use crate::verify::refusal::place::Place;
use crate::verify::refusal::unsupported::Unsupported;

/// Why a signed request was refused.
///
/// Displays as one sentence, fit for a log. [`code`](Self::code) and [`status`](Self::status) are S3's answer. What a
/// server may want to tell apart is a variant; the rest is in a [`Fault`], which has a code and a sentence only. No
/// sentence and no `Debug` output carries the signature that was expected, a secret or a session token.
///
/// Source: Amazon S3 API Reference, "Error responses".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The request cannot be signed at all: its method, target, payload hash or one of its headers is malformed.
    #[error(transparent)]
    Request(#[from] Error),

    /// The request, or what it says about its signature, is malformed, or is written in a way that servers read in
    /// different ways: a part is missing, repeated or not what it has to be.
    #[error(transparent)]
    Malformed(Fault),

    /// An anonymous request, or one that is signed in a way that is not AWS's.
    #[error("the request is not signed: it has neither a header Authorization nor X-Amz-Algorithm in its query")]
    NotSigned,

    /// [`Policy::places`](crate::verify::Policy::places) accepts no signature there. S3 refuses this where a policy
    /// asks for another `s3:authType`.
    #[error("the request is signed in the {0}, where this server accepts no signature")]
    Place(Place),

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

    /// Without it the request could be sent to another server, where the same path may be another object.
    #[error("the signed headers in the {0} do not include host")]
    HostNotSigned(Place),

    /// A header that was signed is not there: an `x-amz-` header, or another one and the signature does not match.
    #[error("the header {0} is signed but was not sent")]
    SignedHeaderAbsent(String),

    /// Whoever holds a URL could add it: a copy source, an access control list, tags.
    #[error("the header {0} was sent but is not signed")]
    UnsignedHeader(String),

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

    /// The policy demands a checksum ([`Policy::checksum_required`](crate::verify::Policy::checksum_required)).
    #[error("neither the signature nor a checksum says what the body is, and this server demands that one does")]
    ChecksumRequired,

    /// The body is in chunks, which are malformed or not those that were signed.
    #[error(transparent)]
    Chunks(Fault),

    /// An event stream has a message that is malformed or not the one that was signed, or it has no end.
    #[cfg(feature = "event-stream")]
    #[error(transparent)]
    Events(Fault),

    /// It may well be signed, but this server cannot verify its body or sign it again: nothing is wrong with it.
    #[error(transparent)]
    Unsupported(Fault),

    /// The gateway's own fault: what it signs for is not a scheme and a host.
    #[error("the origin to sign for is not usable: {0}")]
    Origin(Error),

    /// The request was verified, but cannot be signed for another server.
    #[error("the request cannot be signed again: {0}")]
    NotSignedAgain(Error),

    /// The form has expired.
    #[error("the policy of the form expired at {0}")]
    PolicyExpired(Timestamp),

    /// The fields or the policy of an upload form are malformed, or the file or a field is not as the policy wants it.
    #[error(transparent)]
    Form(Fault),
}

impl From<Malformed> for Refusal {
    fn from(fault: Malformed) -> Self {
        Self::Malformed(Fault(Cause::Malformed(fault)))
    }
}

impl From<ChunkFault> for Refusal {
    fn from(fault: ChunkFault) -> Self {
        Self::Chunks(Fault(Cause::Chunk(fault)))
    }
}

#[cfg(feature = "event-stream")]
impl From<EventFault> for Refusal {
    fn from(fault: EventFault) -> Self {
        Self::Events(Fault(Cause::Event(fault)))
    }
}

#[cfg(feature = "post-policy")]
impl From<FormFault> for Refusal {
    fn from(fault: FormFault) -> Self {
        Self::Form(Fault(Cause::Form(fault)))
    }
}

impl From<Unsupported> for Refusal {
    fn from(fault: Unsupported) -> Self {
        Self::Unsupported(Fault(Cause::Unsupported(fault)))
    }
}
