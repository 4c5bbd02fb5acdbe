//! Which operation a request is, by the table that operations are signed by.

use crate::s3::operation::rows;
use crate::s3::table::{Place, Row};

/// What the address of a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Service,
    Bucket,
    Object,
}

/// What a request says, decoded, without what belongs to its signature.
pub(crate) struct Sent<'a> {
    pub(crate) method: &'a str,
    pub(crate) level: Level,
    /// Whether it is signed for directory buckets.
    pub(crate) is_express: bool,
    pub(crate) parameters: &'a [(&'a str, &'a str)],
    /// The names of its `x-amz-` headers.
    pub(crate) headers: &'a [&'a str],
}

impl Sent<'_> {
    /// Returns the name of the only operation that has all of this: what S3 does not document for an operation may make
    /// it a different one at some server.
    pub(crate) fn operation(&self) -> Option<&'static str> {
        let mut found = rows().filter(|row| self.is(row));
        match (found.next(), found.next()) {
            (Some(row), None) => Some(row.name),
            _ => None,
        }
    }

    fn is(&self, row: &Row) -> bool {
        let place = match row.place {
            Place::Object => self.level == Level::Object,
            Place::Bucket | Place::Regional => self.level == Level::Bucket,
            // The same address at different hosts.
            Place::Service => self.level == Level::Service && !self.is_express,
            Place::RegionalService => self.level == Level::Service && self.is_express,
        };
        let has = |need: &&str| match need.strip_prefix('?') {
            // Some servers read an empty one as if it were not there.
            Some(name) => self.parameters.iter().any(|(other, value)| *other == name && !value.is_empty()),
            None => self.headers.contains(need),
        };
        let is_known = |parameter: &&(&str, &str)| row.address.contains(parameter) || row.has_parameter(parameter.0);
        place
            && row.method == self.method
            && row.address.iter().all(|pair| self.parameters.contains(pair))
            && row.needs.iter().all(has)
            && self.parameters.iter().all(|parameter| is_known(&parameter))
            && self.headers.iter().all(|name| row.has_header(name))
    }
}
