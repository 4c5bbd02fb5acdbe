//! Where buckets live: hosts, paths, services and regions, as SDKs and AWS's endpoint rules have them.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Table;

use crate::client;
use crate::location::location;
use crate::vector_files::{VectorFile, read};

/// A row of `s3-endpoints`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    implementation: String,
    bucket: String,
    #[serde(default)]
    client: Table,
    scheme: Option<String>,
    netloc: Option<String>,
    signed_host: Option<String>,
    path: Option<String>,
    signing_service: Option<String>,
    signing_region: Option<String>,
    error: Option<String>,
}

/// The options of rows whose settings were not recorded, which follow from their names.
const EXTRA: [(&str, &str, &[&str]); 19] = [
    ("extra-xa", "us-west-2", &[]),
    ("extra-x-use1", "us-east-1", &[]),
    ("extra-x-dual", "us-west-2", &["dual_stack"]),
    ("extra-x-custom", "us-west-2", &["https://custom.example.com"]),
    ("extra-accel-fips", "us-west-2", &["accelerate", "fips"]),
    ("extra-accel-cn", "cn-north-1", &["accelerate"]),
    ("extra-fips-cn", "cn-north-1", &["fips"]),
    ("extra-ap-path", "us-west-2", &["path_style"]),
    ("extra-ap-accel", "us-west-2", &["accelerate"]),
    ("extra-ap-custom", "us-west-2", &["https://custom.example.com"]),
    ("extra-ap-otherregion", "us-west-2", &[]),
    ("extra-ol-fips", "us-west-2", &["fips"]),
    ("extra-ip", "us-west-2", &[]),
    ("extra-hyphen-end", "us-west-2", &[]),
    ("extra-custom-http-dotted", "us-west-2", &["http://s3.example.com"]),
    ("extra-custom-https-dotted", "us-west-2", &["https://s3.example.com"]),
    ("extra-custom-fips", "us-west-2", &["https://s3.example.com", "fips"]),
    ("extra-custom-dual", "us-west-2", &["https://s3.example.com", "dual_stack"]),
    ("extra-localhost-path", "us-east-1", &["http://localhost:9000/base", "path_style"]),
];

/// Rows to which this crate gives another answer, and why.
const OURS: [(&str, &str); 16] = [
    // botocore looks for buckets of all regions of the partition `aws` at the endpoint without a region, where S3
    // redirects to the right one for a while. The regional endpoint is there for all, us-east-1 among them.
    ("botocore/ep-us-east-1-default", "https://examplebucket.s3.us-east-1.amazonaws.com/test.txt s3 us-east-1"),
    (
        "botocore/ep-eu-central-1-default",
        "https://examplebucket.s3.eu-central-1.amazonaws.com/test.txt s3 eu-central-1",
    ),
    ("botocore/ep-underscore", "https://s3.us-east-1.amazonaws.com/under_score/test.txt s3 us-east-1"),
    // For the same reason it looks for the FIPS endpoint of us-west-2 in us-east-1, and signs for us-west-2.
    ("botocore/ep-fips", "https://examplebucket.s3-fips.us-west-2.amazonaws.com/test.txt s3 us-west-2"),
    // botocore signs with SigV4 what S3 accepts with SigV4a only, and the SDK for JavaScript was without its part for it.
    ("botocore/ep-mrap", MULTI_REGION),
    ("js/ep-mrap", MULTI_REGION),
    // The SDK for JavaScript wants SigV4a for Outposts, which accept SigV4 too.
    (
        "js/ep-outposts",
        "https://reports-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/test.txt s3-outposts us-west-2",
    ),
    (
        "js/ep-outposts-alias",
        "https://test-accessp-o0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3.op-0b1d075431d83bebd.s3-outposts.us-west-2.amazonaws.com/test.txt s3-outposts us-west-2",
    ),
    (
        "js/ep-outposts-alias-e",
        "https://test-accessp-e0b1d075431d83bebde8xz5w8ijx1qzlbp3i3kuse10--op-s3.ec2.s3-outposts.us-west-2.amazonaws.com/test.txt s3-outposts us-west-2",
    ),
    // The SDK refuses these too, in its words.
    ("js/extra-accel-fips", "S3 Transfer Acceleration cannot be combined with a FIPS endpoint"),
    ("js/extra-accel-cn", "S3 Transfer Acceleration cannot be combined with a region in China"),
    ("js/extra-fips-cn", "a FIPS endpoint cannot be combined with a region in China"),
    ("js/extra-ap-path", "path style cannot be combined with an ARN"),
    ("js/extra-ap-accel", "S3 Transfer Acceleration cannot be combined with an access point"),
    ("js/extra-custom-fips", "a FIPS endpoint cannot be combined with a custom endpoint"),
    ("js/extra-custom-dual", "a dual-stack endpoint cannot be combined with a custom endpoint"),
];

