//! Credentials that [`ureq`] fetches, which blocks: for programs without an async runtime.

use std::error::Error;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, SharedSigner, Timestamp};
use presign_credentials::{Source, Step};

/// Asks a source for credentials.
///
/// # Errors
/// The source refuses, or does not answer.
pub fn fetch(source: &Source) -> Result<Credentials, Box<dyn Error>> {
    // Nobody but the source is to see what is sent: no redirects, no proxy.
    let agent = ureq::Agent::config_builder().max_redirects(0).proxy(None).http_status_as_error(false);
    let agent = agent.timeout_global(Some(Duration::from_secs(5))).build().new_agent();
    let mut session = source.session();
    loop {
        match session.step(Timestamp::now())? {
            Step::Send(request) => {
                let mut response = agent.run(request)?;
                session.answer(response.status().as_u16(), &response.body_mut().read_to_vec()?)?;
            }
            Step::Read(path) => session.contents(&std::fs::read(path).unwrap_or_default())?,
            Step::Run(words) => {
                let output = Command::new(&words[0]).args(&words[1..]).output()?;
                session.contents(if output.status.success() { &output.stdout } else { b"" })?;
            }
            Step::Done(credentials) => return Ok(credentials),
        }
    }
}

/// Fetches the first credentials for a bucket, and others on a thread of its own before URLs that are valid for `longest`
/// would outlive them.
///
/// # Errors
/// There are no credentials, or they cannot sign.
pub fn renewed(source: Source, bucket: &Bucket, longest: Duration) -> Result<Arc<SharedSigner>, Box<dyn Error>> {
    let shared = Arc::new(SharedSigner::new(bucket.signer(fetch(&source)?)?.require_full_lifetime()));
    let renewed = Arc::clone(&shared);
    thread::spawn(move || {
        while let Some(wait) = renewed.renew_in(longest, Timestamp::now()) {
            thread::sleep(wait);
            // The old credentials stay if there are no others yet: they are asked for again soon.
            if let Err(error) = fetch(&source).and_then(|credentials| Ok(renewed.renew(credentials)?)) {
                eprintln!("no new credentials: {error}");
            }
        }
    });
    Ok(shared)
}
