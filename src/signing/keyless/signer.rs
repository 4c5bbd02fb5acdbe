//! The signer without a key.

use alloc::borrow::Cow;
use core::fmt;
#[cfg(feature = "sigv4a")]
use core::time::Duration;

use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::error::Error;
#[cfg(feature = "x509")]
use crate::error::Reason;
use crate::request::Request;
#[cfg(feature = "x509")]
use crate::request::reserved::CERTIFICATE_HEADERS;
#[cfg(feature = "sigv4a")]
use crate::signing::PresignedUrl;
use crate::signing::authorize::Prepared;
#[cfg(feature = "x509")]
use crate::signing::keyless::certificate::Certificate;
use crate::signing::keyless::unsigned::{Form, Unsigned};
use crate::signing::{HeaderSignedRequest, Scope, Signer, StringToSign};
use crate::timestamp::Timestamp;

/// A signer whose key is held elsewhere, such as in a TPM, an HSM or a KMS. It writes the request up to the signature,
/// which [`Unsigned`] gets from a closure or at a later time. No private key passes through this crate.
///
/// ```no_run
/// use presign::{Certificate, KeylessSigner, Request, Timestamp};
/// # fn device(_: &str) -> Result<Vec<u8>, presign::Error> { unimplemented!() }
///
/// let certificate = Certificate::from_pem(&std::fs::read_to_string("certificate.pem")?)?;
/// let signer = KeylessSigner::with_certificate(certificate, "eu-west-1")?;
/// let arns = r#"{"profileArn":"arn:…","roleArn":"arn:…","trustAnchorArn":"arn:…"}"#;
/// let signed = signer
///     .prepare(
///         &Request::post("https://rolesanywhere.eu-west-1.amazonaws.com/sessions")?
///             .header("content-type", "application/json")
///             .body(arns),
///         Timestamp::now(),
///     )?
///     .sign_with(|string_to_sign| device(string_to_sign.as_str()))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: IAM Roles Anywhere user guide, "IAM Roles Anywhere authentication signing process".
#[derive(Clone)]
pub struct KeylessSigner {
    /// It writes what is to be signed, and has no secret.
    signer: Signer,
    form: Form,
}

/// The service that certificates sign for.
#[cfg(feature = "x509")]
const ROLES_ANYWHERE: &str = "rolesanywhere";

impl KeylessSigner {
    /// Creates a signer for IAM Roles Anywhere, with the certificate of the key. The region is that of the trust anchor
    /// and of the profile. (Requires the feature `x509`.)
    ///
    /// # Errors
    /// - `empty-value`, `scope-character`: the region is not one.
    #[cfg(feature = "x509")]
    pub fn with_certificate(certificate: Certificate, region: &str) -> Result<Self, Error> {
        // The secret is only checked: it signs nothing.
        let signer = Signer::new(Credentials::new(certificate.serial(), "-"), region, ROLES_ANYWHERE)?;
        Ok(Self { signer, form: Form::Certificate(certificate) })
    }

