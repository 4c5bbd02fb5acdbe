//! The service and the region: what was signed, and which are right.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::inspect::host_scope;
use crate::explain::shown;
use crate::signing::Scope;

pub(super) fn service(case: &Case<'_>) -> Option<String> {
    let (message, noun) = (case.answer.message(), case.noun());
    let of_url = case.url.and_then(|url| url.scope.as_ref()).map(Scope::service);
    let given = quoted_after(&message, "incorrect service ").or(of_url).map(|given| format!("the service {given}"));
    let given = given.as_deref().unwrap_or("another service");
    let right = ["belongs to ", "correct service: "].into_iter().find_map(|word| quoted_after(&message, word));
    // SeaweedFS has no quotes.
    let right = right.or(message.split_once("correct service: ").map(|(_, right)| right.trim()));
    let right = right.or(unquoted_after(&message, "endpoint belongs to "))?;
    if let Some(own) = case
        .host()
        .as_deref()
        .and_then(host_scope)
        .and_then(|host| host.service)
        .filter(|own| own != right && own != "s3")
    {
        return Some(format!(
            "the {noun} is signed for another service, and the server names {right}, while its host is that of {own}: sign for the service of the host, and give the \
             client its name (service: \"{own}\")"
        ));
    }
    let region = quoted_after(&message, "valid region, not ").map(|region| {
        format!(
            ", and for the region {region}, which is not the endpoint's: both must be set in the client, since the name of a \
             domain of one's own tells neither"
        )
    });
    Some(format!("the {noun} is signed for {given}, and the right one is {right}{}", region.unwrap_or_default()))
}

pub(super) fn region(case: &Case<'_>) -> Option<String> {
    let (message, noun) = (case.answer.message(), case.noun());
    let told =
        ["region ", "valid region, not ", "region name "].into_iter().find_map(|word| quoted_after(&message, word));
    let words = ["region is wrong", "region does not match", "to a valid region", "wrong region", "invalid region"];
    let lower = message.to_lowercase();
    let told = told.or_else(|| unquoted_after(&message, "valid Region, not "));
    let is_told = told.is_some() || words.iter().any(|words| lower.contains(words));
    let field = if is_told || message.contains("malformed") { case.answer.field("Region") } else { None };
    let expected = quoted_after(&message, "expecting ").or(unquoted_after(&message, "region, expecting ")).or(field);
    let of_url = || case.url.and_then(|url| url.scope.as_ref()).map(Scope::region);
    let given = told.or_else(of_url);
    let home = home_of_service(case).filter(|home| is_told && given != Some(home));
    let expected = expected.or(home.as_deref()).map(shown::text);
    match (given, expected) {
        (Some(given), Some(expected)) if *given != *expected => {
            let is_global = expected == "us-east-1" && is_global(case);
            let why = if is_global { "since the service is global, with one region for all, " } else { "" };
            Some(format!("the {noun} is signed for the region {given}, and {why}the right one is {expected}"))
        }
        (_, Some(expected)) => {
            Some(format!("the {noun} is signed for another region, and the right one is {expected}"))
        }
        (Some(given), None) if is_told => {
            Some(format!("the {noun} is signed for the region {given}, and that is not the server's"))
        }
        (_, None) => is_told.then(|| {
            format!(
                "the region that the {noun} is signed for is not the server's: its scope must have the region of the endpoint"
            )
        }),
    }
}

/// Services that have one endpoint for all regions, by a word of what was handed in. Source: AWS General Reference,
/// "Service endpoints and quotas".
const GLOBAL: [&str; 7] = ["iam", "sts", "getcalleridentity", "route53", "cloudfront", "organizations", "listusers"];

/// The region of the host, or that of a service that has one host alone.
fn home_of_service(case: &Case<'_>) -> Option<String> {
    let host = case.host().filter(|host| !host.is_empty());
    if let Some(region) = host.as_deref().and_then(host_scope).and_then(|scope| scope.region) {
        return Some(region);
    }
    is_global(case).then(|| "us-east-1".to_owned())
}

/// Whether the service has one region for all, by its host or by its name.
fn is_global(case: &Case<'_>) -> bool {
    let text = case.text();
    let host = case.host().filter(|host| !host.is_empty());
    let is_global = |host: &str| GLOBAL.iter().any(|name| host == format!("{name}.amazonaws.com"));
    let is_named = || {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| GLOBAL.contains(&word)) && !text.contains("cloudfront-keyvaluestore")
    };
    host.as_deref().map_or_else(is_named, is_global)
}

/// The same without quotation marks.
fn unquoted_after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.split_once(word)?.1;
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    (!name.is_empty()).then_some(name)
}

/// The string in quotation marks right after a word.
fn quoted_after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.match_indices(word).find_map(|(at, word)| {
        let rest = &text[at + word.len()..];
        let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        rest[1..].split_once(quote).map(|(quoted, _)| quoted)
    })
}

/// Where the bucket is, and its region if that is told.
fn home(case: &Case<'_>) -> (String, Option<String>) {
    let endpoint = case.shown("Endpoint").unwrap_or_else(|| "another endpoint".to_owned());
    let field =
        case.shown("x-amz-bucket-region").or_else(|| case.shown("BucketRegion")).or_else(|| case.shown("Region"));
    let region = field.or_else(|| host_scope(&endpoint)?.region);
    (endpoint, region)
}

pub(super) fn only_the_host_is_wrong(case: &Case<'_>) -> Option<String> {
    let (endpoint, region) = home(case);
    let scope = case.url?.scope.as_ref()?;
    (region? == scope.region()).then(|| {
        format!(
            "the URL is signed for the bucket's region, but not for its host, {endpoint}: S3 redirects requests to \
             other hosts, which browsers refuse to follow from another origin (CORS)"
        )
    })
}

pub(super) fn redirect(case: &Case<'_>) -> String {
    match home(case) {
        (endpoint, Some(region)) => {
            format!("the bucket is in the region {region}, at {endpoint}: sign for that region and host")
        }
        (endpoint, None) => format!("the bucket is in another region, at {endpoint}: sign for that region and host"),
    }
}

/// Garage names the scope that it does not want, and not the one that it wants.
/// Source: Garage, "Configuration file format", `s3_region`.
pub(super) fn unexpected(case: &Case<'_>) -> Option<String> {
    let message = case.answer.message();
    let (_, scope) = message.split_once("unexpected scope: ")?;
    let mut parts = scope.split('/').skip(1);
    let (region, service) = (parts.next()?, parts.next().unwrap_or_default());
    let region = shown::text(region);
    let other =
        if service.is_empty() || service == "s3" { String::new() } else { format!(" and the service {service}") };
    Some(format!(
        "the {} is signed for the region {region}{other}, and that is not the server's: at Garage the region is garage, unless s3_region in \
         garage.toml has another, and the service is s3",
        case.noun()
    ))
}
