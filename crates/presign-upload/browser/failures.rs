//! Uploads that are interrupted.

use std::path::Path;
use std::time::Duration;

use presign::Timestamp;
use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::{Page, content};
use crate::{MIB, PANEL, STANDSTILL, UPLOAD, small_parts};

/// Slow enough that a part does not arrive while the test thinks.
const SLOW: i64 = 1 << 20;
const ANY_SPEED: i64 = -1;

/// Longer than a part takes on a busy machine.
const LIFE: u64 = 6;

fn short_lived() -> Limits {
    Limits { expires: LIFE, ..small_parts() }
}

/// Pauses an upload of three parts before any has arrived, and waits until its URLs have ended.
async fn outlive_urls(page: &Page, bytes: &[u8]) {
    page.limit_network(STANDSTILL).await;
    page.choose("large.bin", bytes).await;
    page.wait_until(&format!("document.querySelector('{UPLOAD} .row-main > progress')?.value > 0")).await;
    page.press(UPLOAD, "pause").await;
    page.wait_for_state("pausing").await;
    page.press(UPLOAD, "stop").await;
    page.wait_for_state("paused").await;
    page.limit_network(ANY_SPEED).await;
    page.press(UPLOAD, "signed").await;
    let signed = Timestamp::parse(&page.text(&format!("{PANEL} code[data-name=X-Amz-Date]")).await).unwrap();
    while Timestamp::now().unix_seconds() <= signed.unix_seconds() + LIFE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn url_that_has_ended_is_renewed_before_it_is_used() {
    with_page(short_lived(), async |page| {
        let bytes = content(12 * MIB);
        outlive_urls(page, &bytes).await;
        page.wait_for_text("#signed-end", "It has ended").await;
        page.console().await;

        page.press(UPLOAD, "resume").await;
        page.wait_for_state("arrived").await;

        page.wait_for_text(&format!("{UPLOAD} .sent"), "signed anew 3 times").await;
        assert_eq!(page.console().await, [""; 0]);
        assert!(page.objects()[0].1 == bytes, "the object is not the file");
    });
}

/// A page whose clock stands still, as some do while the computer sleeps, learns of the end from the bucket.
#[test]
fn url_that_the_bucket_finds_ended_is_renewed() {
    with_page(short_lived(), async |page| {
        page.client.execute("performance.now = () => 0", vec![]).await.unwrap();
        let bytes = content(12 * MIB);
        outlive_urls(page, &bytes).await;
        page.wait_for_text("#signed-end", "Good for another").await;
        page.console().await;

        page.press(UPLOAD, "resume").await;
        page.wait_for_state("arrived").await;

        page.wait_for_text(&format!("{UPLOAD} .sent"), "signed anew 3 times").await;
        let log = page.console().await;
        assert!(log.len() == 3 && log.iter().all(|message| message.contains("403")), "{log:?}");
        assert!(page.objects()[0].1 == bytes, "the object is not the file");
    });
}

#[test]
fn upload_goes_on_when_the_network_is_back() {
    with_page(small_parts(), async |page| {
        let bytes = content(12 * MIB);
        page.limit_network(SLOW).await;
        page.choose("large.bin", &bytes).await;
        page.wait_until(&format!("document.querySelector('{UPLOAD} .row-main > progress')?.value > 0")).await;

        page.pause().await;
        page.take_network_away().await;
        page.press(UPLOAD, "resume").await;
        page.wait_for_state("offline").await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "You are offline. This continues by itself.").await;
        page.limit_network(ANY_SPEED).await;
        page.wait_for_state("arrived").await;

        page.wait_for_text(&format!("{UPLOAD} .sent"), "signed anew").await;
        assert!(page.objects()[0].1 == bytes, "the object is not the file");
    });
}

