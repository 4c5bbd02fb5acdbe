//! Several tabs of one browser, and files that a reload does not lose.

use fantoccini::wd::WindowHandle;
use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::{Page, content};
use crate::{CARD, MIB, STANDSTILL, UPLOAD, small_parts};

/// Opens the page once more, in the same browser, and looks at that.
async fn open_tab(page: &Page) -> WindowHandle {
    let handle = page.client.new_window(true).await.unwrap().handle;
    page.client.switch_to_window(handle.clone()).await.unwrap();
    page.client.goto(page.app.address()).await.unwrap();
    page.wait_until("document.querySelector('#limits')?.dataset.size !== undefined").await;
    handle
}

fn no_buttons() -> String {
    format!("document.querySelectorAll('{UPLOAD} .row-foot button:not([hidden])').length === 0")
}

/// F4: a second tab called a running upload interrupted, and its buttons destroyed it.
#[test]
fn a_second_tab_sees_an_upload_and_cannot_touch_it() {
    with_page(small_parts(), async |page| {
        let bytes = content(12 * MIB);
        let first = page.client.window().await.unwrap();
        page.limit_network(STANDSTILL).await;
        let path = page.file("large.bin", &bytes);
        page.choose_file(&path).await;
        page.wait_for_state("sending").await;

        let second = open_tab(page).await;
        page.wait_for_state("elsewhere").await;
        page.wait_for_text(&format!("{UPLOAD} .status"), "Uploading in another tab").await;
        page.wait_until(&no_buttons()).await;
        // How far it is.
        page.wait_until(&format!("document.querySelector('{UPLOAD} .row-main > progress').value > 0")).await;
        // It is not uploaded a second time.
        page.choose_file(&path).await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "This file was chosen twice").await;
        page.client.switch_to_window(first).await.unwrap();
        page.limit_network(-1).await;
        page.wait_for_state("arrived").await;
        page.client.switch_to_window(second).await.unwrap();
        page.wait_for_state("arrived").await;
        page.wait_for_text(&format!("{CARD} .name"), "large.bin").await;

        assert_eq!(page.get("document.querySelectorAll('#uploads > li').length").await, 1);
        let objects = page.objects();
        assert!(objects.len() == 1 && objects[0].1 == bytes, "the object is not the file");
    });
}

/// What another tab begins later is seen too; what it gives up is said, and what it leaves when it is closed is offered.
#[test]
fn a_second_tab_learns_what_becomes_of_an_upload() {
    with_page(small_parts(), async |page| {
        let first = page.client.window().await.unwrap();
        let second = open_tab(page).await;
        page.client.switch_to_window(first.clone()).await.unwrap();
        page.limit_network(STANDSTILL).await;
        page.choose("cancelled.bin", &content(12 * MIB)).await;
        page.wait_for_state("sending").await;
        page.client.switch_to_window(second.clone()).await.unwrap();
        page.wait_for_state("elsewhere").await;
        page.client.switch_to_window(first.clone()).await.unwrap();
        page.press(UPLOAD, "cancel").await;
        page.client.switch_to_window(second.clone()).await.unwrap();
        page.wait_for_state("cancelled").await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "It was cancelled or removed in another tab.").await;
        page.press(UPLOAD, "remove").await;

        // Of several tabs that wait one gets it. Here that is to be the second.
        page.client.switch_to_window(first).await.unwrap();
        page.client.goto("about:blank").await.unwrap();
        let third = open_tab(page).await;
        page.limit_network(STANDSTILL).await;
        page.choose("left.bin", &content(12 * MIB)).await;
        page.wait_for_state("sending").await;
        page.client.switch_to_window(second.clone()).await.unwrap();
        page.wait_for_state("elsewhere").await;
        page.client.switch_to_window(third.clone()).await.unwrap();
        page.pause().await;
        page.client.switch_to_window(second.clone()).await.unwrap();
        page.wait_for_text(&format!("{UPLOAD} .status"), "Waits in another tab").await;
        page.client.switch_to_window(third).await.unwrap();
        let _ = page.client.goto("about:blank").await;
        // The page warns before it is left.
        let _ = page.client.accept_alert().await;
        assert_eq!(page.client.current_url().await.unwrap().as_str(), "about:blank");
        page.client.switch_to_window(second).await.unwrap();
        page.wait_for_state("interrupted").await;
        page.press(UPLOAD, "cancel").await;
        page.wait_for_state("cancelled").await;
        page.eventually(|page| page.leftovers().is_empty()).await;
        page.console().await;
    });
}

/// A file in the browser's own file system, whose handle a page can keep like that of any other: no dialog can be driven here.
const PICK: &str = "
    const done = arguments[1];
    globalThis.showOpenFilePicker = async () => {
      const folder = await navigator.storage.getDirectory();
      return [await folder.getFileHandle('kept.bin')];
    };
    const write = async () => {
      const folder = await navigator.storage.getDirectory();
      const file = await (await folder.getFileHandle('kept.bin', { create: true })).createWritable();
      await file.write(new Uint8Array(arguments[0]).fill(7));
      await file.close();
    };
    write().then(() => done(), (error) => done(String(error)));";

#[test]
fn a_kept_file_goes_on_with_one_click() {
    with_page(small_parts(), async |page| {
        let pick = async |length: usize| {
            let answer = page.client.execute_async(PICK, vec![json!(length)]).await.unwrap();
            assert!(answer.is_null(), "{answer}");
        };
        pick(12 * MIB).await;
        page.limit_network(STANDSTILL).await;
        page.click(".drop-title u").await;
        page.wait_for_state("sending").await;
        page.reload().await;
        page.wait_for_state("interrupted").await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "What has arrived stays.").await;

        page.limit_network(-1).await;
        page.press(UPLOAD, "continue").await;
        page.wait_for_state("arrived").await;

        assert!(page.objects()[0].1 == vec![7; 12 * MIB], "the object is not the file");
        // Another file may be where it was. It is not taken for this one.
        page.reload().await;
        pick(11 * MIB).await;
        page.limit_network(STANDSTILL).await;
        page.click(".drop-title u").await;
        page.wait_for_state("sending").await;
        page.reload().await;
        page.wait_for_state("interrupted").await;
        pick(6 * MIB).await;
        page.press(UPLOAD, "continue").await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "This is not the file").await;
        page.control(UPLOAD, "choose").await;
        assert_eq!(page.objects().len(), 1);
    });
}

/// Where a page may not keep anything, nothing else fails.
#[test]
fn a_browser_that_keeps_nothing_uploads() {
    with_page(Limits::default(), async |page| {
        let script = "Object.defineProperty(navigator, 'locks', { value: undefined });
                      Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
                      IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };";
        page.client.execute(script, vec![]).await.unwrap();

        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;

        assert_eq!(page.objects().len(), 1);
    });
}
