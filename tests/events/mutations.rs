//! 100,000 streams with something changed in them, of which none is accepted.

use presign::{EventMessage, EventValue};

use crate::fixtures::now;
use crate::random::Random;
use crate::server::{audio, read, stream};

const MUTATIONS: usize = 100_000;

/// A way to change a stream, given another stream of the same signer.
type Mutation = fn(&mut Random, &mut Vec<Vec<u8>>, &[Vec<u8>]);

const ROWS: [(&str, Mutation); 21] = [
    ("a frame is dropped", |random, frames, _| drop(frames.remove(random.below(frames.len())))),
    ("two frames are swapped", |random, frames, _| {
        let (a, b) = (random.below(frames.len()), random.below(frames.len()));
        frames.swap(a, b);
    }),
    ("a frame is repeated", |random, frames, _| {
        let (from, to) = (random.below(frames.len()), random.below(frames.len() + 1));
        frames.insert(to, frames[from].clone());
    }),
    ("the stream is cut off", |random, frames, _| {
        let mut bytes = frames.concat();
        bytes.truncate(random.below(bytes.len()));
        *frames = vec![bytes];
    }),
    ("the stream is cut off between frames", |random, frames, _| frames.truncate(random.below(frames.len()))),
    ("a frame is another stream's", |random, frames, other| {
        let at = random.below(frames.len().min(other.len()));
        frames[at].clone_from(&other[at]);
    }),
    ("a frame of another stream is inserted", |random, frames, other| {
        let at = random.below(frames.len() + 1);
        frames.insert(at, other[random.below(other.len())].clone());
    }),
    ("the stream goes on with another's", |random, frames, other| {
        let at = random.below(frames.len().min(other.len()));
        frames.truncate(at);
        frames.extend_from_slice(&other[at..]);
    }),
    ("another stream follows", |_, frames, other| frames.extend_from_slice(other)),
    ("a bit is flipped", |random, frames, _| {
        let at = random.below(frames.len());
        let byte = random.below(frames[at].len());
        frames[at][byte] ^= 1 << random.below(8);
    }),
    ("bytes are inserted", |random, frames, _| {
        let mut bytes = frames.concat();
        let (at, inserted) = (random.below(bytes.len() + 1), random.bytes(20));
        bytes.splice(at..at, inserted);
        *frames = vec![bytes];
    }),
    ("bytes of what is signed are changed", |random, frames, _| {
        sealed(random, frames, |random, signed| {
            let mut payload = signed.payload().to_vec();
            match payload.len() {
                0 => payload.push(0),
                length => payload[random.below(length)] ^= 1 << random.below(8),
            }
            signed.payload_replaced(payload)
        });
    }),
    ("the payload of a message is changed", |random, frames, _| {
        sealed(random, frames, |random, signed| {
            let message = EventMessage::decode(signed.payload()).unwrap_or_else(|_| audio(b""));
            let mut payload = message.payload().to_vec();
            payload.push(random.next().to_be_bytes()[0]);
            signed.payload_replaced(message.payload_replaced(payload).encode().unwrap())
        });
    }),
    ("a header of a message is changed", |random, frames, _| {
        sealed(random, frames, |_, signed| {
            let message = EventMessage::decode(signed.payload()).unwrap_or_else(|_| audio(b""));
            signed.payload_replaced(message.header("more", "x").encode().unwrap())
        });
    }),
    ("a message becomes the end", |random, frames, _| {
        let at = random.below(frames.len() - 1);
        frames[at] = EventMessage::decode(&frames[at]).unwrap().payload_replaced(vec![]).encode().unwrap();
        if random.below(2) == 0 {
            frames.truncate(at + 1);
        }
    }),
    ("a date is changed", |random, frames, _| {
        let by = [-1000, -1, 1, 999, 1000, 86_400_000][random.below(6)];
        sealed(random, frames, |_, signed| {
            signed.headers_replaced(|name, value| match value {
                EventValue::Timestamp(date) if name == ":date" => Some(EventValue::Timestamp(date + by)),
                other => Some(other.clone()),
            })
        });
    }),
    ("a signature is changed", |random, frames, _| {
        sealed(random, frames, |random, signed| {
            let (at, bit) = (random.below(32), random.below(8));
            signed.headers_replaced(|_, value| match value {
                EventValue::Bytes(bytes) => {
                    let mut bytes = bytes.clone();
                    bytes[at] ^= 1 << bit;
                    Some(EventValue::Bytes(bytes))
                }
                other => Some(other.clone()),
            })
        });
    }),
    ("a header of the frame is left out", |random, frames, _| {
        let left_out = [":date", ":chunk-signature"][random.below(2)];
        sealed(random, frames, |_, signed| {
            signed.headers_replaced(|name, value| (name != left_out).then(|| value.clone()))
        });
    }),
    ("the frame has a header more", |random, frames, _| {
        sealed(random, frames, |random, signed| {
            signed.clone().header(&format!("h{}", random.below(9)), EventValue::Byte(0))
        });
    }),
    ("a header of the frame has another type", |random, frames, _| {
        sealed(random, frames, |_, signed| {
            signed.headers_replaced(|_, value| match value {
                EventValue::Bytes(bytes) => Some(EventValue::String(hex::encode(bytes))),
                EventValue::Timestamp(date) => Some(EventValue::Long(*date)),
                other => Some(other.clone()),
            })
        });
    }),
    ("a message is sent bare", |random, frames, _| {
        let at = random.below(frames.len() - 1);
        frames[at] = EventMessage::decode(&frames[at]).unwrap().into_payload();
    }),
];

