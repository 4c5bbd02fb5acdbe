//! Refusals of the body and of upload forms.

use super::refusal::Tell::{Ask, Say};
use super::refusal::{ANY, NONE, Refusal, refusal};
use crate::explain::Kind;
use crate::explain::compare::evidence;

/// Of the body.
pub(super) const BODY: &[Refusal] = &[
    refusal(DIGEST, "", Kind::EmptyBodyChecksum, Ask(evidence::empty_checksum), EMPTY),
    refusal(DIGEST, "", Kind::EmptyBodyChecksum, Ask(evidence::empty_hash_signed), EMPTY),
    refusal(DIGEST, "", Kind::Payload, Ask(evidence::empty_body_arrived), NONE),
    refusal(
        DIGEST,
        "",
        Kind::Payload,
        Say("the body is not the one whose checksum was sent or signed ({message})"),
        EMPTY,
    ),
    refusal(
        &["IncompleteBody"],
        "",
        Kind::Payload,
        Say("the body that arrived is not as long as Content-Length says ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "socket connection to the server was not read from or written to",
        Kind::Payload,
        Say("the body that arrived is shorter than Content-Length says: the server waited for the rest"),
        NONE,
    ),
    refusal(&["EntityTooLarge"], "", Kind::Size, Ask(evidence::too_large_for_one_put), NONE),
    refusal(
        &["EntityTooLarge"],
        "",
        Kind::Size,
        Say("the body has {ProposedSize} bytes, and at most {MaxSizeAllowed} are allowed"),
        NONE,
    ),
    refusal(
        &["EntityTooSmall"],
        "",
        Kind::Size,
        Say("part {PartNumber} has {ProposedSize} bytes: every part except the last must have at least \
             {MinSizeAllowed}"),
        NONE,
    ),
    refusal(
        &["EntityTooSmall"],
        "",
        Kind::Size,
        Say("the body has {ProposedSize} bytes, and at least {MinSizeAllowed} are required"),
        NONE,
    ),
    refusal(&["EntityTooLarge", "EntityTooSmall"], "", Kind::Size, Ask(evidence::size_of_a_url), NONE),
    refusal(
        &["EntityTooLarge", "EntityTooSmall"],
        "",
        Kind::PostPolicy,
        Say("the body has a size that the policy of the form, or the server, does not allow ({message})"),
        NONE,
    ),
];

const DIGEST: &[&str] = &["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"];
const EMPTY: &[Kind] = &[Kind::EmptyBodyChecksum];

/// Of upload forms.
pub(super) const FORMS: &[Refusal] = &[
    refusal(ANY, "policy expired", Kind::PostPolicy, Say("the policy of the form has expired: sign a new form"), NONE),
    refusal(
        ANY,
        "extra input fields",
        Kind::PostPolicy,
        Say("the form has a field that its policy has no condition for ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "invalid according to policy",
        Kind::PostPolicy,
        Say("the policy does not allow the form ({message})"),
        NONE,
    ),
    refusal(
        &["InvalidPolicyDocument"],
        "",
        Kind::PostPolicy,
        Say("the policy of the form cannot be read, or does not allow the form ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "requires exactly one file upload",
        Kind::PostForm,
        Say("the form must have one field `file` with a file, and it must be the last: S3 reads no field after it"),
        NONE,
    ),
    refusal(
        ANY,
        "must contain a field named",
        Kind::PostForm,
        Say("the form lacks a field, or has it after `file`: S3 reads no field after it ({message})"),
        NONE,
    ),
    refusal(
        &[
            "MalformedPOSTRequest",
            "IncorrectNumberOfFilesInPostRequest",
            "MaxPostPreDataLengthExceededError",
            "RequestIsNotMultiPartContent",
            "UserKeyMustBeSpecified",
        ],
        "",
        Kind::PostForm,
        Say(
            "the form is not multipart/form-data as S3 reads it, with every field before the file and nothing after it \
             ({message})",
        ),
        NONE,
    ),
];
