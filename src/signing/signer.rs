//! The signer: credentials bound to a region and a service.

use alloc::format;
use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::request::Request;
use crate::signing::Algorithm;
use crate::signing::kept::KeptKeys;
use crate::signing::scope;
use crate::signing::{Rules, Scope, SigningKey};
use crate::text::percent::{self, UNRESERVED};
use crate::timestamp::Timestamp;
use crate::token;

/// Credentials bound to a region and a service.
///
/// Create one signer and share it: it signs through `&self`, from any number of threads. With the feature `std` it
/// keeps the signing key of the day, so that only the first URL of a day has to derive one. A clone has the key that
/// the original has kept, and keeps its own from then on. Its credentials never change: where they are rotated, a
/// `SharedSigner` holds the signer and replaces it.
///
/// ```
/// use presign::{Credentials, Signer};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let signer = Signer::new(credentials, "us-east-1", "execute-api")?;
/// assert_eq!(format!("{signer:?}"), "Signer(AKIDEXAMPLE/us-east-1/execute-api)");
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    source: Source,
    algorithm: Algorithm,
    /// For SigV4a the region set.
    region: String,
    service: String,
    rules: Rules,
    /// Whether the rules were given instead of chosen.
    has_given_rules: bool,
    pub(crate) access_key_id: String,
    /// The parameters before and after the day, percent-encoded once instead of for each URL.
    pub(super) credential: [String; 2],
    /// The parameter of the region set, `X-Amz-Region-Set=…&`, percent-encoded; empty except for SigV4a.
    #[cfg(feature = "sigv4a")]
    pub(super) region_set: String,
    /// Empty if there is none.
    pub(crate) session_token: Zeroizing<String>,
    /// The parameter of the session token, `X-Amz-Security-Token=…&`, percent-encoded once instead of for each URL;
    /// empty if there is none.
    pub(super) token: Zeroizing<String>,
    pub(super) expiry: Option<Timestamp>,
    /// Whether a URL that would outlive the credentials is refused.
    pub(super) requires_full_lifetime: bool,
    kept: KeptKeys,
}

/// What a signer signs with.
#[derive(Clone)]
enum Source {
    Credentials(Credentials),
    Key(SigningKey),
}

impl Signer {
    /// Creates a signer for one region and service, by their names in the credential scope, such as `us-east-1` and
    /// `s3`, or `eu-west-1` and `execute-api`. The name of the service determines its [`Rules`].
    ///
    /// # Errors
    /// - `empty-value`: the access key id, the secret access key, the region or the service is empty.
    /// - `credential-white-space`: a credential was copied together with a space or a line break.
    /// - `scope-character`: the region or the service contains a slash, white space or a control character.
    /// - `service-in-upper-case`: the name of a service with [`Rules`] of its own, such as `S3`.
    pub fn new(credentials: Credentials, region: &str, service: &str) -> Result<Self, Error> {
        credentials.check()?;
        scope::check("region", region)?;
        scope::check("service", service)?;
        Rules::check_case(service)?;
        Ok(Self::of_checked(credentials, Algorithm::HmacSha256, region, service))
    }

