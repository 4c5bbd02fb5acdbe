//! Uploads that a reload interrupts: nothing is lost.

use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::content;
use crate::{CARD, MIB, STANDSTILL, UPLOAD, small_parts};

/// 200 MB: interrupted in the middle, gone on with, and there byte for byte.
#[test]
fn large_upload_survives_a_reload() {
    with_page(Limits { part_size: 16 << 20, ..Limits::default() }, async |page| {
        let bytes = content(200 * MIB);
        let path = page.file("large.bin", &bytes);
        page.limit_network(40 << 20).await;
        page.choose_file(&path).await;
        let arrived = format!("document.querySelectorAll('{UPLOAD} .has-arrived').length");
        page.wait_until(&format!("{arrived} >= 6")).await;
        let title = page.get("document.title").await;
        assert!(title.as_str().unwrap().contains(" % · Direct upload"), "{title}");

        page.reload().await;
        page.wait_for_state("interrupted").await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "Choose the file again to go on").await;
        let kept = page.get(&arrived).await.as_u64().unwrap();
        assert!((6..13).contains(&kept), "{kept}");
        page.limit_network(-1).await;
        // G2: what has arrived is not sent again.
        let script = "window.sent = 0; const send = XMLHttpRequest.prototype.send;
                      XMLHttpRequest.prototype.send = function (body) { window.sent += 1; send.call(this, body); };";
        page.client.execute(script, vec![]).await.unwrap();
        page.choose_file(&path).await;
        page.wait_for_state("arrived").await;

        assert_eq!(page.get("window.sent").await, 13 - kept);
        assert_eq!(page.get("document.querySelectorAll('#uploads > li').length").await, 1);
        let objects = page.objects();
        assert!(objects.len() == 1 && objects[0].1 == bytes, "the object is not the file");
        assert_eq!(page.leftovers(), [""; 0]);
        assert_eq!(page.get("localStorage.getItem('presign-upload.unfinished')").await, "{}");
    });
}

#[test]
fn leaving_is_warned_of_while_something_is_under_way() {
    with_page(small_parts(), async |page| {
        let is_warned = "(() => { const event = new Event('beforeunload', { cancelable: true });
                          dispatchEvent(event); return event.defaultPrevented; })()";
        assert_eq!(page.get(is_warned).await, false);
        page.limit_network(STANDSTILL).await;
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_for_state("sending").await;
        assert_eq!(page.get(is_warned).await, true);
        page.limit_network(-1).await;
        page.wait_for_state("arrived").await;
        assert_eq!(page.get(is_warned).await, false);
    });
}

#[test]
fn another_file_is_not_taken_for_the_interrupted_one() {
    with_page(small_parts(), async |page| {
        page.limit_network(STANDSTILL).await;
        let file = page.file("large.bin", &content(12 * MIB));
        page.choose_file(&file).await;
        page.wait_for_state("sending").await;
        page.reload().await;
        page.wait_for_state("interrupted").await;
        page.limit_network(-1).await;

        // F9: the row's own button took any file, and uploaded it.
        page.press(UPLOAD, "choose").await;
        page.choose_in("#again", &page.file("other.bin", &content(6 * MIB))).await;
        page.wait_for_text(
            &format!("{UPLOAD} .note"),
            "This is not the file: that was \u{2068}large.bin\u{2069}, of 12 MiB",
        )
        .await;
        assert_eq!(page.objects().len(), 0);
        page.press(UPLOAD, "choose").await;
        page.choose_in("#again", &file).await;
        page.wait_for_state("arrived").await;
        assert_eq!(page.objects()[0].1.len(), 12 * MIB);
    });
}

/// The service forgets what nobody continues, and the page says so.
#[test]
fn what_was_given_up_is_said() {
    with_page(small_parts(), async |page| {
        let one =
            json!({ "gone": { "name": "a.bin", "size": 9, "lastModified": 1, "type": "text/plain", "way": "put" } });
        let script = "localStorage.setItem('presign-upload.unfinished', arguments[0])";
        page.client.execute(script, vec![json!(one.to_string())]).await.unwrap();

        page.reload().await;

        page.wait_for_state("refused").await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "This service knows no such upload").await;
        page.console().await;
    });
}

