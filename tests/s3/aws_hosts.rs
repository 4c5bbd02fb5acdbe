//! Hosts of S3 on AWS that are given as the endpoint: which buckets are there, and in which style.

use std::collections::BTreeSet;

use presign::s3::Bucket;
use presign::{Error, ErrorKind};
use serde::Deserialize;

use crate::location::location;
use crate::vector_files::read;

/// The file `s3-aws-hosts`.
#[derive(Deserialize)]
struct Hosts {
    buckets: Vec<String>,
    case: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    host: String,
    addresses: Vec<String>,
    r#virtual: String,
}

const BUCKETS: &str = "the endpoint has general purpose buckets only: leave it out, since the name or ARN says which one is \
                       right";
const WEBSITE: &str = "the endpoint is a website endpoint of S3, which accepts no signed requests";
const CONTROL: &str = "the endpoint is that of S3 Control, which has no buckets and objects: leave it out";
const ZONE: &str = "the endpoint has the directory buckets of one zone only: leave it out, or name one of them";
const REGIONAL: &str =
    "the endpoint is the Regional one of directory buckets: leave it out, and choose regional_endpoint";
const ACCESS_POINTS: &str = "the endpoint has access points only, by their ARNs: leave it out, or name one";
const OBJECT_LAMBDA: &str =
    "the endpoint has Object Lambda access points only, by their ARNs: leave it out, or name one";
const OUTPOSTS: &str = "the endpoint has access points on Outposts only: leave it out, or name one";
const MULTI_REGION: &str =
    "the endpoint is that of Multi-Region Access Points: leave it out, and name one by its ARN as the bucket";
const TABLES: &str = "the endpoint is that of S3 Tables, which has no buckets and objects of S3: leave it out";
const VECTORS: &str = "the endpoint is that of S3 Vectors, which has no buckets and objects of S3: leave it out";
const ANOTHER: &str =
    "the endpoint is another bucket's or access point's own URL: leave what precedes the service's host out";
const LABEL: &str =
    "an endpoint of S3 Transfer Acceleration cannot be combined with a bucket name that needs path style";

/// For hosts of S3, by how they begin: why other buckets are not there, and those that are, by their place in the file. The
/// first row that fits counts.
const REFUSED: [(&str, &str, &[usize]); 19] = [
    ("s3.us-west-2.amazonaws.com.example.com", "", &[0, 1, 2, 3, 4, 5]),
    ("s3-1234567890.", "", &[0, 1, 2, 3, 4, 5]),
    ("s3.", BUCKETS, &[0, 1]),
    ("s3-fips.", BUCKETS, &[0, 1]),
    ("s3-us-west-2.", BUCKETS, &[0, 1]),
    ("s3-external-1.", BUCKETS, &[0, 1]),
    ("bucket.vpce-", BUCKETS, &[0, 1]),
    ("s3-accelerate.", BUCKETS, &[0]),
    ("s3-website", WEBSITE, &[]),
    ("s3express-control.", REGIONAL, &[]),
    ("s3express-", ZONE, &[2]),
    ("s3-accesspoint", ACCESS_POINTS, &[3]),
    ("accesspoint.vpce-", ACCESS_POINTS, &[3]),
    ("s3-object-lambda.", OBJECT_LAMBDA, &[4]),
    ("s3-outposts.", OUTPOSTS, &[5]),
    ("accesspoint.s3-global.", MULTI_REGION, &[]),
    ("s3tables.", TABLES, &[]),
    ("s3vectors.", VECTORS, &[]),
    ("videos.", BUCKETS, &[]),
];

/// Why a bucket is not at a host; `None` if it is.
fn refusal(host: &str, bucket: usize) -> Option<&'static str> {
    let (_, sentence, there) = match host {
        _ if host.contains("control.") && !host.starts_with("s3express") => ("", CONTROL, &[][..]),
        // Of a different zone from the bucket's.
        "s3express-use1-az4.us-east-1.amazonaws.com" => ("", ZONE, &[][..]),
        _ => *REFUSED.iter().find(|(start, ..)| host.starts_with(start))?,
    };
    let named = host.starts_with("videos.");
    match bucket {
        0 | 1 if named => Some(ANOTHER),
        1 if host.starts_with("s3-accelerate.") => Some(LABEL),
        _ => (!there.contains(&bucket)).then_some(sentence),
    }
}

fn at(bucket: &str, host: &str) -> Result<Bucket, Error> {
    Bucket::new(bucket, "us-west-2")?.endpoint(&format!("https://{host}"))
}

