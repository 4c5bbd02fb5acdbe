//! Which headers `hoist_headers` moves into the query: for every operation, and for every header that a setter makes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use presign::s3::{Bucket, Configuration, CopySource, Operation, op};
use presign::{Checksum, PresignedUrl};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now};
use crate::url_parts::{Url, decode};

const KEY: &[u8; 32] = b"12345678901234567890123456789012";
const OWNER: &str = "111122223333";

/// What S3 is known to read in the query.
const HOISTED: [&str; 2] = ["x-amz-expected-bucket-owner", "x-amz-request-payer"];

/// Every other header that a setter makes.
const HEADERS: &[&str] = &[
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "expires",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "range",
    "x-amz-acl",
    "x-amz-bucket-namespace",
    "x-amz-bucket-object-lock-enabled",
    "x-amz-bucket-object-lock-token",
    "x-amz-bypass-governance-retention",
    "x-amz-checksum-algorithm",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-md5",
    "x-amz-checksum-mode",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-sha512",
    "x-amz-checksum-type",
    "x-amz-checksum-xxhash128",
    "x-amz-checksum-xxhash3",
    "x-amz-checksum-xxhash64",
    "x-amz-client-token",
    "x-amz-confirm-remove-self-bucket-access",
    "x-amz-copy-source",
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-unmodified-since",
    "x-amz-copy-source-range",
    "x-amz-copy-source-server-side-encryption-customer-algorithm",
    "x-amz-copy-source-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key-md5",
    "x-amz-create-session-mode",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-if-match-initiated-time",
    "x-amz-if-match-last-modified-time",
    "x-amz-if-match-size",
    "x-amz-max-parts",
    "x-amz-meta-a",
    "x-amz-metadata-directive",
    "x-amz-mfa",
    "x-amz-mp-object-size",
    "x-amz-object-annotation-directive",
    "x-amz-object-attributes",
    "x-amz-object-if-match",
    "x-amz-object-lock-event-hold",
    "x-amz-object-lock-event-hold-duration-days",
    "x-amz-object-lock-event-hold-duration-years",
    "x-amz-object-lock-legal-hold",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-object-ownership",
    "x-amz-optional-object-attributes",
    "x-amz-part-number-marker",
    "x-amz-rename-source",
    "x-amz-rename-source-if-match",
    "x-amz-rename-source-if-modified-since",
    "x-amz-rename-source-if-none-match",
    "x-amz-rename-source-if-unmodified-since",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-server-side-encryption-context",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
    "x-amz-skip-destination-validation",
    "x-amz-source-expected-bucket-owner",
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-tagging-directive",
    "x-amz-transition-default-minimum-object-size",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
];

fn presign<O>(bucket: &Bucket, operation: &Operation<'_, O>) -> PresignedUrl {
    let signer = bucket.signer(credentials()).unwrap();
    operation.presign(&signer, HOUR, now()).unwrap()
}

type Map = BTreeMap<String, String>;

fn query(url: &PresignedUrl) -> Map {
    Url::parse(url.as_str()).callers_query().map(|(name, value)| (decode(name), decode(value))).collect()
}

