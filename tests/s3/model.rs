//! Operations against AWS's model of S3: there is a call for each, it is sent where and how the model says, and it has
//! the setters that S3 documents for it: no fewer and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use presign::s3::{Bucket, Configuration, CopySource, Operation, op};
use presign::{Error, ErrorKind, PresignedUrl};
use serde::Deserialize;

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::operations::{Built, CONFIGURATIONS, configure, name, of_traits, operations, regional, written};
use crate::url_parts::Url;
use crate::vector_files::read;

/// What S3 documents for an operation.
#[derive(Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a line of the file")]
struct Model {
    name: String,
    method: String,
    target: String,
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
fn models() -> BTreeMap<String, Model> {
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

/// The table in `src/s3/op/mod.rs`: the traits and the setters of their own that each operation has.
fn tables() -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let words = |text: &str| text.split_whitespace().map(String::from).collect::<Vec<_>>();
    let source = include_str!("../../src/s3/op/mod.rs");
    let (_, table) = source.split_once("\noperations! {").expect("the table");
    let (table, _) = table.split_once("\n}").expect("its end");
    let code: String = table.lines().filter(|line| !line.trim().starts_with("///")).collect();
    let mut rows = BTreeMap::new();
    for row in code.split(';').filter(|row| !row.trim().is_empty()) {
        let (name, rest) = row.split_once(':').expect("a row");
        let (traits, own) = rest.split_once('+').unwrap_or((rest, ""));
        rows.insert(name.trim().to_string(), (words(traits), words(own)));
    }
    rows
}

/// The page of each part of a bucket's configuration is written from the table in `src/s3/configuration.rs`, and the tests
/// try the setters that the operations' types have.
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
    let (bucket, tables) = (bucket(), tables());
    let of_traits = of_traits(&bucket);
    for (method, operation) in
        [("GET", "GetConfiguration"), ("PUT", "PutConfiguration"), ("DELETE", "DeleteConfiguration")]
    {
        let (traits, own) = &tables[operation];
        let of_traits = traits.iter().flat_map(|name| of_traits[name.as_str()].iter().map(|(name, ..)| *name));
        let expected: BTreeSet<_> = of_traits.chain(own.iter().map(String::as_str)).collect();
        let (_, tried) = configure(&bucket, Configuration::Cors, method, false);
        assert_eq!(tried.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>(), expected, "{operation}");
    }
}

#[test]
fn every_operation_has_the_setters_that_s3_documents() {
    let (bucket, directory) = (bucket(), regional());
    let (of_traits, tables, mut models) = (of_traits(&bucket), tables(), models());
    assert_eq!(models.len(), 111);
    for Built { name: operation, request, own } in operations(&bucket, &directory) {
        let model = models.remove(operation).unwrap_or_else(|| panic!("{operation} is there twice, or not S3's"));
        let plain = written(&request);
        assert_eq!(model.method, plain.method, "{operation}");
        let address =
            model.address.iter().map(|name| if name.contains('=') { format!("?{name}") } else { format!("?{name}=") });
        let (address, given): (Vec<_>, Vec<_>) =
            plain.parts.iter().partition(|part| address.clone().any(|a| a == **part));
        assert_eq!(address.len(), model.address.len(), "{operation}");

        // Those on parts of a configuration have them all among their own.
        let traits = tables.get(operation).map_or(&[][..], |(traits, _)| traits);
        let setters = traits.iter().flat_map(|name| &of_traits[name.as_str()]);
        let set = setters.chain(&own).flat_map(|(_, _, parts)| parts.iter().copied());
        let offered: BTreeSet<_> = set.chain(given.into_iter().map(String::as_str)).map(name).collect();

        let mut documented: BTreeSet<_> = model.parameters.iter().chain(&model.headers).map(String::as_str).collect();
        documented.remove(NOT_OFFERED);
        if model.has_body {
            // Documented under "Common Request Headers", and with the checksums.
            documented.extend(of_traits["Body"].iter().map(|(_, _, parts)| name(parts[0])));
        }
        assert_eq!(offered, documented, "{operation}");
    }
    assert_eq!(models.keys().next(), None, "an operation without a call");
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
    assert!(presign(kept.metadata("a", "b").if_none_match("*").write_offset_bytes(5)).is_ok());
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
    let error = general.put_object("k").write_offset_bytes(5).presign(&signer, HOUR, now()).unwrap_err();
    let sentence = "only a directory bucket has x-amz-write-offset-bytes";
    assert_eq!((error.to_string().as_str(), error.kind()), (sentence, ErrorKind::Address));
    assert!(elsewhere.put_object("k").write_offset_bytes(5).presign(&signer, HOUR, now()).is_ok());
}

#[test]
fn any_operation_has_every_trait() {
    let tables = tables();
    let any: BTreeSet<_> = tables["Any"].0.iter().collect();
    assert_eq!(any, tables.values().flat_map(|(traits, _)| traits).collect());
    assert_eq!(any.len(), of_traits(&bucket()).len());
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
fn the_page_of_each_operation_and_trait_lists_its_setters() {
    let own = setters_in_source(|line| line.strip_prefix("impl Operation<'_, op::")?.strip_suffix("> {"));
    let mut tables = tables();
    tables.retain(|_, (_, own)| !own.is_empty());
    let listed = |names: Vec<String>| names.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(own, tables.into_iter().map(|(name, (_, own))| (name, listed(own))).collect());

    let of_traits = setters_in_source(|line| Some(line.strip_prefix("impl<O: op::")?.split_once('>')?.0));
    let source = include_str!("../../src/s3/op/mod.rs");
    let (_, table) = source.split_once("\ntraits! {").expect("the table");
    let (table, _) = table.split_once("\n}").expect("its end");
    let code: String = table.lines().filter(|line| !line.trim().starts_with("///")).collect();
    let rows = code.split(';').filter_map(|row| row.split_once(':'));
    let words = |text: &str| text.split_whitespace().map(String::from).collect();
    assert_eq!(of_traits, rows.map(|(name, setters)| (name.trim().to_string(), words(setters))).collect());
}
