//! The policy of an upload form: its expiration and its conditions.
//!
//! Source: Amazon S3, "POST Policy".

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use serde::Deserialize;

use crate::timestamp::Timestamp;
use crate::verify::fields::Fields;
use crate::verify::{Error, iso8601};

/// A policy that has been read.
pub(crate) struct PostPolicy {
    expiration: Timestamp,
    conditions: Vec<Condition>,
}

/// What a condition asks of a field, whose name is in lower case, or of the file.
enum Condition {
    Equal(String, String),
    StartsWith(String, String),
    Size { min: u64, max: u64 },
}

/// The JSON document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    expiration: String,
    conditions: Vec<Written>,
}

/// `{"acl": "private"}`, `["eq", "$acl", "private"]` or `["content-length-range", 1, 1024]`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Fields(BTreeMap<String, String>),
    Match(String, String, String),
    Range(String, u64, u64),
}

/// Fields that need no condition; so do those whose name begins with `x-ignore-`.
const EXEMPT: [&str; 3] = ["file", "policy", "x-amz-signature"];

/// Fields of which only one value can be meant.
const NO_PREFIX: [&str; 4] = ["bucket", "x-amz-algorithm", "x-amz-credential", "x-amz-date"];

impl PostPolicy {
    /// Reads a policy in base64.
    pub(crate) fn parse(base64: &str) -> Result<Self, Error> {
        let json = Base64::decode_vec(base64).map_err(|_| Error::PolicyDocument("it is not base64"))?;
        let document: Document = serde_json::from_slice(&json)
            .map_err(|_| Error::PolicyDocument("it is not a JSON object with an expiration and conditions"))?;
        let expiration = iso8601::parse(&document.expiration)
            .ok_or(Error::PolicyDocument("its expiration is not written as in 2015-08-30T12:36:00Z"))?;
        let mut conditions = Vec::new();
        for written in document.conditions {
            written.push_to(&mut conditions)?;
        }
        Ok(Self { expiration, conditions })
    }

    /// Refuses a form that the policy does not allow.
    pub(crate) fn check(&self, fields: &Fields, now: Timestamp, file_size: u64) -> Result<(), Error> {
        if now > self.expiration {
            return Err(Error::PolicyExpired(self.expiration));
        }
        for condition in &self.conditions {
            condition.check(fields, file_size)?;
        }
        let is_covered = |name: &str| {
            let is_named = self.conditions.iter().any(|condition| condition.field() == Some(name));
            is_named || EXEMPT.contains(&name) || name.starts_with("x-ignore-")
        };
        match fields.names().find(|name| !is_covered(name)) {
            Some(name) => Err(Error::UncoveredField(name.to_owned())),
            None => Ok(()),
        }
    }
}

impl Written {
    fn push_to(self, conditions: &mut Vec<Condition>) -> Result<(), Error> {
        let unknown = Error::PolicyDocument("one of its conditions is not one that S3 knows");
        match self {
            Self::Fields(fields) => {
                let equal = |(name, value): (String, String)| Condition::Equal(name.to_ascii_lowercase(), value);
                conditions.extend(fields.into_iter().map(equal));
            }
            Self::Range(operator, min, max) if operator.eq_ignore_ascii_case("content-length-range") => {
                conditions.push(Condition::Size { min, max });
            }
            Self::Range(..) => return Err(unknown),
            Self::Match(operator, name, value) => {
                let name = name.strip_prefix('$').ok_or(unknown.clone())?.to_ascii_lowercase();
                conditions.push(match operator.to_ascii_lowercase().as_str() {
                    "eq" => Condition::Equal(name, value),
                    "starts-with" if !NO_PREFIX.contains(&name.as_str()) => Condition::StartsWith(name, value),
                    _ => return Err(unknown),
                });
            }
        }
        Ok(())
    }
}

impl Condition {
    /// The field that it allows.
    fn field(&self) -> Option<&str> {
        match self {
            Self::Equal(name, _) | Self::StartsWith(name, _) => Some(name),
            Self::Size { .. } => None,
        }
    }

    /// A field that was not sent counts as empty.
    fn check(&self, fields: &Fields, file_size: u64) -> Result<(), Error> {
        let value = |name| fields.get(name).unwrap_or_default();
        match self {
            Self::Equal(name, expected) if value(name) != expected => Err(Error::Condition(name.to_owned())),
            Self::StartsWith(name, prefix) if !starts_with(name, value(name), prefix) => {
                Err(Error::Condition(name.to_owned()))
            }
            Self::Size { min, .. } if file_size < *min => Err(Error::TooSmall { size: file_size, min: *min }),
            Self::Size { max, .. } if file_size > *max => Err(Error::TooLarge { size: file_size, max: *max }),
            _ => Ok(()),
        }
    }
}

/// A content type may be a list, each of whose members must begin so.
fn starts_with(name: &str, value: &str, prefix: &str) -> bool {
    if name == "content-type" {
        value.split(',').all(|value| value.trim().starts_with(prefix))
    } else {
        value.starts_with(prefix)
    }
}
