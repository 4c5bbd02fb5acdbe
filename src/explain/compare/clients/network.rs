//! What clients say where nothing was sent, or nobody answered.

use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::inspect::is_known_host;
use crate::explain::shown;

/// What stands before the name of a host in the words of clients, in lower case.
const BEFORE: [&str; 11] = [
    "getaddrinfo enotfound ",
    "getaddrinfo eai_again ",
    "could not resolve host: ",
    "unknownhostexception: ",
    "unable to resolve host ",
    "dial tcp: lookup ",
    "resolve host: ",
    "altnames: host: ",
    "target host name '",
    "host='",
    "hostname '",
];

/// The host that a client speaks of: in the URL, or in its own words.
fn host(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let named = BEFORE.iter().find_map(|before| {
        let (_, rest) = text.split_once(before)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name = rest.trim_start_matches(['\'', '"']).split(|c| !is_name(c)).next()?;
        let name = name.trim_end_matches('.');
        (!name.is_empty()).then(|| shown::text(name).into_owned())
    });
    named.or_else(|| case.host())
}

/// A name that no server of names knows.
pub(in crate::explain::compare) fn no_such_host(case: &Case<'_>) -> String {
    let host = host(case);
    let name = host.as_ref().map(|host| format!(" {host}")).unwrap_or_default();
    if host.as_deref().is_some_and(is_known_host) {
        return format!(
            "the host{name} is not found: it does not exist, as where the region or the bucket in it is mistyped, or the client's network \
             has no names from outside"
        );
    }
    format!(
        "the host{name} is not known where the client runs: where the bucket's name stands before the server's own, the client must use \
         path style; the name of a container or a service is known inside its own network only, and a URL that others open must be \
         signed for the public host"
    )
}

/// What a shell says of the parts of a URL that is not in quotes.
pub(in crate::explain::compare) fn cut_by_shell(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_signed = |text: &str| ["x-amz-", "signature=", "awsaccesskeyid", "x-id="].iter().any(|it| text.contains(it));
    let url = case.evidence.url.as_deref().unwrap_or_default().to_ascii_lowercase();
    (is_signed(&text) || is_signed(&url)).then(|| {
        "the URL in the command is not in quotes: a shell ends it at the first & and reads ? as a wildcard, so that the rest of the query, with \
         the signature, is not sent; put the URL between quotation marks"
            .into()
    })
}

/// A certificate for other names.
pub(in crate::explain::compare) fn other_certificate(case: &Case<'_>) -> String {
    let host = host(case);
    let name = host.as_ref().map(|host| format!(" {host}")).unwrap_or_default();
    format!(
        "the server's certificate does not hold for the host{name}: a bucket with a dot in its name, or one before the name of a server of \
         one's own, needs path style, with the bucket in the path, and a URL must be signed for a host that the certificate names"
    )
}

/// A host and port where nobody answers.
pub(in crate::explain::compare) fn no_answer(case: &Case<'_>) -> String {
    let host = host(case).map(|host| format!(" {host}")).unwrap_or_default();
    let text = case.text();
    let own = ["localhost", "127.0.0.1", "[::1]"].iter().any(|it| text.contains(it));
    let place = if own {
        "; inside of a container localhost is the container itself, so that the endpoint must be the name of the server's container"
    } else {
        "; the port is another, a firewall or a subnet without a way out (NAT, VPC endpoint) is in between, or a proxy is needed"
    };
    format!("nobody answers at the host{host}, so that no server has looked at a signature{place}")
}
