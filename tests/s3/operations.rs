//! Every operation of S3, and what each setter writes. `model` compares them with what S3 documents.

use std::collections::BTreeMap;

use presign::s3::{Bucket, Configuration, CopySource, Operation, attachment, op};
use presign::verify::{Policy, SignedRequest};
use presign::{Checksum, ErrorKind, HeaderSignedRequest, Request};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::refused::refused;
use crate::url_parts::{Url, decode};

/// An operation as a client sees it: `?name=value` for each parameter, decoded, and `name: value` for each header.
pub(crate) struct Written {
    pub(crate) method: String,
    pub(crate) parts: Vec<String>,
    /// The same operation, signed by its headers.
    signed: HeaderSignedRequest,
}

pub(crate) fn written(request: &Request<'_>) -> Written {
    let url = request.presign(&signer("s3"), HOUR, now()).unwrap();
    let signed = request.sign(&signer("s3"), now()).unwrap();
    Written { method: url.method().to_string(), parts: parts(url.as_str(), url.headers()), signed }
}

fn parts<'a>(url: &str, headers: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let parsed = Url::parse(url);
    let query = parsed.callers_query().map(|(name, value)| format!("?{}={}", decode(name), decode(value)));
    query.chain(headers.map(|(name, value)| format!("{name}: {value}"))).collect()
}

/// `?partNumber=2` → `partNumber`, `x-amz-meta-author: me` → `x-amz-meta-`.
pub(crate) fn name(part: &str) -> &str {
    let name = match part.strip_prefix('?') {
        Some(parameter) => parameter.split('=').next(),
        None => part.split(':').next(),
    };
    name.map(|name| if name.starts_with("x-amz-meta-") { "x-amz-meta-" } else { name }).unwrap()
}

/// A setter: its name, a request that it is in, and what it should write, in the form of [`Written`].
pub(crate) type Setters<'a> = Vec<(&'static str, Request<'a>, Vec<&'static str>)>;

macro_rules! setters {
    ($start:expr; $($setter:ident($($argument:expr),*) => $($part:expr),+;)*) => {
        vec![$((stringify!($setter), $start.$setter($($argument),*).request().clone(), vec![$($part),+])),*]
    };
}

const CUSTOMER_KEY: &[u8; 32] = b"12345678901234567890123456789012";

/// The setters of each trait, and under no name those that every operation has.
pub(crate) fn of_traits<'a>(any: &dyn Fn() -> Operation<'a, op::Any>) -> BTreeMap<&'static str, Setters<'a>> {
    BTreeMap::from([
        ("", of_all(any)),
        ("Body", body(any)),
        ("Copying", copying(any)),
        ("Listing", listing(any)),
        ("NewObject", new_object(any)),
        ("Read", reading(any)),
    ])
}

fn of_all<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        expected_bucket_owner("111122223333") => "x-amz-expected-bucket-owner: 111122223333";
        request_payer() => "x-amz-request-payer: requester";
        acl("public-read") => "x-amz-acl: public-read";
        version_id("null") => "?versionId=null";
        if_match("\"abc\"") => "if-match: \"abc\"";
        if_none_match("*") => "if-none-match: *";
        checksum_algorithm("SHA1") => "x-amz-checksum-algorithm: SHA1";
        checksum_type("COMPOSITE") => "x-amz-checksum-type: COMPOSITE";
        sse_customer_key(CUSTOMER_KEY) =>
            "x-amz-server-side-encryption-customer-algorithm: AES256",
            "x-amz-server-side-encryption-customer-key: MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
            "x-amz-server-side-encryption-customer-key-md5: dnF5x6K/8ZZRzpfSlMMM+w==";
    }
}

