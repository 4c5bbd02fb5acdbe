//! Credentials that [`reqwest`] fetches, on tokio.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, SharedSigner, Timestamp};
use presign_credentials::{Source, Step};
use reqwest::redirect::Policy;
use tokio::process::Command;
use tokio::time::sleep;

/// Asks a source for credentials.
///
/// # Errors
/// The source refuses, or does not answer.
pub async fn fetch(source: &Source) -> Result<Credentials, Box<dyn Error + Send + Sync>> {
    // Nobody but the source is to see what is sent: no redirects, no proxy.
    let client =
        reqwest::Client::builder().redirect(Policy::none()).no_proxy().timeout(Duration::from_secs(5)).build()?;
    let mut session = source.session();
    loop {
        match session.step(Timestamp::now())? {
            Step::Send(request) => {
                let response = client.execute(request.try_into()?).await?;
                session.answer(response.status().as_u16(), &response.bytes().await?)?;
            }
            // They are small, and on this machine.
            Step::Read(path) => session.contents(&std::fs::read(path).unwrap_or_default())?,
            Step::Run(words) => {
                let output = Command::new(&words[0]).args(&words[1..]).output().await?;
                session.contents(if output.status.success() { &output.stdout } else { b"" })?;
            }
            Step::Done(credentials) => return Ok(credentials),
        }
    }
}

/// Fetches the first credentials for a bucket, and others in a task before URLs that are valid for `longest` would outlive
/// them.
///
/// # Errors
/// There are no credentials, or they cannot sign.
pub async fn renewed(
    source: Source,
    bucket: &Bucket,
    longest: Duration,
) -> Result<Arc<SharedSigner>, Box<dyn Error + Send + Sync>> {
    let shared = Arc::new(SharedSigner::new(bucket.signer(fetch(&source).await?)?.require_full_lifetime()));
    let renewed = Arc::clone(&shared);
    tokio::spawn(async move {
        while let Some(wait) = renewed.renew_in(longest, Timestamp::now()) {
            sleep(wait).await;
            // The old credentials stay if there are no others yet: they are asked for again soon.
            if let Err(error) = fetch(&source).await.and_then(|credentials| Ok(renewed.renew(credentials)?)) {
                eprintln!("no new credentials: {error}");
            }
        }
    });
    Ok(shared)
}
