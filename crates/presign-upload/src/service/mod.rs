//! The service: it checks what a page asks for and signs it. The files never pass through here.

mod error;
mod files;
mod finish;
mod forms;
mod limits;
mod names;
mod pace;
mod quota;
mod resume;
mod room;
mod signed;
mod store;
mod ticket;
mod upload;
mod uploads;
mod uppy;
mod user;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::{delete, get, post};
use axum::{Json, http::StatusCode};
use serde::Serialize;

pub(crate) use self::error::{ApiError, Told};
pub use self::limits::Limits;
use self::pace::Pace;
use self::quota::Quota;
use self::room::Room;
use self::store::{Store, StoreError};
use self::ticket::Seal;
use crate::hooks::Hooks;
use crate::router::Settings;

/// Where every key begins, unless another beginning is set: the policy in the README allows nothing else.
pub(crate) const PREFIX: &str = "uploads/";

/// Whether keys can begin with this: nothing, or folders, each with a slash after it.
pub(crate) fn is_prefix(text: &str) -> bool {
    let is_segment = |segment: &str| !matches!(segment, "" | "." | "..");
    text.is_empty() || text.strip_suffix('/').is_some_and(|folders| folders.split('/').all(is_segment))
}

/// What a handler needs. What is known of an upload is in its id, and what has arrived is in the bucket: any process with
/// the same secret answers the same.
#[derive(Clone)]
pub(crate) struct Service {
    store: Arc<Store>,
    limits: Arc<Limits>,
    /// Where every key begins.
    prefix: Arc<str>,
    seal: Arc<Seal>,
    room: Arc<Room>,
    pace: Arc<Pace>,
    quota: Arc<Quota>,
    hooks: Arc<dyn Hooks>,
}

impl Service {
    pub(crate) fn new(settings: Settings) -> Result<Self, presign::Error> {
        let Settings { bucket, signer, secret, limits, prefix, hooks, uses_proxy, .. } = settings;
        let room = Room::new(limits.max_open, limits.max_open_user, Duration::from_secs(limits.expires));
        Ok(Self {
            store: Arc::new(Store::new(bucket, signer, uses_proxy)?),
            seal: Arc::new(Seal::new(secret.as_bytes())),
            room: Arc::new(room),
            pace: Arc::new(Pace::new(limits.pace, limits.pace_user)),
            quota: Arc::default(),
            prefix: prefix.into(),
            limits: Arc::new(limits),
            hooks,
        })
    }

    /// The scheme and host that the page sends files to.
    pub(crate) fn bucket_origin(&self) -> &str {
        &self.store.origin
    }

    /// How many uploads that this process began are under way.
    pub(crate) fn open(&self) -> usize {
        self.room.count()
    }

    /// Asks the bucket for a list, as the page does.
    pub(crate) async fn check_bucket(&self) -> Result<(), ApiError> {
        let prefix = Arc::clone(&self.prefix);
        self.ask(move |store| store.list(&prefix, None, 1)).await.map(drop)
    }

    pub(crate) fn routes(self) -> Router {
        Router::new()
            .route("/api/limits", get(limits))
            .route("/api/files", get(files::list))
            .route("/api/files/{id}", get(files::one))
            .route("/api/forms", post(forms::create))
            .route("/api/uploads", post(uploads::create))
            .route("/api/uppy", post(uppy::sign))
            .route("/api/uploads/{id}", get(resume::state).delete(finish::cancel))
            .route("/api/uploads/{id}/urls", post(uploads::renew))
            .route("/api/uploads/{id}/complete", post(finish::complete))
            .route("/api/uploads/{id}/file", delete(finish::delete))
            .with_state(self)
    }

    /// Asks the bucket something, in a thread that may wait for the answer.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let store = Arc::clone(&self.store);
        let answer = tokio::task::spawn_blocking(move || question(&store)).await;
        Ok(answer.map_err(|_| ApiError::Internal)??)
    }
}

/// What the page tells its user before anything is chosen.
#[derive(Serialize)]
struct Accepted {
    bucket: String,
    #[serde(flatten)]
    limits: Limits,
}

async fn limits(State(service): State<Service>) -> Json<Accepted> {
    Json(Accepted { bucket: service.store.address.clone(), limits: (*service.limits).clone() })
}

/// A request's JSON, or the sentence that says what is wrong with it.
fn read<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, ApiError> {
    match body {
        Ok(Json(value)) => Ok(value),
        Err(JsonRejection::MissingJsonContentType(_)) => Err(ApiError::NotJson),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(ApiError::RequestTooLong),
        Err(rejection) => Err(ApiError::Malformed(rejection.body_text())),
    }
}
