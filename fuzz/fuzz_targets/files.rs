//! Any profile file is read or refused with a sentence that quotes nothing of it; any list of keys comes out line by line.

#![no_main]

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/presign-credentials/src/encoding.rs"]
mod encoding;
#[allow(dead_code, reason = "the package reads more of a section")]
#[path = "../../crates/presign-credentials/src/ini.rs"]
mod ini;
#[path = "../../crates/presign-cli/src/lines.rs"]
mod lines;

fuzz_target!(|bytes: &[u8]| {
    let mut file = bytes.to_vec();
    let is_text = encoding::without_mark(&mut file).is_ok();
    if let Some(text) = std::str::from_utf8(&file).ok().filter(|_| is_text) {
        match ini::parse(text) {
            Ok(sections) => {
                for section in &sections {
                    assert!(text.contains(&section.head) || section.head.contains(char::is_whitespace));
                    match section.get("s3") {
                        Some(ini::Value::Text(value)) => assert!(value.len() <= text.len()),
                        Some(ini::Value::Nested(options)) => assert!(options.len() <= text.lines().count()),
                        None => {}
                    }
                }
            }
            Err(sentence) => assert!(!sentence.contains(char::is_control), "{sentence:?}"),
        }
    }
    let mut blocks = lines::Blocks::new(BufReader::with_capacity(7, bytes), b'\n');
    let mut read = Vec::new();
    while let Some(block) = blocks.next().expect("memory has no faults") {
        read.extend(block.text);
    }
    let is_short = bytes.split(|byte| *byte == b'\n').all(|line| line.len() < 64 << 10);
    assert!(!is_short || read == bytes);
});
