//! Services that speak S3, by the names of the library's table.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use presign::s3::{Bucket, Provider};

use crate::failure::Failure;
use crate::identity::Identity;

/// Other names that people type, and those of the table.
const ALIASES: [(&str, &str); 13] = [
    ("akamai", "linode"),
    ("aliyun", "alibaba"),
    ("backblaze", "b2"),
    ("cloudflare", "r2"),
    ("cos", "tencent"),
    ("digitalocean", "spaces"),
    ("gcp", "gcs"),
    ("google", "gcs"),
    ("obs", "huawei"),
    ("oci", "oracle"),
    ("oss", "alibaba"),
    ("ovhcloud", "ovh"),
    ("rgw", "ceph"),
];

/// The names that `--provider` takes, with what they stand for and what they need. The value is one of the table.
pub(crate) fn names() -> impl TypedValueParser<Value = String> {
    let values = Provider::NAMES.iter().map(|(name, title, parts)| {
        let needed: Vec<_> = parts.iter().map(|part| format!("--{part}")).collect();
        let help =
            if needed.is_empty() { String::from(*title) } else { format!("{title}; needs {}", needed.join(", ")) };
        let aliases = ALIASES.iter().filter(|(_, of)| of == name).map(|(alias, _)| *alias);
        PossibleValue::new(*name).help(help).aliases(aliases)
    });
    PossibleValuesParser::from(values.collect::<Vec<_>>()).map(|typed| {
        let typed = typed.to_ascii_lowercase();
        let alias = ALIASES.iter().find(|(alias, _)| *alias == typed);
        alias.map_or(typed, |(_, name)| (*name).into())
    })
}

/// All names that `--provider` accepts.
pub(crate) fn all_names() -> impl Iterator<Item = String> {
    let aliases = ALIASES.iter().map(|(alias, _)| *alias);
    Provider::NAMES.iter().map(|(name, ..)| *name).chain(aliases).map(Into::into)
}

/// The options for the provider that the name of an option is, such as `--r2`.
pub(crate) fn line(option: &str) -> Option<String> {
    let typed = option.strip_prefix("--")?.to_ascii_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == typed).map_or(&*typed, |(_, name)| name);
    let (name, _, parts) = Provider::NAMES.iter().find(|(other, ..)| *other == name)?;
    let value = |part: &&str| match *part {
        "account" => " --account ID".into(),
        "endpoint" => " --endpoint URL".into(),
        other => format!(" --{other} {}", other.to_ascii_uppercase()),
    };
    Some(format!("--provider {name}{}", parts.iter().map(value).collect::<String>()))
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
    let (mut has_account, mut has_region) = (false, false);
    // What is set for AWS does not hold at another service: its region counts where it was given for this command alone.
    let region = who.given_region();
    let found = Provider::named(provider, |part| {
        if part == "account" {
            has_account = true;
            return account.ok_or(Failure::NoAccount);
        }
        has_region = true;
        region.ok_or_else(|| Failure::NoRegionOfProvider(provider.into()))
    })?;
    // No other name gets past `names`.
    let found = found.expect("--provider accepts the names of the table");
    if account.is_some() && !has_account {
        return Err(Failure::AccountWithoutUse(provider.into()));
    }
    if let Some(given) = region.filter(|given| !has_region && *given != found.region()) {
        let (given, provider, right) = (given.into(), provider.into(), found.region().into());
        return Err(Failure::RegionOfProvider { given, provider, right });
    }
    Ok(Bucket::at(found, name)?)
}
