//! What the environment and the files say: which profile, which region, which source.

use std::fmt;
use std::path::Path;

use presign::{Credentials, Timestamp};
use zeroize::Zeroizing;

use crate::container::{self, Container};
use crate::environment::Environment;
use crate::error::{Error, Reason};
use crate::instance::{self, Instance};
use crate::process::Process;
use crate::profile::{PROCESS, Profile, Profiles};
use crate::settings::Settings;
use crate::source::{Base, Kind, Source};
use crate::sso::Sso;
use crate::sts::{AssumeRole, Sts};
use crate::web_identity::WebIdentity;

/// Holds what the environment and the files of AWS's tools say, and finds the profile, the region and the source of
/// credentials in them, in the order of botocore and of most SDKs.
///
/// ```no_run
/// use presign_credentials::Configuration;
///
/// let configuration = Configuration::load(None)?;
/// let region = configuration.region()?.unwrap_or_else(|| "eu-west-1".to_owned());
/// let source = configuration.source()?;
/// # Ok::<(), presign_credentials::Error>(())
/// ```
pub struct Configuration {
    environment: Environment,
    profiles: Profiles,
    profile: Option<Profile>,
    /// Whether the profile was asked for, and is not set for all programs.
    is_asked_for: bool,
}

/// What AWS's tools prefer to the keys of a profile that was not asked for.
const WEB_IDENTITY: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
/// Files of older tools, which the AWS CLI still reads.
const OLD_FILES: [&str; 2] = ["AWS_CREDENTIAL_FILE", "BOTO_CONFIG"];
const SSO: [&str; 4] = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"];

impl Configuration {
    /// Reads the environment of the process, and the files of profiles. `profile` names the one to use; without it, it is
    /// that of `AWS_DEFAULT_PROFILE` or `AWS_PROFILE`, or else `default`.
    ///
    /// # Errors
    /// As [`Profiles::read`] and [`new`](Self::new).
    pub fn load(profile: Option<&str>) -> Result<Self, Error> {
        let environment = Environment::of_process();
        let profiles = Profiles::read(&environment)?;
        Self::new(environment, profiles, profile)
    }

