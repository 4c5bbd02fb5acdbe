//! Debian's `psql` signs in with a token that the command line made, at a server that verifies it with this crate.
//!
//! `cargo test -p databases` runs it. It needs `psql`, which is in Debian's package postgresql-client.

mod pool;
mod pooled;
mod server;

use std::process::{Command, Output};

use server::Server;

/// The user that the server knows.
const USER: &str = "app";

/// What the command line prints for a database at this host and port.
fn token(host: &str, port: u16, user: &str, options: &[&str]) -> String {
    let cargo = std::env::var("CARGO").expect("cargo runs the tests");
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--locked", "-p", "presign-cli", "--", "token", "rds", host, "--user", user])
        .args(["--port", &port.to_string()])
        .args(options)
        .env("AWS_ACCESS_KEY_ID", server::ACCESS_KEY_ID)
        .env("AWS_SECRET_ACCESS_KEY", server::SECRET)
        .env("AWS_REGION", server::REGION)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_DEFAULT_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_SECURITY_TOKEN")
        .env_remove("AWS_CREDENTIAL_EXPIRATION")
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim_end().to_owned()
}

/// Signs in with a password, and asks who it is.
fn psql(server: &Server, user: &str, password: &str) -> Output {
    let (host, address, port) = (server::HOST, server::ADDRESS, server.port());
    let connection = format!("host={host} hostaddr={address} port={port} user={user} dbname=app sslmode=disable");
    Command::new("psql")
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", "select current_user", &connection])
        .env("PGPASSWORD", password)
        .env_remove("PGSSLMODE")
        .env_remove("PGSERVICE")
        .output()
        .expect("psql, which is in Debian's package postgresql-client")
}

#[track_caller]
fn refused(server: &Server, user: &str, password: &str, reason: &str) {
    let output = psql(server, user, password);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty(), "{password} got in");
    assert!(told.contains(&format!("FATAL:  {reason}")), "{told}");
}

#[test]
fn psql_signs_in_with_a_token_of_the_command_line() {
    let server = Server::start();
    let token = token(server::HOST, server.port(), USER, &[]);
    let output = psql(&server, USER, &token);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!((String::from_utf8_lossy(&output.stdout).as_ref(), told.as_ref()), ("app\n", ""));
    assert!(output.status.success());
}

#[test]
fn a_token_that_was_changed_is_refused() {
    let server = Server::start();
    let token = token(server::HOST, server.port(), USER, &[]);
    let mismatch = "the signature does not match the request";
    let (start, last) = token.split_at(token.len() - 1);
    refused(&server, USER, &format!("{start}{}", if last == "0" { "1" } else { "0" }), mismatch);
    refused(&server, USER, &token.replace("X-Amz-Expires=900", "X-Amz-Expires=899"), mismatch);
    // As a user who has a token of somebody else's, which is changed to the user's own name or not.
    refused(&server, "admin", &token.replace("DBUser=app", "DBUser=admin"), mismatch);
    refused(&server, "admin", &token, "the token is for another user");
    refused(&server, USER, &format!("{token}&DBUser=admin"), "the token is for another user");
    refused(&server, USER, "a password", "the token is not one");
}

#[test]
fn a_token_for_something_else_is_refused() {
    let server = Server::start();
    let port = server.port();
    refused(
        &server,
        USER,
        &token("b.global-abc.global.rds.amazonaws.com", port, USER, &[]),
        "the token is for another server",
    );
    refused(&server, USER, &token(server::HOST, port - 1, USER, &[]), "the token is for another server");
    let other_region = token(server::HOST, port, USER, &["--region", "eu-west-1"]);
    refused(&server, USER, &other_region, "the credential in the query is for the region eu-west-1");
    let old = token(server::HOST, port, USER, &["--at", "20150830T123600Z"]);
    refused(&server, USER, &old, "the request expired at 20150830T125100Z");
}
