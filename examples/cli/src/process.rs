//! Credentials that another program prints: `credential_process` of a profile.

use std::borrow::Cow;
use std::process::{Command, Stdio};

use presign::Credentials;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::time;

/// What the program prints, in JSON.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
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

/// Runs the command line of a profile, which no shell reads, and takes the credentials that it prints. Nothing that it
/// prints is shown: it may hold secrets.
pub(crate) fn credentials(profile: &str, command_line: &str) -> Result<Credentials, Failure> {
    let refuse = |reason: String| Failure::Process { profile: profile.into(), reason };
    let words = shlex::split(command_line).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| refuse("is not a command line: a quotation mark or a backslash is open".into()))?;
    let mut command = Command::new(&words[0]);
    // A program may ask its user for a code, and does that at the terminal.
    command.args(&words[1..]).stdin(Stdio::inherit()).stderr(Stdio::null());
    let output = command.output().map_err(|error| refuse(format!("did not start: {error}")))?;
    let printed = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(refuse(format!(
            "failed ({}); its output is not shown, run it by itself to see why",
            output.status
        )));
    }
    let wrong = |what: &str| refuse(format!("printed {what}"));
    let answer: Answer<'_> = serde_json::from_slice(&printed).map_err(|_| wrong("no JSON as AWS documents it"))?;
    if answer.version != Some(1) {
        return Err(wrong("JSON whose Version is not 1"));
    }
    let id = answer.access_key_id.ok_or_else(|| wrong("JSON without AccessKeyId"))?;
    let secret =
        Zeroizing::new(answer.secret_access_key.ok_or_else(|| wrong("JSON without SecretAccessKey"))?.into_owned());
    let token = answer.session_token.unwrap_or_default();
    let credentials = Credentials::new(id, secret.as_str()).with_session_token(token);
    let Some(expiry) = answer.expiration else { return Ok(credentials) };
    let expiry =
        time::parse(&expiry).map_err(|_| wrong("JSON whose Expiration is not a time as in 2015-08-30T12:36:00Z"))?;
    Ok(credentials.with_expiry(expiry))
}
