//! Profiles: the shared credentials and config files of AWS's tools.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use presign::Credentials;

use crate::encoding;
use crate::environment::Environment;
use crate::error::{Error, Reason};
use crate::ini::{self, Section, Value};

/// Holds the profiles of the two files that AWS's tools share, read as botocore reads them: comments, nested settings,
/// `[profile NAME]` with quotation marks, the section `[DEFAULT]`, names in any case.
///
/// ```
/// use presign_credentials::Profiles;
///
/// let credentials = "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = SECRETEXAMPLE\n";
/// let profiles = Profiles::parse(credentials, "[profile dev]\nregion = eu-west-1\n")?;
/// assert_eq!(profiles.names(), ["default", "dev"]);
/// assert_eq!(profiles.get("dev")?.setting("region")?, Some("eu-west-1"));
/// # Ok::<(), presign_credentials::Error>(())
/// ```
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
#[derive(Clone)]
pub struct Profiles {
    credentials: ProfileFile,
    config: ProfileFile,
}

/// Holds one profile: its section of the credentials file, and that of the config file.
#[derive(Clone)]
pub struct Profile {
    pub(crate) name: String,
    in_credentials: Option<Section>,
    in_config: Option<Section>,
    /// The sections `[services NAME]` of the config file.
    services: Vec<(String, Section)>,
}

/// One of the two files.
#[derive(Clone)]
struct ProfileFile {
    path: PathBuf,
    kind: Kind,
    sections: Vec<Section>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Each section is a profile.
    Credentials,
    /// Profiles are called `[profile NAME]`, and there are other sections.
    Config,
}

/// A command line.
pub(crate) const PROCESS: &str = "credential_process";

impl Profiles {
    /// Reads the files that `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` name, or else `~/.aws/credentials` and
    /// `~/.aws/config`. A file that is not there has no profiles.
    ///
    /// # Errors
    /// - `file-not-read`: a file is there and cannot be read, or is in UTF-16.
    /// - `malformed-profiles`: a file is not in UTF-8, or breaks the rules of its format; the sentence has the line.
    /// - `home-of-user`, `variable-not-utf8`: a variable with a path is not one that can be used.
    pub fn read(environment: &Environment) -> Result<Self, Error> {
        let folder = environment.home().join(".aws");
        let path = |variable, file| match environment.variable(variable)? {
            Some(path) => expand(environment, variable, &path),
            None => Ok(folder.join(file)),
        };
        Ok(Self {
            credentials: ProfileFile::read(path("AWS_SHARED_CREDENTIALS_FILE", "credentials")?, Kind::Credentials)?,
            config: ProfileFile::read(path("AWS_CONFIG_FILE", "config")?, Kind::Config)?,
        })
    }

    /// Reads the contents of the two files.
    ///
    /// # Errors
    /// - `malformed-profiles`: a file breaks the rules of its format; the sentence has the line.
    pub fn parse(credentials: &str, config: &str) -> Result<Self, Error> {
        Ok(Self {
            credentials: ProfileFile::parse("credentials".into(), Kind::Credentials, credentials)?,
            config: ProfileFile::parse("config".into(), Kind::Config, config)?,
        })
    }

    /// Returns the names of all profiles, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let names: BTreeSet<_> = [&self.credentials, &self.config].into_iter().flat_map(ProfileFile::names).collect();
        names.into_iter().collect()
    }

    /// Returns the profile of this name.
    ///
    /// # Errors
    /// - `no-such-profile`: there is none; the sentence names those that there are.
    pub fn get(&self, name: &str) -> Result<Profile, Error> {
        let missing = || {
            let (paths, known) =
                ([&self.credentials, &self.config].map(|file| file.path.display().to_string()), self.names());
            Error(Reason::NoProfile {
                name: name.into(),
                files: paths.join(" or "),
                known: if known.is_empty() {
                    format!("`aws configure --profile {name}` makes one")
                } else {
                    format!("the profiles there are {}", known.join(", "))
                },
            })
        };
        self.find(name).ok_or_else(missing)
    }

    /// Returns the profile of this name if there is one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Profile> {
        let (in_credentials, in_config) = (self.credentials.find(name), self.config.find(name));
        if in_credentials.is_none() && in_config.is_none() {
            return None;
        }
        Some(Profile { name: name.into(), in_credentials, in_config, services: self.config.named("services") })
    }

    /// A setting of the section `[sso-session NAME]`; `None` if there is no such section.
    pub(crate) fn sso_session(&self, name: &str) -> Option<Section> {
        self.config.named("sso-session").into_iter().rfind(|(other, _)| other == name).map(|(_, section)| section)
    }
}

