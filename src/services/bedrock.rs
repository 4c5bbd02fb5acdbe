//! Amazon Bedrock: short-term API keys.

use alloc::format;
use core::time::Duration;

use base64ct::{Base64, Encoding};

use crate::error::Error;
use crate::services::endpoint::{known, request};
use crate::services::keys::at_most;
use crate::services::{Keys, Token};
use crate::timestamp::Timestamp;

/// The longest lifetime of a key in seconds, 12 hours.
const MAX_EXPIRES: u64 = 12 * 3600;

/// Describes a short-term API key of Amazon Bedrock, for one region and for at most 12 hours.
///
/// It is sent as `Authorization: Bearer KEY`, or in `AWS_BEARER_TOKEN_BEDROCK` to an SDK. It does what the credentials
/// may do on Bedrock, and ends with them if they are temporary.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, services::bedrock};
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let key = bedrock::ApiKey { region: "us-east-1", expires_in: Duration::from_secs(3600) }.sign(&credentials, now)?;
/// let header = format!("Bearer {}", key.as_str());
/// assert!(header.starts_with("Bearer bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbi"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon Bedrock User Guide, "Generate an Amazon Bedrock API key".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiKey<'a> {
    /// The region in which the key is accepted.
    pub region: &'a str,
    /// How long the key is valid, in whole seconds, at most 12 hours.
    pub expires_in: Duration,
}

impl ApiKey<'_> {
    /// Signs the key.
    ///
    /// # Errors
    /// - `over-limit`: the expiry is over 12 hours.
    /// - `empty-name`, `unknown-region`: the region is not one of AWS.
    /// - `signer-of-other-service`, and as [`Request::presign`](crate::Request::presign) for the expiry and the keys.
    pub fn sign<'k>(&self, keys: impl Into<Keys<'k>>, now: Timestamp) -> Result<Token, Error> {
        let expires_in = at_most(MAX_EXPIRES, "expiry of an Amazon Bedrock API key", self.expires_in)?;
        let request = request("POST", "https", "bedrock.amazonaws.com", "/")?.query("Action", "CallWithBearerToken");
        let url = keys.into().presign(&request, (known(self.region)?, "bedrock"), expires_in, now)?;
        // The version is not signed.
        let text = format!("{}&Version=1", url.as_str().trim_start_matches("https://"));
        Ok(Token::new(["bedrock-api-key-", &Base64::encode_string(text.as_bytes())].concat(), url.expires_at()))
    }
}
