//! Cloudflare R2.

use std::fmt;
use std::time::Duration;

use http::{Request, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use presign::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::answer::{Answer, Temporary, Whose};
use crate::error::{Error, Reason};
use crate::session::Step;
use crate::source::secret_header;

/// Describes temporary credentials of R2: for one bucket, and, if wanted, for keys that begin with a prefix or for single
/// objects alone. A URL that they sign ends with them, and so does what else they allow.
///
/// ```
/// use std::time::Duration;
/// use presign_credentials::{R2, Source};
///
/// let uploads = R2::new("ACCOUNT", "media", "PARENT-ACCESS-KEY-ID", "API-TOKEN", "object-read-write")
///     .prefix("uploads/42/")
///     .valid_for(Duration::from_secs(3600));
/// let source = Source::r2(uploads);
/// ```
///
/// Source: Cloudflare API, "Create Temporary Access Credentials" of R2.
#[derive(Clone)]
pub struct R2 {
    account: String,
    api_token: Zeroizing<String>,
    asked: Asked,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    bucket: String,
    parent_access_key_id: String,
    permission: String,
    ttl_seconds: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prefixes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objects: Vec<String>,
}

const WHOSE: &str = "Cloudflare's API";

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    result: Option<Temporary<'a>>,
}

#[derive(Deserialize)]
struct Refusal {
    errors: Vec<Complaint>,
}

#[derive(Deserialize)]
struct Complaint {
    code: i64,
    message: String,
}

impl R2 {
    /// Describes credentials for a bucket that are valid for an hour. `parent_access_key_id` is that of the API token's
    /// S3 credentials, whose rights are an upper limit. The permission is `object-read-only`, `object-read-write`,
    /// `admin-read-only` or `admin-read-write`.
    #[must_use]
    pub fn new(account: &str, bucket: &str, parent_access_key_id: &str, api_token: &str, permission: &str) -> Self {
        let asked = Asked {
            bucket: bucket.into(),
            parent_access_key_id: parent_access_key_id.into(),
            permission: permission.into(),
            ttl_seconds: 3600,
            prefixes: Vec::new(),
            objects: Vec::new(),
        };
        Self { account: account.into(), api_token: Zeroizing::new(api_token.into()), asked }
    }

    /// Allows keys that begin with this; may be called several times.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.asked.prefixes.push(prefix.into());
        self
    }

    /// Allows this key; may be called several times.
    #[must_use]
    pub fn object(mut self, key: &str) -> Self {
        self.asked.objects.push(key.into());
        self
    }

    /// Sets how long they are valid, in whole seconds. Cloudflare allows 7 days.
    #[must_use]
    pub fn valid_for(mut self, duration: Duration) -> Self {
        self.asked.ttl_seconds = duration.as_secs();
        self
    }

    pub(crate) fn step(&self, answers: &[Answer], asked: Timestamp) -> Result<Step, Error> {
        let Some(answer) = answers.first() else { return self.ask() };
        answer.check(WHOSE, |body| {
            let refusal: Refusal = serde_json::from_slice(body).ok()?;
            refusal.errors.first().map(|error| format!("{} {}", error.code, error.message))
        })?;
        let whose = Whose { name: WHOSE, verb: "answered" };
        let response: Response<'_> = answer.json(whose)?;
        let given = response.result.ok_or_else(|| whose.wrong("JSON without result"))?;
        let credentials = given.credentials(whose)?;
        // The answer does not say when they expire. They are valid from some moment after the question on.
        let expiry = asked.unix_seconds().saturating_add(self.asked.ttl_seconds);
        Ok(Step::Done(credentials.with_expiry(Timestamp::from_unix_seconds(expiry)?)))
    }

    fn ask(&self) -> Result<Step, Error> {
        let account = utf8_percent_encode(&self.account, NON_ALPHANUMERIC);
        let url = format!("https://api.cloudflare.com/client/v4/accounts/{account}/r2/temp-access-credentials");
        let bearer = Zeroizing::new(format!("Bearer {}", self.api_token.as_str()));
        let request = Request::post(url)
            .header(header::AUTHORIZATION, secret_header(&bearer, "the API token of Cloudflare")?)
            .header(header::CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&self.asked).unwrap_or_default());
        request.map(Step::Send).map_err(|_| Error(Reason::NoHeader(WHOSE.into())))
    }
}

impl fmt::Debug for R2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("R2").field("account", &self.account).field("bucket", &self.asked.bucket).finish_non_exhaustive()
    }
}
