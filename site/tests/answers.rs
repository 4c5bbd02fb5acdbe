//! What the page says is what the library says.

use presign::explain::{Evidence, Finding, diagnose};
use serde::Deserialize;
use serde_json::json;

use crate::driver::with_browser;
use crate::page::{Page, from_disk, now};

#[derive(Deserialize)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    what: String,
    url: Option<String>,
    answer: Option<String>,
}

/// Each row of the vectors, pasted.
fn pastes() -> Vec<(String, String)> {
    let Table { row } = toml::from_str(include_str!("../../tests/vectors/answers.toml")).unwrap();
    let paste = |row: Row| [row.url, row.answer].into_iter().flatten().collect::<Vec<_>>().join("\n");
    row.into_iter().map(|row| (row.what.clone(), paste(row))).collect()
}

/// What the library finds, as the page writes it.
fn expected(paste: &str) -> Vec<String> {
    let evidence = Evidence::read(paste);
    let comparison = diagnose(&evidence, now());
    let found = comparison.causes.iter().chain(&comparison.findings);
    let mut expected: Vec<_> = found.map(written).collect();
    if comparison.code.is_empty() && evidence.url.is_some() {
        expected.extend(evidence.inspect(now()).findings.iter().map(written));
    }
    expected.sort();
    expected.dedup();
    expected
}

fn written(finding: &Finding) -> String {
    format!("{}{}", finding.certainty, finding.sentence)
}

#[test]
fn each_vector_is_answered_as_the_library_answers_it() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        let pastes = pastes();
        assert_eq!(pastes.len(), 34);
        for (what, paste) in pastes {
            page.paste(&paste).await;
            let mut causes = page.causes().await;
            causes.sort();
            causes.dedup();
            assert_eq!(causes, expected(&paste), "{what}: {paste}");
        }
        assert_eq!(page.console().await, [""; 0]);
    });
}

/// The causes that only a request in the page's own words can show: the rest has an example.
const WITHOUT_EXAMPLE: [&str; 2] = ["signature", "signing-step"];

#[test]
fn each_cause_has_an_example_that_shows_it() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        let entries = page.get("[...document.querySelectorAll('#causes .index a')].map((it) => it.textContent)").await;
        let entries: Vec<String> = serde_json::from_value(entries).unwrap();
        assert_eq!(entries.len(), 60);
        for kind in entries.iter().filter(|kind| !WITHOUT_EXAMPLE.contains(&kind.as_str())) {
            page.run(&format!(
                "document.querySelector('#answer').replaceChildren();
                 const list = document.querySelector('#example');
                 list.value = {};
                 list.dispatchEvent(new Event('change'));",
                json!(kind)
            ))
            .await;
            page.wait_until("document.querySelector('#answer').childElementCount > 0").await;
            let links = page.get("[...document.querySelectorAll('#answer .more')].map((it) => it.hash)").await;
            assert!(links.as_array().unwrap().iter().any(|link| *link == format!("#{kind}")), "{kind}: {links}");
        }
        assert_eq!(page.console().await, [""; 0]);
    });
}
