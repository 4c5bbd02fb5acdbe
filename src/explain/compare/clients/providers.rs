//! One provider's keys, words and limits where another's are expected.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::shown;

/// Servers and providers other than AWS, by a word of their configuration, in lower case.
const OTHERS: [&str; 26] = [
    "backblaze",
    "ceph",
    "cloudflarestorage",
    "contabo",
    "digitalocean",
    "exoscale",
    "garage",
    "hetzner",
    "idrive",
    "linode",
    "localstack",
    "minio",
    "openstack",
    "oraclecloud",
    "ovh",
    "radosgw",
    "rgw",
    "s3-compatible",
    "s3 compatible",
    "scaleway",
    "scw.cloud",
    "storage.googleapis",
    "storj",
    "supabase",
    "wasabi",
    "yandex",
];

/// Terraform and other tools ask AWS who the keys are of, which are another provider's.
/// Source: Terraform, "Backend type: s3".
pub(in crate::explain::compare) fn asked_aws(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let asks = ["getcalleridentity", "operation error sts", "account id not previously found", "listroles"];
    // S3 has another code for a key that it does not know, and the server of this name has an STS of its own.
    let is_asked = asks.iter().any(|words| text.contains(words)) || !text.contains("minio");
    // An endpoint that is not AWS's, or a setting that says so.
    let is_other = OTHERS.iter().any(|word| text.contains(word))
        || ["skip_region_validation", "skip_credentials_validation", "use_path_style", "force_path_style"]
            .iter()
            .any(|word| text.contains(word));
    (is_asked && is_other && !text.contains(".sts.")).then(|| {
        "AWS itself was asked who the keys are of (STS GetCallerIdentity, IAM), and they are another provider's, which AWS does not know: in \
         Terraform set skip_credentials_validation, skip_requesting_account_id, skip_metadata_api_check and skip_region_validation to true, or \
         endpoints for sts and iam"
            .to_owned()
    })
}

/// A server names the credential that it cannot read.
pub(in crate::explain::compare) fn component(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let (_, rest) = message.split_once("authorization component ")?;
    let quoted = rest.trim_start_matches(['"', '\'', '\\']);
    let credential = quoted.split(['"', '\\']).next()?.trim_start_matches("Credential=");
    let id = credential.split('/').next().unwrap_or_default();
    if id.trim().is_empty() {
        return Some(
            "the access key id is empty: the variable or the setting that should have it is not set where the program runs, or has another \
             name there"
                .to_owned(),
        );
    }
    let wrong = id.chars().find(|c| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | ':' | ',' | ';'))?;
    let what: String = if wrong.is_whitespace() { "white space".into() } else { wrong.into() };
    Some(format!(
        "the access key id has {what} in it ({}): a whole line of a file, a name with its value, quotes or a line end were read as the key; give \
         the id alone",
        shown::text(id)
    ))
}

/// CloudFront signs what the viewer has signed already, or passes on what was meant for itself.
/// Source: Amazon CloudFront, "Restrict access to an Amazon S3 origin".
pub(in crate::explain::compare) fn cloudfront_signs(case: &Case<'_>) -> Option<String> {
    let is_cloudfront = case.text().contains("cloudfront")
        || case.host().is_some_and(|host| host.ends_with(".cloudfront.net"))
        || case.answer.field("ArgumentValue").is_some_and(|value| value.contains("AWS4-HMAC-SHA256"))
            && case.evidence.header("authorization").is_none();
    is_cloudfront.then(|| {
        "the query has a signature, and an Authorization header with one arrived as well: CloudFront adds it (origin access control or identity) \
         and forwards the query to S3; either sign for CloudFront (with a key pair) and do not forward the query, or remove the origin access for \
         URLs that are signed for S3"
            .to_owned()
    })
}

/// The parameters of a URL of CloudFront's arrived at S3.
pub(in crate::explain::compare) fn forwarded_to_s3(case: &Case<'_>) -> Option<String> {
    let is_cloudfront = case.text().contains("cloudfront") || case.text().contains("key-pair-id");
    is_cloudfront.then(|| {
        "S3 itself saw the parameters of a URL that is signed for CloudFront (Expires, Signature, Key-Pair-Id): the behavior has no trusted key group \
         or signer (restrict viewer access), so that CloudFront forwards the query, or the URL was sent to S3's host"
            .to_owned()
    })
}

/// Headers that R2 does not implement. Source: Cloudflare R2, "S3 API compatibility".
const NOT_AT_R2: [&str; 5] = [
    "x-amz-acl",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
    "x-amz-object-lock-mode",
    "x-amz-expected-bucket-owner",
];

