//! Refusals of the headers, and for want of a permission.

use super::refusal::Tell::{Ask, Say};
use super::refusal::{ANY, NONE, QUERY, Refusal, refusal};
use crate::explain::Kind;
use crate::explain::compare::evidence;

/// Of headers, and of the method.
pub(super) const HEADERS: &[Refusal] = &[
    refusal(ANY, "", Kind::UnsignedHeader, Ask(evidence::host_not_signed), QUERY),
    refusal(
        ANY,
        "",
        Kind::UnsignedHeader,
        Say(
            "the request was sent with headers that are not signed: {HeadersNotSigned}; sign them, or do not send them",
        ),
        NONE,
    ),
    refusal(
        ANY,
        "headers present in the request which were not signed",
        Kind::UnsignedHeader,
        Say("the request was sent with x-amz- headers that are not signed: sign them, or do not send them"),
        NONE,
    ),
    refusal(
        ANY,
        "only one auth mechanism allowed",
        Kind::TwoSignatures,
        Say(
            "the request has an Authorization header in addition to the signature in its URL: send only one of the two",
        ),
        NONE,
    ),
    refusal(
        ANY,
        "unsupported authorization type",
        Kind::TwoSignatures,
        Say("the client sends an Authorization header of its own, such as Bearer, which the server reads instead of \
             the signature in the URL: do not send it"),
        NONE,
    ),
    refusal(ANY, "in authorization header", Kind::TwoSignatures, Ask(evidence::own_authorization), NONE),
    refusal(ANY, "authorization header requires", Kind::TwoSignatures, Ask(evidence::own_authorization), NONE),
    refusal(ANY, "in authorization header", Kind::Malformed, Say(FOREIGN_AUTHORIZATION), NONE),
    refusal(ANY, "authorization header requires", Kind::Malformed, Say(FOREIGN_AUTHORIZATION), NONE),
    refusal(ANY, "missing required header for this request: ", Kind::Header, Ask(evidence::missing_header), NONE),
    refusal(
        ANY,
        "iso-8859-1",
        Kind::Header,
        Say("a header, or a response- parameter that becomes one, has characters beyond ISO-8859-1: in \
             Content-Disposition, write the name as filename*=UTF-8''… ({message})"),
        NONE,
    ),
    refusal(
        ANY,
        "x-amz-content-sha256 must be",
        Kind::Payload,
        Say("the value of x-amz-content-sha256 is no payload hash ({message})"),
        NONE,
    ),
    refusal(&["NotImplemented"], "", Kind::Header, Ask(evidence::transfer_encoding), NONE),
    refusal(
        &["NotImplemented"],
        "",
        Kind::Header,
        Say("the server does not implement what the header {Header} asks for: do not send it"),
        NONE,
    ),
    refusal(
        &["MissingContentLength"],
        "",
        Kind::Header,
        Say("the request has no Content-Length: the client does not know the body's length, and sends it in chunks; \
             give it the length"),
        NONE,
    ),
    refusal(
        &["MethodNotAllowed"],
        "",
        Kind::Method,
        Say(
            "the method {Method} is not allowed for this address, which is of the type {ResourceType}: the method, or \
             the bucket or key in the URL, is another than was meant",
        ),
        QUERY,
    ),
    refusal(
        &["AccessForbidden"],
        "corsresponse",
        Kind::Cors,
        Say("the CORS rules of the bucket do not allow the origin, the method or a header of the browser's request \
             ({message})"),
        NONE,
    ),
];

const FOREIGN_AUTHORIZATION: &str = "the Authorization header is not one of Signature Version 4, which has Credential, \
                                     Signature and SignedHeaders: the client, or a proxy, may have put another in its \
                                     place";

/// Of a request that is not allowed, or says so.
pub(super) const PERMISSION: &[Refusal] = &[
    refusal(
        ANY,
        "is not authorized to perform",
        Kind::Permission,
        Say("the signature is valid, but the signer may not do this ({message})"),
        NONE,
    ),
    refusal(ACCESS, "", Kind::NotSigned, Ask(evidence::anonymous), NONE),
    refusal(
        ACCESS,
        "",
        Kind::Permission,
        Say(
            "access is denied, and the answer does not say why: if the request arrived with its signature, the access \
             key, the bucket or an account's policy does not allow it",
        ),
        DENIED,
    ),
    refusal(ANY, "forbidden", Kind::Permission, Ask(evidence::forbidden), DENIED),
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
