//! Any request to any service, signed by its headers.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use presign::{HeaderSignedRequest, Request, Timestamp};
use serde::Serialize;

use crate::curl::{self, Body, Message};
use crate::failure::Failure;
use crate::hint;
use crate::identity::Who;
use crate::output::{self, Headers};
use crate::request::Extras;
use crate::saved;
use crate::scope::{OfHost, Scope};
use crate::time;
use crate::values;

/// A method and a URL, and what is sent with them.
#[derive(Args)]
pub(crate) struct Sign {
    /// The method, such as POST
    method: String,
    /// The URL, percent-encoded already
    url: String,
    #[command(flatten)]
    scope: Scope,
    /// The file with the body, whose SHA-256 is signed; - is standard input [else: no body; for S3,
    /// any body]
    #[arg(long, value_name = "FILE", help_heading = "Request", conflicts_with = "payload_hash")]
    body: Option<PathBuf>,
    #[command(flatten)]
    extras: Extras,
    /// Sign at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: now]
    #[arg(long, value_name = "TIME", help_heading = "Time", value_parser = time::parse)]
    at: Option<Timestamp>,
    /// Print a curl command that sends the request, quoted for a POSIX shell
    #[arg(long, help_heading = "Output", conflicts_with = "json")]
    curl: bool,
    /// Print JSON: method, url, headers (to be sent)
    #[arg(long, help_heading = "Output")]
    json: bool,
    #[command(flatten)]
    who: Who,
}

/// What programs read.
#[derive(Serialize)]
struct Json<'a> {
    method: &'a str,
    url: &'a str,
    headers: Headers,
}

impl Sign {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        hint::check_method(&self.method, "sign")?;
        values::check_url(&self.url, "sign")?;
        // Before the credentials are looked for: who tries it out sees first what is wrong with the request.
        let mut request = self.extras.add(Request::new(&self.method, &self.url)?);
        let of_host = OfHost::new(&self.url);
        let signer = of_host.signer(&self.scope, &self.who, "sign")?;
        if let Some(path) = &self.body {
            let body = saved::read(path).map_err(|error| if is_text(path) { Failure::BodyNotAFile } else { error })?;
            request = request.body(body);
        }
        let now = self.at.unwrap_or_else(Timestamp::now);
        let signed = request.sign(&signer, now)?;
        // The findings are about URLs. Nobody gets this one, and it says the same of the host.
        let url = Request::get(&self.url)?.presign(&signer, Duration::from_secs(1), now)?;
        of_host.warn(&url, now);
        of_host.warn_of_deletion(signed.method(), signed.url());
        if signer.service().starts_with("s3") {
            self.extras.warn_of_words();
        }
        self.print(&signed)
    }

    fn print(&self, signed: &HeaderSignedRequest) -> Result<(), Failure> {
        let mut text = String::new();
        if self.json {
            let headers = output::joined(signed.headers());
            return output::print_json(&Json { method: signed.method(), url: signed.url(), headers });
        }
        if self.curl {
            let (method, url) = (signed.method(), signed.url());
            curl::push_command(&mut text, &Message { method, url, headers: signed.headers().collect() }, &self.sent());
            text.push('\n');
        } else {
            for (name, value) in signed.headers() {
                text.extend([name, ": ", value, "\n"]);
            }
        }
        output::print(text.as_bytes())
    }

    /// What the request's body is made of.
    fn sent(&self) -> Body<'_> {
        match &self.body {
            Some(path) => Body::Data(path),
            None if curl::wants_length(&self.method) => Body::Empty,
            None => Body::None,
        }
    }
}

/// Whether what should be a file's name is a body in JSON or XML, a form, or a name as curl wants it.
fn is_text(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let text = text.trim_start();
    text.starts_with(['{', '[', '<', '"', '@']) || text.contains('=')
}