/// F5: a bucket that does not expose ETag was sent everything, and then a parser spoke.
#[test]
fn a_tag_that_cannot_be_read_is_said_after_the_first_part() {
    with_page(small_parts(), async |page| {
        let script = "XMLHttpRequest.prototype.getResponseHeader = () => null;
                      window.sent = 0;
                      const { send } = XMLHttpRequest.prototype;
                      XMLHttpRequest.prototype.send = function (body) { window.sent += 1; send.call(this, body); };";
        page.client.execute(script, vec![]).await.unwrap();

        page.choose("large.bin", &content(40 * MIB)).await;
        page.wait_for_state("refused").await;

        page.wait_for_text(&format!("{UPLOAD} .note"), "do not let this page read ETag").await;
        // No more than were under way.
        assert!(page.get("window.sent").await.as_u64().unwrap() <= 4);
        page.eventually(|page| page.leftovers().is_empty()).await;
    });
}

/// F11: a bucket without rules for this page was called a broken connection, for 18 seconds.
#[test]
fn a_bucket_that_keeps_the_page_out_is_said() {
    with_page(small_parts(), async |page| {
        // The page's own policy would not let it talk to anything else: so it asks for what the rules do not allow.
        let script = "const { setRequestHeader } = XMLHttpRequest.prototype;
                      XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
                        setRequestHeader.call(this, name, value);
                        setRequestHeader.call(this, 'x-not-allowed', '1');
                      };";
        page.client.execute(script, vec![]).await.unwrap();

        page.choose("a.txt", b"text").await;
        page.wait_for_state("failed").await;

        page.wait_for_text(&format!("{UPLOAD} .note"), "The bucket answers, but not to this page: its CORS rules")
            .await;
        let log = page.client.issue_cmd(crate::driver::Chrome::console()).await.unwrap();
        assert!(log.to_string().contains("blocked by CORS policy"), "{log}");
        assert_eq!(page.objects().len(), 0);
    });
}

/// F10: each error of a request was called a connection that broke off.
#[test]
fn a_file_that_is_gone_is_said() {
    with_page(small_parts(), async |page| {
        let changes: [fn(&Path); 2] =
            [|path| std::fs::write(path, "another file").unwrap(), |path| std::fs::remove_file(path).unwrap()];
        for change in changes {
            page.limit_network(STANDSTILL).await;
            // Some parts are not begun then: what is being read stays readable.
            let path = page.file("large.bin", &content(40 * MIB));
            page.choose_file(&path).await;
            page.wait_for_state("sending").await;

            change(&path);
            page.limit_network(ANY_SPEED).await;

            page.wait_for_state("refused").await;
            let note = format!("{UPLOAD} .note");
            page.wait_for_text(&note, "The file has changed or is gone since it was chosen.").await;
            page.eventually(|page| page.leftovers().is_empty()).await;
            page.console().await;
            page.press(UPLOAD, "remove").await;
        }
    });
}

/// F6: 120 files were hashed at once, and 27 seconds went by before the first byte.
#[test]
fn many_files_wait_their_turn() {
    with_page(Limits::default(), async |page| {
        let script = "window.most = 0;
                      new MutationObserver(() => {
                        const begun = '#uploads > :not([data-state=queued], [data-state=arrived])';
                        window.most = Math.max(window.most, document.querySelectorAll(begun).length);
                      }).observe(document.querySelector('#uploads'), { attributes: true, subtree: true });
                      const data = new DataTransfer();
                      for (let n = 0; n < 60; n++) data.items.add(new File([`file ${n}`], `${n}.txt`, { type: 'text/plain' }));
                      dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }));";
        page.client.execute(script, vec![]).await.unwrap();

        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 60").await;

        assert!((1..=4).contains(&page.get("window.most").await.as_u64().unwrap()));
        assert_eq!(page.objects().len(), 60);
        // F26: one line for all of them, and no row that speaks for itself.
        page.wait_for_text("#said", "arrived").await;
        assert_eq!(page.get("document.querySelectorAll('[role=status], [aria-live]').length").await, 1);
        // F18: in the order in which they were chosen.
        let names = "[...document.querySelectorAll('#uploads .name')].slice(0, 3).map((name) => name.textContent)";
        assert_eq!(page.get(names).await, json!(["0.txt", "1.txt", "2.txt"]));
    });
}

