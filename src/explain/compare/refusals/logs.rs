//! What people have instead of the server's answer: a line of a browser, of a database's client, of an HTTP library.

use super::refusal::{Refusal, says, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::clients;

/// By the words of the program.
///
/// Source: WHATWG Fetch, "CORS protocol" (the words are Chrome's, Firefox's and Safari's); Amazon RDS, "Troubleshooting
/// for IAM database authentication"; Amazon ElastiCache, "Authenticating with IAM"; the Go, Node.js, Python and Java
/// libraries for their words about headers.
pub(super) const LOGS: &[Refusal] = &[
    says_one_of(&[
        "has been blocked by cors policy",
        "cross-origin request blocked",
        "is not allowed by access-control-allow-",
        "due to access control checks",
        "preflight response is not successful",
        "violates the following content security policy directive",
        "violates the document's content security policy",
        "content-security-policy: the page",
        "no 'access-control-allow-origin' header is present",
        "is disallowed for cross-origin requests that require preflight",
    ])
    .is(Kind::Cors)
    .make(clients::cors),
    says_one_of(&[
        "command not found",
        "is not recognized as an internal or external command",
        "ampersand (&) character is not allowed",
        "no matches found: http",
        "no match for wildcard",
        "zsh: no matches found",
        "parse error near `&'",
    ])
    .is(Kind::NotSigned)
    .ask(clients::cut_by_shell),
    says("mixed content:").is(Kind::Endpoint).make(clients::mixed_content),
    says("blocked loading mixed active content").is(Kind::Endpoint).make(clients::mixed_content),
    says_one_of(&[
        "typeerror: failed to fetch",
        "typeerror: load failed",
        "net::err_failed",
        "cors error",
        "network error",
        "networkerror",
        "0 unknown error",
        "status code 0",
        "status: 0",
        "xmlhttprequest error",
    ])
    .is(Kind::Cors)
    .ask(clients::failed_fetch)
    .likely(),
    says("invalid header field value").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("invalid character in header content").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("invalid header value").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("illegal header value").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("invalid leading whitespace, reserved character(s), or return character(s) in header value")
        .is(Kind::WhiteSpace)
        .ask(clients::line_end_in_header),
    says_one_of(&[
        "invalid header: authorization",
        "invalid value for header \"authorization\"",
        "illegal character(s) in message header value",
        "header value contains invalid",
        "new-line characters are not allowed in header values",
        "specified value has invalid control characters",
        "invalid http header value",
        "failed to parse header value",
        "invalidheadervalue",
    ])
    .is(Kind::WhiteSpace)
    .ask(clients::line_end_in_header),
    says("not a valid key=value pair").is(Kind::WhiteSpace).ask(clients::space_in_credential),
    says("pam authentication failed").is(Kind::Token).make(clients::database_login),
    says("no pg_hba.conf entry for host").is(Kind::Endpoint).ask(clients::unencrypted_login),
    says("mysql_clear_password").is(Kind::Token).make(clients::clear_password),
    says_one_of(PASSWORDS).is(Kind::Token).ask(clients::token_of_database),
    says_one_of(PASSWORDS).is(Kind::Token).make(clients::password_of_database).likely(),
    says("for troubleshooting function url authorization").is(Kind::Permission).say(
        "the function URL refuses the request: it arrived without a valid signature for the service lambda, or the policy \
         of the signer or of the function allows not both lambda:InvokeFunctionUrl and lambda:InvokeFunction, which new \
         function URLs ask for since October 2025",
    ).likely(),
];

/// How databases refuse a password, be it a token or not.
const PASSWORDS: &[&str] = &[
    "access denied for user",
    "password authentication failed for user",
    "invalid username-password pair",
    "wrongpass",
    "unable to accept connection, access denied",
];