/// Changes a frame, whose CRC-32s are right afterwards.
fn sealed(
    random: &mut Random,
    frames: &mut [Vec<u8>],
    change: impl FnOnce(&mut Random, &EventMessage) -> EventMessage,
) {
    let at = random.below(frames.len());
    let signed = EventMessage::decode(&frames[at]).unwrap();
    frames[at] = change(random, &signed).encode().unwrap();
}

trait Replaced {
    fn payload_replaced(&self, payload: Vec<u8>) -> EventMessage;

    /// The same message with other values, or without a header.
    fn headers_replaced(&self, value: impl Fn(&str, &EventValue) -> Option<EventValue>) -> EventMessage;
}

impl Replaced for EventMessage {
    fn payload_replaced(&self, payload: Vec<u8>) -> EventMessage {
        self.headers().fold(Self::new(payload), |message, (name, value)| message.header(name, value.clone()))
    }

    fn headers_replaced(&self, new: impl Fn(&str, &EventValue) -> Option<EventValue>) -> EventMessage {
        self.headers().fold(Self::new(self.payload()), |message, (name, value)| match new(name, value) {
            Some(value) => message.header(name, value),
            None => message,
        })
    }
}

#[test]
fn no_stream_with_a_change_is_accepted() {
    let mut random = Random(36);
    let streams: Vec<_> = (0..8)
        .map(|number: usize| {
            let payloads: Vec<_> = (0..=number % 4).map(|_| random.bytes(40)).collect();
            let payloads: Vec<_> = payloads.iter().map(Vec::as_slice).collect();
            stream(&format!("/{number}"), &payloads)
        })
        .collect();
    let mut refused = [0; ROWS.len()];
    let mut count = 0;
    for number in 0.. {
        if count == MUTATIONS {
            break;
        }
        let (row, at) = (number % ROWS.len(), random.below(streams.len()));
        let ((good, decoder), (other, _)) = (&streams[at], &streams[(at + 1 + random.below(7)) % 8]);
        let mut frames = good.clone();
        let (name, mutation) = ROWS[row];
        mutation(&mut random, &mut frames, other);
        let bytes = frames.concat();
        // Two equal frames were swapped, say.
        if bytes == good.concat() {
            continue;
        }
        let piece = [usize::MAX, 12, 60, 100][random.below(4)];
        assert!(read(decoder.clone(), &bytes, piece, now()).is_err(), "{name}: {}", hex::encode(&bytes));
        refused[row] += 1;
        count += 1;
    }
    for ((name, _), refused) in ROWS.iter().zip(refused) {
        assert!(refused > 2000, "{name}: {refused}");
    }
    for (frames, decoder) in streams {
        assert!(read(decoder, &frames.concat(), 60, now()).is_ok());
    }
}
