//! The service as part of a program of one's own.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use axum::{Router, middleware};
use presign::SharedSigner;
use presign::s3::Bucket;

use crate::hooks::{Everybody, Hooks};
use crate::observe::{self, Observer};
use crate::origin;
use crate::page::{self, Guard};
use crate::service::{self, ApiError, Limits, PREFIX, Service};

/// Says what the service needs to know: the bucket, who signs for it, and the secret that seals the ids of uploads.
pub struct Settings {
    pub(crate) bucket: Bucket,
    pub(crate) signer: Arc<SharedSigner>,
    pub(crate) secret: String,
    pub(crate) limits: Limits,
    pub(crate) prefix: String,
    pub(crate) hooks: Arc<dyn Hooks>,
    pub(crate) uses_proxy: bool,
    /// At which hosts the page is opened, if others are to be refused.
    pub(crate) hosts: Option<Vec<String>>,
    /// Whose pages may use the service, besides its own.
    pub(crate) origins: Vec<String>,
    pub(crate) uppy: Option<PathBuf>,
}

/// Says why there is no service.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The bucket cannot be signed for.
    #[error("nothing can be signed for the bucket: {0}.")]
    Sign(#[from] presign::Error),
    /// The secret is one that can be guessed.
    #[error("the secret that seals the ids of uploads has fewer than {MIN_SECRET} bytes.")]
    Secret,
    /// The prefix is not empty, and is no folder.
    #[error("the prefix {0:?} of the keys does not end with a slash, or has a segment that is empty, `.` or `..`.")]
    Prefix(String),
    /// What is not a host, or a pattern for more than the hosts of a domain.
    #[error("{0:?} is neither a host, as in upload.example.com, nor a pattern of hosts, as in *.example.com.")]
    Host(String),
    /// What is not an origin, or a pattern for more than the hosts of a domain.
    #[error("{0:?} is not an origin: {1}.")]
    Origin(String, String),
    /// The files of Uppy cannot be read.
    #[error("{} cannot be read: {error}.", path.display())]
    Uppy {
        /// The folder that they should be in.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// The least bytes of a secret: 16 that are random cannot be guessed.
const MIN_SECRET: usize = 16;

impl Settings {
    /// Begins with what has no default. The credentials need no more than `aws/policy.json` allows; who renews them gives
    /// the signer others. All processes that serve one page need the same secret, at least 16 bytes that nobody can guess.
    #[must_use]
    pub fn new(bucket: Bucket, signer: Arc<SharedSigner>, secret: impl Into<String>) -> Self {
        Self {
            bucket,
            signer,
            secret: secret.into(),
            limits: Limits::default(),
            prefix: PREFIX.into(),
            hooks: Arc::new(Everybody),
            uses_proxy: true,
            hosts: None,
            origins: Vec::new(),
            uppy: None,
        }
    }

    /// Sets what is accepted, and for how long.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets who may upload what, how keys are laid out, and what happens when a file has arrived.
    #[must_use]
    pub fn hooks(mut self, hooks: impl Hooks) -> Self {
        self.hooks = Arc::new(hooks);
        self
    }

    /// Sets where every key begins. The default is `uploads/`, which the policies in `aws/` allow.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Refuses requests for other hosts than these, such as `upload.example.com` or `127.0.0.1:4000`, with 421. A first
    /// label `*`, as in `*.example.com`, stands for one or more labels, below a domain of at least two. Without it any host is accepted, which a service on a private network should not do if it asks nobody to sign in: any web
    /// site can let its own name point to it.
    #[must_use]
    pub fn hosts(mut self, hosts: impl IntoIterator<Item = String>) -> Self {
        self.hosts = Some(hosts.into_iter().collect());
        self
    }

    /// Lets pages of these origins use the service from where they are, such as `https://app.example.com`. A first label
    /// `*`, as in `https://*.example.com`, stands for one or more labels, below a domain of at least two; scheme and port
    /// are as they are written. Browsers are asked for no cookies.
    #[must_use]
    pub fn origins(mut self, origins: impl IntoIterator<Item = String>) -> Self {
        self.origins = origins.into_iter().collect();
        self
    }

    /// Adds the page `uppy.html`, with `uppy.mjs` and `uppy.css` of this folder.
    #[must_use]
    pub fn uppy(mut self, folder: impl Into<PathBuf>) -> Self {
        self.uppy = Some(folder.into());
        self
    }

    fn check(self) -> Result<Self, SettingsError> {
        if self.secret.len() < MIN_SECRET { Err(SettingsError::Secret) } else { Ok(self) }
    }

    /// The page and its service, and what tells of them. As [`build`](Self::build), it accepts any secret.
    pub(crate) fn observed(self, is_logging: bool) -> Result<(Router, Router), SettingsError> {
        let (routes, service) = self.build()?;
        let observer = Arc::new(Observer::new(is_logging));
        let routes = routes.layer(middleware::from_fn_with_state(Arc::clone(&observer), observe::observe));
        Ok((routes, observe::routes(service, observer)))
    }

    /// Uses a secret of any length, of which it is known that it cannot be guessed.
    fn build(self) -> Result<(Router, Service), SettingsError> {
        if !service::is_prefix(&self.prefix) {
            return Err(SettingsError::Prefix(self.prefix));
        }
        if let Some(host) = self.hosts.iter().flatten().find(|host| !origin::is_host(host)) {
            return Err(SettingsError::Host(host.clone()));
        }
        let read = |text: &String| origin::parse(text).map_err(|why| SettingsError::Origin(text.clone(), why));
        let origins = self.origins.iter().map(read).collect::<Result<_, _>>()?;
        let (hosts, uppy) = (self.hosts.clone(), self.uppy.clone());
        let service = Service::new(self)?;
        let guard = Arc::new(Guard::new(hosts, origins, service.bucket_origin()));
        let routes = page::routes(uppy.as_deref())
            .map_err(|error| SettingsError::Uppy { path: uppy.unwrap_or_default(), error })?
            .merge(service.clone().routes())
            .fallback(|| async { ApiError::NoRoute })
            .method_not_allowed_fallback(|| async { ApiError::NoRoute })
            .layer(middleware::from_fn(page::read_body))
            .layer(middleware::from_fn_with_state(guard, page::guard));
        Ok((routes, service))
    }
}

/// Makes the page and its service, to be nested in a program's own router at a path that ends with a slash, or to be
/// served alone. All addresses in the page are relative.
///
/// It needs a runtime of tokio, and waits for the bucket in threads of its own.
///
/// ```
/// use std::sync::Arc;
///
/// use axum::Router;
/// use presign::{Credentials, SharedSigner, s3::Bucket};
/// use presign_upload::Settings;
///
/// let bucket = Bucket::new("examplebucket", "eu-central-1")?;
/// let signer = SharedSigner::new(bucket.signer(Credentials::new("AKIDEXAMPLE", "SECRETEXAMPLE"))?);
/// let settings = Settings::new(bucket, Arc::new(signer), "32 bytes of /dev/urandom, in a file");
/// let app: Router = Router::new().nest("/files/", presign_upload::router(settings)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// - [`SettingsError::Secret`], [`SettingsError::Prefix`]: the secret is short, or the prefix is no folder.
/// - [`SettingsError::Host`], [`SettingsError::Origin`]: an address is none, or a pattern for more than a domain.
/// - [`SettingsError::Sign`]: the credentials have expired.
/// - [`SettingsError::Uppy`]: its files cannot be read.
pub fn router(settings: Settings) -> Result<Router, SettingsError> {
    settings.check()?.build().map(|(routes, _)| routes)
}

/// Makes what [`router`] makes, and with it a second router, for those who look after the service: `/healthz`, `/readyz`,
/// which asks the bucket, and `/metrics`, which counts for Prometheus what the first one answers.
///
/// The second is to be served where strangers do not come, such as at a port of its own.
///
/// # Errors
/// As [`router`].
pub fn router_and_health(settings: Settings) -> Result<(Router, Router), SettingsError> {
    settings.check()?.observed(false)
}

/// Without the secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bucket, signer, limits, prefix, hosts, origins, .. } = self;
        let mut debug = f.debug_struct("Settings");
        debug.field("bucket", bucket).field("signer", signer).field("limits", limits);
        debug.field("prefix", prefix).field("hosts", hosts).field("origins", origins).finish_non_exhaustive()
    }
}
