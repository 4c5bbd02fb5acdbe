//! Buckets with a tenant, names that stand for regions, and endpoints that are the bucket.

use presign::s3::{Bucket, CopySource, Provider};
use presign::{Error, ErrorKind};

use crate::fixtures::{HOUR, credentials, now};
use crate::location::location;

fn new(name: &str, region: &str) -> Result<Bucket, Error> {
    Bucket::new(name, region)
}

fn ceph(name: &str, endpoint: &str) -> Result<Bucket, Error> {
    Bucket::at(Provider::Ceph(endpoint), name)
}

#[test]
fn a_tenants_bucket_is_addressed_in_path_style() {
    let url = "http://rgw.example:7480";
    let expected = "http://rgw.example:7480/acme%3Aphotos/test.txt s3 us-east-1";
    assert_eq!(location(ceph("acme:photos", url)), expected);
    assert_eq!(location(new("acme:photos", "us-east-1").and_then(|b| b.endpoint(url))), expected);
    let both_orders = [
        new("acme:photos", "us-east-1").and_then(|b| b.path_style()?.endpoint(url)),
        new("acme:photos", "us-east-1").and_then(|b| b.endpoint(url)?.path_style()),
    ];
    for bucket in both_orders {
        assert_eq!(location(bucket), expected);
    }
    let based = new("3f2a:photos", "RegionOne").and_then(|b| b.endpoint("https://os.example.com/swift/s3/"));
    assert_eq!(location(based), "https://os.example.com/swift/s3/3f2a%3Aphotos/test.txt s3 RegionOne");
    // The suffixes of AWS's other buckets mean nothing there.
    let suffixed = ceph("acme:photos--x-s3", url);
    assert_eq!(location(suffixed), "http://rgw.example:7480/acme%3Aphotos--x-s3/test.txt s3 us-east-1");

    let bucket = ceph("acme:photos", url).unwrap();
    assert_eq!((bucket.name(), bucket.service()), ("acme:photos", "s3"));
    let signer = bucket.signer(credentials()).unwrap();
    let list = bucket.list_objects_v2().presign(&signer, HOUR, now()).unwrap();
    assert!(list.as_str().starts_with("http://rgw.example:7480/acme%3Aphotos?list-type=2&"), "{list}");
    let copy = bucket.copy_object("k", &CopySource::new(bucket.name(), "k"));
    let copy = copy.presign(&signer, HOUR, now()).unwrap();
    assert!(copy.headers().eq([("x-amz-copy-source", "acme%3Aphotos/k")]));
}

#[test]
fn a_tenant_is_refused_on_aws_and_in_a_host_name() {
    let sentence = "the bucket name has a tenant (TENANT:BUCKET), which AWS does not have: it needs an endpoint";
    assert_eq!(location(new("acme:photos", "us-east-1")), sentence);
    assert_eq!(location(new("acme:photos", "us-east-1").and_then(Bucket::path_style)), sentence);
    assert_eq!(location(new("acme:photos", "us-east-1").and_then(Bucket::dual_stack)), sentence);
    let bucket = new("acme:photos", "us-east-1").unwrap();
    let signer = bucket.signer(credentials()).unwrap();
    let refused = [
        bucket.head_bucket().presign(&signer, HOUR, now()).unwrap_err(),
        bucket.post_object("k").presign(&signer, HOUR, now()).unwrap_err(),
        signer.explain(bucket.get_object("k").request(), HOUR, now()).unwrap_err(),
    ];
    for error in refused {
        assert_eq!((error.to_string().as_str(), error.kind()), (sentence, ErrorKind::Address));
    }
    let virtual_hosted = ceph("acme:photos", "https://rgw.example").and_then(Bucket::virtual_hosted_style);
    assert_eq!(location(virtual_hosted), "the bucket name cannot be part of a host name: it needs path style");
    for name in ["acme:", ":photos", "a:b:c", "ac me:photos", "acme:..", "acme:é"] {
        assert_eq!(ceph(name, "https://rgw.example").unwrap_err().code(), "invalid-bucket", "{name}");
    }
}

