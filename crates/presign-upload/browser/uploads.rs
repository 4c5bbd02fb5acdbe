//! Files that arrive.

use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::content;
use crate::{CARD, MIB, UPLOAD, small_parts};

#[test]
fn small_file_arrives_byte_for_byte() {
    with_page(Limits::default(), async |page| {
        let bytes = content(100_000);

        page.choose("Grüße & <b>.bin", &bytes).await;
        page.wait_for_state("arrived").await;

        let objects = page.objects();
        assert_eq!(objects.len(), 1);
        assert!(objects[0].1 == bytes, "the object is not the file");
        // The user's name is no part of the key.
        assert!(objects[0].0.len() == 43 && objects[0].0.bytes().all(|b| b.is_ascii_hexdigit()), "{}", objects[0].0);
        assert_eq!(page.wait_for_text(&format!("{CARD} .name"), "Gr").await, "Grüße & <b>.bin");
        page.press(UPLOAD, "signed").await;
        let signed = page.text("#signed code[data-name=X-Amz-SignedHeaders]").await;
        assert_eq!(signed, "content-length;content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-meta-name");
    });
}

#[test]
fn file_of_several_parts_arrives_byte_for_byte() {
    with_page(small_parts(), async |page| {
        let bytes = content(12 * MIB);
        page.limit_network(8 << 20).await;

        page.choose("large.bin", &bytes).await;

        let whole = format!("document.querySelector('{UPLOAD} .row-main > progress')");
        page.wait_until(&format!("{whole}?.value > 0 && {whole}.value < {whole}.max")).await;
        let part = format!("[...document.querySelectorAll('{UPLOAD} .bars progress')]");
        page.wait_until(&format!("{part}.some((bar) => bar.value > 0 && bar.value < bar.max)")).await;
        page.wait_for_state("arrived").await;
        assert_eq!(page.get(&format!("{part}.map((bar) => bar.max)")).await, json!([5 * MIB, 5 * MIB, 2 * MIB]));
        assert_eq!(page.get(&format!("{part}.every((bar) => bar.value === bar.max)")).await, true);
        assert_eq!(page.text(&format!("{UPLOAD} .sent")).await, "12 MiB · 3 of 3 parts");
        let objects = page.objects();
        assert!(objects.len() == 1 && objects[0].1 == bytes, "the object is not the file");
        assert_eq!(page.leftovers(), [""; 0]);
    });
}

#[test]
fn several_files_and_an_empty_one_arrive() {
    with_page(Limits::default(), async |page| {
        let files = [("a.txt", content(10)), ("b.txt", content(20_000)), ("empty.txt", Vec::new())];
        for (name, bytes) in &files {
            page.choose(name, bytes).await;
        }

        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 3").await;

        let mut sizes: Vec<_> = page.objects().iter().map(|(_, bytes)| bytes.len()).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [0, 10, 20_000]);
    });
}

#[test]
fn dropped_file_arrives() {
    with_page(Limits::default(), async |page| {
        let script = "const data = new DataTransfer();
                      data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
                      const event = { dataTransfer: data, bubbles: true, cancelable: true };
                      document.querySelector('#drop').dispatchEvent(new DragEvent('drop', event));";
        page.client.execute(script, vec![]).await.unwrap();

        page.wait_for_state("arrived").await;

        assert_eq!(page.objects()[0].1, b"dropped");
    });
}

#[test]
fn form_is_taken_within_its_policy() {
    with_page(Limits { max_form: 1000, ..Limits::default() }, async |page| {
        page.click(".advanced summary").await;
        page.click("input[value=form]").await;
        let bytes = content(1000);

        page.choose("fits.txt", &bytes).await;
        page.wait_for_state("arrived").await;

        assert!(page.objects()[0].1 == bytes, "the object is not the file");
        page.press(UPLOAD, "signed").await;
        let policy = page.text("#policy").await;
        assert!(policy.contains("[\"content-length-range\", 0, 1000]"), "{policy}");

        // G1: all of it was sent before anybody said no.
        page.choose("too long.txt", &content(1001)).await;
        page.wait_for_state("refused").await;
        let note = page.text(&format!("{UPLOAD} .note")).await;
        let sentence =
            "The file has 1001 bytes, and up to 1000 bytes are taken by a form. Choose PUT under Advanced instead.";
        assert_eq!(note, sentence);
        assert_eq!(page.console().await, [""; 0]);
        assert_eq!(page.objects().len(), 1);
    });
}

#[test]
fn gallery_is_there_after_a_reload() {
    with_page(Limits::default(), async |page| {
        // A picture of 2 x 1 pixels.
        let picture = include_bytes!("picture.png");
        page.choose("picture é.png", picture).await;
        page.wait_for_state("arrived").await;

        page.reload().await;

        let name = page.wait_for_text(&format!("{CARD} .name"), "picture").await;
        assert_eq!(name, "picture é.png");
        page.wait_until(&format!("document.querySelector('{CARD} img').naturalWidth === 2")).await;
        let mut shown = page.follow(CARD, "show").await;
        assert_eq!(shown.headers()["content-type"], "image/png");
        assert_eq!(shown.headers()["content-disposition"], "inline");
        assert_eq!(shown.body_mut().read_to_vec().unwrap(), picture);
        let mut saved = page.follow(CARD, "download").await;
        let disposition = "attachment; filename=\"picture _.png\"; filename*=UTF-8''picture%20%C3%A9.png";
        assert_eq!(saved.headers()["content-disposition"], disposition);
        assert_eq!(saved.body_mut().read_to_vec().unwrap(), picture);
    });
}

#[test]
fn links_of_the_gallery_are_replaced_before_they_end() {
    with_page(Limits { expires: 5, ..Limits::default() }, async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.control(CARD, "download").await;
        let first = page.get(&format!("document.querySelector('{CARD} [data-do=download]').href")).await;

        page.wait_until(&format!("document.querySelector('{CARD} [data-do=download]').href !== {first}")).await;

        assert_eq!(page.follow(CARD, "download").await.status(), 200);
    });
}