fn headers(url: &PresignedUrl) -> Map {
    url.headers().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// Checks an operation with all its setters, hoisted or not, and notes the headers that it has.
struct Check {
    bucket: Bucket,
    seen: BTreeSet<String>,
}

impl Check {
    fn operation<O: Clone + Debug>(&mut self, operation: &Operation<'_, O>) {
        let plain = presign(&self.bucket, operation);
        let url = presign(&self.bucket, &operation.clone().hoist_headers());
        let (hoisted, kept): (Map, Map) =
            headers(&plain).into_iter().partition(|(name, _)| HOISTED.contains(&name.as_str()));
        assert_eq!(headers(&url), kept, "{operation:?}");
        let mut expected = query(&plain);
        assert!(expected.keys().all(|name| !name.to_lowercase().starts_with("x-amz-")), "{plain}");
        expected.extend(hoisted);
        assert_eq!(query(&url), expected, "{operation:?}");
        self.seen.extend(headers(&plain).into_keys());
    }
}

fn all<O>(o: Operation<'_, O>) -> Operation<'_, O> {
    o.expected_bucket_owner(OWNER)
}

fn paid<O>(o: Operation<'_, O>) -> Operation<'_, O> {
    all(o).request_payer()
}

fn keyed<O>(o: Operation<'_, O>) -> Operation<'_, O> {
    o.sse_customer_key(KEY)
}

fn read<O: op::Read>(o: Operation<'_, O>) -> Operation<'_, O> {
    matched(o).range("bytes=0-9").checksum_mode().if_modified_since(now()).if_unmodified_since(now())
}

fn matched<O>(o: Operation<'_, O>) -> Operation<'_, O> {
    o.if_match("\"e\"").if_none_match("*")
}

fn sent<O: op::Body>(o: Operation<'_, O>) -> Operation<'_, O> {
    o.content_length(5).content_md5(&[0; 16]).checksum(Checksum::Crc32([0; 4]))
}

fn granted<O>(o: Operation<'_, O>) -> Operation<'_, O> {
    let o = o.acl("private").set("x-amz-grant-read", "id=\"a\"").set("x-amz-grant-read-acp", "id=\"a\"");
    o.set("x-amz-grant-write-acp", "id=\"a\"").set("x-amz-grant-full-control", "id=\"a\"")
}

fn encrypted<O>(o: Operation<'_, O>) -> Operation<'_, O> {
    let o = o
        .set("x-amz-server-side-encryption", "aws:kms")
        .set("x-amz-server-side-encryption-aws-kms-key-id", "kid")
        .set("x-amz-server-side-encryption-bucket-key-enabled", "true");
    o.set("x-amz-server-side-encryption-context", "eyJhIjogImIifQ==")
}

fn new<O: op::NewObject>(o: Operation<'_, O>) -> Operation<'_, O> {
    let o = o.content_type("a/b").content_encoding("gzip").content_language("en").content_disposition("inline");
    let o =
        o.cache_control("no-cache").expires(now()).metadata("a", "b").tagging([("c", "d")]).storage_class("GLACIER");
    let o =
        o.set("x-amz-website-redirect-location", "/x").object_lock_mode("GOVERNANCE").object_lock_retain_until(now());
    let o = o
        .object_lock_legal_hold(true)
        .set("x-amz-object-lock-event-hold", "ON")
        .set("x-amz-object-lock-event-hold-duration-days", "1");
    granted(encrypted(o.set("x-amz-object-lock-event-hold-duration-years", "1")))
}

fn copied<O: op::Copying>(o: Operation<'_, O>) -> Operation<'_, O> {
    let o = o
        .set("x-amz-copy-source-if-match", "e")
        .set("x-amz-copy-source-if-none-match", "e")
        .set("x-amz-copy-source-if-modified-since", &now().to_http_date());
    let o = o
        .set("x-amz-copy-source-if-unmodified-since", &now().to_http_date())
        .set("x-amz-source-expected-bucket-owner", OWNER);
    o.copy_source_sse_customer_key(KEY)
}

fn buckets(check: &mut Check) {
    let bucket = &check.bucket.clone();
    let create = bucket
        .create_bucket()
        .set("x-amz-bucket-object-lock-enabled", "true")
        .set("x-amz-object-ownership", "ObjectWriter");
    check
        .operation(&granted(sent(create.set("x-amz-bucket-namespace", "global"))).set("x-amz-grant-write", "id=\"a\""));
    check.operation(&paid(
        bucket.configuration(Configuration::ObjectLock).put().set("x-amz-bucket-object-lock-token", "tok"),
    ));
    let lifecycle = bucket.configuration(Configuration::Lifecycle).put();
    check.operation(&all(lifecycle.set("x-amz-transition-default-minimum-object-size", "varies_by_storage_class")));
    let notification = bucket.configuration(Configuration::Notification).put();
    check.operation(&all(notification.set("x-amz-skip-destination-validation", "true")));
    let policy = bucket.configuration(Configuration::Policy).put();
    check.operation(&all(policy.set("x-amz-confirm-remove-self-bucket-access", "true")));
    let annotation = bucket.operation("PutObjectAnnotation", Some("k"), [("annotationName", "labels")]);
    check.operation(&paid(sent(annotation.set("x-amz-object-if-match", "e"))));
}

#[test]
fn objects() {
    let source = CopySource::new("src", "src key");
    // A server that may have what AWS has for directory buckets alone.
    let bucket = bucket().endpoint("https://s3.example.com").unwrap();
    let mut check = Check { bucket: bucket.clone(), seen: BTreeSet::new() };
    check.operation(&paid(keyed(read(bucket.get_object("k").version_id("v").response_attachment("x")))));
    check.operation(&paid(keyed(read(bucket.head_object("k")))));
    check.operation(&paid(keyed(matched(sent(new(bucket.put_object("k").set("x-amz-write-offset-bytes", "5")))))));
    for checksum in [
        Checksum::Crc32C([0; 4]),
        Checksum::Crc64Nvme([0; 8]),
        Checksum::Md5([0; 16]),
        Checksum::Sha1([0; 20]),
        Checksum::Sha256([0; 32]),
        Checksum::Sha512([0; 64]),
        Checksum::XxHash3([0; 8]),
        Checksum::XxHash64([0; 8]),
        Checksum::XxHash128([0; 16]),
    ] {
        check.operation(&bucket.put_object("k").checksum(checksum));
    }
    let delete = bucket
        .delete_object("k")
        .if_match("e")
        .set("x-amz-if-match-size", "5")
        .set("x-amz-if-match-last-modified-time", &now().to_http_date());
    check.operation(&paid(delete.set("x-amz-mfa", "serial 123456").set("x-amz-bypass-governance-retention", "true")));
    let copy = bucket.copy_object("k", &source).metadata_directive("REPLACE").tagging_directive("REPLACE");
    let copy = copy.set("x-amz-object-annotation-directive", "COPY").checksum_algorithm("CRC32");
    check.operation(&paid(keyed(matched(copied(new(copy))))));
    check.operation(&paid(bucket.get_object_tagging("k")));
    check.operation(&paid(sent(bucket.put_object_tagging("k"))));
    check.operation(&all(bucket.delete_object_tagging("k")));
    check.operation(&paid(bucket.get_object_acl("k")));
    check.operation(&paid(granted(sent(bucket.put_object_acl("k").set("x-amz-grant-write", "id=\"a\"")))));
    let attributes =
        bucket.get_object_attributes("k", &["ETag"]).set("x-amz-max-parts", "1").set("x-amz-part-number-marker", "1");
    check.operation(&paid(keyed(attributes)));

    check.operation(&paid(bucket.list_objects().set("x-amz-optional-object-attributes", "RestoreStatus")));
    check.operation(&paid(bucket.list_objects_v2().set("x-amz-optional-object-attributes", "RestoreStatus")));
    check.operation(&paid(bucket.list_object_versions().set("x-amz-optional-object-attributes", "RestoreStatus")));
    check.operation(&all(bucket.head_bucket()));
    check.operation(&all(bucket.get_bucket_location()));
    check.operation(&paid(sent(
        bucket.delete_objects().set("x-amz-mfa", "serial 123456").set("x-amz-bypass-governance-retention", "true"),
    )));

    let create = bucket.create_multipart_upload("k").checksum_algorithm("CRC32").checksum_type("COMPOSITE");
    check.operation(&paid(keyed(new(create))));
    check.operation(&paid(keyed(sent(bucket.upload_part("k", "id", 1)))));
    check.operation(&paid(keyed(copied(bucket.upload_part_copy("k", "id", 1, &source).copy_source_range(0, 9)))));
    let complete =
        bucket.complete_multipart_upload("k", "id").checksum_type("COMPOSITE").set("x-amz-mp-object-size", "5");
    check.operation(&paid(keyed(matched(sent(complete)))));
    check.operation(&paid(
        bucket.abort_multipart_upload("k", "id").set("x-amz-if-match-initiated-time", &now().to_http_date()),
    ));
    check.operation(&paid(keyed(bucket.list_parts("k", "id"))));
    check.operation(&paid(bucket.list_multipart_uploads()));
    buckets(&mut check);
    let any =
        bucket.request("PUT", "k").set("x-amz-mfa", "serial 123456").set("x-amz-bypass-governance-retention", "true");
    let any = any
        .set("x-amz-optional-object-attributes", "RestoreStatus")
        .checksum_algorithm("CRC32")
        .checksum_type("COMPOSITE");
    check.operation(&paid(keyed(read(copied(sent(new(any)))))));
    let session = Bucket::new("photos--usw2-az1--x-s3", "us-west-2").unwrap();
    let mut directory = Check { bucket: session.clone(), seen: BTreeSet::new() };
    directory.operation(&encrypted(session.create_session().set("x-amz-create-session-mode", "ReadOnly")));
    let rename = session
        .rename_object("k", "old")
        .set("x-amz-rename-source-if-match", "e")
        .set("x-amz-rename-source-if-none-match", "e");
    let rename = rename
        .set("x-amz-rename-source-if-modified-since", &now().to_http_date())
        .set("x-amz-rename-source-if-unmodified-since", &now().to_http_date());
    directory.operation(&rename.set("x-amz-client-token", "tok"));

    let seen: BTreeSet<_> = check.seen.union(&directory.seen).map(String::as_str).collect();
    assert_eq!(seen, HEADERS.iter().chain(&HOISTED).copied().collect());
}

/// The copy that other signers turn into an upload of nothing.
#[test]
fn a_hoisted_copy_is_still_a_copy() {
    let bucket = bucket();
    let source = CopySource::new("src", "k");
    for url in [
        presign(&bucket, &bucket.copy_object("dst", &source).hoist_headers()),
        presign(&bucket, &bucket.request("PUT", "dst").hoist_headers().header("X-Amz-Copy-Source", "src/k")),
    ] {
        assert!(url.headers().eq([("x-amz-copy-source", "src/k")]));
        assert!(url.as_str().contains("&X-Amz-SignedHeaders=host%3Bx-amz-copy-source&"), "{url}");
    }
}

/// S3 reads the owner in the query in lower case only.
#[test]
fn hoisted_names_are_in_lower_case() {
    let bucket = bucket();
    let get = bucket.get_object("k").header("X-Amz-Expected-Bucket-Owner", OWNER).hoist_headers();
    assert_eq!(query(&presign(&bucket, &get)), Map::from([(HOISTED[0].to_string(), OWNER.to_string())]));
}