    /// Creates a signer for SigV4a whose private key is elsewhere: the 32 bytes of a
    /// [`SigningKey`](crate::SigningKey::secret_bytes) of a [multi-region scope](Scope::multi_region) are the key on
    /// the curve P-256, the same for every day. The session token is that of temporary credentials. (Requires the
    /// feature `sigv4a`.)
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Error, KeylessSigner, Request, Scope, SigningKey, Timestamp};
    ///
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// // In the device.
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let key = SigningKey::derive(&credentials, &Scope::multi_region(now, "s3")?);
    ///
    /// let signer = KeylessSigner::multi_region("AKIDEXAMPLE", None, "*", "s3")?;
    /// let request = Request::get("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/cat.jpg")?;
    /// let url = signer
    ///     .prepare_url(&request, Duration::from_secs(3600), now)?
    ///     .sign_with(|string| Ok::<_, Error>(key.sign(string).as_bytes().to_vec()))?;
    /// assert!(url.as_str().contains("X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// - As [`Signer::multi_region`], for the access key ID, the session token, the region set and the service.
    #[cfg(feature = "sigv4a")]
    pub fn multi_region(
        access_key_id: &str,
        session_token: Option<&str>,
        region_set: &str,
        service: &str,
    ) -> Result<Self, Error> {
        // The secret is only checked: it signs nothing.
        let credentials = Credentials::new(access_key_id, "-");
        let credentials = credentials.with_session_token(session_token.unwrap_or_default());
        Ok(Self { signer: Signer::multi_region(credentials, region_set, service)?, form: Form::SigV4a })
    }

    /// Prepares a request that is signed by its headers, as [`Request::sign`] signs it for `now`. With a certificate it
    /// has the headers `x-amz-x509` and, with intermediates, `x-amz-x509-chain`.
    ///
    /// # Errors
    /// - As [`Request::sign`].
    pub fn prepare(&self, request: &Request<'_>, now: Timestamp) -> Result<Unsigned<HeaderSignedRequest>, Error> {
        let request = self.with_headers(request)?;
        let Prepared { url, request, canonical_request } = self.signer.prepare(&request, now, self.names_payload())?;
        let scope = self.scope(now);
        let string_to_sign = StringToSign::with_algorithm(self.algorithm(), now, &scope, &canonical_request);
        let before = self.signer.authorization(self.algorithm(), &scope, canonical_request.signed_headers());
        Ok(Unsigned {
            string_to_sign,
            form: self.form.clone(),
            unfinished: HeaderSignedRequest::new(url, request),
            around: [Zeroizing::new(before), Zeroizing::default()],
            add: |signed, value| signed.add_unsigned("authorization", value),
        })
    }

    /// Prepares a presigned URL, as [`Request::presign`] presigns one. Only SigV4a has URLs: IAM Roles Anywhere has
    /// not. (Requires the feature `sigv4a`.)
    ///
    /// # Errors
    /// - As [`Request::presign`].
    /// - `certificate-in-query`: the signer has a certificate.
    #[cfg(feature = "sigv4a")]
    pub fn prepare_url(
        &self,
        request: &Request<'_>,
        expires_in: Duration,
        now: Timestamp,
    ) -> Result<Unsigned<PresignedUrl>, Error> {
        #[cfg(feature = "x509")]
        if let Form::Certificate(_) = self.form {
            return Err(Error(Reason::CertificateInQuery));
        }
        let scope = self.scope(now);
        let (unfinished, canonical_request, around) = self.signer.prepare_url(request, expires_in, now, &scope)?;
        let string_to_sign = StringToSign::new(now, &scope, &canonical_request);
        let add = |url: &mut PresignedUrl, text: &str| {
            url.append(text);
            Ok(())
        };
        Ok(Unsigned { string_to_sign, form: self.form.clone(), unfinished, around, add })
    }

    /// The request with the headers of the certificate.
    #[cfg_attr(not(feature = "x509"), allow(clippy::unnecessary_wraps, reason = "there are no others"))]
    fn with_headers<'r, 'a>(&self, request: &'r Request<'a>) -> Result<Cow<'r, Request<'a>>, Error> {
        match &self.form {
            #[cfg(feature = "sigv4a")]
            Form::SigV4a => Ok(Cow::Borrowed(request)),
            #[cfg(feature = "x509")]
            Form::Certificate(certificate) => with_certificate(request, certificate).map(Cow::Owned),
        }
    }

    /// Whether a header names the hash of the body. AWS's credential helper sends none to IAM Roles Anywhere.
    fn names_payload(&self) -> bool {
        match &self.form {
            #[cfg(feature = "sigv4a")]
            Form::SigV4a => true,
            #[cfg(feature = "x509")]
            Form::Certificate(_) => false,
        }
    }

    /// The name of the algorithm.
    fn algorithm(&self) -> &'static str {
        match &self.form {
            #[cfg(feature = "sigv4a")]
            Form::SigV4a => self.signer.algorithm().name(),
            #[cfg(feature = "x509")]
            Form::Certificate(certificate) => certificate.algorithm(),
        }
    }

    fn scope(&self, now: Timestamp) -> Scope {
        let region = if self.signer.region_set().is_some() { "" } else { self.signer.region() };
        Scope::of_checked(now, region, self.signer.service())
    }
}

/// Adds the headers of the certificate to a request that has none.
#[cfg(feature = "x509")]
fn with_certificate<'a>(request: &Request<'a>, certificate: &Certificate) -> Result<Request<'a>, Error> {
    if let Some(name) = CERTIFICATE_HEADERS.iter().find(|name| request.headers.contains(name)) {
        return Err(Error(Reason::ReservedHeader((*name).into())));
    }
    let mut request = request.clone();
    for (name, value) in CERTIFICATE_HEADERS.into_iter().zip(certificate.headers()) {
        request.add_header(name, &value);
    }
    Ok(request)
}

impl fmt::Debug for KeylessSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signer = &self.signer;
        write!(f, "KeylessSigner({}/{}/{})", signer.access_key_id, signer.region(), signer.service())
    }
}
