//! Bodies in chunks that SigV4a signs. A signature of it takes longer than all else that `chunks` does for an input.

#![no_main]

mod chunked;
mod common;

use std::sync::LazyLock;

use chunked::{Input, check, now};
use libfuzzer_sys::fuzz_target;
use presign::{Scope, Signer, SigningKey};

static KEYS: LazyLock<(Signer, SigningKey)> = LazyLock::new(|| {
    let signer = Signer::multi_region(common::credentials(), "us-*", "s3").expect("good credentials");
    let scope = Scope::multi_region(now(), "s3").expect("a scope");
    (signer, SigningKey::derive(&common::credentials(), &scope))
});

fuzz_target!(|input: Input<'_>| check(&input, &KEYS.0, &KEYS.1));
