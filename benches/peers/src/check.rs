//! Before anything is timed: do all sign the same?

use presign::verify::{Policy, SignedRequest};
use presign::{Explanation, Rules, Timestamp};

use crate::case::{Case, EXPIRES_IN, HOST, REGION, bucket};
use crate::row::Result;

/// What a peer's URL is, next to presign's of the same second.
pub(crate) enum Verdict {
    /// It has the same signature, hence the same canonical request.
    Same,
    /// It is not what its own signature says: a server would refuse it, for this reason.
    Refused(String),
    /// It is a good URL, but of another request: the two would not be compared fairly.
    Other { theirs: String, ours: String },
}

/// Signs the case with presign, at the time that the peer's URL was signed.
pub(crate) fn check(case: &'static Case, url: &str) -> Result<Verdict> {
    let Some(target) = url.strip_prefix("https://").and_then(|url| url.strip_prefix(HOST)) else {
        return Ok(Verdict::Refused(format!("it is for another host: {url}")));
    };
    let headers = case.headers.iter().copied().chain([("host", HOST)]);
    let request = match SignedRequest::parse("PUT", target, headers) {
        Ok(request) => request,
        Err(error) => return Ok(Verdict::Refused(error.to_string())),
    };
    let explanation = explain(case, request.date())?;
    if signature(url) == Some(explanation.signature.to_string().as_str()) {
        return Ok(Verdict::Same);
    }
    let verified = request.verify(&case.credentials(), request.date(), &Policy::new(REGION, "s3"));
    if let Err(error) = verified {
        return Ok(Verdict::Refused(error.to_string()));
    }
    let theirs = request.canonical_request(&Rules::for_service("s3"))?;
    let ours = explanation.canonical_request.as_str().into();
    Ok(Verdict::Other { theirs: theirs.as_str().into(), ours })
}

fn explain(case: &'static Case, now: Timestamp) -> Result<Explanation> {
    let bucket = bucket();
    let signer = bucket.signer(case.credentials())?;
    Ok(signer.explain(case.object(&bucket).request(), EXPIRES_IN, now)?)
}

/// The value of `X-Amz-Signature`, which need not be the last parameter.
fn signature(url: &str) -> Option<&str> {
    url.split(['?', '&']).find_map(|parameter| parameter.strip_prefix("X-Amz-Signature="))
}
