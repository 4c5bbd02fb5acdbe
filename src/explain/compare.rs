//! What was signed, against what a server says that it received.

use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::answer::Answer;
use crate::explain::comparison::Comparison;
use crate::explain::signed::Signed;
use crate::explain::{Finding, Kind, differences, refusals, shown};
use crate::signing::Explanation;

/// Compares what was signed with a server's answer (the XML of its body), and names the likely cause of the refusal.
/// Any string is accepted: where it is not an error document, a finding says so. (With the feature `explain`.)
///
/// ```
/// use core::time::Duration;
/// use presign::explain::{Kind, compare};
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let now = Timestamp::parse("20150830T123600Z")?;
/// let explanation = signer.explain(bucket.put_object("a.txt").request(), Duration::from_secs(60), now)?;
///
/// // A URL for PUT was opened in a browser, and S3 answered with what it saw.
/// let seen = explanation.canonical_request.as_str().replacen("PUT", "GET", 1).replace('&', "&amp;");
/// let answer = format!("<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>{seen}</CanonicalRequest></Error>");
/// let comparison = compare(&explanation, &answer);
/// assert_eq!(comparison.causes[0].kind, Kind::Method);
/// assert_eq!(comparison.causes[0].sentence, "the request was sent with GET, but it was signed for PUT");
/// # Ok::<(), presign::Error>(())
/// ```
#[must_use]
pub fn compare(explanation: &Explanation, server_answer: &str) -> Comparison {
    compare_with(|_| Some(Signed::of_explanation(explanation)), server_answer)
}

/// Compares a presigned URL with a server's answer, where nothing else is known of the signing.
///
/// The method, the headers' values and the payload hash are not part of the URL and are taken from the answer, so a
/// difference in them cannot be seen. (With the feature `explain`.)
///
/// ```
/// use presign::explain::{Kind, compare_url};
///
/// let url = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
///     &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
///     &X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
///     &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
/// let answer = "<Error><Code>AuthorizationQueryParametersError</Code><Message>Error parsing the X-Amz-Credential \
///     parameter; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region></Error>";
/// let cause = &compare_url(url, answer).causes[0];
/// assert_eq!(cause.kind, Kind::Region);
/// assert_eq!(cause.sentence, "the URL is signed for the region us-east-1, and the right one is eu-west-1");
/// ```
#[must_use]
pub fn compare_url(url: &str, server_answer: &str) -> Comparison {
    compare_with(|answer| Signed::of_url(url, answer), server_answer)
}

/// Reads a server's answer, where nothing is known of the signing. (With the feature `explain`.)
///
/// ```
/// use presign::explain::{Kind, read_answer};
///
/// let answer = "<Error><Code>RequestTimeTooSkewed</Code><RequestTime>20150830T123600Z</RequestTime>\
///     <ServerTime>2015-08-30T13:23:00Z</ServerTime></Error>";
/// let cause = &read_answer(answer).causes[0];
/// assert_eq!(cause.kind, Kind::Clock);
/// assert!(cause.sentence.starts_with("the signer's clock is 47 minutes behind the server's"));
/// ```
#[must_use]
pub fn read_answer(server_answer: &str) -> Comparison {
    compare_with(|_| None, server_answer)
}

fn compare_with(signed: impl FnOnce(&Answer) -> Option<Signed>, server_answer: &str) -> Comparison {
    let Some(answer) = Answer::parse(server_answer) else {
        let sentence = if server_answer.trim().is_empty() {
            "the answer is empty, as every answer to a HEAD request is: send a request with another method, signed for \
             that method"
        } else {
            "the answer is not an XML error document: it may come from a proxy on the way instead of the service"
        };
        let causes = [Finding::new(Kind::NoAnswer, sentence)].into();
        return Comparison { code: String::new(), message: String::new(), differences: Vec::new(), causes };
    };
    let signed = signed(&answer);
    let (code, message) = (shown::text(answer.code()).into_owned(), answer.message());
    let mut comparison = Comparison { code, message, differences: Vec::new(), causes: Vec::new() };
    comparison.causes = refusals::causes(&answer, signed.as_ref());
    // Where the code does not tell the cause, the canonical request does.
    if comparison.causes.is_empty() {
        match &signed {
            Some(signed) => differences::find(signed, &answer, &mut comparison),
            None => comparison.causes = differences::of_one_side(&answer),
        }
    }
    comparison
}