    /// Creates a signer whose signatures hold in several regions (SigV4a), as a Multi-Region Access Point of S3
    /// requires. The region set is a list of regions separated by commas, such as `us-east-1,eu-west-1`. A `*` at the
    /// end of one stands for anything: `*` is every region. (Requires the feature `sigv4a`.)
    ///
    /// It signs as every other signer does: URLs, headers and operations of [`s3`](crate::s3). The key is derived once
    /// and kept for the day, with the feature `std`. Besides S3, AWS lists Amazon EventBridge global endpoints, Amazon
    /// CloudFront KeyValueStore (both with the region set `*`) and Amazon SES version 2 (multi-region endpoints), whose
    /// services in the scope are `events`, `cloudfront-keyvaluestore` and `ses`.
    ///
    /// Where the private key is held elsewhere, such as in an HSM, see
    /// [`KeylessSigner::multi_region`](crate::KeylessSigner::multi_region).
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::multi_region(credentials, "*", "s3")?;
    /// let url = Request::get("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/test.txt")?
    ///     .presign(&signer, Duration::from_secs(3600), Timestamp::parse("20150830T123600Z")?)?;
    /// assert!(url.as_str().contains("X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&"));
    /// assert!(url.as_str().contains("&X-Amz-Region-Set=%2A&"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - As [`Signer::new`] for the credentials and the service.
    /// - `invalid-region-set`: an empty region, or one with a space or another character that no region has.
    ///
    /// Source: AWS, "AWS Signature Version 4 for API requests" (SigV4a).
    #[cfg(feature = "sigv4a")]
    pub fn multi_region(credentials: Credentials, region_set: &str, service: &str) -> Result<Self, Error> {
        credentials.check()?;
        let is_region = |region: &str| {
            let name = region.strip_suffix('*').unwrap_or(region);
            !region.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if !region_set.split(',').all(is_region) {
            return Err(Error(Reason::InvalidRegionSet));
        }
        scope::check("service", service)?;
        Rules::check_case(service)?;
        Ok(Self::of_checked(credentials, Algorithm::EcdsaP256Sha256, region_set, service))
    }

    fn of_checked(credentials: Credentials, algorithm: Algorithm, region: &str, service: &str) -> Self {
        let rules = Rules::for_service(service);
        let session_token = credentials.session_token().unwrap_or_default();
        let scope = Scope::of_checked(Timestamp::EPOCH, scope_region(algorithm, region), service);
        Self {
            algorithm,
            region: region.into(),
            service: service.into(),
            access_key_id: credentials.access_key_id().into(),
            credential: credential_parameters(credentials.access_key_id(), &scope),
            #[cfg(feature = "sigv4a")]
            region_set: region_set_parameter(algorithm, region),
            token: token_parameter(&rules, session_token),
            session_token: Zeroizing::new(session_token.into()),
            rules,
            has_given_rules: false,
            expiry: credentials.expiry(),
            requires_full_lifetime: false,
            source: Source::Credentials(credentials),
            kept: KeptKeys::default(),
        }
    }

    /// Creates a signer that holds the key of one day instead of a secret, such as in a service that hands out URLs and
    /// gets the key from the service that has the secret.
    ///
    /// The key knows when the credentials expire that it was [derived](SigningKey::derive) from. If it was given as its
    /// bytes and the credentials are temporary, give the signer their expiry: [`with_expiry`](Self::with_expiry).
    ///
    /// # Errors
    /// - `empty-value`, `credential-white-space`: the access key ID or the session token is malformed.
    /// - `key-without-regions`: the key is one of SigV4a.
    pub fn with_key(access_key_id: &str, session_token: Option<&str>, key: SigningKey) -> Result<Self, Error> {
        #[cfg(feature = "sigv4a")]
        if key.scope().algorithm() == Algorithm::EcdsaP256Sha256 {
            return Err(Error(Reason::KeyWithoutRegions));
        }
        // The secret is only checked: a signer with a key does not use it.
        let checked = Credentials::new(access_key_id, "-").with_session_token(session_token.unwrap_or_default());
        let mut signer = Self::new(checked, key.scope().region(), key.scope().service())?;
        signer.expiry = [signer.expiry, key.expiry()].into_iter().flatten().min();
        signer.source = Source::Key(key);
        Ok(signer)
    }

    /// Derives the key of the day on which `now` falls and keeps it, unless the signer has it. Call it before signing
    /// in a build without the feature `std`, where every signature derives the key anew otherwise; with `std` the key
    /// is kept in any case.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Error, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let mut signer = bucket.signer(credentials)?;
    /// let mut url = |key: &str, now: Timestamp| -> Result<String, Error> {
    ///     signer.keep_key(now);
    ///     Ok(bucket.get_object(key).presign(&signer, Duration::from_secs(60), now)?.into_string())
    /// };
    /// url("a.txt", Timestamp::parse("20150830T123600Z")?)?;
    /// url("a.txt", Timestamp::parse("20150831T000000Z")?)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub fn keep_key(&mut self, now: Timestamp) {
        // A key of another day, which a signer may hold instead of credentials, is not one to keep.
        if let Source::Credentials(credentials) = &self.source {
            self.kept.keep(now, || derive(credentials, self.algorithm, &self.region, &self.service, now));
        }
    }

