//! What some services ask for besides a good signature.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::inspect::host;
use crate::explain::inspect::url::Url;
use crate::explain::{Finding, Kind, shown};
use crate::signing::Scope;

/// What is wrong with a URL at a normalized host.
type Rule = fn(&Url<'_>, &Scope, &str) -> Option<String>;

/// The rules, with what they find.
///
/// Source: AWS IoT Core, "Device communication protocols" (MQTT over WebSocket); Amazon CloudFront, "Restrict access to
/// an Amazon S3 origin"; Cloudflare R2, "Presigned URLs"; Amazon RDS, "IAM database authentication".
const RULES: [(Kind, Rule); 7] = [
    (Kind::ExpiryTooLong, token_life),
    (Kind::Service, iot_service),
    (Kind::Token, iot_token),
    (Kind::Host, cloudfront),
    (Kind::Host, delivery),
    (Kind::Endpoint, custom_domain),
    (Kind::Host, database_port),
];

/// Finds what the service at the host would refuse.
pub(super) fn find(url: &Url<'_>, scope: Option<&Scope>, findings: &mut Vec<Finding>) {
    let Some(scope) = scope else { return };
    let normal = host::normalize(url.authority);
    findings.extend(RULES.iter().filter_map(|(kind, rule)| Some(Finding::new(*kind, rule(url, scope, &normal)?))));
}

fn is_mqtt(url: &Url<'_>, host: &str) -> bool {
    host.contains(".iot.") && (url.scheme.starts_with("ws") || url.path == "/mqtt")
}

fn iot_service(url: &Url<'_>, scope: &Scope, host: &str) -> Option<String> {
    (is_mqtt(url, host) && scope.service() != "iotdevicegateway").then(|| {
        format!(
            "the URL is signed for the service {}, and MQTT over WebSocket at AWS IoT for iotdevicegateway",
            scope.service()
        )
    })
}

fn iot_token(url: &Url<'_>, _: &Scope, host: &str) -> Option<String> {
    let token = url.query.find("X-Amz-Security-Token=").filter(|_| is_mqtt(url, host))?;
    (token < url.query.find("X-Amz-Signature=")?).then(|| {
        "the session token stands before the signature, so that it was most likely signed: AWS IoT wants it appended after \
         signing, as it must not be signed"
            .into()
    })
}

fn cloudfront(_: &Url<'_>, scope: &Scope, host: &str) -> Option<String> {
    (host.ends_with(".cloudfront.net") && scope.service() == "s3").then(|| {
        format!(
            "the host {} is CloudFront's, but the URL is signed for S3: the host was replaced after signing, and the \
             distribution sends its own to S3; sign for S3's host, or let CloudFront sign (origin access control)",
            shown::text(host)
        )
    })
}

/// The domains of networks that deliver content (CDN), and send a host of their own to the origin.
const DELIVERY: [&str; 9] = [
    ".akamaihd.net",
    ".akamaized.net",
    ".azureedge.net",
    ".azurefd.net",
    ".b-cdn.net",
    ".cdn.digitaloceanspaces.com",
    ".cdn77.org",
    ".fastly.net",
    ".gcdn.co",
];

fn delivery(_: &Url<'_>, scope: &Scope, host: &str) -> Option<String> {
    (DELIVERY.iter().any(|domain| host.ends_with(domain)) && scope.service() == "s3").then(|| {
        format!(
            "the host {} is that of a CDN, which sends another host to the bucket, so that the signature does not match: presigned URLs must be \
             signed for the bucket's own host, and sent to it",
            shown::text(host)
        )
    })
}

fn custom_domain(_: &Url<'_>, scope: &Scope, host: &str) -> Option<String> {
    // Google Cloud Storage and Tigris have the region auto too, at hosts of their own.
    let others = [".googleapis.com", ".tigris.dev", ".storage.dev", ".t3.storage.dev"];
    let is_address = host.parse::<core::net::IpAddr>().is_ok() || !host.contains('.');
    let is_own = host::find(host).is_none() && !is_address && !others.iter().any(|other| host.ends_with(other));
    (is_own && scope.region() == "auto").then(|| {
        format!(
            "the region auto is that of Cloudflare R2, whose presigned URLs hold for ACCOUNT.r2.cloudflarestorage.com only: they \
             do not work on a custom domain such as {}",
            shown::text(host)
        )
    })
}

/// Databases look at the age of a token, and not at what it says.
fn token_life(url: &Url<'_>, scope: &Scope, _: &str) -> Option<String> {
    let is_database = ["rds-db", "elasticache", "memorydb"].contains(&scope.service());
    let seconds: u64 = url.parameter("X-Amz-Expires").filter(|_| is_database)?.parse().ok()?;
    (seconds > 900 && url.scheme.is_empty()).then(|| {
        format!(
            "the expiry is {seconds} seconds, and a token of {} holds for at most 900 (15 minutes)",
            scope.service()
        )
    })
}

fn database_port(url: &Url<'_>, scope: &Scope, host: &str) -> Option<String> {
    (scope.service() == "rds-db" && url.scheme.is_empty() && !url.authority.contains(':')).then(|| {
        let host = shown::text(host);
        format!(
            "the token is signed for the host {host} without a port: the port is signed too, as in {host}:5432 or {host}:3306"
        )
    })
}
