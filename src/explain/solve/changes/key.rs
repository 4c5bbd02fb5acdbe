//! Changes of the scope, and of the secret and the scope that the key is derived from.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::explain::Kind;
use crate::explain::inspect::host_scope;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::model::Model;
use crate::explain::solve::sent::Case;
use crate::explain::solve::signers::encoders::decoded;
use crate::explain::solve::signers::usual::{COMMON_REGIONS, COMMON_SERVICES, OTHER_REGIONS, OTHER_SERVICES};
use crate::signing::Scope;
use crate::text::percent::{self, UNRESERVED};
use crate::timestamp::Timestamp;
use crate::verify::Place;

/// What a secret is, and the secret.
pub(in crate::explain::solve) type Secret = (&'static str, Zeroizing<String>);

/// The secret as it was given, and as it may have been read.
pub(in crate::explain::solve) fn secrets(credentials: &Credentials) -> Vec<Secret> {
    let secret = credentials.secret();
    let mut encoded = String::with_capacity(3 * secret.len());
    percent::encode(&mut encoded, secret, &UNRESERVED);
    let without_last = secret.char_indices().next_back().map_or("", |(at, _)| &secret[..at]);
    let without_first = secret.char_indices().nth(1).map_or("", |(at, _)| &secret[at..]);
    let quotes = ['"', '\'', ' ', '\t', '\r', '\n'];
    [
        ("as it is given", secret.to_owned()),
        ("with a line feed after it", format!("{secret}\n")),
        ("with a carriage return and a line feed after it", format!("{secret}\r\n")),
        ("with a carriage return after it", format!("{secret}\r")),
        ("with a space after it", format!("{secret} ")),
        ("with a space before it", format!(" {secret}")),
        ("in double quotes", format!("\"{secret}\"")),
        ("in single quotes", format!("'{secret}'")),
        ("without the quotes and white space around it", secret.trim_matches(quotes).to_owned()),
        ("without its last character", without_last.to_owned()),
        ("without its first character", without_first.to_owned()),
        ("percent-decoded", decoded(secret)),
        ("percent-encoded", encoded),
        ("with spaces for its plus signs", secret.replace('+', " ")),
        ("with plus signs for its spaces", secret.replace(' ', "+")),
        ("with a backslash before each slash", secret.replace('/', "\\/")),
        ("without the backslashes in it", secret.replace('\\', "")),
        ("in lower case", secret.to_ascii_lowercase()),
        ("with AWS4 before it twice", ["AWS4", secret].concat()),
        ("replaced by the access key ID", credentials.access_key_id().to_owned()),
        ("replaced by nothing", String::new()),
    ]
    .map(|(words, secret)| (words, Zeroizing::new(secret)))
    .into()
}

pub(in crate::explain::solve) fn edits(case: &Case<'_>, secrets: &[Secret], out: &mut Edits) {
    for (at, (words, secret)) in secrets.iter().enumerate().skip(1) {
        if **secret != *secrets[0].1 {
            let told = Told::Words("secret access key", words, secrets[0].0);
            out.push(Edit::new(Kind::Secret, told, move |model| model.secret = at));
        }
    }
    for (kind, scope, is_usual) in scopes(case) {
        let weigh = |edit: Edit| if is_usual { edit } else { edit.unusual() };
        out.push(weigh(of_scope(case, kind, scope.clone())));
        out.push(weigh(Edit::new(kind, Told::KeyScope, move |model| model.key_scope = scope.clone())));
    }
}

/// Other scopes in the string to sign, with the key as it is.
pub(in crate::explain::solve) fn scope_edits(case: &Case<'_>, out: &mut Edits) {
    for (kind, scope, is_usual) in scopes(case) {
        let edit = of_scope(case, kind, scope);
        out.push(if is_usual { edit } else { edit.unusual() });
    }
}

/// Scopes that signers take for the one that is sent, what differs in them, and whether they are usual.
fn scopes(case: &Case<'_>) -> Vec<(Kind, Scope, bool)> {
    let Some(of) = Days::of(&case.model) else { return Vec::new() };
    let scope = &case.model.scope;
    let host = case.model.header("host").unwrap_or_default();
    let endpoint = host_scope(host);
    let (host_region, host_service) = endpoint.map_or((None, None), |host| (host.region, host.service));
    // Whoever reads region or service off the host may take another part of it.
    let labels = host.split(['.', ':']).filter(|label| !label.is_empty()).take(LABELS_AT_MOST);
    let usual = |names: &[&'static str]| names.iter().map(|name| (*name, true)).collect::<Vec<_>>();
    let others = |names: &[&'static str]| names.iter().map(|name| (*name, false)).collect::<Vec<_>>();
    let of_host = |name: &Option<String>| name.clone().map(|name| (name, true));
    let owned = |names: Vec<(&'static str, bool)>| names.into_iter().map(|(name, usual)| (name.to_owned(), usual));
    let labels = || labels.clone().map(|label| (label.to_owned(), false));
    let regions = of_host(&host_region).into_iter().chain(owned(usual(&COMMON_REGIONS)));
    let regions = regions.chain(owned(others(&OTHER_REGIONS))).chain(labels());
    let regions = regions
        .map(|(region, is_usual)| (Kind::Region, Scope::of_checked(of.scope, &region, scope.service()), is_usual));
    let services = of_host(&host_service).into_iter().chain(owned(usual(&COMMON_SERVICES)));
    let services = services.chain(owned(others(&OTHER_SERVICES))).chain(labels());
    let services = services
        .map(|(service, is_usual)| (Kind::Service, Scope::of_checked(of.scope, scope.region(), &service), is_usual));
    let days = of.near.iter().map(|day| (Kind::Date, Scope::of_checked(*day, scope.region(), scope.service()), true));
    regions.chain(services).chain(days).collect()
}

/// The parts of a host that are taken for a region or a service, at most.
const LABELS_AT_MOST: usize = 8;

/// The day of the scope, and the days that a signer in another time zone may take it for.
struct Days {
    scope: Timestamp,
    near: Vec<Timestamp>,
}

impl Days {
    const SECONDS: u64 = 24 * 60 * 60;

    fn of(model: &Model) -> Option<Self> {
        let scope = Timestamp::parse(&format!("{}T000000Z", model.scope.date())).ok()?;
        let before = Timestamp::from_unix_seconds(scope.unix_seconds().saturating_sub(Self::SECONDS)).ok()?;
        let mut near = alloc::vec![before, scope.plus(Self::SECONDS)];
        near.extend(Timestamp::parse(&model.time));
        Some(Self { scope, near })
    }
}

/// The whole signature made for another scope.
fn of_scope(case: &Case<'_>, kind: Kind, scope: Scope) -> Edit {
    let in_query = case.place == Place::Query;
    let credential = format!("{}/{scope}", case.access_key_id);
    let mut encoded = String::new();
    percent::encode(&mut encoded, &credential, &UNRESERVED);
    Edit::new(kind, Told::Scope, move |model| {
        model.scope = scope.clone();
        model.key_scope = scope.clone();
        if in_query {
            model.set_parameter("X-Amz-Credential", &encoded);
        }
    })
}
