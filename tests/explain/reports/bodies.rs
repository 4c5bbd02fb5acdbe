//! Bodies, their sizes and checksums, and forms.

use presign::explain::compare_url;

use super::{causes, request, sign, tells, url};
use crate::wording::document;

#[test]
fn bodies_and_their_sizes() {
    let empty = sign(&request("PUT").query("x-amz-checksum-crc32", "AAAAAA=="), "AKIDEXAMPLE");
    let digest = document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
    let sentence =
        "x-amz-checksum-crc32 is AAAAAA==, the checksum of an empty body: every other upload is refused as BadDigest";
    let general = "the body is not the one whose checksum was sent or signed (The CRC32 you specified did not match \
                   the calculated checksum.)";
    let comparison = compare_url(&empty, &digest);
    assert_eq!(causes(&comparison), [("empty-body-checksum", sentence), ("payload", general)]);
    tells(Some(&url()), &digest, "payload", general);

    let sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    let fields = |client: &str, s3: &str| {
        format!(
            "<ClientComputedContentSHA256>{client}</ClientComputedContentSHA256>\
             <S3ComputedContentSHA256>{s3}</S3ComputedContentSHA256>"
        )
    };
    let sentence =
        format!("the hash of an empty body was sent or signed ({sha}), but the body that arrived is not empty");
    let answer = document("XAmzContentSHA256Mismatch", message, &fields(sha, "00"));
    tells(None, &answer, "empty-body-checksum", &sentence);
    let sentence = format!(
        "the body arrived empty ({sha} is the hash of no bytes), but another one was hashed when it was signed"
    );
    tells(None, &document("XAmzContentSHA256Mismatch", message, &fields("00", sha)), "payload", &sentence);
    let md5 = "<ExpectedDigest>1B2M2Y8AsgTpgAmY7PhCfg==</ExpectedDigest><CalculatedDigest>AAAA</CalculatedDigest>";
    let sentence = "the hash of an empty body was sent or signed (1B2M2Y8AsgTpgAmY7PhCfg==), but the body that arrived \
                    is not empty";
    tells(None, &document("BadDigest", "x", md5), "empty-body-checksum", sentence);

    let size = |code: &str, more: &str| document(code, "Your proposed upload has the wrong size", more);
    let large = "<ProposedSize>6000000000</ProposedSize><MaxSizeAllowed>5368709120</MaxSizeAllowed>";
    let sentence = "the body has 6000000000 bytes, and one PUT accepts at most 5368709120 (5 GiB): upload it in parts";
    tells(Some(&url()), &size("EntityTooLarge", large), "size", sentence);
    let large = "<ProposedSize>11</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed>";
    tells(None, &size("EntityTooLarge", large), "size", "the body has 11 bytes, and at most 10 are allowed");
    let small = "<ProposedSize>1</ProposedSize><MinSizeAllowed>5242880</MinSizeAllowed><PartNumber>1</PartNumber>";
    let sentence = "part 1 has 1 bytes: every part except the last must have at least 5242880";
    tells(None, &size("EntityTooSmall", small), "size", sentence);
    let small = "<ProposedSize>1</ProposedSize><MinSizeAllowed>2</MinSizeAllowed>";
    tells(None, &size("EntityTooSmall", small), "size", "the body has 1 bytes, and at least 2 are required");
    let sentence = "the body has a size that the server does not allow (Your proposed upload has the wrong size)";
    tells(Some(&url()), &size("EntityTooLarge", ""), "size", sentence);
}

#[test]
fn upload_forms() {
    for (code, message, kind, sentence) in [
        (
            "AccessDenied",
            "Access Denied. (Invalid according to Policy: Policy Condition failed)",
            "post-policy",
            "the policy does not allow the form (Access Denied. (Invalid according to Policy: Policy Condition \
             failed))",
        ),
        (
            "AccessDenied",
            "Invalid according to Policy: Policy expired.",
            "post-policy",
            "the policy of the form has expired: sign a new form just before it is sent; where it was new, the clock of the machine that signed it is slow (in an \
             emulator or a container too), or its expiration was written as a local time and not as UTC",
        ),
        (
            "InvalidArgument",
            "POST requires exactly one file upload per request.",
            "post-form",
            "the form must have one field `file` with a file, and it must be the last: S3 reads no field after it",
        ),
        (
            "InvalidArgument",
            "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
            "post-form",
            "the form lacks a field, or has it after `file`: S3 reads no field after it (Bucket POST must contain a \
             field named 'key'. If it is specified, please check the order of the fields.)",
        ),
        (
            "InvalidPolicyDocument",
            "Invalid Policy: Policy missing expiration.",
            "post-policy",
            "the policy of the form cannot be read, or does not allow the form (Invalid Policy: Policy missing \
             expiration.)",
        ),
    ] {
        tells(None, &document(code, message, ""), kind, sentence);
    }
}