fn reading<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        range("bytes=0-9") => "range: bytes=0-9";
        part_number(10_000) => "?partNumber=10000";
        response_content_type("text/plain; charset=utf-8") =>
            "?response-content-type=text/plain; charset=utf-8";
        response_content_language("en") => "?response-content-language=en";
        response_expires(now()) => "?response-expires=Sun, 30 Aug 2015 12:36:00 GMT";
        response_cache_control("no-cache") => "?response-cache-control=no-cache";
        response_content_disposition("inline") => "?response-content-disposition=inline";
        response_attachment("") => "?response-content-disposition=attachment; filename=\"\"";
        response_attachment("x y.txt") => "?response-content-disposition=attachment; filename=\"x y.txt\"";
        response_content_encoding("gzip") => "?response-content-encoding=gzip";
        checksum_mode() => "x-amz-checksum-mode: ENABLED";
        if_modified_since(now()) => "if-modified-since: Sun, 30 Aug 2015 12:36:00 GMT";
        if_unmodified_since(now()) => "if-unmodified-since: Sun, 30 Aug 2015 12:36:00 GMT";
    }
}

fn new_object<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        content_type("text/plain") => "content-type: text/plain";
        content_encoding("gzip") => "content-encoding: gzip";
        content_language("en") => "content-language: en";
        content_disposition(&attachment("x.txt")) => "content-disposition: attachment; filename=\"x.txt\"";
        cache_control("max-age=3600") => "cache-control: max-age=3600";
        expires(now()) => "expires: Sun, 30 Aug 2015 12:36:00 GMT";
        metadata("Author", "me") => "x-amz-meta-author: me";
        tagging([("a b", "c&d"), ("e", "")]) => "x-amz-tagging: a%20b=c%26d&e=";
        storage_class("STANDARD_IA") => "x-amz-storage-class: STANDARD_IA";
        object_lock_mode("GOVERNANCE") => "x-amz-object-lock-mode: GOVERNANCE";
        object_lock_retain_until(now()) => "x-amz-object-lock-retain-until-date: 2015-08-30T12:36:00Z";
        object_lock_legal_hold(true) => "x-amz-object-lock-legal-hold: ON";
        object_lock_legal_hold(false) => "x-amz-object-lock-legal-hold: OFF";
        server_side_encryption("aws:kms") => "x-amz-server-side-encryption: aws:kms";
        sse_kms_key_id("kid") => "x-amz-server-side-encryption-aws-kms-key-id: kid";
        // The base64 of `{"a": "b", "c": "\u00e9"}`.
        sse_kms_encryption_context([("a", "b"), ("c", "é")]) =>
            "x-amz-server-side-encryption-context: eyJhIjogImIiLCAiYyI6ICJcdTAwZTkifQ==";
    }
}

fn body<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    let md5_of_nothing = [0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0, 0xb2, 4, 0xe9, 0x80, 9, 0x98, 0xec, 0xf8, 0x42, 0x7e];
    setters! { any();
        content_length(0) => "content-length: 0";
        content_md5(&md5_of_nothing) => "content-md5: 1B2M2Y8AsgTpgAmY7PhCfg==";
        checksum(Checksum::Crc32([0; 4])) => "x-amz-checksum-crc32: AAAAAA==";
        checksum(Checksum::Crc32C([1; 4])) => "x-amz-checksum-crc32c: AQEBAQ==";
        checksum(Checksum::Crc64Nvme([2; 8])) => "x-amz-checksum-crc64nvme: AgICAgICAgI=";
        checksum(Checksum::Md5([3; 16])) => "x-amz-checksum-md5: AwMDAwMDAwMDAwMDAwMDAw==";
        checksum(Checksum::Sha1([4; 20])) => "x-amz-checksum-sha1: BAQEBAQEBAQEBAQEBAQEBAQEBAQ=";
        checksum(Checksum::Sha256([5; 32])) =>
            "x-amz-checksum-sha256: BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=";
        checksum(Checksum::Sha512([0; 64])) => concat!(
            "x-amz-checksum-sha512: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
        );
        checksum(Checksum::XxHash3([6; 8])) => "x-amz-checksum-xxhash3: BgYGBgYGBgY=";
        checksum(Checksum::XxHash64([7; 8])) => "x-amz-checksum-xxhash64: BwcHBwcHBwc=";
        checksum(Checksum::XxHash128([8; 16])) => "x-amz-checksum-xxhash128: CAgICAgICAgICAgICAgICA==";
    }
}

