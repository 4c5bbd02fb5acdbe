//! Environment variables: those of the process, or others.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::error::{Error, Reason};

/// Reads environment variables: those of the process, or those that it was given.
///
/// ```
/// use presign_credentials::Environment;
///
/// let environment = Environment::of([("AWS_REGION", "eu-west-1"), ("AWS_PROFILE", "")]);
/// assert_eq!(environment.variable("AWS_REGION")?.as_deref(), Some("eu-west-1"));
/// assert_eq!(environment.variable("AWS_PROFILE")?, None);
/// # Ok::<(), presign_credentials::Error>(())
/// ```
#[derive(Clone)]
pub struct Environment(Variables);

#[derive(Clone)]
enum Variables {
    Process,
    Given(BTreeMap<String, Zeroizing<String>>),
}

impl Environment {
    /// Reads the variables of the process, each when it is asked for.
    #[must_use]
    pub fn of_process() -> Self {
        Self(Variables::Process)
    }

    /// Holds these variables, whatever those of the process are.
    #[must_use]
    pub fn of<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), Zeroizing::new(value.into())));
        Self(Variables::Given(variables.collect()))
    }

    /// Returns a variable; `None` if it is not set, and if it is empty, as AWS's SDKs read it.
    ///
    /// # Errors
    /// - `variable-not-utf8`: the variable is not UTF-8.
    pub fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.set(name)?.filter(|value| !value.is_empty()))
    }

    /// A variable that is set, and may be empty.
    pub(crate) fn set(&self, name: &str) -> Result<Option<String>, Error> {
        match self.os(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(Error(Reason::VariableNotUtf8(name.into()))),
        }
    }

    /// The folder of the user.
    pub(crate) fn home(&self) -> PathBuf {
        ["HOME", "USERPROFILE"].into_iter().find_map(|name| self.os(name)).map(PathBuf::from).unwrap_or_default()
    }

    fn os(&self, name: &str) -> Option<OsString> {
        match &self.0 {
            Variables::Process => env::var_os(name),
            Variables::Given(variables) => variables.get(name).map(|value| value.as_str().into()),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Variables::Process => f.write_str("Environment(of the process)"),
            Variables::Given(variables) => f.debug_tuple("Environment").field(&variables.keys()).finish(),
        }
    }
}
