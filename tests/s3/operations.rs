//! Every operation of S3, and what each setter writes. `model` compares them with what S3 documents.

use std::collections::BTreeMap;

use presign::s3::{Bucket, Checksum, Configuration, CopySource, Operation, attachment, op};
use presign::verify::{Policy, SignedRequest};
use presign::{ErrorKind, HeaderSignedRequest, Request};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now, signer};
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

/// The setters of each trait.
pub(crate) fn of_traits(bucket: &Bucket) -> BTreeMap<&'static str, Setters<'_>> {
    let any = || bucket.request("PUT", "k");
    BTreeMap::from([
        ("Acl", acl(any)),
        ("Body", body(any)),
        (
            "BypassGovernance",
            setters! { any(); bypass_governance_retention() => "x-amz-bypass-governance-retention: true"; },
        ),
        ("ChecksumAlgorithm", setters! { any(); checksum_algorithm("SHA1") => "x-amz-checksum-algorithm: SHA1"; }),
        ("ChecksumMode", setters! { any(); checksum_mode() => "x-amz-checksum-mode: ENABLED"; }),
        ("ChecksumType", setters! { any(); checksum_type("COMPOSITE") => "x-amz-checksum-type: COMPOSITE"; }),
        ("Copying", copying(any)),
        ("CustomerKey", customer_key(any)),
        ("ContinuationToken", setters! { any(); continuation_token("tok+/=") => "?continuation-token=tok+/="; }),
        ("Encryption", encryption(any)),
        ("GrantWrite", setters! { any(); grant_write("id=\"a\"") => "x-amz-grant-write: id=\"a\""; }),
        ("IfMatch", setters! { any(); if_match("\"abc\"") => "if-match: \"abc\""; }),
        (
            "IfModified",
            setters! { any();
                if_modified_since(now()) => "if-modified-since: Sun, 30 Aug 2015 12:36:00 GMT";
                if_unmodified_since(now()) => "if-unmodified-since: Sun, 30 Aug 2015 12:36:00 GMT";
            },
        ),
        ("IfNoneMatch", setters! { any(); if_none_match("*") => "if-none-match: *"; }),
        ("KeyMarker", setters! { any(); key_marker("a/b") => "?key-marker=a/b"; }),
        ("List", list(any)),
        ("ListKeys", list_keys(any)),
        (
            "Mfa",
            setters! { any();
                mfa("arn:aws:iam::111122223333:mfa/me 123456") => "x-amz-mfa: arn:aws:iam::111122223333:mfa/me 123456";
            },
        ),
        ("NewObject", new_object(any)),
        ("ObjectIfMatch", setters! { any(); object_if_match("\"abc\"") => "x-amz-object-if-match: \"abc\""; }),
        ("ObjectLockToken", setters! { any(); object_lock_token("tok") => "x-amz-bucket-object-lock-token: tok"; }),
        (
            "Owner",
            setters! { any(); expected_bucket_owner("111122223333") => "x-amz-expected-bucket-owner: 111122223333"; },
        ),
        ("Prefix", setters! { any(); prefix("a b/") => "?prefix=a b/"; }),
        ("Read", reading(any)),
        ("RequestPayer", setters! { any(); request_payer() => "x-amz-request-payer: requester"; }),
        ("Versioned", setters! { any(); version_id("null") => "?versionId=null"; }),
    ])
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
        response_attachment("x y.txt") => "?response-content-disposition=attachment; filename=\"x y.txt\"";
        response_content_encoding("gzip") => "?response-content-encoding=gzip";
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
        website_redirect_location("/other") => "x-amz-website-redirect-location: /other";
        object_lock_mode("GOVERNANCE") => "x-amz-object-lock-mode: GOVERNANCE";
        object_lock_retain_until(now()) => "x-amz-object-lock-retain-until-date: 2015-08-30T12:36:00Z";
        object_lock_legal_hold(true) => "x-amz-object-lock-legal-hold: ON";
        object_lock_legal_hold(false) => "x-amz-object-lock-legal-hold: OFF";
        object_lock_event_hold(true) => "x-amz-object-lock-event-hold: ON";
        object_lock_event_hold(false) => "x-amz-object-lock-event-hold: OFF";
        object_lock_event_hold_duration_days(3) => "x-amz-object-lock-event-hold-duration-days: 3";
        object_lock_event_hold_duration_years(2) => "x-amz-object-lock-event-hold-duration-years: 2";
    }
}

