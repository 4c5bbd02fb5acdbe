//! What a presigned URL costs, compared with the SHA-256 that it cannot do without.
//!
//! `cargo bench -p speed` times four URLs, each cold (the signing key is derived for every URL) and warm (the
//! signer has the day's key), and in the same run the floor: the SHA-256 compressions that the URL needs. It ends with a table
//! of the medians and of how many times the floor they are. For bodies in chunks the floor is the SHA-256 of the chunks.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use criterion::{Criterion, Throughput};
use presign::s3::MultipartPlan;
use presign::verify::{BodyDecoder, Keyring, Policy, SignedRequest};
use presign::{ChunkedBody, Request, Scope, Signer, SigningKey, Timestamp};
use sha2::{Digest, Sha256};

#[path = "../peers/src/case.rs"]
mod case;
use case::{CASES, EXPIRES_IN, HOST, bucket, floor};

/// How many URLs are made in one go where many are.
const MANY: u32 = 1000;

fn noon() -> Timestamp {
    Timestamp::parse("20150830T120000Z").expect("a time")
}

/// Two more days in turn. A signer keeps its first day and one more, so each of these derives a signing key.
fn other_days() -> impl FnMut() -> Timestamp {
    let days = ["20150831T120000Z", "20150901T120000Z"].map(|day| Timestamp::parse(day).expect("a time"));
    let mut days = days.into_iter().cycle();
    move || days.next().expect("a cycle")
}

/// The public call of S3, from key to `PresignedUrl`, next to the floor.
fn s3(c: &mut Criterion) {
    let (bucket, now) = (bucket(), noon());
    for case in &CASES {
        let signer = bucket.signer(case.credentials()).expect("a signer");
        let (warm_blocks, cold_blocks) = (case.warm_blocks(), case.cold_blocks());
        let mut group = c.benchmark_group(case.name);
        group.bench_function("floor-warm", |b| b.iter(|| floor(warm_blocks)));
        group.bench_function("s3-warm", |b| {
            b.iter(|| case.object(black_box(&bucket)).presign(&signer, EXPIRES_IN, now).expect("a URL"));
        });
        group.bench_function("floor-cold", |b| b.iter(|| floor(cold_blocks)));
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
            b.iter(|| {
                url.clear();
                signer.presign_into(&mut url, black_box(request), EXPIRES_IN, now).expect("a URL")
            });
        });
        group.bench_function("generic-cold", |b| {
            let mut day = other_days();
            b.iter(|| black_box(request).presign(&signer, EXPIRES_IN, day()).expect("a URL"));
        });
        group.finish();
    }
}

/// Many URLs in one go, compared with as many single calls, and on two threads.
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
const TEXTS: [(&str, &str); 3] =
    [("nothing-escaped", "example.txt"), ("a-long-key", case::LONG_KEY), ("all-escaped", "год")];

/// Long enough for everything else to be small in comparison.
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
    let target = url.as_str().strip_prefix("https://").and_then(|url| url.strip_prefix(HOST)).expect("a target");
    let key = SigningKey::derive(&credentials, &scope);
    let policy = Policy::new("ap-southeast-1", "s3");
    group.bench_function("verify", |b| {
        b.iter(|| {
            let request = SignedRequest::parse("PUT", black_box(target), [("host", HOST)]).expect("a request");
            request.verify(&key, now, &policy).expect("a good one")
        });
    });
    group.finish();
}

