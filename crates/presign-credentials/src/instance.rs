//! The instance metadata service of EC2, version 2.

use std::borrow::Cow;

use http::{Method, Request, Uri};
use presign::Credentials;
use serde::Deserialize;

use crate::answer::{self, Answer, Parts, Whose, shown};
use crate::error::{Error, Reason};
use crate::session::Step;
use crate::source::{secret_header, token};

/// Where the service is.
///
/// Source: Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".
#[derive(Clone)]
pub(crate) struct Instance {
    /// Without a slash at its end.
    endpoint: String,
}

pub(crate) const IPV4: &str = "http://169.254.169.254";
pub(crate) const IPV6: &str = "http://[fd00:ec2::254]";
const WHOSE: &str = "the instance metadata service";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
const TOKEN: &str = "x-aws-ec2-metadata-token";
/// The token is for these requests alone: a minute.
const TOKEN_SECONDS: &str = "60";

/// What the service and the endpoints of containers answer.
///
/// Source: Amazon EC2 User Guide, "Retrieve security credentials from instance metadata"; Amazon ECS Developer Guide,
/// "Task IAM role".
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'a> {
    #[serde(borrow)]
    access_key_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    secret_access_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expiration: Option<Cow<'a, str>>,
    #[serde(borrow)]
    code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
}

impl Default for Instance {
    fn default() -> Self {
        Self { endpoint: IPV4.into() }
    }
}

impl Instance {
    pub(crate) fn new(endpoint: &str) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').into() }
    }

    pub(crate) fn step(&self, answers: &[Answer]) -> Result<Step, Error> {
        if answers.is_empty() {
            let request = Request::builder().header("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS);
            return self.ask(request.method(Method::PUT), "/latest/api/token");
        }
        answers[0].check(WHOSE, |_| None)?;
        let whose = Whose { name: WHOSE, verb: "answered" };
        let request = Request::builder().header(TOKEN, secret_header(token(&answers[0], WHOSE.as_ref())?, WHOSE)?);
        let Some(role) = answers.get(1) else { return self.ask(request, ROLES) };
        role.check(WHOSE, |_| (role.status == 404).then(|| "the instance has no role".into()))?;
        let Some(credentials) = answers.get(2) else {
            // There is one; a second line would be another.
            let role = role.text(whose)?.lines().next().unwrap_or_default().trim();
            if role.is_empty() {
                return Err(whose.wrong("no name of a role"));
            }
            return self.ask(request, &format!("{ROLES}{role}"));
        };
        credentials.check(WHOSE, |_| None)?;
        metadata(credentials, whose).map(Step::Done)
    }

    fn ask(&self, request: http::request::Builder, path: &str) -> Result<Step, Error> {
        let whose = Whose { name: WHOSE, verb: "answered" };
        let uri: Uri = format!("{}{path}", self.endpoint)
            .parse()
            .map_err(|_| whose.wrong("what is no path, or its endpoint is no URL"))?;
        let request = request.uri(uri).body(Vec::new());
        request.map(Step::Send).map_err(|_| Error(Reason::NoHeader(WHOSE.into())))
    }
}

/// Reads what the service and the endpoints of containers answer. All four parts must be there, as in botocore.
pub(crate) fn metadata(answer: &Answer, whose: Whose<'_>) -> Result<Credentials, Error> {
    let metadata: Metadata<'_> = answer.json(whose)?;
    let said = match (&metadata.code, &metadata.message) {
        (Some(code), Some(message)) if metadata.secret_access_key.is_none() => Some(format!("{code}: {message}")),
        (Some(code), None) if metadata.secret_access_key.is_none() => Some(code.to_string()),
        _ => None,
    };
    if let Some(said) = said {
        return Err(whose.wrong(&shown(&said)));
    }
    let credentials = Parts {
        id: ("AccessKeyId", metadata.access_key_id),
        secret: ("SecretAccessKey", metadata.secret_access_key),
        token: ("Token", metadata.token),
        is_token_needed: true,
        whose,
    };
    let credentials = credentials.credentials()?;
    let expiry = metadata.expiration.ok_or_else(|| whose.wrong("JSON without Expiration"))?;
    Ok(credentials.with_expiry(answer::time(&expiry, "Expiration", whose)?))
}
