//! A signed request, from the side of the server.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::signing::{CanonicalRequest, Rules, Scope, SigningKey, StringToSign};
use crate::timestamp::Timestamp;
use crate::verify::claims::Key;
use crate::verify::received::Received;
use crate::verify::wire::Wire;
use crate::verify::{ChunkDecoder, Payload, Place, Policy, Refusal, SourceObject, header_signed, presigned};

/// A request that carries its signature in its query or in the header `Authorization`, whichever it is, as it came over
/// the wire. [`Policy::places`] says which of the two a server accepts.
///
/// Nothing it says is to be believed before [`verify`](Self::verify) has returned `Ok`. `Debug` shows neither the query
/// nor the headers' values. The [module's page](crate::verify) has a presigned URL for an example; this is a request
/// with the header `Authorization`:
///
/// ```
/// use presign::verify::{Payload, Policy, SignedRequest};
/// use presign::{Credentials, Timestamp};
///
/// let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
///     SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
/// let headers =
///     [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"), ("Authorization", authorization)];
/// let request = SignedRequest::parse("GET", "/", headers)?;
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let policy = Policy::new("us-east-1", "service");
/// let payload = request.verify_with_credentials(&credentials, Timestamp::parse("20150830T124000Z")?, &policy)?;
/// payload.check(b"")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: Amazon S3, "Authenticating Requests (AWS Signature Version 4)".
#[derive(Clone)]
pub struct SignedRequest(Received);

