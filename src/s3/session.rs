//! Sessions with directory buckets (S3 Express One Zone).

use crate::credentials::Credentials;
use crate::error::Error;
use crate::s3::{Bucket, Operation, op};
use crate::signing::Signer;

impl Bucket {
    /// CreateSession: asks for the credentials of a session with this directory bucket, good for five minutes.
    ///
    /// Sign it with the bucket's [`signer`](Self::signer). The answer, a piece of XML, holds credentials for a
    /// [`session_signer`](Self::session_signer), which signs every other operation on the bucket's objects.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("photos--usw2-az1--x-s3", "us-west-2")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    ///
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let url = bucket.create_session().session_mode("ReadOnly").presign(&signer, Duration::from_secs(60), now)?;
    /// let host = "https://photos--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com";
    /// assert!(url.as_str().starts_with(&format!("{host}/?session=&X-Amz-Algorithm=")));
    ///
    /// // What the answer to that URL says.
    /// let session = Credentials::new("ASIDEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKENEXAMPLE");
    /// let signer = bucket.session_signer(session)?;
    /// let url = bucket.get_object("cat.jpg").presign(&signer, Duration::from_secs(300), now)?;
    /// assert!(url.as_str().contains("&X-Amz-S3session-Token=TOKENEXAMPLE&"));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with [`Error::DirectoryBucketsOnly`] for every other bucket.
    ///
    /// Source: Amazon S3 API Reference, "CreateSession".
    #[must_use]
    pub fn create_session(&self) -> Operation<'_, op::CreateSession> {
        let mut operation = Operation::on_bucket(self, "GET").query("session", "");
        if let Err(error) = self.check_directory("sessions") {
            operation.request.fail(error);
        }
        operation
    }

    /// A signer of a session: of the credentials that CreateSession gave out, whose token travels as
    /// `X-Amz-S3session-Token`. All other credentials go to [`signer`](Self::signer), with temporary ones' tokens as
    /// `X-Amz-Security-Token`: a directory bucket tells the two by the parameter's name.
    ///
    /// URLs live no longer than the session. Give its end to [`Credentials::with_expiry`] and they will say so.
    ///
    /// # Errors
    /// - [`Error::DirectoryBucketsOnly`]: other buckets have no sessions.
    /// - [`Error::Empty`]: the credentials have no session token.
    /// - As [`Signer::new`].
    ///
    /// Source: Amazon S3, "Authorizing Zonal endpoint API operations with `CreateSession`".
    pub fn session_signer(&self, session: Credentials) -> Result<Signer, Error> {
        self.check_directory("sessions")?;
        if session.session_token().is_none() {
            return Err(Error::Empty("session token"));
        }
        // The rules of the service `s3express` are those of a session.
        Signer::new(session, self.region(), self.service())
    }
}

impl Operation<'_, op::CreateSession> {
    /// `ReadOnly` or `ReadWrite`. Without it the session may do as much as the credentials that ask for it.
    #[must_use]
    pub fn session_mode(self, mode: &str) -> Self {
        self.header("x-amz-create-session-mode", mode)
    }
}
