//! What the page says, in each of its languages.

use std::fs;
use std::path::Path;

use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::driver::with_page;
use crate::page::{Page, content};
use crate::{CARD, MIB, PANEL, UPLOAD, small_parts};

/// The tables of texts, as the page has them: those that a visitor can choose.
const TABLES: &str = "const done = arguments[0];
    const tags = [...document.querySelectorAll('#language option')].map(({ value }) => value);
    const load = async (tag) => [tag, (await import(`/languages/${tag}.js`))[tag]];
    Promise.all(tags.map(load)).then((tables) => done(Object.fromEntries(tables)));";

/// The forms of plurals that counts up to 10,000 need, and that a language lacks.
const PLURALS: &str = "const [tables, done] = arguments;
    const needed = (rules) => new Set(Array.from({ length: 10_001 }, (_, count) => rules.select(count)).concat('other'));
    done(Object.entries(tables).flatMap(([tag, table]) => {
      const forms = [...needed(new Intl.PluralRules(tag))];
      const plurals = Object.entries(table).filter(([, text]) => typeof text !== 'string');
      return plurals.flatMap(([key, text]) => forms.filter((form) => !text[form]).map((form) => [tag, key, form]));
    }));";

async fn tables(page: &Page) -> Value {
    page.client.execute_async(TABLES, vec![]).await.unwrap()
}

/// What is filled into a text, such as `{name}`.
fn gaps(text: &Value) -> Vec<String> {
    let text = text.as_str().or_else(|| text["other"].as_str()).unwrap();
    let mut gaps: Vec<_> = text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
    gaps.sort();
    gaps
}

#[test]
fn tables_have_the_same_texts() {
    with_page(Limits::default(), async |page| {
        let tables = tables(page).await;
        let tables = tables.as_object().unwrap();
        assert!(tables.len() == 12 && tables.contains_key("de"), "{:?}", tables.keys());
        let en = tables["en"].as_object().unwrap();
        assert!(en.len() > 150, "{}", en.len());
        for (language, table) in tables {
            assert!(en.keys().eq(table.as_object().unwrap().keys()), "{language}: the keys, or their order, differ");
            for (key, text) in en {
                assert_eq!(gaps(text), gaps(&table[key]), "{language}: {key}");
                assert_eq!(text.is_object(), table[key].is_object(), "{language}: {key}");
            }
        }
        let lacking = page.client.execute_async(PLURALS, vec![json!(tables)]).await.unwrap();
        assert_eq!(lacking, json!([]));
    });
}

/// Every sentence of the service has a text of the page, by its code.
#[test]
fn tables_know_what_the_service_refuses() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/service/error.rs");
    let source = fs::read_to_string(source).unwrap();
    let codes = source.split("fn code(").nth(1).unwrap().split("impl").next().unwrap();
    let codes: Vec<_> = codes.split('"').skip(1).step_by(2).collect();
    assert!(codes.contains(&"too-large") && codes.len() > 15, "{codes:?}");
    with_page(Limits::default(), async |page| {
        let tables = tables(page).await;
        for code in codes {
            assert!(!tables["en"][format!("service-{code}")].is_null(), "{code}");
        }
    });
}

/// No text is written anywhere else: in a program a sentence is a literal with words in it.
#[test]
fn texts_are_in_the_tables_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../page");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        // Uppy has its own languages.
        if path.extension().is_none_or(|end| end != "js") || name == "uppy.js" {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.trim_start().starts_with("//")) {
            for literal in line.split('"').skip(1).step_by(2) {
                let is_sentence = literal.starts_with(|c: char| c.is_ascii_uppercase()) && literal.contains(' ');
                let is_drawing = literal.bytes().filter(u8::is_ascii_digit).count() > 4;
                assert!(!is_sentence || is_drawing, "{name}: {literal:?}");
            }
        }
    }
}

/// Texts that the page shows and that are of the English table, where the German one has others.
const ENGLISH: &str = "const [tables, done] = arguments;
    const forms = (text) => (typeof text === 'string' ? [text] : Object.values(text));
    const german = new Set(Object.values(tables.de).flatMap(forms));
    const escape = (text) => text.replaceAll(/[.*+?^$()|[\\]\\\\]/g, '\\\\$&').replaceAll(/\\{\\w+\\}/g, '.+');
    const english = Object.values(tables.en).flatMap(forms).filter((text) => !german.has(text) && /[a-z]{3}/.test(text.replaceAll(/\\{\\w+\\}/g, '')));
    const patterns = english.map((text) => new RegExp(`^${escape(text)}$`));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [document.title];
    while (walker.nextNode()) texts.push(walker.currentNode.data);
    for (const one of document.querySelectorAll('*')) {
      for (const name of ['aria-label', 'placeholder', 'alt']) if (one.hasAttribute(name)) texts.push(one.getAttribute(name));
    }
    const said = texts.flatMap((text) => text.split(' · ')).map((text) => text.trim());
    done([said.length, said.filter((text) => patterns.some((pattern) => pattern.test(text)))]);";

async fn find_english(page: &Page, what: &str) {
    let tables = tables(page).await;
    let found = page.client.execute_async(ENGLISH, vec![tables]).await.unwrap();
    assert!(found[0].as_u64().unwrap() > 50, "{found}");
    assert_eq!(found[1], json!([]), "{what}");
}

