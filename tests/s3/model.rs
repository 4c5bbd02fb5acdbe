//! Operations against AWS's model of S3: there is a call for each, it is sent where and how the model says, and it has
//! the setters that S3 documents for it: no fewer and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use presign::Error;
use presign::s3::Bucket;
use serde::Deserialize;

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};
use crate::operations::{Built, name, of_traits, operations, regional, written};
use crate::url_parts::Url;
use crate::vector_files::read;

/// What S3 documents for an operation.
#[derive(Deserialize)]
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

/// The tables in `src/s3/op`: the traits and the setters of their own that each operation has.
fn tables() -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let words = |text: &str| text.split_whitespace().map(String::from).collect::<Vec<_>>();
    let mut rows = BTreeMap::new();
    for (source, start, common) in [
        (include_str!("../../src/s3/op/mod.rs"), "\noperations! {", None),
        (include_str!("../../src/s3/op/configuration.rs"), "\nconfigurations! {", Some("Owner")),
    ] {
        let (_, table) = source.split_once(start).expect("the table");
        let (table, _) = table.split_once("\n}").expect("its end");
        let code: String = table.lines().filter(|line| !line.trim().starts_with("///")).collect();
        for row in code.split(';').filter(|row| !row.trim().is_empty()) {
            let (head, rest) = row.split_once(':').expect("a row");
            let head = words(head);
            let (traits, own) = rest.split_once('+').unwrap_or((rest, ""));
            let mut traits = words(traits);
            traits.extend(common.map(String::from));
            // `Configuration GetBucketCors "GET" "cors"`, or just the name.
            let name = if head.len() == 1 { &head[0] } else { &head[1] };
            rows.insert(name.clone(), (traits, words(own)));
        }
    }
    rows
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

        let setters = tables[operation].0.iter().flat_map(|name| &of_traits[name.as_str()]);
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

#[test]
fn directory_buckets_take_operations_at_the_endpoint_that_the_model_says() {
    let (models, regional) = (models(), regional());
    let zonal = Bucket::new(regional.name(), "us-east-1").unwrap();
    for Built { name, request, .. } in operations(&zonal, &zonal) {
        let refused = request.presign(&signer("s3express"), HOUR, now()).err();
        if name == "ListBuckets" {
            assert_eq!(refused, Some(Error::Exclusive("a directory bucket", "ListBuckets")));
        } else {
            assert_eq!(refused == Some(Error::NeedsRegionalEndpoint), models[name].is_regional, "{name}");
            assert!(refused.is_none() || models[name].is_regional, "{name}: {refused:?}");
        }
    }
}

#[test]
fn any_operation_has_every_trait() {
    let tables = tables();
    let any: BTreeSet<_> = tables["Any"].0.iter().collect();
    assert_eq!(any, tables.values().flat_map(|(traits, _)| traits).collect());
    assert_eq!(any.len(), of_traits(&bucket()).len());
}

/// The names of the methods that follow `impl` lines of a kind in the files of `src/s3`, by the trait or operation.
pub(crate) fn setters_in_source(pattern: impl Fn(&str) -> Option<&str>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for file in fs::read_dir("src/s3").unwrap() {
        let Ok(source) = fs::read_to_string(file.unwrap().path()) else { continue };
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
