//! Where credentials come from.

use std::fmt;
use std::path::Path;

use presign::Credentials;

use crate::answer::Answer;
use crate::container::Container;
use crate::error::{Error, Reason};
use crate::instance::Instance;
use crate::process::Process;
use crate::r2::R2;
use crate::session::{Session, Step};
use crate::sso::Sso;
use crate::sts::AssumeRole;
use crate::web_identity::WebIdentity;

/// Knows where credentials come from, and what to send, to read or to run for them.
///
/// [`Configuration::source`](crate::Configuration::source) finds it as AWS's SDKs do. Keep it, and begin a
/// [`session`](Self::session) whenever new credentials are needed.
#[derive(Clone)]
pub struct Source {
    pub(crate) base: Base,
    /// The roles that are assumed one after the other.
    pub(crate) roles: Vec<AssumeRole>,
    pub(crate) setting: &'static str,
}

/// Where the first credentials come from.
#[derive(Clone)]
pub(crate) enum Base {
    Keys(Credentials),
    WebIdentity(WebIdentity),
    Sso(Sso),
    Process(Process),
    /// The AWS CLI has them.
    AwsCli(Process),
    Container(Container),
    Instance(Instance),
    R2(R2),
    /// What asks for credentials is incomplete, which is said when they are asked for.
    Broken(Kind, Reason),
}

/// Says which kind of source it is: the last one that is asked, so that of a role it is [`Role`](Self::Role) wherever the
/// keys come from that assume it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Keys in the environment or in a profile. They are there already.
    Keys,
    /// A role that other credentials assume, at AWS STS.
    Role,
    /// A role that a token of another identity provider assumes, at AWS STS: EKS, GitHub Actions and others.
    WebIdentity,
    /// IAM Identity Center (SSO), by the token that `aws sso login` has left.
    Sso,
    /// A program that prints credentials: `credential_process`.
    Process,
    /// The AWS CLI, for what only it can do.
    AwsCli,
    /// The endpoint of a container: ECS, EKS Pod Identity, Greengrass.
    Container,
    /// The instance metadata service of EC2, version 2.
    Instance,
    /// Cloudflare's API, for temporary credentials of R2.
    R2,
}

impl Source {
    pub(crate) fn of(base: Base, setting: &'static str) -> Self {
        Self { base, roles: Vec::new(), setting }
    }

    /// Uses these credentials, such as to [assume a role](Self::assume) with them.
    #[must_use]
    pub fn keys(credentials: Credentials) -> Self {
        Self::of(Base::Keys(credentials), "keys")
    }

    /// Asks the instance metadata service of EC2 at its address for IPv4. For another address use
    /// [`Configuration`](crate::Configuration), which reads `AWS_EC2_METADATA_SERVICE_ENDPOINT`.
    #[must_use]
    pub fn instance() -> Self {
        Self::of(Base::Instance(Instance::default()), "instance")
    }

    /// Asks AWS STS for a role, by the token in a file.
    #[must_use]
    pub fn web_identity(identity: WebIdentity) -> Self {
        Self::of(Base::WebIdentity(identity), "web_identity_token_file")
    }

    /// Runs a command line, as a shell would split it, which prints credentials as `credential_process` of a profile does.
    ///
    /// # Errors
    /// - `not-a-command-line`: a quotation mark or a backslash is open, or it is empty.
    pub fn process(command_line: &str) -> Result<Self, Error> {
        let process = Process::new(command_line, "the program".into())?;
        Ok(Self::of(Base::Process(process), "credential_process"))
    }

    /// Asks the AWS CLI, which must be installed, for the credentials of a profile or for those that it finds itself: all
    /// that it knows, such as a sign-in that it renews and codes that it asks its user for.
    #[must_use]
    pub fn aws_cli(profile: Option<&str>) -> Self {
        Self::of(Base::AwsCli(Process::aws_cli(profile)), "the AWS CLI")
    }

    /// Asks Cloudflare's API for temporary credentials of R2.
    #[must_use]
    pub fn r2(credentials: R2) -> Self {
        Self::of(Base::R2(credentials), "r2")
    }

    /// Assumes a role with the credentials of this source.
    #[must_use]
    pub fn assume(mut self, role: AssumeRole) -> Self {
        self.roles.push(role);
        self.setting = "role_arn";
        self
    }

    /// Returns which kind of source it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.base {
            _ if !self.roles.is_empty() => Kind::Role,
            Base::Keys(_) => Kind::Keys,
            Base::WebIdentity(_) => Kind::WebIdentity,
            Base::Sso(_) => Kind::Sso,
            Base::Process(_) => Kind::Process,
            Base::AwsCli(_) => Kind::AwsCli,
            Base::Container(_) => Kind::Container,
            Base::Instance(_) => Kind::Instance,
            Base::R2(_) => Kind::R2,
            Base::Broken(kind, _) => *kind,
        }
    }

    /// Returns the setting or the variable that asks for it, such as `role_arn` or `AWS_WEB_IDENTITY_TOKEN_FILE`.
    #[must_use]
    pub fn setting(&self) -> &'static str {
        self.setting
    }

    /// Begins to fetch credentials.
    #[must_use]
    pub fn session(&self) -> Session<'_> {
        Session::new(self)
    }
}

impl Base {
    /// What is to be done after these answers. `asked` is when the last request was made.
    pub(crate) fn step(
        &self,
        answers: &[Answer],
        asked: presign::Timestamp,
        now: presign::Timestamp,
    ) -> Result<Step, Error> {
        match self {
            Self::Keys(credentials) => Ok(Step::Done(credentials.clone())),
            Self::WebIdentity(identity) => identity.step(answers, now),
            Self::Sso(sso) => sso.step(answers, now),
            Self::Process(process) | Self::AwsCli(process) => process.step(answers),
            Self::Container(container) => container.step(answers),
            Self::Instance(instance) => instance.step(answers),
            Self::R2(r2) => r2.step(answers, asked),
            Self::Broken(_, reason) => Err(Error(reason.clone())),
        }
    }
}

/// The text of a file that holds nothing but a token.
pub(crate) fn token<'a>(answer: &'a Answer, path: &Path) -> Result<&'a str, Error> {
    let text = std::str::from_utf8(&answer.body).unwrap_or_default().trim();
    if text.is_empty() || text.contains(|c: char| c.is_control() || !c.is_ascii()) {
        let what = "is not there, is empty, or holds what is no token".into();
        return Err(Error(Reason::Malformed { whose: path.display().to_string(), what }));
    }
    Ok(text)
}

/// A value of a header that nobody is to see.
pub(crate) fn secret_header(value: &str, whose: &str) -> Result<http::HeaderValue, Error> {
    let mut value = http::HeaderValue::from_str(value).map_err(|_| Error(Reason::NoHeader(whose.into())))?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?}, by {})", self.kind(), self.setting)
    }
}
