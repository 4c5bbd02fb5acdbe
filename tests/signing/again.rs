//! Methods that give back what they are called on, called again: the last call counts, unless the name is that of a list.
//! The setters of S3's operations have tests of their own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use presign::explain::Evidence;
use presign::s3::Bucket;
use presign::s3::xml::UploadedPart;
use presign::verify::SignedRequest;
use presign::{
    CanonicalRequest, Certificate, ChecksumAlgorithm, ChunkedBody, Credentials, Error, Request, Rules, Signer,
};

use crate::fixtures::{HOUR, SECRET, at, credentials, now, signer};
use crate::x509_vectors::X509File;

/// Every such method of the crate, by its name.
const METHODS: [&str; 33] = [
    // Credentials, and a signer.
    "with_expiry",
    "with_session_token",
    "require_full_lifetime",
    "with_rules",
    // A request: these add to lists, or are refused.
    "body",
    "header",
    "payload_hash",
    "query",
    // A request that a server received: the last body is compared.
    "body_hash",
    // What was pasted, with an answer.
    "with_answer",
    // A bucket.
    "accelerate",
    "custom_domain",
    "dual_stack",
    "endpoint",
    "fips",
    "path_style",
    "regional_endpoint",
    "virtual_hosted_style",
    // A part of a bucket's configuration, the source of a copy, and a form.
    "id",
    "version_id",
    "content_length_range",
    "field",
    "policy",
    "starts_with",
    // A body in chunks.
    "checksum",
    "chunk_size",
    "trailer",
    "without_content_encoding",
    // A presigned URL, which keeps the host that was signed, and an uploaded part.
    "sent_to",
    "with_checksum",
    // A certificate.
    "with_intermediates",
    // A time: rounding again rounds nothing.
    "floor_to",
    // What a request asks, whose keys are read once.
    "read_body",
];

