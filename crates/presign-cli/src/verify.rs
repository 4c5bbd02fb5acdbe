//! Whether a request would be accepted.

use std::path::PathBuf;

use clap::Args;
use presign::verify::{self, Payload, Policy, SignedRequest};
use presign::{Credentials, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::hint;
use crate::identity::Who;
use crate::output;
use crate::saved::{self, SavedRequest};
use crate::time;
use crate::values::{self, Pair};

/// A request as it would be sent.
#[derive(Args)]
pub(crate) struct Verify {
    /// The method, such as GET
    #[arg(required_unless_present = "request")]
    method: Option<String>,
    /// The URL as it would be sent
    #[arg(required_unless_present = "request")]
    url: Option<String>,
    /// A header that would be sent; may come again. `host` is the URL's, unless it is given here
    #[arg(long, value_name = "NAME: VALUE", value_parser = values::header)]
    header: Vec<Pair>,
    /// The file with the body, for a service that signs its hash; - is standard input
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// The file with the whole request as it came over the wire; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["method", "url", "header", "body"])]
    request: Option<PathBuf>,
    /// The region of the server that is asked [else: any]
    #[arg(long)]
    region: Option<String>,
    /// The name of the service that is asked, such as s3 [else: any]
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Verify at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: now]
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<Timestamp>,
    /// Print JSON: valid, and what was signed, or else the reason, S3's code and its status
    #[arg(long)]
    json: bool,
    /// Take the credentials from this profile of the shared credentials and config files
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

/// What programs read about a request that is good.
#[derive(Serialize)]
struct Good {
    valid: bool,
    access_key_id: String,
    region: String,
    service: String,
    signed_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    payload: String,
}

/// What programs read about one that is not.
#[derive(Serialize)]
struct Refused {
    valid: bool,
    reason: String,
    code: &'static str,
    status: u16,
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        hint::check_method(self.method.as_deref().unwrap_or_default(), "verify")?;
        let credentials = Who::of_profile(self.profile.clone()).identity()?.credentials;
        let request = self.request()?;
        match self.verify(&credentials, &request) {
            Ok(good) => self.print(&good),
            // It is about what this program was given, not about the request.
            Err((verify::Refusal::Credentials(error), _)) => Err(error.into()),
            Err((error, reason)) if self.json => {
                let refused = Refused { valid: false, reason, code: error.code(), status: error.status() };
                output::print_json(&refused)?;
                Err(Failure::Told)
            }
            Err((error, reason)) => {
                let (code, status) = (error.code(), error.status());
                let can_be_solved = error == verify::Refusal::SignatureMismatch && !is_v4a(&request);
                Err(if can_be_solved {
                    Failure::Mismatch { reason, code, status }
                } else {
                    Failure::Refused { reason, code, status }
                })
            }
        }
    }

    /// What is good about the request, or else why it is refused, with a sentence for this program's user.
    fn verify(&self, credentials: &Credentials, request: &SavedRequest) -> Result<Good, (verify::Refusal, String)> {
        let plain = |error: verify::Refusal| (error.clone(), error.to_string());
        let request = parse(request).map_err(plain)?;
        let (region, service) = (any_region(&request), request.scope().service());
        let policy = Policy::new(self.region.as_deref().unwrap_or(region), self.service.as_deref().unwrap_or(service));
        let now = self.at.unwrap_or_else(Timestamp::now);
        let (verified, _) = request.verify(credentials, now, &policy).map_err(|error| match error {
            verify::Refusal::UnknownAccessKeyId => {
                let (theirs, ours) = (request.access_key_id(), credentials.access_key_id());
                let sentence = format!("the request was signed with the access key id {theirs}, not with {ours}");
                (error, sentence)
            }
            error => plain(error),
        })?;
        Ok(good(&request, verified.payload()))
    }

    /// The request that the arguments name.
    fn request(&self) -> Result<SavedRequest, Failure> {
        if let Some(path) = &self.request {
            return SavedRequest::read(path);
        }
        // clap asks for both where there is no file.
        let (method, url) = (self.method.as_deref().unwrap_or_default(), self.url.as_deref().unwrap_or_default());
        let body = self.body.as_deref().map(saved::read).transpose()?;
        Ok(SavedRequest { body, ..SavedRequest::sent(method, url, &self.header) })
    }

    fn print(&self, good: &Good) -> Result<(), Failure> {
        if self.json {
            return output::print_json(good);
        }
        let Good { access_key_id, region, service, signed_at, expires_at, payload, .. } = good;
        let end = expires_at.as_ref().map(|end| format!(", good until {end}")).unwrap_or_default();
        let text = format!(
            "valid            signed at {signed_at}{end}\naccess key id    {access_key_id}\n\
             region           {region}\nservice          {service}\npayload hash     {payload}\n"
        );
        output::print(text.as_bytes())
    }
}

fn parse(request: &SavedRequest) -> Result<SignedRequest, verify::Refusal> {
    let SavedRequest { method, target, headers, body } = request;
    let headers = headers.iter().map(|pair| (pair.name.as_str(), pair.value.as_str()));
    let request = SignedRequest::parse(method, target, headers)?;
    Ok(if let Some(body) = body { request.body(body) } else { request })
}

/// Whether it is signed in a way that cannot be solved.
fn is_v4a(request: &SavedRequest) -> bool {
    parse(request).is_ok_and(|request| request.region_set().is_some())
}

/// A region of the request's own, for whoever asks for none.
fn any_region(request: &SignedRequest) -> &str {
    match request.region_set() {
        // The beginning of a pattern fits the pattern.
        Some(region_set) => region_set.split(',').next().unwrap_or_default().trim_end_matches('*'),
        None => request.scope().region(),
    }
}

fn good(request: &SignedRequest, payload: &Payload) -> Good {
    Good {
        valid: true,
        access_key_id: request.access_key_id().into(),
        region: request.region_set().unwrap_or(request.scope().region()).into(),
        service: request.scope().service().into(),
        signed_at: request.date(),
        expires_at: request.expires_at(),
        payload: payload.to_string(),
    }
}