/// F18, F19: files twice, what systems put into folders, and files that come before the service has spoken.
#[test]
fn files_are_uploaded_once() {
    with_page(Limits::default(), async |page| {
        let path = page.file("a.txt", b"text");
        page.choose_file(&path).await;
        page.wait_for_state("arrived").await;
        page.choose_file(&path).await;
        page.wait_for_text(&format!("{UPLOAD} .note"), "This file was chosen twice, and is uploaded once.").await;
        let junk = page.file(".DS_Store", b"junk");
        page.choose_file(&junk).await;
        page.wait_for_text("#left-out", "Left out, since the system made it and not you: .DS_Store.").await;
        page.choose("b.txt", b"more").await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 2").await;
        assert_eq!(page.objects().len(), 2);
    });
}

/// F22: there was no button for all.
#[test]
fn all_are_paused_resumed_and_cancelled_at_once() {
    with_page(small_parts(), async |page| {
        page.limit_network(STANDSTILL).await;
        for name in ["a.bin", "b.bin"] {
            page.choose(name, &content(12 * MIB)).await;
        }
        let all = |state: &str| format!("document.querySelectorAll('#uploads > [data-state={state}]').length === 2");
        page.wait_until(&all("sending")).await;
        page.click("#pause-all").await;
        page.wait_until(&all("pausing")).await;
        page.press("#uploads > li:first-child", "stop").await;
        page.press("#uploads > li:last-child", "stop").await;
        page.wait_until(&all("paused")).await;
        page.click("#resume-all").await;
        page.wait_until(&all("sending")).await;
        page.click("#cancel-all").await;
        page.wait_until(&all("cancelled")).await;
        page.eventually(|page| page.leftovers().is_empty()).await;
        page.console().await;
    });
}

/// F8, F22: 135 failed rows were 135 clicks, and the total said that all was there.
#[test]
fn all_that_failed_is_retried_at_once() {
    with_page(Limits::default(), async |page| {
        let script = "window.real = XMLHttpRequest.prototype.setRequestHeader;
                      XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
                        window.real.call(this, name, value);
                        window.real.call(this, 'x-not-allowed', '1');
                      };";
        page.client.execute(script, vec![]).await.unwrap();
        for name in ["a.txt", "b.txt"] {
            page.choose(name, b"text").await;
        }
        page.wait_until("document.querySelectorAll('#uploads > [data-state=failed]').length === 2").await;
        page.wait_for_text("#total-text", "0 of 2 files").await;

        page.client.execute("XMLHttpRequest.prototype.setRequestHeader = window.real", vec![]).await.unwrap();
        page.click("#retry-all").await;

        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 2").await;
        page.wait_for_text("#total-text", "2 of 2 files").await;
        assert_eq!(page.objects().len(), 2);
        page.client.issue_cmd(crate::driver::Chrome::console()).await.unwrap();
    });
}

/// The bucket has the file, the page does not know: when it sends the file again it is refused, and asks the service.
#[test]
fn lost_answer_is_no_failure() {
    with_page(Limits::default(), async |page| {
        let script = "const open = XMLHttpRequest.prototype.open;
                      XMLHttpRequest.prototype.open = function (...request) {
                        XMLHttpRequest.prototype.open = open;
                        // It listens before the page does.
                        this.addEventListener('load', (event) => {
                          event.stopImmediatePropagation();
                          this.dispatchEvent(new ProgressEvent('error'));
                        });
                        open.apply(this, request);
                      };";
        page.client.execute(script, vec![]).await.unwrap();
        let bytes = content(50_000);

        page.choose("a.bin", &bytes).await;
        page.wait_for_state("arrived").await;

        let log = page.console().await;
        assert!(log.len() == 1 && log[0].contains("409"), "{log:?}");
        assert!(page.objects()[0].1 == bytes, "the object is not the file");
    });
}

