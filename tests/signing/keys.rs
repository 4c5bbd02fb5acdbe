//! Signers and signing keys for the files in `tests/vectors`.

use presign::{Scope, Signer, SigningKey, Timestamp};

use crate::vector_files::Fixed;

impl Fixed {
    pub(crate) fn signer(&self, region: &str, service: &str, session_token: Option<&str>) -> Signer {
        Signer::new(self.credentials(session_token), region, service).expect("the file's credentials")
    }

    pub(crate) fn signing_key(&self, time: Timestamp, region: &str, service: &str) -> SigningKey {
        let scope = Scope::new(time, region, service).expect("a region and a service");
        SigningKey::derive(&self.credentials(None), &scope)
    }
}
