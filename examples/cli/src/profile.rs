//! Profiles: the shared credentials and config files of AWS' tools.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use configparser::ini::Ini;
use presign::Credentials;

use crate::failure::Failure;
use crate::identity::variable;

/// A profile as it stands in the files.
pub(crate) struct Profile {
    name: String,
    /// What the credentials file says, then what the config file says.
    sections: Vec<Section>,
}

type Section = std::collections::HashMap<String, Option<String>>;

/// One of the two files.
struct ProfileFile {
    path: PathBuf,
    /// What stands before the name of a profile in the head of its section.
    prefix: &'static str,
    ini: Ini,
}

/// What AWS' tools prefer to the keys of a profile; all of it needs a network.
const BEFORE_KEYS: [&str; 4] = ["role_arn", "web_identity_token_file", "sso_session", "sso_start_url"];
/// What they use where a profile has no keys: another program.
const AFTER_KEYS: [&str; 1] = ["credential_process"];

impl Profile {
    /// The profile of this name.
    pub(crate) fn read(name: &str) -> Result<Self, Failure> {
        let files = files()?;
        find(&files, name).ok_or_else(|| {
            let names: BTreeSet<_> = files.iter().flat_map(ProfileFile::names).collect();
            let names: Vec<_> = names.into_iter().collect();
            Failure::NoProfile {
                name: name.into(),
                files: files.iter().map(|file| file.path.display().to_string()).collect::<Vec<_>>().join(" or "),
                known: if names.is_empty() {
                    format!("`aws configure --profile {name}` makes one")
                } else {
                    format!("the profiles there are {}", names.join(", "))
                },
            }
        })
    }

    /// The profile of this name if there is one.
    pub(crate) fn find(name: &str) -> Result<Option<Self>, Failure> {
        Ok(find(&files()?, name))
    }

    /// A setting, which both files may have; an empty one counts as none.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.sections.iter().find_map(|section| value(section, name))
    }

    /// The keys, both from the same file.
    pub(crate) fn credentials(&self) -> Result<Credentials, Failure> {
        self.refuse(&BEFORE_KEYS)?;
        let missing = |missing| Failure::ProfileWithoutKeys { name: self.name.clone(), missing };
        let Some((section, id)) = self.sections.iter().find_map(|s| Some((s, value(s, "aws_access_key_id")?))) else {
            self.refuse(&AFTER_KEYS)?;
            return Err(missing("aws_access_key_id"));
        };
        let secret = value(section, "aws_secret_access_key").ok_or_else(|| missing("aws_secret_access_key"))?;
        let token = value(section, "aws_session_token").unwrap_or_default();
        Ok(Credentials::new(id, secret).with_session_token(token))
    }

    fn refuse(&self, settings: &[&'static str]) -> Result<(), Failure> {
        match settings.iter().find(|setting| self.setting(setting).is_some()) {
            Some(setting) => Err(Failure::ProfileNeedsMore { name: self.name.clone(), setting }),
            None => Ok(()),
        }
    }
}

fn find(files: &[ProfileFile], name: &str) -> Option<Profile> {
    let sections: Vec<_> = files.iter().filter_map(|file| file.section(name)).cloned().collect();
    (!sections.is_empty()).then(|| Profile { name: name.into(), sections })
}

/// The value of a setting, without the comment after it. No setting that is read here has white space in it.
fn value<'a>(section: &'a Section, name: &str) -> Option<&'a str> {
    let value = section.get(name)?.as_deref()?;
    let comment = [" #", "\t#", " ;", "\t;"].iter().filter_map(|mark| value.find(mark)).min();
    Some(value[..comment.unwrap_or(value.len())].trim()).filter(|value| !value.is_empty())
}

impl ProfileFile {
    fn read(path: PathBuf, prefix: &'static str) -> Result<Self, Failure> {
        let mut ini = Ini::new_cs();
        ini.set_inline_comment_symbols(Some(&[]));
        // Settings that are indented below another, as in `s3 =`, are part of its value.
        ini.set_multiline(true);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::Read { path, error }),
            Ok(text) => text,
        };
        match ini.read(text) {
            Ok(_) => Ok(Self { path, prefix, ini }),
            Err(error) => Err(Failure::NotProfiles { path, error }),
        }
    }

    fn section(&self, name: &str) -> Option<&Section> {
        let sections = self.ini.get_map_ref().iter();
        sections.filter(|(head, _)| self.name(head) == Some(name)).map(|(_, section)| section).next()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.ini.get_map_ref().keys().filter_map(|head| self.name(head))
    }

    /// The profile that a section belongs to. In the config file all names except `default` follow `profile`.
    fn name<'a>(&self, head: &'a str) -> Option<&'a str> {
        if head == "default" {
            return Some(head);
        }
        Some(head.strip_prefix(self.prefix)?.trim().trim_matches(['"', '\'']))
    }
}

/// The credentials file and the config file. A file that is not there has no profiles.
fn files() -> Result<[ProfileFile; 2], Failure> {
    let folder = ["HOME", "USERPROFILE"].into_iter().find_map(env::var_os).map(PathBuf::from).unwrap_or_default();
    let path = |name, file| variable(name).map_or_else(|| folder.join(".aws").join(file), PathBuf::from);
    Ok([
        ProfileFile::read(path("AWS_SHARED_CREDENTIALS_FILE", "credentials"), "")?,
        ProfileFile::read(path("AWS_CONFIG_FILE", "config"), "profile ")?,
    ])
}
