//! Brokers and clusters that refused a token.

use alloc::borrow::ToOwned;
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

/// A cluster of Amazon EKS. Source: Amazon EKS, "Troubleshoot problems with Amazon EKS clusters and nodes".
pub(in crate::explain::compare) fn cluster(_: &Case<'_>) -> String {
    "the cluster does not accept the token: tokens of EKS hold for 15 minutes, x-k8s-aws-id must be the cluster's own name and be signed, \
     the URL must be for the regional STS of the cluster, and the role must be in its access entries (or aws-auth)"
        .to_owned()
}

/// The same in a terminal that says no more. Source: Amazon EKS, "Unauthorized or access denied (kubectl)".
pub(in crate::explain::compare) fn kubectl(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_cluster = ["kubectl", "kubeconfig", "aws-iam-authenticator", "eks", "k8s-aws-v1", "helm"]
        .iter()
        .any(|it| text.contains(it));
    is_cluster.then(|| cluster(case))
}
