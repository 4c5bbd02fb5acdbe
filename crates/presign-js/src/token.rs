//! Tokens with which clients sign in to databases and clusters.

use alloc::format;
use alloc::string::String;
use core::time::Duration;

use presign::services::{dsql, eks, elasticache, memorydb, msk, rds};
use presign::{Credentials, Timestamp};

use crate::credentials;
use crate::failure::Failure;
use crate::fields::{Fields, push};

/// Signs a token: its kind, the time, the credentials, and what the kind needs, by name. A result has the token, and when it
/// expires.
pub(crate) fn sign(fields: &mut Fields<'_>, out: &mut String) -> Result<(), Failure> {
    let kind = fields.required()?;
    let now = Timestamp::from_unix_seconds(fields.number()?.unwrap_or_default())?;
    let credentials = credentials::read(fields)?;
    let needs = fields.pairs()?;
    let token = describe(kind, &needs, &credentials, now)?;
    push(out, token.as_str());
    push(out, token.expires_at().unix_seconds());
    Ok(())
}

/// Aurora DSQL alone lets the caller choose. This is what AWS's tools do.
const QUARTER_OF_AN_HOUR: u64 = 900;

fn describe(
    kind: &str,
    needs: &[(&str, &str)],
    keys: &Credentials,
    now: Timestamp,
) -> Result<presign::services::Token, Failure> {
    let found = |name: &str| needs.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let need =
        |name| found(name).ok_or_else(|| Failure::argument(format!("{name} is missing: the token {kind} needs it")));
    let is = |name| found(name) == Some("true");
    let region = need("region")?;
    Ok(match kind {
        "rds" => {
            let port = need("port")?.parse().map_err(|_| Failure::argument("port is not a number from 1 to 65535"))?;
            rds::AuthToken { host: need("host")?, port, user: need("user")?, region }.sign(keys, now)?
        }
        "dsql" => {
            let seconds = found("expiresIn").and_then(|text| text.parse().ok()).unwrap_or(QUARTER_OF_AN_HOUR);
            let expires_in = Duration::from_secs(seconds);
            dsql::AuthToken { host: need("host")?, region, admin: is("admin"), expires_in }.sign(keys, now)?
        }
        "elasticache" => {
            let (cache, user, serverless) = (need("cache")?, need("user")?, is("serverless"));
            elasticache::AuthToken { cache, user, region, serverless }.sign(keys, now)?
        }
        "memorydb" => memorydb::AuthToken { cluster: need("cluster")?, user: need("user")?, region }.sign(keys, now)?,
        "msk" => msk::AuthToken { region }.sign(keys, now)?,
        "eks" => eks::AuthToken { cluster: need("cluster")?, region }.sign(keys, now)?,
        _ => {
            let sentence = format!("there is no token {kind:?}: there are rds, dsql, elasticache, memorydb, msk, eks");
            return Err(Failure::argument(sentence));
        }
    })
}
