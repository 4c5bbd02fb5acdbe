//! What a presigned URL costs, beside the SHA-256 that it cannot do without.
//!
//! `cargo bench --bench presign` times four URLs, each cold (the signing key is derived for every URL) and warm (the
//! signer has the day's key), and in the same run the floor: the SHA-256 compressions that the URL needs.

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use criterion::Criterion;
use presign::s3::{Bucket, Operation, op};
use presign::verify::{Policy, PresignedRequest};
use presign::{Credentials, Request, Scope, Signer, SigningKey, Timestamp};

/// A URL to sign, and the 64-byte blocks its signature hashes.
struct Case {
    name: &'static str,
    key: &'static str,
    token: usize,
    extras: bool,
    cold_blocks: usize,
    warm_blocks: usize,
}

/// 200 bytes with spaces and letters beyond ASCII.
const LONG_KEY: &str = "reports/год 2015/août/rapport détaillé de la région sud-est/mesures du capteur numéro 42/\
    données brutes et corrigées, version définitive/série principale/fichier no 0000000000000017.csv";

const CASES: [Case; 4] = [
    Case { name: "plain", key: "example.txt", token: 0, extras: false, cold_blocks: 27, warm_blocks: 9 },
    Case { name: "token", key: "example.txt", token: 400, extras: false, cold_blocks: 34, warm_blocks: 16 },
    Case { name: "longkey", key: LONG_KEY, token: 0, extras: false, cold_blocks: 33, warm_blocks: 15 },
    Case { name: "extras", key: "example.txt", token: 0, extras: true, cold_blocks: 34, warm_blocks: 16 },
];

const EXPIRES_IN: Duration = Duration::from_secs(36_000);
const DAY: u64 = 86_400;

impl Case {
    fn credentials(&self) -> Credentials {
        // The alphabet of real tokens, a third of which is escaped.
        let token: String = "IQoJb3JpZ2luX2VjE/+=".chars().cycle().take(self.token).collect();
        Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY").with_session_token(token)
    }

    fn object<'a>(&self, bucket: &'a Bucket) -> Operation<'a, op::PutObject> {
        let object = bucket.put_object(self.key);
        if !self.extras {
            return object;
        }
        object
            .query("x-id", "PutObject")
            .query("partNumber", "7")
            .query("uploadId", "VXBsb2FkIElE+/==")
            .query("response-content-type", "text/plain; charset=utf-8")
            .query("versionId", "L4kqtJlcpXroDTDmpUMLUo")
            .header("content-type", "text/plain")
            .header("content-length", "1048576")
            .header("x-amz-meta-author", "nobody in particular")
    }
}

fn bucket() -> Bucket {
    Bucket::new("presignedurldemo", "ap-southeast-1").expect("a bucket")
}

fn noon() -> Timestamp {
    Timestamp::parse("20150830T120000Z").expect("a time")
}

/// The public call of S3, from key to `PresignedUrl`.
fn s3(c: &mut Criterion) {
    let (bucket, now) = (bucket(), noon());
    for case in &CASES {
        let signer = bucket.signer(case.credentials()).expect("a signer");
        let mut group = c.benchmark_group(case.name);
        group.bench_function("floor-warm", |b| b.iter(|| floor(case.warm_blocks)));
        group.bench_function("s3-warm", |b| {
            b.iter(|| case.object(black_box(&bucket)).presign(&signer, EXPIRES_IN, now).expect("a URL"));
        });
        group.bench_function("floor-cold", |b| b.iter(|| floor(case.cold_blocks)));
        group.bench_function("s3-cold", |b| {
            // A signer keeps one day's key, so two days in turn derive one each time.
            let mut seconds = now.unix_seconds();
            b.iter(|| {
                seconds ^= DAY;
                let now = Timestamp::from_unix_seconds(seconds).expect("a time");
                case.object(black_box(&bucket)).presign(&signer, EXPIRES_IN, now).expect("a URL")
            });
        });
        group.finish();
    }
}

/// The generic request, made once and signed again and again.
fn generic(c: &mut Criterion) {
    let (bucket, now) = (bucket(), noon());
    for case in &CASES {
        let signer = Signer::new(case.credentials(), "ap-southeast-1", "s3").expect("a signer");
        let object = case.object(&bucket);
        let request: &Request<'_> = object.request();
        let mut group = c.benchmark_group(case.name);
        group.bench_function("generic-warm", |b| {
            b.iter(|| black_box(request).presign(&signer, EXPIRES_IN, now).expect("a URL"));
        });
        let mut url = String::new();
        group.bench_function("into-warm", |b| {
            b.iter(|| signer.presign_into(&mut url, black_box(request), EXPIRES_IN, now).expect("a URL"));
        });
        group.finish();
    }
}

/// What a service does once a day, and what a server does for each request.
fn around(c: &mut Criterion) {
    let (bucket, now) = (bucket(), noon());
    let credentials = CASES[0].credentials();
    let scope = Scope::new(now, "ap-southeast-1", "s3").expect("a scope");
    c.bench_function("derive a signing key", |b| b.iter(|| SigningKey::derive(black_box(&credentials), &scope)));
    let signer = bucket.signer(credentials.clone()).expect("a signer");
    let url = CASES[0].object(&bucket).presign(&signer, EXPIRES_IN, now).expect("a URL");
    let (host, target) = url.as_str().strip_prefix("https://").and_then(|url| url.split_once('/')).expect("a path");
    let (target, key) = (format!("/{target}"), SigningKey::derive(&credentials, &scope));
    let policy = Policy::new("ap-southeast-1", "s3");
    c.bench_function("verify a presigned request", |b| {
        b.iter(|| {
            let request = PresignedRequest::parse("PUT", black_box(&target), [("host", host)]).expect("a request");
            request.verify(&key, now, &policy).expect("a good one")
        });
    });
}

/// SHA-256 of that many blocks and nothing else: no padding, no buffer, no copy.
fn floor(blocks: usize) -> [u32; 8] {
    let mut state = [0; 8];
    sha2::block_api::compress256(&mut state, black_box(&[[0; 64]; 34][..blocks]));
    state
}

/// The medians of this run, and how many times the floor they are.
fn print_ratios() {
    println!("\n{:10} {:>14} {:>14} {:>14} {:>14}", "", "S3, cold", "S3, warm", "generic, warm", "into a text");
    for case in &CASES {
        print!("{:10}", case.name);
        for (name, floor) in [
            ("s3-cold", "floor-cold"),
            ("s3-warm", "floor-warm"),
            ("generic-warm", "floor-warm"),
            ("into-warm", "floor-warm"),
        ] {
            match (median(case.name, name), median(case.name, floor)) {
                (Some(time), Some(floor)) => print!(" {time:6.0} ns {:4.2}x", time / floor),
                // Filtered out on the command line.
                _ => print!(" {:>14}", "-"),
            }
        }
        println!();
    }
}

/// What criterion wrote down of this run.
fn median(group: &str, name: &str) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let file = target.join("criterion").join(group).join(name).join("new/estimates.json");
    let estimates: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

fn main() {
    let settings =
        Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(1));
    let mut criterion = settings.configure_from_args();
    s3(&mut criterion);
    generic(&mut criterion);
    around(&mut criterion);
    criterion.final_summary();
    print_ratios();
}
