//! Who may do what: everything here that touches verification.

use std::sync::Arc;

use axum::{Extension, Router, extract::Request, response::IntoResponse};
use presign::Timestamp;
use presign::scoped::{Child, Verifier};
use presign::verify::{Ask, Place, Policy, SignedRequest};
use presign_tower::{Found, Refusal, Verified, VerifyLayer};

use crate::database::User;
use crate::{Database, Objects, requests, tokens};

/// Who has signed a request, and what the credentials may do.
pub(crate) type Holder = (User, Child);

/// The gateway, for requests that are signed for this region.
pub fn gateway(database: Database, objects: Objects, region: &str) -> Router {
    let (store, sts) = (database.clone(), Arc::new(Policy::new(region, "sts")));
    let keys = move |request: Arc<SignedRequest>| {
        let child = |(parent, user)| {
            let child = Verifier::new(tokens::SERVER).child(request.session_token(), &parent)?;
            Ok(Found::new(child.credentials.clone(), (user, child)))
        };
        let found = store.user(request.access_key_id()).and_then(|found| found.map(child).transpose());
        async move { found }
    };
    let mut policy = Policy::new(region, "s3");
    // Players and download managers ask so before they read.
    policy.head_for_get = true;
    let verify = VerifyLayer::new(keys, policy).body_limit(5 << 30);
    let verify = verify.policy_for(move |parts, _| tokens::is_asked(parts).then(|| Arc::clone(&sts)));
    let answer = move |Extension(verified): Extension<Verified<Holder>>, request: Request| {
        let (database, objects) = (database.clone(), objects.clone());
        async move {
            let answer = requests::answer(&database, &objects, &verified, request).await;
            // The layer writes the answer, as it does for its own refusals.
            answer.unwrap_or_else(|refusal| Extension(refusal).into_response())
        }
    };
    Router::new().fallback(answer).layer(verify)
}

/// What is asked for, if it may be, and not by a link that was used for an upload before.
pub(crate) fn check(links: &Database, verified: &Verified<Holder>) -> Result<Ask, Refusal> {
    let ask = verified.request().asks(&[])?;
    may(verified, &ask)?;
    let is_used = verified.request().request().place() == Place::Query && links.is_used(verified.link())?;
    if is_used { Err(Refusal::denied("the link was used before")) } else { Ok(ask) }
}

/// Refuses what the credentials may not do: users have a bucket each. What DeleteObjects may do is known once its body
/// has been read, and then this is asked again.
pub(crate) fn may(verified: &Verified<Holder>, ask: &Ask) -> Result<(), Refusal> {
    match verified.identity() {
        (user, _) if ask.bucket() != Some(&user.bucket) => Err(Refusal::denied("the bucket is another user's")),
        (_, child) if ask.keys().is_ok() => Ok(child.grant.allows(ask, Timestamp::now())?),
        _ => Ok(()),
    }
}
