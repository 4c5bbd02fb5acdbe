//! What a signature that does not match most often means, by the client and the operation alone.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::{Finding, Kind, shown};

/// What stands around the name of an operation in the words of SDKs: of Python, Go v2, PHP, Rust and JavaScript.
const AROUND: [(&str, &str); 6] = [
    ("when calling the ", " operation"),
    ("operation error ", ","),
    ("Error executing \"", "\""),
    ("operation=", "}"),
    ("aws.operation=", " "),
    ("(Service: ", ";"),
];

/// The operation that an SDK says it called, or its service.
fn operation(text: &str) -> Option<&str> {
    AROUND.iter().find_map(|(before, after)| {
        let (_, rest) = text.split_once(before)?;
        let name = rest.split(after).next()?.rsplit(": ").next()?;
        let is_name = name.len() < 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
        (is_name && !name.is_empty()).then_some(name)
    })
}

/// The versions since which the SDKs send a checksum with every upload. Source: AWS SDKs and Tools Reference Guide,
/// "Data Integrity Protections for Amazon S3".
const SINCE: [(&str, u32, u32); 12] = [
    ("boto3", 1, 36),
    ("botocore", 1, 36),
    ("aws-cli/", 2, 23),
    ("aws cli", 2, 23),
    ("awscli", 1, 37),
    ("client-s3", 3, 729),
    ("aws-sdk-js/", 3, 729),
    ("aws-sdk-java/", 2, 30),
    ("aws-sdk-php", 3, 337),
    ("aws-sdk-s3", 1, 178),
    ("service/s3", 1, 73),
    ("awssdk.s3", 3, 8),
];

/// Whether a text in lower case names one of those versions or a later one.
fn is_new(text: &str) -> bool {
    SINCE.iter().any(|(name, major, minor)| {
        text.match_indices(name).take(20).any(|(at, _)| {
            let rest = text[at + name.len()..].trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
            let rest =
                rest.strip_prefix("version").unwrap_or(rest).trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
            let mut numbers = rest.trim_start_matches('v').split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
            let (first, second) = (numbers.next(), numbers.next());
            matches!((first, second), (Some(Ok(first)), Some(Ok(second))) if (first, second) >= (*major, *minor))
        })
    })
}

/// How the names of operations that send a body to S3 begin, in lower case.
const UPLOADS: [&str; 5] = ["putobject", "uploadpart", "put_object", "upload_file", "createmultipartupload"];

/// Signs of a server that is not S3 itself, or not its usual host.
const OTHERS: [&str; 4] = ["endpoint_url", "endpoint-url", "accelerate", "endpoint:"];

/// A client that is new enough for the checksums, with an upload that a server refuses which does not know them.
pub(in crate::explain::compare::likely) fn new_checksum(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_upload = UPLOADS.iter().any(|name| text.contains(name));
    let is_other = OTHERS.iter().any(|word| text.contains(word)) || sight.own_server().is_some();
    if !sight.case.answer.is_mismatch() || sight.received.is_some() || !is_upload || !(is_new(text) || is_other) {
        return Vec::new();
    }
    let is_known = text.contains("botocore")
        || text.contains("boto3")
        || text.contains("sdk")
        || text.contains("an error occurred (");
    let sentence = "the SDK sends a checksum with every upload since January 2025, in the trailer of a body in chunks, which this endpoint may not verify \
                    as it was signed (servers other than S3, and S3 Transfer Acceleration for a while): set it to WHEN_REQUIRED";
    is_known.then(|| Finding::new(Kind::SdkChecksum, sentence)).into_iter().collect()
}

/// An SDK or the AWS CLI, which sign rightly.
pub(in crate::explain::compare::likely) fn of_sdk(sight: &Sight<'_>) -> Vec<Finding> {
    let answer = sight.case.answer;
    let text = sight.case.evidence.answer.as_deref().unwrap_or_default();
    let is_shown = !sight.case.evidence.is_rest
        || !is_of_aws(sight)
        || answer.canonical_request().is_some()
        || sight.case.url.is_some_and(|url| url.version.is_some());
    let Some(operation) = operation(text).filter(|_| answer.is_mismatch() && !is_shown) else { return Vec::new() };
    let sentence: String = format!(
        "what AWS's own SDKs and the AWS CLI sign for {} is right as a rule, so that most often the secret access key is not that of the access key id: a \
         character was lost or added as it was copied (such as the % that a shell shows where a line end is missing), it has white space, quotes or \
         a carriage return around it, or it comes from another profile, environment variable or file than is thought",
        shown::text(operation)
    );
    [Finding::new(Kind::Secret, sentence)].into()
}

/// An answer of which nothing else is known: neither the request nor the client.
pub(in crate::explain::compare::likely) fn bare(sight: &Sight<'_>) -> Vec<Finding> {
    let is_bare = sight.case.url.is_none() && sight.received.is_none() && sight.case.signed.is_none();
    let sentence = "where an SDK or a tool signs, most often the secret access key is not that of the access key id: cut, with white space or quotes around it, with a / \
                    or + that a file, a shell or a form changed, or of another account, server or profile";
    // A document alone is compared with nothing, and what a program prints comes with the program.
    let is_printed = sight.case.evidence.is_rest && (sight.case.answer.is_line() || sight.case.answer.is_text());
    let is_open = is_bare
        && is_printed
        && is_of_aws(sight)
        && sight.case.answer.is_mismatch()
        && sight.case.answer.string_to_sign().is_none();
    is_open.then(|| Finding::new(Kind::Secret, sentence)).into_iter().collect()
}

/// Whether the answer has AWS's words, which its own services and those that follow them closely have.
fn is_of_aws(sight: &Sight<'_>) -> bool {
    sight.case.evidence.texts().any(|text| text.contains("request signature we calculated does not match"))
}

/// Libraries that give each upload an ACL unless they are told not to, in lower case.
const PUBLISH: [&str; 14] = [
    "uploadfs",
    "multer-s3",
    "multers3",
    "paperclip",
    "carrierwave",
    "fog_public",
    "shrine",
    "storages",
    "strapi",
    "flysystem",
    "laravel",
    "wordpress",
    "gitlab-runner",
    "s3-deploy",
];

/// An upload that is refused for its ACL, which needs a permission of its own.
/// Source: Amazon S3, "Access control list (ACL) overview" (s3:PutObjectAcl); "Blocking public access".
pub(in crate::explain::compare::likely) fn acl(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_denied = text.contains("access denied") || text.contains("accessdenied");
    let is_set = [
        "public-read",
        "public_read",
        "publicread",
        "x-amz-acl",
        "acl:",
        "acl=",
        "\"acl\"",
        "'acl'",
        "--acl",
        "putobjectacl",
    ]
    .iter()
    .chain(&PUBLISH)
    .any(|word| text.contains(word));
    let is_upload = ["upload", "put", "deploy"].iter().any(|word| text.contains(word));
    let sentence = "or the upload sets an access control list (x-amz-acl: public-read), as such libraries do by default: it needs the permission s3:PutObjectAcl besides s3:PutObject, and is \
                    denied where public access is blocked; send none (its setting for the ACL), and publish by the bucket's policy";
    (is_denied && is_set && is_upload && !sight.case.answer.is_mismatch())
        .then(|| Finding::new(Kind::Header, sentence))
        .into_iter()
        .collect()
}
