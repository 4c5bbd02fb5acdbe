//! The page, the service and the bucket, running.

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::middleware;

use crate::background::{self, Background};
use crate::connections;
use crate::page::{self, Guard};
use crate::server::Server;
use crate::service::{ApiError, Limits, Service};
use crate::target::{Target, TargetError};

/// The page and its service, at a loopback address, and the bucket they upload to. When it is dropped it stops.
///
/// ```
/// use presign_upload::app::App;
/// use presign_upload::service::Limits;
///
/// let app = App::embedded(Limits::default())?;
/// let page = ureq::get(app.address()).call()?.body_mut().read_to_string()?;
/// assert!(page.contains("<title>Direct upload</title>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct App {
    address: String,
    /// Stopped before the bucket: fields are dropped in this order.
    _background: Background,
    target: Target,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// There is no bucket to upload to.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The bucket cannot be signed for.
    #[error("nothing can be signed for the bucket: {0}.")]
    Sign(#[from] presign::Error),
    /// The files of Uppy could not be read.
    #[error("the files of Uppy cannot be read: {0}.")]
    Uppy(io::Error),
    /// The port or the thread could not be had.
    #[error("the page cannot be served: {0}.")]
    Listen(#[from] io::Error),
}

impl App {
    /// Uploads to the bucket that the environment names, or to the embedded one. The port 0 is any that is free. The folder,
    /// if there is one, has the files of Uppy for its page.
    ///
    /// # Errors
    /// - [`AppError::Target`], [`AppError::Sign`]: the environment names no bucket, or not enough of one.
    /// - [`AppError::Listen`]: the port is taken.
    /// - [`AppError::Uppy`]: the folder does not have the files of Uppy.
    pub fn from_env(port: u16, limits: Limits, uppy: Option<&Path>) -> Result<Self, AppError> {
        Self::start(port, limits, uppy, Target::from_env)
    }

    /// Uploads to the embedded bucket, at a free port.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn embedded(limits: Limits) -> Result<Self, AppError> {
        Self::start(0, limits, None, Target::embedded)
    }

    /// As [`embedded`](Self::embedded), with the files of Uppy from this folder.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn embedded_with_uppy(limits: Limits, folder: &Path) -> Result<Self, AppError> {
        Self::start(0, limits, Some(folder), Target::embedded)
    }

    fn start(
        port: u16,
        limits: Limits,
        uppy: Option<&Path>,
        target: impl FnOnce(&[String]) -> Result<Target, TargetError>,
    ) -> Result<Self, AppError> {
        // The page's port comes first: the bucket's CORS rules name it.
        let (listener, address) = background::listen(port)?;
        let hosts = [address.to_string(), format!("localhost:{}", address.port())];
        let target = target(&hosts.each_ref().map(|host| format!("http://{host}")))?;
        let service = Service::new(&target, limits)?;
        let guard = Arc::new(Guard::new(hosts, service.bucket_origin()));
        let routes = page::routes(uppy)
            .map_err(AppError::Uppy)?
            .merge(service.routes())
            .fallback(|| async { ApiError::NoRoute })
            .method_not_allowed_fallback(|| async { ApiError::NoRoute })
            .layer(middleware::from_fn(page::read_body))
            .layer(middleware::from_fn_with_state(guard, page::guard));
        let background = Background::spawn("page", listener, |listener| {
            connections::serve(listener, move |request| {
                // A router is always ready.
                tower_service::Service::call(&mut routes.clone(), request)
            })
        })?;
        Ok(Self { address: format!("http://{address}/"), _background: background, target })
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
