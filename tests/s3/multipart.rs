//! Multipart plans against the obvious model, and the URLs of all parts.

use presign::s3::{CopySource, MultipartPlan, Part};
use proptest::prelude::*;

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

#[test]
fn the_limits_are_those_that_s3_documents() {
    assert_eq!(MultipartPlan::MIN_PART_SIZE, 5 * MIB);
    assert_eq!(MultipartPlan::MAX_PART_SIZE, 5 * GIB);
    assert_eq!(MultipartPlan::MAX_PARTS, 10_000);
    // 48.8 TiB, as Amazon S3 rounds it.
    assert_eq!(MultipartPlan::MAX_OBJECT_SIZE * 10 / (1024 * GIB), 488);
}

/// The part size that the sentence of `too-many-parts` says.
fn size_in(sentence: &str) -> u64 {
    let (_, said) = sentence.split_once(": ").expect("a sentence");
    said.split_once(" bytes").expect("a size").0.parse().expect("a number")
}

/// The number, offset and length of each part.
fn cut(plan: MultipartPlan) -> Vec<(u32, u64, u64)> {
    plan.parts().map(|Part { number, offset, length, .. }| (number, offset, length)).collect()
}

/// Cuts one part off the object after the other.
fn model(size: u64, part_size: u64) -> Vec<(u32, u64, u64)> {
    let mut parts = Vec::new();
    let (mut offset, mut number) = (0, 1);
    while offset < size || number == 1 {
        let length = part_size.min(size - offset);
        parts.push((number, offset, length));
        offset += length;
        number += 1;
    }
    parts
}

fn part_size() -> impl Strategy<Value = u64> {
    prop_oneof![
        5 * MIB..=5 * GIB,
        5 * MIB..=6 * MIB,
        Just(5 * MIB),
        Just(5 * GIB),
        (5_u64..=5120).prop_map(|mib| mib * MIB),
        any::<u64>(),
    ]
}

fn size() -> impl Strategy<Value = u64> {
    prop_oneof![
        0..=20 * MIB,
        0..=60 * GIB,
        0..=MultipartPlan::MAX_OBJECT_SIZE + 1,
        // Around a whole number of parts.
        (1_u64..=10_001, 5_u64..=5120, 0_u64..=2).prop_map(|(parts, mib, more)| parts * mib * MIB + more - 1),
        any::<u64>(),
    ]
}

proptest! {
    #[test]
    fn parts_tile_the_object_within_the_limits(size in size(), part_size in part_size()) {
        match MultipartPlan::new(size, part_size) {
            Ok(plan) => {
                prop_assert_eq!((plan.size(), plan.part_size()), (size, part_size));
                let parts = cut(plan);
                prop_assert_eq!(&parts, &model(size, part_size));
                prop_assert_eq!(parts.len(), plan.part_count() as usize);
                prop_assert_eq!(parts.len(), plan.parts().len());
                prop_assert!((1..=10_000).contains(&parts.len()));
                prop_assert!(parts.iter().all(|part| part.2 <= 5 * GIB));
                prop_assert!(parts[..parts.len() - 1].iter().all(|part| part.2 >= 5 * MIB));
                prop_assert_eq!(parts.iter().map(|part| part.2).sum::<u64>(), size);
            }
            Err(error) if error.code() == "part-size-out-of-range" => prop_assert!(!(5 * MIB..=5 * GIB).contains(&part_size)),
            Err(error) if error.code() == "object-too-large" => prop_assert!(size > 50_000 * GIB),
            Err(error) if error.code() == "too-many-parts" => {
                let fits = size_in(&error.to_string());
                prop_assert!(u128::from(size) > u128::from(part_size) * 10_000);
                // What the error says fits, and nothing smaller does.
                prop_assert!(MultipartPlan::new(size, fits).is_ok());
                prop_assert!(MultipartPlan::new(size, fits - 1).is_err());
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn the_automatic_part_size_is_the_smallest_whole_mib_from_8_that_fits(size in 0..=MultipartPlan::MAX_OBJECT_SIZE) {
        let part_size = MultipartPlan::automatic(size).unwrap().part_size();
        prop_assert_eq!(part_size % MIB, 0);
        prop_assert!(part_size >= 8 * MIB);
        if part_size > 8 * MIB {
            prop_assert!(MultipartPlan::new(size, part_size - MIB).is_err());
        }
    }
}

#[test]
fn the_largest_object_is_cut_automatically() {
    let plan = MultipartPlan::automatic(MultipartPlan::MAX_OBJECT_SIZE).unwrap();
    assert_eq!((plan.part_count(), plan.part_size()), (10_000, 5 * GIB));
}

#[test]
fn an_empty_object_is_one_empty_part() {
    let plan = MultipartPlan::automatic(0).unwrap();
    assert_eq!(cut(plan), [(1, 0, 0)]);
}

#[test]
fn one_call_presigns_all_parts() {
    let (bucket, signer) = (bucket(), signer("s3"));
    let plan = MultipartPlan::new(20 * MIB, 8 * MIB).unwrap();

    let urls = plan
        .presign(&signer, HOUR, now(), |part| {
            bucket.upload_part("a b", "id/+=", part.number).content_length(part.length)
        })
        .unwrap();
    assert_eq!(urls.len(), 3);
    for (url, part) in urls.iter().zip(plan.parts()) {
        let start = format!(
            "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b?partNumber={}&uploadId=id%2F%2B%3D&",
            part.number
        );
        assert!(url.as_str().starts_with(&start), "{url}");
        assert!(url.headers().eq([("content-length", part.length.to_string().as_str())]));
    }

    let source = CopySource::new("src", "k");
    let copies = plan
        .presign(&signer, HOUR, now(), |part| {
            let last = part.offset + part.length - 1;
            bucket.upload_part_copy("a b", "id", part.number, &source).copy_source_range(part.offset, last)
        })
        .unwrap();
    let ranges: Vec<_> = copies.iter().map(|url| url.headers().nth(1).unwrap().1).collect();
    assert_eq!(ranges, ["bytes=0-8388607", "bytes=8388608-16777215", "bytes=16777216-20971519"]);
}
