//! Refusals of the addressing style, and hosts that cannot be reached.

use super::refusal::{Refusal, code, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::clients;

/// Of the host.
///
/// Source: Alibaba Cloud OSS, Tencent COS, Huawei OBS and Volcengine TOS for their codes and words; Node.js, Go,
/// Python, Java, Rust, curl and Chrome for theirs.
pub(super) const ADDRESSES: &[Refusal] = &[
    code(VIRTUAL).is(Kind::Endpoint).say(VIRTUAL_ONLY),
    says_one_of(&[
        "please use virtual hosted style",
        "must be addressed using oss third level domain",
        "virtual-styled domain",
        "virtual host domain is required",
        "path-style access is not supported",
        "path style access is not supported",
        "does not support path-style",
        "does not support path style",
    ])
    .is(Kind::Endpoint)
    .say(VIRTUAL_ONLY),
    says_one_of(&[
        "getaddrinfo enotfound",
        "getaddrinfo eai_again",
        "no such host",
        "could not resolve host",
        "couldn't resolve host",
        "unable to resolve host",
        "unknownhostexception",
        "name or service not known",
        "nodename nor servname",
        "no address associated with hostname",
        "temporary failure in name resolution",
        "failed to lookup address",
        "failed to resolve '",
        "err_name_not_resolved",
        "could not connect to the endpoint url",
        "server with the specified hostname could not be found",
    ])
    .is(Kind::Endpoint)
    .make(clients::no_such_host)
    .likely(),
    says_one_of(&["deserialization error: to see the raw response", "is not expected.:1:1", "unable to parse response"])
        .is(Kind::Endpoint)
        .say(
            "what answered is not the service that the SDK expects, since the answer is not in its form ({message}): the endpoint may be that of a web \
             page, a console (port 9001 instead of 9000) or a proxy's error page, or lack its path; curl shows the answer",
        )
        .likely(),
    says_one_of(&[
        "certificate's altnames",
        "err_tls_cert_altname_invalid",
        "err_cert_common_name_invalid",
        "doesn't match either of",
        "certificate is not valid for",
        "certificate is valid for",
        "certificate not valid for name",
        "certificate subject name does not match target host name",
        "no alternative certificate subject name matches",
        "no subject alternative",
        "doesn't match any of the subject alternative names",
        "hostname mismatch, certificate",
        "remotecertificatenamemismatch",
        "ssl: certificate subject name",
    ])
    .is(Kind::Certificate)
    .make(clients::other_certificate)
    .likely(),
];

const VIRTUAL: &[&str] =
    &["SecondLevelDomainForbidden", "PathStyleDomainForbidden", "VirtualHostDomainRequired", "InvalidPathAccess"];

const VIRTUAL_ONLY: &str = "the server accepts the bucket as a part of the host only, and the client has it in the path, which is path \
                            style ({message}): the client must use virtual-hosted style";