impl SignedRequest {
    /// Reads a request: its method, its target as in the request line, such as `/key?X-Amz-Algorithm=…`,
    /// percent-encoded, and all its headers with `host` among them, in any case.
    ///
    /// In a request with the header `Authorization`, the date of the signature is that of `x-amz-date` or, without one,
    /// of `date`, as in `20150830T123600Z` or `Sun, 30 Aug 2015 12:36:00 GMT`.
    ///
    /// # Errors
    /// - [`Refusal::NotSigned`]: there is no signature.
    /// - [`Refusal::TwoSignatures`]: there is one in the query and a header `Authorization`.
    /// - [`Refusal::SignatureVersion2`]: signed in the way before Signature Version 4.
    /// - [`Refusal::Target`], [`Refusal::Host`], [`Refusal::TwoHosts`], [`Refusal::Request`]: no request looks like
    ///   this.
    /// - [`Refusal::MissingHeader`], [`Refusal::DuplicateHeader`]: of `host`, `authorization`, the date or a token.
    /// - [`Refusal::Missing`], [`Refusal::Duplicate`]: of a signing parameter, whose doubles are found in any case of
    ///   letters, or of a part of the header `Authorization`.
    /// - [`Refusal::Authorization`], [`Refusal::Algorithm`], [`Refusal::Credential`], [`Refusal::Date`],
    ///   [`Refusal::DateHeader`], [`Refusal::ScopeDate`], [`Refusal::SignedHeaders`], [`Refusal::HostNotSigned`],
    ///   [`Refusal::Signature`], [`Refusal::EcdsaSignature`], [`Refusal::ExpiresNotANumber`],
    ///   [`Refusal::ExpiresNegative`],
    ///   [`Refusal::ExpiresZero`]: a part of the signature is malformed, or has a value that no server accepts.
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        read(Wire::parse(method, target, headers)?).map(Self)
    }

    /// Reads a request from the parts of an `http::Request`, as they arrived: a router that strips a prefix from the
    /// path, or a layer that changes headers, would break the signature. The host is that of the header `host`; without
    /// one, as in HTTP/2, it is the URI's. (Requires the feature `http`.)
    ///
    /// # Errors
    /// - [`Refusal::HeaderNotUtf8`]: the value of a header is not UTF-8, whether it is signed or not.
    /// - As [`parse`](Self::parse).
    #[cfg(feature = "http")]
    pub fn from_http_parts(parts: &::http::request::Parts) -> Result<Self, Refusal> {
        read(Wire::from_http_parts(parts)?).map(Self)
    }

    /// Where the signature is: in the query or in the header `Authorization`.
    #[must_use]
    pub fn place(&self) -> Place {
        self.0.claims.place
    }

    /// The access key id, to look up the secret or the signing key by.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.0.claims.access_key_id
    }

    /// The scope that the signing key must have.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.0.claims.scope
    }

    /// When it was signed, by the signer's clock.
    #[must_use]
    pub fn date(&self) -> Timestamp {
        self.0.claims.date
    }

    /// `X-Amz-Expires`: how long a URL is valid from its date on, if it says so.
    #[must_use]
    pub fn expires_in(&self) -> Option<Duration> {
        self.0.expires.map(Duration::from_secs)
    }

    /// The last second in which a presigned URL is valid. `None` if it has no `X-Amz-Expires`, and if the signature is
    /// in the header `Authorization`: then [`Policy::clock_skew`] is the limit.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at()
    }

    /// Verifies the request with the signing key of its [`scope`](Self::scope).
    ///
    /// # Errors
    /// - [`Refusal::Place`]: the policy accepts no signature where this one is.
    /// - [`Refusal::Service`], [`Refusal::Region`]: signed for another server.
    /// - [`Refusal::Missing`], [`Refusal::ExpiresTooLong`], [`Refusal::NotYetValid`], [`Refusal::Expired`]: a URL that
    ///   is not valid at this time.
    /// - [`Refusal::TimeTooSkewed`]: a request with the header `Authorization` that is dated too far ahead or too long
    ///   ago.
    /// - [`Refusal::MissingHeader`]: with the header `Authorization`, S3 requires the payload hash in
    ///   `x-amz-content-sha256`.
    /// - [`Refusal::SignedHeaderAbsent`], [`Refusal::UnsignedHeader`]: other headers than signed.
    /// - [`Refusal::Request`]: a part of the request cannot be signed, such as a bare `+` in the query.
    /// - [`Refusal::KeyScope`]: the key is not that of the scope.
    /// - [`Refusal::SignatureMismatch`]: the request differs from the one that was signed.
    /// - [`Refusal::ChecksumValue`], [`Refusal::ChecksumAlgorithm`], [`Refusal::SeveralChecksums`],
    ///   [`Refusal::ChecksumRequired`]: it declares no usable [checksum](crate::verify#checksums) of its body.
    /// - [`Refusal::Body`], [`Refusal::Checksum`], [`Refusal::ChecksumNotCompared`]: the body that was handed in is not
    ///   the one that was signed, or not known to be.
    /// - [`Refusal::ChunkedBody`]: the body that was handed in is in chunks.
    pub fn verify(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<Payload, Refusal> {
        self.0.verify(Key::Signing(key), now, policy)
    }

    /// Supplies the body, which is compared with the signed hash and the checksums that are declared. Without it the
    /// request is verified with the hash that it names, or as one without a body, and [`Payload::check`] is left to the
    /// caller.
    #[must_use]
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.0.set_body(body.as_ref());
        self
    }

    /// Hands in the SHA-256 of the body instead of the body, for a server that hashes a body as it streams in. Services
    /// other than S3 sign a hash that no header names: it must be handed in before the request can be verified. Of
    /// the [checksums](crate::verify#checksums) that are declared, it is compared with an `x-amz-checksum-sha256` only.
    #[must_use]
    pub fn body_hash(mut self, sha256: [u8; 32]) -> Self {
        self.0.set_body_hash(sha256);
        self
    }

    /// The path that was signed, decoded once, such as `/bucket/a b.txt`: what to serve once the request has been
    /// verified under these rules. `None` if it is not percent-encoded UTF-8.
    ///
    /// Rules that normalise the path, such as [`Rules::STANDARD`](crate::Rules::STANDARD), sign `/b` for a request to
    /// `/admin/../b`, and this is `/b`. To S3, empty segments, `.` and `..` are names like any other, and this has
    /// them all: never hand it to a file system.
    #[must_use]
    pub fn decoded_path(&self, rules: &Rules) -> Option<String> {
        self.0.decoded_path(rules)
    }

    /// The regions that a request with SigV4a is signed for, separated by commas, such as `us-east-1,eu-*`; its scope
    /// has none. `None` for Signature Version 4.
    #[must_use]
    pub fn region_set(&self) -> Option<&str> {
        self.0.claims.region_set.as_deref()
    }

    /// The names of the signed headers, in lower case, sorted.
    #[must_use]
    pub fn signed_headers(&self) -> &[String] {
        &self.0.signed_headers
    }

    /// Lists names and values of the signed headers that were sent, sorted by name, names in lower case. All of a name
    /// that was sent several times are listed.
    ///
    /// White space at the ends of a value is not in it; runs of white space within it are as they were sent, and the
    /// signature covers each of them as one space.
    pub fn signed_header_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.signed_header_values()
    }

    /// Returns the value of a header, by its name in any case, if it is signed and was sent.
    ///
    /// # Errors
    /// - [`Refusal::DuplicateHeader`]: it was sent more than once.
    pub fn signed_header(&self, name: &str) -> Result<Option<&str>, Refusal> {
        self.0.signed_header(name)
    }

    /// Lists names and values of the query, decoded, in their order, those of the signature included.
    ///
    /// Decisions belong on these, or on what [`subresources`](Self::subresources), [`instructions`](Self::instructions)
    /// and [`copy_source`](Self::copy_source) make of them, and not on the query as it was sent: there, a name can be
    /// written in many ways (`acl`, `%61cl`), which have one signature and one meaning.
    ///
    /// # Errors
    /// - [`Refusal::Parameter`]: a name or a value is not UTF-8.
    pub fn parameters(&self) -> Result<impl Iterator<Item = (&str, &str)>, Refusal> {
        self.0.parameters()
    }

    /// Returns the decoded value of a parameter of the query, by its decoded name.
    ///
    /// # Errors
    /// - [`Refusal::Parameter`]: it appears more than once, in any case of letters, or once with other capital letters,
    ///   as in `Prefix` for `prefix`; or anything in the query is not UTF-8.
    pub fn parameter(&self, name: &str) -> Result<Option<&str>, Refusal> {
        self.0.only_parameter(name)
    }

    /// Lists the `x-amz-` instructions to the service, wherever they stand: names in lower case, sorted, each once, and
    /// decoded values. S3 obeys them in a signed header and, of a presigned URL, in the query too, in any case of
    /// letters: `X-Amz-Acl=public-read` there is the header `x-amz-acl`.
    ///
    /// What belongs to the signature is not among them, and neither is the payload hash. A gateway or a store does well
    /// to refuse those that it does not know, for example because it does not lock objects, and to look at
    /// `x-amz-bypass-governance-retention`, which lifts a lock.
    ///
    /// # Errors
    /// - [`Refusal::RepeatedInstruction`]: one is in the query and in a header, or in one of them twice.
    /// - [`Refusal::Parameter`]: the query is not UTF-8.
    pub fn instructions(&self) -> Result<Vec<(String, &str)>, Refusal> {
        self.0.instructions()
    }

    /// Returns the value of one of the [`instructions`](Self::instructions), by its name in any case.
    ///
    /// # Errors
    /// - As [`instructions`](Self::instructions).
    pub fn instruction(&self, name: &str) -> Result<Option<&str>, Refusal> {
        self.0.instruction(name)
    }

    /// Lists the parameters that make another S3 operation of the request than its method and its path, by their
    /// decoded names, sorted without regard to case: `["delete"]` for `POST /bucket?delete`, which deletes any number
    /// of objects, `["policy"]` for `PUT /bucket?policy`.
    ///
    /// The sub-resources of S3 are among them (`acl`, `delete`, `policy`, `tagging`, `uploads`, …), and so are
    /// `partNumber`, `uploadId`, `versionId` and **every parameter that this crate does not know**, since stores have
    /// sub-resources of their own and S3 gets new ones. Not among them are those that only say which part of a list is
    /// wanted or how the answer is written (`prefix`, `list-type`, `response-expires`, …), and those that begin with
    /// `x-amz-`, which are [`instructions`](Self::instructions). So allow what is to be allowed, such as an empty list
    /// and `["uploads"]`, and refuse the rest.
    ///
    /// Source: Amazon S3 API Reference, "Actions".
    ///
    /// # Errors
    /// - [`Refusal::Parameter`]: one of them appears more than once, in any case of letters, or the query is not UTF-8.
    pub fn subresources(&self) -> Result<Vec<&str>, Refusal> {
        self.0.subresources()
    }

    /// Returns the object that the request copies from: what `x-amz-copy-source` names, in a signed header or in the
    /// query, decoded. Whoever may write one object may not always read the other.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::verify::SignedRequest;
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let url = Request::put("https://s3.example/photos/a.txt")?
    ///     .query("X-Amz-Copy-Source", "payroll/b%20c.txt")
    ///     .presign(&signer, Duration::from_secs(60), now)?;
    ///
    /// // On the server, after the request has been verified.
    /// let target = url.as_str().trim_start_matches("https://s3.example");
    /// let request = SignedRequest::parse("PUT", target, [("host", "s3.example")])?;
    /// let source = request.copy_source()?.ok_or("no copy")?;
    /// assert_eq!((source.bucket.as_str(), source.key.as_str()), ("payroll", "b c.txt"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::CopySource`]: it is not percent-encoded UTF-8 of a bucket and a key, or servers read it in
    ///   different ways: it has a segment `.` or `..`, a bare `+`, or white space that the signature does not cover.
    /// - As [`instructions`](Self::instructions).
    pub fn copy_source(&self) -> Result<Option<SourceObject>, Refusal> {
        self.0.copy_source()
    }

    /// The session token of temporary credentials, decoded.
    ///
    /// Callers that verify with a key must check that it is the one that was handed out with the access key;
    /// [`verify_with_credentials`](Self::verify_with_credentials) does.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token.as_deref()
    }

    /// Verifies the request with the credentials of its [`access_key_id`](Self::access_key_id), whose session token and
    /// expiry are checked too.
    ///
    /// # Errors
    /// - [`Refusal::UnknownAccessKeyId`], [`Refusal::SessionToken`], [`Refusal::CredentialsExpired`]: not these
    ///   credentials.
    /// - [`Refusal::Credentials`]: the server's credentials are not usable.
    /// - As [`verify`](Self::verify).
    pub fn verify_with_credentials(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Payload, Refusal> {
        self.verify(&self.0.key_of(credentials, now)?, now, policy)
    }

    /// Verifies a request that is signed with SigV4a, with the public key of its
    /// [`access_key_id`](Self::access_key_id). (Requires the feature `sigv4a`.)
    ///
    /// # Errors
    /// - [`Refusal::Algorithm`]: it is signed with Signature Version 4, which has no public key.
    /// - As [`verify`](Self::verify).
    #[cfg(feature = "sigv4a")]
    pub fn verify_with_public_key(
        &self,
        key: &crate::signing::VerifyingKey,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Payload, Refusal> {
        self.0.verify(Key::Verifying(key), now, policy)
    }

    /// Verifies the request as [`verify_with_credentials`](Self::verify_with_credentials) does, and returns the decoder
    /// of its body, which is sent in chunks: its payload is [`Payload::Streaming`] or [`Payload::UnsignedTrailer`].
    ///
    /// Nothing signs the bytes of [`Payload::UnsignedTrailer`], which boto3 and the other SDKs of AWS send over TLS:
    /// they are protected by TLS and by the checksum after them, which this crate can compute only with the feature
    /// `checksums`.
    ///
    /// Messages of event streams (`STREAMING-AWS4-HMAC-SHA256-EVENTS`) are something else, and not decoded. What is
    /// stored has one coding less: take `aws-chunked` from its `content-encoding`.
    ///
    /// ```
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{ChunkedBody, Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let request = Request::put("https://s3.example/bucket/a.txt")?;
    /// let (sent, mut frames) = request.sign_chunked(&signer, &ChunkedBody::signed(5), now)?;
    /// let body = [frames.frame(b"hello")?.before(), b"hello\r\n", &frames.finish(None)?].concat();
    ///
    /// // On the server.
    /// let headers = sent.headers().chain([("host", "s3.example")]);
    /// let request = SignedRequest::parse("PUT", "/bucket/a.txt", headers)?;
    /// let mut chunks = request.chunks_with_credentials(&credentials, now, &Policy::new("us-east-1", "s3"))?;
    /// let mut object = Vec::new();
    /// for mut piece in body.chunks(10) {
    ///     while let Some(bytes) = chunks.decode(&mut piece)? {
    ///         object.extend_from_slice(bytes);
    ///     }
    /// }
    /// chunks.finish()?;
    /// assert_eq!(object, b"hello");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - As [`verify_with_credentials`](Self::verify_with_credentials).
    /// - [`Refusal::NotInChunks`]: the body is sent as it is.
    /// - [`Refusal::ChunkForm`]: it is sent in another way, or its chunks have another algorithm than the request.
    /// - [`Refusal::ChecksumNotCompared`]: the body has a checksum that this build cannot compute.
    /// - [`Refusal::MissingHeader`], [`Refusal::DecodedLength`]: there is no `x-amz-decoded-content-length`, or it is
    ///   not a number.
    pub fn chunks_with_credentials(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<ChunkDecoder, Refusal> {
        self.chunks(&self.0.key_of(credentials, now)?, now, policy)
    }

    /// As [`chunks_with_credentials`](Self::chunks_with_credentials), with the signing key of the request's
    /// [`scope`](Self::scope), as [`verify`](Self::verify) takes it. The caller checks the
    /// [`session_token`](Self::session_token).
    ///
    /// # Errors
    /// - As [`verify`](Self::verify) and [`chunks_with_credentials`](Self::chunks_with_credentials).
    pub fn chunks(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<ChunkDecoder, Refusal> {
        self.0.chunks(Key::Signing(key), now, policy)
    }

    /// As [`chunks_with_credentials`](Self::chunks_with_credentials), with the public key of SigV4a. (Requires the
    /// feature `sigv4a`.)
    ///
    /// # Errors
    /// - As [`verify_with_public_key`](Self::verify_with_public_key) and
    ///   [`chunks_with_credentials`](Self::chunks_with_credentials).
    #[cfg(feature = "sigv4a")]
    pub fn chunks_with_public_key(
        &self,
        key: &crate::signing::VerifyingKey,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<ChunkDecoder, Refusal> {
        self.0.chunks(Key::Verifying(key), now, policy)
    }

    /// The canonical request that the server sees, which S3 puts into its answer to a signature that does not match.
    /// It holds what the client sent and nothing else.
    ///
    /// # Errors
    /// - [`Refusal::Request`]: a part of the request cannot be signed.
    pub fn canonical_request(&self, rules: &Rules) -> Result<CanonicalRequest, Refusal> {
        self.0.canonical_request(rules)
    }

    /// The string to sign over a canonical request, with this request's date and scope.
    #[must_use]
    pub fn string_to_sign(&self, canonical_request: &CanonicalRequest) -> StringToSign {
        self.0.claims.string_to_sign(canonical_request)
    }

    pub(super) fn received(&self) -> &Received {
        &self.0
    }
}

fn read(wire: Wire) -> Result<Received, Refusal> {
    let in_header = wire.header_values("authorization").next().is_some();
    let in_query = wire.parameter("X-Amz-Algorithm")?.is_some() || wire.parameter("X-Amz-Signature")?.is_some();
    match (in_header, in_query) {
        (true, true) => Err(Refusal::TwoSignatures),
        (true, false) => header_signed::read(wire),
        (false, true) => presigned::read(wire),
        (false, false) => Err(wire.without_signature(Refusal::NotSigned)),
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("SignedRequest", f)
    }
}
