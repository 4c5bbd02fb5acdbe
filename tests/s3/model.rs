//! Operations against AWS's model of S3: there is a call for each, it is sent where and how the model says, and it has
//! the setters that S3 documents for it: no fewer and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use presign::s3::{Bucket, CopySource, Operation, op};
use presign::{Error, ErrorKind, PresignedUrl, Request};
use serde::Deserialize;

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::operations::{Built, CONFIGURATIONS, name, of_traits, operations, regional, written};
use crate::url_parts::Url;
use crate::vector_files::read;

/// What S3 documents for an operation.
#[derive(Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a line of the file")]
pub(crate) struct Model {
    name: String,
    method: String,
    pub(crate) target: String,
    address: Vec<String>,
    parameters: Vec<String>,
    headers: Vec<String>,
    #[serde(default)]
    has_body: bool,
    #[serde(default)]
    is_regional: bool,
    #[serde(default)]
    is_deprecated: bool,
    #[serde(default)]
    is_not_for_directories: bool,
    #[serde(default)]
    not_for_directories: Vec<String>,
    #[serde(default)]
    only_for_directories: Vec<String>,
}

#[derive(Deserialize)]
struct ModelFile {
    operation: Vec<Model>,
}

/// It tells S3 which algorithm an SDK used, and does nothing without one.
const NOT_OFFERED: &str = "x-amz-sdk-checksum-algorithm";

/// It answers a function, at a host of its own, and not a client.
const NO_CALL: &str = "WriteGetObjectResponse";

/// The operations that S3 has, by name, except those that others have replaced.
pub(crate) fn models() -> BTreeMap<String, Model> {
    let models = read::<ModelFile>("s3-model").operation.into_iter();
    models.filter(|model| !model.is_deprecated && model.name != NO_CALL).map(|m| (m.name.clone(), m)).collect()
}

/// The names of all headers, in lower case, and of all parameters, those of addresses among them.
pub(crate) fn model_names() -> (BTreeSet<String>, BTreeSet<String>) {
    let models: Vec<_> = models().into_values().collect();
    let address = models.iter().flat_map(|model| &model.address).map(|name| name.split('=').next().unwrap());
    let parameters = models.iter().flat_map(|model| &model.parameters).map(String::as_str).chain(address);
    let headers = models.iter().flat_map(|model| &model.headers);
    (headers.cloned().collect(), parameters.map(String::from).collect())
}

/// A table in `src/s3/op.rs`: the traits that each kind of operations has, or the setters of each trait.
fn table(name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let source = include_str!("../../src/s3/op.rs");
    let (_, table) = source.split_once(&format!("\n{name}! {{")).expect("the table");
    let (table, _) = table.split_once("\n}").expect("its end");
    let code: String = table.lines().filter(|line| !line.trim().starts_with("///")).collect();
    let rows = code.split(';').filter_map(|row| row.split_once(':'));
    let words = |text: &str| text.split_whitespace().map(String::from).collect();
    rows.map(|(name, words_of)| (name.trim().to_string(), words(words_of))).collect()
}

/// The page of each part of a bucket's configuration is written from the table in `src/s3/configuration.rs`.
#[test]
fn the_operations_on_configurations_are_those_of_the_pages() {
    let source = include_str!("../../src/s3/configuration.rs");
    let (_, table) = source.split_once("\nconfigurations! {").expect("the table");
    let (table, _) = table.split_once("\n}").expect("its end");
    let words =
        |text: &str| text.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let table = words(table);
    for (part, operations) in CONFIGURATIONS {
        for operation in *operations {
            assert!(format!("{table} ").contains(&format!(" {operation} ")), "{part:?} {operation}");
        }
    }
}

/// The headers and parameters of an operation, in the form of [`name`].
fn documented(model: &Model) -> BTreeSet<&str> {
    let mut documented: BTreeSet<_> = model.parameters.iter().chain(&model.headers).map(String::as_str).collect();
    documented.remove(NOT_OFFERED);
    if model.has_body {
        // The first two are documented under "Common Request Headers", the others with the checksums.
        documented.extend(BODY);
    }
    documented
}

const BODY: [&str; 12] = [
    "content-length",
    "content-md5",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-md5",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-sha512",
    "x-amz-checksum-xxhash128",
    "x-amz-checksum-xxhash3",
    "x-amz-checksum-xxhash64",
];

