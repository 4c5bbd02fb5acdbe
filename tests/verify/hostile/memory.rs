//! The memory that many names take.

use allocation_counter::measure;

use crate::many_names::rows;

/// 4 would be linear. What is held for any request makes it less.
#[test]
fn grows_with_their_number() {
    for (name, work) in rows() {
        let [few, many] = [1_000, 4_000].map(|count| measure(work(count)).bytes_max);
        assert!(many <= few * 5, "{name}: {few} bytes for 1,000 and {many} for 4,000");
    }
}
