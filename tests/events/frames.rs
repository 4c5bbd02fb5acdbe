//! Frames: what is written is read again, and what is not one is refused.

use presign::{EventMessage, EventValue};
use proptest::prelude::*;

use crate::refused::refused;

fn value() -> impl Strategy<Value = EventValue> {
    prop_oneof![
        any::<bool>().prop_map(EventValue::Bool),
        any::<i8>().prop_map(EventValue::Byte),
        any::<i16>().prop_map(EventValue::Short),
        any::<i32>().prop_map(EventValue::Integer),
        any::<i64>().prop_map(EventValue::Long),
        any::<i64>().prop_map(EventValue::Timestamp),
        any::<[u8; 16]>().prop_map(EventValue::Uuid),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(EventValue::Bytes),
        "\\PC{0,100}".prop_map(EventValue::String),
    ]
}

fn message() -> impl Strategy<Value = EventMessage> {
    let headers = prop::collection::btree_map("\\PC{1,60}", value(), 0..6);
    let headers = headers.prop_map(|headers| headers.into_iter().collect::<Vec<_>>()).prop_shuffle();
    (headers, prop::collection::vec(any::<u8>(), 0..300)).prop_map(|(headers, payload)| {
        headers.into_iter().fold(EventMessage::new(payload), |message, (name, value)| message.header(&name, value))
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(message in message()) {
        let frame = message.encode().unwrap();
        prop_assert_eq!(EventMessage::decode(&frame), Ok(message));
    }

    /// CRC-32 finds every change of up to 32 bits next to each other.
    #[test]
    fn a_byte_that_was_broken_in_transit_is_found(message in message(), at: prop::sample::Index, bits in 1..=u8::MAX) {
        let mut frame = message.encode().unwrap();
        let at = at.index(frame.len());
        frame[at] ^= bits;
        prop_assert!(EventMessage::decode(&frame).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        // Behind the CRC-32s too.
        let headers = bytes.len() / 2;
        let _ = EventMessage::decode(&bytes);
        let frame = frame(&bytes[..headers], &bytes[headers..]);
        if let Ok(message) = EventMessage::decode(&frame) {
            prop_assert_eq!(message.encode().unwrap(), frame);
        }
    }
}

/// A frame of any headers, written bit by bit.
fn frame(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let total = 16 + headers.len() + payload.len();
    announced(u32::try_from(total).unwrap(), u32::try_from(headers.len()).unwrap(), headers, payload)
}

fn announced(total: u32, headers_length: u32, headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut frame = [total.to_be_bytes(), headers_length.to_be_bytes()].concat();
    frame.extend(crc_32(&frame));
    frame.extend([headers, payload].concat());
    frame.extend(crc_32(&frame));
    frame
}

fn crc_32(bytes: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
        }
    }
    (!crc).to_be_bytes()
}

/// A header as it is encoded, with a length that may be wrong.
fn header(name: &str, kind: u8, value: &[u8]) -> Vec<u8> {
    [&[u8::try_from(name.len()).unwrap()], name.as_bytes(), &[kind], value].concat()
}

#[test]
fn a_frame_is_as_long_as_its_parts() {
    let shortest = EventMessage::new([]).encode().unwrap();
    assert_eq!(shortest, frame(&[], &[]));
    assert_eq!(shortest.len(), 16);
    let message = EventMessage::new("ab").header("n", EventValue::Bool(true));
    assert_eq!(message.encode().unwrap(), frame(&[1, b'n', 0], b"ab"));
}

#[test]
fn values_and_names_have_limits() {
    let encoded = |name: &str, value: EventValue| EventMessage::new([]).header(name, value).encode();
    let sentence = |what: &str| format!("the message of an event stream has {what}");
    for length in [0, 1, 32_767] {
        for value in [EventValue::Bytes(vec![7; length]), EventValue::String("a".repeat(length))] {
            let message = EventMessage::new("x").header("n", value);
            assert_eq!(EventMessage::decode(&message.encode().unwrap()), Ok(message), "{length}");
        }
    }
    // 65,536 bytes, whose length would be 0 in two bytes.
    for length in [32_768, 65_535, 65_536, 65_537] {
        for value in [EventValue::Bytes(vec![7; length]), EventValue::String("a".repeat(length))] {
            let long = sentence("a header whose value is longer than 32767 bytes");
            refused(encoded("n", value), "event-message", &long);
        }
    }
    // In bytes, not in characters.
    for name in ["n".repeat(255), "é".repeat(127)] {
        assert!(encoded(&name, EventValue::Byte(0)).is_ok());
    }
    for name in [String::new(), "n".repeat(256), "é".repeat(128), "n".repeat(511), "n".repeat(512)] {
        let name_length = sentence("a header whose name is empty or longer than 255 bytes");
        refused(encoded(&name, EventValue::Byte(0)), "event-message", &name_length);
    }
}

#[test]
fn a_message_has_limits() {
    let values = |count: usize| {
        let message = EventMessage::new([]);
        (0..count)
            .fold(message, |message, number| message.header(&format!("{number:03}"), EventValue::Bytes(vec![0; 1017])))
    };
    // 1,024 bytes each.
    assert_eq!(values(128).encode().unwrap().len(), 16 + 128 * 1024);
    let sentence = "the message of an event stream has headers of more than 131072 bytes (128 KiB)";
    refused(values(129).encode(), "event-message", sentence);
    assert!(EventMessage::new(vec![0; 16 * 1024 * 1024 - 16]).encode().is_ok());
    let sentence = "the message of an event stream has more than 16777216 bytes (16 MiB)";
    refused(EventMessage::new(vec![0; 16 * 1024 * 1024 - 15]).encode(), "event-message", sentence);
}

#[test]
fn what_is_not_a_frame_is_refused() {
    let good = frame(&header("n", 2, &[1]), b"payload");
    assert!(EventMessage::decode(&good).is_ok());
    let changed = |at: usize| {
        let mut frame = good.clone();
        frame[at] ^= 1;
        frame
    };
    let more = [&good[..], &[0]].concat();
    let short = "is shorter than its first 12 bytes, which announce its length";
    let crc = "does not have its CRC-32";
    let lengths = "has lengths that do not have their CRC-32";
    let not_long = "does not have the length that it announces";
    let cut_off = "has a header that is cut off";
    let name = "has a header whose name is empty, cut off or not UTF-8";
    let rows: Vec<(Vec<u8>, &str)> = vec![
        (vec![], short),
        (good[..11].to_vec(), short),
        (good[..12].to_vec(), not_long),
        (good[..good.len() - 1].to_vec(), not_long),
        (more, not_long),
        (changed(0), lengths),
        (changed(7), lengths),
        (changed(8), lengths),
        (changed(12), crc),
        (changed(good.len() - 1), crc),
        (announced(15, 0, &[], &[]), "announces headers that are longer than the whole"),
        (announced(0, 0, &[], &[]), "announces headers that are longer than the whole"),
        (announced(18, 3, &[], b"xx"), "announces headers that are longer than the whole"),
        (announced(u32::MAX, 0, &[], &[]), not_long),
        (announced(u32::MAX, u32::MAX, &[], &[]), "has headers of more than 131072 bytes (128 KiB)"),
        (announced(16, 131_072, &[], &[]), "announces headers that are longer than the whole"),
        (announced(16, 131_073, &[], &[]), "has headers of more than 131072 bytes (128 KiB)"),
        (frame(&[0], &[]), name),
        (frame(&[1], &[]), name),
        (frame(&[2, b'n'], &[]), name),
        (frame(&header("", 0, &[]), &[]), name),
        (frame(&[1, 0xff, 0], &[]), name),
        (frame(&[1, b'n'], &[]), cut_off),
        (frame(&header("n", 2, &[]), &[]), cut_off),
        (frame(&header("n", 3, &[0]), &[]), cut_off),
        (frame(&header("n", 4, &[0; 3]), &[]), cut_off),
        (frame(&header("n", 5, &[0; 7]), &[]), cut_off),
        (frame(&header("n", 6, &[0]), &[]), cut_off),
        (frame(&header("n", 6, &[0, 2, 0]), &[]), cut_off),
        (frame(&header("n", 7, &[0, 1]), b"a"), cut_off),
        (frame(&header("n", 8, &[0; 7]), &[]), cut_off),
        (frame(&header("n", 9, &[0; 15]), &[]), cut_off),
        (frame(&header("n", 10, &[0]), &[]), "has a header of a type that does not exist"),
        (frame(&header("n", 255, &[0]), &[]), "has a header of a type that does not exist"),
        (frame(&header("n", 7, &[0, 1, 0xff]), &[]), "has a header whose string is not UTF-8"),
        (
            frame(&header("n", 6, &[&[0x80, 0][..], &[0; 32_768]].concat()), &[]),
            "has a header whose value is longer than 32767 bytes",
        ),
    ];
    for (frame, problem) in rows {
        let sentence = format!("the message of an event stream {problem}");
        refused(EventMessage::decode(&frame), "event-message", &sentence);
    }
}

#[test]
fn a_message_shows_no_content() {
    let message = EventMessage::new("secret").header("name", "secret");
    assert_eq!(format!("{message:?}"), "EventMessage { headers: [\"name\"], payload: 6 bytes }");
    assert_eq!(message.headers().next().and_then(|(_, value)| value.as_str()), Some("secret"));
    assert_eq!(EventValue::Byte(1).as_str(), None);
    assert_eq!(message.into_payload(), b"secret");
}
