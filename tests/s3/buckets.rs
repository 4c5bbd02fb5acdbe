//! Buckets of every kind: their sessions, their services and their regions.

use presign::Signer;
use presign::s3::{Bucket, Configuration};
use proptest::prelude::*;
use proptest::sample::subsequence;
use toml::{Table, Value};

use crate::client;
use crate::difference::signing_difference;
use crate::fixtures::{HOUR, credentials, now};
use crate::refused::refused;
use crate::rows::Case;
use crate::url_parts::{Url, decode};
use crate::vector_files::{VectorFile, read};

#[test]
fn a_regional_endpoint_is_a_directory_buckets() {
    let bucket = Bucket::new("examplebucket", "us-west-2").unwrap();
    assert_eq!(bucket.regional_endpoint().unwrap_err().to_string(), "only a directory bucket has a Regional endpoint");
}

#[test]
fn a_bucket_itself_has_no_key() {
    for (name, options, expected) in [
        ("examplebucket", &[][..], "https://examplebucket.s3.us-west-2.amazonaws.com/"),
        ("examplebucket", &["path_style"], "https://s3.us-west-2.amazonaws.com/examplebucket"),
        ("examplebucket", &["https://gw.example.com/base/"], "https://gw.example.com/base/examplebucket"),
        (
            "examplebucket",
            &["https://gw.example.com/base/", "virtual_hosted_style"],
            "https://examplebucket.gw.example.com/base",
        ),
        (
            "mybucket--usw2-az1--x-s3",
            &[],
            "https://mybucket--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com/",
        ),
        (
            "mybucket--usw2-az1--x-s3",
            &["regional_endpoint"],
            "https://s3express-control.us-west-2.amazonaws.com/mybucket--usw2-az1--x-s3",
        ),
    ] {
        let bucket = client::bucket(name, "us-west-2", options).unwrap();
        let url =
            bucket.head_bucket().presign(&bucket.signer(credentials()).unwrap(), HOUR, now()).unwrap().into_string();
        assert_eq!(url.split('?').next(), Some(expected));
    }
}

/// Rows of other services than `s3`, which vary most from SDK to SDK, through the bucket that they name.
#[test]
fn signatures_for_other_services_than_s3_are_the_sdks() {
    let mut names = Vec::new();
    for file in ["s3-botocore", "s3-js", "s3-crt"] {
        for case in read::<VectorFile<Case>>(file).cases.into_iter().filter(|case| case.service != "s3") {
            let empty = Table::new();
            let table = |name: &str| case.input.get(name).and_then(Value::as_table).unwrap_or(&empty);
            let first_label = case.host().split('.').next().expect("a host");
            let name = table("params").get("Bucket").map_or(first_label, |name| name.as_str().expect("a name"));
            let client = table("client");
            let bucket = client::bucket(name, &case.region, &client::options(client)).expect(&case.name);

            let session = case.session_token.as_deref();
            let credentials = credentials().with_session_token(session.unwrap_or_default());
            // The token of these rows is that of a session.
            let signer =
                if session.is_some() { bucket.session_signer(credentials) } else { bucket.signer(credentials) };
            let signer = signer.expect(&case.name);
            let url = Url::parse(case.url.as_deref().expect("a URL"));
            let mut request = match case.input.get("operation").and_then(Value::as_str) {
                Some("CreateSession") => bucket.create_session().request().clone(),
                _ => bucket.request(&case.method, url.path.trim_start_matches('/')).request().clone(),
            };
            for (name, value) in url.callers_query().filter(|(name, _)| *name != "session") {
                request = request.query(&decode(name), &decode(value));
            }
            let explanation = signer.explain(&request, HOUR, now()).expect(&case.name);
            let difference =
                signing_difference(&explanation, &case.canonical_request, &case.string_to_sign, &case.signature);
            assert_eq!(difference, None, "{file}/{}", case.name);
            names.push(case.name);
        }
    }
    assert_eq!(names.len(), 10, "{names:?}");
}

