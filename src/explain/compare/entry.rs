//! The ways into a comparison: with the explanation, with the URL, and with the answer alone.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::answer::{self, Answer};
use crate::explain::compare::case::Case;
use crate::explain::compare::comparison::Comparison;
use crate::explain::compare::signed::Signed;
use crate::explain::compare::{clients, cures, differences, likely, lines, refusals};
use crate::explain::inspect::inspect_at;
use crate::explain::{Certainty, Evidence, Finding, Kind, shown};
use crate::signing::Explanation;
use crate::timestamp::Timestamp;

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
    let evidence = Evidence {
        url: explanation.url().map(|url| url.as_str().to_owned()),
        answer: Some(server_answer.to_owned()),
        ..Evidence::default()
    };
    find(&evidence, |_| Some(Signed::of_explanation(explanation)), None)
}

/// Finds why a request was refused, with all that is known of it, and what is wrong with it. Without an answer, it is
/// what can be seen in the request.
///
/// `now` is the time at which the URL is looked at, where there is no answer that could tell the server's.
///
/// ```
/// use presign::explain::{Certainty, Evidence, diagnose};
/// use presign::Timestamp;
///
/// let paste = "operation error S3: PutObject, https response error StatusCode: 403, RequestID: 1, HostID: 2, api error \
///     InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.";
/// let comparison = diagnose(&Evidence::read(paste), Timestamp::parse("20150830T123600Z")?);
/// assert_eq!(comparison.causes[0].kind(), "access-key");
/// assert_eq!(comparison.causes[0].certainty, Certainty::Told);
/// # Ok::<(), presign::Error>(())
/// ```
#[must_use]
pub fn diagnose(evidence: &Evidence, now: Timestamp) -> Comparison {
    find(evidence, |answer| Signed::of_request(evidence, answer), Some(now))
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
    let evidence =
        Evidence { url: Some(url.to_owned()), answer: Some(server_answer.to_owned()), ..Evidence::default() };
    find(&evidence, |answer| Signed::of_request(&evidence, answer), None)
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
/// assert!(cause.sentence.starts_with("the request was signed at 20150830T123600Z, 47 minutes before the server's time"));
/// ```
#[must_use]
pub fn read_answer(server_answer: &str) -> Comparison {
    find(&Evidence { answer: Some(server_answer.to_owned()), ..Evidence::default() }, |_| None, None)
}

/// What in a URL keeps its signature from matching.
const BREAKS: [Kind; 28] = [
    Kind::Swapped,
    Kind::WhiteSpace,
    Kind::Host,
    Kind::Token,
    Kind::Endpoint,
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

fn find(evidence: &Evidence, signed: impl FnOnce(&Answer) -> Option<Signed>, now: Option<Timestamp>) -> Comparison {
    let text = evidence.answer.as_deref().unwrap_or_default();
    let answer = Answer::parse(text, refusals::is_code);
    let signed = signed(&answer);
    // Whoever looks at an answer does so later than the server did.
    let time =
        answer.server_time().or(now.filter(|_| evidence.answer.is_none() || evidence.is_rest && answer.is_text()));
    let url = evidence.url.as_deref().map(|url| inspect_at(url, &evidence.headers, time));
    let case = Case { answer: &answer, signed: signed.as_ref(), url: url.as_ref(), evidence };
    let mut comparison = Comparison {
        code: shown::text(answer.code()).into_owned(),
        message: if answer.is_text() { String::new() } else { answer.message() },
        tools: cures::tools(evidence),
        ..Comparison::default()
    };
    comparison.lines = lines::of_case(&case);
    let reasons = causes(&case, &mut comparison);
    // The address in a log is without its signature, which was in a header that the log does not have.
    let is_log = evidence.is_rest && url.as_ref().is_some_and(|url| url.version.is_none());
    comparison.findings.extend(unread(&case, &comparison));
    if let Some(url) = &url {
        // Where a signature does not match, there is one: in a header that was not handed in, or of a proxy.
        let has_signature = is_log || url.version.is_none() && answer.is_mismatch();
        let findings = url.findings.iter().filter(|found| !(has_signature && found.kind == Kind::NotSigned));
        add_findings(findings.cloned().collect(), reasons, &mut comparison);
    }
    comparison.causes.sort_by_key(|cause| (cause.kind == Kind::Unknown, cause.certainty));
    comparison
}

/// Finds the causes, and which faults of the URL would be one.
fn causes(case: &Case<'_>, comparison: &mut Comparison) -> &'static [Kind] {
    let answer = case.answer;
    if let Some((cause, reasons)) = refusals::cause(case) {
        let is_open = cause.certainty == Certainty::Likely || cause.kind == Kind::Permission;
        let is_checksum = cause.kind == Kind::SdkChecksum;
        comparison.causes.push(cause);
        let besides = [clients::mismatch_without_hashes(case), clients::listed_without_trailer(case)];
        let besides = besides.into_iter().flatten().filter(|_| !is_checksum);
        comparison.causes.extend(besides.map(|sentence| Finding::new(Kind::SdkChecksum, sentence)));
        comparison.causes.extend(if is_open { likely::find(case) } else { likely::proved(case) });
        return reasons;
    }
    if answer.is_mismatch() {
        // Where the code does not tell the cause, the canonical request does.
        differences::find(case, comparison);
        let is_open = comparison.causes.iter().all(|cause| cause.kind == Kind::Unknown);
        if is_open {
            comparison.causes.extend(likely::find(case));
        }
        return if is_open { &BREAKS } else { &[] };
    }
    let said = if answer.is_text() { String::new() } else { case.said() };
    if refusals::is_other(answer.code(), &said) {
        let separator = if comparison.message.is_empty() || comparison.code.is_empty() { "" } else { ": " };
        let told = [&comparison.code, separator, &comparison.message].concat();
        let sentence = format!("the answer is not about the signature ({told})");
        comparison.causes.push(Finding::new(Kind::NotTheSignature, sentence).with(Certainty::Told));
        if answer.code().starts_with("NoSuch") {
            comparison.causes.extend(likely::misplaced(case));
        }
        return &[];
    }
    comparison.causes.extend(likely::find(case));
    comparison.causes.extend(not_known(case, comparison));
    &BREAKS
}

/// What was pasted and is neither the request nor an answer that is known.
fn unread(case: &Case<'_>, comparison: &Comparison) -> Option<Finding> {
    let text = case.evidence.answer.as_deref().filter(|_| case.evidence.is_rest && case.answer.is_text())?;
    let is_told = comparison.causes.iter().any(|cause| cause.certainty == Certainty::Told);
    let first: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let is_read = is_told
        || refusals::cause(case).is_some()
        || likely::is_read(case)
        || case.answer.is_mismatch()
        || comparison.causes.iter().any(|cause| cause.kind == Kind::Unknown);
    (!is_read).then(|| {
        let s = if lines == 1 { "" } else { "s" };
        let sentence = format!("not read: {lines} line{s}, neither a request nor an answer known here, from: {first}");
        Finding::new(Kind::NoAnswer, sentence)
    })
}

/// What there is to say where no row of the tables knows the answer.
fn not_known(case: &Case<'_>, comparison: &Comparison) -> Option<Finding> {
    let text = case.evidence.answer.as_deref();
    let sentence = match text {
        // There was a request, and nothing else that could be an answer.
        None if case.url.is_some() => return None,
        Some(_) if case.evidence.is_rest && case.answer.is_text() && case.url.is_some() => return None,
        Some(_) if !comparison.causes.is_empty() && case.answer.is_text() => return None,
        _ if text.is_none() || case.evidence.is_rest && case.answer.is_text() => {
            let sentence = "there is neither a request nor an answer in this that is known here: hand in the URL, the whole \
                            command, or the body of the server's answer";
            return Some(Finding::new(Kind::NoAnswer, sentence));
        }
        Some(text) if answer::split(text).1.trim().is_empty() => {
            let sentence = "the answer is empty, as every answer to a HEAD request is: send a request with another method, \
                            signed for that method";
            return Some(Finding::new(Kind::NoAnswer, sentence));
        }
        Some(_) if case.answer.is_text() => {
            let sentence =
                "the answer is not an error document in XML or JSON: it may come from a proxy instead of the service";
            return Some(Finding::new(Kind::NoAnswer, sentence));
        }
        _ => {
            let separator = if comparison.code.is_empty() || comparison.message.is_empty() { "" } else { ": " };
            format!(
                "this answer is not known here ({}{separator}{}): it may be about the signature or not. {}",
                comparison.code,
                comparison.message,
                differences::WHERE_TO_LOOK
            )
        }
    };
    Some(Finding::new(Kind::Unknown, sentence))
}

/// What the URL shows to be wrong is proved where the answer names it too. Where the answer only says that something is
/// wrong, it is likely.
fn add_findings(findings: Vec<Finding>, reasons: &[Kind], comparison: &mut Comparison) {
    let (causes, rest): (Vec<_>, Vec<_>) = findings.into_iter().partition(|found| reasons.contains(&found.kind));
    let has = |causes: &[Finding], kind| causes.iter().any(|cause| cause.kind == kind);
    // That the signer's clock is ahead says why the URL is not valid yet.
    let same = |kind| if kind == Kind::NotYetValid { Kind::Clock } else { kind };
    let rest = rest.into_iter().filter(|found| !has(&comparison.causes, same(found.kind)));
    comparison.findings.splice(..0, rest);
    comparison.causes.retain(|cause| !has(&causes, cause.kind));
    let is_told = comparison.causes.iter().any(|cause| cause.certainty == Certainty::Told);
    let certainty = if is_told { Certainty::Proved } else { Certainty::Likely };
    comparison.causes.splice(..0, causes.into_iter().map(|cause| cause.with(certainty)));
}
