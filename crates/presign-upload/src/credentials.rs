//! Credentials that are renewed: fetched with ureq from where AWS's tools find them, on a thread of its own.

use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use presign::{Credentials, SharedSigner, Timestamp};
use presign_credentials::{Configuration, Source, Step};
use ureq::Agent;

/// Says why there are no credentials. Nothing of them is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The source refuses, or what it says is not what it should be.
    #[error(transparent)]
    Source(#[from] presign_credentials::Error),
    /// Nobody answers.
    #[error("{address} gives no answer: {reason}")]
    NoAnswer {
        /// Who was asked.
        address: String,
        /// The client's reason.
        reason: String,
    },
    /// A program cannot be run.
    #[error("{program} cannot be run: {error}")]
    Run {
        /// The program.
        program: String,
        /// Why.
        error: std::io::Error,
    },
}

/// Nobody but a machine nearby and AWS is asked.
const PATIENCE: Duration = Duration::from_secs(2);
/// When credentials are asked for that do not say when they expire: a file may have others.
const UNKNOWN: Duration = Duration::from_mins(5);
/// How much of an answer is read.
const ANSWER_SIZE: u64 = 1 << 20;

/// Asks a source for credentials. This blocks, for some seconds where nobody answers.
///
/// # Errors
/// - [`FetchError::Source`]: the source refuses, or is not complete.
/// - [`FetchError::NoAnswer`], [`FetchError::Run`]: it cannot be asked.
pub fn fetch(source: &Source) -> Result<Credentials, FetchError> {
    // Nobody but the source is to see what is sent: no redirects, no proxy.
    let agent = Agent::config_builder().max_redirects(0).proxy(None).http_status_as_error(false);
    let agent = agent.timeout_connect(Some(PATIENCE)).timeout_global(Some(2 * PATIENCE)).build().new_agent();
    let mut session = source.session();
    loop {
        match session.step(Timestamp::now())? {
            Step::Send(request) => {
                let (status, body) = send(&agent, request)?;
                session.answer(status, &body)?;
            }
            Step::Read(path) => session.contents(&std::fs::read(path).unwrap_or_default())?,
            Step::Run(words) => {
                let program = words.first().cloned().unwrap_or_default();
                let output = Command::new(&program).args(words.iter().skip(1)).output();
                let output = output.map_err(|error| FetchError::Run { program, error })?;
                session.contents(if output.status.success() { &output.stdout } else { b"" })?;
            }
            Step::Done(credentials) => return Ok(credentials),
        }
    }
}

fn send(agent: &Agent, request: ureq::http::Request<Vec<u8>>) -> Result<(u16, Vec<u8>), FetchError> {
    // Without its query, which may have a token in it.
    let address = request.uri().to_string().split('?').next().unwrap_or_default().to_owned();
    let ask = || {
        let mut response = agent.run(request)?;
        let body = response.body_mut().with_config().limit(ANSWER_SIZE).read_to_vec()?;
        Ok::<_, ureq::Error>((response.status().as_u16(), body))
    };
    ask().map_err(|error| FetchError::NoAnswer { address, reason: crate::client::sentence(&error) })
}

/// Finds the source as AWS's tools do, and asks it. Files are read anew each time.
///
/// # Errors
/// - [`FetchError::Source`]: the environment or a file is not as it should be; and those of [`fetch`].
pub fn of_environment() -> Result<Credentials, FetchError> {
    fetch(&Configuration::load(None)?.source()?)
}

/// Gives a signer other credentials, on a thread of its own, before URLs that are valid for `longest` would outlive those
/// that it has, and every five minutes if these do not say when they expire; until nobody else holds the signer.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use presign::{SharedSigner, s3::Bucket};
/// use presign_credentials::Source;
/// use presign_upload::credentials::{fetch, keep};
/// # let source = Source::keys(presign::Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE"));
///
/// let bucket = Bucket::new("examplebucket", "eu-central-1")?;
/// let signer = Arc::new(SharedSigner::new(bucket.signer(fetch(&source)?)?));
/// keep(move || fetch(&source), &signer, Duration::from_secs(300));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn keep(
    fetch: impl Fn() -> Result<Credentials, FetchError> + Send + 'static,
    signer: &Arc<SharedSigner>,
    longest: Duration,
) {
    let signer = Arc::downgrade(signer);
    thread::spawn(move || {
        loop {
            let wait = signer.upgrade().map(|signer| signer.renew_in(longest, Timestamp::now()).unwrap_or(UNKNOWN));
            let Some(wait) = wait else { return };
            thread::sleep(wait);
            // The old credentials stay if there are no others yet: they are asked for again soon.
            let Some(signer) = signer.upgrade() else { return };
            let renewed = fetch().map_err(|error| error.to_string());
            let renewed = renewed.and_then(|found| signer.renew(found).map_err(|error| error.to_string()));
            if let Err(error) = renewed {
                let seen = format!("There are no new credentials: {error}.");
                eprintln!("{}", serde_json::json!({ "about": "credentials", "seen": seen }));
            }
        }
    });
}
