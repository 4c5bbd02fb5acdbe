//! The server's side: the secret that belongs to a token.

use alloc::string::String;

use crate::credentials::Credentials;
use crate::scoped::grant::Grant;
use crate::scoped::token::{self, Blocks, S1, spelled_blocks};
use crate::scoped::{chain, r2};
use crate::verify::Refusal;

/// What a server accepts of scoped credentials.
///
/// It turns a session token and the long-lived key of its access key id, which the server looks up, into what the
/// request is verified with. Nothing is stored: one HMAC for each of at most eight blocks of a token of at most 4096
/// characters makes the secret.
///
/// ```
/// use core::time::Duration;
/// use presign::scoped::{Rights, S1, Verifier};
/// use presign::verify::{Policy, Refusal, SignedRequest};
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let parent = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let (server, bucket, rights) = ("s3.example.com", "photos", Rights::Read);
/// let reader = S1 { server, bucket, rights, paths: None, subject: None, expires_in: Duration::from_secs(900) };
/// let photos = Bucket::new(bucket, "us-east-1")?.endpoint("https://s3.example.com")?;
/// let signer = photos.signer(reader.mint(&parent, now)?)?;
///
/// let serve = |method: &str, url: &str| -> Result<(), Refusal> {
///     let target = url.strip_prefix("https://s3.example.com").unwrap_or_default();
///     let request = SignedRequest::parse(method, target, [("host", "s3.example.com")])?;
///     let child = Verifier::new("s3.example.com").child(request.session_token(), &parent)?;
///     let (verified, _body) = request.verify(&child.credentials, now, &Policy::new("us-east-1", "s3"))?;
///     child.grant.allows(&verified.asks(&["s3.example.com"])?, now)
/// };
/// let (get, delete) = (photos.get_object("cat.jpg"), photos.delete_object("cat.jpg"));
/// serve("GET", get.presign(&signer, Duration::from_secs(60), now)?.as_str())?;
/// let refused = serve("DELETE", delete.presign(&signer, Duration::from_secs(60), now)?.as_str()).unwrap_err();
/// assert_eq!(refused.code(), "AccessDenied");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verifier {
    /// The server's own name, which tokens must have: for one server they are not good at another.
    pub server: String,
    /// Whether R2's form is accepted too. `false` by default: whoever sees a URL that was signed with it has all that
    /// its token allows.
    pub accepts_r2: bool,
}

/// Credentials to verify a request with, and what they may do once its signature has been found good.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Child {
    /// The proof for [`SignedRequest::verify`](crate::verify::SignedRequest::verify), with a
    /// [`Keyring`](crate::verify::Keyring) or without.
    pub credentials: Credentials,
    /// What they may do: ask it after the signature.
    pub grant: Grant,
}

impl Verifier {
    /// Creates a verifier of the form s1 for a server of this name, such as `s3.example.com`.
    #[must_use]
    pub fn new(server: impl Into<String>) -> Self {
        Self { server: server.into(), accepts_r2: false }
    }

    /// Returns what a request with this session token is verified with. `parent` is the long-lived key of the request's
    /// access key id; without a token, or with one of another form, it is the result, and may do everything.
    ///
    /// Nothing that the token says is looked at but its form: an answer tells a stranger nothing about a scope.
    ///
    /// # Errors
    /// - [`Refusal::SessionToken`]: the token is malformed, or not one of this parent's.
    pub fn child(&self, session_token: Option<&str>, parent: &Credentials) -> Result<Child, Refusal> {
        let Some(token) = session_token.filter(|_| parent.session_token().is_none()) else {
            return Ok(Child { credentials: parent.clone(), grant: Grant::EVERYTHING });
        };
        let made = if token.starts_with(S1) {
            self.of_s1(token, parent)
        } else if self.accepts_r2 && token::is_r2(token) {
            self.of_r2(token, parent)
        } else {
            // Verifying refuses it, since this key has no token.
            return Ok(Child { credentials: parent.clone(), grant: Grant::EVERYTHING });
        };
        made.ok_or(Refusal::SessionToken)
    }

    /// Returns the child of that one of several parents whose signature the request has, for an access key id that has
    /// two secrets while one is replaced by the other. `verifies` verifies the request, or the form, with credentials;
    /// it is not called for a single parent.
    ///
    /// ```
    /// # use presign::{Credentials, Timestamp, scoped::{Child, Verifier}, verify::{Policy, Refusal, SignedRequest}};
    /// # fn find(request: &SignedRequest, now: Timestamp, policy: &Policy) -> Result<Child, Refusal> {
    /// let id = request.access_key_id();
    /// let parents = [Credentials::new(id, "NEWSECRET"), Credentials::new(id, "OLDSECRET")];
    /// let verifies = |child: &Credentials| request.verify(child, now, policy).is_ok();
    /// Verifier::new("s3.example.com").child_of_any(request.session_token(), &parents, verifies)
    /// # }
    /// # let _ = find;
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::UnknownAccessKeyId`]: there is no parent.
    /// - As [`child`](Self::child); if none verifies, the result is that of the last parent.
    pub fn child_of_any(
        &self,
        session_token: Option<&str>,
        parents: &[Credentials],
        verifies: impl Fn(&Credentials) -> bool,
    ) -> Result<Child, Refusal> {
        let (last, others) = parents.split_last().ok_or(Refusal::UnknownAccessKeyId)?;
        let mut children = others.iter().filter_map(|parent| self.child(session_token, parent).ok());
        children.find(|child| verifies(&child.credentials)).map_or_else(|| self.child(session_token, last), Ok)
    }

    fn of_s1(&self, token: &str, parent: &Credentials) -> Option<Child> {
        let blocks = Blocks::read(token).filter(|blocks| blocks.root.iss == parent.access_key_id())?;
        let secret = chain::secret(parent.secret(), spelled_blocks(token)?);
        let grant = Grant::new(&self.server, blocks.root, blocks.narrower);
        Some(Child { credentials: of_parent(parent, &secret, token), grant })
    }

    fn of_r2(&self, token: &str, parent: &Credentials) -> Option<Child> {
        let jwt = token::r2_jwt(token)?;
        let (signed, signature) = token::r2_signed(&jwt)?;
        // What is not signed is not read.
        if !chain::is_mac(parent.secret(), signed, &signature) {
            return None;
        }
        let root = token::r2_claims(signed).filter(|root| root.iss == parent.access_key_id())?;
        let secret = zeroize::Zeroizing::new(r2::secret(&jwt));
        let grant = Grant::new(&self.server, root, alloc::vec::Vec::new());
        Some(Child { credentials: of_parent(parent, &secret, token), grant })
    }
}

/// The end in the token is not theirs: it is looked at after the signature.
fn of_parent(parent: &Credentials, secret: &str, token: &str) -> Credentials {
    let child = Credentials::new(parent.access_key_id(), secret).with_unread_token(token);
    parent.expiry().into_iter().fold(child, Credentials::with_expiry)
}
