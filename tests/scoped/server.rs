//! A server of scoped credentials, requests to it, and tokens that are written by hand.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use core::time::Duration;
use hmac::{Hmac, KeyInit as _, Mac as _};
use presign::s3::Bucket;
use presign::scoped::{Child, Verifier};
use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Credentials, Rules, Signer, Timestamp};
use sha2::Sha256;

pub(crate) const SERVER: &str = "s3.example.com";
pub(crate) const BUCKET: &str = "my-bucket";
pub(crate) const PARENT_ID: &str = "PARENT1";
pub(crate) const SECRET: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// 2026-01-01T00:00:00Z.
pub(crate) const NOW: u64 = 1_767_225_600;
pub(crate) const QUARTER: Duration = Duration::from_secs(900);

pub(crate) fn after(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(NOW + seconds).unwrap()
}

pub(crate) fn parent() -> Credentials {
    Credentials::new(PARENT_ID, SECRET)
}

pub(crate) fn policy() -> Policy {
    Policy::new("auto", "s3")
}

/// What credentials sign, which tells their secrets apart.
pub(crate) fn key(credentials: &Credentials) -> [u8; 32] {
    let scope = presign::Scope::new(after(0), "auto", "s3").unwrap();
    *presign::SigningKey::derive(credentials, &scope).secret_bytes()
}

/// A first block, with these members of its own.
pub(crate) fn first_block(members: &str) -> String {
    let (iat, exp) = (NOW, NOW + 900);
    format!(r#"{{"iss":"{PARENT_ID}","aud":"{SERVER}","bucket":"{BUCKET}",{members},"iat":{iat},"exp":{exp}}}"#)
}

/// The specification in other code than the crate's: the token and the secret of these blocks, whatever is in them.
pub(crate) fn by_hand(blocks: &[impl AsRef<[u8]>]) -> Credentials {
    let spelled: Vec<_> = blocks.iter().map(|block| Base64UrlUnpadded::encode_string(block.as_ref())).collect();
    spelled_by_hand(&spelled)
}

pub(crate) fn spelled_by_hand(blocks: &[String]) -> Credentials {
    let mut secret = SECRET.to_owned();
    for (i, block) in blocks.iter().enumerate() {
        let label = if i == 0 { "scoped-1 root" } else { "scoped-1 narrow" };
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        secret = hex::encode(mac.chain_update(format!("{label}\n{block}")).finalize().into_bytes());
    }
    Credentials::new(PARENT_ID, secret).with_session_token(format!("s1.{}", blocks.join(".")))
}

/// A request as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What is asked for, of which the members are headers and parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'a> {
    pub(crate) operation: &'a str,
    pub(crate) bucket: &'a str,
    pub(crate) key: Option<&'a str>,
    pub(crate) members: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
}

impl<'a> Wish<'a> {
    pub(crate) fn of_key(operation: &'a str, key: &'a str) -> Self {
        Self { operation, bucket: BUCKET, key: Some(key), members: &[], body: "" }
    }

    pub(crate) fn of_bucket(operation: &'a str, members: &'a [(&'a str, &'a str)]) -> Self {
        Self { operation, bucket: BUCKET, key: None, members, body: "" }
    }

    pub(crate) fn with(self, members: &'a [(&'a str, &'a str)]) -> Self {
        Self { members, ..self }
    }

    fn signer(bucket: &Bucket, credentials: &Credentials) -> Signer {
        // Keys with dot segments are sent too.
        let rules = Rules::S3.refuse_dot_segments(false);
        bucket.signer(credentials.clone()).unwrap().with_rules(rules)
    }

    /// Signed by its headers.
    pub(crate) fn send(&self, credentials: &Credentials) -> Sent {
        let bucket = Bucket::new(self.bucket, "auto").unwrap().endpoint("https://s3.example.com").unwrap();
        let operation = bucket.operation(self.operation, self.key, self.members.iter().copied()).body(self.body);
        let signed = operation.sign(&Self::signer(&bucket, credentials), after(0)).unwrap();
        let headers = signed.headers().chain([("host", SERVER)]);
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let target = signed.url().strip_prefix("https://s3.example.com").unwrap().to_owned();
        Sent { method: signed.method().to_owned(), target, headers, body: self.body.into() }
    }

    /// As a presigned URL.
    pub(crate) fn presign(&self, credentials: &Credentials) -> Sent {
        let bucket = Bucket::new(self.bucket, "auto").unwrap().endpoint("https://s3.example.com").unwrap();
        let operation = bucket.operation(self.operation, self.key, self.members.iter().copied());
        let url = operation.presign(&Self::signer(&bucket, credentials), QUARTER, after(0)).unwrap();
        let headers = url.headers().chain([("host", SERVER)]);
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let target = url.as_str().strip_prefix("https://s3.example.com").unwrap().to_owned();
        Sent { method: url.method().to_owned(), target, headers, body: Vec::new() }
    }
}

impl Sent {
    pub(crate) fn request(&self) -> Result<SignedRequest, Refusal> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        SignedRequest::parse(&self.method, &self.target, headers)
    }

    /// What the server answers at this time: its grant, if all is well.
    pub(crate) fn serve(&self, verifier: &Verifier, parent: &Credentials, now: Timestamp) -> Result<Child, Refusal> {
        let request = self.request()?;
        let child = verifier.child(request.session_token(), parent)?;
        let (verified, decoder) = request.verify(&child.credentials, now, &policy())?;
        let ask = verified.asks(&[&verifier.server])?;
        let ask = ask.read_body(&decoder.read(&self.body)?)?;
        child.grant.allows(&ask, now)?;
        Ok(child)
    }

    /// The same at the usual server, one minute later.
    pub(crate) fn judge(&self) -> Result<Child, Refusal> {
        self.serve(&Verifier::new(SERVER), &parent(), after(60))
    }
}
