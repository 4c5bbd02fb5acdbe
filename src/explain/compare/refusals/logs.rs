//! What people have instead of the server's answer: a line of a browser, of a database's client, of an HTTP library.

use super::refusal::{Refusal, says};
use crate::explain::Kind;
use crate::explain::compare::clients;

/// By the words of the program.
///
/// Source: WHATWG Fetch, "CORS protocol" (the words are Chrome's, Firefox's and Safari's); Amazon RDS, "Troubleshooting
/// for IAM database authentication"; Amazon ElastiCache, "Authenticating with IAM"; the Go, Node.js, Python and Java
/// libraries for their words about headers.
pub(super) const LOGS: &[Refusal] = &[
    says("has been blocked by cors policy").is(Kind::Cors).make(clients::cors),
    says("cross-origin request blocked").is(Kind::Cors).make(clients::cors),
    says("is not allowed by access-control-allow-origin").is(Kind::Cors).make(clients::cors),
    says("invalid header field value").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("invalid character in header content").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("invalid header value").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("illegal header value").is(Kind::WhiteSpace).ask(clients::line_end_in_header),
    says("invalid leading whitespace, reserved character(s), or return character(s) in header value")
        .is(Kind::WhiteSpace)
        .ask(clients::line_end_in_header),
    says("not a valid key=value pair").is(Kind::WhiteSpace).ask(clients::space_in_credential),
    says("pam authentication failed").is(Kind::Token).make(clients::database_login),
    says("access denied for user").is(Kind::Token).ask(clients::token_of_database),
    says("password authentication failed for user").is(Kind::Token).ask(clients::token_of_database),
    says("invalid username-password pair").is(Kind::Token).ask(clients::token_of_database),
    says("wrongpass").is(Kind::Token).ask(clients::token_of_database),
    says("for troubleshooting function url authorization").is(Kind::Permission).say(
        "the function URL refuses the request: it arrived without a valid signature for the service lambda, or the policy \
         of the signer or of the function allows not both lambda:InvokeFunctionUrl and lambda:InvokeFunction, which new \
         function URLs ask for since October 2025",
    ).likely(),
];
