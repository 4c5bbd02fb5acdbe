//! Any request to any service.

use clap::Args;
use presign::{Request, Signer};

use crate::curl::Body;
use crate::failure::Failure;
use crate::identity::Who;
use crate::output::{Asked, Output, When};
use crate::request::Extras;

/// A method and a URL.
#[derive(Args)]
pub(crate) struct AnyService {
    /// The method, such as GET
    method: String,
    /// The URL, percent-encoded already; its own parameters are kept and signed
    url: String,
    /// The service's name in the credential scope, such as execute-api, sts or s3
    #[arg(long, value_name = "NAME")]
    service: String,
    #[command(flatten)]
    extras: Extras,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    who: Who,
}

impl AnyService {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        // Before the credentials are looked for: who tries it out sees first what is wrong with the URL.
        let request = self.extras.add(Request::new(&self.method, &self.url)?);
        let identity = self.who.identity()?;
        let region = identity.region()?.to_owned();
        let signing = self.when.signing(Signer::new(identity.credentials, &region, &self.service)?);
        let has_body = matches!(self.method.as_str(), "POST" | "PUT" | "PATCH");
        let asked = Asked { request, body: if has_body { Body::Empty } else { Body::None } };
        signing.print(&asked, self.output.form())
    }
}
