//! What a client was told wrongly, by its own configuration.

use alloc::format;
use alloc::vec::Vec;

use super::setting::{Setting, arguments};
use crate::explain::compare::likely::sight::Sight;
use crate::explain::inspect::{SCHEME_TWICE, host_scope};
use crate::explain::{Finding, Kind, shown};

/// How settings, options and calls name the endpoint, at the end of a longer name too, in lower case.
const ENDPOINT: [&str; 4] = ["endpoint", "s3url", "s3_url", "serviceurl"];
const BUCKET: [&str; 4] = ["bucket", "bucket_name", "bucketname", "bucket_id"];
const REGION: [&str; 4] = ["region", "region_name", "regionname", "default_region"];
const SECRET: [&str; 6] =
    ["secret_key", "secret_access_key", "secretkey", "secretaccesskey", "secret", "aws_secret_access_key"];

/// A scheme that a program put before an address that has one.
const DOUBLED: [&str; 5] = ["://http:", "://https:", "://http//", "://https//", "://https%3a"];

/// The host and the path of an endpoint that a line names: what comes before `://` is near.
fn endpoint(line: &str) -> Option<(&str, &str)> {
    let lower = line.to_ascii_lowercase();
    let at = ENDPOINT.iter().find_map(|name| lower.find(name))?;
    let (before, address) = line.get(at..)?.split_once("://")?;
    let is_documentation = || ["docs.", "github.com"].iter().any(|start| address.starts_with(start));
    if before.len() > 60 || line.contains("X-Amz-") || is_documentation() {
        return None;
    }
    let end = address.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | ',' | ';' | '\\' | '?'));
    let address = &address[..end.unwrap_or(address.len())];
    let at = address.find('/').unwrap_or(address.len());
    Some((&address[..at], address[at..].trim_end_matches(['/', '.'])))
}

/// Whether it may be the name of a region, and no variable.
fn is_region(value: &str) -> bool {
    value.len() > 3 && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The settings of a client that do not fit together.
#[derive(Default)]
struct Client<'a> {
    endpoint: Option<(&'a str, &'a str)>,
    bucket: Option<&'a str>,
    region: Option<&'a str>,
    has_secret: bool,
    token: Option<&'a str>,
}

impl<'a> Client<'a> {
    fn read(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut client =
            Self { endpoint: texts.clone().flat_map(str::lines).take(2_000).find_map(endpoint), ..Self::default() };
        for setting in arguments(texts) {
            let Setting { name, value } = setting;
            if setting.is_called(&BUCKET) && value.len() > 2 && !value.contains(' ') {
                client.bucket = client.bucket.or(Some(value));
            }
            if setting.is_called(&REGION) && is_region(value) {
                client.region = client.region.or(Some(value));
            }
            client.has_secret |= setting.is_called(&SECRET);
            if name == "access_token" && !value.is_empty() {
                client.token = Some(name);
            }
        }
        client
    }
}

impl Client<'_> {
    /// The endpoint is of one region, and the client signs for another.
    fn other_region(&self) -> Option<Finding> {
        let (region, (host, _)) = self.region.zip(self.endpoint)?;
        let scope = host_scope(host)?;
        let right = scope.region?;
        (right != region && !scope.other_regions.contains(&region)).then(|| {
            let sentence = format!(
                "the region is set to {}, and the endpoint {} is of the region {right}: both must be those of the bucket, or of the service that is asked",
                shown::text(region),
                shown::text(host)
            );
            Finding::new(Kind::Region, sentence)
        })
    }
}

/// The bucket in the endpoint, a folder in the bucket, a path in the endpoint, a secret in the field of the token.
pub(in crate::explain::compare::likely) fn misplaced(sight: &Sight<'_>) -> Vec<Finding> {
    let client = Client::read(sight.case.evidence.texts());
    let mut found = Vec::new();
    if DOUBLED.iter().any(|twice| sight.text().contains(twice)) {
        found.push(Finding::new(Kind::Endpoint, SCHEME_TWICE));
    }
    if client.token.is_some() && !client.has_secret {
        let sentence = "the configuration has access_token and no secret_key; the first is what temporary credentials have as their third part, and \
                        the secret access key belongs into the second";
        found.push(Finding::new(Kind::Secret, sentence));
    }
    if let Some((bucket, (host, _))) = client.bucket.zip(client.endpoint) {
        let is_inside = host.split_once('.').is_some_and(|(first, _)| first == bucket);
        let sentence = format!(
            "the endpoint begins with the bucket ({}), which the client adds once more: the endpoint is the host without the bucket",
            shown::text(host)
        );
        found.extend(is_inside.then(|| Finding::new(Kind::Endpoint, sentence)));
    }
    found.extend(client.other_region());
    if let Some(bucket) = client.bucket.filter(|bucket| bucket.contains('/') && !bucket.contains("://")) {
        let sentence = format!(
            "the name of the bucket has a folder in it ({}): it belongs to the key, as a prefix",
            shown::text(bucket)
        );
        found.push(Finding::new(Kind::Path, sentence));
    }
    // That of Supabase and of Swift belongs to it.
    let is_path = |path: &str| path.len() > 1 && !path.contains("/v1");
    if let Some((_, path)) = client.endpoint.filter(|(_, path)| is_path(path)) {
        let sentence = format!(
            "the endpoint of the client has a path ({}), which is signed as the beginning of each path: a proxy that removes it, or a server that \
             reads it as the bucket, sees another path; give the server a host of its own",
            shown::text(path)
        );
        found.push(Finding::new(Kind::Path, sentence));
    }
    found
}
