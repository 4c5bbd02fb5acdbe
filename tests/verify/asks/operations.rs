//! Every operation that S3 documents, signed by this crate, is recognised; and with anything that S3 does not document
//! for it, it is refused or is the operation that has this.
//!
//! Oracle: AWS's model of S3, in `tests/vectors/s3-model.toml`.

use std::collections::BTreeSet;

use presign::s3::Bucket;
use presign::verify::{Ask, Policy, SignedRequest, SourceObject};
use presign::{ChunkedBody, Request};
use serde::Deserialize;

use crate::asks::client::{HOST, Sent};
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::server::{policy, target};
use crate::vector_files::read;

#[derive(Deserialize)]
struct ModelFile {
    operation: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
    method: String,
    target: String,
    address: Vec<String>,
    parameters: Vec<String>,
    headers: Vec<String>,
    #[serde(default)]
    is_deprecated: bool,
}

/// Those that are sent to a bucket, without those that others have replaced.
fn models() -> Vec<Model> {
    let models = read::<ModelFile>("s3-model").operation.into_iter();
    let models: Vec<_> =
        models.filter(|model| !model.is_deprecated && model.name != "WriteGetObjectResponse").collect();
    assert_eq!(models.len(), 111);
    models
}

const KEY: &str = "a b/c+d/é?acl.txt";
const SOURCE: &str = "photos/x%20y/z%2B?versionId=7";

impl Model {
    /// What must be there for it to be this operation.
    fn needs(&self) -> Vec<(&str, &'static str)> {
        let value = |name: &str| match name {
            "id" | "uploadId" | "annotationName" => Some("abc"),
            "partNumber" if self.name.starts_with("UploadPart") => Some("2"),
            "x-amz-copy-source" | "x-amz-rename-source" => Some(SOURCE),
            "x-amz-object-attributes" => Some("ETag"),
            _ => None,
        };
        self.parameters.iter().chain(&self.headers).filter_map(|name| Some((name.as_str(), value(name)?))).collect()
    }

    fn key(&self) -> Option<&'static str> {
        (self.target == "object").then_some(KEY)
    }

    /// The same without the crate's operations: path, query and headers.
    fn sent(&self) -> (String, Vec<String>, Vec<(&str, &str)>) {
        let path = match self.target.as_str() {
            "object" => "/photos/a",
            "bucket" => "/photos",
            _ => "/",
        };
        let needs = self.needs();
        let parameters = needs.iter().filter(|(name, _)| self.parameters.iter().any(|other| other == name));
        let query = self.address.iter().cloned().chain(parameters.map(|(name, value)| format!("{name}={value}")));
        let headers = needs.iter().filter(|(name, _)| self.headers.iter().any(|other| other == name));
        (path.to_owned(), query.collect(), headers.copied().collect())
    }

    fn has(&self, name: &str) -> bool {
        let in_address = self.address.iter().any(|part| part.split('=').next() == Some(name));
        let members = || self.parameters.iter().chain(&self.headers);
        let metadata = |member: &String| member == "x-amz-meta-" && name.starts_with("x-amz-meta-");
        in_address || members().any(|member| member == name || metadata(member))
    }
}

/// The ways to address the bucket `photos`, and two directory buckets, with the server's hosts.
fn buckets(name: &str) -> Vec<Bucket> {
    let directory = || Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap();
    match name {
        "CreateSession" => vec![directory()],
        "ListDirectoryBuckets" => vec![directory().regional_endpoint().unwrap()],
        _ => {
            let bucket = || Bucket::new("photos", "us-east-1").unwrap().endpoint("https://s3.example").unwrap();
            vec![bucket().path_style().unwrap(), bucket().virtual_hosted_style().unwrap()]
        }
    }
}

const HOSTS: [&str; 3] =
    [HOST, "s3express-use1-az4.us-east-1.amazonaws.com", "s3express-control.us-east-1.amazonaws.com"];

/// Whether an ask is what was signed.
fn check(model: &Model, bucket: &Bucket, ask: &Ask) {
    let keys: Vec<_> = model.key().map(str::to_owned).into_iter().collect();
    match model.name.as_str() {
        "DeleteObjects" => assert!(ask.keys().is_err()),
        _ => assert_eq!(ask.keys().unwrap(), keys, "{}", model.name),
    }
    let expected = (model.target != "service").then_some(bucket.name());
    assert_eq!((ask.operation(), ask.bucket(), ask.prefix()), (&*model.name, expected, None));
    let copies = model.headers.iter().any(|name| name == "x-amz-copy-source" || name == "x-amz-rename-source");
    let source = |source: &SourceObject| (source.bucket.clone(), source.key.clone(), source.version_id.clone());
    let expected = copies.then(|| ("photos".to_owned(), "x y/z+".to_owned(), Some("7".to_owned())));
    assert_eq!(ask.source().map(source), expected, "{}", model.name);
    let own: &[&str] = if copies { &[&model.name, "GetObjectVersion"] } else { &[&model.name] };
    assert_eq!(ask.actions(), own);
}

