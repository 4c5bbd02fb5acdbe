//! Why a request was refused, and what is wrong with a URL.

use presign::Timestamp;
use presign::explain::{Certainty, Comparison, Evidence, Finding, diagnose};
use pyo3::prelude::*;

use crate::convert::{pairs, time, to_datetime};
use crate::python::class;

/// Explains why a request was refused, or what is wrong with a presigned URL. `pasted` is all that there is: a URL, a
/// curl command, a log, an error document, or several of them; what is known by itself is better given by name.
///
/// >>> from presigned import explain
/// >>> answer = "<Error><Code>RequestTimeTooSkewed</Code><Message>Too large a difference.</Message></Error>"
/// >>> explain(answer).causes[0].kind
/// 'clock'
#[pyfunction]
#[pyo3(signature = (pasted = None, *, url = None, method = None, headers = None, answer = None, now = None))]
pub(crate) fn explain(
    py: Python<'_>,
    pasted: Option<&str>,
    url: Option<&str>,
    method: Option<&str>,
    headers: Option<&Bound<'_, PyAny>>,
    answer: Option<&str>,
    now: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let now = time(py, now)?;
    let mut evidence = pasted.map(Evidence::read).unwrap_or_default();
    evidence.url = url.map(String::from).or(evidence.url);
    evidence.method = method.map(String::from).or(evidence.method);
    if let Some(headers) = headers {
        evidence.headers = pairs(headers, "headers")?;
    }
    if let Some(answer) = answer {
        evidence = evidence.with_answer(answer);
    }
    made(py, &evidence, now)
}

fn made(py: Python<'_>, evidence: &Evidence, now: Timestamp) -> PyResult<Py<PyAny>> {
    let (comparison, inspection) = py.detach(|| (diagnose(evidence, now), evidence.inspect(now)));
    let is_request = evidence.url.is_some() || !evidence.headers.is_empty();
    // What is wrong with the request is said once.
    let inspected = inspection.findings.iter().filter(|_| is_request);
    let others: Vec<_> =
        inspected.chain(&comparison.findings).filter(|finding| !comparison.causes.contains(finding)).collect();
    let mut once: Vec<&Finding> = Vec::new();
    for finding in others {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    let mut text = if is_request { inspection.to_string() } else { String::new() };
    let of_answer = comparison.to_string();
    // A finding that the inspection has written is not written again.
    let new: Vec<&str> = of_answer.lines().filter(|line| !text.lines().any(|it| it == *line)).collect();
    text.push_str(&new.join("\n"));

    let difference = class(py, "Difference")?;
    let differences = comparison.differences.iter().map(|it| difference.call1((&it.line, &it.signed, &it.received)));
    let times = [inspection.signed_at, inspection.expires_at];
    let [signed_at, expires_at] = times.map(|time| time.map(|time| to_datetime(py, time)));
    let scope = inspection.scope.as_ref();
    let parts = (
        text.trim_end(),
        &comparison.code,
        &comparison.message,
        findings(py, &comparison, comparison.causes.iter())?,
        findings(py, &comparison, once.into_iter())?,
        differences.collect::<PyResult<Vec<_>>>()?,
        &inspection.access_key_id,
        scope.map(presign::Scope::region),
        scope.map(presign::Scope::service),
    );
    let more = (&inspection.operation, signed_at.transpose()?, expires_at.transpose()?, &inspection.headers_to_send);
    Ok(class(py, "_explanation")?.call1((parts, more))?.unbind())
}

fn findings<'a, 'py>(
    py: Python<'py>,
    comparison: &Comparison,
    findings: impl Iterator<Item = &'a Finding>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let class = class(py, "Finding")?;
    findings
        .map(|finding| {
            let certainty: Certainty = finding.certainty;
            let cures: Vec<_> = comparison.cures(finding).collect();
            class.call1((finding.kind(), certainty.to_string(), &finding.sentence, cures))
        })
        .collect()
}