/// It speaks the browser's language, and all that is there already changes with a choice.
#[test]
fn the_language_is_the_browsers_and_can_be_changed() {
    with_page(small_parts(), async |page| {
        assert_eq!(page.get("document.documentElement.lang").await, "en");
        page.choose("picture.png", include_bytes!("picture.png")).await;
        page.wait_for_state("arrived").await;
        page.choose("seite.html", b"text").await;
        page.wait_for_state("refused").await;
        page.choose("groß.bin", &content(12 * MIB)).await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;
        page.wait_until("document.querySelectorAll('#gallery > li, #others > li').length === 2").await;
        page.wait_for_text("#said", "rrived").await;
        page.client.execute("document.querySelector('#said').textContent = ''", vec![]).await.unwrap();

        let choose = "const choice = document.querySelector('#language'); choice.value = 'de';
                      choice.dispatchEvent(new Event('change'));";
        page.client.execute(choose, vec![]).await.unwrap();
        page.wait_for_text(&format!("{UPLOAD} .status"), "Angekommen").await;
        page.wait_for_text(PANEL, "Kopfzeilen, die zu senden sind").await;
        assert_eq!(page.get("document.documentElement.lang").await, "de");
        find_english(page, "after the choice").await;

        // The choice is kept.
        page.reload().await;
        page.wait_until("document.title === 'Direkt hochladen'").await;
        page.press("#others > li", "share").await;
        page.wait_for_text("#share-end", "Gilt bis").await;
        find_english(page, "the dialog").await;
        page.press("#share", "close").await;

        page.client.execute("localStorage.clear()", vec![]).await.unwrap();
        page.devtools("Emulation.setUserAgentOverride", json!({ "userAgent": "", "acceptLanguage": "de-CH,fr" })).await;
        page.reload().await;
        page.wait_until("document.documentElement.lang === 'de'").await;
        page.choose("klein.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.wait_for_text("#said", "Angekommen").await;
        let sent = page.text(&format!("{UPLOAD} .sent")).await;
        assert_eq!(sent, "4 Bytes");
    });
}

/// Chooses a language, and waits until the page speaks it.
pub(crate) async fn speak(page: &Page, language: &str) {
    let choose = "const choice = document.querySelector('#language'); choice.value = arguments[0];
                  choice.dispatchEvent(new Event('change'));";
    page.client.execute(choose, vec![json!(language)]).await.unwrap();
    page.wait_until(&format!("document.documentElement.lang === '{language}'")).await;
}

/// Nobody loads a language that nobody speaks.
#[test]
fn a_language_is_loaded_when_it_is_spoken() {
    with_page(Limits::default(), async |page| {
        let loaded =
            "performance.getEntriesByType('resource').map(({ name }) => name.split('/languages/')[1]).filter(Boolean)";
        assert_eq!(page.get(loaded).await, json!(["en.js"]));
        speak(page, "fr").await;
        assert_eq!(page.get(loaded).await, json!(["en.js", "fr.js"]));

        // One that does not come changes nothing.
        page.take_network_away().await;
        let choose = "const choice = document.querySelector('#language'); choice.value = 'pl';
                      choice.dispatchEvent(new Event('change'));";
        page.client.execute(choose, vec![]).await.unwrap();
        page.wait_until("document.querySelector('#language').value === 'fr'").await;
        assert_eq!(page.get("document.title").await, "Envoi direct");
        page.limit_network(-1).await;
        page.console().await;
    });
}

#[test]
fn arabic_runs_from_right_to_left() {
    with_page(small_parts(), async |page| {
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;
        page.wait_for_text(&format!("{CARD} .name"), "large.bin").await;
        speak(page, "ar").await;

        assert_eq!(page.get("document.documentElement.dir").await, "rtl");
        // What is no text of the language keeps its direction.
        page.wait_for_text(&format!("{UPLOAD} .sent"), "\u{2068}12 MiB\u{2069}").await;
        let code = format!("getComputedStyle(document.querySelector('{PANEL} code')).direction");
        assert_eq!(page.get(&code).await, "ltr");
        let [picture, name] = [".thumbnail", ".name"]
            .map(|part| format!("document.querySelector('{UPLOAD} {part}').getBoundingClientRect()"));
        assert_eq!(page.get(&format!("{picture}.left > {name}.right - 1")).await, true);
        for width in [320, 768, 1280] {
            let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            assert_eq!(page.get("document.documentElement.scrollWidth <= innerWidth").await, true, "{width}");
        }
        speak(page, "en").await;
        assert_eq!(page.get("document.documentElement.dir").await, "ltr");
    });
}

/// A name may run from right to left. It turns nothing around it.
#[test]
fn names_turn_nothing_around_them() {
    with_page(Limits::default(), async |page| {
        let name = "שלום (1).txt";
        page.choose(name, b"text").await;
        page.wait_for_state("arrived").await;
        page.wait_for_text(&format!("{CARD} .name"), name).await;

        for place in [UPLOAD, CARD] {
            assert_eq!(page.get(&format!("document.querySelector('{place} .name').localName")).await, "bdi");
            let labels = format!("[...document.querySelectorAll('{place} [aria-label]')].map((one) => one.ariaLabel)");
            for label in page.get(&labels).await.as_array().unwrap() {
                let label = label.as_str().unwrap();
                assert!(label.contains(&format!("\u{2068}{name}\u{2069}")), "{label}");
            }
        }
        page.wait_for_text("#said", &format!("\u{2068}{name}\u{2069}")).await;
    });
}
