//! Roles that a token of another identity provider assumes.

use std::fmt;
use std::path::{Path, PathBuf};

use presign::Timestamp;

use crate::answer::Answer;
use crate::error::Error;
use crate::session::Step;
use crate::source::token;
use crate::sts::{self, Sts};

/// Describes a role that the token in a file assumes, such as that of a service account of EKS. The file is read each time:
/// its content changes.
///
/// Source: AWS STS API Reference, "AssumeRoleWithWebIdentity".
#[derive(Clone)]
pub struct WebIdentity {
    sts: Sts,
    role_arn: String,
    token_file: PathBuf,
    session_name: Option<String>,
}

impl WebIdentity {
    /// Describes a role by its ARN, the region whose endpoint of STS is asked, and the file with the token.
    ///
    /// # Errors
    /// - `unknown-region`: the region is not one of AWS.
    pub fn new(role_arn: &str, region: &str, token_file: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::at(Sts::of(Some(region))?, role_arn, token_file.as_ref()))
    }

    pub(crate) fn at(sts: Sts, role_arn: &str, token_file: &Path) -> Self {
        Self { sts, role_arn: role_arn.into(), token_file: token_file.into(), session_name: None }
    }

    /// Sets the name under which CloudTrail shows what is done; without it, `presign-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: &str) -> Self {
        self.session_name = Some(name.into());
        self
    }

    pub(crate) fn step(&self, answers: &[Answer], now: Timestamp) -> Result<Step, Error> {
        let Some(file) = answers.first() else { return Ok(Step::Read(self.token_file.clone())) };
        if let Some(answer) = answers.get(1) {
            return sts::read(answer).map(Step::Done);
        }
        let name = self.session_name.clone().unwrap_or_else(|| sts::default_name(now));
        let token = token(file, &self.token_file)?;
        let parameters = [("RoleArn", &*self.role_arn), ("RoleSessionName", &*name), ("WebIdentityToken", token)];
        self.sts.request("AssumeRoleWithWebIdentity", &parameters).map(Step::Send)
    }
}

impl fmt::Debug for WebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebIdentity").field(&self.role_arn).field(&self.token_file).finish()
    }
}
