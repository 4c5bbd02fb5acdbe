//! Signed URLs and signed cookies of CloudFront.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use presign::Timestamp;
use presign::cloudfront::{Hash, Policy, PrivateKey, PublicKey, SignedPolicy, SignedRequest, Statement};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::values::{self, Lifetime};
use crate::{examples, output, saved, time, warning};

#[derive(Subcommand)]
pub(crate) enum CloudFront {
    /// Signed URLs, for one file or for many
    #[command(after_help = examples::CLOUDFRONT_URL)]
    Url(MakeUrls),
    /// Signed cookies, for one file or for many
    #[command(after_help = examples::CLOUDFRONT_COOKIES)]
    Cookies(Cookies),
    /// Verify a signed URL or signed cookies, as CloudFront would
    #[command(after_help = examples::CLOUDFRONT_VERIFY)]
    Verify(Verify),
}

#[derive(Args)]
pub(crate) struct MakeUrls {
    /// The URLs to send, percent-encoded already
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
    /// The URLs that are allowed, as in https://d111111abcdef8.cloudfront.net/videos/*; one signature is for all of them
    /// [else: each URL itself]
    #[arg(long, value_name = "RESOURCE", help_heading = "Policy", conflicts_with = "policy")]
    resource: Option<String>,
    /// The file with a custom policy, which is signed and sent as it is; - is standard input
    #[arg(long, value_name = "FILE", help_heading = "Policy",
        conflicts_with_all = ["starts_after", "source_ip", "expires"])]
    policy: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    key: Signing,
    /// Print JSON, a line for each URL: url, expires_at, policy
    #[arg(long, help_heading = "Output")]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Cookies {
    /// The URL that is allowed, or those, as in https://media.example.com/members/*
    resource: String,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    key: Signing,
    /// Print JSON: cookies (a value for each name), expires_at, policy
    #[arg(long, help_heading = "Output")]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Verify {
    /// The URL as it was sent
    url: String,
    /// The header Cookie that was sent with it, as in 'CloudFront-Policy=...; CloudFront-Signature=...'
    #[arg(long, value_name = "COOKIES", default_value = "")]
    cookies: String,
    /// The address that it came from
    #[arg(long, value_name = "ADDRESS")]
    source_ip: Option<IpAddr>,
    /// The file with the public key in PEM, as it was uploaded to CloudFront; - is standard input
    #[arg(long, value_name = "FILE", help_heading = "Key")]
    public_key: PathBuf,
    /// The id of the public key: a request that names a different one is refused
    #[arg(long, value_name = "ID", help_heading = "Key")]
    key_pair_id: Option<String>,
    /// Verify at this time, as in 20260101T180000Z or 2026-01-01T18:00:00Z [else: now]
    #[arg(long, value_name = "TIME", help_heading = "Time", value_parser = time::parse)]
    at: Option<Timestamp>,
    /// Print JSON: valid, key_pair_id, expires_at, policy, or valid, code, message
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// What a policy says besides what it allows.
#[derive(Args)]
struct Limits {
    /// How long it is valid: seconds, or numbers with s, m, h, d or w as in 15m, 1h30m or 7d; or until when, as in
    /// 2026-01-01T18:00:00Z, or as in 2026-01-01 for the beginning of that day in UTC
    #[arg(long, aliases = ["expire", "expires-in"], value_name = "TIME", default_value = "1h", help_heading = "Policy",
        value_parser = values::lifetime, allow_hyphen_values = true)]
    expires: Lifetime,
    /// It is valid after this time, as in 2026-01-01T18:00:00Z; makes the policy a custom one
    #[arg(long, value_name = "TIME", help_heading = "Policy", value_parser = time::parse)]
    starts_after: Option<Timestamp>,
    /// The IPv4 address that may use it, or a range as in 192.0.2.0/24; makes the policy a custom one
    #[arg(long, value_name = "ADDRESS", help_heading = "Policy")]
    source_ip: Option<String>,
    /// Count --expires from this time, as in 20260101T180000Z or 2026-01-01T18:00:00Z [else: now]
    #[arg(long, value_name = "TIME", help_heading = "Policy", value_parser = time::parse)]
    at: Option<Timestamp>,
}

/// Who signs.
#[derive(Args)]
#[command(next_help_heading = "Key")]
struct Signing {
    /// The id of the public key in CloudFront, such as K2JCJMDEHXQW5F
    #[arg(long, value_name = "ID")]
    key_pair_id: String,
    /// The file with the private key in PEM: RSA of 2048 bits, or ECDSA on P-256; - is standard input
    #[arg(long, value_name = "FILE")]
    private_key: PathBuf,
    /// The hash that is signed. SHA-1 is what CloudFront expects where none is named; AWS's tools disagree on it for ECDSA
    #[arg(long, value_name = "HASH", default_value = "sha256")]
    hash: Named,
}

#[derive(Clone, Copy, ValueEnum)]
enum Named {
    Sha256,
    Sha1,
}

/// What programs read.
#[derive(Serialize)]
struct Json<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cookies: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_pair_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid: Option<bool>,
    expires_at: Timestamp,
    policy: &'a str,
}

/// A request that is refused.
#[derive(Serialize)]
struct Refused {
    valid: bool,
    code: &'static str,
    message: String,
}

impl CloudFront {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        match self {
            Self::Url(command) => command.run(),
            Self::Cookies(command) => command.run(),
            Self::Verify(command) => command.run(),
        }
    }
}

