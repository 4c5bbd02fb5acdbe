//! Refusals of the signature.

use super::refusal::{QUERY, Refusal, code, says, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::{clients, evidence, scopes, told};

/// Of the time.
pub(super) const TIME: &[Refusal] = &[
    code(EXPIRED).says("has expired").is(Kind::Expired).make(evidence::expired),
    code(EXPIRED).says("expired request").is(Kind::Expired).make(evidence::expired),
    code(&["ExpiredRequest", "RequestExpired", "ExpiredPresignedUrl"]).is(Kind::Expired).make(evidence::expired),
    says("request signature expired at").is(Kind::Expired).say("the URL has expired ({Details})"),
    says("not yet valid").is(Kind::Clock).make(evidence::not_yet_valid),
    says("not valid yet").is(Kind::Clock).make(evidence::not_yet_valid),
    says("signature expired:").is(Kind::Clock).ask(evidence::signature_expired),
    says("signature not yet current").is(Kind::Clock).ask(evidence::signature_not_yet_current),
    says_one_of(SKEWED).is(Kind::Clock).ask(evidence::signed_long_ago).likely(),
    says_one_of(SKEWED).is(Kind::Clock).make(evidence::skewed),
    says("signature not valid in the specified time frame")
        .is(Kind::Expired)
        .say("the URL has expired, or is not valid yet ({message})"),
    says("signature expired")
        .is(Kind::Clock)
        .say("the request was signed at a time other than the server's ({message})"),
    says("signature not yet current")
        .is(Kind::Clock)
        .say("the request was signed at a time other than the server's ({message})"),
    code(&["RequestTimeTooSkewed"]).is(Kind::Clock).ask(evidence::signed_long_ago).likely(),
    code(&["RequestTimeTooSkewed"]).is(Kind::Clock).make(evidence::skewed),
    says("seconds since epoch")
        .is(Kind::Malformed)
        .say("Expires is not in seconds since 1970: most often it is in milliseconds"),
    says("requires a valid date or x-amz-date")
        .is(Kind::Header)
        .say("the request lacks its date: a request that is signed by its headers must send x-amz-date, and sign it"),
];

/// How servers other than S3 say that the time is not theirs.
const SKEWED: &[&str] = &[
    "date is too old",
    "date header too old",
    "request is too old",
    "too far in the past",
    "too far in the future",
    "clock skew",
    "request timestamp is",
    "x-amz-date is too",
    "date offset error",
];

const EXPIRED: &[&str] = &["AccessDenied", "ExpiredRequest", "RequestExpired", "ExpiredPresignedUrl"];

/// Of another version, and of requests without a signature.
pub(super) const PRESENCE: &[Refusal] = &[
    says("missing authentication token").is(Kind::Cors).ask(evidence::preflight),
    says("please use aws4-hmac-sha256").is(Kind::SignatureVersion2).make(evidence::version_2),
    says("sigv2 authorization is not supported").is(Kind::SignatureVersion2).make(evidence::version_2),
    says("require aws signature version 4").is(Kind::SignatureVersion2).make(evidence::version_2),
    says("requires the signature, expires and awsaccesskeyid parameters")
        .is(Kind::OtherScheme)
        .ask(evidence::cloudfront),
    says("requires the signature, expires and awsaccesskeyid parameters")
        .is(Kind::OtherScheme)
        .ask(clients::forwarded_to_s3)
        .likely(),
    says("requires the signature, expires and awsaccesskeyid parameters")
        .is(Kind::NotSigned)
        .say(
            "the request arrived with only a part of its query: in a shell, a URL must be in quotes, or it ends at the \
             first &",
        )
        .because(QUERY),
    says("query-string authentication version 4 requires")
        .is(Kind::NotSigned)
        .say(
            "the request arrived without some of the parameters X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, \
             X-Amz-Expires, X-Amz-Signature and X-Amz-SignedHeaders: in a shell, a URL must be in quotes, or it ends \
             at the first &; an upload form must have method=\"post\" and enctype=\"multipart/form-data\", or its fields are \
             sent as the query of a GET",
        )
        .because(QUERY),
    says("missing authentication token")
        .is(Kind::NotSigned)
        .say("the request arrived without a signature; API Gateway says the same where it has no such method and path")
        .because(QUERY),
    code(&["MissingKey"]).says("key-pair-id").is(Kind::OtherScheme).say(
        "CloudFront wants a URL of its own: it must be signed for CloudFront, with Key-Pair-Id, and not for S3 \
             ({message})",
    ),
    code(&["InvalidKey"]).says("unknown key").is(Kind::AccessKey).ask(told::key_pair).because(QUERY),
    code(&["MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingSecurityHeader"])
        .is(Kind::NotSigned)
        .say("the request arrived without a signature ({message})")
        .because(QUERY),
    says("no awsaccesskey was presented")
        .is(Kind::NotSigned)
        .say("the request arrived without a signature ({message})")
        .because(QUERY),
    says_one_of(&[
        "anonymous access",
        "required property 'authorization'",
        "anonymous request",
        "valid authorization header not provided",
        "missing authorization header",
        "no authorization header",
        "authorization header is missing",
        "authorization header not found",
        "missing required authentication",
        "request is not signed",
        "request was not signed",
        "missing signature",
    ])
    .is(Kind::NotSigned)
    .say("the request arrived without a signature ({message})")
    .because(QUERY),
    says("anonymous caller does not have")
        .is(Kind::NotSigned)
        .say("the request arrived without a signature ({message})")
        .because(QUERY),
    says("user: anonymous is not authorized")
        .is(Kind::NotSigned)
        .say("the request arrived without a signature ({message})")
        .because(QUERY),
];

/// Of the scope, and of other parameters.
pub(super) const SCOPE: &[Refusal] = &[
    says("unexpected scope: ").is(Kind::Region).ask(scopes::unexpected),
    says("authorization component ").is(Kind::AccessKey).ask(clients::component),
    says("is mal-formed; expecting").is(Kind::Malformed).ask(told::credential_in_header).because(QUERY),
    says("malformed policy").is(Kind::OtherScheme).ask(told::cloudfront_policy).because(QUERY),
    code(&["MalformedPolicy"]).is(Kind::OtherScheme).ask(told::cloudfront_policy).because(QUERY),
    says("is mal-formed; expecting")
        .is(Kind::Malformed)
        .say(
            "the credential is not written as ID/DATE/REGION/SERVICE/aws4_request: most often it is percent-encoded \
             twice, with %252F where %2F should be",
        )
        .because(QUERY),
    says("incorrect date format")
        .is(Kind::Malformed)
        .say("the day of the credential is not written as in 20150830 ({message})")
        .because(QUERY),
    says("date in credential scope does not match").is(Kind::Date).say(
        "the day of the credential is not that of the date: both must be in UTC, and the same across midnight \
             ({message})",
    ),
    says("invalid credential date").is(Kind::Date).say(
        "the day of the credential is not that of the date: both must be in UTC, and the same across midnight \
             ({message})",
    ),
    says("non-empty access key")
        .is(Kind::Malformed)
        .say("the credential has no access key id: the signer had empty credentials"),
    says("expires must be less than a week")
        .is(Kind::ExpiryTooLong)
        .say("the expiry is over 604800 seconds (7 days), the most that AWS accepts"),
    says("region must be specified if this is not the home region").is(Kind::Region).say(
        "the server looked for the access key in the tenancy's home region ({message}): sign for the region that the host names, and \
         check the key",
    ),
    says("must be one of: wnam").is(Kind::Region).make(told::region_of_r2),
    says("must be scoped to a valid region").is(Kind::Region).ask(told::asymmetric).likely(),
    says("incorrect service").is(Kind::Service).ask(scopes::service),
    says("correct service").is(Kind::Service).ask(scopes::service),
    says("region").is(Kind::Region).ask(scopes::region),
    code(PARAMETERS).is(Kind::Region).ask(scopes::region),
    code(&["IllegalLocationConstraintException"])
        .is(Kind::Region)
        .say(
            "the request went to a host of a different region from the bucket's or the one it names ({message}): sign for \
             the bucket's region, and send it to that region's own host",
        )
        .because(&[Kind::Endpoint, Kind::Region]),
    code(REDIRECT).is(Kind::Endpoint).ask(scopes::only_the_host_is_wrong),
    code(REDIRECT).is(Kind::Region).make(scopes::redirect),
    says("valid terminator")
        .is(Kind::Malformed)
        .say("the credential does not end in aws4_request ({message})")
        .because(QUERY),
    says("incorrect terminal")
        .is(Kind::Malformed)
        .say("the credential does not end in aws4_request ({message})")
        .because(QUERY),
    code(PARAMETERS).is(Kind::Malformed).say(REFUSED_PART).because(QUERY),
    says_one_of(PARTS).is(Kind::Malformed).ask(told::refused_part).because(QUERY),
    says_one_of(PARTS).is(Kind::Malformed).ask(told::part_in_text).because(QUERY).likely(),
];

const REFUSED_PART: &str = "the server refuses a part of the signature ({message})";
/// What a signature is made of.
const PARTS: &[&str] = &[
    "authorization header",
    "signature header",
    "credential field",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-signedheaders",
];
const PARAMETERS: &[&str] = &[
    "AuthorizationQueryParametersError",
    "AuthorizationHeaderMalformed",
    "AuthorizationParametersError",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "MalformedSecurityHeader",
    "MalformedDate",
];
const REDIRECT: &[&str] = &["PermanentRedirect", "TemporaryRedirect", "Redirect", "MovedPermanently"];

/// Of access keys and session tokens.
pub(super) const KEYS: &[Refusal] = &[
    says("credential access key has length")
        .is(Kind::AccessKey)
        .say("the access key id is not one of this provider's: it has another length ({message}); it was copied with white space, a quote or a line end, was cut, or is \
              the id of something else"),
    code(&["InvalidClientTokenId"]).is(Kind::Endpoint).ask(clients::asked_aws).likely(),
    code(UNKNOWN_KEY).is(Kind::TokenMissing).ask(evidence::token_missing),
    code(&["AccessDenied"]).says("no such key: ").is(Kind::AccessKey).make(evidence::unknown_key).because(KEY),
    says_one_of(&["access key not found", "unknown access key", "access key does not exist", "access key id does not exist"])
        .is(Kind::AccessKey)
        .make(evidence::unknown_key)
        .because(KEY),
    code(REFUSED_TOKEN).says("x-amz-security-token").is(Kind::Token).say(
        "the server does not accept the session token, X-Amz-Security-Token, of the request ({message}): remove it where the keys have \
         none, such as one left over in AWS_SESSION_TOKEN next to the keys of another provider (unset AWS_SESSION_TOKEN)",
    ),
    says("jwt ").is(Kind::Token).ask(told::web_token),
    says("malformed access key id").is(Kind::AccessKey).say(
        "the access key id is not one of this provider's ({message}): at Backblaze B2, the master key is not accepted by the S3 \
         API; make an application key",
    ),
    says("authorization token has expired. reauthenticate").is(Kind::Token).say(
        "the password of the registry (Amazon ECR) holds for 12 hours, and has expired: `aws ecr get-login-password` makes a new one",
    ),
    says("security token included in the request is expired").is(Kind::Token).say(TOKEN_EXPIRED),
    code(TOKEN).says("expired").is(Kind::Token).say(TOKEN_EXPIRED),
    code(TOKEN)
        .is(Kind::Token)
        .say("the session token is not valid, or is not that of the access key ({message})")
        .because(KEY),
    says("security token included in the request is invalid")
        .is(Kind::Token)
        .ask(evidence::token_invalid)
        .because(KEY),
    says("security token provided is invalid").is(Kind::Token).ask(evidence::token_invalid).because(KEY),
    code(UNKNOWN_KEY).is(Kind::AccessKey).make(evidence::unknown_key).because(KEY),
    code(&["InvalidTokenId", "InvalidClientTokenId"]).is(Kind::TokenMissing).ask(told::token_not_there).likely(),
    says("security token included in the request is invalid")
        .is(Kind::TokenMissing)
        .ask(evidence::token_missing)
        .because(KEY),
    says("security token included in the request is invalid")
        .is(Kind::AccessKey)
        .make(evidence::unknown_key)
        .because(KEY),
    code(&["bad_auth_token"]).is(Kind::AccessKey).say("the token of Backblaze's own API is not valid ({message}): authorize the account anew, for this cluster"),
    code(&["expired_auth_token"]).is(Kind::Token).say("the token of Backblaze's own API has expired, which holds for 24 hours: authorize the account anew"),
    code(&["Unauthorized", "AuthFailure"])
        .is(Kind::AccessKey)
        .say("the server found no valid credentials in the request ({message})")
        .because(QUERY),
];

/// The codes of access keys that are not known.
pub(in crate::explain::compare) const UNKNOWN_KEY: &[&str] =
    &["InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSecurity", "UnrecognizedClientException"];
const REFUSED_TOKEN: &[&str] = &["InvalidArgument", "InvalidRequest", "NotImplemented", "BadRequest"];
const TOKEN: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidSecurityToken",
    "InvalidToken",
    "InvalidTokenId",
    "SecurityTokenExpired",
    "TokenRefreshRequired",
];
const KEY: &[Kind] =
    &[Kind::Swapped, Kind::WhiteSpace, Kind::EmptyVariable, Kind::TokenMissing, Kind::OtherScheme, Kind::EncodedTwice];
const TOKEN_EXPIRED: &str = "the session token has expired, and what was signed with it: a URL expires with the credentials that signed it; renew the credentials \
                             themselves, as a new URL that is signed with the same ones expires as well (a client or a cache may keep them)";
