//! Brokers and clusters that refused a token.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;

/// A broker of Amazon MSK. Source: Amazon MSK, "IAM access control", "Troubleshoot your Amazon MSK cluster".
pub(in crate::explain::compare) fn kafka(case: &Case<'_>) -> Option<String> {
    ["access denied", "sasl authentication error", "saslauthenticat"].iter().any(|it| case.text().contains(it)).then(|| {
        "the broker refuses the token: the policy of the signer does not allow kafka-cluster:Connect for this cluster, or the token was \
         signed for another region or has expired (15 minutes)"
            .to_owned()
    })
}

/// Keys of another server that a program asks AWS's own STS or IAM about. Source: the HashiCorp AWS provider, "Provider
/// configuration"; Terraform, "Backend type: s3".
pub(in crate::explain::compare) fn other_sts(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let asks =
        ["getcalleridentity", "iam:listroles", "sts:", "operation error sts", "iam::getuser", "operation error iam"];
    let own = [
        "endpoints",
        "endpoint =",
        "endpoint=",
        "endpoint:",
        "endpoint_url",
        "minio",
        "ceph",
        "use_path_style",
        "r2.cloudflare",
    ];
    let is_terraform = text.contains("terraform") || text.contains("retrieving aws account") || text.contains("tofu");
    let is_other = own.iter().any(|word| text.contains(word)) && !text.contains("sts.amazonaws.com");
    (asks.iter().any(|word| text.contains(word)) && is_other).then(|| {
        format!(
            "the client asks AWS's own STS or IAM who the keys belong to, and they are those of another server: {}",
            if is_terraform {
                "skip_requesting_account_id = true and skip_credentials_validation = true keep Terraform from it"
            } else {
                "give STS an endpoint too (AWS_ENDPOINT_URL_STS), or turn the question off"
            }
        )
    })
}

/// OpenSearch Serverless, which says no more than 403. Source: Amazon OpenSearch Serverless, "Signing HTTP requests",
/// "Data access control".
pub(in crate::explain::compare) fn serverless(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_service =
        text.contains("x-aoss-") || text.contains("aoss") || case.host().is_some_and(|host| host.contains(".aoss."));
    let is_open = case.answer.code().is_empty() || case.answer.code().eq_ignore_ascii_case("forbidden");
    let is_refused = text.contains("403") || text.contains("forbidden");
    let is_told = text.contains("not authorized to perform") || text.contains("scoped to");
    (is_service && is_open && is_refused && !is_told && !case.answer.is_mismatch()).then(|| {
        "OpenSearch Serverless does not say why it refuses: it wants the header x-amz-content-sha256 (the hash of the body, or UNSIGNED-PAYLOAD) sent and \
         signed, the service aoss in the scope, and content-length not signed; where all that is so, a data access policy of the collection must \
         name the signer, whose own policy must have aoss:APIAccessAll, and the network policy must let it in"
            .to_owned()
    })
}

/// A cluster of Amazon EKS. Source: Amazon EKS, "Troubleshoot problems with Amazon EKS clusters and nodes".
pub(in crate::explain::compare) fn cluster(case: &Case<'_>) -> String {
    if is_token(case) {
        return "the token is written as the cluster reads it, so that most often the cluster does not know whose it is: the role or user that signed it \
                must be in the access entries of the cluster (or in its ConfigMap aws-auth, by the ARN of the role without a path), or x-k8s-aws-id is not the name that the cluster has, and a token that \
                is older than 15 minutes is refused too"
            .to_owned();
    }
    "the cluster does not accept the token: tokens of EKS hold for 15 minutes, x-k8s-aws-id must be the cluster's own name and be signed, \
     the URL must be for the regional STS of the cluster, and the role must be in its access entries (or aws-auth)"
        .to_owned()
}

/// Whether the token is at hand, for the regional STS and with the name of the cluster signed.
fn is_token(case: &Case<'_>) -> bool {
    let is_signed = |url: &crate::explain::Inspection| url.headers_to_send.iter().any(|name| name == "x-k8s-aws-id");
    case.url.is_some_and(|url| is_signed(url) && url.host.starts_with("sts.") && url.host != "sts.amazonaws.com")
}

/// The same in a terminal that says no more. Source: Amazon EKS, "Unauthorized or access denied (kubectl)".
pub(in crate::explain::compare) fn kubectl(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_cluster = ["kubectl", "kubeconfig", "aws-iam-authenticator", "eks", "k8s-aws-v1", "helm"]
        .iter()
        .any(|it| text.contains(it));
    is_cluster.then(|| cluster(case))
}
