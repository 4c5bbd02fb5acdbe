//! The URLs of four SDKs, made by the typed operations from what those SDKs were asked for.
//!
//! Each parameter of an SDK goes to the setter of the same meaning. What only that SDK adds on its own (`x-id`, default
//! checksums, the payload hash in the query) is given as an ordinary parameter.

use std::ops::ControlFlow::{Break, Continue};
use std::time::Duration;

use presign::s3::{Bucket, Operation};
use presign::{Error, PresignedUrl};
use toml::{Table, Value};

use crate::client::{self, GLOBAL};
use crate::rows::Case;
use crate::setters::{
    Setter, copies_part, copy_source, creates, holds_key, is_paid, is_versioned, lists, lists_parts, lists_v2, matches,
    number, reads, sends, text,
};
use crate::url_parts::{Url, decode};
use crate::vector_files::{Fixed, VectorFile, read};

/// Parameters that the SDKs for JavaScript and Go add on their own, or spell in a way of their own.
const ADDED: [&str; 6] = [
    "X-Amz-Checksum-Sha256",
    "X-Amz-Content-Sha256",
    "x-amz-checksum-crc32",
    "x-amz-checksum-mode",
    "x-amz-sdk-checksum-algorithm",
    "x-id",
];

macro_rules! setters {
    ($($setter:ident),*) => { &[$(|operation, name, value| $setter(operation, name, value)),*] };
}

/// A row, and the bucket that it is about.
struct Row<'a> {
    fixed: &'a Fixed,
    case: &'a Case,
    bucket: &'a Bucket,
    params: Table,
    /// The SDK for JavaScript puts S3's own headers into the query.
    hoists: bool,
    /// Parameters that are given as they are.
    added: Vec<(String, String)>,
}

impl Row<'_> {
    /// Applies the parameters in their order, except those that are `given` already, and presigns.
    fn presign<'b, O>(
        &self,
        o: Operation<'b, O>,
        given: &[&str],
        setters: &[Setter<'b, O>],
    ) -> Result<PresignedUrl, Error> {
        let rest = self.params.iter().filter(|(name, _)| !given.contains(&name.as_str()));
        let rest = rest.filter(|(name, _)| *name != "Bucket" && *name != "Key");
        let mut o = rest.fold(o, |o, (name, value)| match setters.iter().try_fold(o, |o, set| set(o, name, value)) {
            Break(o) => o,
            Continue(_) => panic!("{}: no setter for {name}", self.case.name),
        });
        for (name, value) in &self.added {
            o = o.query(name, value);
        }
        let url = Url::parse(self.case.url.as_deref().expect("a URL"));
        let signer = match &self.case.session_token {
            Some(token) if url.parameter("X-Amz-S3session-Token").is_some() => {
                self.bucket.session_signer(self.fixed.credentials(Some(token)))?
            }
            token => self.bucket.signer(self.fixed.credentials(token.as_deref()))?,
        };
        let expires_in = Duration::from_secs(url.expires().expect("an expiry"));
        let presigned = o.presign(&signer, expires_in, self.fixed.now())?;
        if !self.hoists {
            return Ok(presigned);
        }
        // The SDK hoists more than `hoist_headers` does, so its parameters are given as such.
        let key = self.params.get("Key").map_or("", text);
        let ours = Url::parse(presigned.as_str());
        let mut hoisted = match key {
            "" => self.bucket.bucket_request(presigned.method()),
            key => self.bucket.request(presigned.method(), key),
        };
        for (name, value) in ours.callers_query() {
            hoisted = hoisted.query(&decode(name), &decode(value));
        }
        for (name, value) in presigned.headers() {
            let is_hoisted = name.starts_with("x-amz-") && !name.contains("server-side-encryption");
            hoisted = if is_hoisted { hoisted.query(name, value) } else { hoisted.header(name, value) };
        }
        hoisted.presign(&signer, expires_in, self.fixed.now())
    }

    /// The URL of an operation by its name in the SDK for JavaScript.
    fn url(&self, operation: &str) -> Result<PresignedUrl, Error> {
        let bucket = self.bucket;
        let key = self.params.get("Key").map_or("", text);
        let upload_id = self.params.get("UploadId").map_or("", text);
        let number = self.params.get("PartNumber").map_or(0, number);
        let part = &["UploadId", "PartNumber", "CopySource"];
        match operation {
            "GetObject" => {
                self.presign(bucket.get_object(key), &[], setters![reads, holds_key, is_versioned, matches, is_paid])
            }
            "HeadObject" => {
                self.presign(bucket.head_object(key), &[], setters![reads, holds_key, is_versioned, matches, is_paid])
            }
            "PutObject" => self.presign(bucket.put_object(key), &[], setters![creates, sends, holds_key, is_paid]),
            "DeleteObject" => self.presign(bucket.delete_object(key), &[], setters![is_versioned]),
            "GetObjectTagging" => self.presign(bucket.get_object_tagging(key), &[], &[]),
            "ListObjects" => self.presign(bucket.list_objects(), &[], setters![lists]),
            "ListObjectsV2" => self.presign(bucket.list_objects_v2(), &[], setters![lists, lists_v2]),
            "ListMultipartUploads" => self.presign(bucket.list_multipart_uploads(), &[], setters![lists]),
            "GetBucketLocation" => self.presign(bucket.get_bucket_location(), &[], &[]),
            "CreateSession" => self.presign(bucket.create_session(), &[], &[]),
            // The SDK's own XML, of which the URL has the length.
            "DeleteObjects" => self.presign(bucket.delete_objects(), &["Delete", "ChecksumAlgorithm"], setters![sends]),
            "CreateMultipartUpload" => self.presign(bucket.create_multipart_upload(key), &[], setters![creates]),
            "UploadPart" => self.presign(bucket.upload_part(key, upload_id, number), part, setters![sends]),
            "UploadPartCopy" => {
                let source = copy_source(&self.params);
                self.presign(bucket.upload_part_copy(key, upload_id, number, &source), part, setters![copies_part])
            }
            "CompleteMultipartUpload" => {
                self.presign(bucket.complete_multipart_upload(key, upload_id), part, setters![sends])
            }
            "AbortMultipartUpload" => self.presign(bucket.abort_multipart_upload(key, upload_id), part, &[]),
            "ListParts" => self.presign(bucket.list_parts(key, upload_id), part, setters![lists_parts]),
            _ => panic!("{}: {operation}", self.case.name),
        }
    }
}

