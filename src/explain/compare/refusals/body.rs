//! Refusals of the body and of upload forms.

use super::refusal::{Refusal, any, code, says, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::{clients, evidence, told};

/// Of the body.
pub(super) const BODY: &[Refusal] = &[
    code(&["InvalidDigest"]).is(Kind::Header).say(
        "the value of Content-MD5, or of a checksum header, is not one ({message}): Content-MD5 is the 16 bytes of the MD5 in \
         base64, and not its 32 hexadecimal digits",
    ),
    code(DIGEST).is(Kind::EmptyBodyChecksum).ask(evidence::empty_checksum).because(EMPTY),
    code(DIGEST).is(Kind::EmptyBodyChecksum).ask(evidence::empty_hash_signed).because(EMPTY),
    code(DIGEST).is(Kind::Payload).ask(evidence::empty_body_arrived),
    code(DIGEST)
        .is(Kind::Payload)
        .say("the body is not the one whose checksum was sent or signed ({message})")
        .because(EMPTY),
    says_one_of(&[
        "stream is not seekable",
        "unseekable stream is not supported",
        "cannot rewind body",
        "failed to rewind",
        "need to rewind the stream",
        "resetting to invalid mark",
        "reset to invalid mark",
    ])
    .is(Kind::Payload)
    .say(
        "the SDK must read the body twice, to hash it and to send it again, and it can be read once ({message}): give it a body that can be \
         rewound, or the bytes themselves, or sign UNSIGNED-PAYLOAD over https",
    ),
    says_one_of(&["413 request entity too large", "413 payload too large", "client intended to send too large body"])
        .is(Kind::Size)
        .say(
            "the body is larger than a proxy before the server allows, such as by client_max_body_size of nginx (1 MB unless it is set), and the \
             server has not seen the request",
        ),
    code(&["IncompleteBody"])
        .is(Kind::Payload)
        .say("the body that arrived is not as long as Content-Length says ({message})"),
    says("socket connection to the server was not read from or written to")
        .is(Kind::Payload)
        .say("the body that arrived is shorter than Content-Length says: the server waited for the rest"),
    code(&["EntityTooLarge"]).is(Kind::Size).ask(evidence::too_large_for_one_put),
    code(&["EntityTooLarge"])
        .is(Kind::Size)
        .say("the body has {ProposedSize} bytes, and at most {MaxSizeAllowed} are allowed"),
    code(&["EntityTooSmall"]).is(Kind::Size).say(
        "part {PartNumber} has {ProposedSize} bytes: every part except the last must have at least \
             {MinSizeAllowed}",
    ),
    code(&["EntityTooSmall"])
        .is(Kind::Size)
        .say("the body has {ProposedSize} bytes, and at least {MinSizeAllowed} are required"),
    code(&["EntityTooLarge", "EntityTooSmall"]).is(Kind::Size).ask(evidence::size_of_a_url),
    code(&["EntityTooLarge", "EntityTooSmall"])
        .is(Kind::PostPolicy)
        .say("the body has a size that the policy of the form, or the server, does not allow ({message})"),
];

const DIGEST: &[&str] = &["BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"];
const EMPTY: &[Kind] = &[Kind::EmptyBodyChecksum];

/// Of upload forms.
pub(super) const FORMS: &[Refusal] = &[
    any().is(Kind::PostForm).ask(told::not_a_form),
    says("policy expired").is(Kind::PostPolicy).say(
        "the policy of the form has expired: sign a new form just before it is sent; where it was new, the clock of the machine that signed it is slow (in an \
         emulator or a container too), or its expiration was written as a local time and not as UTC",
    ),
    says("must appear in the list of conditions").is(Kind::PostPolicy).ask(clients::form_of_version_2).likely(),
    says("must appear in the list of conditions").is(Kind::PostPolicy).say(
        "the form has a field that its policy has no condition for ({message}): remove the field, or add a condition for it to the policy",
    ),
    says("policy condition failed: ").is(Kind::PostPolicy).ask(told::policy_condition),
    says("policy did not reference these fields: ").is(Kind::PostPolicy).say(
        "the form has a field that its policy has no condition for ({Details}): remove the field, such as a button's name, or add a \
         condition for it to the policy",
    ),
    says("extra input fields")
        .is(Kind::PostPolicy)
        .say("the form has a field that its policy has no condition for ({message})"),
    says("invalid according to policy").is(Kind::PostPolicy).say("the policy does not allow the form ({message})"),
    code(&["InvalidPolicyDocument"])
        .is(Kind::PostPolicy)
        .say("the policy of the form cannot be read, or does not allow the form ({message})"),
    code(&["MaxMessageLengthExceeded"]).is(Kind::PostPolicy).say(
        "the field {Attribute} of the form has {ProposedSize} bytes, and the server accepts at most {MaxSizeAllowed}: the policy needs fewer conditions, \
         such as none that is there twice",
    ),
    says("requires exactly one file upload")
        .is(Kind::PostForm)
        .say("the form must have one field `file` with a file, and it must be the last: S3 reads no field after it"),
    says("must contain a field named")
        .is(Kind::PostForm)
        .say("the form lacks a field, or has it after `file`: S3 reads no field after it ({message})"),
    code(&[
        "MalformedPOSTRequest",
        "IncorrectNumberOfFilesInPostRequest",
        "MaxPostPreDataLengthExceededError",
        "RequestIsNotMultiPartContent",
        "UserKeyMustBeSpecified",
    ])
    .is(Kind::PostForm)
    .say(
        "the form is not multipart/form-data as S3 reads it, with every field before the file and nothing after it \
             ({message})",
    ),
];

/// Of bodies in a form that the operation does not read.
pub(super) const DOCUMENTS: &[Refusal] = &[code(&["MalformedXML"]).is(Kind::PostForm).ask(told::form_for_put).likely()];
