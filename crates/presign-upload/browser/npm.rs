//! What needs packages from npm, which `.ci/npm` installs: the page with Uppy, and axe on the other.

use std::env;
use std::fs;
use std::path::PathBuf;

use presign_upload::app::App;
use presign_upload::options::Options;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::driver::{with_app, with_page};
use crate::page::{Page, content};
use crate::{MIB, PANEL, UPLOAD, small_parts};

fn folder() -> PathBuf {
    env::var_os("PRESIGN_UPLOAD_NPM").expect("PRESIGN_UPLOAD_NPM names the folder that .ci/npm fills").into()
}

/// The published plugin uploads a large file in presigned parts and a small one with one PUT, and aborts what is removed.
#[test]
fn npm_uppy_uploads_through_presigned_parts() {
    let app = App::embedded(Options { uppy: Some(folder().join("dist")), ..small_parts().into() }).unwrap();
    with_app(app, "uppy.html", "globalThis.uppy !== undefined", async |page| {
        let large = content(12 * MIB);
        let script = "window.asked = []; const { fetch } = window;
                      window.fetch = (url, options) => {
                        if (url === 'api/uppy') window.asked.push(JSON.parse(options.body));
                        return fetch(url, options);
                      };";
        page.client.execute(script, vec![]).await.unwrap();
        upload(page, "large.bin", &large).await;
        page.wait_until("window.result?.successful.length === 1").await;

        let asked = page.get("window.asked.map((one) => [one.method, one.partNumber ?? 0])").await;
        assert_eq!(asked, json!([["POST", 0], ["PUT", 1], ["PUT", 2], ["PUT", 3], ["POST", 0]]));
        // The service chose the key.
        let key = page.get("window.result.successful[0].response.body.key").await;
        assert_eq!(key.as_str().unwrap(), format!("uploads/{}", page.objects()[0].0));
        assert!(page.objects()[0].1 == large, "the object is not the file");
        assert_eq!(page.leftovers(), [""; 0]);

        upload(page, "small.bin", b"bytes").await;
        page.wait_until("window.result?.successful.length === 1").await;
        assert!(page.objects().iter().any(|(_, bytes)| bytes == b"bytes"));
        assert_eq!(page.console().await, [""; 0]);

        page.limit_network(1 << 20).await;
        upload(page, "other.bin", &content(11 * MIB)).await;
        page.wait_until(
            "uppy.getFiles().some((file) => file.progress.bytesUploaded > 0 && !file.progress.uploadComplete)",
        )
        .await;
        page.client.execute("uppy.cancelAll()", vec![]).await.unwrap();
        page.eventually(|page| page.leftovers().is_empty()).await;
        assert_eq!(page.get("document.querySelector('#problem').textContent").await, "");
    });
}

/// F25: a page in Times on white, around a dark dashboard.
#[test]
fn npm_uppys_page_has_the_look_of_the_other() {
    let app = App::embedded(Options { uppy: Some(folder().join("dist")), ..Limits::default().into() }).unwrap();
    with_app(app, "uppy.html", "globalThis.uppy !== undefined", async |page| {
        let mut grounds = Vec::new();
        for scheme in ["light", "dark"] {
            page.set_scheme(scheme).await;
            grounds.push(page.get("getComputedStyle(document.body).backgroundColor").await);
        }
        assert_ne!(grounds[0], grounds[1]);
        let font = page.get("getComputedStyle(document.querySelector('h1')).fontFamily").await;
        assert!(font.as_str().unwrap().starts_with("system-ui"), "{font}");
        let left = page.get("document.querySelector('#uppy').getBoundingClientRect().left > 100").await;
        assert_eq!(left, true);
        if let Some(pictures) = env::var_os("PRESIGN_UPLOAD_PICTURES") {
            crate::pictures::take_all(page, &PathBuf::from(pictures), "uppy").await;
        }
    });
}

