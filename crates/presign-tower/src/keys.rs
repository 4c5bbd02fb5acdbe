//! What a server brings: where keys are looked up, and what is decided once a signature is good.

use std::fmt;
use std::future::{Future, Ready, ready};
use std::sync::Arc;

#[cfg(feature = "sigv4a")]
use presign::VerifyingKey;
use presign::verify::SignedRequest;
use presign::{Credentials, SigningKey};

use crate::{Refusal, Verified};

/// A store of access keys.
///
/// A closure is one: it is given the request, of which nothing is to be believed yet, looks up its
/// [`access_key_id`](SignedRequest::access_key_id), and returns a future. The future is held as it is, so that it need
/// not be [`Send`] where the server is not.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Arc;
///
/// use presign::{Credentials, verify::{Policy, SignedRequest}};
/// use presign_tower::{Found, Refusal, VerifyLayer};
///
/// let secrets = Arc::new(HashMap::from([("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")]));
/// let keys = move |request: Arc<SignedRequest>| {
///     let secrets = Arc::clone(&secrets);
///     async move {
///         let id = request.access_key_id();
///         let secret = secrets.get(id); // A database in earnest.
///         Ok::<_, Refusal>(secret.map(|secret| Found::new(Credentials::new(id, *secret), id.to_string())))
///     }
/// };
/// let layer = VerifyLayer::new(keys, Policy::new("us-east-1", "s3"));
/// # let _ = layer;
/// ```
pub trait Keys {
    /// Who has the key. It is in [`Verified`].
    type Identity: Clone + Send + Sync + 'static;
    /// What looks it up.
    type Future: Future<Output = Result<Option<Found<Self::Identity>>, Refusal>>;

    /// Looks up the key of a request; `None` for a key that is not known.
    fn find(&self, request: Arc<SignedRequest>) -> Self::Future;
}

impl<F, T, I> Keys for F
where
    F: Fn(Arc<SignedRequest>) -> T,
    T: Future<Output = Result<Option<Found<I>>, Refusal>>,
    I: Clone + Send + Sync + 'static,
{
    type Identity = I;
    type Future = T;

    fn find(&self, request: Arc<SignedRequest>) -> T {
        self(request)
    }
}

/// What a request is verified with.
#[derive(Clone)]
#[non_exhaustive]
pub enum Key {
    /// A secret, with the session token and the expiry of temporary credentials, which are checked.
    Credentials(Credentials),
    /// A key that was derived where the secret is kept.
    Derived {
        /// The key for the request's scope.
        key: SigningKey,
        /// What the request's session token must be.
        session_token: Option<String>,
    },
    /// The public key of SigV4a, which holds in several regions. (Requires the feature `sigv4a`.)
    #[cfg(feature = "sigv4a")]
    Public {
        /// The key of the access key id.
        key: VerifyingKey,
        /// What the request's session token must be.
        session_token: Option<String>,
    },
}

impl From<Credentials> for Key {
    fn from(credentials: Credentials) -> Self {
        Self::Credentials(credentials)
    }
}

/// Without the key.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credentials(_) => "Credentials",
            Self::Derived { .. } => "Derived",
            #[cfg(feature = "sigv4a")]
            Self::Public { .. } => "Public",
        })
    }
}

/// A key, and who has it.
#[derive(Clone, Debug)]
pub struct Found<I> {
    pub(crate) key: Key,
    pub(crate) identity: I,
}

impl<I> Found<I> {
    /// A key, such as [`Credentials`], and who has it: a name, a row of a database, or just `()`.
    #[must_use]
    pub fn new(key: impl Into<Key>, identity: I) -> Self {
        Self { key: key.into(), identity }
    }
}

/// A decision about a request whose signature is good, which may refuse it. A closure is one.
///
/// For a [`VerifyLayer`](crate::VerifyLayer) it decides whether the request is served: a link that is used up, revoked
/// or counted, or what a key may do. For a [`ResignLayer`](crate::ResignLayer) it says who signs for which server.
pub trait Decide<I> {
    /// What comes of it.
    type Output;
    /// What decides.
    type Future: Future<Output = Result<Self::Output, Refusal>>;

    /// Decides about this request.
    fn decide(&self, request: Verified<I>) -> Self::Future;
}

impl<F, T, I, O> Decide<I> for F
where
    F: Fn(Verified<I>) -> T,
    T: Future<Output = Result<O, Refusal>>,
{
    type Output = O;
    type Future = T;

    fn decide(&self, request: Verified<I>) -> T {
        self(request)
    }
}

/// Decides that every request with a good signature is served.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ServeAll;

impl<I> Decide<I> for ServeAll {
    type Output = ();
    type Future = Ready<Result<(), Refusal>>;

    fn decide(&self, _: Verified<I>) -> Self::Future {
        ready(Ok(()))
    }
}
