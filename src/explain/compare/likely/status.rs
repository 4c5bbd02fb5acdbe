//! A status without a body, as HEAD requests and programs that hide the answer leave it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::redirects;
use super::sight::Sight;
use crate::explain::{Finding, Kind, shown};

/// Words before a status, in lower case.
const BEFORE: [&str; 7] = ["http", "httpstatuscode", "status", "code", "statuscode", "error", "returned"];

/// Words after a status, in lower case: the first of what HTTP calls it.
const AFTER: [&str; 7] = ["bad", "forbidden", "found", "moved", "permanent", "temporary", "unauthorized"];

/// The status of the answer, where the text has no document.
fn status(sight: &Sight<'_>) -> Option<u16> {
    let answer = sight.case.answer;
    if !answer.is_text() && !answer.is_line() {
        return None;
    }
    let text = sight.case.evidence.answer.as_deref()?.to_lowercase();
    let words: Vec<_> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_status = |at: usize| {
        let before = words[at.saturating_sub(3)..at].iter();
        let after = words[at + 1..].iter().take(3);
        words[at].len() == 3
            && (before.clone().any(|word| BEFORE.contains(word)) || after.clone().any(|word| AFTER.contains(word)))
    };
    // Ruby's `Http307Error`.
    let in_name = |word: &&str| word.strip_prefix("http")?.strip_suffix("error")?.parse::<u16>().ok();
    if let Some(named) = words.iter().find_map(in_name) {
        return Some(named);
    }
    let numbers = words.iter().enumerate().filter_map(|(at, word)| Some((at, word.parse::<u16>().ok()?)));
    numbers.filter(|(at, number)| (300..600).contains(number) && is_status(*at)).map(|(_, number)| number).next()
}

fn to(sight: &Sight<'_>) -> String {
    sight.host().filter(|host| !host.is_empty()).map(|host| format!(" {}", shown::text(&host))).unwrap_or_default()
}

/// A status alone, whose answer says more.
pub(super) fn forbidden(sight: &Sight<'_>) -> Vec<Finding> {
    let sentence = |status| {
        format!(
            "the status is {status}, and the body of the answer, which says why, was not handed in: it is in XML or JSON, and a HEAD \
             request has none; look for a method other than the signed one, a signature that expired, and a permission that is \
             missing"
        )
    };
    let status = status(sight)
        .filter(|status| [401, 403].contains(status) && sight.case.answer.is_text() && sight.case.evidence.is_rest);
    status.map(|status| Finding::new(Kind::Unknown, sentence(status))).into_iter().collect()
}

/// S3 leads to the bucket's region, and programs do not follow since the signature is for another host.
pub(super) fn redirect(sight: &Sight<'_>) -> Vec<Finding> {
    let sentence = |status| {
        format!(
            "the server redirects ({status}) the request to the host{}: the bucket is in a different region from the one that it is \
             signed for and sent to; set the region of the bucket, which `curl -I` shows as x-amz-bucket-region",
            to(sight)
        )
    };
    let is_redirect = |status: &u16| [301, 302, 307, 308].contains(status) && !redirects::stays(sight);
    let redirect = status(sight).filter(is_redirect);
    redirect.map(|status| Finding::new(Kind::Region, sentence(status))).into_iter().collect()
}

/// A HEAD request that S3 cannot read has no more than this.
pub(super) fn bad_request(sight: &Sight<'_>) -> Vec<Finding> {
    if status(sight) != Some(400) {
        return Vec::new();
    }
    let region = format!(
        "the server refuses (400) the request to the host{} without saying why: most often the region that it is signed for is \
         not that of the bucket; set the bucket's region",
        to(sight)
    );
    let token = "or the session token of temporary credentials is missing, has expired, or is sent with other credentials' \
                 key; a request with a method other than HEAD has an answer that says it";
    [Finding::new(Kind::Region, region), Finding::new(Kind::Token, token)].into()
}
