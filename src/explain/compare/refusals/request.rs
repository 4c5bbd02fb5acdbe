//! Refusals of the headers, and for want of a permission.

use super::refusal::{QUERY, Refusal, any, code, says, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::{clients, evidence, told};

/// Of headers, and of the method.
pub(super) const HEADERS: &[Refusal] = &[
    any().is(Kind::UnsignedHeader).ask(evidence::host_not_signed).because(QUERY),
    any().is(Kind::UnsignedHeader).ask(told::headers_not_signed),
    says("headers present in the request which were not signed")
        .is(Kind::UnsignedHeader)
        .say("the request was sent with x-amz- headers that are not signed: sign them, or do not send them"),
    says("only one auth mechanism allowed").is(Kind::TwoSignatures).ask(clients::own_header),
    says("only one auth mechanism allowed").is(Kind::TwoSignatures).ask(clients::cloudfront_signs).likely(),
    any().is(Kind::Token).ask(clients::token_of_environment).likely(),
    says("only one auth mechanism allowed").is(Kind::TwoSignatures).say(
        "the request has an Authorization header in addition to the signature in its URL: send only one of the two",
    ),
    says("unsupported authorization type").is(Kind::TwoSignatures).ask(evidence::own_authorization),
    says("unsupported authorization type")
        .is(Kind::TwoSignatures)
        .say(
            "the Authorization header that arrived is not one that the server reads, such as Bearer or Basic: the client sends one of its own, \
             instead of a signature or in addition to the one in the URL",
        )
        .likely(),
    says("key=value pair").is(Kind::WhiteSpace).ask(told::hashed_part).likely(),
    says("reserved http headers").is(Kind::Header).make(told::reserved_headers).likely(),
    says("in authorization header").is(Kind::TwoSignatures).ask(evidence::own_authorization),
    says("authorization header requires").is(Kind::TwoSignatures).ask(evidence::own_authorization),
    says("in authorization header").says_one_of(&["key=value", "equal"]).is(Kind::Malformed).make(told::foreign_authorization),
    says("in authorization header").is(Kind::Malformed).make(told::foreign_authorization).likely(),
    says("authorization header requires").is(Kind::Malformed).make(told::foreign_authorization),
    says("is not present").is(Kind::Header).ask(told::absent_header),
    says("x-amz-content-sha256 header must be signed").is(Kind::Header).say(
        "the header x-amz-content-sha256 must be sent and signed: the service does not accept a request without it",
    ),
    says("missing required header for this request: ").is(Kind::Header).ask(evidence::missing_header),
    says("iso-8859-1").is(Kind::Header).say(
        "a header, or a response- parameter that becomes one, has characters beyond ISO-8859-1: in \
             Content-Disposition, write the name as filename*=UTF-8''… ({message})",
    ),
    says("x-amz-content-sha256 must be").is(Kind::Payload).ask(clients::not_a_hash),
    says("x-amz-content-sha256 must be").is(Kind::SdkChecksum).ask(clients::listed_without_chunks).likely(),
    says("x-amz-content-sha256 must be")
        .is(Kind::Payload)
        .say("the value of x-amz-content-sha256 is not a payload hash ({message})"),
    says_one_of(&["postobject not implemented", "post requests are not yet implemented", "presigned post is not"]).is(Kind::PostForm).say("the server does not accept upload forms (POST with a policy): upload with PUT and a URL that is signed for PUT"),
    any().is(Kind::PostForm).ask(clients::not_at_r2).likely(),
    code(&["NotImplemented"]).is(Kind::Header).ask(evidence::transfer_encoding),
    code(&["NotImplemented"])
        .is(Kind::Header)
        .say("the server does not implement what the header {Header} asks for: do not send it"),
    says("header you provided implies functionality that is not implemented").is(Kind::SdkChecksum).say(
        "the server does not implement what a header asks for, and does not say which: most often Transfer-Encoding: chunked, for a body whose \
         length is not known, or the checksum in the trailer that AWS's SDKs send since 2025; give the length, and set the SDK to send a checksum \
         only WHEN_REQUIRED",
    )
    .likely(),
    says("not implemented").is(Kind::Header).ask(told::header_not_implemented),
    code(&["InvalidArgument"]).is(Kind::Malformed).ask(told::authorization_alone).likely(),
    code(&["MissingContentLength"]).is(Kind::Header).say(
        "the request has no Content-Length: the client does not know the body's length, and sends it in chunks; \
             give it the length",
    ),
    code(&["MethodNotAllowed"])
        .is(Kind::Method)
        .say(
            "the method {Method} is not allowed for this address, which is of the type {ResourceType}: the method, or \
             the bucket or key in the URL, is another than was meant",
        )
        .because(QUERY),
    code(&["AccessForbidden"]).says("corsresponse").is(Kind::Cors).say(
        "the CORS rules of the bucket do not allow the origin, the method or a header of the browser's request \
             ({message})",
    ),
];

/// Of a request that is not allowed, or says so.
pub(super) const PERMISSION: &[Refusal] = &[
    says("not authorized to perform")
        .is(Kind::Permission)
        .say("the signature is valid, but the signer may not do this ({message})"),
    says_one_of(&[
        "no permissions for [",
        "is not allowed for this key",
        "explicit deny",
        "does not have storage.",
        "not entitled",
        "bucket is not authorized",
        "because no identity-based policy allows",
        "because no session policy allows",
        "because no vpc endpoint policy allows",
    ])
    .is(Kind::Permission)
    .say("the signature is valid, but the signer may not do this ({message})"),
    code(&["AccessControlListNotSupported"]).is(Kind::Header).say(
        "the bucket has no access control lists (ACLs): do not send or sign x-amz-acl or a grant, and let a bucket policy allow what is needed",
    ),
    says("stored using a form of server side encryption").is(Kind::Header).say(
        "the object is encrypted with a key of the customer's (SSE-C): the three headers x-amz-server-side-encryption-customer-… must be signed, \
         and sent with every GET and HEAD",
    ),
    says("too many connects").is(Kind::NotTheSignature).say("the broker limits how often clients connect ({message}): wait longer between two attempts (reconnect.backoff.ms)"),
    says("saslauthenticationexception").is(Kind::Permission).ask(clients::kafka).likely(),
    says_one_of(&["saslauthenticaterequest failed", "sasl authentication error"]).is(Kind::Permission).ask(clients::kafka).likely(),
    says("failed authentication due to:").is(Kind::Permission).ask(clients::kafka).likely(),
    says("sts getcalleridentity failed").is(Kind::Token).make(clients::cluster).likely(),
    says("must be logged in to the server").is(Kind::Token).make(clients::cluster).likely(),
    says("the server has asked for the client to provide credentials").is(Kind::Token).make(clients::cluster).likely(),
    code(ACCESS).is(Kind::NotSigned).ask(evidence::anonymous),
    code(ACCESS).is(Kind::Permission).ask(told::denied).because(DENIED),
    says("forbidden").is(Kind::Permission).ask(evidence::forbidden).because(DENIED),
    says_one_of(&["access denied", "accessdenied", "access is denied", "permission denied"])
        .is(Kind::Permission)
        .ask(told::denied_in_text)
        .because(DENIED)
        .likely(),
];

const ACCESS: &[&str] =
    &["AccessDenied", "AccessDeniedException", "AllAccessDisabled", "UnauthorizedAccess", "Forbidden"];
const DENIED: &[Kind] = &[
    Kind::NotSigned,
    Kind::OtherScheme,
    Kind::Copied,
    Kind::HtmlEscaped,
    Kind::EncodedTwice,
    Kind::Expired,
    Kind::NotYetValid,
    Kind::Malformed,
];
