//! The page, the service and the bucket, running.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use presign::SharedSigner;

use crate::background::{self, Background};
use crate::connections;
use crate::credentials;
use crate::hooks::{Everybody, Hooks};
use crate::options::Options;
use crate::router::{Settings, SettingsError};
use crate::server::{self, Server};
use crate::target::{Target, TargetError};
use crate::webhook::Webhook;

/// The page and its service, at a loopback address, and the bucket they upload to. When it is dropped it stops.
///
/// ```
/// use presign_upload::app::App;
/// use presign_upload::service::Limits;
///
/// let app = App::embedded(Limits::default())?;
/// let page = ureq::get(app.address()).call()?.body_mut().read_to_string()?;
/// assert!(page.contains(">Direct upload</title>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct App {
    address: String,
    /// Stopped before the bucket: fields are dropped in this order.
    background: Background,
    target: Target,
}

/// How long requests that have begun are waited for. Service managers wait longer before they kill.
const DRAINING: Duration = Duration::from_secs(10);

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// There is no bucket to upload to.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The bucket cannot be signed for, or the page has no files.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The credentials are temporary, and nothing seals the ids of uploads.
    #[error(
        "the credentials are temporary, and a secret that follows from them would change with them. Name a file with \
         --secret-file: `head -c 32 /dev/urandom | base64 >secret` makes one."
    )]
    NoSecret,
    /// A file that was named could not be read.
    #[error("{} cannot be read: {error}.", path.display())]
    File {
        /// The file, or the folder that it should be in.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The port or the thread could not be had.
    #[error("the page cannot be served: {0}.")]
    Listen(#[from] io::Error),
}

impl App {
    /// Uploads to the bucket that the environment names, or to the embedded one.
    ///
    /// # Errors
    /// - [`AppError::Target`], [`AppError::Settings`]: the environment names no bucket, or not enough of one.
    /// - [`AppError::NoSecret`]: the credentials are temporary, and there is no file with a secret.
    /// - [`AppError::Listen`]: the address cannot be listened on.
    /// - [`AppError::File`]: the secret cannot be read.
    pub fn from_env(options: Options) -> Result<Self, AppError> {
        let hooks: Arc<dyn Hooks> = match (&options.webhook, &options.secret_file) {
            (Some(url), Some(secret)) => Arc::new(Webhook::new(url, &read(secret)?)),
            _ => Arc::new(Everybody),
        };
        Self::start(options, hooks, Target::from_env)
    }

    /// As [`from_env`](Self::from_env), with decisions of one's own.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_env_with(options: Options, hooks: Arc<dyn Hooks>) -> Result<Self, AppError> {
        Self::start(options, hooks, Target::from_env)
    }

    /// Uploads to the embedded bucket.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn embedded(options: impl Into<Options>) -> Result<Self, AppError> {
        Self::start(options.into(), Arc::new(Everybody), Target::embedded)
    }

    /// As [`embedded`](Self::embedded), with decisions of one's own.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn embedded_with(options: impl Into<Options>, hooks: Arc<dyn Hooks>) -> Result<Self, AppError> {
        Self::start(options.into(), hooks, Target::embedded)
    }

    fn start(
        options: Options,
        hooks: Arc<dyn Hooks>,
        target: impl FnOnce(&[String]) -> Result<Target, TargetError>,
    ) -> Result<Self, AppError> {
        let Options { listen, origin, prefix, secret_file, quiet, uppy, mut limits, .. } = options;
        // The page's port comes first: the bucket's CORS rules name it.
        let (listener, address) = background::listen(listen)?;
        let own = loopback_hosts(address.port());
        let origins =
            if origin.is_empty() { own.clone().map(|host| format!("http://{host}")).to_vec() } else { origin.clone() };
        let secret = secret_file.as_deref().map(read).transpose()?;
        let target = target(&origins)?;
        let secret = match secret {
            Some(secret) => secret,
            None => target.derive_secret().map_err(SettingsError::from)?.ok_or(AppError::NoSecret)?,
        };
        let is_embedded = target.embedded.is_some();
        if is_embedded {
            limits.max_put = limits.max_put.min(server::MAX_HELD);
            limits.max_form = limits.max_form.min(server::MAX_HELD);
        }
        let signer = Arc::new(SharedSigner::new(target.signer().map_err(SettingsError::from)?));
        if !is_embedded {
            credentials::keep(credentials::of_environment, &signer, Duration::from_secs(limits.expires));
        }
        let hosts = origins.iter().filter_map(|origin| origin.split_once("://")).map(|(_, host)| host.to_owned());
        let settings = Settings::new(target.bucket.clone(), signer, secret)
            .limits(limits)
            .hosts(hosts.chain(own))
            .origins(origin)
            .prefix(prefix);
        let (routes, health) = Settings { uppy, hooks, uses_proxy: !is_embedded, ..settings }.observed(!quiet)?;
        let routes = routes.merge(health);
        let background = Background::spawn("page", listener, |listener, ending| {
            connections::serve(listener, ending, move |request| {
                // A router is always ready.
                tower_service::Service::call(&mut routes.clone(), request)
            })
        })?;
        Ok(Self { address: format!("http://{address}/"), background, target })
    }

    /// Accepts no more connections, and waits until what has begun is answered, for ten seconds at most.
    pub async fn drain(&mut self) {
        self.background.drain(DRAINING).await;
    }

    /// The page's URL, such as `http://127.0.0.1:4000/`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The URL of the S3 server.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.target.endpoint
    }

    /// The bucket's name.
    #[must_use]
    pub fn bucket(&self) -> &str {
        self.target.bucket.name()
    }

    /// The S3 server, if it is this program's own.
    #[must_use]
    pub fn server(&self) -> Option<&Server> {
        self.target.embedded.as_ref()
    }
}

/// What this machine calls itself in a URL.
fn loopback_hosts(port: u16) -> [String; 3] {
    ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"))
}

/// The text of a file, without the line that editors add.
fn read(path: &Path) -> Result<String, AppError> {
    let text = std::fs::read_to_string(path).map_err(|error| AppError::File { path: path.into(), error })?;
    Ok(text.trim_end().into())
}