/// A value that is in the format of a header or a parameter.
fn value_of(name: &str) -> &'static str {
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    match name {
        "content-md5" => "AAAAAAAAAAAAAAAAAAAAAA==",
        "range" | "x-amz-copy-source-range" => "bytes=0-9",
        "x-amz-copy-source" => "b/k",
        "x-amz-object-lock-retain-until-date" => "2030-01-01T00:00:00Z",
        "x-amz-website-redirect-location" => "/a",
        _ if ends(&["since", "-time", "expires"]) => "Sun, 30 Aug 2015 12:36:00 GMT",
        _ if ends(&["-md5", "xxhash128"]) => "AAAAAAAAAAAAAAAAAAAAAA==",
        _ if ends(&["customer-key", "sha256"]) => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        _ if ends(&["crc32", "crc32c", "encryption-context"]) => "AAAAAA==",
        _ if ends(&["crc64nvme", "xxhash3", "xxhash64"]) => "AAAAAAAAAAA=",
        _ if ends(&["sha1"]) => "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        _ if ends(&["sha512"]) => {
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
        }
        _ if name == "x-amz-max-parts" || name.starts_with("max-") => "5",
        _ if ends(&["-size", "-days", "-years", "number-marker", "-bytes", "-length", "Number"]) => "5",
        _ => "a",
    }
}

/// The operations that are asked of a directory bucket here, since no other bucket has them.
const OF_DIRECTORIES: [&str; 3] = ["CreateSession", "ListDirectoryBuckets", "RenameObject"];

/// What tells an operation from others, as its request has it first.
pub(crate) fn address(model: &Model) -> Vec<String> {
    let parts = model.address.iter();
    parts.map(|name| if name.contains('=') { format!("?{name}") } else { format!("?{name}=") }).collect()
}

