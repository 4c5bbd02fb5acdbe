//! The checks, each a request or two.

use std::time::{Duration, SystemTime};

use presign::Checksum;
use presign::s3::xml::{PartPage, UploadedPart, read_upload_id, write_parts};
use presign::s3::{Configuration, Operation, op};
use sha2::{Digest, Sha256};

use super::cures;
use super::finding::{Finding, Verdict};
use super::probe::{Heard, Probe};
use super::provider::Provider;
use super::rules;
use crate::client::Answer;

/// The content of the object that is uploaded.
const CONTENT: &[u8] = b"presign-upload doctor\n";
/// By how much clocks may differ: S3 refuses what is 15 minutes old. A minute is told.
const SKEW: [Duration; 2] = [Duration::from_mins(1), Duration::from_mins(10)];

/// Whether the bucket lets anybody in: endpoint, clock, keys, region and name.
pub(super) fn first(probe: &Probe) -> Vec<Finding> {
    let list = probe.bucket.list_objects_v2().prefix(&probe.prefix).max_keys(1);
    let answer = match probe.ask(&list, None) {
        Ok(answer) => answer,
        Err(reason) => {
            let seen = format!("{} gives no answer: {reason}.", probe.endpoint);
            return vec![Finding::new("endpoint", Verdict::Fault, seen, cures::ENDPOINT)];
        }
    };
    probe.meet(&answer);
    let mut findings = vec![Finding::good("endpoint", format!("{} answers.", probe.endpoint))];
    findings.extend(clock(&answer));
    findings.push(match refusal(&answer) {
        None => Finding::good("signature", "The bucket accepts what is signed, and lists its objects."),
        Some(code) => {
            let seen = format!("The bucket refuses to list its objects: {code}.");
            Finding::new("signature", Verdict::Fault, seen, cures::of_code(last(&code), || probe.policy()))
        }
    });
    findings
}

/// What the bucket may set by itself.
pub(super) fn apply(probe: &Probe) -> Vec<Finding> {
    let mut findings = Vec::new();
    if cors(probe).verdict == Verdict::Fault {
        findings.push(set(probe, "cors", Configuration::Cors));
    }
    if lifecycle(probe).verdict == Verdict::Warning {
        findings.push(set(probe, "lifecycle", Configuration::Lifecycle));
    }
    findings
}

fn set(probe: &Probe, about: &'static str, configuration: Configuration) -> Finding {
    let body = rules::xml(configuration, &probe.origin, &probe.prefix);
    let not_set = |why: &str| {
        let cure = if cures::is_denied(last(why)) {
            rules::owner_cure(probe.provider(), probe.bucket.name())
        } else {
            String::new()
        };
        Finding::new(about, Verdict::Warning, format!("The rule was not set: {why}."), cure)
    };
    // What is set replaces all rules that are there, which are somebody's.
    let heard = probe.ask(&probe.bucket.configuration(configuration).get(), None);
    match &heard {
        Ok(answer) if answer.status == 404 => {}
        Ok(answer) if answer.status >= 300 => return not_set(&refusal(answer).unwrap_or_default()),
        Ok(answer) if String::from_utf8_lossy(&answer.body).contains("Rule>") => {
            return not_set("the bucket has rules already, which it would replace. Add this one to them");
        }
        Ok(_) => {}
        Err(reason) => return not_set(reason),
    }
    let put = probe.bucket.configuration(configuration).put().checksum(sha256(body.as_bytes()));
    match refused(&probe.ask(&put, Some(body.as_bytes()))) {
        None => Finding::good(about, "The bucket has taken the rule."),
        Some(seen) => not_set(&seen),
    }
}

/// What an upload needs, and what should not be possible.
pub(super) fn rest(probe: &Probe) -> Vec<Finding> {
    let mut findings = upload(probe);
    findings.extend([links(probe), parts(probe), cors(probe), lifecycle(probe)]);
    findings.extend(policy(probe));
    // Whatever came of it.
    let _ = probe.ask(&probe.bucket.delete_object(&probe.key), None);
    findings
}

