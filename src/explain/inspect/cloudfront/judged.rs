//! What is wrong with a URL that is signed for CloudFront, as far as it can be seen without the key.

use alloc::format;
use alloc::vec::Vec;

use crate::cloudfront::SignedRequest;
use crate::explain::inspect::host::host_scope;
use crate::explain::inspect::url::Url;
use crate::explain::inspect::url_findings::NOTHING;
use crate::explain::shown::duration;
use crate::explain::{Certainty, Finding, Kind};
use crate::timestamp::Timestamp;

/// Looks at everything but the expiry, which other ways of signing have too.
pub(in crate::explain::inspect) fn look(url: &Url<'_>, now: Option<Timestamp>, findings: &mut Vec<Finding>) {
    if host_scope(url.authority).is_some_and(|scope| scope.service.as_deref() == Some("s3")) {
        let sentence = "the URL is signed for CloudFront, and its host is that of S3, which does not read such signatures: it \
                        must be the distribution's domain";
        findings.push(Finding::new(Kind::Host, sentence));
    }
    key_pair(url, findings);
    let request = match SignedRequest::parse(url.text, "") {
        Ok(request) => request,
        Err(error) => {
            let sentence = format!("CloudFront refuses the URL: {error}");
            findings.push(Finding::new(Kind::Malformed, sentence).with(Certainty::Proved));
            return;
        }
    };
    let (policy, sent, signature) = request.unverified();
    if signature.len() == 64 {
        let sentence =
            "the signature has 64 bytes, which most likely are r and s of ECDSA: CloudFront reads them in DER";
        findings.push(Finding::new(Kind::Malformed, sentence));
    }
    if let (Some(start), Some(now)) = (policy.starts_after(), now)
        && start >= now
    {
        let ahead = duration(start.unix_seconds() - now.unix_seconds());
        findings.push(Finding::new(Kind::NotYetValid, format!("the policy is valid after {start}, {ahead} ahead")));
    }
    let resource = policy.resource();
    match policy.covers(sent) {
        Some(true) => {}
        Some(false) => {
            let sentence = format!("the policy is for {resource}, which does not cover the URL");
            findings.push(Finding::new(Kind::Path, sentence).with(Certainty::Proved));
        }
        None => {
            let sentence = format!(
                "the policy is for {resource}, and AWS's guide does not say whether that covers the URL: a ? may be any \
                 character or begin the query, and a path with . or .. may change in transit"
            );
            findings.push(Finding::new(Kind::Path, sentence));
        }
    }
}

/// Finds a signer that was not given the id of its key.
fn key_pair(url: &Url<'_>, findings: &mut Vec<Finding>) {
    if let Some(id) = url.parameter("Key-Pair-Id").filter(|id| NOTHING.contains(id)) {
        let sentence = format!(
            "Key-Pair-Id has {id}: a variable had no value when the URL was made, so give the signer the key pair's id"
        );
        findings.push(Finding::new(Kind::EmptyVariable, sentence));
    }
}
