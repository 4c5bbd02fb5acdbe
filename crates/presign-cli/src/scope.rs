//! The region and the service that any URL is signed for.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _};
use presign::explain::{self, HostScope};
use presign::{PresignedUrl, Signer, Timestamp};

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::identity::{Identity, Who};
use crate::{saved, warning};

/// What is asked for besides the region.
#[derive(Args)]
pub(crate) struct Scope {
    /// The service's name in the credential scope, such as execute-api, sts or s3 [else: the one that the host of AWS
    /// belongs to]
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Sign with SigV4a for these regions, separated by commas, such as us-east-1,eu-* or * for all of them
    #[arg(long, value_name = "REGIONS", conflicts_with = "region")]
    region_set: Option<String>,
}

/// What the host of a URL says about its region and service.
pub(crate) struct OfHost {
    host: String,
    scope: Option<HostScope>,
}

impl OfHost {
    pub(crate) fn new(url: &str) -> Self {
        let (host, _) = saved::host_and_target(url);
        Self { scope: explain::host_scope(&host), host }
    }

    /// The signer for what was asked for, or else for what the host of AWS says. `command` is asked without `--service`.
    pub(crate) fn signer(&self, asked: &Scope, who: &Who, command: &str) -> Result<Signer, Failure> {
        let service = asked.service.as_deref().or(self.service()).ok_or_else(|| no_service(command))?;
        if let Some(region_set) = &asked.region_set {
            return multi_region(region_set, service, who);
        }
        if self.scope.as_ref().is_some_and(|of_host| of_host.needs_sigv4a) {
            return Err(Failure::HostNeedsSigV4a(self.host.clone()));
        }
        let identity = who.identity()?;
        let region = self.region(who, &identity)?;
        Ok(Signer::new(identity.credentials.clone(), region, service)?)
    }

    /// The region that was asked for, else the host's, which is the only one that it accepts, else the one that is set.
    fn region<'a>(&'a self, who: &Who, identity: &'a Identity) -> Result<&'a str, Failure> {
        if who.region.is_some() {
            return identity.region();
        }
        let of_host = self.scope.as_ref().and_then(|it| it.region.as_deref());
        let region = of_host.map_or_else(|| identity.region(), Ok)?;
        warning::of_other_region(&self.host, region, identity.region.as_deref());
        Ok(region)
    }

    fn service(&self) -> Option<&str> {
        self.scope.as_ref().and_then(|it| it.service.as_deref())
    }

    /// Warns of a host that contradicts the options.
    pub(crate) fn warn(&self, url: &PresignedUrl, now: Timestamp) {
        warning::of_host(&self.host, url, now);
    }

    /// Warns of a deletion that may be another than is meant.
    pub(crate) fn warn_of_deletion(&self, method: &str, url: &str) {
        warning::of_deletion(method, &self.host, url);
    }
}

/// The region of a service: the one that was asked for, else the one that its endpoint names, if it has one and is given
/// it, else the one that is set.
pub(crate) fn region_at(endpoint: Option<&str>, who: &Who, identity: &Identity) -> Result<String, Failure> {
    let Some(endpoint) = endpoint else { return Ok(identity.region()?.to_owned()) };
    let host = endpoint.split_once("://").map_or(endpoint, |(_, host)| host);
    Ok(OfHost::new(&format!("https://{host}")).region(who, identity)?.to_owned())
}

/// A signer for the regions that were asked for, by SigV4a.
#[cfg(feature = "sigv4a")]
fn multi_region(region_set: &str, service: &str, who: &Who) -> Result<Signer, Failure> {
    Ok(Signer::multi_region(who.identity()?.credentials, region_set, service)?)
}

#[cfg(not(feature = "sigv4a"))]
fn multi_region(_: &str, _: &str, _: &Who) -> Result<Signer, Failure> {
    Err(Failure::NoSigV4a)
}

/// What clap says of an option that is always needed.
fn no_service(command: &str) -> clap::Error {
    let mut program = Arguments::command();
    program.build();
    let message = "the following required arguments were not provided:\n  --service <NAME>";
    match program.find_subcommand_mut(command) {
        Some(command) => command.error(ErrorKind::MissingRequiredArgument, message),
        None => program.error(ErrorKind::MissingRequiredArgument, message),
    }
}