#[test]
fn a_directory_bucket_tells_sessions_from_other_credentials_by_the_tokens_name() {
    let bucket = Bucket::new("mybucket--usw2-az1--x-s3", "us-west-2").unwrap();
    let with_token = || credentials().with_session_token("TOKEN");
    for (signer, parameter) in [
        (bucket.signer(with_token()), "&X-Amz-Security-Token=TOKEN&"),
        (bucket.session_signer(with_token()), "&X-Amz-S3session-Token=TOKEN&"),
    ] {
        let signer = signer.unwrap();
        assert_eq!((signer.region(), signer.service()), ("us-west-2", "s3express"));
        let url = bucket.get_object("test.txt").presign(&signer, HOUR, now()).unwrap();
        assert_eq!(url.as_str().matches("TOKEN").count(), 1);
        assert!(url.as_str().contains(parameter), "{url}");
    }
}

#[test]
fn only_directory_buckets_have_sessions() {
    let sentence = "only a directory bucket has sessions";
    let with_token = || credentials().with_session_token("TOKEN");
    for name in ["examplebucket", "arn:aws:s3:us-west-2:123456789012:accesspoint/reports"] {
        let bucket = Bucket::new(name, "us-west-2").unwrap();
        assert_eq!(bucket.session_signer(with_token()).unwrap_err().to_string(), sentence);
        let signer = bucket.signer(with_token()).unwrap();
        assert_eq!(bucket.create_session().presign(&signer, HOUR, now()).unwrap_err().to_string(), sentence);
    }
    let bucket = Bucket::new("mybucket--usw2-az1--x-s3", "us-west-2").unwrap();
    assert_eq!(bucket.session_signer(credentials()).unwrap_err().code(), "empty-credential");
}

#[test]
fn a_session_says_its_mode_in_a_header() {
    let bucket = Bucket::new("mybucket--usw2-az1--x-s3", "us-west-2").unwrap();
    let url = bucket.create_session().set("x-amz-create-session-mode", "ReadOnly").presign(
        &bucket.signer(credentials()).unwrap(),
        HOUR,
        now(),
    );
    assert!(url.unwrap().headers().eq([("x-amz-create-session-mode", "ReadOnly")]));
}

#[test]
fn a_signer_must_be_for_the_buckets_region_and_service() {
    let bucket =
        Bucket::new("arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/mybanner", "us-east-1").unwrap();
    let signer = Signer::new(credentials(), "us-west-2", "s3").unwrap();
    let error = bucket.get_object("test.txt").presign(&signer, HOUR, now()).unwrap_err();
    assert_eq!(error.to_string(), "the signer is for us-west-2/s3, the bucket is in us-west-2/s3-object-lambda");
}

#[test]
fn names_of_hosts_are_as_long_as_labels_can_be() {
    let access_point = |length: usize| {
        Bucket::new(&format!("arn:aws:s3:us-west-2:123456789012:accesspoint/{}", "a".repeat(length)), "us-west-2")
    };
    assert!(access_point(50).is_ok());
    assert_eq!(
        access_point(51).unwrap_err().to_string(),
        "the ARN has an access point name of more than 50 characters"
    );
}

#[test]
fn a_bucket_says_what_it_is() {
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let bucket = Bucket::new(arn, "us-east-1").unwrap();
    assert_eq!((bucket.name(), bucket.region(), bucket.service()), (arn, "us-west-2", "s3"));
    let bucket = Bucket::new("examplebucket", "aws-global").unwrap();
    assert_eq!((bucket.name(), bucket.region(), bucket.service()), ("examplebucket", "us-east-1", "s3"));
    assert_eq!(bucket.host(), "examplebucket.s3.amazonaws.com");
    assert_eq!(format!("{bucket:?}"), "Bucket(https://examplebucket.s3.amazonaws.com/ in us-east-1)");
}

