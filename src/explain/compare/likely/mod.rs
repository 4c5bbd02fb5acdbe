//! What most often is the reason, where neither the server nor a comparison tells it.

mod address;
mod command;
mod headers;
mod server;
mod sight;

use alloc::vec::Vec;

use self::sight::Sight;
use crate::explain::Finding;
use crate::explain::compare::case::Case;

/// The rules, the most telling first.
const RULES: [fn(&Sight<'_>) -> Vec<Finding>; 17] = [
    command::unquoted,
    command::unsent,
    command::unsigned,
    headers::preflight,
    headers::method,
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
    RULES.into_iter().flat_map(|rule| rule(&sight)).collect()
}
