//! The JSON of a policy.
//!
//! Source: Amazon CloudFront Developer Guide, "Create a signed URL using a canned policy", "Create a signed URL using a
//! custom policy".

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use crate::cloudfront::source_ip::Network;
use crate::text::json;

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) resource: String,
    /// Seconds since 1970. CloudFront accepts more of them than a `Timestamp` holds.
    pub(super) before: u64,
    pub(super) after: Option<u64>,
    pub(super) source: Option<Network>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "Statement")]
    statements: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Statement {
    resource: String,
    condition: Condition,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Condition {
    date_less_than: Time,
    date_greater_than: Option<Time>,
    ip_address: Option<Address>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    #[serde(rename = "AWS:EpochTime")]
    seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    #[serde(rename = "AWS:SourceIp")]
    source: String,
}

impl Said {
    /// Writes the policy: what CloudFront writes again for a canned one, so that each byte counts.
    pub(super) fn to_json(&self) -> String {
        let mut policy = String::from("{\"Statement\":[{\"Resource\":");
        json::push_text(&mut policy, &self.resource);
        policy.push_str(",\"Condition\":{\"DateLessThan\":");
        push_time(&mut policy, self.before);
        if let Some(after) = self.after {
            policy.push_str(",\"DateGreaterThan\":");
            push_time(&mut policy, after);
        }
        if let Some(source) = self.source {
            policy.push_str(",\"IpAddress\":{\"AWS:SourceIp\":");
            json::push_text(&mut policy, &source.to_string());
            policy.push('}');
        }
        policy + "}}]}"
    }

    /// Reads a policy. One with a member that AWS's guide does not know, or with a member that is repeated, may mean
    /// something else to CloudFront, and is refused. The error is a sentence.
    pub(super) fn read(policy: &str) -> Result<Self, &'static str> {
        let document: Document = serde_json::from_str(policy).map_err(|_| {
            "the policy is not JSON with a Statement that has a Resource, and a Condition with DateLessThan and at most \
             DateGreaterThan and IpAddress besides"
        })?;
        let [Statement { resource, condition }] = <[Statement; 1]>::try_from(document.statements)
            .map_err(|_| "the policy does not have one statement, which is the number that CloudFront reads")?;
        let source = match condition.ip_address {
            Some(Address { source }) => Some(
                Network::parse(&source)
                    .ok_or("AWS:SourceIp in the policy is not an IPv4 address or a range of them")?,
            ),
            None => None,
        };
        let after = condition.date_greater_than.map(|time| time.seconds);
        Ok(Self { resource, before: condition.date_less_than.seconds, after, source })
    }
}

fn push_time(policy: &mut String, seconds: u64) {
    policy.extend(["{\"AWS:EpochTime\":", &seconds.to_string(), "}"]);
}