const MULTI_REGION: &str = "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/test.txt s3 *";

impl Row {
    fn id(&self) -> String {
        let implementation = if self.implementation.starts_with("botocore") { "botocore" } else { "js" };
        format!("{implementation}/{}", self.name)
    }

    fn settings(&self) -> (&str, Vec<&str>) {
        match EXTRA.iter().find(|(name, ..)| *name == self.name) {
            Some((_, region, options)) => (region, options.to_vec()),
            None => (client::region(&self.client), client::options(&self.client)),
        }
    }

    /// The SDK's answer in the form of [`location`].
    fn expected(&self) -> String {
        let text = |text: &Option<String>| text.clone().expect("an endpoint");
        if let Some(error) = &self.error {
            return error.clone();
        }
        let is_plain = self.settings().1.iter().any(|option| option.starts_with("http:"));
        let scheme = self.scheme.as_deref().unwrap_or(if is_plain { "http" } else { "https" });
        let host = self.signed_host.clone().unwrap_or_else(|| text(&self.netloc));
        // The row of CreateSession is the one without a key.
        let path = if self.name == "express-create-session" { "/test.txt".into() } else { text(&self.path) };
        format!("{scheme}://{host}{path} {} {}", text(&self.signing_service), text(&self.signing_region))
    }
}

#[test]
fn buckets_live_where_the_sdks_look_for_them() {
    let cases = read::<VectorFile<Row>>("s3-endpoints").cases;
    assert_eq!(cases.len(), 89);
    let mut different = BTreeSet::new();
    for row in &cases {
        let id = row.id();
        let ours = OURS.iter().find(|(other, _)| *other == id);
        let expected = ours.map_or_else(|| row.expected(), |(_, ours)| ours.to_string());
        let (region, options) = row.settings();
        assert_eq!(location(client::bucket(&row.bucket, region, &options)), expected, "{id}");
        different.extend(ours.filter(|_| expected != row.expected()).map(|(id, _)| *id));
    }
    assert_eq!(
        different,
        OURS.iter().map(|(id, _)| *id).collect(),
        "a row that agrees with its SDK must leave the list"
    );
    let without_settings: BTreeSet<_> =
        cases.iter().filter(|row| row.name.starts_with("extra-")).map(|row| row.name.as_str()).collect();
    assert_eq!(without_settings, EXTRA.iter().map(|(name, ..)| *name).collect());
}

/// The file `s3-endpoint-rules`.
#[derive(Deserialize)]
struct Rules {
    case: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    bucket: String,
    region: String,
    #[serde(default)]
    options: Vec<String>,
    address: Option<String>,
    error: Option<String>,
    ours: Option<String>,
}

/// Every order of some options. The preference for a style is no option of a bucket, and has to come last.
fn orders<'a>(options: &[&'a str]) -> Vec<Vec<&'a str>> {
    if options.len() < 2 || options.contains(&"prefer_virtual_hosted_style") {
        return vec![options.to_vec()];
    }
    let mut orders = Vec::new();
    for (i, first) in options.iter().enumerate() {
        let rest = [&options[..i], &options[i + 1..]].concat();
        orders.extend(self::orders(&rest).into_iter().map(|rest| [vec![*first], rest].concat()));
    }
    orders
}

#[test]
fn buckets_live_where_the_endpoint_rules_put_them_whatever_the_order_of_options() {
    let rows = read::<Rules>("s3-endpoint-rules").case;
    assert_eq!(rows.len(), 183);
    for Rule { bucket, region, options, address, error, ours } in rows {
        let rule = address.or(error).expect("an address or an error");
        assert_ne!(ours.as_ref(), Some(&rule), "{bucket} {options:?}: only differences are written down");
        let expected = ours.unwrap_or(rule);
        let options: Vec<_> = options.iter().map(String::as_str).collect();
        for options in orders(&options) {
            let found = location(client::bucket(&bucket, &region, &options)).replacen("/test.txt ", "/ ", 1);
            assert_eq!(found, expected, "{bucket} {region} {options:?}");
        }
    }
}
