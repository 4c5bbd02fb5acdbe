//! What ElastiCache and MemoryDB have in common: a password for a cache that is named, not addressed.

use crate::error::{Error, Reason};
use crate::services::endpoint::{known, request, with_query};
use crate::services::keys::QUARTER_OF_AN_HOUR;
use crate::services::{Keys, Token};
use crate::timestamp::Timestamp;

pub(super) fn token(
    (name, user): (&str, &str),
    parameters: &[(&str, &str)],
    (region, service): (&str, &str),
    keys: Keys<'_>,
    now: Timestamp,
) -> Result<Token, Error> {
    if user.is_empty() {
        return Err(Error(Reason::EmptyValue("user")));
    }
    if name.is_empty() {
        return Err(Error(Reason::EmptyValue("name of the cache")));
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(Error(Reason::InvalidArgument(
            "the name of the cache has a character other than A-Z a-z 0-9 -: it is not the cache's endpoint",
        )));
    }
    if name.eq_ignore_ascii_case("localhost") {
        return Err(Error(Reason::InvalidArgument(
            "the name of the cache is localhost: sign for the cache's own name, whatever the client dials",
        )));
    }
    let request = request("GET", "https", name, "/")?.query("Action", "connect").query("User", user);
    let request = with_query(request, parameters);
    let url = keys.presign(&request, (known(region)?, service), QUARTER_OF_AN_HOUR, now)?;
    Ok(Token::without_scheme(&url))
}