/// What a file's rows have in common.
struct Sdk {
    /// How the SDK's input names the bucket: its name, its region, and options as in [`client::bucket`].
    bucket: fn(&Case) -> Result<Bucket, Error>,
    /// The operation's name in the SDK for JavaScript, and the parameters in its names.
    input: fn(&Case) -> (String, Table),
    hoists: fn(&Case) -> bool,
    /// The URL without what the signature does not depend on.
    spelled: fn(&str) -> String,
}

fn settings(case: &Case) -> Table {
    case.input.get("client").and_then(Value::as_table).cloned().unwrap_or_default()
}

fn params(case: &Case) -> Table {
    case.input.get("params").and_then(Value::as_table).cloned().unwrap_or_default()
}

fn option<'a>(case: &'a Case, name: &str) -> Option<&'a Value> {
    case.input.get("options")?.get(name)
}

/// The parameters as the SDKs for JavaScript and Go sign them: content type and length count only as signed headers,
/// whatever the SDKs were asked for.
fn signed_params(case: &Case) -> Table {
    let mut params = params(case);
    params.remove("Body");
    for (name, parameter) in [("content-type", "ContentType"), ("content-length", "ContentLength")] {
        match case.header(name) {
            Some(value) => params.insert(parameter.to_string(), Value::from(value)),
            None => params.remove(parameter),
        };
    }
    params
}

const BOTOCORE: Sdk = Sdk {
    bucket: |case| {
        let settings = settings(case);
        let mut options = client::options(&settings);
        if case.host() == "s3.amazonaws.com" || case.host().ends_with(".s3.amazonaws.com") {
            // Path style only where the name demands it, or the settings do.
            let is_path = case.host() == "s3.amazonaws.com";
            options = vec![GLOBAL, if is_path { "path_style" } else { "virtual_hosted_style" }];
        }
        client::bucket(text(&params(case)["Bucket"]), client::region(&settings), &options)
    },
    input: |case| {
        // One row asks for GetObject with another method, which makes it HeadObject.
        let operation = if case.method == "HEAD" { "head_object" } else { text(&case.input["operation"]) };
        let words = operation.split('_');
        (words.map(|word| word[..1].to_uppercase() + &word[1..]).collect(), params(case))
    },
    hoists: |_| false,
    spelled: str::to_string,
};

const JS: Sdk = Sdk {
    bucket: |case| {
        let settings = settings(case);
        client::bucket(text(&params(case)["Bucket"]), client::region(&settings), &client::options(&settings))
    },
    input: |case| {
        let mut params = signed_params(case);
        if option(case, "hoistableHeaders").is_some() {
            params.remove("ServerSideEncryption");
            params.remove("SSEKMSKeyId");
        }
        (text(&case.input["operation"]).to_string(), params)
    },
    hoists: |case| option(case, "unhoistableHeaders").is_none(),
    spelled: sorted,
};

const GO: Sdk = Sdk {
    bucket: |case| {
        let (name, region) = (text(&case.input["params"]["Bucket"]).to_string(), text(&case.input["region"]));
        let is_path = case.host() == format!("s3.{region}.amazonaws.com");
        client::bucket(&name, region, if is_path { &["path_style"] } else { &[] })
    },
    input: |case| {
        let mut params = signed_params(case);
        params.remove("ChecksumSHA256");
        let url = Url::parse(case.url.as_deref().expect("a URL"));
        let operation = if case.method == "HEAD" { Some("HeadObject".to_string()) } else { url.parameter("x-id") };
        (operation.expect("the operation"), params)
    },
    hoists: |_| false,
    spelled: sorted,
};

