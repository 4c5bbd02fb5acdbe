//! Refusals of the signature.

use super::refusal::Tell::{Ask, Make, Say};
use super::refusal::{ANY, NONE, QUERY, Refusal, refusal};
use crate::explain::Kind;
use crate::explain::compare::evidence;

/// Of the time.
pub(super) const TIME: &[Refusal] = &[
    refusal(EXPIRED, "has expired", Kind::Expired, Make(evidence::expired), NONE),
    refusal(EXPIRED, "expired request", Kind::Expired, Make(evidence::expired), NONE),
    refusal(
        &["ExpiredRequest", "RequestExpired", "ExpiredPresignedUrl"],
        "",
        Kind::Expired,
        Make(evidence::expired),
        NONE,
    ),
    refusal(ANY, "request signature expired at", Kind::Expired, Say("the URL has expired ({Details})"), NONE),
    refusal(ANY, "not yet valid", Kind::Clock, Make(evidence::not_yet_valid), NONE),
    refusal(ANY, "not valid yet", Kind::Clock, Make(evidence::not_yet_valid), NONE),
    refusal(ANY, "signature expired:", Kind::Clock, Ask(evidence::signature_expired), NONE),
    refusal(ANY, "signature not yet current", Kind::Clock, Ask(evidence::signature_not_yet_current), NONE),
    refusal(
        ANY,
        "signature expired",
        Kind::Clock,
        Say("the request was signed at a time other than the server's ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "signature not yet current",
        Kind::Clock,
        Say("the request was signed at a time other than the server's ({message})"),
        NONE,
    ),
    refusal(&["RequestTimeTooSkewed"], "", Kind::Clock, Make(evidence::skewed), NONE),
    refusal(
        ANY,
        "seconds since epoch",
        Kind::Malformed,
        Say("Expires is not in seconds since 1970: most often it is in milliseconds"),
        NONE,
    ),
    refusal(
        ANY,
        "requires a valid date or x-amz-date",
        Kind::Header,
        Say("the request lacks its date: a request that is signed by its headers must send x-amz-date, and sign it"),
        NONE,
    ),
];

const EXPIRED: &[&str] = &["AccessDenied", "ExpiredRequest", "RequestExpired", "ExpiredPresignedUrl"];

/// Of another version, and of requests without a signature.
pub(super) const PRESENCE: &[Refusal] = &[
    refusal(ANY, "please use aws4-hmac-sha256", Kind::SignatureVersion2, Make(evidence::version_2), NONE),
    refusal(ANY, "sigv2 authorization is not supported", Kind::SignatureVersion2, Make(evidence::version_2), NONE),
    refusal(ANY, "require aws signature version 4", Kind::SignatureVersion2, Make(evidence::version_2), NONE),
    refusal(
        ANY,
        "requires the signature, expires and awsaccesskeyid parameters",
        Kind::OtherScheme,
        Ask(evidence::cloudfront),
        NONE,
    ),
    refusal(
        ANY,
        "requires the signature, expires and awsaccesskeyid parameters",
        Kind::NotSigned,
        Say(
            "the request arrived with only a part of its query: in a shell, a URL must be in quotes, or it ends at the \
             first &",
        ),
        QUERY,
    ),
    refusal(
        ANY,
        "query-string authentication version 4 requires",
        Kind::NotSigned,
        Say("the request arrived without some of the parameters X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, \
             X-Amz-Expires, X-Amz-Signature and X-Amz-SignedHeaders: in a shell, a URL must be in quotes, or it ends \
             at the first &"),
        QUERY,
    ),
    refusal(
        ANY,
        "missing authentication token",
        Kind::NotSigned,
        Say("the request arrived without a signature; API Gateway says the same where it has no such method and path"),
        QUERY,
    ),
    refusal(
        &["MissingKey"],
        "key-pair-id",
        Kind::OtherScheme,
        Say("CloudFront wants a URL of its own: it must be signed for CloudFront, with Key-Pair-Id, and not for S3 \
             ({message})"),
        NONE,
    ),
    refusal(
        &["MissingAuthenticationToken", "MissingAuthenticationTokenException", "MissingSecurityHeader"],
        "",
        Kind::NotSigned,
        Say("the request arrived without a signature ({message})"),
        QUERY,
    ),
    refusal(
        ANY,
        "no awsaccesskey was presented",
        Kind::NotSigned,
        Say("the request arrived without a signature ({message})"),
        QUERY,
    ),
    refusal(
        ANY,
        "anonymous caller does not have",
        Kind::NotSigned,
        Say("the request arrived without a signature ({message})"),
        QUERY,
    ),
    refusal(
        ANY,
        "user: anonymous is not authorized",
        Kind::NotSigned,
        Say("the request arrived without a signature ({message})"),
        QUERY,
    ),
];

/// Of the scope, and of other parameters.
pub(super) const SCOPE: &[Refusal] = &[
    refusal(
        ANY,
        "is mal-formed; expecting",
        Kind::Malformed,
        Say("the credential is not written as ID/DATE/REGION/SERVICE/aws4_request: most often it is percent-encoded \
             twice, with %252F where %2F should be"),
        QUERY,
    ),
    refusal(
        ANY,
        "incorrect date format",
        Kind::Malformed,
        Say("the day of the credential is not written as in 20150830 ({message})"),
        QUERY,
    ),
    refusal(
        ANY,
        "date in credential scope does not match",
        Kind::Date,
        Say("the day of the credential is not that of the date: both must be in UTC, and the same across midnight \
             ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "invalid credential date",
        Kind::Date,
        Say("the day of the credential is not that of the date: both must be in UTC, and the same across midnight \
             ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "non-empty access key",
        Kind::Malformed,
        Say("the credential has no access key id: the signer had empty credentials"),
        NONE,
    ),
    refusal(
        ANY,
        "expires must be less than a week",
        Kind::ExpiryTooLong,
        Say("the expiry is over 604800 seconds (7 days), the most that AWS accepts"),
        NONE,
    ),
    refusal(ANY, "incorrect service", Kind::Service, Ask(evidence::service), NONE),
    refusal(ANY, "correct service", Kind::Service, Ask(evidence::service), NONE),
    refusal(ANY, "region", Kind::Region, Ask(evidence::region), NONE),
    refusal(PARAMETERS, "", Kind::Region, Ask(evidence::region), NONE),
    refusal(
        &["IllegalLocationConstraintException"],
        "",
        Kind::Region,
        Say(
            "the request went to a host of another region than the bucket's or the one it names ({message}): sign for \
             the bucket's region, and send it to that region's own host",
        ),
        &[Kind::Endpoint, Kind::Region],
    ),
    refusal(REDIRECT, "", Kind::Endpoint, Ask(evidence::only_the_host_is_wrong), NONE),
    refusal(REDIRECT, "", Kind::Region, Make(evidence::redirect), NONE),
    refusal(
        ANY,
        "valid terminator",
        Kind::Malformed,
        Say("the credential does not end in aws4_request ({message})"),
        QUERY,
    ),
    refusal(
        ANY,
        "incorrect terminal",
        Kind::Malformed,
        Say("the credential does not end in aws4_request ({message})"),
        QUERY,
    ),
    refusal(PARAMETERS, "", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "authorization header", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "signature header", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "credential field", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "x-amz-algorithm", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "x-amz-credential", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "x-amz-date", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "x-amz-expires", Kind::Malformed, Say(REFUSED_PART), QUERY),
    refusal(ANY, "x-amz-signedheaders", Kind::Malformed, Say(REFUSED_PART), QUERY),
];

const REFUSED_PART: &str = "the server refuses a part of the signature ({message})";
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
    refusal(
        ANY,
        "credential access key has length",
        Kind::AccessKey,
        Say("the access key id is not one of this provider's: it has another length ({message})"),
        NONE,
    ),
    refusal(UNKNOWN_KEY, "", Kind::TokenMissing, Ask(evidence::token_missing), NONE),
    refusal(ANY, "security token included in the request is expired", Kind::Token, Say(TOKEN_EXPIRED), NONE),
    refusal(TOKEN, "expired", Kind::Token, Say(TOKEN_EXPIRED), NONE),
    refusal(
        TOKEN,
        "",
        Kind::Token,
        Say("the session token is not valid, or is not that of the access key ({message})"),
        KEY,
    ),
    refusal(UNKNOWN_KEY, "", Kind::AccessKey, Make(evidence::unknown_key), KEY),
    refusal(
        ANY,
        "security token included in the request is invalid",
        Kind::TokenMissing,
        Ask(evidence::token_missing),
        KEY,
    ),
    refusal(
        ANY,
        "security token included in the request is invalid",
        Kind::AccessKey,
        Make(evidence::unknown_key),
        KEY,
    ),
    refusal(
        &["Unauthorized", "AuthFailure"],
        "",
        Kind::AccessKey,
        Say("the server found no valid credentials in the request ({message})"),
        QUERY,
    ),
];

const UNKNOWN_KEY: &[&str] =
    &["InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSecurity", "UnrecognizedClientException"];
const TOKEN: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidSecurityToken",
    "InvalidToken",
    "InvalidTokenId",
    "SecurityTokenExpired",
    "TokenRefreshRequired",
];
const KEY: &[Kind] = &[Kind::EmptyVariable, Kind::TokenMissing, Kind::OtherScheme];
const TOKEN_EXPIRED: &str =
    "the session token has expired, and what was signed with it: a URL expires with the credentials that signed it";
