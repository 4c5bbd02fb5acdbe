//! Files that the browser keeps over a reload, where it has no handles of files.

use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::driver::with_page;
use crate::page::{Page, content};
use crate::{MIB, STANDSTILL, UPLOAD, small_parts};

/// Slow enough for a reload in between.
const SLOW: i64 = 1 << 20;

/// As Firefox and Safari are.
const NO_HANDLES: &str = "delete globalThis.showOpenFilePicker;
                          delete DataTransferItem.prototype.getAsFileSystemHandle;";

/// The sizes of the files that the browser keeps for this page.
const KEPT: &str = "
    const done = arguments[0];
    const opening = indexedDB.open('presign-upload');
    opening.onupgradeneeded = () => opening.result.createObjectStore('files');
    opening.onsuccess = () => {
      const all = opening.result.transaction('files').objectStore('files').getAll();
      all.onsuccess = () => { opening.result.close(); done(all.result.map(({ size }) => size)); };
    };";

/// Until this script answers so.
async fn wait_for(page: &Page, script: &str, expected: Value) {
    for _ in 0..600 {
        if page.client.execute_async(script, vec![]).await.unwrap() == expected {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the browser never kept {expected}");
}

async fn wait_for_kept(page: &Page, sizes: &[usize]) {
    wait_for(page, KEPT, json!(sizes)).await;
}

/// From the next load on, before the page itself.
async fn run_first(page: &Page, script: &str) {
    page.devtools("Page.enable", json!({})).await;
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    page.reload().await;
    assert_eq!(page.get("typeof showOpenFilePicker").await, "undefined");
}

#[test]
fn a_small_file_is_not_asked_for_again() {
    with_page(small_parts(), async |page| {
        run_first(page, NO_HANDLES).await;
        let bytes = content(10 * MIB);
        // The second part does not go.
        let script = "const { open, send } = XMLHttpRequest.prototype;
                      XMLHttpRequest.prototype.open = function (method, url) {
                        this.number = new URL(url).searchParams.get('partNumber');
                        open.call(this, method, url);
                      };
                      XMLHttpRequest.prototype.send = function (body) { if (this.number !== '2') send.call(this, body); };";
        page.client.execute(script, vec![]).await.unwrap();
        page.choose("small.bin", &bytes).await;
        wait_for_kept(page, &[10 * MIB]).await;
        page.wait_until(&format!("document.querySelector('{UPLOAD} .has-arrived') !== null")).await;
        for _ in 0..2 {
            page.reload().await;
            page.wait_for_state("interrupted").await;
            page.wait_for_text(&format!("{UPLOAD} .note"), "What has arrived stays, and so does the file").await;
        }
        assert_eq!(page.get(&format!("document.querySelector('{UPLOAD} [data-do=choose]').hidden")).await, true);
        let script = "window.sent = 0; const send = XMLHttpRequest.prototype.send;
                      XMLHttpRequest.prototype.send = function (body) { window.sent += 1; send.call(this, body); };";
        page.client.execute(script, vec![]).await.unwrap();

        page.press(UPLOAD, "continue").await;
        page.wait_for_state("arrived").await;

        assert!(page.objects()[0].1 == bytes, "the object is not the file");
        assert_eq!(page.get("window.sent").await, 1);
        wait_for_kept(page, &[]).await;
    });
}

#[test]
fn a_file_that_is_too_large_to_be_kept_is_chosen_again() {
    with_page(small_parts(), async |page| {
        run_first(page, NO_HANDLES).await;
        page.limit_network(SLOW).await;
        let file = page.file("large.bin", &content(10 * MIB + 1));
        page.choose_file(&file).await;
        page.wait_until(&format!("document.querySelector('{UPLOAD} .has-arrived') !== null")).await;
        page.reload().await;

        page.wait_for_text(&format!("{UPLOAD} .note"), "since it is too large to be kept here").await;
        wait_for_kept(page, &[]).await;
        page.limit_network(-1).await;
        page.press(UPLOAD, "choose").await;
        page.choose_in("#again", &file).await;
        page.wait_for_state("arrived").await;
    });
}

#[test]
fn nothing_is_kept_of_what_was_cancelled_or_forgotten() {
    with_page(small_parts(), async |page| {
        run_first(page, NO_HANDLES).await;
        page.limit_network(SLOW).await;
        page.choose("small.bin", &content(9 * MIB)).await;
        wait_for_kept(page, &[9 * MIB]).await;
        page.press(UPLOAD, "cancel").await;
        wait_for_kept(page, &[]).await;

        page.choose("other.bin", &content(8 * MIB)).await;
        wait_for_kept(page, &[8 * MIB]).await;
        page.client.execute("localStorage.clear()", vec![]).await.unwrap();
        page.reload().await;
        wait_for_kept(page, &[]).await;
    });
}

/// What a browser may do instead of keeping a file: each costs the file, and no upload.
#[test]
fn no_upload_depends_on_what_is_kept() {
    let all_of = |result: &str| {
        format!(
            "const real = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result').get;
             Object.defineProperty(IDBRequest.prototype, 'result', {{
               get() {{ const result = real.call(this); return Array.isArray(result) ? {result} : result; }} }});"
        )
    };
    for (script, kept) in [
        ("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };".to_owned(), None),
        // It never answers.
        ("IDBFactory.prototype.open = () => ({});".to_owned(), None),
        ("IDBObjectStore.prototype.getAll = function () { this.transaction.abort(); return {}; };".to_owned(), None),
        (
            "const { put } = IDBObjectStore.prototype;
             IDBObjectStore.prototype.put = function (...all) { put.apply(this, all); this.transaction.abort(); };"
                .to_owned(),
            None,
        ),
        // Other files have all the room, or leave some.
        (all_of("[...result, Object.create(Blob.prototype, { size: { value: 299 * 2 ** 20 } })]"), Some(1)),
        (all_of("[...result, Object.create(Blob.prototype, { size: { value: 10 * 2 ** 20 } })]"), Some(2)),
    ] {
        with_page(small_parts(), async |page| {
            run_first(page, NO_HANDLES).await;
            page.client.execute(&script, vec![]).await.unwrap();
            page.limit_network(STANDSTILL).await;
            page.choose("small.bin", &content(9 * MIB)).await;
            page.wait_until(&format!("document.querySelector('{UPLOAD} .row-main > progress')?.value > 0")).await;
            if let Some(kept) = kept {
                let sizes: Value = page.client.execute_async(KEPT, vec![]).await.unwrap();
                assert_eq!(sizes.as_array().unwrap().len(), kept, "{script}: {sizes}");
            }
            page.limit_network(-1).await;
            page.wait_for_state("arrived").await;
            assert_eq!(page.objects().len(), 1, "{script}");
        });
    }
}

/// No upload ends until the page is loaded again.
const HELD_BACK: &str = "XMLHttpRequest.prototype.send = () => {};";

/// The names of what waits, as the browser keeps them.
const WAITING: &str = "
    const done = arguments[0];
    const opening = indexedDB.open('presign-upload');
    opening.onsuccess = () => {
      const all = opening.result.transaction('waiting').objectStore('waiting').getAll();
      all.onsuccess = () => { opening.result.close(); done(all.result.map(({ name }) => name)); };
    };";

async fn wait_for_waiting(page: &Page, names: &[&str]) {
    wait_for(page, WAITING, json!(names)).await;
}

/// The paths of the rows, from above.
async fn rows(page: &Page) -> Value {
    page.get("[...document.querySelectorAll('#uploads > li .name')].map(({ title }) => title)").await
}

/// Chooses four files, whose uploads are held back, and these, which wait for their turn.
async fn choose_more_than_begin(page: &Page, waiting: &[(&str, &[u8])]) {
    page.client.execute(HELD_BACK, vec![]).await.unwrap();
    for name in ["1.txt", "2.txt", "3.txt", "4.txt"] {
        page.choose(name, name.as_bytes()).await;
    }
    page.wait_until("document.querySelectorAll('#uploads > [data-state=sending]').length === 4").await;
    for (name, bytes) in waiting {
        page.choose(name, bytes).await;
    }
    let names: Vec<_> = waiting.iter().map(|(name, _)| *name).collect();
    wait_for_waiting(page, &names).await;
}

#[test]
fn files_that_wait_for_their_turn_outlive_a_reload() {
    with_page(Limits::default(), async |page| {
        run_first(page, NO_HANDLES).await;
        choose_more_than_begin(page, &[("a.txt", b"a"), ("b.txt", b"bb"), ("c.txt", b"ccc"), ("d.txt", b"d")]).await;
        page.press("#uploads > li:nth-child(3)", "cancel").await;
        wait_for_waiting(page, &["a.txt", "c.txt", "d.txt"]).await;

        page.reload().await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 3").await;
        let rows = rows(page).await;
        let rows = rows.as_array().unwrap();
        let at = |name: &str| rows.iter().position(|row| row == name).unwrap();
        assert!(at("a.txt") < at("c.txt") && at("c.txt") < at("d.txt") && rows.len() == 7, "{rows:?}");
        let mut objects: Vec<_> = page.objects().into_iter().map(|(_, bytes)| bytes).collect();
        objects.sort();
        assert_eq!(objects, [b"a".to_vec(), b"ccc".to_vec(), b"d".to_vec()]);
        wait_for_waiting(page, &[]).await;

        // What had begun is asked for as ever, and nothing arrives twice.
        page.reload().await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=interrupted]').length === 4").await;
        assert_eq!(page.objects().len(), 3);
    });
}

#[test]
fn a_file_that_waits_and_is_too_large_to_be_kept_is_asked_for_by_name() {
    with_page(Limits::default(), async |page| {
        run_first(page, NO_HANDLES).await;
        let large = content(10 * MIB + 1);
        let file = page.file("large.bin", &large);
        choose_more_than_begin(page, &[]).await;
        page.choose_file(&file).await;
        wait_for_waiting(page, &["large.bin"]).await;
        page.reload().await;

        page.wait_until("document.querySelectorAll('#uploads > [data-state=interrupted]').length === 5").await;
        let row = "#uploads > li:first-child";
        assert_eq!(rows(page).await[0], "large.bin");
        page.wait_for_text(&format!("{row} .note"), "since it is too large to be kept here").await;
        page.press(row, "choose").await;
        page.choose_in("#again", &file).await;
        page.wait_until(&format!("document.querySelector('{row}').dataset.state === 'arrived'")).await;
        assert!(page.objects()[0].1 == large, "the object is not the file");
        wait_for_waiting(page, &[]).await;
    });
}

#[test]
fn another_tab_takes_nothing_that_waits_in_this_one() {
    with_page(Limits::default(), async |page| {
        run_first(page, NO_HANDLES).await;
        choose_more_than_begin(page, &[("a.txt", b"a"), ("b.txt", b"b")]).await;
        let first = page.client.window().await.unwrap();
        let second = page.client.new_window(true).await.unwrap().handle;
        page.client.switch_to_window(second).await.unwrap();
        page.client.goto(page.app.address()).await.unwrap();
        page.wait_until("document.querySelectorAll('#uploads > [data-state=elsewhere]').length === 4").await;
        wait_for_waiting(page, &["a.txt", "b.txt"]).await;
        assert_eq!(page.get("document.querySelectorAll('#uploads > li').length").await, 4);
        assert!(page.objects().is_empty());

        page.client.switch_to_window(first).await.unwrap();
        page.reload().await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 2").await;
        assert_eq!(page.objects().len(), 2);
    });
}

/// What waits is kept without a look at all that is kept, which is read once.
#[test]
fn many_files_wait_without_many_looks() {
    with_page(Limits::default(), async |page| {
        run_first(page, NO_HANDLES).await;
        let count = "window.looks = 0; const { getAll } = IDBObjectStore.prototype;
                     IDBObjectStore.prototype.getAll = function () { window.looks += 1; return getAll.call(this); };
                     XMLHttpRequest.prototype.send = () => {};
                     const all = new DataTransfer();
                     for (let i = 0; i < 300; i += 1) all.items.add(new File([`${i}`], `${i}.txt`));
                     const field = document.querySelector('#files');
                     field.files = all.files;
                     field.dispatchEvent(new Event('change'));";
        page.client.execute(count, vec![]).await.unwrap();
        page.wait_until("document.querySelectorAll('#uploads > [data-state=sending]').length === 4").await;
        let count = WAITING.replace("getAll()", "count()").replace(".map(({ name }) => name)", "");
        wait_for(page, &count, json!(296)).await;
        assert_eq!(page.get("window.looks").await, 1);
    });
}

/// A file that arrives before it is written is not kept for ever.
#[test]
fn what_arrives_at_once_is_forgotten_afterwards() {
    with_page(Limits::default(), async |page| {
        run_first(page, NO_HANDLES).await;
        for name in ["a.txt", "b.txt", "c.txt"] {
            page.choose(name, name.as_bytes()).await;
        }
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 3").await;
        wait_for_kept(page, &[]).await;
    });
}
