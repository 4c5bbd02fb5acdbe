//! The ways into a comparison: with the explanation, with the URL, and with the answer alone.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::answer::Answer;
use crate::explain::compare::case::Case;
use crate::explain::compare::comparison::Comparison;
use crate::explain::compare::signed::Signed;
use crate::explain::compare::{differences, document, refusals};
use crate::explain::inspect::{inspect_at, pasted_url};
use crate::explain::{Finding, Kind, shown};
use crate::signing::{Explanation, PresignedUrl};

/// Compares what was signed with a server's answer, and names the likely cause of the refusal.
///
/// The answer is the body of the response, in XML or JSON, alone or in what a terminal, a browser or a log shows of it.
/// Any string is accepted: where there is no error document in it, a finding says so.
///
/// ```
/// use core::time::Duration;
/// use presign::explain::compare;
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
/// assert_eq!(comparison.causes[0].kind(), "method");
/// assert_eq!(comparison.causes[0].sentence, "the request was sent with GET, but it was signed for PUT");
/// # Ok::<(), presign::Error>(())
/// ```
#[must_use]
pub fn compare(explanation: &Explanation, server_answer: &str) -> Comparison {
    compare_with(
        explanation.url().map(PresignedUrl::as_str),
        |_| Some(Signed::of_explanation(explanation)),
        server_answer,
    )
}

/// Compares a presigned URL with a server's answer, where nothing else is known of the signing.
///
/// The method, the headers' values and the payload hash are not part of the URL and are taken from the answer, so a
/// difference in them cannot be seen. What is wrong with the URL itself, as [`inspect`](crate::explain::inspect) finds
/// it at the time of the answer, is told as well.
///
/// ```
/// use presign::explain::compare_url;
///
/// let url = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
///     &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
///     &X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
///     &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
/// let answer = "<Error><Code>AuthorizationQueryParametersError</Code><Message>Error parsing the X-Amz-Credential \
///     parameter; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region></Error>";
/// let cause = &compare_url(url, answer).causes[0];
/// assert_eq!(cause.kind(), "region");
/// assert_eq!(cause.sentence, "the URL is signed for the region us-east-1, and the right one is eu-west-1");
/// ```
#[must_use]
pub fn compare_url(url: &str, server_answer: &str) -> Comparison {
    compare_with(Some(url), |answer| Signed::of_url(&pasted_url(url).0, answer), server_answer)
}

/// Reads a server's answer, where nothing is known of the signing.
///
/// ```
/// use presign::explain::read_answer;
///
/// let answer = "<Error><Code>RequestTimeTooSkewed</Code><RequestTime>20150830T123600Z</RequestTime>\
///     <ServerTime>2015-08-30T13:23:00Z</ServerTime></Error>";
/// let cause = &read_answer(answer).causes[0];
/// assert_eq!(cause.kind(), "clock");
/// assert!(cause.sentence.starts_with("the signer's clock is 47 minutes behind the server's"));
/// ```
#[must_use]
pub fn read_answer(server_answer: &str) -> Comparison {
    compare_with(None, |_| None, server_answer)
}

/// What in a URL keeps its signature from matching.
const BREAKS: [Kind; 23] = [
    Kind::EmptyVariable,
    Kind::HtmlEscaped,
    Kind::Copied,
    Kind::EncodedTwice,
    Kind::SignedTwice,
    Kind::NotSigned,
    Kind::OtherScheme,
    Kind::SignatureVersion2,
    Kind::SigV4a,
    Kind::Malformed,
    Kind::ParameterAdded,
    Kind::Plus,
    Kind::NotEncoded,
    Kind::NotAUrl,
    Kind::DotSegment,
    Kind::DefaultPort,
    Kind::HostCapitals,
    Kind::BrowserForbids,
    Kind::ProxyChanges,
    Kind::Region,
    Kind::Service,
    Kind::TokenMissing,
    Kind::PrivateHost,
];

fn compare_with(url: Option<&str>, signed: impl FnOnce(&Answer) -> Option<Signed>, server_answer: &str) -> Comparison {
    let Some(answer) = Answer::parse(server_answer, refusals::is_code) else {
        let findings = url.map(|url| inspect_at(url, None).findings).unwrap_or_default();
        return Comparison { findings, ..no_answer(server_answer) };
    };
    let signed = signed(&answer);
    let url = url.map(|url| inspect_at(url, answer.server_time()));
    let case = Case { answer: &answer, signed: signed.as_ref(), url: url.as_ref() };
    let mut comparison = Comparison {
        code: shown::text(answer.code()).into_owned(),
        message: answer.message(),
        differences: Vec::new(),
        causes: Vec::new(),
        findings: Vec::new(),
    };
    let reasons = if let Some((cause, reasons)) = refusals::cause(&case) {
        comparison.causes.push(cause);
        reasons
    } else if answer.is_mismatch() {
        // Where the code does not tell the cause, the canonical request does.
        differences::find(&case, &mut comparison);
        let is_open = comparison.causes.iter().all(|cause| cause.kind == Kind::Unknown);
        if is_open { &BREAKS[..] } else { &[] }
    } else {
        let separator = if comparison.code.is_empty() { "" } else { ": " };
        let told = [&comparison.code, separator, &comparison.message].concat();
        let sentence = format!("the answer is not about the signature ({told})");
        comparison.causes.push(Finding::new(Kind::NotTheSignature, sentence));
        &[]
    };
    if let Some(url) = url {
        add_findings(url.findings, reasons, &mut comparison);
    }
    comparison
}

/// What the URL shows to be wrong comes first where it explains the answer, since the answer is less exact.
fn add_findings(findings: Vec<Finding>, reasons: &[Kind], comparison: &mut Comparison) {
    let (mut causes, rest): (Vec<_>, Vec<_>) = findings.into_iter().partition(|found| reasons.contains(&found.kind));
    let has = |causes: &[Finding], kind| causes.iter().any(|cause| cause.kind == kind);
    // That the signer's clock is ahead says why the URL is not valid yet.
    let same = |kind| if kind == Kind::NotYetValid { Kind::Clock } else { kind };
    comparison.findings = rest.into_iter().filter(|found| !has(&comparison.causes, same(found.kind))).collect();
    comparison.causes.retain(|cause| !has(&causes, cause.kind));
    causes.append(&mut comparison.causes);
    comparison.causes = causes;
}

/// What there is to say of an answer that is no error document.
fn no_answer(server_answer: &str) -> Comparison {
    let sentence = if document::split(server_answer).1.trim().is_empty() {
        "the answer is empty, as every answer to a HEAD request is: send a request with another method, signed for \
         that method"
    } else {
        "the answer is not an error document in XML or JSON: it may come from a proxy instead of the service"
    };
    let causes = [Finding::new(Kind::NoAnswer, sentence)].into();
    Comparison { code: String::new(), message: String::new(), differences: Vec::new(), causes, findings: Vec::new() }
}
