//! Other versions of the signature, no signature, and good ones that are denied.

use presign::explain::compare_url;

use super::{causes, tells, url, version_2};
use crate::wording::{MISMATCH, document};

#[test]
fn another_version_of_the_signature_or_none() {
    let r2 = document("Unauthorized", "SigV2 authorization is not supported. Please use SigV4 instead.", "");
    let aws = document(
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        "",
    );
    for answer in [&r2, &aws] {
        let sentence = "the request is signed with Signature Version 2, which the server does not accept, or is an \
                        upload form without the field x-amz-algorithm: it must be signed with Version 4";
        tells(None, answer, "signature-version-2", sentence);
        let sentence = "the URL is signed with Signature Version 2, which the server does not accept: it must be signed with Version 4";
        tells(Some(&version_2("1440938400")), answer, "signature-version-2", sentence);
        let sentence = "the request that arrived is signed with Signature Version 2, which the server does not accept, \
                        and the URL is not: another request was sent, or an upload form without the field \
                        x-amz-algorithm";
        tells(Some(&url()), answer, "signature-version-2", sentence);
    }
    let cut = document(
        "AccessDenied",
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
        "",
    );
    let sentence = "the request arrived with only a part of its query: in a shell, a URL must be in quotes, or it ends \
                    at the first &";
    tells(None, &cut, "not-signed", sentence);
    let cloudfront = "https://d111111abcdef8.cloudfront.net/k?Expires=1440938400&Signature=x&Key-Pair-Id=K1";
    let comparison = compare_url(cloudfront, &cut);
    let sentence = "the URL is signed for CloudFront, but S3 itself saw its parameters: it was sent to S3, or the \
                    distribution has no trusted signers and forwards them";
    assert_eq!(causes(&comparison), [("other-scheme", sentence)]);
    for (code, message) in [
        ("AccessDenied", "No AWSAccessKey was presented"),
        (
            "AccessDenied",
            "Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.",
        ),
        ("MissingSecurityHeader", "Your request was missing a required header"),
    ] {
        let sentence = format!("the request arrived without a signature ({message})");
        tells(None, &document(code, message, ""), "not-signed", &sentence);
    }
}

#[test]
fn denied_is_not_a_proof_of_a_good_signature() {
    let denied = document("AccessDenied", "Access Denied", "");
    let sentence = "access is denied, and the answer does not say why: if the request arrived with its signature, the \
                    access key, the bucket or an account's policy does not allow it";
    tells(None, &denied, "permission", sentence);
    tells(Some(&url()), &denied, "permission", sentence);
    let sentence =
        "the request was anonymous, since the URL has no signature, and anonymous requests are not allowed there";
    tells(Some("https://examplebucket.s3.amazonaws.com/k"), &denied, "not-signed", sentence);
    let message =
        "User: arn:aws:iam::1:user/a is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\"";
    let sentence = format!("the signature is valid, but the signer may not do this ({message})");
    tells(Some(&url()), &document("AccessDenied", message, ""), "permission", &sentence);
}

#[test]
fn signature_version_2_tells_what_the_server_signed() {
    let string = |text: &str| {
        let bytes: Vec<_> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let more =
            format!("<StringToSign>{text}</StringToSign><StringToSignBytes>{}</StringToSignBytes>", bytes.join(" "));
        document("SignatureDoesNotMatch", MISMATCH, &more)
    };
    let sentence = "the request is signed with Signature Version 2, and the server signs this: method GET, Content-MD5 \
                    none, content type none, expiry or date 1310282371, resource /examplebucket/k; what was signed \
                    differs from that, or the secret access key does";
    let answer = string("GET\n\n\n1310282371\n/examplebucket/k");
    tells(None, &answer, "unknown", sentence);
    let comparison = compare_url(&version_2("1310282371"), &answer);
    assert!(causes(&comparison).contains(&("unknown", sentence)), "{comparison}");
    let answer = string("PUT\n\nimage/png\n1310282371\nx-amz-acl:private\n/examplebucket/other");
    let comparison = compare_url(&version_2("1310282371"), &answer);
    let typed = "the request arrived with the content type image/png, which is signed: it must be the one that was \
                 signed at first, or none if none was";
    let path = "the server signs the resource /examplebucket/other, but the path of the URL is /k";
    assert_eq!(causes(&comparison)[..2], [("content-type", typed), ("path", path)]);
    assert!(causes(&comparison)[2].1.contains(", x-amz-acl:private, resource /examplebucket/other"));
    let sentence = "the request that arrived is signed with Signature Version 2, and the URL is not: they are two \
                    different signings";
    tells(Some(&url()), &answer, "signature-version-2", sentence);
    // No method, not as many lines, and no method of HTTP.
    for text in ["\n\n\n1310282371\n/examplebucket/k", "GET\n\n\n/examplebucket/k", "AWS4\n\n\n1310282371\n/b/k"] {
        let comparison = compare_url(&version_2("1310282371"), &string(text));
        assert!(!comparison.to_string().contains("and the server signs this"), "{text:?}: {comparison}");
    }
}
