//! The endpoints of databases: the only hosts that a token for one may name.

use alloc::borrow::ToOwned;

use crate::error::{Error, Reason};
use crate::partition::{is_region, split_domain};
use crate::request::Request;

/// A service of databases that compares a token with the endpoint that it gave out.
pub(crate) struct Database {
    /// Its name in the credential scope.
    scope: &'static str,
    pub(crate) name: &'static str,
    /// What of the endpoint a token names.
    pub(crate) signed: &'static str,
    /// The part of its hosts next to the region.
    label: &'static str,
    /// Whether a hyphen and more may follow there, in clusters behind AWS PrivateLink.
    may_continue: bool,
}

/// Source: Amazon RDS User Guide, "Connecting to your DB instance using IAM authentication" ("You cannot use a custom
/// Route 53 DNS record instead of the DB instance endpoint to generate the authentication token"); Amazon Aurora DSQL
/// User Guide, "Managing and connecting to Amazon Aurora DSQL clusters using AWS PrivateLink" (`dsql-fnh4`).
const DATABASES: [Database; 2] = [
    Database { scope: "rds-db", name: "Amazon RDS", signed: "name and port", label: "rds", may_continue: false },
    Database { scope: "dsql", name: "Aurora DSQL", signed: "name", label: "dsql", may_continue: true },
];

impl Database {
    /// The service of databases that is signed for by this name.
    pub(crate) fn of_scope(service: &str) -> Option<&'static Self> {
        DATABASES.iter().find(|database| database.scope == service)
    }

    /// Whether a host, in lower case, is an endpoint: names of the user's, then region and service, in either order. A
    /// cluster in several regions has `global` for a region.
    pub(crate) fn has(&self, host: &str) -> bool {
        let name = host.split(':').next().unwrap_or_default();
        let Some((before, _)) = split_domain(name) else { return false };
        let mut labels = before.rsplit('.');
        let (last, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
        let is_service = |label: &str| {
            let rest = label.strip_prefix(self.label);
            rest.is_some_and(|rest| rest.is_empty() || self.may_continue && rest.len() > 1 && rest.starts_with('-'))
        };
        let is_place = |label: &str| is_region(label) || label == "global";
        let is_endpoint = is_service(last) && is_place(second) || is_service(second) && is_place(last);
        is_endpoint && labels.next().is_some_and(|label| !label.is_empty())
    }
}

/// Refuses a request to a host that is not an endpoint of the database service.
pub(super) fn check(request: &Request<'_>, service: &str) -> Result<(), Error> {
    let host = request.address.host();
    match Database::of_scope(service) {
        Some(database) if !database.has(host) => {
            let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
            let host = port.map_or(host, |(name, _)| name);
            Err(Error(Reason::NotAnEndpoint { host: host.to_owned(), service: database.name, signed: database.signed }))
        }
        _ => Ok(()),
    }
}
