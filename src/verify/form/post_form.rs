//! An upload form, from the side of the server.

use alloc::vec::Vec;
use core::fmt;

use crate::signing::Algorithm;
use crate::signing::Scope;
use crate::timestamp::Timestamp;
use crate::verify::body::declared::{self, Declared};
use crate::verify::form::fields::Fields;
use crate::verify::form::post_policy::PostPolicy;
use crate::verify::read::claims::{Claims, parse_algorithm, parse_date};
use crate::verify::{BodyDecoder, Malformed, Place, Policy, Proof, Refusal};

/// The fields of an upload form with a POST policy. (With the feature `post-policy`.)
///
/// The policy is signed. It says when the form expires, and sets conditions on its fields and on the file's size.
/// Nothing it says is to be believed before [`verify`](Self::verify) has returned `Ok`. `Debug` shows no values.
///
/// ```
/// use presign::verify::{Policy, PostForm};
/// use presign::{Credentials, Timestamp};
///
/// let policy = "eyJleHBpcmF0aW9uIjogIjIwMTUtMDgtMzBUMTM6MzY6MDBaIiwgImNvbmRpdGlvbnMiOiBbeyJidWNrZXQiOiAiZXhhbXBsZWJ1Y\
///     2tldCJ9LCB7ImtleSI6ICJ1cGxvYWRzL2ZpbGUudHh0In0sIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwgeyJ4LWFtei\
///     1jcmVkZW50aWFsIjogIkFLSURFWEFNUExFLzIwMTUwODMwL3VzLWVhc3QtMS9zMy9hd3M0X3JlcXVlc3QifSwgeyJ4LWFtei1kYXRlIjogIjIwMT\
///     UwODMwVDEyMzYwMFoifV19";
/// let fields = [
///     ("key", "uploads/file.txt"),
///     ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
///     ("x-amz-credential", "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"),
///     ("x-amz-date", "20150830T123600Z"),
///     ("policy", policy),
///     ("x-amz-signature", "ac483b610b0fb252e3f4c8524b93263cba23457f09b869722b1eda5a064d6c2c"),
/// ];
/// let form = PostForm::parse("examplebucket", fields)?;
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let now = Timestamp::parse("20150830T130000Z")?;
/// let file = form.verify(&credentials, now, &Policy::new("us-east-1", "s3"), 5)?;
/// file.read(b"hello")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: Amazon S3, "Authenticating Requests in Browser-Based Uploads Using POST (AWS Signature Version 4)",
/// "POST Policy".
#[derive(Clone)]
pub struct PostForm {
    fields: Fields,
    claims: Claims,
}

impl PostForm {
    /// Reads a form that was sent to a bucket: the fields that stood before `file`, as names and decoded values.
    ///
    /// Replace `${filename}` in the field `key` first, and check the result: a policy that allows every key beginning
    /// with `uploads/` allows `uploads/../x` too.
    ///
    /// # Errors
    /// - [`Refusal::Form`]: a field is repeated, or the field `bucket` names another bucket.
    /// - [`Refusal::Malformed`]: a field of the signature is missing or malformed, or it is one of Signature Version 2.
    pub fn parse<'a>(bucket: &str, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Refusal> {
        let fields = Fields::new(bucket, fields)?;
        fields.required("key")?;
        fields.required("policy")?;
        let is_version_2 = fields.get("awsaccesskeyid").and(fields.get("signature")).is_some();
        if is_version_2 && fields.get("x-amz-algorithm").is_none() {
            return Err(Malformed::SignatureVersion2.into());
        }
        let algorithm = parse_algorithm(Place::Form, fields.required("x-amz-algorithm")?)?;
        // No page of AWS tells how SigV4a would sign a form.
        if algorithm != Algorithm::HmacSha256 {
            return Err(Malformed::Algorithm(Place::Form).into());
        }
        let credential = fields.required("x-amz-credential")?;
        let date = parse_date(Place::Form, fields.required("x-amz-date")?)?;
        let claims = Claims::parse(Place::Form, algorithm, credential, date, fields.required("x-amz-signature")?)?;
        Ok(Self { fields, claims })
    }

    /// Returns the access key id, to look up the secret or the signing key by.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.claims.access_key_id
    }

    /// Returns the scope that the signing key must have.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.claims.scope
    }

    /// Returns when it was signed, by the signer's clock.
    #[must_use]
    pub fn date(&self) -> Timestamp {
        self.claims.date
    }

    /// Returns the session token of temporary credentials.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.field("x-amz-security-token").or(self.field("x-amz-s3session-token"))
    }

    /// Returns the value of a field, by its name in lower case: `key`, `content-type`, `success_action_status`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Verifies the form, and a file of this many bytes, with the credentials of its
    /// [`access_key_id`](Self::access_key_id), or with the signing key of its [`scope`](Self::scope): see [`Proof`].
    /// Returns what compares the file with the checksums that the form declares in the fields `x-amz-checksum-…` and
    /// `content-md5`: keep the file under no name before [`BodyDecoder::finish`] has returned `Ok`.
    ///
    /// A form is valid as long as its policy says: [`Policy::max_expires`] does not apply.
    ///
    /// # Errors
    /// - [`Refusal::UnknownAccessKeyId`], [`Refusal::SessionToken`], [`Refusal::CredentialsExpired`],
    ///   [`Refusal::Credentials`]: the proof is not that of the access key id, or not usable.
    /// - [`Refusal::Place`]: the policy accepts no forms.
    /// - [`Refusal::Region`], [`Refusal::Malformed`]: signed for another server.
    /// - [`Refusal::NotYetValid`], [`Refusal::PolicyExpired`]: not valid at this time.
    /// - [`Refusal::KeyScope`]: the key is not that of the scope.
    /// - [`Refusal::SignatureMismatch`]: not the policy that was signed.
    /// - [`Refusal::Form`]: what was signed is not a POST policy, or does not allow this form or a file of this size.
    /// - [`Refusal::Malformed`], [`Refusal::ChecksumRequired`]: the form declares no usable checksum of the file.
    pub fn verify<'k>(
        &self,
        proof: impl Into<Proof<'k>>,
        now: Timestamp,
        policy: &Policy,
        file_size: u64,
    ) -> Result<BodyDecoder, Refusal> {
        let proof = proof.into();
        proof.check(&self.claims, self.session_token(), now)?;
        self.claims.check_scope(policy)?;
        self.claims.check_has_come(now, policy)?;
        let text = self.field("policy").unwrap_or_default();
        // The policy in base64 is the whole string to sign.
        self.claims.check_signature(&proof.key(&self.claims), text)?;
        // Only now: without the key nobody makes the server parse JSON.
        PostPolicy::parse(text)?.check(&self.fields, now, file_size)?;
        let declared = self.checksums()?;
        if policy.checksum_required && declared.is_empty() {
            return Err(Refusal::ChecksumRequired);
        }
        BodyDecoder::of_file(&declared)
    }

    /// The names of the fields, in lower case, in the order of the form.
    pub(in crate::verify) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.names()
    }

    fn checksums(&self) -> Result<Vec<Declared>, Refusal> {
        declared::among(self.fields.names().filter_map(|name| Some((name, self.fields.get(name)?))))
    }
}

impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.names().collect();
        f.debug_struct("PostForm")
            .field("fields", &names)
            .field("access_key_id", &self.claims.access_key_id)
            .field("scope", &self.claims.scope.as_str())
            .field("date", &self.claims.date)
            .finish_non_exhaustive()
    }
}