fn copying<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        copy_source_range(0, 99) => "x-amz-copy-source-range: bytes=0-99";
        metadata_directive("REPLACE") => "x-amz-metadata-directive: REPLACE";
        tagging_directive("COPY") => "x-amz-tagging-directive: COPY";
        copy_source_sse_customer_key(CUSTOMER_KEY) =>
            "x-amz-copy-source-server-side-encryption-customer-algorithm: AES256",
            "x-amz-copy-source-server-side-encryption-customer-key: MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
            "x-amz-copy-source-server-side-encryption-customer-key-md5: dnF5x6K/8ZZRzpfSlMMM+w==";
    }
}

fn listing<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        prefix("a b/") => "?prefix=a b/";
        delimiter("/") => "?delimiter=/";
        encoding_type() => "?encoding-type=url";
        max_keys(1000) => "?max-keys=1000";
        start_after("a/b") => "?start-after=a/b";
        continuation_token("tok+/=") => "?continuation-token=tok+/=";
    }
}

/// An operation with one member, given by its name and value.
type Set<'a> = Box<dyn Fn(&str, &str) -> Request<'a> + 'a>;

/// An operation without setters, and with one that is set by name.
pub(crate) struct Built<'a> {
    pub(crate) name: &'static str,
    pub(crate) request: Request<'a>,
    pub(crate) set: Set<'a>,
}

macro_rules! built {
    ($($name:ident: $start:expr;)*) => {
        vec![$(Built {
            name: stringify!($name),
            request: $start.request().clone(),
            set: Box::new(move |name, value| $start.set(name, value).request().clone()),
        }),*]
    };
}

/// The name without which an annotation would be the list of them.
const LABELS: [(&str, &str); 1] = [("annotationName", "labels")];

/// The operations on objects, and those for which a bucket has a method of their own. The second bucket is a directory
/// bucket.
fn methods<'a>(b: &'a Bucket, directory: &'a Bucket) -> Vec<Built<'a>> {
    built! {
        GetObject: b.get_object("k");
        HeadObject: b.head_object("k");
        PutObject: b.put_object("k");
        DeleteObject: b.delete_object("k");
        CopyObject: b.copy_object("k", &CopySource::new("src", "key"));
        GetObjectTagging: b.get_object_tagging("k");
        PutObjectTagging: b.put_object_tagging("k");
        DeleteObjectTagging: b.delete_object_tagging("k");
        GetObjectAcl: b.get_object_acl("k");
        PutObjectAcl: b.put_object_acl("k");
        GetObjectAttributes: b.get_object_attributes("k", &["ETag", "ObjectSize"]);
        GetObjectAnnotation: b.operation("GetObjectAnnotation", Some("k"), LABELS);
        PutObjectAnnotation: b.operation("PutObjectAnnotation", Some("k"), LABELS);
        DeleteObjectAnnotation: b.operation("DeleteObjectAnnotation", Some("k"), LABELS);
        ListObjectAnnotations: b.operation("ListObjectAnnotations", Some("k"), []);
        GetObjectLegalHold: b.operation("GetObjectLegalHold", Some("k"), []);
        PutObjectLegalHold: b.operation("PutObjectLegalHold", Some("k"), []);
        GetObjectRetention: b.operation("GetObjectRetention", Some("k"), []);
        PutObjectRetention: b.operation("PutObjectRetention", Some("k"), []);
        GetObjectTorrent: b.operation("GetObjectTorrent", Some("k"), []);
        RenameObject: directory.rename_object("k", "old k");
        RestoreObject: b.restore_object("k");
        SelectObjectContent: b.operation("SelectObjectContent", Some("k"), []);
        UpdateObjectEncryption: b.operation("UpdateObjectEncryption", Some("k"), []);
        CreateBucket: b.create_bucket();
        DeleteBucket: b.delete_bucket();
        ListBuckets: b.list_buckets();
        ListDirectoryBuckets: directory.operation("ListDirectoryBuckets", None, []);
        CreateSession: directory.create_session();
        ListObjects: b.list_objects();
        ListObjectsV2: b.list_objects_v2();
        ListObjectVersions: b.list_object_versions();
        HeadBucket: b.head_bucket();
        GetBucketLocation: b.get_bucket_location();
        DeleteObjects: b.delete_objects();
        CreateMultipartUpload: b.create_multipart_upload("k");
        UploadPart: b.upload_part("k", "id", 1);
        UploadPartCopy: b.upload_part_copy("k", "id", 1, &CopySource::new("src", "key"));
        CompleteMultipartUpload: b.complete_multipart_upload("k", "id");
        AbortMultipartUpload: b.abort_multipart_upload("k", "id");
        ListParts: b.list_parts("k", "id");
        ListMultipartUploads: b.list_multipart_uploads();
    }
}

