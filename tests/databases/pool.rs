//! A pool of [`sqlx`] whose password is a token that is renewed: docs/recipes.md has what follows.

use presign::services::rds::AuthToken;
use presign::{Error, SharedSigner, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgPool};

/// Gives the pool a password for the connections that it opens from now on. Those that are open stay. Call it before the
/// first query, and then every ten minutes: a token is accepted for 15.
pub(crate) fn renew(
    pool: &PgPool,
    options: &PgConnectOptions,
    signer: &SharedSigner,
    token: &AuthToken<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let token = token.sign(&signer.current(), now)?;
    pool.set_connect_options(options.clone().password(token.as_str()));
    Ok(())
}
