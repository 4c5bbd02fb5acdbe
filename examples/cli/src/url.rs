//! Any request to any service.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _};
use presign::explain::{self, HostScope};
use presign::{Request, Signer};

use crate::arguments::Arguments;
use crate::curl::Body;
use crate::failure::Failure;
use crate::identity::{Identity, Who};
use crate::output::{Asked, Output, When};
use crate::request::Extras;
use crate::{verify, warning};

/// A method and a URL.
#[derive(Args)]
pub(crate) struct AnyService {
    /// The method, such as GET
    method: String,
    /// The URL, percent-encoded already; its own parameters are kept and signed
    url: String,
    /// The service's name in the credential scope, such as execute-api, sts or s3 [else: the one that the host of AWS
    /// belongs to]
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
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
        let (host, _) = verify::host_and_target(&self.url);
        let of_host = explain::host_scope(&host);
        let service = self.service.as_ref().or(of_host.as_ref().and_then(|of_host| of_host.service.as_ref()));
        let service = service.ok_or_else(no_service)?;
        let identity = self.who.identity()?;
        let region = self.region(of_host.as_ref(), &identity)?;
        let signing = self.when.signing(Signer::new(identity.credentials, &region, service)?);
        let has_body = matches!(self.method.as_str(), "POST" | "PUT" | "PATCH");
        let asked = Asked { request, body: if has_body { Body::Empty } else { Body::None } };
        if self.who.region.is_none() {
            warning::of_other_region(&host, &region, identity.region.as_deref());
        }
        warning::of_host(&host, &signing, &asked.request)?;
        signing.print(&asked, self.output.form())
    }

    /// The region that was asked for, else the host's, which is the only one that it accepts, else the one that is set.
    fn region(&self, of_host: Option<&HostScope>, identity: &Identity) -> Result<String, Failure> {
        let Some(of_host) = of_host.and_then(|of_host| of_host.region.as_ref()).filter(|_| self.who.region.is_none())
        else {
            return Ok(identity.region()?.into());
        };
        Ok(of_host.clone())
    }
}

/// What clap says of an option that is always needed.
fn no_service() -> clap::Error {
    let mut command = Arguments::command();
    command.build();
    let message = "the following required arguments were not provided:\n  --service <NAME>";
    match command.find_subcommand_mut("url") {
        Some(url) => url.error(ErrorKind::MissingRequiredArgument, message),
        None => command.error(ErrorKind::MissingRequiredArgument, message),
    }
}