    /// Combines an environment and profiles.
    ///
    /// # Errors
    /// - `no-such-profile`: the profile that is named is not there.
    /// - `variable-not-utf8`: a variable that may name it is not UTF-8.
    pub fn new(environment: Environment, profiles: Profiles, profile: Option<&str>) -> Result<Self, Error> {
        let mut name = profile.map(ToOwned::to_owned);
        for variable in ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] {
            name = name.map_or_else(|| environment.variable(variable), |name| Ok(Some(name)))?;
        }
        let found = match name {
            // It must be there, even where its keys are not needed: its settings are.
            Some(name) => Some(profiles.get(&name)?),
            None => profiles.find("default"),
        };
        Ok(Self { environment, profiles, profile: found, is_asked_for: profile.is_some() })
    }

    /// Returns the profile, if there is one.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// Returns the environment.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Returns the region of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile.
    ///
    /// # Errors
    /// - `variable-not-utf8`, `malformed-setting`: one of them is not a value.
    pub fn region(&self) -> Result<Option<String>, Error> {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let Some(region) = self.environment.variable(name)? {
                return Ok(Some(region));
            }
        }
        Ok(self.profile.as_ref().map_or(Ok(None), |profile| profile.setting("region"))?.map(Into::into))
    }

    /// Returns what the environment and the profile say about endpoints.
    #[must_use]
    pub fn settings(&self) -> Settings<'_> {
        Settings::new(&self.environment, self.profile.as_ref())
    }

    /// Returns the source of credentials: the first of these that there is.
    ///
    /// 1. Keys in the environment, unless a profile was asked for.
    /// 2. In the profile: a role; a token of another identity provider, also in the environment unless a profile was asked
    ///    for; IAM Identity Center; keys in the credentials file; a login of the AWS CLI; a program; keys in the config
    ///    file.
    /// 3. The endpoint of a container that the environment names.
    /// 4. The instance metadata service.
    ///
    /// What is missing for a source, such as the account of IAM Identity Center, is said by [`Session::step`].
    ///
    /// # Errors
    /// - `missing-environment-variable`: one of `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` is set alone.
    /// - `malformed-credential-expiration`: `AWS_CREDENTIAL_EXPIRATION` is not a time.
    /// - `profile-without-keys`: a profile has an access key id without a secret.
    /// - `malformed-setting`, `variable-not-utf8`: a setting is not in its form.
    ///
    /// [`Session::step`]: crate::Session::step
    pub fn source(&self) -> Result<Source, Error> {
        if !self.is_asked_for && self.has_keys()? {
            return Ok(Source::of(Base::Keys(self.keys()?), "AWS_ACCESS_KEY_ID"));
        }
        if !self.is_asked_for && self.environment.variable(WEB_IDENTITY)?.is_some() {
            let is_role = |profile: &Profile| Ok::<_, Error>(has_role(profile)? && !has_static_keys(profile)?);
            if !self.profile.as_ref().map_or(Ok(false), is_role)? {
                return self.web_identity_of_environment();
            }
        }
        if let Some(profile) = &self.profile
            && let Some(source) = self.of_profile(profile, &mut Vec::new())?
        {
            return Ok(source);
        }
        for name in OLD_FILES {
            if self.environment.variable(name)?.is_some() {
                let profile = self.profile.as_ref().filter(|_| self.is_asked_for).map(|profile| &*profile.name);
                return Ok(Source::of(Base::AwsCli(Process::aws_cli(profile)), name));
            }
        }
        self.container()?.map_or_else(|| self.instance(), Ok)
    }

    /// The endpoint of a container that the environment names.
    fn container(&self) -> Result<Option<Source>, Error> {
        let Some(variable) = Container::variable(&self.environment)? else { return Ok(None) };
        let container = Container::of(&self.environment).map(Base::Container);
        Ok(Some(or_broken(container, Kind::Container, variable)))
    }

    /// One of the two is enough: the other is then missing, which must be said and not be passed over.
    fn has_keys(&self) -> Result<bool, Error> {
        let mut is_set = false;
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            is_set |= self.environment.variable(name)?.is_some();
        }
        Ok(is_set)
    }

    /// The keys in the environment.
    fn keys(&self) -> Result<Credentials, Error> {
        let read = |name| self.environment.set(name)?.ok_or(Error(Reason::VariableNotSet(name)));
        let (id, secret) = (read("AWS_ACCESS_KEY_ID")?, Zeroizing::new(read("AWS_SECRET_ACCESS_KEY")?));
        // The older name. botocore prefers it.
        let token = match self.environment.variable("AWS_SECURITY_TOKEN")? {
            None => self.environment.variable("AWS_SESSION_TOKEN")?,
            token => token,
        };
        let credentials = Credentials::new(id, secret.as_str()).with_session_token(token.unwrap_or_default());
        let Some(expiry) = self.environment.variable("AWS_CREDENTIAL_EXPIRATION")? else { return Ok(credentials) };
        let expiry = Timestamp::parse_rfc3339(&expiry).or_else(|_| Timestamp::parse(&expiry));
        Ok(credentials.with_expiry(expiry.map_err(|_| Error(Reason::VariableNotTime))?))
    }

    fn of_profile(&self, profile: &Profile, visited: &mut Vec<String>) -> Result<Option<Source>, Error> {
        // The keys of a profile whose role another profile assumes come before its own role.
        let is_source = !visited.is_empty();
        if has_role(profile)? && !(is_source && has_static_keys(profile)?) {
            visited.push(profile.name.clone());
            return self.role(profile, visited).map(Some);
        }
        if profile.setting("web_identity_token_file")?.is_some() {
            return self.web_identity_of_profile(profile).map(Some);
        }
        for setting in SSO {
            if profile.setting(setting)?.is_some() {
                return Ok(Some(or_broken(self.sso(profile), Kind::Sso, setting)));
            }
        }
        if let Some(credentials) = profile.keys_in_credentials()? {
            return Ok(Some(Source::of(Base::Keys(credentials), "aws_access_key_id")));
        }
        if profile.setting("login_session")?.is_some() {
            return Ok(Some(Source::of(Base::AwsCli(Process::aws_cli(Some(&profile.name))), "login_session")));
        }
        if let Some(command_line) = profile.command_line()? {
            let process = Process::of_profile(command_line, &profile.name).map(Base::Process);
            return Ok(Some(or_broken(process, Kind::Process, PROCESS)));
        }
        let keys = profile.keys_in_config()?;
        Ok(keys.map(|credentials| Source::of(Base::Keys(credentials), "aws_access_key_id")))
    }

    /// The role of a profile, and where the credentials come from that assume it.
    fn role(&self, profile: &Profile, visited: &mut Vec<String>) -> Result<Source, Error> {
        let broken = |reason| Ok(Source::of(Base::Broken(Kind::Role, reason), "role_arn"));
        let source = match (profile.setting("source_profile")?, profile.setting("credential_source")?) {
            (Some(_), Some(_)) => return broken(Reason::TwoSources(profile.name.clone())),
            (None, None) => {
                let of = format!("the profile {}", profile.name);
                let missing = "source_profile and no credential_source";
                return broken(Reason::MissingSetting { of, missing, setting: "role_arn" });
            }
            (None, Some(named)) => match self.named_source(named, profile)? {
                Ok(source) => source,
                Err(reason) => return broken(reason),
            },
            (Some(name), None) => match self.source_profile(name, profile, visited)? {
                Ok(source) => source,
                Err(reason) => return broken(reason),
            },
        };
        // What is missing there is what is missing here.
        if let Base::Broken(_, reason) = source.base {
            return broken(reason);
        }
        let role_arn = profile.setting("role_arn")?.unwrap_or_default();
        let mut role = match self.sts() {
            Ok(sts) => AssumeRole::at(sts, role_arn),
            Err(Error(reason)) => return broken(reason),
        };
        if let Some(name) = profile.setting("role_session_name")? {
            role = role.session_name(name);
        }
        if let Some(id) = profile.setting("external_id")? {
            role = role.external_id(id);
        }
        // As in botocore, what is not a number counts as none.
        if let Some(seconds) = profile.setting("duration_seconds")?.and_then(|seconds| seconds.parse().ok()) {
            role = role.duration(std::time::Duration::from_secs(seconds));
        }
        if let Some(serial) = profile.setting("mfa_serial")? {
            role = role.device_of_profile(serial);
        }
        Ok(source.assume(role))
    }

    /// What `credential_source` names.
    fn named_source(&self, name: &str, profile: &Profile) -> Result<Result<Source, Reason>, Error> {
        let of = || format!("the profile {}", profile.name);
        Ok(match name {
            "Environment" => match self.keys() {
                Ok(credentials) => Ok(Source::of(Base::Keys(credentials), "AWS_ACCESS_KEY_ID")),
                Err(Error(reason)) => Err(reason),
            },
            "Ec2InstanceMetadata" => Ok(self.instance()?),
            "EcsContainer" => self.container()?.ok_or(Reason::VariableNotSet(container::RELATIVE)),
            _ => Err(Reason::Setting {
                place: format!("credential_source of {}", of()),
                wanted: "Environment, Ec2InstanceMetadata or EcsContainer",
            }),
        })
    }

    /// The source that another profile has.
    fn source_profile(
        &self,
        name: &str,
        profile: &Profile,
        visited: &mut Vec<String>,
    ) -> Result<Result<Source, Reason>, Error> {
        let other = match self.profiles.get(name) {
            Ok(other) => other,
            Err(Error(reason)) => return Ok(Err(reason)),
        };
        // A profile may assume its role with its own keys.
        let is_loop = visited.contains(&other.name) && !(name == profile.name && has_static_keys(&other)?);
        if is_loop {
            return Ok(Err(Reason::RoleLoop(other.name)));
        }
        let source = self.of_profile(&other, visited)?;
        Ok(source.ok_or(Reason::ProfileWithoutKeys { name: other.name, missing: "aws_access_key_id" }))
    }

    fn web_identity_of_environment(&self) -> Result<Source, Error> {
        let setting = |name: &'static str, of_profile: &'static str| match self.environment.variable(name)? {
            Some(value) => Ok(Some(value)),
            None => Ok::<_, Error>(self.of_chosen(of_profile)?),
        };
        let path = setting(WEB_IDENTITY, "web_identity_token_file")?.unwrap_or_default();
        let (role, name) =
            (setting("AWS_ROLE_ARN", "role_arn")?, setting("AWS_ROLE_SESSION_NAME", "role_session_name")?);
        let missing = Reason::VariableNotSet("AWS_ROLE_ARN");
        Ok(or_broken(self.web_identity(&path, role.ok_or(missing), name), Kind::WebIdentity, WEB_IDENTITY))
    }

    fn of_chosen(&self, setting: &str) -> Result<Option<String>, Error> {
        Ok(self.profile.as_ref().map_or(Ok(None), |profile| profile.setting(setting))?.map(Into::into))
    }

    fn web_identity_of_profile(&self, profile: &Profile) -> Result<Source, Error> {
        let path = profile.setting("web_identity_token_file")?.unwrap_or_default();
        let missing = Reason::MissingSetting {
            of: format!("the profile {}", profile.name),
            missing: "role_arn",
            setting: "web_identity_token_file",
        };
        let role = profile.setting("role_arn")?.map(Into::into).ok_or(missing);
        let name = profile.setting("role_session_name")?.map(Into::into);
        Ok(or_broken(self.web_identity(path, role, name), Kind::WebIdentity, "web_identity_token_file"))
    }

    fn web_identity(&self, path: &str, role: Result<String, Reason>, name: Option<String>) -> Result<Base, Error> {
        let identity = WebIdentity::at(self.sts()?, &role.map_err(Error)?, Path::new(path));
        Ok(Base::WebIdentity(match name {
            Some(name) => identity.session_name(&name),
            None => identity,
        }))
    }

    fn sso(&self, profile: &Profile) -> Result<Base, Error> {
        let session = match profile.setting("sso_session")? {
            None => None,
            Some(name) => {
                let missing = || Reason::NoSsoSession { profile: profile.name.clone(), session: name.into() };
                Some((name, self.profiles.sso_session(name).ok_or_else(missing).map_err(Error)?))
            }
        };
        let setting = |missing: &'static str| {
            let of_session = session.as_ref().and_then(|(_, section)| section.text(missing));
            let of = match &session {
                Some((name, _)) if ["sso_region", "sso_start_url"].contains(&missing) => {
                    format!("[sso-session {name}]")
                }
                _ => format!("the profile {}", profile.name),
            };
            let value = of_session.map_or_else(|| profile.setting(missing), |value| Ok(Some(value)))?;
            let needed = "IAM Identity Center";
            value.map(ToOwned::to_owned).ok_or(Error(Reason::MissingSetting { of, missing, setting: needed }))
        };
        let start_url = setting("sso_start_url")?;
        Ok(Base::Sso(Sso {
            region: setting("sso_region")?,
            account: setting("sso_account_id")?,
            role: setting("sso_role_name")?,
            session: session.as_ref().map_or(start_url, |(name, _)| (*name).into()),
            cache: self.environment.home().join(".aws/sso/cache"),
        }))
    }

    fn instance(&self) -> Result<Source, Error> {
        let read = |variable, setting| match self.environment.variable(variable)? {
            None => self.of_chosen(setting),
            value => Ok::<_, Error>(value),
        };
        let endpoint = read("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")?;
        let mode = read("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")?;
        let by_mode = match mode.as_deref() {
            Some(mode) if mode.eq_ignore_ascii_case("ipv6") => instance::IPV6,
            _ => instance::IPV4,
        };
        let instance = Instance::new(endpoint.as_deref().unwrap_or(by_mode));
        let is_off = self.environment.variable("AWS_EC2_METADATA_DISABLED")?;
        if is_off.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Ok(Source::of(Base::Broken(Kind::Instance, Reason::NoSource), "AWS_EC2_METADATA_DISABLED"));
        }
        if let Some(url) = endpoint.filter(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            return Err(self.no_url_of_instance(&url));
        }
        Ok(Source::of(Base::Instance(instance), "instance"))
    }

    /// Refuses the endpoint of the instance metadata service where it is set.
    fn no_url_of_instance(&self, url: &str) -> Error {
        let (variable, wanted) = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "a URL with http:// or https://");
        let is_variable = self.environment.variable(variable).ok().flatten().as_deref() == Some(url);
        match self.profile.as_ref().filter(|_| !is_variable) {
            Some(profile) => profile.misplaced("ec2_metadata_service_endpoint", wanted),
            None => Error(Reason::Setting { place: variable.into(), wanted }),
        }
    }

    /// The endpoint of STS: the one that is set, or else that of the region.
    fn sts(&self) -> Result<Sts, Error> {
        let (settings, region) = (self.settings(), self.region()?);
        if let Some((url, _)) = settings.endpoint_of_sts()? {
            return Ok(Sts::at(&url, region.as_deref()));
        }
        match region {
            Some(region) if settings.fips()? && !region.contains("fips") => Sts::of(Some(&format!("{region}-fips"))),
            region => Sts::of(region.as_deref()),
        }
    }
}

fn has_role(profile: &Profile) -> Result<bool, Error> {
    Ok(profile.setting("role_arn")?.is_some() && profile.setting("web_identity_token_file")?.is_none())
}

fn has_static_keys(profile: &Profile) -> Result<bool, Error> {
    Ok(profile.setting("aws_access_key_id")?.is_some() || profile.setting("aws_secret_access_key")?.is_some())
}

/// What is missing is said when the source is asked.
fn or_broken(base: Result<Base, Error>, kind: Kind, setting: &'static str) -> Source {
    Source::of(base.unwrap_or_else(|Error(reason)| Base::Broken(kind, reason)), setting)
}

impl fmt::Debug for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Configuration").field(&self.environment).field(&self.profiles).field(&self.profile).finish()
    }
}