/// What R2 answers 501 to.
pub(in crate::explain::compare) fn not_at_r2(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_r2 = case.host().is_some_and(|host| host.ends_with(".r2.cloudflarestorage.com"))
        || ["r2.cloudflarestorage", "cloudflare r2", " r2 "].iter().any(|word| text.contains(word));
    let is_said = ["501", "notimplemented", "not implemented"].iter().any(|words| text.contains(words));
    if !is_r2 || !is_said {
        return None;
    }
    let is_signed = |name: &&&str| case.url.is_some_and(|url| url.headers_to_send.iter().any(|it| it == **name));
    if let Some(name) = NOT_AT_R2.iter().find(|name| is_signed(name) || text.contains(**name)) {
        return Some(format!(
            "Cloudflare R2 does not implement the header {name}, as it has no ACLs, tags or locks: do not sign and do not send it"
        ));
    }
    let is_put = case.method() == Some("PUT") || case.url.is_some_and(|url| url.version.is_some());
    (!is_put).then(|| {
        "Cloudflare R2 has no upload forms (POST with a policy, createPresignedPost, generate_presigned_post), and no ACLs, tags or locks: upload with \
         PUT and a URL that is signed for PUT"
            .to_owned()
    })
}

/// Google Cloud Storage says no more of a header that it does not know.
/// Source: Google Cloud Storage, "Fully migrate from Amazon S3 to Cloud Storage".
pub(in crate::explain::compare) fn argument(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let is_bare = message.trim_end_matches('.').eq_ignore_ascii_case("invalid argument")
        || message.to_ascii_lowercase().contains(" operation: invalid argument")
        || message.contains("InvalidArgument: Invalid argument")
        || case.text().contains("s3exception: invalid argument. (");
    let is_aws = case.text().contains("amazonaws.com");
    if !is_bare || is_aws {
        return None;
    }
    // The SDK for Go v1 sends no checksum.
    let is_old = case.text().contains("host id:");
    Some(if is_old {
        "the server does not say which argument, as Google Cloud Storage does: most often x-amz-acl, where the bucket has uniform access (leave the ACL \
         empty), x-amz-storage-class or encryption with a value that it does not have"
            .to_owned()
    } else {
        "the server does not say which argument, as Google Cloud Storage and OVH do: most often the checksum that AWS's SDKs send with uploads since \
         2025 (set it to WHEN_REQUIRED), or x-amz-acl or x-amz-storage-class with a value that it does not have (leave the ACL empty)"
            .to_owned()
    })
}

/// The client's own header, forwarded by a proxy that follows a redirect or adds it.
pub(in crate::explain::compare) fn own_header(case: &Case<'_>) -> Option<String> {
    let value = case.answer.field("ArgumentValue").or(case.evidence.header("authorization"))?;
    let scheme = value.trim().split(' ').next().filter(|it| it.len() < 12 && !it.starts_with("AWS"))?;
    Some(format!(
        "the request has an Authorization header of its own ({}) in addition to the signature in its URL: the client, or a proxy that follows a \
         redirect, forwards it; remove it (in nginx proxy_set_header Authorization \"\")",
        shown::text(scheme)
    ))
}

/// A session token of AWS's from the environment, at another provider.
pub(in crate::explain::compare) fn token_of_environment(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let host = case.host()?;
    let is_inside = ["lambda", "fargate", " ecs", " ec2", "aws_session_token", "github actions"];
    let is_refused = ["400", "bad request"].iter().any(|it| text.contains(it)) && case.answer.is_text();
    let is_other = !host.contains("amazonaws.com") && OTHERS.iter().any(|word| host.contains(word));
    (is_refused && is_other && is_inside.iter().any(|word| text.contains(word))).then(|| {
        "the session token of AWS's own role (AWS_SESSION_TOKEN, which Lambda, ECS and CI set) is most likely sent with the keys of another provider, \
         which refuses it: unset it"
            .to_owned()
    })
}

/// A form of Signature Version 2, whose own fields some releases of MinIO want conditions for.
pub(in crate::explain::compare) fn form_of_version_2(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_version_2 = text.contains("awsaccesskeyid\"") && !text.contains("x-amz-algorithm");
    is_version_2.then(|| {
        "the form is signed with Version 2 (AWSAccessKeyId and signature), and this server asks for a condition for each field, most likely for these too, which \
         never have one: sign the form with Version 4 (s3v4), or use another release of the server"
            .to_owned()
    })
}
