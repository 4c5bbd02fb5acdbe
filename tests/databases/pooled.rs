//! A pool outlives its tokens.

use std::sync::Arc;
use std::time::Duration;

use presign::services::rds::AuthToken;
use presign::{Credentials, SharedSigner, Signer};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{Executor as _, Row as _};

use crate::pool::{keep_renewed, renew};
use crate::server::{ACCESS_KEY_ID, ADDRESS, HOST, REGION, SECRET, Server};

const PAGE: &str = include_str!("../../docs/recipes.md");

async fn who(pool: &PgPool) -> Result<String, sqlx::Error> {
    let row = pool.fetch_one(sqlx::raw_sql("select current_user")).await?;
    row.try_get(0)
}

/// As a failure of the network would.
async fn lose_the_connection(pool: &PgPool) {
    pool.acquire().await.expect("a connection").close().await.expect("it is closed");
}

#[test]
fn a_pool_survives_two_expiries() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let server = Server::start();
        let credentials = Credentials::new(ACCESS_KEY_ID, SECRET);
        let signer = SharedSigner::new(Signer::new(credentials, REGION, "rds-db").expect("a signer"));
        let token = AuthToken { host: HOST, port: server.port(), user: "app", region: REGION };
        // The address is that of a tunnel. Elsewhere: PgSslMode::VerifyFull, which RDS needs.
        let options = PgConnectOptions::new_without_pgpass().host(ADDRESS).port(server.port()).username("app");
        let options = options.database("app").ssl_mode(PgSslMode::Disable);
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(10));
        let pool = pool.connect_lazy_with(options.clone());
        let wait = renew(&pool, &options, &signer, &token, server.now()).expect("a token");
        assert!(wait <= Duration::from_mins(10) && wait > Duration::from_mins(9), "{wait:?}");
        assert_eq!(who(&pool).await.expect("the first token"), "app");
        for _ in 0..2 {
            server.advance(Duration::from_mins(16));
            assert_eq!(who(&pool).await.expect("a connection that is open stays"), "app");
            lose_the_connection(&pool).await;
            let error = who(&pool).await.expect_err("the token has expired").to_string();
            assert!(error.contains("the request expired at"), "{error}");
            renew(&pool, &options, &signer, &token, server.now()).expect("a token");
            assert_eq!(who(&pool).await.expect("the next token"), "app");
        }
        // New keys take over in the same way.
        signer.renew(Credentials::new("AKIDOTHER", SECRET)).expect("credentials");
        renew(&pool, &options, &signer, &token, server.now()).expect("a token");
        lose_the_connection(&pool).await;
        let error = who(&pool).await.expect_err("a key that is not known").to_string();
        assert!(error.contains("the access key id is not known"), "{error}");
    });
}

#[test]
fn a_task_renews_until_the_pool_is_closed() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let server = Server::start();
        let credentials = Credentials::new(ACCESS_KEY_ID, SECRET);
        let signer = Arc::new(SharedSigner::new(Signer::new(credentials, REGION, "rds-db").expect("a signer")));
        let options = PgConnectOptions::new_without_pgpass().host(ADDRESS).port(server.port()).username("app");
        let options = options.database("app").ssl_mode(PgSslMode::Disable);
        let pool = PgPoolOptions::new().connect_lazy_with(options.clone().password("none"));
        who(&pool).await.expect_err("no token yet");
        let task = tokio::spawn(keep_renewed(pool.clone(), options, signer, HOST.into(), Duration::ZERO));
        // A query that fails lets the task run: one of them is enough.
        for _ in 0..100 {
            if who(&pool).await.is_ok() {
                break;
            }
        }
        assert_eq!(who(&pool).await.expect("a token"), "app");
        // The next token is minutes away, but the task does not wait for it.
        pool.close().await;
        task.await.expect("its end");
    });
}

#[test]
fn the_page_has_the_file() {
    let file = include_str!("pool.rs");
    let code: Vec<_> = file.lines().skip_while(|line| line.starts_with("//!") || line.is_empty()).collect();
    let code = code.join("\n").replace("pub(crate) ", "pub ");
    assert!(PAGE.contains(&format!("```rs\n{code}\n```\n")), "docs/recipes.md has other functions");
}
