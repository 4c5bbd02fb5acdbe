//! Signing a request again, for someone else.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::request::Request;
use crate::request::headers::changes_on_the_way;
use crate::request::payload::PAYLOAD_HEADER;
use crate::signing::{AuthorizedRequest, MAX_EXPIRES, Signed, Signer};
use crate::timestamp::Timestamp;
use crate::verify::asked::{SIGNING_HEADERS, SIGNING_PARAMETERS, is_amz};
use crate::verify::received::Received;
use crate::verify::{Error, Payload, Place, Policy, SignedRequest};

impl SignedRequest {
    /// Verifies the request, and signs the same request again with another signer for another host: for a gateway whose
    /// clients have keys of their own, or a proxy that holds the real keys while its clients sign with a placeholder.
    ///
    /// `origin` is scheme and host, such as `https://s3.eu-west-1.amazonaws.com`, and may have a path of its own; the path
    /// that was signed, which [`decoded_path`](Self::decoded_path) is, and the query follow it. A presigned request becomes a
    /// presigned URL that expires when the first one does, at the latest. A request with signed headers becomes one that is
    /// signed for `now`.
    ///
    /// **The presigned URL that comes into being here is good without the gateway**, and it holds the session token of the real
    /// credentials. Servers quote it: S3 redirects to another region with the whole query in `location`. A gateway that passes
    /// answers on, and whose clients must not get at what the real keys sign, uses
    /// [`resign_by_headers`](Self::resign_by_headers).
    ///
    /// Method, path, query, payload hash and all signed headers stay, except those that carry the old signature, and those
    /// that a proxy must not pass on (`expect`, `connection`, …). Headers that were not signed are not in the result: the
    /// signature says nothing about them. Send those along, unsigned, that you want to serve, such as `range` or
    /// `if-none-match`, but none that begins with `x-amz-`.
    ///
    /// With `STREAMING-UNSIGNED-PAYLOAD-TRAILER` the body stays in its chunks: forward it as it comes. Chunks that are signed
    /// with the client's key are decoded by [`chunks`](Self::chunks), and signed anew with [`Signer::sign_chunked`].
    ///
    /// A request is signed for whoever verifies: check first whether the client may have what it asks for, by
    /// its method, which the server knows, [`decoded_path`](Self::decoded_path), [`subresources`](Self::subresources),
    /// [`instructions`](Self::instructions) and [`copy_source`](Self::copy_source).
    ///
    /// ```
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{Credentials, Request, Signed, Signer, Timestamp};
    ///
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let placeholder = Credentials::new("AKIDPLACEHOLDER", "not a secret");
    /// let client = Signer::new(placeholder.clone(), "us-east-1", "s3")?;
    /// let sent = Request::get("http://localhost:8080/photos/a.jpg")?.sign(&client, now)?;
    ///
    /// // At the proxy: the request as it came, and a signer with the real keys.
    /// let request = SignedRequest::parse("GET", "/photos/a.jpg", sent.headers().chain([("host", "localhost:8080")]))?;
    /// let real = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let upstream = Signer::new(real, "eu-west-1", "s3")?;
    /// let policy = Policy::new("us-east-1", "s3");
    /// let signed = request.resign(&placeholder, &policy, &upstream, "https://s3.eu-west-1.amazonaws.com", now)?;
    /// let Signed::Headers(forward) = signed else { unreachable!("a request with signed headers stays one") };
    /// assert_eq!(forward.url(), "https://s3.eu-west-1.amazonaws.com/photos/a.jpg");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - As [`verify_with_credentials`](Self::verify_with_credentials).
    /// - [`Error::Expired`]: a presigned URL with less than a second left.
    /// - [`Error::SignedChunks`]: the chunks of the body are signed with the old key.
    /// - [`Error::Origin`]: the origin is not a scheme and a host.
    /// - [`Error::NotSignedAgain`]: the request or the signer cannot sign, for example because the path has a `..` that
    ///   clients resolve.
    /// - [`Error::OutlivesRequest`]: the signer's service takes no expiry, and a URL of it would be valid for too long.
    pub fn resign(
        &self,
        credentials: &Credentials,
        policy: &Policy,
        signer: &Signer,
        origin: &str,
        now: Timestamp,
    ) -> Result<Signed, Error> {
        let request = self.again(credentials, policy, origin, now, self.place())?;
        let received = self.received();
        if received.claims.place == Place::Authorization {
            return request.sign(signer, now).map(Signed::Headers).map_err(Error::NotSignedAgain);
        }
        // It has one of the two, or would not have been verified.
        let lifetime = received.expires.or(policy.implied_expires.map(|expires| expires.as_secs())).unwrap_or_default();
        let expiry = received.claims.date.plus(lifetime);
        // More than the longest lifetime may be left if the client's clock is ahead.
        let left = expiry.unix_seconds().saturating_sub(now.unix_seconds()).min(MAX_EXPIRES);
        if left == 0 {
            return Err(Error::Expired(expiry));
        }
        let url = request.presign(signer, Duration::from_secs(left), now).map_err(Error::NotSignedAgain)?;
        if url.expires_at() > expiry { Err(Error::OutlivesRequest(expiry)) } else { Ok(Signed::Url(url)) }
    }

