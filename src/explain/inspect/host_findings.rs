//! A host that contradicts the scope, or cannot be reached as it is.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::inspect::aws_names;
use crate::explain::inspect::host::{self, Endpoint, Host};
use crate::explain::inspect::scheme::SignatureVersion;
use crate::explain::inspect::url::Url;
use crate::explain::{Finding, Kind, shown};
use crate::services::database::Database;
use crate::signing::Scope;

/// Compares the host with the scope.
pub(super) fn scope(
    host: &str,
    noun: &str,
    version: Option<SignatureVersion>,
    scope: Option<&Scope>,
    findings: &mut Vec<Finding>,
) {
    let normal = host::normalize(host);
    let name = shown::text(&normal);
    let found = host::find(&normal);
    if found.as_ref().is_some_and(|found| found.endpoint == Endpoint::Website) {
        let sentence = format!("the host {name} is a website endpoint of S3, which accepts no signed requests");
        findings.push(Finding::new(Kind::Endpoint, sentence));
        return;
    }
    let is_nameless = found.as_ref().is_some_and(|found| found.prefix.is_empty()) && !normal.starts_with(CONTROL);
    if is_nameless && NAMES_FIRST.iter().any(|start| normal.starts_with(start)) {
        let sentence = format!(
            "the host {name} has the name of the bucket or access point before it, as in NAME.{name}: it has no path style"
        );
        findings.push(Finding::new(Kind::Endpoint, sentence));
    }
    let Some(scope) = scope.filter(|_| version == Some(SignatureVersion::V4)) else { return };
    let database = Database::of_scope(scope.service()).filter(|database| !database.has(&normal));
    if let Some(Database { name: service, signed, .. }) = database {
        let sentence = format!(
            "the token is signed for the host {name}, which is not an endpoint of {service}: it is compared with the \
             endpoint's own {signed}, whatever the client dialled"
        );
        findings.push(Finding::new(Kind::Endpoint, sentence));
        return;
    }
    let service = service(&name, noun, found.as_ref(), scope);
    let region = found.as_ref().and_then(|found| region(&name, noun, found, scope));
    let found = [service, region].into_iter().flatten();
    findings.extend(found.map(|(kind, sentence)| Finding::new(kind, sentence)));
}

/// The hosts of S3 that have no path style. Source: Amazon S3, "Getting started with Amazon S3 Transfer Acceleration",
/// "Access points for general purpose buckets", "Regional and Zonal endpoints for directory buckets".
const NAMES_FIRST: [&str; 3] = ["s3-accelerate.", "s3-accesspoint", "s3express-"];
/// The Regional endpoint of directory buckets, which has path style only.
const CONTROL: &str = "s3express-control";

fn service(name: &str, noun: &str, found: Option<&Host<'_>>, scope: &Scope) -> Option<(Kind, String)> {
    let signed = scope.service();
    // A provider may accept a region other than the one its host names, and no other service than S3.
    let is_told = |found: &&Host<'_>| !matches!(found.endpoint, Endpoint::Lenient) || !name.ends_with(".amazonaws.com");
    let sentence = match found.filter(is_told).and_then(|found| found.service) {
        Some(right) if !aws_names::takes(right, signed) => {
            format!("the host {name} belongs to the service {right}, but the {noun} is signed for {signed}")
        }
        Some(_) => return None,
        None => {
            let right = aws_names::in_any_case(signed).filter(|right| *right != signed)?;
            format!("the {noun} is signed for the service {signed}, which is written {right}")
        }
    };
    Some((Kind::Service, sentence))
}

fn region(name: &str, noun: &str, found: &Host<'_>, scope: &Scope) -> Option<(Kind, String)> {
    let signed = scope.region();
    let right = found.region.unwrap_or_default();
    Some(match found.endpoint {
        Endpoint::MultiRegion => {
            let what = if found.service == Some("s3") { "is a Multi-Region Access Point, which " } else { "" };
            (Kind::Endpoint, format!("the host {name} {what}accepts only SigV4a, not Signature Version 4"))
        }
        Endpoint::Global if signed != right => (
            Kind::Endpoint,
            format!(
                "the host {name} is the global endpoint of S3 and belongs to {right}, but the {noun} is signed for \
                 {signed}: S3 redirects requests for new buckets (307), which browsers refuse to follow from another \
                 origin (CORS); sign for the host {}s3.{signed}.amazonaws.com",
                if found.prefix.is_empty() { String::new() } else { format!("{}.", found.prefix) }
            ),
        ),
        Endpoint::Lenient if name.ends_with(".r2.cloudflarestorage.com") && !R2_REGIONS.contains(&signed) => {
            (Kind::Region, format!("the host {name} belongs to the region auto, but the {noun} is signed for {signed}"))
        }
        Endpoint::Global | Endpoint::Lenient => return None,
        _ if found.region.is_none_or(|right| right == signed) || found.other_regions.contains(&signed) => return None,
        _ => (
            Kind::Region,
            format!("the host {name} belongs to the region {right}, but the {noun} is signed for {signed}"),
        ),
    })
}

/// The regions that Cloudflare R2 takes. Source: Cloudflare R2, "S3 API compatibility", "Bucket region", and its
/// message.
const R2_REGIONS: [&str; 8] = ["auto", "us-east-1", "wnam", "enam", "weur", "eeur", "apac", "oc"];

/// Finds hosts that clients cannot reach, or not everywhere.
pub(super) fn reach(url: &Url<'_>, findings: &mut Vec<Finding>) {
    let normal = host::normalize(url.authority);
    let name = shown::text(&normal);
    let found = host::find(&normal);
    let bucket = found.filter(|found| matches!(found.endpoint, Endpoint::Bucket | Endpoint::Global));
    if let Some(bucket) = bucket.map(|found| found.prefix).filter(|name| name.contains('.') && url.scheme == "https") {
        let sentence = format!(
            "the bucket name {bucket} has a dot and is part of the host {name}, which no certificate of S3 covers: use \
             path style"
        );
        findings.push(Finding::new(Kind::Certificate, sentence));
    }
    // A scheme that stands twice is reported as that.
    let is_address = normal.starts_with('[') || ["localhost", "", "http", "https"].contains(&normal.as_str());
    if !is_address && (!normal.contains('.') || PRIVATE.iter().any(|domain| normal.ends_with(domain))) {
        let sentence = format!(
            "the host {name} is known only inside its own network, such as that of Docker: a browser elsewhere cannot \
             reach it, and under another name the signature does not match"
        );
        findings.push(Finding::new(Kind::PrivateHost, sentence));
    }
}

/// Domains that are known inside one network only. Source: RFC 6762, `.local`; ICANN, `.internal`; Kubernetes, "DNS for
/// Services and Pods".
const PRIVATE: [&str; 3] = [".internal", ".local", ".svc"];
