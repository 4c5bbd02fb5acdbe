//! Regions by the names that AWS's tools accept.

use crate::error::{Error, Reason};
use crate::partition::split_fips;

/// The name of the endpoint without a region, which is in us-east-1.
const GLOBAL: &str = "aws-global";
/// What tools and older parts of S3 call a region, and the region itself: names of AWS's endpoint tables
/// (`endpoints.json`), and the location constraints of the first two regions, of which GetBucketLocation still returns
/// `EU`.
const ALIASES: [(&str, &str); 4] =
    [(GLOBAL, "us-east-1"), ("s3-external-1", "us-east-1"), ("EU", "eu-west-1"), ("US", "us-east-1")];

/// A region of AWS by one of its names.
pub(super) struct Region<'a> {
    /// As in the credential scope.
    pub(super) name: &'a str,
    /// Whether the endpoint without a region is meant.
    pub(super) is_global: bool,
    /// Whether the FIPS endpoint is meant.
    pub(super) is_fips: bool,
}

impl<'a> Region<'a> {
    /// Reads a region, an alias, or either as `fips-us-east-1` or `us-east-1-fips`, which botocore accepts too.
    pub(super) fn parse(name: &'a str) -> Result<Self, Error> {
        let (plain, is_fips) = split_fips(name);
        if plain != GLOBAL && plain.starts_with("aws-") && plain.ends_with("-global") {
            return Err(Error(Reason::NoGlobalEndpoint(plain.into())));
        }
        let alias = ALIASES.iter().find(|(alias, _)| *alias == plain);
        Ok(Self { name: alias.map_or(plain, |(_, region)| region), is_global: plain == GLOBAL, is_fips })
    }

    /// The region in the credential scope at an endpoint that is not AWS's own, where an alias may be a region's name.
    pub(super) fn elsewhere(name: &str) -> &str {
        if name == GLOBAL { "us-east-1" } else { name }
    }
}
