//! The form of Cloudflare R2.

use alloc::format;
use alloc::string::String;
use core::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::scoped::claims::Root;
use crate::scoped::lifetime::expiry;
use crate::scoped::s1::check_parent;
use crate::scoped::{Paths, Rights, chain, token};
use crate::text::hex;
use crate::timestamp::Timestamp;

/// Temporary credentials of Cloudflare R2, limited to one bucket, to operations, to keys and to a time, which are made
/// without a request to Cloudflare.
///
/// **The session token alone is the whole credential**: the secret is its hash, and the access key id is in it. So a
/// presigned URL that is made with such credentials gives away all that they may do, not one object, and so does a log
/// of its headers. Sign URLs with the parent instead, or with credentials for the one object.
/// [`Credentials::token_reveals_secret`] tells such credentials. Their holder cannot narrow them.
///
/// ```
/// use core::time::Duration;
/// use presign::s3::Action;
/// use presign::scoped::{Paths, R2, Rights};
/// use presign::{Credentials, Timestamp};
///
/// let parent = Credentials::new(
///     "f5ee5ce81bf9a1d115fbd877f9002ddb",
///     "72790c00cc1e74d9f1814fcc547f0ace7c9f50b7247a038517f9784f8bc73b12",
/// );
/// let reader = R2 {
///     account: "0fe54250faad8d67c03b8b390f49cebd",
///     jurisdiction: None,
///     host: None,
///     bucket: "my-bucket",
///     rights: Rights::Actions(&[Action::GetObject, Action::HeadObject]),
///     paths: Some(Paths { prefixes: &["data/"], ..Paths::default() }),
///     expires_in: Duration::from_secs(900),
/// };
/// let child = reader.mint(&parent, Timestamp::from_unix_seconds(1_767_225_600)?)?;
/// assert_eq!(child.access_key_id(), parent.access_key_id());
/// assert!(child.session_token().unwrap().starts_with("and0L"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Cloudflare R2, "Temporary credentials" and "Authenticate against R2 with temporary credentials". Nothing
/// here was tried at R2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct R2<'a> {
    /// The account's id, 32 hexadecimal digits.
    pub account: &'a str,
    /// The jurisdiction of the bucket, such as `eu`, if it has one: its endpoint is another.
    pub jurisdiction: Option<&'a str>,
    /// The host, with its port if that is not the default, of a server other than R2 that accepts this form. `None` for
    /// R2.
    pub host: Option<&'a str>,
    /// The one bucket.
    pub bucket: &'a str,
    /// What they may do, within what the parent may.
    pub rights: Rights<'a>,
    /// The keys; `None` for all of the bucket.
    pub paths: Option<Paths<'a>>,
    /// How long they are valid: 1 second to 7 days.
    pub expires_in: Duration,
}

/// In the order of Cloudflare's sample.
const ORDER: [&str; 9] = ["bucket", "scope", "actions", "paths", "sub", "iss", "aud", "iat", "exp"];

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

impl R2<'_> {
    /// Makes the credentials, with the access key id of their parent: the S3 credentials of an API token of R2.
    ///
    /// # Errors
    /// - `empty-scope`: there are no operations, or paths that are empty.
    /// - `open-prefix`: a prefix does not end with a slash, and [`Paths::open_prefixes`] is not set.
    /// - `key-too-long`: a prefix or a key has more than 1024 bytes.
    /// - `invalid-argument`: the account or the jurisdiction is not one, or the host is empty.
    /// - `cannot-be-combined`: there is a jurisdiction, which is R2's, and the host of another server.
    /// - `invalid-bucket`: R2 has no bucket of this name.
    /// - `expiry-zero`, `expiry-too-long`, `expiry-fraction`: not 1 to 604,800 whole seconds.
    /// - `not-a-parent`: the parent is temporary itself, or its secret is not that of an API token.
    /// - `empty-credential`, `credential-white-space`, `credentials-expired`: the parent is not usable.
    pub fn mint(&self, parent: &Credentials, now: Timestamp) -> Result<Credentials, Error> {
        check_parent(parent, now)?;
        if hex::decode(parent.secret()).is_none() {
            return Err(Error(Reason::NotAParent(
                "the parent's secret is not 64 lower-case hexadecimal digits: that of R2 is the SHA-256 of the API token",
            )));
        }
        check_bucket(self.bucket)?;
        let (scope, actions) = self.rights.claims()?;
        let root = Root {
            bucket: self.bucket.into(),
            scope,
            actions,
            paths: self.paths.map(Paths::claims).transpose()?,
            sub: Some(self.account.into()),
            iss: parent.access_key_id().into(),
            aud: self.audience()?,
            iat: now.unix_seconds(),
            exp: expiry(self.expires_in, now)?,
        };
        let expiry = Timestamp::from_unix_seconds(root.exp)?;
        let jwt = sign(&root.write(&ORDER), parent.secret());
        let secret = Zeroizing::new(secret(&jwt));
        let token = token::r2_session_token(&jwt);
        Ok(Credentials::new(parent.access_key_id(), &*secret).with_session_token(token).with_expiry(expiry))
    }

    fn audience(&self) -> Result<String, Error> {
        let is_id = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if self.account.len() != 32 || !self.account.bytes().all(is_id) {
            return Err(Error(Reason::InvalidArgument("the account is not 32 lower-case hexadecimal digits")));
        }
        let is_label = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        match (self.host, self.jurisdiction) {
            (Some(_), Some(_)) => Err(Error(Reason::Exclusive("a jurisdiction", "the host of another server"))),
            (Some(""), None) => Err(Error(Reason::InvalidArgument("the host is empty"))),
            (Some(host), None) => Ok(host.into()),
            (None, None) => Ok(format!("{}.r2.cloudflarestorage.com", self.account)),
            (None, Some(name)) if is_label(name) => Ok(format!("{}.{name}.r2.cloudflarestorage.com", self.account)),
            (None, Some(_)) => {
                Err(Error(Reason::InvalidArgument("the jurisdiction is not a word such as eu or fedramp")))
            }
        }
    }
}

fn check_bucket(name: &str) -> Result<(), Error> {
    let is_known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_name = (3..=63).contains(&name.len()) && name.bytes().all(is_known);
    if is_name {
        Ok(())
    } else {
        Err(Error(Reason::InvalidBucket("the buckets of R2 have 3 to 63 of a to z, 0 to 9 and hyphens")))
    }
}

/// The JWT of these claims. The key is the secret as it is written, not the bytes that its digits stand for.
fn sign(claims: &str, secret: &str) -> Zeroizing<String> {
    let signed = format!("{}.{}", token::encode(HEADER), token::encode(claims));
    let signature = Base64UrlUnpadded::encode_string(&chain::mac(secret, [signed.as_str()]));
    Zeroizing::new(format!("{signed}.{signature}"))
}

/// The secret access key that belongs to a JWT.
pub(super) fn secret(jwt: &str) -> String {
    hex::to_string(&Sha256::digest(jwt).into())
}
