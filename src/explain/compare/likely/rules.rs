//! The rules, and the order in which they are asked.

use alloc::vec::Vec;

use crate::explain::Finding;
use crate::explain::compare::case::Case;
use crate::explain::compare::likely::client::{code, forms, habits, keys, marks, services, targets, trace, usual};
use crate::explain::compare::likely::sight::Sight;
use crate::explain::compare::likely::{
    address, between, command, configured, foreign, headers, prose, redirects, server, spelling, status,
};

/// What a rule sees.
type Rule = fn(&Sight<'_>) -> Vec<Finding>;

/// The rules that need no refusal, the most telling first.
const ALWAYS: [Rule; 21] = [
    command::unquoted,
    command::unsent,
    command::unsigned,
    between::password,
    between::cluster,
    between::logged_scope,
    trace::logged_headers,
    trace::line_end_in_key,
    trace::doubled_slash,
    code::empty_credential,
    code::repeated,
    keys::exchanged,
    forms::policy,
    forms::not_hashed,
    targets::sent_otherwise,
    targets::unsorted,
    spelling::names,
    foreign::authorization,
    headers::preflight,
    headers::method,
    address::raw_value,
];

/// The rules for a request that was refused.
const REFUSED: [Rule; 60] = [
    habits::dropped_name,
    keys::padded,
    trace::compressed,
    habits::in_address,
    habits::local_time,
    habits::header_value,
    server::trailer,
    marks::no_service,
    usual::acl,
    redirects::followed,
    between::hash,
    between::origin_access,
    configured::misplaced,
    configured::rewritten,
    configured::renamed,
    between::encoding_of_go,
    status::redirect,
    status::bad_request,
    status::head,
    services::sockets,
    services::models,
    services::mail,
    services::token_of_client,
    status::alone,
    trace::encoded,
    headers::in_transit,
    marks::query_in_path,
    code::options,
    code::customer_key,
    code::signed_and_unsent,
    code::presigned_header,
    habits::charset,
    usual::new_checksum,
    headers::length,
    headers::twice,
    headers::beyond_ascii,
    headers::type_of_version_2,
    server::dropped_prefix,
    server::replaced_host,
    server::local_stack,
    targets::replaced,
    habits::known,
    keys::special_key,
    marks::left_as_it_is,
    prose::observed,
    code::encoded_key,
    address::credential,
    address::path,
    address::encoded_twice,
    address::encoded_once,
    address::folder,
    address::query,
    between::default_region,
    server::own_proxy,
    headers::values,
    server::secret,
    status::forbidden,
    trace::hash_of_body,
    trace::plain,
    usual::of_sdk,
];

/// What two texts at hand prove, whatever the server says, and what its words leave open.
pub(in crate::explain::compare) fn proved(case: &Case<'_>) -> Vec<Finding> {
    let sight = Sight::new(case, None);
    let rules: [Rule; 12] = [
        keys::padded,
        keys::placeholder,
        habits::known,
        between::password,
        between::cluster,
        code::empty_credential,
        code::repeated,
        keys::exchanged,
        forms::policy,
        services::token_of_client,
        server::refused_token,
        prose::observed,
    ];
    rules.iter().flat_map(|rule| rule(&sight)).collect()
}

/// Whether the text tells the status of the answer, or where it works and where not, and something was said to it.
pub(in crate::explain::compare) fn is_read(case: &Case<'_>) -> bool {
    let sight = Sight::new(case, None);
    let rules: [Rule; 9] = [
        services::sockets,
        targets::unsorted,
        status::redirect,
        status::bad_request,
        status::head,
        status::alone,
        status::forbidden,
        redirects::followed,
        prose::observed,
    ];
    rules.iter().any(|rule| !rule(&sight).is_empty())
}

/// What makes another address of the one that was meant, whose signature may be good.
pub(in crate::explain::compare) fn misplaced(case: &Case<'_>) -> Vec<Finding> {
    let sight = Sight::new(case, None);
    let rules: [Rule; 4] = [targets::bucket_in_host, address::encoded_twice, address::bucket_twice, address::folder];
    rules.iter().flat_map(|rule| rule(&sight)).collect()
}

/// What is seen.
pub(in crate::explain::compare) fn find(case: &Case<'_>) -> Vec<Finding> {
    let received = case.answer.canonical_request();
    let sight = Sight::new(case, received.as_deref());
    let refused = if case.evidence.answer.is_some() { &REFUSED[..] } else { &[] };
    let found: Vec<_> = ALWAYS.iter().chain(refused).flat_map(|rule| rule(&sight)).collect();
    if found.is_empty() { usual::bare(&sight) } else { found }
}