/// Prints what it costs to verify a presigned `GET` with a kept key, as a multiple of presigning it: each is timed right
/// after the other.
fn print_verification() {
    let (bucket, now) = (bucket(), noon());
    let credentials = CASES[0].credentials();
    let signer = bucket.signer(credentials.clone()).expect("a signer");
    let object = CASES[0].object(&bucket);
    let url = object.presign(&signer, EXPIRES_IN, now).expect("a URL");
    let target = url.as_str().strip_prefix("https://").and_then(|url| url.strip_prefix(HOST)).expect("a target");
    let (policy, keyring) = (Policy::new("ap-southeast-1", "s3"), Keyring::new(10));
    // So few at a time that a machine with other work rarely interrupts them: it would rather interrupt the longer.
    let many = |work: &dyn Fn()| (0..MANY / 50).for_each(|_| work());
    let parse = || SignedRequest::parse(url.method(), black_box(target), [("host", HOST)]).expect("a request");
    let presign = || drop(black_box(object.presign(&signer, EXPIRES_IN, black_box(now)).expect("a URL")));
    let request = parse();
    let verify = |request: &SignedRequest| {
        drop(black_box(request.verify((&credentials, &keyring), black_box(now), &policy).expect("a good one")));
    };
    println!("\nverification of a presigned URL with a kept key, as a multiple of the time of presigning it:");
    println!("- read {:.2}", ratio(|| many(&presign), || many(&|| drop(black_box(parse())))));
    println!("- verified, once read {:.2}", ratio(|| many(&presign), || many(&|| verify(&request))));
    println!("- both {:.2}", ratio(|| many(&presign), || many(&|| verify(&parse()))));
}

/// Prints what chunks of 64 KiB cost as multiples of their SHA-256, signed, and verified whole and in pieces as they come
/// from a connection. Each is timed right after the SHA-256, so that a machine that slows down slows both.
fn print_chunks() {
    let (now, credentials) = (noon(), CASES[0].credentials());
    let signer = Signer::new(credentials.clone(), "ap-southeast-1", "s3").expect("a signer");
    let object: Vec<u8> = (0..=250).cycle().take(16 * 65_536).collect();
    let url = format!("https://{HOST}/a");
    let request = Request::put(&url).expect("a request");
    let form = ChunkedBody::signed(object.len() as u64);
    let (sent, frames) = request.sign_chunked(&signer, &form, now).expect("a signed request");
    let (mut body, mut framing) = (Vec::new(), frames.clone());
    for chunk in object.chunks(65_536) {
        let frame = framing.frame(chunk).expect("the next chunk");
        body.extend([frame.before(), chunk, frame.after()].concat());
    }
    body.extend(framing.finish(None).expect("the end"));
    let request = SignedRequest::parse("PUT", "/a", sent.headers().chain([("host", HOST)])).expect("a request");
    let key = SigningKey::derive(&credentials, request.scope());
    let (_, decoder) = request.verify(&key, now, &Policy::new("ap-southeast-1", "s3")).expect("a good one");

    let floor = || {
        for chunk in object.chunks(65_536) {
            black_box(Sha256::digest(black_box(chunk)));
        }
    };
    let sign = || {
        let mut frames = frames.clone();
        for chunk in object.chunks(65_536) {
            black_box(frames.frame(chunk).expect("the next chunk"));
        }
    };
    let verify = |length| decode(decoder.clone(), &body, length);
    println!("\nchunks of 64 KiB, as a multiple of the time of their SHA-256:");
    println!("- signed {:.3}", ratio(floor, sign));
    println!("- verified and decoded, whole {:.3}", ratio(floor, || verify(body.len())));
    println!("- verified and decoded, in pieces of 16 KiB {:.3}", ratio(floor, || verify(16 * 1024)));
}

/// What some work takes, as a multiple of what the floor takes: the shortest of many rounds each, in which they take
/// turns. Other work on the machine adds to most rounds, and not to the same extent.
fn ratio(floor: impl Fn(), work: impl Fn()) -> f64 {
    let time = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    let rounds = (0..501).map(|_| (time(&floor), time(&work)));
    let (floor, work) = rounds.fold((f64::MAX, f64::MAX), |least, round| (least.0.min(round.0), least.1.min(round.1)));
    work / floor
}

/// Decodes a body in pieces of this length.
fn decode(mut decoder: BodyDecoder, body: &[u8], length: usize) {
    for mut piece in body.chunks(length) {
        while let Some(bytes) = decoder.decode(&mut piece).expect("a good body") {
            black_box(bytes);
        }
    }
    decoder.finish().expect("a whole body");
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
        ("generic, warm, into a reused string", "into-warm", "floor-warm"),
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
    // Criterion's folder is next to the one that cargo gives to benchmarks.
    let criterion = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion");
    let file = criterion.join(group).join(name).join("new/estimates.json");
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
    print_verification();
    print_chunks();
}
