//! Refusals of AWS's services other than S3.

use super::refusal::{Refusal, any, code, says};
use crate::explain::Kind;
use crate::explain::compare::clients;

/// By the words of each service.
///
/// Source: Amazon MSK, "IAM access control"; Amazon OpenSearch Serverless, "Signing HTTP requests", "Data access
/// control"; Amazon EKS, "IAM troubleshooting"; the HashiCorp AWS provider, "Provider configuration".
pub(super) const AMAZON: &[Refusal] = &[
    says("cannot change principals during re-authentication").is(Kind::Token).say(
        "the broker ends a connection whose principal changes, and the name of a role's session is a part of it: give every session of the \
         client the same name (AWS_ROLE_SESSION_NAME, roleSessionName)",
    ),
    says("could not determine the callers credentials").is(Kind::TokenMissing).say(
        "API Gateway found no caller in the request whose credentials it could pass on: the method must have the authorization AWS_IAM, and the request \
         must be signed with the access key, the secret access key and, where they are temporary, the session token in X-Amz-Security-Token; the \
         console's own test sends no signature",
    ),
    any().is(Kind::Header).ask(clients::serverless).likely(),
    code(UNKNOWN_KEY).is(Kind::Endpoint).ask(clients::other_sts).likely(),
    says("security token included in the request is invalid").is(Kind::Endpoint).ask(clients::other_sts).likely(),
    code(&["MaxMessageLengthExceeded"]).is(Kind::Size).say(
        "the {Attribute} of the request is too long: the server accepts at most {MaxSizeAllowed} bytes, and it has {ProposedSize}; name each \
         condition of a policy once, and those that are needed alone",
    ),
];

const UNKNOWN_KEY: &[&str] = &["InvalidClientTokenId", "UnrecognizedClientException"];