/// The operations on parts of a bucket's configuration, by the part: the method, `(id)` if it is on one of several
/// configurations, and the name.
#[rustfmt::skip]
pub(crate) const CONFIGURATIONS: &[(Configuration, &[&str])] = &[
    (Configuration::Abac, &["GET GetBucketAbac", "PUT PutBucketAbac"]),
    (Configuration::Accelerate, &["GET GetBucketAccelerateConfiguration", "PUT PutBucketAccelerateConfiguration"]),
    (Configuration::Acl, &["GET GetBucketAcl", "PUT PutBucketAcl"]),
    (Configuration::Analytics, &["GET(id) GetBucketAnalyticsConfiguration", "GET ListBucketAnalyticsConfigurations", "PUT(id) PutBucketAnalyticsConfiguration", "DELETE(id) DeleteBucketAnalyticsConfiguration"]),
    (Configuration::Cors, &["GET GetBucketCors", "PUT PutBucketCors", "DELETE DeleteBucketCors"]),
    (Configuration::Encryption, &["GET GetBucketEncryption", "PUT PutBucketEncryption", "DELETE DeleteBucketEncryption"]),
    (Configuration::IntelligentTiering, &["GET(id) GetBucketIntelligentTieringConfiguration", "GET ListBucketIntelligentTieringConfigurations", "PUT(id) PutBucketIntelligentTieringConfiguration", "DELETE(id) DeleteBucketIntelligentTieringConfiguration"]),
    (Configuration::Inventory, &["GET(id) GetBucketInventoryConfiguration", "GET ListBucketInventoryConfigurations", "PUT(id) PutBucketInventoryConfiguration", "DELETE(id) DeleteBucketInventoryConfiguration"]),
    (Configuration::Lifecycle, &["GET GetBucketLifecycleConfiguration", "PUT PutBucketLifecycleConfiguration", "DELETE DeleteBucketLifecycle"]),
    (Configuration::Logging, &["GET GetBucketLogging", "PUT PutBucketLogging"]),
    (Configuration::MetadataAnnotationTable, &["PUT UpdateBucketMetadataAnnotationTableConfiguration"]),
    (Configuration::MetadataConfiguration, &["GET GetBucketMetadataConfiguration", "POST CreateBucketMetadataConfiguration", "DELETE DeleteBucketMetadataConfiguration"]),
    (Configuration::MetadataInventoryTable, &["PUT UpdateBucketMetadataInventoryTableConfiguration"]),
    (Configuration::MetadataJournalTable, &["PUT UpdateBucketMetadataJournalTableConfiguration"]),
    (Configuration::MetadataTable, &["GET GetBucketMetadataTableConfiguration", "POST CreateBucketMetadataTableConfiguration", "DELETE DeleteBucketMetadataTableConfiguration"]),
    (Configuration::Metrics, &["GET(id) GetBucketMetricsConfiguration", "GET ListBucketMetricsConfigurations", "PUT(id) PutBucketMetricsConfiguration", "DELETE(id) DeleteBucketMetricsConfiguration"]),
    (Configuration::Notification, &["GET GetBucketNotificationConfiguration", "PUT PutBucketNotificationConfiguration"]),
    (Configuration::ObjectLock, &["GET GetObjectLockConfiguration", "PUT PutObjectLockConfiguration"]),
    (Configuration::OwnershipControls, &["GET GetBucketOwnershipControls", "PUT PutBucketOwnershipControls", "DELETE DeleteBucketOwnershipControls"]),
    (Configuration::Policy, &["GET GetBucketPolicy", "PUT PutBucketPolicy", "DELETE DeleteBucketPolicy"]),
    (Configuration::PolicyStatus, &["GET GetBucketPolicyStatus"]),
    (Configuration::PublicAccessBlock, &["GET GetPublicAccessBlock", "PUT PutPublicAccessBlock", "DELETE DeletePublicAccessBlock"]),
    (Configuration::Replication, &["GET GetBucketReplication", "PUT PutBucketReplication", "DELETE DeleteBucketReplication"]),
    (Configuration::RequestPayment, &["GET GetBucketRequestPayment", "PUT PutBucketRequestPayment"]),
    (Configuration::Tagging, &["GET GetBucketTagging", "PUT PutBucketTagging", "DELETE DeleteBucketTagging"]),
    (Configuration::Versioning, &["GET GetBucketVersioning", "PUT PutBucketVersioning"]),
    (Configuration::Website, &["GET GetBucketWebsite", "PUT PutBucketWebsite", "DELETE DeleteBucketWebsite"]),
];

