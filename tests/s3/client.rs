//! The settings of an SDK's client, as options of a bucket.

use presign::Error;
use presign::s3::Bucket;
use toml::{Table, Value};

/// The endpoint without a region, which botocore's clients use wherever they can.
pub(crate) const GLOBAL: &str = "https://s3.amazonaws.com";

/// The region of a client; `aws-global` for one that was told to use the endpoint without a region.
pub(crate) fn region(client: &Table) -> &str {
    if is_set(client, "useGlobalEndpoint") {
        return "aws-global";
    }
    text(client, "region").unwrap_or("us-east-1")
}

/// The options of a client, each as the method of [`Bucket`] or as the endpoint's URL.
pub(crate) fn options(client: &Table) -> Vec<&str> {
    let s3 = client.get("s3").and_then(Value::as_table).unwrap_or(client);
    let mut options: Vec<_> = text(client, "endpoint_url").or(text(client, "endpoint")).into_iter().collect();
    for (setting, option) in [
        ("use_dualstack_endpoint", "dual_stack"),
        ("useDualstackEndpoint", "dual_stack"),
        ("use_fips_endpoint", "fips"),
        ("useFipsEndpoint", "fips"),
        ("use_accelerate_endpoint", "accelerate"),
        ("useAccelerateEndpoint", "accelerate"),
        ("forcePathStyle", "path_style"),
    ] {
        if is_set(client, setting) || is_set(s3, setting) {
            options.push(option);
        }
    }
    match text(s3, "addressing_style") {
        Some("path") => options.push("path_style"),
        Some("virtual") => options.push("prefer_virtual_hosted_style"),
        // The default of the SDK for JavaScript, at endpoints too.
        None if client.contains_key("endpoint") && !options.contains(&"path_style") => {
            options.push("prefer_virtual_hosted_style");
        }
        _ => {}
    }
    options
}

/// A bucket with these options, in their order.
pub(crate) fn bucket(name: &str, region: &str, options: &[&str]) -> Result<Bucket, Error> {
    options.iter().try_fold(Bucket::new(name, region)?, |bucket, option| match *option {
        "accelerate" => bucket.accelerate(),
        "dual_stack" => bucket.dual_stack(),
        "fips" => bucket.fips(),
        "path_style" => bucket.path_style(),
        "regional_endpoint" => bucket.regional_endpoint(),
        "virtual_hosted_style" => bucket.virtual_hosted_style(),
        // The SDKs fall back to path style without an error.
        "prefer_virtual_hosted_style" => Ok(bucket.clone().virtual_hosted_style().unwrap_or(bucket)),
        url => bucket.endpoint(url),
    })
}

fn text<'a>(client: &'a Table, setting: &str) -> Option<&'a str> {
    client.get(setting).and_then(Value::as_str)
}

fn is_set(client: &Table, setting: &str) -> bool {
    client.get(setting).and_then(Value::as_bool).unwrap_or_default()
}
