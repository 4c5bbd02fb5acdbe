//! Services that speak S3, by the names of the library's table.

use clap::builder::{PossibleValue, PossibleValuesParser};
use presign::s3::{Bucket, Provider};

use crate::failure::Failure;
use crate::identity::Identity;

/// The names that `--provider` takes, with what they stand for and what they need.
pub(crate) fn names() -> PossibleValuesParser {
    let values = Provider::NAMES.iter().map(|(name, title, parts)| {
        let needed: Vec<_> = parts.iter().map(|part| format!("--{part}")).collect();
        let help =
            if needed.is_empty() { String::from(*title) } else { format!("{title}; needs {}", needed.join(", ")) };
        PossibleValue::new(*name).help(help)
    });
    values.collect::<Vec<_>>().into()
}

/// Whether this is a server, which has an endpoint of its owner's.
pub(crate) fn is_server(name: &str) -> bool {
    Provider::NAMES.iter().any(|(other, _, parts)| *other == name && parts.contains(&"endpoint"))
}

/// The region of a server.
pub(crate) fn region_of_server<'a>(name: &str, endpoint: Option<&'a str>) -> Result<Option<&'a str>, Failure> {
    let provider = Provider::named(name, |_| endpoint.ok_or(Failure::ProviderNeedsEndpoint))?;
    Ok(provider.map(Provider::region))
}

/// The bucket at a service whose host is known.
pub(crate) fn bucket(provider: &str, name: &str, account: Option<&str>, who: &Identity) -> Result<Bucket, Failure> {
    let provider = Provider::named(provider, |part| match part {
        "account" => account.ok_or(Failure::NoAccount),
        _ => who.region(),
    })?;
    Ok(Bucket::at(provider.expect("--provider takes the names of the table"), name)?)
}