#[test]
fn paused_upload_keeps_the_parts_that_have_arrived() {
    with_page(small_parts(), async |page| {
        let bytes = content(32 * MIB);
        page.limit_network(4 << 20).await;
        page.choose("large.bin", &bytes).await;
        page.wait_until(&format!("document.querySelector('{UPLOAD} .has-arrived') !== null")).await;

        page.press(UPLOAD, "pause").await;
        page.wait_for_text(&format!("{UPLOAD} .status"), "Pausing: parts under way finish").await;
        let before = page.get(&format!("document.querySelector('{UPLOAD} .row-main > progress').value")).await;
        page.wait_for_state("paused").await;
        let sent =
            page.get(&format!("document.querySelector('{UPLOAD} .row-main > progress').value")).await.as_u64().unwrap();
        // G3: what was sent was lost.
        assert!(
            sent >= before.as_u64().unwrap() && sent < bytes.len() as u64 && sent.is_multiple_of(5 << 20),
            "{sent}"
        );
        assert_eq!(page.objects().len(), 0);
        page.limit_network(ANY_SPEED).await;
        page.press(UPLOAD, "resume").await;
        page.wait_for_state("arrived").await;

        assert!(page.objects()[0].1 == bytes, "the object is not the file");
    });
}

#[test]
fn cancelled_upload_leaves_nothing_behind() {
    with_page(small_parts(), async |page| {
        page.limit_network(8 << 20).await;
        page.choose("large.bin", &content(64 * MIB)).await;
        page.wait_until(&format!("document.querySelector('{UPLOAD} .has-arrived') !== null")).await;
        // The parts under way do not end before they are stopped.
        page.limit_network(STANDSTILL).await;
        page.pause().await;
        assert_ne!(page.leftovers(), [""; 0]);

        page.press(UPLOAD, "cancel").await;
        page.wait_for_state("cancelled").await;

        // G10: its bar is empty.
        assert_eq!(page.get(&format!("document.querySelector('{UPLOAD} .row-main > progress').value")).await, 0);
        page.eventually(|page| page.leftovers().is_empty()).await;
        assert_eq!(page.objects().len(), 0);
    });
}

#[test]
fn what_the_service_does_not_take_is_said() {
    with_page(Limits { max_size: 1000, max_open: 0, ..Limits::default() }, async |page| {
        for (name, length, note) in [
            ("page.html", 10, "Web pages can run scripts and are not taken."),
            ("drawing.svg", 10, "SVG pictures can run scripts and are not taken."),
            ("styles.css", 10, "Files of the type text/css are not taken here."),
            ("long.txt", 1001, "The file has 1001 bytes, and up to 1000 bytes are taken."),
        ] {
            page.choose(name, &content(length)).await;
            page.wait_for_state("refused").await;
            assert_eq!(page.text(&format!("{UPLOAD} .note")).await, note);
            // G4: another attempt would be refused too.
            let buttons =
                "[...document.querySelectorAll('#uploads > li:first-child .row-foot button:not([hidden], .more)')]";
            assert_eq!(page.get(&format!("{buttons}.map((b) => b.dataset.do)")).await, json!(["remove"]));
            page.press(UPLOAD, "remove").await;
            page.wait_until("document.querySelector('#uploads-section').hidden").await;
        }
        assert_eq!(page.get("document.querySelector('#files').accept.startsWith('image/*,video/*')").await, true);
        assert_eq!(page.console().await, [""; 0]);
        page.choose("first.txt", b"text").await;
        page.wait_for_state("retrying").await;
        page.wait_for_text(
            &format!("{UPLOAD} .note"),
            "Too many uploads are under way. This one follows when there is room.",
        )
        .await;
        assert_eq!(page.objects().len(), 0);
    });
}
