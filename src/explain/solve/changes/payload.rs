//! Changes of the payload hash.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::sent::{Case, hash};
use crate::request::payload::{EMPTY_PAYLOAD, PAYLOAD_HEADER, UNSIGNED_PAYLOAD};

const STREAMING: [&str; 3] = [
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
];

pub(in crate::explain::solve) fn edits(case: &Case<'_>, out: &mut Edits) {
    let mut hashes: Vec<String> = [EMPTY_PAYLOAD, UNSIGNED_PAYLOAD, ""].map(str::to_owned).into();
    hashes.extend(STREAMING.map(str::to_owned));
    // Of the JSON that clients send for an object without fields.
    hashes.extend([&b"{}"[..], b"null", b"\"\""].map(hash));
    if let Some(body) = case.body {
        hashes.push(hash(body));
        hashes.push(hash(body.trim_ascii_end()));
        hashes.extend([&b"\n"[..], b"\r\n"].map(|end| hash(&[body, end].concat())));
    }
    let upper: Vec<_> = hashes.iter().chain([&case.model.payload]).map(|hash| hash.to_ascii_uppercase()).collect();
    hashes.extend(upper);
    for hash in hashes {
        // The header that names the hash changes with it, if it is signed, and then it does not.
        if case.model.header(PAYLOAD_HEADER).is_some() {
            let hash = hash.clone();
            out.push(Edit::new(Kind::Payload, Told::Payload, move |model| {
                model.set_header(PAYLOAD_HEADER, Some(&hash));
                model.payload.clone_from(&hash);
            }));
        }
        out.push(Edit::new(Kind::Payload, Told::Payload, move |model| model.payload.clone_from(&hash)));
    }
}
