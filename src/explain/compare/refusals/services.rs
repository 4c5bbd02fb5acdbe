//! Refusals that one service or server has, by its codes and words.

use super::refusal::{Refusal, code, says, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::{clients, evidence, scopes, told};

/// Of one service, before what others say.
///
/// Source: Amazon S3 API Reference, "Error responses"; AWS KMS, "Troubleshooting key access"; Amazon EKS, "IAM
/// troubleshooting"; AWS AppSync, "Authorization"; Vault, "AWS auth method"; Cloudflare R2, "S3 API compatibility";
/// Ceph, `rgw_common.h` for the numbers of its log; MinIO, SeaweedFS, Garage, Supabase, Google Cloud Storage for their
/// words.
pub(super) const SERVICES: &[Refusal] = &[
    says("not authorized to perform: kms:").is(Kind::Permission).say(KMS),
    says("not authorized to perform kms:").is(Kind::Permission).say(KMS),
    code(&[
        "KMS.DisabledException",
        "KMS.NotFoundException",
        "KMS.KMSInvalidStateException",
        "KMS.InvalidStateException",
        "KMSInvalidStateException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSNotFoundException",
    ])
    .is(Kind::Permission)
    .say("the signature is valid, and the key in KMS cannot be used ({message}): it is disabled, to be deleted, in another region or account, or not there"),
    says("not authorized to perform sts:assumerole").is(Kind::Permission).say(ROLE),
    says("not authorized to perform: sts:assumerole").is(Kind::Permission).say(ROLE),
    code(&["InvalidIdentityToken", "InvalidIdentityTokenException", "IDPRejectedClaim"]).is(Kind::Token).say(
        "the token of the identity provider (OIDC) is not accepted ({message}): the account has no such provider, or the token is of another audience or \
         issuer or has expired",
    ),
    says_one_of(&["no openidconnect provider found", "retrieved from web identity token file"]).is(Kind::Token).say(
        "the token of the identity provider (OIDC) is not accepted ({message}): the account has no such provider, or the token is of another audience or \
         issuer or has expired",
    ),
    says("invalid mfa").is(Kind::Permission).say("the code of the MFA device is not right, or was used already ({message})"),
    says("is forbidden: user").is(Kind::Permission).say(
        "the cluster knows who it is, and its roles (RBAC) do not allow this ({message}): add the group in aws-auth or the access entry, or a RoleBinding",
    ),
    says("unauthorized").is(Kind::Token).ask(clients::kubectl).likely(),
    says("x-vault-aws-iam-server-id").is(Kind::Header).say(
        "Vault wants its own name in the signed header X-Vault-AWS-IAM-Server-ID ({message}): give the client the value that the role has \
         (iam_server_id_header_value)",
    ),
    says("entry for role").says_one_of(&["not found"]).is(Kind::Permission).say("the signature was accepted as far as this tells, and Vault has no such role ({message})"),
    says("require_secure_transport").is(Kind::Endpoint).say(TLS),
    says("ssl connection is required").is(Kind::Endpoint).say(TLS),
    says("noauth authentication required").is(Kind::Token).say(
        "the client sent no password: for IAM it is a token, with the user's name, over TLS, and holds for 15 minutes",
    ),
    says("you are not authorized to make this call").is(Kind::TwoSignatures).say(
        "AppSync does not accept the authorization that was sent, in the mode that the API or the field has (API key, Cognito, OIDC, IAM, Lambda): one that is signed \
         needs the mode AWS_IAM, the service appsync, and a policy with appsync:GraphQL",
    ).likely(),
    says("make sure your api key is valid").is(Kind::AccessKey).say(
        "the service read an API key (Bearer) in place of a signature, and does not know it ({message}): it was mistyped or expired, or left in the environment \
         (AWS_BEARER_TOKEN_BEDROCK), where it goes before the keys",
    ),
    says("authenticationexception(401").is(Kind::NotSigned).say(
        "the domain asks for a login: the request arrived without a signature, or the domain has users of its own (fine-grained access control) and the role is \
         not mapped to one",
    )
    .likely(),
    code(&["UnknownOperationException"]).is(Kind::Header).say("the request lacks its operation: the header X-Amz-Target, or the path, names it; where it is sent it should be signed"),
    code(&["SerializationException"]).is(Kind::Payload).say(
        "the service could not read the body, which comes after the signature was looked at or before: its Content-Type (application/x-amz-json-1.0 or -1.1) or its JSON is not what the \
         operation has",
    )
    .likely(),
    code(&["OptInRequired", "SubscriptionRequiredException"]).is(Kind::Permission).say(
        "the signature is valid, and the account has not subscribed to the service, or not enabled the region ({message})",
    ),
    code(&["InvalidSecurity"]).is(Kind::AccessKey).make(evidence::unknown_key),
    says("signing region").is(Kind::Region).say("the region that was signed is not one that the server accepts ({message}): sign for the one of the endpoint, or auto"),
    says_one_of(ADDRESSED).is(Kind::Endpoint).ask(scopes::only_the_host_is_wrong),
    says_one_of(ADDRESSED).is(Kind::Region).make(scopes::redirect),
    code(&["InvalidLocationConstraint"]).is(Kind::Region).say(
        "the region that the request names for the bucket is not one of the server's ({message}): leave LocationConstraint out, or name the region of the endpoint; in \
         us-east-1 there is none",
    ),
    says("authorization header requires existence of either").is(Kind::Header).ask(told::no_date),
    says_one_of(&["missing x-amz-date", "x-amz-date header is missing", "missing date header"]).is(Kind::Header).say(
        "the request lacks its date: a request that is signed by its headers must send x-amz-date, and sign it",
    ),
    code(&["MissingDateHeader"]).is(Kind::Header).say("the request lacks its date: a request that is signed by its headers must send x-amz-date, and sign it"),
    code(&["InvalidBucketAclWithObjectOwnership"]).is(Kind::Header).say(
        "the bucket has no access control lists (ACLs): do not send or sign x-amz-acl or a grant, or change the bucket's object ownership",
    ),
    says("transfer acceleration is not").is(Kind::Endpoint).say(
        "the host is that of S3 Transfer Acceleration, which this bucket does not have ({message}): use the region's own host, or enable it; it does not work with dots in the name",
    ),
    says("must be made over a secure connection").is(Kind::Endpoint).say("the server accepts this by https alone ({message}): begin the URL with https://"),
    says("is required for put object requests with object lock").is(Kind::Header).say(
        "the bucket has Object Lock, so that an upload needs Content-MD5 or a checksum (x-amz-checksum-…), signed and sent ({message})",
    ),
    says_one_of(&["requester pays", "x-amz-request-payer"]).is(Kind::Header).say(
        "the bucket is one where the requester pays ({message}): x-amz-request-payer: requester must be sent and signed (userProject at Google)",
    ),
    says("missing s3 protocol access key").is(Kind::AccessKey).say(
        "the server found no access key of its S3 protocol ({message}): at Supabase they are made in the project's storage settings, or are project reference and anon \
         key with a session token",
    ),
    says("could not find accesskey").is(Kind::AccessKey).make(evidence::unknown_key),
    says_one_of(&["account is disabled", "access key id is disabled", "access key is disabled", "access key is inactive", "accesskeydisabled"])
        .is(Kind::AccessKey)
        .say("the server knows the access key, and it is disabled ({message})"),
    says("object lock").is(Kind::Permission).ask(told::locked),
    says("storage cap exceeded").is(Kind::Permission).say("the account's own limit is reached ({message}), which is no matter of the signature"),
    says("err_no=-2027").is(Kind::Host).say(CEPH).likely(),
    says("err_no=-2028").is(Kind::AccessKey).make(evidence::unknown_key),
    says("err_no=-2012").is(Kind::Clock).make(evidence::skewed),
];

/// A redirect in words.
const ADDRESSED: &[&str] = &["must be addressed using the specified endpoint"];

const KMS: &str = "the signature is valid, and the signer may not use the key in KMS that the object is encrypted with ({message}): reading needs kms:Decrypt, and \
                   uploading kms:GenerateDataKey (in parts kms:Decrypt too), in the signer's policy and in that of the key, and for another account in both";
const ROLE: &str = "the keys are valid, and the role may not be assumed with them ({message}): the role's trust policy must name the signer (or the OIDC provider and its \
                    subject), and the signer's policy must allow it";
const TLS: &str = "the database accepts encrypted connections alone, and a login by IAM always needs one: connect with TLS (--ssl-mode=REQUIRED, sslmode=require)";
const CEPH: &str = "Ceph's log says that the signature does not match (2027): most often a proxy changes the host, or rgw_dns_name differs from the host that the client uses, \
                    or the secret access key is another";
