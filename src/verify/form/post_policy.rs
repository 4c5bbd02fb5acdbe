//! The policy of an upload form: its expiration and its conditions.
//!
//! Source: Amazon S3, "POST Policy".

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Encoding};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::timestamp::Timestamp;
use crate::verify::form::fields::Fields;
use crate::verify::{FormFault, Refusal};

/// A policy that has been read.
pub(super) struct PostPolicy {
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

/// A condition as it is written: `{"acl": "private"}`, `["eq", "$acl", "private"]` or `["content-length-range", 1, 9]`.
enum Written {
    /// Every property that it has, in order.
    Object(Vec<(String, Value)>),
    List(Vec<Value>),
}

/// Fields that need no condition; so do those whose name begins with `x-ignore-`.
const EXEMPT: [&str; 3] = ["file", "policy", "x-amz-signature"];

/// Fields of which only one value can be meant.
const NO_PREFIX: [&str; 4] = ["bucket", "x-amz-algorithm", "x-amz-credential", "x-amz-date"];

impl PostPolicy {
    /// Reads a policy in base64.
    pub(super) fn parse(base64: &str) -> Result<Self, Refusal> {
        let json = Base64::decode_vec(base64).map_err(|_| FormFault::PolicyDocument("it is not base64"))?;
        let document: Document = serde_json::from_slice(&json)
            .map_err(|_| FormFault::PolicyDocument("it is not a JSON object with an expiration and conditions"))?;
        // S3's pages know no offset here.
        let expiration = Some(&document.expiration)
            .filter(|text| text.ends_with('Z'))
            .and_then(|text| Timestamp::parse_rfc3339(text).ok())
            .ok_or(FormFault::PolicyDocument("its expiration is not written as in 2015-08-30T12:36:00Z"))?;
        let conditions = document.conditions.iter().map(Written::read).collect::<Result<_, _>>()?;
        Ok(Self { expiration, conditions })
    }

    /// Refuses a form that the policy does not allow.
    pub(super) fn check(&self, fields: &Fields, now: Timestamp, file_size: u64) -> Result<(), Refusal> {
        if now > self.expiration {
            return Err(Refusal::PolicyExpired(self.expiration));
        }
        let content_type = common_beginning(fields.get(CONTENT_TYPE).unwrap_or_default());
        for condition in &self.conditions {
            condition.check(fields, content_type, file_size)?;
        }
        let covered: BTreeSet<_> = self.conditions.iter().filter_map(Condition::field).collect();
        let is_covered = |name: &str| covered.contains(name) || EXEMPT.contains(&name) || name.starts_with("x-ignore-");
        match fields.names().find(|name| !is_covered(name)) {
            Some(name) => Err(FormFault::UncoveredField(name.to_owned()).into()),
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

/// Keeps what a map would drop: a second property of the same name.
struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a condition")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
        let mut properties = Vec::new();
        while let Some(property) = map.next_entry()? {
            properties.push(property);
        }
        Ok(Written::Object(properties))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Written, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Written::List(values))
    }
}

const UNKNOWN: FormFault = FormFault::PolicyDocument("one of its conditions is not one that S3 knows");

impl Written {
    fn read(&self) -> Result<Condition, Refusal> {
        match self {
            Self::Object(properties) => match properties.as_slice() {
                [] => Err(UNKNOWN.into()),
                [(name, value)] => Ok(Condition::Equal(name.to_ascii_lowercase(), string(name, value)?)),
                [(name, _), ..] => Err(malformed(name, "has more than one property")),
            },
            Self::List(values) => match values.as_slice() {
                [Value::String(operator), limits @ ..] if operator.eq_ignore_ascii_case(LENGTH_RANGE) => {
                    let limits: Vec<_> = limits.iter().map(Value::as_u64).collect();
                    let [Some(min), Some(max)] = limits[..] else {
                        return Err(malformed(LENGTH_RANGE, "does not have two whole numbers as its limits"));
                    };
                    Ok(Condition::Size { min, max })
                }
                [Value::String(operator), Value::String(name), value] => read_match(operator, name, value),
                _ => Err(UNKNOWN.into()),
            },
        }
    }
}

/// The operator of the one condition that is on the file.
const LENGTH_RANGE: &str = "content-length-range";

/// Reads `["eq", "$acl", "private"]`.
fn read_match(operator: &str, name: &str, value: &Value) -> Result<Condition, Refusal> {
    let name = name.strip_prefix('$').ok_or(UNKNOWN)?.to_ascii_lowercase();
    match operator.to_ascii_lowercase().as_str() {
        "eq" => string(&name, value).map(|value| Condition::Equal(name, value)),
        "starts-with" if !NO_PREFIX.contains(&name.as_str()) => {
            string(&name, value).map(|value| Condition::StartsWith(name, value))
        }
        _ => Err(UNKNOWN.into()),
    }
}

fn string(name: &str, value: &Value) -> Result<String, Refusal> {
    value.as_str().map(ToOwned::to_owned).ok_or_else(|| malformed(name, "has a value that is not a string"))
}

fn malformed(name: &str, reason: &'static str) -> Refusal {
    FormFault::PolicyCondition { name: name.to_ascii_lowercase(), reason }.into()
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
    fn check(&self, fields: &Fields, content_type: &str, file_size: u64) -> Result<(), Refusal> {
        let value = |name| fields.get(name).unwrap_or_default();
        let is_met = match self {
            Self::Equal(name, expected) => value(name) == expected,
            Self::StartsWith(name, prefix) if name == CONTENT_TYPE => content_type.starts_with(prefix),
            Self::StartsWith(name, prefix) => value(name).starts_with(prefix),
            Self::Size { min, .. } if file_size < *min => {
                return Err(FormFault::TooSmall { size: file_size, min: *min }.into());
            }
            Self::Size { max, .. } if file_size > *max => {
                return Err(FormFault::TooLarge { size: file_size, max: *max }.into());
            }
            Self::Size { .. } => true,
        };
        if is_met { Ok(()) } else { Err(FormFault::Condition(self.field().unwrap_or_default().to_owned()).into()) }
    }
}

/// The one field whose value may be a list, each of whose members must begin as the policy says.
const CONTENT_TYPE: &str = "content-type";

/// The beginning that all members of a list have in common. It is found once: the policy may have many conditions.
fn common_beginning(list: &str) -> &str {
    let mut members = list.split(',').map(str::trim);
    let first = members.next().unwrap_or_default();
    members.fold(first, |beginning, member| {
        let differing = beginning.char_indices().zip(member.chars()).find(|((_, a), b)| a != b);
        let length = differing.map_or(beginning.len().min(member.len()), |((at, _), _)| at);
        &beginning[..length]
    })
}