fn clock(answer: &Answer) -> Option<Finding> {
    let date = answer.headers.get("date")?.to_str().ok()?;
    let theirs = httpdate::parse_http_date(date).ok()?;
    let ours = SystemTime::now();
    let skew = ours.duration_since(theirs).unwrap_or_else(|error| error.duration());
    let way = if ours > theirs { "ahead of" } else { "behind" };
    let seen = format!("This clock is {} seconds {way} the server's.", skew.as_secs());
    Some(match skew {
        skew if skew < SKEW[0] => Finding::good("clock", "This clock and the server's agree."),
        skew if skew < SKEW[1] => Finding::new("clock", Verdict::Warning, seen, cures::CLOCK),
        _ => Finding::new("clock", Verdict::Fault, seen, cures::CLOCK),
    })
}

fn put<'a>(probe: &'a Probe, key: &'a str) -> Operation<'a, op::PutObject> {
    let put = probe.bucket.put_object(key).content_type("text/plain").content_length(CONTENT.len() as u64);
    put.if_none_match("*").metadata("name", "doctor").checksum(sha256(CONTENT))
}

/// One PUT, as the page sends it: whether it works, cannot be made twice or with other content, and is not public.
fn upload(probe: &Probe) -> Vec<Finding> {
    // At a key of its own: a server that keeps what is damaged has something there then.
    let damaged = format!("{}-damaged", probe.key);
    let checksum = refused(&probe.ask(&put(probe, &damaged), Some(&damage(CONTENT))));
    // Some refuse it, and keep it all the same.
    let is_kept = checksum.is_none() || refused(&probe.ask(&probe.bucket.head_object(&damaged), None)).is_none();
    let _ = probe.ask(&probe.bucket.delete_object(&damaged), None);
    if let Some(seen) = refused(&probe.ask(&put(probe, &probe.key), Some(CONTENT))) {
        let cure = cures::of_code(last(&seen), || probe.policy());
        return vec![Finding::new("put", Verdict::Fault, format!("A file cannot be uploaded: {seen}."), cure)];
    }
    let again = refused(&probe.ask(&put(probe, &probe.key), Some(CONTENT)));
    let public = match probe.sign(&probe.bucket.get_object(&probe.key)) {
        Ok(url) => refused(&probe.ask_unsigned(url.as_str())).is_none(),
        Err(_) => false,
    };
    let warning = |about, is_wrong, good: &str, seen: &str, cure: &str| {
        if is_wrong { Finding::new(about, Verdict::Warning, seen, cure) } else { Finding::good(about, good) }
    };
    vec![
        Finding::good("put", "A file can be uploaded."),
        warning(
            "checksum",
            is_kept,
            "Damaged content is refused.",
            "The server has kept content with a wrong SHA-256.",
            cures::CHECKSUM,
        ),
        warning(
            "once",
            again.is_none(),
            "A file cannot be replaced by its URL.",
            "The same URL has uploaded twice.",
            cures::CONDITION,
        ),
        warning(
            "private",
            public,
            "Nobody reads without a signature.",
            "Everybody can read what is uploaded.",
            cures::PUBLIC,
        ),
    ]
}

/// Whether a link saves a file, under its name: what a browser would open is not to be opened.
fn links(probe: &Probe) -> Finding {
    const ABOUT: &str = "links";
    let get = probe.bucket.get_object(&probe.key).response_attachment("doctor.txt");
    match probe.ask(&get, None) {
        Ok(answer) if header(&answer, "content-disposition").starts_with("attachment") => {
            Finding::good(ABOUT, "A link saves a file under its name.")
        }
        heard => {
            let seen = match refused(&heard) {
                Some(seen) => format!("A file cannot be downloaded: {seen}."),
                None => {
                    "The server ignores response-content-disposition: a link opens a file, and its name is lost.".into()
                }
            };
            Finding::new(ABOUT, Verdict::Warning, seen, cures::LINKS)
        }
    }
}