const MINIO_PY: Sdk = Sdk {
    bucket: |case| {
        let (endpoint, region) = (text(&case.input["endpoint"]), text(&case.input["region"]));
        let options: &[&str] = if endpoint == GLOBAL { &[] } else { &[endpoint] };
        client::bucket(text(&case.input["bucket"]), region, options)
    },
    input: |case| {
        let mut params = Table::new();
        params.insert("Key".to_string(), case.input["object"].clone());
        if let Some(headers) = case.input.get("response_headers") {
            params.insert("ResponseContentType".to_string(), headers["response-content-type"].clone());
            params.insert("VersionId".to_string(), case.input["version_id"].clone());
        }
        let operation = if case.method == "PUT" { "PutObject" } else { "GetObject" };
        (operation.to_string(), params)
    },
    hoists: |_| false,
    spelled: sorted,
};

/// The URL with its parameters decoded and sorted.
fn sorted(url: &str) -> String {
    let url = Url::parse(url);
    format!("{}://{}{}\n{}", url.scheme, url.authority, url.path, url.parameters().join("\n"))
}

impl Sdk {
    /// The URL and the headers to send, spelled; those of the row, or the error that is expected instead.
    fn make(&self, fixed: &Fixed, case: &Case) -> Result<(String, Vec<(String, String)>), Error> {
        let bucket = (self.bucket)(case)?;
        let (operation, params) = (self.input)(case);
        let url = Url::parse(case.url.as_deref().expect("a URL"));
        let is_given = |name: &str| {
            ADDED.contains(&name)
                || option(case, "hoistableHeaders")
                    .is_some_and(|names| names.as_array().unwrap().iter().any(|hoisted| text(hoisted) == name))
        };
        let added = url.callers_query().filter(|(name, _)| is_given(name));
        let added = added.map(|(name, value)| (decode(name), decode(value))).collect();
        let row = Row { fixed, case, bucket: &bucket, params, hoists: (self.hoists)(case), added };
        let presigned = row.url(&operation)?;
        assert_eq!(presigned.method(), case.method, "{}", case.name);
        Ok((
            (self.spelled)(presigned.as_str()),
            presigned.headers().map(|(name, value)| (name.into(), value.into())).collect(),
        ))
    }

    /// Makes the URLs of all rows of a file, except of those that this crate makes differently, which are `ours`. A row
    /// that is `refused` has its error next to its name.
    fn check(&self, file: &str, rows: usize, ours: &[&str], refused: &[(&str, &str)]) {
        let VectorFile { fixed, cases } = read::<VectorFile<Case>>(file);
        assert_eq!(cases.len(), rows);
        let mut differing = Vec::new();
        for case in &cases {
            let name = case.name.as_str();
            if name == "list-buckets" {
                // There is no bucket in it.
                continue;
            }
            let expected = match refused.iter().find(|(row, _)| *row == name) {
                Some((_, code)) => Err(*code),
                None => Ok((
                    (self.spelled)(&expected_url(case)),
                    case.signed_headers
                        .iter()
                        .filter(|(name, _)| *name != "host")
                        .map(|(n, v)| (n.to_string(), v.to_string()))
                        .collect(),
                )),
            };
            let made = self.make(&fixed, case).map_err(|error| error.code());
            if made != expected {
                assert!(ours.contains(&name), "{file}/{name}: {made:#?} instead of {expected:#?}");
                differing.push(name);
            }
        }
        assert_eq!(differing, ours, "{file}: rows that come out the same must leave the list");
    }
}

/// The row's URL with the host that was signed, which is the host that clients send.
fn expected_url(case: &Case) -> String {
    let url = case.url.as_deref().expect("a URL");
    url.replacen(Url::parse(url).authority, case.host(), 1)
}

#[test]
fn botocores_urls_come_out_byte_for_byte() {
    let refused = [("get-expires-604801-not-rejected", "expiry-too-long"), ("get-expires-0", "expiry-zero")];
    // botocore looks for the FIPS endpoint of us-west-2 in us-east-1, and signs for us-west-2.
    BOTOCORE.check("s3-botocore", 67, &["ep-fips"], &refused);
}

#[test]
fn the_javascript_sdks_urls_come_out_except_for_the_order_of_parameters() {
    // In path style the SDK puts a slash after the bucket's name, and botocore puts none.
    let ours = ["list-objects-v2-path-style"];
    JS.check("s3-js", 90, &ours, &[("get-key-dotdot", "dot-segment")]);
}

#[test]
fn the_go_sdks_urls_come_out_except_for_the_order_of_parameters() {
    let refused = [("go-get-8days", "expiry-too-long"), ("go-get-key-special-token", "dot-segment")];
    GO.check("s3-go", 20, &[], &refused);
}

#[test]
fn minio_pys_urls_come_out_except_for_the_order_of_parameters() {
    MINIO_PY.check("s3-minio-py", 6, &[], &[]);
}
