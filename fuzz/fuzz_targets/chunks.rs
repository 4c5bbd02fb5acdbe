//! Bodies in chunks that an HMAC signs, or nothing.

#![no_main]

mod chunked;
mod common;

use std::sync::LazyLock;

use chunked::{Input, check, now};
use libfuzzer_sys::fuzz_target;
use presign::{Scope, Signer, SigningKey};

static KEYS: LazyLock<(Signer, SigningKey)> = LazyLock::new(|| {
    let scope = Scope::new(now(), "us-east-1", "s3").expect("a scope");
    (common::signer("s3"), SigningKey::derive(&common::credentials(), &scope))
});

fuzz_target!(|input: Input<'_>| check(&input, &KEYS.0, &KEYS.1));
