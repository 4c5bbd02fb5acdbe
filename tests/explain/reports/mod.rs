//! Answers as public reports show them, with names and keys replaced: each has its right cause, and no other is named
//! without evidence.

mod bodies;
mod documents;
mod headers;
mod others;
mod schemes;
mod scopes;
mod times;

use std::time::Duration;

use presign::explain::{Comparison, compare_url, read_answer};
use presign::{Credentials, Request, Signer};

use crate::fixtures::now;
use crate::wording::{MISMATCH, document};

fn request(method: &str) -> Request<'_> {
    Request::new(method, "https://examplebucket.s3.us-east-1.amazonaws.com/k").unwrap()
}

/// Good for 15 minutes from 12:36 on.
fn sign(request: &Request<'_>, id: &str) -> String {
    let signer = Signer::new(Credentials::new(id, "secret"), "us-east-1", "s3").unwrap();
    request.presign(&signer, Duration::from_secs(900), now()).unwrap().into_string()
}

fn url() -> String {
    sign(&request("PUT"), "AKIDEXAMPLE")
}

/// A URL of the time before, with the expiry in milliseconds if that is wanted.
fn version_2(expires: &str) -> String {
    format!("https://examplebucket.s3.amazonaws.com/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=x%2By%3D&Expires={expires}")
}

const OPEN: &str = "the answer, as far as it was handed in, does not show what the server received, as those of MinIO, Ceph, \
                    SeaweedFS and Backblaze B2 do not: look for a proxy that rewrites the host or the path, for a method or header other \
                    than the signed one, and for another secret access key or region; verifying the URL with the secret access \
                    key tells whether it is signed right";

fn causes(comparison: &Comparison) -> Vec<(&'static str, &str)> {
    comparison.causes.iter().map(|cause| (cause.kind(), cause.sentence.as_str())).collect()
}

/// The answer has this cause and no other.
#[track_caller]
fn tells(url: Option<&str>, answer: &str, kind: &'static str, sentence: &str) {
    let comparison = url.map_or_else(|| read_answer(answer), |url| compare_url(url, answer));
    assert_eq!(causes(&comparison), [(kind, sentence)], "{answer}");
}

/// S3's answer to a request with these headers, which is otherwise as it was signed.
fn mismatch(url: &str, headers: &str) -> String {
    let (_, query) = url.split_once('?').unwrap();
    let (query, _) = query.split_once("&X-Amz-Signature").unwrap();
    let mut query: Vec<_> = query.split('&').collect();
    query.sort_unstable();
    let names: Vec<_> = headers.lines().map(|line| line.split(':').next().unwrap()).collect();
    let canonical = format!("PUT\n/k\n{}\n{headers}\n\n{}\nUNSIGNED-PAYLOAD", query.join("&"), names.join(";"));
    let more = format!("<CanonicalRequest>{}</CanonicalRequest>", canonical.replace('&', "&amp;"));
    document("SignatureDoesNotMatch", MISMATCH, &more)
}

const HOST: &str = "host:examplebucket.s3.us-east-1.amazonaws.com";
