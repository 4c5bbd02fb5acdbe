//! Streams that are made to cost a server memory or time.

use allocation_counter::measure;
use presign::verify::EventDecoder;
use presign::{EventMessage, EventValue};

use crate::fixtures::now;
use crate::server::{decode, policy, read, stream};

/// The lengths of a frame and their CRC-32, which is that of a good frame of the same lengths.
fn prelude(length: usize) -> Vec<u8> {
    EventMessage::new(vec![0; length - 16]).encode().unwrap()[..12].to_vec()
}

#[test]
fn a_length_that_is_announced_makes_no_room() {
    let announced = prelude(16 * 1024 * 1024);
    for decoder in [EventDecoder::unsigned(&policy()), stream("/a", &[]).1] {
        for arrived in [0, 1000, 100_000] {
            let bytes = [&announced[..], &vec![0; arrived]].concat();
            let used = measure(|| {
                let (messages, result) = decode(&mut decoder.clone(), &bytes, 700, now());
                assert_eq!((messages, result), (vec![], Ok(())));
            });
            // What arrived, in a buffer that doubles, and the copies of a key and of credentials.
            assert!(used.bytes_max <= 3 * arrived as u64 + 4096, "{arrived}: {}", used.bytes_max);
        }
    }
}

/// Many headers are short, or all are the same.
#[test]
fn headers_cost_in_proportion_to_their_length() {
    let message = |count: usize| {
        let message = EventMessage::new([]);
        (0..count).fold(message, |message, number| message.header(&format!("{number:x}"), EventValue::Bool(true)))
    };
    let [few, many] = [5_000, 20_000].map(|count| message(count).encode().unwrap());
    let [few, many] = [few, many].map(|frame| measure(|| drop(EventMessage::decode(&frame))));
    // 4 would be linear, and the vector doubles.
    assert!(many.bytes_max < few.bytes_max * 6, "{} {}", few.bytes_max, many.bytes_max);
    assert!(many.count_total < few.count_total * 5, "{} {}", few.count_total, many.count_total);
}

#[test]
fn a_frame_that_arrives_whole_is_copied_once() {
    let (frames, decoder) = stream("/a", &[&vec![7; 1_000_000]]);
    let used = measure(|| {
        let messages = read(decoder.clone(), &frames.concat(), usize::MAX, now()).unwrap();
        assert_eq!(messages[0].payload().len(), 1_000_000);
    });
    // The stream, which this test concatenates, and the payload.
    assert!(used.bytes_max < 2_010_000, "{}", used.bytes_max);
}