/// The methods in the source that consume `self` and give back `Self`, except those of operations.
fn in_source() -> BTreeSet<String> {
    let mut folders = vec![PathBuf::from("src")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(entry.path()).unwrap();
            let mut of = "";
            for (at, line) in source.lines().enumerate() {
                of = if line.starts_with("impl") { line } else { of };
                let Some(method) = line.strip_prefix("    pub fn ").filter(|_| !of.contains("Operation<")) else {
                    continue;
                };
                let head: String = source.lines().skip(at).take_while(|line| !line.ends_with('{')).collect();
                let head = head + source.lines().skip(at).find(|line| line.ends_with('{')).unwrap_or_default();
                let takes_self =
                    ["(self", "(mut self", "    self,", "    mut self,"].iter().any(|text| head.contains(text));
                if takes_self && ["-> Self", "-> Result<Self"].iter().any(|text| head.contains(text)) {
                    let (name, _) = method.split_once(['(', '<']).unwrap();
                    found.insert(name.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn every_method_that_can_be_called_again_is_listed() {
    assert_eq!(in_source(), METHODS.map(String::from).into());
}

#[test]
fn the_last_call_counts() {
    let given = credentials()
        .with_session_token("a")
        .with_session_token("b")
        .with_expiry(now())
        .with_expiry(at("20150830T130000Z"));
    assert_eq!((given.session_token(), given.expiry()), (Some("b"), Some(at("20150830T130000Z"))));
    assert_eq!(given.with_session_token("").session_token(), None);

    let body = || ChunkedBody::signed(10);
    assert_eq!(body().chunk_size(9000).chunk_size(8192), body().chunk_size(8192));
    assert_eq!(body().trailer("x-a", 1).trailer("x-b", 2), body().trailer("x-b", 2));
    let (crc32, sha1) = (ChecksumAlgorithm::Crc32, ChecksumAlgorithm::Sha1);
    assert_eq!(body().checksum(crc32).checksum(sha1), body().checksum(sha1));
    assert_eq!(body().trailer("x-a", 1).checksum(sha1), body().checksum(sha1));
    assert_eq!(body().checksum(sha1).trailer("x-a", 1), body().trailer("x-a", 1));

    let without = || body().without_content_encoding();
    assert_eq!(without().without_content_encoding(), without());

    let part = || UploadedPart::new(1, "a");
    let (first, last) = (crc32.of("first"), sha1.of("last"));
    assert_eq!(part().with_checksum(first).with_checksum(last), part().with_checksum(last));

    let file = X509File::read();
    let (leaf, first, last) = (&file.certificates["p256a"], &file.certificates["int1"], &file.certificates["int2"]);
    let certificate = Certificate::from_der(leaf.der()).unwrap().with_intermediates([first.der()]).unwrap();
    assert!(certificate.with_intermediates([last.der()]).unwrap().intermediates().eq([last.der()]));

    let answer = |answers: [&str; 2]| answers.into_iter().fold(Evidence::read(""), Evidence::with_answer).answer;
    assert_eq!(answer(["first", "last"]).as_deref(), Some("last"));

    let lattice = Rules::for_service("vpc-lattice-svcs");
    assert_eq!(*signer("sqs").with_rules(Rules::S3).with_rules(lattice.clone()).rules(), lattice);
    let signer = Signer::new(Credentials::new("A", SECRET), "us-east-1", "sqs").unwrap();
    let signer = signer.with_expiry(now()).with_expiry(at("20150830T130000Z"));
    assert_eq!(signer.expiry(), Some(at("20150830T130000Z")));
    let twice = signer.require_full_lifetime().require_full_lifetime();
    let refused = Request::get("https://sqs.example/").unwrap().presign(&twice, HOUR, now()).err();
    assert_eq!(refused.map(|error| error.code()), Some("credentials-expire-first"));
    assert_eq!(now().floor_to(HOUR).floor_to(HOUR), now().floor_to(HOUR));
}

#[test]
fn a_bucket_keeps_its_last_endpoint() {
    let bucket = || Bucket::new("photos", "us-east-1").unwrap();
    let host = |bucket: Result<Bucket, Error>| bucket.map(|bucket| bucket.host().to_owned());
    let (one, two) = ("https://one.example", "https://two.example");
    assert_eq!(host(bucket().endpoint(one).and_then(|b| b.endpoint(two))), host(bucket().endpoint(two)));
    let styles = bucket().path_style().and_then(Bucket::virtual_hosted_style);
    assert_eq!(host(styles), host(Ok(bucket())));
    for again in
        [Bucket::dual_stack, Bucket::fips, Bucket::accelerate, Bucket::path_style, Bucket::virtual_hosted_style]
    {
        assert_eq!(host(again(bucket()).and_then(again)), host(again(bucket())));
    }
}

#[test]
fn a_configuration_keeps_its_last_id() {
    let bucket = Bucket::new("photos", "us-east-1").unwrap();
    let metrics = bucket.configuration(presign::s3::Configuration::Metrics).id("a").id("b").get();
    let url = metrics.presign(&signer("s3"), HOUR, now()).unwrap();
    assert!(url.as_str().contains("/?metrics=&id=b&X-Amz-"), "{}", url.as_str());
}

/// A request has one payload, whichever way it is named.
#[test]
fn two_payloads_are_refused() {
    let request = || Request::post("https://sqs.example/").unwrap();
    let canonical = |request: &Request<'_>| CanonicalRequest::new(request, &Rules::STANDARD).map(drop);
    let hash = "a".repeat(64);
    for twice in [
        request().body("a").body("b"),
        request().body("a").payload_hash(&hash),
        request().payload_hash(&hash).payload_hash("UNSIGNED-PAYLOAD"),
    ] {
        assert_eq!(canonical(&twice).map_err(|error| error.code()), Err("several-payload-hashes"));
    }
    assert_eq!(canonical(&request().body("a").body("a")), Ok(()));
}

#[test]
fn the_body_that_a_server_checks_is_the_last() {
    let signed = Request::post("https://sqs.example/").unwrap().body("b").sign(&signer("sqs"), now()).unwrap();
    let headers: Vec<_> = signed.headers().chain([("host", "sqs.example")]).collect();
    let parse = || SignedRequest::parse("POST", "/", headers.iter().copied()).unwrap();
    let policy = presign::verify::Policy::new("us-east-1", "sqs");
    let verify = |request: &SignedRequest| request.verify(&credentials(), now(), &policy).is_ok();
    assert!(verify(&parse().body("a").body("b")) && !verify(&parse().body("b").body("a")));
    assert!(verify(&parse().body_hash([0; 32]).body("b")) && !verify(&parse().body("b").body_hash([0; 32])));
}
