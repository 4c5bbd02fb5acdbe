//! Uploads by HTML form: the form's fields and its policy.

use alloc::borrow::Cow;
use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;
use core::time::Duration;

use base64ct::{Base64, Encoding};

use super::form::{Field, PresignedForm};
use crate::error::{Error, Reason};
use crate::s3::values::problem_of_header;
use crate::s3::{Bucket, Operation, directory, op};
use crate::signing::{Scope, Signer};
use crate::text::json;
use crate::timestamp::Timestamp;

/// What S3 replaces with the name of the uploaded file.
const FILE_NAME: &str = "${filename}";
/// The most bytes of a form without its file, 20 KB. Source: Amazon S3 API Reference, "Creating an HTML Form (Using AWS
/// Signature Version 4)".
const MAX_FORM: usize = 20 << 10;
/// The fields that signing adds, the file, and the bucket, which the URL names.
const RESERVED: [&str; 9] = [
    "bucket",
    "file",
    "policy",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-s3session-token",
    "x-amz-security-token",
    "x-amz-signature",
];

/// An upload by HTML form (PostObject): what [`Bucket::post_object`] returns.
///
/// A presigned PUT fixes everything except the content. A form can leave choices to its sender, within the conditions
/// of its policy: the end of the key, the type, the length. S3 refuses a form with a field for which the policy has no
/// condition, so each [`field`](Self::field) adds its own.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let form = bucket
///     .post_object("uploads/42/${filename}")
///     .field("success_action_status", "201")
///     .field("Content-Type", "image/png")
///     .starts_with("Content-Type", "image/")
///     .content_length_range(1, 10 << 20)
///     .presign(&signer, Duration::from_secs(3600), Timestamp::parse("20150830T123600Z")?)?;
///
/// assert_eq!(form.url(), "https://examplebucket.s3.us-east-1.amazonaws.com/");
/// assert_eq!(form.fields()[2], ("key".to_string(), "uploads/42/${filename}".to_string()));
/// assert!(form.policy().contains(r#"["starts-with", "$key", "uploads/42/"]"#));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon S3 API Reference, "Browser-Based Uploads Using POST (AWS Signature Version 4)".
#[derive(Clone)]
pub struct PostObject<'a> {
    /// The key, and the first error that a setter found.
    object: Operation<'a, op::Any>,
    fields: Vec<Field>,
    conditions: Vec<Condition>,
    /// The names of the fields, in lower case: each must be found quickly, whatever their number.
    names: BTreeSet<String>,
    /// What the value of a field must begin with, by its name in lower case.
    beginnings: BTreeMap<String, String>,
    policy: Option<String>,
}

#[derive(Clone)]
enum Condition {
    Exact(Field),
    StartsWith(Field),
    ContentLengthRange(u64, u64),
}

impl Bucket {
    /// PostObject: uploads an object by HTML form, up to 5 GiB.
    ///
    /// S3 replaces `${filename}` in the key with the name of the file. The policy then allows every key that begins
    /// with what precedes it, since S3 has no condition on the end of a key.
    #[must_use]
    pub fn post_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> PostObject<'a> {
        let key = key.into();
        let object = Operation::on_object(self, "POST", key.clone());
        let (names, beginnings) = (BTreeSet::from(["key".to_owned()]), BTreeMap::new());
        PostObject { object, fields: Vec::new(), conditions: Vec::new(), names, beginnings, policy: None }
            .checked("key", &key)
    }
}

