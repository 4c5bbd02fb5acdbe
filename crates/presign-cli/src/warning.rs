//! Warnings: of hosts that contradict what is signed for them, above all. It is signed all the same: a proxy may send the
//! request elsewhere.

use std::io::{self, Write as _};

use presign::explain::{self, Finding};
use presign::verify::SignedRequest;
use presign::{Credentials, PresignedUrl, Scope, Timestamp};

use crate::region;

/// Warns if a host of AWS belongs to a different region or service from the signer, or if AWS has no such region.
pub(crate) fn of_host(host: &str, url: &PresignedUrl, now: Timestamp) {
    let of_host = explain::host_scope(host);
    let inspection = explain::inspect(url.as_str(), now);
    // A scope of SigV4a has none.
    let signed = inspection.scope.as_ref().map(Scope::region).filter(|region| !region.is_empty());
    let other = of_host.as_ref().and_then(|it| it.region.as_deref()).filter(|region| Some(*region) != signed);
    // That the host has another region is told below.
    if let (Some(region), None, true) = (signed, other, region::is_host(host)) {
        of_region(region);
    }
    let is_told = |finding: &Finding| matches!(finding.kind(), "region" | "endpoint");
    let of_provider =
        of_host.as_ref().filter(|it| !region::is_host(host) && !it.other_regions.contains(&signed.unwrap_or_default()));
    if let (Some(region), Some(signed), Some(_), true) =
        (other, signed, of_provider, !inspection.findings.iter().any(is_told))
    {
        print(&format!(
            "the host {host} belongs to the region {region}, but this is signed for {signed}, which the service may refuse: \
             --region {region} agrees with the host"
        ));
    }
    for finding in inspection.findings {
        let of_host = of_host.as_ref();
        let option = match finding.kind() {
            "region" | "endpoint" => of_host.and_then(|it| Some(format!("--region {}", it.region.as_ref()?))),
            "service" => of_host.and_then(|it| Some(format!("--service {}", it.service.as_ref()?))),
            _ => continue,
        };
        let agrees = option.map(|option| format!(": {option} agrees with the host")).unwrap_or_default();
        print(&format!("{}{agrees}", finding.sentence));
    }
}

/// Warns if whoever has a URL has the credentials too: those of R2 follow from their token, which is in it.
pub(crate) fn of_token(url: &PresignedUrl) {
    let target = url.as_str().splitn(4, '/').nth(3).unwrap_or_default();
    let request = SignedRequest::parse(url.method(), &format!("/{target}"), [("host", url.signed_host())]);
    let token = request.ok().and_then(|request| request.session_token().map(ToOwned::to_owned)).unwrap_or_default();
    if Credentials::new("-", "-").with_session_token(token).token_reveals_secret() {
        print(
            "the session token in what is signed is the whole credential, as R2's temporary credentials have it: whoever \
             gets this may do all that they allow",
        );
    }
}

/// Warns if a URL expires with its credentials, before the time that was asked for.
pub(crate) fn of_end(credentials: Option<Timestamp>, asked: Timestamp) {
    if let Some(end) = credentials.filter(|end| *end < asked) {
        let (end, asked) = (end.to_rfc3339(), asked.to_rfc3339());
        print(&format!("it expires at {end}, with the credentials, and not at {asked}"));
    }
}

/// Warns if AWS has no such region.
pub(crate) fn of_region(region: &str) {
    if let Some(complaint) = region::complaint(region) {
        print(&complaint);
    }
}

/// Warns if the region that the environment or the profile sets is not the one that is signed for, which is the host's.
pub(crate) fn of_other_region(host: &str, signed: &str, set: Option<&str>) {
    if let Some(set) = set.filter(|set| *set != signed) {
        print(&format!(
            "the region that is set is {set}, but this is signed for {signed}, which the host {host} belongs to: \
             --region {signed} agrees with the host"
        ));
    }
}

/// Parameters that are written after a key by mistake.
const IN_KEYS: [&str; 4] = ["?versionId=", "?partNumber=", "?response-", "?X-Amz-"];

/// Warns if a key looks percent-encoded, or has a query.
pub(crate) fn of_key(key: &str) {
    if let Some(found) = IN_KEYS.iter().find(|found| key.contains(**found)) {
        let name = found.trim_end_matches('=');
        print(&format!(
            "{name} is signed as part of the key: --version-id names a version, and --query adds a parameter"
        ));
    }
    let is_digit = |b: &u8| b.is_ascii_hexdigit();
    let found = key.bytes().enumerate().filter(|(_, b)| *b == b'%').find_map(|(at, _)| {
        let code = key.get(at..at + 3)?;
        code.as_bytes()[1..].iter().all(is_digit).then_some(code)
    });
    if let Some(code) = found {
        let key = key.escape_debug();
        print(&format!("{code} in the key {key} is signed as three characters: keys are not percent-decoded"));
    }
}

/// Warns if the key of an object that is there already is written like several, as patterns and folders are. A new one
/// may be a folder's mark.
pub(crate) fn of_one_key(key: &str) {
    let shown = key.escape_debug();
    if key.contains('*') {
        print(&format!(
            "the * in the key {shown} is signed as that character: a key is no pattern, and --from FILE signs for several"
        ));
    } else if key.ends_with('/') {
        print(&format!(
            "the key {shown} ends with a slash and is signed as one object of that name, not as all keys that begin with \
             it: `presign list` lists these, and --from FILE signs for several"
        ));
    }
}

/// The parts of a bucket's configuration that can be deleted. Source: AWS's model of S3.
const DELETED: [&str; 15] = [
    "analytics",
    "cors",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "lifecycle",
    "metadataConfiguration",
    "metadataTable",
    "metrics",
    "ownershipControls",
    "policy",
    "publicAccessBlock",
    "replication",
    "tagging",
    "website",
];

/// Warns if a server other than AWS's would delete the bucket for a part of its configuration that it does not know.
pub(crate) fn of_deletion(method: &str, host: &str, url: &str) {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    // After the scheme, nothing and the host: the bucket in path style, and nothing in virtual-hosted style.
    let is_bucket = address.split('/').skip(3).filter(|segment| !segment.is_empty()).count() <= 1;
    let names = query.split('&').filter_map(|part| part.split('=').next());
    let deleted = names.into_iter().find(|name| DELETED.contains(name));
    if let (Some(name), "DELETE", true, false) = (deleted, method, is_bucket, region::is_host(host)) {
        print(&format!(
            "a server that does not know ?{name} deletes the bucket itself for this: send a GET of it first, and do not \
             hand this out"
        ));
    }
}

pub(crate) fn print(sentence: &str) {
    // Standard error may be closed; there is nobody left to warn then.
    let _ = writeln!(io::stderr(), "presign: warning: {sentence}");
}
