//! Databases that refused a token.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::{Kind, shown};
use crate::text::percent::decode;
use crate::timestamp::Timestamp;

/// What a paste has where the client connects to a tunnel and not to the database itself.
const TUNNELS: [&str; 8] =
    ["\"127.0.0.1\"", "localhost", "(127.0.0.1)", "@127.0.0.1", "tunnel", "bastion", "port-forward", "port forward"];

/// A database that refused the token.
pub(in crate::explain::compare) fn database_login(case: &Case<'_>) -> String {
    let advice = "tokens hold for 15 minutes, the host and the port that the client connects to must be those that were \
                  signed, the region that of the database, and the user must have the role rds_iam and the policy \
                  rds-db:connect";
    let text = case.text();
    if TUNNELS.iter().any(|word| text.contains(word)) {
        return format!(
            "the connection goes through a tunnel, as to 127.0.0.1, and the token must be made for the host and the port of the database's own \
             endpoint, not for those of the tunnel; {advice}"
        );
    }
    if let Some((of_host, other)) = regions(&text) {
        return format!(
            "the database is in the region {of_host}, and {other} is set as well: the token must be signed for the region of the database; {advice}"
        );
    }
    if text.contains("rdsauthproxy") || text.contains("pam_authenticate failed: permission denied") {
        return format!(
            "the database asked IAM, which did not let the signer in: most often the signer's policy does not allow rds-db:connect for \
             arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/USER, where RESOURCE-ID is that of the database (db-… or cluster-…) and not its name; {advice}"
        );
    }
    let token = case.url.filter(|url| url.scope.as_ref().is_some_and(|scope| scope.service() == "rds-db"));
    if let Some((of_token, of_login)) = users(case) {
        return format!("the token was made for the user {of_token}, and the login is that of {of_login}; {advice}");
    }
    let is_old = |made: &Timestamp| case.has(Kind::Expired) || logged(case).is_some_and(|time| is_over(*made, time));
    if let Some(made) = token.and_then(|token| token.signed_at).filter(is_old) {
        return format!("the token was made at {made} and has expired: {advice}; make a new token for each connection");
    }
    let has_scheme = case.evidence.url.as_deref().is_some_and(|url| url.trim_start().starts_with("http"));
    match token {
        Some(_) if has_scheme => {
            format!(
                "the token must be the password without https:// before it, if it was sent as it was pasted; {advice}"
            )
        }
        Some(url) if !url.host.contains(':') => {
            format!("the token was signed for the host {} without its port, such as :5432 or :3306; {advice}", url.host)
        }
        _ => format!("the database did not accept the token: {advice}"),
    }
}

/// The region in the name of a database's host, and another one that is named next to it, in lower case.
fn regions(text: &str) -> Option<(&str, &str)> {
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let (before, _) = text.split_once(".rds.amazonaws.com")?;
    let of_host = before.rsplit('.').next().filter(|region| is_region(region))?;
    words().find(|word| is_region(word) && *word != of_host).map(|other| (of_host, other))
}

/// Whether it is the name of a region of AWS, such as `us-east-1`.
fn is_region(word: &str) -> bool {
    let mut parts = word.split('-');
    let (first, last) = (parts.next().unwrap_or_default(), parts.next_back().unwrap_or_default());
    let middle = parts.next().unwrap_or_default();
    first.len() == 2
        && middle.len() > 3
        && last.len() == 1
        && last.bytes().all(|b| b.is_ascii_digit())
        && [first, middle].iter().all(|part| part.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Whether a token that was made then is no longer accepted.
fn is_over(made: Timestamp, now: Timestamp) -> bool {
    now.unix_seconds() > made.unix_seconds() + 15 * 60
}

/// The latest time that a log has.
fn logged(case: &Case<'_>) -> Option<Timestamp> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']');
    let words = case.evidence.texts().flat_map(|text| text.split(is_end));
    words.filter_map(|word| Timestamp::parse_rfc3339(word).ok()).max_by_key(|time| time.unix_seconds())
}

/// The user of the token and that of the login, where they differ.
fn users(case: &Case<'_>) -> Option<(String, String)> {
    let (_, query) = case.evidence.url.as_deref()?.split_once('?')?;
    let of_token = query.split('&').find_map(|part| part.strip_prefix("DBUser="))?;
    let of_token = String::from_utf8_lossy(&decode(of_token)).into_owned();
    let text = case.evidence.texts().find(|text| text.contains(" for user "))?;
    let (_, rest) = text.split_once(" for user ")?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (of_login, _) = rest[1..].split_once(quote)?;
    let shown = |text: &str| shown::text(text).into_owned();
    (of_token != of_login).then(|| (shown(&of_token), shown(of_login)))
}

/// The same where the password may be no token.
pub(in crate::explain::compare) fn token_of_database(case: &Case<'_>) -> Option<String> {
    let services = ["rds-db", "elasticache", "memorydb", "dsql", "redshift-serverless"];
    let service = case.url?.scope.as_ref()?.service().to_owned();
    services.contains(&service.as_str()).then(|| database_login(case))
}

/// The same where nobody says that the password is a token.
pub(in crate::explain::compare) fn password_of_database(case: &Case<'_>) -> String {
    format!("if the password is a token of IAM: {}", database_login(case))
}

/// A server that accepts encrypted connections alone.
pub(in crate::explain::compare) fn unencrypted_login(case: &Case<'_>) -> Option<String> {
    case.text().contains("no encryption").then(|| {
        "the database accepts encrypted connections alone, and a login by IAM always needs one: connect with sslmode=require, or better \
         verify-full with the certificates of RDS"
            .to_owned()
    })
}

/// A client of MySQL that does not send the token.
pub(in crate::explain::compare) fn clear_password(_: &Case<'_>) -> String {
    "the client does not send the token, which goes as a password in the clear inside of TLS: enable it \
         (--enable-cleartext-plugin, allowCleartextPasswords=1), and TLS"
        .to_owned()
}
