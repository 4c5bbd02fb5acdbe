//! The page of the documentation that has these files, and what the documentation points at.

use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../../../docs/clients.md");

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_page_has_each_file() {
    let mut count = 0;
    for entry in fs::read_dir(repository().join("examples/clients/src")).expect("the folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("the file");
        // Its first lines are prose on the page.
        let is_prose = |line: &&str| line.starts_with("//!") || line.is_empty();
        let code: Vec<_> = text.lines().skip_while(is_prose).collect();
        if path.ends_with("lib.rs") {
            continue;
        }
        let block = format!("```rs\n{}\n```\n", code.join("\n"));
        assert!(PAGE.contains(&block), "{} differs from docs/clients.md", path.display());
        count += 1;
    }
    assert_eq!(count, 6);
}

/// Users of a package have the pages, and not the repository: what the pages name must be there, and what is in the
/// repository alone must be said to be.
#[test]
fn no_pointer_dangles() {
    let pages = ["README.md", "SECURITY.md", "docs/clients.md", "docs/credentials.md", "docs/migration.md"];
    let more = ["docs/pitfalls.md", "docs/recipes.md"];
    let others = ["docs/signature-does-not-match.md", "docs/without-an-sdk.md", "crates/presign-cli/README.md"];
    let about = ["docs/benchmarks.md", "docs/comparison.md", "docs/design.md", "docs/errors.md", "docs/platforms.md"];
    let library = fs::read_to_string(repository().join("src/lib.rs")).expect("src/lib.rs");
    let mut count = 0;
    for page in pages.into_iter().chain(more).chain(others).chain(about) {
        let text = fs::read_to_string(repository().join(page)).expect(page);
        for name in text.split('`').skip(1).step_by(2).filter(|name| name.starts_with("examples/")) {
            assert!(repository().join(name).exists(), "{page} names {name}");
            assert!(text.contains("repository"), "{page} names {name} and no repository");
            count += 1;
        }
        for rest in text.split("/presign/latest/presign/docs/").skip(1) {
            let module = rest.split('/').next().expect("a name");
            assert!(library.contains(&format!("pub mod {module} {{}}")), "{page} links to the page {module}");
            count += 1;
        }
    }
    assert!(count > 8, "{count}");
}
