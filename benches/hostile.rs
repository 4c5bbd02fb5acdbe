//! How time and memory grow with the length of what a stranger sends, for every way in.
//!
//! ```console
//! cargo bench --bench hostile
//! ```
//!
//! Each column of times has four times as many names as the one before, and its time as a multiple of that one's: 4 is
//! linear, 16 is quadratic. Sorting and the processor's caches make it 4 to 6. Other programs can interrupt the long runs
//! and not the short ones: on a busy machine, run it with priority. The memory is the most that is held at one time,
//! besides the input, with 1,000 names; with 64,000 it is as many times as much as the last column says: 64 is linear.

use std::time::{Duration, Instant};

use allocation_counter::measure;
use presign_test_support::{many_elements, many_names};

const COUNTS: [usize; 4] = [1_000, 4_000, 16_000, 64_000];

fn main() {
    print!("{:<46}{:>12} {:>7} {:>7} {:>7} ", "", "1,000", "4,000", "16,000", "64,000");
    println!("{:>15} {:>12} {:>15}", "64,000 : 1,000", "bytes", "64,000 : 1,000");
    for (name, work) in many_names::rows().chain(many_elements::ROWS) {
        let works = COUNTS.map(work);
        let times = works.each_ref().map(|work| time(work));
        let ratio = |a: Duration, b: Duration| b.as_secs_f64() / a.as_secs_f64();
        print!("{name:<46}{:>9.1} µs", times[0].as_secs_f64() * 1e6);
        times.windows(2).for_each(|pair| print!(" {:>7}", format!("x {:.1}", ratio(pair[0], pair[1]))));
        let bytes = [&works[0], &works[3]].map(|work| measure(work).bytes_max);
        println!(" {:>15.0} {:>12} {:>15}", ratio(times[0], times[3]), bytes[0], bytes[1] / bytes[0].max(1));
    }
}

/// The shortest of at least ten runs and 100 ms.
fn time(work: &dyn Fn()) -> Duration {
    let (start, mut shortest) = (Instant::now(), Duration::MAX);
    let mut runs = 0;
    while runs < 10 || start.elapsed() < Duration::from_millis(100) {
        let start = Instant::now();
        work();
        shortest = shortest.min(start.elapsed());
        runs += 1;
    }
    shortest
}