/// What is set by name on an operation: all that S3 documents for it and nothing else, whether the operation is called by
/// its method or by its name.
#[test]
fn every_operation_has_the_members_that_s3_documents() {
    // A server that may have what AWS has for directory buckets alone.
    let elsewhere = bucket().endpoint("https://s3.example.com").unwrap();
    let (directory, mut models) = (regional(), models());
    assert_eq!(models.len(), 111);
    let (headers, parameters) = model_names();
    let all: BTreeSet<_> = headers.iter().chain(&parameters).map(String::as_str).chain(BODY).collect();
    let (signer, mut there, mut refused) = (signer("s3"), 0, 0);
    let presign = |request: &Request<'_>| request.presign(&signer, HOUR, now());
    for Built { name: operation, request, set } in operations(&elsewhere, &directory) {
        let model = models.remove(operation).unwrap_or_else(|| panic!("{operation} is there twice, or not S3's"));
        let (plain, address, documented) = (written(&request), address(&model), documented(&model));
        assert_eq!(model.method, plain.method, "{operation}");
        assert_eq!(plain.parts[..address.len()], address, "{operation}");
        let needs: Vec<_> = plain.parts[address.len()..].iter().map(|part| member(part)).collect();
        assert!(needs.iter().all(|(name, _)| documented.contains(name)), "{operation}");

        let is_of_directory = OF_DIRECTORIES.contains(&operation);
        let bucket = if is_of_directory { &directory } else { &elsewhere };
        let key = (model.target == "object").then_some("k");
        let named = || bucket.operation(operation, key, needs.iter().copied());
        assert_eq!(written(named().request()).parts, plain.parts, "{operation}");
        for member in &all {
            let (name, value) = (if *member == "x-amz-meta-" { "x-amz-meta-a" } else { member }, value_of(member));
            let by_name = presign(named().set(name, value).request()).map(String::from);
            assert_eq!(by_name, presign(&set(name, value)).map(String::from), "{operation} {name}");
            match by_name {
                Ok(_) => {
                    let is_parameter = parameters.contains(*member);
                    let part = if is_parameter { format!("?{name}={value}") } else { format!("{name}: {value}") };
                    assert!(written(&set(name, value)).parts.contains(&part), "{operation} {name}");
                    there += usize::from(documented.contains(member));
                }
                // A directory bucket lacks some, at least at its Regional endpoint.
                Err(error) if is_of_directory && documented.contains(member) => assert!(is_not_there(Some(&error))),
                Err(error) => {
                    let sentence = format!("the header or parameter {name} does not belong to {operation}");
                    assert_eq!((error.code(), error.to_string()), ("invalid-field", sentence));
                    assert!(!documented.contains(member), "{operation} {name}");
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(models.keys().next(), None, "an operation without a call");
    assert_eq!((there, refused), (915, 17_177));
}

/// `?partNumber=2` → `partNumber` and `2`, `x-amz-copy-source: b/k` → `x-amz-copy-source` and `b/k`.
pub(crate) fn member(part: &str) -> (&str, &str) {
    part.strip_prefix('?').map_or_else(|| part.split_once(": "), |part| part.split_once('=')).unwrap()
}

/// Setters of all kinds, on operations that are called by their names: each sets what S3 documents, or is refused.
#[test]
fn every_setter_is_refused_where_s3_does_not_document_it() {
    let (elsewhere, directory) = (bucket().endpoint("https://s3.example.com").unwrap(), regional());
    let (signer, models) = (signer("s3"), models());
    for Built { name: operation, request, .. } in operations(&elsewhere, &directory) {
        // What a directory bucket lacks is asked about elsewhere.
        if OF_DIRECTORIES.contains(&operation) {
            continue;
        }
        let (model, plain) = (&models[operation], written(&request));
        let needs: Vec<_> = plain.parts[model.address.len()..].iter().map(|part| member(part)).collect();
        let key = (model.target == "object").then_some("k");
        let documented = documented(model);
        let setters = of_traits(&|| elsewhere.operation(operation, key, needs.iter().copied()));
        for (setter, request, parts) in setters.into_values().flatten() {
            let signed = request.presign(&signer, HOUR, now()).map(drop);
            match parts.iter().map(|part| name(part)).find(|name| !documented.contains(name)) {
                None => assert_eq!(signed, Ok(()), "{operation} {setter}"),
                Some(name) => {
                    let part = if parts[0].starts_with('?') { "parameter" } else { "header" };
                    let name = if name == "x-amz-meta-" { "x-amz-meta-author" } else { name };
                    let sentence = format!("the {part} {name} does not belong to {operation}");
                    let error = signed.expect_err(name);
                    assert_eq!((error.code(), error.to_string()), ("invalid-field", sentence));
                }
            }
        }
    }
}

#[test]
fn operations_go_to_the_object_the_bucket_or_the_service() {
    let (bucket, directory, models) = (bucket().path_style().unwrap(), regional(), models());
    for Built { name, request, .. } in operations(&bucket, &directory) {
        let url = request.presign(&signer("s3"), HOUR, now()).unwrap();
        let path = Url::parse(url.as_str()).path.split_once('/').expect("a path").1.to_string();
        let segments = path.split('/').filter(|segment| !segment.is_empty()).count();
        let expected = ["service", "bucket", "object"].iter().position(|target| *target == models[name].target);
        assert_eq!(Some(segments), expected, "{name}: {url}");
    }
}

/// Operations of S3 Metadata, which directory buckets do not have (Amazon S3, "S3 Metadata limitations and restrictions")
/// though the model does not say so.
fn is_of_metadata(model: &Model) -> bool {
    model.address.iter().any(|name| name.starts_with("metadata"))
}

fn is_not_there(error: Option<&Error>) -> bool {
    error.is_some_and(|error| error.code() == "not-in-directory-bucket")
}

#[test]
fn directory_buckets_take_operations_at_the_endpoint_that_the_model_says() {
    let (models, regional) = (models(), regional());
    let zonal = Bucket::new(regional.name(), "us-east-1").unwrap();
    let at_both = [(&zonal, false), (&regional, true)];
    for (bucket, is_regional) in at_both {
        for Built { name, request, .. } in operations(bucket, bucket) {
            let refused = request.presign(&signer("s3express"), HOUR, now()).err();
            let model = &models[name];
            if name == "ListBuckets" {
                assert_eq!(refused.map(|error| error.code()), Some("cannot-be-combined"));
            } else if model.is_not_for_directories || is_of_metadata(model) {
                // ListObjects has no parameter that tells it from what else is asked of the Regional endpoint.
                assert!(
                    is_not_there(refused.as_ref()) || (is_regional && name == "ListObjects"),
                    "{name}: {refused:?}"
                );
            } else {
                let expected = (model.is_regional && !is_regional).then_some("needs-regional-endpoint");
                assert_eq!(refused.map(|error| error.code()), expected, "{name}");
            }
        }
    }
}

/// The model's operations as requests without setters, at the endpoint that they belong to.
fn bare<'a>(model: &Model, zonal: &'a Bucket, regional: &'a Bucket) -> Operation<'a, op::Any> {
    let bucket = if model.is_regional { regional } else { zonal };
    let request = if model.target == "object" {
        bucket.request(&model.method, "k")
    } else {
        bucket.bucket_request(&model.method)
    };
    model.address.iter().fold(request, |request, part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        request.query(name, value)
    })
}

/// Every header and parameter of every operation, given without its setter: refused for directory buckets if the model says
/// so, and for all others if the model says that directory buckets alone have it.
#[test]
fn kinds_of_buckets_have_the_headers_and_parameters_that_the_model_says() {
    let regional = regional();
    let (zonal, general) = (Bucket::new(regional.name(), "us-east-1").unwrap(), bucket());
    let (mut lacking, mut only) = (0, 0);
    for model in models().values().filter(|model| model.target != "service" && !model.is_not_for_directories) {
        let names =
            model.headers.iter().map(|name| (name, true)).chain(model.parameters.iter().map(|name| (name, false)));
        for (name, is_header) in names.filter(|_| !is_of_metadata(model)) {
            let with = |request: Operation<'_, op::Any>, name: &str| {
                let request = if is_header { request.header(name, "a") } else { request.query(name, "a") };
                request.request().presign(&signer("s3express"), HOUR, now()).err()
            };
            let is_lacking = model.not_for_directories.contains(name);
            // Some have some values.
            let has_values = [
                "delimiter",
                "prefix",
                "versionId",
                "x-amz-object-annotation-directive",
                "x-amz-server-side-encryption",
                "x-amz-storage-class",
                "x-amz-tagging",
            ];
            let expected = is_lacking || has_values.contains(&name.as_str());
            for name in [name.clone(), if is_header { name.to_uppercase() } else { name.clone() }] {
                let refused = with(bare(model, &zonal, &regional), &name);
                assert_eq!(is_not_there(refused.as_ref()), expected, "{} {name}: {refused:?}", model.name);
                let refused = with(bare(model, &general, &general), &name);
                let is_only = refused.is_some_and(|error| error.code() == "directory-buckets-only");
                let is_said = model.only_for_directories.contains(&name.to_lowercase());
                assert_eq!(is_only, is_said || model.name == "CreateSession" || model.name == "RenameObject", "{name}");
                only += usize::from(is_said);
            }
            lacking += usize::from(is_lacking);
        }
    }
    assert_eq!((lacking, only), (124, 8));
}

#[test]
fn what_a_directory_bucket_lacks_has_a_sentence() {
    let bucket = Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap();
    let signer = bucket.signer(credentials()).unwrap();
    let key = [1; 32];
    let refused = |result: Result<PresignedUrl, Error>, what: &str| {
        let error = result.expect_err(what);
        let sentence = format!("a directory bucket does not have {what}");
        assert_eq!((error.to_string(), error.kind()), (sentence, ErrorKind::Address));
    };
    let presign = |operation: Operation<'_, op::PutObject>| operation.presign(&signer, HOUR, now());
    let put = || bucket.put_object("k");
    refused(presign(put().content_md5(&[0; 16])), "content-md5");
    refused(presign(put().header("Content-MD5", "nk7Dv0/ECUDwR/Cwri4DIw==")), "content-md5");
    refused(presign(put().acl("private")), "x-amz-acl");
    refused(presign(put().tagging([("a", "b")])), "x-amz-tagging");
    refused(presign(put().sse_customer_key(&key)), "x-amz-server-side-encryption-customer-algorithm");
    refused(presign(put().object_lock_legal_hold(true)), "x-amz-object-lock-legal-hold");
    refused(presign(put().request_payer()), "x-amz-request-payer");
    refused(presign(put().hoist_headers().request_payer()), "x-amz-request-payer");
    refused(presign(put().storage_class("STANDARD")), "storage classes other than EXPRESS_ONEZONE and ONEZONE_IA");
    refused(presign(put().server_side_encryption("aws:kms:dsse")), "encryption other than AES256 and aws:kms");
    refused(bucket.get_object("k").version_id("v1").presign(&signer, HOUR, now()), "version ids other than null");
    refused(bucket.get_object_tagging("k").presign(&signer, HOUR, now()), "?tagging");
    refused(bucket.request("PUT", "k").query("acl", "").presign(&signer, HOUR, now()), "?acl");
    refused(bucket.list_objects_v2().delimiter("|").presign(&signer, HOUR, now()), "delimiters other than /");
    refused(bucket.list_objects_v2().prefix("a").presign(&signer, HOUR, now()), "prefixes that do not end with /");
    let list = "ListObjects: ListObjectsV2 is there";
    refused(bucket.list_objects().presign(&signer, HOUR, now()), list);
    refused(bucket.bucket_request("GET").query("prefix", "a/").presign(&signer, HOUR, now()), list);
    let form = bucket.post_object("k").field("x-amz-storage-class", "STANDARD").presign(&signer, HOUR, now());
    assert_eq!(form.map(drop).map_err(|error| error.code()), Err("not-in-directory-bucket"));

    let kept = put().content_type("a/b").storage_class("EXPRESS_ONEZONE").server_side_encryption("aws:kms");
    assert!(presign(kept.metadata("a", "b").if_none_match("*").set("x-amz-write-offset-bytes", "5")).is_ok());
    assert!(presign(put().expected_bucket_owner("111122223333").content_length(5)).is_ok());
    assert!(bucket.get_object("k").range("bytes=0-9").version_id("null").presign(&signer, HOUR, now()).is_ok());
    assert!(bucket.delete_objects().content_md5(&[0; 16]).presign(&signer, HOUR, now()).is_ok());
    assert!(bucket.list_objects_v2().prefix("a/").delimiter("/").presign(&signer, HOUR, now()).is_ok());
    let copy = CopySource::new("src", "k");
    assert!(bucket.copy_object("k", &copy).header("x-amz-tagging", "").presign(&signer, HOUR, now()).is_ok());

    // A server that is not AWS's may have for every bucket what AWS has for directory buckets.
    let (general, elsewhere) =
        (crate::bucket::bucket(), crate::bucket::bucket().endpoint("https://s3.example.com").unwrap());
    let signer = general.signer(credentials()).unwrap();
    let error = general.put_object("k").set("x-amz-write-offset-bytes", "5").presign(&signer, HOUR, now()).unwrap_err();
    let sentence = "only a directory bucket has x-amz-write-offset-bytes";
    assert_eq!((error.to_string().as_str(), error.kind()), (sentence, ErrorKind::Address));
    assert!(elsewhere.put_object("k").set("x-amz-write-offset-bytes", "5").presign(&signer, HOUR, now()).is_ok());
}

#[test]
fn any_operation_has_every_trait() {
    let kinds = table("kinds");
    assert_eq!(kinds["Any"], kinds.values().flatten().cloned().collect());
    assert_eq!(kinds["Any"], table("traits").into_keys().collect());
}

/// The names of the methods that follow `impl` lines of a kind in the files of `src/s3` and its folders, by the trait or operation.
pub(crate) fn setters_in_source(pattern: impl Fn(&str) -> Option<&str>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    let mut paths = vec![PathBuf::from("src/s3")];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        let mut of = None;
        for line in source.lines() {
            if line == "}" {
                of = None;
            } else if line.starts_with("impl") {
                of = pattern(line).map(String::from);
            } else if let (Some(of), Some(method)) = (&of, line.strip_prefix("    pub fn ")) {
                let (name, _) = method.split_once(['(', '<']).unwrap();
                found.entry(of.clone()).or_default().insert(name.to_string());
            }
        }
    }
    found
}

/// What a page of `op` lists is written in the tables, so these are compared with the code.
#[test]
fn the_page_of_each_trait_lists_its_setters() {
    assert_eq!(setters_in_source(|line| line.strip_prefix("impl Operation<'_, op::")), BTreeMap::new());
    assert_eq!(setters_in_source(|line| Some(line.strip_prefix("impl<O: op::")?.split_once('>')?.0)), table("traits"));
    let bucket = bucket();
    let tried = of_traits(&|| bucket.request("PUT", "k")).into_iter().filter(|(name, _)| !name.is_empty());
    let tried =
        tried.map(|(name, setters)| (name.to_owned(), setters.into_iter().map(|(name, ..)| name.to_owned()).collect()));
    assert_eq!(tried.collect::<BTreeMap<_, BTreeSet<_>>>(), table("traits"));
}
