//! The requests: those of a page, with its origin, and those of its service.

use std::cell::OnceCell;
use std::time::Duration;

use presign::s3::{Bucket, Configuration, Operation};
use presign::{Error, PresignedUrl, Signer, Timestamp};
use ureq::Agent;
use uuid::Uuid;

use super::provider::Provider;
use super::rules;
use crate::client::{self, Answer, Message};
use crate::target::Target;

/// Who asks.
pub(super) struct Probe {
    pub(super) bucket: Bucket,
    pub(super) signer: Signer,
    key_id: String,
    pub(super) endpoint: String,
    /// The page's, such as `https://upload.example.com`, or a pattern.
    pub(super) origin: String,
    /// An origin that the pattern stands for.
    pub(super) page: String,
    /// Where the service's keys begin.
    pub(super) prefix: String,
    /// An object of its own.
    pub(super) key: String,
    /// Whose server it is, once it has answered.
    provider: OnceCell<Provider>,
    agent: Agent,
}

/// What a server said, or why nothing was heard.
pub(super) type Heard = Result<Answer, String>;

const EXPIRES: Duration = Duration::from_mins(1);
/// How much of an answer is read.
const ANSWER_SIZE: u64 = 1 << 20;

impl Probe {
    pub(super) fn new(target: &Target, origin: &str, prefix: &str) -> Result<Self, Error> {
        let origin = origin.trim_end_matches('/');
        Ok(Self {
            bucket: target.bucket.clone(),
            signer: target.bucket.signer(target.credentials.clone())?,
            key_id: target.credentials.access_key_id().into(),
            endpoint: target.endpoint.clone(),
            origin: origin.into(),
            page: origin.replacen('*', "presign-upload-doctor", 1),
            prefix: prefix.into(),
            key: format!("{prefix}doctor-{}", Uuid::new_v4().simple()),
            provider: OnceCell::new(),
            agent: client::agent(target.embedded.is_none()),
        })
    }

    /// Looks who has answered.
    pub(super) fn meet(&self, answer: &Answer) {
        let _ = self.provider.set(self.provider_by(Some(answer)));
    }

    pub(super) fn provider(&self) -> Provider {
        self.provider.get().copied().unwrap_or_else(|| self.provider_by(None))
    }

    fn provider_by(&self, answer: Option<&Answer>) -> Provider {
        Provider::of(&self.endpoint, &self.key_id, answer)
    }

    /// How to let the keys do what the service needs, and no more.
    pub(super) fn policy(&self) -> String {
        rules::policy_cure(self.provider(), self.bucket.name(), &self.prefix)
    }

    /// Whether the server has heard of such rules. Some answer only what they know, and no more of S3.
    pub(super) fn has_rules(&self, configuration: Configuration) -> bool {
        let heard = self.ask(&self.bucket.configuration(configuration).get(), None);
        !heard.is_ok_and(|answer| matches!(answer.status, 405 | 501))
    }

    pub(super) fn sign<O>(&self, operation: &Operation<'_, O>) -> Result<PresignedUrl, String> {
        operation.presign(&self.signer, EXPIRES, Timestamp::now()).map_err(|error| error.to_string())
    }

    /// Asks as the service does.
    pub(super) fn ask<O>(&self, operation: &Operation<'_, O>, body: Option<&[u8]>) -> Heard {
        self.send(&Message::new(self.sign(operation)?, body))
    }

    /// Asks as the page does: with its origin.
    pub(super) fn ask_as_page<O>(&self, operation: &Operation<'_, O>, body: Option<&[u8]>) -> Heard {
        let mut message = Message::new(self.sign(operation)?, body);
        message.headers.push(("origin".into(), self.page.clone()));
        self.send(&message)
    }

    /// What a browser asks before it sends such a request.
    pub(super) fn preflight<O>(&self, operation: &Operation<'_, O>) -> Heard {
        let url = self.sign(operation)?;
        let names: Vec<_> = url.headers().map(|(name, _)| name.to_ascii_lowercase()).collect();
        let names: Vec<_> = names.into_iter().filter(|name| name != "host" && name != "content-length").collect();
        let headers = [
            ("origin", self.page.clone()),
            ("access-control-request-method", url.method().into()),
            ("access-control-request-headers", names.join(",")),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
        self.send(&Message { method: "OPTIONS".into(), url: url.into_string(), headers, body: None })
    }

    /// Asks without a signature.
    pub(super) fn ask_unsigned(&self, url: &str) -> Heard {
        let address = url.split_once('?').map_or(url, |(address, _)| address);
        self.send(&Message { method: "GET".into(), url: address.into(), headers: Vec::new(), body: None })
    }

    fn send(&self, message: &Message) -> Heard {
        message.send(&self.agent, ANSWER_SIZE).map_err(|error| client::sentence(&error))
    }
}
