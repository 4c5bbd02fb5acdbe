//! The keys in the body of DeleteObjects.

use crate::s3::xml::read_deletions;
use crate::verify::asks::Ask;
use crate::verify::asks::rights::DELETE_VERSION;
use crate::verify::{Malformed, Refusal};

impl Ask {
    /// Reads the keys of DeleteObjects from its body, as [`BodyDecoder`](crate::verify::BodyDecoder) has decoded it,
    /// once its `finish` has returned `Ok`. Leaves every other operation as it is. (Requires the feature `xml`.)
    ///
    /// The document must be as S3 documents it: one that has other elements, comments or a document type may have other
    /// keys for the store that deletes them. The work is linear in its length, of which the server has a limit.
    ///
    /// ```
    /// # use presign::verify::{Policy, SignedRequest};
    /// # use presign::{Credentials, Request, Signer, Timestamp};
    /// # let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// # let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
    /// # let now = Timestamp::parse("20150830T123600Z")?;
    /// # let policy = Policy::new("us-east-1", "s3");
    /// # let sent_body = "<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object></Delete>";
    /// # let sent = Request::new("POST", "https://s3.example/photos?delete")?.body(sent_body).sign(&signer, now)?;
    /// # let headers: Vec<_> = sent.headers().chain([("host", "s3.example")]).collect();
    /// # let request = SignedRequest::parse("POST", "/photos?delete", headers)?;
    /// let (verified, decoder) = request.verify(&credentials, now, &policy)?;
    /// let ask = verified.asks(&["s3.example"])?;
    /// // Here: whether anything may be deleted in `ask.bucket()`. Nothing is known of the keys yet.
    /// assert!(ask.keys().is_err());
    /// let body = decoder.read(sent_body.as_bytes())?;
    /// let ask = ask.read_body(&body)?;
    /// assert_eq!(ask.keys()?, ["a", "b&c"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: it is not such a document, or names no key.
    pub fn read_body(mut self, body: &[u8]) -> Result<Self, Refusal> {
        if self.keys.is_some() {
            return Ok(self);
        }
        let deletions = read_deletions(body).map_err(Malformed::Deletions)?;
        if deletions.iter().any(|deletion| deletion.version_id.is_some()) {
            self.actions.push(DELETE_VERSION);
        }
        self.keys = Some(deletions.into_iter().map(|deletion| deletion.key).collect());
        Ok(self)
    }
}
