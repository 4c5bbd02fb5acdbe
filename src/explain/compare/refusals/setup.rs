//! What clients say where nothing was signed: without credentials, without a region.

use super::refusal::{Refusal, says, says_one_of};
use crate::explain::Kind;

/// By the words of each SDK.
///
/// Source: Amazon SES, "Obtaining Amazon SES SMTP credentials"; the AWS SDKs for JavaScript, Python, Java, Go, .NET,
/// PHP, Ruby and Rust, and Hadoop's S3A, for their words.
pub(super) const SETUP: &[Refusal] = &[
    says_one_of(&[
        "sso session associated with this profile has expired",
        "error when retrieving token from sso",
        "the sso session has expired",
        "sso token is expired",
        "token for sso is expired",
        "cached sso token is expired",
        "to refresh this sso session",
        "error loading sso token",
        "the sso access token has expired",
    ])
    .is(Kind::Token)
    .say("the session of IAM Identity Center (SSO), from which the client gets its credentials, has expired: `aws sso login` starts a new one"),
    says_one_of(&[
        "unable to locate credentials",
        "could not load credentials from any providers",
        "missing credentials in config",
        "unable to load credentials",
        "unable to load aws credentials",
        "unable to sign request without credentials",
        "unable to find credentials",
        "resolved credential object is not valid",
        "no ec2 imds role found",
        "no aws credentials provided by",
        "nocredentialproviders",
        "no valid providers in chain",
        "no providers in chain provided credentials",
        "no valid credential sources",
        "no credentials specified",
        "no credentials in the property bag",
        "no credentials were found",
        "could not load credentials",
        "failed to resolve aws credentials",
        "failed to retrieve credentials",
        "unable to get iam security credentials from ec2",
        "error retrieving credentials from the instance profile metadata",
        "error retrieving instance profile credentials",
        "credential is missing",
        "profile could not be found",
        "failed to refresh cached credentials",
        "partial credentials found",
        "credentials from custom-process",
        "credential_process",
        "530 authentication required",
        "no basic auth credentials",
        "no credentials have been configured",
        "getting credentials: exec",
        "security credentials cannot be found",
        "access key cannot be null",
        "access key cannot be blank",
        "secret key cannot be null",
        "credentials must not be null",
    ])
    .is(Kind::NotSigned)
    .say(
        "the client found no credentials, so that nothing was signed and nothing was sent ({message}): set AWS_ACCESS_KEY_ID and \
         AWS_SECRET_ACCESS_KEY, a profile, or a role, where the program itself runs (a container, a service and sudo have an environment \
         of their own)",
    ),
    says("authentication credentials invalid")
        .is(Kind::Secret)
        .say(
            "the SMTP interface of Amazon SES has credentials of its own: its password is derived from a secret access key for one region, \
             and is not that key itself; make SMTP credentials in the console of SES for the region that the host names, and look for a \
             password that was cut or has white space around it",
        )
        .likely(),
    says_one_of(&[
        "region is missing",
        "missing region in config",
        "you must specify a region",
        "could not find region",
        "an aws region is required",
        "unable to find a region via the region provider chain",
        "unable to load region",
        "no region was specified",
        "no regionendpoint or serviceurl configured",
        "missingregionerror",
        "missing required argument :region",
        "configuration: missing region",
        "region must not be null",
        "missing a region",
        "requires a \"region\" configuration value",
        "region cannot be empty",
        "a region must be set",
    ])
    .is(Kind::Region)
    .say(
        "the client has no region, so that nothing was signed and nothing was sent ({message}): set AWS_REGION, or the region of the \
         client; for servers that have none it is us-east-1, and auto at Cloudflare R2",
    ),
    says_one_of(&["error loading credentials", "config profile ("])
    .is(Kind::NotSigned)
    .say("the client could not read its credentials ({message})")
    .likely(),
];
