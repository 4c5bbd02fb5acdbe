//! Scoped credentials by STS's AssumeRole, for SDKs that know no other way to ask for some.
//!
//! The role is not looked at. `Policy` is not a policy of IAM, but says what the credentials are limited to:
//! `{"actions": ["GetObject"], "paths": {"prefixPaths": ["public/"], "objectPaths": ["a.txt"]}}`, each part of which may
//! be missing. A user gets credentials for the whole bucket at most, and who has scoped credentials gets narrower ones.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use presign::s3::Action;
use presign::scoped::{Narrowing, Paths, Rights, S1};
use presign::{Credentials, Timestamp};
use presign_tower::Refusal;
use serde::Deserialize;

use crate::access::Holder;
use crate::xml::{escaped, iso};

/// What the credentials are limited to.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    actions: Option<Vec<String>>,
    paths: Option<LimitedPaths>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LimitedPaths {
    #[serde(default)]
    prefix_paths: Vec<String>,
    #[serde(default)]
    object_paths: Vec<String>,
}

/// The name of this server in scoped credentials.
pub(crate) const SERVER: &str = "gateway.example";

/// The longest form.
const MAX_FORM: usize = 16 << 10;

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(message: impl ToString) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "ValidationError", message.to_string())
}

/// Whether a request is one for STS, which S3 has not: it must be signed for that.
pub(crate) fn is_asked(parts: &Parts) -> bool {
    parts.method == Method::POST && parts.uri.path() == "/"
}

pub(crate) async fn answer(holder: &Holder, body: Body) -> Result<Response, Refusal> {
    let form = to_bytes(body, MAX_FORM).await.map_err(|_| refused("the form cannot be read"))?;
    let fields: Vec<_> = form_urlencoded::parse(&form).collect();
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_ref());
    if field("Action") != Some("AssumeRole") {
        return Err(refused("the only action here is AssumeRole"));
    }
    let seconds = field("DurationSeconds").map_or(Ok(3600), str::parse).map_err(refused)?;
    let limits = field("Policy").map_or(Ok(Limits::default()), serde_json::from_str).map_err(refused)?;
    let subject = field("RoleSessionName").unwrap_or_default();
    let child = make(holder, subject, &limits, Duration::from_secs(seconds)).map_err(refused)?;
    Ok(([(CONTENT_TYPE, "text/xml")], document(&child, subject)).into_response())
}

fn make(
    (user, holder): &Holder,
    subject: &str,
    limits: &Limits,
    expires_in: Duration,
) -> Result<Credentials, presign::Error> {
    let actions = limits.actions.as_ref().map(|names| names.iter().map(|name| name.parse()).collect());
    let actions: Option<Vec<Action>> = actions.transpose()?;
    let prefixes = limits.paths.iter().flat_map(|paths| &paths.prefix_paths).map(String::as_str).collect::<Vec<_>>();
    let keys = limits.paths.iter().flat_map(|paths| &paths.object_paths).map(String::as_str).collect::<Vec<_>>();
    let paths = limits.paths.is_some().then_some(Paths { prefixes: &prefixes, keys: &keys, open_prefixes: false });
    let now = Timestamp::now();
    if let Some(end) = holder.grant.expires_at() {
        let expires_at = Timestamp::from_unix_seconds(now.unix_seconds() + expires_in.as_secs())?;
        let expires_at = Some(expires_at.min(end));
        return Narrowing { actions: actions.as_deref(), paths, expires_at }.narrow(&holder.credentials);
    }
    let rights = actions.as_deref().map_or(Rights::ReadWrite, Rights::Actions);
    let subject = Some(subject).filter(|subject| !subject.is_empty());
    S1 { server: SERVER, bucket: &user.bucket, rights, paths, subject, expires_in }.mint(&holder.credentials, now)
}

/// Source: AWS STS API Reference, "AssumeRole".
fn document(child: &Credentials, subject: &str) -> String {
    let id = escaped(child.access_key_id());
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <AssumedRoleUser><Arn>arn:aws:sts::000000000000:assumed-role/gateway/{subject}</Arn>\
         <AssumedRoleId>{id}:{subject}</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>{id}</AccessKeyId>\
         <SecretAccessKey>{}</SecretAccessKey><SessionToken>{}</SessionToken><Expiration>{}</Expiration></Credentials>\
         </AssumeRoleResult></AssumeRoleResponse>",
        escaped(child.secret_access_key()),
        child.session_token().unwrap_or_default(),
        iso(child.expiry().map_or(0, Timestamp::unix_seconds)),
        subject = escaped(subject),
    )
}