/// A gateway knows the bucket of a form by its name alone.
#[test]
fn a_forms_policy_names_the_bucket_without_its_tenant() {
    let bucket = ceph("acme:photos", "http://rgw.example:7480").unwrap();
    let form = bucket.post_object("k");
    let form = form.presign(&bucket.signer(credentials()).unwrap(), HOUR, now()).unwrap();
    assert_eq!(form.url(), "http://rgw.example:7480/acme%3Aphotos");
    assert!(form.policy().contains(r#"{"bucket": "photos"}"#), "{}", form.policy());
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let bucket = Bucket::new(arn, "us-west-2").unwrap();
    let form = bucket.post_object("k");
    let form = form.presign(&bucket.signer(credentials()).unwrap(), HOUR, now()).unwrap();
    assert!(form.policy().contains(&format!(r#"{{"bucket": "{arn}"}}"#)), "{}", form.policy());
}

#[test]
fn a_region_that_aws_does_not_have_is_refused_on_aws() {
    for region in [
        "US-EAST-1",
        "Eu-central-1",
        "photos",
        "my-bucket",
        "auto",
        "us-east1",
        "us-east-1a",
        "us-east-",
        "east-1",
        "-a-1",
    ] {
        let bucket = Bucket::new("photos", region).unwrap();
        let signer = bucket.signer(credentials()).unwrap();
        let errors = [
            bucket.get_object("k").presign(&signer, HOUR, now()).unwrap_err(),
            bucket.list_objects_v2().presign(&signer, HOUR, now()).unwrap_err(),
            bucket.post_object("k").presign(&signer, HOUR, now()).unwrap_err(),
        ];
        let sentence = format!(
            "AWS has no region called {region}: their names are like eu-central-1, in lower case (is it the bucket's name? \
             another server's region needs its endpoint)"
        );
        for error in errors {
            assert_eq!((error.code(), error.to_string()), ("no-aws-region", sentence.clone()));
        }
        // Elsewhere it may be one.
        let bucket = Bucket::new("photos", region).unwrap().endpoint("https://s3.example").unwrap();
        bucket.get_object("k").presign(&signer, HOUR, now()).unwrap();
    }
    for region in ["eu-central-1", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1", "cn-north-1", "xx-new-words-12"]
    {
        let bucket = Bucket::new("photos", region).unwrap();
        bucket.get_object("k").presign(&bucket.signer(credentials()).unwrap(), HOUR, now()).unwrap();
    }
}

/// What botocore 1.44 makes of each name with regional endpoints, except for `s3-external-1`, `EU` and `US`, which it
/// puts into a host name that does not exist.
#[test]
fn names_that_stand_for_a_region() {
    for (region, expected) in [
        ("aws-global", "https://photos.s3.amazonaws.com/test.txt s3 us-east-1"),
        ("s3-external-1", "https://photos.s3.us-east-1.amazonaws.com/test.txt s3 us-east-1"),
        ("EU", "https://photos.s3.eu-west-1.amazonaws.com/test.txt s3 eu-west-1"),
        ("US", "https://photos.s3.us-east-1.amazonaws.com/test.txt s3 us-east-1"),
        ("fips-us-east-1", "https://photos.s3-fips.us-east-1.amazonaws.com/test.txt s3 us-east-1"),
        ("us-west-2-fips", "https://photos.s3-fips.us-west-2.amazonaws.com/test.txt s3 us-west-2"),
        ("fips-us-gov-west-1", "https://photos.s3-fips.us-gov-west-1.amazonaws.com/test.txt s3 us-gov-west-1"),
        ("us-gov-west-1-fips", "https://photos.s3-fips.us-gov-west-1.amazonaws.com/test.txt s3 us-gov-west-1"),
        ("us-iso-east-1-fips", "https://photos.s3-fips.us-iso-east-1.c2s.ic.gov/test.txt s3 us-iso-east-1"),
        ("fips-aws-global", "https://photos.s3-fips.us-east-1.amazonaws.com/test.txt s3 us-east-1"),
        ("aws-global-fips", "https://photos.s3-fips.us-east-1.amazonaws.com/test.txt s3 us-east-1"),
        ("fips-cn-north-1", "a FIPS endpoint cannot be combined with a region in China"),
        ("aws-cn-global", "S3 has no endpoint for aws-cn-global: only aws-global is one without a region"),
        ("aws-us-gov-global", "S3 has no endpoint for aws-us-gov-global: only aws-global is one without a region"),
        ("fips-aws-iso-global", "S3 has no endpoint for aws-iso-global: only aws-global is one without a region"),
        ("", "the region is empty"),
        ("fips-", "the region is empty"),
    ] {
        assert_eq!(location(new("photos", region)), expected, "{region}");
    }
    let dual_stack = new("photos", "fips-us-west-2").and_then(Bucket::dual_stack);
    assert_eq!(location(dual_stack), "https://photos.s3-fips.dualstack.us-west-2.amazonaws.com/test.txt s3 us-west-2");
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let expected = "https://reports-123456789012.s3-accesspoint-fips.us-west-2.amazonaws.com/test.txt s3 us-west-2";
    assert_eq!(location(new(arn, "fips-us-east-1")), expected);
}

/// Another service may have a region of that very name.
#[test]
fn at_another_endpoint_a_region_is_what_it_is_called() {
    for region in ["EU", "US", "RegionOne", "auto", "garage", "default"] {
        let bucket = new("photos", region).and_then(|bucket| bucket.endpoint("https://s3.example.com"));
        assert_eq!(location(bucket), format!("https://s3.example.com/photos/test.txt s3 {region}"));
    }
    let bucket = new("photos", "aws-global").and_then(|bucket| bucket.endpoint("https://s3.example.com"));
    assert_eq!(location(bucket), "https://s3.example.com/photos/test.txt s3 us-east-1");
    let bucket = new("photos", "fips-us-east-1").and_then(|bucket| bucket.endpoint("https://s3.example.com"));
    assert_eq!(location(bucket), "a FIPS endpoint cannot be combined with a custom endpoint");
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let bucket = new(arn, "us-east-1").and_then(|bucket| bucket.endpoint("https://s3.example.com"));
    assert_eq!(location(bucket), "https://reports-123456789012.s3.example.com/test.txt s3 us-west-2");
}

const TWICE: &str = "the endpoint's host begins with the bucket's name: leave the name out, or use custom_domain, or path_style first if it is there by chance";

#[test]
fn an_endpoint_that_names_the_bucket_is_refused() {
    for (name, url) in [
        ("photos", "https://photos.nyc3.digitaloceanspaces.com"),
        ("photos", "https://Photos.0123456789abcdef.r2.cloudflarestorage.com"),
        ("Photos", "https://photos.s3.example.com:8443/base"),
        ("photos", "https://photos.s3.us-west-2.amazonaws.com"),
        ("media.example.com", "https://media.example.com"),
        ("media.example.com", "http://media.example.com:9000"),
        ("minio", "http://minio:9000"),
        ("photos--usw2-az1--x-s3", "https://photos--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com"),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint/a", "https://a-123456789012.s3.example.com"),
    ] {
        assert_eq!(location(new(name, "us-west-2").and_then(|bucket| bucket.endpoint(url))), TWICE, "{name} {url}");
    }
    let url = "https://photos.nyc3.digitaloceanspaces.com";
    assert_eq!(location(new("photos", "nyc3").and_then(|bucket| bucket.virtual_hosted_style()?.endpoint(url))), TWICE);
    assert_eq!(Bucket::at(Provider::Minio("http://minio:9000"), "minio").unwrap_err().kind(), ErrorKind::Address);
}

const TWICE_IN_PATH: &str = "the endpoint's path has the bucket's name, which would be there twice: leave the name out, or give custom_domain the bucket's whole URL if it is there by chance";

/// Whatever the style, before or after the endpoint, the place in the path and the spelling.
#[test]
fn an_endpoint_whose_path_names_the_bucket_is_refused() {
    type Setter = fn(Bucket, &str) -> Result<Bucket, Error>;
    let styles: [Setter; 5] = [
        |bucket, url| bucket.endpoint(url),
        |bucket, url| bucket.path_style()?.endpoint(url),
        |bucket, url| bucket.endpoint(url)?.path_style(),
        |bucket, url| bucket.virtual_hosted_style()?.endpoint(url),
        |bucket, url| bucket.endpoint(url)?.virtual_hosted_style(),
    ];
    let r2 = "https://0123456789abcdef.r2.cloudflarestorage.com";
    for (name, path) in [
        ("photos", "/photos"),
        ("photos", "/photos/"),
        ("photos", "/photos//"),
        ("photos", "//photos"),
        ("photos", "/Photos"),
        ("photos", "/%70hotos"),
        ("photos", "/%50hoto%73/"),
        ("photos", "/photos/2026"),
        ("photos", "/base/photos"),
        ("photos", "/base/photos/2026/"),
        ("photos--usw2-az1--x-s3", "/photos--usw2-az1--x-s3"),
    ] {
        for (number, set) in styles.iter().enumerate() {
            for host in
                [r2, "https://gw.example.com", "http://localhost:9000", "https://s3.eu-central-003.backblazeb2.com"]
            {
                let bucket = new(name, "us-west-2").and_then(|bucket| set(bucket, &format!("{host}{path}")));
                assert_eq!(location(bucket), TWICE_IN_PATH, "{name} {host}{path} {number}");
            }
        }
    }
    for (name, path) in [
        ("my.dotted.bucket", "/my.dotted.bucket"),
        ("Under_Score", "/under_score"),
        ("acme:photos", "/acme:photos"),
        ("acme:photos", "/acme%3Aphotos"),
        ("acme:photos", "/photos"),
        (
            "arn:aws:s3:us-west-2:123456789012:accesspoint/reports",
            "/arn:aws:s3:us-west-2:123456789012:accesspoint/reports",
        ),
        (
            "arn:aws:s3:us-west-2:123456789012:accesspoint/reports",
            "/arn%3Aaws%3As3%3Aus-west-2%3A123456789012%3Aaccesspoint%2Freports",
        ),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint/reports", "/reports-123456789012"),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint:reports", "/reports"),
    ] {
        let bucket =
            new(name, "us-west-2").and_then(|bucket| bucket.endpoint(&format!("https://gw.example.com{path}")));
        assert_eq!(location(bucket), TWICE_IN_PATH, "{name} {path}");
    }
    for provider in [
        Provider::Minio("http://localhost:9000/photos"),
        Provider::Ceph("http://localhost:9000/photos"),
        Provider::Garage("http://localhost:9000/photos"),
    ] {
        assert_eq!(location(Bucket::at(provider, "photos")), TWICE_IN_PATH);
    }
    // In both: the host is read first.
    let both = new("photos", "auto").and_then(|bucket| bucket.endpoint("https://photos.example.com/photos"));
    assert_eq!(location(both), TWICE);
}

/// A segment that only begins or ends like the name is another one; the whole URL says that the name is meant twice.
#[test]
fn a_path_that_has_the_name_by_chance() {
    for (name, url, expected) in [
        ("photos", "https://gw.example.com/photos2", "https://gw.example.com/photos2/photos/test.txt s3 us-east-1"),
        (
            "photos",
            "https://gw.example.com/my-photos/s3",
            "https://gw.example.com/my-photos/s3/photos/test.txt s3 us-east-1",
        ),
    ] {
        assert_eq!(location(new(name, "us-east-1").and_then(|bucket| bucket.endpoint(url))), expected);
    }
    let whole = new("s3", "us-east-1").and_then(|bucket| bucket.custom_domain("https://gw.example.com/s3/s3"));
    assert_eq!(location(whole), "https://gw.example.com/s3/s3/test.txt s3 us-east-1");
    let r2 = "https://0123456789abcdef.r2.cloudflarestorage.com/photos";
    let own = new("photos", "auto").and_then(|bucket| bucket.custom_domain(r2));
    assert_eq!(location(own), format!("{r2}/test.txt s3 auto"));
    // The paths of named services are not the caller's.
    let bucket = Bucket::at(Provider::Supabase { account: "abc", region: "eu-west-1" }, "storage");
    assert_eq!(location(bucket), "https://abc.storage.supabase.co/storage/v1/s3/storage/test.txt s3 eu-west-1");
}

#[test]
fn an_endpoint_that_has_the_name_elsewhere_is_not() {
    for (name, url, expected) in [
        ("photos", "https://photos2.example.com", "https://photos2.example.com/photos/test.txt s3 us-east-1"),
        ("photos", "https://s3.photos.example.com", "https://s3.photos.example.com/photos/test.txt s3 us-east-1"),
        ("photos", "https://my-photos.example.com", "https://my-photos.example.com/photos/test.txt s3 us-east-1"),
        ("127", "http://127.0.0.1:9000", "http://127.0.0.1:9000/127/test.txt s3 us-east-1"),
    ] {
        assert_eq!(location(new(name, "us-east-1").and_then(|bucket| bucket.endpoint(url))), expected);
    }
    // With path style set first, the name is there by chance.
    let bucket = new("minio", "us-east-1").and_then(|bucket| bucket.path_style()?.endpoint("http://minio:9000"));
    assert_eq!(location(bucket), "http://minio:9000/minio/test.txt s3 us-east-1");
    // The hosts of named services are not the caller's.
    assert_eq!(
        location(Bucket::at(Provider::Spaces("nyc3"), "nyc3")),
        "https://nyc3.nyc3.digitaloceanspaces.com/test.txt s3 nyc3"
    );
    assert_eq!(
        location(Bucket::at(Provider::R2("abc"), "abc")),
        "https://abc.r2.cloudflarestorage.com/abc/test.txt s3 auto"
    );
}

#[test]
fn a_custom_domain_is_the_buckets_url() {
    for (name, url, expected) in [
        ("photos", "https://media.example.com", "https://media.example.com/test.txt s3 us-east-1"),
        ("photos", "https://media.example.com/", "https://media.example.com/test.txt s3 us-east-1"),
        (
            "photos",
            "https://media.example.com:8443/p%20q/",
            "https://media.example.com:8443/p%20q/test.txt s3 us-east-1",
        ),
        (
            "photos",
            "https://photos.nyc3.digitaloceanspaces.com",
            "https://photos.nyc3.digitaloceanspaces.com/test.txt s3 us-east-1",
        ),
        ("media.example.com", "http://media.example.com", "http://media.example.com/test.txt s3 us-east-1"),
        ("acme:photos", "https://media.example.com", "https://media.example.com/test.txt s3 us-east-1"),
        ("UPPER_case", "http://127.0.0.1:9000", "http://127.0.0.1:9000/test.txt s3 us-east-1"),
    ] {
        let bucket = new(name, "us-east-1").and_then(|bucket| bucket.custom_domain(url));
        assert_eq!(location(bucket), expected);
    }
    let bucket =
        new("photos", "us-east-1").and_then(|bucket| bucket.custom_domain("https://media.example.com")).unwrap();
    assert_eq!((bucket.name(), bucket.host()), ("photos", "media.example.com"));
    let signer = bucket.signer(credentials()).unwrap();
    let list = bucket.list_objects_v2().presign(&signer, HOUR, now()).unwrap();
    assert!(list.as_str().starts_with("https://media.example.com/?list-type=2&"), "{list}");
    let form = bucket.post_object("k").presign(&signer, HOUR, now()).unwrap();
    assert_eq!(form.url(), "https://media.example.com/");
    assert!(form.policy().contains(r#"{"bucket": "photos"}"#));
}

#[test]
fn a_custom_domain_is_no_endpoint_of_aws() {
    let url = "https://media.example.com";
    let domain = || new("photos", "us-east-1").and_then(|bucket| bucket.custom_domain(url));
    let sentence = "path style cannot be combined with a custom domain";
    assert_eq!(location(domain().and_then(Bucket::path_style)), sentence);
    assert_eq!(location(new("photos", "us-east-1").and_then(|b| b.path_style()?.custom_domain(url))), sentence);
    let sentence = "a dual-stack endpoint cannot be combined with a custom endpoint";
    assert_eq!(location(domain().and_then(Bucket::dual_stack)), sentence);
    let sentence = "a FIPS endpoint cannot be combined with a custom endpoint";
    assert_eq!(location(new("photos", "us-east-1-fips").and_then(|b| b.custom_domain(url))), sentence);
    assert_eq!(
        location(new("photos", "us-east-1").and_then(|b| b.custom_domain("https://x.org/?a"))),
        "the endpoint has a query"
    );
    // It is virtual-hosted style already.
    assert_eq!(
        location(domain().and_then(Bucket::virtual_hosted_style)),
        "https://media.example.com/test.txt s3 us-east-1"
    );
}
