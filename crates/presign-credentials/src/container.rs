//! The endpoint of a container: ECS, EKS Pod Identity, Greengrass.

use std::net::IpAddr;
use std::path::PathBuf;

use http::{Request, Uri, header};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::answer::{Answer, Whose};
use crate::environment::Environment;
use crate::error::{Error, Reason};
use crate::instance::metadata;
use crate::session::Step;
use crate::source::{secret_header, token};

/// Where the endpoint is, and what it wants to be shown.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
#[derive(Clone)]
pub(crate) struct Container {
    uri: Uri,
    authorization: Authorization,
}

#[derive(Clone)]
enum Authorization {
    None,
    Value(Zeroizing<String>),
    /// Read each time: its content changes.
    File(PathBuf),
}

pub(crate) const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
const VALUE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const WHOSE: &str = "the endpoint of the container";
/// The hosts besides the machine itself that plain HTTP may be spoken with: those of ECS and of EKS.
const HOSTS: [&str; 4] = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost"];

/// What it answers instead of credentials.
#[derive(Deserialize)]
struct Refusal {
    #[serde(alias = "Code")]
    code: Option<String>,
    #[serde(alias = "Message")]
    message: Option<String>,
}

impl Container {
    /// The variable that names an endpoint.
    pub(crate) fn variable(environment: &Environment) -> Result<Option<&'static str>, Error> {
        for name in [RELATIVE, FULL] {
            if environment.variable(name)?.is_some() {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// The endpoint that the environment names.
    pub(crate) fn of(environment: &Environment) -> Result<Self, Error> {
        let (variable, url) = match environment.variable(RELATIVE)? {
            Some(path) => (RELATIVE, format!("http://{}{path}", HOSTS[0])),
            None => (FULL, environment.variable(FULL)?.unwrap_or_default()),
        };
        let wrong = || Error(Reason::ContainerUrl { variable });
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        if !is_allowed(&uri) || variable == RELATIVE && uri.host() != Some(HOSTS[0]) {
            return Err(wrong());
        }
        let authorization = match (environment.variable(FILE)?, environment.variable(VALUE)?) {
            (Some(path), _) => Authorization::File(path.into()),
            (None, Some(value)) => {
                secret_header(&value, VALUE)?;
                Authorization::Value(Zeroizing::new(value))
            }
            (None, None) => Authorization::None,
        };
        Ok(Self { uri, authorization })
    }

    pub(crate) fn step(&self, answers: &[Answer]) -> Result<Step, Error> {
        let mut request = Request::get(&self.uri).header(header::ACCEPT, "application/json");
        let answer = match &self.authorization {
            Authorization::None => answers.first(),
            Authorization::Value(value) => {
                request = request.header(header::AUTHORIZATION, secret_header(value, VALUE)?);
                answers.first()
            }
            Authorization::File(path) => {
                let Some(file) = answers.first() else { return Ok(Step::Read(path.clone())) };
                request = request.header(header::AUTHORIZATION, secret_header(token(file, path)?, FILE)?);
                answers.get(1)
            }
        };
        let Some(answer) = answer else {
            return request.body(Vec::new()).map(Step::Send).map_err(|_| Error(Reason::NoHeader(WHOSE.into())));
        };
        answer.check(WHOSE, |body| {
            let refusal: Refusal = serde_json::from_slice(body).ok()?;
            Some([refusal.code, refusal.message].into_iter().flatten().collect::<Vec<_>>().join(": "))
        })?;
        metadata(answer, Whose { name: WHOSE, verb: "answered" }).map(Step::Done)
    }
}

/// Whether the token may be sent there: anybody in between could read it over plain HTTP.
fn is_allowed(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => HOSTS.contains(&host) || address.is_some_and(|address| address.is_loopback()),
        _ => false,
    }
}
