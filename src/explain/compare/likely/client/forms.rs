//! Forms that a program sends, against what is signed for them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use serde_json::Value;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::{Certainty, Finding, Kind, shown};

/// curl hashes what `-d` gives it, and no form.
/// Source: curl, "--aws-sigv4", and its `lib/http_aws_sigv4.c`.
pub(in crate::explain::compare::likely) fn not_hashed(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let is_form = !evidence.form.is_empty() && evidence.signs_for.as_deref().is_some_and(|service| service != "s3");
    let sentence = "curl --aws-sigv4 signs the hash of what -d or --data-binary gives it, and not that of a form (-F, multipart/form-data) or of a file (-T): the hash of an empty \
                    body is signed, and another body is sent; write the body to a file and send that with --data-binary @FILE and its Content-Type";
    is_form.then(|| Finding::new(Kind::Payload, sentence)).into_iter().collect()
}

/// The names that a policy has conditions for, with the value where it must be equal.
/// Source: Amazon S3, "Creating a POST Policy", "Conditions".
fn conditions(policy: &str) -> Option<Vec<(String, Option<String>)>> {
    let decoded = Base64::decode_vec(policy).ok()?;
    let policy: Value = serde_json::from_slice(&decoded).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let read = |condition: &Value| match condition {
        Value::Array(parts) => {
            let (operator, name) = (parts.first()?.as_str()?, parts.get(1)?.as_str()?);
            let value = parts.get(2).and_then(text).filter(|_| operator.eq_ignore_ascii_case("eq"));
            name.strip_prefix('$').map(|name| (name.to_ascii_lowercase(), value))
        }
        Value::Object(parts) => parts.iter().next().map(|(name, value)| (name.to_ascii_lowercase(), text(value))),
        _ => None,
    };
    Some(policy.get("conditions")?.as_array()?.iter().filter_map(read).collect())
}

/// Fields that need no condition. Source: the same.
const FREE: [&str; 6] = ["policy", "file", "signature", "awsaccesskeyid", "x-amz-signature", "bucket"];

/// The form of a command does not meet its policy, where both are there.
pub(in crate::explain::compare::likely) fn policy(sight: &Sight<'_>) -> Vec<Finding> {
    let fields = sight.case.evidence.form.iter().filter_map(|field| field.split_once('='));
    let fields: Vec<_> = fields.map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    let value = |name: &str| fields.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
    let Some(conditions) = value("policy").and_then(conditions) else { return Vec::new() };
    let wrong = |(name, wanted): &(String, Option<String>)| {
        let shown_name = shown::text(name);
        match (value(name), wanted) {
            _ if name == "bucket" => None,
            (None, _) => Some(format!("the policy has a condition on {shown_name}, and the form has no such field")),
            // The command may read it from a file, or from a variable.
            (Some(value), _) if value.starts_with(['@', '<']) || value.contains(['$', ';']) => None,
            (Some(value), Some(wanted)) if value != wanted => {
                Some(format!("the form has a value for {shown_name} other than its policy wants"))
            }
            _ => None,
        }
    };
    let is_free = |name: &str| FREE.contains(&name) || name.starts_with("x-ignore-");
    let unknown = fields.iter().find(|(name, _)| !is_free(name) && !conditions.iter().any(|(other, _)| other == name));
    let unknown = unknown.map(|(name, _)| {
        format!("the form has the field {}, and its policy has no condition on it", shown::text(name))
    });
    let sentence = conditions.iter().find_map(wrong).or(unknown);
    sentence.map(|it| Finding::new(Kind::PostPolicy, it).with(Certainty::Proved)).into_iter().collect()
}
