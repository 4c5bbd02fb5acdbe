//! What most often is the reason, where neither the server nor a comparison tells it.

mod address;
mod command;
mod headers;
mod server;
mod sight;
mod status;

use alloc::vec::Vec;

use self::sight::Sight;
use crate::explain::Finding;
use crate::explain::compare::case::Case;

/// What a rule sees.
type Rule = fn(&Sight<'_>) -> Vec<Finding>;

/// The rules that need no refusal, the most telling first.
const ALWAYS: [Rule; 5] = [command::unquoted, command::unsent, command::unsigned, headers::preflight, headers::method];

/// The rules for a request that was refused.
const REFUSED: [Rule; 14] = [
    status::redirect,
    status::bad_request,
    headers::in_transit,
    headers::length,
    headers::twice,
    headers::type_of_version_2,
    server::dropped_prefix,
    server::replaced_host,
    address::credential,
    address::path,
    address::folder,
    address::query,
    server::own_proxy,
    server::secret,
];

/// What is seen.
pub(super) fn find(case: &Case<'_>) -> Vec<Finding> {
    let received = case.answer.canonical_request();
    let sight = Sight::new(case, received.as_deref());
    let refused = if case.evidence.answer.is_some() { &REFUSED[..] } else { &[] };
    ALWAYS.iter().chain(refused).flat_map(|rule| rule(&sight)).collect()
}
