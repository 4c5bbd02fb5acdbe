//! Every step of a signature.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use presign::{Explanation, Scope, Signer, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::solve::Credentials;
use super::{parse, write};
use crate::failure::Failure;
use crate::place::{Place, described};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    bucket: BucketOptions,
    credentials: Credentials,
    /// As S3 writes it, or `PostObject`.
    operation: String,
    key: Option<String>,
    #[serde(default)]
    members: Vec<(String, String)>,
    expires_in: u64,
    window: Option<u64>,
    now: u64,
    /// The form's own.
    min_length: Option<u64>,
    max_length: Option<u64>,
    #[serde(default)]
    starts_with: Vec<(String, String)>,
    #[serde(default)]
    show_keys: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BucketOptions {
    bucket: String,
    region: Option<String>,
    provider: Option<String>,
    account: Option<String>,
    endpoint: Option<String>,
    custom_domain: Option<String>,
    force_path_style: Option<bool>,
}

#[derive(Serialize)]
struct Made<'a> {
    url: &'a str,
    method: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    expires_at: Timestamp,
    /// A form's.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form<'a>>,
    /// A URL's.
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_request: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_request_hash: Option<String>,
    string_to_sign: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<Keys>,
    signature: String,
}

#[derive(Serialize)]
struct Form<'a> {
    fields: &'a [(String, String)],
    policy: &'a str,
    html: String,
}

/// The derived keys, in hexadecimal digits. Whoever has one can sign.
#[derive(Serialize)]
struct Keys {
    date: String,
    region: String,
    service: String,
    signing: String,
}

/// Signs, and tells every step.
pub(crate) fn make(arguments: &str, out: &mut String) -> Result<(), Failure> {
    let arguments: Arguments = parse(arguments)?;
    if arguments.operation == "PostObject" { form(&arguments, out) } else { url(&arguments, out) }
}

fn url(arguments: &Arguments, out: &mut String) -> Result<(), Failure> {
    let bucket = arguments.bucket.place().bucket()?;
    let signer = bucket.signer(arguments.credentials.read())?;
    let members = pairs(&arguments.members);
    let operation = described(&bucket, &arguments.operation, arguments.key.as_deref(), &members);
    let now = Timestamp::from_unix_seconds(arguments.now)?;
    let expires_in = Duration::from_secs(arguments.expires_in);
    let (expires_in, now) = match arguments.window.filter(|seconds| *seconds > 0) {
        Some(window) => (expires_in + Duration::from_secs(window), now.floor_to(Duration::from_secs(window))),
        None => (expires_in, now),
    };
    // Refuses what the request alone does not show to be wrong.
    operation.presign(&signer, expires_in, now)?;
    let explanation = signer.explain(operation.request(), expires_in, now)?;
    let Some(url) = explanation.url() else { return Err(Failure::argument("this has no URL")) };
    write(
        out,
        &Made {
            url: url.as_str(),
            method: url.method(),
            headers: url.headers().collect(),
            expires_at: url.expires_at(),
            form: None,
            canonical_request: Some(explanation.canonical_request.as_str()),
            canonical_request_hash: Some(hex(&explanation.canonical_request.hash())),
            string_to_sign: explanation.string_to_sign.as_str(),
            keys: arguments.keys(&signer, now)?,
            signature: signature(&explanation),
        },
    )
}

fn signature(explanation: &Explanation) -> String {
    explanation.signature.to_string()
}

fn form(arguments: &Arguments, out: &mut String) -> Result<(), Failure> {
    let bucket = arguments.bucket.place().bucket()?;
    let signer = bucket.signer(arguments.credentials.read())?;
    let now = Timestamp::from_unix_seconds(arguments.now)?;
    let mut form = bucket.post_object(arguments.key.as_deref().unwrap_or_default());
    if let Some(max) = arguments.max_length {
        form = form.content_length_range(arguments.min_length.unwrap_or_default(), max);
    }
    for (name, value) in &arguments.members {
        form = form.field(name, value);
    }
    for (name, value) in &arguments.starts_with {
        form = form.starts_with(name, value);
    }
    let form = form.presign(&signer, Duration::from_secs(arguments.expires_in), now)?;
    let find = |wanted: &str| form.fields().iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let value = |wanted| find(wanted).map_or("", |(_, value)| value.as_str());
    write(
        out,
        &Made {
            url: form.url(),
            method: "POST",
            headers: Vec::new(),
            expires_at: form.expires_at(),
            form: Some(Form { fields: form.fields(), policy: form.policy(), html: form.to_html() }),
            canonical_request: None,
            canonical_request_hash: None,
            // What is signed of a form is its policy, in base64.
            string_to_sign: value("policy"),
            keys: arguments.keys(&signer, now)?,
            signature: value("x-amz-signature").to_string(),
        },
    )
}

impl Arguments {
    fn keys(&self, signer: &Signer, now: Timestamp) -> Result<Option<Keys>, Failure> {
        if !self.show_keys {
            return Ok(None);
        }
        let scope = Scope::new(now, signer.region(), signer.service())?;
        let secret = Zeroizing::new(["AWS4", &self.credentials.secret_access_key].concat());
        let date = step(secret.as_bytes(), scope.date());
        let region = step(&date, scope.region());
        let service = step(&region, scope.service());
        let signing = step(&service, "aws4_request");
        Ok(Some(Keys { date: hex(&date), region: hex(&region), service: hex(&service), signing: hex(&signing) }))
    }
}

impl BucketOptions {
    fn place(&self) -> Place<'_> {
        Place {
            name: &self.bucket,
            region: self.region.as_deref(),
            provider: self.provider.as_deref(),
            account: self.account.as_deref(),
            endpoint: self.endpoint.as_deref(),
            custom_domain: self.custom_domain.as_deref(),
            path_style: self.force_path_style,
        }
    }
}

fn pairs(owned: &[(String, String)]) -> Vec<(&str, &str)> {
    owned.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn step(key: &[u8], text: &str) -> [u8; 32] {
    // HMAC accepts a key of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
