//! Profiles: the shared credentials and config files of AWS's tools.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use presign::Credentials;

use crate::encoding;
use crate::failure::Failure;
use crate::identity::{further_sources, variable};
use crate::ini::{self, Section, Value};
use crate::process;

/// A profile as it is in the files.
pub(crate) struct Profile {
    pub(crate) name: String,
    in_credentials: Option<Section>,
    in_config: Option<Section>,
    /// The sections `[services NAME]` of the config file.
    services: Vec<(String, Section)>,
}

/// One of the two files.
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

/// What AWS's tools prefer to the keys of a profile; all of it needs a network, so the AWS CLI is asked.
const BEFORE_KEYS: [&str; 6] =
    ["role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name"];
/// What they prefer to keys in the config file, but not to those in the credentials file.
const BEFORE_CONFIG: [&str; 1] = ["login_session"];
/// A command line, which they prefer too.
const PROCESS: &str = "credential_process";

impl Profile {
    /// The profile of this name.
    pub(crate) fn read(name: &str) -> Result<Self, Failure> {
        let files = files()?;
        let known: BTreeSet<_> = files.iter().flat_map(ProfileFile::names).collect();
        let paths: Vec<_> = files.iter().map(|file| file.path.display().to_string()).collect();
        let missing = || Failure::NoProfile {
            name: name.into(),
            files: paths.join(" or "),
            known: if known.is_empty() {
                format!("`aws configure --profile {name}` makes one")
            } else {
                format!("the profiles there are {}", known.into_iter().collect::<Vec<_>>().join(", "))
            },
        };
        take(files, name).ok_or_else(missing)
    }

    /// The profile of this name if there is one.
    pub(crate) fn find(name: &str) -> Result<Option<Self>, Failure> {
        Ok(take(files()?, name))
    }