/// Chooses a file in the dashboard, and begins to upload it.
async fn upload(page: &Page, name: &str, bytes: &[u8]) {
    let chosen = page.file(name, bytes);
    // What was uploaded before makes room.
    page.client.execute("uppy.clear()", vec![]).await.unwrap();
    page.wait_until("document.querySelector('.uppy-Dashboard-input') !== null").await;
    page.choose_in(".uppy-Dashboard-input", &chosen).await;
    page.wait_until(&format!("uppy.getFiles().some((file) => file.name === {})", json!(name))).await;
    let script = "window.result = null; uppy.upload().then((result) => { window.result = result; })";
    page.client.execute(script, vec![]).await.unwrap();
}

/// The page has nothing that axe finds, empty and full, wide and narrow, light and dark.
#[test]
fn npm_axe_finds_nothing() {
    let axe = fs::read_to_string(folder().join("node_modules/axe-core/axe.min.js")).unwrap();
    with_page(Limits { max_put: 5 << 20, part_size: 5 << 20, ..Limits::default() }, async |page| {
        // As an extension would, past the page's own policy.
        page.devtools("Runtime.evaluate", json!({ "expression": axe })).await;
        find(page, "empty", RULES).await;
        page.click(".advanced summary").await;
        page.click("#example").await;
        page.wait_for_state("arrived").await;
        page.choose("page.html", b"text").await;
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;
        page.wait_for_text(PANEL, "X-Amz-Signature").await;
        page.wait_until("document.querySelectorAll('#gallery > li, #others > li').length === 2").await;
        find_all(page, "rows and a panel").await;
        page.press(PANEL, "close").await;
        page.press("#gallery > li", "share").await;
        page.wait_for_text("#share-end", "Good until").await;
        find_all(page, "dialog").await;
        page.press("#share", "close").await;
        crate::record::open_camera(page).await;
        find_at_all_widths(page, "recording", RULES_OF_A_DIALOG).await;
        page.press("#recording", "close").await;
        crate::record::edit(page, "four.png").await;
        find_at_all_widths(page, "editing", RULES_OF_A_DIALOG).await;
        page.press("#editing", "close").await;
        page.take_network_away().await;
        page.choose("later.txt", b"text").await;
        page.wait_for_state("offline").await;
        find_all(page, "offline").await;
        page.limit_network(1 << 20).await;
        page.wait_for_state("arrived").await;
        page.choose("interrupted.bin", &content(13 * MIB)).await;
        page.wait_for_state("sending").await;
        find_all(page, "sending").await;
        page.reload().await;
        page.devtools("Runtime.evaluate", json!({ "expression": axe })).await;
        page.wait_for_state("interrupted").await;
        let german = "const choice = document.querySelector('#language'); choice.value = 'de';
                      choice.dispatchEvent(new Event('change'));";
        page.client.execute(german, vec![]).await.unwrap();
        page.wait_for_text(UPLOAD, "Unterbrochen").await;
        find_all(page, "interrupted, in German").await;
        crate::language::speak(page, "ar").await;
        find_all(page, "interrupted, in Arabic").await;
    });
}

/// More rules than this apply to the page, and to a dialog with a picture and a few buttons.
const RULES: u64 = 20;
const RULES_OF_A_DIALOG: u64 = 15;

async fn find_all(page: &Page, what: &str) {
    find_at_all_widths(page, what, RULES).await;
}

/// At each width, light and dark, with the menus of a narrow screen open.
async fn find_at_all_widths(page: &Page, what: &str, least: u64) {
    for width in [1280, 768, 360] {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let open = "for (const one of document.querySelectorAll('.more[aria-expanded=false]')) if (one.checkVisibility()) one.click()";
        page.client.execute(open, vec![]).await.unwrap();
        for scheme in ["light", "dark"] {
            page.set_scheme(scheme).await;
            find(page, &format!("{what} {scheme} {width}"), least).await;
        }
    }
}

async fn find(page: &Page, what: &str, least: u64) {
    let script = "const done = arguments[0]; axe.run().then(({ violations, passes }) => done([passes.length,
                    violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.html, node.failureSummary])])]));";
    let found = page.client.execute_async(script, vec![]).await.unwrap();
    assert!(found[0].as_u64().unwrap() > least, "{found}");
    assert_eq!(found[1], Value::Array(Vec::new()), "{what}");
}
