//! What a presigned URL costs, beside the SHA-256 that it cannot do without.
//!
//! `cargo bench --bench presign` times four URLs, each cold (the signing key is derived for every URL) and warm (the
//! signer has the day's key), and in the same run the floor: the SHA-256 compressions that the URL needs. It ends with a
//! table of the medians and of how many times the floor they are.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use criterion::{Criterion, Throughput};
use presign::s3::{Bucket, MultipartPlan, Operation, op};
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
/// How many URLs are made in one go where many are.
const MANY: u32 = 1000;

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

/// Two more days in turn. A signer keeps its first day and one more, so each of these derives a signing key.
fn other_days() -> impl FnMut() -> Timestamp {
    let days = ["20150831T120000Z", "20150901T120000Z"].map(|day| Timestamp::parse(day).expect("a time"));
    let mut days = days.into_iter().cycle();
    move || days.next().expect("a cycle")
}

/// The public call of S3, from key to `PresignedUrl`, and the floor beside it.
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
            let mut day = other_days();
            b.iter(|| case.object(black_box(&bucket)).presign(&signer, EXPIRES_IN, day()).expect("a URL"));
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
        group.bench_function("generic-cold", |b| {
            let mut day = other_days();
            b.iter(|| black_box(request).presign(&signer, EXPIRES_IN, day()).expect("a URL"));
        });
        group.finish();
    }
}

/// Many URLs in one go, beside as many single calls, and on two threads.
fn many(c: &mut Criterion) {
    let (bucket, now) = (bucket(), noon());
    let signer = bucket.signer(CASES[0].credentials()).expect("a signer");
    let keys: Vec<String> = (0..MANY).map(|i| format!("reports/2015/{i:04}.txt")).collect();
    let plan = MultipartPlan::new(u64::from(MANY) * MultipartPlan::MIN_PART_SIZE, MultipartPlan::MIN_PART_SIZE);
    let (plan, upload_id) = (plan.expect("a plan"), "VXBsb2FkIElE");
    let mut group = c.benchmark_group("many");
    group.throughput(Throughput::Elements(MANY.into()));
    group.bench_function("objects-singly", |b| {
        let single = |key: &String| bucket.get_object(key).presign(&signer, EXPIRES_IN, now).expect("a URL");
        b.iter(|| keys.iter().map(single).map(|url| black_box(url).as_str().len()).sum::<usize>());
    });
    group.bench_function("objects-all", |b| {
        let all = || bucket.presign_all(&keys, &signer, EXPIRES_IN, now);
        b.iter(|| all().map(|url| black_box(url.expect("a URL")).as_str().len()).sum::<usize>());
    });
    group.bench_function("parts-singly", |b| {
        let part = |number| bucket.upload_part("backup.tar", upload_id, number);
        let single = |number| part(number).presign(&signer, EXPIRES_IN, now).expect("a URL");
        b.iter(|| (1..=MANY).map(single).collect::<Vec<_>>());
    });
    group.bench_function("parts-planned", |b| {
        let part = |part: presign::s3::Part| bucket.upload_part("backup.tar", upload_id, part.number);
        b.iter(|| plan.presign(&signer, EXPIRES_IN, now, part).expect("URLs"));
    });
    for (name, threads) in [("one-thread", 1), ("two-threads", 2)] {
        let sign = || bucket.get_object("example.txt").presign(&signer, EXPIRES_IN, now).expect("a URL");
        group.bench_function(name, |b| {
            b.iter_custom(|turns| {
                let start = Instant::now();
                thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| (0..turns * u64::from(MANY)).for_each(|_| drop(black_box(sign()))));
                    }
                });
                start.elapsed() / threads
            });
        });
    }
    group.finish();
}

/// Texts for the percent-encoder, to be repeated, by what has to be done to them.
const TEXTS: [(&str, &str); 3] = [("nothing-escaped", "example.txt"), ("a-long-key", LONG_KEY), ("all-escaped", "год")];

/// Long enough for everything else to be small beside it.
fn long(text: &str) -> String {
    text.repeat((1 << 16) / text.len())
}