fn encryption<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        server_side_encryption("aws:kms") => "x-amz-server-side-encryption: aws:kms";
        sse_kms_key_id("kid") => "x-amz-server-side-encryption-aws-kms-key-id: kid";
        // The base64 of `{"a": "b", "c": "\u00e9"}`.
        sse_kms_encryption_context([("a", "b"), ("c", "é")]) =>
            "x-amz-server-side-encryption-context: eyJhIjogImIiLCAiYyI6ICJcdTAwZTkifQ==";
        bucket_key_enabled(true) => "x-amz-server-side-encryption-bucket-key-enabled: true";
        bucket_key_enabled(false) => "x-amz-server-side-encryption-bucket-key-enabled: false";
    }
}

fn customer_key<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        sse_customer_key(CUSTOMER_KEY) =>
            "x-amz-server-side-encryption-customer-algorithm: AES256",
            "x-amz-server-side-encryption-customer-key: MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
            "x-amz-server-side-encryption-customer-key-md5: dnF5x6K/8ZZRzpfSlMMM+w==";
    }
}

fn body<'a, O: op::Body>(any: impl Fn() -> Operation<'a, O>) -> Setters<'a> {
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

fn acl<'a, O: op::Acl>(any: impl Fn() -> Operation<'a, O>) -> Setters<'a> {
    setters! { any();
        acl("public-read") => "x-amz-acl: public-read";
        grant_read("id=\"a\"") => "x-amz-grant-read: id=\"a\"";
        grant_read_acp("id=\"a\"") => "x-amz-grant-read-acp: id=\"a\"";
        grant_write_acp("id=\"a\", id=\"b\"") => "x-amz-grant-write-acp: id=\"a\", id=\"b\"";
        grant_full_control("id=\"a\"") => "x-amz-grant-full-control: id=\"a\"";
    }
}

fn copying<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        copy_source_if_match("\"abc\"") => "x-amz-copy-source-if-match: \"abc\"";
        copy_source_if_none_match("\"abc\"") => "x-amz-copy-source-if-none-match: \"abc\"";
        copy_source_if_modified_since(now()) =>
            "x-amz-copy-source-if-modified-since: Sun, 30 Aug 2015 12:36:00 GMT";
        copy_source_if_unmodified_since(now()) =>
            "x-amz-copy-source-if-unmodified-since: Sun, 30 Aug 2015 12:36:00 GMT";
        source_expected_bucket_owner("111122223333") => "x-amz-source-expected-bucket-owner: 111122223333";
        copy_source_sse_customer_key(CUSTOMER_KEY) =>
            "x-amz-copy-source-server-side-encryption-customer-algorithm: AES256",
            "x-amz-copy-source-server-side-encryption-customer-key: MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
            "x-amz-copy-source-server-side-encryption-customer-key-md5: dnF5x6K/8ZZRzpfSlMMM+w==";
    }
}

fn list<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        delimiter("/") => "?delimiter=/";
        encoding_type() => "?encoding-type=url";
    }
}

fn list_keys<'a>(any: impl Fn() -> Operation<'a, op::Any>) -> Setters<'a> {
    setters! { any();
        max_keys(1000) => "?max-keys=1000";
        optional_object_attributes("RestoreStatus") => "x-amz-optional-object-attributes: RestoreStatus";
    }
}