/// The operation at a method on a part of a bucket's configuration.
fn configure<'a>(b: &'a Bucket, part: Configuration, method: &str, has_id: bool) -> Built<'a> {
    let part = move || if has_id { b.configuration(part).id("an id") } else { b.configuration(part) };
    let mut built = match method {
        "GET" => built! { Get: part().get(); },
        "PUT" => built! { Put: part().put(); },
        "POST" => built! { Create: part().create(); },
        "DELETE" => built! { Delete: part().delete(); },
        other => panic!("{other}"),
    };
    built.pop().unwrap()
}

fn configurations(b: &Bucket) -> Vec<Built<'_>> {
    let operations = CONFIGURATIONS.iter().flat_map(|(part, operations)| operations.iter().map(|name| (*part, *name)));
    let built = operations.map(|(part, operation)| {
        let (method, name) = operation.split_once(' ').unwrap();
        Built { name, ..configure(b, part, method.trim_end_matches("(id)"), method.ends_with("(id)")) }
    });
    built.collect()
}

#[test]
fn other_operations_on_configurations_are_refused() {
    let bucket = bucket();
    let (mut refused, mut there) = (0, 0);
    for (part, operations) in CONFIGURATIONS {
        let name = format!("{part:?}").to_lowercase();
        for method in ["GET", "PUT", "POST", "DELETE"] {
            let has = |end: &str| operations.iter().any(|operation| operation.starts_with(&format!("{method}{end} ")));
            for (has_id, end, with) in [(false, "", " without an id"), (true, "(id)", " with an id")] {
                let request = configure(&bucket, *part, method, has_id).request;
                let result = request.presign(&signer("s3"), HOUR, now()).map(drop);
                if has(end) {
                    assert_eq!(result, Ok(()), "{method} {part:?}");
                    there += 1;
                    continue;
                }
                let error = result.unwrap_err();
                assert_eq!((error.code(), error.kind()), ("no-such-operation", ErrorKind::Request));
                let with = if has("") || has("(id)") { with } else { "" };
                let sentence = error.to_string();
                let rest = sentence.strip_prefix(&format!("S3 has no {method} of ?")).expect(&sentence);
                let subresource = rest.strip_suffix(with).expect(&sentence);
                assert_eq!(subresource.to_lowercase().replace('-', ""), name, "{sentence}");
                refused += 1;
            }
        }
    }
    assert_eq!((there, refused), (69, 27 * 8 - 69));
}

