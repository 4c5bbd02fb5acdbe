//! Amazon Bedrock: short-term API keys.

use alloc::format;
use core::time::Duration;

use base64ct::{Base64, Encoding};

use crate::credentials::Credentials;
use crate::error::Error;
use crate::services::Token;
use crate::services::endpoint::{known, request};
use crate::services::presign::{at_most, presign};
use crate::timestamp::Timestamp;

/// The longest lifetime of a key in seconds, 12 hours.
const MAX_EXPIRES: u64 = 12 * 3600;

/// A short-term API key of Amazon Bedrock, for one region and for at most 12 hours.
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
/// let key = bedrock::api_key("us-east-1", Duration::from_secs(3600), &credentials, now)?;
/// let header = format!("Bearer {}", key.as_str());
/// assert!(header.starts_with("Bearer bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbi"));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// # Errors
/// - `over-limit`: the expiry is over 12 hours.
/// - `empty-value`, `unknown-region`: the region is not one of AWS.
/// - As [`Signer::presign`](crate::Signer::presign) for the expiry and the credentials.
///
/// Source: Amazon Bedrock User Guide, "Generate an Amazon Bedrock API key".
pub fn api_key(region: &str, expires_in: Duration, credentials: &Credentials, now: Timestamp) -> Result<Token, Error> {
    let expires_in = at_most(MAX_EXPIRES, "expiry of an Amazon Bedrock API key", expires_in)?;
    let request = request("POST", "https", "bedrock.amazonaws.com", "/")?.query("Action", "CallWithBearerToken");
    let url = presign(&request, (known(region)?, "bedrock"), expires_in, credentials, now)?;
    // The version is not signed.
    let text = format!("{}&Version=1", url.as_str().trim_start_matches("https://"));
    Ok(Token::new(["bedrock-api-key-", &Base64::encode_string(text.as_bytes())].concat(), url.expires_at()))
}