/// An operation without setters, and with each of its own.
pub(crate) struct Built<'a> {
    pub(crate) name: &'static str,
    pub(crate) request: Request<'a>,
    pub(crate) own: Setters<'a>,
}

macro_rules! built {
    ($name:ident: $start:expr; $($setters:tt)*) => { built! { $name: $start, $start; $($setters)* } };
    // Setters that only directory buckets have.
    ($name:ident: $start:expr, $other:expr; $($setters:tt)*) => {
        Built {
            name: stringify!($name),
            request: Operation::<op::$name>::request(&$start).clone(),
            own: setters!($other; $($setters)*),
        }
    };
}

/// The operations on objects, and those for which a bucket has a method of their own. The second bucket is a directory
/// bucket.
fn methods<'a>(b: &'a Bucket, directory: &'a Bucket) -> Vec<Built<'a>> {
    let source = CopySource::new("src", "key");
    vec![
        built! { GetObject: b.get_object("k"); },
        built! { HeadObject: b.head_object("k"); },
        built! { PutObject: b.put_object("k"), directory.put_object("k");
            write_offset_bytes(5) => "x-amz-write-offset-bytes: 5";
        },
        built! { DeleteObject: b.delete_object("k"), directory.delete_object("k");
            if_match_last_modified_time(now()) => "x-amz-if-match-last-modified-time: Sun, 30 Aug 2015 12:36:00 GMT";
            if_match_size(5) => "x-amz-if-match-size: 5";
        },
        built! { CopyObject: b.copy_object("k", &source);
            metadata_directive("REPLACE") => "x-amz-metadata-directive: REPLACE";
            tagging_directive("COPY") => "x-amz-tagging-directive: COPY";
            object_annotation_directive("EXCLUDE") => "x-amz-object-annotation-directive: EXCLUDE";
        },
        built! { GetObjectTagging: b.get_object_tagging("k"); },
        built! { PutObjectTagging: b.put_object_tagging("k"); },
        built! { DeleteObjectTagging: b.delete_object_tagging("k"); },
        built! { GetObjectAcl: b.get_object_acl("k"); },
        built! { PutObjectAcl: b.put_object_acl("k"); },
        built! { GetObjectAttributes: b.get_object_attributes("k", &["ETag", "ObjectSize"]);
            max_parts(10) => "x-amz-max-parts: 10";
            part_number_marker(1) => "x-amz-part-number-marker: 1";
        },
        built! { GetObjectAnnotation: b.get_object_annotation("k", "labels"); },
        built! { PutObjectAnnotation: b.put_object_annotation("k", "labels"); },
        built! { DeleteObjectAnnotation: b.delete_object_annotation("k", "labels"); },
        built! { ListObjectAnnotations: b.list_object_annotations("k");
            max_annotation_results(10) => "?max-annotation-results=10";
            annotation_prefix("la") => "?annotation-prefix=la";
        },
        built! { GetObjectLegalHold: b.get_object_legal_hold("k"); },
        built! { PutObjectLegalHold: b.put_object_legal_hold("k"); },
        built! { GetObjectRetention: b.get_object_retention("k"); },
        built! { PutObjectRetention: b.put_object_retention("k"); },
        built! { GetObjectTorrent: b.get_object_torrent("k"); },
        built! { RenameObject: directory.rename_object("k", "old k");
            rename_source_if_match("\"abc\"") => "x-amz-rename-source-if-match: \"abc\"";
            rename_source_if_none_match("\"abc\"") => "x-amz-rename-source-if-none-match: \"abc\"";
            rename_source_if_modified_since(now()) =>
                "x-amz-rename-source-if-modified-since: Sun, 30 Aug 2015 12:36:00 GMT";
            rename_source_if_unmodified_since(now()) =>
                "x-amz-rename-source-if-unmodified-since: Sun, 30 Aug 2015 12:36:00 GMT";
            client_token("tok") => "x-amz-client-token: tok";
        },
        built! { RestoreObject: b.restore_object("k"); },
        built! { SelectObjectContent: b.select_object_content("k"); },
        built! { UpdateObjectEncryption: b.update_object_encryption("k"); },
        built! { CreateBucket: b.create_bucket();
            object_lock_enabled() => "x-amz-bucket-object-lock-enabled: true";
            object_ownership("BucketOwnerEnforced") => "x-amz-object-ownership: BucketOwnerEnforced";
            bucket_namespace("account-regional") => "x-amz-bucket-namespace: account-regional";
        },
        built! { DeleteBucket: b.delete_bucket(); },
        built! { ListBuckets: b.list_buckets();
            max_buckets(10) => "?max-buckets=10";
            bucket_region("us-east-1") => "?bucket-region=us-east-1";
        },
        built! { ListDirectoryBuckets: directory.list_directory_buckets();
            max_directory_buckets(10) => "?max-directory-buckets=10";
        },
        built! { CreateSession: directory.create_session();
            session_mode("ReadOnly") => "x-amz-create-session-mode: ReadOnly";
        },
        built! { ListObjects: b.list_objects(); marker("a/b") => "?marker=a/b"; },
        built! { ListObjectsV2: b.list_objects_v2();
            fetch_owner() => "?fetch-owner=true";
            start_after("a/b") => "?start-after=a/b";
        },
        built! { ListObjectVersions: b.list_object_versions(); version_id_marker("v1") => "?version-id-marker=v1"; },
        built! { HeadBucket: b.head_bucket(); },
        built! { GetBucketLocation: b.get_bucket_location(); },
        built! { DeleteObjects: b.delete_objects(); },
        built! { CreateMultipartUpload: b.create_multipart_upload("k"); },
        built! { UploadPart: b.upload_part("k", "id", 1); },
        built! { UploadPartCopy: b.upload_part_copy("k", "id", 1, &source);
            copy_source_range(0, 99) => "x-amz-copy-source-range: bytes=0-99";
        },
        built! { CompleteMultipartUpload: b.complete_multipart_upload("k", "id");
            mpu_object_size(5) => "x-amz-mp-object-size: 5";
        },
        built! { AbortMultipartUpload: b.abort_multipart_upload("k", "id"), directory.abort_multipart_upload("k", "id");
            if_match_initiated_time(now()) => "x-amz-if-match-initiated-time: Sun, 30 Aug 2015 12:36:00 GMT";
        },
        built! { ListParts: b.list_parts("k", "id");
            max_parts(10) => "?max-parts=10";
            part_number_marker(1) => "?part-number-marker=1";
        },
        built! { ListMultipartUploads: b.list_multipart_uploads();
            max_uploads(10) => "?max-uploads=10";
            upload_id_marker("id") => "?upload-id-marker=id";
        },
    ]
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

/// The operation at a method on a part of a bucket's configuration, and with each of the setters that its type has.
pub(crate) fn configure<'a>(
    b: &'a Bucket,
    part: Configuration,
    method: &str,
    has_id: bool,
) -> (Request<'a>, Setters<'a>) {
    let part = || if has_id { b.configuration(part).id("an id") } else { b.configuration(part) };
    let put = |put: &dyn Fn() -> Operation<'a, op::PutConfiguration>| {
        let own = setters! { put();
            grant_write("id=\"a\"") => "x-amz-grant-write: id=\"a\"";
            mfa("a 123456") => "x-amz-mfa: a 123456";
            object_lock_token("tok") => "x-amz-bucket-object-lock-token: tok";
            request_payer() => "x-amz-request-payer: requester";
            expected_bucket_owner("111122223333") => "x-amz-expected-bucket-owner: 111122223333";
            transition_default_minimum_object_size("varies_by_storage_class") =>
                "x-amz-transition-default-minimum-object-size: varies_by_storage_class";
            skip_destination_validation() => "x-amz-skip-destination-validation: true";
            confirm_remove_self_bucket_access() => "x-amz-confirm-remove-self-bucket-access: true";
        };
        (put().request().clone(), [body(put), acl(put), own].concat())
    };
    match method {
        "GET" => {
            let own = setters! { part().get();
                continuation_token("tok+/=") => "?continuation-token=tok+/=";
                request_payer() => "x-amz-request-payer: requester";
                expected_bucket_owner("111122223333") => "x-amz-expected-bucket-owner: 111122223333";
            };
            (part().get().request().clone(), own)
        }
        "PUT" => put(&|| part().put()),
        "POST" => put(&|| part().create()),
        "DELETE" => {
            let own = setters! { part().delete();
                expected_bucket_owner("111122223333") => "x-amz-expected-bucket-owner: 111122223333";
            };
            (part().delete().request().clone(), own)
        }
        other => panic!("{other}"),
    }
}

