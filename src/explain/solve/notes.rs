//! What is to be seen without a search: headers that are sent unsigned or signed and not sent, and swapped keys.

use alloc::format;
use alloc::vec::Vec;

use crate::explain::solve::sent::Case;
use crate::explain::solve::solution::Change;
use crate::explain::{Finding, Kind};
use crate::request::payload::PAYLOAD_HEADER;
use crate::request::reserved::changes_in_transit;
use crate::text::shapes::is_secret_key;
use crate::verify::Place;

/// The headers that are told of one kind, at most.
const AT_MOST: usize = 16;

/// What else is wrong with the request, whatever the signature was made for.
pub(super) fn findings(case: &Case<'_>, solution: Option<&[Change]>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_told = |name: &str| {
        let is_about = |change: &Change| change.line.strip_prefix("header ") == Some(name);
        solution.is_some_and(|changes| changes.iter().any(is_about))
    };
    let is_signed = |name: &str| case.model.header(name).is_some();
    let mut sent: Vec<_> = case.wire.headers().map(|(name, _)| name).collect();
    sent.dedup();
    let unsigned =
        sent.iter().filter(|name| name.starts_with("x-amz-") && !is_signed(name) && !may_be_unsigned(case, name));
    for name in unsigned.filter(|name| !is_told(name)).take(AT_MOST) {
        let sentence =
            format!("the header {name} is sent but is not signed: S3 refuses such a request with AccessDenied");
        findings.push(Finding::new(Kind::UnsignedHeader, sentence));
    }
    let is_right = solution.is_some_and(<[Change]>::is_empty);
    let names = case.model.headers.iter().map(|(name, _)| name.as_str());
    let absent = names.filter(|name| *name != "host" && case.wire.header_values(name).next().is_none());
    for name in absent.filter(|name| !is_right && !is_told(name)).take(AT_MOST) {
        let sentence = format!("the header {name} is signed but is not sent: send it with the value that was signed");
        findings.push(Finding::new(Kind::Header, sentence));
    }
    let names = case.model.headers.iter().map(|(name, _)| name.as_str());
    let changing = names.filter(|name| solution.is_none() && case.place == Place::Authorization && changes(name));
    for name in changing.take(AT_MOST) {
        let sentence = format!("the header {name} is signed, but proxies change it: it should never be signed");
        findings.push(Finding::new(Kind::ProxyChanges, sentence));
    }
    findings
}

/// The payload hash is a line of its own; the token of a URL's signature is a parameter.
fn may_be_unsigned(case: &Case<'_>, name: &str) -> bool {
    let token = case.rules.session_token_parameter;
    let is_token = case.place == Place::Authorization && name.eq_ignore_ascii_case(token);
    name == PAYLOAD_HEADER || (is_token && !case.rules.sign_session_token)
}

fn changes(name: &str) -> bool {
    ["accept-encoding", "user-agent"].contains(&name) || changes_in_transit(name)
}

/// A plus sign that was signed as one, which it is not to a server.
pub(super) fn bare_plus() -> Change {
    Change {
        kind: Kind::Plus,
        line: "bare + in the query".into(),
        signed: Some("read as a plus sign, %2B,".into()),
        sent: Some("as a space, %20, as most servers read it".into()),
    }
}

/// The access key ID of the request is the secret of the credentials, or the other way round.
pub(super) fn swapped(access_key_id: &str) -> (Change, Finding) {
    let change = Change {
        kind: Kind::AccessKey,
        line: "access key ID and secret access key".into(),
        signed: Some("swapped".into()),
        sent: Some("as they are given".into()),
    };
    let sentence = if is_secret_key(access_key_id) {
        "the request names the secret access key where the access key ID belongs: the two are swapped, and whoever saw \
         the request has the secret, so make a new access key"
    } else {
        "the credentials at hand have the secret access key where the access key ID belongs: the two are swapped"
    };
    (change, Finding::new(Kind::AccessKey, sentence))
}
