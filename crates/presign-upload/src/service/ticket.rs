//! An upload's id: the upload itself, sealed. Any process that has the secret can continue it, and no process has to
//! remember it.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use base64ct::{Base64UrlUnpadded, Encoding};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::upload::Upload;
use super::user::User;
use super::{ApiError, Service};

/// What seals an upload, so that nobody else can read it, change it or make one.
pub(crate) struct Seal {
    ids: XChaCha20Poly1305,
    /// Names the folders of users.
    folders: [u8; 32],
}

/// Bytes of the number that is used once, before what is sealed. So many may be drawn at random.
const NONCE: usize = 24;
/// The longest id that is looked at, in bytes: a name of 255 characters takes a third of it.
const MAX_ID: usize = 8192;

impl Seal {
    /// Every process with this secret opens what another has sealed.
    pub(crate) fn new(secret: &[u8]) -> Self {
        let ids = XChaCha20Poly1305::new(&mac(secret, "presign-upload: ids, version 1").into());
        Self { ids, folders: mac(secret, "presign-upload: folders, version 1") }
    }

    /// The folder of this user: nobody can tell the user from it.
    pub(crate) fn folder(&self, user: &str) -> String {
        format!("{}/", base16ct::lower::encode_string(&mac(&self.folders, user)[..16]))
    }

    pub(crate) fn seal(&self, upload: &Upload) -> Result<String, ApiError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| ApiError::Internal)?;
        let text = serde_json::to_vec(upload).map_err(|_| ApiError::Internal)?;
        let sealed = self.ids.encrypt(&XNonce::from(nonce), &*text).map_err(|_| ApiError::Internal)?;
        Ok(Base64UrlUnpadded::encode_string(&[&nonce[..], &sealed].concat()))
    }

    fn open(&self, id: &str) -> Option<Upload> {
        if id.len() > MAX_ID {
            return None;
        }
        let bytes = Base64UrlUnpadded::decode_vec(id).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let text = self.ids.decrypt(&XNonce::from(*nonce), sealed).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

fn mac(key: &[u8], text: &str) -> [u8; 32] {
    // A key of any length is accepted.
    let mac = Hmac::<Sha256>::new_from_slice(key).map(|mac| mac.chain_update(text));
    mac.map(|mac| mac.finalize().into_bytes().into()).unwrap_or_default()
}

impl Service {
    /// The upload that this id is, unless the id is not one of this service's or too old.
    pub(super) fn known(&self, user: &User, id: &str) -> Result<Known, ApiError> {
        // A service with the same secret may have another prefix.
        let is_own = |upload: &Upload| upload.user == user.name && *upload.prefix == *self.prefix;
        let upload = self.seal.open(id).filter(is_own).ok_or(ApiError::NoUpload)?;
        if upload.is_older_than(self.limits.patience) {
            return Err(ApiError::Expired);
        }
        Ok(Known { id: id.into(), upload })
    }
}

/// The upload whose id is in the path of a request, and who asks is its user.
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) upload: Upload,
}

impl FromRequestParts<Service> for Known {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        // A path that cannot be decoded names no upload.
        let path = Path::<String>::from_request_parts(parts, service).await;
        let user = User::from_request_parts(parts, service).await?;
        service.known(&user, &path.map_err(|_| ApiError::NoUpload)?)
    }
}
