//! The strings that were signed, printed line by line.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::explain::parts::{Parts, pairs};
use crate::explain::shown;
use crate::signing::{Explanation, Signed};

impl Explanation {
    /// What `Display` shows, with the session token, the signature and a customer-provided encryption key. Anyone who
    /// reads this can use the URL.
    ///
    /// # Examples
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials, "us-east-1", "iam")?;
    /// let request = Request::get("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08")?;
    /// let explanation = signer.explain(&request, Duration::from_secs(60), Timestamp::parse("20150830T123600Z")?)?;
    /// let signature = explanation.signature.to_string();
    /// assert!(explanation.to_string().contains("\nmethod           GET\n"));
    /// assert!(!explanation.to_string().contains(&signature));
    /// assert!(explanation.to_string_with_secrets().contains(&signature));
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn to_string_with_secrets(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        let _ = self.write(&mut text, |_, value| value.into());
        text
    }

    fn write(&self, out: &mut dyn fmt::Write, show: Show) -> fmt::Result {
        match &self.signed {
            Signed::Url(url) => {
                write_request(out, url.as_str(), url.method(), url.headers(), show)?;
                line(out, "expires at", url.expires_at())?;
            }
            Signed::Headers(signed) => write_request(out, signed.url(), signed.method(), signed.headers(), show)?,
        }
        write_canonical_request(out, self.canonical_request.as_str(), show)?;
        out.write_str("\nString to sign\n")?;
        let labels = ["algorithm", "time", "scope", "request's hash"];
        for (label, text) in labels.into_iter().zip(self.string_to_sign.as_str().lines()) {
            line(out, label, text)?;
        }
        out.write_char('\n')?;
        line(out, "signature", show("X-Amz-Signature", &self.signature.to_string()))
    }
}

/// Gives the value of a header or parameter, or its replacement.
type Show = for<'a> fn(&str, &'a str) -> Cow<'a, str>;

fn line(out: &mut dyn fmt::Write, label: &str, text: impl fmt::Display) -> fmt::Result {
    writeln!(out, "{label:<17}{text}")
}

/// The request that is sent: URL, method and headers.
fn write_request<'a>(
    out: &mut dyn fmt::Write,
    url: &str,
    method: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    show: Show,
) -> fmt::Result {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let parameters = pairs(query).into_iter().map(|(name, value)| format!("{name}={}", show(name, value)));
    let mark = if url.contains('?') { "?" } else { "" };
    line(out, "URL", format_args!("{}{mark}{}", show("", address), parameters.collect::<Vec<_>>().join("&")))?;
    line(out, "method", method)?;
    for (name, value) in headers {
        line(out, "header to send", format_args!("{name}: {}", show(name, value)))?;
    }
    Ok(())
}

fn write_canonical_request(out: &mut dyn fmt::Write, text: &str, show: Show) -> fmt::Result {
    out.write_str("\nCanonical request\n")?;
    // The canonicalizer writes every line.
    let Some(parts) = Parts::parse(text) else { return Ok(()) };
    line(out, "method", parts.method)?;
    line(out, "path", show("", parts.path))?;
    for (name, value) in parts.query {
        line(out, "query", format_args!("{name}={}", show(name, value)))?;
    }
    for (name, value) in parts.headers {
        line(out, "header", format_args!("{name}:{}", show(name, value)))?;
    }
    line(out, "signed headers", parts.signed_headers)?;
    line(out, "payload hash", parts.payload_hash)
}

impl fmt::Display for Explanation {
    /// Writes each line with a label. Session token, signature and customer-provided encryption key are shown as `…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, shown::value)
    }
}