/// Setters that the operations of one kind share, where not all of them have it.
#[test]
fn setters_of_other_operations_are_refused() {
    let bucket = bucket();
    let policy = || bucket.configuration(Configuration::Policy);
    for (request, sentence) in [
        (policy().put().acl("private").request().clone(), "header x-amz-acl does not belong to PutBucketPolicy"),
        (policy().put().version_id("1").request().clone(), "parameter versionId does not belong to PutBucketPolicy"),
        (policy().get().if_match("e").request().clone(), "header if-match does not belong to GetBucketPolicy"),
        (
            policy().get().request_payer().hoist_headers().request().clone(),
            "header x-amz-request-payer does not belong to GetBucketPolicy",
        ),
        (
            bucket.list_objects().start_after("a").request().clone(),
            "parameter start-after does not belong to ListObjects",
        ),
    ] {
        refused(request.presign(&signer("s3"), HOUR, now()), "invalid-field", &format!("the {sentence}"));
    }
    // Only setters are S3's; another server may have the header.
    assert!(policy().put().header("x-amz-mfa", "a 123456").presign(&signer("s3"), HOUR, now()).is_ok());
}

/// A directory bucket at the endpoint that takes operations on buckets.
pub(crate) fn regional() -> Bucket {
    Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap().regional_endpoint().unwrap()
}

/// Every operation that there is a call for.
pub(crate) fn operations<'a>(bucket: &'a Bucket, directory: &'a Bucket) -> Vec<Built<'a>> {
    let mut operations = methods(bucket, directory);
    operations.extend(configurations(bucket));
    operations
}

#[test]
fn every_setter_writes_what_s3_reads() {
    let bucket = bucket();
    for (name, request, expected) in of_traits(&|| bucket.request("PUT", "k")).into_values().flatten() {
        assert_eq!(written(&request).parts, expected, "{name}");
    }
}

#[test]
fn what_an_operation_needs_is_written_in_botocores_order() {
    let (bucket, directory) = (bucket(), regional());
    let operations = operations(&bucket, &directory).into_iter();
    let plain: BTreeMap<_, _> = operations.map(|built| (built.name, written(&built.request).parts.join(" "))).collect();
    for (name, expected) in [
        ("CopyObject", "x-amz-copy-source: src/key"),
        ("GetObjectAttributes", "?attributes= x-amz-object-attributes: ETag,ObjectSize"),
        ("ListObjectsV2", "?list-type=2"),
        ("UploadPart", "?partNumber=1 ?uploadId=id"),
        ("UploadPartCopy", "?partNumber=1 ?uploadId=id x-amz-copy-source: src/key"),
        ("ListParts", "?uploadId=id"),
        ("GetObjectAnnotation", "?annotation= ?annotationName=labels"),
        ("RenameObject", "?renameObject= x-amz-rename-source: photos--use1-az4--x-s3/old%20k"),
        ("SelectObjectContent", "?select= ?select-type=2"),
        ("GetBucketMetricsConfiguration", "?metrics= ?id=an id"),
        ("ListBucketMetricsConfigurations", "?metrics="),
        ("ListBuckets", ""),
    ] {
        assert_eq!(plain[name], expected, "{name}");
    }
}

/// The headers that signing adds, of which S3 wants the hash of the body in every request.
const ADDED: [&str; 3] = ["authorization", "x-amz-content-sha256", "x-amz-date"];

