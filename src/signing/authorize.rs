//! Signing by headers: the header `Authorization` and those that go with it.

use alloc::format;
use alloc::string::{String, ToString};

use crate::error::Error;
use crate::request::Request;
use crate::request::payload::PAYLOAD_HEADER;
use crate::signing::canonical::{self, CanonicalRequest};
use crate::signing::path;
use crate::signing::{
    Explanation, HeaderSignedRequest, PayloadHeader, Scope, Signature, Signed, Signer, SigningKey, StringToSign,
};
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

impl Request<'_> {
    /// Signs this request by its headers, and returns the method, the URL and every header to send.
    ///
    /// It is signed for `now`: most AWS services accept it for five minutes, S3 for 15.
    ///
    /// ```
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials, "us-east-1", "iam")?;
    /// let signed = Request::get("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08")?
    ///     .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
    ///     .sign(&signer, Timestamp::parse("20150830T123600Z")?)?;
    ///
    /// let headers: Vec<_> = signed.headers().collect();
    /// assert_eq!(headers[0], ("authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
    ///     SignedHeaders=content-type;host;x-amz-date, \
    ///     Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
    /// assert_eq!(headers[2], ("x-amz-date", "20150830T123600Z"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - The first error that a builder method of the request found.
    /// - `reserved-parameter`, `reserved-header`: the request already has what signing adds.
    /// - `invalid-field`: a header or parameter that holds a single value is repeated, or the service does not
    ///   accept the header in a signature ([`Rules::unsigned_headers`](crate::Rules)).
    /// - `payload-hash-in-query`: the parameter `X-Amz-Content-Sha256` is not `UNSIGNED-PAYLOAD`.
    /// - `host-needs-sigv4a`: the host accepts no signature that is bound to one region.
    /// - `dot-segment`, `resolved-path`: the path would not arrive as it is signed.
    /// - `credentials-expired`, `signing-key-of-other-day`: the signer cannot sign at `now`.
    ///
    /// Source: AWS, "Create a signed AWS API request" (add the signature to the request).
    pub fn sign(&self, signer: &Signer, now: Timestamp) -> Result<HeaderSignedRequest, Error> {
        signer.authorize(self, now).map(|authorized| authorized.request)
    }
}

/// A request that is complete except for its signature.
pub(super) struct Prepared<'a> {
    pub(super) url: String,
    pub(super) request: Request<'a>,
    pub(super) canonical_request: CanonicalRequest,
}

/// A request that was signed by its headers, and what its body in chunks or its explanation needs besides.
pub(super) struct Authorized {
    pub(super) request: HeaderSignedRequest,
    canonical_request: CanonicalRequest,
    string_to_sign: StringToSign,
    pub(super) signature: Signature,
    pub(super) key: SigningKey,
}

impl Signer {
    /// Signs a request as [`Request::sign`] does, and keeps every intermediate result.
    ///
    /// # Errors
    /// As [`Request::sign`].
    pub fn explain_sign(&self, request: &Request<'_>, now: Timestamp) -> Result<Explanation, Error> {
        let Authorized { request, canonical_request, string_to_sign, signature, key } = self.authorize(request, now)?;
        let (signed, scope) = (Signed::Headers(request), key.scope().clone());
        Ok(Explanation { signed, canonical_request, string_to_sign, scope, signature })
    }

    pub(super) fn authorize(&self, request: &Request<'_>, now: Timestamp) -> Result<Authorized, Error> {
        let Prepared { url, mut request, canonical_request } = self.prepare(request, now, true)?;
        self.with_key_of(now, |key| {
            let string_to_sign = StringToSign::new(now, key.scope(), &canonical_request);
            let signature = key.sign(&string_to_sign);
            let (algorithm, scope) = (key.scope().algorithm().name(), key.scope());
            let mut authorization = self.authorization(algorithm, scope, canonical_request.signed_headers());
            signature.append_to(&mut authorization);
            request.add_header("authorization", &authorization);
            if !self.signs_token_header() {
                self.add_session_token(&mut request);
            }
            let request = HeaderSignedRequest::new(url, request);
            Ok(Authorized { request, canonical_request, string_to_sign, signature, key: key.clone() })
        })
    }

    /// Does everything that can be done without the key. The hash of the body can be named in a header, which AWS reads
    /// in requests of access keys.
    pub(super) fn prepare<'a>(
        &self,
        request: &Request<'a>,
        now: Timestamp,
        names_payload: bool,
    ) -> Result<Prepared<'a>, Error> {
        self.check_request(request)?;
        self.check_credentials(now)?;
        let mut request = request.clone();
        self.add_headers(&mut request, now);
        if names_payload {
            self.add_payload_header(&mut request);
        }
        let mut url = String::with_capacity(request.room());
        let rules = self.rules_for(&request);
        let path = canonical::append_url(&mut url, &request, rules);
        path::check_dot_segments(&url[path.clone()], rules)?;
        let mut text = Scratch::with_capacity(url.len() + canonical::ROOM);
        canonical::append(&mut text, &request, rules, &url[path], &[""; 3]);
        let canonical_request = CanonicalRequest::from_scratch(text);
        // It is ready for more parameters, and there are none.
        url.pop();
        Ok(Prepared { url, request, canonical_request })
    }

    /// Adds the headers that are signed besides the caller's.
    fn add_headers(&self, request: &mut Request<'_>, now: Timestamp) {
        request.add_header("x-amz-date", &now.to_string());
        if let Some(region_set) = self.region_set() {
            request.add_header("x-amz-region-set", region_set);
        }
        if self.signs_token_header() {
            self.add_session_token(request);
        }
    }

    fn add_payload_header(&self, request: &mut Request<'_>) {
        let rules = self.rules_for(request);
        let hash = canonical::payload_hash(request, rules).to_string();
        let is_assumed = rules.payload_header == PayloadHeader::Never && hash == rules.payload_hash;
        let is_told = request.headers.iter().any(|(name, _)| name == PAYLOAD_HEADER);
        if !is_assumed && !is_told {
            request.add_header(PAYLOAD_HEADER, &hash);
        }
    }

    fn add_session_token(&self, request: &mut Request<'_>) {
        if !self.session_token.is_empty() {
            request.add_header(self.rules().session_token_parameter, &self.session_token);
        }
    }

    /// The value of the header `Authorization`, up to the signature.
    pub(super) fn authorization(&self, algorithm: &str, scope: &Scope, signed_headers: &str) -> String {
        let id = &self.access_key_id;
        format!("{algorithm} Credential={id}/{scope}, SignedHeaders={signed_headers}, Signature=")
    }
}
