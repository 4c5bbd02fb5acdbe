//! The region and the service that any URL is signed for.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use presign::explain::{self, HostScope, Kind};
use presign::{PresignedUrl, Signer, Timestamp};

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::identity::{Identity, Who};
use crate::saved;

/// What the host of a URL says about its region and service.
pub(crate) struct OfHost(Option<HostScope>);

impl OfHost {
    pub(crate) fn new(url: &str) -> Self {
        let (host, _) = saved::host_and_target(url);
        Self(explain::host_scope(&host))
    }

    /// The signer for what was asked for, or else for what the host of AWS says. `command` is asked without `--service`.
    pub(crate) fn signer(&self, service: Option<&str>, who: &Who, command: &str) -> Result<Signer, Failure> {
        let service = service.or(self.service()).ok_or_else(|| no_service(command))?;
        let identity = who.identity()?;
        let region = self.region(who, &identity)?.to_owned();
        Ok(Signer::new(identity.credentials, &region, service)?)
    }

    /// The region that was asked for, else the host's, which is the only one that it accepts, else the one that is set.
    fn region<'a>(&'a self, who: &Who, identity: &'a Identity) -> Result<&'a str, Failure> {
        let of_host = self.0.as_ref().and_then(|it| it.region.as_deref());
        of_host.filter(|_| who.region.is_none()).map_or_else(|| identity.region(), Ok)
    }

    fn service(&self) -> Option<&str> {
        self.0.as_ref().and_then(|it| it.service.as_deref())
    }

    /// Warns of a host that contradicts the options. It is signed all the same: a proxy may send the request elsewhere.
    pub(crate) fn warn(&self, url: &PresignedUrl, now: Timestamp) {
        for finding in explain::inspect(url.as_str(), now).findings {
            let option = match finding.kind {
                Kind::Region | Kind::Endpoint => {
                    self.0.as_ref().and_then(|it| Some(format!("--region {}", it.region.as_ref()?)))
                }
                Kind::Service => self.service().map(|service| format!("--service {service}")),
                _ => continue,
            };
            let agrees = option.map(|option| format!(": {option} agrees with the host")).unwrap_or_default();
            // Standard error may be closed; there is nobody left to warn then.
            let _ = writeln!(io::stderr(), "presign: warning: {}{agrees}", finding.sentence);
        }
    }
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
