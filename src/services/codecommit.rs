//! AWS CodeCommit: a user name and a password for git.

use alloc::format;
use alloc::string::String;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::error::{Error, Reason};
use crate::services::endpoint::regional;
use crate::services::keys::QUARTER_OF_AN_HOUR;
use crate::services::{Keys, Token};
use crate::text::hex;
use crate::timestamp::Timestamp;

/// Describes the sign-in of git to a repository, valid for 15 minutes: the user name and the password that a credential
/// helper gives to git.
///
/// ```
/// use presign::{Credentials, Timestamp, services::codecommit};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let git = codecommit::GitLogin { repository: "MyRepo", region: "us-east-1" }.sign(&credentials, now)?;
/// // What a program that is set as git's credential.helper prints; credential.useHttpPath must be true.
/// let answer = format!("username={}\npassword={}\n", git.username(), git.password().as_str());
/// assert!(answer.starts_with("username=AKIDEXAMPLE\npassword=20150830T123600Z"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: the credential helper of the AWS CLI; AWS CodeCommit User Guide, "Setup steps for HTTPS connections … with
/// the AWS CLI credential helper".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GitLogin<'a> {
    /// The name of the repository.
    pub repository: &'a str,
    /// The region of the repository.
    pub region: &'a str,
}

impl GitLogin<'_> {
    /// Signs the password.
    ///
    /// # Errors
    /// - `empty-value`, `invalid-argument`: the repository's name is not one.
    /// - `empty-name`, `unknown-region`, `cannot-be-combined`: the region is not one of AWS, or a FIPS endpoint is
    ///   asked for in China.
    /// - `credentials-expired`, `signer-of-other-service`, and as [`Signer::new`](crate::Signer::new) for the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<GitCredentials, Error> {
        if self.repository.is_empty() {
            return Err(Error(Reason::EmptyValue("name of the repository")));
        }
        if !self.repository.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) {
            return Err(Error(Reason::InvalidArgument(
                "the name of the repository has a character other than A-Z a-z 0-9 . _ -",
            )));
        }
        let (host, region) = regional("git-codecommit", self.region)?;
        // Not a request, but signed like one: of a method that HTTP does not have, without the hash of a body, and at a
        // time without its Z.
        let request = format!("GIT\n/v1/repos/{}\n\nhost:{host}\n\nhost\n", self.repository);
        let hash = hex::to_string(&Sha256::digest(request).into());
        let (time, keys) = (format!("{now}"), keys.into());
        keys.with_signer((region, "codecommit"), |signer| {
            signer.check_credentials(now)?;
            let signature = signer.with_key_of(now, |key| {
                let (time, scope) = (time.trim_end_matches('Z'), key.scope());
                Ok(key.sign_bytes(format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hash}").as_bytes()))
            })?;
            let separator = if signer.session_token.is_empty() { "" } else { "%" };
            Ok(GitCredentials {
                username: [signer.access_key_id.as_str(), separator, &signer.session_token].concat(),
                password: Token::new(format!("{time}{signature}"), keys.end(QUARTER_OF_AN_HOUR, now)),
            })
        })
    }
}

/// Holds what git asks for at an HTTPS remote of CodeCommit. `Debug` shows neither part, because the user name contains
/// the session token of temporary credentials.
#[derive(Clone)]
pub struct GitCredentials {
    username: String,
    password: Token,
}

impl GitCredentials {
    /// Returns the access key id; with temporary credentials followed by `%` and the session token.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Returns the password: the time and a signature.
    #[must_use]
    pub fn password(&self) -> &Token {
        &self.password
    }
}

impl fmt::Debug for GitCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GitCredentials(… until {})", self.password.expires_at())
    }
}