/// Checks a request that is signed by its headers as a server would, for a bucket in `us-east-1`.
fn assert_verified(signed: &HeaderSignedRequest, service: &str, what: &str) {
    let url = Url::parse(signed.url());
    let target = &signed.url()["https://".len() + url.authority.len()..];
    let headers = signed.headers().chain([("host", url.authority)]);
    let request = SignedRequest::parse(signed.method(), target, headers).expect(what);
    let payload = request.verify(&credentials(), now(), &Policy::new("us-east-1", service));
    // Of no body; those of a body are compared with it.
    let payload = payload.map(|(verified, _)| verified.payload().to_string());
    assert_eq!(payload.as_deref(), Ok("UNSIGNED-PAYLOAD"), "{what}");
}

#[test]
fn what_is_presigned_is_signed_by_headers_too() {
    let (bucket, directory) = (bucket(), regional());
    let plain = operations(&bucket, &directory).into_iter().map(|built| built.request);
    let set = of_traits(&|| bucket.request("PUT", "k")).into_values().flatten().map(|(_, request, _)| request);
    for request in plain.chain(set) {
        let Written { method, parts: presigned, signed } = written(&request);
        assert_eq!(signed.method(), method, "{presigned:?}");
        let callers = signed.headers().filter(|(name, _)| !ADDED.contains(name));
        assert_eq!(parts(signed.url(), callers), presigned);
        let added: Vec<_> = signed.headers().filter(|(name, _)| ADDED.contains(name)).map(|(name, _)| name).collect();
        assert_eq!(added, ADDED);
        assert_verified(&signed, "s3", &format!("{method} {presigned:?}"));
    }
}

#[test]
fn sessions_are_created_by_headers() {
    let bucket = Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap();
    let signed = bucket.create_session().sign(&bucket.signer(credentials()).unwrap(), now()).unwrap();
    assert_eq!(signed.url(), "https://photos--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/?session=");
    assert!(signed.headers().map(|(name, _)| name).eq(ADDED));
    assert_verified(&signed, "s3express", "CreateSession");
}

#[test]
fn what_is_kept_is_what_was_borrowed() {
    let kept = {
        let bucket = bucket();
        let key = String::from("a b.txt");
        let borrowed = bucket.put_object(&key).content_type("text/plain").hoist_headers();
        let url = borrowed.presign(&signer("s3"), HOUR, now()).unwrap();
        assert_eq!(borrowed.clone().into_owned().presign(&signer("s3"), HOUR, now()).unwrap().as_str(), url.as_str());
        (borrowed.into_owned(), url)
    };
    let (operation, url): (Operation<'static, op::PutObject>, _) = kept;
    assert_eq!(operation.clone().into_owned().presign(&signer("s3"), HOUR, now()).unwrap().as_str(), url.as_str());
    let other = operation.presign(&signer("sts"), HOUR, now()).unwrap_err();
    assert_eq!(other.to_string(), "the signer is for us-east-1/sts, the bucket is in us-east-1/s3");
}

#[test]
fn presigning_all_is_presigning_each() {
    let (bucket, signer) = (bucket(), signer("s3"));
    let keys = ["1.jpg", "", "über uns/2.jpg", "a/../b"];
    let all: Vec<_> = bucket.presign_all(keys, &signer, HOUR, now()).collect();
    assert_eq!(all.len(), keys.len());
    for (key, item) in keys.into_iter().zip(&all) {
        let single = bucket.get_object(key).presign(&signer, HOUR, now());
        match (item, single) {
            (Ok(item), Ok(single)) => assert_eq!(item.as_str(), single.as_str()),
            (item, single) => assert_eq!(item.as_ref().err(), single.err().as_ref()),
        }
    }
    assert_eq!(all.iter().filter(|item| item.is_ok()).count(), 2, "a bad key does not end the others");
}
