//! Any bytes are a message or none, and any event stream is decoded or refused, with the same result however it is cut, and
//! with no more memory than has arrived. What is signed is decoded, and nothing is given out that was not signed.

#![no_main]

mod common;

use allocation_counter::measure;
use common::{credentials, signer, time};
use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{EventDecoder, Policy, Refusal};
use presign::{EventMessage, EventSigner, Scope, Timestamp};

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    /// The encoded headers of a frame, and its payload.
    headers: &'a [u8],
    payload: &'a [u8],
    payloads: Vec<&'a [u8]>,
    seconds: u64,
    /// Where the good stream is changed, how many bytes are taken out, and what is put there.
    at: usize,
    removed: u8,
    inserted: &'a [u8],
    /// Whether the frame has its CRC-32s afterwards.
    is_framed: bool,
    /// The lengths of the pieces, in turn.
    pieces: Vec<u8>,
    max_message: u16,
}

const PREVIOUS: &str = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
/// The copies of a key and of credentials, and the names of headers.
const BESIDES: u64 = 8 * 1024;

fuzz_target!(|input: Input<'_>| {
    let _ = EventMessage::decode(input.payload);
    let frame = framed(input.headers, input.payload);
    if let Ok(message) = EventMessage::decode(&frame) {
        assert!(message.encode().expect("it was read") == frame);
    }

    let now = time(input.seconds);
    let previous = || PREVIOUS.parse().expect("a signature");
    let mut events = EventSigner::resume(&signer("transcribe"), previous()).expect("a good signer");
    let messages: Vec<_> = input.payloads.iter().map(|payload| EventMessage::new(*payload)).collect();
    let mut frames: Vec<_> = messages.iter().map(|message| events.sign(message, now).expect("short")).collect();
    frames.push(events.finish(now).expect("the end"));
    let good = frames.concat();

    let scope = Scope::new(now, "us-east-1", "transcribe").expect("a good scope");
    let mut policy = Policy::new("us-east-1", "transcribe");
    let decoder = |policy: &Policy| {
        EventDecoder::resume(&credentials(), &scope, previous(), policy).expect("good credentials")
    };
    assert_eq!(decode(decoder(&policy), &good, &input.pieces, now), (messages.clone(), Ok(())));

    let changed = if input.is_framed {
        let number = input.at % frames.len();
        let frame = &frames[number];
        let mut within = frame[12..frame.len() - 4].to_vec();
        splice(&mut within, &input);
        let headers = 67.min(within.len());
        frames[number] = framed(&within[..headers], &within[headers..]);
        frames.concat()
    } else {
        let mut bytes = good.clone();
        splice(&mut bytes, &input);
        bytes
    };
    policy.max_chunk = input.max_message.into();
    for bytes in [&changed[..], input.inserted] {
        let whole = decode(decoder(&policy), bytes, &[], now);
        assert_eq!(decode(decoder(&policy), bytes, &input.pieces, now), whole);
        assert!(messages.starts_with(&whole.0));
        assert!(whole.1.is_err() || bytes == good);
        for mut counted in [decoder(&policy), EventDecoder::unsigned(&policy)] {
            let kept = measure(|| {
                for mut piece in cut(bytes, &input.pieces) {
                    while let Ok(Some(_)) = counted.decode(&mut piece, now) {}
                }
            });
            let most = 64 * u64::from(input.max_message).min(bytes.len() as u64) + BESIDES;
            assert!(kept.bytes_max <= most, "{} {most}", kept.bytes_max);
        }
    }
});

fn splice(bytes: &mut Vec<u8>, input: &Input<'_>) {
    let at = input.at % (bytes.len() + 1);
    let end = bytes.len().min(at + usize::from(input.removed));
    bytes.splice(at..end, input.inserted.iter().copied());
}

/// A frame, made without the crate.
fn framed(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let length = |length: usize| u32::try_from(length).expect("a fuzzer's input is short").to_be_bytes();
    let mut frame = [length(16 + headers.len() + payload.len()), length(headers.len())].concat();
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

fn decode(
    mut decoder: EventDecoder,
    bytes: &[u8],
    pieces: &[u8],
    now: Timestamp,
) -> (Vec<EventMessage>, Result<(), Refusal>) {
    let mut messages = Vec::new();
    for mut piece in cut(bytes, pieces) {
        loop {
            match decoder.decode(&mut piece, now) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Err(error)),
            }
        }
    }
    (messages, decoder.finish())
}

/// The bytes in pieces of these lengths, or in one.
fn cut<'a>(mut bytes: &'a [u8], pieces: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut lengths = pieces.iter().filter(|length| **length > 0).map(|length| usize::from(*length)).cycle();
    std::iter::from_fn(move || {
        let length = lengths.next().unwrap_or(bytes.len()).min(bytes.len());
        let (piece, rest) = bytes.split_at(length);
        bytes = rest;
        (!piece.is_empty()).then_some(piece)
    })
}