#[test]
fn every_operation_asks_for_what_was_signed() {
    let mut checked = 0;
    for model in &models() {
        for bucket in buckets(&model.name) {
            let operation = bucket.operation(&model.name, model.key(), model.needs());
            let signer = bucket.signer(credentials()).unwrap();
            let url = operation.request().presign(&signer, HOUR, now()).unwrap();
            let signed = operation.request().sign(&signer, now()).unwrap();
            let sent = [(url.as_str(), url.headers().collect::<Vec<_>>()), (signed.url(), signed.headers().collect())];
            for (url, headers) in sent {
                let host = url.split('/').nth(2).unwrap();
                let headers = headers.into_iter().chain([("host", host)]);
                let request = SignedRequest::parse(&model.method, target(url), headers).unwrap();
                let policy = Policy::new("us-east-1", bucket.service());
                let (verified, _) = request.verify(&credentials(), now(), &policy).expect(&model.name);
                check(model, &bucket, &verified.asks(&HOSTS).expect(&model.name));
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 2 * (2 * 111 - 2));
}

#[test]
fn a_body_in_chunks_changes_nothing() {
    for (name, query) in [("PutObject", ""), ("UploadPart", "?partNumber=1&uploadId=abc")] {
        let url = format!("https://{HOST}/photos/a{query}");
        let request = Request::put(&url).unwrap();
        let (sent, _) = request.sign_chunked(&signer("s3"), &ChunkedBody::signed(5), now()).unwrap();
        let headers = sent.headers().chain([("host", HOST)]);
        let request = SignedRequest::parse("PUT", target(&url), headers).unwrap();
        let (verified, _) = request.verify(&credentials(), now(), &policy()).unwrap();
        let ask = verified.asks(&[HOST]).unwrap();
        assert_eq!((ask.actions(), ask.keys().unwrap()), (&[name][..], &["a".to_owned()][..]));
    }
}

/// Each operation with one parameter or header more, of all that S3 has.
#[test]
fn a_member_more_never_makes_a_request_more_harmless() {
    let models = models();
    let parameters: BTreeSet<_> = models.iter().flat_map(|model| &model.parameters).map(String::as_str).collect();
    let addresses = models.iter().flat_map(|model| &model.address).map(String::as_str);
    let queries: BTreeSet<_> =
        addresses.map(str::to_owned).chain(parameters.iter().map(|name| format!("{name}=1"))).collect();
    let headers: BTreeSet<_> = models.iter().flat_map(|model| &model.headers).map(String::as_str).collect();
    // Checksums are compared before.
    let of_other_kinds = ["checksum-mode", "checksum-type", "checksum-algorithm"].map(|end| format!("x-amz-{end}"));
    let is_checksum = |name: &str| name.starts_with("x-amz-checksum-") && !of_other_kinds.iter().any(|it| it == name);
    let headers = headers.into_iter().filter(|name| name.starts_with("x-amz-") && !is_checksum(name));
    let headers = headers.filter(|name| *name != "x-amz-sdk-checksum-algorithm");
    let headers: Vec<_> = headers.map(|name| if name.ends_with('-') { "x-amz-meta-a" } else { name }).collect();
    let (mut own, mut other, mut refused) = (0, 0, 0);
    for model in models.iter().filter(|model| !buckets(&model.name)[0].name().contains("--")) {
        let (path, query, sent_headers) = model.sent();
        let more = queries.iter().map(|more| (Some(more), None)).chain(headers.iter().map(|more| (None, Some(*more))));
        for (parameter, header) in more {
            let name = header.or(parameter.and_then(|more| more.split('=').next())).unwrap();
            let is_there = query.iter().any(|part| part.split('=').next() == Some(name));
            if is_there || sent_headers.iter().any(|(other, _)| *other == name) {
                continue;
            }
            let query = query.iter().chain(parameter).map(String::as_str).collect::<Vec<_>>().join("&");
            let value = if name.ends_with("-source") { SOURCE } else { "1" };
            let all: Vec<_> = sent_headers.iter().copied().chain(header.map(|name| (name, value))).collect();
            let sent =
                Sent { in_url: false, method: &model.method, host: HOST, path: &path, query: &query, headers: &all };
            match sent.asks() {
                Ok(ask) => {
                    let found = models.iter().find(|model| model.name == ask.operation()).unwrap();
                    assert!(found.has(name), "{} with {name} is {}", model.name, found.name);
                    let is_own = found.name == model.name;
                    assert!(is_own || !model.has(name), "{} with its {name} is {}", model.name, found.name);
                    *(if is_own { &mut own } else { &mut other }) += 1;
                }
                Err(error) => {
                    // Some of its own need another one.
                    assert!(
                        !model.has(name) || ["partNumber", "x-amz-copy-source"].contains(&name),
                        "{}: {error}",
                        model.name
                    );
                    refused += 1;
                }
            }
        }
    }
    assert!(own > 300 && other > 50 && refused > 10_000, "{own} {other} {refused}");
}