    /// A setting, which both files may have: the credentials file comes first. An empty one counts as none.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<&str>, Failure> {
        let mut values = self.sections().filter_map(|section| section.get(name));
        let is_set = |value: &&Value| !matches!(value, Value::Text(text) if text.is_empty());
        match values.find(is_set) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(without_comment(text)).filter(|value| !value.is_empty())),
            Some(Value::Nested(_)) => Err(self.misplaced(name, "one value, on the line of its name")),
        }
    }

    /// A setting below another, as those of S3 are below `s3 =`.
    pub(crate) fn nested(&self, above: &str, name: &str) -> Result<Option<&str>, Failure> {
        let value = self.sections().find_map(|section| section.get(above));
        self.nested_in(value, above, name)
    }

    /// A service's setting in the section that the profile's `services` names.
    pub(crate) fn service_setting(&self, service: &str, name: &str) -> Result<Option<&str>, Failure> {
        let Some(wanted) = self.setting("services")? else { return Ok(None) };
        let section = self.services.iter().rfind(|(other, _)| other == wanted).map(|(_, section)| section);
        let missing = || Failure::NoServices { profile: self.name.clone(), services: wanted.into() };
        self.nested_in(section.ok_or_else(missing)?.get(service), service, name)
    }

    fn nested_in<'a>(&self, value: Option<&'a Value>, above: &str, name: &str) -> Result<Option<&'a str>, Failure> {
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

    fn misplaced(&self, name: &str, wanted: &'static str) -> Failure {
        Failure::Setting { place: format!("{name} of the profile {}", self.name), wanted }
    }

    /// The keys, both from the same file.
    pub(crate) fn credentials(&self) -> Result<Credentials, Failure> {
        if let Some(credentials) = self.of_aws(&BEFORE_KEYS)? {
            return Ok(credentials);
        }
        if let Some(credentials) = self.keys(self.in_credentials.as_ref())? {
            return Ok(credentials);
        }
        if let Some(credentials) = self.of_aws(&BEFORE_CONFIG)? {
            return Ok(credentials);
        }
        if let Some(command_line) = self.command_line()? {
            return process::of_profile(&self.name, command_line);
        }
        if let Some(credentials) = self.keys(self.in_config.as_ref())? {
            return Ok(credentials);
        }
        further_sources(Some(&self.name))?.ok_or_else(|| self.incomplete("aws_access_key_id"))
    }

    /// The program that prints the credentials. What follows ` #` in its line is part of it, as in AWS's tools.
    fn command_line(&self) -> Result<Option<&str>, Failure> {
        match self.sections().find_map(|section| section.get(PROCESS)) {
            Some(Value::Text(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(Value::Nested(_)) => Err(self.misplaced(PROCESS, "one value, on the line of its name")),
            None => Ok(None),
        }
    }

    fn keys(&self, section: Option<&Section>) -> Result<Option<Credentials>, Failure> {
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

    fn incomplete(&self, missing: &'static str) -> Failure {
        Failure::ProfileWithoutKeys { name: self.name.clone(), missing }
    }

    /// What the AWS CLI gets, if one of these settings asks for it.
    fn of_aws(&self, settings: &[&'static str]) -> Result<Option<Credentials>, Failure> {
        for setting in settings {
            if self.setting(setting)?.is_some() {
                let missing = || Failure::ProfileNeedsAws { name: self.name.clone(), setting };
                return process::of_aws(Some(&self.name), missing).map(Some);
            }
        }
        Ok(None)
    }

    fn sections(&self) -> impl Iterator<Item = &Section> {
        [&self.in_credentials, &self.in_config].into_iter().flatten()
    }
}

/// The names of all profiles.
pub(crate) fn names() -> Result<Vec<String>, Failure> {
    let names: BTreeSet<_> = files()?.iter().flat_map(ProfileFile::names).collect();
    Ok(names.into_iter().collect())
}

fn take([mut credentials, mut config]: [ProfileFile; 2], name: &str) -> Option<Profile> {
    let (in_credentials, in_config) = (credentials.take(name), config.take(name));
    if in_credentials.is_none() && in_config.is_none() {
        return None;
    }
    let services = config.sections.into_iter().filter_map(|section| Some((named("services", &section.head)?, section)));
    Some(Profile { name: name.into(), in_credentials, in_config, services: services.collect() })
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
    fn read(path: PathBuf, kind: Kind) -> Result<Self, Failure> {
        let mut bytes = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Failure::Read { path, error }),
            Ok(bytes) => bytes,
        };
        if let Err(error) = encoding::without_mark(&mut bytes) {
            return Err(Failure::Read { path, error });
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned());
        match text.and_then(|text| ini::parse(&text)) {
            Ok(sections) => Ok(Self { path, kind, sections }),
            Err(error) => Err(Failure::NotProfiles { path, error }),
        }
    }

    /// The section of a profile. Of two that name it the last one counts, but `[profile default]` before `[default]`.
    fn take(&mut self, name: &str) -> Option<Section> {
        let matches = self.sections.iter().enumerate().filter(|(_, s)| self.name(&s.head).as_deref() == Some(name));
        let (i, _) = matches.max_by_key(|(_, section)| section.head.trim() != "default")?;
        Some(self.sections.swap_remove(i))
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
}

/// The credentials file and the config file. A file that is not there has no profiles.
fn files() -> Result<[ProfileFile; 2], Failure> {
    let folder = home().join(".aws");
    let path = |name, file| match variable(name)? {
        Some(path) => expand(name, &path),
        None => Ok(folder.join(file)),
    };
    Ok([
        ProfileFile::read(path("AWS_SHARED_CREDENTIALS_FILE", "credentials")?, Kind::Credentials)?,
        ProfileFile::read(path("AWS_CONFIG_FILE", "config")?, Kind::Config)?,
    ])
}

fn home() -> PathBuf {
    ["HOME", "USERPROFILE"].into_iter().find_map(env::var_os).map(PathBuf::from).unwrap_or_default()
}

/// The path in a variable, where no shell has expanded it, as botocore does: first the variables in it, then `~`.
fn expand(variable: &'static str, path: &str) -> Result<PathBuf, Failure> {
    let path = expand_variables(path);
    match path.strip_prefix('~') {
        None => Ok(path.into()),
        Some("") => Ok(home()),
        Some(rest) if rest.starts_with('/') => Ok(home().join(rest.trim_start_matches('/'))),
        Some(_) => Err(Failure::HomeOfUser(variable)),
    }
}

/// Replaces `$NAME` and `${NAME}` where such a variable is set, as Python's `os.path.expandvars` does.
fn expand_variables(path: &str) -> String {
    let mut pieces = path.split('$');
    let mut expanded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let word = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(piece.len());
        let (name, rest) = match piece.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some(braced) => braced,
            None => piece.split_at(word),
        };
        match env::var(name) {
            Ok(value) => expanded.extend([&value, rest]),
            Err(_) => expanded.extend(["$", piece]),
        }
    }
    expanded
}