impl PostObject<'_> {
    /// Adds a field with this value, such as `acl`, `Content-Type`, `success_action_redirect`, `x-amz-meta-…` or
    /// `x-amz-server-side-encryption`. Name and value are given decoded.
    ///
    /// The policy requires exactly this value, unless the same field has a [`starts_with`](Self::starts_with): then the
    /// value is a default that the sender may change. S3 replaces `${filename}` in every field with the name of the
    /// file, so the policy then requires only what precedes it, as for the key.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.object.check(directory::check(&self.object.bucket, true, name, value));
        self.object.count_metadata(name, value);
        if !self.names.insert(name.to_ascii_lowercase()) {
            self.object.request.fail(Error(Reason::PostField(format!("the form already has the field {name}"))));
        }
        let field = (name.to_owned(), value.to_owned());
        self.fields.push(field.clone());
        self.conditions.push(Condition::Exact(field));
        self.checked(name, value)
    }

    /// Lets the sender choose the value of a field, as long as it begins with this string; an empty string allows any
    /// value. The field may be `key`. A field has one such condition.
    #[must_use]
    pub fn starts_with(mut self, name: &str, beginning: &str) -> Self {
        if self.beginnings.insert(name.to_ascii_lowercase(), beginning.to_owned()).is_some() {
            let sentence = format!("the form already has a starts-with condition on the field {name}");
            self.object.request.fail(Error(Reason::PostField(sentence)));
        }
        if beginning.contains(FILE_NAME) {
            self.object.request.fail(does_not_begin(name));
        }
        self.conditions.push(Condition::StartsWith((name.to_owned(), beginning.to_owned())));
        self.checked(name, beginning)
    }

    /// Requires that the file has `min` to `max` bytes, both included. The last call counts.
    #[must_use]
    pub fn content_length_range(mut self, min: u64, max: u64) -> Self {
        if min > max {
            self.object.request.fail(Error(Reason::PostLengthRange { min, max }));
        }
        self.conditions.retain(|condition| !matches!(condition, Condition::ContentLengthRange(..)));
        self.conditions.push(Condition::ContentLengthRange(min, max));
        self
    }

    /// Signs this JSON document instead of a policy made from the conditions. The last call counts. It is signed byte
    /// for byte and not parsed: it must have a condition for each field of the form, including those that signing adds.
    #[must_use]
    pub fn policy(mut self, json: &str) -> Self {
        self.policy = Some(json.to_owned());
        self
    }

    /// Refuses values that S3 refuses, if nobody can change them.
    fn check_values(&self) -> Result<(), Error> {
        for (name, value) in &self.fields {
            if value.contains(FILE_NAME) || self.beginnings.contains_key(&name.to_ascii_lowercase()) {
                continue;
            }
            if let Some(problem) = problem_of_header(name, value) {
                return Err(Error(Reason::InvalidField { part: "form field", name: name.clone(), problem }));
            }
        }
        Ok(())
    }

    /// Refuses what no form can send.
    fn checked(mut self, name: &str, value: &str) -> Self {
        self.object = self.object.not_empty("name of a form field", name);
        if RESERVED.into_iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
            self.object.request.fail(Error(Reason::PostField(format!(
                "the form field {name} cannot be set: signing adds it, or it is the file or the bucket"
            ))));
        }
        // Browsers send every line end as CR LF, and the condition would fail.
        if [name, value].into_iter().any(|text| text.contains(char::is_control)) {
            self.object.request.fail(Error(Reason::PostField(format!(
                "the form field {name} has a control character in its name or its value"
            ))));
        }
        self
    }

    /// Returns the signed form, valid from `now` for `expires_in`.
    ///
    /// # Errors
    /// - `empty-key`, `key-too-long`: no object can have the key.
    /// - `signer-mismatch`: the signer is not for this bucket's region and service.
    /// - `cannot-be-combined`: the bucket is a Multi-Region Access Point, or at a [provider](crate::s3::Provider)
    ///   without upload forms.
    /// - `invalid-form-field`, `empty-value`: a field cannot be sent.
    /// - `invalid-field`: S3 refuses the value of a field.
    /// - `invalid-form-field`, `empty-length-range`: no form can meet the condition.
    /// - `metadata-too-large`, `form-too-large`: S3 accepts no metadata or form of this size.
    /// - As [`Request::presign`](crate::Request::presign) for the expiry and the signer.
    pub fn presign(&self, signer: &Signer, expires_in: Duration, now: Timestamp) -> Result<PresignedForm, Error> {
        self.object.bucket.check_signer(signer)?;
        self.object.bucket.check_forms()?;
        // No page of AWS tells how a form would be signed.
        if signer.region_set().is_some() {
            return Err(Error(Reason::Exclusive("an upload form", "SigV4a")));
        }
        self.check_values()?;
        let expires_at = signer.check(&self.object.request, expires_in, now)?;
        signer.with_key_of(now, |key| {
            let signing = signing_fields(signer, key.scope(), now);
            let policy = match &self.policy {
                Some(policy) => policy.clone(),
                None => self.write_policy(now.plus(expires_in.as_secs()), &signing)?,
            };
            let encoded = Base64::encode_string(policy.as_bytes());
            let signature = key.sign_bytes(encoded.as_bytes()).to_string();
            // In botocore's order. The file comes last: S3 ignores what follows it.
            let mut fields = self.fields.clone();
            fields.push(field("key", self.key()));
            fields.extend(signing);
            fields.extend([field("policy", &encoded), field("x-amz-signature", &signature)]);
            check_size(&fields)?;
            Ok(PresignedForm { url: self.url(), fields, policy, expires_at })
        })
    }

    fn key(&self) -> &str {
        &self.object.request.key
    }

    fn url(&self) -> String {
        let request = self.object.bucket.request_for_bucket("POST");
        request.address.as_str().to_owned()
    }

    /// The policy: the caller's conditions, then those for the bucket, the key and the signature, in botocore's
    /// spelling.
    fn write_policy(&self, expiration: Timestamp, signing: &[Field]) -> Result<String, Error> {
        let mut conditions = Vec::new();
        for condition in &self.conditions {
            conditions.extend(match condition {
                Condition::Exact((name, value)) => self.value_condition(name, value)?,
                Condition::StartsWith((name, beginning)) => Some(starts_with(name, beginning)),
                Condition::ContentLengthRange(min, max) => Some(format!("[\"content-length-range\", {min}, {max}]")),
            });
        }
        conditions.push(exact("bucket", self.object.bucket.name_in_policy()));
        conditions.extend(self.value_condition("key", self.key())?);
        conditions.extend(signing.iter().map(|(name, value)| exact(name, value)));
        let (expiration, conditions) = (expiration.to_rfc3339(), conditions.join(", "));
        Ok(format!("{{\"expiration\": \"{expiration}\", \"conditions\": [{conditions}]}}"))
    }

    /// The condition on a field that has a value, unless the caller has one already. S3 compares what the value is
    /// after the replacement of `${filename}`, so only its beginning can be required.
    fn value_condition(&self, name: &str, value: &str) -> Result<Option<String>, Error> {
        let (beginning, has_file_name) = value.split_once(FILE_NAME).map_or((value, false), |(start, _)| (start, true));
        Ok(match has_file_name {
            _ if self.is_chosen(name, beginning)? => None,
            true => Some(starts_with(name, beginning)),
            false => Some(exact(name, value)),
        })
    }

    /// Whether the sender chooses the value of a field. The form's own value must be an allowed choice.
    fn is_chosen(&self, name: &str, value: &str) -> Result<bool, Error> {
        match self.beginnings.get(&name.to_ascii_lowercase()) {
            Some(beginning) if !value.starts_with(beginning) => Err(does_not_begin(name)),
            beginning => Ok(beginning.is_some()),
        }
    }
}

