//! That everybody can use the page: at any width, in both colour schemes, by keyboard, by a screen reader, without scripts.

use std::{env, fs};

use fantoccini::key::Key;
use fantoccini::wd::Locator::Css;
use serde_json::{Value, json};

use crate::driver::with_browser;
use crate::page::{Page, file, from_disk};

const SCHEMES: [&str; 2] = ["light", "dark"];

/// The page with an answer that has two sides, and with a signature that was made.
async fn fill(page: &Page<'_>) {
    page.run("const list = document.querySelector('#example'); list.value = 'host'; list.dispatchEvent(new Event('change'));").await;
    page.wait_until("document.querySelector('#answer mark') !== null").await;
    page.run("document.querySelectorAll('details').forEach((it) => { it.open = true; })").await;
}

/// axe, which `.ci/site` installs, finds nothing.
#[test]
fn axe_finds_nothing() {
    let folder = env::var("PRESIGN_SITE_NPM").expect("PRESIGN_SITE_NPM names the folder that `.ci/site` fills");
    let axe = fs::read_to_string(format!("{folder}/node_modules/axe-core/axe.min.js")).unwrap();
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        // As an extension would, past the page's own policy.
        page.devtools("Runtime.evaluate", json!({ "expression": axe })).await;
        find(&page, "empty").await;
        fill(&page).await;
        for width in [1280, 390] {
            page.set_width(width).await;
            for scheme in SCHEMES {
                page.set_scheme(scheme).await;
                find(&page, &format!("{scheme} {width}")).await;
            }
        }
        page.run("document.querySelector('#tab-making').click(); document.querySelector('#make').requestSubmit();")
            .await;
        page.wait_until("document.querySelector('#made').childElementCount > 0").await;
        for scheme in SCHEMES {
            page.set_scheme(scheme).await;
            find(&page, &format!("making {scheme}")).await;
        }
    });
}

async fn find(page: &Page<'_>, what: &str) {
    let script = "const done = arguments[0]; axe.run().then(({ violations, passes }) => done([passes.length,
                    violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.html, node.failureSummary])])]));";
    let found = page.client.execute_async(script, vec![]).await.unwrap();
    assert!(found[0].as_u64().unwrap() > 20, "{found}");
    assert_eq!(found[1], Value::Array(Vec::new()), "{what}");
}

#[test]
fn nothing_sticks_out_at_any_width() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        fill(&page).await;
        for width in [320, 360, 640, 800, 1280, 1600] {
            page.set_width(width).await;
            let outside = page.get(
                "[...document.querySelectorAll('body *')].filter((e) => {
                   const box = e.getBoundingClientRect();
                   return !e.closest('.hidden, .skip') && box.width > 0 && (box.left < 0 || box.right > innerWidth);
                 }).map((e) => `${e.localName}.${e.className}`)",
            );
            assert_eq!(outside.await, json!([]), "{width}");
            assert_eq!(page.get("document.documentElement.scrollWidth <= innerWidth").await, true);
        }
    });
}

#[test]
fn keyboard_is_enough_and_the_answer_is_heard() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        let field = client.find(Css("#paste")).await.unwrap();
        field.send_keys("empty-key").await.unwrap();
        page.wait_until("document.querySelector('#said').textContent.includes('the URL would name the bucket')").await;
        field.clear().await.unwrap();
        field.send_keys("https://b.s3.eu-west-1.amazonaws.com/a").await.unwrap();
        page.wait_until("document.querySelector('#said').textContent.startsWith('likely: ')").await;
        client.find(Css("#tab-explain")).await.unwrap().send_keys(&char::from(Key::Right).to_string()).await.unwrap();
        assert_eq!(page.get("document.activeElement.id").await, "tab-making");
        assert_eq!(page.get("document.querySelector('#making').hidden").await, false);
    });
}

