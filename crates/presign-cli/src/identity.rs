//! Who signs: credentials, and the settings that come with them.

use clap::Args;
use presign::Credentials;
use presign_credentials::{Configuration, Environment, Kind, Settings, Step};

use crate::failure::Failure;
use crate::process;

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
    configuration: Configuration,
}

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
        let configuration = Configuration::load(self.profile.as_deref())?;
        let credentials = credentials(&configuration)?;
        let region = match &self.region {
            Some(region) => Some(region.clone()),
            None => configuration.region()?,
        };
        Ok(Identity { credentials, region, given_region: self.region.clone(), configuration })
    }
}

/// The credentials: those that are there, those that a program prints, and where a network would have to be asked those that
/// the AWS CLI gets.
fn credentials(configuration: &Configuration) -> Result<Credentials, Failure> {
    let source = configuration.source()?;
    let profile = configuration.profile().map(|profile| profile.name().to_owned());
    let setting = source.setting();
    match (source.kind(), profile) {
        (Kind::Keys | Kind::Process, profile) => {
            let mut session = source.session();
            loop {
                match session.step(presign::Timestamp::now())? {
                    Step::Done(credentials) => return Ok(credentials),
                    Step::Run(words) => {
                        session.contents(&process::of_profile(&profile.clone().unwrap_or_default(), &words)?)?;
                    }
                    // Neither sends or reads anything.
                    Step::Send(_) | Step::Read(_) => return Err(Failure::NoCredentials),
                }
            }
        }
        (Kind::Instance, None) => Err(Failure::NoCredentials),
        (Kind::Instance, Some(name)) => Err(Failure::ProfileWithoutKeys(name)),
        // A token of another identity provider that the environment names is not the profile's.
        (Kind::WebIdentity, _) if is_variable(setting) => process::of_aws(None, || Failure::VariableNeedsAws(setting)),
        (_, profile) if is_variable(setting) => {
            process::of_aws(profile.as_deref(), || Failure::VariableNeedsAws(setting))
        }
        (_, profile) => {
            let missing = || Failure::ProfileNeedsAws { name: profile.clone().unwrap_or_default(), setting };
            process::of_aws(profile.as_deref(), missing)
        }
    }
}

/// Whether it is the name of a variable, and not of a setting.
fn is_variable(setting: &str) -> bool {
    setting.bytes().all(|b| !b.is_ascii_lowercase())
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
        self.configuration.settings()
    }
}

/// An environment variable; an empty one counts as none.
pub(crate) fn variable(name: &'static str) -> Result<Option<String>, Failure> {
    Ok(Environment::of_process().variable(name)?)
}