fn address(bucket: Result<Bucket, Error>) -> String {
    location(bucket).split(" s3").next().unwrap_or_default().to_owned()
}

#[test]
fn buckets_are_where_botocore_has_them_or_refused() {
    let Hosts { buckets, case } = read::<Hosts>("s3-aws-hosts");
    assert_eq!((buckets.len(), case.len()), (6, 36));
    let mut used = BTreeSet::new();
    for Row { host, addresses, r#virtual } in &case {
        for (number, bucket) in buckets.iter().enumerate() {
            let expected = refusal(host, number).unwrap_or(&addresses[number]);
            // Other spellings of the same host.
            for host in [host.clone(), host.to_uppercase(), format!("{host}:443"), format!("{host}/")] {
                let found = location(at(bucket, &host));
                assert!(found == expected || found.starts_with(&format!("{expected} ")), "{bucket} at {host}: {found}");
            }
            used.insert(refusal(host, number));
        }
        if refusal(host, 0).is_none() {
            let bucket = at(&buckets[0], host).and_then(Bucket::virtual_hosted_style);
            assert_eq!(address(bucket), *r#virtual, "{host}");
        }
    }
    assert_eq!(used.len(), 14, "each sentence is one of a host");
}

/// A host with a port of its own, or over plain HTTP, is the same host.
#[test]
fn acceleration_has_no_path_style() {
    for host in [
        "https://s3-accelerate.amazonaws.com",
        "http://s3-accelerate.amazonaws.com",
        "https://s3-accelerate.dualstack.amazonaws.com:8443",
        "https://S3-Accelerate.amazonaws.com/",
    ] {
        let bucket = || Bucket::new("photos", "us-east-1");
        let sentence = "an endpoint of S3 Transfer Acceleration cannot be combined with path style";
        assert_eq!(location(bucket().and_then(|it| it.endpoint(host)?.path_style())), sentence);
        assert_eq!(location(bucket().and_then(|it| it.path_style()?.endpoint(host))), sentence);
        let found = location(bucket().and_then(|it| it.endpoint(host)));
        assert!(found.contains("://photos.s3-accelerate."), "{found}");
        let create = bucket().and_then(|it| it.endpoint(host)).unwrap();
        let signer = create.signer(crate::fixtures::credentials()).unwrap();
        let refused = create.create_bucket().sign(&signer, crate::fixtures::now()).unwrap_err();
        let sentence = "an endpoint of S3 Transfer Acceleration cannot be combined with CreateBucket";
        assert_eq!((refused.to_string().as_str(), refused.kind()), (sentence, ErrorKind::Address));
    }
    let china = Bucket::new("photos", "cn-north-1").unwrap().endpoint("https://s3-accelerate.amazonaws.com.cn");
    let sentence = "an endpoint of S3 Transfer Acceleration cannot be combined with a region in China";
    assert_eq!(china.unwrap_err().to_string(), sentence);
}

#[test]
fn a_custom_domain_on_aws_is_one_buckets() {
    const ALL: &str =
        "the custom domain is an endpoint of S3 for all buckets, and does not name this one: use endpoint";
    for (url, expected) in [
        ("https://photos.s3.us-west-2.amazonaws.com", "https://photos.s3.us-west-2.amazonaws.com/test.txt"),
        ("https://s3.us-west-2.amazonaws.com/photos", "https://s3.us-west-2.amazonaws.com/photos/test.txt"),
        ("https://photos.s3-accelerate.amazonaws.com", "https://photos.s3-accelerate.amazonaws.com/test.txt"),
        ("https://s3.us-west-2.amazonaws.com", ALL),
        ("https://s3.amazonaws.com/", ALL),
        ("https://bucket.vpce-1a2b3c4d-5e6f.s3.us-west-2.vpce.amazonaws.com", ALL),
        ("https://s3-accelerate.amazonaws.com/photos", ALL),
        ("http://photos.s3-website-us-west-2.amazonaws.com", WEBSITE),
        ("https://s3-control.us-west-2.amazonaws.com/photos", CONTROL),
        ("https://reports-123456789012.s3-accesspoint.us-west-2.amazonaws.com", ACCESS_POINTS),
    ] {
        let bucket = Bucket::new("photos", "us-west-2").and_then(|bucket| bucket.custom_domain(url));
        assert_eq!(address(bucket), expected, "{url}");
    }
}
