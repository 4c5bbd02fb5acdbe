//! The upload service as part of a program of one's own: a team whose members sign in at a proxy, below `/files/`.
//!
//! ```text
//! S3_ENDPOINT=... S3_BUCKET=... AWS_REGION=... AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... UPLOAD_SECRET=... \
//!   cargo run -p presign-upload --example team
//! ```

use std::env::var;
use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Redirect;
use axum::routing::get;
use presign::s3::Bucket;
use presign::{Credentials, SharedSigner};
use presign_upload::Settings;
use presign_upload::hooks::{Arrived, Hooks, Proposed};
use tokio::net::TcpListener;

struct Team;

impl Hooks for Team {
    /// The proxy in front sets this header, and removes it from what clients send.
    fn user(&self, headers: &HeaderMap) -> Option<String> {
        headers.get("x-user")?.to_str().ok().map(Into::into)
    }

    fn check(&self, user: &str, file: &Proposed<'_>) -> Result<(), String> {
        let is_small = file.size.is_some_and(|size| size <= 1 << 20);
        if user == "guest" && !is_small { Err("Guests upload up to 1 MiB.".into()) } else { Ok(()) }
    }

    /// Keys tell what is in them.
    fn ending(&self, _user: &str, file: &Proposed<'_>) -> String {
        if file.content_type == "image/jpeg" { ".jpg".into() } else { String::new() }
    }

    fn arrived(&self, user: &str, file: &Arrived<'_>) {
        println!("{user} has uploaded {} bytes to {}", file.size, file.key);
    }
}

/// All that this program serves, and what only those see who look after it.
///
/// # Errors
/// The secret is short, or the credentials are malformed.
pub fn app(bucket: Bucket, credentials: Credentials, secret: &str) -> Result<(Router, Router), Box<dyn Error>> {
    let signer = SharedSigner::new(bucket.signer(credentials)?);
    let settings = Settings::new(bucket, Arc::new(signer), secret).hooks(Team);
    let (uploads, health) = presign_upload::router_and_health(settings)?;
    let app = Router::new().route("/", get(|| async { Redirect::to("/files/") })).nest("/files/", uploads);
    Ok((app, health))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let bucket = Bucket::new(&var("S3_BUCKET")?, &var("AWS_REGION")?)?.endpoint(&var("S3_ENDPOINT")?)?;
    let (app, health) = app(bucket, Credentials::from_env()?, &var("UPLOAD_SECRET")?)?;
    let listener = TcpListener::bind("127.0.0.1:4000").await?;
    let inside = TcpListener::bind("127.0.0.1:4001").await?;
    tokio::try_join!(axum::serve(listener, app).into_future(), axum::serve(inside, health).into_future())?;
    Ok(())
}
