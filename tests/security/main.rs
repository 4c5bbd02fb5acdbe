//! SECURITY.md, item by item: each has its tests, and they are there; and what only the source can tell.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Promises {
    item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    begins: String,
    #[serde(default)]
    tests: Vec<String>,
    bench: Option<String>,
    advice: Option<String>,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The items of lists, the rows of tables and the paragraphs, each in one line.
fn items(page: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in page.lines() {
        let is_row = line.starts_with('|');
        if line.is_empty() || line.starts_with('#') || line.starts_with("|---") || line.starts_with("| boundary") {
            goes_on = false;
        } else if goes_on && !is_row && !line.starts_with("- ") {
            items.last_mut().expect("one that goes on").extend([" ", line.trim()]);
        } else {
            items.push(line.to_owned());
            goes_on = true;
        }
    }
    items
}

#[test]
fn each_promise_has_its_tests() {
    let promises: Promises = toml::from_str(&read(root("tests/security/promises.toml"))).expect("promises.toml");
    let items = items(&read(root("SECURITY.md")));
    for (item, promise) in items.iter().zip(&promises.item) {
        assert!(item.starts_with(&promise.begins), "{item}\nis not what promises.toml has here:\n{}", promise.begins);
    }
    assert_eq!(items.len(), promises.item.len());
    for Item { begins, tests, bench, advice } in &promises.item {
        let held = usize::from(!tests.is_empty()) + usize::from(bench.is_some()) + usize::from(advice.is_some());
        assert_eq!(held, 1, "{begins}");
        for test in tests {
            let (file, name) = test.split_once(' ').expect("a file and a function");
            let source = read(root(file));
            let at = source.find(&format!("fn {name}()")).unwrap_or_else(|| panic!("{file} has no {name}: {begins}"));
            let is_test = source[..at].rsplit("}\n").next().is_some_and(|before| before.contains("#[test]"));
            assert!(is_test, "{name} in {file} is not a test: {begins}");
        }
        assert!(bench.iter().all(|bench| root("benches").join(bench).exists()), "{begins}");
    }
}

/// The files of Rust below a folder, and what is in them without their unit tests.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = read(&path);
            let code: Vec<_> = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).collect();
            let code = code.into_iter().filter(|line| !line.trim_start().starts_with("//"));
            found.push((path, code.collect::<Vec<_>>().join("\n")));
        }
    }
    found
}

/// The files of the library that have one of these in their code.
fn that_have(words: &[&str]) -> BTreeSet<String> {
    let source = root("src");
    let files = sources(&source).into_iter().filter(|(_, code)| words.iter().any(|word| code.contains(word)));
    files.map(|(path, _)| path.strip_prefix(&source).expect("below it").display().to_string()).collect()
}

#[test]
fn the_library_opens_nothing() {
    let outside = ["std::net", "std::fs", "std::process", "std::thread", "TcpStream", "File::open", "UdpSocket"];
    assert_eq!(that_have(&outside), BTreeSet::new());
    assert_eq!(that_have(&["env::var", "std::env"]), BTreeSet::from(["credentials.rs".to_owned()]));
    let clock = that_have(&["SystemTime::now", "Instant::now"]);
    assert_eq!(clock.len(), 1, "{clock:?}");
    assert!(clock.first().is_some_and(|file| file.starts_with("timestamp/")), "{clock:?}");
}

#[test]
fn the_library_has_no_cryptography_of_its_own() {
    // What a hash or a block cipher cannot do without, and no line of this library needs.
    let made_here = ["0x428a2f98", "0x428A_2F98", "0x6a09e667", "0x6a09_e667", "0x5c; 64", "0x36; 64"];
    assert_eq!(that_have(&made_here), BTreeSet::new());
    let manifest = read(root("Cargo.toml"));
    for name in ["hmac", "sha2", "base64ct", "base16ct"] {
        assert!(manifest.contains(&format!("\n{name} = ")), "{name}");
    }
}

#[test]
fn secrets_are_kept_in_what_is_wiped() {
    for (file, field) in [
        ("src/credentials.rs", "prefixed_secret: Zeroizing<String>,"),
        ("src/credentials.rs", "session_token: Option<Zeroizing<String>>,"),
        ("src/signing/signer.rs", "session_token: Zeroizing<String>,"),
        ("src/signing/key.rs", "bytes: Zeroizing<[u8; 32]>,"),
    ] {
        assert!(read(root(file)).contains(field), "{file}: {field}");
    }
    // The states of HMAC and SHA-256 are wiped by their crates, if they are told to.
    for line in read(root("Cargo.toml")).lines().filter(|line| line.starts_with("hmac =") || line.starts_with("sha2 ="))
    {
        assert!(line.contains("\"zeroize\""), "{line}");
    }
}

#[test]
fn every_package_forbids_unsafe_code() {
    let manifest: toml::Table = toml::from_str(&read(root("Cargo.toml"))).expect("Cargo.toml");
    let workspace = &manifest["workspace"];
    assert_eq!(workspace["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for member in workspace["members"].as_array().expect("members") {
        let path = root(member.as_str().expect("a folder")).join("Cargo.toml");
        let package: toml::Table = toml::from_str(&read(&path)).expect("a manifest");
        let lints = package.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(lints, Some(true), "{}", path.display());
    }
    // Where memory is shared with Python's and JavaScript's side: one file each.
    for (package, file) in [("crates/presign-python", "arrow.rs"), ("crates/presign-js", "boundary.rs")] {
        for (path, code) in sources(&root(package).join("src")) {
            let is_unsafe = code.contains("unsafe {") || code.contains("unsafe extern") || code.contains("unsafe fn");
            assert!(!is_unsafe || path.ends_with(file), "{}", path.display());
        }
    }
}
