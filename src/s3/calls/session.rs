//! Sessions with directory buckets (S3 Express One Zone).

use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::s3::table::Name;
use crate::s3::{Bucket, Operation, op};
use crate::signing::{Rules, Signer};

impl Bucket {
    /// CreateSession: returns the credentials of a session with this directory bucket, valid for five minutes.
    ///
    /// Sign it with the bucket's [`signer`](Self::signer). The response is XML with credentials for a
    /// [`session_signer`](Self::session_signer), which signs the operations on the bucket's objects except copies.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("photos--usw2-az1--x-s3", "us-west-2")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    ///
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let url = bucket.create_session().set("x-amz-create-session-mode", "ReadOnly").presign(&signer, Duration::from_secs(60), now)?;
    /// let host = "https://photos--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com";
    /// assert!(url.as_str().starts_with(&format!("{host}/?session=&X-Amz-Algorithm=")));
    ///
    /// // From the response to that URL.
    /// let session = Credentials::new("ASIDEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKENEXAMPLE");
    /// let signer = bucket.session_signer(session)?;
    /// let url = bucket.get_object("cat.jpg").presign(&signer, Duration::from_secs(300), now)?;
    /// assert!(url.as_str().contains("&X-Amz-S3session-Token=TOKENEXAMPLE&"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `directory-buckets-only` for every other bucket.
    ///
    /// Source: Amazon S3 API Reference, "CreateSession".
    #[must_use]
    pub fn create_session(&self) -> Operation<'_, op::WithoutBody> {
        Operation::of_bucket(self, Name::CreateSession)
    }

    /// Returns a signer for a session: for credentials from CreateSession, whose token is sent as
    /// `X-Amz-S3session-Token`. All other credentials are for [`signer`](Self::signer), which sends the token of
    /// temporary credentials as `X-Amz-Security-Token`: a directory bucket tells the two apart by the parameter's name.
    ///
    /// URLs are valid no longer than the session. Give the session's expiry to [`Credentials::with_expiry`], and
    /// [`PresignedUrl::expires_at`](crate::PresignedUrl::expires_at) takes it into account.
    ///
    /// Copies (CopyObject, UploadPartCopy), HeadBucket, CreateSession and everything at the [Regional
    /// endpoint](Self::regional_endpoint) require IAM credentials, hence [`signer`](Self::signer): with a session
    /// [`Operation::presign`] refuses them as `not-in-session`. (For HeadBucket, AWS's page says so; its SDKs use
    /// a session nevertheless.)
    ///
    /// # Errors
    /// - `directory-buckets-only`: other buckets have no sessions.
    /// - `empty-value`: the credentials have no session token.
    /// - As [`Signer::new`].
    ///
    /// Source: Amazon S3, "Authorizing Zonal endpoint API operations with `CreateSession`".
    pub fn session_signer(&self, session: Credentials) -> Result<Signer, Error> {
        self.check_directory("sessions")?;
        if session.session_token().is_none() {
            return Err(Error(Reason::EmptyCredential("session token")));
        }
        Ok(Signer::new(session, self.region(), self.service())?.with_rules(Rules::S3_SESSION))
    }
}
