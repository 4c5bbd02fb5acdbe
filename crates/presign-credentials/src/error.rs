//! Errors: one sentence and one stable code each.

use std::fmt;
use std::path::PathBuf;

/// Says why there are no credentials, in one sentence, and which rule was broken, by a stable code.
///
/// `Display` writes the sentence alone, `Debug` both. Neither holds a secret.
pub struct Error(pub(crate) Reason);

impl Error {
    /// Returns the rule that was broken. Codes stay the same; sentences may be reworded. Errors of `presign` keep
    /// [theirs](presign::Error::code).
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// Returns the status of the response that was a refusal.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.0 {
            Reason::Refused { status, .. } => Some(status),
            _ => None,
        }
    }
}

/// Every sentence, and what goes into it.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Reason {
    #[error(transparent)]
    Presign(presign::Error),
    #[error("the environment variable {0} is not UTF-8")]
    VariableNotUtf8(String),
    #[error("the environment variable {0} is not set")]
    VariableNotSet(&'static str),
    #[error("the environment variable AWS_CREDENTIAL_EXPIRATION is not a time as in 2015-08-30T12:36:00Z (RFC 3339)")]
    VariableNotTime,
    #[error("{variable} begins with ~ and a user's name, which this program does not look up: write the whole path")]
    HomeOfUser { variable: &'static str },
    #[error("{} was not read: {error}", path.display())]
    Read { path: PathBuf, error: String },
    #[error("{} is not a file of profiles: {error}", path.display())]
    NotProfiles { path: PathBuf, error: String },
    #[error("no profile {name} in {files}: {known}")]
    NoProfile { name: String, files: String, known: String },
    #[error("the profile {name} has no {missing}: `aws configure --profile {name}` adds it")]
    ProfileWithoutKeys { name: String, missing: &'static str },
    #[error("{place} must be {wanted}")]
    Setting { place: String, wanted: &'static str },
    #[error("the profile {profile} names the services {services}, but the config file has no [services {services}]")]
    NoServices { profile: String, services: String },
    #[error("the profile {profile} names the session {session}, but the config file has no [sso-session {session}]")]
    NoSsoSession { profile: String, session: String },
    #[error("{of} has no {missing}, which {setting} needs")]
    MissingSetting { of: String, missing: &'static str, setting: &'static str },
    #[error("the profile {0} has both source_profile and credential_source: one of them says whose role it assumes")]
    TwoSources(String),
    #[error("the profile {0} is a source of itself, by source_profile")]
    RoleLoop(String),
    #[error("the role needs a code of the device {0}, which changes: `aws configure export-credentials` asks for it")]
    CodeOfDevice(String),
    #[error(
        "{variable} must be a URL with https://, or with http:// to the machine itself or to an address of ECS or EKS"
    )]
    ContainerUrl { variable: &'static str },
    #[error("{0} has a character that no header can hold")]
    NoHeader(String),
    #[error("{0} is not a command line: a quotation mark or a backslash is open")]
    NotCommandLine(String),
    #[error("the sign-in to IAM Identity Center for {0} is missing or has expired: `aws sso login` renews it")]
    SignIn(String),
    #[error("{whose} answered with the status {status}{reason}")]
    Refused { whose: &'static str, status: u16, reason: String },
    #[error("{whose} {what}")]
    Malformed { whose: String, what: String },
    #[error(
        "no credentials: there are none in the environment, in the profile and at a container, and \
         AWS_EC2_METADATA_DISABLED keeps from asking the instance"
    )]
    NoSource,
    #[error("nothing was asked for that this could be the answer to")]
    Unasked,
}

impl Reason {
    fn code(&self) -> &'static str {
        match self {
            Self::Presign(error) => error.code(),
            Self::VariableNotUtf8(_) => "variable-not-utf8",
            Self::VariableNotSet(_) => "missing-environment-variable",
            Self::VariableNotTime => "malformed-credential-expiration",
            Self::HomeOfUser { .. } => "home-of-user",
            Self::Read { .. } => "file-not-read",
            Self::NotProfiles { .. } => "malformed-profiles",
            Self::NoProfile { .. } => "no-such-profile",
            Self::ProfileWithoutKeys { .. } => "profile-without-keys",
            Self::Setting { .. } => "malformed-setting",
            Self::NoServices { .. } => "no-such-services",
            Self::NoSsoSession { .. } => "no-such-sso-session",
            Self::MissingSetting { .. } => "missing-setting",
            Self::TwoSources(_) => "two-sources",
            Self::RoleLoop(_) => "role-loop",
            Self::CodeOfDevice(_) => "code-of-device",
            Self::ContainerUrl { .. } => "container-url",
            Self::NoHeader(_) => "not-a-header",
            Self::NotCommandLine(_) => "not-a-command-line",
            Self::SignIn(_) => "sign-in-expired",
            Self::Refused { .. } => "refused",
            Self::Malformed { .. } => "malformed-answer",
            Self::NoSource => "no-source",
            Self::Unasked => "unasked",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {})", self.code(), self.0)
    }
}

impl std::error::Error for Error {}

/// So that `?` works in functions that sign as well.
impl From<presign::Error> for Error {
    fn from(error: presign::Error) -> Self {
        Self(Reason::Presign(error))
    }
}