/// A part that fails for good costs that part, and no other.
#[test]
fn failed_part_is_sent_again_alone() {
    with_page(small_parts(), async |page| {
        let script = "window.sent = []; const { open, send } = XMLHttpRequest.prototype;
                      XMLHttpRequest.prototype.open = function (method, url) {
                        this.number = new URL(url).searchParams.get('partNumber');
                        open.call(this, method, window.sent.length < 3 && this.number === '2' ? url.replace(/.$/, (last) => (last === '0' ? '1' : '0')) : url);
                      };
                      XMLHttpRequest.prototype.send = function (body) { window.sent.push(this.number); send.call(this, body); };";
        page.client.execute(script, vec![]).await.unwrap();
        let bytes = content(12 * MIB);

        page.choose("large.bin", &bytes).await;
        page.wait_for_state("failed").await;
        page.wait_for_text(&format!("{UPLOAD} .sent"), "2 of 3 parts").await;
        // G6: a sentence, and the code in small print.
        let note = page.text(&format!("{UPLOAD} .note")).await;
        assert!(note.starts_with("The bucket finds another signature, though nothing was changed"), "{note}");
        assert_eq!(page.text(&format!("{UPLOAD} .note .code")).await, "403 SignatureDoesNotMatch");
        page.press(UPLOAD, "retry").await;
        page.wait_for_state("arrived").await;

        let sent = page.get("window.sent.toSorted()").await;
        assert_eq!(sent, json!(["1", "2", "2", "3"]));
        assert!(page.objects()[0].1 == bytes, "the object is not the file");
        page.console().await;
    });
}

/// G9: finished rows are removed, files deleted, links copied.
#[test]
fn finished_is_removed_and_files_are_deleted() {
    with_page(Limits::default(), async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.click("#example").await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 2").await;
        page.wait_until("document.querySelectorAll('#gallery > li, #others > li').length === 2").await;
        page.wait_until("document.querySelector('#uploads .thumbnail canvas')?.width > 0").await;
        page.click("#remove-finished").await;
        page.wait_until("document.querySelector('#uploads-section').hidden").await;

        page.devtools(
            "Browser.grantPermissions",
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
        )
        .await;
        page.press("#others > li", "share").await;
        page.wait_for_text("#share-end", "Good until").await;
        page.press("#share", "copy").await;
        page.wait_for_text("#share-end", "Copied. Good until").await;
        let link =
            page.client.execute_async("navigator.clipboard.readText().then(arguments[0])", vec![]).await.unwrap();
        assert_eq!(ureq::get(link.as_str().unwrap()).call().unwrap().body_mut().read_to_string().unwrap(), "text");
        page.press("#share", "close").await;

        page.reload().await;
        for left in [1, 0] {
            page.press(CARD, "delete").await;
            // F12: whoever presses twice has deleted nothing.
            page.wait_for_text(&format!("{CARD} [data-do=delete]"), "Undo").await;
            assert!(page.text("#said").await.contains("will be deleted in 5 seconds"));
            // Whoever hears the button hears what it does now.
            let heard = page.get(&format!("document.querySelector('{CARD} [data-do=delete]').ariaLabel")).await;
            assert!(heard.as_str().unwrap().starts_with("Undo deleting"), "{heard}");
            page.press(CARD, "delete").await;
            page.wait_for_text("#said", "is kept.").await;
            page.press(CARD, "delete").await;
            page.wait_until(&format!("document.querySelectorAll('#gallery > li, #others > li').length === {left}"))
                .await;
            assert_eq!(page.objects().len(), left);
        }
    });
}

#[test]
fn pasted_files_and_folders_arrive() {
    with_page(Limits::default(), async |page| {
        let script = "const data = new DataTransfer();
                      data.items.add(new File(['pasted'], 'pasted.txt', { type: 'text/plain' }));
                      dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }));";
        page.client.execute(script, vec![]).await.unwrap();
        page.wait_for_state("arrived").await;
        assert_eq!(page.objects()[0].1, b"pasted");

        let file = page.file("a.txt", b"text");
        page.choose_in("#folder", file.parent().unwrap()).await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 2").await;
        assert_eq!(page.objects().len(), 2);
    });
}