/// Names of all kinds, right and nearly right.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9._-]{1,70}",
        "[a-z0-9-]{0,9}--[a-z0-9-]{0,9}--xa?-s3",
        "[a-z0-9-]{0,14}[oeb][a-z0-9.é-]{30,50}--op-s3",
        "arn:aws:s3(-object-lambda)?:[a-z0-9.-]{0,9}:[0-9]{11,12}[:/]accesspoint[:/][a-zA-Z0-9._-]{0,52}",
        "arn:aws:s3-outposts:us-west-2:123456789012:outpost[:/][a-z0-9._-]{0,9}[:/]accesspoint[:/][a-z0-9._-]{0,9}",
        "arn:[a-z3:/-]{0,50}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn whatever_the_name_is_clients_keep_the_host(
        name in name(),
        region in prop_oneof!["us-west-2", "[a-zA-Z0-9._-]{1,20}"],
        options in subsequence(vec!["accelerate", "dual_stack", "fips", "http://localhost:9000/base", "path_style", "virtual_hosted_style"], 0..3),
    ) {
        if let Ok(bucket) = client::bucket(&name, &region, &options) {
            let url = bucket.get_object("test.txt").presign(&bucket.signer(credentials()).unwrap(), HOUR, now());
            match url {
                Err(error) if error.code() == "no-aws-region" => {
                    // An ARN has a region of its own.
                    prop_assert!(region != "us-west-2" || name.starts_with("arn:"), "{}", name);
                    return Ok(());
                }
                Err(error) if error.code() == "invalid-bucket" => {
                    prop_assert!(name.len() > 63 || name.contains(|c: char| c.is_ascii_uppercase() || c == '_'));
                    return Ok(());
                }
                _ => {}
            }
            let url = url.unwrap();
            // A parser decodes labels that begin with `xn--`, and refuses those that mean nothing.
            prop_assert!(url.to_url().is_ok() || bucket.host().contains("xn--"), "{}", url);
        }
    }
}

#[test]
fn lists_of_buckets_are_at_the_endpoint_without_the_bucket() {
    let bucket = |name| Bucket::new(name, "eu-west-1").unwrap();
    for (bucket, base) in [
        (bucket("photos"), "https://s3.eu-west-1.amazonaws.com/?"),
        (bucket("my.photos"), "https://s3.eu-west-1.amazonaws.com/?"),
        (bucket("photos").dual_stack().unwrap(), "https://s3.dualstack.eu-west-1.amazonaws.com/?"),
        (bucket("photos").endpoint("http://localhost:9000").unwrap(), "http://localhost:9000/?"),
        (bucket("photos").endpoint("https://gw.example.com/s3/root").unwrap(), "https://gw.example.com/s3/root/?"),
    ] {
        let list = bucket.list_buckets().presign(&bucket.signer(credentials()).unwrap(), HOUR, now()).unwrap();
        assert!(list.as_str().starts_with(base), "{list}");
    }
    let directory = bucket("photos--euw1-az1--x-s3").regional_endpoint().unwrap();
    let signer = directory.signer(credentials()).unwrap();
    let list = directory.operation("ListDirectoryBuckets", None, []).presign(&signer, HOUR, now()).unwrap();
    assert!(list.as_str().starts_with("https://s3express-control.eu-west-1.amazonaws.com/?"), "{list}");
    let put = directory.configuration(Configuration::Encryption).put().presign(&signer, HOUR, now()).unwrap();
    let base = "https://s3express-control.eu-west-1.amazonaws.com/photos--euw1-az1--x-s3?encryption=&";
    assert!(put.as_str().starts_with(base), "{put}");
}

proptest! {
    #[test]
    fn the_url_of_an_object_is_its_presigned_url_without_the_query(
        key in prop_oneof!["[a-z/]{1,20}", "\\PC{1,20}", ".{1,4}", "[./]{1,6}"],
        place in 0..4_usize,
    ) {
        let bucket = match place {
            0 => Bucket::new("photos", "us-east-1"),
            1 => Bucket::new("photos", "us-east-1").and_then(Bucket::path_style),
            2 => Bucket::new("photos", "us-east-1").and_then(|bucket| bucket.endpoint("http://h:9000/a%20b/")),
            _ => Bucket::new("photos--use1-az4--x-s3", "us-east-1"),
        };
        let bucket = bucket.unwrap();
        let signer = bucket.signer(credentials()).unwrap();
        let presigned = bucket.get_object(key.as_str()).presign(&signer, HOUR, now());
        let presigned = presigned.map(|url| url.as_str().split('?').next().unwrap().to_owned());
        prop_assert_eq!(bucket.object_url(&key), presigned);
    }
}

#[test]
fn a_bucket_that_cannot_be_has_no_urls() {
    let tenant = Bucket::new("acme:photos", "us-east-1").unwrap();
    let sentence = "the bucket name has a tenant (TENANT:BUCKET), which AWS does not have: it needs an endpoint";
    refused(tenant.object_url("a"), "tenant-needs-endpoint", sentence);
}