/// The operations on parts of a bucket's configuration, with the setters that are not refused.
fn configurations(b: &Bucket) -> Vec<Built<'_>> {
    let operations = CONFIGURATIONS.iter().flat_map(|(part, operations)| operations.iter().map(|name| (*part, *name)));
    let built = operations.map(|(part, operation)| {
        let (method, name) = operation.split_once(' ').unwrap();
        let (request, setters) = configure(b, part, method.trim_end_matches("(id)"), method.ends_with("(id)"));
        // What the bucket refuses is asked about elsewhere.
        let signed = |request: &Request<'_>| request.presign(&signer("s3"), HOUR, now()).map_err(|error| error.code());
        let is_other = |request: &Request<'_>| signed(request).err() == Some("invalid-field");
        let own = setters.into_iter().filter(|(_, request, _)| !is_other(request)).collect();
        Built { name, request, own }
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
                let (request, _) = configure(&bucket, *part, method, has_id);
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

#[test]
fn setters_of_other_configurations_are_refused() {
    let bucket = bucket();
    let policy = || bucket.configuration(Configuration::Policy);
    for (request, sentence) in [
        (policy().put().mfa("a 123456").request().clone(), "header x-amz-mfa"),
        (policy().put().acl("private").request().clone(), "header x-amz-acl"),
        (policy().put().skip_destination_validation().request().clone(), "header x-amz-skip-destination-validation"),
        (policy().get().continuation_token("a").request().clone(), "parameter continuation-token"),
        (policy().get().request_payer().hoist_headers().request().clone(), "header x-amz-request-payer"),
    ] {
        let error = request.presign(&signer("s3"), HOUR, now()).unwrap_err();
        assert_eq!((error.code(), error.kind()), ("invalid-field", ErrorKind::Request));
        assert_eq!(error.to_string(), format!("the {sentence} is for other parts of a bucket's configuration"));
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
    let (bucket, directory) = (bucket(), regional());
    for (name, request, expected) in of_traits(&bucket).into_values().flatten() {
        assert_eq!(written(&request).parts, expected, "{name}");
    }
    for Built { name, request, own } in operations(&bucket, &directory) {
        let plain = written(&request).parts;
        for (setter, request, expected) in own {
            let added: Vec<_> = written(&request).parts.into_iter().filter(|part| !plain.contains(part)).collect();
            assert_eq!(added, expected, "{name}, {setter}");
        }
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
    let payload = request.verify_with_credentials(&credentials(), now(), &Policy::new("us-east-1", service));
    // Of no body; those of a body are compared with it.
    assert_eq!(payload.map(|payload| payload.to_string()).as_deref(), Ok("UNSIGNED-PAYLOAD"), "{what}");
}

#[test]
fn what_is_presigned_is_signed_by_headers_too() {
    let (bucket, directory) = (bucket(), regional());
    let built = operations(&bucket, &directory).into_iter();
    let own = built.flat_map(|built| [built.request].into_iter().chain(built.own.into_iter().map(|(_, own, _)| own)));
    for request in own.chain(of_traits(&bucket).into_values().flatten().map(|(_, own, _)| own)) {
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
