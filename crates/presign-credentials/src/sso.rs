//! IAM Identity Center, formerly AWS SSO.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use http::{Request, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use presign::Timestamp;
use serde::Deserialize;
use sha1::{Digest as _, Sha1};

use crate::answer::{self, Answer, Temporary, Whose};
use crate::error::{Error, Reason};
use crate::session::Step;
use crate::source::secret_header;
use crate::sts;

/// A role in an account, and the file with the token of whoever has signed in.
///
/// Source: AWS IAM Identity Center Portal API Reference, "GetRoleCredentials"; AWS SDKs and Tools Reference Guide, "IAM
/// Identity Center credential provider".
#[derive(Clone)]
pub(crate) struct Sso {
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) role: String,
    /// The session's name, or the start URL where there is none.
    pub(crate) session: String,
    /// `~/.aws/sso/cache`.
    pub(crate) cache: PathBuf,
}

const WHOSE: &str = "IAM Identity Center";

/// The file that `aws sso login` writes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cached<'a> {
    #[serde(borrow)]
    access_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expires_at: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    #[serde(borrow)]
    role_credentials: Option<Temporary<'a>>,
}

#[derive(Deserialize)]
struct Refusal {
    message: Option<String>,
}

impl Sso {
    pub(crate) fn step(&self, answers: &[Answer], now: Timestamp) -> Result<Step, Error> {
        let Some(file) = answers.first() else { return Ok(Step::Read(self.file())) };
        let Some(answer) = answers.get(1) else { return self.ask(file, now) };
        if answer.status == 401 {
            return Err(self.signed_out());
        }
        answer.check(WHOSE, |body| serde_json::from_slice::<Refusal>(body).ok()?.message)?;
        let whose = Whose { name: WHOSE, verb: "answered" };
        let response: Response<'_> = answer.json(whose)?;
        let found = response.role_credentials.ok_or_else(|| whose.wrong("JSON without roleCredentials"))?;
        let expiration = found.expiration;
        let credentials = found.credentials(whose)?;
        let expiry = expiration.ok_or_else(|| whose.wrong("JSON without expiration"))?;
        Ok(Step::Done(credentials.with_expiry(Timestamp::from_unix_seconds(expiry / 1000)?)))
    }

    /// The request, with the token of the file.
    fn ask(&self, file: &Answer, now: Timestamp) -> Result<Step, Error> {
        let path = self.file().display().to_string();
        let whose = Whose { name: &path, verb: "holds" };
        if file.body.iter().all(u8::is_ascii_whitespace) {
            return Err(self.signed_out());
        }
        let cached: Cached<'_> = file.json(whose)?;
        let token = cached.access_token.ok_or_else(|| whose.wrong("JSON without accessToken"))?;
        let expiry = cached.expires_at.ok_or_else(|| whose.wrong("JSON without expiresAt"))?;
        if answer::time(&expiry, "expiresAt", whose)? <= now {
            return Err(self.signed_out());
        }
        // All services of a region have the same domain.
        let host = sts::host(&self.region)?;
        let host = host.strip_prefix("sts.").unwrap_or(&host);
        let [role, account] = [&self.role, &self.account].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
        let url = format!("https://portal.sso.{host}/federation/credentials?role_name={role}&account_id={account}");
        let request = Request::get(url).header("x-amz-sso_bearer_token", secret_header(&token, &path)?);
        let request = request.header(header::ACCEPT, "application/json").body(Vec::new());
        request.map(Step::Send).map_err(|_| Error(Reason::NoHeader(path.clone())))
    }

    /// Named after what was signed in to.
    fn file(&self) -> PathBuf {
        let mut name = String::new();
        for byte in Sha1::digest(&self.session) {
            // Writing to a string cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        self.cache.join(Path::new(&name).with_extension("json"))
    }

    fn signed_out(&self) -> Error {
        Error(Reason::SignIn(self.session.clone()))
    }
}
