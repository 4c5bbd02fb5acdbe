//! rusty-s3: a bucket's own operations, of a key.

use std::time::Duration;

use conformance_runners::{Made, No, Sign, cases, say, seconds};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use rusty_s3::{Bucket, Credentials, Map, S3Action, UrlStyle};

fn decoded(text: &str) -> Result<String, No> {
    Ok(percent_decode_str(text).decode_utf8()?.into_owned())
}

/// The query of an action and its headers, and then its URL.
fn signed<'a>(case: &'a Sign, mut action: impl S3Action<'a>, query: &str) -> Result<String, No> {
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        insert(action.query_mut(), decoded(name)?, decoded(value)?)?;
    }
    for (name, value) in &case.request.headers {
        insert(action.headers_mut(), name.to_ascii_lowercase(), value.clone())?;
    }
    let expires = case.expires.ok_or(No::Cannot("no expiry"))?;
    Ok(action.sign_with_time(Duration::from_secs(expires), &Timestamp::from_second(seconds(&case.time))?).into())
}

fn insert(map: &mut Map<'_>, name: String, value: String) -> Result<(), No> {
    if map.iter().any(|(other, _)| other == name) {
        return Err(No::Cannot("a parameter or a header that is repeated"));
    }
    map.insert(name, value);
    Ok(())
}

fn made(case: &Sign) -> Result<Made, No> {
    if !case.is_s3_url() || case.payload != "UNSIGNED-PAYLOAD" || case.rules.token_parameter.is_some() {
        return Err(No::Cannot("a service other than S3, or a body that is signed"));
    }
    let (address, query) = case.request.url.split_once('?').unwrap_or((&case.request.url, ""));
    let (scheme, rest) = address.split_once("://").ok_or(No::Cannot("a URL without a scheme"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    // A bucket in the host, or first in the path.
    let (bucket, endpoint, key, style) = match host.split_once(".s3") {
        Some((bucket, _)) if !bucket.contains('.') => {
            (bucket, format!("{scheme}://{}", &host[bucket.len() + 1..]), path, UrlStyle::VirtualHost)
        }
        _ => {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (bucket, format!("{scheme}://{host}"), key, UrlStyle::Path)
        }
    };
    let (bucket, key) = (bucket.to_owned(), decoded(key)?);
    if key.is_empty() {
        return Err(No::Cannot("an operation on a bucket"));
    }
    let bucket = Bucket::new(endpoint.parse()?, style, bucket, case.region.clone())?;
    let keys = &case.credentials;
    let credentials = match &keys.session_token {
        Some(token) => Credentials::new_with_token(&keys.access_key_id, &keys.secret_access_key, token),
        None => Credentials::new(&keys.access_key_id, &keys.secret_access_key),
    };
    let credentials = Some(&credentials);
    let url = match case.request.method.as_str() {
        "GET" => signed(case, bucket.get_object(credentials, &key), query),
        "HEAD" => signed(case, bucket.head_object(credentials, &key), query),
        "PUT" => signed(case, bucket.put_object(credentials, &key), query),
        "DELETE" => signed(case, bucket.delete_object(credentials, &key), query),
        _ => Err(No::Cannot("a method of no operation on an object")),
    };
    url.map(Made::Url)
}

fn main() {
    for case in cases::<Sign>() {
        say(&case.id, made(&case));
    }
}
