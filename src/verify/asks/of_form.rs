//! What an upload form asks for.

use alloc::borrow::ToOwned;
use alloc::format;

use crate::s3::{Level, Sent};
use crate::verify::asks::Ask;
use crate::verify::asks::address::check_bucket;
use crate::verify::asks::rights::actions;
use crate::verify::{FormFault, PostForm, Refusal, Unsupported};

/// The fields that a form has, besides the headers of PutObject. Those of the signature are looked at while it is
/// verified.
///
/// Source: Amazon S3, "Browser-Based Uploads Using POST (AWS Signature Version 4)", "POST Object".
const FIELDS: [&str; 17] = [
    "acl",
    "bucket",
    "file",
    "key",
    "policy",
    "redirect",
    "success_action_redirect",
    "success_action_status",
    "tagging",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-s3session-token",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-user-agent",
];

impl PostForm {
    /// Returns what the form asks S3 for: PutObject in its bucket, with the key that is stored.
    ///
    /// It is as much to be believed as the form: once [`verify`](Self::verify) has returned `Ok`.
    ///
    /// # Errors
    /// - [`Refusal::Form`]: the key is empty, or `${filename}` was not replaced in it before the form was
    ///   [parsed](Self::parse).
    /// - [`Refusal::Malformed`]: the name of the bucket is not one.
    /// - [`Refusal::Unsupported`]: it has a field that S3 does not document for forms, and that does not begin with
    ///   `x-ignore-`.
    pub fn asks(&self) -> Result<Ask, Refusal> {
        let field = |name| self.field(name).unwrap_or_default();
        let (bucket, key) = (field("bucket"), field("key"));
        check_bucket(bucket)?;
        if key.is_empty() || key.contains("${filename}") {
            return Err(FormFault::FormKey.into());
        }
        let is_put = |name: &str| {
            Sent { method: "PUT", level: Level::Object, is_express: false, parameters: &[], headers: &[name] }
                .operation()
                .is_some_and(|operation| operation == "PutObject")
        };
        let mut names = self.names().filter(|name| !FIELDS.contains(name) && !name.starts_with("x-ignore-"));
        if let Some(name) = names.find(|name| !is_put(name)) {
            return Err(Unsupported::Operation(format!("POST of a form with the field {name:?}")).into());
        }
        Ok(Ask {
            actions: actions("PutObject", Level::Object, false, self.names()),
            bucket: Some(bucket.to_owned()),
            keys: Some([key.to_owned()].to_vec()),
            prefix: None,
            source: None,
        })
    }
}
