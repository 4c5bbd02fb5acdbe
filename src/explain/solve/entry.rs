//! The ways into the search: with the secret, and with a signing key.

use core::ops::ControlFlow;

use crate::credentials::Credentials;
use crate::explain::solve::changes::{address, faults, headers, key, path, payload, query};
use crate::explain::solve::edit::Edits;
use crate::explain::solve::search::Keys;
use crate::explain::solve::sent::{Case, Sent};
use crate::explain::solve::solution::Attempt;
use crate::explain::solve::{notes, search, sent};
use crate::signing::SigningKey;
use crate::verify::Refusal;

/// Finds the request that a signature was made for, given one that a server refused and the credentials that signed.
///
/// It changes the request in the ways in which signers and clients err, one change at a time, then two and three
/// together, until a changed request has the signature. `budget` is the number of changed requests that it tries at
/// most, and no change is made beyond it. A URL of 10 parameters and 5 headers has about a thousand changes, hence half
/// a million requests with one or two of them, and some millions with three of the common ones.
/// `cargo bench --bench solve` measures it.
///
/// The changes:
/// - the method; each header left out, added, written anew as programs in between do it, or with another usual value;
/// - the host with and without its port, in the other addressing style, as a signer mistakes it, or one of
///   [`Sent::other_hosts`];
/// - the path encoded once more or once less, by another language's encoder, normalized, with or without its first
///   segment or its last slash, in the other Unicode normalization (NFC, NFD);
/// - each parameter left out, parameters that SDKs add, another order or spelling of the query;
/// - the payload hash and the session token;
/// - the day, region and service, of the scope or of the key alone;
/// - the secret access key with a line end, in quotes, cut or percent-encoded, or swapped with the access key ID;
/// - each step of signing as signers that are written by hand get it wrong: the lines of the canonical request and of
///   the string to sign, the derivation of the key, and the last HMAC.
///
/// Where several changes give the same string, one that names a part of the request is told before one of the whole.
/// Only the first 64 parameters and headers are changed; the work grows with the budget times the length of the
/// request. What is to be seen without a search is in [`Attempt::findings`]: a header that is sent but not signed, or
/// signed but not sent.
///
/// ```
/// use core::time::Duration;
/// use presign::explain::{self, Sent};
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let signer = bucket.signer(credentials.clone())?;
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let url = bucket.put_object("a.txt").presign(&signer, Duration::from_secs(60), now)?;
///
/// // The URL was opened in a browser.
/// let sent = Sent::new("GET", url.as_str());
/// let attempt = explain::solve(&sent, &credentials, 1_000_000)?;
/// assert_eq!(attempt.solution.as_ref().expect("one change")[0].kind(), "method");
/// assert_eq!(
///     attempt.to_string(),
///     "the signature is right for a request with the method PUT instead of GET"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// - [`Refusal::NotSigned`]: there is no signature, neither in the query nor in the header `Authorization`.
/// - [`Refusal::UnknownAccessKeyId`]: the credentials have another access key ID.
/// - [`Refusal::Malformed`]: a part of what the request says about its signature is missing or malformed, or the
///   signature is one of SigV4a or another algorithm.
///
/// Source: AWS, "Create a signed AWS API request", "Troubleshoot Signature Version 4 signing for AWS API requests".
pub fn solve(sent: &Sent<'_>, credentials: &Credentials, budget: u64) -> Result<Attempt, Refusal> {
    solve_watched(sent, credentials, budget, |_| ControlFlow::Continue(()))
}