    /// Verifies the request, and signs the same request again as [`resign`](Self::resign) does, but always by its headers:
    /// no URL comes into being that works without the gateway, is good for days, and has the real session token in it. What
    /// is signed here is good for minutes, and an answer that quotes it has neither the signature nor the token.
    ///
    /// S3 reads `x-amz-` fields in the query of a presigned URL as headers, and where the signature is in the header, no page
    /// of AWS says so. So those [`instructions`](Self::instructions) of a URL become headers of the new request, if the
    /// service of the policy is S3. The other parameters stay in the query.
    ///
    /// # Errors
    /// - As [`resign`](Self::resign), except [`Error::Expired`] for what is verified and [`Error::OutlivesRequest`].
    /// - [`Error::RepeatedInstruction`], [`Error::Parameter`]: of an instruction in the query.
    pub fn resign_by_headers(
        &self,
        credentials: &Credentials,
        policy: &Policy,
        signer: &Signer,
        origin: &str,
        now: Timestamp,
    ) -> Result<AuthorizedRequest, Error> {
        let request = self.again(credentials, policy, origin, now, Place::Authorization)?;
        request.sign(signer, now).map_err(Error::NotSignedAgain)
    }

    /// Verifies the request, and returns what was asked for without the old signature, for a new one in this place.
    fn again(
        &self,
        credentials: &Credentials,
        policy: &Policy,
        origin: &str,
        now: Timestamp,
        place: Place,
    ) -> Result<Request<'static>, Error> {
        let payload = self.verify_with_credentials(credentials, now, policy)?;
        if matches!(payload, Payload::Streaming(_)) {
            return Err(Error::SignedChunks);
        }
        request(self.received(), &payload, policy, origin, place)
    }
}

/// The origin without a slash at its end, so that the path of a request can follow.
fn check_origin(origin: &str) -> Result<&str, crate::Error> {
    Request::get(origin)?;
    if origin.contains('?') {
        return Err(crate::Error::InvalidUrl("the origin has a query"));
    }
    Ok(origin.trim_end_matches('/'))
}

/// What was asked for, without the old signature, for a new one in this place.
fn request(
    received: &Received,
    payload: &Payload,
    policy: &Policy,
    origin: &str,
    place: Place,
) -> Result<Request<'static>, Error> {
    let origin = check_origin(origin).map_err(Error::Origin)?;
    // Where the URL's signature becomes a header, so do the fields that S3 reads as headers in a URL only.
    let leaves_query = received.claims.place == Place::Query && place == Place::Authorization;
    let moved = if leaves_query && policy.service.starts_with("s3") { to_headers(received)? } else { Vec::new() };
    let is_signing = |name: &str| received.claims.place == Place::Query && SIGNING_PARAMETERS.contains(&name);
    let is_moved =
        |name: &str| leaves_query && (name.eq_ignore_ascii_case(PAYLOAD_HEADER) || (!moved.is_empty() && is_amz(name)));
    let query = received.wire.query_where(|name| !is_signing(name) && !is_moved(name));
    let path = received.signed_path(&policy.rules).map_err(Error::NotSignedAgain)?;
    let url = format!("{origin}{path}?{query}");
    let mut request = Request::new(&received.wire.method, &url).map_err(Error::NotSignedAgain)?.into_owned();
    let is_kept = |name: &str| !SIGNING_HEADERS.contains(&name) && !changes_on_the_way(name);
    for (name, value) in received.signed_header_values().filter(|(name, _)| is_kept(name)).chain(moved) {
        request = request.header(name, value);
    }
    let is_told = request.headers.iter().any(|(name, _)| name == PAYLOAD_HEADER)
        || (!leaves_query && received.wire.first_parameter(PAYLOAD_HEADER).is_some());
    Ok(if is_told { request } else { request.payload_hash(&payload.to_string()) })
}

/// The instructions in the query of a URL, to become headers. All of a request are looked at, so that none is there twice.
fn to_headers(received: &Received) -> Result<Vec<(&str, &str)>, Error> {
    received.instructions()?;
    let moved: Vec<_> = received.instructions_in_query()?.collect();
    match moved.iter().find(|(_, value)| value.trim_matches([' ', '\t']) != *value) {
        Some((name, _)) => {
            let reason = "cannot become a header: it has white space at its ends";
            Err(Error::Parameter { name: (*name).to_owned(), reason })
        }
        None => Ok(moved),
    }
}