    /// Replaces the rules that the name of the service implies, for a server that is known to differ.
    #[must_use]
    pub fn with_rules(mut self, rules: Rules) -> Self {
        self.token = token_parameter(&rules, &self.session_token);
        self.rules = rules;
        self.has_given_rules = true;
        self
    }

    /// The same signer with other credentials.
    #[cfg(feature = "std")]
    pub(super) fn renewed(&self, credentials: Credentials) -> Result<Self, Error> {
        credentials.check()?;
        let mut renewed = Self::of_checked(credentials, self.algorithm, &self.region, &self.service);
        renewed.requires_full_lifetime = self.requires_full_lifetime;
        Ok(if self.has_given_rules { renewed.with_rules(self.rules.clone()) } else { renewed })
    }

    /// A copy that signs by other rules on the day of `now`, whose key it does not derive again.
    pub(crate) fn copy_with_rules(&self, rules: Rules, now: Timestamp) -> Result<Self, Error> {
        let key = self.with_key_of(now, |key| Ok(key.clone()))?;
        let mut copy = Self::with_key(&self.access_key_id, Some(&self.session_token), key)?.with_rules(rules);
        (copy.expiry, copy.requires_full_lifetime) = (self.expiry, self.requires_full_lifetime);
        Ok(copy)
    }

    /// Sets when the credentials expire, for a signer that was made [with a key](Self::with_key): no URL outlives them.
    /// A signer made with [`Credentials`] has their own [expiry](Credentials::with_expiry), which this replaces. A
    /// session
    /// token that states an earlier end counts.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Request, Scope, Signer, SigningKey, Timestamp};
    ///
    /// let (now, end) = (Timestamp::parse("20150830T123600Z")?, Timestamp::parse("20150830T130000Z")?);
    /// // From the service that has the secret.
    /// let bytes = [0x2a; 32];
    /// let key = SigningKey::from_secret_bytes(bytes, Scope::new(now, "eu-west-1", "execute-api")?)?;
    /// let signer = Signer::with_key("ASIDEXAMPLE", Some("TOKEN"), key)?.with_expiry(end);
    /// let url = Request::get("https://api.example.com/")?.presign(&signer, Duration::from_secs(3600), now)?;
    /// assert_eq!(url.expires_at(), end);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn with_expiry(mut self, expiry: Timestamp) -> Self {
        self.expiry = Some(token::end(&self.session_token).map_or(expiry, |end| end.min(expiry)));
        self
    }

    /// Refuses URLs and forms that would expire with the credentials before their own expiry, as
    /// `credentials-expire-first`. Without this they are signed, and [`expires_at`](crate::PresignedUrl::expires_at)
    /// says when they expire.
    ///
    /// Temporary credentials must then have an [expiry](Credentials::with_expiry): with a session token and no expiry,
    /// signing fails with `credentials-expiry-unknown`.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let (now, end) = (Timestamp::parse("20150830T123600Z")?, Timestamp::parse("20150830T130000Z")?);
    /// let credentials = Credentials::new("ASIDEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKEN").with_expiry(end);
    /// let signer = bucket.signer(credentials)?.require_full_lifetime();
    /// let url = bucket.get_object("cat.jpg").presign(&signer, Duration::from_secs(3600), now);
    /// assert_eq!(url.unwrap_err().code(), "credentials-expire-first");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn require_full_lifetime(mut self) -> Self {
        self.requires_full_lifetime = true;
        self
    }

    /// Returns the region in the credential scope, or the region set of SigV4a.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Returns the service in the credential scope.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Returns when the credentials expire, if they were given with an expiry.
    #[must_use]
    pub fn expiry(&self) -> Option<Timestamp> {
        self.expiry
    }

    /// Returns the rules that this signer follows.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Refuses to sign with credentials that have expired.
    pub(crate) fn check_credentials(&self, now: Timestamp) -> Result<(), Error> {
        match self.expiry {
            Some(expiry) if expiry <= now => Err(Error(Reason::CredentialsExpired(expiry))),
            _ => Ok(()),
        }
    }

    /// The rules for one request.
    #[inline]
    pub(super) fn rules_for(&self, request: &Request<'_>) -> &Rules {
        if self.has_given_rules { None } else { Rules::for_operation(&self.service, request) }.unwrap_or(&self.rules)
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The region set of SigV4a; none for Signature Version 4.
    pub(crate) fn region_set(&self) -> Option<&str> {
        (self.algorithm != Algorithm::HmacSha256).then_some(&self.region)
    }

    /// Whether the session token is signed if it is a header. The services that do not want it signed mean URLs.
    pub(super) fn signs_token_header(&self) -> bool {
        self.rules.sign_session_token || !self.has_given_rules
    }

    /// Calls `use_key` with the key of the day on which `now` falls. Where a key can be kept, it is derived once a day.
    pub(crate) fn with_key_of<T>(
        &self,
        now: Timestamp,
        use_key: impl FnOnce(&SigningKey) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &self.source {
            Source::Key(key) if key.scope().covers(now) => use_key(key),
            Source::Key(key) => Err(Error(Reason::SigningKeyDay {
                key: key.scope().date().into(),
                asked: now.date().map(char::from).iter().collect(),
            })),
            Source::Credentials(credentials) => {
                let derive = || derive(credentials, self.algorithm, &self.region, &self.service, now);
                self.kept.with(now, derive, use_key)
            }
        }
    }
}