/// Finds what a signature was made for, as [`solve`] does, and tells every few milliseconds how many requests were
/// tried. Where `watch` returns [`ControlFlow::Break`], the search ends as if its budget were used up.
///
/// ```
/// use core::ops::ControlFlow;
/// use presign::Credentials;
/// use presign::explain::{Sent, solve_watched};
///
/// let url = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
///     &X-Amz-Credential=AKIDEXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
///     &X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
///     &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
/// let credentials = Credentials::new("AKIDEXAMPLE", "mistyped");
/// let attempt = solve_watched(&Sent::new("GET", url), &credentials, 1_000_000, |tried| {
///     if tried < 8_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// })?;
/// assert!(attempt.tried < 10_000 && !attempt.is_complete);
/// # Ok::<(), presign::verify::Refusal>(())
/// ```
///
/// # Errors
/// - As [`solve`].
pub fn solve_watched(
    sent: &Sent<'_>,
    credentials: &Credentials,
    budget: u64,
    mut watch: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<Attempt, Refusal> {
    let case = sent::read(sent)?;
    if case.access_key_id == credentials.access_key_id() {
        return Ok(search_secrets(&case, credentials, budget, &mut watch));
    }
    let secret = credentials.secret();
    if case.access_key_id != secret {
        return Err(Refusal::UnknownAccessKeyId);
    }
    let mut swapped = Credentials::new(secret, credentials.access_key_id());
    if let Some(token) = credentials.session_token() {
        swapped = swapped.with_session_token(token);
    }
    let mut attempt = search_secrets(&case, &swapped, budget, &mut watch);
    let (change, finding) = notes::swapped(&case.access_key_id);
    if let Some(changes) = &mut attempt.solution {
        changes.insert(0, change);
    }
    attempt.findings.insert(0, finding);
    Ok(attempt)
}

fn search_secrets(case: &Case<'_>, credentials: &Credentials, budget: u64, watch: &mut search::Watch<'_>) -> Attempt {
    let secrets = key::secrets(credentials);
    let mut edits = edits(case, credentials.session_token(), budget);
    key::edits(case, &secrets, &mut edits);
    faults::edits(true, &mut edits);
    search::search(case, &Keys::Secrets(&secrets), &edits.into_list(), budget, watch)
}

/// Finds the request that a signature was made for, as [`solve`] does, with a signing key instead of the secret: for
/// whoever is given no more than the key of a day, region and service. Other secrets and other scopes of the key are
/// not tried.
///
/// # Errors
/// - As [`solve`], except that a signing key has no access key ID to compare.
pub fn solve_with_key(sent: &Sent<'_>, key: &SigningKey, budget: u64) -> Result<Attempt, Refusal> {
    let case = sent::read(sent)?;
    let mut edits = edits(&case, None, budget);
    key::scope_edits(&case, &mut edits);
    faults::edits(false, &mut edits);
    let mut watch = |_| ControlFlow::Continue(());
    Ok(search::search(&case, &Keys::One(key), &edits.into_list(), budget, &mut watch))
}

/// The changes of the request.
fn edits(case: &Case<'_>, session_token: Option<&str>, budget: u64) -> Edits {
    let mut edits = Edits::at_most(budget);
    address::edits(case, &mut edits);
    path::edits(case, &mut edits);
    query::edits(case, session_token, &mut edits);
    headers::edits(case, &mut edits);
    payload::edits(case, &mut edits);
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;
    use crate::signing::Signer;
    use crate::timestamp::Timestamp;
    use alloc::string::{String, ToString as _};
    use core::time::Duration;
    use proptest::prelude::*;

    proptest! {
        /// The unchanged request is the one that is signed, for every service.
        #[test]
        fn the_base_is_the_canonical_request(
            path in "(/[a-zA-Z .+%~é]{0,3}){0,4}/?",
            parameters in proptest::collection::vec(("[a-c =&é-]{1,3}", "[a-c %/~é]{0,3}"), 0..5),
            value in "[a-c ]{1,6}",
            service in prop_oneof![Just("s3"), Just("execute-api"), Just("iotdevicegateway")],
        ) {
            let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("a/b=");
            let signer = Signer::new(credentials, "us-east-1", service).unwrap();
            let mut url = String::from("https://h.example:8080");
            crate::text::percent::encode(&mut url, &path, &crate::text::percent::PATH);
            let request = Request::new("GET", &url).unwrap().header("x-a", &value);
            let request = parameters.iter().fold(request, |request, (name, value)| request.query(name, value));
            let now = Timestamp::parse("20150830T123600Z").unwrap();
            // Dot segments are refused.
            if let Ok(explanation) = signer.explain(&request, Duration::from_secs(60), now) {
                let url = explanation.url().unwrap().as_str().to_string();
                let headers = [("X-A", value.as_str())];
                let case = sent::read(&Sent::new("GET", &url).headers(&headers));
                prop_assert_eq!(case.unwrap().model.canonical_request(), explanation.canonical_request.as_str());
            }
        }
    }
}
