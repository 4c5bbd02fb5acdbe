//! Who signs: credentials, and the settings that come with them.

use std::env;

use clap::Args;
use presign::{Credentials, Timestamp};

use crate::failure::Failure;
use crate::profile::Profile;

/// Where credentials come from. Never from an argument: every user of the machine can see those.
#[derive(Args)]
#[command(next_help_heading = "Credentials and region")]
pub(crate) struct Who {
    /// Take credentials and region from this profile of the shared credentials and config files
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The bucket's or the service's region, such as eu-central-1 [else: AWS_REGION, AWS_DEFAULT_REGION, the profile's]
    #[arg(long)]
    region: Option<String>,
}

/// Credentials, and the settings that the environment and the profile have besides them.
pub(crate) struct Identity {
    pub(crate) credentials: Credentials,
    pub(crate) region: Option<String>,
    profile: Option<Profile>,
}

impl Who {
    /// For what needs no region.
    pub(crate) fn of_profile(profile: Option<String>) -> Self {
        Self { profile, region: None }
    }

    /// As AWS' tools do: the profile that was asked for, else the environment's keys, else `AWS_PROFILE` or `default`.
    pub(crate) fn identity(&self) -> Result<Identity, Failure> {
        let profile = match (&self.profile, variable("AWS_PROFILE")) {
            (Some(name), _) => Some(Profile::read(name)?),
            (None, Some(name)) if !has_keys() => Some(Profile::read(&name)?),
            (None, name) => Profile::find(name.as_deref().unwrap_or("default"))?,
        };
        let credentials = match &profile {
            _ if self.profile.is_none() && has_keys() => environment()?,
            Some(profile) => profile.credentials()?,
            None => return Err(Failure::NoCredentials),
        };
        let settings = [self.region.clone(), variable("AWS_REGION"), variable("AWS_DEFAULT_REGION")];
        let region = settings.into_iter().flatten().next();
        let region = region.or_else(|| Some(profile.as_ref()?.setting("region")?.into()));
        Ok(Identity { credentials, region, profile })
    }
}

impl Identity {
    /// The region, which every signature names.
    pub(crate) fn region(&self) -> Result<&str, Failure> {
        self.region.as_deref().ok_or(Failure::NoRegion)
    }

    /// The endpoint of S3 that the environment or the profile sets instead of AWS' own.
    pub(crate) fn endpoint(&self) -> Option<String> {
        let setting = || Some(self.profile.as_ref()?.setting("endpoint_url")?.into());
        variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL")).or_else(setting)
    }
}

/// One of the two is enough: the other is then missing, which must be said and not be passed over.
fn has_keys() -> bool {
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].into_iter().any(|name| variable(name).is_some())
}

fn environment() -> Result<Credentials, Failure> {
    let credentials = Credentials::from_env()?;
    // `aws configure export-credentials --format env` sets it. No URL lives longer than that.
    let Some(expiry) = variable("AWS_CREDENTIAL_EXPIRATION") else { return Ok(credentials) };
    let compact = expiry.replace("+00:00", "Z").replace(['-', ':'], "");
    let expiry = Timestamp::parse(&compact).map_err(|_| Failure::CredentialExpiration)?;
    Ok(credentials.with_expiry(expiry))
}

/// An environment variable; an empty one counts as none.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