/// An upload in parts, from its beginning to its end, and another that is given up.
fn parts(probe: &Probe) -> Finding {
    match try_parts(probe) {
        Ok(true) => Finding::good("parts", "A file can be uploaded in parts, and the upload be listed and given up."),
        Ok(false) => {
            let seen =
                "The list of parts does not tell their entity tags: what is interrupted is sent again as a whole.";
            Finding::new("parts", Verdict::Warning, seen, cures::NEWER)
        }
        Err((what, seen)) => {
            let cure = cures::of_code(last(&seen), || probe.policy());
            Finding::new("parts", Verdict::Fault, format!("An upload in parts cannot be {what}: {seen}."), cure)
        }
    }
}

/// Whether the list of parts tells their entity tags, with which an upload is continued.
fn try_parts(probe: &Probe) -> Result<bool, (&'static str, String)> {
    let (bucket, key) = (&probe.bucket, format!("{}-in-parts", probe.key));
    let done = |what, heard: Heard| match refused(&heard) {
        Some(seen) => Err((what, seen)),
        None => heard.map_err(|reason| (what, reason)),
    };
    let begin = || {
        let answer = done("begun", probe.ask(&bucket.create_multipart_upload(&key), None))?;
        let text = String::from_utf8_lossy(&answer.body);
        read_upload_id(&text).map_err(|error| ("begun", error.to_string()))
    };
    let id = begin()?;
    let sent = done("sent", probe.ask(&bucket.upload_part(&key, &id, 1).content_length(5), Some(b"parts")))?;
    let list = done("listed", probe.ask(&bucket.list_parts(&key, &id), None))?;
    let tag = sent.headers.get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    let body = write_parts([UploadedPart::new(1, tag)]).map_err(|error| ("completed", error.to_string()))?;
    done("completed", probe.ask(&bucket.complete_multipart_upload(&key, &id), Some(body.as_bytes())))?;
    let _ = probe.ask(&bucket.delete_object(&key), None);
    let id = begin()?;
    done("given up", probe.ask(&bucket.abort_multipart_upload(&key, &id), None))?;
    let page = PartPage::parse(&String::from_utf8_lossy(&list.body));
    Ok(page.is_ok_and(|page| matches!(&page.parts[..], [part] if part.entity_tag == tag)))
}

/// What a browser asks for the page, and whether the page may read the tag of a part.
fn cors(probe: &Probe) -> Finding {
    const ABOUT: &str = "cors";
    let cure = || match probe.provider() {
        Provider::Other if !probe.has_rules(Configuration::Cors) => rules::cors_elsewhere(&probe.origin),
        provider => rules::cors_cure(provider, &probe.origin, &probe.endpoint, probe.bucket.name()),
    };
    let fault = |seen: String| Finding::new(ABOUT, Verdict::Fault, seen, cure());
    let allows = |answer: &Answer| {
        let origin = header(answer, "access-control-allow-origin");
        origin == "*" || origin.eq_ignore_ascii_case(&probe.page)
    };
    match probe.preflight(&put(probe, &probe.key)) {
        Err(reason) => return fault(format!("The bucket gives a browser no answer: {reason}.")),
        Ok(answer) if answer.status >= 300 || !allows(&answer) => {
            return fault(format!("The bucket does not let a page at {} upload.", probe.origin));
        }
        Ok(_) => {}
    }
    let exposed = match probe.ask_as_page(&probe.bucket.get_object(&probe.key), None) {
        Err(reason) => return fault(format!("The bucket gives a page no answer: {reason}.")),
        Ok(answer) => header(&answer, "access-control-expose-headers").to_ascii_lowercase(),
    };
    if exposed.split(',').any(|name| matches!(name.trim(), "etag" | "*")) {
        return Finding::good(ABOUT, format!("A page at {} may upload, and read ETag.", probe.origin));
    }
    // A bucket may have a rule for PUT alone: then it says nothing of a GET.
    let key = format!("{}-page", probe.key);
    let heard = probe.ask_as_page(&put(probe, &key), Some(CONTENT));
    let _ = probe.ask(&probe.bucket.delete_object(&key), None);
    match heard {
        Ok(answer) if header(&answer, "access-control-expose-headers").to_ascii_lowercase().contains("etag") => {
            Finding::good(ABOUT, format!("A page at {} may upload, and read ETag.", probe.origin))
        }
        _ => fault("The page may upload, and not read ETag: no upload in parts can be completed.".into()),
    }
}

