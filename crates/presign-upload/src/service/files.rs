//! What is in the bucket, with URLs to show and to save it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use presign::s3::xml::ListedObject;
use presign::{Error, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use super::names::file_name;
use super::signed::Signed;
use super::store::Object;
use super::user::User;
use super::{ApiError, Service};

/// Which files are asked for.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    /// What the list before answered as `next`.
    after: Option<String>,
    /// A part of the name, in upper or lower case.
    search: Option<String>,
}

/// How long the links of one file are to be good for.
#[derive(Deserialize)]
pub(crate) struct Life {
    expires: Option<u64>,
}

#[derive(Serialize)]
pub(crate) struct Files {
    files: Vec<File>,
    /// Where the list continues, if there may be more.
    next: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct File {
    /// The end of its key, which the URLs name too. Nobody can change the file by it.
    id: String,
    name: String,
    /// Unknown if the bucket does not say it.
    #[serde(rename = "type")]
    content_type: Option<String>,
    size: u64,
    modified: Option<String>,
    /// To show it in a page, if browsers can.
    show: Option<Signed>,
    /// To save it under its own name.
    download: Signed,
}

/// What browsers show without running any of it, whatever else is taken: no page, and no XML, which a picture in SVG is.
fn is_shown(content_type: &str) -> bool {
    let begins = ["image/", "video/", "audio/"].iter().any(|shown| content_type.starts_with(shown));
    let is_markup = content_type.contains("xml") || content_type.contains("html");
    (begins && !is_markup) || matches!(content_type, "text/plain" | "application/pdf")
}

/// How many files a page of the list has.
const PAGE: u32 = 50;
/// How many objects are looked at for one page of a search.
const MAX_SEARCHED: usize = 1000;
/// How many objects the bucket is asked about at once.
const AT_ONCE: usize = 8;

/// The files, the newest first: their keys sort so.
pub(crate) async fn list(
    State(service): State<Service>,
    user: User,
    Query(Wanted { mut after, search }): Query<Wanted>,
) -> Result<Json<Files>, ApiError> {
    after = after.filter(|token| !token.is_empty());
    let search = search.filter(|text| !text.is_empty()).map(|text| text.to_lowercase());
    let (mut files, mut searched) = (Vec::new(), 0);
    loop {
        let (token, prefix) = (after.take(), format!("{}{}", service.prefix, user.folder));
        let page = service.ask(move |store| store.list(&prefix, token.as_deref(), PAGE)).await?;
        searched += page.objects.len();
        for (listed, object) in service.describe(page.objects).await? {
            let file = service.file(&listed, object, service.life(), Timestamp::now())?;
            if search.as_ref().is_none_or(|text| file.name.to_lowercase().contains(text)) {
                files.push(file);
            }
        }
        let next = page.next_continuation_token;
        let is_enough = search.is_none() || files.len() >= PAGE as usize || searched >= MAX_SEARCHED;
        if is_enough || next.is_none() {
            return Ok(Json(Files { files, next }));
        }
        after = next;
    }
}

/// One file of the list, with fresh links: for as long as was asked for, or as is allowed if that is less.
pub(crate) async fn one(
    State(service): State<Service>,
    user: User,
    Path(id): Path<String>,
    Query(Life { expires }): Query<Life>,
) -> Result<Json<File>, ApiError> {
    // Some servers take keys for paths.
    let leaves = id.split('/').any(|segment| matches!(segment, "." | ".."));
    if !id.starts_with(&user.folder) || leaves {
        return Err(ApiError::NotDeleted);
    }
    let key = format!("{}{id}", service.prefix);
    let page = service.ask(move |store| store.list_key(&key)).await?;
    let described = service.describe(page).await?.pop();
    let (listed, object) = described.ok_or(ApiError::NotDeleted)?;
    let life = expires.map_or(service.life(), |seconds| Duration::from_secs(seconds.clamp(1, service.limits.max_link)));
    Ok(Json(service.file(&listed, object, life, Timestamp::now())?))
}

impl Service {
    /// What the bucket says of each object. Those that have gone meanwhile are left out.
    async fn describe(&self, objects: Vec<ListedObject>) -> Result<Vec<(ListedObject, Object)>, ApiError> {
        let mut waiting: VecDeque<_> = objects.into_iter().enumerate().collect();
        let mut running = JoinSet::new();
        let mut described = Vec::new();
        loop {
            while running.len() < AT_ONCE
                && let Some((place, listed)) = waiting.pop_front()
            {
                let store = Arc::clone(&self.store);
                running.spawn_blocking(move || (place, store.describe(&listed).map(|object| (listed, object))));
            }
            let Some(answer) = running.join_next().await else { break };
            let (place, object) = answer.map_err(|_| ApiError::Internal)?;
            described.push((place, object?));
        }
        described.sort_by_key(|(place, _)| *place);
        let there = described.into_iter().filter_map(|(_, (listed, object))| Some((listed, object?)));
        Ok(there.collect())
    }

    fn file(&self, listed: &ListedObject, object: Object, life: Duration, now: Timestamp) -> Result<File, Error> {
        let (bucket, signer) = (&self.store.bucket, &*self.store.signer());
        let id = listed.key.strip_prefix(&*self.prefix).unwrap_or(&listed.key);
        let name = object.name.unwrap_or_else(|| id.into());

        let get = || bucket.get_object(&listed.key);
        let download = get().response_attachment(file_name(&name)).presign(signer, life, now)?;
        let show = object.content_type.as_deref().filter(|of| is_shown(of));
        let show = show.map(|_| get().response_content_disposition("inline").presign(signer, life, now)).transpose()?;
        Ok(File {
            id: id.into(),
            name,
            content_type: object.content_type,
            size: object.size,
            modified: listed.last_modified.map(Timestamp::to_rfc3339),
            show: show.map(|url| Signed::url(&url, now)),
            download: Signed::url(&download, now),
        })
    }
}
