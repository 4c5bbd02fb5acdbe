//! Who may do what: everything here that touches verification.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::IntoResponse;
use axum::{Extension, Router};
use presign::verify::{Place, Policy, SignedRequest};
use presign_tower::{Found, Refusal, Verified, VerifyLayer};

use crate::database::User;
use crate::{Database, Objects, requests};

/// The gateway, for requests that are signed for this region.
pub fn gateway(database: Database, objects: Objects, region: &str) -> Router {
    let (keys, links) = (database.clone(), database.clone());
    let keys = move |request: Arc<SignedRequest>| {
        let found = keys.user(request.access_key_id());
        async move { Ok(found?.map(|(credentials, user)| Found::new(credentials, user))) }
    };
    let allowed = move |verified: Verified<User>| {
        let allowed = check(&links, &verified);
        async move { allowed }
    };
    let verify = VerifyLayer::new(keys, Policy::new(region, "s3")).after(allowed).body_limit(5 << 30);
    let answer = move |Extension(verified): Extension<Verified<User>>, request: Request| {
        let (database, objects) = (database.clone(), objects.clone());
        async move {
            let answer = requests::answer(&database, &objects, &verified, request).await;
            // The layer writes the answer, as it does for its own refusals.
            answer.unwrap_or_else(|refusal| Extension(refusal).into_response())
        }
    };
    Router::new().fallback(answer).layer(verify)
}

/// Users have a bucket each, and a link for an upload may be used once.
fn check(links: &Database, verified: &Verified<User>) -> Result<(), Refusal> {
    let (bucket, _) = requests::bucket_and_key(verified.path());
    if bucket != verified.identity().bucket {
        return Err(Refusal::denied("the bucket is another user's"));
    }
    let is_used = verified.request().place() == Place::Query && links.is_used(verified.link())?;
    if is_used { Err(Refusal::denied("the link was used before")) } else { Ok(()) }
}