fn lifecycle(probe: &Probe) -> Finding {
    const ABOUT: &str = "lifecycle";
    let cure = || rules::lifecycle_cure(probe.provider(), &probe.endpoint, probe.bucket.name(), &probe.prefix);
    if probe.provider() == Provider::MinIo {
        return Finding::good(ABOUT, cure());
    }
    match probe.ask(&probe.bucket.configuration(Configuration::Lifecycle).get(), None) {
        Ok(answer) if String::from_utf8_lossy(&answer.body).contains("<AbortIncompleteMultipartUpload>") => {
            Finding::good(ABOUT, "The bucket deletes parts that nobody completes.")
        }
        Ok(answer)
            if answer.status < 300 || last(&refusal(&answer).unwrap_or_default()) == "NoSuchLifecycleConfiguration" =>
        {
            let seen = "The bucket keeps parts that nobody completes.";
            Finding::new(ABOUT, Verdict::Warning, seen, cure())
        }
        Ok(answer) if matches!(answer.status, 405 | 501) => {
            let seen = "The server has no rules that delete parts that nobody completes.";
            Finding::new(
                ABOUT,
                Verdict::Unknown,
                seen,
                rules::lifecycle_elsewhere(&probe.endpoint, probe.bucket.name()),
            )
        }
        Ok(answer) => {
            let code = refusal(&answer).unwrap_or_default();
            let mut cure = cure();
            if cures::is_denied(last(&code)) {
                cure = format!("{}\n{cure}", rules::owner_cure(probe.provider(), probe.bucket.name()));
            }
            Finding::new(ABOUT, Verdict::Unknown, format!("The bucket does not tell its rules: {code}."), cure)
        }
        Err(reason) => Finding::new(ABOUT, Verdict::Unknown, format!("The bucket gives no answer: {reason}."), ""),
    }
}

/// Whether the keys may do more than the service needs, where that can be limited.
fn policy(probe: &Probe) -> Option<Finding> {
    let prefix = &probe.prefix;
    if !probe.provider().has_policies() || prefix.is_empty() {
        return None;
    }
    // Nothing has this name.
    let list = probe.bucket.list_objects_v2().prefix("presign-upload-doctor/").max_keys(1);
    if refused(&probe.ask(&list, None)).is_some() {
        return Some(Finding::good("policy", format!("The keys may list nothing but {prefix}.")));
    }
    let seen = format!("The keys may list more than {prefix}: whoever gets them may do more than upload.");
    Some(Finding::new("policy", Verdict::Warning, seen, probe.policy()))
}

/// Why this was refused, if it was.
fn refused(heard: &Heard) -> Option<String> {
    match heard {
        Ok(answer) => refusal(answer),
        Err(reason) => Some(reason.clone()),
    }
}

/// Status and code, the code last.
fn refusal(answer: &Answer) -> Option<String> {
    let code = answer.code();
    match (answer.status, code) {
        (200..=299, None) => None,
        (status, Some(code)) => Some(format!("{status} {code}")),
        (status, None) => Some(status.to_string()),
    }
}

fn last(seen: &str) -> &str {
    seen.rsplit(' ').next().unwrap_or_default()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn sha256(bytes: &[u8]) -> Checksum {
    Checksum::Sha256(Sha256::digest(bytes).into())
}

/// As long as it was, and another.
fn damage(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte ^ 1).collect()
}
