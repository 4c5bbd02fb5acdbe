//! S3-compatible providers: the address of each, and what some do not have.

use presign::s3::{Bucket, Configuration, CopySource, MultipartPlan, Provider};
use presign::{Error, ErrorKind};

use crate::fixtures::{HOUR, credentials, now};
use crate::location::location;

/// The bucket `photos` at each provider, with `account` and `region` for what it needs.
const LOCATIONS: &[(&str, &str)] = &[
    ("alibaba", "https://photos.s3.oss-region.aliyuncs.com/test.txt s3 region"),
    ("b2", "https://s3.region.backblazeb2.com/photos/test.txt s3 region"),
    ("ceph", "http://localhost:9000/photos/test.txt s3 us-east-1"),
    ("exoscale", "https://sos-region.exo.io/photos/test.txt s3 region"),
    ("fastly", "https://region.object.fastlystorage.app/photos/test.txt s3 region"),
    ("garage", "http://localhost:9000/photos/test.txt s3 garage"),
    ("gcs", "https://storage.googleapis.com/photos/test.txt s3 auto"),
    ("hetzner", "https://photos.region.your-objectstorage.com/test.txt s3 region"),
    ("huawei", "https://photos.obs.region.myhuaweicloud.com/test.txt s3 region"),
    ("ibm", "https://s3.region.cloud-object-storage.appdomain.cloud/photos/test.txt s3 region"),
    ("idrive", "https://s3.region.idrivee2.com/photos/test.txt s3 region"),
    ("ionos", "https://s3.region.ionoscloud.com/photos/test.txt s3 region"),
    ("linode", "https://photos.region.linodeobjects.com/test.txt s3 region"),
    ("minio", "http://localhost:9000/photos/test.txt s3 us-east-1"),
    ("oracle", "https://account.compat.objectstorage.region.oci.customer-oci.com/photos/test.txt s3 region"),
    ("ovh", "https://photos.s3.region.io.cloud.ovh.net/test.txt s3 region"),
    ("r2", "https://account.r2.cloudflarestorage.com/photos/test.txt s3 auto"),
    ("scaleway", "https://photos.s3.region.scw.cloud/test.txt s3 region"),
    ("selectel", "https://photos.s3.region.storage.selcloud.ru/test.txt s3 region"),
    ("spaces", "https://photos.region.digitaloceanspaces.com/test.txt s3 region"),
    ("storj", "https://gateway.storjshare.io/photos/test.txt s3 us-east-1"),
    ("supabase", "https://account.storage.supabase.co/storage/v1/s3/photos/test.txt s3 region"),
    ("tencent", "https://photos.cos.region.myqcloud.com/test.txt s3 region"),
    ("tigris", "https://photos.t3.storage.dev/test.txt s3 auto"),
    ("upcloud", "https://account.upcloudobjects.com/photos/test.txt s3 region"),
    ("vultr", "https://photos.region.vultrobjects.com/test.txt s3 region"),
    ("wasabi", "https://s3.region.wasabisys.com/photos/test.txt s3 region"),
    ("yandex", "https://photos.storage.yandexcloud.net/test.txt s3 ru-central1"),
];

/// The provider with this name, which is in the table.
fn named<'a>(name: &str, part: impl Fn(&'static str) -> &'a str) -> Provider<'a> {
    Provider::named(name, |needed| Ok::<_, Error>(part(needed))).unwrap().expect("the name is in the table")
}

