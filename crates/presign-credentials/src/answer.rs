//! What came back, and how credentials are read from it.

use std::borrow::Cow;

use presign::{Credentials, Timestamp};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::error::{Error, Reason};

/// A response, or what a file holds or a program has printed; those have the status 200.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Wiped: it holds secrets.
    pub(crate) body: Zeroizing<Vec<u8>>,
}

/// Who answers, and how that is called in sentences.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) name: &'a str,
    /// Such as `printed`.
    pub(crate) verb: &'static str,
}

/// As much of a server's reason as a sentence holds.
const MOST_SHOWN: usize = 300;

impl Answer {
    /// The whole body as text.
    pub(crate) fn text(&self, whose: Whose<'_>) -> Result<&str, Error> {
        std::str::from_utf8(&self.body).map_err(|_| whose.wrong("what is not UTF-8"))
    }

    /// The JSON of the body.
    pub(crate) fn json<'de, T: Deserialize<'de>>(&'de self, whose: Whose<'_>) -> Result<T, Error> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Err(whose.wrong("nothing"));
        }
        // An array has no names, and would be read as if its elements had them.
        if self.body.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{') {
            return Err(whose.wrong("no JSON as AWS documents it"));
        }
        serde_json::from_slice(&self.body).map_err(|_| whose.wrong("no JSON as AWS documents it"))
    }

    /// Refuses a status other than 200, with the reason that the body gives.
    pub(crate) fn check(&self, whose: &'static str, reason: impl FnOnce(&[u8]) -> Option<String>) -> Result<(), Error> {
        if self.status == 200 {
            return Ok(());
        }
        let reason = reason(&self.body).map(|reason| format!(": {}", shown(&reason))).unwrap_or_default();
        Err(Error(Reason::Refused { whose, status: self.status, reason }))
    }
}

impl Whose<'_> {
    /// The refusal of what was answered.
    pub(crate) fn wrong(self, what: &str) -> Error {
        Error(Reason::Malformed { whose: self.name.into(), what: format!("{} {what}", self.verb) })
    }
}

/// What a server says, in one line, without what a terminal obeys.
pub(crate) fn shown(text: &str) -> String {
    text.split_whitespace()
        .flat_map(|word| [" ", word])
        .skip(1)
        .flat_map(str::chars)
        .filter(|c| !c.is_control())
        .take(MOST_SHOWN)
        .collect()
}

/// Temporary credentials as IAM Identity Center and Cloudflare R2 write them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Temporary<'a> {
    #[serde(borrow)]
    access_key_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    secret_access_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    session_token: Option<Cow<'a, str>>,
    /// In milliseconds. R2 does not say it.
    pub(crate) expiration: Option<u64>,
}

impl Temporary<'_> {
    /// The credentials, without their expiry.
    pub(crate) fn credentials(self, whose: Whose<'_>) -> Result<Credentials, Error> {
        let parts = Parts {
            id: ("accessKeyId", self.access_key_id),
            secret: ("secretAccessKey", self.secret_access_key),
            token: ("sessionToken", self.session_token),
            is_token_needed: true,
            whose,
        };
        parts.credentials()
    }
}

/// The parts of credentials, by the names that they have in this answer.
pub(crate) struct Parts<'a> {
    pub(crate) id: (&'static str, Option<Cow<'a, str>>),
    pub(crate) secret: (&'static str, Option<Cow<'a, str>>),
    pub(crate) token: (&'static str, Option<Cow<'a, str>>),
    pub(crate) is_token_needed: bool,
    pub(crate) whose: Whose<'a>,
}

impl Parts<'_> {
    /// The credentials, without their expiry.
    pub(crate) fn credentials(self) -> Result<Credentials, Error> {
        let Self { id, secret, token, is_token_needed, whose } = self;
        let needed = |(name, value): (&str, Option<Cow<'_, str>>)| {
            let missing = || whose.wrong(&format!("JSON without {name}"));
            value.filter(|value| !value.is_empty()).map(|value| Zeroizing::new(value.into_owned())).ok_or_else(missing)
        };
        let (id, secret) = (needed(id)?, needed(secret)?);
        let token =
            if is_token_needed { needed(token)? } else { Zeroizing::new(token.1.unwrap_or_default().into_owned()) };
        Ok(Credentials::new(id.as_str(), secret.as_str()).with_session_token(token.as_str()))
    }
}

/// A time in RFC 3339, as all of AWS's services write it in JSON and XML.
pub(crate) fn time(text: &str, name: &str, whose: Whose<'_>) -> Result<Timestamp, Error> {
    // What older versions of the AWS CLI wrote into their cache.
    let text = text.strip_suffix("UTC").map_or(Cow::Borrowed(text), |time| Cow::Owned(format!("{time}Z")));
    let time = Timestamp::parse_rfc3339(&text).or_else(|_| Timestamp::parse(&text));
    time.map_err(|_| whose.wrong(&format!("JSON whose {name} is not a time as in 2015-08-30T12:36:00Z")))
}
