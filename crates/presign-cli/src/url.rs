//! Any request to any service.

use clap::Args;
use presign::Request;

use crate::curl::{self, Body};
use crate::failure::Failure;
use crate::hint;
use crate::identity::Who;
use crate::output::{Asked, HandedOut, Output, When};
use crate::request::Extras;
use crate::scope::{OfHost, Scope};
use crate::values;
use crate::warning;

/// A method and a URL.
#[derive(Args)]
pub(crate) struct AnyService {
    /// The method, such as GET
    method: String,
    /// The URL, percent-encoded already; its own parameters are kept and signed
    url: String,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    extras: Extras,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    handed: HandedOut,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    who: Who,
}

impl AnyService {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        hint::check_method(&self.method, "url")?;
        values::check_url(&self.url, "url")?;
        // Before the credentials are looked for: who tries it out sees first what is wrong with the URL.
        let request = self.extras.add(Request::new(&self.method, &self.url)?);
        let of_host = OfHost::new(&self.url);
        let signing = self.when.signing_for(of_host.signer(&self.scope, &self.who, "url")?, &self.handed)?;
        let body = if curl::wants_length(&self.method) { Body::Empty } else { Body::None };
        let asked = Asked { request, body };
        let url = signing.presign(&asked.request)?;
        of_host.warn(&url, signing.now);
        warning::of_token(&url);
        of_host.warn_of_deletion(&self.method, url.as_str());
        if signing.signer.service().starts_with("s3") {
            self.extras.warn_of_words();
        }
        signing.print(&asked, self.output.form())
    }
}