fn encoding(c: &mut Criterion) {
    let mut group = c.benchmark_group("percent-encoding");
    for (name, text) in TEXTS {
        let text = long(text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| {
            let request = Request::get("https://example.com/").expect("a request");
            b.iter(|| request.clone().query("name", black_box(&text)));
        });
    }
    group.finish();
}

/// What a service does once a day, and what a server does for each request.
fn around(c: &mut Criterion) {
    let (bucket, now) = (bucket(), noon());
    let credentials = CASES[0].credentials();
    let scope = Scope::new(now, "ap-southeast-1", "s3").expect("a scope");
    let mut group = c.benchmark_group("around");
    group.bench_function("derive-key", |b| b.iter(|| SigningKey::derive(black_box(&credentials), &scope)));
    let signer = bucket.signer(credentials.clone()).expect("a signer");
    let url = CASES[0].object(&bucket).presign(&signer, EXPIRES_IN, now).expect("a URL");
    let (host, target) = url.as_str().strip_prefix("https://").and_then(|url| url.split_once('/')).expect("a path");
    let (target, key) = (format!("/{target}"), SigningKey::derive(&credentials, &scope));
    let policy = Policy::new("ap-southeast-1", "s3");
    group.bench_function("verify", |b| {
        b.iter(|| {
            let request = PresignedRequest::parse("PUT", black_box(&target), [("host", host)]).expect("a request");
            request.verify(&key, now, &policy).expect("a good one")
        });
    });
    group.finish();
}

/// SHA-256 of that many blocks and nothing else: no padding, no buffer, no copy.
fn floor(blocks: usize) -> [u32; 8] {
    let mut state = [0; 8];
    sha2::block_api::compress256(&mut state, black_box(&[[0; 64]; 34][..blocks]));
    state
}

/// The medians of this run, and how many times the floor they are.
fn print_table(start: SystemTime) {
    let median = |group: &str, name: &str| median(group, name, start).unwrap_or(f64::NAN);
    println!("\n| ns per URL (× floor) | {} |", CASES.map(|case| case.name).join(" | "));
    println!("|---|{}", "--:|".repeat(CASES.len()));
    for (title, name, floor) in [
        ("floor, cold", "floor-cold", "floor-cold"),
        ("S3, cold", "s3-cold", "floor-cold"),
        ("generic, cold", "generic-cold", "floor-cold"),
        ("floor, warm", "floor-warm", "floor-warm"),
        ("S3, warm", "s3-warm", "floor-warm"),
        ("generic, warm", "generic-warm", "floor-warm"),
        ("generic, warm, into a reused text", "into-warm", "floor-warm"),
    ] {
        let times = CASES.map(|case| (median(case.name, name), median(case.name, floor)));
        let cells = times.map(|(time, floor)| format!("{time:.0} ({:.2})", time / floor));
        println!("| {title} | {} |", cells.join(" | "));
    }
    let each = |name| median("many", name) / f64::from(MANY);
    println!("\nns per URL, {MANY} in one go:");
    println!("- presign_all {:.0}, single calls {:.0}", each("objects-all"), each("objects-singly"));
    println!("- a multipart plan {:.0}, single calls {:.0}", each("parts-planned"), each("parts-singly"));
    println!("- two threads make {:.2} times the URLs of one", each("one-thread") / each("two-threads"));
    println!("\nns to derive a signing key {:.0}", median("around", "derive-key"));
    println!("ns to verify a presigned request {:.0}", median("around", "verify"));
    println!("ns per byte to percent-encode:");
    for (name, text) in TEXTS {
        let bytes = u32::try_from(long(text).len()).expect("64 KiB");
        println!("- {name} {:.2}", median("percent-encoding", name) / f64::from(bytes));
    }
}

/// What criterion wrote down since `start`: nothing of what the command line left out.
fn median(group: &str, name: &str, start: SystemTime) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let file = target.join("criterion").join(group).join(name).join("new/estimates.json");
    if fs::metadata(&file).and_then(|data| data.modified()).ok()? < start {
        return None;
    }
    let estimates: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

fn main() {
    let start = SystemTime::now();
    let settings =
        Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(1));
    let mut criterion = settings.configure_from_args();
    s3(&mut criterion);
    generic(&mut criterion);
    many(&mut criterion);
    encoding(&mut criterion);
    around(&mut criterion);
    criterion.final_summary();
    print_table(start);
}