impl MakeUrls {
    fn run(&self) -> Result<(), Failure> {
        let custom = match (&self.policy, &self.resource) {
            (Some(path), _) => Some(Policy::from_json(&text(path)?)?),
            (None, Some(resource)) => Some(self.limits.custom(resource)?),
            (None, None) => None,
        };
        let policy = |url: &String| match &custom {
            Some(policy) => Ok(policy.clone()),
            None => self.limits.of_one(url),
        };
        // All are looked at before the key is read, and one signature is made of each policy.
        let policies = self.urls.iter().map(policy).collect::<Result<Vec<_>, Failure>>()?;
        let key = self.key.read()?;
        let of_all = custom.map(|policy| self.key.sign(&policy, &key)).transpose()?;
        let mut text = String::new();
        for (url, policy) in self.urls.iter().zip(&policies) {
            let signed = match &of_all {
                Some(signed) => signed.url(url)?,
                None => self.key.sign(policy, &key)?.url(url)?,
            };
            if policy.covers(url).is_none() {
                warning::print(&format!(
                    "AWS's guide does not say whether the policy covers {url}: a ? in the resource may begin the query, \
                     and a path with . or .. may change in transit"
                ));
            }
            if self.json {
                output::push_json(&mut text, &Json { url: Some(&signed), ..Json::of(policy) });
            } else {
                text.push_str(&signed);
            }
            text.push('\n');
        }
        output::print(text.as_bytes())
    }
}

impl Cookies {
    fn run(&self) -> Result<(), Failure> {
        let limits = &self.limits;
        let policy =
            if self.resource.contains('*') { limits.custom(&self.resource) } else { limits.of_one(&self.resource) }?;
        let cookies = self.key.sign(&policy, &self.key.read()?)?.cookies();
        if self.json {
            return output::print_json(&Json { cookies: Some(cookies.into_iter().collect()), ..Json::of(&policy) });
        }
        let lines: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        output::print(lines.concat().as_bytes())
    }
}

impl Verify {
    fn run(&self) -> Result<(), Failure> {
        let key = PublicKey::from_pem(&text(&self.public_key)?)?;
        match self.verify(&key) {
            Ok((request, policy)) if self.json => {
                let key_pair_id = Some(request.key_pair_id());
                output::print_json(&Json { valid: Some(true), key_pair_id, ..Json::of(&policy) })
            }
            Ok((request, policy)) => {
                let (end, id) = (policy.expires_at().to_rfc3339(), request.key_pair_id());
                let text = format!(
                    "valid            until {end}\nkey pair id      {id}\npolicy           {}\n",
                    policy.as_str()
                );
                output::print(text.as_bytes())
            }
            Err(error) if self.json => {
                output::print_json(&Refused { valid: false, code: error.code(), message: error.to_string() })?;
                Err(Failure::Told)
            }
            Err(error) => Err(Failure::Refused { reason: error.to_string(), code: error.code(), status: 403 }),
        }
    }

    fn verify(&self, key: &PublicKey) -> Result<(SignedRequest, Policy), presign::Error> {
        let request = SignedRequest::parse(&self.url, &self.cookies)?;
        let is_key = self.key_pair_id.as_deref().is_none_or(|id| id == request.key_pair_id());
        let now = self.at.unwrap_or_else(Timestamp::now);
        let policy = request
            .verify(now, self.source_ip, |hash, policy, signature| is_key && key.verify(hash, policy, signature))?;
        Ok((request, policy))
    }
}

impl Limits {
    fn expires_at(&self) -> Result<Timestamp, Failure> {
        let now = self.at.unwrap_or_else(Timestamp::now);
        let seconds = self.expires.from(now)?.as_secs();
        Ok(Timestamp::from_unix_seconds(now.unix_seconds().saturating_add(seconds))?)
    }

    fn custom(&self, resource: &str) -> Result<Policy, Failure> {
        let expires_at = self.expires_at()?;
        let (starts_after, source_ip) = (self.starts_after, self.source_ip.as_deref());
        Ok(Policy::custom(&Statement { resource, expires_at, starts_after, source_ip })?)
    }

    /// A canned policy, where it can say what is asked for. In it a star stands for itself.
    fn of_one(&self, url: &str) -> Result<Policy, Failure> {
        if self.starts_after.is_none() && self.source_ip.is_none() {
            return Ok(Policy::canned(url, self.expires_at()?)?);
        }
        if url.contains('*') {
            warning::print(&format!("the * in {url} stands for any characters: the policy allows other URLs too"));
        }
        self.custom(url)
    }
}

impl Signing {
    fn read(&self) -> Result<PrivateKey, Failure> {
        Ok(PrivateKey::from_pem(&text(&self.private_key)?)?)
    }

    fn sign(&self, policy: &Policy, key: &PrivateKey) -> Result<SignedPolicy, Failure> {
        let hash = match self.hash {
            Named::Sha256 => Hash::Sha256,
            Named::Sha1 => Hash::Sha1,
        };
        Ok(policy.sign(&self.key_pair_id, hash, key)?)
    }
}

impl<'a> Json<'a> {
    fn of(policy: &'a Policy) -> Self {
        let (expires_at, policy) = (policy.expires_at(), policy.as_str());
        Self { url: None, cookies: None, key_pair_id: None, valid: None, expires_at, policy }
    }
}

/// The text of a file, which may be a key.
fn text(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = Zeroizing::new(saved::read(path)?);
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}