/// The lines to copy are those of the tool that one chooses, and the entry of the cause has all.
#[test]
fn cure_is_that_of_the_tool() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        fill(&page).await;
        let cures = "[...document.querySelectorAll('#answer .cure code')].map((it) => it.textContent)";
        assert!(page.get(cures).await.as_array().unwrap().len() > 4);
        let choose = "const list = document.querySelector('#tool'); list.value = 'nginx'; list.dispatchEvent(new Event('change'));";
        page.run(choose).await;
        assert_eq!(page.get(cures).await, json!(["proxy_set_header Host $http_host;"]));
        let link = page.get("document.querySelector('#answer .more').hash").await;
        assert_eq!(link, "#host");
        let entry = page.get("document.querySelector('#host').textContent").await;
        assert!(entry.as_str().unwrap().contains("passHostHeader: true"), "{entry}");
        // A tool that has no setting for it is said to have none.
        page.run(&choose.replace("nginx", "DuckDB")).await;
        assert!(page.get(cures).await.as_array().unwrap().len() > 4);
        let answer = page.get("document.querySelector('#answer').textContent").await;
        assert!(answer.as_str().unwrap().contains("No setting of DuckDB is known"), "{answer}");
    });
}

#[test]
fn what_was_not_read_is_no_reason() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        page.run("const list = document.querySelector('#example'); list.value = 'host'; list.dispatchEvent(new Event('change'));").await;
        page.wait_until("document.querySelector('#answer mark') !== null").await;
        let url = page.get("document.querySelector('#paste').value.match(/https:[^'\\s]*/)[0]").await;
        page.paste(&format!("It worked last week\n{}", url.as_str().unwrap())).await;
        page.wait_until("document.querySelector('#answer').textContent.includes('Not read: 1 line')").await;
        assert_eq!(page.get("document.querySelector('#answer h2').textContent").await, "Nothing is wrong to be seen");
        page.run("document.querySelector('#answer section button').click()").await;
        assert_eq!(page.get("document.activeElement.id").await, "key-secret");
    });
}

/// What takes long is given up for what comes after it.
#[test]
fn long_paste_keeps_no_other_waiting() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        // The worker that is asked first never answers, as one that reads for minutes.
        page.run(
            "const post = Worker.prototype.postMessage;
             let stuck;
             Worker.prototype.postMessage = function (...message) {
               stuck ??= this;
               if (this !== stuck) post.apply(this, message);
             };
             const field = document.querySelector('#paste');
             field.value = 'x'.repeat(200000);
             field.dispatchEvent(new Event('input'));",
        )
        .await;
        page.wait_until("document.querySelector('#answer').ariaBusy === 'true'").await;
        page.paste("https://b.s3.eu-west-1.amazonaws.com/a").await;
        page.wait_until("document.querySelector('#said').textContent.startsWith('likely: ')").await;
        assert_eq!(page.get("document.querySelector('#answer').ariaBusy").await, "false");
    });
}

#[test]
fn report_to_share_has_no_key() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        fill(&page).await;
        // What is copied is what the page would put into the clipboard.
        page.run("navigator.clipboard.writeText = async (text) => { window.copied = text; };").await;
        page.run("document.querySelector('#share').click()").await;
        page.wait_until("window.copied !== undefined").await;
        let copied = page.get("window.copied").await;
        let copied = copied.as_str().unwrap();
        assert!(copied.starts_with(concat!("presign ", env!("CARGO_PKG_VERSION_MAJOR"))), "{copied}");
        assert!(copied.contains("a proxy or a tunnel rewrites it"), "{copied}");
        assert!(!copied.contains("AKIDEXAMPLE"), "{copied}");
        assert!(copied.contains("/#host\n"), "{copied}");
    });
}

/// Without scripts the causes are there, with an anchor each.
#[test]
fn causes_are_read_without_scripts() {
    let page = fs::read_to_string(file()).unwrap();
    let noscript = page.split("<noscript>").nth(1).and_then(|rest| rest.split("</noscript>").next()).unwrap();
    assert!(noscript.contains("#causes"));
    for anchor in ["encoded-twice", "host", "expiry-too-long", "empty-key"] {
        assert!(page.contains(&format!("<article class=\"entry\" id=\"{anchor}\"")), "{anchor}");
    }
    assert!(page.contains("proxy_set_header Host $http_host;"));
}
