//! Programs that print credentials.

use std::borrow::Cow;

use serde::Deserialize;

use crate::answer::{self, Answer, Parts, Whose};
use crate::error::{Error, Reason};
use crate::session::Step;

/// A program with its arguments.
#[derive(Clone)]
pub(crate) struct Process {
    words: Vec<String>,
    /// How it is called in sentences.
    name: String,
}

/// How the AWS CLI is asked. It prints what a `credential_process` prints.
const AWS: [&str; 5] = ["aws", "configure", "export-credentials", "--format", "process"];

/// What the program prints, in JSON.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed<'a> {
    version: Option<u64>,
    #[serde(borrow)]
    access_key_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    secret_access_key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    session_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expiration: Option<Cow<'a, str>>,
}

impl Process {
    pub(crate) fn new(command_line: &str, name: String) -> Result<Self, Error> {
        let words = shlex::split(command_line).filter(|words| !words.is_empty());
        match words {
            Some(words) => Ok(Self { words, name }),
            None => Err(Error(Reason::NotCommandLine(name))),
        }
    }

    pub(crate) fn of_profile(command_line: &str, profile: &str) -> Result<Self, Error> {
        Self::new(command_line, format!("the program that credential_process of the profile {profile} names"))
    }

    pub(crate) fn aws_cli(profile: Option<&str>) -> Self {
        let words = AWS.iter().copied().chain(profile.into_iter().flat_map(|name| ["--profile", name]));
        let words: Vec<_> = words.map(str::to_owned).collect();
        Self { name: format!("`{}`", words.join(" ")), words }
    }

    pub(crate) fn step(&self, answers: &[Answer]) -> Result<Step, Error> {
        let Some(answer) = answers.first() else { return Ok(Step::Run(self.words.clone())) };
        let whose = Whose { name: &self.name, verb: "printed" };
        let printed: Printed<'_> = answer.json(whose)?;
        if printed.version != Some(1) {
            return Err(whose.wrong("JSON whose Version is not 1"));
        }
        let credentials = Parts {
            id: ("AccessKeyId", printed.access_key_id),
            secret: ("SecretAccessKey", printed.secret_access_key),
            token: ("SessionToken", printed.session_token),
            is_token_needed: false,
            whose,
        };
        let credentials = credentials.credentials()?;
        Ok(Step::Done(match printed.expiration {
            Some(expiry) => credentials.with_expiry(answer::time(&expiry, "Expiration", whose)?),
            None => credentials,
        }))
    }
}
