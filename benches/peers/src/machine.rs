//! When, on what and with what the run was made.

use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

use presign::Timestamp;

use crate::row::{Kind, ROWS, Result};

/// One line: the date, the processor, the compiler and the peers' versions.
pub(crate) fn describe() -> Result<String> {
    let lock = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../Cargo.lock");
    let lock = fs::read_to_string(lock)?;
    let mut parts = vec![Timestamp::now().to_string()];
    parts.extend(processor());
    parts.extend(thread::available_parallelism().map(|cores| format!("{cores} cores")));
    parts.extend(compiler());
    for row in ROWS.iter().filter(|row| matches!(row.kind, Kind::Peer(_))) {
        let version = version(&lock, row.name).ok_or_else(|| format!("Cargo.lock has no {}", row.name))?;
        parts.push(format!("{} {version}", row.name));
    }
    Ok(parts.join("; "))
}

/// The model, on Linux.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let (_, name) = text.lines().find(|line| line.starts_with("model name"))?.split_once(": ")?;
    Some(name.into())
}

fn compiler() -> Option<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().into())
}

/// The version of a package in Cargo.lock, where it stands in the line after the name.
fn version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut lines = lock.lines();
    lines.find(|line| line.strip_prefix("name = ").is_some_and(|name| name.trim_matches('"') == package))?;
    Some(lines.next()?.strip_prefix("version = ")?.trim_matches('"'))
}
