//! A pool of [`sqlx`] whose password is a token that is renewed: docs/recipes.md has what follows.

use std::sync::Arc;
use std::time::Duration;

use presign::services::rds::AuthToken;
use presign::{Error, SharedSigner, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgPool};

/// Gives the pool a password for the connections that it opens from now on; those that are open stay. Returns when to do
/// so again: when two thirds of the token's life are over, ten minutes of 15, or sooner if the credentials expire.
pub(crate) fn renew(
    pool: &PgPool,
    options: &PgConnectOptions,
    signer: &SharedSigner,
    token: &AuthToken<'_>,
    now: Timestamp,
) -> Result<Duration, Error> {
    let token = token.sign(&signer.current(), now)?;
    pool.set_connect_options(options.clone().password(token.as_str()));
    Ok(((token.expires_at() - now) * 2 / 3).max(Duration::from_secs(1)))
}

/// Renews the password until the pool is closed. `host` is the endpoint's own, also where the options dial another.
pub(crate) async fn keep_renewed(
    pool: PgPool,
    options: PgConnectOptions,
    signer: Arc<SharedSigner>,
    host: String,
    mut wait: Duration,
) {
    while pool.close_event().do_until(tokio::time::sleep(wait)).await.is_ok() {
        let region = signer.current().region().to_owned();
        let (port, user) = (options.get_port(), options.get_username());
        let token = AuthToken { host: &host, port, user, region: &region };
        wait = renew(&pool, &options, &signer, &token, Timestamp::now()).unwrap_or_else(|error| {
            eprintln!("no new token: {error}");
            Duration::from_secs(30)
        });
    }
}