fn given(part: &'static str) -> &'static str {
    if part == "endpoint" { "http://localhost:9000" } else { part }
}

#[test]
fn each_provider_has_an_address_and_a_region() {
    let located = Provider::NAMES.iter().map(|(name, ..)| {
        let provider = named(name, given);
        let bucket = Bucket::at(provider, "photos");
        assert_eq!(bucket.as_ref().map(Bucket::region), Ok(provider.region()));
        (*name, location(bucket))
    });
    let expected = LOCATIONS.iter().map(|(name, location)| (*name, String::from(*location)));
    assert_eq!(located.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn a_name_is_a_provider_with_the_parts_that_it_needs() {
    let mut asked = Vec::new();
    let provider = Provider::named("supabase", |part| {
        asked.push(part);
        Ok::<_, Error>(part)
    });
    assert_eq!(provider, Ok(Some(Provider::Supabase { account: "account", region: "region" })));
    assert_eq!(asked, ["account", "region"]);
    for (name, title, parts) in Provider::NAMES {
        assert_eq!(Provider::named(name, Err).is_err(), !parts.is_empty(), "{title}");
    }
    assert_eq!(Provider::named("r2", Err), Err("account"));
    assert_eq!(Provider::named("R2", |_| Ok::<_, Error>("account")), Ok(None));
}

#[test]
fn jurisdictions_styles_and_names_that_need_path_style() {
    let r2 = |account| Bucket::at(Provider::R2(account), "photos");
    let spaces = |name| Bucket::at(Provider::Spaces("nyc3"), name);
    for (bucket, expected) in [
        (r2("id.eu"), "https://id.eu.r2.cloudflarestorage.com/photos/test.txt s3 auto"),
        (r2("id.fedramp"), "https://id.fedramp.r2.cloudflarestorage.com/photos/test.txt s3 auto"),
        (
            r2("id").and_then(Bucket::virtual_hosted_style),
            "https://photos.id.r2.cloudflarestorage.com/test.txt s3 auto",
        ),
        (spaces("my.photos"), "https://nyc3.digitaloceanspaces.com/my.photos/test.txt s3 nyc3"),
        (spaces("photos").and_then(Bucket::path_style), "https://nyc3.digitaloceanspaces.com/photos/test.txt s3 nyc3"),
    ] {
        assert_eq!(location(bucket), expected);
    }
}

#[test]
fn no_account_or_region_leads_to_another_host() {
    for (name, _, parts) in Provider::NAMES {
        for wrong in parts.iter().filter(|part| **part != "endpoint") {
            for value in [
                "",
                ".",
                "a..b",
                "-a",
                "A",
                "a b",
                "evil.example/",
                "evil.example?",
                "evil.example#",
                "user@evil.example",
                "evil.example:80",
                "evil.example\\",
                "%2f",
                "{region}",
            ] {
                let provider = named(name, |part| if part == *wrong { value } else { "other" });
                let sentence = format!(
                    "the provider's {wrong} cannot be part of a host name: those have a-z, 0-9, hyphens and dots only"
                );
                assert_eq!(Bucket::at(provider, "photos").unwrap_err().to_string(), sentence, "{name} {value}");
            }
        }
    }
}

#[test]
fn providers_without_upload_forms_refuse_them() {
    let r2 = |account| Bucket::at(Provider::R2(account), "photos").unwrap();
    let by_endpoint = Bucket::new("photos", "auto").unwrap().endpoint("https://0123.r2.cloudflarestorage.com").unwrap();
    for bucket in [r2("0123"), r2("0123.eu"), r2("0123").virtual_hosted_style().unwrap(), by_endpoint] {
        let signer = bucket.signer(credentials()).unwrap();
        let error = bucket.post_object("k").presign(&signer, HOUR, now()).unwrap_err();
        assert_eq!(error.to_string(), "an upload form cannot be combined with Cloudflare R2, which has none");
        assert!(bucket.put_object("k").presign(&signer, HOUR, now()).is_ok());
        assert!(bucket.upload_part("k", "ID", 1001).presign(&signer, HOUR, now()).is_ok());
    }
    let tigris = Bucket::at(Provider::Tigris, "photos").unwrap();
    assert!(tigris.post_object("k").presign(&tigris.signer(credentials()).unwrap(), HOUR, now()).is_ok());
}

#[test]
fn scaleway_takes_a_thousand_parts() {
    let sentence = "a part number over 1,000 cannot be combined with Scaleway Object Storage, which has none";
    let bucket = Bucket::at(Provider::Scaleway("fr-par"), "photos").unwrap();
    let signer = bucket.signer(credentials()).unwrap();
    let source = CopySource::new("photos", "other");
    assert!(bucket.upload_part("k", "ID", 1000).presign(&signer, HOUR, now()).is_ok());
    assert!(bucket.upload_part_copy("k", "ID", 1000, &source).presign(&signer, HOUR, now()).is_ok());
    for error in [
        bucket.upload_part("k", "ID", 1001).presign(&signer, HOUR, now()).unwrap_err(),
        bucket.upload_part_copy("k", "ID", 1001, &source).presign(&signer, HOUR, now()).unwrap_err(),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
    let plan = MultipartPlan::new(10 << 30, 8 << 20).unwrap();
    let parts = plan.presign(&signer, HOUR, now(), |part| bucket.upload_part("k", "ID", part.number));
    assert_eq!(parts.map(|_| ()).unwrap_err().to_string(), sentence);
    assert!(bucket.post_object("k").presign(&signer, HOUR, now()).is_ok());
}

/// The parts of a bucket's configuration that some providers do not have, by the typed call and by hand, for every method.
#[test]
fn parts_of_the_configuration_that_a_provider_lacks_are_refused() {
    const BOTH: [&str; 12] = [
        "accelerate",
        "analytics",
        "intelligent-tiering",
        "inventory",
        "logging",
        "metrics",
        "notification",
        "ownershipControls",
        "replication",
        "requestPayment",
        "tagging",
        "website",
    ];
    let r2 = Bucket::at(Provider::R2("0123"), "photos").unwrap();
    let hetzner = Bucket::at(Provider::Hetzner("fsn1"), "photos").unwrap();
    let by_endpoint = Bucket::new("photos", "fsn1").unwrap().endpoint("https://fsn1.your-objectstorage.com").unwrap();
    let of_r2 = ["acl", "object-lock", "policy", "policyStatus", "publicAccessBlock", "versioning"];
    for (bucket, title, also, has) in [
        (&r2, "Cloudflare R2", &of_r2[..], &["cors", "encryption", "lifecycle"][..]),
        (
            &hetzner,
            "Hetzner Object Storage",
            &[][..],
            &["acl", "cors", "lifecycle", "object-lock", "policy", "versioning"],
        ),
        (&by_endpoint, "Hetzner Object Storage", &[][..], &["cors"]),
    ] {
        let signer = bucket.signer(credentials()).unwrap();
        let presign = |method, name| bucket.bucket_request(method).query(name, "").presign(&signer, HOUR, now());
        for method in ["GET", "PUT", "DELETE"] {
            for name in BOTH.iter().chain(also) {
                let error = presign(method, name).unwrap_err();
                let sentence = format!("?{name} cannot be combined with {title}, which has none");
                assert_eq!((error.to_string(), error.kind()), (sentence, ErrorKind::Address));
            }
            for name in has {
                assert!(presign(method, name).is_ok(), "{title} {name}");
            }
        }
        // Those of objects are others.
        assert!(bucket.request("DELETE", "k").query("tagging", "").presign(&signer, HOUR, now()).is_ok());
        let typed = bucket.configuration(Configuration::Website).delete().presign(&signer, HOUR, now());
        assert!(typed.unwrap_err().to_string().starts_with("?website cannot"));
        let typed = bucket.configuration(Configuration::Metrics).id("id").delete();
        assert!(typed.presign(&signer, HOUR, now()).unwrap_err().to_string().starts_with("?metrics cannot"));
    }
}