/// What is wrong with a form that its own policy refuses.
fn does_not_begin(name: &str) -> Error {
    Error(Reason::PostField(format!(
        "the value of the form field {name} does not begin as its starts-with condition demands"
    )))
}

/// The fields that say who signed, and when.
fn signing_fields(signer: &Signer, scope: &Scope, now: Timestamp) -> Vec<Field> {
    let mut fields = vec![
        field("x-amz-algorithm", "AWS4-HMAC-SHA256"),
        field("x-amz-credential", &[&signer.access_key_id, "/", scope.as_str()].concat()),
        field("x-amz-date", &now.to_string()),
    ];
    if !signer.session_token.is_empty() {
        fields.push(field(&signer.rules().session_token_parameter.to_ascii_lowercase(), &signer.session_token));
    }
    fields
}

fn field(name: &str, value: &str) -> Field {
    (name.to_owned(), value.to_owned())
}

/// Refuses a form that is too long without its file.
fn check_size(fields: &[Field]) -> Result<(), Error> {
    let bytes = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > MAX_FORM { Err(Error(Reason::PostFormTooLarge(bytes))) } else { Ok(()) }
}

/// `{"name": "value"}`.
fn exact(name: &str, value: &str) -> String {
    format!("{{{}: {}}}", literal(name), literal(value))
}

/// `["starts-with", "$name", "beginning"]`.
fn starts_with(name: &str, beginning: &str) -> String {
    // The first character is the sign of a field, and no part of its name.
    let field = literal(name).replacen('"', "\"$", 1);
    format!("[\"starts-with\", {field}, {}]", literal(beginning))
}

/// A string in which no `$` is the sign of a field. S3 refuses the key `a$$b` otherwise. Of the two escapes that AWS
/// lists, `\$` and `\uxxxx`, only the second is JSON, which is what compatible servers read: MinIO refuses the first.
///
/// Source: Amazon S3 API Reference, "POST Policy" (character escaping); boto/boto3#4514; MinIO's parser of policies
/// (`postpolicyform.go`, bcicen/jstream).
fn literal(text: &str) -> String {
    let mut json = String::new();
    json::push_text(&mut json, text);
    json.replace('$', "\\u0024")
}

impl fmt::Debug for PostObject<'_> {
    /// Shows names only: a field may be a customer-provided key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("PostObject").field("object", &self.object).field("fields", &fields).finish_non_exhaustive()
    }
}
