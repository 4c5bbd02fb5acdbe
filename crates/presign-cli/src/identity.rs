//! Who signs: credentials, and the settings that come with them.

use std::env;

use clap::Args;
use presign::Credentials;

use crate::failure::Failure;
use crate::process;
use crate::profile::Profile;
use crate::settings::Settings;

/// Where credentials come from. Never from an argument: every user of the machine can see those.
#[derive(Args)]
#[command(next_help_heading = "Credentials and region")]
pub(crate) struct Who {
    /// Take credentials and region from this profile of the shared credentials and config files
    #[arg(long, value_name = "NAME", global = true)]
    profile: Option<String>,
    /// The bucket's or the service's region, such as eu-central-1 [else: AWS_REGION, AWS_DEFAULT_REGION, the profile's;
    /// with url and sign, the host's comes before these]
    #[arg(long, global = true)]
    pub(crate) region: Option<String>,
}

/// Credentials, and the settings that the environment and the profile have besides them.
pub(crate) struct Identity {
    pub(crate) credentials: Credentials,
    pub(crate) region: Option<String>,
    given_region: Option<String>,
    profile: Option<Profile>,
}

/// What AWS's tools prefer to the keys of a profile that was not asked for.
const WEB_IDENTITY: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
/// Where they look for credentials at last: a service in the same network, and files of older tools.
const FURTHER_SOURCES: [&str; 4] = [
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CREDENTIAL_FILE",
    "BOTO_CONFIG",
];

impl Who {
    /// For what needs no region.
    pub(crate) fn of_profile(profile: Option<String>) -> Self {
        Self { profile, region: None }
    }

    /// As AWS's tools do: the profile that was asked for, else the environment's keys, else the profile that the
    /// environment names, else `default`.
    pub(crate) fn identity(&self) -> Result<Identity, Failure> {
        if self.profile.as_deref() == Some("") {
            return Err(Failure::EmptyProfile);
        }
        let profile = match first([self.profile.clone()], &["AWS_DEFAULT_PROFILE", "AWS_PROFILE"])? {
            // It must be there, even where its keys are not needed: its settings are.
            Some(name) => Some(Profile::read(&name)?),
            None => Profile::find("default")?,
        };
        let is_asked_for = self.profile.is_some();
        let credentials = match &profile {
            _ if !is_asked_for && has_keys()? => environment()?,
            _ if !is_asked_for && variable(WEB_IDENTITY)?.is_some() => {
                process::of_aws(None, || Failure::VariableNeedsAws(WEB_IDENTITY))?
            }
            Some(profile) => profile.credentials()?,
            None => further_sources(None)?.ok_or(Failure::NoCredentials)?,
        };
        let region = match (first([self.region.clone()], &["AWS_REGION", "AWS_DEFAULT_REGION"])?, &profile) {
            (None, Some(profile)) => profile.setting("region")?.map(Into::into),
            (region, _) => region,
        };
        Ok(Identity { credentials, region, given_region: self.region.clone(), profile })
    }
}

impl Identity {
    /// The region, which every signature names.
    pub(crate) fn region(&self) -> Result<&str, Failure> {
        self.region.as_deref().ok_or(Failure::NoRegion)
    }

    /// The region that was given for this command, and is not set for all.
    pub(crate) fn given_region(&self) -> Option<&str> {
        self.given_region.as_deref()
    }

    /// The region, which asks for the FIPS endpoint where the environment or the profile does.
    pub(crate) fn region_of_endpoint(&self) -> Result<String, Failure> {
        let region = self.region()?;
        let is_plain = !region.starts_with("fips-") && !region.ends_with("-fips");
        Ok(if is_plain && self.settings().fips()? { format!("{region}-fips") } else { region.into() })
    }

    /// The region, or that of a server which was named: what is set for AWS does not hold there, only `--region` does.
    pub(crate) fn region_at<'a>(&'a self, server: Option<&'a str>) -> Option<&'a str> {
        match server {
            Some(server) => Some(self.given_region.as_deref().unwrap_or(server)),
            None => self.region.as_deref(),
        }
    }

    /// What the environment and the profile say about endpoints.
    pub(crate) fn settings(&self) -> Settings<'_> {
        Settings::new(self.profile.as_ref())
    }
}

/// What was given, else the first of the variables that is set.
fn first(given: [Option<String>; 1], names: &[&'static str]) -> Result<Option<String>, Failure> {
    let [mut found] = given;
    for name in names {
        found = found.map_or_else(|| variable(name), |value| Ok(Some(value)))?;
    }
    Ok(found)
}

/// One of the two is enough: the other is then missing, which must be said and not be passed over.
fn has_keys() -> Result<bool, Failure> {
    Ok(variable("AWS_ACCESS_KEY_ID")?.is_some() || variable("AWS_SECRET_ACCESS_KEY")?.is_some())
}

fn environment() -> Result<Credentials, Failure> {
    let mut credentials = Credentials::from_env()?;
    // The older name. botocore prefers it.
    if let Some(token) = variable("AWS_SECURITY_TOKEN")? {
        credentials = credentials.with_session_token(&*token);
    }
    Ok(credentials)
}

/// Credentials from where AWS's tools look at last, which the AWS CLI is asked for; `None` if no variable names such a place.
pub(crate) fn further_sources(profile: Option<&str>) -> Result<Option<Credentials>, Failure> {
    for name in FURTHER_SOURCES {
        if variable(name)?.is_some() {
            return process::of_aws(profile, || Failure::VariableNeedsAws(name)).map(Some);
        }
    }
    Ok(None)
}

/// An environment variable; an empty one counts as none.
pub(crate) fn variable(name: &'static str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Failure::VariableNotUtf8(name)),
    }
}