/// Derives the key of the day on which `now` falls.
fn derive(credentials: &Credentials, algorithm: Algorithm, region: &str, service: &str, now: Timestamp) -> SigningKey {
    SigningKey::derive_for(credentials, Scope::of_checked(now, scope_region(algorithm, region), service))
}

/// The region in the scope: none for SigV4a.
fn scope_region(algorithm: Algorithm, region: &str) -> &str {
    if algorithm == Algorithm::HmacSha256 { region } else { "" }
}

/// `X-Amz-Region-Set=…&`, for SigV4a.
#[cfg(feature = "sigv4a")]
fn region_set_parameter(algorithm: Algorithm, region_set: &str) -> String {
    let mut text = String::new();
    if algorithm == Algorithm::EcdsaP256Sha256 {
        text.push_str("X-Amz-Region-Set=");
        percent::encode(&mut text, region_set, &UNRESERVED);
        text.push('&');
    }
    text
}

/// `X-Amz-Algorithm=…&X-Amz-Credential=…&X-Amz-Date=`, split in two where the day goes. The scope is of any day.
fn credential_parameters(access_key_id: &str, scope: &Scope) -> [String; 2] {
    let mut before = format!("X-Amz-Algorithm={}&X-Amz-Credential=", scope.algorithm().name());
    percent::encode(&mut before, access_key_id, &UNRESERVED);
    before.push_str("%2F");
    let mut after = String::new();
    percent::encode(&mut after, scope.after_date(), &UNRESERVED);
    after.push_str("&X-Amz-Date=");
    [before, after]
}

/// `X-Amz-Security-Token=…&`.
fn token_parameter(rules: &Rules, session_token: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    if !session_token.is_empty() {
        // Reserved in advance: a string that grows leaves copies of the token in memory.
        text.reserve(3 * (rules.session_token_parameter.len() + session_token.len()) + 2);
        percent::encode(&mut text, rules.session_token_parameter, &UNRESERVED);
        text.push('=');
        percent::encode(&mut text, session_token, &UNRESERVED);
        text.push('&');
    }
    text
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}/{}/{})", self.access_key_id, self.region, self.service)
    }
}
