//! Everything that `s3` can ask for, odd keys, and what must be refused: signed here, sent by an ordinary HTTP client, and
//! compared with what S3 answers.
//!
//! ```text
//! cargo test -p live
//! ```
//!
//! The server is the one that `S3_ENDPOINT`, `S3_BUCKET`, `AWS_REGION`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`
//! name, with `AWS_SESSION_TOKEN` if there is one; else the embedded one of `crates/presign-upload`. A URL with `https`
//! needs `--features tls`.
//!
//! What a server answers otherwise than S3 is printed and counted. That it lacks an operation, takes more than S3 or
//! refuses in other words is a remark; that it treats a signature wrongly, or reads or writes another object, is a
//! failure. Rows do not depend on each other: what builds on a request that was not done is named and not compared.
//!
//! The credentials must be allowed everything in the bucket, and it should keep no versions. All keys have a prefix of
//! their own, and are deleted at the end.

mod checksums;
mod chunks;
mod client;
mod downloads;
mod forms;
mod keys;
mod known;
mod lists;
mod multipart;
mod objects;
mod refusals;
mod report;
mod suite;
mod target;
mod uploads;
mod values;

use std::fs::DirEntry;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use presign::Credentials;
use presign_upload::server::Server;

use crate::report::{Report, is_refusal};
use crate::suite::{Check, Suite};
use crate::target::Target;

fn run(target: Target) -> Report {
    let suite = Suite::new(target);
    suite.require_bucket();
    for part in [
        objects::run,
        lists::run,
        multipart::run,
        uploads::run,
        downloads::run,
        checksums::run,
        chunks::run,
        keys::run,
        forms::run,
        refusals::run,
    ] {
        part(&suite);
    }
    suite.clean();
    let rest = suite.sign(&suite.bucket().list_objects_v2().prefix(&suite.prefix));
    suite.check("ListObjectsV2 when all is deleted", &rest, "200", Check::Empty);
    suite.finish()
}

#[test]
fn server_answers_as_s3_does() {
    if let Some(target) = Target::from_env() {
        let report = run(target);
        print(&report);
        assert!(report.faults().is_empty(), "{}", report.faults().join("\n"));
    } else {
        let server = Server::start().unwrap();
        let report = run(Target::embedded(&server));
        print(&report);
        known::check(&report);
    }
}

/// The test harness would not show what `println!` prints in a test that passes.
fn print(report: &Report) {
    write!(io::stdout().lock(), "{report}").expect("a terminal or a file");
}

#[test]
fn wrong_signature_is_a_fault_wherever_s3_takes_the_request() {
    let server = Server::start().unwrap();
    let target = Target::embedded(&server);
    let credentials = Credentials::new(target.credentials.access_key_id(), "another secret");

    let report = run(Target { credentials, ..target });

    assert!(report.taken_by_s3 > 100);
    let faults = report.differences.iter().filter(|difference| !is_refusal(difference.expected));
    assert_eq!(faults.filter(|difference| difference.fault().is_some()).count(), report.taken_by_s3, "{report}");
}

#[test]
fn nothing_is_left_behind_by_a_run_that_fails() {
    let server = Server::start().unwrap();

    let failure = panic::catch_unwind(AssertUnwindSafe(|| {
        let suite = Suite::new(Target::embedded(&server));
        let key = suite.key("object");
        let put = suite.sign(&suite.bucket().put_object(&key)).with_body("bytes");
        suite.check("PutObject", &put, "200", Check::Nothing);
        multipart::create(&suite, &key);
        panic::resume_unwind(Box::new(left(&server)));
    }));

    assert_eq!(*failure.unwrap_err().downcast::<usize>().unwrap(), 2);
    assert_eq!(left(&server), 0);
}

/// The number of objects and of uploads in parts.
fn left(server: &Server) -> usize {
    let count = |folder: &Path, is_counted: fn(&DirEntry) -> bool| {
        folder.read_dir().unwrap().filter(|entry| is_counted(entry.as_ref().unwrap())).count()
    };
    let folders = server.folder().read_dir().unwrap();
    let objects: usize = folders.map(|folder| count(&folder.unwrap().path(), |_| true)).sum();
    let is_upload = |file: &DirEntry| file.file_name().to_string_lossy().starts_with(".upload-");
    objects + count(server.folder().parent().unwrap(), is_upload)
}