impl Profile {
    /// Returns the profile's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns a setting by its name in lower case, such as `region`. Where both files have it, the credentials file
    /// counts. An empty one is `None`.
    ///
    /// # Errors
    /// - `malformed-setting`: there are indented lines below it instead of a value.
    pub fn setting(&self, name: &str) -> Result<Option<&str>, Error> {
        let mut values = self.sections().filter_map(|section| section.get(name));
        let is_set = |value: &&Value| !matches!(value, Value::Text(text) if text.is_empty());
        match values.find(is_set) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(without_comment(text)).filter(|value| !value.is_empty())),
            Some(Value::Nested(_)) => Err(self.misplaced(name, "one value, on the line of its name")),
        }
    }

    /// Returns a setting below another, as those of S3 are below `s3 =`.
    ///
    /// # Errors
    /// - `malformed-setting`: the other setting has a value, and no settings below it.
    pub fn nested(&self, above: &str, name: &str) -> Result<Option<&str>, Error> {
        let value = self.sections().find_map(|section| section.get(above));
        self.nested_in(value, above, name)
    }

    /// Returns a service's setting, such as `endpoint_url` of `s3`, in the section `[services NAME]` that the profile's
    /// `services` names.
    ///
    /// # Errors
    /// - `no-such-services`: the profile names a section that there is not.
    /// - `malformed-setting`: the service has a value, and no settings below it.
    pub fn service_setting(&self, service: &str, name: &str) -> Result<Option<&str>, Error> {
        let Some(wanted) = self.setting("services")? else { return Ok(None) };
        let section = self.services.iter().rfind(|(other, _)| other == wanted).map(|(_, section)| section);
        let missing = || Error(Reason::NoServices { profile: self.name.clone(), services: wanted.into() });
        self.nested_in(section.ok_or_else(missing)?.get(service), service, name)
    }

    fn nested_in<'a>(&self, value: Option<&'a Value>, above: &str, name: &str) -> Result<Option<&'a str>, Error> {
        match value {
            Some(Value::Nested(options)) => {
                // The last one counts, as in AWS's tools.
                let value = options.iter().rfind(|(other, _)| other == name).map(|(_, value)| without_comment(value));
                Ok(value.filter(|value| !value.is_empty()))
            }
            Some(Value::Text(text)) if !text.is_empty() => {
                Err(self.misplaced(above, "settings of its own, on indented lines below it"))
            }
            _ => Ok(None),
        }
    }

    pub(crate) fn misplaced(&self, name: &str, wanted: &'static str) -> Error {
        Error(Reason::Setting { place: format!("{name} of the profile {}", self.name), wanted })
    }

    /// The program that prints the credentials. What follows ` #` in its line is part of it, as in AWS's tools.
    pub(crate) fn command_line(&self) -> Result<Option<&str>, Error> {
        match self.sections().find_map(|section| section.get(PROCESS)) {
            Some(Value::Text(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(Value::Nested(_)) => Err(self.misplaced(PROCESS, "one value, on the line of its name")),
            None => Ok(None),
        }
    }

    /// The keys in the credentials file.
    pub(crate) fn keys_in_credentials(&self) -> Result<Option<Credentials>, Error> {
        self.keys(self.in_credentials.as_ref())
    }

    /// The keys in the config file.
    pub(crate) fn keys_in_config(&self) -> Result<Option<Credentials>, Error> {
        self.keys(self.in_config.as_ref())
    }

    fn keys(&self, section: Option<&Section>) -> Result<Option<Credentials>, Error> {
        let value = |name| match section.and_then(|section| section.get(name)) {
            Some(Value::Text(text)) => Some(without_comment(text)).filter(|value| !value.is_empty()),
            _ => None,
        };
        let Some(id) = value("aws_access_key_id") else { return Ok(None) };
        let secret = value("aws_secret_access_key").ok_or_else(|| self.incomplete("aws_secret_access_key"))?;
        // The older name, which hand-made files still have. botocore prefers it.
        let token = value("aws_security_token").or_else(|| value("aws_session_token"));
        Ok(Some(Credentials::new(id, secret).with_session_token(token.unwrap_or_default())))
    }

    pub(crate) fn incomplete(&self, missing: &'static str) -> Error {
        Error(Reason::ProfileWithoutKeys { name: self.name.clone(), missing })
    }

    fn sections(&self) -> impl Iterator<Item = &Section> {
        [&self.in_credentials, &self.in_config].into_iter().flatten()
    }
}

/// A value without the comment after it, which AWS's SDKs take for one and botocore does not. No setting that is read
/// here has white space in it.
fn without_comment(value: &str) -> &str {
    let comment = [" #", "\t#", " ;", "\t;"].iter().filter_map(|mark| value.find(mark)).min();
    value[..comment.unwrap_or(value.len())].trim()
}

/// The name in a head like `profile NAME`, which may be quoted as in a shell.
fn named(kind: &str, head: &str) -> Option<String> {
    let words = shlex::split(head.trim())?;
    match &words[..] {
        [first, name] if first.starts_with(kind) => Some(name.clone()),
        _ => None,
    }
}

impl ProfileFile {
    fn read(path: PathBuf, kind: Kind) -> Result<Self, Error> {
        let mut bytes = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error(Reason::Read { path, error: error.to_string() })),
            Ok(bytes) => bytes,
        };
        if let Err(error) = encoding::without_mark(&mut bytes) {
            return Err(Error(Reason::Read { path, error: error.to_string() }));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(path, kind, &text),
            Err(_) => Err(Error(Reason::NotProfiles { path, error: "it is not UTF-8".into() })),
        }
    }

    fn parse(path: PathBuf, kind: Kind, text: &str) -> Result<Self, Error> {
        match ini::parse(text) {
            Ok(sections) => Ok(Self { path, kind, sections }),
            Err(error) => Err(Error(Reason::NotProfiles { path, error })),
        }
    }

    /// The section of a profile. Of two that name it the last one counts, but `[profile default]` before `[default]`.
    fn find(&self, name: &str) -> Option<Section> {
        let matches = self.sections.iter().filter(|section| self.name(&section.head).as_deref() == Some(name));
        matches.max_by_key(|section| section.head.trim() != "default").cloned()
    }

    fn names(&self) -> impl Iterator<Item = String> {
        self.sections.iter().filter_map(|section| self.name(&section.head))
    }

    /// The profile that a section belongs to. In the config file all names except `default` follow `profile`.
    fn name(&self, head: &str) -> Option<String> {
        if self.kind == Kind::Credentials || head.trim() == "default" {
            return Some(head.trim().into());
        }
        named("profile", head)
    }

    /// The sections of another kind, with their names.
    fn named(&self, kind: &str) -> Vec<(String, Section)> {
        self.sections.iter().filter_map(|section| Some((named(kind, &section.head)?, section.clone()))).collect()
    }
}

/// The path in a variable, where no shell has expanded it, as botocore does: first the variables in it, then `~`.
fn expand(environment: &Environment, variable: &'static str, path: &str) -> Result<PathBuf, Error> {
    let path = expand_variables(environment, path);
    match path.strip_prefix('~') {
        None => Ok(path.into()),
        Some("") => Ok(environment.home()),
        Some(rest) if rest.starts_with('/') => Ok(environment.home().join(rest.trim_start_matches('/'))),
        Some(_) => Err(Error(Reason::HomeOfUser { variable })),
    }
}

/// Replaces `$NAME` and `${NAME}` where such a variable is set, as Python's `os.path.expandvars` does.
fn expand_variables(environment: &Environment, path: &str) -> String {
    let mut pieces = path.split('$');
    let mut expanded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let word = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(piece.len());
        let (name, rest) = match piece.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some(braced) => braced,
            None => piece.split_at(word),
        };
        match environment.set(name) {
            Ok(Some(value)) => expanded.extend([&value, rest]),
            _ => expanded.extend(["$", piece]),
        }
    }
    expanded
}

/// Values may be secrets.
impl fmt::Debug for Profiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Profiles").field(&self.names()).finish()
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Profile").field(&self.name).finish()
    }
}
