//! What many and large files cost the page: run alone, it prints memory, lateness of the event loop, and the time to the
//! first byte. Some numbers have bounds.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::Duration;

use presign_upload::service::Limits;
use serde_json::Value;

use crate::driver::with_page;
use crate::page::Page;
use crate::{MIB, UPLOAD};

const GIB: u64 = 1 << 30;
/// How long a file is watched that is too large to wait for.
const WATCHED: Duration = Duration::from_secs(10);

/// Notes when files are chosen, when the first byte goes, and how late timers are.
const WATCH: &str = "
    window.late = [];
    document.querySelector('#files').addEventListener('change', () => { window.chosen ??= performance.now(); }, true);
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
      this.upload.addEventListener('progress', () => { window.first ??= performance.now(); });
      send.call(this, body);
    };
    const EVERY = 20;
    let due = performance.now() + EVERY;
    const look = () => {
      window.late.push(Math.max(0, performance.now() - due));
      due = performance.now() + EVERY;
      setTimeout(look, EVERY);
    };
    setTimeout(look, EVERY);";

struct Cost {
    peak: u64,
    first_byte: f64,
    late: [f64; 3],
}

impl Cost {
    async fn of(page: &Page, what: &str) -> Self {
        let late = page.get("window.late.toSorted((a, b) => a - b)").await;
        let late: Vec<f64> = late.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect();
        let at = |percent: usize| late[(late.len() - 1) * percent / 100];
        let late = [at(50), at(95), at(100)];
        let first_byte = page.get("window.first - window.chosen").await.as_f64().unwrap();
        let cost = Self { peak: largest_renderer() / 1024, first_byte, late };
        println!(
            "{what}: peak of the renderer {} MiB, first byte after {:.0} ms, event loop late {:.0} ms (median), {:.0} ms \
             (95 %), {:.0} ms (most)",
            cost.peak, cost.first_byte, cost.late[0], cost.late[1], cost.late[2]
        );
        cost
    }
}

/// The most memory that any renderer of this process's browsers has had, in KiB.
fn largest_renderer() -> u64 {
    let mut family = vec![std::process::id().to_string()];
    let mut largest = 0;
    while let Some(parent) = family.pop() {
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let read = |name: &str| fs::read_to_string(entry.path().join(name)).unwrap_or_default();
            let status = read("status");
            let field = |name: &str| {
                let line = status.lines().find_map(|line| line.strip_prefix(name))?;
                line.split_whitespace().next()
            };
            if field("PPid:") != Some(&parent) {
                continue;
            }
            if read("cmdline").contains("--type=renderer") {
                largest = largest.max(field("VmHWM:").and_then(|kib| kib.parse().ok()).unwrap_or_default());
            }
            family.push(entry.file_name().into_string().unwrap());
        }
    }
    largest
}

/// A file of zeros that takes no room.
pub(crate) fn sparse(page: &Page, name: &str, length: u64) -> PathBuf {
    let path = page.file(name, b"");
    File::options().write(true).open(&path).unwrap().set_len(length).unwrap();
    path
}

fn limits() -> Limits {
    Limits { max_size: 1 << 40, pace: 1000, ..Limits::default() }
}

/// F6: 120 pictures took 1.8 GB, and 27 seconds went by before the first byte.
#[test]
#[ignore = "it takes a minute, and as many bytes on the disk as it uploads"]
fn load_of_many_files() {
    with_page(limits(), async |page| {
        println!("idle: {} MiB", largest_renderer() / 1024);
        page.client.execute(WATCH, vec![]).await.unwrap();
        let files: Vec<_> = (0..120).map(|n| sparse(page, &format!("{n}.bin"), 15 * MIB as u64)).collect();
        let paths: Vec<_> = files.iter().map(|path| path.to_str().unwrap()).collect();
        page.choose_file(paths.join("\n").as_ref()).await;
        page.wait_long_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 120").await;

        let cost = Cost::of(page, "120 files of 15 MiB").await;
        // 300 MiB and a second are the aim. On a machine with nothing to spare memory is freed late.
        assert!(cost.peak <= 400, "{} MiB", cost.peak);
    });
}

#[test]
#[ignore = "it takes half a minute, and writes what is sent meanwhile to the disk"]
fn load_of_a_large_file() {
    for (what, length, most) in [("5 GiB", 5 * GIB, 200), ("70 GiB, 8,960 parts", 70 * GIB, 300)] {
        with_page(limits(), async |page| {
            page.client.execute(WATCH, vec![]).await.unwrap();
            page.limit_network(32 << 20).await;
            page.choose_file(&sparse(page, "large.bin", length)).await;
            page.wait_for_state("sending").await;
            tokio::time::sleep(WATCHED).await;

            let cost = Cost::of(page, what).await;
            page.press(UPLOAD, "cancel").await;
            page.wait_for_state("cancelled").await;
            assert!(cost.peak <= most, "{} MiB", cost.peak);
            // F21: 95 % of the timers were up to 399 ms late.
            assert!(cost.late[1] <= 100.0, "{} ms", cost.late[1]);
            assert_ne!(page.get("window.first").await, Value::Null);
        });
    }
}
