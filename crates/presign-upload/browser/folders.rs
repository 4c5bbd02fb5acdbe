//! Folders, and what has no picture.

use std::fs;

use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::Page;
use crate::{CARD, UPLOAD};

const NAMES: &str = "[...document.querySelectorAll('#uploads .name')].map((name) => name.textContent)";

async fn wait_for_arrivals(page: &Page, count: usize) {
    page.wait_until(&format!("document.querySelectorAll('#uploads > [data-state=arrived]').length === {count}")).await;
}

/// F18: a folder arrived as a heap of files, two of them of the same name.
#[test]
fn folders_keep_their_paths() {
    with_page(Limits::default(), async |page| {
        let folder = page.file("unused", b"").parent().unwrap().join("holiday");
        fs::create_dir_all(folder.join("sub/deeper")).unwrap();
        for (path, text) in [
            ("a.txt", "one"),
            ("sub/a.txt", "two"),
            ("sub/deeper/c.txt", "three"),
            (".DS_Store", "junk"),
            ("sub/Thumbs.db", "junk"),
            ("sub/._a.txt", "junk"),
        ] {
            fs::write(folder.join(path), text).unwrap();
        }

        page.choose_in("#folder", &folder).await;
        wait_for_arrivals(page, 3).await;

        let mut names: Vec<String> = serde_json::from_value(page.get(NAMES).await).unwrap();
        names.sort();
        assert_eq!(names, ["holiday/a.txt", "holiday/sub/a.txt", "holiday/sub/deeper/c.txt"]);
        let left_out = page.text("#left-out").await;
        assert!([".DS_Store", "Thumbs.db", "._a.txt"].iter().all(|name| left_out.contains(name)), "{left_out}");
        // The list has them too, and so has the bucket.
        page.reload().await;
        page.wait_until("document.querySelectorAll('#others > li').length === 3").await;
        let listed =
            page.get("[...document.querySelectorAll('#others .name')].map((n) => n.textContent).toSorted()").await;
        assert_eq!(listed, json!(names));
        let search = page.get("document.querySelectorAll('#others .folders').length").await;
        assert_eq!(search, 3);
    });
}

/// A drop has folders in it, and its order stays.
#[test]
fn dropped_folders_keep_their_paths() {
    with_page(Limits::default(), async |page| {
        // As the browser gives what is dropped: entries, whose readers give some at a time.
        let script = "
            const file = (name) => ({ isFile: true, name, file: (found) => found(new File([name], name, { type: 'text/plain' })) });
            const folder = (name, ...batches) => ({ isDirectory: true, name, createReader: () => {
              const left = [...batches, []];
              return { readEntries: (found) => found(left.shift()) };
            } });
            const top = folder('top', [file('b.txt'), file('a.txt')], [folder('in', [file('a.txt')])], [folder('empty')]);
            const item = (entry) => ({ kind: 'file', webkitGetAsEntry: () => entry });
            const event = new DragEvent('drop', { cancelable: true });
            const items = [item(top), item(file('z.txt'))];
            Object.defineProperty(event, 'dataTransfer', { value: { items, files: [] } });
            dispatchEvent(event);";
        page.client.execute(script, vec![]).await.unwrap();

        wait_for_arrivals(page, 4).await;

        assert_eq!(page.get(NAMES).await, json!(["top/b.txt", "top/a.txt", "top/in/a.txt", "z.txt"]));
    });
}

/// The same with handles, as Chromium has them.
#[test]
fn dropped_handles_keep_their_paths() {
    with_page(Limits::default(), async |page| {
        let script = "
            const done = arguments[0];
            const drop = async () => {
              const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('top', { create: true });
              const inner = await folder.getDirectoryHandle('in', { create: true });
              for (const place of [folder, inner]) {
                const file = await (await place.getFileHandle('a.txt', { create: true })).createWritable();
                await file.write('text');
                await file.close();
              }
              const item = { kind: 'file', webkitGetAsEntry: () => ({ isDirectory: true }), getAsFileSystemHandle: async () => folder };
              const event = new DragEvent('drop', { cancelable: true });
              Object.defineProperty(event, 'dataTransfer', { value: { items: [item], files: [] } });
              dispatchEvent(event);
            };
            drop().then(() => done(), (error) => done(String(error)));";
        assert!(page.client.execute_async(script, vec![]).await.unwrap().is_null());

        wait_for_arrivals(page, 2).await;

        assert_eq!(page.get(&format!("{NAMES}.toSorted()")).await, json!(["top/a.txt", "top/in/a.txt"]));
    });
}

/// F13: pictures that no browser shows had the sign of a broken one.
#[test]
fn previews_never_break() {
    with_page(Limits::default(), async |page| {
        let files: [(&str, &[u8]); 5] = [
            ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic"),
            ("scan.tiff", b"II*\0"),
            ("paper.pdf", b"%PDF-1.7"),
            ("film.mp4", b"\0\0\0\x18ftypisom"),
            ("no picture.png", b"text"),
        ];
        for (name, bytes) in files {
            page.choose(name, bytes).await;
            page.wait_for_state("arrived").await;
        }

        page.wait_until("document.querySelectorAll('#gallery > li, #others > li').length === 5").await;
        // Nothing that is shown is broken, and each has at least a drawing.
        let images = "[...document.querySelectorAll('main img')]";
        page.wait_until(&format!("{images}.every((image) => image.complete && image.naturalWidth > 0)")).await;
        for place in [UPLOAD, CARD] {
            let drawn = format!(
                "[...document.querySelectorAll('{place} :is(.thumbnail, .preview)')].every((one) => one.querySelector('svg, img, canvas'))"
            );
            assert_eq!(page.get(&drawn).await, true, "{place}");
        }
        page.console().await;
    });
}

/// F28: a phone has a camera, and nothing is dropped on it.
#[test]
fn a_phone_has_a_camera() {
    with_page(Limits::default(), async |page| {
        assert_eq!(page.get("document.querySelector('#camera').parentElement.checkVisibility()").await, false);
        page.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 1 })).await;
        let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 3, "mobile": true });
        page.devtools("Emulation.setDeviceMetricsOverride", phone).await;
        page.reload().await;

        assert_eq!(page.get("document.querySelector('#camera').parentElement.checkVisibility()").await, true);
        assert_eq!(page.get("document.querySelector('#camera').getAttribute('capture')").await, "environment");
        assert_eq!(page.text("#limits").await, "Up to 1 GiB each.");
        assert_eq!(page.get("document.querySelector('.drop-field').innerText.includes('Drop')").await, false);
        page.choose_in("#camera", &page.file("picture.png", include_bytes!("picture.png"))).await;
        page.wait_for_state("arrived").await;
    });
}
