//! URLs that stay the same for a while, so that what they name is cached.

use core::time::Duration;

use crate::error::{Error, Reason};
use crate::request::Request;
use crate::signing::presign::MAX_EXPIRES;
use crate::signing::{PresignedUrl, Signer};
use crate::timestamp::Timestamp;

impl Request<'_> {
    /// Returns a presigned URL that stays the same for a `window` of time, so that browsers can cache what it names,
    /// and that is valid from `now` for `valid_for` at least.
    ///
    /// The request is signed as of the beginning of the window that `now` is in, and the URL expires `valid_for` after
    /// the window's end. Windows are counted from 1970, so that all servers have the same ones. For the same URL the
    /// signer has to stay the same too: the session token of temporary credentials is a part of the URL.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let (hour, quarter) = (Duration::from_secs(3600), Duration::from_secs(900));
    /// let url_at = |now| bucket.get_object("cat.jpg").presign_stable(&signer, hour, quarter, Timestamp::parse(now)?);
    ///
    /// let (early, late) = (url_at("20150830T123000Z")?, url_at("20150830T124459Z")?);
    /// assert_eq!(early.as_str(), late.as_str());
    /// assert_eq!(late.expires_at().to_string(), "20150830T134500Z");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `invalid-argument`: the window is not one second or more in whole seconds, or the service decides how long the
    ///   URL is valid ([`Rules::send_expires`](crate::Rules::send_expires)).
    /// - `over-limit`: `valid_for` and the window are over 7 days together.
    /// - As [`presign`](Self::presign). A signer that
    ///   [requires the full lifetime](Signer::require_full_lifetime) requires that of the URL, which is up to a window
    ///   longer than `valid_for`.
    pub fn presign_stable(
        &self,
        signer: &Signer,
        valid_for: Duration,
        window: Duration,
        now: Timestamp,
    ) -> Result<PresignedUrl, Error> {
        let (expires_in, start) = signer.window(self, valid_for, window, now)?;
        self.presign(signer, expires_in, start)
    }
}

impl Signer {
    /// The expiry of a URL that stays the same, and the time at which it is signed.
    pub(crate) fn window(
        &self,
        request: &Request<'_>,
        valid_for: Duration,
        window: Duration,
        now: Timestamp,
    ) -> Result<(Duration, Timestamp), Error> {
        if window.is_zero() || window.subsec_nanos() > 0 {
            return Err(Error(Reason::InvalidArgument("the window is not one second or more in whole seconds")));
        }
        if !self.rules_for(request).send_expires {
            return Err(Error(Reason::InvalidArgument(
                "the service decides how long a URL is valid, so that none can stay the same for longer",
            )));
        }
        // It would be refused anyway, but not if the window is added to it.
        if valid_for.is_zero() {
            return Err(Error(Reason::ExpiryZero));
        }
        let expires_in = valid_for.saturating_add(window);
        if expires_in.as_secs() > MAX_EXPIRES {
            let (what, seconds) = ("expiry with its window", expires_in.as_secs());
            return Err(Error(Reason::OverLimit { what, seconds, limit: MAX_EXPIRES }));
        }
        Ok((expires_in, now.floor_to(window)))
    }
}
